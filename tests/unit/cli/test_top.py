"""`pinocchio top` against real metrics pages, served on loopback."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from msgspec.structs import replace
from rich.console import Console

from agents.cli.figures import figures
from agents.cli.top import Watch
from agents.cli.top_view import draw, lines

PAGE = """\
pinocchio_events_received_total{topic="marketplace.listings.v1"} 120.0
pinocchio_events_decided_total{topic="marketplace.listings.v1"} 110.0
pinocchio_events_duplicate_total{topic="marketplace.listings.v1"} 4.0
pinocchio_dead_letters_total{topic="marketplace.listings.v1",stage="decode",reason="not_json"} 6.0
pinocchio_dead_letters_total{topic="marketplace.listings.v1",stage="late",reason="older_than_horizon"} 0.0
pinocchio_enforcements_total{measure="warn",violation_class="other",mode="live",change="taken"} 3.0
pinocchio_enforcements_total{measure="warn",violation_class="other",mode="live",change="lifted"} 1.0
pinocchio_enforcements_total{measure="block_listing",violation_class="other",mode="shadow",change="taken"} 2.0
pinocchio_consumer_lag_records{topic="marketplace.listings.v1",partition="0"} 7.0
pinocchio_freshness_seconds{topic="marketplace.listings.v1"} 0.5
pinocchio_partitions_assigned 4.0
pinocchio_rebalances_total 1.0
pinocchio_observe_only 0.0
pinocchio_measure_braked{measure="ban_account"} 0.0
pinocchio_policy_info{version="default@1"} 1.0
pinocchio_policy_info{version="default@0"} 0.0
pinocchio_build_info{version="0.1.0"} 1.0
pinocchio_record_to_enforcement_seconds_bucket{le="0.05"} 90.0
pinocchio_record_to_enforcement_seconds_bucket{le="0.1"} 100.0
pinocchio_record_to_enforcement_seconds_bucket{le="+Inf"} 100.0
"""
TROUBLE = (
    PAGE.replace("observe_only 0.0", "observe_only 1.0")
    .replace('"ban_account"} 0.0', '"ban_account"} 1.0')
    .replace('listings.v1"} 0.5', 'listings.v1"} 42.0')
    .replace("default@1", "default@2")
)


@contextmanager
def served(page: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/metrics" else 404)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_figures_of_several_workers_add_up_and_the_worst_is_kept():
    found = figures([PAGE, TROUBLE])
    assert (found.workers, found.received, found.lag, found.partitions) == (2, 240, 14, 8)
    assert (found.taken, found.shadow, found.lifted) == ({"warn": 6}, {"block_listing": 4}, 2)
    assert found.dead == {"decode/not_json": 12}
    assert (found.freshness, found.p99) == (42.0, 0.1)
    assert found.observe_only
    assert found.policies == ("default@1", "default@2")


def test_once_prints_a_running_worker(run):
    with served(PAGE) as url:
        done = run("top", "--url", url, "--once", "--every", "0.2")
    assert done.exit_code == 0, done.output
    for words in ("workers 1/1", "in/s 0.0", "120 = 110 decided + 4 duplicate + 6 dead", "decode/not_json 6"):
        assert words in done.stdout
    assert "!" not in done.stdout


def test_trouble_is_told_with_what_to_do():
    look = Watch([]).look()
    told = "\n".join(lines(replace(look, figures=figures([PAGE, TROUBLE]), asked=2)))
    for words in (
        "OBSERVE ONLY",
        "ban_account is BRAKED",
        "policy release ban_account",
        "42 s behind",
        "different pol",
    ):
        assert words in told


def test_a_worker_that_does_not_answer_is_named_and_the_others_are_shown(run):
    with served("") as gone:
        pass
    with served(PAGE) as url:
        done = run("top", "--url", url, "--url", gone, "--json", "--every", "0.2")
    assert done.exit_code == 3
    found = json.loads(done.stdout)
    assert (found["figures"]["workers"], found["asked"]) == (1, 2)
    assert list(found["down"]) == [gone + "/metrics"]


def test_without_any_worker_it_shows_no_figures_but_what_to_do(run):
    with served("") as gone:
        pass
    done = run("top", "--url", gone, "--once", "--every", "0.2")
    assert done.exit_code == 3
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"! no worker answers at {gone}/metrics (")
    assert "start one" in line


def test_a_page_that_is_no_metrics_page_is_told(run):
    with served("<html>hello</html>") as url:
        done = run("top", "--url", url, "--once", "--every", "0.2")
    assert done.exit_code == 3
    assert "no metrics page" in done.output


def test_what_is_no_address_is_a_usage_error(run):
    assert run("top", "--url", "localhost:6066", "--once").exit_code == 2


@pytest.mark.parametrize("page", [PAGE, TROUBLE, ""])
def test_the_picture_can_be_drawn(page):
    console = Console(width=120, record=True, file=io.StringIO())
    look = replace(Watch([]).look(), figures=figures([page]), asked=1)
    console.print(draw(look))
    assert "measures taken" in console.export_text()

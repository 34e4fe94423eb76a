"""The live view from figures, and the figures from a metrics page."""

from __future__ import annotations

import io
import socket
from datetime import UTC, datetime

import msgspec
import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from rich.console import Console

from agents.cli.child import port_near
from agents.cli.figures import Figures, figures
from agents.cli.view import Picture, draw, line, status_line
from schemas.enforcement import EnforcementData, EnforcementTaken, NumberEvidence, Reason

TAKEN = EnforcementTaken(
    id="e" * 32,
    source="pinocchio",
    time=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
    data=EnforcementData(
        enforcement_id="e" * 32,
        seller_id="seller-1",
        target_kind="listing",
        target_id="listing-1",
        measure="remind",
        mode="live",
        violation_class="counterfeit",
        reasons=(Reason(rule_id="r", policy_version="p", evidence=(NumberEvidence(name="reporters", value=6),)),),
    ),
)
PICTURE = Picture(
    seconds=12.3,
    figures=Figures(decided=1_234, dead={"late": 5}, taken={"remind": 40, "warn": 2}, openings={"refuse": 3}, p99=0.05),
    rates=(100.0, 200.0),
    newest=(TAKEN,),
    broker="127.0.0.1:1",
    metrics_url="http://127.0.0.1:6066/metrics",
    notes=("a note",),
)


def drawn(picture: Picture, lang="en", width=120) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(draw(picture, lang))
    return console.file.getvalue()


def test_the_view_shows_figures_reasons_and_the_way_to_take_part():
    shown = drawn(PICTURE)
    for words in ("1,234", "200", "≤ 50 ms", "reminder", "6 people reported it", "shop openings: refuse", "a note"):
        assert words in shown
    assert "http://127.0.0.1:6066/metrics" in shown
    assert "pinocchio send" in shown
    assert "--broker" not in shown


def test_where_a_newer_one_runs_the_view_says_how_to_reach_this_one():
    assert "--broker 127.0.0.1:1" in drawn(msgspec.structs.replace(PICTURE, is_newest=False), width=160)


def test_the_view_speaks_chinese_when_asked():
    assert "6 人举报" in drawn(PICTURE, "zh")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_view_keeps_to_the_width_of_the_terminal(width):
    assert {len(row) for row in drawn(PICTURE, width=width).splitlines()} <= set(range(width + 1))


def test_the_view_has_something_to_show_before_anything_happened():
    empty = msgspec.structs.replace(PICTURE, figures=Figures(), rates=(), newest=())
    assert "no measure taken yet" in drawn(empty)


def test_without_a_terminal_the_same_is_said_in_lines():
    assert line(TAKEN) == "10:00:00  reminder (counterfeit): listing listing-1: 6 people reported it"
    assert status_line(PICTURE).startswith("12 s: 200 events/s, 1,234 decided")


def test_figures_are_read_from_a_metrics_page():
    registry = CollectorRegistry()
    labels = ["measure", "violation_class", "mode", "change"]
    taken = Counter("pinocchio_enforcements", "", labels, registry=registry)
    taken.labels("remind", "counterfeit", "live", "taken").inc(3)
    taken.labels("remind", "other", "live", "taken").inc(1)
    taken.labels("remind", "other", "live", "lifted").inc(9)
    taken.labels("warn", "other", "shadow", "taken").inc(9)
    decided = Counter("pinocchio_events_decided", "", ["topic"], registry=registry)
    decided.labels("a").inc(5)
    decided.labels("b").inc(6)
    latency = Histogram("pinocchio_record_to_enforcement_seconds", "", buckets=(0.01, 0.1), registry=registry)
    for seconds in [0.005] * 98 + [0.05] * 2:
        latency.observe(seconds)
    found = figures([generate_latest(registry).decode()])
    assert found.taken == {"remind": 4}
    assert (found.decided, found.p99) == (11, 0.1)


def test_a_page_without_our_metrics_gives_zeros():
    assert figures([""]) == Figures(workers=1)


def test_a_taken_port_gives_way_to_a_free_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert port_near(port) not in {0, port}
    assert port_near(port) == port

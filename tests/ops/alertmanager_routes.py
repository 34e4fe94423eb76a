"""A real Alertmanager with our configuration, told by a real Prometheus with our rules: who hears of what.

Asked for by name (docs/operations/dashboards.md), because the Alertmanager that Debian packages starts only where it is
installed, and installing it would start a service: with `prometheus` and `alertmanager` on the path,
`python -m pytest tests/ops/alertmanager_routes.py`.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from scripts.dashboards.prometheus import free_port, running
from tests.ops.boards import ROOT
from tests.ops.programs import program

pytestmark = pytest.mark.stream
PATIENCE = 60
TROUBLE = """\
pinocchio_build_info{version="1"} 1
pinocchio_observe_only 1
pinocchio_restore_bad_rows_total 3
pinocchio_events_received_total{topic="t"} 10
pinocchio_events_decided_total{topic="t"} 9
pinocchio_events_duplicate_total{topic="t"} 0
pinocchio_dead_letters_total{topic="t",stage="decode",reason="not_json"} 0
"""


@contextmanager
def serving(handler) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Worker(BaseHTTPRequestHandler):
    """A metrics page with something wrong for each severity, until it is gone."""

    gone = threading.Event()

    def do_GET(self):
        self.send_response(503 if self.gone.is_set() else 200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(TROUBLE.encode())

    def log_message(self, *_):
        pass


def receiver(heard):
    """Keeps the alerts it is told of, by the receiver's name."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.extend((self.path[1:], alert) for alert in told["alerts"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    return Receiver


def routes(folder: Path, hook: str) -> Path:
    """Our own configuration, with receivers where users put theirs, and without the wait."""
    config = yaml.safe_load((ROOT / "deploy/alertmanager/alertmanager.yml").read_text())
    for each in config["receivers"]:
        each["webhook_configs"] = [{"url": f"{hook}/{each['name']}"}]
    for route in (config["route"], *config["route"]["routes"]):
        route |= {"group_wait": "1s"}
    path = folder / "alertmanager.yml"
    path.write_text(json.dumps(config))
    return path


def rules(folder: Path) -> Path:
    """Our own rules; what must last for minutes need last for seconds only."""
    read = yaml.safe_load((ROOT / "deploy/prometheus/rules/alerts.yml").read_text())
    for rule in (rule for group in read["groups"] for rule in group["rules"] if "alert" in rule):
        rule["for"] = "8s"  # the first scrape comes after five seconds; before it there is no worker
    path = folder / "rules.yml"
    path.write_text(json.dumps(read))
    return path


def scrapes(folder: Path, worker: int, alertmanager: int) -> Path:
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(rules(folder))],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager}"]}]}]},
        "scrape_configs": [{"job_name": "pinocchio", "static_configs": [{"targets": [f"127.0.0.1:{worker}"]}]}],
    }
    path = folder / "prometheus.yml"
    path.write_text(json.dumps(config))
    return path


@contextmanager
def alertmanager(folder: Path, config: Path) -> Iterator[int]:
    port, log = free_port(), folder / "alertmanager.log"
    command = [program("alertmanager"), f"--config.file={config}"]
    command += [f"--web.listen-address=127.0.0.1:{port}", f"--storage.path={folder}", "--cluster.listen-address="]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield port
            assert process.poll() is None, log.read_text()[-2000:]
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the receivers have heard, and the port of Alertmanager. The worker is there until its page is `gone`."""
    program("prometheus")
    folder, heard = tmp_path_factory.mktemp("alerts"), []
    Worker.gone.clear()
    with ExitStack() as stack:
        hook = stack.enter_context(serving(receiver(heard))).server_port
        worker = stack.enter_context(serving(Worker)).server_port
        port = stack.enter_context(alertmanager(folder, routes(folder, f"http://127.0.0.1:{hook}")))
        stack.enter_context(running(folder, scrapes(folder, worker, port)))
        yield heard, port


def until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.2)


def names(heard, name):
    return {alert["labels"]["alertname"] for receiver, alert in heard if receiver == name}


def inhibited(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/alerts") as answer:
        found = json.load(answer)
    return {each["labels"]["alertname"] for each in found if each["status"]["inhibitedBy"]}


def test_each_severity_reaches_its_receiver_and_absence_speaks_for_all_the_rest(told):
    heard, port = told
    wanted = {"page": "PinocchioRowsUnreadable", "ticket": "PinocchioAccountingBroken", "info": "PinocchioObserveOnly"}
    until(lambda: all(alert in names(heard, name) for name, alert in wanted.items()), "one alert of each severity")
    assert {name: names(heard, name) for name in wanted} == {name: {alert} for name, alert in wanted.items()}
    (first, *_) = (alert for name, alert in heard if name == "page")
    assert first["annotations"]["runbook_url"] == "docs/runbooks/PinocchioRowsUnreadable.md"
    Worker.gone.set()
    until(lambda: "PinocchioAbsent" in names(heard, "page"), "the absence")
    until(lambda: "PinocchioWorkerDown" in inhibited(port), "the inhibition")
    assert "PinocchioWorkerDown" not in names(heard, "page")

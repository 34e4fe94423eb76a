"""The live view from figures, the figures from a metrics page, and where a running service is found."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import msgspec
import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from rich.console import Console

from agents.cli import running
from agents.cli.child import port_near
from agents.cli.running import Address
from agents.cli.view import Picture, draw, line, status_line
from agents.cli.vitals import Vitals, read_vitals
from schemas.enforcement import EnforcementData, EnforcementTaken, NumberEvidence, Reason
from streams.runtime.errors import InfrastructureError

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
    vitals=Vitals(decided=1_234, dead=5, measures={"remind": 40, "warn": 2}, openings={"refuse": 3}, p99=0.05),
    rates=(100.0, 200.0),
    newest=(TAKEN,),
    broker="127.0.0.1:1",
    metrics_url="http://127.0.0.1:6066/metrics",
    notes=("a note",),
)
ADDRESS = Address(broker="127.0.0.1:1", metrics_url="http://127.0.0.1:6066/metrics", pid=os.getpid())


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


def test_the_view_speaks_chinese_when_asked():
    assert "6 人举报" in drawn(PICTURE, "zh")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_view_keeps_to_the_width_of_the_terminal(width):
    assert {len(row) for row in drawn(PICTURE, width=width).splitlines()} <= set(range(width + 1))


def test_the_view_has_something_to_show_before_anything_happened():
    empty = msgspec.structs.replace(PICTURE, vitals=Vitals(), rates=(), newest=())
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
    vitals = read_vitals(generate_latest(registry).decode())
    assert vitals.measures == {"remind": 4}
    assert (vitals.decided, vitals.p50, vitals.p99) == (11, 0.01, 0.1)


def test_a_page_without_our_metrics_gives_zeros():
    assert read_vitals("") == Vitals()


def test_a_taken_port_gives_way_to_a_free_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert port_near(port) not in {0, port}
    assert port_near(port) == port


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(running.DATA_VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.mark.usefixtures("folder")
def test_what_is_announced_is_found_until_it_is_withdrawn():
    running.announce(ADDRESS)
    assert running.find() == ADDRESS
    running.withdraw(ADDRESS)
    with pytest.raises(InfrastructureError, match="no `pinocchio up` is running"):
        running.find()


@pytest.mark.usefixtures("folder")
def test_one_that_died_without_a_word_is_not_found():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    running.announce(msgspec.structs.replace(ADDRESS, pid=child.pid))
    with pytest.raises(InfrastructureError):
        running.find()


@pytest.mark.usefixtures("folder")
def test_an_older_one_does_not_withdraw_a_newer_one():
    newer = msgspec.structs.replace(ADDRESS, broker="127.0.0.1:2")
    running.announce(newer)
    running.withdraw(ADDRESS)
    assert running.find() == newer


def test_a_folder_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(running.DATA_VARIABLE, str(tmp_path / "file" / "below"))
    with pytest.raises(InfrastructureError, match="file/below"):
        running.data_folder()

"""The pictures show every panel, and small marks are right."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from scripts.dashboards.boards import BOARDS
from scripts.dashboards.numbers import written
from scripts.dashboards.panel import Panel, Target
from scripts.dashboards.plots import Frame, Line, alarming, drawn
from tests.ops.boards import ROOT

FRAME = Frame(0, 0, 300, 150, 0, 100)


def panel(kind="timeseries", **more):
    return Panel(title="t", kind=kind, unit="s", shows="s", normal="n", act="a", targets=(Target("up"),), **more)


def marks(kind, lines, **more):
    return "".join(drawn(panel(kind, **more), lines, FRAME))


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_the_committed_picture_has_every_panel_of_its_board(board):
    picture = (ROOT / f"docs/images/{board.uid}.svg").read_text()
    shown = {element.text for element in ET.fromstring(picture).iter() if element.tag.endswith("text")}  # noqa: S314  # our own file
    assert {each.title for each in board.panels()} <= shown, "run `make dashboards`"
    assert len(picture) < 150_000


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.0421, "s", "42.1 ms"),
        (5_400, "s", "1.5 h"),
        (0.123, "percentunit", "12.3%"),
        (3.1e8, "bytes", "310MB"),
        (12_345, "short", "12.3k"),
        (7, "cpm", "7/min"),
        (float("nan"), "s", "–"),
    ],
)
def test_numbers_are_written_as_people_read_them(value, unit, said):
    assert written(value, unit) == said


def test_a_hole_in_a_line_stays_a_hole():
    whole = Line("a", [(t, 1.0) for t in range(0, 100, 10)])
    broken = Line("a", [(t, 1.0) for t in (0, 10, 20, 70, 80, 90)])
    assert marks("timeseries", [whole]).count("<polyline") == 1
    assert marks("timeseries", [broken]).count("<polyline") == 2
    assert marks("timeseries", [Line("a", [(0, float("nan"))])]).count("<polyline") == 0


def test_a_state_is_a_stretch():
    line = Line("a", [(0, 1.0), (10, 1.0), (20, 0.0), (30, 1.0)])
    assert marks("statetimeline", [line]).count("<rect") == 3


def test_a_value_over_the_limit_of_its_alert_is_alarming():
    far, few = panel(alert="PinocchioFarBehind"), panel(alert="PinocchioRemindersUnanswered")
    assert [alarming(far, value) for value in (1, 301)] == [False, True]
    assert [alarming(few, value) for value in (0.05, 0.5)] == [True, False]
    assert alarming(panel(floor=0.0), -1)
    assert not alarming(panel(), 1e9)


def test_what_a_worker_calls_itself_cannot_break_the_picture():
    assert "<script" not in marks("table", [Line("<script>", [(0, 1.0)])])

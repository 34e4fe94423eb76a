"""The dashboards follow the rules of Grafana's own linter, and some of ours, and are what their builders say.

The names in brackets are the linter's.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from grafana_foundation_sdk.models.dashboard import Dashboard

from scripts.dashboards import boards
from scripts.dashboards.colours import BAD, PALETTES
from scripts.dashboards.limits import LIMITS, LOW_IS_BAD
from tests.ops.boards import BOARDS, FILES, ROOT, every_panel, every_target, panels

# the ones we use of Grafana's units; the linter knows them all
UNITS = {"s", "short", "none", "percentunit", "cps", "cpm", "bytes", "dateTimeFromNow"}
TYPES = {"stat", "timeseries", "table", "bargauge", "state-timeline", "heatmap"}
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
boards_of = pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
panels_of = pytest.mark.parametrize(
    "panel", [panel for _, panel in every_panel()], ids=[f"{name} / {panel['title']}" for name, panel in every_panel()]
)


def variables(board):
    return {variable["name"]: variable for variable in board["templating"]["list"]}


def test_the_committed_files_are_what_the_builders_make():
    made = boards.files()
    assert set(made) == set(FILES)
    assert all(path.read_text() == text for path, text in made.items()), "run `make dashboards`"


@boards_of
def test_every_key_is_one_that_grafana_knows(board):
    # what the SDK's types do not know is lost on the way through them
    def through(value):
        return value.to_json() if hasattr(value, "to_json") else value

    def plain(value):
        value = through(value)
        if isinstance(value, dict):
            return {key: plain(inner) for key, inner in value.items()}
        return [plain(inner) for inner in value] if isinstance(value, list) else value

    again = plain(Dashboard.from_json(board))

    def lost(before, after, at=""):
        if isinstance(before, dict):
            assert isinstance(after, dict), at
            return [
                x
                for key, value in before.items()
                if value is not None and key != "id"
                for x in (lost(value, after[key], f"{at}.{key}") if key in after else [f"{at}.{key}"])
            ]
        if isinstance(before, list):
            return [x for n, (b, a) in enumerate(zip(before, after, strict=True)) for x in lost(b, a, f"{at}[{n}]")]
        return []

    assert lost(board, again) == []


def test_there_are_three_questions():
    assert {board["title"] for board in BOARDS.values()} == {
        "Is governance working?",
        "Will it recover?",
        "What is it deciding?",
    }


@boards_of
def test_the_data_source_is_chosen_on_the_page(board):  # template-datasource-rule
    source = variables(board)["datasource"]
    assert (source["type"], source["query"]) == ("datasource", "prometheus")


@pytest.mark.parametrize("name", ["job", "instance"])
@boards_of
def test_job_and_instance_can_be_chosen_several_at_once(board, name):  # template-job-rule, template-instance-rule
    variable = variables(board)[name]
    assert variable["multi"]
    assert variable["includeAll"]
    assert variable["datasource"] == SOURCE
    assert variable["refresh"] == 2  # template-on-time-change-reload-rule
    # any other metric may not be there yet when the page is opened
    assert re.fullmatch(
        rf'label_values\(pinocchio_build_info(\{{job=~"\$job"\}})?, {name}\)', variable["query"]["query"]
    )


@boards_of
def test_nobody_edits_what_a_file_holds(board):  # uneditable-dashboard
    assert board["editable"] is False


@boards_of
def test_it_has_a_name_of_its_own(board):
    assert 0 < len(board["uid"]) <= 40
    assert board["id"] is None
    assert board["title"]
    assert board["description"]
    assert len({other["uid"] for other in BOARDS.values()}) == len(BOARDS)


@panels_of
def test_a_panel_tells_what_it_shows_what_is_normal_and_what_to_do(panel):  # panel-title-description-rule
    assert panel["title"]
    shows, normal, act = panel["description"].split("\n\n")
    assert len(shows) > 15
    assert normal.startswith("**Normal:** ")
    assert act.startswith("**Otherwise:** ")


@panels_of
def test_a_panel_has_a_unit_and_a_long_lived_type(panel):  # panel-units-rule
    assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
    assert panel["type"] in TYPES


@panels_of
def test_a_panel_asks_the_chosen_source(panel):  # panel-datasource-rule, panel-no-targets-rule
    assert panel["datasource"] == SOURCE
    assert panel["targets"]
    assert all(target["datasource"] == SOURCE for target in panel["targets"])
    references = [target["refId"] for target in panel["targets"]]
    assert len(set(references)) == len(references)
    assert all(references)


@panels_of
def test_the_pages_a_panel_names_exist(panel):
    for page in re.findall(r"docs/[\w/.-]+\.md", panel["description"]):
        assert (ROOT / page).is_file(), page
    for title in re.findall(r"\*([A-Z][^*:]+)\*", panel["description"].replace("**", "")):
        known = {p["title"] for _, p in every_panel()} | {b["title"] for b in BOARDS.values()}
        assert title in known or any(title in row["title"] for b in BOARDS.values() for row in b["panels"]), title


@boards_of
def test_no_two_panels_share_a_place_or_a_number(board):
    every = [*board["panels"], *(inner for row in board["panels"] for inner in row.get("panels", []))]
    assert max(Counter(panel["id"] for panel in every).values()) == 1
    cells = Counter()
    for panel in every:
        place = panel["gridPos"]
        assert 0 < place["w"] <= 24 - place["x"]
        cells.update(
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        )
    assert max(cells.values()) == 1


@panels_of
def test_the_same_outcome_has_the_same_colour(panel):
    fixed = {
        override["matcher"]["options"]: override["properties"][0]["value"]["fixedColor"]
        for override in panel["fieldConfig"]["overrides"]
    }
    assert not fixed or fixed in PALETTES.values()


def test_lines_of_a_closed_set_of_outcomes_are_coloured():
    for asked in every_target():
        label = re.fullmatch(r"\{\{(measure|mode|decision|stage|ruling|outcome)\}\}", asked.target["legendFormat"])
        if label is not None and asked.panel["type"] == "timeseries":
            assert asked.panel["fieldConfig"]["overrides"], str(asked)


def reds(panel):
    """Where the panel turns red: upwards from, downwards to."""
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    return [step["value"] for step in steps if step.get("value") is not None and step["color"] == BAD]


def test_nothing_is_red_that_rings_no_bell_and_all_that_rings_is():
    titled = {panel["title"]: panel for _, panel in every_panel()}
    for board in boards.BOARDS:
        for panel in board.panels():
            if panel.alert in LIMITS and panel.alert not in LOW_IS_BAD:
                (edge,) = reds(titled[panel.title])
                assert LIMITS[panel.alert] < edge < LIMITS[panel.alert] + 0.01 or edge == LIMITS[panel.alert] > 10
            else:
                assert reds(titled[panel.title]) == []


def test_every_limit_is_drawn_somewhere():
    named = {name for board in boards.BOARDS for panel in board.panels() if (name := panel.alert)}
    assert named == set(LIMITS)


def test_a_board_is_no_wall():
    assert all(len(panels(board)) <= 30 for board in BOARDS.values())

"""Every alert is silent when all is well, fires with exactly these words, resolves, and has a page that helps."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from agents.cli import VERBS
from scripts.dashboards import burn
from scripts.dashboards.limits import COMPLETENESS_OBJECTIVE, FRESHNESS_OBJECTIVE, LIMITS
from scripts.dashboards.query import KNOWN
from tests.ops.boards import BOARDS, ROOT
from tests.ops.programs import program
from tests.ops.promql import numbers, selectors

RULES = ROOT / "deploy/prometheus/rules"
TESTS = Path(__file__).parent / "rules"
GROUPS = [group for path in sorted(RULES.glob("*.yml")) for group in yaml.safe_load(path.read_text())["groups"]]
RECORDS = {rule["record"] for group in GROUPS for rule in group["rules"] if "record" in rule}
ALERTS = {rule["alert"]: rule for group in GROUPS for rule in group["rules"] if "alert" in rule}
CASES = {path.stem: yaml.safe_load(path.read_text()) for path in sorted(TESTS.glob("*.yml"))}
HEADINGS = ["Meaning", "Impact", "Check now", "Causes", "Fix", "Silence safely"]
alerts = pytest.mark.parametrize("name", ALERTS)


def runbook(name):
    return (ROOT / f"docs/runbooks/{name}.md").read_text()


def ran(tool, *arguments):
    return subprocess.run([program(tool), *arguments], cwd=TESTS, capture_output=True, text=True, check=False)


def test_the_burn_rates_are_what_their_builder_makes():
    assert all(path.read_text() == text for path, text in burn.files().items()), "run `make dashboards`"


def test_prometheus_accepts_configuration_and_rules_without_a_remark():
    done = ran("promtool", "check", "rules", "--lint=all", "--lint-fatal", *sorted(map(str, RULES.glob("*.yml"))))
    assert done.returncode == 0, done.stdout + done.stderr
    done = ran("promtool", "check", "config", str(ROOT / "deploy/prometheus/prometheus.yml"))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("case", CASES)
def test_it_is_silent_fires_and_resolves(case):
    done = ran("promtool", "test", "rules", f"{case}.yml")
    assert done.returncode == 0, done.stdout + done.stderr


@alerts
def test_it_has_all_three_tests(name):
    case = CASES[name]
    silent, fires, resolves, *more = case["tests"]
    assert [test["name"] for test in case["tests"][:3]] == ["silent", "fires", "resolves"]
    assert all(len(test["name"]) > 15 for test in more), "a further test says what it is about"
    assert all(asked["alertname"] == name for test in case["tests"] for asked in test["alert_rule_test"])
    assert [asked["exp_alerts"] for asked in silent["alert_rule_test"]] == [[]]
    (fired,) = fires["alert_rule_test"]
    (told,) = fired["exp_alerts"]
    assert told["exp_labels"]["severity"] == ALERTS[name]["labels"]["severity"]
    assert set(told["exp_annotations"]) == {"summary", "description", "runbook_url", "dashboard_url"}
    first, last = resolves["alert_rule_test"]
    assert first["exp_alerts"]
    assert last["exp_alerts"] == []


def test_there_is_a_test_for_every_alert_and_for_nothing_else():
    assert set(CASES) == set(ALERTS)


@alerts
def test_it_says_what_it_means_and_where_to_look(name):
    rule = ALERTS[name]
    assert name.startswith("Pinocchio")
    assert rule["labels"]["severity"] in {"page", "ticket", "info"}
    assert rule["for"]
    told = rule["annotations"]
    assert set(told) == {"summary", "description", "runbook_url", "dashboard_url"}
    assert told["runbook_url"] == f"docs/runbooks/{name}.md"
    assert told["dashboard_url"] in {f"/d/{board}" for board in BOARDS}
    assert "\n" not in told["summary"]
    assert len(told["description"]) > 40


@alerts
def test_it_asks_for_metrics_that_exist(name):
    for selector in selectors(ALERTS[name]["expr"]):
        assert selector.name in KNOWN | RECORDS


@pytest.mark.parametrize("name", LIMITS)
def test_the_panel_draws_the_number_of_the_rule(name):
    assert LIMITS[name] in numbers(ALERTS[name]["expr"])


def test_the_rules_of_the_promises_use_their_objectives():
    for promise, objective in (("Freshness", FRESHNESS_OBJECTIVE), ("Completeness", COMPLETENESS_OBJECTIVE)):
        for speed in ("Fast", "Slowly"):
            assert round(1 - objective, 6) in numbers(ALERTS[f"Pinocchio{promise}Burns{speed}"]["expr"])


@alerts
def test_its_page_helps_somebody_woken_at_night(name):
    page = runbook(name)
    assert page.startswith(f"# {name}\n")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == HEADINGS
    sections = dict(zip(HEADINGS, re.split(r"^## .*$", page, flags=re.MULTILINE)[1:], strict=True))
    assert all(len(text.strip()) > 40 for text in sections.values())
    assert "```sh" in sections["Check now"]
    titles = {panel["title"] for board in BOARDS.values() for panel in board["panels"]}
    assert [title for title in re.findall(r"\*([^*\n]+)\*", sections["Check now"]) if title in titles]
    assert "amtool silence add" in sections["Silence safely"]
    assert f"alertname={name}" in sections["Silence safely"]


@alerts
def test_the_commands_of_its_page_exist(name):
    for verb in re.findall(
        r"pinocchio ([a-z]+)\b", "\n".join(re.findall(r"```sh\n(.*?)```", runbook(name), re.DOTALL))
    ):
        assert verb in VERBS


def test_no_page_is_about_an_alert_that_is_gone():
    assert {path.stem for path in (ROOT / "docs/runbooks").glob("Pinocchio*.md")} == set(ALERTS)
    index = (ROOT / "docs/runbooks/README.md").read_text()
    assert all(f"[{name}]({name}.md)" in index for name in ALERTS)


def test_alertmanager_accepts_its_configuration():
    done = ran("amtool", "check-config", str(ROOT / "deploy/alertmanager/alertmanager.yml"))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("severity", ["page", "ticket", "info"])
def test_each_severity_has_its_receiver(severity):
    config = str(ROOT / "deploy/alertmanager/alertmanager.yml")
    labels = [f"severity={severity}", "alertname=PinocchioFarBehind"]
    done = ran(
        "amtool", "config", "routes", "test", f"--config.file={config}", f"--verify.receivers={severity}", *labels
    )
    assert done.returncode == 0, done.stdout + done.stderr

"""An incident of six hours, back-filled: each of its turns shows on the panel that is meant to show it, and rings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from scripts.dashboards import story
from scripts.dashboards.backfill import incident
from scripts.dashboards.prometheus import Prometheus
from tests.ops.boards import ROOT, every_target, put_in
from tests.ops.programs import program

pytestmark = pytest.mark.stream
VALUES = {"job": "pinocchio", "instance": "a|b|c", "__rate_interval": "4m", "__interval": "1m", "__range": "6h"}
ALERTS = {
    rule["alert"]: rule["expr"]
    for group in yaml.safe_load((ROOT / "deploy/prometheus/rules/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
    if "alert" in rule
}
TARGETS = {(asked.panel["title"], asked.target["refId"]): asked.target["expr"] for asked in every_target()}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Iterator[Prometheus]:
    program("prometheus")
    program("promtool")
    with incident(Path(tmp_path_factory.mktemp("incident"))) as prometheus:
        yield prometheus


@pytest.fixture
def panel(told):
    """`panel("Records behind, by topic", 184)`: legend labels -> value at this minute."""

    def ask(title, minute, ref="A"):
        found = told.at(put_in(TARGETS[title, ref], VALUES), story.START + minute * 60)
        return {tuple(sorted(series.labels.values())): series.samples[0][1] for series in found}

    return ask


@pytest.fixture
def rings(told):
    """`rings("PinocchioWorkerDown", 175)`: whether the rule's expression holds at this minute."""
    return lambda alert, minute: bool(told.at(ALERTS[alert], story.START + minute * 60))


def test_a_lost_worker_is_missed_and_its_partitions_are_taken_over(panel, rings):
    assert [panel("Workers up", minute)[()] for minute in (100, 180, 200)] == [3, 2, 3]
    held = panel("Partition numbers held", 180)
    assert held[("a",)] == held[("b",)] == 4
    assert panel("Rebalancing for", 171)[("a",)] > 0
    assert panel("Restore: records to read", 171)[("a",)] > 0
    assert panel("Restarts in half an hour", 195)[("c",)] == 1
    assert [rings("PinocchioWorkerDown", minute) for minute in (100, 175, 200)] == [False, True, False]


def test_the_backlog_grows_and_is_worked_off(panel, rings):
    oldest = [panel("Oldest event waiting", minute)[()] for minute in (100, 180, 186, 200, 240)]
    assert oldest[0] < 1 < oldest[1] < oldest[2]
    assert oldest[2] > oldest[3] > 1 > oldest[4]
    listings = ("marketplace.listings.v1",)
    assert panel("Records behind, by topic", 186)[listings] > 1_000 * panel("Records behind, by topic", 100)[listings]
    assert panel("Time to catch up", 186)[()] > 60 > panel("Time to catch up", 240)[()]
    assert [rings("PinocchioFarBehind", minute) for minute in (100, 186, 240)] == [False, True, False]


def test_only_the_partition_that_stands_still_is_told(panel, rings):
    still = panel("Partitions that stand still", 184)
    assert [place for place, seconds in still.items() if seconds > 120] == [("5", "b")]
    assert [rings("PinocchioPartitionStalled", minute) for minute in (165, 180, 200)] == [False, True, False]


def test_late_events_spend_the_budget(panel):
    burn = [panel("Freshness: budget burn", minute, "B")[()] for minute in (100, 210, 330)]
    assert burn[0] == 0
    assert burn[1] > 14.4
    assert burn[2] < 1
    assert panel("Freshness budget left", 100)[()] == 1 > panel("Freshness budget left", 360)[()]


def test_a_new_policy_shows_in_version_rules_and_reminders(panel):
    assert set(panel("Policy in force", 100)) == {("3f9c",)}
    assert set(panel("Policy in force", 130)) == {("a41e",)}
    assert panel("In force since", 130)[()] == (story.START + story.POLICY * 60) * 1000
    rule = ("advertising.absolute-terms",)
    assert panel("Rules at work, live", 130)[rule] > 2 * panel("Rules at work, live", 110)[rule]
    changed = panel("Change against yesterday", 180)
    assert max(changed, key=changed.get) == rule
    before, after = (panel("Reminders and corrections a minute", minute)[()] for minute in (110, 130))
    assert after > 1.5 * before


def test_a_burst_of_dead_letters_shows_with_topic_stage_and_reason(panel, rings):
    assert panel("Dead letters by stage", 272)[("validate",)] > 100 > panel("Dead letters by stage", 255)[("validate",)]
    reasons = panel("Dead letters by reason", 290)
    assert max(reasons, key=reasons.get) == ("marketplace.listings.v1", "missing_field", "validate")
    assert panel("Completeness: budget burn", 274)[()] > 14.4 > panel("Completeness: budget burn", 200)[()]
    assert [rings("PinocchioDeadLettersRising", minute) for minute in (255, 272, 300)] == [False, True, False]


def test_a_quota_brakes_the_measure_until_it_is_released(panel, rings):
    assert [panel("Measures braked", minute)[("block_listing",)] for minute in (290, 310, 330)] == [0, 1, 0]
    taken = [panel("Measures taken a minute", minute)[("block_listing",)] for minute in (290, 299, 310, 330)]
    assert taken[1] > 3 * taken[0]
    assert taken[2] == 0 < taken[3]
    assert panel("Quotas exceeded, 1 hour", 310)[("block_listing",)] > 0
    assert [rings("PinocchioQuotaExceeded", minute) for minute in (290, 310)] == [False, True]


def test_what_is_well_stays_quiet_all_along(panel, rings):
    quiet = ("PinocchioAccountingBroken", "PinocchioMisrouted", "PinocchioRowsUnreadable", "PinocchioObserveOnly")
    for minute in range(30, 360, 15):
        assert not any(panel("Records not accounted for", minute).values())
        assert not [alert for alert in quiet if rings(alert, minute)]

"""The catalogue is what a scrape shows, closed sets start at zero, and the series stay within their budget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from faust.types import TP
from msgspec import structs
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from agents.shipped import shipped_policy
from agents.worker import READ
from schemas.deadletter import REASONS, STAGE_REASONS, STAGES
from schemas.enforcement import EnforcementData, EnforcementTaken, LinkEvidence, Reason
from streams.core.policy.load import load_policies
from streams.core.policy.model import PolicySet
from streams.runtime.lane_ledger import Ledger
from streams.runtime.metrics import MAX_RULES, Metrics
from streams.runtime.metrics_catalogue import CATALOGUE, PROCESS_NAMES
from streams.runtime.metrics_scrape import ScrapeCollector
from streams.runtime.task_outbox import Outbox

BUDGET = 2_000
PARTITIONS = 64
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def full() -> Metrics:
    metrics = Metrics("1")
    places = [(TP(topic.name, number), 5) for topic in READ for number in range(PARTITIONS)]
    metrics.registry.register(ScrapeCollector({}, Ledger(), Running(places), lambda: PolicySet(())))
    return metrics


class Running:
    """A worker behind on these partitions, standing still on none."""

    def __init__(self, places, stalled=None, rebalancing=0.0, unseen=()):
        self._places = places
        self._stalled = stalled or {}
        self._rebalancing = rebalancing
        self._unseen = unseen

    def lag(self):
        return self._places

    def stalled(self):
        return self._stalled

    def unseen(self):
        return self._unseen

    def rebalancing_seconds(self):
        return self._rebalancing

    def silence(self):
        return 7.0

    def longest_transaction(self):
        return 8.0


def scraped(ledger, running):
    metrics = Metrics("1")
    metrics.registry.register(ScrapeCollector({}, ledger, running, lambda: PolicySet(())))
    return samples(metrics)


def families(metrics):
    return {
        family.name: family for family in text_string_to_metric_families(generate_latest(metrics.registry).decode())
    }


def samples(metrics):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families(metrics).values()
        for sample in family.samples
    }


def taken(measure="remind"):
    data = EnforcementData(
        enforcement_id="e",
        seller_id="s",
        target_kind="listing",
        target_id="l",
        measure=measure,
        mode="live",
        violation_class="counterfeit",
    )
    return EnforcementTaken(id="e", source="pinocchio", time=NOW, data=data)


def test_a_scrape_shows_exactly_the_catalogue():
    found = families(full())
    process = {name.removesuffix("_total") for name in PROCESS_NAMES}
    assert set(found) - process == {metric.name.removesuffix("_total") for metric in CATALOGUE}
    assert all(family.documentation for family in found.values())


def test_the_series_of_a_worker_with_many_partitions_stay_within_the_budget():
    assert len(samples(full())) < BUDGET


def test_no_created_series_double_the_counters():
    assert not [name for name, *_ in samples(full()) if name.endswith("_created")]


def test_every_dead_letter_reason_has_its_stage_and_starts_at_zero():
    assert {reason for reasons in STAGE_REASONS.values() for reason in reasons} == set(REASONS)
    assert set(STAGE_REASONS) == set(STAGES)
    dead = {
        labels: v
        for (name, *labels_), v in samples(full()).items()
        if name == "pinocchio_dead_letters_total"
        for labels in [tuple(labels_)]
    }
    assert dead
    assert set(dead.values()) == {0.0}


def test_nothing_counts_before_its_transaction_is_committed():
    metrics, box = Metrics("1"), Outbox()
    box.tally.received["marketplace.listings.v1"] += 3
    box.tally.decided["marketplace.listings.v1"] += 2
    box.tally.dead["marketplace.listings.v1", "decode", "not_json"] += 1
    box.tally.effects.append(taken())
    before = samples(metrics)
    assert before["pinocchio_events_received_total", "marketplace.listings.v1"] == 0
    metrics.committed(box, 0.01, NOW.timestamp())
    after = samples(metrics)
    assert after["pinocchio_events_received_total", "marketplace.listings.v1"] == 3
    assert after["pinocchio_dead_letters_total", "decode", "marketplace.listings.v1", "not_json"] == 1
    assert after["pinocchio_enforcements_total", "counterfeit", "live", "remind", "taken"] == 1


def test_the_time_to_an_enforcement_runs_from_the_append_to_the_commit():
    metrics, box = Metrics("1"), Outbox()
    box.tally.latencies.append(int((NOW - timedelta(milliseconds=40)).timestamp() * 1000))
    metrics.committed(box, 0.01, NOW.timestamp())
    got = samples(metrics)
    assert got["pinocchio_record_to_enforcement_seconds_bucket", "0.03"] == 0
    assert got["pinocchio_record_to_enforcement_seconds_bucket", "0.05"] == 1


def test_a_topic_is_as_fresh_as_its_oldest_waiting_record():
    ledger, place = Ledger(), TP("marketplace.listings.v1", 2)
    ledger.fetched({place: [SimpleNamespace(offset=0, timestamp=1_000)]})
    got = scraped(ledger, Running([(place, 1)]))
    assert got["pinocchio_freshness_seconds", "marketplace.listings.v1"] > 1e9
    assert got["pinocchio_partition_freshness_seconds", "2"] > 1e9
    assert got["pinocchio_freshness_seconds", "marketplace.reports.v1"] == 0
    assert scraped(ledger, Running([(place, 0)]))["pinocchio_partition_freshness_seconds", "2"] == 0


def test_nothing_looks_fresh_while_partitions_are_nobodys():
    got = scraped(Ledger(), Running([], rebalancing=90.0))
    assert got["pinocchio_freshness_seconds", "marketplace.listings.v1"] >= 90.0
    assert got["pinocchio_freshness_seconds", "marketplace.reports.v1"] >= 90.0


def test_a_place_whose_end_was_not_confirmed_lately_is_as_late_as_that():
    place = TP("marketplace.listings.v1", 2)
    got = scraped(Ledger(), Running([], unseen=[(place, 45.0)]))
    assert 45.0 <= got["pinocchio_freshness_seconds", "marketplace.listings.v1"] < 1e6
    assert got["pinocchio_freshness_seconds", "marketplace.reports.v1"] == 0
    assert ("pinocchio_consumer_lag_records", "2", "marketplace.listings.v1") not in got
    ledger = Ledger()
    ledger.fetched({place: [SimpleNamespace(offset=0, timestamp=1_000)]})
    known = scraped(ledger, Running([], unseen=[(place, 45.0)]))
    assert known["pinocchio_freshness_seconds", "marketplace.listings.v1"] > 1e9


def test_the_silence_of_the_broker_and_the_longest_transaction_are_told():
    got = scraped(Ledger(), Running([]))
    assert got["pinocchio_broker_silence_seconds",] == 7
    assert got["pinocchio_transaction_open_seconds",] == 8


def test_a_partition_that_stands_still_is_told():
    assert scraped(Ledger(), Running([], {5: 42.0}))["pinocchio_partition_stalled_seconds", "5"] == 42


def test_a_measure_counts_for_the_rule_behind_it_and_a_link_for_its_field():
    metrics, box = Metrics("1"), Outbox()
    evidence = (LinkEvidence(link="phone", masked="138****", weight=0.5),)
    reason = Reason(rule_id="opening.strong-link", policy_version="v", evidence=evidence)
    made = taken("refuse_opening")
    box.tally.effects.append(structs.replace(made, data=structs.replace(made.data, reasons=(reason,))))
    metrics.committed(box, 0.01, NOW.timestamp())
    got = samples(metrics)
    assert got["pinocchio_rule_hits_total", "live", "opening.strong-link"] == 1
    assert got["pinocchio_link_measures_total", "phone"] == 1


def test_a_measure_on_account_of_a_gang_is_counted_so():
    metrics, box = Metrics("1"), Outbox()
    made = taken("freeze_shop")
    box.tally.effects += [made, structs.replace(made, data=structs.replace(made.data, gang_id="g"))]
    metrics.committed(box, 0.01, NOW.timestamp())
    assert samples(metrics)["pinocchio_gang_measures_total", "freeze_shop"] == 1


def test_the_rules_of_a_known_policy_start_at_zero():
    metrics = Metrics("1")
    policy = load_policies(shipped_policy()).versions[0]
    metrics.knows(policy)
    got = {tuple(labels) for name, *labels in samples(metrics) if name == "pinocchio_rule_hits_total"}
    assert {("crowd.remind", "live"), ("crowd.remind", "shadow")} <= got


def test_rules_without_end_share_one_label():
    metrics, box = Metrics("1"), Outbox()
    for number in range(MAX_RULES + 10):
        made, reason = taken(), Reason(rule_id=f"rule-{number}", policy_version="v")
        box.tally.effects.append(structs.replace(made, data=structs.replace(made.data, reasons=(reason,))))
    metrics.committed(box, 0.01, NOW.timestamp())
    assert samples(metrics)["pinocchio_rule_hits_total", "live", "other"] == 10

"""Every query parses, names metrics and labels that exist, and asks them the way the linter wants it."""

from __future__ import annotations

import re

import pytest

from scripts.dashboards.query import KNOWN
from streams.runtime.metrics_catalogue import CATALOGUE, PROCESS_NAMES
from tests.ops.boards import SAMPLE, VARIABLE, annotations, every_target, put_in
from tests.ops.promql import grouped_by, parsed, selectors

TARGETS = every_target()
EXPRESSIONS = [*((str(asked), asked.target["expr"]) for asked in TARGETS)] + [
    (f"{board} / annotation {note['name']}", note["expr"]) for board, note in annotations()
]
each = pytest.mark.parametrize("expr", [expr for _, expr in EXPRESSIONS], ids=[name for name, _ in EXPRESSIONS])
COUNTERS = {m.name for m in CATALOGUE if m.kind == "counter"} | {"process_cpu_seconds_total"}
COUNTERS |= {f"{m.name}_{part}" for m in CATALOGUE if m.kind == "histogram" for part in ("bucket", "count", "sum")}
LABELS = {m.name: set(m.labels) for m in CATALOGUE}
# a counter as it stands: the identity and a count since the start hold at each scrape, a rate would blur them
AS_THEY_STAND = {"Records not accounted for", "Unreadable rows"}
NOT_SHOWN = {
    "pinocchio_build_info": "the variables ask it",
    "pinocchio_restored_rows": "the rows held, and how long the restore took, say more",
    "process_virtual_memory_bytes": "says nothing of the memory used",
    "process_open_fds": "connections are few and fixed",
    "process_max_fds": "same",
}


def base(name):
    """The catalogue's name behind a sample's: that of a histogram has a suffix."""
    found = [metric for metric in LABELS if name == metric or re.fullmatch(rf"{metric}_(bucket|sum|count)", name)]
    return found[0] if found else name


@each
def test_it_parses_once_its_variables_are_put_in(expr):  # target-promql-rule
    parsed(put_in(expr, SAMPLE))


@each
def test_every_selector_follows_the_chosen_job_and_instance(expr):  # target-job-rule, target-instance-rule
    for selector in selectors(put_in(expr, {**SAMPLE, "job": "JOB", "instance": "INSTANCE"})):
        assert selector.matchers["job"] == ("MatchOp.Re", "JOB")
        assert selector.matchers["instance"] == ("MatchOp.Re", "INSTANCE")


@each
def test_metrics_and_labels_are_in_the_catalogue(expr):
    always = {"job", "instance", "le"}
    known = set(always)
    for selector in selectors(put_in(expr, SAMPLE)):
        assert selector.name in KNOWN
        labels = LABELS.get(base(selector.name), set())
        assert set(selector.matchers) <= labels | always
        known |= labels
    assert grouped_by(put_in(expr, SAMPLE)) <= known


@pytest.mark.parametrize("asked", TARGETS, ids=str)
def test_a_legend_names_labels_that_are_there(asked):
    named = set(re.findall(r"\{\{(\w+)\}\}", asked.target["legendFormat"]))
    assert named <= grouped_by(put_in(asked.target["expr"], SAMPLE))


@pytest.mark.parametrize("asked", TARGETS, ids=str)
def test_counters_are_asked_for_their_growth(asked):  # target-counter-agg-rule
    for selector in selectors(put_in(asked.target["expr"], SAMPLE)):
        grows = {"rate", "increase", "irate"} & set(selector.calls)
        if selector.name in COUNTERS:
            assert grows or asked.panel["title"] in AS_THEY_STAND or "* 0" in asked.target["expr"]
        else:
            assert not grows


@each
def test_a_rate_over_the_page_uses_the_pages_interval(expr):  # target-rate-interval-rule
    # a fixed window of minutes would skip scrapes or be empty, as the scrape interval has it; longer ones mean a span
    assert not re.search(r"\[(\d+s|[1-4]m)\]", expr)
    assert set(VARIABLE.findall(expr)) <= set(SAMPLE)


def test_every_metric_is_shown_or_says_why_not():
    asked = {base(s.name) for _, expr in EXPRESSIONS for s in selectors(put_in(expr, SAMPLE))}
    everything = set(LABELS) | set(PROCESS_NAMES)
    assert everything - asked == set(NOT_SHOWN)

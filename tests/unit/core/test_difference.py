"""What the difference of two standings is told as."""

from __future__ import annotations

from streams.core.policy.controls import NO_CONTROLS
from streams.core.rows.facts import Held, Memory
from streams.core.standing.difference import Vanished, difference
from streams.core.standing.standing import Standing

CAUSE = ("marketplace", "opening-1")


def review(rule: str | None) -> Standing:
    standing = Standing((), Memory(), NO_CONTROLS)
    if rule is not None:
        measure = Held(
            target_kind="account",
            target_id="seller-1",
            measure="review",
            violation_class="other",
            mode="live",
            start=1,
            rule_id=rule,
            policy_version="p",
            cause=CAUSE,
            basis="linkage",
        )
        standing.take(measure)
    return standing


def test_no_id_is_told_twice_when_the_rule_behind_a_measure_changes_and_it_is_lifted_taken_and_lifted():
    held, spent, ids = (), {}, []
    for rule in ("one", "two", None, "two", None):
        told = difference("seller-1", held, spent, review(rule), 1, Vanished(1, "recomputed", CAUSE))
        held, spent = told.held, told.spent
        ids += [change.id for change in told.changes]
    assert len(ids) == len(set(ids)) == 4

"""What is said about one target: the fold of a listing's versions, live words, reports, corrections and appeals.

A brand is never evidence here and a report never does more than remind and ask for review: those bounds are in code,
below policy.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from schemas.enforcement import LiftReason, NumberEvidence
from streams.core.facts import (
    Acknowledged,
    Appealed,
    AppealEnded,
    Corrected,
    Fact,
    Held,
    Lapse,
    Reported,
    Shown,
)
from streams.core.holding import from_hit
from streams.core.policy.model import Hit, PolicySet, SignalValue
from streams.core.standing import Standing
from streams.core.time import DAY

CROWD = "crowd"
CROWD_CEILING = ("remind", "review")  # Order 117, Art 20: only verified complaints may do more
EARLY_SPAN = 2 * DAY  # a correction this soon after a reminder closed belongs to that one, not to the next
EARLY_MAX = 16


class TargetFold(msgspec.Struct, frozen=True):
    """What the fold of one target needs besides the facts it is given."""

    target_kind: str
    target_id: str
    policies: PolicySet
    reports: Sequence[Reported]

    def apply(self, standing: Standing, fact: Fact) -> None:
        """One fact, in order."""
        if isinstance(fact, Shown):
            self._shown(standing, fact)
        elif isinstance(fact, Reported):
            self._reported(standing, fact)
        elif isinstance(fact, Corrected):
            correct(standing, fact)
        elif isinstance(fact, Acknowledged):
            acknowledge(standing, fact)
        elif isinstance(fact, Appealed):
            appealed(standing, fact)
        elif isinstance(fact, AppealEnded):
            _appeal_ended(standing, fact)

    def _shown(self, standing: Standing, fact: Shown) -> None:
        hits = (
            [] if fact.withdrawn else [h for h in fact.hits if (fact.content, h.violation_class) not in standing.exempt]
        )
        if _is_revision(fact):
            self._revise(standing, fact, hits)
        for hit in hits:
            measure = self._from_hit(fact, hit)
            if hit.measure == "remind":
                self._remind(standing, measure)
            elif standing.take(measure) and hit.measure == "block_listing" and hit.mode == "live":
                self._repeat(standing, fact, measure)

    @staticmethod
    def _remind(standing: Standing, reminder: Held) -> None:
        """Open a reminder, but no second one for what has lapsed into its next step already: rewording is no answer."""
        lapse = reminder.lapse
        if lapse is not None:
            kind, target = lapse.target_kind, lapse.target_id
            if (kind, target, lapse.measure, reminder.violation_class, reminder.mode) in standing.held:
                return
        standing.remind(reminder)

    def _revise(self, standing: Standing, fact: Shown, hits: Sequence[Hit]) -> None:
        """A new version, or none: what it no longer triggers is lifted; a clean one closes every reminder."""
        standing.exempt = {pair for pair in standing.exempt if pair[0] == fact.content}
        active = {(hit.measure, hit.violation_class, hit.mode) for hit in hits}
        classes = {(hit.violation_class, hit.mode) for hit in hits}
        reason: LiftReason = "withdrawn" if fact.withdrawn else "revised"
        for key, held in list(standing.held.items()):
            gone = held.basis == "rule" and key[2:] not in active
            if gone or (held.basis == "lapse" and key[3:] not in classes):
                standing.lift(key, fact.time, reason, fact.cause)
                if held.measure == "block_listing" and held.mode == "live" and not fact.withdrawn:
                    standing.lifted[held.violation_class] = fact.time
        if not hits:
            standing.correct(self.target_kind, self.target_id, fact.time, fact.cause, reason)

    def _from_hit(self, fact: Shown, hit: Hit) -> Held:
        lapse = (
            None
            if hit.lapse is None
            else Lapse(measure=hit.lapse, target_kind=self.target_kind, target_id=self.target_id)
        )
        return from_hit(
            hit,
            (self.target_kind, self.target_id),
            fact.time,
            fact.cause,
            basis="rule",
            expires_at=None if hit.duration is None else fact.start + hit.duration,
            evidence=fact.evidence[fact.hits.index(hit)] if fact.evidence else (),
            brand=fact.brand,
            content=fact.content,
            lapse=lapse,
        )

    def _repeat(self, standing: Standing, fact: Shown, block: Held) -> None:
        """A block again soon after a clean revision lifted one: a person looks as well, whatever is revised next."""
        lifted = standing.lifted.get(block.violation_class)
        window = self.policies.at(fact.time).repeat_window
        if lifted is not None and fact.time - lifted <= window:
            standing.take(
                msgspec.structs.replace(
                    block, measure="review", basis="repeat", rule_id="repeat", expires_at=fact.time + window, lapse=None
                )
            )

    def _reported(self, standing: Standing, fact: Reported) -> None:
        if not fact.crowd or (CROWD, fact.reason) in standing.exempt or self._is_full(standing, fact.reason):
            return
        policy = self.policies.at(fact.time)
        since = max(fact.start - policy.crowd_window, standing.closed.get(fact.reason, 0))
        order = fact.order()
        counted = [
            report
            for report in self.reports
            if report.reason == fact.reason and since < report.start <= fact.start and report.order() <= order
        ]
        reporters = {report.reporter for report in counted}
        signals: dict[str, SignalValue] = {
            "reason": fact.reason,
            "target_kind": self.target_kind,
            "reporters": len(reporters),
        }
        for hit in policy.hits("report", signals, fact.time):
            if hit.measure in CROWD_CEILING:
                self._from_crowd(standing, fact, hit, len(reporters), min(report.start for report in counted))

    def _is_full(self, standing: Standing, reason: str) -> bool:
        """Whether all that a crowd can do has been done: then nobody has to be counted."""
        target = (self.target_kind, self.target_id)
        return all((*target, measure, reason, "live") in standing.held for measure in CROWD_CEILING)

    def _from_crowd(self, standing: Standing, fact: Reported, hit: Hit, reporters: int, since: int) -> None:
        is_reminder = hit.measure == "remind"
        window = hit.duration
        if window is None and is_reminder:
            window = self.policies.at(fact.time).correction_window
        held = from_hit(
            hit,
            (self.target_kind, self.target_id),
            fact.time,
            fact.cause,
            basis=CROWD,
            violation_class=fact.reason,
            expires_at=None if window is None else fact.start + window,
            evidence=(NumberEvidence(name="reporters", value=reporters),),
            content=CROWD,
            lapse=Lapse(measure="review", target_kind=self.target_kind, target_id=self.target_id)
            if is_reminder
            else None,
        )
        if is_reminder:
            standing.remind(held, since)
        else:
            standing.take(held)


def _is_revision(fact: Shown) -> bool:
    """A first publication and words said live add to what was there; a revision or withdrawal replaces it."""
    return fact.withdrawn or fact.type == "listing.revised.v1"


def correct(standing: Standing, fact: Corrected) -> None:
    """Close the target's reminders; a correction that finds none, nor one just closed, waits for the one to come."""
    if standing.correct(fact.target_kind, fact.target_id, fact.time, fact.cause, "corrected"):
        return
    if all(fact.time - at > EARLY_SPAN for at in standing.closed.values()):
        standing.early = [*standing.early, (fact.target_kind, fact.target_id, fact.time)][-EARLY_MAX:]


def acknowledge(standing: Standing, fact: Acknowledged) -> None:
    """Mark the open reminders of the target as seen; closes nothing."""
    for key, held in standing.held.items():
        if held.measure == "remind" and key[:2] == (fact.target_kind, fact.target_id):
            standing.held[key] = msgspec.structs.replace(held, acknowledged=True)


def appealed(standing: Standing, fact: Appealed) -> None:
    """A person looks when the appellant asks for one (Order 116); the measure itself stays until decided."""
    if fact.human_requested and fact.measure is not None:
        standing.take(
            Held(
                target_kind=fact.target_kind,
                target_id=fact.target_id,
                measure="review",
                violation_class=fact.violation_class,
                mode=fact.mode,
                start=fact.time,
                rule_id="appeal",
                policy_version="",
                cause=fact.cause,
                basis="appeal",
            )
        )


def end_appeal(standing: Standing, fact: AppealEnded) -> None:
    """Lift the review an appeal asked for and, when upheld, the measure itself and what it lapsed into."""
    target = (fact.target_kind, fact.target_id)
    for key, held in list(standing.held.items()):
        if held.basis == "appeal" and key[:2] == target and held.violation_class == fact.violation_class:
            standing.lift(key, fact.time, "appeal_upheld" if fact.upheld else "expired", fact.cause)
    if not fact.upheld or fact.measure is None:
        return
    for key, held in list(standing.held.items()):
        itself = key == (*target, fact.measure, fact.violation_class, fact.mode)
        if itself or (held.cause == fact.against and held.violation_class == fact.violation_class):
            standing.lift(key, fact.time, "appeal_upheld", fact.cause)


def _appeal_ended(standing: Standing, fact: AppealEnded) -> None:
    """The same content is exempt until it is revised, also when the measure had ended before the appeal did."""
    end_appeal(standing, fact)
    if fact.upheld and fact.content:
        standing.exempt.add((fact.content, fact.violation_class))

"""The fold of a seller's ledger: rulings give points, points cross the ladder's steps, each crossed step fires once.

An overturned ruling, and one cleared by an upheld appeal, is left out of the fold altogether: what followed from it
vanishes, and the difference lifts it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from schemas.enforcement import NumberEvidence
from streams.core.facts import Acknowledged, Appealed, AppealEnded, Corrected, Fact, Held, Lapse, Ruled
from streams.core.points import points_at
from streams.core.policy.model import Ladder, LadderStep, PolicySet
from streams.core.standing import Standing
from streams.core.target import acknowledge, appealed, correct, end_appeal

IRREVOCABLE = ("ban_account", "blacklist")  # points that run out do not reopen a closed account; an appeal does
OPEN_MAX = 64  # reminders open at once: who has more has heard, and a row stays small


class LedgerFold(msgspec.Struct, frozen=True):
    """What the fold of one ledger needs: the seller, the policies, and all rulings that stand (also those to come)."""

    seller_id: str
    policies: PolicySet
    rulings: Sequence[Ruled]

    def apply(self, standing: Standing, fact: Fact) -> None:
        """One fact, in order."""
        if isinstance(fact, Ruled):
            self._ruled(standing, fact)
        elif isinstance(fact, Corrected):
            correct(standing, fact)
        elif isinstance(fact, Acknowledged):
            acknowledge(standing, fact)
        elif isinstance(fact, Appealed):
            appealed(standing, fact)
        elif isinstance(fact, AppealEnded):
            end_appeal(standing, fact)

    def pass_time(self, standing: Standing, after: int, until: int, *, through: bool) -> None:
        """Fire timers and run-outs of points between two moments, each at its own time, in order."""
        ends = sorted({ruling.valid_until for ruling in self.rulings if after < ruling.valid_until <= until})
        for at in ends:
            standing.expire(at, through=at < until or through)
            self._run_out(standing, at)
        standing.expire(until, through=through)

    def _run_out(self, standing: Standing, at: int) -> None:
        """Points that run out now lift the steps that they no longer carry."""
        known = [ruling for ruling in self.rulings if ruling.time <= at]
        for key, held in list(standing.held.items()):
            if held.threshold is None or held.expires_at is not None or held.measure in IRREVOCABLE:
                continue
            if points_at(known, held.violation_class, at, self.policies) < held.threshold:
                standing.lift(key, at, "expired", held.cause)

    def _ruled(self, standing: Standing, fact: Ruled) -> None:
        if fact not in self.rulings:
            return
        order = fact.order()
        earlier = [ruling for ruling in self.rulings if ruling.order() < order]
        before = points_at(earlier, fact.violation_class, fact.time, self.policies)
        after = points_at([*earlier, fact], fact.violation_class, fact.time, self.policies)
        ladder = self.policies.at(fact.occurred_at).ladder(fact.violation_class)
        for number, step in enumerate(ladder.steps):
            crossed = before < step.threshold <= after
            if crossed or (
                step.measure == "remind" and step.threshold <= after
            ):  # each thing ruled on is to be corrected
                self._fire(standing, fact, ladder, number, (before, after))

    def _fire(self, standing: Standing, fact: Ruled, ladder: Ladder, number: int, points: tuple[int, int]) -> None:
        step = ladder.steps[number]
        if step.measure != "remind":
            standing.take(self._held(fact, ladder, step, step.duration, points))
            return
        if sum(key[2] == "remind" for key in standing.held) >= OPEN_MAX:
            return
        window = step.duration or self.policies.at(fact.occurred_at).correction_window
        reminder = self._held(fact, ladder, step, window, points)
        reminder = msgspec.structs.replace(reminder, lapse=self._lapse(fact, ladder, number))
        if not standing.remind(reminder, fact.occurred_at) and not self._is_of_a_known_case(fact):
            self._repeated(standing, reminder)

    def _is_of_a_known_case(self, fact: Ruled) -> bool:
        """Several findings of one case count once: the later ones repeat nothing."""
        order = fact.order()
        return fact.case_id is not None and any(
            ruling.case_id == fact.case_id and ruling.order() < order for ruling in self.rulings
        )

    def _held(
        self, fact: Ruled, ladder: Ladder, step: LadderStep, duration: int | None, points: tuple[int, int]
    ) -> Held:
        target_kind, target_id = self._target(fact, step)
        return Held(
            target_kind=target_kind,
            target_id=target_id,
            measure=step.measure,
            violation_class=fact.violation_class,
            mode="live",
            start=fact.time,
            rule_id=f"ladder.{fact.violation_class}.{step.measure}",
            policy_version=fact.policy_version,
            cause=fact.cause,
            basis="ruling",
            expires_at=None if duration is None else fact.start + duration,
            legal_basis=ladder.legal_basis,
            evidence=(NumberEvidence(name="points", value=points[1], threshold=step.threshold),),
            points=points,
            threshold=step.threshold,
        )

    def _repeated(self, standing: Standing, reminder: Held) -> None:
        """The same slip again while its reminder is open: the next step, unless the host has acknowledged."""
        opened = standing.held.get(reminder.key())
        lapse = reminder.lapse
        if opened is None or opened.acknowledged or lapse is None:
            return
        standing.take(
            msgspec.structs.replace(
                reminder,
                measure=lapse.measure,
                target_kind=lapse.target_kind,
                target_id=lapse.target_id,
                expires_at=None if lapse.duration is None else reminder.start + lapse.duration,
                lapse=None,
            )
        )

    def _target(self, fact: Ruled, step: LadderStep) -> tuple[str, str]:
        if step.target == "offending":
            return (fact.target_kind, fact.target_id)
        return (step.target, self.seller_id)  # a shop is its seller's: rulings name no shop of their own

    def _lapse(self, fact: Ruled, ladder: Ladder, number: int) -> Lapse | None:
        if number + 1 >= len(ladder.steps):
            return None
        step = ladder.steps[number + 1]
        target_kind, target_id = self._target(fact, step)
        return Lapse(measure=step.measure, target_kind=target_kind, target_id=target_id, duration=step.duration)

"""The fold of a seller's ledger: rulings give points, points cross the ladder's steps, each crossed step fires once.

An overturned ruling, and one cleared by an upheld appeal, is left out of the fold altogether: what followed from it
vanishes, and the difference lifts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from schemas.enforcement import NumberEvidence
from streams.core.ledger.compensation import compensation
from streams.core.ledger.points import Books, is_graced
from streams.core.policy.model import Ladder, LadderStep, PolicySet
from streams.core.rows.bounds import weight_of
from streams.core.rows.facts import Acknowledged, Appealed, AppealEnded, Corrected, Fact, Held, Lapse, Ruled
from streams.core.standing.answers import acknowledge, appealed, correct, end_appeal
from streams.core.standing.holding import lapsed
from streams.core.standing.standing import Standing

IRREVOCABLE = ("ban_account", "blacklist")  # points that run out do not reopen a closed account; an appeal does
OPEN_MAX = 64  # reminders open at once: who has more has heard, and a row stays small
OPEN_BYTES = 48 * 1024  # of them, where their ids are long
Points = tuple[int, int]


class LedgerFold(msgspec.Struct, frozen=True):
    """What the fold of one ledger needs: the seller, the policies, and all rulings that stand (also those to come)."""

    seller_id: str
    policies: PolicySet
    rulings: Sequence[Ruled]
    books: Books

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
        for at in self.books.ends(after, until):
            self._expire(standing, at, through=at < until or through)
            self._run_out(standing, at)
        self._expire(standing, until, through=through)

    def _expire(self, standing: Standing, until: int, *, through: bool) -> None:
        while (at := standing.deadline()) is not None and (at < until or (through and at == until)):
            for reminder in standing.fire(at):
                if reminder.mode == "live":  # nobody was told of a shadow, so nobody let it lapse
                    self._forfeit(standing, reminder, at)

    def _run_out(self, standing: Standing, at: int) -> None:
        """Points that ran out lift the steps that no longer carry."""
        for key, held in list(standing.held.items()):
            if held.threshold is None or held.expires_at is not None or held.measure in IRREVOCABLE:
                continue
            if self.books.of(held.violation_class).known_by(at, standing.forfeited, at) < held.threshold:
                standing.lift(key, at, "expired", held.cause)

    def _forfeit(self, standing: Standing, reminder: Held, at: int) -> None:
        """A graced slip that nobody corrected in time: its points count from now on, and may cross steps."""
        slip = next((ruling for ruling in self.rulings if ruling.cause == reminder.cause), None)
        if slip is None or slip.cause in standing.forfeited or not is_graced(slip, self.rulings, self.policies):
            return
        book = self.books.of(slip.violation_class)
        before = book.known_by(at, standing.forfeited, at)
        standing.forfeited |= {slip.cause} | {ruling.cause for ruling in self.rulings if _is_beside(ruling, slip, at)}
        after = book.known_by(at, standing.forfeited, at)
        ladder = self._ladder(slip)
        for number, step in enumerate(ladder.steps):
            if step.measure != "remind" and before < step.threshold <= after:
                self._fire(standing, slip, number, (before, after), at)
        self._tell_points(standing, reminder, (before, after), at)

    @staticmethod
    def _tell_points(standing: Standing, reminder: Held, points: Points, at: int) -> None:
        """What the reminder lapsed into says the points that count from now on, not the none of a graced slip."""
        next_step = standing.held.get(lapsed(reminder, at).key())
        if next_step is not None and (next_step.cause, next_step.start) == (reminder.cause, at):
            told = (NumberEvidence(name="points", value=points[1], threshold=next_step.threshold),)
            standing.held[next_step.key()] = msgspec.structs.replace(next_step, points=points, evidence=told)

    def _ruled(self, standing: Standing, fact: Ruled) -> None:
        if fact.cause not in self.books.causes:
            return
        order, book = fact.order(), self.books.of(fact.violation_class)
        before = book.before(order, standing.forfeited, fact.time)
        after = book.through(order, standing.forfeited, fact.time)
        graced = is_graced(fact, self.rulings, self.policies)
        ladder = self._ladder(fact)
        for number, step in enumerate(ladder.steps):
            crossed = before < step.threshold <= after
            is_due = step.measure == "remind" and (
                graced or step.threshold <= after
            )  # each ruled on is to be corrected
            if crossed or is_due:
                self._fire(standing, fact, number, (before, after), fact.start)

    def _ladder(self, fact: Ruled) -> Ladder:
        return self.policies.at(fact.occurred_at).ladder(fact.violation_class)

    def _fire(self, standing: Standing, fact: Ruled, number: int, points: Points, at: int) -> None:
        step = self._ladder(fact).steps[number]
        if step.measure != "remind":
            standing.take(self._held(fact, step, step.duration, points, at))
            return
        if _has_heard(standing):
            return
        window = step.duration or self.policies.at(fact.occurred_at).correction_window
        reminder = self._held(fact, step, window, points, at)
        reminder = msgspec.structs.replace(reminder, lapse=self._lapse(fact, number))
        if not standing.remind(reminder, fact.occurred_at) and not self._is_of_a_known_case(fact):
            self._repeated(standing, reminder)

    def _is_of_a_known_case(self, fact: Ruled) -> bool:
        """Several findings of one case count once: the later ones repeat nothing."""
        order = fact.order()
        return fact.case_id is not None and any(
            ruling.case_id == fact.case_id and ruling.order() < order for ruling in self.rulings
        )

    def potential(self, fact: Ruled) -> Iterator[Held]:
        """Every measure that a ruling could bring, whatever else is known: an appeal may name any of them."""
        for number, step in enumerate(self._ladder(fact).steps):
            held = self._held(fact, step, step.duration, (0, 0), fact.start)
            yield held
            if step.measure == "remind":
                yield lapsed(msgspec.structs.replace(held, lapse=self._lapse(fact, number)), fact.start)
        if fact.guaranteed:
            yield compensation(fact, self.policies, (0, 0))

    def _held(self, fact: Ruled, step: LadderStep, duration: int | None, points: Points, at: int) -> Held:
        target_kind, target_id = self._target(fact, step)
        return Held(
            target_kind=target_kind,
            target_id=target_id,
            measure=step.measure,
            violation_class=fact.violation_class,
            mode="live",
            start=at if at > fact.start else fact.time,
            rule_id=f"ladder.{fact.violation_class}.{step.measure}",
            policy_version=fact.policy_version,
            cause=fact.cause,
            basis="ruling",
            expires_at=None if duration is None else at + duration,
            legal_basis=self._ladder(fact).legal_basis,
            evidence=(NumberEvidence(name="points", value=points[1], threshold=step.threshold),),
            points=points,
            threshold=step.threshold,
        )

    def _repeated(self, standing: Standing, reminder: Held) -> None:
        """The same slip again while its reminder is open: the next step, unless the host has acknowledged."""
        opened = standing.opened(reminder)
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

    def _lapse(self, fact: Ruled, number: int) -> Lapse | None:
        steps = self._ladder(fact).steps
        if number + 1 >= len(steps):
            return None
        step = steps[number + 1]
        target_kind, target_id = self._target(fact, step)
        return Lapse(measure=step.measure, target_kind=target_kind, target_id=target_id, duration=step.duration)


def _has_heard(standing: Standing) -> bool:
    reminders = [held for key, held in standing.held.items() if key[2] == "remind"]
    return len(reminders) >= OPEN_MAX or (len(reminders) >= OPEN_MAX // 4 and weight_of(reminders) > OPEN_BYTES)


def _is_beside(ruling: Ruled, slip: Ruled, at: int) -> bool:
    """Whether it is another finding of the slip's case, known by then: the case's points are one's, whichever it is."""
    of_its_case = slip.case_id is not None and ruling.case_id == slip.case_id
    return of_its_case and ruling.violation_class == slip.violation_class and ruling.time <= at

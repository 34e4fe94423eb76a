"""What is said about one target: the fold of a listing's versions, live words, reports, corrections and appeals.

A brand is never evidence here and a report never does more than remind and ask for review: those bounds are in code,
below policy.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from schemas.enforcement import LiftReason, Measure
from streams.core.crowd.ceiling import CrowdFold, Crowds
from streams.core.policy.model import Hit, PolicySet
from streams.core.rows.facts import (
    Acknowledged,
    Appealed,
    AppealEnded,
    Corrected,
    Fact,
    Held,
    Judged,
    Lapse,
    Noticed,
    NoticeStep,
    Reported,
    Shown,
)
from streams.core.rows.reminders import Reminded
from streams.core.standing.answers import (
    CROWD,
    OF_CONTENT,
    acknowledge,
    appealed,
    correct,
    end_appeal,
    end_review,
    uphold,
)
from streams.core.standing.holding import from_hit
from streams.core.standing.joining import next_turn, turn
from streams.core.standing.notices import CONTENT, NoticeFold
from streams.core.standing.standing import Standing

CLEANED = ("block_listing", "remind")  # what a clean version ends


class TargetFold(msgspec.Struct, frozen=True):
    """What the fold of one target needs besides the facts it is given."""

    target_kind: str
    target_id: str
    policies: PolicySet
    crowds: Crowds
    told: Sequence[Reminded] = ()

    def apply(self, standing: Standing, fact: Fact) -> None:
        """One fact, in order."""
        if isinstance(fact, Shown):
            self._shown(standing, fact)
        elif isinstance(fact, Reported):
            CrowdFold(self.target_kind, self.target_id, self.policies, self.crowds).reported(standing, fact)
        elif isinstance(fact, Noticed):
            self._notices().filed(standing, fact)
        elif isinstance(fact, NoticeStep):
            self._notices().step(standing, fact)
        elif isinstance(fact, Judged):
            self._notices().judged(standing, fact)
        else:
            self._answered(standing, fact)
        if standing.notices:
            self._notices().settle(standing, fact.time)

    def pass_time(self, standing: Standing, until: int, *, through: bool = False) -> None:
        """Timers before `until` (`through`: also those exactly at it), in order, and what rulings remind of."""
        if not standing.notices and not self.told:
            standing.expire(until, through=through)
            return
        notices = self._notices()
        while (at := self._next(standing, notices)) is not None:
            if at > until or (at == until and not through):
                return
            standing.expire(at, through=True)
            turn(standing, self.told, at)
            notices.restore(standing, at)
            notices.settle(standing, at)

    def _next(self, standing: Standing, notices: NoticeFold) -> int | None:
        moments = (standing.deadline(), notices.deadline(standing), next_turn(standing, self.told))
        return min((at for at in moments if at is not None), default=None)

    def _answered(self, standing: Standing, fact: Fact) -> None:
        """What the host said or did, and what came of it."""
        if isinstance(fact, Corrected):
            if not self._notices().corrected(standing, fact):
                correct(standing, fact)
        elif isinstance(fact, Acknowledged):
            acknowledge(standing, fact)
        elif isinstance(fact, Appealed):
            appealed(standing, fact)
        elif isinstance(fact, AppealEnded):
            self._appeal_ended(standing, fact)

    def _appeal_ended(self, standing: Standing, fact: AppealEnded) -> None:
        """The appellant is right about the ground of what was appealed against, and about no other."""
        if not fact.content:
            end_appeal(standing, fact)
            return
        end_review(standing, fact)
        if not fact.upheld or fact.measure is None:
            return
        if fact.content.startswith(CONTENT):
            self._notices().upheld(standing, fact)
        elif fact.content == CROWD:  # what this crowd said is answered; another may be right
            standing.cleared[fact.violation_class] = fact.time
            uphold(standing, fact, (CROWD,))
        else:
            standing.exempt.add((fact.content, fact.violation_class))
            if uphold(standing, fact, OF_CONTENT):
                self._show_again(standing, fact)

    def _show_again(self, standing: Standing, fact: AppealEnded) -> None:
        """What is shown by then is exempt only where it is what the appeal was about: the rest is looked at anew."""
        for known in _shown_at(self.crowds.facts, fact):
            for hit in known.hits:
                is_exempt = (known.content, hit.violation_class) in standing.exempt
                if hit.violation_class == fact.violation_class and not is_exempt:
                    self._ask_again(standing, known, hit, fact)

    def _ask_again(self, standing: Standing, known: Shown, hit: Hit, fact: AppealEnded) -> None:
        """From the appeal's end on; but words said live are over, and have no more time than they had."""
        measure = msgspec.structs.replace(self._from_hit(known, hit), start=fact.time)
        if self.target_kind == "listing" and hit.duration is not None:
            measure = msgspec.structs.replace(measure, expires_at=fact.start + hit.duration)
        if measure.expires_at is not None and measure.expires_at <= fact.time:
            return
        if measure.measure == "remind":
            self._remind(standing, measure)
        else:
            standing.take(measure, ground=known.time)

    def _notices(self) -> NoticeFold:
        return NoticeFold(self.target_kind, self.target_id, self.policies, self.crowds.facts)

    def _shown(self, standing: Standing, fact: Shown) -> None:
        hits = []
        for hit in () if fact.withdrawn else fact.hits:
            if (fact.content, hit.violation_class) in standing.exempt:
                standing.refuse(self._from_hit(fact, hit))  # told all the same where the appeal was won later
            else:
                hits.append(hit)
        if _is_revision(fact):
            self._revise(standing, fact, hits)
        for hit in hits:
            measure = self._from_hit(fact, hit)
            is_new = self._remind(standing, measure) if hit.measure == "remind" else standing.take(measure)
            if is_new and hit.measure in CLEANED and hit.mode == "live":
                self._repeat(standing, fact, measure)

    @staticmethod
    def _remind(standing: Standing, reminder: Held) -> bool:
        """Open a reminder, but no second one for what has lapsed into its next step already: rewording is no answer."""
        lapse = reminder.lapse
        if lapse is not None:
            kind, target = lapse.target_kind, lapse.target_id
            modes = {reminder.mode, standing.forms(reminder)[0].mode}
            if any((kind, target, lapse.measure, reminder.violation_class, mode) in standing.held for mode in modes):
                standing.refuse(reminder)
                return False
        return standing.remind(reminder)

    def _revise(self, standing: Standing, fact: Shown, hits: Sequence[Hit]) -> None:
        """A new version, or none: what it no longer triggers is lifted; a clean one closes every reminder."""
        standing.exempt = {pair for pair in standing.exempt if pair[0] == fact.content}
        active: set[tuple[str, ...]] = {(hit.measure, hit.violation_class, hit.mode) for hit in hits}
        if standing.is_switched():
            active |= {form.key()[2:] for hit in hits for form in standing.forms(self._from_hit(fact, hit))}
        classes = {key[1:] for key in active}
        reason: LiftReason = "withdrawn" if fact.withdrawn else "revised"
        for key, basis in list(standing.behind):
            if (basis == "rule" and key[2:] not in active) or (basis == "lapse" and key[3:] not in classes):
                standing.forget_behind(key, basis)
        for key, held in list(standing.held.items()):
            gone = held.basis == "rule" and key[2:] not in active
            if gone or (held.basis == "lapse" and key[3:] not in classes):
                standing.lift(key, fact.time, reason, fact.cause)
                if held.mode == "live" and not fact.withdrawn and (held.measure in CLEANED or held.basis == "lapse"):
                    standing.lifted[held.violation_class] = fact.time
        if not hits:
            standing.correct(self.target_kind, self.target_id, fact.time, fact.cause, reason)

    def _from_hit(self, fact: Shown, hit: Hit) -> Held:
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
            lapse=None if hit.lapse is None else self._lapse(hit.lapse, fact),
        )

    def _lapse(self, measure: Measure, fact: Shown) -> Lapse:
        """What an unanswered reminder becomes. Live words cannot be revised, so that it would stand for ever."""
        duration = self.policies.at(fact.time).repeat_window if self.target_kind == "room" else None
        return Lapse(measure=measure, target_kind=self.target_kind, target_id=self.target_id, duration=duration)

    def _repeat(self, standing: Standing, fact: Shown, again: Held) -> None:
        """Blocked or reminded again soon after the last was put right: a person looks too, whatever is revised next.

        Else who says it for 23 hours of every 24 is reminded for ever.
        """
        lifted = standing.lifted.get(again.violation_class)
        window = self.policies.at(fact.time).repeat_window
        if lifted is not None and fact.time - lifted <= window:
            standing.take(
                msgspec.structs.replace(
                    again, measure="review", basis="repeat", rule_id="repeat", expires_at=fact.time + window, lapse=None
                )
            )


def _shown_at(facts: Sequence[Fact], moment: Fact) -> list[Shown]:
    """What is shown at that moment: the last version, or all that was said."""
    shown: list[Shown] = []
    for known in facts:
        if known.order() > moment.order():
            break
        if isinstance(known, Shown):
            shown = [known] if _is_revision(known) else [*shown, known]
    return shown


def _is_revision(fact: Shown) -> bool:
    """A first publication and words said live add to what was there; a revision or withdrawal replaces it."""
    return fact.withdrawn or fact.type == "listing.revised.v1"

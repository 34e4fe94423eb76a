"""Notices of right holders, regulators and staff: no crowd, but a measure at once and a statutory clock.

E-commerce Law, Art 42-45: a right holder's notice brings a measure; the seller's counter-notice starts fifteen days;
then the measure ends, unless the right holder complained to the authority or sued. Order 117, Art 22: an operator that
cannot be found at its address is reminded, then limited, until the address is put right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from schemas.enforcement import LiftReason, Measure
from streams.core.policy.model import PolicySet
from streams.core.policy.notice import NoticeRule
from streams.core.rows.bounds import weight_of
from streams.core.rows.facts import (
    RULERS,
    AppealEnded,
    Corrected,
    Fact,
    Held,
    Judged,
    Key,
    Lapse,
    Notice,
    Noticed,
    NoticeStep,
)
from streams.core.standing.standing import Standing

BASIS = "notice"
CONTENT = "notice:"  # begins the content of what rests on a notice
ADDRESS = "address_notice"
OPEN_MAX = 128  # open notices about one target that are told apart; of more a person is told
OPEN_BYTES = 24 * 1024  # of them, where their ids are long
ENDED_MAX = 64  # that are remembered, so that the same one filed again changes nothing
ENDED_BYTES = 8 * 1024
EARLY_MAX = 32  # whose steps are dated before they are
OF_AUTHORITY = ("regulator_notice", "address_notice")  # an authority's notice is for the authority to take back


class NoticeFold(msgspec.Struct, frozen=True):
    """What the fold of notices about one target needs."""

    target_kind: str
    target_id: str
    policies: PolicySet
    facts: Sequence[Fact] = ()

    def filed(self, standing: Standing, fact: Noticed) -> None:
        """A notice came in; the same one filed again changes nothing."""
        known = standing.notices.get(fact.report_id, Notice(report_id=fact.report_id))
        if known.filed is not None or known.ended is not None:
            standing.refuse(self._wanted(fact))  # sent twice: whoever heard of this one first told of it
            return
        if self._dismissed_already(fact):
            self._forget_ended(standing)
            over = msgspec.structs.replace(known, filed=fact, ended=fact.time, dismissed=True)
            standing.notices[fact.report_id] = over
            standing.refuse(self._wanted(fact))
            return
        if self._is_full(standing):
            standing.take(msgspec.structs.replace(self._held(fact, fact.time), measure="review"))
            return
        if self._measure(fact) == "remind":
            standing.remind(self._wanted(fact))
        else:
            standing.refuse(self._wanted(fact))
        standing.notices[fact.report_id] = msgspec.structs.replace(known, filed=fact)
        self.settle(standing, fact.time)

    def step(self, standing: Standing, fact: NoticeStep) -> None:
        """The seller declared that nothing is infringed, or the right holder went on to the authority or a court."""
        known = standing.notices.get(fact.report_id, Notice(report_id=fact.report_id))
        early = sum(notice.filed is None for notice in standing.notices.values())
        if known.filed is None and (early >= EARLY_MAX or self._is_full(standing)):
            return
        if fact.escalated:
            known = msgspec.structs.replace(known, escalated=True)
        elif known.countered is None:
            known = msgspec.structs.replace(known, countered=fact.start, countered_by=fact.cause)
        standing.notices[fact.report_id] = known

    def judged(self, standing: Standing, fact: Judged) -> None:
        """A notice that a person or a regulator found wrong has no ground any more."""
        notice = standing.notices.get(fact.report_id)
        if notice is None or notice.filed is None or not _may_rule(fact, notice.filed.kind):
            return
        if fact.ruling != "upheld":
            self._end(standing, fact.report_id, fact.time, "overturned", fact.cause, dismissed=True)
        elif notice.dismissed:  # the latest ruling holds: dismissed by mistake
            standing.notices[fact.report_id] = msgspec.structs.replace(
                notice, ended=None, dismissed=False, escalated=True
            )

    def _dismissed_already(self, fact: Noticed) -> bool:
        """Whether it was ruled wrong before it came: two systems' clocks differ, and the latest ruling holds."""
        rulings = [
            known
            for known in self.facts
            if isinstance(known, Judged) and known.report_id == fact.report_id and _may_rule(known, fact.kind)
        ]
        before = [known for known in rulings if known.order() < fact.order()]
        return bool(before) and before[-1].ruling != "upheld"

    def upheld(self, standing: Standing, fact: AppealEnded) -> None:
        """An upheld appeal answers the notice it is about; what other notices ask for is taken anew, as theirs."""
        name = fact.content.removeprefix(CONTENT)
        notice = standing.notices.get(name)
        for key, held in list(standing.held.items()):
            if held.basis == BASIS and held.content == fact.content:
                standing.forget_behind(key, BASIS)
                standing.lift(key, fact.time, "appeal_upheld", fact.cause)
        if notice is not None and notice.filed is not None and notice.ended is None:
            self._end(standing, name, fact.time, "appeal_upheld", fact.cause)

    @staticmethod
    def _forget_ended(standing: Standing) -> None:
        """The longest ended ones go: they would fill the row of a target that is complained of for years."""
        ended = sorted((notice.ended, name) for name, notice in standing.notices.items() if notice.ended is not None)
        while len(ended) > ENDED_MAX or weight_of([standing.notices[name] for _, name in ended]) > ENDED_BYTES:
            del standing.notices[ended.pop(0)[1]]

    @staticmethod
    def _is_full(standing: Standing) -> bool:
        waiting = [notice for notice in standing.notices.values() if notice.ended is None]
        return len(waiting) >= OPEN_MAX or weight_of(waiting) > OPEN_BYTES

    def corrected(self, standing: Standing, fact: Corrected) -> bool:
        """The address was put right: what came of its reminder is lifted. False when there was no such measure."""
        elsewhere = fact.target_kind != self.target_kind
        joined = [key for (key, _), held in standing.behind.items() if elsewhere and _is_of_address(held)]
        for key in joined:
            standing.forget_behind(key, BASIS)
        held = [one for one in standing.held.values() if _is_of_address(one)]
        ours = [one.key() for one in held if one.measure != "remind" or elsewhere]
        for key in ours:
            standing.lift(key, fact.time, "corrected", fact.cause)
        return bool(ours or joined)

    def deadline(self, standing: Standing) -> int | None:
        """When the next measure ends because nobody escalated, or None."""
        return min((at for _, at in self._clocks(standing)), default=None)

    def restore(self, standing: Standing, at: int) -> None:
        """Fifteen days are over at `at`: the measure ends."""
        for name, deadline in list(self._clocks(standing)):
            if deadline <= at:
                self._end(standing, name, deadline, "expired", standing.notices[name].countered_by)

    def settle(self, standing: Standing, at: int) -> None:
        """What an open notice asks for is in force, whatever else begins or ends."""
        for notice in sorted(self._open(standing), key=Noticed.order):
            if self._measure(notice) != "remind" and self._key(notice) not in standing.held:
                standing.take(self._held(notice, max(at, notice.time)), ground=notice.time)

    def _clocks(self, standing: Standing) -> Iterator[tuple[str, int]]:
        for name, notice in standing.notices.items():
            if notice.filed is None or notice.countered is None or notice.escalated:
                continue
            if notice.ended is not None:
                continue
            term = self._rule(notice.filed).restore
            if term is not None:
                yield name, max(notice.countered, notice.filed.start) + term

    def _open(self, standing: Standing) -> Iterator[Noticed]:
        for notice in standing.notices.values():
            if notice.filed is not None and notice.ended is None:
                yield notice.filed

    def _end(
        self,
        standing: Standing,
        name: str,
        at: int,
        reason: LiftReason,
        cause: tuple[str, str],
        *,
        dismissed: bool = False,
    ) -> None:
        notice = standing.notices[name]
        standing.notices[name] = msgspec.structs.replace(notice, ended=at, dismissed=dismissed)
        own = None if notice.filed is None else self._key(notice.filed)
        wanted = {self._key(other) for other in self._open(standing)}
        for key, held in list(standing.held.items()):
            ours = held.basis == BASIS and (held.content == _content(name) or key == own)
            if ours and key not in wanted:
                standing.lift(key, at, reason, cause)
        for key, basis in list(standing.behind):
            if basis == BASIS and key not in wanted:
                standing.forget_behind(key, BASIS)
        self._forget_ended(standing)

    def _wanted(self, fact: Noticed) -> Held:
        """What a notice asks for: at once, or, of a reminder, after a while."""
        held, rule = self._held(fact, fact.time), self._rule(fact)
        if held.measure != "remind":
            return held
        window = rule.correction or self.policies.at(fact.time).correction_window
        lapse = Lapse(measure=rule.lapse or "review", target_kind=self.target_kind, target_id=self.target_id)
        return msgspec.structs.replace(held, expires_at=fact.start + window, lapse=lapse)

    def _held(self, fact: Noticed, start: int) -> Held:
        rule = self._rule(fact)
        return Held(
            target_kind=self.target_kind,
            target_id=self.target_id,
            measure=self._measure(fact),
            violation_class=fact.reason,
            mode="live",
            start=start,
            rule_id=_rule_id(fact.kind),
            policy_version=self.policies.at(fact.time).version,
            cause=fact.cause,
            basis=BASIS,
            score=rule.score,
            legal_basis=rule.cited(fact.time),
            content=_content(fact.report_id),
        )

    def _rule(self, fact: Noticed) -> NoticeRule:
        return self.policies.at(fact.time).notice(fact.kind)

    def _measure(self, fact: Noticed) -> Measure:
        return self._rule(fact).measures.get(self.target_kind, "review")

    def _key(self, fact: Noticed) -> Key:
        return (self.target_kind, self.target_id, self._measure(fact), fact.reason, "live")


def _is_of_address(held: Held) -> bool:
    return held.basis == BASIS and held.rule_id == _rule_id(ADDRESS)


def _may_rule(fact: Judged, kind: str) -> bool:
    return fact.ruled_by == "regulator" if kind in OF_AUTHORITY else fact.ruled_by in RULERS


def _rule_id(kind: str) -> str:
    return f"notice.{kind}"


def _content(report_id: str) -> str:
    return f"{CONTENT}{report_id}"

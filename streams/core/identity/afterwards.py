"""What becomes known of an open account after its opening, for people to look at.

An account is open by every form that was not refused: whoever applies once more, with other papers, under the same or
another id, is still who opened the first shop. The gravest is told, and of several as grave what was known first: a
crew that is banned one by one is not told anew each time, in no order of arrival.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from streams.core.identity.candidates import Met, Pair
from streams.core.identity.chance import counts_at
from streams.core.identity.decide import Looked, Since, by_score, joined_at, strongest
from streams.core.identity.facts import said_at
from streams.core.identity.joining import REFUSE, SURE, Joined
from streams.core.identity.outcome import Reviewed
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import AccountRow, AnyIdentityFact, Applied
from streams.core.rows.taint import UNKNOWN

LOOKS = 4  # moments from each end: who is seen again and again with what is an offender's is looked at no more often


class _News(msgspec.Struct, frozen=True):
    """A root that the answer to a form did not name, or not for as much, and what names it."""

    one: Joined
    form: Applied
    since: Since
    pairs: list[Pair]

    def grade(self) -> tuple[int, bool]:
        """How grave: whether a form would have been refused for it, and whether it is all but certain."""
        return self.one.rank(), float(self.one.signals["match"]) >= SURE

    def moments(self) -> list[int]:
        """When something that joins the two became known, after the opening."""
        found = {max(held.known, taint.since) for held, taint in self.pairs}
        return sorted(at for at in found if at > self.form.at)

    def cause(self, facts: tuple[AnyIdentityFact, ...], at: int) -> tuple[str, str]:
        """The event by which something became known at that moment, the same in every order of arrival."""
        began = [taint.by for held, taint in self.pairs if taint.since == at >= held.known and taint.by != UNKNOWN]
        return min(began, default=said_at(facts, at)) or (self.form.source, self.form.id)


def later(row: AccountRow, looked: Looked, policies: PolicySet) -> Reviewed | None:
    """The gravest that the answers did not name; None when there is none, or the bar was taken back."""
    news = [one for one in _news(row, looked, policies) if not one.one.taint.undone]
    gravest = max((one.grade() for one in news), default=None)
    told = [(_reached(row, one, policies), one) for one in news if one.grade() == gravest]
    best = min(told, key=lambda pair: (pair[0], by_score(pair[1].one), *_name(pair[1].form)), default=None)
    return None if best is None else _reviewed(row, best[1], best[0])


def _news(row: AccountRow, looked: Looked, policies: PolicySet) -> Iterator[_News]:
    for (form, known), since in zip(looked.openings, looked.later, strict=True):
        if any(one.rank() >= REFUSE for one in known):
            continue
        named = {row.account_id: REFUSE}
        for one in known:
            named[one.account_id] = max(named.get(one.account_id, 0), one.ruled())
        naming: dict[str, list[Pair]] | None = None
        for one in since.roots:
            said = named.get(one.account_id, 0)
            if one.live is None or one.rank() <= said:
                continue
            if naming is None:
                naming = _naming(since.met, policies)
            new = _News(one, form, since, naming.get(one.account_id, []))
            if not said or new.moments():
                yield new


def _naming(met: Met, policies: PolicySet) -> dict[str, list[Pair]]:
    """Root -> what names it and may count, and why; of all roots at once, for in a crew everybody is joined to all."""
    found: dict[str, list[Pair]] = {}
    for pairs in met.values():
        for pair in pairs:
            held, taint = pair
            if counts_at(max(held.known, taint.since), held, policies):
                found.setdefault(taint.root(), []).append(pair)
    return found


def _reached(row: AccountRow, news: _News, policies: PolicySet) -> int:
    """From when on the rules would have said as much."""
    moments = news.moments()
    if not moments:
        return max(news.one.known, news.form.at + 1)
    wanted, rank = (news.one.account_id, news.one.offender_id), news.one.rank()
    for at in dict.fromkeys((*moments[:-1][:LOOKS], *moments[:-1][-LOOKS:])):
        found = joined_at(row, news.form, _known_by(at, news.since.met), at, policies)
        if any((one.account_id, one.offender_id) == wanted and one.rank() >= rank for one in found):
            return at
    return moments[-1]


def _known_by(at: int, met: Met) -> Met:
    known = {name: [pair for pair in pairs if pair[0].known <= at] for name, pairs in met.items()}
    return {name: pairs for name, pairs in known.items() if pairs}


def _name(form: Applied) -> tuple[int, str, str]:
    return (form.at, form.source, form.id)


def _reviewed(row: AccountRow, news: _News, at: int) -> Reviewed | None:
    if news.one.live is None:
        return None
    source, event_id = news.cause(row.facts, at)
    return Reviewed(
        account_id=row.account_id,
        at=at,
        source=source,
        event_id=event_id,
        hit=news.one.live,
        links=strongest(news.one.links),
    )

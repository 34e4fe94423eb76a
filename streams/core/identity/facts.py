"""The facts of an account: made of events, kept in the order of event time, each once, and bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from schemas.events.accounts import AccountBanned, AccountReinstated, OffenderDelisted
from schemas.sealed import AttributeAdded, OffenderListed, ShopApplied, Token
from streams.core.identity.bounded import bounded, from_both_ends
from streams.core.identity.outcome import OwnBan, OwnBans
from streams.core.identity.sketch import SKETCH
from streams.core.ids import BAN, LIFT
from streams.core.rows.state_identity import (
    AccountRow,
    AnyIdentityFact,
    Applied,
    Attributed,
    Banned,
    Delisted,
    Listed,
    OwnBanned,
    OwnLifted,
    Reinstated,
)
from streams.core.time import micros

MAX_SKETCHES = 3
AGENCY = "agency"

AccountEvent = ShopApplied | OffenderListed | AttributeAdded | AccountBanned | AccountReinstated | OffenderDelisted


def _applied(event: ShopApplied, at: int) -> Applied:
    data = event.data
    return Applied(source=event.source, id=event.id, at=at, application_id=data.application_id, tokens=data.tokens)


def _listed(event: OffenderListed, at: int) -> Listed:
    data = event.data
    return Listed(
        source=event.source,
        id=event.id,
        at=at,
        offender_id=data.offender_id,
        banned_at=data.banned_at,
        term_end=data.term_end,
        tokens=data.tokens,
    )


_MAKERS: dict[type, Callable[[Any, int], AnyIdentityFact]] = {
    ShopApplied: _applied,
    OffenderListed: _listed,
    OffenderDelisted: lambda e, at: Delisted(source=e.source, id=e.id, at=at, offender_id=e.data.offender_id),
    AttributeAdded: lambda e, at: Attributed(source=e.source, id=e.id, at=at, tokens=e.data.tokens),
    AccountBanned: lambda e, at: Banned(source=e.source, id=e.id, at=at),
    AccountReinstated: lambda e, at: Reinstated(source=e.source, id=e.id, at=at),
}


def fact_of(event: AccountEvent) -> AnyIdentityFact:
    """The fact that an account event states."""
    return _MAKERS[type(event)](event, micros(event.time))


def own_facts(bans: OwnBans) -> Iterator[AnyIdentityFact]:
    """The facts of our own bans."""
    for ban in _longest(bans):
        name = f"{ban.at}-{'' if ban.until is None else ban.until}"
        yield OwnBanned(source=BAN, id=name, at=ban.at, until=ban.until, by=ban.by)
        if ban.lifted is not None:
            yield OwnLifted(source=LIFT, id=f"{name}@{ban.lifted}", at=ban.lifted, ban=name)


def _longest(bans: OwnBans) -> Iterable[OwnBan]:
    """Of bans from one moment, as two grave rulings of two classes bring, the one that is lifted last, or never."""
    longest: dict[tuple[int, int | None], OwnBan] = {}
    for ban in bans.bans:
        known = longest.setdefault((ban.at, ban.until), ban)
        if known.lifted is not None and (ban.lifted is None or ban.lifted > known.lifted):
            longest[ban.at, ban.until] = ban
    return longest.values()


def with_own(row: AccountRow, bans: OwnBans) -> AccountRow:
    """The row with these bans of ours in place of those it knew; those that were over by then stay."""
    lifts = [fact for fact in row.facts if isinstance(fact, OwnLifted)]
    over = {
        ban.id
        for ban in row.facts
        if isinstance(ban, OwnBanned)
        and min(
            [*(lift.at for lift in lifts if lift.ban == ban.id), bans.since + 1 if ban.until is None else ban.until]
        )
        <= bans.since
    }
    told = tuple(own_facts(bans))
    over -= {fact.id for fact in told}
    kept = [
        fact
        for fact in row.facts
        if not isinstance(fact, OwnBanned | OwnLifted) or (fact.ban if isinstance(fact, OwnLifted) else fact.id) in over
    ]
    facts = {(fact.source, fact.id): fact for fact in (*kept, *told)}
    after = row if facts == {(fact.source, fact.id): fact for fact in row.facts} else _with(row, facts.values())
    return _with_fallen(after, bans)


def _with_fallen(row: AccountRow, bans: OwnBans) -> AccountRow:
    """The row with the ban of ours that people took back last."""
    fell = row.fell if bans.fell is None and row.fell is not None and row.fell[1] <= bans.since else bans.fell
    return row if fell == row.fell else msgspec.structs.replace(row, fell=fell, revision=row.revision + 1)


def tokens_of(fact: AnyIdentityFact) -> tuple[Token, ...]:
    """The tokens a fact says the account holds, without sketches, which join nobody."""
    return tuple([token for token in _named(fact) if token.domain != SKETCH])


def named_as(facts: Iterable[AnyIdentityFact], value: str) -> list[Token]:
    """The token with that value, as each of these facts that has it names it: a name may be of two kinds."""
    found = []
    for fact in facts:
        for token in _named(fact):
            if token.value == value and token.domain != SKETCH:
                found.append(token)
                break
    return found


def _named(fact: AnyIdentityFact) -> tuple[Token, ...]:
    return fact.tokens if isinstance(fact, Applied | Listed | Attributed) else ()


def said_at(facts: Iterable[AnyIdentityFact], at: int) -> tuple[str, str] | None:
    """The event (source, id) by which the account said something of itself at that moment; None where it did not."""
    said = (fact for fact in facts if isinstance(fact, Applied | Attributed) and fact.at == at)
    return next(((fact.source, fact.id) for fact in said), None)


def seen_at(fact: AnyIdentityFact) -> int:
    """When the account was known to hold a fact's tokens: an offender when banned, however late the list came."""
    return min(fact.at, fact.banned_at) if isinstance(fact, Listed) else fact.at


def sketches_of(facts: tuple[AnyIdentityFact, ...]) -> dict[str, tuple[str, ...]]:
    """The account's sketches by kind, at most three each.

    As it was listed; else the last, the first, the last but one: whoever is barred may send in any number of forms.
    """
    listed = [fact for fact in reversed(facts) if isinstance(fact, Listed)]
    said = [fact for fact in facts if isinstance(fact, Applied | Attributed)]
    return _sketched([*listed, *from_both_ends(said)])


def sketches_as_of(form: Applied, facts: tuple[AnyIdentityFact, ...], until: int) -> dict[str, tuple[str, ...]]:
    """The sketches of a form and those of everything else but forms that is known by `until`, the newest first."""
    others = [fact for fact in reversed(facts) if fact.at <= until and not isinstance(fact, Applied)]
    return _sketched([form, *others])


def _sketched(facts: Iterable[AnyIdentityFact]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for fact in facts:
        for token in _named(fact):
            if token.domain == SKETCH:
                found.setdefault(token.kind, {})[token.value] = None
    return {kind: tuple(found[kind])[:MAX_SKETCHES] for kind in sorted(found)}


def is_known(row: AccountRow, fact: AnyIdentityFact) -> bool:
    """Whether a fact of this source and id is kept already."""
    return any(kept.id == fact.id and kept.source == fact.source for kept in row.facts)


def with_fact(row: AccountRow, fact: AnyIdentityFact) -> AccountRow:
    """The row with one more fact, and fewer old ones where the caps say so."""
    return _with(row, (*row.facts, fact))


def _with(row: AccountRow, known: Iterable[AnyIdentityFact]) -> AccountRow:
    facts = sorted(known, key=_by_time)
    kept = bounded(facts, row.published)
    return msgspec.structs.replace(
        row,
        facts=tuple(kept),
        revision=row.revision + 1,
        clock=max([row.clock, *(fact.at for fact in facts)]),
        evicted=row.evicted + len(facts) - len(kept),
    )


def forms_of(facts: tuple[AnyIdentityFact, ...]) -> list[Applied]:
    """Every form that was sent in, by event time; those that were sent in again since, too."""
    return [fact for fact in facts if isinstance(fact, Applied)]


def applications(facts: tuple[AnyIdentityFact, ...]) -> dict[str, Applied]:
    """The event that counts for each application: of several with one id, the last by event time."""
    return {fact.application_id: fact for fact in facts if isinstance(fact, Applied)}


def identity_of(application: Applied, facts: tuple[AnyIdentityFact, ...]) -> dict[str, Token]:
    """Who applied, by token value: the application's own tokens, and the attributes known of the account by then."""
    tokens = {token.value: token for token in tokens_of(application)}
    for fact in facts:
        if isinstance(fact, Attributed) and fact.at <= application.at:
            for token in tokens_of(fact):
                tokens.setdefault(token.value, token)
    return tokens


def agency_of(facts: tuple[AnyIdentityFact, ...]) -> str:
    """The token of the first agency that the account came by; empty when it came by itself."""
    tokens = (token for fact in facts for token in tokens_of(fact) if token.kind == AGENCY)
    return next((token.value for token in tokens), "")


def _by_time(fact: AnyIdentityFact) -> tuple[int, str, str]:
    return (fact.at, fact.source, fact.id)

"""An application's answer, and what becomes known of an open account later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from streams.core.identity.admitted import cleared_of, with_cleared
from streams.core.identity.candidates import Held, Met, candidates, meet, own_of
from streams.core.identity.chance import counting, newest, without_strangers
from streams.core.identity.earlier import as_first_holder
from streams.core.identity.facts import forms_of, identity_of, sketches_as_of
from streams.core.identity.joining import Joined, joined
from streams.core.identity.outcome import Decided, Decision, JoiningLink, ShadowHit
from streams.core.identity.questions import later_tokens
from streams.core.identity.resubmitted import over_own_forms
from streams.core.identity.taints import bars, taints_of
from streams.core.identity.weigh import HOMES
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import LATER, AccountRow, Applied

MAX_LINKS = 32
POSTCODE = "~postcode"

_DECISIONS: tuple[Decision, ...] = ("approve", "review", "refuse")


Roots = tuple[Joined, ...]


class Since(NamedTuple):
    """What is known by now of who is met by a form and by what became known after it: the roots, and who is met."""

    roots: Roots
    met: Met


class Looked(msgspec.Struct, frozen=True):
    """Everything that an account's answers say, looked at once: at each form, and with all that is known by now.

    A form that was sent in again since is here, one that still waits for an answer is not. `direct` is what is known by
    now of the barred themselves; only that is passed on, so that no two accounts wait for each other: what an account
    passes on hangs on bars and on openings before its own, never on what others were told later.
    """

    openings: tuple[tuple[Applied, Roots], ...]
    later: tuple[Since, ...]
    direct: Roots


def look(row: AccountRow, policies: PolicySet) -> Looked:
    """Every root at every moment that counts."""
    openings: list[tuple[Applied, Roots]] = []
    since: list[tuple[Since, Roots]] = []
    for form in forms_of(row.facts):
        held = _held(row, form)
        if held is not None:
            met, added = _meet(row, form, held), _added(row, form)
            openings.append((form, _at_opening(row, form, met, openings, policies)))
            by_now = _meet(row, form, [*held, *added]) if added else met
            found, direct = _known_later(row, form, by_now, policies)
            since.append((Since(found, by_now), direct))
    return Looked(
        tuple(openings), tuple(found for found, _ in since), tuple(one for _, direct in since for one in direct)
    )


def _meet(row: AccountRow, form: Applied, held: list[Held]) -> Met:
    return without_strangers(meet(held), form, row.profiles)


def _known_later(row: AccountRow, form: Applied, met: Met, policies: PolicySet) -> tuple[Roots, Roots]:
    """Every root known after an opening, and those of own bars alone."""
    found = _later(row, met, form, policies)
    own = own_of(met)
    return found, found if own is met else _later(row, own, form, policies)


def judge(row: AccountRow, application: Applied, policies: PolicySet) -> Decided | None:
    """The answer, by the policy of the application's event time; None while a token has not answered."""
    openings = look(row, policies).openings
    return next((decided(row, form, found) for form, found in openings if form is application), None)


def _at_opening(
    row: AccountRow, form: Applied, met: Met, earlier: list[tuple[Applied, Roots]], policies: PolicySet
) -> Roots:
    found = joined_at(row, form, met, form.at, policies)
    found += over_own_forms(row.account_id, form, earlier, policies.at(form.at))
    return with_cleared(tuple(found), cleared_of(row, form))


def joined_at(row: AccountRow, form: Applied, met: Met, at: int, policies: PolicySet) -> list[Joined]:
    """Every root that a form is joined to at a moment, by whom it meets."""
    policy = policies.at(at)
    own = tuple(taint for taint in taints_of(row, policies) if bars(taint, at))
    met = counting(met, at, policy)
    if not own and not met:
        return []
    mine = sketches_as_of(form, row.facts, at)
    homes = _homes(row, form) if met and POSTCODE in mine else ()
    found = candidates(met, row.profiles, mine, (form.at, at), policy, homes)
    return as_first_holder(row.facts, joined(found, own, policy, at))


def _homes(row: AccountRow, form: Applied) -> list[Held]:
    """The postcodes of a form with their answers, whether these name anybody or not: how many come by them counts."""
    answers = row.answers.get((form.application_id, form.at), {})
    return [
        Held(token, form.at, answers[token.value])
        for token in form.tokens
        if token.kind in HOMES and token.value in answers
    ]


def _held(row: AccountRow, form: Applied) -> list[Held] | None:
    """The tokens of a form with their answers; None while one has not been answered."""
    answers = row.answers.get((form.application_id, form.at), {})
    tokens = identity_of(form, row.facts)
    held = [Held(token, form.at, answers[value]) for value, token in tokens.items() if value in answers]
    return held if len(held) == len(tokens) else None


def _added(row: AccountRow, form: Applied) -> list[Held]:
    """What became known after a form, as far as it has been answered."""
    added = row.answers.get((LATER, form.at), {})  # of all forms of that moment: one's own may be another's news
    if not added:
        return []
    own = identity_of(form, row.facts)
    return [
        Held(token, known, added[value])
        for value, (known, token) in later_tokens(row, form).items()
        if value in added and value not in own
    ]


def _later(row: AccountRow, met: Met, opened: Applied, policies: PolicySet) -> tuple[Joined, ...]:
    """Every root as of the newest moment after the opening at which anything that may count became known."""
    at = newest(met, policies)
    return () if at <= opened.at else tuple(joined_at(row, opened, met, at, policies))


def decided(row: AccountRow, application: Applied, found: tuple[Joined, ...]) -> Decided:
    """What the rules make of an application."""
    rank = max((one.rank() for one in found), default=0)
    deciding = sorted((one for one in found if rank and one.rank() == rank), key=by_score)
    return Decided(
        application_id=application.application_id,
        account_id=row.account_id,
        decision=_DECISIONS[rank],
        at=application.at,
        source=application.source,
        event_id=application.id,
        hit=deciding[0].live if deciding else None,
        links=strongest(link for one in deciding for link in one.links),
        shadow=tuple(_shadows(found)),
    )


def _shadows(found: tuple[Joined, ...]) -> Iterator[ShadowHit]:
    rules = {hit.rule_id: hit for one in found for hit in one.shadow}
    for rule_id in sorted(rules):
        links = (link for one in found if any(hit.rule_id == rule_id for hit in one.shadow) for link in one.links)
        yield ShadowHit(hit=rules[rule_id], links=strongest(links))


def strongest(links: Iterable[JoiningLink]) -> tuple[JoiningLink, ...]:
    """The weightiest links, as many as are told."""
    return tuple(sorted(links, key=by_weight)[:MAX_LINKS])


def by_weight(link: JoiningLink) -> tuple[float, str, str, str, str]:
    """Links in the order in which they are told: the weightiest first."""
    return (-link.weight, link.kind, link.token, link.account_id, link.offender_id or "")


def by_score(one: Joined) -> tuple[float, float, str, str]:
    """Roots in the order in which they decide."""
    score = 0.0 if one.live is None else -one.live.score
    return (score, -one.bits, one.account_id, one.offender_id or "")

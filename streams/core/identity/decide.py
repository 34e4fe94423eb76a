"""An application's answer: who of the barred it is joined to, by what, and what the policy makes of it.

Signals are taken for each barred account by itself: a phone shared with one and a network shared with another are two
weak links to two people, not two links to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from schemas.sealed import Token
from streams.core.hops import Taint
from streams.core.identity.facts import identity_of
from streams.core.identity.fields import LABELS, OWN_ACCOUNT
from streams.core.identity.outcome import Decided, Decision, JoiningLink, ShadowHit
from streams.core.identity.taints import bars, taints_of
from streams.core.policy.model import Hit, IdentifierKind, Policy, PolicySet, SignalValue
from streams.core.state_identity import AccountRow, Applied

MAX_LINKS = 32
OWN = IdentifierKind(strength="strong", group=OWN_ACCOUNT, weight=1.0)
"""Who applies again under the very account that is barred shares everything with it."""

_DECISIONS: tuple[Decision, ...] = ("approve", "review", "refuse")
_RANKS = {"review": 1, "refuse_opening": 2}


class _Joined(msgspec.Struct, frozen=True):
    """One barred account that the application is joined to, and what the rules say of it."""

    links: tuple[JoiningLink, ...]
    live: Hit | None
    shadow: tuple[Hit, ...]

    def rank(self) -> int:
        """0 approve, 1 review, 2 refuse."""
        return 0 if self.live is None else _RANKS[self.live.measure]


def judge(row: AccountRow, application: Applied, policies: PolicySet) -> Decided | None:
    """The answer, by the policy of the application's event time; None while a token has not answered."""
    tokens = identity_of(application, row.facts)
    taints = _answers(row, application, tokens)
    if taints is None:
        return None
    policy = policies.at(application.at)
    links: dict[str, list[JoiningLink]] = {}
    for link in (*_own(row, application, policies), *_shared(tokens, taints, policy)):
        links.setdefault(link.account_id, []).append(link)
    return _decided(row, application, [_joined(found, len(links), policy, application.at) for found in links.values()])


def _answers(row: AccountRow, application: Applied, tokens: Iterable[str]) -> dict[str, tuple[Taint, ...]] | None:
    answers = row.answers.get(application.application_id, {})
    found: dict[str, tuple[Taint, ...]] = {}
    for value in tokens:
        answer = answers.get(value)
        if answer is None or answer.asked != application.at:
            return None
        found[value] = answer.barred
    return found


def _own(row: AccountRow, application: Applied, policies: PolicySet) -> Iterator[JoiningLink]:
    for taint in taints_of(row, policies):
        if bars(taint, application.at):
            yield _link(Token(kind=OWN_ACCOUNT, domain="", value="", masked=""), OWN.weight, taint)


def _shared(
    tokens: Mapping[str, Token], taints: Mapping[str, tuple[Taint, ...]], policy: Policy
) -> Iterator[JoiningLink]:
    """Only identifiers that the policy knows join anybody."""
    for value, token in tokens.items():
        identifier = policy.identifiers.get(token.kind)
        if identifier is not None:
            for taint in taints[value]:
                yield _link(token, identifier.weight, taint)


def _link(token: Token, weight: float, taint: Taint) -> JoiningLink:
    whose = f"banned account {taint.account_id}" if taint.offender_id is None else f"offender {taint.offender_id}"
    return JoiningLink(
        kind=token.kind,
        masked=token.masked,
        token=token.value,
        weight=weight,
        account_id=taint.account_id,
        offender_id=taint.offender_id,
        path=f"{LABELS.get(token.kind, token.kind)} {token.masked}".rstrip() + f" → {whose}",
    )


def _joined(links: list[JoiningLink], offenders: int, policy: Policy, at: int) -> _Joined:
    hits = policy.hits("application", _signals(links, offenders, policy), at)
    live = [hit for hit in hits if hit.mode == "live" and hit.measure in _RANKS]
    strictest = max(live, key=lambda hit: (_RANKS[hit.measure], hit.score), default=None)
    shadow = tuple(hit for hit in hits if hit.mode == "shadow")
    return _Joined(tuple(sorted(links, key=_by_weight)), strictest, shadow)


def _signals(links: list[JoiningLink], offenders: int, policy: Policy) -> dict[str, SignalValue]:
    """Shared identifiers by strength, each once, and their independent groups."""
    shared = {link.token: link.kind for link in links}
    kinds = [OWN if kind == OWN_ACCOUNT else policy.identifiers[kind] for kind in shared.values()]
    strengths = [kind.strength for kind in kinds]
    return {
        "strong": strengths.count("strong"),
        "medium": strengths.count("medium"),
        "weak": strengths.count("weak"),
        "groups": len({kind.group for kind in kinds}),
        "offenders": offenders,
        "term_active": True,
    }


def _decided(row: AccountRow, application: Applied, joined: list[_Joined]) -> Decided:
    rank = max((one.rank() for one in joined), default=0)
    deciding = sorted((one for one in joined if rank and one.rank() == rank), key=_by_score)
    return Decided(
        application_id=application.application_id,
        account_id=row.account_id,
        decision=_DECISIONS[rank],
        at=application.at,
        source=application.source,
        event_id=application.id,
        hit=deciding[0].live if deciding else None,
        links=_strongest(link for one in deciding for link in one.links),
        shadow=tuple(_shadows(joined)),
    )


def _shadows(joined: list[_Joined]) -> Iterator[ShadowHit]:
    rules = {hit.rule_id: hit for one in joined for hit in one.shadow}
    for rule_id in sorted(rules):
        links = (link for one in joined if any(hit.rule_id == rule_id for hit in one.shadow) for link in one.links)
        yield ShadowHit(hit=rules[rule_id], links=_strongest(links))


def _strongest(links: Iterable[JoiningLink]) -> tuple[JoiningLink, ...]:
    return tuple(sorted(links, key=_by_weight)[:MAX_LINKS])


def _by_weight(link: JoiningLink) -> tuple[float, str, str, str, str]:
    return (-link.weight, link.kind, link.token, link.account_id, link.offender_id or "")


def _by_score(one: _Joined) -> tuple[float, str]:
    return (0.0 if one.live is None else -one.live.score, one.links[0].account_id)

"""From candidates to roots: which barred account an applicant is joined to, directly or over one other applicant.

Signals are taken for each root by itself: a phone shared with one and a network shared with another are two weak links
to two people, not two links to one.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from schemas.sealed import Token
from streams.core.identity.candidates import Candidate
from streams.core.identity.fields import LABELS, OWN_ACCOUNT
from streams.core.identity.outcome import JoiningLink
from streams.core.identity.weigh import Item, Weighed, probability
from streams.core.policy.model import Hit, Policy, SignalValue
from streams.core.rows.taint import Taint, Via

SURE = 0.95
"""From this probability on, and with a strong or two independent links, two applicants are taken for one person."""
DIRECT, OVER = 1, 2
REVIEW, REFUSE = 1, 2
SAME_ACCOUNT = Item(
    OWN_ACCOUNT, OWN_ACCOUNT, "strong", 1.0, 30.0, Token(kind=OWN_ACCOUNT, domain="", value="", masked="")
)
"""Who applies with an account is who did so before."""
_RANKS = {"review": REVIEW, "refuse_opening": REFUSE}


class Joined(msgspec.Struct, frozen=True):
    """One root that the applicant is joined to: what it is worth by the rules, and the links in words.

    `cleared` is when people let the applicant in all the same. `is_others`: nothing is shared with the applicant who
    stands between but what somebody honest had long before. `beside` is what is shared with the root itself, where
    both applicants together stand against it.
    """

    account_id: str
    offender_id: str | None
    taint: Taint
    signals: dict[str, SignalValue]
    groups: frozenset[str]
    bits: float
    items: tuple[Item, ...]
    tail: str
    known: int
    live: Hit | None = None
    shadow: tuple[Hit, ...] = ()
    cleared: int | None = None
    is_others: bool = False
    beside: tuple[Item, ...] = ()

    def rank(self) -> int:
        """0 approve, 1 review, 2 refuse."""
        return 0 if self.cleared is not None else self.ruled()

    def ruled(self) -> int:
        """The same by the rules alone, whatever people said of it."""
        return 0 if self.live is None else _RANKS[self.live.measure]

    @property
    def links(self) -> tuple[JoiningLink, ...]:
        """What joins them, in words; made when asked for, which of most roots nobody does."""
        pairs = [*((item, self.tail) for item in self.items), *((item, _tail(self.taint)) for item in self.beside)]
        return tuple(_link(item, self.account_id, self.offender_id, tail) for item, tail in pairs if item.strength)

    def for_a_person(self) -> Joined:
        """The same, looked at and not refused for."""
        return self if self.live is None else msgspec.structs.replace(self, live=_looked_at(self.live))

    def is_direct(self) -> bool:
        """Whether no other applicant stands between."""
        return self.signals["hops"] == DIRECT


def joined(found: list[Candidate], own: tuple[Taint, ...], policy: Policy, at: int) -> list[Joined]:
    """Every root at event time `at`, with the rules' verdict. `own` are the bars of the applicant's own account."""
    ones = [*_same_account(own, policy), *_roots(found, policy)]
    return [_ruled(one, len({one.account_id for one in ones}), policy, at) for one in ones]


def _looked_at(hit: Hit) -> Hit:
    return msgspec.structs.replace(hit, measure="review")


def _same_account(own: tuple[Taint, ...], policy: Policy) -> Iterator[Joined]:
    for taint in own:
        yield _one(taint, Weighed((SAME_ACCOUNT,), SAME_ACCOUNT.bits), taint.since, policy)


def _roots(found: list[Candidate], policy: Policy) -> Iterator[Joined]:
    direct = {one.account_id: one for one in found if one.own}
    for one in direct.values():
        for taint in one.own:
            yield _one(taint, one.weighed, one.known, policy)
    for one in found:
        for taint in one.via:
            if taint.via is not None:
                known = direct.get(taint.via.account_id)
                over = _over(one, taint, taint.via, known, policy)
                if over is not None:
                    yield over


def _one(taint: Taint, weighed: Weighed, known: int, policy: Policy) -> Joined:
    return Joined(
        account_id=taint.account_id,
        offender_id=taint.offender_id,
        taint=taint,
        signals=_signals(weighed, weighed.bits, DIRECT, policy),
        groups=weighed.groups(),
        bits=weighed.bits,
        items=weighed.items,
        tail=_tail(taint),
        known=known,
    )


def _over(one: Candidate, taint: Taint, via: Via, known: Candidate | None, policy: Policy) -> Joined | None:
    """By way of another applicant: a refused one counts like the root itself, less a step.

    One that was let in with too little is taken for the same person where that is sure, and then both together stand
    against the root.
    """
    bits = one.weighed.bits - policy.linkage.hop
    found = _signals(one.weighed, bits, OVER, policy), one.weighed.groups(), bits
    is_sure, beside = True, tuple[Item, ...]()
    if via.rank < REFUSE:
        is_sure = _is_same_person(one.weighed, policy)
        if not is_sure and not _shares_what_is_ones_own(one.weighed, policy):
            return None
        found, beside = _together(via, known, policy), () if known is None else known.weighed.items
    words = "refused" if via.rank == REFUSE else "earlier"
    tail = f" → {words} applicant {one.account_id} → {via.path}"
    root = msgspec.structs.replace(taint, account_id=via.account_id, via=None)
    return Joined(
        via.account_id, taint.offender_id, root, *found, one.weighed.items, tail, one.known,
        is_others=one.is_others or not is_sure, beside=beside,
    )  # fmt: skip


def _together(
    via: Via, known: Candidate | None, policy: Policy
) -> tuple[dict[str, SignalValue], frozenset[str], float]:
    """What both applicants share with the root: what the rules see, the groups and the bits."""
    mine = frozenset() if known is None else known.weighed.groups()
    groups = mine | frozenset(via.groups)
    bits = (0.0 if known is None else known.weighed.bits) + _new_bits(via, mine)
    signals: dict[str, SignalValue] = {
        "strong": 0, "medium": 0, "weak": len(groups), "groups": len(groups),
        "match": probability(bits, policy.linkage), "hops": OVER,
    }  # fmt: skip
    return signals, groups, bits


def _new_bits(via: Via, mine: frozenset[str]) -> float:
    """What the other applicant's evidence adds: nothing where it leans on the same groups."""
    new = frozenset(via.groups) - mine
    return via.bits * len(new) / max(len(via.groups), 1)


def _is_same_person(weighed: Weighed, policy: Policy) -> bool:
    return (weighed.count("strong") > 0 or len(weighed.groups()) > 1) and probability(
        weighed.bits, policy.linkage
    ) >= SURE


def _shares_what_is_ones_own(weighed: Weighed, policy: Policy) -> bool:
    """Whether two share a strong identifier that a few others have too, as aged straw men might: a person looks."""
    kinds = (policy.identifiers.get(item.kind) for item in weighed.items if item.strength)
    is_own = any(kind is not None and kind.strength == "strong" for kind in kinds)
    return is_own and probability(weighed.bits, policy.linkage) >= SURE


def _signals(weighed: Weighed, bits: float, hops: int, policy: Policy) -> dict[str, SignalValue]:
    return {
        "strong": weighed.count("strong"),
        "medium": weighed.count("medium"),
        "weak": weighed.count("weak"),
        "groups": len(weighed.groups()),
        "match": probability(bits, policy.linkage),
        "hops": hops,
    }


def _ruled(one: Joined, offenders: int, policy: Policy, at: int) -> Joined:
    signals = {**one.signals, "offenders": offenders, "term_active": True}
    hits = policy.hits("application", signals, at)
    live = [hit for hit in hits if hit.mode == "live" and hit.measure in _RANKS]
    strictest = max(live, key=lambda hit: (_RANKS[hit.measure], hit.score), default=None)
    if strictest is not None and (one.taint.undone or one.is_others):  # its ground was taken away, or may be forged
        strictest = _looked_at(strictest)
    shadow = tuple(hit for hit in hits if hit.mode == "shadow")
    return msgspec.structs.replace(one, signals=signals, live=strictest, shadow=shadow)


def _tail(taint: Taint) -> str:
    return f" → {_name(taint)}"


def _name(taint: Taint) -> str:
    return f"banned account {taint.account_id}" if taint.offender_id is None else f"offender {taint.offender_id}"


def _link(item: Item, account_id: str, offender_id: str | None, tail: str) -> JoiningLink:
    masked = "" if item.token is None else item.token.masked
    return JoiningLink(
        kind=item.kind,
        masked=masked,
        token=f"~{item.kind}" if item.token is None else item.token.value,
        weight=min(item.weight, 1.0),
        account_id=account_id,
        offender_id=offender_id,
        path=f"{LABELS.get(item.kind, item.kind)} {masked}".rstrip() + tail,
    )

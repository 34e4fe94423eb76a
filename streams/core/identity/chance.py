"""Meetings of chance, told from others before anybody is weighed: they grow with the number of offenders.

Five nibbles of a photo bring together every photo that has them, and nearly all of those are unlike; a common name
brings together everybody who bears it. Neither can count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from streams.core.identity.candidates import Held, Met, crowd_at, crowd_later
from streams.core.identity.compare import COMPARERS, UNLIKE
from streams.core.identity.scales import scales_of
from streams.core.identity.sketch import SKETCH
from streams.core.policy.model import Policy, PolicySet
from streams.core.rows.state_identity import AnyIdentityFact, Applied
from streams.core.rows.taint import Profile

PHOTO, PICTURE = "+photo", "~licence_phash"
"""The blocking key of a photo, and the sketch."""


def without_strangers(met: Met, form: Applied, profiles: Mapping[str, Profile]) -> Met:
    """Those who are met, less whom a group of nibbles brings though the photos are unlike; the same object if none.

    Asked of the photo that the form itself shows, for its groups are what was asked about.
    """
    named = [name for name, pairs in met.items() if any(one.token.kind == PHOTO for one, _ in pairs)]
    if not named:
        return met
    shown, left = photos_of(form), dict(met)
    for name in named:
        if not has_like(shown, profiles.get(name)):
            left[name] = [pair for pair in met[name] if pair[0].token.kind != PHOTO]
    return {name: pairs for name, pairs in left.items() if pairs}


def photos_of(fact: AnyIdentityFact) -> tuple[str, ...]:
    """The photos that a form shows, one under each key."""
    if not isinstance(fact, Applied):
        return ()
    return tuple(token.value for token in fact.tokens if token.kind == PICTURE and token.domain == SKETCH)


def has_like(shown: Sequence[str], profile: Profile | None) -> bool:
    """Whether one of these photos is like one of an account's."""
    theirs = () if profile is None else profile.sketches.get(PICTURE, ())
    return any(COMPARERS[PICTURE](one, other) != UNLIKE for one in shown for other in theirs)


def counting(met: Met, at: int, policy: Policy) -> Met:
    """Whoever shares anything that may count at that moment: age only takes away from it."""
    scales = scales_of(policy)
    weighty: dict[str, bool] = {}
    left: Met = {}
    for name, pairs in met.items():
        for one, _ in pairs:
            value = one.token.value
            if value not in weighty:
                weighty[value] = not scales.is_common(one.token, crowd_at(one.answer, at))
            if weighty[value]:
                left[name] = pairs
                break
    return left


def newest(met: Met, policies: PolicySet) -> int:
    """The last event time at which anything became known that may count then; 0 where there is nothing.

    A stranger of a common name who is listed today is no reason to look at an old acquaintance as of today.
    """
    at = 0
    for pairs in met.values():
        for one, taint in pairs:
            moment = max(one.known, taint.since)
            if moment > at and counts_at(moment, one, policies):
                at = moment
    return at


def counts_at(moment: int, one: Held, policies: PolicySet) -> bool:
    """Whether not too many hold a token for it to count for who is named by it and became known at that moment."""
    return not scales_of(policies.at(moment)).is_common(one.token, crowd_later(one.answer))

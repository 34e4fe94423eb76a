"""Enforcement ids: the same cause gives the same id on every replay; a measure taken again has another."""

from __future__ import annotations

from hashlib import blake2b, sha256

from streams.core.rows.facts import Held

_SEPARATOR = "\x1f"

# What our own partitions tell each other is no event that anybody could look up; it has a source so that ids differ.
BAN, LIFT, GANG = "pinocchio/ban", "pinocchio/lift", "pinocchio/gang"
UNSENT = frozenset((BAN, LIFT, GANG))


def base_id(seller_id: str, held: Held) -> str:
    """What counts as "the same", as a short digest: seller, target, measure, class, mode, rule, triggering event."""
    return blake2b(_fields(seller_id, held).encode(), digest_size=8).hexdigest()


def enforcement_id(change: str, seller_id: str, held: Held, before: int, cause: tuple[str, str] | None = None) -> str:
    """SHA-256, 32 hex characters; `before` = how often the same was taken before, `cause` defaults to the measure's."""
    trigger = held.cause if cause is None else cause
    text = _SEPARATOR.join((change, _fields(seller_id, held), *trigger, str(before)))
    return sha256(text.encode()).hexdigest()[:32]


def taken_ids(about: tuple[str, ...], cause: tuple[str, str], times: int) -> list[str]:
    """The ids of a measure that this event triggers, taken so many times.

    `about` is what `enforcement_id` hashes first: seller, target kind and id, measure, class, mode, rule.
    """
    start = sha256(_SEPARATOR.join(("taken", *about, *cause, *cause, "")).encode())
    found = []
    for before in range(times):
        one = start.copy()
        one.update(str(before).encode())
        found.append(one.hexdigest()[:32])
    return found


def _fields(seller_id: str, held: Held) -> str:
    return _SEPARATOR.join(
        (
            seller_id,
            held.target_kind,
            held.target_id,
            held.measure,
            held.violation_class,
            held.mode,
            held.rule_id,
            *held.cause,
        )
    )

"""Measures are the difference of two standings: what to publish as taken and as lifted when a standing changed."""

from __future__ import annotations

from collections.abc import Iterable
from operator import is_
from typing import Literal, get_args

import msgspec

from schemas.enforcement import LiftReason, Measure
from streams.core.identity.outcome import OwnBans
from streams.core.ids import base_id, enforcement_id
from streams.core.rows.facts import Held, Key
from streams.core.standing.standing import Ended, Standing

SPENT_MAX = 256
MEASURES: tuple[str, ...] = get_args(Measure)  # the contract names them from mild to severe


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to publish. `held.id` is the taken id; `id` this record's own."""

    what: Literal["taken", "lifted"]
    id: str
    at: int
    held: Held
    reason: LiftReason | None = None
    cause: tuple[str, str]


class Difference(msgspec.Struct, frozen=True):
    """What to publish, the measures now in force with their ids, and the counts of what was taken.

    `untold` nobody was told of, but an appeal may name it: what began and ended before we looked, for its cause came
    late, and what would have been told as another event's, had events arrived in another order. `bans` is what a ledger
    says about the account's openings, told or not.
    """

    changes: tuple[Change, ...]
    held: tuple[Held, ...]
    spent: dict[str, int]
    untold: tuple[Change, ...] = ()
    bans: OwnBans | None = None


class _Publisher:
    """Collects changes and hands out ids; lives for one difference."""

    def __init__(self, seller_id: str, spent: dict[str, int], times: int) -> None:
        self.seller_id = seller_id
        self.times = times
        self.spent = dict(spent)
        self.changes: list[Change] = []
        self.untold: list[Change] = []

    def past(self, measure: Held) -> None:
        for before in range(self.spent.get(base_id(self.seller_id, measure), 0), self.times):
            named = msgspec.structs.replace(measure, id=enforcement_id("taken", self.seller_id, measure, before))
            self.untold.append(Change(what="taken", id=named.id, at=named.start, held=named, cause=named.cause))

    def named_by(self, known: Held, measure: Held) -> None:
        """What goes on under its id may rest on another event than the one it was published for."""
        if known.cause != measure.cause or known.rule_id != measure.rule_id:
            self.past(measure)

    def taken(self, measure: Held) -> Held:
        base = base_id(self.seller_id, measure)
        before = self.spent.pop(base, 0)
        self.spent[base] = before + 1
        if len(self.spent) > SPENT_MAX:
            del self.spent[next(iter(self.spent))]
        named = msgspec.structs.replace(measure, id=enforcement_id("taken", self.seller_id, measure, before))
        self.changes.append(Change(what="taken", id=named.id, at=named.start, held=named, cause=named.cause))
        return named

    def lifted(self, measure: Held, at: int, reason: LiftReason, cause: tuple[str, str]) -> None:
        before = max(self.spent.get(base_id(self.seller_id, measure), 1) - 1, 0)
        if measure.id != enforcement_id("taken", self.seller_id, measure, before):
            # It went on under an id of another ground; of the ground it has now, the first may be yet to come.
            own = enforcement_id("lifted", self.seller_id, measure, before, (f"{measure.id} {cause[0]}", cause[1]))
        else:
            own = enforcement_id("lifted", self.seller_id, measure, before, cause)
        at = max(at, measure.start)  # what came to light late cannot end a measure before it began
        self.changes.append(Change(what="lifted", id=own, at=at, held=measure, reason=reason, cause=cause))


class Vanished(msgspec.Struct, frozen=True):
    """Why a published measure left no trace in the new standing: its ground was taken away, by this event."""

    at: int
    reason: LiftReason
    cause: tuple[str, str]


def difference(
    seller_id: str,
    published: tuple[Held, ...],
    spent: dict[str, int],
    standing: Standing,
    old_clock: int,
    vanished: Vanished,
) -> Difference:
    """Compare what was published up to `old_clock` with the new standing.

    What began and ended after `old_clock` is taken and lifted; what a late event puts wholly into the past is not
    told. A measure whose key and expiry stayed the same goes on under its id: a host is not bothered twice for one
    thing.
    """
    if _is_as_published(published, standing):
        return Difference((), published, spent)
    out = _Publisher(seller_id, spent, standing.times)
    before = {measure.key(): measure for measure in published}
    spans = _spans(standing)
    held = []
    for key in sorted(before.keys() | spans.keys()):
        now = _compare(out, before.get(key), spans.get(key, []), old_clock, vanished, standing)
        if now is not None:
            held.append(now)
    for possible in standing.nameable:
        out.past(possible)
    return Difference(_in_telling_order(out.changes, before, held), tuple(held), out.spent, tuple(out.untold))


def parted(changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """The ends of what was published before, and the rest."""
    everything = list(changes)
    new = {change.id for change in everything if change.what == "taken"}
    ends = [change for change in everything if change.what == "lifted" and change.held.id not in new]
    return ends, [change for change in everything if change.what == "taken" or change.held.id in new]


def _is_as_published(published: tuple[Held, ...], standing: Standing) -> bool:
    """Whether a fold that went on from what was published left it alone, as most do."""
    if standing.ended or standing.nameable or standing.voided or standing.answered:
        return False
    return len(published) == len(standing.held) and all(map(is_, published, standing.held.values()))


def _in_telling_order(changes: list[Change], before: dict[Key, Held], held: list[Held]) -> tuple[Change, ...]:
    """By time; at one moment what is lifted first, then what is taken from mild to severe.

    What takes the place of a published measure of its key is told after that one's end, however early it begins.
    """
    names = {measure.id for measure in before.values()}
    ends = {change.held.key(): change.at for change in changes if change.what == "lifted" and change.held.id in names}
    new = {measure.id for measure in held}

    def order(change: Change) -> tuple[int, str, int, Key]:
        key = change.held.key()
        at = max(change.at, ends.get(key, 0)) if change.what == "taken" and change.id in new else change.at
        return (at, change.what, MEASURES.index(change.held.measure), key)

    return tuple(sorted(changes, key=order))


def _spans(standing: Standing) -> dict[Key, list[tuple[Held, Ended | None]]]:
    """Every measure of the fold with its end, by key, by start."""
    spans: dict[Key, list[tuple[Held, Ended | None]]] = {}
    for ended in standing.ended:
        spans.setdefault(ended.held.key(), []).append((ended.held, ended))
    for measure in standing.held.values():
        spans.setdefault(measure.key(), []).append((measure, None))
    return spans


def _compare(
    out: _Publisher,
    known: Held | None,
    spans: list[tuple[Held, Ended | None]],
    old_clock: int,
    vanished: Vanished,
    standing: Standing,
) -> Held | None:
    """Publish the difference for one key; returns the measure in force now, if any."""
    now: Held | None = None
    past: Ended | None = None
    for measure, ended in spans:
        if known is not None and _is_known(known, measure, ended, old_clock):
            now = _go_on(out, known, measure, ended, vanished, standing)
            known = None
        elif ended is None:
            now = out.taken(measure)
        elif measure.start > old_clock and ended.at > measure.start:
            out.lifted(out.taken(measure), ended.at, ended.reason, ended.cause)
        else:
            past = ended
            out.past(measure)
    if known is not None:
        end = Ended(known, vanished.at, vanished.reason, vanished.cause) if past is None else past
        out.lifted(known, end.at, end.reason, end.cause)
    return now


def _is_known(known: Held, measure: Held, ended: Ended | None, old_clock: int) -> bool:
    """Whether a span of the fold is the published measure: the same id, or in force when we last looked.

    An application that is sent in again and refused again is told of it anew: it has another ground to appeal against.
    """
    if measure.id:
        return measure.id == known.id
    if (
        known.basis == measure.basis == "linkage"
        and known.target_kind == "application"
        and known.cause != measure.cause
    ):
        return False
    return measure.start <= old_clock and (ended is None or ended.at > old_clock)


def _go_on(
    out: _Publisher,
    known: Held,
    measure: Held,
    ended: Ended | None,
    vanished: Vanished,
    standing: Standing,
) -> Held | None:
    out.named_by(known, measure)
    if ended is not None:
        out.lifted(known, ended.at, ended.reason, ended.cause)
        return None
    same = known.expires_at == measure.expires_at
    if same and known.cause not in standing.voided and known.id not in standing.answered:
        return msgspec.structs.replace(measure, id=known.id)
    out.lifted(known, vanished.at, vanished.reason, vanished.cause)
    return out.taken(measure)

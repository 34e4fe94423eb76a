"""A standing while it is being folded: the measures in force, what ended on the way, and the timers.

Timers are deadlines of held measures. A deadline fires before a later event, stamped with itself; an event exactly at
the deadline still counts as in time.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from schemas.enforcement import LiftReason
from streams.core.policy.controls import Controls
from streams.core.rows.facts import Held, Key, Memory
from streams.core.rows.reminders import Reminded, Voided
from streams.core.standing.holding import lapsed, lengthened
from streams.core.standing.restraint import forms
from streams.core.time import DAY

# What a ruling or a report may bring is computed when an appeal asks: each of a crowd's thousands would be a row.
APART = {"crowd": 0, "ruling": DAY, "guarantee": DAY}
NOTHING_TO_REMEMBER = Memory()


class Ended(msgspec.Struct, frozen=True):
    """A measure that is over: when, why, and by which event (a timer's is the event that opened it)."""

    held: Held
    at: int
    reason: LiftReason
    cause: tuple[str, str]


class Standing:
    """Mutable only inside one fold; `memory()` and `held` freeze it again."""

    def __init__(self, held: Iterable[Held], memory: Memory, controls: Controls, fired: int = 0) -> None:
        self._controls = controls
        self.fired = fired
        self.held: dict[Key, Held] = {measure.key(): measure for measure in held}
        self.ended: list[Ended] = []
        self.nameable: list[Held] = []
        self.voided: set[tuple[str, str]] = set()
        self.answered: set[str] = set()
        self.exempt = set(memory.exempt)
        self.closed = dict(memory.closed)
        self.crowded = dict(memory.crowded)
        self.cleared = dict(memory.cleared)
        self.lifted = dict(memory.lifted)
        self.early = list(memory.early)
        self.forfeited = set(memory.forfeited)
        self.notices = {notice.report_id: notice for notice in memory.notices}
        self.behind = {(measure.key(), measure.basis): measure for measure in memory.behind}
        self.told: dict[str, Reminded] = {}  # class -> the reminder of a ruling that is open beside this standing
        self.fallen: list[Voided] = []  # the windows of rulings since overturned that are open
        self.turned = 0  # up to when such reminders were looked at
        self.times = 1  # so often the same may have been taken anew, in another order

    def memory(self) -> Memory:
        """What later folds need to know besides the measures."""
        times = (self.closed, self.lifted, self.crowded, self.cleared)
        if not any((*times, self.exempt, self.early, self.forfeited, self.notices, self.behind)):
            return NOTHING_TO_REMEMBER
        return Memory(
            exempt=tuple(sorted(self.exempt)),
            closed=self.closed,
            crowded=self.crowded,
            cleared=self.cleared,
            lifted=self.lifted,
            early=tuple(sorted(self.early)),
            forfeited=tuple(sorted(self.forfeited)),
            notices=tuple(self.notices[name] for name in sorted(self.notices)),
            behind=tuple(self.behind[place] for place in sorted(self.behind)),
        )

    def take(self, measure: Held, ground: int | None = None) -> bool:
        """Put a measure in force, or what operations left of it; False when the same one already is.

        `ground` is when its reason arose, where that is not its start. On another basis it waits behind that one.
        """
        key = measure.key()
        if key in self.held:
            self.refuse(measure)
            if measure.measure != "remind" and self.held[key].basis != measure.basis:
                self.behind.setdefault((key, measure.basis), measure)
            return False
        new = [form for form in self.forms(measure, ground) if form.key() not in self.held]
        for form in new:
            self.held[form.key()] = lengthened(form, self.fallen)
            if form.lapse is not None:
                self.nameable.append(lapsed(form, form.start))
        return bool(new)

    def is_switched(self) -> bool:
        """Whether operations ever switched anything."""
        return bool(self._controls)

    def forms(self, measure: Held, ground: int | None = None) -> tuple[Held, ...]:
        """What would be taken for this measure, the one that carries its timers first."""
        if not self._controls:
            return (measure,)
        return forms(measure, self._controls, measure.start if ground is None else ground)

    def opened(self, reminder: Held) -> Held | None:
        """The reminder that is open already, in whatever form it was opened."""
        keys = (reminder.key(), self.forms(reminder)[0].key())
        return next((self.held[key] for key in keys if key in self.held), None)

    def refuse(self, measure: Held) -> None:
        """Remember what would have been taken, had what it comes after arrived later: an appeal may name it.

        However late that comes: the host was told of this one by then, and answers what it was told.
        """
        known, told = self.held.get(measure.key()), self._ruled(measure)
        since = known.start if known is not None else None if told is None else told.since
        apart = APART.get(measure.basis)
        if since is None or apart is None or abs(measure.start - since) <= apart:
            self.nameable += [measure] if measure.lapse is None else [measure, lapsed(measure, measure.start)]

    def remind(self, reminder: Held, since: int | None = None) -> bool:
        """Open a reminder, unless one is open or the host had corrected already.

        Only a correction at or after `since`, when the slip occurred, can have corrected it; it is used up. What is
        in shadow leaves no trace in what live reminders look at.
        """
        if self.opened(reminder) is not None:
            self.refuse(reminder)
            self._join(reminder)
            return False
        if self.joins(reminder):
            return False
        is_told = self.forms(reminder)[0].mode == "live"
        early = self._early(reminder, since) if is_told and since is not None else None
        if early is not None:
            self.early.remove(early)
            self.refuse(reminder)
            return False
        return self.take(reminder)

    def joins(self, reminder: Held) -> bool:
        """Whether a ruling's reminder is open already, which this one joins."""
        told = self._ruled(reminder)
        if told is not None:
            self.refuse(reminder)
            self.stand_back(reminder, told)
        return told is not None

    def _ruled(self, reminder: Held) -> Reminded | None:
        if not self.told or reminder.measure != "remind" or self.forms(reminder)[0].mode != "live":
            return None
        return self.told.get(reminder.violation_class)

    def stand_back(self, reminder: Held, told: Reminded) -> None:
        """A reminder waits behind a ruling's: should it go on one day, then not before that one is over."""
        until = max(reminder.expires_at or 0, told.until)
        waiting = msgspec.structs.replace(reminder, expires_at=until, acknowledged=False, id="")
        waiting = lengthened(waiting, self.fallen)
        self.nameable.append(waiting)
        self.behind.setdefault((reminder.key(), reminder.basis), waiting)

    def go_on(self, waiting: Held, at: int) -> None:
        """What waited behind another is in force from `at`."""
        self.take(msgspec.structs.replace(waiting, start=at), ground=waiting.start)

    def _join(self, reminder: Held) -> None:
        """A rule takes the place of a crowd's open reminder, told and with a window of its own.

        Only a crowd alone lapses to a review, and no crowd may shorten the time that a host has to answer a rule.
        """
        known = self.held.get(reminder.key())
        if known is not None and known.basis == "crowd" and reminder.basis != "crowd":
            self.lift(known.key(), reminder.start, "recomputed", reminder.cause)
            self.take(reminder)

    def _early(self, reminder: Held, since: int) -> tuple[str, str, int] | None:
        target = (reminder.target_kind, reminder.target_id)
        return next((early for early in self.early if early[:2] == target and early[2] >= since), None)

    def lift(self, key: Key, at: int, reason: LiftReason, cause: tuple[str, str]) -> None:
        """End a measure that is in force."""
        measure = self.held.pop(key, None)
        if measure is None:
            return
        self.ended.append(Ended(measure, at, reason, cause))
        for place in sorted(place for place in self.behind if place[0] == key):
            behind = self.behind.pop(place)
            if behind.expires_at is None or behind.expires_at > at:
                self.go_on(behind, at)

    def forget_behind(self, key: Key, *bases: str) -> None:
        """What waits behind a measure has lost its ground (no basis named: on every basis)."""
        for place in [place for place in self.behind if place[0] == key and (not bases or place[1] in bases)]:
            del self.behind[place]

    def correct(self, target_kind: str, target_id: str, at: int, cause: tuple[str, str], reason: LiftReason) -> bool:
        """Close every open reminder on a target; True when there was one."""
        target = (target_kind, target_id)
        open_ones = [key for key in self.held if key[2] == "remind" and key[:2] == target]
        self.lifted |= {key[3]: at for key in open_ones if self.held[key].basis == "rule" and key[4] == "live"}
        for key in open_ones:
            self.lift(key, at, reason, cause)
        joined = [key for key, _ in self.behind if key[2] == "remind" and key[:2] == target]
        for key in joined:
            self.forget_behind(key)
        answered = [key[3] for key in (*open_ones, *joined) if key[4] == "live"]
        self.closed |= dict.fromkeys(answered, at)
        return bool(answered)

    def deadline(self) -> int | None:
        """The next timer, or None."""
        return min((held.expires_at for held in self.held.values() if held.expires_at is not None), default=None)

    def expire(self, until: int, *, through: bool = False) -> None:
        """Fire every timer before `until` (`through`: also those exactly at it), in order."""
        while (at := self.deadline()) is not None and (at < until or (through and at == until)):
            self.fire(at)

    def fire(self, at: int) -> list[Held]:
        """Fire every timer that stands at this moment; the reminders that lapsed."""
        self.fired = max(self.fired, at)
        due = sorted(key for key, held in self.held.items() if held.expires_at == at)
        lapsed = [self.held[key] for key in due if self.held[key].lapse is not None]
        for key in due:
            self._fire(self.held[key], at)
        return lapsed

    def _fire(self, measure: Held, at: int) -> None:
        lapse = measure.lapse
        self.lift(measure.key(), at, "lapsed" if lapse else "expired", measure.cause)
        if measure.measure == "remind" and measure.mode == "live":
            self.closed[measure.violation_class] = at
        if lapse is not None:
            self.take(lapsed(measure, at))

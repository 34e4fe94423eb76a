"""One open reminder of a target and class: what a rule, a notice or a crowd asks for joins the reminder of a ruling.

What joins is not told a second time and no timer of its own runs. When the host answers, both are answered. When the
ruling's lapses, its next step is the next step of both; only a notice goes on, for its clock is the law's.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.rows.reminders import Reminded, Voided
from streams.core.standing.holding import STATUTORY, lengthened
from streams.core.standing.standing import Standing

STRENGTH = (STATUTORY, "rule", "crowd")


def resume(standing: Standing, reminders: Sequence[Reminded], at: int) -> None:
    """Go on at `at`, where these reminders of rulings were told of already or, in rows of before, never."""
    standing.turned = at
    for span in reminders:
        if span.since <= at < span.until:
            if isinstance(span, Voided):
                standing.fallen.append(span)
            else:
                _begin(standing, span, at)
    _release(standing)


def _release(standing: Standing) -> None:
    """What waits behind a ruling's that is told of no more goes on as if it had never waited: the ruling fell since."""
    for place in sorted(standing.behind, key=lambda place: STRENGTH.index(place[1]) if place[1] in STRENGTH else 0):
        key, _ = place
        if key[2] == "remind" and key[3] not in standing.told and key not in standing.held:
            held = standing.behind.pop(place)
            standing.take(held, ground=held.start)


def next_turn(standing: Standing, reminders: Sequence[Reminded]) -> int | None:
    """When the next of these reminders begins or ends, or None."""
    moments = (at for span in reminders for at in (span.since, span.until))
    return min((at for at in moments if at > standing.turned), default=None)


def turn(standing: Standing, reminders: Sequence[Reminded], at: int) -> None:
    """What ends and what begins at this moment."""
    if at <= standing.turned:
        return
    standing.turned = at
    for span in reminders:
        if span.until == at and isinstance(span, Voided):
            standing.fallen = [one for one in standing.fallen if one != span]
        elif span.until == at:
            _end(standing, span)
    for span in reminders:
        if span.since == at and isinstance(span, Voided):
            _lengthen(standing, span)
        elif span.since == at:
            _begin(standing, span, at)


def _begin(standing: Standing, span: Reminded, at: int) -> None:
    """The ruling's takes the place of one that is open, told and with a window of its own."""
    standing.told[span.violation_class] = span
    standing.fired = max(standing.fired, span.since)
    held = standing.held.get(_key(span))
    if held is not None:
        standing.lift(held.key(), at, "recomputed", span.cause)
        standing.stand_back(held, span)


def _lengthen(standing: Standing, span: Voided) -> None:
    """A host who was told of a ruling's window, and kept it, shall not be late because the ruling fell."""
    standing.fallen.append(span)
    standing.fired = max(standing.fired, span.since)
    held = standing.held.get(_key(span))
    if held is not None:
        standing.held[held.key()] = lengthened(held, (span,))
    for place, waiting in standing.behind.items():
        if place[0] == _key(span):
            standing.behind[place] = lengthened(waiting, (span,))


def _end(standing: Standing, span: Reminded) -> None:
    """What had joined is answered or used up with it, or goes on."""
    standing.told.pop(span.violation_class, None)
    standing.fired = max(standing.fired, span.until)
    joined = [standing.behind.pop((_key(span), basis), None) for basis in STRENGTH]
    known = [one for one in joined if one is not None]
    lasting = [one for one in known if span.how == "expired" or (span.how == "lapsed" and one.basis == STATUTORY)]
    if len(lasting) < len(known):
        standing.closed[span.violation_class] = span.until
    for one in lasting:
        standing.go_on(one, span.until)


def _key(span: Reminded) -> tuple[str, str, str, str, str]:
    return (*span.target, "remind", span.violation_class, "live")

"""The one evaluator, for live, replay, shadow and backtest: `step(rows, event, policies)`, pure, event time only.

A step reads rows and returns what changed as a value; `run` takes a whole list, reads its texts in one batch, and
applies each step to the rows before the next event, so that lists of one and of five thousand give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemas.deadletter import DeadLetter
from schemas.envelope import Event
from schemas.events.clock import Ticked
from schemas.events.listings import ListingPublished, ListingRevised, ListingWithdrawn
from schemas.events.live import UtteranceHeard
from schemas.events.reports import NoticeCountered, NoticeEscalated, ReportFiled, ReportRuled, ViewDismissed
from schemas.events.violations import (
    AppealDecided,
    EnforcementAppealed,
    ViolationAcknowledged,
    ViolationConfirmed,
    ViolationCorrected,
    ViolationOverturned,
)
from streams.core.fold.work import Work
from streams.core.handlers import (
    appeals,
    clockwork,
    ganged,
    guarantee,
    listed,
    noticed,
    reported,
    ruled,
    turnout,
    weighing,
)
from streams.core.handlers import openings as linkage
from streams.core.handlers.shown import Reading, read_all
from streams.core.hops import Activity, AnyHop, Barred, Claim, Link, Seat, Tie, Weight
from streams.core.policy.model import PolicySet
from streams.core.rows.store import Rows
from streams.core.step import NOTHING, Step, Verdict

Input = Event | AnyHop
DISPLAYED = (ListingPublished, UtteranceHeard)

_HANDLERS: dict[type, Callable[..., Verdict]] = {
    ListingRevised: listed.revised,
    ListingWithdrawn: listed.withdrawn,
    ReportFiled: reported.reported,
    ReportRuled: reported.ruled,
    ViewDismissed: reported.viewed,
    Activity: turnout.acted,
    Weight: weighing.weighed,
    NoticeCountered: noticed.stepped,
    NoticeEscalated: noticed.stepped,
    ViolationConfirmed: ruled.confirmed,
    ViolationOverturned: ruled.overturned,
    ViolationCorrected: ruled.corrected,
    ViolationAcknowledged: ruled.acknowledged,
    EnforcementAppealed: appeals.appealed,
    AppealDecided: appeals.appeal_decided,
    Ticked: clockwork.ticked,
    Claim: linkage.claimed,
    Link: linkage.linked,
    Tie: ganged.tie,
    Barred: ganged.ban,
    Seat: ganged.seated,
    **dict.fromkeys(linkage.ACCOUNT_EVENTS, linkage.account_event),
}


def step(rows: Rows, event: Input, policies: PolicySet) -> Step:
    """What one event does to these rows. Reads `rows`, changes nothing."""
    return decide(rows, event, read_all([event], policies)[0], policies)


def run(rows: Rows, events: Sequence[Input | DeadLetter], policies: PolicySet) -> list[Step]:
    """A list in order, each step applied to `rows` before the next. A dead letter passes through as its own verdict."""
    steps = []
    for event, reading in zip(events, _readings(events, policies), strict=True):
        if isinstance(event, DeadLetter):
            steps.append(Step(verdict=event))
            continue
        if isinstance(reading, DeadLetter):
            steps.append(Step(verdict=reading))
            continue
        done = decide(rows, event, reading, policies)
        for key, row in done.rows.items():
            rows.put(key, row)
        steps.append(done)
    return steps


def _readings(events: Sequence[Input | DeadLetter], policies: PolicySet) -> list[Reading | DeadLetter]:
    """The signals of a list; where reading raises, one by one, so that only the text at fault is refused."""
    try:
        return list(read_all(events, policies))
    except Exception:  # noqa: BLE001 - told below, for the event it belongs to
        return [_reading(event, policies) for event in events]


def _reading(event: Input | DeadLetter, policies: PolicySet) -> Reading | DeadLetter:
    try:
        return read_all([event], policies)[0]
    except Exception as error:  # noqa: BLE001 - a value with a reason, counted and alerted on
        return DeadLetter(stage="decide", reason="decision_failed", message=f"reading raised {type(error).__name__}")


def decide(rows: Rows, event: Input, reading: Reading, policies: PolicySet) -> Step:
    """One event with its signals already read; a step that raises changes nothing and becomes a dead letter.

    One poisonous event would otherwise stop its partition for good, for every restart would read it again.
    """
    try:
        return _decide(rows, event, reading, policies)
    except Exception as error:  # noqa: BLE001 - a value with a reason, counted and alerted on; nothing is swallowed
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = "" if place is None else f" in {place.tb_frame.f_code.co_name}, line {place.tb_lineno}"
        message = f"decision raised {type(error).__name__}{where}"
        return Step(verdict=DeadLetter(stage="decide", reason="decision_failed", message=message))


def _decide(rows: Rows, event: Input, reading: Reading, policies: PolicySet) -> Step:
    if isinstance(event, DISPLAYED):
        if reading is None:
            return listed.clean_publication(rows, event, policies)
        work = Work(rows, policies, rows.partition)
        return work.step(listed.displayed(work, event, reading))
    handler = _HANDLERS.get(type(event))
    if handler is None:
        return NOTHING  # kept on the wire for rules to come; it changes no row
    work = Work(rows, policies, rows.partition)
    verdict = handler(work, event, reading) if isinstance(event, ListingRevised) else handler(work, event)
    if work.guaranteed or work.voided:
        guarantee.follow_up(work)
    linkage.follow_up(work)
    return work.step(verdict)

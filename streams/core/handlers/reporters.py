"""A reporter's row, at the partition of the reporter: what was ruled about earlier reports, and who asked.

Every ask is answered, and the answer brings the report back: it counts from then on. A ruling that comes late answers
every ask again whose report it precedes; of several answers the newest revision holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from streams.core.hops import Activity, Weight
from streams.core.policy.model import Policy
from streams.core.rows.bounds import weight_of
from streams.core.rows.credibility import NO_RECORD, Record
from streams.core.rows.facts import Reported
from streams.core.rows.state import ReportAsk, ReporterRow, ReportRuling
from streams.core.time import DAY

ASKED_FOR = 7 * DAY  # so long an ask is answered anew when a ruling comes late
MAX_ASKS = 64
MAX_RULINGS = 128
ASKS_BYTES = 48 * 1024  # ids of 128 characters of any script are heavy; looked at every so many changes:
RULINGS_BYTES = 96 * 1024
LOOK_EVERY = 8
ABUSE = 3  # an abusive report weighs as much as so many wrong ones


def apply_activity(row: ReporterRow, hop: Activity, policy: Policy) -> tuple[ReporterRow, list[Weight]]:
    """The row after one record of activity, and the answers to send. A record read twice changes nothing."""
    if hop.ruling is None:
        return _asked(row, hop, policy)
    return _ruled(row, hop, policy)


def _asked(row: ReporterRow, hop: Activity, policy: Policy) -> tuple[ReporterRow, list[Weight]]:
    ask = _ask_of(hop)
    cause = (ask.source, ask.id)
    if row.asks and ask.at <= row.asks[-1].at and any((known.source, known.id) == cause for known in row.asks):
        return row, [_answer(row, ask, hop.report)]
    asks = (*row.asks, ask)
    if row.asks and ask.at <= row.asks[-1].at:
        asks = tuple(sorted(asks, key=lambda one: (one.at, one.source, one.id)))
    kept = asks[-MAX_ASKS:]
    if row.revision % LOOK_EVERY == 0 and weight_of(kept) > ASKS_BYTES:
        kept = kept[len(kept) // 2 :]
    evicted, until = row.evicted + len(asks) - len(kept), asks[-1].at + ASKED_FOR
    moved = msgspec.structs.replace(row, revision=row.revision + 1, asks=kept, evicted=evicted, due=until)
    if not row.rulings and not row.base:
        return moved, [_answer(moved, ask, hop.report)]
    rulings = tuple(_about(ruling, [ask]) for ruling in row.rulings)
    moved = _timed(msgspec.structs.replace(moved, rulings=rulings), policy)
    # A ruling that was here before its report learns the reason from it, and counts for whoever was answered since.
    learnt = min((new.at for old, new in zip(row.rulings, rulings, strict=True) if new != old), default=None)
    later = () if learnt is None else (one for one in kept if one != ask and learnt < one.at)
    return moved, [_answer(moved, ask, hop.report), *(_answer(moved, one) for one in later)]


def _ask_of(hop: Activity) -> ReportAsk:
    about = hop if hop.report is None else hop.report  # a question of an earlier release brought no report along
    place = (hop.seller_id, hop.target_kind, hop.target_id, hop.asker)
    return ReportAsk(about.time, about.source, about.id, about.reason, *place, about.report_id)


def _ruled(row: ReporterRow, hop: Activity, policy: Policy) -> tuple[ReporterRow, list[Weight]]:
    ruling = ReportRuling(hop.time, hop.source, hop.id, hop.seller_id, hop.report_id, hop.reason, hop.ruling or "")
    ruling = _about(ruling, row.asks)
    same = [
        known for known in row.rulings if (known.at, known.source, known.id) == (ruling.at, ruling.source, ruling.id)
    ]
    if ruling.at <= row.base_at or any(known.reason or not ruling.reason for known in same):
        return row, []
    others = [known for known in row.rulings if known not in same]
    rulings = sorted((*others, ruling), key=lambda one: (one.at, one.source, one.id))
    moved = msgspec.structs.replace(row, revision=row.revision + 1, rulings=tuple(rulings))
    is_heavy = row.revision % LOOK_EVERY == 0 and weight_of(rulings) > RULINGS_BYTES
    moved = _folded(moved) if len(rulings) > MAX_RULINGS or is_heavy else moved
    return _timed(moved, policy), [_answer(moved, ask) for ask in moved.asks if ruling.at < ask.at]


def _about(ruling: ReportRuling, asks: Iterable[ReportAsk]) -> ReportRuling:
    """A ruling that names the reporter, not the report's class, takes the class from the report where that is known."""
    if ruling.reason:
        return ruling
    named = (ruling.seller_id, ruling.report_id)
    reason = next((ask.reason for ask in asks if (ask.seller_id, ask.report_id) == named), "")
    return msgspec.structs.replace(ruling, reason=reason)


def _answer(row: ReporterRow, ask: ReportAsk, report: Reported | None = None) -> Weight:
    """The first answer brings the report back with what is known in it; a later one names it."""
    record = record_at(row, ask.reason, ask.at)
    told = None if report is None else msgspec.structs.replace(report, record=record, revision=row.revision)
    return Weight(
        time=ask.at,
        seller_id=ask.seller_id,
        target_kind=ask.target_kind,
        target_id=ask.target_id,
        source=ask.source if told is None else "",
        id=ask.id if told is None else "",
        to=ask.to,
        record=record if told is None else NO_RECORD,
        revision=row.revision if told is None else 0,
        report=told,
    )


def record_at(row: ReporterRow, reason: str, at: int) -> Record:
    """What was ruled before `at` about this reporter's reports for this reason; of one report the latest ruling."""
    if not row.rulings and not row.base and row.base_abused is None:
        return NO_RECORD
    latest = {(ruling.seller_id, ruling.report_id): ruling for ruling in row.rulings if ruling.at < at}
    right, wrong = row.base.get(reason, (0, 0))
    abused = row.base_abused
    for ruling in latest.values():
        if ruling.ruling == "abusive":
            abused = ruling.at if abused is None else max(abused, ruling.at)
        if ruling.reason == reason:
            right += ruling.ruling == "upheld"
            wrong += {"dismissed": 1, "abusive": ABUSE}.get(ruling.ruling, 0)
    return Record(right, wrong, abused)


def _folded(row: ReporterRow) -> ReporterRow:
    """The older half of too many rulings becomes counts, so that a row is bounded."""
    cut = len(row.rulings) // 2
    old, young = row.rulings[:cut], row.rulings[cut:]
    reasons = {ruling.reason for ruling in old} | set(row.base)
    only_old = msgspec.structs.replace(row, rulings=old)
    counted: Sequence[tuple[str, Record]] = [(name, record_at(only_old, name, old[-1].at + 1)) for name in reasons]
    return msgspec.structs.replace(
        row,
        rulings=young,
        base={name: (record.right, record.wrong) for name, record in sorted(counted)},
        base_at=old[-1].at,
        base_abused=max((record.abused for _, record in counted if record.abused is not None), default=None),
        evicted=row.evicted + cut,
    )


def _timed(row: ReporterRow, policy: Policy) -> ReporterRow:
    return msgspec.structs.replace(row, due=forgotten_at(row, policy))


def forgotten_at(row: ReporterRow, policy: Policy) -> int:
    """When nothing in the row could matter any more: a row without rulings is kept as long as its asks."""
    if row.rulings:
        return row.rulings[-1].at + policy.ledger_horizon
    last = row.asks[-1].at + ASKED_FOR if row.asks else 0
    return last if not row.base else max(last, row.base_at + policy.ledger_horizon)

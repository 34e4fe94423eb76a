"""The kinds of rows a partition holds. Frozen, small, tagged with kind and version; a change of shape is a new version.

A row keeps *facts* (what happened, by event time) and what has been published for it. Standing is a fold of the
facts; measures are the difference of two standings. Several rows a seller, so that none grows without bound.

Unknown fields are forbidden, unlike on the wire: a field that a newer release added would be read away by an older one,
and be gone when it writes the row back.
"""

from __future__ import annotations

import msgspec

from schemas.enforcement import Measure, Mode
from streams.core.rows.facts import Fact, Held, Memory, Reported
from streams.core.rows.reminders import Reminded
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.state_guarantee import GuaranteeRow, OrderRow, OrdersRow
from streams.core.rows.state_identity import AccountRow, TokenRow
from streams.core.rows.views import Hours

MAX_ROW_BYTES = 256 * 1024


class Row(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, tag_field="t", gc=False
):
    """What every row has: `due`, the event time (microseconds) of its next timer, or None."""

    due: int | None = None

    def kind(self) -> str:
        """The row's kind, a closed set: `target`, `ledger`, `case`, `reporter`, `clock`, or of identity or gangs."""
        return str(self.__struct_config__.tag).partition(".")[0]


class FactsRow(Row, frozen=True, kw_only=True):
    """A row whose standing is a fold.

    `clock` is the newest event that changed it. `held` is what has been published and is in force; with `memory` it
    is also the standing at `clock`, from which an event in order goes on. `base_*` is the standing at `base_clock`:
    older facts are folded into it and gone, so that a row is bounded. `spent` counts how often the same was taken
    (base id, count).
    """

    seller_id: str
    clock: int = 0
    facts: tuple[Fact, ...] = ()
    held: tuple[Held, ...] = ()
    memory: Memory = Memory()
    base_clock: int = 0
    base_held: tuple[Held, ...] = ()
    base_memory: Memory = Memory()
    spent: dict[str, int] = {}
    evicted: int = 0


Waiting = tuple[int, int] | Reported
Awaited = tuple[Waiting, ...]


class TargetRow(FactsRow, frozen=True, kw_only=True, tag="target.2"):
    """A listing, room, shop or account with something said about it: rule hits, reports, corrections.

    `views` counts, by the hour, who looked and did not report. `awaited` are reports that do not count yet: time and
    name of those whose author's row has not answered, and answered ones behind them. `fired` is when a timer last did.
    """

    target_kind: str
    target_id: str
    views: Hours = ()
    awaited: Awaited = ()
    fired: int = 0


class LedgerRow(FactsRow, frozen=True, kw_only=True, tag="ledger.1"):
    """What was ruled about a seller: points per class, and the ladder's steps.

    `reminded` are its reminders that are over, for the rows of their targets; without those up to `reminded_since`.
    """

    reminded: tuple[Reminded, ...] = ()
    reminded_since: int = 0


class CaseRow(Row, frozen=True, kw_only=True, tag="case.1"):
    """Where an enforcement lives, so that an appeal finds it; appeals that came before it wait here.

    Kept until the appeal term and the time to decide are over, and while the measure is in force. Of a notice: the rows
    of its targets (`owners`; more on further `pages`), and its steps, kept until the ledger horizon.
    """

    owner: str | None = None
    owners: tuple[str, ...] = ()
    pages: int = 0
    clock: int = 0
    measure: Measure | None = None
    violation_class: str = ""
    mode: Mode = "live"
    target_kind: str = ""
    target_id: str = ""
    against: tuple[str, str] = ("", "")
    content: str = ""
    waiting: tuple[Fact, ...] = ()


class ClockRow(Row, frozen=True, kw_only=True, tag="clock.1"):
    """The partition's last tick, in microseconds."""

    ticked: int = 0


class ReportRuling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """How one report was ruled, at which event time (microseconds); (`source`, `id`) names the ruling."""

    at: int
    source: str
    id: str
    seller_id: str
    report_id: str
    reason: str
    ruling: str


class ReportAsk(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """Who wants to know what a reporter's word weighed at `at`: the report, its target, the partition number."""

    at: int
    source: str
    id: str
    reason: str
    seller_id: str
    target_kind: str
    target_id: str
    to: int
    report_id: str = ""


class ReporterRow(Row, frozen=True, kw_only=True, tag="reporter.1", gc=False):
    """One reporter: rulings on their reports and recent asks, by time. At most 128 and 64; older rulings are counts.

    `base` is (right, wrong) by reason of rulings up to `base_at`.
    """

    revision: int = 0
    rulings: tuple[ReportRuling, ...] = ()
    asks: tuple[ReportAsk, ...] = ()
    base: dict[str, tuple[int, int]] = {}
    base_at: int = 0
    base_abused: int | None = None
    evicted: int = 0


class ReportersRow(Row, frozen=True, kw_only=True, tag="reporters.1", gc=False):
    """Who of this partition's people reported on one day (number since 1970, Shanghai): a sketch of their tokens."""

    day: int
    sketch: bytes = b""


AnyRow = (
    ReporterRow
    | ReportersRow
    | TargetRow
    | LedgerRow
    | CaseRow
    | ClockRow
    | GuaranteeRow
    | OrdersRow
    | OrderRow
    | AccountRow
    | TokenRow
    | GangTokenRow
    | GangAccountRow
)

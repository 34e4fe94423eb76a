"""Appeals: from an enforcement id to the row that holds the measure, whichever order its events came in.

Which ruling crosses a step depends on which are known: a step may have been published as the third ruling's before the
second was here, and a replay publishes it as the second's. So an id is looked up among all that the seller's rulings
could have brought, published or not, and an appeal means the same to both: this ruling was wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import msgspec

from schemas.events.violations import AppealDecided, EnforcementAppealed
from streams.core.fold.work import Work, named
from streams.core.handlers import crowds, refusals
from streams.core.handlers.happened import happened
from streams.core.ids import enforcement_id
from streams.core.ledger.ladder import LedgerFold
from streams.core.ledger.points import Books
from streams.core.rows.facts import Appealed, AppealEnded, Ruled
from streams.core.rows.state import CaseRow
from streams.core.rows.store import row_key
from streams.core.standing.difference import Change
from streams.core.step import Verdict

WAITING_MAX = 16
AGAIN = 3  # so often the same may have been taken anew for one ruling


def appealed(work: Work, event: EnforcementAppealed) -> Verdict:
    """An appeal goes to the row that holds the measure."""
    data = event.data
    fact = Appealed(**happened(event), human_requested=data.human_requested)
    return _to_case(work, data.seller_id, data.enforcement_id, fact)


def appeal_decided(work: Work, event: AppealDecided) -> Verdict:
    """The outcome goes the same way."""
    data = event.data
    fact = AppealEnded(**happened(event), enforcement=data.enforcement_id, upheld=data.outcome == "upheld")
    return _to_case(work, data.seller_id, data.enforcement_id, fact)


def awaited(work: Work, seller_id: str, ruling: Ruled) -> None:
    """Appeals that were here before the ruling they are about take effect now."""
    owner, _ = work.ledger(seller_id)
    for change in _of_ruling(work, seller_id, ruling):
        known = work.get(row_key("case", seller_id, change.id))
        if isinstance(known, CaseRow) and known.owner is None:
            work.open_case(owner, seller_id, change)


def _to_case(work: Work, seller_id: str, name: str, fact: Appealed | AppealEnded) -> Verdict:
    key = row_key("case", seller_id, name)
    case = _case(work, seller_id, name)
    if case is None:
        case = CaseRow(due=fact.time + work.policies.at(fact.time).ledger_horizon)
    owner = None if case.owner is None else work.holder(case.owner, seller_id, case)
    if case.owner is not None and owner is not None:
        late = work.too_late(owner, fact.time)
        if late is not None:
            return late
        return "decided" if work.add(case.owner, owner, named(case, fact)) else "duplicate"
    late = work.too_late(None, fact.time)
    if late is not None:
        return late
    if any(waiting.cause == fact.cause for waiting in case.waiting):
        return "duplicate"
    waiting = (*case.waiting, fact)[-WAITING_MAX:]
    work.put(key, msgspec.structs.replace(case, clock=max(case.clock, fact.time), waiting=waiting))
    return "decided"


def _case(work: Work, seller_id: str, name: str) -> CaseRow | None:
    """The case of an enforcement; one that nobody was told of is opened when an event could have brought it."""
    key = row_key("case", seller_id, name)
    known = work.get(key)
    if not isinstance(known, CaseRow) or known.owner is None:
        owner, ledger = work.ledger(seller_id)
        rulings = [fact for fact in ledger.facts if isinstance(fact, Ruled)]
        of_rulings = ((owner, change) for ruling in rulings for change in _of_ruling(work, seller_id, ruling))
        could_be = chain(of_rulings, refusals.possible(work, seller_id))
        found = next(((holder, change) for holder, change in could_be if change.id == name), None)
        found = crowds.found(work, seller_id, name) if found is None else found
        if found is not None:
            work.open_case(found[0], seller_id, found[1])
    known = work.get(key)
    return known if isinstance(known, CaseRow) else None


def _of_ruling(work: Work, seller_id: str, ruling: Ruled) -> Iterator[Change]:
    for held in LedgerFold(seller_id, work.policies, (), Books((), work.policies)).potential(ruling):
        for before in range(AGAIN):
            name = enforcement_id("taken", seller_id, held, before)
            named_so = msgspec.structs.replace(held, id=name)
            yield Change(what="taken", id=name, at=held.start, held=named_so, cause=held.cause)

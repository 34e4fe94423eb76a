"""Whom people let in: an upheld appeal clears an application of what it was refused for, whatever else is known.

An appeal names an enforcement, that one the application's event, and both are the same in every order of arrival. Whom
the refusal named when it was told hangs on what had arrived by then, so it is not asked for: the application is cleared
as it was sent in. What is sent in anew after the decision is looked at anew; so is what becomes known later.
"""

from __future__ import annotations

import msgspec

from streams.core.identity.joining import Joined
from streams.core.rows.state_identity import AccountRow, Admission, Applied

MAX_ADMISSIONS = 64

Cleared = dict[str, int]
"""Violation class -> when people first cleared an application of it."""


def with_admission(row: AccountRow, admission: Admission) -> AccountRow:
    """The row with this one too; the same object when it was known. The newest are kept."""
    if admission in row.admitted:
        return row
    admitted = tuple(sorted((*row.admitted, admission)))[-MAX_ADMISSIONS:]
    clock = max(row.clock, admission.at)
    return msgspec.structs.replace(row, admitted=admitted, revision=row.revision + 1, clock=clock)


def cleared_of(row: AccountRow, application: Applied) -> Cleared:
    """What this application was cleared of: as it was sent in, or sent in word for word before the decision."""
    cleared: Cleared = {}
    if row.admitted:
        same = {(fact.source, fact.id) for fact in row.facts if _is_same(fact, application)}
        for admission in row.admitted:
            itself = admission.against == (application.source, application.id)
            if itself or (admission.against in same and application.at <= admission.at):
                cleared.setdefault(admission.violation_class, admission.at)
    return cleared


def _is_same(fact: object, application: Applied) -> bool:
    return (
        isinstance(fact, Applied)
        and fact.application_id == application.application_id
        and fact.tokens == application.tokens
    )


def with_cleared(found: tuple[Joined, ...], cleared: Cleared) -> tuple[Joined, ...]:
    """The roots of an application, those that people cleared it of marked."""
    return tuple(_marked(one, cleared) for one in found) if cleared else found


def _marked(one: Joined, cleared: Cleared) -> Joined:
    at = None if one.live is None else cleared.get(one.live.violation_class)
    shadow = tuple(hit for hit in one.shadow if hit.violation_class not in cleared)
    return msgspec.structs.replace(one, cleared=at, shadow=shadow)

"""Whether what an account was told fell because a bar was taken back, as far as its rows can say."""

from __future__ import annotations

from streams.core.identity.facts import forms_of
from streams.core.rows.state_identity import LATER, MAX_NAMED, AccountRow, Answer

Root = tuple[str, str | None]
"""A barred account, and as which listed offender."""


def is_taken_back(row: AccountRow, form: tuple[str, str] | None, root: Root, *, is_direct: bool) -> bool:
    """Whether people took back what `form` (source, id), or else any form, was joined to `root` for.

    A bar that was reinstated or delisted says so; one of ours that was overturned is named no more. That means nothing
    where an answer names as many as there is room for, or where another applicant, who may say less now, stood between.
    """
    told = _answers(row, form)
    bars = [taint for answer in told for taint in answer.barred if (taint.root(), taint.offender_id) == root]
    if bars:
        return all(taint.undone for taint in bars)
    return is_direct and bool(told) and all(len(answer.barred) < MAX_NAMED for answer in told)


def _answers(row: AccountRow, form: tuple[str, str] | None) -> list[Answer]:
    of = [(fact.application_id, fact.at) for fact in forms_of(row.facts) if form in (None, (fact.source, fact.id))]
    return [
        answer for name, at in of for which in (name, LATER) for answer in row.answers.get((which, at), {}).values()
    ]

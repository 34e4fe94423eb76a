"""What another key of the same kind says already: a photo has twelve, a name up to twenty, and none proves anything."""

from __future__ import annotations

from schemas.sealed import Token
from streams.core.hops import Link
from streams.core.identity.blocks import BLOCK
from streams.core.identity.candidates import by_worth, root_of
from streams.core.identity.chance import PHOTO
from streams.core.identity.weigh import HOMES
from streams.core.rows.state_identity import LATER, AccountRow, Answer, Applied
from streams.core.rows.taint import Taint


def is_beside(row: AccountRow, link: Link, form: Applied, answers: tuple[Answer, Answer]) -> bool:
    """Whether a key's new answer only names more accounts, each of whom another key of that kind names for the same.

    A key adds nothing to the weight of those whom its like brings, but for the crowd, which of photos is not asked. Nor
    may anybody say as much in other words: which of two such is taken hangs on the order of the tokens.
    """
    like = _of_its_kind(form, link.token.value)
    known, told = answers
    if not like or (known.barred and not _are_one_crowd(like[0].kind, known, told)):
        return False
    here = row.answers[link.application_id, link.asked]
    beside = [
        here[token.value]
        for token in like
        if token.value in here
        and token.value != link.token.value
        and _are_one_crowd(token.kind, here[token.value], told)
    ]
    names = {taint.account_id for taint in (*known.barred, *told.barred)}
    new = [name for name in names if _of(known, name) != _of(told, name)]
    if any(_of(known, name) or all(_of(one, name) != _of(told, name) for one in beside) for name in new):
        return False
    beyond = row.answers.get((LATER, link.asked), {})
    said = [taint for one in (*here.values(), *beyond.values()) for taint in one.barred if taint.account_id in new]
    return not any(_is_said_otherwise(taint, one) for name in new for taint in _of(told, name) for one in said)


def _of_its_kind(form: Applied, value: str) -> list[Token]:
    """The keys of a form that are of that one's kind; none where it is no key, or says how common a town is."""
    kind = next((token.kind for token in form.tokens if token.value == value and token.domain == BLOCK), None)
    return [] if kind is None or kind in HOMES else [token for token in form.tokens if token.kind == kind]


def _are_one_crowd(kind: str, one: Answer, other: Answer) -> bool:
    return kind == PHOTO or one.crowds() == other.crowds()


def _of(answer: Answer, name: str) -> list[Taint]:
    return [taint for taint in answer.barred if taint.account_id == name]


def _is_said_otherwise(taint: Taint, other: Taint) -> bool:
    if other == taint or other.account_id != taint.account_id:
        return False
    return root_of(other) == root_of(taint) and by_worth(other) == by_worth(taint)

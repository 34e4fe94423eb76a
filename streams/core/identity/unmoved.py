"""Answers that cannot change what an account was told: nobody is weighed again for them.

Two who share everything hear of each other forty times whenever one of them is joined to somebody else, and a common
name brings hundreds together who have nothing to do with each other. Both are seen before anybody is weighed. What is
said here of a link holds at every event time, so that leaving the look out gives what looking would have given.
"""

from __future__ import annotations

from collections.abc import Iterable

from streams.core.identity.candidates import by_worth
from streams.core.rows.state_identity import Answer
from streams.core.rows.taint import Taint


def is_told_already(known: Answer, told: Answer, before: Iterable[Answer]) -> bool:
    """Whether all that changed is what others pass on, and an answer that goes before this one says just that.

    Of what one account passes on of one root, the first that is worth most counts: neither the old words nor the new.
    """
    if (known.elders, known.peers, known.later) != (told.elders, told.peers, told.later):
        return False
    if len(known.barred) != len(told.barred):
        return False
    changed = [(old, new) for old, new in zip(known.barred, told.barred, strict=True) if old != new]
    if not all(_are_other_words(old, new) for old, new in changed):
        return False
    missing = [new for _, new in changed]
    for answer in before:
        missing = [new for new in missing if new not in answer.barred]
        if not missing:
            return True
    return not missing


def _are_other_words(old: Taint, new: Taint) -> bool:
    """Whether the two bars are one bar by the same root, and the new words are worth no less."""
    if old.via is None or new.via is None:
        return False
    one = (old.account_id, old.since, old.until, old.offender_id, old.seen, old.undone, old.via.account_id)
    other = (new.account_id, new.since, new.until, new.offender_id, new.seen, new.undone, new.via.account_id)
    return one == other and by_worth(new) <= by_worth(old)

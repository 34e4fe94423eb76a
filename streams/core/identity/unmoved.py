"""Answers that cannot change what an account was told: nobody is weighed again for them.

Two who share everything hear of each other forty times whenever one of them is joined to somebody else, and a common
name brings hundreds together who have nothing to do with each other. Both are seen before anybody is weighed. What is
said here of a link holds at every event time, so that leaving the look out gives what looking would have given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from streams.core.hops import Link
from streams.core.identity.beside import is_beside
from streams.core.identity.candidates import by_worth, crowd_later, crowd_then
from streams.core.identity.chance import PHOTO
from streams.core.identity.facts import named_as
from streams.core.identity.scales import scales_of
from streams.core.identity.sketch import SKETCH
from streams.core.identity.strangers import changed_bars, is_any_like, names_strangers
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import LATER, AccountRow, Answer, Applied, Attributed
from streams.core.rows.taint import Profile, Taint


def lacks_answers(row: AccountRow, form: Applied, answers: Mapping[str, Answer]) -> bool:
    """Whether a form surely has answers to come, which none has that was answered itself.

    The first and the last of its tokens know it nearly always.
    """
    said = row.published.get(form.application_id)
    if said is not None and (said.event_id, said.source) == (form.id, form.source):
        return False
    first = form.tokens[0] if form.tokens else None
    if first is not None and first.domain != SKETCH and first.value not in answers:
        return True
    for token in reversed(form.tokens):  # noqa: SIM110 - asked with every answer: half the time of a generator
        if token.value not in answers and token.domain != SKETCH:
            return True
    return False


def profiles_of(row: AccountRow, known: Answer | None, link: Link) -> dict[str, Profile]:
    """The newest sketches of everybody that an answer names, after this one came in place of the one that was known."""
    kept = row.profiles
    if known is not None and not _names(known.barred) <= _names(link.taints):
        named = {name for told in row.answers.values() for answer in told.values() for name in _names(answer.barred)}
        kept = {name: profile for name, profile in kept.items() if name in named}
    newer = {
        name: profile
        for name, profile in link.profiles.items()
        if name not in kept or kept[name].revision < profile.revision
    }
    return {**kept, **newer} if newer else kept


def _names(taints: tuple[Taint, ...]) -> set[str]:
    return {taint.account_id for taint in taints}


def is_unmoved(
    row: AccountRow, link: Link, answers: tuple[Answer, Answer], sent: tuple[Applied, ...], policies: PolicySet
) -> bool:
    """Whether a token's new answer surely changes nothing of what its old one had said."""
    if names_strangers(row, link, answers, policies) or _meets_nobody(row, link, answers, policies):
        return True
    known_as = ((row.profiles.get(name), new) for name, new in link.profiles.items())
    if any(old is None or old.sketches != new.sketches for old, new in known_as):
        return False
    if link.application_id == LATER or len(sent) != 1:
        return False
    if _is_too_late(row, sent[0], answers) or is_beside(row, link, sent[0], answers):
        return True
    others = [told for value, told in row.answers[link.application_id, link.asked].items() if value != link.token.value]
    return _is_told_already(answers, others, row.answers.get((LATER, link.asked), {}).values())


def _is_too_late(row: AccountRow, form: Applied, answers: tuple[Answer, Answer]) -> bool:
    """Whether a form was refused, and all that changed is what others passed on after it.

    What others pass on is never passed on again, and what becomes known later is only asked of who was let in.
    """
    known, told = answers
    said = row.published.get(form.application_id)
    if said is None or (said.source, said.event_id, said.decision) != (form.source, form.id, "refuse"):
        return False
    if known.crowds() != told.crowds():
        return False
    return all(taint.via is not None and taint.since > form.at for taint in changed_bars(known, told))


def _meets_nobody(row: AccountRow, link: Link, answers: tuple[Answer, Answer], policies: PolicySet) -> bool:
    """Whether all that anybody shares with the account is too common to count, before this answer and after it."""
    for fact in row.facts:
        if not isinstance(fact, Applied | Attributed):
            return False  # a bar of its own counts at another moment, with anybody new
    for answer in answers:
        if answer.barred and not _are_nobody(row, link, link.token.value, answer, policies):
            return False
    known = [pair for told in row.answers.values() for pair in told.items() if pair[1].barred]
    return all(_are_nobody(row, link, *pair, policies) for pair in known)


def _are_nobody(row: AccountRow, link: Link, value: str, answer: Answer, policies: PolicySet) -> bool:
    """Whether nobody who is named counts by this token, at whatever time: age only takes away.

    A group of nibbles says nothing where nobody's photo is like one here, nor was.
    """
    tokens = named_as(row.facts, value)
    if not tokens:
        return False
    if tokens[0].kind == PHOTO:
        return not is_any_like(row, link, _names(answer.barred))
    crowds = [crowd_later(answer), crowd_then(answer)] if _is_of_then(answer) else [crowd_later(answer)]
    for policy in policies.versions:
        scales = scales_of(policy)
        for token in tokens:
            for crowd in crowds:
                if not scales.is_common(token, crowd):
                    return False
    return True


def _is_of_then(answer: Answer) -> bool:
    """Whether anybody who is named was barred by the moment asked about; whoever was not meets the later crowd only."""
    for taint in answer.barred:  # noqa: SIM110 - asked with every answer: half the time of a generator
        if taint.since <= answer.asked:
            return True
    return False


def _is_told_already(answers: tuple[Answer, Answer], others: Iterable[Answer], later: Iterable[Answer]) -> bool:
    """Whether all that changed is what others pass on, and neither the old words nor the new are the ones that count.

    Of all that is passed on of one root by one account, what is worth most counts, over whichever token it came.
    """
    known, told = answers
    if known.crowds() != told.crowds():
        return False
    if len(known.barred) != len(told.barred):
        return False
    changed = [(old, new) for old, new in zip(known.barred, told.barred, strict=True) if old != new]
    if not all(_are_one_bar(old, new) for old, new in changed):
        return False
    names = {new.account_id for _, new in changed}
    here = [taint for barred in _once(others) for taint in barred if taint.account_id in names]
    beyond = [taint for answer in later for taint in answer.barred if taint.account_id in names]
    return all(_is_outdone(one, here, beyond) for pair in changed for one in pair)


def _once(answers: Iterable[Answer]) -> list[tuple[Taint, ...]]:
    """Who is named; who shares forty things is named in the same words by each."""
    found: list[tuple[Taint, ...]] = []
    for answer in answers:
        if answer.barred not in found:
            found.append(answer.barred)
    return found


def _are_one_bar(old: Taint, new: Taint) -> bool:
    """Whether the two are one bar by way of the same account, in other words."""
    if old.via is None or new.via is None or old.via.account_id != new.via.account_id:
        return False
    one = (old.account_id, old.since, old.until, old.offender_id, old.seen, old.undone)
    return one == (new.account_id, new.since, new.until, new.offender_id, new.seen, new.undone)


def _is_outdone(one: Taint, here: list[Taint], beyond: list[Taint]) -> bool:
    """Whether, whenever this bar is in force, another token of the form says the same, or more of the same root.

    And nobody says as much in other words: which of two such is taken hangs on the order of the tokens.
    """
    worth, outdone = by_worth(one), False
    for other in here:
        if other == one:
            outdone = True
        elif _is_of_one_root(one, other):
            theirs = by_worth(other)
            if theirs == worth:
                return False
            outdone = outdone or (theirs < worth and (other.since, other.until) == (one.since, one.until))
    return outdone and not any(
        other != one and _is_of_one_root(one, other) and by_worth(other) == worth for other in beyond
    )


def _is_of_one_root(one: Taint, other: Taint) -> bool:
    if one.via is None or other.via is None or one.account_id != other.account_id:
        return False
    return one.via.account_id == other.via.account_id and (one.offender_id or "") == (other.offender_id or "")

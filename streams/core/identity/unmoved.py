"""Answers that cannot change what an account was told: nobody is weighed again for them.

Two who share everything hear of each other forty times whenever one of them is joined to somebody else, and a common
name brings hundreds together who have nothing to do with each other. Both are seen before anybody is weighed. What is
said here of a link holds at every event time, so that leaving the look out gives what looking would have given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile

from streams.core.hops import Link
from streams.core.identity.candidates import by_worth
from streams.core.identity.facts import identity_of, tokens_of
from streams.core.identity.sketch import SKETCH
from streams.core.identity.weigh import Shared, is_hopeless
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import LATER, AccountRow, Answer, Applied, Attributed
from streams.core.rows.taint import Profile, Taint


def lacks_answers(form: Applied, answers: Mapping[str, Answer]) -> bool:
    """Whether a form surely has answers to come. They come in the order of its tokens, so the last is looked for."""
    return any(token.value not in answers for token in reversed(form.tokens) if token.domain != SKETCH)


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
    known, told = answers
    if _meets_nobody(row, link.token.value, told, policies):
        return True
    known_as = ((row.profiles.get(name), new) for name, new in link.profiles.items())
    if any(old is None or old.sketches != new.sketches for old, new in known_as):
        return False
    if link.application_id == LATER or len(sent) != 1:
        return False
    others = row.answers[link.application_id, link.asked]
    before = takewhile(lambda value: value != link.token.value, identity_of(sent[0], row.facts))
    return _is_told_already(known, told, (others[value] for value in before if value in others))


def _meets_nobody(row: AccountRow, value: str, told: Answer, policies: PolicySet) -> bool:
    """Whether all that anybody shares with the account is too common to count, before this answer and after it."""
    if not all(isinstance(fact, Applied | Attributed) for fact in row.facts):
        return False  # a bar of its own counts at another moment, with anybody new
    tokens = {token.value: token for fact in row.facts for token in tokens_of(fact)}
    named = [(value, told), *(pair for form in row.answers.values() for pair in form.items() if pair[1].barred)]
    if not all(value in tokens for value, _ in named):
        return False
    shared = [
        Shared(tokens[value], elders, peers)
        for value, answer in named
        for elders, peers in ((answer.elders, answer.peers), answer.later)
    ]
    return all(is_hopeless(shared, policy) for policy in policies.versions)


def _is_told_already(known: Answer, told: Answer, before: Iterable[Answer]) -> bool:
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
            break
    return not missing


def _are_other_words(old: Taint, new: Taint) -> bool:
    """Whether the two bars are one bar by the same root, and the new words are worth no less."""
    if old.via is None or new.via is None:
        return False
    one = (old.account_id, old.since, old.until, old.offender_id, old.seen, old.undone, old.via.account_id)
    other = (new.account_id, new.since, new.until, new.offender_id, new.seen, new.undone, new.via.account_id)
    return one == other and by_worth(new) <= by_worth(old)

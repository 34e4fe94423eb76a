"""A token's new answer that only names others whom chance brings: they change nothing, whoever else is met.

Among a million accounts every listing is told to all who bear the offender's name, and every photo meets a hundred
that have five nibbles in common with it. Most of those who hear of it are joined to somebody else, or nearly, and would
weigh everybody once more.
"""

from __future__ import annotations

from collections.abc import Collection

from schemas.sealed import Token
from streams.core.hops import Link
from streams.core.identity.blocks import BLOCK
from streams.core.identity.candidates import crowd_later, crowd_then
from streams.core.identity.chance import PHOTO, has_like, photos_of
from streams.core.identity.facts import named_as
from streams.core.identity.scales import scales_of
from streams.core.identity.weigh import BEARERS
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import AccountRow, Answer
from streams.core.rows.taint import Taint


def names_strangers(row: AccountRow, link: Link, answers: tuple[Answer, Answer], policies: PolicySet) -> bool:
    """Whether all that changed in an answer is whom it names, and by this token none of those ever counts.

    By a photo they must be unlike whatever the account shows, and whose papers come with it be met by nothing else. By
    anything else they must be barred after the opening only, when too many hold it, and be met by nothing else: a name
    that is alike weighs otherwise than the same name.
    """
    tokens = named_as(row.facts, link.token.value)
    changed = changed_bars(*answers)
    names = {taint.account_id for taint in changed}
    if not tokens or not _are_known(row, link, names):
        return False
    if tokens[0].kind == PHOTO:
        unknown = names - row.profiles.keys()
        return not is_any_like(row, link, names) and not (unknown and _are_met_otherwise(row, link, unknown))
    if any(token.domain == BLOCK for token in tokens) or not _are_later(changed, answers):
        return False
    return _are_common(tokens, answers, policies) and not _are_met_otherwise(row, link, names)


def changed_bars(known: Answer, told: Answer) -> list[Taint]:
    """Who was named and is not, and who is now and was not."""
    before, after = known.barred, told.barred
    if after[: len(before)] == before:  # the latest bar comes last
        return list(after[len(before) :])
    gone = [taint for taint in before if taint not in after]
    return gone + [taint for taint in after if taint not in before]


def _are_known(row: AccountRow, link: Link, names: Collection[str]) -> bool:
    """Whether everybody else is sketched as before, and those who are named anew, if they are known at all."""
    for name, new in link.profiles.items():
        old = row.profiles.get(name)
        if old is None:
            if name not in names:
                return False
        elif old.revision != new.revision and old.sketches != new.sketches:
            return False
    return True


def is_any_like(row: AccountRow, link: Link, names: Collection[str]) -> bool:
    """Whether any of these shows, or showed, a photo like one that the account did."""
    shown = [photo for fact in row.facts for photo in photos_of(fact)]
    profiles = (row.profiles, link.profiles)
    return any(has_like(shown, known.get(name)) for name in names for known in profiles)


def _are_later(changed: list[Taint], answers: tuple[Answer, Answer]) -> bool:
    """Whether the answer is the same as of the opening."""
    known, told = answers
    if (known.asked, crowd_then(known)) != (told.asked, crowd_then(told)):
        return False
    return all(taint.since > told.asked for taint in changed)


def _are_common(tokens: list[Token], answers: tuple[Answer, Answer], policies: PolicySet) -> bool:
    """Whether the token counts for nobody after the opening, by this answer and by the one before.

    A full name joins nobody and says how many bear the name of whoever is joined by something else.
    """
    crowds = {crowd_later(answer) for answer in answers if answer.barred}
    if len(crowds) > 1 and any(token.kind == BEARERS for token in tokens):
        return False
    scales = [scales_of(policy) for policy in policies.versions]
    return all(one.is_common(token, crowd) for one in scales for token in tokens for crowd in crowds)


def _are_met_otherwise(row: AccountRow, link: Link, names: Collection[str]) -> bool:
    here = (link.application_id, link.asked)
    for form, told in row.answers.items():
        for value, answer in told.items():
            if answer.barred and (value != link.token.value or form != here):
                for taint in answer.barred:
                    if taint.account_id in names:
                        return True
    return False

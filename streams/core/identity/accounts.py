"""An account's row: facts come in; claims go out to the tokens' partitions, and decisions to whoever applied."""

from __future__ import annotations

from itertools import takewhile

import msgspec

from streams.core.hops import Link
from streams.core.identity.admitted import with_admission
from streams.core.identity.asserting import asks, assignments, bars_of
from streams.core.identity.decide import decided, later, look, opening
from streams.core.identity.facts import (
    AccountEvent,
    applications,
    fact_of,
    identity_of,
    is_known,
    tokens_of,
    with_fact,
    with_own,
)
from streams.core.identity.outcome import AccountOutcome, Decided, OwnBans
from streams.core.identity.passing import derived
from streams.core.identity.questions import questions
from streams.core.identity.unmoved import is_told_already
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import LATER, AccountRow, Admission, Answer, AnyIdentityFact, Published
from streams.core.rows.taint import Profile


def apply_account_event(
    row: AccountRow | None, event: AccountEvent, partition: int, policies: PolicySet, ticked: int = 0
) -> AccountOutcome:
    """An event of the accounts topic; `partition` is the number that answers are to come back to.

    A new row counts its revisions from the last tick: one that comes after a tombstone must not be taken for older.
    """
    before = AccountRow(account_id=event.data.account_id, revision=ticked) if row is None else row
    return _apply(row, before, fact_of(event), partition, policies)


def apply_own_bans(
    row: AccountRow | None, bans: OwnBans, partition: int, policies: PolicySet, ticked: int = 0
) -> AccountOutcome:
    """Our own `ban_account`s: they bar like any other ban."""
    before = AccountRow(account_id=bans.account_id, revision=ticked) if row is None else row
    after = with_own(before, bans)
    if after is before:
        return AccountOutcome(row=row, duplicate=True)
    return _told(before, after, max(before.clock, bans.at), partition, policies)


def apply_admission(
    row: AccountRow | None, account_id: str, admission: Admission, partition: int, policies: PolicySet, ticked: int = 0
) -> AccountOutcome:
    """People let an application in, which may be yet to come."""
    before = AccountRow(account_id=account_id, revision=ticked) if row is None else row
    after = with_admission(before, admission)
    if after is before:
        return AccountOutcome(row=row, duplicate=True)
    return _told(before, after, admission.at, partition, policies)


def apply_link(row: AccountRow | None, link: Link, policies: PolicySet) -> AccountOutcome:
    """A token's answer; the application is decided once all have come, and again when one changes."""
    if row is None or not _is_waited_for(row, link):
        return AccountOutcome(row=row)  # nobody waits: the application is gone, or was sent in again since
    answers = row.answers.get(link.application_id, {})
    known = answers.get(link.token.value)
    if known is not None and known.asked == link.asked and known.revision >= link.revision:
        return AccountOutcome(row=row)
    answer = Answer(
        asked=link.asked,
        revision=link.revision,
        barred=link.taints,
        elders=link.elders,
        peers=link.peers,
        later=link.later,
    )
    after = msgspec.structs.replace(
        row,
        answers={**row.answers, link.application_id: {**answers, link.token.value: answer}},
        clock=max(row.clock, link.time),
    )
    if link.profiles or row.profiles:
        after = msgspec.structs.replace(after, profiles=_profiles(after, link.profiles))
    if _still_waits(after, link.application_id) or _is_unmoved(row, link, known, answer):
        return AccountOutcome(row=after)
    return _settled(row, after, link.to, link.time, policies)


def _still_waits(row: AccountRow, application_id: str) -> bool:
    """Whether an application surely has answers to come: then nothing can be said yet that could not before."""
    application = applications(row.facts).get(application_id)
    return application is not None and len(row.answers[application_id]) < len(tokens_of(application))


def _is_unmoved(row: AccountRow, link: Link, known: Answer | None, told: Answer) -> bool:
    """Whether this answer surely changes nothing of what has been said."""
    application = applications(row.facts).get(link.application_id)
    if known is None or application is None:
        return False
    known_as = ((row.profiles.get(name), new) for name, new in link.profiles.items())
    if any(old is None or old.sketches != new.sketches for old, new in known_as):
        return False
    answers = row.answers[link.application_id]
    values = takewhile(lambda value: value != link.token.value, identity_of(application, row.facts))
    return is_told_already(known, told, (answers[value] for value in values if value in answers))


def _is_waited_for(row: AccountRow, link: Link) -> bool:
    if link.application_id == LATER:
        opened = opening(row)
        return opened is not None and opened.at == link.asked
    application = applications(row.facts).get(link.application_id)
    return application is not None and application.at == link.asked


def _profiles(row: AccountRow, new: dict[str, Profile]) -> dict[str, Profile]:
    """The newest sketches of everybody that an answer names."""
    named = {
        taint.account_id for answers in row.answers.values() for answer in answers.values() for taint in answer.barred
    }
    known = {name: profile for name, profile in row.profiles.items() if name in named}
    for name, profile in new.items():
        if name not in known or known[name].revision < profile.revision:
            known[name] = profile
    return known


def _apply(
    row: AccountRow | None, before: AccountRow, fact: AnyIdentityFact, partition: int, policies: PolicySet
) -> AccountOutcome:
    if is_known(before, fact):
        return AccountOutcome(row=row, duplicate=True)
    return _told(before, with_fact(before, fact), fact.at, partition, policies)


def _told(before: AccountRow, after: AccountRow, at: int, partition: int, policies: PolicySet) -> AccountOutcome:
    """What other facts mean for the account's applications and for others."""
    asked = questions(after)
    current = applications(after.facts)
    after = msgspec.structs.replace(
        after,
        answers=_still_asked(after),
        published={name: last for name, last in after.published.items() if name in current},
    )
    outcome = _settled(before, after, partition, at, policies)
    new = asks(questions(before), asked, after, at, partition)
    return msgspec.structs.replace(outcome, hops=(*outcome.hops, *new))


def _still_asked(row: AccountRow) -> dict[str, dict[str, Answer]]:
    """The answers as of the moments that count: an application sent in again asks anew.

    Answers of the same moment stay though nobody asks now: a token answers one moment once.
    """
    moments = {name: application.at for name, application in applications(row.facts).items()}
    opened = opening(row)
    if opened is not None:
        moments[LATER] = opened.at
    kept = {
        name: {value: answer for value, answer in told.items() if answer.asked == moments.get(name)}
        for name, told in row.answers.items()
    }
    return {name: told for name, told in kept.items() if told}


def _settled(before: AccountRow, row: AccountRow, partition: int, at: int, policies: PolicySet) -> AccountOutcome:
    """Answers the applications whose answer is complete and another than the last; tells others what that means."""
    looked = look(row, policies)
    published = dict(row.published)
    changed: list[Decided] = []
    for application, found in looked.openings:
        answer = decided(row, application, found)
        if published.get(application.application_id) != _signature(answer):
            published[application.application_id] = _signature(answer)
            changed.append(answer)
    if changed:
        row = msgspec.structs.replace(row, published=published)
    taints = derived(row, looked)
    if taints != row.derived:
        row = msgspec.structs.replace(row, derived=taints, revision=row.revision + 1)
    return AccountOutcome(
        row=row,
        hops=(*assignments(before, row, at, partition, policies), *bars_of(before, row, at, partition, policies)),
        decided=tuple(changed),
        reviewed=later(row, looked),
        looked=bool(looked.openings),
    )


def _signature(answer: Decided) -> Published:
    hits = [] if answer.hit is None else [answer.hit]
    hits += [shadow.hit for shadow in answer.shadow]
    rules = [f"{hit.rule_id} {hit.policy_version} {hit.mode}" for hit in hits]
    named = sorted({link.offender_id or link.account_id for link in answer.links})
    return Published(source=answer.source, event_id=answer.event_id, decision=answer.decision, rules=(*rules, *named))

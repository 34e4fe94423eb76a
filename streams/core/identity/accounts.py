"""An account's row: facts come in; claims go out to the tokens' partitions, and decisions to whoever applied."""

from __future__ import annotations

import msgspec

from schemas.sealed import Token
from streams.core.hops import Link
from streams.core.identity.admitted import with_admission
from streams.core.identity.afterwards import later
from streams.core.identity.asserting import asks, assignments, bars_of
from streams.core.identity.decide import decided, look
from streams.core.identity.facts import (
    AccountEvent,
    applications,
    fact_of,
    forms_of,
    is_known,
    with_fact,
    with_own,
)
from streams.core.identity.outcome import AccountOutcome, Decided, OwnBans
from streams.core.identity.passing import derived
from streams.core.identity.questions import Question, questions
from streams.core.identity.unmoved import is_unmoved, lacks_answers, profiles_of
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import (
    LATER,
    AccountRow,
    Admission,
    Answer,
    AnyIdentityFact,
    Applied,
    Form,
    Published,
)


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
    sent = () if row is None else _waiting_for(row, link)
    if row is None or not sent:
        return AccountOutcome(row=row)  # nobody waits: the application is gone, or was sent in again since
    form = (link.application_id, link.asked)
    answers = row.answers.get(form, {})
    known = answers.get(link.token.value)
    if known is not None and known.revision >= link.revision:
        return AccountOutcome(row=row)
    told = _answer(link)
    answers = {**answers, link.token.value: told}
    after = msgspec.structs.replace(row, answers={**row.answers, form: answers}, clock=max(row.clock, link.time))
    if link.profiles or (row.profiles and known is not None and known.barred):
        after = msgspec.structs.replace(after, profiles=profiles_of(after, known, link))
    if link.application_id != LATER and all(lacks_answers(row, one, answers) for one in sent):
        return AccountOutcome(row=after)  # nothing can be said yet that could not before
    if known is not None and is_unmoved(row, link, (known, told), sent, policies):
        return AccountOutcome(row=after)
    return _settled(row, after, link.to, link.time, policies)


def _answer(link: Link) -> Answer:
    return Answer(
        asked=link.asked,
        revision=link.revision,
        barred=link.taints,
        elders=link.elders,
        peers=link.peers,
        later=link.later,
        desk=link.desk,
    )


def _waiting_for(row: AccountRow, link: Link) -> tuple[Applied, ...]:
    """The forms that an answer is for."""
    return tuple(
        fact
        for fact in row.facts
        if fact.at == link.asked and isinstance(fact, Applied) and link.application_id in (fact.application_id, LATER)
    )


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
    new = asks(_answered(before), asked, after, at, partition)
    return msgspec.structs.replace(outcome, hops=(*outcome.hops, *new))


def _answered(row: AccountRow) -> dict[Question, Token]:
    """What need not be asked any more.

    The first release forgot the answers of forms that were sent in again; they are asked anew when the account is next
    heard of. Whatever is only under way is asked twice, and answered once.
    """
    return {one: token for one, token in questions(row).items() if one[2] in row.answers.get(one[:2], {})}


def _still_asked(row: AccountRow) -> dict[Form, dict[str, Answer]]:
    """The answers of the forms that are kept, and of what became known after them."""
    forms = forms_of(row.facts)
    kept = {(one.application_id, one.at) for one in forms} | {(LATER, one.at) for one in forms}
    return {form: told for form, told in row.answers.items() if form in kept}


def _settled(before: AccountRow, row: AccountRow, partition: int, at: int, policies: PolicySet) -> AccountOutcome:
    """Answers the applications whose answer is complete and another than the last; tells others what that means."""
    looked = look(row, policies)
    published = dict(row.published)
    changed: list[Decided] = []
    current = applications(row.facts)
    for application, found in looked.openings:
        if current[application.application_id] is not application:
            continue  # sent in again since: it has been answered, or the later form's answer will do
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
        reviewed=later(row, looked, policies),
        looked=bool(looked.openings),
    )


def _signature(answer: Decided) -> Published:
    hits = [] if answer.hit is None else [answer.hit]
    hits += [shadow.hit for shadow in answer.shadow]
    rules = [f"{hit.rule_id} {hit.policy_version} {hit.mode}" for hit in hits]
    named = sorted({link.offender_id or link.account_id for link in answer.links})
    return Published(source=answer.source, event_id=answer.event_id, decision=answer.decision, rules=(*rules, *named))

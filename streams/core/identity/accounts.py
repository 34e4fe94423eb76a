"""An account's row: facts come in; claims go out to the tokens' partitions, and decisions to whoever applied."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from streams.core.hops import Claim, Link
from streams.core.identity.decide import judge
from streams.core.identity.facts import (
    AccountEvent,
    applications,
    fact_of,
    identity_of,
    is_known,
    own_fact,
    with_fact,
)
from streams.core.identity.outcome import AccountOutcome, Decided, OwnBan
from streams.core.identity.taints import assigned
from streams.core.policy.model import PolicySet
from streams.core.state_identity import AccountRow, Answer, AnyIdentityFact, Applied, Published


def apply_account_event(
    row: AccountRow | None, event: AccountEvent, partition: int, policies: PolicySet
) -> AccountOutcome:
    """An event of the accounts topic; `partition` is the number that answers are to come back to."""
    before = AccountRow(account_id=event.data.account_id) if row is None else row
    return _apply(row, before, fact_of(event), partition, policies)


def apply_own_ban(row: AccountRow | None, ban: OwnBan, partition: int, policies: PolicySet) -> AccountOutcome:
    """Our own `ban_account`, taken or lifted: it bars like any other ban."""
    before = AccountRow(account_id=ban.account_id) if row is None else row
    return _apply(row, before, own_fact(ban), partition, policies)


def apply_link(row: AccountRow | None, link: Link, policies: PolicySet) -> AccountOutcome:
    """A token's answer; the application is decided once all have come, and again when one changes."""
    application = None if row is None else applications(row.facts).get(link.application_id)
    if row is None or application is None or application.at != link.asked:
        return AccountOutcome(row=row)  # nobody waits: the application is gone, or was sent in again since
    answers = row.answers.get(link.application_id, {})
    known = answers.get(link.token.value)
    if known is not None and known.asked == link.asked and known.revision >= link.revision:
        return AccountOutcome(row=row)
    answer = Answer(asked=link.asked, revision=link.revision, barred=link.taints)
    after = msgspec.structs.replace(
        row,
        answers={**row.answers, link.application_id: {**answers, link.token.value: answer}},
        clock=max(row.clock, link.time),
    )
    return _settled(after, [application], policies)


def _apply(
    row: AccountRow | None, before: AccountRow, fact: AnyIdentityFact, partition: int, policies: PolicySet
) -> AccountOutcome:
    if is_known(before, fact):
        return AccountOutcome(row=row, duplicate=True)
    after = with_fact(before, fact)
    current = applications(after.facts)
    answers = {
        application_id: answers for application_id, answers in after.answers.items() if application_id in current
    }
    published = {application_id: last for application_id, last in after.published.items() if application_id in current}
    after = msgspec.structs.replace(after, answers=answers, published=published)
    outcome = _settled(after, list(current.values()), policies)
    hops = (*_assignments(before, after, fact.at, partition, policies), *_asks(before, after, fact.at, partition))
    return msgspec.structs.replace(outcome, hops=hops)


def _settled(row: AccountRow, concerned: list[Applied], policies: PolicySet) -> AccountOutcome:
    """Answers the applications whose answer is complete and another than the last."""
    published = dict(row.published)
    changed: list[Decided] = []
    for application in concerned:
        decided = judge(row, application, policies)
        if decided is not None and published.get(application.application_id) != _signature(decided):
            published[application.application_id] = _signature(decided)
            changed.append(decided)
    if not changed:
        return AccountOutcome(row=row)
    return AccountOutcome(row=msgspec.structs.replace(row, published=published), decided=tuple(changed))


def _signature(decided: Decided) -> Published:
    hits = [] if decided.hit is None else [decided.hit]
    hits += [shadow.hit for shadow in decided.shadow]
    rules = tuple(f"{hit.rule_id} {hit.policy_version} {hit.mode}" for hit in hits)
    return Published(source=decided.source, event_id=decided.event_id, decision=decided.decision, rules=rules)


def _assignments(
    before: AccountRow, after: AccountRow, at: int, partition: int, policies: PolicySet
) -> Iterator[Claim]:
    """What changed about when the account is barred, for each token it holds."""
    old, new = assigned(before, policies), assigned(after, policies)
    for value, (token, taints) in {**{value: (token, ()) for value, (token, _) in old.items()}, **new}.items():
        if value not in old or old[value][1] != taints:
            yield Claim(
                time=at,
                token=token,
                account_id=after.account_id,
                asker=partition,
                taints=taints,
                revision=after.revision,
            )


def _asks(before: AccountRow, after: AccountRow, at: int, partition: int) -> Iterator[Claim]:
    """The tokens of applications that have not been asked yet as of that application's time."""
    asked = {key for application in applications(before.facts).values() for key in _questions(application, before)}
    for application in applications(after.facts).values():
        tokens = identity_of(application, after.facts)
        for key in _questions(application, after):
            if key not in asked:
                yield Claim(
                    time=at,
                    token=tokens[key[2]],
                    account_id=after.account_id,
                    asker=partition,
                    application_id=application.application_id,
                    asked=application.at,
                )


def _questions(application: Applied, row: AccountRow) -> list[tuple[str, int, str]]:
    tokens = identity_of(application, row.facts)
    return [(application.application_id, application.at, value) for value in tokens]

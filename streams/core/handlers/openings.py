"""Shop openings in the engine: linkage decides, the application's row holds the measure, every opening is answered."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from schemas.enforcement import SOURCE, ApplicationDecided, ApplicationDecision
from schemas.events.accounts import AccountBanned, AccountReinstated, OffenderDelisted
from schemas.seal import micros
from schemas.sealed import AttributeAdded, OffenderListed, ShopApplied
from streams.core.fold.waking import due
from streams.core.fold.work import Work
from streams.core.handlers.joined_measure import on_links, review, whom
from streams.core.hops import Claim, Link
from streams.core.identity.accounts import apply_account_event, apply_link, apply_own_bans
from streams.core.identity.outcome import AccountOutcome, Decided, Decision, JoiningLink
from streams.core.identity.postings import apply_claim
from streams.core.policy.model import Hit
from streams.core.rows.retention import kept_account, kept_token
from streams.core.rows.state_identity import AccountRow, TokenRow
from streams.core.rows.store import row_key
from streams.core.standing.difference import Vanished, difference
from streams.core.standing.restraint import decision_of
from streams.core.standing.standing import Standing
from streams.core.step import Verdict
from streams.core.time import instant

ACCOUNT_EVENTS = (ShopApplied, OffenderListed, AttributeAdded, AccountBanned, AccountReinstated, OffenderDelisted)
AccountEvent = ShopApplied | OffenderListed | AttributeAdded | AccountBanned | AccountReinstated | OffenderDelisted

APPLICATION = "application"
SAID = "said"


def account_event(work: Work, event: AccountEvent) -> Verdict:
    """An opening, an offender, an attribute, a ban: facts of the account, and claims for its tokens."""
    key = row_key("account", event.data.account_id)
    row = _account(work, key)
    late = work.too_late(row, micros(event.time))
    if late is not None:
        return late
    outcome = apply_account_event(row, event, work.partition, work.policies, work.ticked())
    if outcome.duplicate:
        return "duplicate"
    _settle(work, key, outcome)
    return "decided"


def claimed(work: Work, claim: Claim) -> Verdict:
    """Somebody holds, or asks about, a token of ours."""
    key = row_key("token", claim.token.value)
    row = work.get(key)
    known = row if isinstance(row, TokenRow) else None
    outcome = apply_claim(known, claim, work.ticked())
    if outcome.row is not known and outcome.row is not None:
        work.put(key, kept_token(known, outcome.row, claim.time, work.policies))
    work.hops += outcome.hops
    return "decided"


def linked(work: Work, link: Link) -> Verdict:
    """An answer for one of our applications."""
    key = row_key("account", link.account_id)
    row = _account(work, key)
    if row is not None:
        _settle(work, key, apply_link(row, link, work.policies))
    return "decided"


def follow_up(work: Work) -> None:
    """What a step's own measures mean for openings: a ban bars the account's tokens, an upheld appeal lets one in."""
    bans, work.bans = work.bans, []
    for one in bans:
        key = row_key("account", one.account_id)
        _settle(work, key, apply_own_bans(_account(work, key), one, work.partition, work.policies, work.ticked()))
    cleared, work.cleared = work.cleared, []
    for answered in dict.fromkeys(cleared):
        _say(work, answered.account_id, answered.application_id, "approve", answered.at, answered.cause, None)


def _account(work: Work, key: str) -> AccountRow | None:
    row = work.get(key)
    return row if isinstance(row, AccountRow) else None


def _settle(work: Work, key: str, outcome: AccountOutcome) -> None:
    before = _account(work, key)
    if outcome.row is not before and outcome.row is not None:
        work.put(key, kept_account(before, outcome.row, work.policies))
    work.hops += outcome.hops
    for decided in outcome.decided:
        _answer(work, decided)
    if outcome.looked and isinstance(outcome.row, AccountRow):
        review(work, outcome.row.account_id, outcome.reviewed)


def _answer(work: Work, decided: Decided) -> None:
    """Publish what changed for one application, and its answer."""
    key, row = work.target(decided.account_id, APPLICATION, decided.application_id)
    standing = Standing((held for held in row.held if held.basis == "appeal"), row.memory, work.policies.controls)
    for hit, links in _hits(decided):
        if (whom(links), hit.violation_class) not in standing.exempt:
            cause = (decided.source, decided.event_id)
            target = (APPLICATION, decided.application_id)
            standing.take(on_links(hit, target, decided.at, cause, links))
    vanished = Vanished(max(decided.at, row.clock), "recomputed", (decided.source, decided.event_id))
    changed = difference(decided.account_id, row.held, row.spent, standing, row.clock, vanished)
    if changed.changes:
        clock = max(row.clock, decided.at)
        moved = msgspec.structs.replace(
            row, clock=clock, held=changed.held, spent=changed.spent, base_held=changed.held, base_clock=clock
        )
        work.put(key, msgspec.structs.replace(moved, due=due(moved, work.policies)))
        work.publish(key, decided.account_id, changed)
    in_force = next((held for held in changed.held if held.mode == "live" and held.basis != "appeal"), None)
    decision: Decision = "approve" if in_force is None else decision_of(in_force)
    cause = (decided.source, decided.event_id)
    enforcement_id = None if in_force is None else in_force.id
    _say(work, decided.account_id, decided.application_id, decision, decided.at, cause, enforcement_id)


def _hits(decided: Decided) -> list[tuple[Hit, tuple[JoiningLink, ...]]]:
    live = [] if decided.hit is None else [(decided.hit, decided.links)]
    return [*live, *((shadow.hit, shadow.links) for shadow in decided.shadow)]


def _say(
    work: Work,
    account_id: str,
    application_id: str,
    decision: Decision,
    at: int,
    cause: tuple[str, str],
    enforcement_id: str | None,
) -> None:
    """The answer; a later one replaces the earlier, so no two of one application share an id."""
    key, row = work.target(account_id, APPLICATION, application_id)
    said_before = row.spent.get(SAID, 0)
    if work.get(key) is not None:
        work.put(key, msgspec.structs.replace(row, spent={**row.spent, SAID: said_before + 1}))
    named = "\x1f".join((account_id, application_id, decision, *cause, enforcement_id or "", str(said_before)))
    data = ApplicationDecision(
        application_id=application_id, account_id=account_id, decision=decision, enforcement_id=enforcement_id
    )
    said = sha256(named.encode()).hexdigest()[:32]
    work.applications.append(
        ApplicationDecided(id=said, source=SOURCE, time=instant(at), subject=account_id, data=data)
    )

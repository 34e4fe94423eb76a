"""Shop openings in the engine: linkage decides, the application's row holds the measure, every opening is answered."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from schemas.enforcement import SOURCE, ApplicationDecided, ApplicationDecision, LiftReason
from schemas.events.accounts import AccountBanned, AccountReinstated, OffenderDelisted
from schemas.seal import micros
from schemas.sealed import AttributeAdded, OffenderListed, ShopApplied
from streams.core.fold.work import Work
from streams.core.handlers import refusals
from streams.core.handlers.joined_measure import Moment, on_links, review, why_lifted
from streams.core.handlers.refusals import APPLICATION
from streams.core.hops import Claim, Link
from streams.core.identity.accounts import apply_account_event, apply_admission, apply_link, apply_own_bans
from streams.core.identity.outcome import AccountOutcome, Decided, Decision, JoiningLink
from streams.core.identity.postings import apply_claim
from streams.core.policy.model import Hit
from streams.core.rows.retention import kept_account, kept_token
from streams.core.rows.state import TargetRow
from streams.core.rows.state_identity import AccountRow, Published, TokenRow
from streams.core.rows.store import row_key
from streams.core.standing.restraint import decision_of
from streams.core.standing.standing import NOTHING_TO_REMEMBER, Standing
from streams.core.step import Verdict
from streams.core.time import instant

ACCOUNT_EVENTS = (ShopApplied, OffenderListed, AttributeAdded, AccountBanned, AccountReinstated, OffenderDelisted)
AccountEvent = ShopApplied | OffenderListed | AttributeAdded | AccountBanned | AccountReinstated | OffenderDelisted

SAID = "said"


def account_event(work: Work, event: AccountEvent) -> Verdict:
    """An opening, an offender, an attribute, a ban: facts of the account, and claims for its tokens."""
    key = row_key("account", event.data.account_id)
    row = _account(work, key)
    late = work.too_late(row, micros(event.time))
    if late is not None:
        return late
    if isinstance(event, ShopApplied):
        refusals.awaited(work, event)
        follow_up(work)
        row = _account(work, key)
    outcome = apply_account_event(row, event, work.partition, work.policies, work.ticked())
    if outcome.duplicate:
        return "duplicate"
    _settle(work, key, outcome, Moment(micros(event.time), (event.source, event.id)))
    return "decided"


def claimed(work: Work, claim: Claim) -> Verdict:
    """Somebody holds, or asks about, a token of ours."""
    key = row_key("token", claim.token.value)
    row = work.get(key)
    known = row if isinstance(row, TokenRow) else None
    outcome = apply_claim(known, claim, 0 if known is not None else work.ticked())
    if outcome.row is not known and outcome.row is not None:
        work.put(key, kept_token(known, outcome.row, claim.time, work.policies))
    work.hops += outcome.hops
    return "decided"


def linked(work: Work, link: Link) -> Verdict:
    """An answer for one of our applications."""
    key = row_key("account", link.account_id)
    row = _account(work, key)
    if row is not None:
        _settle(work, key, apply_link(row, link, work.policies), Moment(link.time))
    return "decided"


def follow_up(work: Work) -> None:
    """What a step's own measures mean for openings: a ban bars the account's tokens, an upheld appeal lets one in."""
    while work.bans or work.admitted:
        bans, work.bans = work.bans, []
        for one in bans:
            key = row_key("account", one.account_id)
            outcome = apply_own_bans(_account(work, key), one, work.partition, work.policies, work.ticked())
            _settle(work, key, outcome, Moment(one.at))
        admitted, work.admitted = work.admitted, []
        for account_id, let_in in admitted:
            key = row_key("account", account_id)
            row = _account(work, key)
            outcome = apply_admission(row, account_id, let_in, work.partition, work.policies, work.ticked())
            _settle(work, key, outcome, Moment(let_in.at, (let_in.source, let_in.id)))


def _account(work: Work, key: str) -> AccountRow | None:
    row = work.get(key)
    return row if isinstance(row, AccountRow) else None


def _settle(work: Work, key: str, outcome: AccountOutcome, moment: Moment) -> None:
    before = _account(work, key)
    if outcome.row is not before and outcome.row is not None:
        work.put(key, kept_account(before, outcome.row, work.policies))
    work.hops += outcome.hops
    answered = {} if before is None else before.published
    for decided in outcome.decided:
        _answer(work, outcome.row, decided, answered.get(decided.application_id), moment)
    if outcome.looked and isinstance(outcome.row, AccountRow):
        review(work, outcome.row, outcome.reviewed, moment)


def _is_as_before(decided: Decided, last: Published | None) -> bool:
    """Whether the same was decided of the same form: it only stands on something else."""
    known = None if last is None else (last.source, last.event_id, last.decision)
    return known == (decided.source, decided.event_id, decided.decision)


def _answer(work: Work, account: AccountRow | None, decided: Decided, last: Published | None, moment: Moment) -> None:
    """Publish what changed for one application, and its answer, unless exactly that was told of it already.

    A first answer bears the application's time, one that replaces it the time of what it comes of, and so does what it
    lifts. What linkage says is the base of the application's row, and what people said about it is folded on top.
    """
    key, row = work.target(decided.account_id, APPLICATION, decided.application_id)
    cause = (decided.source, decided.event_id)
    at = decided.at if last is None else max(decided.at, moment.at)
    is_same_form = last is not None and (last.source, last.event_id) == cause
    asked = (held for held in row.base_held if held.basis == "appeal")
    standing = Standing(asked if row.evicted else (), NOTHING_TO_REMEMBER, work.policies.controls)
    for hit, links in _hits(decided):
        standing.take(on_links(hit, (APPLICATION, decided.application_id), decided.at, cause, links))
    base = tuple(standing.held.values())
    if base != row.base_held:
        moved = msgspec.structs.replace(
            row,
            base_held=base,
            base_memory=standing.memory(),
            base_clock=row.base_clock if row.evicted else 0,  # rows of the first release had a base after their facts
            clock=max(row.clock, at),
        )
        why: LiftReason = "recomputed" if account is None or not is_same_form else why_lifted(account, row.held)
        work.again(key, moved, moment.cause if is_same_form else cause, at, why)
    now = _in_force(work.target(decided.account_id, APPLICATION, decided.application_id)[1])
    if not _is_as_before(decided, last) or _in_force(row) != now:
        _say(work, decided, at, *now)


def _in_force(row: TargetRow) -> tuple[Decision, str | None]:
    """The answer that a row stands for, and the enforcement behind it."""
    held = next((one for one in (*row.held, *row.memory.behind) if one.mode == "live" and one.basis != "appeal"), None)
    return ("approve", None) if held is None else (decision_of(held), held.id or None)


def _hits(decided: Decided) -> list[tuple[Hit, tuple[JoiningLink, ...]]]:
    live = [] if decided.hit is None else [(decided.hit, decided.links)]
    return [*live, *((shadow.hit, shadow.links) for shadow in decided.shadow)]


def _say(work: Work, decided: Decided, at: int, decision: Decision, enforcement_id: str | None) -> None:
    """The answer; a later one replaces the earlier, so no two of one application share an id."""
    account_id, application_id = decided.account_id, decided.application_id
    key, row = work.target(account_id, APPLICATION, application_id)
    said_before = row.spent.get(SAID, 0)
    if work.get(key) is not None:
        work.put(key, msgspec.structs.replace(row, spent={**row.spent, SAID: said_before + 1}))
    named = (account_id, application_id, decision, decided.source, decided.event_id, enforcement_id or "")
    data = ApplicationDecision(
        application_id=application_id, account_id=account_id, decision=decision, enforcement_id=enforcement_id
    )
    said = sha256("\x1f".join((*named, str(said_before))).encode()).hexdigest()[:32]
    work.applications.append(
        ApplicationDecided(id=said, source=SOURCE, time=instant(at), subject=account_id, data=data)
    )

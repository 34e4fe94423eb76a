"""Gangs in the engine: ties and bans at the gang partition, seats at the member's own."""

from __future__ import annotations

import msgspec

from schemas.enforcement import NumberEvidence
from streams.core.fold.work import Work
from streams.core.gangs.seating import barred, tied
from streams.core.handlers.joined_measure import ACCOUNT, Moment, on_links, stand
from streams.core.hops import Barred, Seat, Tie
from streams.core.identity.outcome import JoiningLink
from streams.core.ids import GANG
from streams.core.policy.model import Hit, Policy
from streams.core.rows.state_identity import AccountRow
from streams.core.rows.store import row_key
from streams.core.step import Verdict

RULE = "gang.community"


def tie(work: Work, hop: Tie) -> Verdict:
    """Somebody holds a token that a few share."""
    tied(work, hop)
    return "decided"


def ban(work: Work, hop: Barred) -> Verdict:
    """Somebody is barred, or no longer."""
    barred(work, hop)
    return "decided"


def seated(work: Work, seat: Seat) -> Verdict:
    """One of our accounts belongs to a gang, to another one, or to none any more."""
    key = row_key("account", seat.account_id)
    row = work.get(key)
    if not isinstance(row, AccountRow):  # forgotten already: what stands against it goes too
        stand(work, seat.account_id, "gang", None, Moment(seat.time), seat.why)
        return "decided"
    if row.gang[0] >= seat.revision:
        return "decided"
    work.put(key, msgspec.structs.replace(row, gang=(seat.revision, seat.gang_id)))
    # A merge lifts the loser's and takes them anew, under the name that stays. Asked of what stands and not of the row,
    # which may be a new one of an account that was forgotten.
    stand(work, seat.account_id, "gang", None, Moment(seat.time), seat.why if seat.gang_id is None else "recomputed")
    if seat.gang_id is not None:
        hit = _hit(seat, work.policies.at(seat.time))
        links = tuple(
            JoiningLink(kind=kind, masked=masked, token="", weight=1.0, account_id=other, path=path)
            for kind, masked, other, path in seat.paths
        )
        held = on_links(hit, (ACCOUNT, seat.account_id), seat.time, (GANG, seat.gang_id), links)
        evidence = (*_figures(seat), *held.evidence)
        held = msgspec.structs.replace(held, gang_id=seat.gang_id, evidence=evidence)
        stand(work, seat.account_id, "gang", held, Moment(seat.time))
    return "decided"


def _figures(seat: Seat) -> tuple[NumberEvidence, ...]:
    return tuple(NumberEvidence(name=name, value=value, threshold=least) for name, value, least in seat.figures)


def _hit(seat: Seat, policy: Policy) -> Hit:
    """A person looks: a gang is never punished by arithmetic."""
    return Hit(
        rule_id=RULE,
        policy_version=policy.version,
        violation_class="repeat_offender",
        measure="review",
        mode="live",
        score=seat.confidence,
    )

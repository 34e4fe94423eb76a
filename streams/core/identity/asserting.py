"""What an account tells and asks of others when its facts change: of each token's owner, and of the gang partition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from schemas.sealed import Token
from streams.core.hops import Barred, Claim
from streams.core.identity.blocks import BLOCK
from streams.core.identity.candidates import root_of
from streams.core.identity.facts import AGENCY, agency_of, sketches_of
from streams.core.identity.questions import Question
from streams.core.identity.taints import BY_CHANCE, assigned, is_cleared, taints_of
from streams.core.policy.linkage import IdentifierKind
from streams.core.policy.model import PolicySet
from streams.core.rows.state_identity import AccountRow
from streams.core.rows.taint import Taint


def assignments(before: AccountRow, after: AccountRow, at: int, partition: int, policies: PolicySet) -> Iterator[Claim]:
    """What changed about when the account is barred, for each token it holds."""
    if before.facts is after.facts and before.derived == after.derived:
        return
    # The release before told over everything what it passed on, and that has to be taken back too.
    old = assigned(before, policies, frozenset() if _takes_back(before, after) else BY_CHANCE)
    new = assigned(after, policies)
    if not old and not new:
        return
    sketches, agency = sketches_of(after.facts), agency_of(after.facts)
    changed = sketches != sketches_of(before.facts)
    every = {**{value: (token, ()) for value, (token, _) in old.items()}, **new}
    identifiers = policies.at(at).identifiers
    for value, (token, taints) in sorted(every.items(), key=lambda pair: _place(pair[1][0], identifiers)):
        if value not in old or old[value][1] != taints or changed:
            yield Claim(
                time=at,
                token=token,
                account_id=after.account_id,
                asker=partition,
                taints=taints,
                revision=after.revision,
                sketches=sketches if taints else {},
                agency=agency,
            )


def _takes_back(before: AccountRow, after: AccountRow) -> bool:
    """Whether something that was passed on is passed on no more, not for as long, or not for as much."""
    left = {root_of(taint): _terms(taint) for taint in after.derived}
    return any(left.get(root_of(taint)) != _terms(taint) for taint in before.derived)


def _terms(taint: Taint) -> tuple[int | None, bool, int]:
    return taint.until, taint.undone, 0 if taint.via is None else taint.via.rank


def _place(token: Token, identifiers: Mapping[str, IdentifierKind]) -> int:
    """What says most goes out first, and is told at once; then what takes away from the rest.

    An agency explains its clients' desk, a key says how large a crowd is. The rest alone looked like one person to each
    client of an agency in turn, who was flagged and cleared ten times.
    """
    kind = identifiers.get(token.kind)
    if kind is not None and kind.strength == "strong" and token.domain != BLOCK:
        return 0
    return 1 if token.kind == AGENCY else 2 if token.domain == BLOCK else 3


def bars_of(before: AccountRow, after: AccountRow, at: int, partition: int, policies: PolicySet) -> Iterator[Barred]:
    """When the account is barred itself, for the gangs it may belong to."""
    if before.facts is after.facts and before.fell == after.fell:
        return
    new, cleared = taints_of(after, policies), is_cleared(after, policies)
    if (taints_of(before, policies), is_cleared(before, policies)) != (new, cleared):
        spans = tuple((taint.since, taint.until) for taint in new)
        yield Barred(
            time=at,
            account_id=after.account_id,
            asker=partition,
            spans=spans,
            revision=after.revision,
            cleared=cleared,
        )


def asks(
    before: dict[Question, Token], asked: dict[Question, Token], row: AccountRow, at: int, partition: int
) -> Iterable[Claim]:
    """The tokens that have not been asked about yet as of that time."""
    agency = agency_of(row.facts)
    return [
        Claim(
            time=at,
            token=token,
            account_id=row.account_id,
            asker=partition,
            application_id=name,
            asked=moment,
            agency=agency,
        )
        for (name, moment, value), token in asked.items()
        if (name, moment, value) not in before
    ]

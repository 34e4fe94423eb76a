"""An applicant is the same person as himself: what an earlier form was refused for counts for the later ones.

Whoever leaves out what gave him away, and sends in the rest again, is answered like another account with these papers
would be: refused where that would be. Otherwise a person looks, for the refusal may have been a slip of the pen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from schemas.sealed import Token
from streams.core.identity.candidates import Candidate
from streams.core.identity.facts import sketches_as_of, tokens_of
from streams.core.identity.joining import OVER, REFUSE, SAME_ACCOUNT, Joined, joined
from streams.core.identity.scales import Tie, scales_of
from streams.core.identity.taints import bars
from streams.core.identity.weigh import Weighed
from streams.core.policy.model import Policy
from streams.core.rows.state_identity import Applied
from streams.core.rows.taint import Taint, Via

Refused = Iterable[tuple[Applied, tuple[Joined, ...]]]
"""Earlier forms, with the roots they are joined to."""


def over_own_forms(account_id: str, form: Applied, earlier: Refused, policy: Policy) -> Iterator[Joined]:
    """The roots that earlier forms of the account were refused for and are barred still, for this form."""
    told: dict[tuple[str, str], list[Joined]] = {}
    for first, roots in earlier:
        for root in roots:
            if root.rank() == REFUSE and bars(root.taint, form.at):
                found = _as_of_another(account_id, form, first, root, policy)
                one = found if found is not None and found.ruled() else _for_a_person(first, root)
                told.setdefault((root.account_id, root.offender_id or ""), []).append(one)
    return (max(ones, key=lambda one: one.ruled()) for _, ones in sorted(told.items()))


def _as_of_another(account_id: str, form: Applied, first: Applied, root: Joined, policy: Policy) -> Joined | None:
    """What the rules would say of another account with these papers; None where nothing counts that both forms say."""
    weighed = _weighed(form, first, policy)
    if weighed is None:
        return None
    path = next((link.path for link in root.links), "")
    via = Via(root.account_id, REFUSE, tuple(sorted(root.groups)), round(root.bits, 3), path)
    taint = Taint(
        account_id=account_id, since=first.at, until=root.taint.until, offender_id=root.offender_id, via=via
    )  # fmt: skip
    return next(iter(joined([Candidate(account_id, weighed, (), (taint,), first.at)], (), policy, form.at)), None)


def _weighed(form: Applied, first: Applied, policy: Policy) -> Weighed | None:
    said = {token.value for token in tokens_of(first)}
    shared: dict[str, Token] = {token.value: token for token in tokens_of(form) if token.value in said}
    ties: tuple[Tie, ...] = tuple((token.value, token.kind, 0, 0, 0, form.at - first.at) for token in shared.values())
    mine, theirs = (tuple(sketches_as_of(one, (), one.at).items()) for one in (form, first))
    return scales_of(policy).weigh(ties, shared, (), mine, theirs)


def _for_a_person(first: Applied, root: Joined) -> Joined:
    """The root again, as joined by the account alone."""
    path = next((link.path for link in root.links), "")
    return msgspec.structs.replace(
        root.for_a_person(),
        signals={**root.signals, "hops": OVER},
        groups=frozenset(),
        items=(SAME_ACCOUNT,),
        tail=f" → refused application {first.application_id} → {path}",
        known=first.at,
        shadow=(),
    )

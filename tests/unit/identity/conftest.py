"""One marketplace in memory: events go in as JSON, hop records are delivered in order, answers are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from streams.core.hops import AnyHop, Claim, Link
from streams.core.identity.accounts import apply_account_event, apply_link, apply_own_bans
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.outcome import AccountOutcome, Decided, OwnBans
from streams.core.identity.postings import apply_claim
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.core.rows.state_identity import AccountRow, TokenRow
from streams.testing.envelopes import to_bytes
from streams.testing.policies import fingers
from tests.unit.identity.office import Office

FILE = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"
TOKENISER = KeyedTokeniser(DEVELOPMENT_KEY)


class Linkage:
    """Rows of accounts and tokens, the hop records sent, and the answers in order."""

    def __init__(self) -> None:
        self.policies: PolicySet = fingers()
        self.accounts: dict[str, AccountRow] = {}
        self.tokens: dict[str, TokenRow] = {}
        self.hops: list[AnyHop] = []
        self.waiting: list[AnyHop] = []
        self.answers: list[Decided] = []

    def tell(self, *events: dict[str, Any] | OwnBans, deliver: bool = True) -> AccountOutcome:
        """Events in this order; the outcome of the last."""
        for told in events:
            outcome = self._tell(told)
            if deliver:
                self.deliver()
        return outcome

    def deliver(self) -> None:
        """All hop records under way, first in, first out."""
        while self.waiting:
            hop = self.waiting.pop(0)
            if isinstance(hop, Claim):
                answer = apply_claim(self.tokens.get(hop.token.value), hop)
                self.tokens[hop.token.value] = answer.row
                self._sent(answer.hops)
            elif isinstance(hop, Link):
                self._keep(hop.account_id, apply_link(self.accounts.get(hop.account_id), hop, self.policies))

    def last(self, application_id: str = "application-1") -> Decided:
        """The answer that stands."""
        return [decided for decided in self.answers if decided.application_id == application_id][-1]

    def _tell(self, told: dict[str, Any] | OwnBans) -> AccountOutcome:
        if isinstance(told, OwnBans):
            return self._keep(
                told.account_id, apply_own_bans(self.accounts.get(told.account_id), told, 0, self.policies)
            )
        event = decode(to_bytes(told), [], TOKENISER)
        assert not isinstance(event, DeadLetter), event
        account_id = event.data.account_id
        return self._keep(account_id, apply_account_event(self.accounts.get(account_id), event, 0, self.policies))

    def _keep(self, account_id: str, outcome: AccountOutcome) -> AccountOutcome:
        self.accounts[account_id] = outcome.row
        self._sent(outcome.hops)
        self.answers += outcome.decided
        return outcome

    def _sent(self, hops: tuple[AnyHop, ...]) -> None:
        """What goes to the gang partition is another house's business."""
        hops = tuple(hop for hop in hops if isinstance(hop, Claim | Link))
        self.hops += hops
        self.waiting += hops


@pytest.fixture
def linkage() -> Linkage:
    return Linkage()


@pytest.fixture(scope="session")
def shipped() -> PolicySet:
    return PolicySet((build(read_document(FILE.read_text(), FILE.name)),))


@pytest.fixture
def office(shipped: PolicySet) -> Office:
    return Office(shipped)

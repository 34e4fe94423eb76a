"""An office that opens shops, and whom it has to do with: an offender, and people who share nothing."""

from __future__ import annotations

from typing import Any

from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.model import PolicySet
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, offender


class Office:
    """Opens shops and remembers what became of them."""

    def __init__(self, policies: PolicySet) -> None:
        self.house = House(policies, KeyedTokeniser(DEVELOPMENT_KEY))
        self.people = Applicants(5)
        self.offender = self.people.one() | {"presenter_id_no": self.people.one()["id_no"]}

    def bar(self, day: float = 0, name: str = "old", **changes: Any) -> None:
        self.house.hear(offender("O-1", name, at=later(days=day), **(self.offender | changes)))

    def open(self, name: str, day: float, **shared: Any) -> str:
        return self.apply(name, day, **(self.people.one() | shared))

    def apply(self, name: str, day: float, **identity: Any) -> str:
        self.house.hear(application(f"a-{name}", name, at=later(days=day), **identity))
        return self.answer(name)

    def answer(self, name: str) -> str:
        return [one.data.decision for one in self.house.answers if one.data.account_id == name][-1]

    def answer_to(self, application_id: str) -> str:
        return [one.data.decision for one in self.house.answers if one.data.application_id == application_id][-1]

    def kept(self, *fields: str) -> dict[str, Any]:
        return {field: self.offender[field] for field in fields}

    def standing(self, name: str) -> list[tuple[str, str, set[str]]]:
        """(target kind, measure, accounts named) of what stands against an account."""
        return [
            (one.data.target_kind, one.data.measure, {linked.account_id for linked in one.data.linked})
            for one in self.house.in_force.enforcements()
            if one.data.seller_id == name
        ]

"""Gangs that open shops together, and honest groups that look alike: families, offices, agencies, sales days."""

from __future__ import annotations

from collections.abc import Iterator

from streams.testing.applicants import Applicants, Identity
from streams.testing.envelopes import later
from streams.testing.offending import Labelled
from streams.testing.people import application, banned

POOLED = {"device_ids": 0.3, "phone": 0.25, "bank_account": 0.12, "return_address": 0.15, "wechat_hash": 0.2}
"""What a gang shares, and how many of each it has for a member."""


class Underworld:
    """One seeded run."""

    def __init__(self, seed: int = 1, gangs: int = 24, honest: int = 3_000) -> None:
        self.people = Applicants(seed)
        self.dice = self.people.random
        self.gangs, self.honest = gangs, honest
        self.events: list[Labelled] = []
        self._accounts = 0

    def build(self) -> list[Labelled]:
        """All events by day; the case of a gang's member is the gang's name."""
        for n in range(self.gangs):
            self._gang(n)
        self._alone()
        for size, shared, case in _GROUPS:
            for _ in range(max(self.honest // (size * 20), 3)):
                self._group(self.dice.randint(max(size // 2, 2), size), shared, case)
        return sorted(self.events, key=lambda one: (one.day, one.account_id))

    def _open(self, day: float, identity: Identity, case: str) -> str:
        self._accounts += 1
        name = f"account-{self._accounts}"
        self.events.append(
            Labelled(day, application(f"application-{name}", name, at=later(days=day), **identity), name, case)
        )
        return name

    def _gang(self, number: int) -> None:
        """Ten to ninety members within weeks; each uses some of a common pool; one to five are banned."""
        size = self.dice.randint(10, 90)
        start = self.dice.uniform(0, 300)
        pool = {key: [self._value(key) for _ in range(max(int(size * share), 2))] for key, share in POOLED.items()}
        names = []
        for _ in range(size):
            identity = self.people.one()
            for key in self.dice.sample(sorted(pool), 3):
                identity[key] = self.dice.choice(pool[key])
            names.append((start + self.dice.uniform(0, 25), identity))
        opened = [self._open(day, identity, f"gang {number}") for day, identity in names]
        for name in self.dice.sample(opened, self.dice.randint(1, 5)):
            day = start + self.dice.uniform(20, 60)
            self.events.append(Labelled(day, banned(name, at=later(days=day)), name, ""))

    def _value(self, key: str) -> object:
        value = self.people.one()[key]
        return value[:1] if isinstance(value, list) else value

    def _alone(self) -> None:
        """Strangers; a few with a second-hand device, a recycled phone, or a ban of their own."""
        before: Identity = self.people.one()
        for n in range(self.honest):
            identity = self.people.one()
            if n % 50 == 0:
                identity["device_ids"] = before["device_ids"]
            if n % 60 == 0:
                identity["phone"] = before["phone"]
            before = identity
            day = self.dice.choice((self.dice.uniform(0, 400), 111.0 + self.dice.random()))  # half on a sales day
            name = self._open(day, identity, "stranger")
            if n % 40 == 0:
                self.events.append(Labelled(day + 30, banned(name, at=later(days=day + 30)), name, ""))

    def _group(self, size: int, shared: tuple[str, ...], case: str) -> None:
        common = self.people.one() | {"agency_id": f"agency-{self._accounts}"}
        day = self.dice.uniform(0, 300)
        for n in range(size):
            identity = self.people.one() | {key: common[key] for key in shared}
            name = self._open(day + self.dice.uniform(0, 10 if n % 2 else 200), identity, case)
            if n == 1:
                self.events.append(Labelled(day + 250, banned(name, at=later(days=day + 250)), name, ""))


_GROUPS: tuple[tuple[int, tuple[str, ...], str], ...] = (
    (4, ("address", "ip24", "device_ids"), "family"),
    (4, ("address", "phone", "bank_account"), "family"),
    (30, ("address", "ip24"), "office"),
    (45, ("agency_id", "phone", "device_ids", "address", "return_address"), "agency's client"),
    (60, ("ip24", "return_address"), "industrial belt"),
)


def gangs(seed: int = 1, gangs: int = 24, honest: int = 3_000) -> Iterator[Labelled]:
    """A whole labelled run, by event time."""
    yield from Underworld(seed, gangs, honest).build()

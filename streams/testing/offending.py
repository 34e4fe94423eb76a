"""A simulated marketplace of offenders who come back and honest applicants who look like them, with the truth beside.

Every application has a label: what it is, and the offenders who stand behind it (none for the honest).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from streams.testing.applicants import Applicants, Identity
from streams.testing.envelopes import JsonEvent, later
from streams.testing.people import application, offender

KEPT: tuple[tuple[str, ...], ...] = (
    ("bank_account",), ("id_no",), ("uscc",), ("face_hash",), ("presenter_id_no", "return_address"),
    ("bank_account", "phone"), ("device_ids", "return_address"), ("phone", "address", "legal_person"),
    ("wechat_hash", "return_address"), ("legal_person", "phone", "device_ids"), ("licence_phash", "device_ids"),
    ("legal_person", "address", "ip24"), ("company_name", "phone"), ("return_address", "legal_person"),
    ("face_hash", "device_ids"), ("id_no", "legal_person", "phone"), ("licence_phash", "legal_person"),
    ("phone", "return_address", "ip24"), ("device_ids", "address", "wechat_hash"),
)  # fmt: skip
"""What an offender keeps; everything else is new."""


class Labelled(NamedTuple):
    """An event, the kind of case (empty for what only sets the scene), and the accounts that must be named."""

    day: float
    event: JsonEvent
    account_id: str
    case: str
    roots: frozenset[str] = frozenset()


class Marketplace:
    """One seeded run: `honest` applicants of every kind, `offenders` and their returns."""

    def __init__(self, seed: int = 1, honest: int = 2_000, offenders: int = 300) -> None:
        self.people = Applicants(seed)
        self.dice = self.people.random
        self.honest = honest
        self.offenders = offenders
        self._accounts = 0
        self.events: list[Labelled] = []

    def build(self) -> list[Labelled]:
        """All events by day: offenders over the first year, openings over three."""
        self._crowd()
        offenders = [self._offender() for _ in range(self.offenders)]
        for case, share in _CASES.items():
            for name, identity, day in self.dice.sample(offenders, int(self.offenders * share)):
                case(self, name, identity, day)
        self._agencies()
        return sorted(self.events, key=lambda one: (one.day, one.account_id))

    def _open(self, day: float, identity: Identity, case: str, *roots: str) -> str:
        self._accounts += 1
        name = f"account-{self._accounts}"
        event = application(f"application-{name}", name, at=later(days=day), **identity)
        self.events.append(Labelled(day, event, name, case, frozenset(roots)))
        return name

    def _list(self, day: float, name: str, identity: Identity) -> None:
        event = offender(f"O-{name}", name, at=later(days=day), term_end=later(days=day + 1095), **identity)
        self.events.append(Labelled(day, event, name, ""))

    def _crowd(self) -> None:
        """Honest openings: strangers, families, tenants of incubators, users of one returns warehouse."""
        hubs = [self.people.address() for _ in range(6)]
        networks = [f"60.{n}.9.0/24" for n in range(6)]
        family: Identity = {}
        for n in range(self.honest):
            identity = self.people.sample(self.people.one())
            hub = self.dice.randrange(6)
            match n % 10:
                case 0:
                    identity |= {"address": hubs[hub], "ip24": networks[hub]}
                case 1:
                    identity |= {"return_address": hubs[(hub + 1) % 6]}
                case 2 | 3 if family and self.people.chance(0.5):
                    identity |= {key: family[key] for key in ("address", "ip24") if key in family}
            family = identity
            self._open(self.dice.uniform(-200, 700), identity, "honest")
        self.hubs = hubs

    def _offender(self) -> tuple[str, Identity, float]:
        identity = self.people.one()
        identity["presenter_id_no"] = identity["presenter_id_no"] or self.people.one()["id_no"]
        if self.people.chance(0.1):
            identity["return_address"] = self.dice.choice(self.hubs)
        day = self.dice.uniform(0, 300)
        self._accounts += 1
        name = f"offender-{self._accounts}"
        self._list(day, name, identity)
        return name, identity, day

    def _again(self, identity: Identity, kept: tuple[str, ...]) -> Identity:
        """A new identity with what is kept, partly written otherwise."""
        fresh = self.people.sample(self.people.one())
        again = {**fresh, **{key: identity[key] for key in kept}}
        if "licence_phash" in kept and self.people.chance(0.7):
            again["licence_phash"] = self.people.edited(identity["licence_phash"], self.dice.randint(1, 6))
        for key in ("address", "return_address"):
            if key in kept and self.people.chance(0.4):
                again[key] = self.people.rewritten(identity[key])
        if "legal_person" in kept and self.people.chance(0.3):
            again["legal_person"] = self.people.misspelt(identity["legal_person"])
        return again

    def comes_back(self, name: str, identity: Identity, day: float) -> None:
        """With some of the old identity."""
        kept = tuple(key for key in self.dice.choice(KEPT) if identity.get(key) is not None)
        self._open(day + self.dice.uniform(1, 300), self._again(identity, kept), "direct", name)

    def comes_back_over_two(self, name: str, identity: Identity, day: float) -> None:
        """Once with the payee, refused; then with what only that application shares."""
        first = self._again(identity, ("bank_account",))
        first.setdefault("phone", self.people.phone())
        first.setdefault("wechat_hash", self.people.hash())
        first.setdefault("return_address", self.people.address())
        first.setdefault("id_no", self.people.one()["id_no"])
        at = day + self.dice.uniform(1, 100)
        self._open(at, first, "bridge", name)
        kept = self.dice.choice((("id_no",), ("phone", "return_address"), ("wechat_hash", "return_address")))
        self._open(at + self.dice.uniform(1, 100), self._again(first, kept), "two hops", name)

    def splits_up(self, name: str, identity: Identity, day: float) -> None:
        """First with too little to see, then with more, each time with the same new payee."""
        at = day + self.dice.uniform(1, 100)
        first = self._again(identity, ("phone",))
        first["bank_account"] = self.people.one()["bank_account"]
        second = self._again(identity, ("return_address", "wechat_hash"))
        second["bank_account"] = first["bank_account"]
        self._open(at, first, "seen late", name)
        self._open(at + self.dice.uniform(1, 60), second, "direct", name)

    def phone_given_out_again(self, _: str, identity: Identity, day: float) -> None:
        """To somebody else, a year on."""
        stranger = self.people.sample(self.people.one()) | {"phone": identity["phone"]}
        self._open(day + self.dice.uniform(300, 400), stranger, "recycled phone")

    def device_sold(self, _: str, identity: Identity, day: float) -> None:
        """To somebody else."""
        stranger = self.people.sample(self.people.one()) | {"device_ids": identity["device_ids"]}
        self._open(day + self.dice.uniform(20, 400), stranger, "second-hand device")

    def _agencies(self) -> None:
        """Forty shops of one agency, which files them with its own phone, address and network; one of them banned."""
        for n in range(max(self.offenders // 60, 1)):
            office = {
                "agency_id": f"agency-{n}", "phone": self.people.phone(), "address": self.people.address(),
                "ip24": f"61.{n}.7.0/24", "return_address": self.people.address(),
                "device_ids": [f"agency-device-{n}"],
            }  # fmt: skip
            for client in range(40):
                identity = {**self.people.sample(self.people.one()), **office}
                if client == 5:  # noqa: PLR2004 - one of the early ones
                    self._accounts += 1
                    self._list(100 + n, f"client-{self._accounts}", identity)
                else:
                    self._open(self.dice.uniform(-100, 500), identity, "agency's client")


_CASES: dict[Callable[[Marketplace, str, Identity, float], None], float] = {
    Marketplace.comes_back: 0.7,
    Marketplace.comes_back_over_two: 0.2,
    Marketplace.splits_up: 0.1,
    Marketplace.phone_given_out_again: 0.4,
    Marketplace.device_sold: 0.4,
}


def returns(seed: int = 1, honest: int = 2_000, offenders: int = 300) -> Iterator[Labelled]:
    """A whole labelled run, by event time."""
    yield from Marketplace(seed, honest, offenders).build()

"""Openings, bans and gangs over partitions whose hop records take their time, beside a replay that answers at once.

Guaranteed, whatever waits and however long, as long as each pair of partitions keeps its order:

- in the end the standing, the answers and the gangs are the replay's;
- every application is answered, and nobody is told the same thing twice in a row;
- a refusal on the way that the replay does not know rests on a bar that was in force once: what takes it back may be
  under way still. Nobody is refused whom the same events without anything taken back would let in.
"""

from __future__ import annotations

from random import Random

import pytest

from schemas.enforcement import ApplicationDecided, Enforcement, EnforcementLifted, EnforcementTaken
from schemas.envelope import Event
from schemas.events.accounts import AccountReinstated, OffenderDelisted
from schemas.events.violations import AppealDecided, ViolationOverturned
from schemas.seal import micros
from schemas.sealed import ShopApplied
from streams.core.digest import InForce, StandingKey
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.model import PolicySet
from streams.core.replay import Replay, order_of
from streams.testing import builders as build
from streams.testing.applicants import Applicants
from streams.testing.builders import JsonEvent, later
from streams.testing.house import House
from streams.testing.policies import fingers
from tests.properties.delayed import Partitions
from tests.replay.telling import shipped

HASTES = [0.0, 0.2, 1.0, 20.0]
KINDS = ("bank_account", "device_ids", "phone", "return_address", "id_no", "uscc", "wechat_hash")
MOMENTS = (micros(later(days=100)), micros(later(days=3_000)))
"""When all is over, and when everything is forgotten."""
Told = list[Enforcement | ApplicationDecided]
Standing = tuple[list[StandingKey], dict[str, str], dict[str, str]]


class Town:
    """A few people who share things, some of them barred and let go again; and a crew that opens together."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.people = Applicants(seed)
        ones = [self.people.one() for _ in range(3)]
        self.values = {kind: [one[kind] for one in ones] for kind in KINDS}
        self.names = [f"shop-{n}" for n in range(self.dice.randint(4, 9))]

    def events(self, count: int) -> list[JsonEvent]:
        """So many happenings on some days, and perhaps a crew."""
        found = [self._happening(n) for n in range(count)]
        return found + (self._crew() if self.dice.random() < 0.5 else [])

    def _shared(self, most: int) -> dict[str, object]:
        kinds = self.dice.sample(KINDS, self.dice.randint(1, most))
        return {kind: self.dice.choice(self.values[kind]) for kind in kinds}

    def _happening(self, number: int) -> JsonEvent:
        dice, name = self.dice, self.dice.choice(self.names)
        at = {"at": later(days=dice.randint(0, 60), hours=dice.randint(0, 3)), "id": f"e{number}"}
        form = self.people.one() | self._shared(3)
        ruling = f"v{dice.randint(0, 1)}-{name}"
        chosen = dice.choices(range(8), (8, 3, 2, 2, 1, 1, 2, 1))[0]
        return (
            lambda: build.application(f"a-{name}-{dice.choice('112')}", name, **form, **at),
            lambda: build.offender(f"o-{name}", name, **form, **at),
            lambda: build.banned(name, **at),
            lambda: build.attribute(name, "bank", str(dice.choice(self.values["bank_account"])), **at),
            lambda: build.reinstated(name, **at),
            lambda: build.delisted(f"o-{name}", name, **at),
            lambda: build.violation(ruling, name, severity="very_serious", **at),
            lambda: build.overturned(ruling, name, **at),
        )[chosen]()

    def _crew(self) -> list[JsonEvent]:
        """A gang by every account; some of its bans are taken back."""
        crew, start, found = [f"crew-{n}" for n in range(12)], self.dice.randint(0, 50), list[JsonEvent]()
        pool = [self.people.one() for _ in range(3)]
        for name in crew:
            form = self.people.one() | {k: self.dice.choice(pool)[k] for k in ("device_ids", "phone", "wechat_hash")}
            found.append(build.application(f"a-{name}", name, at=self._on(start), **form))
        for name in self.dice.sample(crew, 3):
            found.append(build.banned(name, at=self._on(start + 15)))
            if self.dice.random() < 0.5:
                found.append(build.reinstated(name, at=self._on(start + 30)))
        return found

    def _on(self, day: int) -> object:
        return later(days=day + self.dice.randint(0, 10), hours=self.dice.randint(0, 23))


def read(built: list[JsonEvent]) -> list[Event]:
    """Decoded, each once, in replay's order."""
    house = House(tokeniser=KeyedTokeniser(DEVELOPMENT_KEY))
    return sorted({(e.source, e.id): e for e in map(house.read, built)}.values(), key=order_of)


def replayed(events: list[Event], policies: PolicySet) -> list[Standing]:
    """How things stand at each moment."""
    said: Told = []
    replay = Replay(policies, said.append)
    replay.feed(events)
    found = []
    for at in MOMENTS:
        replay.move_to(at)
        found.append(standing(said))
    return found


def standing(said: Told) -> Standing:
    """The measures in force, the last answer to each application, and who is in which gang."""
    in_force = InForce()
    for one in said:
        if not isinstance(one, ApplicationDecided):
            in_force.add(one)
    gangs = {one.data.seller_id: one.data.gang_id for one in in_force.enforcements() if one.data.gang_id}
    return list(in_force.keys()), answers(said), gangs


def answers(said: Told) -> dict[str, str]:
    return {one.data.application_id: one.data.decision for one in said if isinstance(one, ApplicationDecided)}


def with_appeals(events: list[Event], said: Told, dice: Random) -> list[Event]:
    """Appeals against some of what was told, upheld more often than not."""
    taken = [one for one in said if isinstance(one, EnforcementTaken) and one.data.appeal is not None]
    house, found = House(), list(events)
    for one in dice.sample(taken, min(len(taken), 3)):
        about = {"seller_id": one.data.seller_id, "at": later(days=dice.randint(0, 90))}
        found.append(house.read(build.appeal(one.id, human_requested=True, **about)))
        outcome = dice.choice(["upheld", "upheld", "rejected"])
        found.append(house.read(build.appeal_decided(one.id, outcome=outcome, **about)))
    return sorted(found, key=order_of)


def live(policies: PolicySet, dice: Random) -> Partitions:
    """Partitions whose hop records are late by some measure."""
    return Partitions(policies, dice, haste=dice.choice(HASTES), aligned=dice.random() < 0.5)


def lived(there: Partitions, events: list[Event]) -> list[Standing]:
    """The same live, in the order of event time or in none."""
    there.feed(events if there.dice.random() < 0.5 else there.dice.sample(events, len(events)))
    found = []
    for at in MOMENTS:
        there.move_to(at)
        found.append(standing([*there.said, *there.answers]))
    return found


@pytest.mark.parametrize("policies", [shipped(), fingers()], ids=["shipped", "fingers"])
@pytest.mark.parametrize("seed", [*range(8), 106])  # the last: two accounts that once changed their minds for ever
def test_however_long_hop_records_take_the_end_is_the_replays(seed: int, policies: PolicySet) -> None:
    dice = Random(seed)
    first, second = live(policies, dice), live(policies, dice)
    events = read(Town(seed).events(40))
    lived(first, events)
    events = with_appeals(events, [*first.said], dice)
    assert lived(second, events) == replayed(events, policies)
    assert second.refused == []
    assert answers([*second.answers]).keys() == {name for event in events if (name := asked(event))}


def asked(event: Event) -> str | None:
    return event.data.application_id if isinstance(event, ShopApplied) else None


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_told_the_same_twice_in_a_row(seed: int) -> None:
    dice = Random(seed)
    there = live(shipped(), dice)
    lived(there, read(Town(seed).events(40)))
    told: dict[object, object] = {}
    for one in there.answers:
        answer = (one.data.decision, one.data.enforcement_id, one.time)
        assert told.get(one.data.application_id) != answer
        told[one.data.application_id] = answer
    taken = [one.id for one in there.said if isinstance(one, EnforcementTaken)]
    lifted = [one.data.supersedes for one in there.said if isinstance(one, EnforcementLifted)]
    assert len(taken) == len(set(taken))
    assert len(lifted) == len(set(lifted))
    assert set(lifted) <= set(taken)
    assert len(there.in_force.enforcements()) == len(taken) - len(lifted)


TAKE_BACK = (AccountReinstated, OffenderDelisted, ViolationOverturned, AppealDecided)


@pytest.mark.parametrize("seed", range(16))
def test_whoever_is_refused_on_the_way_was_joined_to_somebody_who_was_barred_once(seed: int) -> None:
    dice = Random(seed)
    there = live(fingers(), dice)
    events = read(Town(seed).events(40))
    lived(there, events)
    harsh: Told = []
    Replay(fingers(), harsh.append).feed(event for event in events if not isinstance(event, TAKE_BACK))
    assert refused([*there.answers]) <= refused(harsh)


def refused(said: Told) -> set[str]:
    """Everybody who was ever refused."""
    return {one.data.application_id for one in said if getattr(one.data, "decision", "") == "refuse"}

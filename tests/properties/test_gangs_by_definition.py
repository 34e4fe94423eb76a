"""Ties and bans in random worlds, beside a definition of gangs that remembers nothing and spares no pains."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from schemas.sealed import Token
from streams.core.engine import Input, decide, run
from streams.core.hops import AnyHop, Barred, Tie
from streams.core.rows.store import Rows, decode_row, encode_row
from streams.core.time import DAY
from tests.properties.delayed import tick_of
from tests.replay.telling import shipped
from tests.unit.core.gangs_by_definition import Definition

KINDS = ["device", "wechat_hash", "phone", "bank_account", "return_address", "address", "ip24", "presenter", "uscc"]
STEPS = 150
LATER = (20, 20, 60, 60, 120, 400, 900, 2_000)  # days after which bans are over, and some or all is forgotten


class World:
    """Accounts in a few circles of friends who share things with their own, and now and then with others."""

    def __init__(self, seed: int) -> None:
        dice = self.dice = Random(seed)
        self.now, self.rows = 100 * DAY, Rows(0)
        count, circles = dice.choice((14, 25, 40)), dice.choice((1, 1, 2, 3))
        kinds = dice.sample(KINDS, dice.randint(3, 6))
        self.things = [(kind, f"{kind}-{n}") for kind in kinds for n in range(dice.choice((1, 2, 3, 3 + count // 10)))]
        self.names = [f"a{n:02}" for n in range(count)]
        self.own = {name: self.things[n % circles :: circles] or self.things for n, name in enumerate(self.names)}
        span, apart = dice.choice((3, 20, 60)) * DAY, dice.choice((0, 40)) * DAY
        self.opened = {
            name: None if dice.random() < 0.08 else dice.randint(0, span) + n % circles * apart
            for n, name in enumerate(self.names)
        }
        agencies = dice.choice(([""], ["", "", "one", "other"]))
        self.agency = {name: dice.choice(agencies) for name in self.names}
        self.strangeness, self.bans = dice.choice((0.05, 0.3)), dice.choice((0.02, 0.1, 0.3))
        self._revisions = Counter[str]()

    def happening(self) -> AnyHop:
        """Somebody is tied to something, barred or let go."""
        dice, name = self.dice, self.dice.choice(self.names)
        self.now += dice.choice((0, 0, 1, DAY // 3)) + (dice.choice(LATER) * DAY if dice.random() < 0.01 else 0)
        if dice.random() < self.bans:
            self._revisions[name] += 1
            ended, cleared = dice.random() < 0.3, dice.random() < 0.15
            until = dice.choice((None, self.now + dice.randint(1, 90) * DAY))
            spans = () if ended or cleared else ((self.now - dice.randint(0, 5) * DAY, until),)
            revision = self._revisions[name]
            return Barred(time=self.now, account_id=name, asker=0, spans=spans, revision=revision, cleared=cleared)
        kind, value = dice.choice(self.things if dice.random() < self.strangeness else self.own[name])
        opened = self.opened[name]
        if opened is not None and dice.random() < 0.05:
            opened += dice.randint(-20, 20) * DAY
        token = Token(domain="d", kind=kind, value=value, masked="**")
        since = dice.randint(0, self.now)
        return Tie(
            time=self.now, token=token, account_id=name, asker=0, since=since, opened=opened, agency=self.agency[name]
        )

    def go_on(self) -> None:
        """One happening; sometimes another came to nothing before it, or the partition is restored."""
        if self.dice.random() < 0.05:
            decide(self.rows, self.happening(), None, shipped())
        happening = self.happening()
        if self.dice.random() < 0.05:
            before, self.rows = self.rows, Rows(0)
            for key, row in before.items():
                self.rows.put(key, decode_row(encode_row(row)))
        told: list[Input] = [tick_of(0, self.now), happening]
        assert [step.verdict for step in run(self.rows, told, shipped())] == ["decided", "decided"]


@pytest.mark.parametrize(
    ("seed", "hub", "region"), [(n, (100, 100, 8, 5)[n % 4], (1_000, 12, 6)[n % 3]) for n in range(20)]
)
def test_after_everything_that_happens_each_account_is_of_the_gang_that_the_rows_say(
    seed: int, hub: int, region: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.core.gangs.seating.MAX_POSTING", hub)
    monkeypatch.setattr("streams.core.gangs.region.MAX_REGION", region)
    world = World(seed)
    for _ in range(STEPS // 2):
        world.go_on()
        world.go_on()
        definition = Definition(world.rows, shipped().at(world.now), world.now)
        told = {name: row.gang_id for name, row in definition.rows.items() if row.gang_id is not None}
        assert told == definition.seats()


def test_the_worlds_have_gangs_that_come_grow_and_go_again() -> None:
    sizes = Counter[int]()
    for seed in range(0, 16, 4):
        world = World(seed)
        for _ in range(STEPS):
            world.go_on()
            sizes[len(Definition(world.rows, shipped().at(world.now), world.now).seats())] += 1
    assert len(sizes) > 8

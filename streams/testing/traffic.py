"""A marketplace's traffic from a seed: the same mix gives the same bytes, in event-time order, without end.

Nine of ten events are listings. The rest follows storylines (reports, rulings, corrections, shop openings, rooms) whose
later beats wait until their time has come. Fast enough to feed a bench without a pool.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count as numbers
from typing import Any, NamedTuple

import msgspec
import orjson

from schemas.topics import LISTINGS
from streams.testing.catalogue import BRANDED, GOODS, Good
from streams.testing.envelopes import START
from streams.testing.storylines import STORYLINES, Beat, Scene, Target, burst
from streams.testing.titles import Dice, fake, honest, misleading

SOURCE = "marketplace/simulated"
_REMEMBERED = 512  # listings that reports and revisions may be about


class Mix(msgspec.Struct, frozen=True, kw_only=True):
    """What the traffic is like. `rate` is events a second of event time; shares run from 0 to 1.

    `listings` of all events, `fakes` and `misleading` of new listings, `bursts` of storylines, `reopening` of openings.
    """

    seed: int = 1
    start: datetime = START
    rate: float = 1_000.0
    sellers: int = 2_000
    listings: float = 0.9
    fakes: float = 0.02
    misleading: float = 0.01
    bursts: float = 0.05
    reopening: float = 0.3


class Record(NamedTuple):
    """Ready for Kafka: place it by murmur2 of the key."""

    topic: str
    key: bytes
    value: bytes


def traffic(mix: Mix | None = None, count: int | None = None) -> Iterator[Record]:
    """`count` records, or endless ones."""
    world = _World(mix or Mix())
    for number in numbers() if count is None else range(count):
        yield world.record(number)


class _World:
    """What has been said so far, and which beats wait."""

    def __init__(self, mix: Mix) -> None:
        self.mix = mix
        self.dice = Dice(mix.seed)
        self.gap = timedelta(seconds=1 / mix.rate)
        self.mark = f"{mix.seed}-{int(mix.start.timestamp()):x}"  # two runs on one broker are no duplicates
        self.recent: deque[Target] = deque(maxlen=_REMEMBERED)
        self.suspects: deque[Target] = deque(maxlen=64)
        self.waiting: list[tuple[float, int, Beat]] = []
        self.queued = 0
        self.others = 0

    def record(self, number: int) -> Record:
        """The `number`-th record of the stream."""
        beat = None
        if self.others < number * (1 - self.mix.listings) and self.recent:
            self.others += 1
            beat = self._beat(number)
        return self._envelope(number, beat or self._listing(number))

    def _envelope(self, number: int, beat: Beat) -> Record:
        time = self.mix.start + number * self.gap
        if beat.type in _DATED:
            beat.data.update({_DATED[beat.type]: time})
        event = {
            "specversion": "1.0",
            "id": f"{self.mark}-{number}",
            "source": SOURCE,
            "type": f"marketplace.{beat.type}.v1",
            "time": time,
            "subject": beat.subject,
            "data": beat.data,
        }
        return Record(beat.topic, beat.subject.encode(), orjson.dumps(event, option=orjson.OPT_UTC_Z))

    def _beat(self, number: int) -> Beat:
        """A beat whose time has come, or the first of a new storyline."""
        now = number / self.mix.rate
        if not self.waiting or self.waiting[0][0] > now:
            for beat in self._storyline(number):
                self.queued += 1
                heapq.heappush(self.waiting, (now + beat.after, self.queued, beat))
        return heapq.heappop(self.waiting)[2]

    def _storyline(self, number: int) -> list[Beat]:
        dice = self.dice
        begins = burst if dice.chance(self.mix.bursts) else _chosen(dice.throw())
        crowd = self.suspects if self.suspects and dice.chance(0.5) else self.recent
        return begins(Scene(dice, number, f"{self.mark}-{number}", dice.pick(crowd), self.mix.reopening))

    def _listing(self, number: int) -> Beat:
        throw = self.dice.throw()
        if throw < 0.15 and self.recent:  # noqa: PLR2004 - some of the listings are old ones, changed or gone
            return self._old_listing(throw)
        target = self._new_listing(number)
        self.recent.append(target)
        if target.is_fake:
            self.suspects.append(target)
        return Beat(0.0, LISTINGS.name, "listing.published", target.seller_id, target.data)

    def _old_listing(self, throw: float) -> Beat:
        old = self.dice.pick(self.recent)
        if throw < 0.05:  # noqa: PLR2004 - a third of them gone
            gone = {"listing_id": old.data["listing_id"], "seller_id": old.seller_id, "reason": "seller"}
            return Beat(0.0, LISTINGS.name, "listing.withdrawn", old.seller_id, gone)
        data = old.data | {"price_cents": int(old.data["price_cents"] * self.dice.between(0.9, 1.05))}
        return Beat(0.0, LISTINGS.name, "listing.revised", old.seller_id, data)

    def _new_listing(self, number: int) -> Target:
        dice, throw = self.dice, self.dice.throw()
        is_fake = throw < self.mix.fakes
        good = dice.pick(BRANDED if is_fake else GOODS)
        if is_fake:
            title, share = fake(dice, good), dice.between(0.05, 0.3)
        elif throw < self.mix.fakes + self.mix.misleading:
            title, share = misleading(dice, good), dice.between(0.6, 1.0)
        else:
            title, share = honest(dice, good), dice.between(0.7, 1.1)
        seller = f"seller-{int(dice.throw() ** 2 * self.mix.sellers)}"  # a few sell much, many sell little
        data = _offer(good, title, share) | {
            "listing_id": f"listing-{self.mark}-{number}",
            "seller_id": seller,
            "shop_id": f"shop-of-{seller}",
        }
        if good.brand and not is_fake and dice.chance(0.6):
            data["brand_authorisation"] = f"auth-{seller}-{good.english}"
        return Target(seller, data, is_fake)


def _offer(good: Good, title: str, share: float) -> dict[str, Any]:
    """What is offered, at this share of its usual price."""
    offer: dict[str, Any] = {
        "title": title,
        "category": good.category,
        "product_class": good.product_class,
        "price_cents": int(good.usual * share) * 100,
        "list_price_cents": int(good.usual * 1.2) * 100,
        "reference_price_cents": good.usual * 100,
    }
    return offer | {"brand": good.brand} if good.brand else offer


_DATED = {"violation.confirmed": "occurred_at", "offender.listed": "banned_at"}
"""Fields that say when, beside the envelope's time."""


def _chosen(throw: float) -> Any:
    """The storyline that this throw stands for."""
    for share, storyline in STORYLINES:
        throw -= share
        if throw < 0:
            return storyline
    return STORYLINES[0][1]

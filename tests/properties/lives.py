"""Random lives of one seller, everything at once, under the shipped policy and one changed in the middle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import msgspec

from schemas.seal import micros
from streams.core.policy.model import Grace, PolicySet, WindowCap
from streams.core.time import DAY, HOUR
from streams.testing.builders import (
    START,
    JsonEvent,
    acknowledged,
    corrected,
    countered,
    dismissed_view,
    escalated,
    later,
    listing,
    overturned,
    report,
    report_ruled,
    revision,
    utterance,
    violation,
    withdrawal,
)
from tests.replay.telling import shipped

TITLES = ["耐克高仿运动鞋 1比1", "全国销量第一 补水面膜", "精仿女包 专柜级 全套包装", "春季透气休闲板鞋", "纯棉短袖"]
CLASSES = ["counterfeit", "price_fraud", "false_advertising", "hyped_selling", "repeat_offender"]
SEVERITIES = ["slight", "general", "serious", "very_serious"]
Happening = Callable[[dict[str, Any], dict[str, Any], int], list[JsonEvent]]
CHANGED = 20  # days after the start


def policies() -> PolicySet:
    """The shipped policy, and a sterner one with other windows, caps and grace."""
    (one,) = shipped().versions
    ladders = {
        name: msgspec.structs.replace(
            ladder,
            points={severity: points + 1 for severity, points in ladder.points.items()},
            grace=Grace(("slight", "general"), 20 * DAY),
            window_cap=WindowCap(6, 4, ("slight",)),
            day_cap=12,
        )
        for name, ladder in one.ladders.items()
    }
    two = msgspec.structs.replace(
        one,
        version="default@changed",
        effective_from=micros(later(days=CHANGED)),
        ladders=ladders,
        correction_window=60 * HOUR,
        crowd_window=12 * HOUR,
        repeat_window=10 * DAY,
    )
    return PolicySet((one, two))


class Life:
    """Happenings of one seller, from a seed."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.span = dice.choice([1, 5, 40])
        self.is_coarse = dice.random() < 0.5

    def events(self, count: int) -> list[JsonEvent]:
        """So many happenings, some of them several events, at random moments (coarse ones coincide)."""
        often = [self._shown, self._noticed, self._ruled]
        kinds: list[Happening] = [*often, *often, self._said, self._answered]
        return [event for number in range(count) for event in self.dice.choice(kinds)(*self._frame(number), number)]

    def _frame(self, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
        hours = self.dice.random() * self.span * 24
        at = later(hours=round(hours) if self.is_coarse else hours)
        recorded = self._after(at, self.dice.randint(1, 60)) if self.dice.random() < 0.2 else None
        about = self.dice.choice(
            [
                {"target_id": f"l{self.dice.randint(1, 3)}"},
                {"target_id": "room-1", "target_kind": "room"},
                {"target_id": "seller-1", "target_kind": self.dice.choice(["account", "shop"])},
            ]
        )
        return {"at": at, "id": f"e{number}", "recorded": recorded}, about

    @staticmethod
    def _after(at: datetime, hours: float) -> datetime:
        return at + (later(hours=hours) - START)

    def _shown(self, frame: dict[str, Any], about: dict[str, Any], number: int) -> list[JsonEvent]:
        del about, number
        name, title = f"l{self.dice.randint(1, 3)}", self.dice.choice(TITLES)
        how = self.dice.randint(0, 5)
        if how == 0:
            return [withdrawal(name, **frame)]
        if how == 1:
            return [utterance(self.dice.choice(["家人们加我微信 私下给你们便宜", "家人们晚上好"]), **frame)]
        return [(listing if how == 2 else revision)(name, title=title, **frame)]

    def _said(self, frame: dict[str, Any], about: dict[str, Any], number: int) -> list[JsonEvent]:
        """A few people in a row, a look, or what is ruled about a report."""
        dice, who = self.dice, self.dice.randint(0, 9)
        how = dice.randint(0, 5)
        if how == 0:
            return [dismissed_view(reporter_id=f"u{who}", **about, **frame)]
        if how == 1:
            ruling, by = dice.choice(["upheld", "dismissed", "abusive"]), dice.choice(["human", "machine", "regulator"])
            return [report_ruled(f"r{dice.randint(0, 20)}-0", ruling=ruling, ruled_by=by, **about, **frame)]
        people = range(dice.choice([1, 1, 7]))
        return [self._report(frame, about, f"r{number}-{n}", (who + n) % 10, n) for n in people]

    def _report(self, frame: dict[str, Any], about: dict[str, Any], name: str, who: int, minutes: int) -> JsonEvent:
        return report(
            name,
            reporter_id=f"u{who}",
            reason=self.dice.choice(["counterfeit", "counterfeit", "price_fraud"]),
            reporter_kind=self.dice.choice(["viewer", "buyer", "buyer"]),
            reporter_cluster=self.dice.choice([None, "home", f"home-{who}", f"home-{who}"]),
            reporter_since=later(days=-100),
            **about,
            **{**frame, "at": self._after(frame["at"], minutes / 60), "id": f"{frame['id']}-{minutes}"},
        )

    def _noticed(self, frame: dict[str, Any], about: dict[str, Any], number: int) -> list[JsonEvent]:
        del number
        dice, name = self.dice, f"n{self.dice.randint(0, 2)}"
        how = dice.randint(0, 5)
        if how == 0:
            return [countered(name, **frame)]
        if how == 1:
            return [escalated(name, **frame)]
        if how == 2:
            return [report_ruled(name, ruling=dice.choice(["upheld", "dismissed"]), **about, **frame)]
        if how == 3:
            fields = {"target_kind": dice.choice(["account", "shop"]), "target_id": "seller-1", "reason": "other"}
            return [report("a1", reporter_kind="regulator", notice_kind="address_notice", **fields, **frame)]
        return [report(name, reporter_kind=dice.choice(["brand_owner", "regulator", "staff"]), **about, **frame)]

    def _ruled(self, frame: dict[str, Any], about: dict[str, Any], number: int) -> list[JsonEvent]:
        del number
        dice, name = self.dice, f"v{self.dice.randint(0, 6)}"
        if dice.random() < 0.2:
            return [overturned(name, **frame)]
        more: dict[str, Any] = {"case_id": dice.choice([None, None, "c1", "c2"])}
        if dice.random() < 0.4:
            more["occurred_at"] = self._after(frame["at"], -dice.randint(0, 400))
        chosen = {"violation_class": dice.choice(CLASSES), "severity": dice.choice(SEVERITIES)}
        return [violation(name, **chosen, **more, **about, **frame)]

    def _answered(self, frame: dict[str, Any], about: dict[str, Any], number: int) -> list[JsonEvent]:
        del number
        kind = about.get("target_kind", "listing")
        return [self.dice.choice([corrected, acknowledged])(about["target_id"], target_kind=kind, **frame)]

"""Who is of which gang, worked out from all rows, account by account and pair by pair, with no thought for cost.

What `streams.core.gangs` remembers, and does by sets, is compared with this.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from hashlib import sha256
from itertools import combinations
from math import log2
from typing import NamedTuple

from streams.core.gangs import region as regions
from streams.core.gangs.adopted import LEAST, MOST_OTHERS
from streams.core.gangs.community import LEAST_BITS
from streams.core.gangs.nodes import DESK_LEAST, EXPLAINED
from streams.core.policy.linkage import IdentifierKind
from streams.core.policy.model import Policy
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.store import Rows

ROOM = {"place", "handset"}


class Tie(NamedTuple):
    """What an account has to do with some others."""

    groups: dict[str, float]
    strong: bool
    near: frozenset[str]


class Definition:
    """All gangs of some rows at a moment."""

    def __init__(self, rows: Rows, policy: Policy, at: int) -> None:
        self.policy, self.model, self.at = policy, policy.gangs, at
        self.rows = {row.account_id: row for row in rows.values() if isinstance(row, GangAccountRow)}
        self.kinds = {name: self._kinds(row) for name, row in self.rows.items()}
        posted = {key.partition("/")[2]: row for key, row in rows.items() if isinstance(row, GangTokenRow)}
        self.holders = {
            token: {name for name in row.members if token in self.kinds.get(name, ())} for token, row in posted.items()
        }

    def _kinds(self, row: GangAccountRow) -> dict[str, IdentifierKind]:
        known = {token: self.policy.identifiers.get(kind) for token, kind in row.tokens.items()}
        return {token: kind for token, kind in known.items() if kind and not kind.rare and not row.cleared}

    def others(self, name: str, token: str) -> set[str]:
        """Whom a token ties to an account."""
        holders = self.holders.get(token, set())
        if name not in holders:
            return set()
        if self.kinds[name][token].group in EXPLAINED:
            named = Counter(agency for one in holders for agency in set(self.rows[one].agencies))
            most = max(named.values(), default=0)
            if most >= DESK_LEAST and most * 2 > len(holders):
                return set()
            mine = set(self.rows[name].agencies)
            holders = {one for one in holders if mine.isdisjoint(self.rows[one].agencies)}
        return holders - {name}

    def is_near(self, one: str, other: str) -> bool:
        """Whether two opened near each other."""
        first, second = self.rows[one].opened, self.rows[other].opened
        return first is not None and second is not None and abs(first - second) <= self.model.burst

    def tie(self, name: str, members: set[str]) -> Tie:
        """What ties an account to these."""
        groups, near, strong = dict[str, float](), set[str](), False
        for token, kind in self.kinds[name].items():
            met = self.others(name, token) & members
            if met:
                together = {one for one in met if self.is_near(name, one)}
                bits = kind.agreement() - log2(max(len(self.holders[token]) - 1 - len(together), 1))
                known = groups.get(kind.group, 0.0)
                most = bits if kind.strength == "strong" else known + bits
                cap = most if kind.strength == "strong" else self.policy.linkage.caps.get(kind.group, bits)
                groups[kind.group] = max(known, min(most, cap))
                strong = strong or kind.strength == "strong"
                near |= together
        return Tie(groups, strong, frozenset(near))

    def belongs(self, tie: Tie) -> bool:
        """Whether that is enough."""
        groups = {group for group, bits in tie.groups.items() if bits >= LEAST_BITS}
        kinds = len(groups) + (len(tie.near) >= self.model.near)
        return sum(tie.groups.values()) >= self.model.bits and (tie.strong or kinds > 1) and groups != {"place"}

    @cached_property
    def regions(self) -> list[set[str]]:
        """All who could belong, by how they are connected."""
        left = {name for name in self.rows if self.belongs(self.tie(name, set(self.rows)))}
        conduct, found = set(left), []
        while left:
            waiting, seen = [left.pop()], set[str]()
            while waiting:
                name = waiting.pop()
                seen.add(name)
                for token, kind in self.kinds[name].items():
                    met = (self.others(name, token) & conduct) - seen
                    waiting += [one for one in met if kind.group != "place" or self.is_near(name, one)]
            left -= seen
            found.append(seen)
        return [one for one in found if len(one) <= regions.MAX_REGION]

    def circles(self, region: set[str]) -> tuple[list[set[str]], dict[str, Tie]]:
        """Those of a region who belong among each other, in circles."""
        members = set(region)
        while True:
            ties = {name: self.tie(name, members) for name in members}
            loose = {name for name, tie in ties.items() if not self.belongs(tie)}
            if not loose:
                break
            members -= loose
        circles = _joined([{name} for name in sorted(members)], [p for p in combinations(members, 2) if self._firm(*p)])
        while True:
            joined = self._linked(sorted(circles, key=min))
            if len(joined) == len(circles):
                return circles, ties
            circles = joined

    def _shared(self, one: str, other: str) -> dict[str, IdentifierKind]:
        return {token: kind for token, kind in self.kinds[one].items() if other in self.others(one, token)}

    def _firm(self, one: str, other: str) -> bool:
        kinds = self._shared(one, other).values()
        several = len({kind.group for kind in kinds}) > 1 or any(kind.strength == "strong" for kind in kinds)
        return several or (self.is_near(one, other) and any(kind.group != "place" for kind in kinds))

    def _linked(self, circles: list[set[str]]) -> list[set[str]]:
        least, pairs, best = self.model.min_size, list[tuple[str, str]](), dict[str, tuple[int, int, str]]()
        for one, other in combinations(circles, 2):
            links = self._links(one, other)
            if links and min(len(one), len(other)) >= least:
                pairs += [(min(one), min(other))] if len(links) > 1 else []
            for small, large in ((one, other), (other, one)) if links else ():
                if len(small) < least:
                    worth = (-len(links), -len(large), min(large))
                    best[min(small)] = min(best.get(min(small), worth), worth)
        for small, (_, _, large) in best.items():
            if len(next(one for one in circles if min(one) == small)) < least:
                pairs.append((small, large))
        return _joined(circles, pairs)

    def _links(self, one: set[str], other: set[str]) -> set[str]:
        found, large = set[str](), min(len(one), len(other)) >= self.model.min_size
        for first in one:
            for second in other:
                for token, kind in self._shared(first, second).items():
                    if kind.group != "place":
                        found.add(token)
                    elif large and self.is_near(first, second):
                        found.add(f"{token} {first if min(one) < min(other) else second}")
        return found

    @cached_property
    def gangs(self) -> list[set[str]]:
        """By evidence of their own."""
        return [
            circle
            for region in self.regions
            for circles, ties in [self.circles(region)]
            for circle in circles
            if self._is_gang(circle, [ties[name] for name in circle])
        ]

    def _is_gang(self, members: set[str], ties: list[Tie]) -> bool:
        model, size = self.model, len(members)
        banned = sum(any(end is None or end > self.at for _, end in self.rows[name].spans) for name in members)
        opened = [row.opened for name in members if (row := self.rows[name]).opened is not None]
        burst = max((sum(0 <= b - a <= model.burst for b in opened) for a in opened), default=0) * 2 >= size
        groups = {group for tie in ties for group, bits in tie.groups.items() if bits >= LEAST_BITS}
        alone = model.unbanned_size if burst and len(groups) >= model.kinds else size + 1
        least = (
            alone if banned < model.min_banned else model.lone_size if banned == model.min_banned else model.min_size
        )
        if len(groups) + bool(banned) + burst < model.kinds or not least <= size <= model.max_size:
            return False
        of_a_room = groups <= ROOM and not any(tie.strong for tie in ties)
        return not (of_a_room or self._share_one_value(members)) or banned > max(
            size * (0.1 if burst else 0.25), model.min_banned
        )

    def _share_one_value(self, members: set[str]) -> bool:
        """Whether most share one value with one another, and nothing else."""
        held = {
            name: [
                token
                for token, kind in self.kinds[name].items()
                if kind.agreement() >= LEAST_BITS and len(self.holders.get(token, set()) & members) > 1
            ]
            for name in members
        }
        only = Counter(tokens[0] for tokens in held.values() if len(tokens) == 1)
        return max(only.values(), default=0) > len(members) / 2

    def seats(self) -> dict[str, str]:
        """Account -> what its gang is called, of all who are of one."""
        own = {name: gang for gang in self.gangs for name in gang}
        found = {name: own.get(name) or self._adopting(name) for name in self.rows}
        return {name: self._called(gang) for name, gang in found.items() if gang}

    def _adopting(self, name: str) -> set[str] | None:
        found: list[tuple[int, str, set[str]]] = []
        for token, kind in self.kinds[name].items():
            others = self.others(name, token)
            for gang in self.gangs if kind.agreement() >= LEAST_BITS else ():
                inside, near = others & gang, {one for one in others & gang if self.is_near(name, one)}
                if len(near) >= LEAST and len(inside) >= (1 - MOST_OTHERS) * (len(self.holders[token]) - 1):
                    found.append((len(inside), min(gang), gang))
        return max(found, key=lambda one: one[:2], default=(0, "", None))[2]

    def _called(self, gang: set[str]) -> str:
        def began(name: str) -> float:
            row = self.rows[name]
            return min([since for since, _ in row.spans] + ([] if row.opened is None else [row.opened]), default=1e99)

        first = min(gang, key=lambda name: (began(name), name))
        return sha256(f"gang {first}".encode()).hexdigest()[:16]


def _joined(sets: list[set[str]], pairs: list[tuple[str, str]]) -> list[set[str]]:
    found = [set(one) for one in sets]
    for one, other in pairs:
        left = next(circle for circle in found if one in circle)
        if other not in left:
            right = next(circle for circle in found if other in circle)
            found = [circle for circle in found if circle is not right]
            left |= right
    return found

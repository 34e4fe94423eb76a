"""Learning what likeness says, without labels: from pairs that share a strong identifier, or a blocking key.

How often strangers agree (`u`) is counted on random pairs. How often one person's records do (`m`) is counted on pairs
that share a strong identifier, where there are enough of those. Else it is what explains the blocked pairs best
(expectation maximisation), beside strangers who share a key and therefore agree more than others do. Fields are taken
for independent given the truth, which makes free weights brittle: they are cut to the bounds that a policy may hold,
what is more alike never says less, and a person reads them before they are activated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2

import msgspec

from streams.core.identity.alike import Sketches, closest
from streams.core.identity.compare import LEVELS

Levels = Mapping[str, int]
ROUNDS = 60
FLOOR = 1e-5
UNSEEN = 0.5  # pairs: what never happened in so few may still happen
MOST = 14.0


ENOUGH = 200
"""Pairs, fewer teach nothing. From so many that are one person's by a strong identifier on nothing is guessed."""


class Learnt(msgspec.Struct, frozen=True):
    """Bits by kind and level, the share of blocked pairs that are one person, and by kind on how many pairs `m` rests.

    `known` is how many pairs share a strong identifier, where it was learnt from those; else 0.
    """

    bits: dict[str, tuple[float, ...]]
    share: float
    pairs: int
    known: int
    rests_on: dict[str, int]


def levels_of(one: Sketches, other: Sketches) -> dict[str, int]:
    """How alike two accounts are, for every kind both have."""
    found = {}
    for kind in LEVELS:
        level, _ = closest(kind, one, other)
        if level is not None:
            found[kind] = level
    return found


def learn(blocked: Sequence[Levels], random: Iterable[Levels], known: Sequence[Levels] = ()) -> Learnt:
    """Weights from candidate pairs, from random ones, and from those known to be one person's.

    Kinds that no pair has are left out.
    """
    taught = known if len(known) >= ENOUGH else blocked
    counts, having = _counts(random), _counts(taught)
    seen = [kind for kind in LEVELS if counts[kind] and having[kind]]
    u = {kind: _shares(counts[kind], kind) for kind in seen}
    if taught is known:
        m, share = {kind: _shares(having[kind], kind) for kind in seen}, 1.0
    else:
        m, share = _guessed(blocked, seen, u)
    return Learnt(
        bits={kind: falling(m[kind], u[kind]) for kind in seen},
        share=share,
        pairs=len(taught),
        known=len(known) if taught is known else 0,
        rests_on={kind: having[kind].total() for kind in seen},
    )


def _counts(pairs: Iterable[Levels]) -> dict[str, Counter[int]]:
    counts: dict[str, Counter[int]] = {kind: Counter() for kind in LEVELS}
    for pair in pairs:
        for kind, level in pair.items():
            counts[kind][level] += 1
    return counts


def _guessed(blocked: Sequence[Levels], seen: Sequence[str], u: Table) -> tuple[Table, float]:
    patterns = Counter(tuple((kind, pair[kind]) for kind in seen if kind in pair) for pair in blocked)
    m, blocked_u, share = {kind: _start(kind) for kind in seen}, u, 0.2
    for _ in range(ROUNDS):
        m, blocked_u, share = _round(patterns, m, blocked_u, share)
    return m, share


def falling(m: Sequence[float], u: Sequence[float]) -> tuple[float, ...]:
    """Bits by level, the most alike first; neighbours that would rise are taken together, for they are noise."""
    runs: list[tuple[float, float, int]] = []
    for one, other in zip(m, u, strict=True):
        run = (max(one, FLOOR), max(other, FLOOR), 1)
        while runs and runs[-1][0] * run[1] < run[0] * runs[-1][1]:
            last = runs.pop()
            run = (last[0] + run[0], last[1] + run[1], last[2] + run[2])
        runs.append(run)
    return tuple(_bits(ours, theirs) for ours, theirs, levels in runs for _ in range(levels))


Table = dict[str, tuple[float, ...]]
Pattern = tuple[tuple[str, int], ...]


def _round(patterns: Counter[Pattern], m: Table, u: Table, share: float) -> tuple[Table, Table, float]:
    """One step: how likely each pattern is a match, then what matches agree on, and what strangers do."""
    same: dict[str, dict[int, float]] = {kind: {} for kind in m}
    other: dict[str, dict[int, float]] = {kind: {} for kind in m}
    matched = 0.0
    for pattern, times in patterns.items():
        yes, no = share, 1.0 - share
        for kind, level in pattern:
            yes *= m[kind][level]
            no *= u[kind][level]
        likely = times * yes / (yes + no)
        matched += likely
        for kind, level in pattern:
            same[kind][level] = same[kind].get(level, 0.0) + likely
            other[kind][level] = other[kind].get(level, 0.0) + times - likely
    total = sum(patterns.values())
    new_m = {kind: _shares(same[kind], kind) for kind in m}
    new_u = {kind: _shares(other[kind], kind) for kind in u}
    return new_m, new_u, min(max(matched / total, FLOOR), 1 - FLOOR)


def _start(kind: str) -> tuple[float, ...]:
    """Most records of one person agree."""
    levels = LEVELS[kind]
    return (0.7, *(0.25 / (levels - 1) for _ in range(levels - 1)), 0.05) if levels > 1 else (0.95, 0.05)


def _shares(counts: Mapping[int, float], kind: str) -> tuple[float, ...]:
    total = sum(counts.values()) + UNSEEN * (LEVELS[kind] + 1)
    return tuple((counts.get(level, 0) + UNSEEN) / total for level in range(LEVELS[kind] + 1))


def _bits(m: float, u: float) -> float:
    return round(min(max(log2(m / u), -MOST), MOST), 1) + 0.0  # no minus nothing

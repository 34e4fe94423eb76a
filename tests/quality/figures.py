"""The figures of the quality report: shares with their confidence bounds, per class, per disguise and per context."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from tests.quality.disguising import SIMPLE
from tests.quality.judging import Verdict, verdicts
from tests.quality.rows import Row

CLASSES = ("counterfeit", "false_advertising", "off_platform", "price_fraud")
_LEVELS = dict.fromkeys(SIMPLE, "simple") | dict.fromkeys(("plain", "tail", "english"), "plain")
_LEVELS |= dict.fromkeys(("productive", "nickname"), "worded")


class Judged(NamedTuple):
    """A row and what the shipped policy makes of it."""

    row: Row
    verdict: Verdict

    @property
    def is_honest(self) -> bool:
        """Whether nothing may be flagged."""
        return self.row.expected == "none"

    @property
    def is_right(self) -> bool:
        """Whether it was read as labelled."""
        return not self.verdict.classes if self.is_honest else self.row.expected in self.verdict.classes


def judged(chosen: Iterable[Row]) -> list[Judged]:
    """Each row with its verdict."""
    listed = list(chosen)
    found = verdicts([row.listing for row in listed])
    return [Judged(row, verdict) for row, verdict in zip(listed, found, strict=True)]


def upper(errors: int, total: int) -> float:
    """The upper end of the 95 % Wilson interval of a share."""
    if not total:
        return 1.0
    z, share = 1.96, errors / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle + spread) / (1 + z * z / total)


def level(group: str) -> str:
    """How well a group of fakes hides: plain, worded, simple, hidden, or both brand and word."""
    return "both" if group.startswith("both_") else _LEVELS.get(group, "hidden")


def recalls(results: list[Judged]) -> dict[str, float]:
    """Recall of fakes by how well they hide."""
    found: dict[str, list[bool]] = defaultdict(list)
    for one in results:
        if one.row.expected == "counterfeit":
            found[level(one.row.group)].append(one.is_right)
    return {name: sum(hits) / len(hits) for name, hits in found.items()}


def classes(results: list[Judged]) -> list[str]:
    """Precision, recall and false alarms per class."""
    honest = [one for one in results if one.is_honest]
    lines = [f"{'class':<20}{'rows':>6}{'precision':>11}{'recall':>9}{'false alarms':>14}{'at most (95 %)':>16}"]
    for name in CLASSES:
        of_class = [one for one in results if one.row.expected == name]
        hit, alarms = sum(one.is_right for one in of_class), sum(name in one.verdict.classes for one in honest)
        shares = f"{hit / max(hit + alarms, 1):>11.3f}{hit / max(len(of_class), 1):>9.3f}"
        lines.append(
            f"{name:<20}{len(of_class):>6}{shares}{alarms:>8}/{len(honest)}{upper(alarms, len(honest)):>15.3%}"
        )
    return lines


def disguises(results: list[Judged]) -> list[str]:
    """Precision and recall of fakes per way of hiding, and honest rows in which such a hit led to a false alarm."""
    alarms = Counter(fold for one in results if one.is_honest for fold in one.verdict.folds)
    honest = sum(one.is_honest for one in results)
    groups: dict[str, list[bool]] = defaultdict(list)
    for one in results:
        if one.row.expected == "counterfeit":
            groups[one.row.group.removeprefix("both_")].append(one.is_right)
    lines = [f"{'disguise':<20}{'rows':>6}{'precision':>11}{'recall':>9}{'false alarms':>14}{'at most (95 %)':>16}"]
    for name, hits in sorted(groups.items()):
        hit, wrong = sum(hits), alarms["separator" if name == "separators" else name]
        shares = f"{hit / max(hit + wrong, 1):>11.3f}{hit / len(hits):>9.3f}"
        lines.append(f"{name:<20}{len(hits):>6}{shares}{wrong:>8}/{honest}{upper(wrong, honest):>15.3%}")
    return lines


def groups(results: list[Judged]) -> list[str]:
    """How many rows of each group are read rightly."""
    right: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for one in results:
        right[(one.row.expected, one.row.group)][one.is_right] += 1
    lines = [f"{'expected':<20}{'group':<20}{'rows':>6}{'right':>8}"]
    for (expected, group), count in sorted(right.items()):
        lines.append(f"{expected:<20}{group:<20}{count.total():>6}{count[True] / count.total():>8.3f}")
    return lines


def share(name: str, wrong: int, total: int) -> str:
    """A share of false alarms with its upper bound."""
    return f"{name} flagged: {wrong}/{total} = {wrong / max(total, 1):.3%}, at most {upper(wrong, total):.3%} (95 %)"


def misses(results: list[Judged]) -> list[str]:
    """The rows that were read wrongly, and where they stand."""
    return [
        f"{one.row.place}: {one.row.expected}/{one.row.group} -> {sorted(one.verdict.classes)}: {one.row.listing.title}"
        for one in results
        if not one.is_right
    ]

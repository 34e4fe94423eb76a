"""How well listings are read: `python -m tests.quality.report [--set-aside] [--misses]`. Exit 1 below the floors."""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.quality.disguising import SIMPLE
from tests.quality.judging import flagged, lexicons
from tests.quality.rows import Row, rows
from tests.quality.titles import genuine

TITLES = 12_000
FLOORS = {"plain": 0.99, "simple": 0.98, "hidden": 0.85, "both": 0.80}


def upper(errors: int, total: int) -> float:
    """The upper end of the 95 % Wilson interval of a share."""
    if not total:
        return 1.0
    z, share = 1.96, errors / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle + spread) / (1 + z * z / total)


def judged(chosen: Iterable[Row]) -> list[tuple[Row, set[str]]]:
    """Each row with the classes it was flagged as."""
    listed = list(chosen)
    return list(zip(listed, flagged([row.listing for row in listed]), strict=True))


def classes(results: list[tuple[Row, set[str]]]) -> list[str]:
    """Precision and recall per class."""
    lines = [f"{'class':<20}{'rows':>6}{'precision':>11}{'recall':>9}"]
    for name in ("counterfeit", "false_advertising", "off_platform", "price_fraud"):
        hit = sum(name in found and row.expected == name for row, found in results)
        said = hit + sum(name in found for row, found in results if row.expected == "none")
        true = sum(row.expected == name for row, _ in results)
        lines.append(f"{name:<20}{true:>6}{hit / max(said, 1):>11.3f}{hit / max(true, 1):>9.3f}")
    return lines


def groups(results: list[tuple[Row, set[str]]]) -> list[str]:
    """Recall per group of positives, false alarms per group of negatives."""
    right: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for row, found in results:
        good = not found if row.expected == "none" else row.expected in found
        right[(row.expected, row.group)][good] += 1
    lines = [f"{'expected':<20}{'group':<20}{'rows':>6}{'right':>8}"]
    for (expected, group), count in sorted(right.items()):
        lines.append(f"{expected:<20}{group:<20}{count.total():>6}{count[True] / count.total():>8.3f}")
    return lines


def recalls(results: list[tuple[Row, set[str]]]) -> dict[str, float]:
    """Recall of fakes by how well they hide."""
    found: dict[str, list[bool]] = defaultdict(list)
    for row, seen in results:
        if row.expected == "counterfeit":
            level = "both" if row.group.startswith("both_") else "simple" if row.group in SIMPLE else "hidden"
            found["plain" if row.group in {"plain", "tail", "english"} else level].append("counterfeit" in seen)
    return {level: sum(hits) / len(hits) for level, hits in found.items()}


def misses(results: list[tuple[Row, set[str]]]) -> list[str]:
    """The rows that were read wrongly, and where they stand."""
    wrong = [(row, found) for row, found in results if (row.expected not in found if row.expected != "none" else found)]
    return [f"{row.place}: {row.expected}/{row.group} -> {sorted(found)}: {row.listing.title}" for row, found in wrong]


def share(name: str, wrong: int, total: int) -> str:
    """A share of false alarms with its upper bound."""
    return f"{name} flagged: {wrong}/{total}, at most {upper(wrong, total):.3%} (95 %)"


def main(arguments: list[str]) -> int:
    """Print the report."""
    aside = "--set-aside" in arguments
    results = judged(row for row in rows() if row.is_set_aside == aside)
    negatives = [found for row, found in results if row.expected == "none"]
    wrong = sum(map(bool, negatives))
    titles = list(genuine(lexicons().brands, TITLES))
    alarms = [(title.title, found) for title, found in zip(titles, flagged(titles), strict=True) if found]
    found = recalls(results)
    lines = [f"# {'set aside' if aside else 'development'}: {len(results)} rows, {len(negatives)} hard negatives", ""]
    lines += [*classes(results), "", *groups(results), ""]
    lines += [f"recall of {name} fakes: {value:.3f}" for name, value in sorted(found.items())]
    lines += [share("hard negatives", wrong, len(negatives)), share("genuine titles", len(alarms), len(titles))]
    if "--misses" in arguments:
        lines += misses(results) + [f"genuine -> {sorted(classes)}: {title}" for title, classes in alarms]
    sys.stdout.write("\n".join(lines) + "\n")
    low = any(found.get(level, 1.0) < floor for level, floor in FLOORS.items())
    return int(low or wrong > len(negatives) * 0.05 or len(alarms) > len(titles) * 0.001)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

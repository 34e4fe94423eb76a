"""How well listings are read: `python -m tests.quality.report [--set-aside] [--misses]`. Exit 1 below the floors."""

from __future__ import annotations

import sys

from tests.quality.figures import Judged, classes, disguises, groups, judged, misses, recalls, share
from tests.quality.judging import flagged, lexicons
from tests.quality.rows import rows
from tests.quality.titles import genuine, promotions

TITLES = 12_000
PROMOTIONS = 4_000
FLOORS = {"plain": 0.99, "worded": 0.90, "simple": 0.99, "hidden": 0.95, "both": 0.92}
"""Recall of fakes by how well they hide: what this state of the lexicons reaches with a little to spare."""
HONEST_FLAGGED = 0.005


def _contexts(results: list[Judged]) -> list[Judged]:
    """Honest rows in which a word of a claim stands in an innocent context."""
    return [one for one in results if one.is_honest and "advertising" in one.row.place]


def _figures(results: list[Judged]) -> list[str]:
    """The tables and shares over labelled rows."""
    honest = [one for one in results if one.is_honest]
    innocent, sales = _contexts(results), [one for one in honest if one.row.group == "promotion"]
    lines = [*classes(results), "", *disguises(results), "", *groups(results), ""]
    lines += [f"recall of {name} fakes: {value:.3f}" for name, value in sorted(recalls(results).items())]
    for name, rows_ in (("hard negatives", honest), ("innocent contexts", innocent), ("labelled promotions", sales)):
        lines.append(share(name, sum(not one.is_right for one in rows_), len(rows_)))
    return lines


def main(arguments: list[str]) -> int:
    """Print the report."""
    aside = "--set-aside" in arguments
    results = judged(row for row in rows() if row.is_set_aside == aside)
    honest = [one for one in results if one.is_honest]
    titles, offers = list(genuine(lexicons().brands, TITLES)), list(promotions(lexicons().brands, PROMOTIONS))
    alarms = [(title.title, found) for title, found in zip(titles, flagged(titles), strict=True) if found]
    offended = sum("price_fraud" in found for found in flagged(offers))
    lines = [f"# {'set aside' if aside else 'development'}: {len(results)} rows, {len(honest)} hard negatives", ""]
    lines += [*_figures(results), share("genuine titles", len(alarms), len(titles))]
    lines.append(share("generated promotions", offended, len(offers)))
    if "--misses" in arguments:
        lines += misses(results) + [f"genuine -> {sorted(found)}: {title}" for title, found in alarms]
    sys.stdout.write("\n".join(lines) + "\n")
    found = recalls(results)
    low = not aside and any(found.get(name, 1.0) < floor for name, floor in FLOORS.items())
    wrong = sum(not one.is_right for one in honest)
    return int(
        low or wrong > len(honest) * HONEST_FLAGGED or len(alarms) > len(titles) * 0.001 or offended > len(offers) / 100
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Fit the curve from a crowd's weight to a probability, on simulated communities; check it on others.

`python -m tests.simulation.calibrate` prints the three numbers for the policy's `crowd` section, and how they hold on
communities of another seed: the ROC area of each kind, and of each tenth of scores how many really were guilty.
"""

from __future__ import annotations

from math import exp, log

from streams.testing.communities import KINDS, community
from tests.replay.telling import shipped
from tests.simulation.measured import Crowdest, crowdest, roc_area

TARGETS, FIT, CHECK = 200, 1, 2
ROUNDS, PACE = 6_000, 0.5
Curve = tuple[float, float, float]


def fitted(rows: list[Crowdest]) -> Curve:
    """Logistic regression on (1, ln(crowd + 0.05), diversity), by plain gradient ascent of the likelihood."""
    points = [((1.0, log(row.crowd + 0.05), row.diversity), row.guilty) for row in rows]
    curve = [0.0, 0.0, 0.0]
    for _ in range(ROUNDS):
        slope = [0.0, 0.0, 0.0]
        for point, guilty in points:
            missed = guilty - _probability(curve, point)
            slope = [one + missed * part for one, part in zip(slope, point, strict=True)]
        curve = [one + PACE * part / len(points) for one, part in zip(curve, slope, strict=True)]
    return (curve[0], curve[1], curve[2])


def _probability(curve: list[float], point: tuple[float, float, float]) -> float:
    return 1 / (1 + exp(-sum(one * part for one, part in zip(curve, point, strict=True))))


def of_seed(seed: int) -> dict[str, list[Crowdest]]:
    """All communities of one seed, each with its own reporters."""
    return {kind: crowdest(community(kind, TARGETS, seed), shipped()) for kind in KINDS}


def main() -> None:
    """Fit on one seed, print, check on another."""
    rows = [row for of_kind in of_seed(FIT).values() for row in of_kind]
    print("intercept {:.1f}, slope {:.1f}, diversity {:.1f}".format(*fitted(rows)))  # noqa: T201 - it is a program
    checked = of_seed(CHECK)
    for kind, of_kind in checked.items():
        print(f"{kind:<9} ROC area {roc_area((row.guilty, row.probability) for row in of_kind):.3f}")  # noqa: T201
    rows = [row for of_kind in checked.values() for row in of_kind]
    print(f"all       ROC area {roc_area((row.guilty, row.probability) for row in rows):.3f}")  # noqa: T201
    for tenth in range(10):
        inside = [row for row in rows if tenth <= min(row.probability * 10, 9.99) < tenth + 1]
        if inside:
            guilty = sum(row.guilty for row in inside) / len(inside)
            print(f"score {tenth / 10:.1f}-{(tenth + 1) / 10:.1f}: {len(inside):4} targets, {guilty:.2f} guilty")  # noqa: T201


if __name__ == "__main__":
    main()

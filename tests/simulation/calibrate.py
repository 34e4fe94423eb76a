"""Fit the curve from a crowd's weight to a probability, on simulated communities; check it on others.

`python -m tests.simulation.calibrate` prints the three numbers for the policy's `crowd` section, and how the policy as
it is holds on communities of another seed: the ROC area of each kind, and of each tenth of *published* scores how many
really were guilty. Fitted is what may be published: each target's crowd from a weight of 1 on, each time it has grown
by a fifth, and of a crowd that never weighs so much its heaviest moment. (A curve fitted to targets at their end says
too little of a crowd on its way: of those reminded at 0.3, two in three were guilty.)
"""

from __future__ import annotations

from math import exp, log

from streams.testing.communities import KINDS, Target, community, unlinked
from tests.replay.telling import shipped
from tests.simulation.measured import Grown, Moment, grown, published, roc_area, tenths

TARGETS, FIT, CHECK = 200, 1, 2
LEAST, STEP = 1.0, 1.2
ROUNDS, RIDGE = 40, 1e-4
Curve = tuple[float, float, float]


def fitted(targets: list[Grown]) -> Curve:
    """Logistic regression on (1, ln(crowd + 0.05), diversity), by Newton's steps."""
    points = [(_point(moment), one.guilty) for one in targets for moment in one.spoken(LEAST, STEP)]
    curve = [0.0, 0.0, 0.0]
    for _ in range(ROUNDS):
        slope, bend = [0.0] * 3, [[RIDGE * (one == other) for one in range(3)] for other in range(3)]
        for point, guilty in points:
            said = _probability(curve, point)
            slope = [one + (guilty - said) * part for one, part in zip(slope, point, strict=True)]
            for row, part in zip(bend, point, strict=True):
                row[:] = [one + said * (1 - said) * part * other for one, other in zip(row, point, strict=True)]
        curve = [one + step for one, step in zip(curve, _solved(bend, slope), strict=True)]
    return (curve[0], curve[1], curve[2])


def _solved(rows: list[list[float]], right: list[float]) -> list[float]:
    """Gauss; the bend of a likelihood needs no exchange of rows."""
    lines = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for place, pivot in enumerate(lines):
        for other in lines:
            if other is not pivot:
                share = other[place] / pivot[place]
                other[:] = [one - share * part for one, part in zip(other, pivot, strict=True)]
    return [line[3] / line[place] for place, line in enumerate(lines)]


def _point(moment: Moment) -> Curve:
    return (1.0, log(moment.crowd + 0.05), moment.diversity)


def _probability(curve: list[float], point: Curve) -> float:
    score = sum(one * part for one, part in zip(curve, point, strict=True))
    return 1 / (1 + exp(-max(min(score, 50.0), -50.0)))


def of_seed(seed: int) -> dict[str, list[Target]]:
    """All communities of one seed, each with its own reporters."""
    return {kind: list(community(kind, TARGETS, seed)) for kind in KINDS}


def say(*words: object) -> None:
    """A line of the program's answer."""
    print(*words)  # noqa: T201 - it is a program


def main() -> None:
    """Fit on one seed, print, check the policy on another."""
    known = [one for targets in of_seed(FIT).values() for one in grown(targets, shipped())]
    say("intercept {:.1f}, slope {:.1f}, diversity {:.1f}".format(*fitted(known)))
    fresh, told, everybody = of_seed(CHECK), list[tuple[str, bool, float]](), list[tuple[bool, float]]()
    for kind, targets in fresh.items():
        scored = [(one.guilty, one.heaviest().probability) for one in grown(targets, shipped())]
        everybody += scored
        told += published(targets, shipped())
        say(f"{kind:<9} ROC area {roc_area(scored):.3f}")
    say(f"all       ROC area {roc_area(everybody):.3f}")
    reminders = [(guilty, score) for measure, guilty, score in told if measure == "remind"]
    said, right = (sum(one[place] for one in reminders) / len(reminders) for place in (1, 0))
    say(f"{len(reminders)} reminders: said {said:.2f}, guilty {right:.2f}")
    for tenth, count, said, right in tenths((guilty, score) for _, guilty, score in told):
        say(f"score {tenth / 10:.1f}-{(tenth + 1) / 10:.1f}: {count:4} measures, said {said:.2f}, guilty {right:.2f}")
    alone = [score for measure, _, score in published([unlinked(300)], shipped()) if measure == "remind"]
    say(f"300 accounts, each with a device of its own, about an innocent: reminded at {alone}")


if __name__ == "__main__":
    main()

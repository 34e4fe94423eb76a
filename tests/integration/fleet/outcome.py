"""How every test of the fleet ends: everything decided, time moved on, the stream beside the replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas import topics
from schemas.seal import micros
from streams.core.policy.model import PolicySet
from streams.core.time import DAY
from streams.testing.envelopes import START
from streams.testing.traffic import Record
from tests.integration.fleet.broker import read, write_ticks
from tests.integration.fleet.process import WorkerProcess, wait_quiet
from tests.integration.fleet.truth import Outcome, published, replayed

PARTITIONS = 4
AS_OF = micros(START) + 30 * DAY


def finish(
    workers: Sequence[WorkerProcess], records: Sequence[Record], as_of: int = AS_OF, policies: PolicySet | None = None
) -> tuple[Outcome, Outcome]:
    """What the stream published, and what the replay of the same records says."""
    bootstrap = workers[0].bootstrap
    wait_quiet(workers)
    write_ticks(bootstrap, PARTITIONS, as_of)
    wait_quiet(workers)
    got = published(read(bootstrap, topics.ENFORCEMENTS.name), read(bootstrap, topics.APPLICATIONS.name))
    return got, replayed(records, as_of, policies)


def assert_exact(got: Outcome, expected: Outcome) -> None:
    """Nothing lost, nothing twice, the standing right."""
    assert expected.standing
    assert got.twice() == []
    assert _apart(got.standing, expected.standing) == ([], [])
    assert _apart(got.answers.items(), expected.answers.items()) == ([], [])
    assert _apart(got.gangs.items(), expected.gangs.items()) == ([], [])


def _apart(got: Iterable[object], expected: Iterable[object]) -> tuple[list[object], list[object]]:
    """What only the stream says, and what only the replay says."""
    one, other = set(got), set(expected)
    return sorted(one - other, key=repr), sorted(other - one, key=repr)

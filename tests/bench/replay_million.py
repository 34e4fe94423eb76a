"""Replay of a million listing events: events a second, peak memory, and whether an event costs more with more sellers.

`python -m tests.bench.replay_million [EVENTS]`. The ratio is between two runs of the same program on the same
machine, one after the other: cost an event with a million sellers over cost an event with ten thousand.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from streams.testing.traffic import Mix, traffic

EVENTS = 1_000_000
FEW, MANY = 10_000, 1_000_000


def write(path: Path, events: int, sellers: int) -> None:
    """Listings only, as simulated."""
    with path.open("wb") as file:
        for record in traffic(Mix(seed=7, sellers=sellers, listings=1.0), events):
            file.write(record.value + b"\n")


def measure(path: Path) -> dict[str, float]:
    """One replay in this process: seconds a million events, and the peak memory so far."""
    from tests.replay.telling import replayed, shipped  # noqa: PLC0415 - loading is not what is measured

    shipped()
    started = time.perf_counter()
    replay, _ = replayed(path)
    seconds = time.perf_counter() - started
    events = sum(replay.verdicts.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"events": events, "seconds": seconds, "peak_mib": peak, "rows": len(replay.rows)}


def main() -> None:
    """Write both files, measure each in a process of its own, print the figures as JSON."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]))))  # noqa: T201 - it is a program
        return
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for sellers in (FEW, MANY):
            path = Path(folder) / f"{sellers}.jsonl"
            write(path, events, sellers)
            command = [sys.executable, "-m", "tests.bench.replay_million", "--measure", str(path)]
            figures[sellers] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    few, many = figures[FEW], figures[MANY]
    print(json.dumps({"few_sellers": few, "many_sellers": many}, indent=1))  # noqa: T201
    print(f"events/s: {few['events'] / few['seconds']:.0f}")  # noqa: T201
    print(f"cost ratio, {MANY} over {FEW} sellers: {many['seconds'] / few['seconds']:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()

# ruff: noqa: T201  # a bench prints its figures
"""What a restore costs: rows of accounts and tokens, read back from a real Kafka by the worker's own code.

`PINOCCHIO_BENCH_RESTORED=100000` takes some minutes and 8 GB of memory: all rows lie in one partition number.
"""

from __future__ import annotations

import asyncio
import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import pytest

from schemas import topics
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.core.rows.state import AnyRow
from streams.core.rows.store import Rows
from streams.runtime.metrics import Metrics
from streams.runtime.state import Restorer
from streams.runtime.task_outbox import Outbox
from streams.runtime.task_transaction import new_producer, write
from streams.testing.applicants import Applicants
from tests.bench.test_linkage_cost import FILE, decide, openings

pytestmark = pytest.mark.bench
FEW = 5_000
MANY = int(os.environ.get("PINOCCHIO_BENCH_RESTORED", "20000"))
WRITTEN = 5_000  # rows a transaction
MOST = 1.3  # times as long for each row where there are more


def grown(rows: Rows, people: Applicants, start: int, size: int) -> None:
    """So many accounts and their tokens."""
    policies = PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
    for event in openings(start, size - start, people):
        decide(rows, event, policies)


def boxes(rows: Rows) -> Iterator[Outbox]:
    """All rows, as many at a time as fit a transaction."""
    left = iter(rows.items())
    while batch := list[tuple[str, AnyRow]](islice(left, WRITTEN)):
        box = Outbox()
        box.rows.update(batch)
        yield box


async def written(bootstrap: str, topic: str, rows: Rows) -> None:
    """The rows, in the state topic's first partition."""
    producer = new_producer({"bootstrap_servers": bootstrap}, f"{topic}-writer")
    await producer.start()
    try:
        for box in boxes(rows):
            await write(producer, box, (topic, 0), "nobody")
    finally:
        await producer.stop()


def resident() -> int:
    """Bytes of memory of this process; Linux only, elsewhere 0."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * resource.getpagesize() if pages.exists() else 0


def restored(bootstrap: str, topic: str) -> tuple[int, float, float, int]:
    """Rows, seconds, seconds of a processor, and bytes of memory that reading them back took."""
    restorer = Restorer({"bootstrap_servers": bootstrap}, topic, Metrics())
    before = resident()
    started, busy = time.perf_counter(), time.process_time()
    found = asyncio.run(restorer.rows_of({0}, lambda: True))
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    return len(found[0].rows), seconds, busy, resident() - before


def test_a_restore_takes_as_long_a_row_however_many_there_are(kafka, fresh_topics) -> None:
    rows, people, done = Rows(), Applicants(1), 0
    each: dict[int, float] = {}
    for size in (FEW, MANY):
        grown(rows, people, done, size)
        done, state = size, topics.STATE.named(fresh_topics(1))
        asyncio.run(written(kafka.bootstrap, state, rows))
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            count, seconds, busy, taken = alone.submit(restored, kafka.bootstrap, state).result()
        assert count == len(rows)
        each[size] = busy / count
        print(f"\n{size} accounts: {count} rows back in {seconds:.1f} s ({busy:.1f} s of a processor),"
              f" {count / seconds:.0f} rows/s, {taken / size / 1024:.1f} KiB an account in memory;"
              f" a million accounts take {busy / size * 1e6:.0f} s of a processor")  # fmt: skip
    assert each[MANY] / each[FEW] <= MOST

# ruff: noqa: T201  # a bench prints its figures
"""What an opening costs: in time at ten thousand and at many more accounts, in bytes, in a restore.

`PINOCCHIO_BENCH_ACCOUNTS=1000000` takes some forty minutes of a quiet core and 10 GB of disk, for rows lie there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from schemas.decode import decode
from schemas.envelope import Event
from streams.core import engine
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.core.rows.store import Rows, decode_row
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later, to_bytes
from streams.testing.people import application, offender
from tests.bench.disk_rows import DiskRows

pytestmark = pytest.mark.bench
FILE = Path(__file__).parents[2] / "deploy" / "policies" / "default.yaml"
SMALL = 10_000
LARGE = int(os.environ.get("PINOCCHIO_BENCH_ACCOUNTS", "60000"))
SAMPLE = 1_000
ROUNDS = 3
DECODED = 500_000


def openings(start: int, count: int, people: Applicants) -> Iterator[Event]:
    """Mostly honest openings, one in fifty an offender, one in fifty somebody who comes back with a device."""
    tokeniser = KeyedTokeniser(DEVELOPMENT_KEY)
    device = ["dev-0"]
    for n in range(start, start + count):
        identity, at = people.one(), later(seconds=n)
        if n % 50 == 0:
            device = identity["device_ids"]
            built = offender(f"O-{n}", f"o-{n}", at=at, **identity)
        else:
            shared = {"device_ids": device} if n % 50 == 25 else {}
            built = application(f"a-{n}", f"n-{n}", at=at, **(identity | shared))
        event = decode(to_bytes(built), (), tokeniser)
        assert isinstance(event, Event)
        yield event


def decide(rows: Rows, event: Event, policies: PolicySet) -> int:
    """One opening with all its hop records; how many steps it took."""
    waiting, steps = [event], 0
    while waiting:
        step = engine.decide(rows, waiting.pop(), None, policies)
        steps += 1
        for key, row in step.rows.items():
            rows.put(key, row)
        waiting.extend(step.hops)
    return steps


def cost(rows: DiskRows, sample: list[Event], policies: PolicySet) -> tuple[float, int]:
    """Seconds of a processor for these openings, the best of three, and steps; what they read is decoded before."""
    best, steps = float("inf"), 0
    for _ in range(ROUNDS):
        rows.forget()
        started = time.process_time()
        steps = sum(decide(rows, event, policies) for event in sample)
        best = min(best, time.process_time() - started)
    return best, steps


def test_an_opening_costs_the_same_however_many_accounts_there_are(tmp_path: Path) -> None:
    policies = PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
    rows, people, costs, done = DiskRows(tmp_path / "rows", 1 << (64 * LARGE).bit_length()), Applicants(1), {}, 0
    for size in (SMALL, LARGE):
        for event in openings(done, size - done, people):
            decide(rows, event, policies)
            rows.settle()
        sample = list(openings(size, SAMPLE, people))
        seconds, steps = cost(rows, sample, policies)
        rows.settle()
        done = size + SAMPLE
        costs[size] = seconds / SAMPLE
        print(f"\n{size} accounts: {seconds / SAMPLE * 1e6:.0f} us an opening, {SAMPLE / seconds:.0f} openings/s,"
              f" {steps / SAMPLE:.0f} steps each, {seconds / steps * 1e6:.1f} us a step")  # fmt: skip
    encoded = list(islice(rows.encoded(), DECODED))
    started = time.process_time()
    for value in encoded:
        decode_row(value)
    seconds = (time.process_time() - started) / len(encoded) * rows.count
    print(f"{rows.total / done:.0f} bytes and {rows.count / done:.1f} rows an account; decoding the rows of a million"
          f" accounts takes {seconds / done * 1e6:.0f} s on one core; {costs[LARGE] / costs[SMALL]:.2f}x from"
          f" {SMALL} to {LARGE} accounts")  # fmt: skip
    assert costs[LARGE] / costs[SMALL] <= 1.3

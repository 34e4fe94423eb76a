# ruff: noqa: T201  # a bench prints its figures
"""What an opening costs: in time and in work at ten thousand and at many more accounts, in bytes, in a restore.

Work is counted in calls of functions: the same on every machine and under any load, and blind to what memory does; the
time of a processor sees both. `PINOCCHIO_BENCH_ACCOUNTS=1000000` takes an hour of a quiet core and 10 GB of disk, for
rows lie there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from cProfile import Profile
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
ROUNDS = 5
DECODED = 500_000
MOST = 1.3  # times as much at the larger size
CREW = 8
MOST_STEPS = 20_000  # of the listing that changes what everybody in the crew is told


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
    """Seconds of a processor for these openings, the best of several, and steps; what they read is decoded before."""
    best, steps = float("inf"), 0
    for _ in range(ROUNDS):
        rows.forget()
        started = time.process_time()
        steps = sum(decide(rows, event, policies) for event in sample)
        best = min(best, time.process_time() - started)
    return best, steps


def work(rows: DiskRows, sample: list[Event], policies: PolicySet) -> int:
    """Calls of functions for these openings."""
    rows.forget()
    profile = Profile()
    profile.enable()
    for event in sample:
        decide(rows, event, policies)
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


def grown(rows: DiskRows, people: Applicants, start: int, size: int, policies: PolicySet) -> list[Event]:
    """So many accounts, and the openings after them."""
    for event in openings(start, size - start, people):
        decide(rows, event, policies)
        rows.settle()
    return list(openings(size, SAMPLE, people))


def test_an_opening_costs_the_same_however_many_accounts_there_are(tmp_path: Path) -> None:
    policies = PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
    rows, people, done = DiskRows(tmp_path / "rows", 1 << (64 * LARGE).bit_length()), Applicants(1), 0
    costs: dict[int, float] = {}
    calls: dict[int, int] = {}
    for size in (SMALL, LARGE):
        sample = grown(rows, people, done, size, policies)
        seconds, steps = cost(rows, sample, policies)
        costs[size], calls[size], done = seconds / SAMPLE, work(rows, sample, policies), size + SAMPLE
        rows.settle()
        print(f"\n{size} accounts: {seconds / SAMPLE * 1e6:.0f} us an opening, {SAMPLE / seconds:.0f} openings/s,"
              f" {calls[size] / SAMPLE:.0f} calls and {steps / SAMPLE:.1f} steps each, {seconds / steps * 1e6:.1f} us"
              " a step")  # fmt: skip
    seconds = restore(rows)
    print(f"{rows.total / done:.0f} bytes and {rows.count / done:.1f} rows an account; decoding the rows of a million"
          f" accounts takes {seconds / done * 1e6:.0f} s on one core; from {SMALL} to {LARGE} accounts"
          f" {costs[LARGE] / costs[SMALL]:.2f}x the time, {calls[LARGE] / calls[SMALL]:.2f}x the work")  # fmt: skip
    assert calls[LARGE] / calls[SMALL] <= MOST
    assert costs[LARGE] / costs[SMALL] <= MOST


def restore(rows: DiskRows) -> float:
    """Seconds to decode every row, from as many as fit."""
    encoded = list(islice(rows.encoded(), DECODED))
    started = time.process_time()
    for value in encoded:
        decode_row(value)
    return (time.process_time() - started) / len(encoded) * rows.count


def test_a_crew_that_shares_everything_costs_little_a_link() -> None:
    """Eight open shops, one is listed, eight more come: all of them with everything in common."""
    policies = PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
    rows, shared, tokeniser = Rows(), Applicants(1).one(), KeyedTokeniser(DEVELOPMENT_KEY)
    for day in range(2 * CREW + 1):
        named = (f"{day}", f"n-{day}")
        built = (offender if day == CREW else application)(*named, at=later(days=day), **shared)
        event = decode(to_bytes(built), (), tokeniser)
        assert isinstance(event, Event)
        started = time.process_time()
        steps = decide(rows, event, policies)
        seconds = time.process_time() - started
        print(f"\n{day} with everything in common: {steps} steps, {seconds * 1e3:.1f} ms,"
              f" {seconds / steps * 1e6:.0f} us each")  # fmt: skip
        assert steps < MOST_STEPS

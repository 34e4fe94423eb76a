# ruff: noqa: T201  # a bench prints its figures
"""What an opening costs: in time at ten thousand and at many more accounts, in bytes, in a restore."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
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
from streams.core.rows.store import Rows, decode_row, encode_row
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later, to_bytes
from streams.testing.people import application, offender

pytestmark = pytest.mark.bench
FILE = Path(__file__).parents[2] / "deploy" / "policies" / "default.yaml"
SMALL = 10_000
LARGE = int(os.environ.get("PINOCCHIO_BENCH_ACCOUNTS", "60000"))
SAMPLE = 1_000


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


def test_an_opening_costs_the_same_however_many_accounts_there_are() -> None:
    policies = PolicySet((build(read_document(FILE.read_text(), FILE.name)),))
    rows, people, costs, done = Rows(), Applicants(1), {}, 0
    for size in (SMALL, LARGE):
        for event in openings(done, size - done, people):
            decide(rows, event, policies)
        sample = list(openings(size, SAMPLE, people))
        started = time.perf_counter()
        steps = sum(decide(rows, event, policies) for event in sample)
        seconds = time.perf_counter() - started
        done = size + SAMPLE
        costs[size] = seconds / SAMPLE
        print(f"\n{size} accounts: {seconds / SAMPLE * 1e6:.0f} us an opening, {SAMPLE / seconds:.0f} openings/s,"
              f" {steps / SAMPLE:.0f} steps each, {seconds / steps * 1e6:.1f} us a step")  # fmt: skip
    encoded = [encode_row(row) for row in rows.values()]
    total = sum(map(len, encoded))
    started = time.perf_counter()
    for value in encoded:
        decode_row(value)
    seconds = time.perf_counter() - started
    print(f"{total / done:.0f} bytes and {len(encoded) / done:.1f} rows an account; decoding the rows of a million"
          f" accounts takes {seconds / done * 1e6:.0f} s on one core; {costs[LARGE] / costs[SMALL]:.2f}x from"
          f" {SMALL} to {LARGE} accounts")  # fmt: skip
    assert costs[LARGE] / costs[SMALL] <= 1.3

"""Quotas and observe-only on a real broker: two workers, one brake, and a replay that decides the same."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from agents.cli import main
from agents.cli.switches import controls_on
from schemas import topics
from schemas.enforcement import EnforcementTaken
from streams.core.policy.controls import Controls
from streams.core.time import instant
from streams.runtime.quota_watch import LEAD
from streams.testing.builders import listing, to_bytes
from streams.testing.policies import fingers
from streams.testing.traffic import Record
from tests.bench.policies import QUOTA
from tests.integration.fleet.broker import read, write
from tests.integration.fleet.process import WorkerProcess, wait_quiet
from tests.integration.fleet.truth import _OUTPUT, published, replayed

PARTITIONS = 4


@pytest.fixture
def pair(kafka, fresh_topics, tmp_path):
    app_id = fresh_topics(PARTITIONS)
    more = {"FLEET_POLICY": "quota"}
    with ExitStack() as stack:
        workers = [WorkerProcess(kafka.bootstrap, app_id, tmp_path / name, more) for name in ("one", "two")]
        for worker in workers:
            stack.callback(worker.clear_away)
            worker.start()
        for worker in workers:
            worker.wait_ready()
        wait_quiet(workers)
        yield workers


def fakes(first, count, at):
    built = (listing(f"l{n}", f"seller-{n}", title="FAKE", at=at) for n in range(first, first + count))
    return [Record(topics.LISTINGS.name, event["subject"].encode(), to_bytes(event)) for event in built]


def waited(what, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return found


def taken(bootstrap):
    said = [_OUTPUT.decode(record.value) for record in read(bootstrap, topics.ENFORCEMENTS.name)]
    return [e.data for e in said if isinstance(e, EnforcementTaken)]


def modes(data, names):
    return sorted((d.measure, d.mode) for d in data if d.target_id in names)


def test_a_minute_beyond_the_quota_brakes_the_measure_everywhere_and_in_replay(pair):
    bootstrap = pair[0].bootstrap
    flood = fakes(0, QUOTA + 5, datetime.now(UTC))
    write(bootstrap, flood, PARTITIONS)
    known: Controls = waited(lambda: controls_on(bootstrap))
    (switch,) = known.switches["block_listing"]
    assert switch.by == "pinocchio/quota"
    assert switch.since - switch.issued == LEAD
    after = fakes(100, 6, instant(switch.since) + timedelta(seconds=1))
    write(bootstrap, after, PARTITIONS)  # ahead of the wall clock, as a producer's clock may be
    wait_quiet(pair)
    assert modes(taken(bootstrap), {f"l{n}" for n in range(QUOTA + 5)}) == [("block_listing", "live")] * (QUOTA + 5)
    expected = [("block_listing", "shadow")] * 6 + [("review", "live")] * 6
    assert modes(taken(bootstrap), {f"l{n}" for n in range(100, 106)}) == expected
    metric = 'pinocchio_quota_exceeded_total{measure="block_listing"}'
    assert sum(worker.metrics()[metric] for worker in pair) == 1
    got = published(read(bootstrap, topics.ENFORCEMENTS.name), [])
    policies = replace(fingers(), controls=known)
    truth = replayed([*flood, *after], 0, policies)
    assert (got.standing, sorted(got.ids)) == (truth.standing, sorted(truth.ids))
    assert got.twice() == []
    told = ["policy", "release", "block_listing", "--why", "the policy was corrected", "--by", "mei"]
    released = CliRunner().invoke(main, [*told, "--broker", bootstrap])
    assert released.exit_code == 0, released.output
    (_, off) = controls_on(bootstrap).switches["block_listing"]
    assert (off.on, off.by) == (False, "mei")


def test_operations_switch_observe_only_and_every_worker_obeys_from_the_same_moment(pair):
    bootstrap = pair[0].bootstrap
    told = ["policy", "observe-only", "on", "--why", "a test", "--by", "mei", "--broker", bootstrap, "--json"]
    done = CliRunner().invoke(main, told)
    assert done.exit_code == 0, done.output
    since = datetime.fromisoformat(json.loads(done.stdout)["event"]["data"]["effective_from"])
    assert since > datetime.now(UTC) + timedelta(minutes=1)
    waited(lambda: all('"control_learnt"' in worker.log.read_text() for worker in pair))
    before, after = fakes(0, 3, since - timedelta(microseconds=1)), fakes(50, 3, since)
    write(bootstrap, [*before, *after], PARTITIONS)
    wait_quiet(pair)
    assert modes(taken(bootstrap), {"l0", "l1", "l2"}) == [("block_listing", "live")] * 3
    assert modes(taken(bootstrap), {"l50", "l51", "l52"}) == [("block_listing", "shadow")] * 3
    shown = CliRunner().invoke(main, ["policy", "controls", "--broker", bootstrap])
    assert "on  mei: a test  (ahead)" in shown.output
    lines = CliRunner().invoke(main, ["policy", "controls", "--broker", bootstrap, "--lines"])
    assert json.loads(lines.stdout)["type"] == "governance.control.observe_only.v1"


def test_a_release_of_what_is_not_braked_is_refused(kafka, fresh_topics):
    fresh_topics(PARTITIONS)
    told = ["policy", "release", "ban_account", "--why", "x", "--broker", kafka.bootstrap]
    done = CliRunner().invoke(main, told)
    assert done.exit_code == 1
    assert "the brake of ban_account was never switched on" in done.output

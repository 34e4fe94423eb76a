"""Switches of operations on a broker: what stands so already is told and not written again, ahead or not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from agents.cli.dlq_redrive import redriven
from agents.cli.switches import controls_on, standing
from agents.cli.topic_writing import Written, write
from schemas.topics import AUDIT, POLICIES
from streams.core.policy.controls import OBSERVE_ONLY
from streams.runtime.broker import embedded_broker
from streams.runtime.errors import PinocchioError

pytestmark = pytest.mark.stream
BY = ("--by", "mei", "--why", "a test")


@pytest.fixture(scope="module")
def broker():
    with embedded_broker("try") as address:
        yield address


@pytest.fixture
def switch(run, broker):
    """`switch("brake", "warn")`, with who and why; the tests share a broker, so each has a switch of its own."""
    return lambda *told, **more: run("policy", *told, *BY, "--broker", broker, **more)


def ahead(**passed):
    return (datetime.now(UTC) + timedelta(**passed)).isoformat()


def turns(broker, name):
    return controls_on(broker).switches.get(name, ())


def test_on_said_twice_is_written_once_and_tells_from_when_it_holds(switch, broker):
    assert "observe-only on for events from" in switch("observe-only", "on").stdout
    (only,) = turns(broker, OBSERVE_ONLY)
    again = switch("observe-only", "on")
    assert again.exit_code == 0
    assert "on already from" in again.stderr
    assert "by mei: a test (ahead)" in again.stderr
    assert turns(broker, OBSERVE_ONLY) == (only,)
    assert standing(controls_on(broker), OBSERVE_ONLY, only.since - 1).ahead == only
    assert standing(controls_on(broker), OBSERVE_ONLY, only.since).on


def test_off_said_before_any_on_switches_nothing(switch, broker):
    done = switch("release", "limit_traffic")
    assert done.exit_code == 1
    assert "never switched" in done.stderr
    assert turns(broker, "limit_traffic") == ()


def test_a_brake_that_is_ahead_can_be_taken_back_for_the_time_after_it(switch, broker):
    later = ahead(hours=1)
    assert switch("brake", "ban_account", "--from", later).exit_code == 0
    soon = switch("release", "ban_account")
    assert soon.exit_code == 1
    assert "for after that give --from" in soon.stderr
    assert switch("release", "ban_account", "--from", later).exit_code == 0
    assert [turn.on for turn in turns(broker, "ban_account")] == [True, False]


def test_machines_are_told_the_same(switch, broker):
    written = json.loads(switch("brake", "warn", "--json").stdout)
    again = json.loads(switch("brake", "warn", "--json").stdout)
    assert (written["written"], again["written"]) == (True, False)
    assert again["since"]["by"] == "mei"
    assert len(turns(broker, "warn")) == 1


def test_a_switch_for_next_year_is_refused(switch):
    done = switch("observe-only", "on", "--from", ahead(days=40))
    assert done.exit_code == 2
    assert "31 days" in done.stderr


def test_controls_names_what_is_ahead(run, switch, broker):
    switch("brake", "review")
    shown = run("policy", "controls", "--broker", broker).stdout
    assert "review: off now, on from " in shown
    assert "review" in json.loads(run("policy", "controls", "--broker", broker, "--json").stdout)["ahead"]


def test_a_switch_that_nobody_can_read_is_named(run, broker):
    broken = b'{"specversion":"1.0","type":"governance.control.observe_only.v1","data":{}}'
    write(broker, [Written(topic=POLICIES.name, partition=0, key=b"k", value=broken)], "test")
    shown = run("policy", "controls", "--broker", broker)
    assert shown.exit_code == 0
    assert f"it is no switch: {POLICIES.name}, partition 0, offset " in shown.stderr


def audited(broker, value):
    write(broker, [Written(topic=AUDIT.name, partition=0, key=b"k", value=value)], "test")
    return list(redriven(broker))


def test_what_others_write_to_the_audit_keeps_no_letter_from_going_back(broker):
    assert audited(broker, b'{"type":"governance.audit.something.v1"}') == []
    assert audited(broker, b"no json") == []


def test_an_audit_record_of_ours_that_cannot_be_read_is_named_and_nothing_goes_back():
    with embedded_broker("another") as broker, pytest.raises(PinocchioError, match="newer release"):
        audited(broker, b'{"type":"governance.deadletters.redriven.v1","data":7}')

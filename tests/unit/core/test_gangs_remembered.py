"""What the gang partition remembers: never more than its rows say, and never a step that came to nothing."""

from __future__ import annotations

import pytest

from schemas.sealed import Token
from streams.core.engine import decide, run
from streams.core.hops import AnyHop, Barred, Seat, Tie
from streams.core.rows.state_gangs import GangAccountRow
from streams.core.rows.store import Rows, decode_row, encode_row
from streams.core.time import DAY
from tests.properties.delayed import tick_of
from tests.replay.telling import shipped


def tie(name: str, kind: str, value: str, day: int = 100) -> Tie:
    """The account holds the value and opened that day."""
    token = Token(domain=kind, kind=kind, value=value, masked="**")
    at = day * DAY
    return Tie(time=at, token=token, account_id=name, asker=0, since=at, opened=at)


def crew(prefix: str, size: int = 9) -> list[AnyHop]:
    """A gang: a device and a payee account in common, and two of them barred."""
    ties = [tie(f"{prefix}{n}", kind, f"{kind}-{prefix}") for n in range(size) for kind in ("device", "bank_account")]
    bars = [
        Barred(time=101 * DAY, account_id=f"{prefix}{n}", asker=0, spans=((101 * DAY, None),), revision=1)
        for n in range(2)
    ]
    return [*ties, *bars]


def seated(rows: Rows) -> set[str]:
    return {row.account_id for row in rows.values() if isinstance(row, GangAccountRow) and row.gang_id}


def told(rows: Rows, *steps: AnyHop) -> list[Seat]:
    return [hop for step in run(rows, steps, shipped()) for hop in step.hops if isinstance(hop, Seat)]


def restored(rows: Rows) -> Rows:
    fresh = Rows(rows.partition)
    for key, row in rows.items():
        fresh.put(key, decode_row(encode_row(row)))
    return fresh


def test_where_two_gangs_come_to_be_too_many_together_everybody_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.core.gangs.region.MAX_REGION", 12)
    rows = Rows(0)
    assert len(told(rows, *crew("x"), *crew("y"))) >= 18
    assert len(seated(rows)) == 18
    told(rows, tie("z", "bank_account", "bank_account-x"), tie("z", "bank_account", "bank_account-y"))
    assert seated(rows) == set()


def test_among_too_many_a_ban_that_is_taken_back_sets_apart_those_who_are_few_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("streams.core.gangs.region.MAX_REGION", 12)
    rows = Rows(0)
    told(rows, *crew("x"), *crew("y"), tie("z", "bank_account", "bank_account-x"))
    told(rows, tie("z", "bank_account", "bank_account-y"))
    told(rows, Barred(time=110 * DAY, account_id="z", asker=0, spans=(), revision=1, cleared=True))
    assert len(seated(rows)) == 18


def test_a_step_that_nobody_kept_was_never_so() -> None:
    rows = Rows(0)
    *most, last = crew("x", 9)
    told(rows, *most)
    assert seated(rows) == {f"x{n}" for n in range(9)}
    dropped = decide(rows, last, None, shipped())
    decide(rows, tie("y", "bank_account", "bank_account-x"), None, shipped())
    assert {hop.account_id for hop in told(rows, tie("z", "bank_account", "bank_account-x"))} == {"z"}
    assert decide(rows, last, None, shipped()).rows.keys() == dropped.rows.keys()


@pytest.mark.parametrize("split", range(0, 22, 3))
def test_a_restored_partition_says_what_the_old_one_would_have_said(split: int) -> None:
    steps = [
        *crew("x"),
        tie("z", "device", "device-x", 103),
        Barred(time=110 * DAY, account_id="x0", asker=0, spans=(), revision=2, cleared=True),
    ]
    kept, lost = Rows(0), Rows(0)
    told(kept, *steps[:split])
    told(lost, *steps[:split])
    assert told(restored(lost), *steps[split:]) == told(kept, *steps[split:])


def test_a_tick_over_many_bans_that_end_lifts_each_seat_once() -> None:
    rows = Rows(0)
    ends = [
        Barred(time=102 * DAY, account_id=f"x{n}", asker=0, spans=((101 * DAY, 150 * DAY),), revision=2)
        for n in range(2)
    ]
    told(rows, *crew("x"), *ends)
    steps = run(rows, [tick_of(0, 151 * DAY), tick_of(0, 152 * DAY)], shipped())
    lifted = [hop for step in steps for hop in step.hops if isinstance(hop, Seat)]
    assert sorted(hop.account_id for hop in lifted) == [f"x{n}" for n in range(9)]
    assert {hop.gang_id for hop in lifted} == {None}


def test_a_region_that_comes_to_share_a_third_kind_of_thing_is_looked_at_again() -> None:
    rows = Rows(0)
    names = [f"x{n:02}" for n in range(12)]
    told(rows, *(tie(name, kind, f"{kind}-x") for name in names for kind in ("bank_account", "presenter")))
    assert seated(rows) == set()
    told(rows, *(tie(name, "wechat_hash", "wechat-x") for name in names))
    assert seated(rows) == set(names)

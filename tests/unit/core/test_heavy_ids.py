"""Ids are opaque and at most 128 characters of any script: the heaviest there are fit into rows all the same."""

from __future__ import annotations

import pytest

from streams.core.rows.state import MAX_ROW_BYTES
from streams.core.rows.store import encode_row
from streams.testing.builders import countered, escalated, later, report, report_ruled, revision, violation
from streams.testing.house import House
from tests.replay.telling import shipped

SHOWN = "莆田 高仿 耐克 AJ1"


def heavy(name: str) -> str:
    """512 bytes."""
    return name.ljust(128, "𠀀")


SELLER, LISTING = heavy("s"), heavy("l")


def frame(name, **at):
    return {"id": heavy(name), "source": heavy("producer"), "at": later(**at)}


def notices(count):
    for n in range(count):
        name = heavy(f"n{n}")
        rights = {"reporter_kind": "brand_owner", "reporter_id": heavy("b"), "target_id": LISTING}
        yield report(name, SELLER, **rights, **frame(f"n{n}", hours=n))
        yield countered(name, SELLER, **frame(f"c{n}", hours=n, minutes=5))
        yield escalated(name, SELLER, **frame(f"x{n}", hours=n, minutes=6))


def crowd(count):
    for n in range(count):
        who = {"reporter_id": heavy(f"u{n}"), "reporter_cluster": heavy(f"h{n}"), "target_id": LISTING}
        yield report(heavy(f"r{n}"), SELLER, reporter_kind="viewer", **who, **frame(f"r{n}", days=9, minutes=n))
        ruled = {"target_id": LISTING, "ruling": "dismissed"}
        yield report_ruled(heavy(f"r{n}"), SELLER, **ruled, **frame(f"j{n}", days=10, minutes=n))


def versions(count):
    for n in range(count):
        yield revision(LISTING, SELLER, title=f"{SHOWN} {n}", shop_id="shop", **frame(f"v{n}", days=8, minutes=n))


def rulings(count):
    for n in range(count):
        about = {"target_id": heavy(f"l{n}"), "case_id": heavy(f"k{n}"), "severity": "slight"}
        yield violation(heavy(f"v{n}"), SELLER, **about, **frame(f"w{n}", minutes=n))


def one_complaint(count):
    for n in range(count):
        rights = {"reporter_kind": "brand_owner", "reporter_id": heavy("b"), "target_id": heavy(f"l{n}")}
        yield report(heavy("n"), SELLER, **rights, **frame(f"n{n}", minutes=n))


@pytest.mark.parametrize(
    "events",
    [
        [*notices(70), *versions(50), *crowd(40)],
        list(rulings(330)),
        list(one_complaint(300)),
    ],
    ids=["a target", "a ledger", "a complaint about hundreds"],
)
def test_the_heaviest_row_there_can_be_is_below_its_cap(events):
    house = House(shipped())
    house.hear(*events)
    assert max(len(encode_row(row)) for row in house.rows.values()) < MAX_ROW_BYTES


def test_what_a_full_row_still_holds_is_decided_as_ever():
    """More notices than the row tells apart: a person is told of the rest, and the block of the others stands."""
    house = House(shipped())
    house.hear(*notices(140))
    assert house.measures() == ["block_listing", "review"]
    wrong = {"target_id": LISTING, "ruling": "dismissed"}
    house.hear(*(report_ruled(heavy(f"n{n}"), SELLER, **wrong, **frame(f"j{n}", days=20 + n)) for n in range(140)))
    assert house.measures() == ["review"]

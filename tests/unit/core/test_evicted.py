"""What a full row leaves out is counted."""

from __future__ import annotations

from streams.testing.builders import acknowledged, later


def test_what_was_left_out_of_a_row_is_counted_once_by_kind_of_row(house):
    house.hear(*(acknowledged(f"listing-{n}", at=later(seconds=n)) for n in range(70)))
    assert house.rows.take_evicted() == {"ledger": 6}
    assert house.rows.take_evicted() == {}

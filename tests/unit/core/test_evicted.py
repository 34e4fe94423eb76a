"""What a full row leaves out is counted."""

from __future__ import annotations

from streams.core.rows.state import AnyRow
from streams.core.rows.store import BOUNDED, BOUNDED_KINDS
from streams.testing.builders import acknowledged, later


def test_what_was_left_out_of_a_row_is_counted_once_by_kind_of_row(house):
    house.hear(*(acknowledged(f"listing-{n}", at=later(seconds=n)) for n in range(70)))
    assert house.rows.take_evicted() == {"ledger": 6}
    assert house.rows.take_evicted() == {}


def test_every_kind_of_row_that_counts_what_it_leaves_out_starts_at_zero():
    counting = [kind for kind in AnyRow.__args__ if issubclass(kind, BOUNDED)]
    assert sorted(kind.__struct_config__.tag.partition(".")[0] for kind in counting) == sorted(BOUNDED_KINDS)

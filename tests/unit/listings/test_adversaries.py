"""What a seller may try: texts made to be slow, and words beside which an innocent phrase ends."""

from __future__ import annotations

from time import process_time

import pytest

from schemas.events.listings import ListingData
from streams.core.listings.reader import Reader
from tests.quality.judging import reader


def cost(judge: Reader, text: str) -> float:
    listing = ListingData(listing_id="l", seller_id="s", shop_id="h", title="x", description=text)
    started = process_time()
    judge.read([listing])
    return process_time() - started


@pytest.mark.parametrize("piece", ["加微信", "高.仿", "高仿耐克"])
def test_eight_times_the_text_costs_no_more_than_twenty_times(piece: str) -> None:
    judge = reader()
    short, long = (min(cost(judge, piece * times) for _ in range(2)) for times in (250, 2_000))
    assert long < 20 * short  # in squares it would be 64


@pytest.mark.parametrize("title", ["LV高仿高档女包", "耐克高仿高帮球鞋", "劳力士高仿高级手表"])
def test_a_phrase_that_frees_one_term_frees_no_other(title: str) -> None:
    (signals,) = reader().read([ListingData(listing_id="l", seller_id="s", shop_id="h", title=title)])
    assert signals is not None
    assert signals.jargon_core == 1

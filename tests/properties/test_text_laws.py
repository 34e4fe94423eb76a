from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.enforcement import SpanEvidence
from streams.core.text.fold import collapsed, fold
from streams.core.text.sieve import Sieve
from streams.core.text.views import uncovered
from tests.quality.judging import flagged, reader
from tests.quality.rows import listing, rows

TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)
LIKELY = st.text(alphabet="高仿精货a１:1一比A復刻 *.·\u200b👟🅰＋+vV微信①克nike耐", max_size=30)
INVISIBLE = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f")


@given(TEXTS | LIKELY)
def test_the_map_always_points_into_the_original(text):
    for view in (fold(text), collapsed(fold(text)), uncovered(text)):
        if view is not None:
            assert view.original == text
            assert len(view.text) == len(view.starts) == len(view.ends) == len(view.gaps) == len(view.hows)
            assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
            assert view.starts == sorted(view.starts)


@given(TEXTS | LIKELY)
def test_folding_is_idempotent(text):
    once = fold(text).text
    assert fold(once).text == once


@given(LIKELY, st.sampled_from(INVISIBLE))
def test_invisible_characters_never_change_the_fold(text, mark):
    assert fold(mark.join(text)).text == fold(text).text


@given(LIKELY)
def test_width_and_case_never_change_the_fold(text):
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text)
    assert fold(wide).text == fold(text.upper()).text == fold(text).text


@given(LIKELY)
def test_compatible_forms_fold_alike(text):
    assert fold(unicodedata.normalize("NFKC", text)).text == fold(text).text


@given(TEXTS | LIKELY)
def test_reading_never_fails_and_spans_hold_their_text(text):
    found = reader().read([listing(text)])[0]
    for item in () if found is None else found.evidence:
        if isinstance(item, SpanEvidence):
            assert 0 <= item.start < item.end <= len(text)
            assert len(item.text) == item.end - item.start


@given(st.lists(LIKELY, max_size=6))
def test_a_batch_is_read_as_its_listings_one_by_one(texts):
    together = reader().read([listing(text) for text in texts])
    assert together == [reader().read([listing(text)])[0] for text in texts]


@given(st.lists(LIKELY, min_size=1, max_size=6))
def test_the_sieve_holds_every_text_with_a_plain_form(texts):
    sieve = Sieve(["高仿"], watched=["高仿"])
    held = sieve.held(texts)
    assert all(index in held for index, text in enumerate(texts) if "高仿" in text)


FAKES = sorted({row.listing.title for row in rows() if row.group == "plain" and row.expected == "counterfeit"})


@settings(max_examples=60)
@given(st.sampled_from(FAKES), st.sampled_from(INVISIBLE), st.data())
def test_invisible_characters_never_change_the_verdict(title, mark, data):
    at = data.draw(st.integers(1, len(title)))
    assert flagged([listing(title[:at] + mark + title[at:])]) == flagged([listing(title)])


@pytest.mark.parametrize("title", FAKES[:40])
def test_width_never_changes_the_verdict(title):
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in title)
    assert flagged([listing(wide)]) == flagged([listing(title)])

"""What reading a title costs beside decoding it, and which matcher is faster: `python -m tests.bench.text_cost`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import ahocorasick
import msgspec
from ahocorasick_rs import BytesAhoCorasick, MatchKind

from schemas.events.listings import ListingData
from streams.core.listings.brands import Brand
from streams.core.listings.reader import Reader
from streams.core.text.sieve import squeezed
from tests.quality.judging import lexicons
from tests.quality.titles import genuine

TITLES = 20_000
BATCH = 500
ROUNDS = 5


def _best(job: Callable[[], object]) -> float:
    """Seconds of CPU of the best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        job()
        found.append(time.process_time() - start)
    return min(found)


def _read(reader: Reader, listings: list[ListingData]) -> None:
    for start in range(0, len(listings), BATCH):
        reader.read(listings[start : start + BATCH])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _matchers(forms: list[str], text: str, count: int) -> None:
    haystack = squeezed(text)
    rust = BytesAhoCorasick([squeezed(form) for form in forms], matchkind=MatchKind.LeftmostLongest)
    in_c = ahocorasick.Automaton()
    for form in forms:
        in_c.add_word(squeezed(form).decode(), form)
    in_c.make_automaton()
    decoded = haystack.decode()
    rust_s = _best(lambda: rust.find_matches_as_indexes(haystack)) / count * 1e6
    c_s = _best(lambda: sum(1 for _ in in_c.iter(decoded))) / count * 1e6
    _say(f"{len(forms):,} forms: ahocorasick-rs {rust_s:.2f} µs a title, pyahocorasick {c_s:.2f} µs")


def _listings(brands: tuple[Brand, ...]) -> list[ListingData]:
    """Generated titles without reference prices.

    The generator warns of fakes in every sixteenth title; here it is one in a hundred, still more than shops do.
    """
    found = [msgspec.structs.replace(one, reference_price_cents=None) for one in genuine(brands, TITLES)]
    plain = [one for one in found if not any(word in one.title for word in ("高仿", "仿皮", "仿真"))]
    return plain + [one for one in found if "高仿" in one.title][: len(plain) // 99]


def main() -> int:
    """Print the figures."""
    start = time.process_time()
    found = lexicons()
    reader = Reader(found)
    _say(f"load: {time.process_time() - start:.2f} s CPU, {len(found.brands):,} brands, {len(found.terms):,} terms")
    listings = _listings(found.brands)
    encoded = [msgspec.json.encode(one) for one in listings]
    decoder = msgspec.json.Decoder(ListingData)
    decode = _best(lambda: [decoder.decode(one) for one in encoded]) / len(listings) * 1e6
    read = _best(lambda: _read(reader, listings)) / len(listings) * 1e6
    held = sum(len(reader._sieve.held([one.title])) for one in listings) / len(listings)
    _say(f"decode {decode:.2f} µs a title, read {read:.2f} µs: {read / decode:.1f} times; looked at twice: {held:.1%}")
    _matchers(sorted(reader._reading.matcher._by_text), "\x1e".join(one.title for one in listings), len(listings))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What reading a title costs beside decoding it, and which matcher is faster: `python -m tests.bench.text_cost`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import ahocorasick
import msgspec
from ahocorasick_rs import BytesAhoCorasick, MatchKind

from schemas.events.listings import ListingData
from streams.core.listings.reader import Reader
from streams.core.text.sieve import Sieve, squeezed
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


def _matchers(forms: list[str], text: str) -> None:
    squeezed_text = squeezed(text)
    patterns = [squeezed(form) for form in forms]
    rust = BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest)
    c = ahocorasick.Automaton()
    for form in forms:
        c.add_word(squeezed(form).decode(), form)
    c.make_automaton()
    decoded = squeezed_text.decode()
    rust_s = _best(lambda: rust.find_matches_as_indexes(squeezed_text))
    c_s = _best(lambda: sum(1 for _ in c.iter(decoded)))
    print(
        f"{len(forms):,} forms over {TITLES:,} titles: ahocorasick-rs {rust_s / TITLES * 1e6:.2f} µs a title, pyahocorasick {c_s / TITLES * 1e6:.2f} µs"
    )


def main() -> int:
    """Print the figures."""
    start = time.process_time()
    found = lexicons()
    reader = Reader(found)
    print(f"load: {time.process_time() - start:.2f} s CPU, {len(found.brands):,} brands, {len(found.terms):,} terms")
    listings = [msgspec.structs.replace(one, reference_price_cents=None) for one in genuine(found.brands, TITLES)]
    # Frames that warn of fakes are over-represented among the generated titles: three in a hundred is what shops write.
    plain = [one for one in listings if not any(word in one.title for word in ("高仿", "仿皮", "仿真"))]
    listings = (plain + [one for one in listings if "高仿" in one.title][: len(plain) * 3 // 97])[:TITLES]
    encoded = [msgspec.json.encode(one) for one in listings]
    decoder = msgspec.json.Decoder(ListingData)
    decode_s = _best(lambda: [decoder.decode(one) for one in encoded]) / len(listings)
    read_s = _best(lambda: _read(reader, listings)) / len(listings)
    sieve: Sieve = reader._sieve
    held = sum(len(sieve.held([one.title for one in listings[n : n + BATCH]])) for n in range(0, len(listings), BATCH))
    print(
        f"decode: {decode_s * 1e6:.2f} µs a title; read: {read_s * 1e6:.2f} µs; ratio {read_s / decode_s:.1f}; looked at twice: {held / len(listings):.1%}"
    )
    _matchers(sorted(reader._reading.matcher._by_text), "\x1e".join(one.title for one in listings))
    return 0


if __name__ == "__main__":
    sys.exit(main())

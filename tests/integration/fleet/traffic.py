"""Traffic in the background, so that the test can do its worst in the middle of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from streams.testing.traffic import Record
from tests.integration.fleet.broker import write


@contextmanager
def flowing(bootstrap: str, records: Sequence[Record], partitions: int, rate: float) -> Iterator[None]:
    """Records flow while the block runs; at its end all of them have been written."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            write(bootstrap, records, partitions, rate)
        except BaseException as error:  # a failed writer must fail the test, not its thread
            failed.append(error)
            raise

    writer = threading.Thread(target=run)
    writer.start()
    try:
        yield
    finally:
        writer.join()
    assert not failed

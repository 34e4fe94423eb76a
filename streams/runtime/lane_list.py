"""A fetched record list as one Faust message, and the schema that lets it through untouched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import faust
from aiokafka.structs import ConsumerRecord
from faust.types import TP, ConsumerMessage

MAX_LIST = 5_000
"""One list is one turn of the event loop: more than this would keep health and commits waiting."""


def list_message(tp: TP, records: Sequence[ConsumerRecord], generation: int) -> ConsumerMessage:
    """One message for the whole list, at the offset of its last record; no key, no headers: each record has its own."""
    last = records[-1]
    stamp = None if last.timestamp is None else last.timestamp / 1000.0
    return ConsumerMessage(
        tp.topic,
        tp.partition,
        last.offset,
        stamp,
        last.timestamp_type,
        (),
        None,
        records,
        None,
        0,
        0,
        tp,
        generation_id=generation,
    )


def chunks(records: Sequence[ConsumerRecord], size: int = MAX_LIST) -> Iterator[Sequence[ConsumerRecord]]:
    """The list in pieces of at most `size`, in order."""
    if len(records) <= size:
        yield records
        return
    for start in range(0, len(records), size):
        yield records[start : start + size]


def in_turn(
    fetched: Mapping[TP, Sequence[ConsumerRecord]], size: int = MAX_LIST
) -> Iterator[tuple[TP, Sequence[ConsumerRecord]]]:
    """The lists of all partitions, round-robin, so that one deep partition does not starve the others."""
    waiting = {tp: chunks(records, size) for tp, records in fetched.items() if records}
    while waiting:
        for tp in list(waiting):
            piece = next(waiting[tp], None)
            if piece is None:
                del waiting[tp]
            else:
                yield tp, piece


class ListSchema(faust.Schema):  # type: ignore[misc]  # Faust is untyped to us
    """Wraps the message without codecs: the value is already a list of records, and bytes are decoded in pure code."""

    def compile(self, app: Any, **_options: Any) -> Callable[..., Awaitable[Any]]:
        """The decode function that Faust calls for every message."""
        create_event = app.create_event

        async def decode(message: Any, *, propagate: bool = False) -> Any:  # noqa: ARG001  # Faust's signature
            return create_event(None, message.value, {}, message)

        return decode

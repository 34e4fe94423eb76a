"""Sending dead letters back to where they came from: original key, value and headers, to the original partition.

One transaction holds the records and the audit event that names them. The transaction is begun under one name for
everybody, before it is looked up what was redriven already: of two runs at once one is refused, and none doubles.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec
from confluent_kafka import Message

from agents.cli.dlq_choice import Choice
from agents.cli.dlq_judging import Judgement, judge
from agents.cli.dlq_letter import Letter, letters_on
from agents.cli.topic_reading import records_of
from agents.cli.topic_writing import Written, transaction
from schemas.audit import REDRIVEN_MAX, DeadLettersRedriven, Position, RedrivenData
from schemas.encode import encode_event
from schemas.sealed import Tokeniser
from schemas.topics import AUDIT
from streams.runtime.errors import PinocchioError

MOST = REDRIVEN_MAX
"""So many at once, for one audit event names them all."""
TRANSACTION = "pinocchio-redrive"
SOURCE = "pinocchio/cli"
CONTENT_TYPE = (("content-type", b"application/cloudevents+json"),)
_EVENT = msgspec.json.Decoder(DeadLettersRedriven)


class _Kind(msgspec.Struct, gc=False):
    type: str = ""


_KIND = msgspec.json.Decoder(_Kind)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be redriven, by whom and why."""

    choice: Choice
    most: int
    why: str
    by: str
    force: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was, or would be, sent back; what was left alone and why; how many more the bound kept out."""

    sent: Sequence[Letter]
    left: Sequence[tuple[Letter, Judgement]]
    beyond: int
    written: bool


def plan(broker: str, wish: Wish, tokeniser: Tokeniser) -> Outcome:
    """What `redrive` would do now. Changes nothing."""
    before = frozenset(redriven(broker))
    judged = [(one, judge(one, tokeniser, before)) for one in wish.choice.of(letters_on(broker, wish.choice.topics()))]
    able = [one for one, verdict in judged if _goes(verdict, force=wish.force)]
    left = [(one, verdict) for one, verdict in judged if not _goes(verdict, force=wish.force)]
    return Outcome(sent=able[: wish.most], left=left, beyond=max(len(able) - wish.most, 0), written=False)


def redrive(broker: str, wish: Wish, tokeniser: Tokeniser) -> Outcome:
    """Do it; all of it or nothing."""
    with transaction(broker, TRANSACTION) as write:
        outcome = plan(broker, wish, tokeniser)
        if not outcome.sent:
            return outcome
        write([*map(back, outcome.sent), *_audit(wish, outcome.sent)])
    return msgspec.structs.replace(outcome, written=True)


def _goes(judgement: Judgement, *, force: bool) -> bool:
    return judgement.verdict == "redrive" or (force and judgement.verdict != "cut")


def back(letter: Letter) -> Written:
    """The record as it came. `dlq.attempt` says how often it was tried, so that a failure counts on."""
    headers = (*letter.headers, ("dlq.attempt", str(letter.attempt).encode()))
    return Written(
        topic=letter.came_from(), partition=letter.partition, key=letter.key, value=letter.value, headers=headers
    )


def _audit(wish: Wish, sent: Sequence[Letter]) -> Iterator[Written]:
    for source in dict.fromkeys(letter.source for letter in sent):
        topic = f"governance.dlq.{source}"
        records = tuple(Position(partition=one.partition, offset=one.offset) for one in sent if one.source == source)
        data = RedrivenData(topic=topic, records=records, why=wish.why, by=wish.by, forced=wish.force)
        event = DeadLettersRedriven(
            id=uuid.uuid4().hex, source=SOURCE, time=datetime.now(UTC), subject=topic, data=data
        )
        yield Written(
            topic=AUDIT.name, partition=None, key=topic.encode(), value=encode_event(event), headers=CONTENT_TYPE
        )


def _audited(message: Message) -> RedrivenData | None:
    """What the record says was redriven; None when it says something else, which is none of our business here."""
    value = message.value() or b""
    try:
        if _KIND.decode(value).type != DeadLettersRedriven.__struct_config__.tag:
            return None
    except (msgspec.MsgspecError, UnicodeError):
        return None
    try:
        return _EVENT.decode(value).data
    except (msgspec.MsgspecError, UnicodeError) as error:
        # passed over, what it names would go back a second time
        raise PinocchioError(
            f"{AUDIT.name}, partition {message.partition()}, offset {message.offset()} cannot be read: {error}",
            "it may be a newer release's: use that one's `pinocchio dlq redrive`",
        ) from error


def redriven(broker: str) -> Iterator[str]:
    """The places of all that was redriven, by the audit."""
    for message in records_of(broker, [AUDIT.name]):
        data = _audited(message)
        if data is None:
            continue
        source = data.topic.removeprefix("governance.dlq.")
        yield from (f"{source}/{place.partition}/{place.offset}" for place in data.records)

"""What should have come out: the brokerless replay of the same records; and what did, read committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from aiokafka.structs import ConsumerRecord

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from schemas.enforcement import ApplicationDecided, Enforcement, WireOutput
from streams.core.digest import InForce
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.model import PolicySet
from streams.core.replay import Replay, order_of
from streams.testing.policies import fingers
from streams.testing.traffic import Record

KEY = b"k" * 40
_OUTPUT = msgspec.json.Decoder(WireOutput)


@dataclass
class Outcome:
    """Ids and how often they came, the standing, the last answer to each application, who is in which gang."""

    ids: Counter[str]
    standing: list[object]
    digest: str
    answers: dict[str, str]
    gangs: dict[str, str]

    def twice(self) -> list[str]:
        """What was published more than once."""
        return [named for named, count in self.ids.items() if count > 1]


def replayed(records: Iterable[Record], as_of: int, policies: PolicySet | None = None) -> Outcome:
    """The replay's outcome, under the small policy when none is given."""
    tokeniser = KeyedTokeniser(KEY)
    events = [event for r in records if not isinstance(event := decode(r.value, (), tokeniser), DeadLetter)]
    said: list[Enforcement | ApplicationDecided] = []
    replay = Replay(policies or fingers(), said.append)
    replay.feed(sorted(events, key=order_of))
    replay.move_to(as_of)
    return _outcome(said)


def published(enforcements: Sequence[ConsumerRecord], applications: Sequence[ConsumerRecord]) -> Outcome:
    """The stream's outcome."""
    return _outcome([_OUTPUT.decode(record.value) for record in (*enforcements, *applications)])


def _outcome(said: Iterable[Enforcement | ApplicationDecided]) -> Outcome:
    in_force, ids, answers = InForce(), Counter(), {}
    for output in said:
        if isinstance(output, ApplicationDecided):
            answers[output.data.application_id] = output.data.decision
        else:
            ids[output.id] += 1
            in_force.add(output)
    gangs = {one.data.seller_id: one.data.gang_id for one in in_force.enforcements() if one.data.gang_id}
    return Outcome(ids, in_force.keys(), in_force.digest(), answers, gangs)

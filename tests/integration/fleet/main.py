"""The worker of the fleet: everything real but the policy, which is small, quick to load, and counted on fingers.

FLEET_DIE_IN_TRANSACTION=n kills the process by SIGKILL when its n-th transaction has written everything and not yet
committed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from itertools import count

from aiokafka import AIOKafkaProducer

from agents.worker import AGENTS, READ, production_key, serve
from streams.core import engine
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.runtime.errors import PinocchioError
from streams.runtime.logging import setup_logging
from streams.runtime.service import Parts, Service
from streams.runtime.settings import read_settings
from tests.bench.policies import chosen


def die_in_transaction(number: int) -> None:
    """Everything of transaction `number` is in the broker's log, its offsets too; the commit is never asked for."""
    commits, commit = count(1), AIOKafkaProducer.commit_transaction

    async def maybe(producer: AIOKafkaProducer) -> None:
        if next(commits) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        await commit(producer)

    AIOKafkaProducer.commit_transaction = maybe


def main() -> int:
    """As `pinocchio worker` does."""
    settings = read_settings()
    if number := os.environ.get("FLEET_DIE_IN_TRANSACTION"):
        die_in_transaction(int(number))
    key = production_key(settings)
    setup_logging(settings.log_level, settings.log_format, settings.app_id)
    policies = chosen(os.environ.get("FLEET_POLICY", "fingers"))
    parts = Parts(
        tokeniser=KeyedTokeniser(key),
        policies=policies,
        parse_policy=lambda _text, _name: policies.versions[0],
        engine=engine.run,
        agents=tuple(agent.register for agent in AGENTS),
        read=READ,
    )
    return asyncio.run(serve(Service(settings, parts)))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PinocchioError as error:
        print(error, file=sys.stderr)  # noqa: T201  # its log is what a failing test shows
        sys.exit(error.exit_code)

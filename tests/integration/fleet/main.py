"""The worker of the fleet: everything real but the policy, which is small, quick to load, and can be counted on fingers."""

from __future__ import annotations

import asyncio
import sys

from agents.worker import AGENTS, READ, production_key, serve
from streams.core import engine
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.runtime.errors import PinocchioError
from streams.runtime.logging import setup_logging
from streams.runtime.service import Parts, Service
from streams.runtime.settings import read_settings
from streams.testing.policies import fingers


def main() -> int:
    """As `pinocchio worker` does."""
    settings = read_settings()
    key = production_key(settings)
    setup_logging(settings.log_level, settings.log_format, settings.app_id)
    policies = fingers()
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

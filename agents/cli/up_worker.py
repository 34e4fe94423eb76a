"""The worker of `pinocchio up`, a process of its own: the service itself, on the embedded broker.

It ends when its standard input does, so that it never outlives the `up` that started it, however that one died.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from threading import Thread

import click

from agents.worker import build_worker, production_key, serve
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.runtime.errors import PinocchioError
from streams.runtime.logging import setup_logging
from streams.runtime.settings import read_settings


def main() -> int:
    """Run until SIGTERM or the end of standard input; the exit code of the process."""
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        settings = read_settings()
        key = DEVELOPMENT_KEY if settings.identity_key_file is None else production_key(settings)
        setup_logging(settings.log_level, settings.log_format, settings.app_id)
        # the embedded broker writes wrong checksums on its transaction markers
        return asyncio.run(serve(build_worker(settings, key, check_crcs=False)))
    except PinocchioError as error:
        click.echo(f"pinocchio up: {error}", err=True)
        return error.exit_code


def _end_with_parent() -> None:
    # not sys.stdin: the interpreter wants its lock when it ends, and would abort
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())

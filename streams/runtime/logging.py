"""Logs: structlog as JSON lines on stdout; the loggers of Faust, mode and aiokafka go the same way."""

from __future__ import annotations

import logging
import sys
from typing import Any

import orjson
import structlog

NOISY = {
    "faust": logging.WARNING,  # its tables of assignments are a page long; ours are one line
    "mode": logging.WARNING,
    "aiokafka": logging.WARNING,
    "aiokafka.producer.sender": logging.ERROR,  # a retry of 5 ms between two transactions is no news
    "aiokafka.consumer.group_coordinator": logging.ERROR,  # every heartbeat during a rebalance
    "asyncio": logging.WARNING,
}


def setup_logging(level: str, form: str, app_id: str) -> None:
    """Configure once, before anything logs."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(app_id=app_id)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in NOISY.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def _renderer(form: str) -> Any:
    if form == "console":
        return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    return structlog.processors.JSONRenderer(serializer=_json)


def _json(value: Any, default: Any = None, **_options: Any) -> str:
    return orjson.dumps(value, default=default or repr).decode()

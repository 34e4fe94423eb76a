"""The coordinator watchdog: errors of aiokafka's group coordinator are kept there until somebody asks.

Nobody asks in Faust: after a failed SyncGroup the worker stayed "rebalancing" for ever, looked alive and did nothing.
Asking makes the coordinator join again.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

PERIOD_SECONDS = 2.0

_log = structlog.get_logger(__name__)


async def watch(consumer: Any) -> None:
    """Ask every two seconds, in the consumer's own thread, until the consumer stops."""
    while not consumer.should_stop:
        await consumer.sleep(PERIOD_SECONDS)
        if not consumer.should_stop:
            await _ask(consumer)


async def _ask(consumer: Any) -> None:
    thread = consumer._thread  # noqa: SLF001  # the driver offers no public way to its coordinator
    inner = thread._consumer  # noqa: SLF001
    if inner is None or inner._closed:  # noqa: SLF001
        return
    try:
        await thread.call_thread(_check, inner)
    except asyncio.CancelledError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever the coordinator kept: it has rejoined by now, we tell
        _log.warning("coordinator_error", error=repr(error))
        count = getattr(consumer.app, "on_coordinator_error", None)
        if count is not None:
            count()


async def _check(inner: Any) -> None:  # the thread's queue calls coroutines
    inner._coordinator.check_errors()  # noqa: SLF001

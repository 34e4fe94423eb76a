"""`/metrics`, `/healthz` and `/readyz` on one small HTTP server of our own, in the worker's loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from streams.runtime.errors import InfrastructureError

Check = Callable[[], str | None]
"""None when all is well, else why not."""


class HealthServer:
    """Listens before the worker joins its group, so that an occupied port is a clear error and not a crash later."""

    def __init__(self, registry: CollectorRegistry, alive: Check, ready: Check) -> None:
        self._registry = registry
        app = web.Application()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", _answer(alive))
        app.router.add_get("/readyz", _answer(ready))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    async def start(self, bind: str, port: int) -> int:
        """Listen; the port that was taken is returned. Raises `InfrastructureError` when it is occupied."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, bind, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise InfrastructureError(
                f"cannot listen on {bind}:{port}: {error.strerror}",
                "set PINOCCHIO_HTTP_PORT to a free port, or to 0 for any free one",
            ) from error
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port."""
        await self._runner.cleanup()

    async def _metrics(self, request: web.Request) -> web.Response:  # aiohttp calls coroutines
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(self._registry), headers={"Content-Type": content_type})


def _answer(check: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(_request: web.Request) -> web.Response:  # aiohttp calls coroutines
        problem = check()
        if problem is None:
            return web.json_response({"status": "ok"})
        return web.json_response({"status": "unavailable", "reason": problem}, status=503)

    return handler

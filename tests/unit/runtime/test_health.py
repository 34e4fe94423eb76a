"""The HTTP pages: format by negotiation, 503 with the reason, and an occupied port is told before anything starts."""

from __future__ import annotations

import aiohttp
import pytest

from streams.runtime.errors import InfrastructureError
from streams.runtime.health import HealthServer
from streams.runtime.metrics import Metrics


async def got(port, path, **headers):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}", headers=headers) as answer,
    ):
        return answer.status, answer.headers["Content-Type"], await answer.text()


@pytest.fixture
async def server():
    made = HealthServer(Metrics("1").registry, lambda: None, lambda: "restoring rows")
    port = await made.start("127.0.0.1", 0)
    yield port
    await made.stop()


async def test_alive_is_ok_and_not_ready_says_why(server):
    assert (await got(server, "/healthz"))[0] == 200
    status, _, text = await got(server, "/readyz")
    assert (status, "restoring rows" in text) == (503, True)


async def test_metrics_come_as_text_or_as_openmetrics(server):
    plain = await got(server, "/metrics")
    assert plain[1].startswith("text/plain")
    opened = await got(server, "/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert opened[1].startswith("application/openmetrics-text")
    assert opened[2].rstrip().endswith("# EOF")


async def test_an_occupied_port_is_an_error_that_says_what_to_do(server):
    second = HealthServer(Metrics("1").registry, lambda: None, lambda: None)
    with pytest.raises(InfrastructureError, match="PINOCCHIO_HTTP_PORT") as caught:
        await second.start("127.0.0.1", server)
    assert caught.value.exit_code == 3

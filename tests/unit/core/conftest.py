from __future__ import annotations

import pytest

from streams.testing.house import House


@pytest.fixture
def house() -> House:
    return House()

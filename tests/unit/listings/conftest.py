from __future__ import annotations

import pytest

from tests.quality.judging import reader as shipped


@pytest.fixture(scope="session")
def reader():
    return shipped()

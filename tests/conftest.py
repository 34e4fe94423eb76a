"""The same ground under every test, whoever's machine it runs on."""

from __future__ import annotations

import os

import hypothesis
import pytest

# a deadline measures the machine; two busy cores are not a bug
hypothesis.settings.register_profile("pinocchio", deadline=None, print_blob=True)
hypothesis.settings.load_profile("pinocchio")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the broker is marked so, that `-m "not kafka"` leaves out all of them and nobody forgets."""
    for item in items:
        if "kafka" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.kafka)


@pytest.fixture(autouse=True)
def no_settings_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's PINOCCHIO_BROKER must not decide what a test does."""
    for name in os.environ:
        if name.startswith("PINOCCHIO_") and not name.startswith("PINOCCHIO_TEST_"):
            monkeypatch.delenv(name)

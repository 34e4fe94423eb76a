"""Two versions of a small policy, and a way to change one line of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.core.policy.load import load_policy_text
from streams.core.policy.model import Policy
from streams.core.policy.parse import read_document
from streams.core.policy.problems import PolicyError

VERSIONS = Path(__file__).parent / "versions"


@pytest.fixture
def versions() -> Path:
    """The folder of the two versions."""
    return VERSIONS


@pytest.fixture
def text() -> str:
    """The first version, as written."""
    return (VERSIONS / "first.yaml").read_text()


@pytest.fixture
def small(text: str) -> Policy:
    """The first version, loaded."""
    return load_policy_text(text, "small.yaml", VERSIONS)


Complain = Callable[[str, str], str]


@pytest.fixture
def complaint(text: str) -> Complain:
    """What loading says when one piece of the text is replaced by another; only the first problem."""

    def said(old: str, new: str) -> str:
        assert text.count(old) >= 1
        with pytest.raises(PolicyError) as caught:
            read_document(text.replace(old, new, 1), "small.yaml")
        return caught.value.problems[0].render()

    return said

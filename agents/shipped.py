"""What ships with the service: the default policy and its word lists."""

from __future__ import annotations

from pathlib import Path


def shipped_policy() -> Path:
    """Where the shipped policies lie: inside the installed package, or in the checkout."""
    agents = Path(__file__).resolve().parent
    installed = agents / "shipped_data" / "policies"
    return installed if installed.is_dir() else agents.parent / "deploy" / "policies"

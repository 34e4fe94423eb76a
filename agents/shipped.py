"""What ships with the service: the default policy and its word lists."""

from __future__ import annotations

from pathlib import Path


def shipped_policy() -> Path:
    """Where the shipped policy lies: inside the installed package, or in the checkout.

    The file, not its folder: a copy that somebody tries things out on beside it must not be in force unasked.
    """
    agents = Path(__file__).resolve().parent
    installed = agents / "shipped_data" / "policies"
    folder = installed if installed.is_dir() else agents.parent / "deploy" / "policies"
    return folder / "default.yaml"

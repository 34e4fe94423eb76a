"""Under which policy a bench runs: the shipped one, or the small one that leaves the shell's own cost visible."""

from __future__ import annotations

from agents.cli.source import shipped_policy
from streams.core.policy.load import load_policies
from streams.core.policy.model import PolicySet
from streams.testing.policies import fingers


def chosen(name: str) -> PolicySet:
    """`shipped` or `fingers`."""
    return load_policies(shipped_policy()) if name == "shipped" else fingers()

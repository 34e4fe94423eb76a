"""Under which policy a bench runs: the shipped one, or the small one that leaves the shell's own cost visible."""

from __future__ import annotations

from agents.cli.source import shipped_policy
from streams.core.policy.load import load_policies
from streams.core.policy.model import PolicySet
from streams.testing.policies import fingers

QUOTA = 5
"""Blocks a minute under the policy `quota`."""


def chosen(name: str) -> PolicySet:
    """`shipped`, `fingers`, or `quota`: fingers with a quota."""
    if name == "quota":
        return fingers(quotas={"block_listing": QUOTA})
    return load_policies(shipped_policy()) if name == "shipped" else fingers()

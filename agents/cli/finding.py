"""What the doctor found: one line each, ok or what to do."""

from __future__ import annotations

from typing import Literal

import msgspec

Status = Literal["ok", "note", "fail", "skipped"]


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One check. `note` is worth knowing and fails nothing; `todo` is empty when there is nothing to do."""

    check: str
    status: Status
    says: str
    todo: str = ""


def ok(check: str, says: str) -> Finding:
    """As it should be."""
    return Finding(check=check, status="ok", says=says)


def note(check: str, says: str, todo: str = "") -> Finding:
    """Worth knowing; fails nothing."""
    return Finding(check=check, status="note", says=says, todo=todo)


def skipped(check: str, says: str) -> Finding:
    """Not asked, with the reason."""
    return Finding(check=check, status="skipped", says=says)


def fail(check: str, says: str, todo: str) -> Finding:
    """Wrong, with what to do."""
    return Finding(check=check, status="fail", says=says, todo=todo)

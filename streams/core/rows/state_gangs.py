"""The rows of the gang partition: which accounts share a token that is no hub, and where each account sits."""

from __future__ import annotations

import msgspec

MAX_POSTING = 100  # accounts; what more share is a hub, and joins no gang
MAX_TIES = 128  # tokens of one account


class GangTokenRow(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="t",
    tag="gangtoken.1",
):
    """One shared token: who holds it since when. A hub keeps nobody, and stays one."""

    token_kind: str = ""
    masked: str = ""
    members: dict[str, int] = {}
    hub: bool = False
    due: int | None = None

    def kind(self) -> str:
        """`gangtoken`."""
        return "gangtoken"


class GangAccountRow(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="t",
    tag="gangaccount.1",
):
    """One account: the tokens it shares (value -> kind), since when it is open, when it is barred, and its gang.

    `to` is the account's own partition number; `revision` orders what it is told. `cleared`: its last bar was taken
    back. `clock` is the newest of what made the row, `kept` until when it is needed, `due` when to look again.
    """

    account_id: str
    to: int = 0
    opened: int | None = None
    tokens: dict[str, str] = {}
    agencies: tuple[str, ...] = ()
    spans: tuple[tuple[int, int | None], ...] = ()
    spans_revision: int = 0
    cleared: bool = False
    clock: int = 0
    kept: int = 0
    gang_id: str | None = None
    revision: int = 0
    due: int | None = None

    def kind(self) -> str:
        """`gangaccount`."""
        return "gangaccount"

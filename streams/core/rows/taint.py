"""Why somebody is barred, and what travels with a bar: values that hop records carry and rows keep."""

from __future__ import annotations

import msgspec

UNKNOWN = ("", "")
"""An event that rows of an earlier release do not name."""


class Via(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """How an account that is not barred itself is joined to one that is: the root, and what joins them.

    `rank` is what that was worth: 2 refused, 1 reviewed, 0 too little. `groups` are the independent kinds of evidence,
    `bits` their weight, `path` the strongest link in words, masked. One step only: what rests on this spreads no
    further, so that two applicants never sustain each other.
    """

    account_id: str
    rank: int
    groups: tuple[str, ...]
    bits: float
    path: str


class Taint(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, array_like=True):
    """Why an account is barred, from when, until when (microseconds; None = no end known).

    `offender_id` names a listed offender; None is a banned account of our own. With `via` the account is not barred
    itself: it applied and was joined to `via.account_id`. `seen` is when it was last known to hold the token; `undone`
    says that the bar ended because it was taken back, not because its term was over. `by` is the event (source, id)
    that it began with, where that is known.
    """

    account_id: str
    since: int
    until: int | None = None
    offender_id: str | None = None
    seen: int = 0
    via: Via | None = None
    undone: bool = False
    by: tuple[str, str] = UNKNOWN

    def root(self) -> str:
        """The account that is barred in the end."""
        return self.account_id if self.via is None else self.via.account_id


class Profile(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The sketches of an account by kind, to compare with; the newest `revision` holds."""

    revision: int
    sketches: dict[str, tuple[str, ...]] = {}

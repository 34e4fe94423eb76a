"""`replay --explain`: collect what belongs to one enforcement while the replay runs, then tell its story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agents.cli.recorded import events_named
from agents.cli.replaying import Output
from agents.cli.story import Case, story
from agents.cli.words import Lang
from schemas.enforcement import ApplicationDecided, Enforcement, EnforcementTaken

LAST = "last"
_ID = re.compile(r"^[0-9a-f]{6,32}$")
MOST = 12
"""So many stories are told for one target; more would bury the reader."""


class NothingToExplainError(Exception):
    """No enforcement has this id or target. `exit_code` is the contract's for a failed check."""

    exit_code = 1


class Explainer:
    """Listens to a replay for one id (or its first six characters or more), or for one target."""

    def __init__(self, wanted: str, searched: str) -> None:
        """`wanted` is an enforcement id, the id of a listing, room, shop, account or application, or `last`.

        `searched` says where the enforcements come from, for whoever finds nothing.
        """
        self.wanted = wanted
        self._searched = searched
        self._taken: dict[str, Enforcement] = {}
        self._lifted: dict[str, Enforcement] = {}

    def hear(self, output: Output) -> None:
        """One output of the replay."""
        if isinstance(output, ApplicationDecided):
            return
        data = output.data
        if isinstance(output, EnforcementTaken):
            self._taken[data.enforcement_id] = output
        elif data.supersedes is not None:
            self._lifted[data.supersedes] = output

    def cases(self, paths: Sequence[Path]) -> list[Case]:
        """The enforcements that are meant, with what caused and ended them; raises `NothingToExplainError`."""
        found = [taken for taken in self._taken.values() if self._is_meant(taken)]
        if self.wanted == LAST:
            found = [taken for taken in self._taken.values() if taken.data.mode == "live"][-1:]
        if not found:
            raise NothingToExplainError(
                f"no enforcement has the id or target {self.wanted!r}; searched: {len(self._taken):,} enforcements "
                f"{self._searched}. Give six characters or more of an id, or the whole id of a target"
            )
        caused = [output for taken in found for output in (taken, self._lifted.get(taken.id)) if output is not None]
        causes = events_named(paths, frozenset(cause for output in caused for cause in output.data.caused_by))
        return [
            Case(taken=taken, lifted=self._lifted.get(taken.id), followed=self._followers(taken), causes=causes)
            for taken in found
        ]

    def _is_meant(self, taken: Enforcement) -> bool:
        data = taken.data
        by_id = _ID.match(self.wanted) is not None and data.enforcement_id.startswith(self.wanted)
        lifted = self._lifted.get(taken.id)
        return by_id or self.wanted == data.target_id or (lifted is not None and lifted.id == self.wanted)

    def _followers(self, taken: Enforcement) -> list[Enforcement]:
        """What a reminder became that ran out without a correction, or the one that took its place."""
        lifted = self._lifted.get(taken.id)
        if lifted is not None and lifted.data.lift_reason == "recomputed" and taken.data.measure == "remind":
            return [other for other in self._taken.values() if _takes_the_place(other, taken, lifted)]
        if lifted is None or lifted.data.lift_reason != "lapsed":
            return []
        return [
            other
            for other in self._taken.values()
            if other.time == lifted.time
            and other.data.seller_id == taken.data.seller_id
            and other.data.violation_class == taken.data.violation_class
            and other.data.caused_by == taken.data.caused_by
            and (taken.data.caused_by or other.data.target_id == taken.data.target_id)
        ]


def _takes_the_place(other: Enforcement, taken: Enforcement, lifted: Enforcement) -> bool:
    """Whether it is the reminder, on another ground, that one on the same target and class ended for."""
    about = [(one.data.seller_id, one.data.target_kind, one.data.target_id) for one in (other, taken)]
    same = about[0] == about[1] and other.data.violation_class == taken.data.violation_class
    return same and other.id != taken.id and other.data.measure == "remind" and other.time == lifted.time


def tell(cases: Sequence[Case], console: Console, lang: Lang) -> None:
    """The stories, one under the other."""
    for case in cases[:MOST]:
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for label, text in story(case, lang):
            table.add_row(label, text)
        console.print(table)
        console.print()
    if len(cases) > MOST:
        console.print(f"… and {len(cases) - MOST} more: give an enforcement id to see one")

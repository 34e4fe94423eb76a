"""What a partition remembers of its gangs between two looks: nothing that its rows would not say again.

Everything here is a function of rows. What a row said that has changed since is forgotten before the next look, with
all that hung on it; so a look finds what it would have found without any memory, and the first after a restore does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from streams.core.fold.work import Work
from streams.core.gangs.nodes import Holding, Node, node_of
from streams.core.policy.model import Policy
from streams.core.rows.state import AnyRow
from streams.core.rows.state_gangs import GangAccountRow, GangTokenRow
from streams.core.rows.store import Rows, row_key

if TYPE_CHECKING:
    from streams.core.gangs.community import Ties
    from streams.core.gangs.region import Region

MOST = 20_000  # accounts remembered at a time


class Memory:
    """Accounts, who holds what, whom that ties and which region they are of, as of the rows last seen."""

    def __init__(self) -> None:
        self.policy: Policy | None = None
        self._written: dict[str, AnyRow | None] = {}  # by a step, and not in the rows yet
        self._dirty: set[str] = set()
        self._step: object = None
        self._clear()

    def _clear(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.holdings: dict[str, Holding] = {}
        self.ties: dict[str, Ties] = {}
        self.regions: dict[str, Region] = {}
        self.crowd: set[str] = set()  # who was last seen among too many
        self.solid: set[str] = set()  # of whom nobody has lost anything since
        self.conducted: dict[str, bool] = {}  # of who was touched: whether it could belong somewhere until then
        self._beside: dict[str, list[Region]] = {}
        self._ids: dict[str, str] = {}  # row key -> account or token
        self._written.clear()
        self._dirty.clear()

    def note(self, key: str, row: AnyRow | None) -> None:
        """A row of the partition is another now."""
        if key in self._written and self._written[key] is row:
            del self._written[key]
        else:
            self._dirty.add(key)

    def wrote(self, key: str, row: AnyRow | None) -> None:
        """A step wants a row to be another."""
        self._written[key] = row
        self._dirty.add(key)

    def begin(self, work: Work) -> None:
        """A step begins to look or to write. What an earlier one wrote and nobody kept was never so: begin anew."""
        if self._step is not work.changed:
            self._step = work.changed
            if self._written:
                self._clear()

    def catch_up(self, work: Work, policy: Policy) -> None:
        """Forget what is no longer so."""
        self.conducted.clear()
        if policy is not self.policy or len(self.nodes) > MOST:
            self._clear_for(policy)
        known = {key for key in self._dirty if key in self._ids}
        accounts = {key for key in known if key.startswith("gangaccount/")}
        tokens = {self._ids[key] for key in known - accounts}
        for key in accounts:
            tokens |= self._refresh(self._ids[key], work, policy)
        for token in tokens:
            self._hold_anew(token, work, policy)
        self._dirty.clear()

    def _clear_for(self, policy: Policy) -> None:
        written = dict(self._written)
        self._clear()
        self._written, self.policy = written, policy

    def node(self, name: str, work: Work, policy: Policy) -> Node:
        """The account."""
        known = self.nodes.get(name)
        if known is None:
            self._ids[row_key("gangaccount", name)] = name
            known = self.nodes[name] = node_of(account_row(work, name), policy)
        return known

    def holding(self, token: str, work: Work, policy: Policy) -> Holding:
        """Who holds the token."""
        known = self.holdings.get(token)
        if known is None:
            self._ids[row_key("gangtoken", token)] = token
            nodes = [self.node(name, work, policy) for name in _members(token, work)]
            known = self.holdings[token] = Holding([node for node in nodes if token in node.tokens])
        return known

    def keep(self, region: Region) -> None:
        """Remember a region until somebody in or beside it changes."""
        self.regions.update(dict.fromkeys(region.nodes, region))
        for name in region.nodes.keys() & self._beside.keys():  # who is in one is beside none
            del self._beside[name]
        for name in region.around:
            beside = [one for one in self._beside.get(name, ()) if not one.stale]
            self._beside[name] = [*beside, region]

    def lost(self, name: str) -> None:
        """An account may hold together less than it did."""
        self.crowd.discard(name)
        self.regions.pop(name, None)
        if name in self.solid:
            self.solid.clear()

    def _refresh(self, name: str, work: Work, policy: Policy) -> set[str]:
        """Read an account anew; the tokens whose holders may be others now."""
        old, new = self.nodes[name], node_of(account_row(work, name), policy)
        self.nodes[name] = new
        if old.spans != new.spans and name in self.regions:
            self.regions[name].judged = None
        if (old.opened, old.agencies) != (new.opened, new.agencies):
            self._touch({name}.union(*(self._holders(token) for token in old.tokens)), grown=False)
            return {*old.tokens, *new.tokens}
        grown = all(new.tokens.get(token) is kind for token, kind in old.tokens.items())
        if not grown or len(new.tokens) > len(old.tokens):
            self._touch([name], grown=grown)
        return {token for token in (*old.tokens, *new.tokens) if old.tokens.get(token) is not new.tokens.get(token)}

    def _holders(self, token: str) -> frozenset[str]:
        held = self.holdings.get(token)
        return frozenset() if held is None else held.names

    def _hold_anew(self, token: str, work: Work, policy: Policy) -> None:
        old = self.holdings.pop(token, None)
        new = self.holding(token, work, policy)
        if old is None:
            self._touch(new.names, grown=True)
        else:
            self._touch(old.names | new.names, grown=old.names <= new.names and new.is_desk <= old.is_desk)

    def _touch(self, names: Iterable[str], *, grown: bool) -> None:
        """What these are tied by is other now, and so may the regions in or beside which they are be.

        `grown`: nobody is tied to fewer than before.
        """
        for name in names:
            ties = self.ties.pop(name, None)
            if ties is not None:
                self.conducted[name] = ties.enough
            region = self.regions.get(name)
            for one in (*self._beside.get(name, ()), *(() if region is None else (region,))):
                one.doubted.add(name)
                one.stale = one.stale or not grown
            if not grown:
                self.lost(name)


def _members(token: str, work: Work) -> Iterator[str]:
    row = work.get(row_key("gangtoken", token))
    return iter(row.members if isinstance(row, GangTokenRow) else ())


def account_row(work: Work, name: str) -> GangAccountRow:
    """The account's row, a new one where there is none."""
    row = work.get(row_key("gangaccount", name))
    return row if isinstance(row, GangAccountRow) else GangAccountRow(account_id=name, revision=work.ticked())


def memory_of(work: Work) -> Memory:
    """What the partition remembers; nothing where its rows are no store."""
    rows = work.rows
    if not isinstance(rows, Rows):
        return Memory()
    known = rows.derived
    if not isinstance(known, Memory):
        known = rows.derived = Memory()
    known.begin(work)
    return known

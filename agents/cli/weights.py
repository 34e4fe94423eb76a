"""`pinocchio weights`: learn the numbers of the linkage model from one's own records, without labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from random import Random

import click
import orjson

from agents.cli import options
from agents.cli.recorded import regular_files
from agents.cli.source import policies_of, tokeniser
from schemas.sealed import OffenderListed, ShopApplied, Token
from streams.core.identity.blocks import BLOCK
from streams.core.identity.learn import ENOUGH, Learnt, learn, levels_of
from streams.core.identity.sketch import SKETCH
from streams.core.policy.linkage import Likeness
from streams.runtime.files import EventFiles

MAX_BLOCK = 60
"""Records under one key that are compared with each other; what more share is no key."""
MAX_PAIRS = 6
"""Pairs that one strong identifier teaches by, all of four records: sixty who share a payee would be 1,770."""
_NEIGHBOURS = ("+address", "+postcode")
RANDOM_PAIRS = 60_000

WEAK = Likeness(strength="weak", group="person", bits=())

_policy = click.Path(exists=True, path_type=Path)
_file = click.Path(exists=True, allow_dash=True, dir_okay=False, path_type=Path)
Sketches = dict[str, tuple[str, ...]]


class TooFewError(Exception):
    """There is not enough to learn from. `exit_code` is the contract's for a failed check."""

    exit_code = 1


@click.group()
def weights() -> None:
    """The numbers of the linkage model."""


@weights.command(name="learn")
@click.argument("files", nargs=-1, required=True, type=_file)
@click.option("--policy", envvar="PINOCCHIO_POLICY", type=_policy, help="File or folder; the shipped one without it.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random pairs.")
@options.as_json
def learn_(files: tuple[Path, ...], policy: Path | None, seed: int, as_json: bool) -> None:
    """Learn from the applicants and offenders of FILES, and print a `likeness` section to put into a policy.

    Read it before you activate it: free weights are brittle, and few records teach little.
    """
    newest = policies_of(policy).versions[-1]
    read = _Read(frozenset(kind for kind, one in newest.identifiers.items() if one.strength == "strong"))
    with regular_files(files) as paths:
        for event in EventFiles(paths, tokeniser()).events():
            if isinstance(event, ShopApplied | OffenderListed):
                read.take(event.data.account_id, event.data.tokens)
    known, blocked = read.pairs(read.holders, MAX_PAIRS), read.pairs(read.blocks)
    if max(len(known), len(blocked)) < ENOUGH:
        raise TooFewError(_too_few(len(read.records), len(known), len(blocked)))
    dice = Random(seed)  # noqa: S311 - which pairs are looked at is no secret
    strangers = [tuple(dice.sample(range(len(read.records)), 2)) for _ in range(RANDOM_PAIRS)]
    learnt = learn(read.levels(blocked), read.levels(strangers), read.levels(known))
    click.echo(_json(learnt) if as_json else "\n".join(_yaml(learnt, newest.linkage.likeness)))


def _too_few(records: int, known: int, blocked: int) -> str:
    if not records:
        return "there are no applications and no offenders in these files: give the events of the accounts topic"
    return (
        f"{records} applications and offenders are too few to learn from: {known} pairs of them share a strong"
        f" identifier, and {blocked} a person's or a company's name, a birth date or a photo in some spelling;"
        f" {ENOUGH} of either are needed. Nothing is wrong with the files: give more of them, and keep the policy's"
        " numbers until then"
    )


class _Read:
    """What the files say: sketches by record, and who shares what.

    Neighbours share a place and a postcode as often as one person's records do, and hundreds of them would be taken for
    one person: those keys bring nobody together here.
    """

    def __init__(self, strong: frozenset[str]) -> None:
        self.strong = strong
        self.records: list[Sketches] = []
        self.accounts: list[str] = []
        self.blocks: dict[str, list[int]] = {}
        self.holders: dict[str, list[int]] = {}

    def take(self, account_id: str, tokens: tuple[Token, ...]) -> None:
        """One record."""
        sketches: Sketches = {}
        for token in tokens:
            if token.domain == SKETCH:
                sketches[token.kind] = (*sketches.get(token.kind, ()), token.value)
            elif token.domain == BLOCK and token.kind not in _NEIGHBOURS:
                self.blocks.setdefault(token.value, []).append(len(self.records))
            elif token.kind in self.strong:
                self.holders.setdefault(token.value, []).append(len(self.records))
        self.records.append(sketches)
        self.accounts.append(account_id)

    def pairs(self, shared: Mapping[str, list[int]], most: int | None = None) -> list[tuple[int, ...]]:
        """Two of different accounts that share something which not everybody does, at most so many for each thing."""
        met: set[tuple[int, ...]] = set()
        for value in sorted(shared):
            if len(shared[value]) <= MAX_BLOCK:
                pairs = (
                    pair for pair in combinations(shared[value], 2) if self.accounts[pair[0]] != self.accounts[pair[1]]
                )
                met.update(sorted(pairs, key=_spread)[:most])
        return sorted(met)

    def levels(self, pairs: Iterable[tuple[int, ...]]) -> list[dict[str, int]]:
        """How alike the two of each pair are."""
        return [levels_of(self.records[one], self.records[other]) for one, other in pairs]


def _spread(pair: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Records next to each other first, then those farther apart: each record stands in few of the first pairs."""
    return pair[1] - pair[0], pair


def _json(learnt: Learnt) -> bytes:
    return orjson.dumps(
        {"pairs": learnt.pairs, "known": learnt.known, "share": learnt.share, "likeness": learnt.bits},
        option=orjson.OPT_INDENT_2,
    )


def _yaml(learnt: Learnt, known: Mapping[str, Likeness]) -> Iterator[str]:
    """The section `linkage.likeness` as a file has it; strength and group are the policy's, they are not learnt."""
    if learnt.known:
        yield f"# learnt from {learnt.known} pairs that share a strong identifier"
    else:
        yield f"# {learnt.pairs} pairs, {learnt.share:.1%} of them taken for one person"
    yield "linkage:"
    yield "  likeness:"
    bits = {kind.removeprefix("~"): one for kind, one in learnt.bits.items()}
    for name, one in {**known, **{name: known.get(name, WEAK) for name in bits}}.items():
        numbers = ", ".join(f"{number:g}" for number in bits.get(name, one.bits))
        yield f"    {name}: {{strength: {one.strength}, group: {one.group}, bits: [{numbers}]}}{_doubt(name, learnt)}"


def _doubt(name: str, learnt: Learnt) -> str:
    pairs = learnt.rests_on.get(f"~{name}", 0)
    if not pairs:
        return " # not learnt: no pair has it; as the policy says"
    return "" if pairs >= ENOUGH else f" # of {pairs} pairs only"

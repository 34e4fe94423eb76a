"""`pinocchio weights`: learn the numbers of the linkage model from one's own records, without labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from streams.core.identity.learn import Learnt, learn, levels_of
from streams.core.identity.sketch import SKETCH
from streams.core.policy.linkage import Likeness
from streams.runtime.files import EventFiles

MAX_BLOCK = 60
"""Records under one key that are compared with each other; what more share is no key."""
LEAST = 200
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
    with regular_files(files) as paths:
        records, blocks = _read(paths)
    pairs = {pair for block in blocks.values() if len(block) <= MAX_BLOCK for pair in combinations(block, 2)}
    if len(pairs) < LEAST:
        raise TooFewError(
            f"{len(pairs)} pairs of records share a blocking key, at least {LEAST} are needed; give more events"
        )
    dice = Random(seed)  # noqa: S311 - which pairs are looked at is no secret
    strangers = (dice.sample(range(len(records)), 2) for _ in range(RANDOM_PAIRS))
    blocked = [levels_of(records[one], records[other]) for one, other in sorted(pairs)]
    learnt = learn(blocked, [levels_of(records[one], records[other]) for one, other in strangers])
    known = policies_of(policy).versions[-1].linkage.likeness
    click.echo(_json(learnt) if as_json else "\n".join(_yaml(learnt, known)))


def _read(paths: list[Path]) -> tuple[list[Sketches], dict[str, list[int]]]:
    records: list[Sketches] = []
    blocks: dict[str, list[int]] = {}
    for event in EventFiles(paths, tokeniser()).events():
        if isinstance(event, ShopApplied | OffenderListed):
            _take(event.data.tokens, records, blocks)
    return records, blocks


def _take(tokens: tuple[Token, ...], records: list[Sketches], blocks: dict[str, list[int]]) -> None:
    sketches: Sketches = {}
    for token in tokens:
        if token.domain == SKETCH:
            sketches[token.kind] = (*sketches.get(token.kind, ()), token.value)
        elif token.domain == BLOCK:
            blocks.setdefault(token.value, []).append(len(records))
    records.append(sketches)


def _json(learnt: Learnt) -> bytes:
    return orjson.dumps(
        {"pairs": learnt.pairs, "share": learnt.share, "likeness": learnt.bits}, option=orjson.OPT_INDENT_2
    )


def _yaml(learnt: Learnt, known: Mapping[str, Likeness]) -> Iterator[str]:
    """The section `linkage.likeness` as a file has it; strength and group are the policy's, they are not learnt."""
    yield f"# {learnt.pairs} pairs, {learnt.share:.1%} of them taken for one person"
    yield "linkage:"
    yield "  likeness:"
    for kind, bits in learnt.bits.items():
        name = kind.removeprefix("~")
        one = known.get(name, WEAK)
        numbers = ", ".join(f"{number:g}" for number in bits)
        yield f"    {name}: {{strength: {one.strength}, group: {one.group}, bits: [{numbers}]}}"

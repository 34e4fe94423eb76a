"""A CEL expression compiled against the vocabulary of its input: typed, total, bounded, aware of what it needs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec
from cel_expr_python import cel

from streams.core.policy import lexing
from streams.core.policy.model import RuleInput, SignalValue
from streams.core.policy.total import Complaint, partial_parts
from streams.core.policy.vocabulary import VOCABULARY
from streams.core.policy.wording import complaints_of

Wanted = Literal["bool", "double"]
MAX_EXPRESSION = 2_000

# A count, ratio or word at each of these must give a value: what can fail on them can fail in production.
_PROBES: tuple[dict[str, SignalValue], ...] = (
    {"bool": False, "int": 0, "double": 0.0, "string": ""},
    {"bool": True, "int": 1, "double": 1.0, "string": "x"},
    {"bool": True, "int": 1_000_000, "double": 1e6, "string": "中文"},
)


class Condition(msgspec.Struct, frozen=True):
    """`needs`: groups of signals; while all signals of one group are at their defaults, the condition is false."""

    text: str
    names: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    program: Any


class Refused(NamedTuple):
    """Why an expression is no condition."""

    complaints: tuple[Complaint, ...]


@lru_cache(maxsize=8)
def environment(on: RuleInput) -> Any:
    """The CEL environment of one input; its variables are the vocabulary, and nothing else is in reach."""
    types = {"bool": cel.Type.BOOL, "int": cel.Type.INT, "double": cel.Type.DOUBLE, "string": cel.Type.STRING}
    return cel.NewEnv(variables={name: types[signal.type] for name, signal in VOCABULARY[on].items()})


@lru_cache(maxsize=4096)
def compiled(on: RuleInput, text: str, wanted: Wanted) -> Condition | Refused:
    """The condition, or all that is wrong with it. Cached: versions of a policy share most of their conditions."""
    if len(text) > MAX_EXPRESSION:
        return Refused(
            (Complaint(f"an expression has at most {MAX_EXPRESSION:,} characters", 1, 1, 1, "split the rule"),)
        )
    try:
        program = environment(on).compile(text)
    except RuntimeError as error:  # the library's only exception type for a refused expression
        return Refused(complaints_of(str(error), text, VOCABULARY[on]))
    kind = str(program.return_type().name()).lower()
    if kind != wanted:
        hint = "compare something" if wanted == "bool" else "write 1.0 for 1, or double(count)"
        return Refused((Complaint(f"this gives {kind}, not {wanted}", 1, 1, len(text), hint),))
    parts = lexing.tokens(text)
    used = lexing.names(parts, VOCABULARY[on])
    trouble = partial_parts(parts, text, VOCABULARY[on]) or _failing(on, program, used, text)
    if trouble:
        return Refused(trouble)
    return Condition(text, used, _needs(on, text) if wanted == "bool" else (), program)


def _failing(on: RuleInput, program: Any, used: tuple[str, ...], text: str) -> tuple[Complaint, ...]:
    """What the probes find that no look at the tokens did, such as a literal near the limits of a number."""
    for probe in _PROBES:
        value = program.eval(data={name: probe[VOCABULARY[on][name].type] for name in used})
        if value.type() == cel.Type.ERROR:
            reason = str(value.value()).partition(": ")[2] or "no value"
            return (
                Complaint(f"this can fail: {reason}", 1, 1, len(text), "a condition gives a value for any signals"),
            )
    return ()


def _needs(on: RuleInput, text: str) -> tuple[frozenset[str], ...]:
    """The groups of each conjunct that is false by itself when nothing was seen. CEL says so, not a pattern."""
    groups = {group for part in lexing.conjuncts(text) if (group := _need(on, part))}
    return tuple(sorted((group for group in groups if not any(other < group for other in groups)), key=sorted))


def _need(on: RuleInput, part: str) -> frozenset[str]:
    used = lexing.names(lexing.tokens(part), VOCABULARY[on])
    try:
        program = environment(on).compile(part)
    except (
        RuntimeError
    ):  # our split disagrees with CEL's grammar: then the part tells nothing, and the rule is always tried
        return frozenset()
    value = program.eval(data={name: VOCABULARY[on][name].default for name in used})
    return frozenset(used) if value.type() == cel.Type.BOOL and value.value() is False else frozenset()

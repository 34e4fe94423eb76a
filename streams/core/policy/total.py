"""Expressions must be total: what could fail, or cost without bound, at evaluation is refused at load.

A rule that fails on one listing would let exactly that listing through, and the seller chooses the listing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from cel_expr_python import cel

from streams.core.policy.lexing import Token
from streams.core.policy.problems import did_you_mean
from streams.core.policy.vocabulary import Signal

CALLS = ("all", "contains", "double", "endsWith", "exists", "matches", "size", "startsWith", "string")
MAX_MACROS = 2  # nested loops over written-out lists stay small; deeper nesting multiplies
_KEYWORDS = ("in", "true", "false")


class Complaint(msgspec.Struct, frozen=True):
    """One thing wrong with an expression; line and column count from 1 within it."""

    message: str
    line: int
    column: int
    width: int
    hint: str = ""


def partial_parts(parts: Sequence[Token], text: str, known: Mapping[str, Signal]) -> tuple[Complaint, ...]:
    """All parts of a well-typed expression that may fail or run away."""
    found = []
    for index, token in enumerate(parts):
        around = (parts[index - 1] if index else None, token, parts[index + 1 : index + 4])
        for message, hint in _trouble(*around, known):
            found.append(_complaint(token, text, message, hint))
    macros = [token for token in parts if token.text in ("all", "exists")]
    if len(macros) > MAX_MACROS:
        found.append(_complaint(macros[MAX_MACROS], text, f"more than {MAX_MACROS} loops", "split the rule"))
    return tuple(found)


def _complaint(token: Token, text: str, message: str, hint: str) -> Complaint:
    before = text[: token.start]
    return Complaint(message, before.count("\n") + 1, token.start - before.rfind("\n"), len(token.text), hint)


def _trouble(
    last: Token | None, token: Token, after: Sequence[Token], known: Mapping[str, Signal]
) -> Iterator[tuple[str, str]]:
    if token.kind == "name" and after and after[0].text == "(" and token.text not in _KEYWORDS:
        yield from _call(token.text, after[1:], known)
    elif token.text in ("/", "%") and not _safe_divisor(after, known):
        yield f"`{token.text}` can divide by zero", "divide doubles, as in double(a) / double(b), or by a number"
    elif (
        token.text == "["
        and last is not None
        and (last.kind != "sign" or last.text in (")", "]"))
        and last.text != "in"
    ):
        yield "an index can be out of range", "compare with `in` instead"
    elif token.text == "{":
        yield "mappings and messages are not supported", "use lists and `in`"


def _call(name: str, inside: Sequence[Token], known: Mapping[str, Signal]) -> Iterator[tuple[str, str]]:
    alone = len(inside) > 1 and inside[1].text == ")"
    if name not in CALLS:
        yield f"`{name}` is not supported", did_you_mean(name, CALLS)
    elif name == "double" and not (alone and _is_number(inside[0], known)):
        yield "`double` takes one count here", "text may be no number, and then the rule would fail"
    elif name == "matches" and not (alone and inside[0].kind == "string" and _is_pattern(inside[0].text)):
        yield "`matches` takes one written-out valid pattern", "RE2 syntax; a pattern from a signal could be anything"


def _is_number(token: Token, known: Mapping[str, Signal]) -> bool:
    return token.kind == "number" or (token.text in known and known[token.text].type in ("int", "double"))


def _is_pattern(literal: str) -> bool:
    value = cel.NewEnv(variables={}).compile(f"''.matches({literal})").eval()
    return bool(value.type() == cel.Type.BOOL)


def _safe_divisor(after: Sequence[Token], known: Mapping[str, Signal]) -> bool:
    """Doubles divide to infinity, which is a value; whole numbers fail."""
    if not after:
        return False
    first = after[0]
    if first.kind == "number":
        return first.text.strip("0.uUxX") != "" or "." in first.text
    return first.text == "double" or (first.text in known and known[first.text].type == "double")

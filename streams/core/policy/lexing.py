"""The tokens of a CEL expression: enough for names, calls and the top-level conjunction. CEL judges the grammar."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

import msgspec

Kind = Literal["string", "number", "name", "sign"]
_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*)
    |(?P<string>[bB]?[rR](?:'[^'\n]*'|"[^"\n]*")|[bB]?(?:'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))
    |(?P<number>[0-9](?:[0-9a-fA-FxXuU.]|[eE][+-]?[0-9])*)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(msgspec.Struct, frozen=True):
    """One token and its offset in the expression."""

    kind: Kind
    text: str
    start: int


def tokens(expression: str) -> tuple[Token, ...]:
    """All tokens but blanks and comments."""
    return tuple(
        Token(found.lastgroup, found.group(), found.start())  # type: ignore[arg-type]  # group names are the kinds
        for found in _TOKEN.finditer(expression)
        if found.lastgroup != "blank"
    )


def names(parts: Sequence[Token], known: Collection[str]) -> tuple[str, ...]:
    """The known names used as variables, sorted."""
    before = ("", *(token.text for token in parts))
    found = {token.text for token, last in zip(parts, before, strict=False) if token.kind == "name" and last != "."}
    return tuple(sorted(found & set(known)))


def conjuncts(expression: str) -> Iterator[str]:
    """The parts of a top-level `a && b && c`; the whole expression when its top level is anything else."""
    depth, start, parts = 0, 0, []
    for token in tokens(expression):
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if depth == 0 and token.kind == "sign" and token.text in ("||", "?"):
            yield expression
            return
        if depth == 0 and token.text == "&&":
            parts.append(expression[start : token.start])
            start = token.start + 2
    yield from (*parts, expression[start:])


def squeezed(expression: str) -> str:
    """The expression with blanks outside strings made single and comments gone, so that layout changes no version."""
    shown: list[str] = []
    end = 0
    for token in tokens(expression):
        gap = expression[end : token.start]
        shown.append((" " if gap and shown else "") + token.text)
        end = token.start + len(token.text)
    return "".join(shown)

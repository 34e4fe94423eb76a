"""What an expression is made of: selectors with the functions around them, labels it groups by, numbers it compares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import promql_parser


class Selector(NamedTuple):
    """One series selector and the calls it stands in, outermost first."""

    name: str
    matchers: dict[str, tuple[str, str]]
    calls: tuple[str, ...]


def parsed(expr: str) -> Any:
    return promql_parser.parse(expr)


def children(node: Any) -> list[Any]:
    inner = [getattr(node, name, None) for name in ("expr", "lhs", "rhs", "param")]
    return [child for child in [*inner, *(getattr(node, "args", None) or ())] if isinstance(child, promql_parser.Expr)]


def nodes(node: Any, calls: tuple[str, ...] = ()) -> Iterator[tuple[Any, tuple[str, ...]]]:
    yield node, calls
    inside = (*calls, node.func.name) if isinstance(node, promql_parser.Call) else calls
    for child in children(node):
        yield from nodes(child, inside)


def selectors(expr: str) -> list[Selector]:
    found = []
    for node, calls in nodes(parsed(expr)):
        if isinstance(node, promql_parser.MatrixSelector | promql_parser.VectorSelector):
            inner = node.vector_selector if isinstance(node, promql_parser.MatrixSelector) else node
            matchers = {m.name: (str(m.op), m.value) for m in inner.matchers.matchers}
            found.append(Selector(inner.name, matchers, calls))
    return found


def grouped_by(expr: str) -> set[str]:
    modifiers = [getattr(node, "modifier", None) for node, _ in nodes(parsed(expr))]
    return {
        label for modifier in modifiers if modifier is not None for label in getattr(modifier, "labels", None) or ()
    }


def numbers(expr: str) -> set[float]:
    return {node.val for node, _ in nodes(parsed(expr)) if isinstance(node, promql_parser.NumberLiteral)}

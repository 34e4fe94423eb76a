"""CEL's complaints in the words of this product: signals instead of references, hints instead of overload tables."""

from __future__ import annotations

import re
from collections.abc import Mapping

from streams.core.policy.problems import did_you_mean
from streams.core.policy.total import Complaint
from streams.core.policy.vocabulary import Signal

_ERROR = re.compile(
    r"^(?:INVALID_ARGUMENT: )?ERROR: <input>:(?P<line>\d+):(?P<column>\d+): (?P<text>.*)$", re.MULTILINE
)
_UNKNOWN = re.compile(r"undeclared reference to '(?P<name>[^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '(?P<sign>[^']*)' applied to '\(?(?P<types>[^')]*)\)?'")
_SIGNS = {"_?_:_": "? :", "_in_": "in", "@in": "in", "!_": "!", "-_": "-"}


def complaints_of(report: str, text: str, known: Mapping[str, Signal]) -> tuple[Complaint, ...]:
    """Every error in CEL's report; one for the whole expression when the report has another shape than we know."""
    found = tuple(_worded(match, text, known) for match in _ERROR.finditer(report))
    return found or (Complaint("no CEL expression", 1, 1, len(text), report.splitlines()[0][:200]),)


def _worded(match: re.Match[str], text: str, known: Mapping[str, Signal]) -> Complaint:
    line, column, said = int(match["line"]), int(match["column"]), match["text"]
    width = _width(text, line, column)
    unknown = _UNKNOWN.match(said)
    if unknown:
        name = unknown["name"]
        return Complaint(f"unknown signal `{name}`", line, column, len(name), did_you_mean(name, known))
    overload = _OVERLOAD.match(said)
    if overload:
        return Complaint(_mismatch(overload), line, column, width, _hint(overload["types"]))
    return Complaint(f"no CEL: {_short(said)}", line, column, width, "CEL: && || ! == != < > in, 'text', 1, 1.0, true")


def _mismatch(overload: re.Match[str]) -> str:
    sign = _SIGNS.get(overload["sign"], overload["sign"].strip("_"))
    return f"`{sign}` does not go with " + " and ".join(part.strip() for part in overload["types"].split(","))


def _hint(types: str) -> str:
    kinds = {part.strip() for part in types.split(",")}
    if {"int", "double"} <= kinds:
        return "a ratio is compared with 1.0, a count with 1; double(count) turns one into the other"
    if "string" in kinds:
        return "text stands in quotes, and is compared with text"
    return "both sides must be of one type"


def _short(said: str) -> str:
    """Without the list of everything that the grammar would have taken."""
    said = said.removeprefix("Syntax error: ").partition(" expecting ")[0]
    return said.replace("'<EOF>'", "the end").replace("'", "`").rstrip(".")[:120]


def _width(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    found = re.match(r"[A-Za-z0-9_]+|[&|=!<>]+", rest)
    return len(found.group()) if found else 1

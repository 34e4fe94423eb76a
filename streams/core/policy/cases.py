"""A policy's own tests, run: every case through the same evaluation as the service, one rule at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from schemas.events.listings import ListingData
from schemas.events.live import UtteranceData
from streams.core.policy.build import rule_of
from streams.core.policy.document import Case, Document, RuleText
from streams.core.policy.evaluate import CelEvaluator
from streams.core.policy.model import ListingReader, Signals, SignalValue
from streams.core.policy.parse_case import NONE
from streams.core.policy.problems import Place, Problem
from streams.core.policy.section import Section, moment_of
from streams.core.policy.source import Source

_T = TypeVar("_T", ListingData, UtteranceData)
_IDS = {"listing_id": "case", "seller_id": "case", "shop_id": "case"}


class CaseError(ValueError):
    """A case that cannot be run at all."""


def run_cases(document: Document, text: str, name: str, reader: ListingReader | None) -> tuple[Problem, ...]:
    """A problem for every case that does not come out as expected. `text` is the file's, for the places."""
    places = _places(text, name)
    return tuple(
        Problem(f"case {_called(case, number)} of rule `{rule.id}`: {trouble}", places[rule.id, number], hint)
        for rule in document.rules
        for number, case in enumerate(rule.cases)
        for trouble, hint in _troubles(document, rule, case, reader)
    )


def count_cases(document: Document) -> int:
    """How many cases a document brings."""
    return sum(len(rule.cases) for rule in document.rules)


def _called(case: Case, number: int) -> str:
    return f"`{case.name}`" if case.name else str(number + 1)


def _troubles(
    document: Document, rule: RuleText, case: Case, reader: ListingReader | None
) -> Iterator[tuple[str, str]]:
    try:
        signals = _signals(case, reader)
    except CaseError as error:
        yield str(error), "a listing needs a `title`; its other fields are those of the wire"
        return
    found = _measure(document, rule, signals)
    if found != case.expect:
        yield f"expected {case.expect}, got {found}", _seen(rule, signals)


def _measure(document: Document, rule: RuleText, signals: Mapping[str, SignalValue]) -> str:
    """What the rule does by itself, whatever its mode and dates."""
    timeless = msgspec.structs.replace(rule, effective_from=None, effective_to=None)
    evaluator = CelEvaluator(rule.on, [rule_of(timeless, document, "case")])
    hits = evaluator.hits(signals, moment_of(document.effective_from) or 0)
    return hits[0].measure if hits else NONE


def _seen(rule: RuleText, signals: Mapping[str, SignalValue]) -> str:
    named = [name for name in signals if name in rule.when or name in str(rule.score)]
    told = ", ".join(f"{name} = {signals[name]!r}" for name in sorted(named)) or "all at their defaults"
    return f"the rule saw {told}"


def _signals(case: Case, reader: ListingReader | None) -> dict[str, SignalValue]:
    if case.signals is not None:
        return case.signals
    if reader is None:
        raise CaseError("there is nothing to read texts with, for the policy names no `lexicons`")
    found = _read(case, reader)
    return {} if found is None else found.values()


def _read(case: Case, reader: ListingReader) -> Signals | None:
    if case.utterance is not None:
        spoken: dict[str, Any] = {"room_id": "case", "seller_id": "case", "presenter_id": "case", "offset_ms": 0}
        return reader.hear([_as(UtteranceData, {**spoken, "text": case.utterance})])[0]
    return reader.read([_as(ListingData, {**_IDS, **(case.listing or {})})])[0]


def _as(kind: type[_T], fields: dict[str, Any]) -> _T:
    unknown = sorted(set(fields) - set(kind.__struct_fields__))
    if unknown:
        raise CaseError(f"`{unknown[0]}` is no field of a listing")
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise CaseError(f"no listing: {error}") from error


def _places(text: str, name: str) -> dict[tuple[str, int], Place]:
    root = Section(Source(name, text), Source(name, text).compose())
    return {
        (rule.text("id"), number): case.place_of("name")
        for rule in (root.items("rules") if root.has("rules") else ())
        for number, case in enumerate(rule.items("cases"))
    }

"""A rule's own cases: what it must catch, and what it must leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from yaml.nodes import MappingNode

from schemas.enforcement import Measure
from streams.core.policy.document import Case
from streams.core.policy.model import RuleInput, SignalValue
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section, plain, tree
from streams.core.policy.vocabulary import VOCABULARY, Signal

NONE = "none"
_TYPES: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "double": (int, float), "string": (str,)}


def read_cases(section: Section, on: RuleInput) -> tuple[Case, ...]:
    """The `cases` of a rule: at least one that it hits, and one that it must not hit though it is close."""
    cases = tuple(_case(item, on) for item in section.items("cases"))
    expected = {case.expect for case in cases}
    if section.has("cases") and NONE not in expected:
        section.wrong(
            "cases", "there is no hard negative", "add a case that looks alike and is innocent, `expect: none`"
        )
    if cases and expected == {NONE}:
        section.wrong("cases", "no case is caught", "add a case that the rule is made for")
    return cases


def _case(section: Section, on: RuleInput) -> Case:
    case = Case(
        name=section.text("name", ""),
        signals=dict(_signals(section, on)) if section.has("signals") else None,
        listing=_listing(section) if on == "listing" and section.has("listing") else None,
        utterance=section.text("utterance") if on == "utterance" and section.has("utterance") else None,
        expect=section.choice("expect", (*get_args(Measure), NONE)),
    )
    given = [part for part in (case.signals, case.listing, case.utterance) if part is not None]
    if len(given) != 1:
        texts = {"listing": ", or a `listing`", "utterance": ", or an `utterance`"}
        section.source.problem(f"a case gives `signals`{texts.get(on, '')}", section.place, "exactly one of them")
    section.done()
    return case


def _listing(section: Section) -> dict[str, object]:
    inner = section.section("listing")
    if inner is None or not isinstance(inner.node, MappingNode):
        return {}
    found = tree(inner.node)
    return found if isinstance(found, dict) else {}


def _signals(section: Section, on: RuleInput) -> Iterator[tuple[str, SignalValue]]:
    inner = section.section("signals")
    for name in inner.keys() if inner else ():
        node = inner.scalar(name) if inner else None
        signal = VOCABULARY[on].get(name)
        if inner is None or node is None:
            continue
        if signal is None:
            inner.wrong(name, f"unknown signal `{name}`", did_you_mean(name, VOCABULARY[on]))
            continue
        value = str(node.value) if signal.type == "string" else plain(node)
        if _fits(value, signal) and value is not None:
            yield name, float(value) if signal.type == "double" else value
        else:
            inner.wrong(name, f"`{name}` is {signal.type}", f"it means: {signal.meaning}")


def _fits(value: SignalValue | None, signal: Signal) -> bool:
    return isinstance(value, _TYPES[signal.type]) and (signal.type == "bool" or not isinstance(value, bool))

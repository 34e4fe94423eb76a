"""Why, in one line: the evidence of an enforcement in words, for tables and the live view."""

from __future__ import annotations

from agents.cli.joining_words import joined, shared
from agents.cli.words import CLASSES, FIELDS, FOLDS, LIFTS, MEASURES, NUMBERS, Lang, say
from schemas.enforcement import EnforcementData, Evidence, NumberEvidence, SpanEvidence

_SHOWN = 3
"""So many pieces of evidence make a line; the whole is in the story of the enforcement."""
_LOW_SPEAKS = {"price_to_reference", "price_to_list"}
_HIGH_SPEAKS = {"list_to_reference"}


def because(data: EnforcementData, lang: Lang = "en") -> str:
    """The evidence in words; of a lifted measure, why it was lifted; without either, the rule."""
    if data.lift_reason is not None:
        return say(LIFTS, data.lift_reason, lang)
    told = [told_evidence(item, lang) for reason in data.reasons for item in reason.evidence if _speaks(item)]
    told = told or [joined(path, lang) for linked in data.linked for path in linked.path]
    if not told:
        return ", ".join(reason.rule_id for reason in data.reasons)
    return ("；" if lang == "zh" else "; ").join(dict.fromkeys(told[:_SHOWN]))


def _speaks(item: Evidence) -> bool:
    """A price that keeps to what it is held against is no reason; it is only told in the story."""
    if not isinstance(item, NumberEvidence) or item.threshold is None:
        return True
    if item.name in _LOW_SPEAKS:
        return item.value <= item.threshold
    return item.name not in _HIGH_SPEAKS or item.value >= item.threshold


def told_evidence(item: Evidence, lang: Lang) -> str:
    """One piece of evidence."""
    if isinstance(item, SpanEvidence):
        return _span(item, lang)
    return _number(item, lang) if isinstance(item, NumberEvidence) else shared(item.link, item.masked, lang)


def _span(item: SpanEvidence, lang: Lang) -> str:
    field = say(FIELDS, item.field.partition("[")[0], lang)
    disguise = ("、" if lang == "zh" else ", ").join(say(FOLDS, fold.removesuffix("_pair"), lang) for fold in item.fold)
    if lang == "zh":
        hidden = f"，以{disguise}掩饰“{item.term}”" if disguise else ""
        return f"{field}中的“{item.text}”{hidden}"
    hidden = f", “{item.term}” disguised by {disguise}" if disguise else ""
    return f"“{item.text}” in {field}{hidden}"


def _number(item: NumberEvidence, lang: Lang) -> str:
    phrase = say(NUMBERS, item.name, lang) if item.name in NUMBERS else say({}, item.name, lang) + " {value:g}"
    told = phrase.format(value=item.value)
    if item.threshold is None:
        return told
    return f"{told}，阈值 {item.threshold:g}" if lang == "zh" else f"{told}, threshold {item.threshold:g}"


def headline(data: EnforcementData, lang: Lang = "en") -> str:
    """The measure and its class, marked when it was lifted or only a shadow."""
    words = f"{say(MEASURES, data.measure, lang)} ({say(CLASSES, data.violation_class, lang)})"
    if data.supersedes is not None:
        words = f"已解除：{words}" if lang == "zh" else f"lifted: {words}"
    return f"{words} [shadow]" if data.mode == "shadow" else words

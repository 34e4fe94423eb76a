"""The vocabulary of conditions: which signals a rule may name, per input, with type, meaning and default.

A rule is not evaluated while every signal it needs is at its default, so a default must mean "nothing seen".
"""

from __future__ import annotations

from typing import Literal

import msgspec

from streams.core.policy.model import RuleInput, SignalValue

SignalType = Literal["bool", "int", "double", "string"]


class Signal(msgspec.Struct, frozen=True):
    """One name a condition may use. `default` is its value when nothing was seen."""

    type: SignalType
    meaning: str
    default: SignalValue


def _flag(meaning: str) -> Signal:
    return Signal("bool", meaning, False)


def _count(meaning: str) -> Signal:
    return Signal("int", meaning, 0)


def _ratio(meaning: str) -> Signal:
    return Signal("double", meaning, 1.0)


def _word(meaning: str, default: str = "") -> Signal:
    return Signal("string", meaning, default)


TEXT: dict[str, Signal] = {
    "brand_found": _flag("a brand of the catalogue is named in the text; alone it is evidence of nothing"),
    "brand": _word("the canonical brand found"),
    "brand_authorised": _flag("the listing carries a brand authorisation document"),
    "brand_claimed_differs": _flag("the brand field names another brand than the text"),
    "brand_prone": _flag("the brand found is often counterfeited"),
    "brand_luxury": _flag("the brand found never sells at a tenth of its price"),
    "brand_outlet": _flag("the brand found sells real remainders cheaply"),
    "brand_fits": _flag("the brand is named as what the goods go with: parts, covers, second hand"),
    "brand_hidden": _flag("the brand's name was disguised"),
    "jargon_core": _count("affirmed words that only fakes use"),
    "jargon_copy": _count("affirmed words for a copy (仿版, 山寨, 盗版), which mean a fake beside a brand only"),
    "jargon_tail": _count("affirmed words that fakes and honest remainders use"),
    "jargon_remake": _count("of the tail jargon, words for goods made again, which no remainder needs"),
    "jargon_trade": _count("cues of the fake trade"),
    "jargon_english": _count("English replica wording"),
    "hidden": _count("hits that were disguised in the original text"),
    "price_to_reference": _ratio("price divided by the brand's usual price; 1.0 = unknown"),
    "price_to_list": _ratio("price divided by the struck-through price; 1.0 = unknown"),
    "list_to_reference": _ratio("struck-through price divided by the brand's usual price; 1.0 = unknown"),
    "absolute_terms": _count("absolute terms outside the exempt contexts"),
    "medical_claims": _count("claims to prevent or treat disease"),
    "cure_guarantees": _count("promised cures, which no class of goods may make"),
    "efficacy_claims": _count("claims of an effect the class of goods may not make"),
    "investment_claims": _count("promises of a return on investment"),
    "education_claims": _count("promises of an exam or education result"),
    "off_platform": _count("invitations to deal outside the marketplace"),
    "urgency": _count("false urgency"),
    "hype": _count("scripts of hyped selling: staged quarrels, wrong prices, ruined factories"),
    "product_class": _word("class of goods; empty = not given"),
    "class_inferred": _word("class of goods, where not given from category and words; empty = nothing speaks for one"),
    "content_kind": _word("listing, advertisement or live", "listing"),
    "category": _word("category path; empty = not given"),
}

REPORT: dict[str, Signal] = {
    "reason": _word("the reason the reports give"),
    "target_kind": _word("listing, room, shop or account"),
    "reporters": _count("distinct reporters of this target and reason within the crowd window"),
    "clusters": _count("linked clusters they come from; those without one share one"),
    "crowd": Signal("double", "what they weigh together, by credibility, capped per cluster", 0.0),
    "against": _count("people who looked in the same time and did not report"),
    "probability": Signal("double", "that the target really violates, as calibrated", 0.0),
    "burst": _flag("far more at once than this target's pace, from few independent sources"),
}

APPLICATION: dict[str, Signal] = {
    "strong": _count("strong identifiers shared with accounts barred at the time of the application"),
    "medium": _count("medium identifiers shared with such accounts"),
    "weak": _count("weak identifiers shared with such accounts"),
    "groups": _count("independent groups of identifiers shared with such accounts"),
    "offenders": _count("barred accounts and listed offenders joined"),
    "term_active": _flag("the bar of at least one of them still runs"),
    "match": _ratio("probability that the same people stand behind both, by the policy's model; 1.0 = unknown"),
    "hops": _count("steps to the barred account: 1 directly, 2 by way of another applicant"),
}

VOCABULARY: dict[RuleInput, dict[str, Signal]] = {
    "listing": TEXT,
    "utterance": TEXT,
    "report": REPORT,
    "application": APPLICATION,
}

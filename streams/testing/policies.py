"""A small policy in code, for tests of the engine: thresholds one can count on fingers, and no files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from schemas.enforcement import Evidence, Measure, SpanEvidence
from schemas.events.listings import ListingData
from schemas.events.live import UtteranceData
from streams.core.policy.linkage import IdentifierKind
from streams.core.policy.model import Hit, Ladder, LadderStep, Policy, PolicySet, Signals, SignalValue
from streams.core.policy.notice import NoticeRule
from streams.core.time import DAY, HOUR

VERSION = "fingers@1"
CROWD = 3
MANY = 6


class WordSignals(msgspec.Struct, frozen=True):
    """What the word reader saw."""

    word: str
    brand: str = ""
    evidence: tuple[Evidence, ...] = ()

    def values(self) -> dict[str, SignalValue]:
        """The word."""
        return {"word": self.word}

    def evidence_for(self, names: Collection[str]) -> tuple[Evidence, ...]:
        """The word speaks for all."""
        del names
        return self.evidence


class WordReader:
    """Reads a title's magic words: `FAKE` blocks, `BEST` reminds, `ODD` asks for review; anything else is clean."""

    words = ("FAKE", "BEST", "ODD")

    def read(self, listings: Sequence[ListingData]) -> list[Signals | None]:
        """One entry a listing."""
        return [self._one(listing.title) for listing in listings]

    def hear(self, utterances: Sequence[UtteranceData]) -> list[Signals | None]:
        """One entry an utterance."""
        return [self._one(utterance.text) for utterance in utterances]

    def _one(self, text: str) -> Signals | None:
        for word in self.words:
            at = text.find(word)
            if at >= 0:
                span = SpanEvidence(field="title", start=at, end=at + len(word), text=word, term=word)
                return WordSignals(word, evidence=(span,))
        return None


class FingerRules:
    """Rules as plain code."""

    def __init__(self, on: str) -> None:
        self.on = on

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        """The rules that fire."""
        del at
        if self.on in ("listing", "utterance"):
            return self._words(str(signals["word"]))
        if self.on == "report" and int(signals["reporters"]) >= CROWD:
            strong = int(signals["reporters"]) >= MANY
            reminder = _hit("crowd", "other", "remind")
            return (reminder, _hit("crowd.many", "other", "review")) if strong else (reminder,)
        if self.on == "application":
            if int(signals["strong"]) >= 1:
                return (_hit("banned.is.banned", "repeat_offender", "refuse_opening"),)
            if int(signals["medium"]) + int(signals["weak"]) >= 1:
                return (_hit("looks.familiar", "repeat_offender", "review"),)
        return ()

    def possible(self) -> tuple[Hit, ...]:
        """What an opening may come to; nobody asks about the others."""
        return (
            _hit("banned.is.banned", "repeat_offender", "refuse_opening"),
            _hit("looks.familiar", "repeat_offender", "review"),
        )

    @staticmethod
    def _words(word: str) -> tuple[Hit, ...]:
        if word == "FAKE":
            return (_hit("fake", "counterfeit", "block_listing"),)
        if word == "ODD":
            return (_hit("odd", "counterfeit", "review"),)
        return (_hit("best", "false_advertising", "remind"),)


def _hit(rule: str, violation_class: str, measure: Measure) -> Hit:
    return Hit(
        rule_id=rule,
        policy_version=VERSION,
        violation_class=violation_class,
        measure=measure,
        mode="live",
        score=0.9,
        legal_basis=("a law",),
    )


LADDER = Ladder(
    points={"slight": 1, "general": 2, "serious": 4, "very_serious": 10},
    validity=365 * DAY,
    day_cap=None,
    steps=(
        LadderStep(threshold=1, measure="remind", target="offending"),
        LadderStep(threshold=2, measure="warn", target="account"),
        LadderStep(threshold=4, measure="limit_function", target="account", duration=7 * DAY),
        LadderStep(threshold=6, measure="freeze_shop", target="shop", duration=7 * DAY),
        LadderStep(threshold=10, measure="ban_account", target="account"),
    ),
)
IDENTIFIERS = {
    "uscc": IdentifierKind(strength="strong", group="uscc", weight=1.0),
    "id_no": IdentifierKind(strength="strong", group="id_no", weight=1.0),
    "bank_account": IdentifierKind(strength="strong", group="bank_account", weight=1.0),
    "device": IdentifierKind(strength="medium", group="device", weight=1.0),
    "phone": IdentifierKind(strength="weak", group="phone", weight=1.0),
}


NOTICES = {
    "rights_notice": NoticeRule(measures={"listing": "block_listing", "room": "pause_live"}, restore=15 * DAY),
    "regulator_notice": NoticeRule(measures={"listing": "block_listing", "shop": "limit_function"}),
    "address_notice": NoticeRule(measures={"account": "remind"}, correction=5 * DAY, lapse="limit_function"),
}


def fingers(**changes: object) -> PolicySet:
    """Points: slight 1, general 2, serious 4, very serious 10; remind 1, warn 2, limit 4, freeze 6 (7 d), ban 10."""
    policy = Policy(
        name="fingers",
        version=VERSION,
        effective_from=0,
        announced_at=0,
        ledger_horizon=800 * DAY,
        marker_horizon=7 * DAY,
        correction_window=48 * HOUR,
        crowd_window=HOUR,
        blacklist_term=1095 * DAY,
        appeal_route="https://appeal.example",
        appeal_term=15 * DAY,
        ladders={"default": LADDER},
        identifiers=IDENTIFIERS,
        evaluators={on: FingerRules(on) for on in ("listing", "utterance", "report", "application")},
        reader=WordReader(),
        notices=NOTICES,
    )
    return PolicySet((msgspec.structs.replace(policy, **changes),))

"""From a listing, or words said live, to a fact: the rules they hit, with evidence, at the time they were shown."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from schemas.enforcement import Evidence
from schemas.envelope import Event, type_of
from schemas.events.listings import ListingData, ListingPublished, ListingRevised
from schemas.events.live import UtteranceData, UtteranceHeard
from schemas.seal import micros
from streams.core.policy.model import Hit, Policy, PolicySet, RuleInput, Signals
from streams.core.rows.facts import Shown

EVIDENCE_MAX = 8

Reading = Signals | None


def read_all(events: Sequence[object], policies: PolicySet) -> list[Reading]:
    """The signals of every listing and utterance of a list, read in batches; None for the rest and for clean ones."""
    readings: list[Reading] = [None] * len(events)
    listings = [n for n, event in enumerate(events) if isinstance(event, ListingPublished | ListingRevised)]
    spoken = [n for n, event in enumerate(events) if isinstance(event, UtteranceHeard)]
    for policy, places in _by_policy(events, listings, policies):
        if policy.reader is not None:
            for n, signals in zip(places, policy.reader.read([events[n].data for n in places]), strict=True):  # type: ignore[attr-defined]
                readings[n] = signals
    for policy, places in _by_policy(events, spoken, policies):
        if policy.reader is not None:
            for n, signals in zip(places, policy.reader.hear([events[n].data for n in places]), strict=True):  # type: ignore[attr-defined]
                readings[n] = signals
    return readings


def _by_policy(events: Sequence[object], places: list[int], policies: PolicySet) -> list[tuple[Policy, list[int]]]:
    if not places:
        return []
    if len(policies.versions) == 1:
        return [(policies.versions[0], places)]
    groups: dict[str, tuple[Policy, list[int]]] = {}
    for n in places:
        policy = policies.at(micros(events[n].time))  # type: ignore[attr-defined]
        groups.setdefault(policy.version, (policy, []))[1].append(n)
    return list(groups.values())


def shown(event: Event, data: ListingData | UtteranceData, reading: Reading, policies: PolicySet) -> Shown:
    """The fact for one version of a listing or one utterance."""
    time = micros(event.time)
    hits: tuple[Hit, ...] = ()
    if reading is not None:
        on: RuleInput = "utterance" if isinstance(data, UtteranceData) else "listing"
        policy = policies.at(time)
        hits = tuple(_with_window(hit, policy) for hit in policy.hits(on, reading.values(), time))
    return Shown(
        time=time,
        type=type_of(event).removeprefix("marketplace."),
        source=event.source,
        id=event.id,
        recorded=None if event.recordedtime is None else micros(event.recordedtime),
        hits=hits,
        evidence=tuple(_evidence(hit, reading) for hit in hits),
        brand=(reading.brand or None) if hits and reading is not None else None,
        content=_digest(data),
    )


def _evidence(hit: Hit, reading: Reading) -> tuple[Evidence, ...]:
    """What speaks for this rule; all there is where nothing is told apart."""
    if reading is None:
        return ()
    return (reading.evidence_for(hit.signals) or reading.evidence)[:EVIDENCE_MAX]


def _with_window(hit: Hit, policy: Policy) -> Hit:
    """A reminder's window and what it lapses into are fixed when it is shown: open windows keep their length."""
    if hit.measure != "remind":
        return hit
    return msgspec.structs.replace(hit, duration=hit.duration or policy.correction_window, lapse=hit.lapse or "warn")


def _digest(data: ListingData | UtteranceData) -> str:
    texts = (
        (data.text,)
        if isinstance(data, UtteranceData)
        else (data.title, data.description or "", data.brand or "", *data.ocr_text, str(data.price_cents))
    )
    return blake2b("\x1f".join(texts).encode(), digest_size=8).hexdigest()

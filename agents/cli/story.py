"""One enforcement's story in plain words: what, by which rule, on what evidence, what the host can do, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from agents.cli.because import told_evidence
from agents.cli.citing import cited, routed
from agents.cli.joining_words import joined
from agents.cli.quoting import quoted
from agents.cli.remedies import can_do
from agents.cli.story_words import LABELS
from agents.cli.words import CLASSES, EVENTS, LIFTS, MEASURES, MODES, RESTRAINTS, TARGETS, Lang, say
from schemas.enforcement import Enforcement, EnforcementData, Linked, NumberEvidence, SpanEvidence
from streams.core.time import SHANGHAI

Line = tuple[str, str]
Event = Mapping[str, Any]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An enforcement, what lifted it, what came of it, and the events that caused them, by id."""

    taken: Enforcement
    lifted: Enforcement | None = None
    followed: Sequence[Enforcement] = ()
    causes: Mapping[str, Event] = {}


def story(case: Case, lang: Lang = "en") -> list[Line]:
    """The story as (label, text); a label that repeats is empty."""
    data = case.taken.data
    lines = [
        *_what(case, lang),
        *_ground(data, lang),
        *_evidence(data, case.causes, lang),
        *((_label("linked", lang), path) for linked in data.linked for path in _paths(linked, lang)),
        *_points(data, lang),
        *((_label("orders", lang), order) for order in data.orders),
        *_causes(data.caused_by, case.causes, lang),
        *_remedy(data, lang),
        *_end(case, lang),
    ]
    return _once(lines)


def _what(case: Case, lang: Lang) -> list[Line]:
    data = case.taken.data
    target = f"{say(TARGETS, data.target_kind, lang)} {data.target_id}"
    measure = f"{say(MEASURES, data.measure, lang)} ({say(CLASSES, data.violation_class, lang)})"
    return [
        (_label("measure", lang), f"{measure}, {say(MODES, data.mode, lang)}"),
        *_restraint(data, lang),
        (_label("target", lang), f"{target} / {_label('seller', lang)} {data.seller_id}"),
        (_label("when", lang), moment(case.taken.time)),
        (_label("id", lang), data.enforcement_id),
    ]


def _restraint(data: EnforcementData, lang: Lang) -> list[Line]:
    return [] if data.restrained_by is None else [("", say(RESTRAINTS, data.restrained_by, lang))]


def _ground(data: EnforcementData, lang: Lang) -> list[Line]:
    lines = []
    for reason in data.reasons:
        score = "" if data.score == 1.0 else f", {_label('score', lang)} {data.score:g}"
        lines.append((_label("rule", lang), f"{reason.rule_id}{score}"))
        lines.append((_label("policy", lang), reason.policy_version))
        lines.extend((_label("law", lang), cited(basis, lang)) for basis in reason.legal_basis)
    return lines


def _evidence(data: EnforcementData, causes: Mapping[str, Event], lang: Lang) -> list[Line]:
    items = list(dict.fromkeys(item for reason in data.reasons for item in reason.evidence))
    spans = [item for item in items if isinstance(item, SpanEvidence)]
    lines = [(_label("words", lang), _span(item, lang)) for item in spans]
    known = [causes[cause] for cause in data.caused_by if cause in causes]
    lines += [(_label("original", lang), text) for text in quoted(spans, known)]
    for item in items:
        if not isinstance(item, SpanEvidence):
            kind = "number" if isinstance(item, NumberEvidence) else "link"
            lines.append((_label(kind, lang), told_evidence(item, lang)))
    if data.brand:
        lines.append((_label("brand", lang), data.brand))
    return lines


def _span(item: SpanEvidence, lang: Lang) -> str:
    where = _label("characters", lang).format(start=item.start, end=item.end)
    return f"{told_evidence(item, lang)} ({where})"


def _paths(linked: Linked, lang: Lang) -> list[str]:
    offender = "" if linked.offender_id is None else f" ({_label('offender', lang)} {linked.offender_id})"
    return [f"{linked.account_id}{offender}", *(joined(path, lang) for path in linked.path)]


def _points(data: EnforcementData, lang: Lang) -> list[Line]:
    return [
        (_label("points", lang), f"{say(CLASSES, name, lang)}: {change.before} → {change.after}")
        for name, change in data.points.items()
    ]


def _causes(ids: Iterable[str], causes: Mapping[str, Event], lang: Lang) -> list[Line]:
    return [(_label("cause", lang), _cause(cause, causes, lang)) for cause in ids]


def _cause(cause: str, causes: Mapping[str, Event], lang: Lang) -> str:
    event = causes.get(cause)
    if event is None:
        return cause
    kind = str(event.get("type", "")).removeprefix("marketplace.").removesuffix(".v1")
    if kind == "report.filed":
        return say(EVENTS, kind, lang)  # its id is the marketplace's, and may lead to who reported
    return f"{say(EVENTS, kind, lang)} ({cause})"


def _remedy(data: EnforcementData, lang: Lang) -> list[Line]:
    lines = [(_label("host", lang), can_do(data, lang))]
    if data.appeal is not None:
        until = f"{_label('until', lang)} {moment(data.appeal.deadline)}"
        comma = "；" if lang == "zh" else "; "
        lines.append((_label("appeal", lang), f"{routed(data.appeal.route, lang)}{comma}{until}"))
    ends = _label("open_end", lang) if data.expires_at is None else moment(data.expires_at)
    return [*lines, (_label("lasts", lang), ends)]


def _end(case: Case, lang: Lang) -> list[Line]:
    lifted = case.lifted
    if lifted is None:
        return [(_label("lifted", lang), _label("still", lang))]
    why = say(LIFTS, lifted.data.lift_reason or "recomputed", lang)
    lines = [(_label("lifted", lang), f"{moment(lifted.time)}: {why}")]
    if set(lifted.data.caused_by) - set(case.taken.data.caused_by):
        lines += [("", _cause(cause, case.causes, lang)) for cause in lifted.data.caused_by]
    return lines + [(_label("followed", lang), _follower(other, lang)) for other in case.followed]


def _follower(other: Enforcement, lang: Lang) -> str:
    data = other.data
    target = f"{say(TARGETS, data.target_kind, lang)} {data.target_id}"
    return f"{say(MEASURES, data.measure, lang)} → {target} ({data.enforcement_id})"


def moment(time: datetime) -> str:
    """A time as it is on the clocks of hosts and operators: Shanghai."""
    return f"{time.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S} +08:00"


def _label(name: str, lang: Lang) -> str:
    return LABELS[name][lang == "zh"]


def _once(lines: Iterable[Line]) -> list[Line]:
    """The same label is said once for all lines that follow each other."""
    told: list[Line] = []
    last = ""
    for label, text in lines:
        told.append(("" if label == last else label, text))
        last = label or last
    return told

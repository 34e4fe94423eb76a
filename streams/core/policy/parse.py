"""From the nodes of a file to a Document, with every problem noted where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.core.policy.document import (
    AppealText,
    Document,
    Horizons,
    Law,
    RuleText,
    Windows,
)
from streams.core.policy.laws import read_basis, read_laws
from streams.core.policy.parse_crowd import read_crowd
from streams.core.policy.parse_ladder import read_ladders
from streams.core.policy.parse_linkage import read_gangs, read_identifiers, read_linkage
from streams.core.policy.parse_notices import read_guarantee, read_notices
from streams.core.policy.parse_quotas import read_quotas
from streams.core.policy.parse_rule import read_rule
from streams.core.policy.problems import PolicyError
from streams.core.policy.section import Section
from streams.core.policy.source import Source
from streams.core.time import text_of

_NAME = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")


def read_document(text: str, name: str) -> Document:
    """The document of a file's text; `name` is how errors call it. Raises PolicyError with all that is wrong."""
    source = Source(name, text)
    document = _document(Section(source, source.compose()))
    if source.problems:
        raise PolicyError(sorted(source.problems, key=lambda problem: (problem.place.line, problem.place.column)))
    return document


def _document(root: Section) -> Document:
    laws = read_laws(root)
    announced, effective = _dates(root)
    document = Document(
        name=_name(root),
        announced_at=text_of(announced),
        effective_from=text_of(effective),
        lexicons=root.text("lexicons", ""),
        lexicon_digest=root.text("lexicon_digest", ""),
        horizons=(horizons := _horizons(root)),
        windows=_windows(root),
        blacklist_term=_span(root, "blacklist_term"),
        appeal=_appeal(root, laws),
        laws=laws,
        identifiers=dict(read_identifiers(root)),
        linkage=read_linkage(root),
        gangs=read_gangs(root, laws),
        ladders=read_ladders(root, laws),
        crowd=read_crowd(root, horizons, laws),
        notices=read_notices(root, laws),
        guarantee=read_guarantee(root, laws),
        quotas=read_quotas(root),
        rules=tuple(_rules(root, laws)),
    )
    root.done()
    return document


def _dates(root: Section) -> tuple[int, int]:
    announced, effective = root.time("announced_at"), root.time("effective_from")
    if 0 < effective < announced:
        root.wrong("effective_from", "takes effect before it is announced", "announce first: a change bites later")
    return announced, effective


def _name(root: Section) -> str:
    name = root.text("name")
    if name and not _NAME.match(name):
        root.wrong("name", f"`{name}` is no name", "lower-case letters, digits, `-` and `_`, at most 40")
    return name


def _span(section: Section, key: str, default: str | None = None) -> str:
    if default is not None and not section.has(key):
        return default
    section.span(key)
    return section.text(key)


def _horizons(root: Section) -> Horizons:
    section = root.section("horizons") if root.has("horizons") else None
    if section is None:
        return Horizons()
    horizons = Horizons(
        ledger=_span(section, "ledger", "800d"),
        marker=_span(section, "marker", "7d"),
        identity=_span(section, "identity", "1095d"),
    )
    section.done()
    return horizons


def _windows(root: Section) -> Windows:
    section = root.section("windows")
    if section is None:
        return Windows(correction="0s", crowd="0s")
    windows = Windows(
        correction=_span(section, "correction"), crowd=_span(section, "crowd"), repeat=_span(section, "repeat", "30d")
    )
    section.done()
    return windows


def _appeal(root: Section, laws: dict[str, Law]) -> AppealText:
    section = root.section("appeal")
    if section is None:
        return AppealText(route="", term="0s")
    appeal = AppealText(route=section.text("route"), term=_span(section, "term"), legal_basis=read_basis(section, laws))
    section.done()
    return appeal


def _rules(root: Section, laws: dict[str, Law]) -> Iterator[RuleText]:
    first: dict[str, int] = {}
    if not root.has("rules"):
        return
    for section in root.items("rules"):
        rule = read_rule(section, laws)
        line = section.place_of("id").line
        if rule.id in first:
            section.wrong("id", f"the rule id `{rule.id}` is taken", f"the first is in line {first[rule.id]}")
        first.setdefault(rule.id, line)
        yield rule

"""Legal basis: which law and article a rule or ladder cites, and whether the law was in force at the event's time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from streams.core.policy.document import Law
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section, moment_of
from streams.core.time import DAY, HOUR, SHANGHAI, instant

_MIDNIGHT = 16 * HOUR  # of Shanghai, in UTC
_CITATION = re.compile(r"^(?P<law>[a-z][a-z0-9_]*):(?P<article>[0-9]{1,3}[0-9a-z()\-]{0,12})$")


class Basis(msgspec.Struct, frozen=True):
    """One citation, and the span of event time (microseconds) in which it holds."""

    text: str
    since: int
    until: int | None

    def holds(self, at: int) -> bool:
        """Whether the law was in force then. An article number is wrong on one side of a revision."""
        return self.since <= at and (self.until is None or at < self.until)


def basis_of(citations: Sequence[str], laws: Mapping[str, Law]) -> tuple[Basis, ...]:
    """The citations of a checked document, spelt out."""
    return tuple(_basis(citation, laws) for citation in citations)


def _basis(citation: str, laws: Mapping[str, Law]) -> Basis:
    name, _, article = citation.partition(":")
    law = laws[name]
    since = moment_of(law.in_force) or 0
    until = moment_of(law.until) if law.until else None
    return Basis(f"{law.title} Art {article}, in force {law.in_force}", since, until)


def read_laws(root: Section) -> dict[str, Law]:
    """The `laws` section."""
    return dict(_laws(root)) if root.has("laws") else {}


def _laws(root: Section) -> Iterator[tuple[str, Law]]:
    for name, section in root.sections("laws"):
        citable = section.choice("citable", ("true", "false"), "true") == "true"
        law = Law(
            title=section.text("title"),
            in_force=_day(section, "in_force"),
            until=_day(section, "until") if section.has("until") else None,
            citable=citable,
            why=section.text("why", ""),
        )
        if not citable and not law.why:
            section.wrong("citable", "a law that may not be cited says why", 'add `why: "..."`')
        section.done()
        yield name, law


def _day(section: Section, key: str) -> str:
    moment = section.time(key)
    if moment and moment % DAY != _MIDNIGHT:
        section.wrong(key, f"`{key}` is a day", "write it as 2026-02-01")
    return instant(moment).astimezone(SHANGHAI).date().isoformat()


def read_basis(section: Section, laws: Mapping[str, Law]) -> tuple[str, ...]:
    """The `legal_basis` list: `law:article`, with laws that are declared and may be cited."""
    citations = []
    for node in section.scalars("legal_basis"):
        trouble = _trouble(node.value, laws)
        if trouble:
            section.source.problem(trouble[0], section.source.of(node), trouble[1])
        else:
            citations.append(str(node.value))
    return tuple(citations)


def _trouble(citation: str, laws: Mapping[str, Law]) -> tuple[str, str] | None:
    found = _CITATION.match(citation)
    if found is None:
        return f"`{citation}` is no citation", "write `law:article`, for example `live:12` or `advertising:9(3)`"
    law = laws.get(found["law"])
    if law is None:
        return f"unknown law `{found['law']}`", did_you_mean(found["law"], laws) or "declare it under `laws`"
    if not law.citable:
        return f"`{found['law']}` may not be cited", law.why
    return None

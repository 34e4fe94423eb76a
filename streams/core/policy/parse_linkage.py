"""How much identifiers say: the sections `identifiers` and `linkage` of a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from streams.core.identity.compare import LEVELS
from streams.core.policy.document import Law
from streams.core.policy.document_linkage import GangsText, IdentifierText, LikenessText, LinkageText
from streams.core.policy.laws import read_basis
from streams.core.policy.problems import did_you_mean
from streams.core.policy.section import Section, plain

Strength = Literal["strong", "medium", "weak"]
MOST = 40.0  # bits: a million million to one, twice over


def read_identifiers(root: Section) -> Iterator[tuple[str, IdentifierText]]:
    """Kind -> how much sharing it says."""
    for kind, section in root.sections("identifiers"):
        weight = section.number("weight")
        if not 0 <= weight <= 1:
            section.wrong("weight", "a weight lies between 0 and 1")
        strength = section.choice("strength", get_args(Strength))
        half_life = _half_life(section) if section.has("half_life") else None
        yield (
            kind,
            IdentifierText(
                strength=strength,
                group=section.text("group"),
                weight=float(weight),
                bits=_bits(section, "bits", 0.0) if section.has("bits") else None,
                half_life=half_life,
                rare=section.choice("rare", ("true", "false"), "false") == "true",
                shared=section.whole("shared", 1) if section.has("shared") else None,
                hub=section.whole("hub", 1) if section.has("hub") else None,
            ),
        )
        section.done()


def _half_life(section: Section) -> str:
    if section.span("half_life") <= 0:
        section.wrong("half_life", "a half-life is longer than nothing", "write for example 365d")
    return section.text("half_life")


def _bits(section: Section, key: str, default: float) -> float:
    bits = float(section.number(key, default))
    if not -MOST <= bits <= MOST:
        section.wrong(
            key, f"`{key}` lies between -{MOST:g} and {MOST:g}", "bits: the logarithm to base 2 of an odds ratio"
        )
        return default
    return bits


def read_linkage(root: Section) -> LinkageText:
    """The model's own numbers; all of them have defaults."""
    section = root.section("linkage") if root.has("linkage") else None
    if section is None:
        return LinkageText()
    default = LinkageText()
    linkage = LinkageText(
        prior=_bits(section, "prior", default.prior),
        natural=_bits(section, "natural", default.natural),
        hop=_bits(section, "hop", default.hop),
        explained=_share(section, "explained", default.explained),
        unlike_shop=_share(section, "unlike_shop", default.unlike_shop),
        caps=dict(_caps(section)),
        likeness=dict(_likeness(section)) if section.has("likeness") else {},
    )
    section.done()
    return linkage


def _share(section: Section, key: str, default: float) -> float:
    share = float(section.number(key, default))
    if not 0 <= share <= 1:
        section.wrong(key, f"`{key}` lies between 0 and 1")
    return share


def _caps(section: Section) -> Iterator[tuple[str, float]]:
    caps = section.section("caps") if section.has("caps") else None
    for group in caps.keys() if caps else ():
        if caps is not None:
            yield group, _bits(caps, group, 0.0)


def _likeness(root: Section) -> Iterator[tuple[str, LikenessText]]:
    for kind, section in root.sections("likeness"):
        levels = LEVELS.get(f"~{kind}")
        if levels is None:
            known = [name.removeprefix("~") for name in LEVELS]
            section.source.problem(f"unknown likeness `{kind}`", section.title, did_you_mean(kind, known))
        bits = tuple(_number(section, plain(node)) for node in section.scalars("bits"))
        if levels is not None and len(bits) != levels + 1:
            section.wrong("bits", f"`{kind}` has {levels} levels of likeness and one of unlikeness", "a number each")
        strength = section.choice("strength", get_args(Strength))
        yield kind, LikenessText(strength=strength, group=section.text("group"), bits=bits)
        section.done()


def _number(section: Section, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -MOST <= value <= MOST:
        section.wrong("bits", f"every one of `bits` is a number between -{MOST:g} and {MOST:g}")
        return 0.0
    return float(value)


def read_gangs(root: Section, laws: Mapping[str, Law]) -> GangsText:
    """When a community is a gang; all of it has defaults."""
    section = root.section("gangs") if root.has("gangs") else None
    default = GangsText()
    if section is None:
        return default
    counts = {name: _count(section, name, getattr(default, name)) for name in _COUNTS}
    if section.has("burst"):
        section.span("burst")
    burst = section.text("burst", default.burst)
    basis = read_basis(section, laws)
    gangs = GangsText(bits=_bits(section, "bits", default.bits), burst=burst, legal_basis=basis, **counts)
    if gangs.max_size < gangs.min_size:
        section.wrong("max_size", "`max_size` is below `min_size`", "no community could ever be a gang")
    section.done()
    return gangs


_COUNTS = ("min_size", "max_size", "min_banned", "lone_size", "unbanned_size", "kinds", "near")


def _count(section: Section, key: str, default: int) -> int:
    return section.whole(key, 1) if section.has(key) else default

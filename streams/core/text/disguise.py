"""Terms expand, text does not: every way a term is known to be hidden becomes a form that an automaton can find.

A form is `sure` when nobody writes it by chance. The others are doubtful: short, ambiguous or made of common
characters, they count only beside a second signal.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, product
from string import ascii_lowercase

import msgspec

from streams.core.text.fold import fold
from streams.core.text.sounds import homophones, near_homophones, rare_homophones, readings, spoken
from streams.core.text.spellings import Spellings

MASK = "\ue003"
"""Stands for one covered character (Di*r) in a form and in the masked view of a text."""

_LEET = {"o": "0", "i": "1l", "l": "1", "e": "3", "a": "4", "s": "5", "t": "7", "b": "8", "g": "9"}
_MAX_LEET = 10
_MAX_SPELLINGS = 72
"""Letters of a word that may be digits, and spellings tried: more is no longer read as the word."""
_SURE_PINYIN = 7  # letters: gaofang is nobody else's word, fuke may be
_PRODUCTIVE = frozenset("可防方芳天甜添填壳")
"""Characters that begin a phrase with whatever follows (可机洗, 防晕染): with one, two replaced say nothing."""
_MIN_MASKED = 4
_LONG_NAME = 3


class Form(msgspec.Struct, frozen=True):
    """A spelling of a term, how it hides, and whether it stands alone."""

    text: str
    how: str = ""
    sure: bool = True


def _is_ideograph(char: str) -> bool:
    return bool(readings(char))


def _swap(term: str, index: int, other: str) -> str:
    return term[:index] + other + term[index + 1 :]


def _stand_ins(char: str, sound: str, tables: Spellings, *, near: bool = False) -> dict[str, str]:
    """Other characters for this one, and by what they resemble it; `near` with those that almost sound so."""
    found = {other: "near_homophone" for other in near_homophones(sound) if other != char} if near else {}
    found |= {other: "homophone" for other in homophones(sound) if other != char}
    return found | {other: "similar_glyph" for other in tables.glyphs.get(char, "") if other != char}


def _one_replaced(term: str, sounds: tuple[str, ...], tables: Spellings, *, near: bool) -> Iterator[Form]:
    """One position replaced by what sounds or looks alike."""
    places = [index for index, char in enumerate(term) if _is_ideograph(char)]
    for index in places:
        for other, how in _stand_ins(term[index], sounds[index], tables, near=near).items():
            text = _swap(term, index, other)
            if text in tables.words:
                continue  # a word of its own (微单, a camera) is no disguise: nobody would look twice
            sure = len(places) > 2 or (other not in tables.common and how != "near_homophone")  # noqa: PLR2004 - long words
            yield Form(text, how, sure)


def _both_replaced(term: str, sounds: tuple[str, ...], tables: Spellings) -> Iterator[Form]:
    """Both positions of a term of two ideographs; beyond two a pair of stand-ins is another word."""
    if len(term) != 2 or not all(_is_ideograph(char) for char in term):  # noqa: PLR2004
        return
    ways = [_stand_ins(char, sound, tables) for char, sound in zip(term, sounds, strict=True)]
    first, second = ways
    for (one, how), (two, _) in product(first.items(), second.items()):
        drawn = one in tables.glyphs.get(term[0], "")
        is_word = two in _PRODUCTIVE and (not drawn or one in homophones(sounds[0]))
        if one + two in tables.words or is_word:
            continue  # as above: 妇科 is no 复刻, and any 服 or 敷 may be followed by 可
        glyphs = drawn and two in tables.glyphs.get(term[1], "")
        yield Form(one + two, f"{how}_pair", glyphs and not tables.common & {one, two})


def _spelled_and_replaced(term: str, sounds: tuple[str, ...], tables: Spellings) -> Iterator[Form]:
    """One of two characters spelled by sound, the other replaced (gao访)."""
    if len(term) == 2 and all(_is_ideograph(char) for char in term):  # noqa: PLR2004 - as above
        for other, how in _stand_ins(term[1], sounds[1], tables).items():
            yield Form(sounds[0] + other, how, sure=False)
        for other, how in _stand_ins(term[0], sounds[0], tables).items():
            yield Form(other + sounds[1], how, sure=False)


def _rare(term: str, sounds: tuple[str, ...]) -> Iterator[Form]:
    """One position replaced by a character outside everyday sets that sounds so: nobody types one by chance."""
    for index, sound in enumerate(sounds):
        if _is_ideograph(term[index]):
            yield from (Form(_swap(term, index, other), "homophone") for other in rare_homophones(sound))


def _one_letter(term: str, sounds: tuple[str, ...]) -> Iterator[Form]:
    """One sign as the first letter of its sound (g仿, 复k), or a letter thrown in between (高o仿): doubtful."""
    if len(term) == 2 and all(_is_ideograph(char) for char in term):  # noqa: PLR2004 - of longer ones little is left
        yield from (Form(_swap(term, index, sound[0]), "pinyin", sure=False) for index, sound in enumerate(sounds))
        yield from (Form(f"{term[0]}{letter}{term[1]}", "masked", sure=False) for letter in ascii_lowercase)


def first_stand_ins(term: str, tables: Spellings) -> str:
    """Characters that may stand for the first of a term."""
    return "".join(_stand_ins(term[0], spoken(term)[0], tables)) if _is_ideograph(term[0]) else ""


def _split(term: str, tables: Spellings) -> Iterator[Form]:
    """Characters taken apart: each alone, and all at once."""
    parts = {index: tables.splits[char] for index, char in enumerate(term) if char in tables.splits}
    for index, ways in parts.items():
        yield from (Form(_swap(term, index, way), "split") for way in ways)
    if len(parts) > 1:
        yield Form("".join(parts[i][0] if i in parts else char for i, char in enumerate(term)), "split")


def _pinyin(term: str, sounds: tuple[str, ...], *, initials: bool) -> Iterator[Form]:
    """Spelled by sound: all of it, one character of it, its `initials` where they are known for it."""
    places = [index for index, char in enumerate(term) if _is_ideograph(char)]
    if not places:
        return
    whole = "".join(sounds)
    yield Form(whole, "pinyin", len(whole) >= _SURE_PINYIN)
    if len(whole) >= _SURE_PINYIN - 1:
        yield from leet(whole)
    for index in places:
        if len(places) > 1 or len(term) > 1:
            yield Form(_swap(term, index, sounds[index]), "pinyin", len(places) > 1)
            yield Form(_swap(term, index, sounds[index][0]), "initials", sure=False)
    if initials and len(places) > 1:
        yield Form("".join(sound[0] for sound in sounds), "initials", sure=False)


def leet(term: str) -> Iterator[Form]:
    """Letters written as digits, any of them. Signs (@, $) fold away: that is the masked form."""
    ways = [char + (_LEET.get(char, "") if index < _MAX_LEET else "") for index, char in enumerate(term)]
    for spelling in islice(product(*ways), 1, _MAX_SPELLINGS):
        text = "".join(spelling)
        if any(char.isalpha() for char in text):
            yield Form(text, "leet", len(term) >= _MIN_MASKED)


def masked(term: str) -> Iterator[Form]:
    """One or two neighbouring characters covered. The first stays: without it nothing can be told."""
    if len(term) < _MIN_MASKED:
        return
    for index in range(1, len(term)):
        yield Form(_swap(term, index, MASK), "masked")
        if index + 1 < len(term) and len(term) > _MIN_MASKED:
            yield Form(term[:index] + MASK * 2 + term[index + 2 :], "masked")


def hidden_forms(term: str, tables: Spellings, *, deep: bool) -> Iterator[Form]:
    """Every disguise of a folded term; the same text may come twice, the first is the better reading."""
    sounds = spoken(term)
    if term.isascii():
        yield from leet(term)
        yield from masked(term)
        return
    if len(sounds) == len(term):
        yield from _split(term, tables)
        if deep:
            yield from _one_letter(term, sounds)
        yield from _pinyin(term, sounds, initials=deep)
        yield from _one_replaced(term, sounds, tables, near=deep)
        if deep:
            yield from _rare(term, sounds)
            yield from _both_replaced(term, sounds, tables)
            yield from _spelled_and_replaced(term, sounds, tables)


def forms(term: str, tables: Spellings, *, hide: bool, deep: bool = False) -> tuple[Form, ...]:
    """The plain form first, then its disguises when `hide`; one form a text."""
    plain = fold(term).text
    found = {plain: Form(plain)}
    if hide or deep:
        for form in hidden_forms(plain, tables, deep=deep):
            known = found.get(form.text)
            if known is None or (form.sure and not known.sure):
                found[form.text] = form
    return tuple(found.values())


def brand_forms(name: str, tables: Spellings, *, hide: bool) -> tuple[Form, ...]:
    """A brand's name and, when `hide`, its disguises, never two positions at once."""
    plain = fold(name).text
    found = {plain: Form(plain)}
    if not hide or len(plain) < 2:  # noqa: PLR2004 - one character cannot hide
        return tuple(found.values())
    sounds = spoken(plain)
    ways: Iterator[Form]
    if plain.isascii():
        ways = chain(leet(plain), masked(plain)) if len(plain) >= _MIN_MASKED else iter(())
    elif len(sounds) == len(plain):
        ways = chain(
            _split(plain, tables),
            _pinyin(plain, sounds, initials=False),
            _one_replaced(plain, sounds, tables, near=len(plain) >= _LONG_NAME),
            masked(plain),
            (Form(_swap(plain, i, sound[0]), "pinyin", sure=False) for i, sound in enumerate(sounds)),
        )
    else:
        ways = iter(())
    for form in ways:
        if form.how != "initials":
            found.setdefault(form.text, form)
    return tuple(found.values())

"""An address taken apart: words, numbers and the room, whatever the order, the script and what is left out.

People leave out the province, the street or the estate, put the room first, write numbers in words, or a floor apart
from its door. What stays is the room, the numbers beside it, and what stands before each of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import msgspec

from streams.core.identity.sound import syllable

_SPACES = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_SPACED = re.compile(r"(?:\S\s+){7,}\S")
_NOTE = re.compile(r"[(（\[【][^0-9()（）\[\]【】]*[)）\]】]")
_UNIT = r"号楼|號樓|单元|單元|[号號弄栋棟幢座楼樓层層室房档檔铺鋪户戶组組期排门門#]"
_DIGIT = "〇零一二三四五六七八九两"
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_IN_WORDS = re.compile(
    rf"(?<![{_DIGIT}十百千])(?:[{_DIGIT}十百千]+(?={_UNIT})|[{_DIGIT}]{{3,}}|(?<=[-—－])[{_DIGIT}十百]+)"
)
_IN_FORMAL = re.compile(rf"[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟零]+(?={_UNIT})")
_NAMES_TOO = frozenset("伍陆陸")  # people and places are called so
_VALUES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(rf"([0-9]+)\s*({_UNIT})?([甲乙丙丁](?![级級方等]))?")
_FLOOR = tuple("楼樓层層")
_ROOM = tuple("室房档檔铺鋪户戶")
_HOUSE = ("号楼", "號樓", "单元", "單元", *"号號弄栋棟幢座组組期排门門#")
_DOOR = 2  # figures of a door that is written apart from its floor
_PROVINCE = re.compile(
    "^(?:中国|中國)?(?:(?:河北|山西|辽宁|遼寧|吉林|黑龙江|黑龍江|江苏|江蘇|浙江|安徽|福建|江西|山东|山東|河南|湖北|湖南|广东|廣東|海南"
    "|四川|贵州|貴州|云南|雲南|陕西|陝西|甘肃|甘肅|青海|台湾|臺灣)省?|(?:广西|廣西|西藏|宁夏|寧夏|新疆|内蒙古|內蒙古)(?:[^市区县縣區]{0,3}自治[区區])?)"
)
_NOISE = re.compile(r"街道|[省市区區县縣镇鎮乡鄉]|中国|中國|[\W_]")
_NOT_NAME = re.compile(rf"{_UNIT}|[a-z]+$")
_COMMON = re.compile(
    "(?:花园|花園|小区|小區|大厦|大廈|广场|廣場|公寓|家园|家園|新村|国际|國際|中心|工业园|工業園|工业区|产业园|商贸城|市场|大楼|大道|[路街巷道苑城园園村区區])+$"
)
_MARKS = {
    "province": re.compile("([^省市区區县縣\\W\\d]{1,2})省"),
    "city": re.compile("([^省市区區县縣\\W\\d]{1,2})市"),
    "district": re.compile(
        "([^省市\\W])[区區县縣]"
    ),  # one sign: the city may stand before it without a word of its own
    "building": re.compile("([0-9]+)(?:[栋棟幢座]|号楼|號樓)"),
    "entrance": re.compile("([0-9]+)(?:单元|單元)"),
    "phase": re.compile("([0-9]+)期"),
    "side": re.compile("([东東南西北])(?=[路街])"),
}
"""What tells one place from its like where both addresses say it; all letters together are one."""
_LETTER = re.compile("([a-z](?=-?[0-9座栋棟幢区區])|(?<=[0-9号號])[甲乙丙丁]|[甲乙丙丁](?=[0-9座栋幢]))")
MOST_KEYS = 2
MANY_FIGURES = 6


class Place(msgspec.Struct, frozen=True):
    """What an address says. `named` are the words before a number, with that number; `room` is one of the numbers."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    room: str | None
    marks: tuple[tuple[str, str], ...] = ()

    def pairs(self) -> set[str]:
        """Neighbouring syllables."""
        return {one + other for word in self.words for one, other in pairwise(map(syllable, word))}

    def meets(self) -> Iterator[str]:
        """Under what the same place meets: all numbers, or a name with its number and the room."""
        if len(self.numbers) > 2 and sum(map(len, self.numbers)) >= MANY_FIGURES:  # noqa: PLR2004 - two are shared by strangers
            yield " ".join(sorted(self.numbers))
        for name, number in self.named[:MOST_KEYS]:
            room = self.room if self.room != number else ""
            sound = [syllable(sign) for sign in name[-2 if room else -3 :]]
            yield f"{''.join(sound)} {number} {room}"


@lru_cache(maxsize=256)
def taken_apart(value: str) -> Place:
    """The parts of an address."""
    whole = without_notes(in_figures(spaceless(value)))
    text = _PROVINCE.sub("", whole)
    found = list(_joined_floors(_NUMBER.finditer(text)))
    words, named, last = [], [], 0
    for start, end, number, _ in found:
        word = _NOISE.sub("", text[last:start])
        name = _COMMON.sub("", _NOT_NAME.sub("", word)) or _NOT_NAME.sub("", word)
        if len(name) > 1:
            named.append((name, number))
        words.append(word)
        last = end
    words.append(_NOISE.sub("", text[last:]))
    numbers = tuple(dict.fromkeys(number for _, _, number, _ in found))
    return Place(tuple(word for word in words if word), numbers, tuple(named), _room(found), tuple(_marks(whole)))


def _marks(text: str) -> Iterator[tuple[str, str]]:
    letters = "".join(_LETTER.findall(text))
    if letters:
        yield "letter", letters
    for kind, pattern in _MARKS.items():
        for found in dict.fromkeys(pattern.findall(text)):
            yield kind, "".join(map(syllable, found))


def without_notes(text: str) -> str:
    """Less what stands in brackets and counts nothing: who takes the parcel in."""
    return _NOTE.sub("", text)


def spaceless(value: str) -> str:
    """NFKC, case folded, without spaces beside Chinese characters; none at all where every character has one."""
    text = unicodedata.normalize("NFKC", value).casefold().strip()
    return "".join(text.split()) if _SPACED.fullmatch(text) else _SPACES.sub("", text)


def in_figures(text: str) -> str:
    """Numbers in words as figures, where they count something: roads are named after numbers, too."""
    plain = _IN_FORMAL.sub(lambda found: found[0] if found[0] in _NAMES_TOO else found[0].translate(_FORMAL), text)
    return _IN_WORDS.sub(lambda found: _figures(found[0]), plain)


def _figures(words: str) -> str:
    if not any(sign in _TENS for sign in words):
        return "".join(str(_VALUES[sign]) for sign in words)
    total = digit = 0
    for sign in words:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _VALUES[sign]
    return str(total + digit)


Found = tuple[int, int, str, str]
"""Where a number begins and ends, its figures, and what it counts."""


def _joined_floors(matches: Iterator[re.Match[str]]) -> Iterator[Found]:
    """The numbers; a floor that stands apart from its door is one with it."""
    floor: Found | None = None
    for match in matches:
        start, unit, part = match.start(), match[2] or "", match[3] or ""
        number = f"{match[1].lstrip('0') or '0'}{part}"
        if floor is not None and floor[1] == start and unit not in _HOUSE:
            start = floor[0]
            if len(match[1]) <= _DOOR:
                number = f"{floor[2]}{match[1]:0>2}"
        elif floor is not None:
            yield floor
        floor = (start, match.end(), number, unit) if unit in _FLOOR else None
        if floor is None:
            yield start, match.end(), number, unit
    if floor is not None:
        yield floor


def _room(found: list[Found]) -> str | None:
    """The number of a room; else the last that counts nothing, else the last."""
    rooms = [number for _, _, number, unit in found if unit in _ROOM]
    bare = [number for _, _, number, unit in found if not unit]
    last = [number for _, _, number, _ in found]
    return next((numbers[-1] for numbers in (rooms, bare, last) if numbers), None)

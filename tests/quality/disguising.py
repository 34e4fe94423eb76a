"""Hide words the way sellers do, with tables of this file's own: the test must not know what the reader knows."""

# ruff: noqa: E501 - tables of words read better when a row is a line

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

SOUNDS = {
    "高": "糕搞膏告羔篙镐", "仿": "访纺坊防枋彷舫", "精": "晶睛菁京经鲸", "货": "祸获霍伙", "复": "付伏负傅赋袱", "刻": "克客可咳嗑", "莆": "葡蒲菩",
    "田": "甜填恬", "原": "源元圆缘袁", "单": "丹担郸箪", "纯": "淳蠢醇", "尾": "伟委苇", "牌": "排派", "微": "薇威巍葳", "信": "芯鑫辛", "顶": "鼎", "级": "极",
    "最": "蕞罪", "低": "滴", "治": "冶志", "疗": "辽缭", "罚": "伐筏", "没": "莫", "专": "砖", "柜": "贵",
}  # fmt: skip
SHAPES = {
    "高": "髙亮嵩", "仿": "彷枋妨纺", "精": "睛情猜", "货": "贷贺赁", "复": "夏覆愎", "刻": "劾该孩", "原": "厡愿", "单": "箪弹", "纯": "钝炖", "莆": "甫浦", "微": "徽",
    "信": "佶", "牌": "碑脾",
}  # fmt: skip
PARTS = {
    "仿": "亻方",
    "货": "化贝",
    "精": "米青",
    "复": "𠂉日夂",
    "刻": "亥刂",
    "牌": "片卑",
    "微": "彳山攵",
    "信": "亻言",
    "纯": "纟屯",
}
PINYIN = {
    "高": "gao", "仿": "fang", "精": "jing", "货": "huo", "复": "fu", "刻": "ke", "莆": "pu", "田": "tian", "原": "yuan", "单": "dan", "纯": "chun", "尾": "wei",
    "牌": "pai", "微": "wei", "信": "xin",
}  # fmt: skip
TRADITIONAL = {
    "货": "貨",
    "复": "復",
    "单": "單",
    "专": "專",
    "柜": "櫃",
    "级": "級",
    "顶": "頂",
    "纯": "純",
    "厂": "廠",
    "尔": "爾",
}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u2063"
SEPARATORS = (" ", "*", ".", "·", "-", "_", "~", "/", "•", "❤", "👉", "★", "|", "  ", "+", "\u3000", "。")
COMBINING = "\u0301\u0336\u0332\u0338\u20d2"
HIDDEN_BRANDS = {
    "耐克": ("耐刻", "奈克", "耐k", "nai克", "耐.克"), "阿迪达斯": ("阿迪达丝", "阿迪哒斯", "adidasi", "阿*达斯"), "劳力士": ("捞力士", "劳力仕", "劳立士", "lao力士"),
    "古驰": ("古弛", "古池", "gucc1", "谷驰"), "香奈儿": ("香奶儿", "香柰儿", "香奈尔", "ch@nel"), "迪奥": ("迪澳", "di*r", "d1or", "狄奥"), "普拉达": ("普啦达", "pr@da", "普拉哒"),
    "爱马仕": ("爱玛仕", "爱马士", "h*rmes"), "巴黎世家": ("巴黎事家", "巴梨世家"), "卡地亚": ("卡地娅", "卡帝亚", "c@rtier"), "始祖鸟": ("始祖乌", "史祖鸟"),
    "加拿大鹅": ("加拿大额", "加拿达鹅"), "雅诗兰黛": ("雅诗兰代", "雅思兰黛"), "欧米茄": ("欧米加", "殴米茄"), "匡威": ("匡.威", "框威", "匡葳"), "LV": ("驴牌", "L.V", "ＬＶ"),
}  # fmt: skip

Hide = Callable[[str, random.Random], str | None]


def _each(word: str, chance: random.Random, table: dict[str, str]) -> str | None:
    places = [index for index, char in enumerate(word) if char in table]
    if not places:
        return None
    index = chance.choice(places)
    return word[:index] + chance.choice(table[word[index]]) + word[index + 1 :]


def _between(word: str, chance: random.Random, marks: str | tuple[str, ...]) -> str:
    return chance.choice(marks).join(word)


def _after_each(word: str, chance: random.Random) -> str:
    mark = chance.choice(COMBINING)
    return "".join(char + mark for char in word)


def _wide(word: str, _: random.Random) -> str | None:
    found = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in word)
    return found if found != word else None


def _enclosed(word: str, _: random.Random) -> str | None:
    found = "".join(
        chr(0x24B6 + ord(char.upper()) - 65) if char.isascii() and char.isalpha() else chr(0x2460 + int(char) - 1) if char in "123456789" else char
        for char in word
    )  # fmt: skip
    return found if found != word else None


def _styled(word: str, _: random.Random) -> str | None:
    found = "".join(chr(0x1D400 + ord(c.upper()) - 65) if c.isascii() and c.isalpha() else c for c in word)
    return found if found != word else None


def _parts(word: str, _: random.Random) -> str | None:
    found = "".join(PARTS.get(char, char) for char in word)
    return found if found != word else None


def _pinyin(word: str, chance: random.Random) -> str | None:
    if not all(char in PINYIN for char in word if char > "\u3000") or word.isascii():
        return None
    whole = "".join(PINYIN.get(char, char) for char in word)
    index = chance.choice([n for n, char in enumerate(word) if char in PINYIN])
    part = word[:index] + PINYIN[word[index]] + word[index + 1 :]
    return chance.choice((whole, part, part.upper(), " ".join(PINYIN.get(char, char) for char in word)))


DISGUISES: dict[str, Hide] = {
    "zero_width": lambda word, chance: _between(word, chance, INVISIBLE),
    "separators": lambda word, chance: _between(word, chance, SEPARATORS[:-1]),
    "width": _wide,
    "traditional": lambda word, chance: _each(word, chance, TRADITIONAL),
    "enclosed": _enclosed,
    "styled": _styled,
    "combining": _after_each,
    "homophone": lambda word, chance: _each(word, chance, SOUNDS),
    "similar_glyph": lambda word, chance: _each(word, chance, SHAPES),
    "split": _parts,
    "pinyin": _pinyin,
    "doubled": lambda word, _: "".join(char * 2 for char in word) if word > "\u3000" else None,
}
SIMPLE = ("zero_width", "separators", "width", "traditional", "enclosed", "styled", "combining", "doubled")


def plain(text: str) -> str:
    """The text as it is usually written."""
    return unicodedata.normalize("NFC", text)

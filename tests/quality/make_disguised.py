"""Write `labelled/disguised.txt`: real frames of fake listings with one word, or word and brand, hidden in every known way."""

# ruff: noqa: E501 - tables of words read better when a row is a line

from __future__ import annotations

import random
from pathlib import Path

from tests.quality.disguising import DISGUISES, HIDDEN_BRANDS

WORDS = ("高仿", "精仿", "复刻", "A货", "莆田", "纯原", "仿牌", "原单", "高仿货", "1:1复刻", "顶级A货", "超A货")
ALONE = {"高仿", "精仿", "A货", "高仿货", "纯原", "1:1复刻", "顶级A货", "超A货", "仿牌"}
FRAMES = (
    ("{brand}{word}运动鞋 男女同款", "耐克 阿迪达斯 匡威"), ("{brand}包包 {word} 全套包装", "古驰 香奈儿 迪奥 普拉达 爱马仕 LV"), ("{word} {brand}手表 机械 男", "劳力士 卡地亚 欧米茄"),
    ("{brand}{word}羽绒服 冬季加厚", "加拿大鹅 始祖鸟"), ("{brand}口红 {word} 礼盒", "迪奥 雅诗兰黛 香奈儿"), ("女士单肩包 {word} {brand}", "巴黎世家 古驰 普拉达"),
    ("{brand} {word} 腰带 真皮", "爱马仕 古驰 LV"), ("夏季新款{brand}T恤{word}", "古驰 巴黎世家 耐克"),
)  # fmt: skip
HEAD = """# Fake listings with a hidden word (group = the disguise; both_ = word and brand hidden). Written by tests/quality/make_disguised.py,
# whose tables are its own; `p=` where the word alone is weak. Run it again only with new frames: the set-aside part hangs on the titles."""


def _facts(word: str) -> str:
    return "" if word in ALONE else " | p=99/1999"


def _rows(chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    for how, hide in DISGUISES.items():
        for word in WORDS:
            for frame, brands in chance.sample(FRAMES, 5):
                brand = chance.choice(brands.split())
                hidden = hide(word, chance)
                if hidden is not None:
                    found[f"counterfeit | {how} | {frame.format(brand=brand, word=hidden)}{_facts(word)}"] = None
                    veiled = chance.choice(HIDDEN_BRANDS[brand])
                    if chance.random() < 0.35:
                        found[f"counterfeit | both_{how} | {frame.format(brand=veiled, word=hidden)}{_facts(word)}"] = (
                            None
                        )
    return list(found)


def main() -> None:
    """Write the file."""
    lines = _rows(random.Random(20260201))
    path = Path(__file__).parent / "labelled" / "disguised.txt"
    path.write_text(HEAD + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

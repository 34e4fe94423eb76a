"""Legal bases and ways of appeal in Chinese: a policy is written in one language, and a host may read the other.

The titles are those of the shipped policy; what another policy cites under its own names is told as it is written.
"""

from __future__ import annotations

import re

from agents.cli.words import Lang

TITLES = {
    "Advertising Law (2021)": "《中华人民共和国广告法》（2021年修正）",
    "E-commerce Law": "《中华人民共和国电子商务法》",
    "Live E-commerce Measures (Order 117)": "《直播电商监督管理办法》（第117号令）",
    "Absolute-terms guide (SAMR notice 6 of 2023)": "《广告绝对化用语执法指南》（市场监管总局公告2023年第6号）",
    "Price marking and price fraud rules (2022)": "《明码标价和禁止价格欺诈规定》",
    "Food Safety Law": "《中华人民共和国食品安全法》",
    "Cosmetics Regulation": "《化妆品监督管理条例》",
    "Unfair Competition Law (2025 revision)": "《中华人民共和国反不正当竞争法》（2025年修订）",
}
ROUTES = {
    "seller centre > my violations > appeal; decided by a person when you ask for one": (
        "商家中心 > 我的违规 > 申诉；可要求由人工处理"
    ),
}
_CITED = re.compile(
    r"^(?P<title>.+) Art (?P<article>\d+)(?P<item>\(\d+\))?(?P<rest>\S*), in force (?P<day>\d{4}-\d\d-\d\d)$"
)


def cited(basis: str, lang: Lang) -> str:
    """One legal basis of an enforcement."""
    found = _CITED.match(basis) if lang == "zh" else None
    if found is None or found["title"] not in TITLES:
        return basis
    item = f"第{found['item']}项" if found["item"] else ""
    return f"{TITLES[found['title']]}第{found['article']}条{item}{found['rest']}，{found['day']}起施行"


def routed(route: str, lang: Lang) -> str:
    """How to appeal."""
    return ROUTES.get(route, route) if lang == "zh" else route

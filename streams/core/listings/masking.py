"""Contact data inside evidence are covered at equal length: a host sees where, nobody learns what."""

from __future__ import annotations

import re
from typing import Final

_CONTACT: Final = re.compile(r"[0-9０-９a-zA-Z_＿①-⑨❶-❾壹贰叁肆伍陆柒捌玖零〇一二三四五六七八九十\-]{5,}")


def masked(text: str) -> str:
    """The text with every run that could be a number or an account covered."""
    return _CONTACT.sub(lambda match: "*" * len(match.group()), text)

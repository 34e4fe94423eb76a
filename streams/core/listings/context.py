"""Whether a hit is meant: denied, warned against, taught about, or promised to be compensated is not claimed.

Guide Art 5-6 and its official questions and answers: judge by context, negation and debunking are no claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from streams.core.text.cells import COMMA, END
from streams.core.text.fold import Folded, fold
from streams.core.text.matcher import Hit
from streams.core.text.terms import JARGON

_REACH: Final = 14
_NEAR: Final = 6
_MAX_STEPS: Final = 8


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word).text for word in words}, key=len, reverse=True))


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _folded(words))) or "(?!)")


Ends = Mapping[tuple[int, int], Sequence[int]]
"""Where hits begin, by view and end."""


def ends_of(hits: Iterable[Hit]) -> Ends:
    """The hits that a negation may reach over (拒绝高仿、复刻), by where they end."""
    found: dict[tuple[int, int], list[int]] = {}
    for hit in hits:
        found.setdefault((id(hit.view), hit.end), []).append(hit.start)
    return found


class Context:
    """The words around a hit that change its meaning."""

    def __init__(self, sections: Mapping[str, Sequence[str]]) -> None:
        """Take the sections of the context files."""
        self._deny = _folded(sections.get("deny", ()))
        self._warn = _folded(sections.get("warn", ()))
        self._refuse = _folded(sections.get("refuse", ()))
        self._fill = _folded(sections.get("fill", ()))
        self._reset = _folded(sections.get("reset", ()))
        self._not_deny = _folded(sections.get("not_deny", ()))
        self._after = _folded(sections.get("after", ()))
        self._after_any = _folded(sections.get("after_any", ()))
        self._lesson_any = _any_of(sections.get("lesson_any", ()))
        self._if = _any_of(sections.get("if", ()))
        self._pay = _any_of(sections.get("pay", ()))
        self._lesson = _any_of(sections.get("lesson", ()))
        self._not_lesson = _any_of(sections.get("not_lesson", ()))

    def is_claimed(self, hit: Hit, others: Ends) -> bool:
        """Whether the hit says what it says of the goods; `others`: by where they end."""
        view = hit.view
        of_fakes = hit.term.kind in JARGON  # promises to pay and lessons turn down fakes, not other claims
        if self._is_lesson(view, hit, self._lesson if of_fakes else self._lesson_any):
            return False
        if self._is_answered(view, hit, self._after if of_fakes else self._after_any):
            return False
        if of_fakes and self._is_compensated(view, hit):
            return False
        warn = self._warn if of_fakes or hit.term.kind == "contact" else self._refuse
        return not self._is_denied(view, hit.start, others, warn)

    def _is_denied(self, view: Folded, start: int, others: Ends, warn: tuple[str, ...]) -> bool:
        """Walk left over fillers and listed companions until a negator or anything else is met."""
        at = start
        for _ in range(_MAX_STEPS):
            if at and view.gaps[at] == END:
                return False
            left = view.text[max(at - _REACH, 0) : at]
            if self._ends(left, self._deny) or self._ends(left, warn):
                return not self._ends(left, self._not_deny)
            near = (begin for end in (at, at - 1) for begin in others.get((id(view), end), ()) if begin < at)
            companion = min(near, default=None)
            filler = (
                next((word for word in self._fill if left.endswith(word)), None) if left.endswith(self._fill) else None
            )
            if companion is not None:
                at = companion
            elif filler is not None and not (at < start and view.gaps[at] >= COMMA and at == 0):
                at -= len(filler)
            else:
                return self._is_warned(view, at, warn)
        return False

    def _ends(self, left: str, words: tuple[str, ...]) -> bool:
        return left.endswith(words)

    def _is_warned(self, view: Folded, at: int, warn: tuple[str, ...]) -> bool:
        """A strong refusal reaches over a few words of its own clause, unless something turns it round."""
        begin = max(at - _NEAR - 2, 0)
        while any(gap >= COMMA for gap in view.gaps[begin + 1 : at + 1]):
            begin += 1
        clause = view.text[begin:at]
        place = max((clause.rfind(word) + len(word) for word in warn if word in clause), default=-1)
        return place >= 0 and not any(word in clause[place:] for word in self._reset)

    def _right(self, view: Folded, end: int, reach: int, strongest: int) -> str:
        stop = end
        while stop < min(end + reach, len(view.text)) and view.gaps[stop] < strongest:
            stop += 1
        return view.text[end:stop]

    def _is_answered(self, view: Folded, hit: Hit, words: tuple[str, ...]) -> bool:
        """What follows turns it down: 高仿勿扰, 高仿绕道, 高仿鉴别."""
        right = self._right(view, hit.end, _REACH, END)
        for _ in range(_MAX_STEPS):
            if right.startswith(words):
                return True
            if not right.startswith(self._fill):
                return False
            filler = next(word for word in self._fill if right.startswith(word))
            right = right[len(filler) :]
        return False

    def _is_compensated(self, view: Folded, hit: Hit) -> bool:
        """A condition before and a compensation after: 如有高仿假一赔十 promises the opposite."""
        left = view.text[max(hit.start - _REACH, 0) : hit.start]
        right = self._right(view, hit.end, _REACH, END)
        return bool(self._if.search(left[-_NEAR:]) and self._pay.search(right))

    def _is_lesson(self, view: Folded, hit: Hit, words: re.Pattern[str]) -> bool:
        """The text teaches how to tell fakes, which fakes do not."""
        near = view.text[max(hit.start - _REACH, 0) : hit.end + _REACH]
        return bool(words.search(near)) and not self._not_lesson.search(near)

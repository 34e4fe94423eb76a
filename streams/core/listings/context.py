"""Whether a hit is meant: denied, warned against, taught about, or promised to be compensated is not claimed.

Guide Art 5-6 and its official questions and answers: judge by context, negation and debunking are no claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from streams.core.text.cells import COMMA, END
from streams.core.text.fold import Folded, fold
from streams.core.text.matcher import Hit

_REACH: Final = 14
_NEAR: Final = 6
_MAX_STEPS: Final = 8


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word).text for word in words}, key=len, reverse=True))


class Context:
    """The words around a hit that change its meaning."""

    def __init__(self, sections: Mapping[str, Sequence[str]]) -> None:
        """Take the sections of the context files."""
        self._deny = _folded(sections.get("deny", ()))
        self._warn = _folded(sections.get("warn", ()))
        self._fill = _folded(sections.get("fill", ()))
        self._reset = _folded(sections.get("reset", ()))
        self._not_deny = _folded(sections.get("not_deny", ()))
        self._after = _folded(sections.get("after", ()))
        self._if = _folded(sections.get("if", ()))
        self._pay = _folded(sections.get("pay", ()))
        self._lesson = _folded(sections.get("lesson", ()))
        self._not_lesson = _folded(sections.get("not_lesson", ()))

    def is_claimed(self, hit: Hit, others: Sequence[Hit]) -> bool:
        """Whether the hit says what it says of the goods."""
        view = hit.view
        if self._is_lesson(view, hit) or self._is_answered(view, hit) or self._is_compensated(view, hit):
            return False
        return not self._is_denied(view, hit.start, [one for one in others if one.view is view])

    def _is_denied(self, view: Folded, start: int, others: Sequence[Hit]) -> bool:
        """Walk left over fillers and listed companions until a negator or anything else is met."""
        at = start
        for _ in range(_MAX_STEPS):
            if at and view.gaps[at] == END:
                return False
            left = view.text[max(at - _REACH, 0) : at]
            if self._ends(left, self._deny) or self._ends(left, self._warn):
                return not self._ends(left, self._not_deny)
            companion = next((one for one in others if one.end in {at, at - 1} and one.start < at), None)
            filler = next((word for word in self._fill if left.endswith(word)), None)
            if companion is not None:
                at = companion.start
            elif filler is not None and not (at < start and view.gaps[at] >= COMMA and at == 0):
                at -= len(filler)
            else:
                return self._is_warned(view, at)
        return False

    def _ends(self, left: str, words: Sequence[str]) -> bool:
        return any(left.endswith(word) for word in words)

    def _is_warned(self, view: Folded, at: int) -> bool:
        """A strong refusal reaches over a few words of its own clause, unless something turns it round."""
        begin = max(at - _NEAR - 2, 0)
        while any(gap >= COMMA for gap in view.gaps[begin + 1 : at + 1]):
            begin += 1
        clause = view.text[begin:at]
        place = max((clause.rfind(word) + len(word) for word in self._warn if word in clause), default=-1)
        return place >= 0 and not any(word in clause[place:] for word in self._reset)

    def _right(self, view: Folded, end: int, reach: int, strongest: int) -> str:
        stop = end
        while stop < min(end + reach, len(view.text)) and view.gaps[stop] < strongest:
            stop += 1
        return view.text[end:stop]

    def _is_answered(self, view: Folded, hit: Hit) -> bool:
        """What follows turns it down: 高仿勿扰, 高仿绕道, 高仿鉴别."""
        right = self._right(view, hit.end, _REACH, END)
        for _ in range(_MAX_STEPS):
            if any(right.startswith(word) for word in self._after):
                return True
            filler = next((word for word in self._fill if right.startswith(word)), None)
            if filler is None:
                return False
            right = right[len(filler) :]
        return False

    def _is_compensated(self, view: Folded, hit: Hit) -> bool:
        """A condition before and a compensation after: 如有高仿假一赔十 promises the opposite."""
        left = view.text[max(hit.start - _REACH, 0) : hit.start]
        right = self._right(view, hit.end, _REACH, END)
        return any(word in left[-_NEAR:] for word in self._if) and any(word in right for word in self._pay)

    def _is_lesson(self, view: Folded, hit: Hit) -> bool:
        """The text teaches how to tell fakes, which fakes do not."""
        near = view.text[max(hit.start - _REACH, 0) : hit.end + _REACH]
        return any(word in near for word in self._lesson) and not any(word in near for word in self._not_lesson)

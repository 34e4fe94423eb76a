"""Typed reading of a mapping: each method takes one key, notes what is wrong, and gives a value to go on with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from streams.core.policy.problems import Place, did_you_mean
from streams.core.policy.source import Source
from streams.core.time import HOUR, duration, micros

_BOOL = "tag:yaml.org,2002:bool"
_NULL = "tag:yaml.org,2002:null"
_JSON_NUMBER = re.compile(r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$")
_GREATEST = 10**15  # beyond, a number is a slip, and not every number keeps its value
_LAST_MOMENT = 253_402_214_400_000_000  # the end of the year 9999 in Shanghai, less a day
_LONGEST = 36_500 * 24 * HOUR  # a deadline counted from the last usable event time stays within the calendar
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class Section:
    """One mapping of the file. Ask for every key it may have, then call `done`."""

    def __init__(self, source: Source, node: MappingNode, key: Node | None = None) -> None:
        """`key` is the key that the mapping stands under. Keys that stand twice are noted at once."""
        self.source = source
        self.node = node
        self.title = source.of(key or node)
        self._asked: list[str] = []
        self._nodes: dict[str, Node] = {}
        self._keys: dict[str, Node] = {}
        for name, value in node.value:
            self._take(name, value)

    def _take(self, key: Node, value: Node) -> None:
        if not isinstance(key, ScalarNode):
            self.source.problem("a key is one word", self.source.of(key), "write `key: value`")
        elif key.value in self._nodes:
            first = self._keys[key.value].start_mark.line + 1
            self.source.problem(
                f"`{key.value}` stands here twice", self.source.of(key), f"the first is in line {first}"
            )
        else:
            self._nodes[key.value] = value
            self._keys[key.value] = key

    @property
    def place(self) -> Place:
        """Where the mapping starts."""
        return self.source.of(self.node)

    def place_of(self, key: str) -> Place:
        """Where the key's value stands, or the mapping when there is none."""
        return self.source.of(self._nodes[key]) if key in self._nodes else self.place

    def keys(self) -> list[str]:
        """The keys as written, in order."""
        return list(self._nodes)

    def has(self, key: str) -> bool:
        """Whether the key is there; counts as asked for."""
        self._asked.append(key)
        node = self._nodes.get(key)
        return node is not None and not (node.tag == _NULL and not getattr(node, "style", None))

    def wrong(self, key: str, message: str, hint: str = "") -> None:
        """Note a problem with the key's value."""
        self.source.problem(message, self.place_of(key), hint)

    def node_of(self, key: str) -> Node | None:
        """The node of a key, or None with a problem when it is missing."""
        if not self.has(key):
            self.source.problem(f"`{key}` is missing", self.place, f"add `{key}: ...` here")
            return None
        return self._nodes[key]

    def scalar(self, key: str) -> ScalarNode | None:
        """The scalar node of a required key."""
        node = self.node_of(key)
        if node is not None and not isinstance(node, ScalarNode):
            self.wrong(key, f"`{key}` is one value, not a {'list' if isinstance(node, SequenceNode) else 'mapping'}")
            return None
        return node

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        if default is not None and not self.has(key):
            return default
        node = self.scalar(key)
        if node is None:
            return default or ""
        if not node.value.strip():
            self.wrong(key, f"`{key}` is empty")
        return str(node.value).strip()

    def choice(self, key: str, known: Collection[str], default: str | None = None, called: str = "") -> str:
        """One of a closed set; `called` is what errors call it where the key says nothing."""
        text = self.text(key, default)
        if text and text not in known and text != default:
            self.wrong(key, f"unknown {called or key} `{text}`", did_you_mean(text, known))
        return text

    def span(self, key: str, default: int | None = None) -> int:
        """A span of time such as `48h`, in microseconds."""
        if default is not None and not self.has(key):
            return default
        text = self.text(key)
        try:
            span = duration(text) if text else 1
        except ValueError as error:
            self.wrong(key, f"`{text}` is no span of time", str(error).partition(": ")[2])
            return default or 0
        if not 0 < span <= _LONGEST:
            self.wrong(key, f"`{text}` is {'too long' if span else 'no time at all'}", "more than 0, at most 36500d")
        return span

    def time(self, key: str, default: int | None = None) -> int:
        """A moment, in microseconds: RFC 3339 with zone, or a date, which means 00:00 in Shanghai."""
        if default is not None and not self.has(key):
            return default
        text = self.text(key)
        moment = moment_of(text)
        if moment is None and text:
            self.wrong(key, f"`{text}` is no time", "write 2026-02-01T00:00:00+08:00, or a date")
        return moment or 0

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        if default is not None and not self.has(key):
            return default
        node = self.scalar(key)
        value = None if node is None else plain(node)
        if isinstance(value, bool) or not isinstance(value, int | float):
            if node is not None:
                self.wrong(key, f"`{key}` is no number", "write for example 0.8")
            return default or 0.0
        return value

    def whole(self, key: str, least: int = 0) -> int:
        """A whole number, at least `least`."""
        value = self.number(key)
        if value != int(value) or value < least:
            self.wrong(key, f"`{key}` is a whole number of at least {least}")
        return int(value)

    def section(self, key: str) -> Section | None:
        """The mapping under a required key."""
        node = self.node_of(key)
        if node is not None and not isinstance(node, MappingNode):
            self.wrong(key, f"`{key}` is a mapping", "write its keys below it, indented")
            return None
        return None if node is None else Section(self.source, node, self._keys[key])

    def sections(self, key: str) -> Iterator[tuple[str, Section]]:
        """The mappings under the keys of a required mapping."""
        outer = self.section(key)
        for name in outer.keys() if outer else ():
            inner = outer.section(name) if outer else None
            if inner is not None:
                yield name, inner

    def items(self, key: str) -> Iterator[Section]:
        """The mappings of a required list."""
        node = self.node_of(key)
        if node is not None and not isinstance(node, SequenceNode):
            self.wrong(key, f"`{key}` is a list", "start each entry with `- `")
            return
        for item in node.value if node is not None else ():
            if isinstance(item, MappingNode):
                yield Section(self.source, item)
            else:
                self.source.problem(f"an entry of `{key}` is a mapping", self.source.of(item))

    def scalars(self, key: str) -> Iterator[ScalarNode]:
        """The scalars of an optional list."""
        node = self._nodes.get(key) if self.has(key) else None
        if node is not None and not isinstance(node, SequenceNode):
            self.wrong(key, f"`{key}` is a list", 'write it as ["one", "two"]')
            return
        for item in node.value if node is not None else ():
            if isinstance(item, ScalarNode):
                yield item
            else:
                self.source.problem(f"an entry of `{key}` is one value", self.source.of(item))

    def is_empty(self, key: str) -> bool:
        """Whether a list is missing or has no entries."""
        return not getattr(self._nodes.get(key), "value", None)

    def done(self) -> None:
        """Refuse the keys nobody asked for: a misspelt key must not be silently without effect."""
        for key in self._nodes:
            if key not in self._asked:
                self.source.problem(
                    f"unknown key `{key}`", self.source.of(self._keys[key]), did_you_mean(key, self._asked)
                )


def moment_of(text: str) -> int | None:
    """Microseconds of an RFC 3339 time with zone or of a date's midnight in Shanghai, 1970 to 9999; else None."""
    try:
        moment = _midnight(text) if _DATE.match(text) else _zoned(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment is not None and 0 < moment < _LAST_MOMENT else None


def _midnight(text: str) -> int:
    return (date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()) * 24 * HOUR - 8 * HOUR


def _zoned(text: str) -> int | None:
    moment = datetime.fromisoformat(text)
    return None if moment.tzinfo is None else micros(moment)


def plain(node: Node) -> bool | int | float | str | None:
    """A scalar as JSON would have it: true, false, numbers and text. `on`, `off`, dates and clock times stay text."""
    if not isinstance(node, ScalarNode) or node.tag == _NULL:
        return None
    text = str(node.value)
    if node.tag == _BOOL and text in ("true", "false"):
        return text == "true"
    if node.style is None and _JSON_NUMBER.match(text):  # YAML 1.1 takes 1e-7 for text
        number = float(text) if any(char in text for char in ".eE") else int(text[:32])
        return number if abs(number) <= _GREATEST else text
    return text


def tree(node: Node) -> object:
    """A whole node as plain JSON values."""
    if isinstance(node, MappingNode):
        return {str(key.value): tree(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [tree(item) for item in node.value]
    return plain(node)

"""A policy file as nodes that remember where they stand. Values are read from their text, never from YAML's guesses.

YAML 1.1 reads `on` as true, `off` as false and `12:30` as a number of seconds; a policy is full of such words.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from streams.core.policy.problems import Place, PolicyError, Problem

_SHAPE = "check indentation, quotes and brackets"
MAX_DEPTH = 12
MAX_CHARACTERS = 1_000_000


class Source:
    """The text of one file, and the problems found in it so far."""

    def __init__(self, name: str, text: str) -> None:
        """`name` is how errors call the file."""
        self.name = name
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self.lines = self.text.split("\n")
        self.problems: list[Problem] = []

    def compose(self) -> MappingNode:
        """The root mapping; raises PolicyError when the text is no YAML mapping at all."""
        node = self._parsed()
        if not isinstance(node, MappingNode):
            self.problem("a policy is a mapping of sections", self.at(1, 1), "start with `name: default`")
            raise PolicyError(self.problems)
        return node

    def _parsed(self) -> Node | None:
        if len(self.text) > MAX_CHARACTERS:
            self.problem(f"a policy has at most {MAX_CHARACTERS:,} characters", self.at(1, 1), "split it")
            raise PolicyError(self.problems)
        try:
            self._refuse_aliases()
            return yaml.compose(self.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self.at(mark.line + 1, mark.column + 1) if mark else self.at(1, 1)
            said = error.problem or error.context or ""
            hint = "text with `: ` in it stands in quotes" if said.startswith("mapping values") else _SHAPE
            self.problem(f"no YAML: {said}", place, hint)
        except yaml.YAMLError as error:
            self.problem(f"no YAML: {str(error).splitlines()[0]}", self.at(1, 1), "save the file as plain UTF-8 text")
        raise PolicyError(self.problems)

    def _refuse_aliases(self) -> None:
        """An alias may hide a loop or a million copies, and the file would not say what it does where it stands."""
        depth = 0
        for event in yaml.parse(self.text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            mark = event.start_mark
            place = self.at(mark.line + 1, mark.column + 1) if mark else self.at(1, 1)
            if isinstance(event, yaml.AliasEvent):
                self.problem("aliases are not supported", place, "write the value out")
                raise PolicyError(self.problems)
            if depth > MAX_DEPTH:
                self.problem(f"nested more than {MAX_DEPTH} deep", place, "no section of a policy is that deep")
                raise PolicyError(self.problems)

    def at(self, line: int, column: int, width: int = 1) -> Place:
        """A place by line and column, both from 1."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Place(self.name, line, column, text, width)

    def of(self, node: Node) -> Place:
        """The place of a node: underlined to its end, or to the end of its first line."""
        start, end = node.start_mark, node.end_mark
        line = self.lines[start.line] if start.line < len(self.lines) else ""
        stop = end.column if end.line == start.line else len(line.rstrip())
        if not isinstance(node, ScalarNode):
            stop = start.column + 1
        return self.at(start.line + 1, start.column + 1, max(stop - start.column, 1))

    def within(self, node: ScalarNode, line: int, column: int, width: int) -> Place:
        """The place of `line:column` (from 1) of a scalar's value, wherever YAML's quoting and folding put it."""
        wanted = _offset(node.value, line, column)
        for index, offset in self._aligned(node):
            if offset == wanted:
                before = self.text[:index]
                return self.at(before.count("\n") + 1, index - before.rfind("\n"), width)
        return self.of(node)

    def _aligned(self, node: ScalarNode) -> Iterator[tuple[int, int]]:
        """Pairs of (index in the file, offset in the value), by matching what is not blank, in order."""
        index, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            index = self.text.index("\n", index)
        elif node.style:
            index += 1
        for offset, char in enumerate(node.value):
            if char.isspace():
                continue
            index = self.text.find(char, index, end)
            if index < 0:
                return
            yield index, offset
            index += 1
        yield index, len(node.value.rstrip())

    def problem(self, message: str, place: Place, hint: str = "") -> None:
        """Note a problem and go on: the author wants to see all of them."""
        self.problems.append(Problem(message, place, hint))


def _offset(value: str, line: int, column: int) -> int:
    lines = value.split("\n")
    return min(sum(len(before) + 1 for before in lines[: line - 1]) + column - 1, len(value.rstrip()))

"""Versions: equal content is the same version everywhere, and the version in force at the event's time decides."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.policy.document import Case
from streams.core.policy.document_linkage import IdentifierText
from streams.core.policy.load import (
    lexicon_digest,
    load_policies,
    load_policy_text,
    merge,
    ordered,
)
from streams.core.policy.model import Policy
from streams.core.policy.parse import read_document
from streams.core.policy.problems import PolicyError
from streams.core.policy.section import moment_of

FIRST = (Path(__file__).parent / "versions" / "first.yaml").read_text()
SECOND = FIRST.replace("effective_from: 2026-02-01", "effective_from: 2026-03-01")
FEBRUARY, MARCH = (moment_of(day) or 0 for day in ("2026-02-01", "2026-03-01"))


def shuffled(tree: Any, chance: random.Random) -> Any:
    """The same tree with every mapping's keys in another order."""
    if isinstance(tree, dict):
        keys = list(tree)
        chance.shuffle(keys)
        return {key: shuffled(tree[key], chance) for key in keys}
    return [shuffled(item, chance) for item in tree] if isinstance(tree, list) else tree


def words(node: yaml.Node) -> Any:
    """A tree of plain strings, so that writing it again keeps what YAML would reinterpret."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: words(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [words(item) for item in node.value]
    return yaml.safe_load(node.value) if node.tag.endswith((":int", ":float", ":bool")) else node.value


@settings(max_examples=20)  # a parse takes 20 ms
@given(seed=st.integers(0, 10_000), indent=st.integers(2, 6), flow=st.sampled_from([None, True, False]))
def test_the_version_does_not_hang_on_order_layout_or_comments(seed: int, indent: int, flow: bool | None) -> None:
    tree = shuffled(words(yaml.compose(FIRST)), random.Random(seed))
    text = "# a remark\n" + yaml.safe_dump(tree, indent=indent, default_flow_style=flow, sort_keys=False, width=60)
    assert read_document(text, "other.yaml").version() == read_document(FIRST, "first.yaml").version()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reporters >= 5", "reporters   >=   5 "),
        ("day_cap: 24", "day_cap: 24 # a remark"),
        ("effective_from: 2026-02-01", "effective_from: 2026-01-31T16:00:00Z"),
        ("lapse: review", "lapse: review\n    mode: live\n    score: 1"),
        ("0.9: block_listing", "0.90: block_listing"),
        ("name: small", "name: 'small'\r"),
    ],
)
def test_saying_the_same_otherwise_is_the_same_version(old: str, new: str) -> None:
    assert old in FIRST
    assert read_document(FIRST.replace(old, new), "x").version() == read_document(FIRST, "x").version()


@pytest.mark.parametrize(
    ("old", "new"), [("reporters >= 5", "reporters >= 6"), ("validity: 365d", "validity: 366d"), ("0.95", "0.96")]
)
def test_another_content_is_another_version(old: str, new: str) -> None:
    changed = FIRST.replace(old, new).replace("reporters: 5", "reporters: 6")
    assert read_document(changed, "x").version() != read_document(FIRST, "x").version()


def test_the_version_is_the_same_on_every_machine() -> None:
    """Written down: a change here changes every version that was ever published."""
    assert read_document(FIRST, "x").version() == "small@f728534e7e27"


def test_what_is_published_loads_as_the_same_policy(small: Policy) -> None:
    again = load_policy_text(small.source, small.version, Path())
    assert (again.version, again.source) == (small.version, small.source)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(FEBRUARY - 1, 0), (FEBRUARY, 0), (MARCH - 1, 0), (MARCH, 1), (MARCH + 1, 1)],
)
def test_the_version_in_force_at_the_time_decides(versions: Path, at: int, expected: int) -> None:
    both = load_policies(versions)
    assert both.at(at) is both.versions[expected]


def test_two_files_that_begin_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FIRST)
    (tmp_path / "b.yaml").write_text(FIRST.replace("name: small", "name: other"))
    with pytest.raises(PolicyError, match="another policy takes effect at the same moment as `other`"):
        load_policies(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("missing.yaml", None, "cannot be read: No such file"), ("odd.yaml", b"name: \xff", "no UTF-8 at byte 6")],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PolicyError, match=message):
        load_policies(tmp_path / name)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy here"):
        load_policies(tmp_path)


def test_a_bad_record_changes_nothing_and_is_told(small: Policy) -> None:
    base = ordered([small])
    records = {"small/1": "name: [", "small/2": b"\xff\xfe", "small/3": SECOND, "small/4": SECOND.replace("1095d", "x")}
    merged, problems = merge(base, records, Path())
    assert [version.effective_from for version in merged.versions] == [FEBRUARY, MARCH]
    assert [problem.place.file for problem in problems] == ["small/1", "small/2", "small/4"]


@settings(max_examples=10)
@given(order=st.permutations(["a", "b", "c"]), extra=st.booleans())
def test_merging_does_not_hang_on_the_order_of_records(order: list[str], extra: bool) -> None:
    texts = {"a": FIRST, "b": SECOND, "c": SECOND.replace("name: small", "name: twin")}
    base = ordered([load_policy_text(FIRST, "x", Path())])
    straight, _ = merge(base, texts, Path())
    merged, _ = merge(straight if extra else base, {key: texts[key] for key in order}, Path())
    assert [version.version for version in merged.versions] == [version.version for version in straight.versions]


def test_the_lexicons_are_part_of_the_version(tmp_path: Path) -> None:
    words_folder = tmp_path / "words"
    words_folder.mkdir()
    (words_folder / "words.txt").write_text("one\n")
    before = lexicon_digest(words_folder)
    (words_folder / "words.txt").write_bytes(b"one\r\n")
    assert lexicon_digest(words_folder) == before
    (words_folder / "words.txt").write_text("two\n")
    assert lexicon_digest(words_folder) != before


def test_a_missing_lexicon_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="there is no folder `words`"):
        load_policy_text(FIRST + "lexicons: words\n", "x", tmp_path)


_CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map(lambda text: f"<{text}>")


@settings(max_examples=60)
@given(name=_CHARACTERS, title=_CHARACTERS, score=st.floats(0, 1), weight=st.floats(0, 1))
def test_whatever_is_written_is_published_and_read_back_alike(
    name: str, title: str, score: float, weight: float
) -> None:
    document = read_document(FIRST, "x")
    case = Case(name=name, listing={"title": title, "price_cents": 10**15, "ocr_text": [title]}, expect="none")
    rule = msgspec.structs.replace(document.rules[0], score=score, cases=(*document.rules[0].cases, case))
    identifiers = {"uscc": IdentifierText(strength="weak", group=name, weight=weight)}
    changed = msgspec.structs.replace(document, rules=(rule,), identifiers=identifiers)
    assert read_document(changed.text(), "again") == changed


@settings(max_examples=150)
@given(
    start=st.integers(0, len(FIRST)),
    length=st.integers(0, 20),
    junk=st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            ["[", "{", "&a", "*a", "\n", "  ", "- ", ": ", "9" * 400, "1e999", "0001-01-01", "9999-12-31", "~"]
        ),
    ),
)
def test_no_record_however_broken_stops_a_worker(start: int, length: int, junk: str) -> None:
    base = ordered([])
    merged, problems = merge(base, {"small/x": FIRST[:start] + junk + FIRST[start + length :]}, Path())
    assert len(merged.versions) == 1 or problems

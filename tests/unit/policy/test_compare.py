"""What changes between two versions, and a policy in words."""

from __future__ import annotations

from pathlib import Path

from streams.core.policy.compare import compare
from streams.core.policy.parse import read_document
from streams.core.policy.words import document_words


def test_a_version_does_not_differ_from_itself(text: str) -> None:
    document = read_document(text, "x")
    assert compare(document, document) == ()


def test_rules_ladders_and_dates_that_changed_are_told(versions: Path) -> None:
    first, second = (read_document((versions / name).read_text(), name) for name in ("first.yaml", "second.yaml"))
    changes = compare(first, second)
    assert [change.what for change in changes] == ["rule crowd: when", "ladder default: steps", "effective_from"]
    assert (changes[0].before, changes[0].after) == ("reporters >= 5", "reporters >= 8")


def test_a_rule_added_and_one_removed_are_told(text: str) -> None:
    before, after = read_document(text, "x"), read_document(text.replace("id: crowd", "id: mob"), "x")
    assert [(change.kind, change.what) for change in compare(before, after)] == [
        ("removed", "rule crowd"),
        ("added", "rule mob"),
    ]


def test_cases_and_owners_decide_nothing_and_are_no_difference(text: str) -> None:
    changed = text.replace("owner: community", "owner: others").replace("name: outlet", "name: shop")
    assert compare(read_document(text, "x"), read_document(changed, "x")) == ()


def test_the_ladder_is_told_in_words(text: str) -> None:
    said = list(document_words(read_document(text, "x")))
    assert "  from  24  freeze_shop on the shop for 7d" in said
    assert said[-1] == "rule crowd [live] on report, from_reason: reporters >= 5 -> remind, run out: review"

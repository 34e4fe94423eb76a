"""What an author sees: the line, a caret under the place, and what to do. The texts are part of the product."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from streams.core.policy.parse import read_document
from streams.core.policy.problems import PolicyError, did_you_mean

WHEN = "brand_found && !brand_authorised && jargon_core > 0"


def shown(text: str) -> str:
    return dedent(text).strip()


def test_an_unknown_signal_is_underlined_and_a_near_one_named(complaint: Callable[[str, str], str]) -> None:
    assert complaint("jargon_core > 0", "jargon_cor > 0") == shown("""
        error: unknown signal `jargon_cor`
          --> small.yaml:27:47
           |
        27 |     when: brand_found && !brand_authorised && jargon_cor > 0
           |                                               ^^^^^^^^^^
           = hint: did you mean `jargon_core` or `jargon_copy`?
        """)


def test_a_count_and_a_ratio_are_told_apart(complaint: Callable[[str, str], str]) -> None:
    assert complaint("price_to_reference < 0.5 ?", "price_to_reference < 1 ?") == shown("""
        error: `<` does not go with double and int
          --> small.yaml:28:32
           |
        28 |     score: "price_to_reference < 1 ? 0.95 : 0.7"
           |                                ^
           = hint: a ratio is compared with 1.0, a count with 1; double(count) turns one into the other
        """)


def test_chinese_before_the_place_moves_the_carets_by_two_cells(complaint: Callable[[str, str], str]) -> None:
    assert complaint(WHEN, "brand == '耐克' && brnad != ''") == shown("""
        error: unknown signal `brnad`
          --> small.yaml:27:28
           |
        27 |     when: brand == '耐克' && brnad != ''
           |                              ^^^^^
           = hint: did you mean `brand`?
        """)


@pytest.mark.parametrize(
    "style",
    ["|\n      {0} &&\n      {1}", ">-\n      {0} &&\n      {1}", '"{0} && {1}"', "'{0} && {1}'", "{0} &&\n      {1}"],
)
def test_the_caret_finds_its_place_however_yaml_wraps_the_condition(text: str, style: str) -> None:
    changed = text.replace(WHEN, style.format("brand_found", "jargon_cor > 0"), 1)
    with pytest.raises(PolicyError) as caught:
        read_document(changed, "small.yaml")
    place = caught.value.problems[0].place
    assert place.text[place.column - 1 :][: place.width] == "jargon_cor"


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (WHEN, "jargon_core", "this gives int, not bool", "compare something"),
        (WHEN, "jargon_core >", "no CEL: mismatched input the end", "CEL: && || ! == != < > in, 'text', 1, 1.0, true"),
        ("price_to_reference < 0.5 ? 0.95 : 0.7", "1 + 1", "this gives int, not double",
         "write 1.0 for 1, or double(count)"),
        ("class: counterfeit", "class: counterfiet", "unknown class `counterfiet`", "did you mean `counterfeit`?"),
        ("0.6: review", "0.6: reveiw", "unknown measure `reveiw`", "did you mean `review`?"),
        ("block_listing, 0.6", "freeze_shop, 0.6", "a rule on `listing` cannot `freeze_shop`",
         "it may remind, warn, review, limit_traffic, block_listing"),
        ("measure: remind\n    lapse", "measure: review\n    lapse",
         "`lapse` is what a reminder becomes, and this rule never reminds", "leave it out"),
        ("lapse: review", "lapse: warn", "a rule on `report` cannot `warn`", "it may remind, review"),
        ("lapse: review", "lapsed: review", "unknown key `lapsed`", "did you mean `lapse`?"),
        ("id: crowd", "id: fake", "the rule id `fake` is taken", "the first is in line 23"),
        ("live:20", "lvie:20", "unknown law `lvie`", "did you mean `live`?"),
        ("live:20", "unread:20", "`unread` may not be cited", "nobody here has read it"),
        ("live:20", "Art 20", "`Art 20` is no citation",
         "write `law:article`, for example `live:12` or `advertising:9(3)`"),
        ('["live:20"]', "[]", "a rule names its legal basis", 'for example legal_basis: ["live:12"]'),
        ("reporters: 4}, expect: none", "reporters: 5}, expect: remind", "there is no hard negative",
         "add a case that looks alike and is innocent, `expect: none`"),
        ("reporters: 5}, expect: remind", "reporters: 5}, expect: none", "no case is caught",
         "add a case that the rule is made for"),
        ("reporters: 4}", "reporters: four}", "`reporters` is int",
         "it means: distinct reporters of this target and reason within the crowd window"),
        ("reporters: 4}", "reporter: 4}", "unknown signal `reporter`", "did you mean `reporters`?"),
        ("correction: 24h", "correction: 1 day", "`1 day` is no span of time",
         "write a number and one of s, m, h, d, for example 48h"),
        ("effective_from: 2026-02-01", "effective_from: 2026-02-01T00:00:00", "`2026-02-01T00:00:00` is no time",
         "write 2026-02-01T00:00:00+08:00, or a date"),
        ("effective_from: 2026-02-01", "effective_from: 2025-12-31", "takes effect before it is announced",
         "announce first: a change bites later"),
        ("effective_from: 2026-02-01", "name: other", "`effective_from` is missing", "add `effective_from: ...` here"),
        ("blacklist_term: 1095d", "blacklist_term: 1095d\nblacklist_term: 1d", "`blacklist_term` stands here twice",
         "the first is in line 5"),
        ("name: small", "name: Small Policy", "`Small Policy` is no name",
         "lower-case letters, digits, `-` and `_`, at most 40"),
        ("threshold: 24", "threshold: 1", "thresholds do not rise",
         "order the steps by threshold, each higher than the one before"),
        ("measure: freeze_shop, target: shop", "measure: remind, target: offending",
         "two steps take the same measure on the same target", "one of them could never be taken"),
        ("  default:", "  counterfeit:", "there is no `default` ladder",
         "classes without a ladder of their own need one"),
        ("strength: strong", "strength: strongest", "unknown strength `strongest`", "did you mean `strong`?"),
        ("weight: 1.0", "weight: 2", "a weight lies between 0 and 1", ""),
    ],
)  # fmt: skip
def test_every_mistake_has_its_words(
    complaint: Callable[[str, str], str], old: str, new: str, message: str, hint: str
) -> None:
    said = complaint(old, new)
    assert said.splitlines()[0] == f"error: {message}"
    assert (f"= hint: {hint}" in said) == bool(hint)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("name: [", "no YAML: "),
        ("a: b: c", "no YAML: mapping values are not allowed here"),
        ("- one\n- two", "a policy is a mapping of sections"),
        ("", "a policy is a mapping of sections"),
        ("one: &a [1]\ntwo: *a", "aliases are not supported"),
        ("a: " + "[" * 40 + "]" * 40, "nested more than 12 deep"),
        ("name: \x00", "no YAML: "),
        ("a: " + "x" * 1_000_000, "a policy has at most 1,000,000 characters"),
    ],
)
def test_what_is_no_policy_at_all_is_told_in_one_problem(broken: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_document(broken, "broken.yaml")
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].message.startswith(message)


def test_all_problems_are_told_at_once_in_the_order_of_the_file(text: str) -> None:
    changed = text.replace("jargon_core > 0", "jargon_cor > 0").replace("live:20", "lvie:20").replace("24h, c", "1y, c")
    with pytest.raises(PolicyError) as caught:
        read_document(changed, "small.yaml")
    lines = [problem.place.line for problem in caught.value.problems]
    assert len(lines) == 3
    assert lines == sorted(lines)
    assert str(caught.value).endswith("3 problems found, the policy is not used")


def test_nothing_near_means_that_all_known_are_named() -> None:
    assert did_you_mean("zzz", ["one", "two"]) == "known are `one`, `two`"

"""Conditions: typed, total, bounded, and tried only where they could fire."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.policy import lexing
from streams.core.policy.condition import Condition, Refused, compiled
from streams.core.policy.vocabulary import VOCABULARY

LISTING = VOCABULARY["listing"]


def condition(text: str) -> Condition:
    found = compiled("listing", text, "bool")
    assert isinstance(found, Condition), found
    return found


def refusal(text: str) -> str:
    found = compiled("listing", text, "bool")
    assert isinstance(found, Refused), text
    return found.complaints[0].message


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("jargon_core > 0", [{"jargon_core"}]),
        ("brand_found && jargon_core > 0", [{"brand_found"}, {"jargon_core"}]),
        ("brand_found && !brand_authorised", [{"brand_found"}]),  # not authorised is the default: it needs nothing
        (
            "(jargon_core > 0 || jargon_english > 0) && brand_found",
            [{"brand_found"}, {"jargon_core", "jargon_english"}],
        ),
        ("jargon_core > 0 || jargon_english > 0", [{"jargon_core", "jargon_english"}]),
        ("price_to_reference < 0.3 && brand_found", [{"brand_found"}, {"price_to_reference"}]),
        ("jargon_core >= 0", []),  # true of a clean listing: always tried
        ("product_class == 'drug' && brand != 'a && b'", [{"product_class"}]),
        ("['x', 'y'].exists(one, category.startsWith(one)) && urgency > 0", [{"category"}, {"urgency"}]),
        ("jargon_core > 0 ? brand_found : urgency > 0", [{"brand_found", "jargon_core", "urgency"}]),
        ("jargon_core > 0 && jargon_core + jargon_tail > 1", [{"jargon_core"}]),  # the smaller group says more
    ],
)
def test_a_condition_knows_what_it_cannot_fire_without(text: str, needs: list[set[str]]) -> None:
    assert [set(group) for group in condition(text).needs] == needs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / jargon_core > 0", "`/` can divide by zero"),
        ("10 % jargon_core > 0", "`%` can divide by zero"),
        ("jargon_core / (jargon_tail) > 0", "`/` can divide by zero"),
        ("jargon_core / 0 > 0", "`/` can divide by zero"),
        ("int(brand) > 0", "`int` is not supported"),
        ("double(brand) > 0.0", "`double` takes one count here"),
        ("[1, 2][jargon_core] == 1", "an index can be out of range"),
        ("{'a': 1}['a'] == 1", "mappings and messages are not supported"),
        ("brand.matches('(')", "`matches` takes one written-out valid pattern"),
        ("brand.matches(category)", "`matches` takes one written-out valid pattern"),
        ("dyn(brand) == 1", "`dyn` is not supported"),
        ("jargon_core + 9223372036854775807 > 0", "this can fail: integer overflow"),
        ("timestamp('x') < timestamp('y')", "`timestamp` is not supported"),
        ("[1].all(a, [1].all(b, [1].all(c, a + b + c > jargon_core)))", "more than 2 loops"),
        ("jargon_core > 0 && " * 200 + "true", "an expression has at most 2,000 characters"),
        ("os.system('x') == 0", "unknown signal `os`"),
    ],
)
def test_what_could_fail_or_run_away_is_refused_at_load(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    "text",
    [
        "double(jargon_core) / double(jargon_tail) > 0.5",  # doubles divide to infinity, which is a value
        "jargon_core / 2 > 0",
        "jargon_core % 3 == 1",
        "price_to_list / price_to_reference > 2.0",
        "brand.matches('^[A-Z]+$')",
        "size(brand) > 2 && string(jargon_core) == '1'",
        "brand in ['Nike', '耐克'] && category.startsWith('服饰')",
        "brand == 'a / b % c [0] {x}'",  # signs inside text are text
    ],
)
def test_what_cannot_fail_is_taken(text: str) -> None:
    assert condition(text).text == text


_ATOMS = st.sampled_from(
    [
        "brand_found", "!brand_authorised", "jargon_core > 0", "jargon_core == 0", "jargon_tail >= 2", "urgency > 1",
        "price_to_reference < 0.5", "price_to_reference >= 0.5", "brand != ''", "product_class == 'drug'",
        "true", "false",
    ]
)  # fmt: skip
_TEXTS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} && {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} && {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} || {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} || {two[1]}"),
        inner.map(lambda one: f"!({one})"),
    ),
    max_leaves=6,
)
_SIGNALS = st.fixed_dictionaries(
    {},
    optional={
        "brand_found": st.booleans(),
        "brand_authorised": st.booleans(),
        "jargon_core": st.integers(0, 3),
        "jargon_tail": st.integers(0, 3),
        "urgency": st.integers(0, 3),
        "price_to_reference": st.sampled_from([0.2, 0.5, 1.0, 3.0]),
        "brand": st.sampled_from(["", "Nike"]),
        "product_class": st.sampled_from(["", "drug"]),
    },
)


@given(text=_TEXTS, signals=_SIGNALS)
def test_the_index_never_hides_a_rule_that_fires(text: str, signals: dict[str, object]) -> None:
    found = condition(text)
    values = {name: signals.get(name, LISTING[name].default) for name in found.names}
    awake = all(any(values[name] != LISTING[name].default for name in group) for group in found.needs)
    assert awake or found.program.eval(data=values).value() is False


@given(text=_TEXTS, blanks=st.lists(st.sampled_from([" ", "  ", "\n", "\t", " // why\n"]), min_size=1, max_size=5))
def test_layout_and_comments_change_neither_text_nor_meaning(text: str, blanks: list[str]) -> None:
    parts = [token.text for token in lexing.tokens(lexing.squeezed(text))]
    filler = itertools.cycle(blanks)
    spread = "".join(part + next(filler) for part in text.split(" "))
    assert [token.text for token in lexing.tokens(lexing.squeezed(spread))] == parts
    assert "\n" not in lexing.squeezed(spread)


def test_every_signal_says_what_it_means_and_has_a_default_of_its_type() -> None:
    kinds = {"bool": bool, "int": int, "double": float, "string": str}
    for signals in VOCABULARY.values():
        for signal in signals.values():
            assert type(signal.default) is kinds[signal.type]
            assert len(signal.meaning) > 8

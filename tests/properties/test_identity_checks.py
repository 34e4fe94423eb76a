"""Checksums catch what they are made to catch, and spelling never changes a token."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from schemas.events.accounts import IdentityFields
from schemas.sealed import Token
from streams.core.identity import id_number, normalise, uscc
from streams.core.identity.blocks import BLOCK
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.sketch import SKETCH
from streams.core.identity.tokeniser import KeyedTokeniser

TOKENISER = KeyedTokeniser(DEVELOPMENT_KEY)
symbols = st.sampled_from(uscc.ALPHABET)
digits = st.sampled_from("0123456789")


@st.composite
def licence_codes(draw: st.DrawFn) -> str:
    front = "".join(draw(st.lists(symbols, min_size=8, max_size=8)))
    organisation = "".join(draw(st.lists(symbols, min_size=8, max_size=8)))
    body = front + organisation + uscc.inner_check(organisation)
    return body + uscc.outer_check(body)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(min_value=date(1920, 1, 1)))
    region = draw(st.integers(110000, 659999))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + id_number.check_digit(body)


@given(licence_codes(), st.integers(0, 17), symbols)
def test_a_licence_code_with_one_symbol_replaced_is_never_valid(code: str, place: int, symbol: str) -> None:
    assert uscc.is_valid(code)
    changed = code[:place] + symbol + code[place + 1 :]
    assert uscc.is_valid(changed) == (changed == code)


@given(licence_codes(), st.integers(0, 15))
def test_a_licence_code_with_two_neighbours_swapped_is_never_valid(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert uscc.is_valid(swapped) == (swapped == code)


@given(identity_numbers(), st.integers(0, 16), digits)
def test_an_identity_number_with_one_digit_replaced_is_never_valid(number: str, place: int, digit: str) -> None:
    assert id_number.is_valid(number)
    changed = number[:place] + digit + number[place + 1 :]
    assert id_number.is_valid(changed) == (changed == number)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert normalise.compact(normalise.compact(text)) == normalise.compact(text)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


spelt = st.sampled_from(
    [
        ("uscc", "91350100M000100Y43"),
        ("id_no", "11010519491231002X"),
        ("phone", "13812345678"),
        ("bank_account", "6222020200112233445"),
        ("company_name", "杭州某某贸易有限公司"),
        ("address", "杭州市西湖区文三路100号"),
        ("wechat_hash", "9f86d081884c7d65"),
    ]
)
spellings = st.sampled_from([str.lower, str.upper, _wide, lambda text: unicodedata.normalize("NFD", text)])
separators = st.sampled_from([" ", "-", "\u3000", "\u00a0"])


@given(spelt, spellings, separators, st.integers(1, 10))
def test_case_width_and_separators_never_change_a_token(
    field: tuple[str, str], spelling: object, separator: str, place: int
) -> None:
    name, value = field
    other = spelling(value)[:place] + separator + spelling(value)[place:]
    plain = joinable(TOKENISER.identity(IdentityFields(**{name: value})))
    assert len(plain) == 1
    assert joinable(TOKENISER.identity(IdentityFields(**{name: other}))) == plain


def joinable(made: tuple[Token, ...]) -> tuple[Token, ...]:
    """Without blocking keys and sketches, which are alike or not, never the same."""
    return tuple(token for token in made if token.domain not in (BLOCK, SKETCH))


@given(st.text(max_size=60))
def test_any_text_in_any_field_gives_tokens_or_none_and_never_raises(text: str) -> None:
    clean = text.encode("utf-8", "ignore").decode()
    fields = {name: clean for name in IdentityFields.__struct_fields__ if name != "device_ids"}
    tokens = TOKENISER.identity(IdentityFields(**fields, device_ids=(clean,)))
    assert len({(token.domain == SKETCH and token.kind, token.value) for token in tokens}) == len(tokens)

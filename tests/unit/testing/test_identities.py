"""Made-up identities hold under the checks of the standards."""

from __future__ import annotations

import pytest

from streams.testing import identities


def _luhn(digits: str) -> int:
    return sum(sum(divmod(int(d) * (1 + place % 2), 10)) for place, d in enumerate(reversed(digits))) % 10


def test_codes_are_well_formed_and_differ_from_one_another() -> None:
    codes = {identities.uscc(number) for number in range(2_000)}
    assert len(codes) == 2_000
    assert {len(code) for code in codes} == {18}


def test_the_check_character_is_that_of_a_published_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "_FRONT", "91110108")
    assert identities.uscc(55138508) == "91110108551385082Q"


def test_an_id_number_ends_in_the_digit_of_the_standard() -> None:
    weights = [2 ** (17 - place) % 11 for place in range(18)]
    for number in range(3_000):
        digits = [10 if sign == "X" else int(sign) for sign in identities.id_number(number)]
        assert sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 1


def test_card_numbers_pass_luhn_and_phones_have_eleven_digits() -> None:
    assert {_luhn(identities.bank_account(number)) for number in range(500)} == {0}
    assert {len(identities.phone(number)) for number in range(500)} == {11}

from __future__ import annotations

import pytest

from streams.core.identity import id_number, uscc

OUTER, INNER = "outer", "inner"


@pytest.mark.parametrize(
    ("code", "outer", "inner"),
    [
        ("91350100M000100Y43", True, True),
        ("91110108551385082Q", True, True),
        ("91310115MA1H8R7C6D", False, False),  # a widely copied sample
        ("91900000MA00011490", True, True),  # remainder 0: the check is 0, not a 31st symbol
        ("91900000MA00013840", True, True),
        ("91900000MA000100X4", True, True),  # inner check X
        ("91900000MA0001050F", True, True),  # inner check 0
    ],
)
def test_the_vectors_pass_and_fail_their_two_checks(code: str, *, outer: bool, inner: bool) -> None:
    assert (uscc.outer_check(code[:17]) == code[17]) == outer
    assert (uscc.inner_check(code[8:16]) == code[16]) == inner
    assert uscc.is_valid(code) == (outer and inner)


def test_the_copied_sample_should_have_read_7_and_4() -> None:
    sample = "91310115MA1H8R7C6D"
    assert uscc.outer_check(sample[:17]) == "7"
    assert uscc.inner_check(sample[8:16]) == "4"


@pytest.mark.parametrize("vector", ["91350100M000100Y43", "91110108551385082Q"])
def test_every_substitution_in_a_vector_is_caught(vector: str) -> None:
    changed = {vector[:place] + symbol + vector[place + 1 :] for place in range(18) for symbol in uscc.ALPHABET} - {
        vector
    }
    assert len(changed) == 540
    assert not [code for code in changed if uscc.is_valid(code)]


@pytest.mark.parametrize("code", ["", "9135010", "91350100M000100Y4", "91350100I000100Y43", "91350100m000100y43"])
def test_what_is_not_18_symbols_of_the_alphabet_is_no_code(code: str) -> None:
    assert not uscc.is_shaped(code)
    assert not uscc.is_valid(code)


def test_only_the_inner_check_failing_is_enough_to_fail() -> None:
    body = "91350100M000100Y5"  # the inner check should be 4
    assert not uscc.is_valid(body + uscc.outer_check(body))


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_known_identity_numbers_are_valid(number: str) -> None:
    assert id_number.is_valid(number)


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # wrong check digit
        "11010519491331002" + id_number.check_digit("11010519491331002"),  # month 13
        "11010519490229002" + id_number.check_digit("11010519490229002"),  # 1949 was no leap year
        "01010519491231002" + id_number.check_digit("01010519491231002"),  # no region begins with 0
        "1101051949123100",
        "",
    ],
)
def test_impossible_identity_numbers_are_not_valid(number: str) -> None:
    assert not id_number.is_valid(number)


def test_a_number_of_fifteen_digits_becomes_its_successor() -> None:
    assert id_number.modern("110105491231002") == "11010519491231002X"
    assert id_number.modern("11010519491231002X") == "11010519491231002X"

from __future__ import annotations

import pytest

from streams.core.identity import mask, normalise
from streams.core.identity.births import birth_dates


@pytest.mark.parametrize(
    "written",
    [
        "13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "+8613812345678", "0086-138-1234-5678",
        "8613812345678", "(+86)13812345678", "１３８１２３４５６７８", "138.1234.5678",
    ],
)  # fmt: skip
def test_a_mobile_is_one_number_however_it_is_written(written: str) -> None:
    assert normalise.phone(written) == "13812345678"


@pytest.mark.parametrize("written", ["13812345678（微信同号）", "电话：138 1234 5678", "13812345678 王经理"])
def test_a_mobile_in_a_note_is_found(written: str) -> None:
    assert normalise.phone(written) == "13812345678"


@pytest.mark.parametrize(
    "written",
    [
        "17012345678转1234", "17012345678,,1234", "编号913812345678", "17012345678分机1234", "17012345678按1234",
        "17012345678*1234", "17012345678；1234", "17012345678转", "分机1234：17012345678", "0571-88886123转13812345678",
        "13812345678或13987654321", "13812345678/13812345678",
    ],
)  # fmt: skip
def test_a_number_that_is_put_through_one_of_two_and_part_of_a_longer_one_are_no_mobile(written: str) -> None:
    assert normalise.phone(written) is None


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("H0812349901", "H08123499"), ("h08123499", "H08123499"), ("M20817365", "M20817365"),
        ("E71938264", "E71938264"), ("EA4190827", "EA4190827"), ("TK 3082947", "TK3082947"),
        ("FRA310519870264", "FRA310519870264"),
        ("K2918375D", "K2918375D"),
    ],
)  # fmt: skip
def test_the_papers_of_people_from_elsewhere_have_one_spelling(written: str, normal: str) -> None:
    assert normalise.travel_document(written) == normal


def test_eight_figures_say_what_an_ill_formed_number_says() -> None:
    assert normalise.broken_identity_number("0719 3826") == "07193826"
    assert normalise.travel_document("07193826") is None


MADE_UP = [
    "12345678", "87654321", "01234567", "90123456", "11112222", "12121212", "19900101", "20240630", "06301990",
    "30061990",
]  # fmt: skip


@pytest.mark.parametrize("written", MADE_UP)
def test_eight_figures_that_anybody_types_are_nobodys_paper(written: str) -> None:
    assert normalise.broken_identity_number(written) is None
    assert normalise.travel_document(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "", "00000000", "1234567", "110105194912310021", "ABCDEFGH", "无", "ID2024001", "NO20240017", "AB1234567",
        "E12345678", "PA1234567", "A2024001", "B1999123", "H0000000001", "M19900101", "FRA123456789012", "SFZ719382",
        "QQ71938264", "ABC719382640", "编号71938264",
    ],
)  # fmt: skip
def test_what_is_no_paper_of_theirs_gives_none(written: str) -> None:
    assert normalise.travel_document(written) is None


@pytest.mark.parametrize("written", ["0571-88886123", "+86 571 8888 6123", "0571 8888 6123"])
def test_a_landline_is_one_number_with_and_without_the_country(written: str) -> None:
    assert normalise.phone(written) == "057188886123"


@pytest.mark.parametrize(
    ("written", "normal"),
    [("+852 9123 4567", "+85291234567"), ("400-820-8820", "4008208820"), ("+1 212 555 0142", "+12125550142")],
)
def test_foreign_numbers_and_hotlines_keep_their_shape(written: str, normal: str) -> None:
    assert normalise.phone(written) == normal


@pytest.mark.parametrize(
    "written",
    ["", "无", "-", "0", "00000000000", "13800000000", "12345678901", "88886666", "1381234567", "phone", "²³"],
)
def test_what_is_no_phone_gives_none(written: str) -> None:
    assert normalise.phone(written) is None


@pytest.mark.parametrize(
    "written", ["", "-", "无", "N/A", "none", "NULL", "未知", "0", "000000", "xxxxxxxx", "  ", "—", "\u200b"]
)
@pytest.mark.parametrize("field", [normalise.opaque, normalise.name, normalise.address, normalise.account])
def test_placeholders_give_none(written: str, field: object) -> None:
    assert field(written) is None


@pytest.mark.parametrize(
    "device", ["00000000-0000-0000-0000-000000000000", "02:00:00:00:00:00", "9774d56d682e549c", "unknown"]
)
def test_identifiers_that_millions_of_handsets_share_are_no_device(device: str) -> None:
    assert normalise.opaque(device) is None


@pytest.mark.parametrize("written", ["AA:BB:CC:DD:01:02", "aa-bb-cc-dd-01-02", "AABBCCDD0102"])
def test_a_device_is_one_whatever_its_case_and_separators(written: str) -> None:
    assert normalise.opaque(written) == "aabbccdd0102"


@pytest.mark.parametrize("written", ["211.1.99.0/24", "211.1.99", "211.1.99.17", "211.1.99.*"])
def test_a_network_is_its_first_three_octets(written: str) -> None:
    assert normalise.ip24(written) == "211.1.99"


@pytest.mark.parametrize(
    "written", ["10.0.0.0/24", "192.168.1.0/24", "172.16.0.0/24", "100.64.3.0/24", "127.0.0.1", "300.1.1.0/24", ""]
)
def test_networks_that_strangers_share_join_nobody(written: str) -> None:
    assert normalise.ip24(written) is None


@pytest.mark.parametrize(
    "written", ["1949-12-31", "19491231", "1949/12/31", "1949年12月31日", "1949.12.31", "31.12.1949", "12/31/1949"]
)
def test_a_birth_date_is_one_date(written: str) -> None:
    assert birth_dates(written) == ("19491231",)


def test_a_birth_date_with_the_year_last_is_read_either_way() -> None:
    assert birth_dates("09/04/1987") == ("19870409", "19870904")
    assert birth_dates("4.4.1987") == ("19870404",)


@pytest.mark.parametrize(
    "written", ["1949-13-31", "31.31.1949", "30/02/1987", "09/04/87", "09/04/2987", "1949", "", "tomorrow"]
)
def test_what_is_no_date_has_no_reading(written: str) -> None:
    assert birth_dates(written) == ()


def test_codes_lose_their_separators_before_they_are_checked() -> None:
    assert normalise.licence_code(" 9135 0100-m000100y-43 ") == "91350100M000100Y43"
    assert normalise.identity_number("110105 19491231 002x") == "11010519491231002X"


def test_a_bare_region_is_no_address() -> None:
    assert normalise.address("杭州市") is None
    assert normalise.address("杭州市 西湖区，文三路 100 号") == "杭州市西湖区文三路100号"


def test_of_eight_figures_only_the_last_is_shown() -> None:
    assert mask.code("07193826", "") == "****6"

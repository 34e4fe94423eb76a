"""Addresses written anew: the same place is seen through every rewriting, a neighbour's never, and a hub is one."""

from __future__ import annotations

import pytest

from streams.core.identity.compare import UNLIKE
from streams.core.identity.places import taken_apart
from tests.unit.identity.office import Office
from tests.unit.identity.test_likeness import keys_of, level

FORM = "浙江省杭州市西湖区文三路398号东信大厦12栋2单元1203室"
REWRITTEN = (
    "杭州西湖文三路398号东信大厦12栋1203",
    "杭州市西湖区文三路398-12-2-1203",
    "12幢2单元1203室，文三路398号，西湖区，杭州",
    "杭州市西湖区文三路三百九十八号东信大厦十二栋二单元一二〇三室",
    "杭州市西湖区东信大厦12号楼2单元1203",
    "中国浙江省杭州市西湖区翠苑街道文三路398号东信大厦12幢2单元1203号",
    "杭州市西湖区文三路398号东信大厦12栋2单元1203室（放门卫）",
    "杭州市西湖區文三路398號東信大廈12棟2單元1203室",
    "杭州市西湖区文三路398号东信大厦12栋2单元12楼03室",
    "文三路398号12栋1203",
    "杭 州 市 西 湖 区 文 三 路 3 9 8 号 东 信 大 厦 1 2 栋 2 单 元 1 2 0 3 室",
)
NEIGHBOURS = (
    "浙江省杭州市西湖区文三路398号东信大厦12栋2单元1204室",
    "浙江省杭州市西湖区文三路398号东信大厦11栋2单元1203室",
    "浙江省杭州市西湖区文三路389号东信大厦12栋2单元1203室",
    "杭州西湖文三路398号东信大厦12栋1303",
)


@pytest.mark.parametrize("other", REWRITTEN)
def test_the_same_place_written_anew_meets_under_a_key_and_is_alike(other: str) -> None:
    assert keys_of(address=FORM) & keys_of(return_address=other)
    assert 0 <= level("~address", FORM, other) <= 1
    assert level("~address", other, FORM) == level("~address", FORM, other)


@pytest.mark.parametrize("other", NEIGHBOURS)
def test_a_neighbour_is_unlike_however_alike_the_words_are(other: str) -> None:
    assert level("~address", FORM, other) == UNLIKE


def test_a_road_that_is_named_after_a_number_keeps_it_as_a_word() -> None:
    assert taken_apart("杭州市文一西路969号三幢").numbers == ("969", "3")


def test_a_floor_that_stands_apart_is_one_with_its_door() -> None:
    assert taken_apart("文三路398号12楼03室").numbers == taken_apart("文三路398号1203室").numbers
    assert taken_apart("文三路398号3号楼12楼1203室").numbers == ("398", "3", "1203")


def test_two_addresses_with_the_same_two_numbers_elsewhere_are_unlike() -> None:
    assert level("~address", "广州市白云区机场路12号803室", "杭州市西湖区文三路12号803室") == UNLIKE


def test_a_warehouse_that_honest_shops_share_says_nothing_in_whatever_spelling(office: Office) -> None:
    """Sixty tenants write it their way; the offender among them wrote it another way."""
    ways = [FORM, *REWRITTEN[:8]]
    for n in range(60):
        office.open(f"tenant-{n}", n, return_address=ways[n % len(ways)])
    office.offender |= {"return_address": FORM}
    office.bar(day=200)
    assert office.open("new", 210, return_address=REWRITTEN[8]) == "approve"


def test_two_firms_of_one_town_and_trade_are_not_alike_by_that() -> None:
    assert level("~company", "杭州鑫源服饰有限公司", "杭州鑫达服饰有限公司") not in {0, 1}
    assert level("~company", "杭州锦顺禾服饰有限公司", "杭州锦顺何服饰有限责任公司") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州市余杭区海棠湾12幢2单元801室", "杭州市余杭区海棠湾2幢12单元801室"),
        ("上海市静安区南京西路88号恒丰中心A座1203室", "上海市静安区南京西路88号恒丰中心B座1203室"),
        ("广州市荔湾区桥中服装城A区3楼212档", "广州市荔湾区桥中服装城B区3楼212档"),
        ("江苏省徐州市铜山县柳集镇西风村112号", "江苏省宿迁市沭阳县柳集镇西风村112号"),
        ("北京市海淀区学院大街1号院3号楼2单元501", "天津市南开区学院大街1号院3号楼2单元501"),
        ("苏州市吴中区石湖北路66号甲302室", "苏州市吴中区石湖北路66号乙302室"),
        ("苏州市吴中区石湖北路66号甲302室", "苏州市吴中区石湖北路66号302室"),
        ("苏州市吴中区石湖北路8号乙5号楼", "苏州市吴中区石湖北路8号5号楼"),
        ("苏州市吴中区石湖北路66号302室", "苏州市吴中区石湖南路66号302室"),
        ("广州市天河区汇景新城一期8栋1502", "广州市天河区汇景新城二期8栋1502"),
        ("武汉市洪山区南湖软件园B3栋502", "武汉市洪山区南湖软件园C3栋502"),
        ("海棠湾1幢1101室 杭州余杭", "杭州市余杭区海棠湾11幢101室"),
    ],
)
def test_what_both_addresses_say_and_not_the_same_makes_two_places_of_them(one: str, other: str) -> None:
    assert level("~address", one, other) == UNLIKE


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("文三路叁佰玖拾捌号东信大厦壹拾贰幢壹贰零叁室", ("398", "12", "1203")),
        ("文三路398号贰单元", ("398", "2")),
        ("文三路398号甲级写字楼1203室", ("398", "1203")),
        ("大陆楼398号", ("398",)),
    ],
)
def test_formal_figures_are_numbers_where_they_count_something(written: str, numbers: tuple[str, ...]) -> None:
    assert taken_apart(written).numbers == numbers

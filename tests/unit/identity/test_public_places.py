"""A counter, a warehouse, a village without numbers: strangers share them, and a door of one's own is nobody else's."""

from __future__ import annotations

import msgspec
import pytest

from schemas.events.accounts import IdentityFields
from streams.core.identity import public_places
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.public_places import is_public
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.parse import read_document
from tests.unit.identity.office import Office
from tests.unit.identity.test_simulated import FILE

PUBLIC = (
    "浙江省金华市义乌市黄河街34号碧桂园中通快递代收点",
    "莆田市荔城区文献路88号阳光花园菜鸟驿站",
    "广州市番禺区振兴路155号共享云仓1号库",
    "菏泽市曹县荔园路161号电商产业园3号仓A库",
    "山东省菏泽市曹县大集镇丁楼村",
    "山东省菏泽市曹县大集镇丁楼村村委会旁",
    "义乌国际商贸城",
    "浙江省杭州市余杭区仓前街道文一西路1818-2号8幢512室(集群注册)",
    "深圳市前海深港合作区前湾一路1号A栋201室（入驻深圳市前海商务秘书有限公司）",
)
SOMEBODYS = (
    "杭州市余杭区仓前街道文一西路969号3幢502室",
    "福州市仓山区城门镇三角埕路12号",
    "苏州市太仓市上海东路88号5幢301室",
    "莆田市荔城区文献路88号阳光花园3栋502室（菜鸟驿站）",
    "义乌市福田路义乌国际商贸城二区5楼D区251号",
    "山东省菏泽市曹县大集镇丁楼村88号",
    "上海市嘉定区京东物流园1号库302室",
    "广州市白云区石井大道100号",
    "义乌市物流大道66号2幢31室",
    "杭州市孵化路18号5幢1203室",
    "莆田市托管路9号3栋502室",
    "曹县大集镇丰巢村12号",
    "成都市龙泉驿区驿站路12号",
    "Flat B Kwun Tong Road Kowloon",
)
DOOR = "莆田市荔城区文献路88号3栋502室"


@pytest.mark.parametrize("address", PUBLIC)
def test_a_place_that_many_use_is_told_by_its_name(address: str) -> None:
    assert is_public(address, "address")


@pytest.mark.parametrize("address", SOMEBODYS)
def test_a_home_a_booth_and_a_room_in_a_warehouse_are_somebodys(address: str) -> None:
    assert not is_public(address, "address")


@pytest.mark.parametrize("address", PUBLIC[:7])
def test_who_sends_returns_to_an_offenders_counter_is_a_stranger(office: Office, address: str) -> None:
    office.bar(return_address=address)
    assert office.open("stranger", 5, return_address=address) == "approve"


@pytest.mark.parametrize("address", [one for one in SOMEBODYS if one[0] > "z"])
def test_who_sends_returns_to_an_offenders_room_is_looked_at(office: Office, address: str) -> None:
    office.bar(return_address=address)
    assert office.open("another", 5, return_address=address) == "review"


@pytest.mark.parametrize("address", PUBLIC[:5])
def test_beside_something_else_the_counter_still_counts(office: Office, address: str) -> None:
    office.bar(return_address=address)
    assert office.open("again", 5, return_address=address, **office.kept("wechat_hash")) == "refuse"


@pytest.mark.parametrize("words", ["（托管）", "（集群注册）", "孵化", "菜鸟驿站", "（自提）", "云仓", "集中办公"])
@pytest.mark.parametrize("applies", [True, False])
def test_words_beside_ones_own_door_take_nothing_away(office: Office, words: str, *, applies: bool) -> None:
    listed, applied = (DOOR, DOOR + words) if applies else (DOOR + words, DOOR)
    office.bar(return_address=listed)
    if words.startswith("（"):
        assert office.open("again", 5, return_address=applied) == "review"
    assert office.open("once more", 6, return_address=applied, **office.kept("phone")) == "refuse"


@pytest.mark.parametrize("applies", [True, False])
def test_a_counter_whose_word_is_left_out_is_that_counter_whoever_leaves_it_out(
    office: Office, *, applies: bool
) -> None:
    plain = "莆田市荔城区文献路88号阳光花园"
    listed, applied = (plain, plain + "菜鸟驿站") if applies else (plain + "菜鸟驿站", plain)
    office.bar(return_address=listed)
    assert office.open("again", 5, return_address=applied, **office.kept("wechat_hash")) != "approve"


def test_a_counter_in_another_spelling_is_the_same_counter(office: Office) -> None:
    office.bar(return_address="福建省莆田市荔城区文献路88号阳光花园菜鸟驿站")
    other = "莆田荔城文献路88號阳光花园菜鸟驿站"
    assert office.open("again", 5, return_address=other, **office.kept("wechat_hash")) in ("refuse", "review")


def test_a_public_place_still_joins_whom_an_older_release_listed_with_it() -> None:
    """The value is the same token; only what it counts for is another."""
    tokeniser = KeyedTokeniser(DEVELOPMENT_KEY)
    (one,) = [t for t in tokeniser.identity(IdentityFields(return_address=PUBLIC[0])) if t.domain == "address"]
    (other,) = [t for t in tokeniser.attribute("address", PUBLIC[0]) if t.domain == "address"]
    assert one == other
    assert one.kind == public_places.KIND


def test_a_policy_that_does_not_know_public_places_takes_them_for_addresses() -> None:
    document = read_document(FILE.read_text(), FILE.name)
    old = msgspec.structs.replace(
        document, identifiers={k: v for k, v in document.identifiers.items() if k != public_places.KIND}
    )
    policy = build(old)
    assert policy.identifiers[public_places.KIND] == policy.identifiers["address"]

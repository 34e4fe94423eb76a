"""Sketches and blocking keys: what is alike stays alike under any key, and nothing else does."""

from __future__ import annotations

import pytest

from schemas.events.accounts import IdentityFields
from streams.core.identity.blocks import BLOCK
from streams.core.identity.compare import COMPARERS, UNLIKE
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.sketch import SKETCH
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.testing.people import offender
from tests.unit.identity.office import Office

KEYS = (DEVELOPMENT_KEY, b"another key, of enough bytes for one")
FIELDS = {"~name": "full_name", "~company": "company_name", "~birth": "dob"}


def level(kind: str, one: str, other: str, key: bytes = DEVELOPMENT_KEY) -> int:
    field = FIELDS.get(kind, kind[1:])
    tokeniser = KeyedTokeniser(key)
    sketches = [
        next(t.value for t in tokeniser.identity(IdentityFields(**{field: value})) if t.kind == kind)
        for value in (one, other)
    ]
    return COMPARERS[kind](*sketches)


def keys_of(**fields: str) -> set[str]:
    return {t.value for t in KeyedTokeniser(DEVELOPMENT_KEY).identity(IdentityFields(**fields)) if t.domain == BLOCK}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("kind", "one", "other", "worst"),
    [
        ("~name", "张伟", "张伟", 0),
        ("~name", "张伟", "伟张", 0),
        ("~name", "张伟", "張偉", 1),
        ("~name", "张伟", "Zhang Wei", 1),
        ("~name", "张伟", "章薇", 1),
        ("~name", "欧阳娜娜", "欧阳娜", 1),
        ("~name", "杨佳振", "YangJiaZhen", 1),
        ("~name", "买买提·艾山江", "买买提艾山江", 1),
        ("~legal_person", "张伟", "zhangwei", 1),
        ("~name", "thomas clifford", "Clifford, Thomas", 0),
        ("~name", "thomas clifford", "tomas cliford", 2),
        ("~name", "frederick ashton", "ashton", 2),
        ("~birth", "1990-03-04", "1990/4/3", 1),
        ("~birth", "1990-03-04", "1990-03-05", 1),
        ("~birth", "1990-03-04", "1991-03-05", 2),
        ("~company", "杭州鑫源贸易有限公司", "杭州鑫原贸易有限责任公司", 1),
        ("~address", "浙江省杭州市余杭区文一西路969号3幢", "杭州余杭文一西路969号三幢", 1),
        ("~licence_phash", "9f86d081884c7d65", "9f86d081884c7d6a", 0),
        ("~licence_phash", "9f86d081884c7d65", "0f06d0818b4c7065", 1),
        ("~licence_phash", "9f86d081884c7d65", "0006d00188407065", 2),
        ("~postcode", "tq13 8df", "TQ138DF", 0),
        ("~postcode", "tq13 8df", "tq13 8dg", 1),
    ],
)
def test_what_people_write_differently_is_alike(key: bytes, kind: str, one: str, other: str, worst: int) -> None:
    assert 0 <= level(kind, one, other, key) <= worst
    assert level(kind, one, other, key) == level(kind, other, one, key)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("one", "other"),
    [("章明远", "章敏远"), ("章明远", "脏明远"), ("孙世杰", "孙四杰"), ("陈晓楠", "岑晓楠"), ("刘国栋", "牛国栋")],
)
@pytest.mark.parametrize("kind", ["~name", "~legal_person"])
def test_a_syllable_that_many_say_alike_makes_no_other_name(key: bytes, kind: str, one: str, other: str) -> None:
    assert level(kind, one, other, key) == level(kind, other, one, key)
    assert 0 <= level(kind, one, other, key) <= 1


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("one", "other"), [("杨嘉豪", "汪嘉豪"), ("杨思远", "张思远"), ("杨宇静", "杨玉英")])
@pytest.mark.parametrize("kind", ["~name", "~legal_person"])
def test_names_that_share_the_end_of_a_syllable_are_two_names(key: bytes, kind: str, one: str, other: str) -> None:
    assert level(kind, one, other, key) == level(kind, other, one, key)
    assert level(kind, one, other, key) not in (0, 1)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("~name", "thomas clifford", "mary whitby"),
        ("~birth", "1990-03-04", "1975-11-28"),
        ("~address", "杭州市余杭区文一西路969号3幢502室", "杭州市余杭区文一西路969号3幢503室"),
        ("~licence_phash", "9f86d081884c7d65", "60792f7e77b3829a"),
        ("~gender", "male", "female"),
        ("~postcode", "tq13 8df", "ls1 4ap"),
    ],
)
def test_what_is_not_the_same_is_unlike(key: bytes, kind: str, one: str, other: str) -> None:
    assert level(kind, one, other, key) == UNLIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"full_name": "张伟明", "dob": "1990-03-04"}, {"full_name": "伟明張", "dob": "1985-07-08"}),
        ({"full_name": "ann lee", "dob": "1990-03-04"}, {"full_name": "mary lee", "dob": "1990-12-24"}),
        ({"full_name": "ann lee", "dob": "1990-03-04"}, {"full_name": "x y", "dob": "1990-04-03"}),
        ({"company_name": "杭州鑫源贸易有限公司"}, {"company_name": "杭州贸易鑫原有限责任公司"}),
        ({"licence_phash": "9f86d081884c7d65"}, {"licence_phash": "9f80d080884f7d60"}),
        ({"address": "杭州市文一西路969号3幢"}, {"return_address": "文一西路969號3栋"}),
    ],
)
def test_candidates_meet_under_a_key_that_their_slips_spare(one: dict[str, str], other: dict[str, str]) -> None:
    assert keys_of(**one) & keys_of(**other)


def test_strangers_meet_under_no_key() -> None:
    one = keys_of(full_name="ann lee", dob="1990-03-04", company_name="杭州鑫源贸易有限公司", postcode="tq13 8df")
    other = keys_of(full_name="mary whitby", dob="1975-11-28", company_name="广州宏达鞋业有限公司", postcode="ls1 4ap")
    assert not one & other


def test_without_the_key_no_sketch_can_be_made() -> None:
    made = [
        {t.value for t in KeyedTokeniser(key).identity(IdentityFields(full_name="张伟", dob="1990-03-04"))}
        for key in KEYS
    ]
    assert not made[0] & made[1]


def test_faces_can_be_switched_off() -> None:
    fields = IdentityFields(face_hash="9f86d081884c7d65", phone="13812345678")
    kinds = [t.kind for t in KeyedTokeniser(DEVELOPMENT_KEY, faces=False).identity(fields)]
    assert kinds == ["phone"]


def test_a_blank_photo_or_another_kind_of_hash_gives_no_pieces() -> None:
    for photo in ("0000000000000000", "ffffffffffffffff", "abc"):
        tokens = KeyedTokeniser(DEVELOPMENT_KEY).identity(IdentityFields(licence_phash=photo))
        assert not [t for t in tokens if t.domain in (SKETCH, BLOCK)]


TOWN = {"birth_place": "四川省成都市", "postcode": "610000"}


@pytest.mark.parametrize(
    "stranger",
    [
        {"full_name": "尤丽敏", "dob": "1998-04-09"},  # six of eight figures of the birth date are the same
        {"full_name": "尤丽敏", "dob": "1971-12-25", "postcode": "610001"},
        {"full_name": "尤丽敏", "dob": "1998-04-09", "occupation": "教师"},
    ],
)
def test_a_town_with_its_postcode_and_half_a_birth_date_name_nobody(office: Office, stranger: dict[str, str]) -> None:
    office.house.hear(offender("P-1", "person", full_name="华国强", dob="1998-08-08", occupation="教师", **TOWN))
    for n in range(12):
        neighbour = {"full_name": f"邻居{'甲乙丙丁戊己庚辛壬癸子丑'[n]}", "dob": f"19{60 + n}-01-30"}
        office.apply(f"neighbour-{n}", n, **(TOWN | neighbour))
    assert office.apply("stranger", 20, **(TOWN | stranger)) == "approve"


def test_the_offender_of_that_town_is_still_named(office: Office) -> None:
    known = {"full_name": "华国强", "dob": "1998-08-08"} | TOWN
    office.house.hear(offender("P-1", "person", **known))
    for slips in ({"dob": "1998-08-09"}, {"full_name": "华国", "postcode": "610001"}, {"full_name": "國強華"}):
        assert office.apply(f"again-{len(str(slips))}", 20, **(known | slips)) == "review"

"""People of an offender's town, of about his age, are strangers: a town gives everybody its name and its postcode."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, offender

FILE = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"
CITIES = {
    "浙江省温州市": ("325000", "325005", "325200"),
    "福建省莆田市": ("351100", "351106", "351200"),
    "四川省成都市": ("610000", "610041", "610081"),
}
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超"


@pytest.fixture
def house() -> House:
    policy = build(read_document(FILE.read_text(), FILE.name))
    return House(PolicySet((policy,)), KeyedTokeniser(DEVELOPMENT_KEY))


def person(dice: Random) -> dict[str, str]:
    city = dice.choice(sorted(CITIES))
    return {
        "full_name": dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN),
        "dob": f"{dice.randint(1965, 2003)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "birth_place": city,
        "postcode": dice.choice(CITIES[city]),
        "gender": dice.choice("男女"),
    }


def test_hardly_anybody_is_named_for_living_where_offenders_live(house):
    dice = Random(4)
    house.hear(*(offender(f"o{n}", f"old{n}", at=later(hours=n / 10), **person(dice)) for n in range(100)))
    house.hear(*(application(f"a{n}", f"h{n}", at=later(days=9, hours=n / 10), **person(dice)) for n in range(250)))
    assert sum(answer.data.decision != "approve" for answer in house.answers) <= 2


def test_who_comes_back_with_a_slip_in_name_or_date_is_named_among_them(house):
    dice = Random(5)
    house.hear(*(offender(f"o{n}", f"old{n}", at=later(hours=n / 10), **person(dice)) for n in range(60)))
    house.hear(*(application(f"a{n}", f"h{n}", at=later(days=9, hours=n / 10), **person(dice)) for n in range(60)))
    dice, named = Random(5), 0
    known = [person(dice) for _ in range(30)]
    for number, one in enumerate(known):
        slip = {"dob": one["dob"][:8] + one["dob"][9] + one["dob"][8]} if number % 2 else {"postcode": ""}
        house.hear(application(f"b{number}", f"r{number}", at=later(days=20, hours=number), **(one | slip)))
        named += house.answers[-1].data.decision != "approve"
    assert named >= 27


def test_the_next_towns_code_differs_in_one_digit_and_is_no_slip_of_the_pen(house):
    one = {"full_name": "赵伟芳", "dob": "1980-03-05", "birth_place": "福建省莆田市", "postcode": "351106"}
    house.hear(offender("o", "old", at=later(), **one))
    other = one | {"full_name": "钱军洋", "dob": "1980-08-05", "postcode": "351100"}
    house.hear(application("a", "h", at=later(days=1), **other))
    assert house.answers[-1].data.decision == "approve"


HOME = {"address": "广州市白云区三元里大道268号3栋502室", "postcode": "510400", "birth_place": "广州"}
BARRED = {
    "company_name": "广州花漾贸易有限公司",
    "full_name": "王建国",
    "legal_person": "王建国",
    "dob": "1985-06-12",
    "device_ids": ["tablet-of-the-family"],
}


@pytest.mark.parametrize(("name", "born"), [("王强", "1960-07-12"), ("王丽", "1960-06-13"), ("王雨桐", "2004-11-02")])
@pytest.mark.parametrize(
    ("beside", "answer"),
    [
        ({}, "approve"),
        ({"return_address": HOME["address"]}, "approve"),
        ({"device_ids": BARRED["device_ids"]}, "review"),
        ({"device_ids": BARRED["device_ids"], "return_address": HOME["address"]}, "review"),
    ],
)
def test_relatives_in_an_offenders_home_are_never_refused_and_looked_at_for_more_than_the_home(
    house, name, born, beside, answer
):
    """A surname, a home and the home's postcode are one thing, however few others are known to live there yet."""
    house.hear(offender("o", "old", at=later(), **BARRED, **HOME))
    relative = {"full_name": name, "legal_person": name, "dob": born} | HOME | beside
    house.hear(application("a", "h", at=later(days=1), **relative))
    assert house.answers[-1].data.decision == answer


def test_who_names_the_home_besides_has_no_less_in_common_than_who_does_not(house):
    """Surname, town and birthday are looked at by themselves; an address beside them is no excuse."""
    house.hear(offender("o", "old", at=later(), **BARRED, **HOME))
    alike = {"full_name": "王强", "legal_person": "王强", "dob": "1960-06-12"} | HOME
    without = {key: value for key, value in alike.items() if key != "address"}
    for number, form in enumerate((without, alike)):
        house.hear(application(f"a{number}", f"h{number}", at=later(days=1), **form))
    assert [answer.data.decision for answer in house.answers] == ["review", "review"]


def test_a_handset_that_was_sold_on_within_a_town_refuses_nobody(house):
    one = {"full_name": "王建国", "dob": "1985-06-12", "postcode": "510400", "birth_place": "广州"}
    handset = {"phone": "13812345678", "device_ids": ["sold-on"]}
    house.hear(offender("o", "old", at=later(), **one, **handset))
    other = one | {"dob": "1993-02-21"}
    for number, (name, kind) in enumerate((name, kind) for name in ("李晓燕", "王晓燕") for kind in handset):
        bought = {"full_name": name, kind: handset[kind]}
        house.hear(application(f"a{number}", f"h{number}", at=later(days=9), **(other | bought)))
    assert {answer.data.decision for answer in house.answers} == {"review"}


def test_who_comes_back_to_the_home_under_the_old_name_is_refused(house):
    house.hear(offender("o", "old", at=later(), **BARRED, **HOME))
    again = {"legal_person": "王建国", "device_ids": BARRED["device_ids"], "company_name": "新航商贸有限公司"} | HOME
    house.hear(application("a", "h", at=later(days=1), **again))
    assert house.answers[-1].data.decision == "refuse"


def test_a_name_that_others_bear_says_less_than_one_that_nobody_else_does(house):
    """Without a birth date a name and a trade are what is left; of a hundred bearers any may have that trade."""
    record = {"full_name": "张梓萱", "occupation": "厨师", "gender": "女"}
    house.hear(offender("o", "old", at=later(), birth_place="福建省莆田市", **record))
    house.hear(application("a", "first", at=later(days=1), postcode="351106", **record))
    bearers = ({"full_name": "张梓萱", "birth_place": f"甘肃省酒泉市第{n}街道"} for n in range(60))
    house.hear(*(application(f"b{n}", f"b{n}", at=later(days=2, hours=n), **one) for n, one in enumerate(bearers)))
    house.hear(application("c", "last", at=later(days=9), postcode="351106", **record))
    answers = {answer.data.account_id: answer.data.decision for answer in house.answers}
    assert (answers["first"], answers["last"]) == ("review", "approve")

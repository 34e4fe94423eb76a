"""What many honest firms share is exact and joins nobody: a host of forty shops, the account a processor settles to."""

from __future__ import annotations

from typing import Any

import pytest

from streams.testing.envelopes import later
from streams.testing.people import application, offender
from tests.unit.identity.office import Office

RANK = ("approve", "review", "refuse")
USED = ("presenter_id_no", "bank_account")
"""What many may use; a licence, an identity number and a face are somebody's, however many shops he has."""
OWN = ("uscc", "id_no", "face_hash")


def share(office: Office, kind: str, many: int, day: float = -200) -> None:
    """So many honest firms have one thing with the offender in common, since that day."""
    for n in range(many):
        identity = office.people.one() | office.kept(kind)
        office.house.hear(application(f"a-{kind}-{n}", f"{kind}-{n}", at=later(days=day + n / 100), **identity))


def rank_beside(office: Office, kind: str, many: int, *fields: str) -> int:
    """The answer to a new firm that has a shared thing and these of the offender's."""
    share(office, kind, many)
    office.bar()
    return RANK.index(office.open("new", 5, **office.kept(kind, *fields)))


@pytest.mark.parametrize(
    ("many", "answer"), [(0, "refuse"), (2, "refuse"), (3, "review"), (12, "review"), (31, "approve"), (60, "approve")]
)
@pytest.mark.parametrize("kind", USED)
def test_a_firm_that_uses_what_dozens_of_old_firms_use_is_not_refused_for_it(
    office: Office, kind: str, many: int, answer: str
) -> None:
    assert RANK[rank_beside(office, kind, many)] == answer


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize(("many", "answer"), [(3, "refuse"), (12, "refuse"), (40, "review")])
def test_who_somebody_is_goes_to_a_person_however_many_shops_there_are(
    office: Office, kind: str, many: int, answer: str
) -> None:
    assert RANK[rank_beside(office, kind, many)] == answer


@pytest.mark.parametrize("kind", USED)
def test_young_accounts_make_nothing_look_shared(office: Office, kind: str) -> None:
    share(office, kind, 60, day=-30)
    office.bar()
    assert office.open("new", 5, **office.kept(kind)) == "refuse"


@pytest.mark.parametrize("kind", USED)
def test_an_offender_who_keeps_more_than_the_hub_is_refused(office: Office, kind: str) -> None:
    assert RANK[rank_beside(office, kind, 40, "return_address")] == "refuse"


@pytest.mark.parametrize("kind", USED)
@pytest.mark.parametrize("beside", ["phone", "address", "legal_person", "payee_name", "wechat_hash", "ip24"])
def test_the_more_share_a_thing_the_less_it_says_and_one_thing_more_never_lowers_the_answer(
    office: Office, kind: str, beside: str
) -> None:
    found: list[tuple[int, int]] = []
    for many in (0, 2, 6, 14, 40):
        alone, both = (rank_beside(Office(office.house.policies), kind, many, *more) for more in ((), (beside,)))
        assert both >= alone
        found.append((alone, both))
    assert [alone for alone, _ in found] == sorted((alone for alone, _ in found), reverse=True)
    assert [both for _, both in found] == sorted((both for _, both in found), reverse=True)


def test_who_sells_as_a_person_and_shares_the_host_of_three_goes_to_a_person(office: Office) -> None:
    """A strong thing that three share is no chance of one town either: another name takes little from it."""

    def as_a_person(identity: dict[str, Any], name: str) -> dict[str, Any]:
        kept = {key: identity[key] for key in ("presenter_id_no", "phone", "device_ids")}
        return kept | {"full_name": name, "dob": "1985-06-12", "postcode": "510400"}

    share(office, "presenter_id_no", 3)
    office.house.hear(offender("O-1", "old", at=later(), **as_a_person(office.offender, "欧阳建国")))
    fresh = as_a_person(office.people.one(), "李晓燕") | {"dob": "1993-02-21", "postcode": "350000"}
    assert office.apply("new", 5, **(fresh | office.kept("presenter_id_no"))) == "review"


@pytest.mark.parametrize(("aged", "answer"), [(0, "refuse"), (2, "review"), (3, "review"), (6, "review")])
def test_aged_accounts_on_a_payee_do_not_hide_who_comes_by_way_of_another(
    office: Office, aged: int, answer: str
) -> None:
    middle = office.people.one() | office.kept("return_address")
    for n in range(aged):
        assert office.open(f"aged {n}", n - 120, bank_account=middle["bank_account"]) == "approve"
    office.bar()
    assert office.apply("middle", 2, **middle) == "review"
    assert office.open("third", 4, bank_account=middle["bank_account"], **office.kept("device_ids")) == answer


def test_who_is_refused_for_what_both_share_with_an_offender_reads_both(office: Office) -> None:
    middle = office.people.one() | office.kept("phone", "ip24")
    office.bar()
    office.apply("middle", 2, **middle)
    office.open("third", 4, face_hash=middle["face_hash"], **office.kept("return_address"))
    told = [one for one in office.house.in_force.enforcements() if one.data.seller_id == "third"]
    assert [one.data.measure for one in told] == ["refuse_opening"]
    paths = [path for linked in told[0].data.linked for path in linked.path]
    assert any("face" in path and "middle" in path for path in paths)
    assert any("return address" in path and "middle" not in path for path in paths)

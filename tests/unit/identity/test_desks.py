"""What an agency's desk puts on the forms of all its clients explains itself, whoever of them leaves the agency out."""

from __future__ import annotations

from random import Random

import pytest

from schemas.sealed import Token
from streams.core.hops import Claim, Link
from streams.core.identity.desk import CROWD, FEW, MANY, NONE, SHARE, SURE, THIN, YOUNG
from streams.core.identity.postings import apply_claim
from streams.core.rows.taint import Taint
from streams.core.time import DAY
from streams.testing.envelopes import later
from streams.testing.people import application, banned, offender
from tests.unit.identity.office import Office

DESK = ("phone", "device_ids", "address", "return_address", "ip24")
AGENCY = {"agency_id": "agency-7"}


def sign(office: Office, many: int, *, day: float = -150, agency: str = "agency-7") -> dict[str, object]:
    """So many clients of an agency open with what its desk writes into every form."""
    desk = {key: office.people.one()[key] for key in DESK}
    for n in range(many):
        form = office.people.one() | desk | ({"agency_id": agency} if agency else {})
        office.house.hear(application(f"a-{n}", f"client-{n}", at=later(days=day + n), **form))
    return desk


def bar(office: Office, desk: dict[str, object], **more: object) -> None:
    office.house.hear(offender("O-1", "old", at=later(), **(office.offender | desk | more)))


@pytest.mark.parametrize("barred", [{}, AGENCY])
@pytest.mark.parametrize("asking", [{}, AGENCY])
def test_a_client_who_leaves_the_agency_out_is_not_named_for_its_desk(
    office: Office, barred: dict[str, str], asking: dict[str, str]
) -> None:
    desk = sign(office, 6)
    bar(office, desk, **barred)
    assert office.open("new", 5, **(desk | asking)) == "approve"
    assert office.standing("client-0") == []


@pytest.mark.parametrize(("many", "day", "agency"), [(6, -150, ""), (MANY - 1, -150, "agency-7"), (6, -60, "agency-7")])
def test_what_few_or_only_young_accounts_of_an_agency_share_is_no_desk(
    office: Office, many: int, day: float, agency: str
) -> None:
    """Nor is what nobody names an agency with: forty straw people who open tomorrow explain nothing."""
    desk = sign(office, many, day=day, agency=agency)
    bar(office, desk)
    assert office.open("new", 5, **desk) != "approve"


@pytest.mark.parametrize("old", range(MANY))
def test_a_few_aged_straw_men_who_invent_an_agency_bring_nobody_past_a_person(office: Office, old: int) -> None:
    """Young ones may be as many as they like: they show the same room, phone and tablet, and name the same agency."""
    office.bar()
    desk = office.kept(*DESK)
    for n in range(old):
        form = office.people.one() | desk | AGENCY
        office.house.hear(application(f"a-{n}", f"straw-{n}", at=later(days=-120 + n), **form))
    for n in range(6):
        office.open(f"young-{n}", 1 + n / 10, **AGENCY, **office.kept("phone"))
    assert office.open("new", 5, **desk) == ("refuse" if old < FEW else "review")


@pytest.mark.parametrize("barred", [{}, AGENCY])
def test_whoever_leaves_a_young_agency_out_goes_to_a_person(office: Office, barred: dict[str, str]) -> None:
    desk = sign(office, 12, day=-30)
    bar(office, desk, **barred)
    assert office.open("new", 5, **desk) == "review"
    assert office.open("next", 6, **desk, **AGENCY) == ("approve" if barred else "review")


def test_a_client_who_left_the_agency_out_bars_none_who_names_it(office: Office) -> None:
    """All are young and too few: the desk is nobody's yet, and the one without the agency is refused for it."""
    desk = sign(office, YOUNG, day=-30)
    office.house.hear(offender("O-1", "client-2", at=later(), **(office.people.one() | desk | AGENCY)))
    assert office.open("silent", 2, **desk) == "refuse"
    assert [office.open(f"next-{n}", 3 + n, **desk, **AGENCY) for n in range(3)] == ["approve"] * 3
    assert office.standing("client-5") == []
    assert office.open("again", 9, **desk) == "review", "by now so many name the agency that a person looks"


@pytest.mark.parametrize("kept", ["bank_account", "presenter_id_no", "uscc"])
def test_a_desk_explains_no_payee_no_host_and_no_licence(office: Office, kept: str) -> None:
    desk = sign(office, 6)
    bar(office, desk)
    assert office.open("new", 5, **desk, **office.kept(kept)) == "refuse"


Asked = tuple[str, int, str]
"""Account, day, agency."""


def desk_of(asks: list[Asked], bars: dict[str, int], name: str, at: int) -> int:
    """By definition, account by account."""
    first: dict[str, tuple[int, str]] = {}
    for account, day, agency in asks:
        first[account] = min((day, agency), first.get(account, (day, agency)))
    others = {account: one for account, one in first.items() if account != name and one[0] < at}
    honest = [one for account, one in others.items() if bars.get(account, at + 1) > at]
    most, few = 0, len(honest) >= CROWD
    for agency in {agency for _, agency in honest if agency}:
        clients = [day for day, known in honest if known == agency]
        if len(clients) >= SHARE * len(honest):
            few = few or len(clients) >= YOUNG
            most = max(most, sum(day <= at - 90 for day in clients))
    return SURE if most >= MANY else THIN if few or most >= FEW else NONE


def test_whose_desk_it_is_hangs_on_no_order_of_arrival() -> None:
    token = Token(kind="phone", domain="phone", value="0" * 32, masked="*")
    seen = dict.fromkeys((NONE, THIN, SURE), 0)
    for seed in range(150):
        dice = Random(seed)
        agencies = dice.choice((("x",), ("x", ""), ("x", "y"), ("x", "x", "y", "")))
        asks = [(f"a{dice.randrange(16)}", dice.randrange(300), dice.choice(agencies)) for _ in range(16)]
        bars = {f"a{n}": dice.randrange(300) for n in dice.sample(range(18), 2)}
        claims = [
            Claim(time=0, token=token, account_id=who, asker=0, application_id=f"p{n}", asked=day * DAY, agency=agency)
            for n, (who, day, agency) in enumerate(asks)
        ]
        claims += [
            Claim(
                time=0,
                token=token,
                account_id=who,
                asker=0,
                revision=1,
                taints=(Taint(account_id=who, since=day * DAY),),
            )
            for who, day in bars.items()
        ]
        dice.shuffle(claims)
        row, told = None, dict[str, Link]()
        for claim in claims:
            outcome = apply_claim(row, claim)
            row = outcome.row
            told |= {hop.application_id: hop for hop in outcome.hops if isinstance(hop, Link)}
        for n, (who, day, _) in enumerate(asks):
            since = [taint.since // DAY for taint in told[f"p{n}"].taints]
            if since:
                expected = (desk_of(asks, bars, who, day), desk_of(asks, bars, who, max(day, *since)))
                assert told[f"p{n}"].desk == expected
                seen[expected[1]] += 1
    assert min(seen.values()) > 20


@pytest.mark.parametrize(("many", "answer"), [(CROWD + 1, "review"), (CROWD, "refuse")])
def test_who_signs_up_where_many_did_goes_to_a_person(office: Office, many: int, answer: str) -> None:
    """A booth's tablet and its address for returns, a month old: one of those who signed up there is banned."""
    booth = {key: office.people.one()[key] for key in ("device_ids", "return_address", "wechat_hash")}
    for n in range(many):
        assert office.apply(f"s{n}", n / 10, **(office.people.one() | booth)) == "approve"
    office.house.hear(banned("s3", at=later(days=30)))
    assert office.apply("new", 40, **(office.people.one() | booth)) == answer

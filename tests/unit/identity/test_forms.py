"""An account that applies more than once: it is open by every form that was not refused, and each stays looked at."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import Any

import msgspec
import pytest

from schemas.seal import micros
from schemas.sealed import Token
from streams.core.hops import Claim, Link
from streams.core.identity.bounded import FORM_TOKENS
from streams.core.identity.facts import applications, sketches_of, with_fact
from streams.core.identity.postings import apply_claim
from streams.core.identity.sketch import SKETCH
from streams.core.rows.state import MAX_ROW_BYTES, AnyRow
from streams.core.rows.state_identity import MAX_FORMS, AccountRow, Applied, Attributed, Published, TokenRow
from streams.core.rows.store import decode_row, encode_row, row_key
from streams.core.rows.taint import Taint
from streams.core.time import DAY
from streams.testing.builders import JsonEvent
from streams.testing.envelopes import later
from streams.testing.house import House
from streams.testing.people import application, attribute, delisted, offender
from tests.properties.delayed import Partitions
from tests.replay.telling import shipped
from tests.unit.identity.office import Office

REVIEWED = [("account", "review", {"old"})]
SAME, OTHER = "a-new", "second"


def clean(office: Office) -> dict[str, Any]:
    """Papers that share nothing with anybody."""
    return office.people.one() | {"bank_account": f"62220299{office.people.one()['bank_account'][-11:]}"}


def again(office: Office, name: str, day: float, **identity: Any) -> JsonEvent:
    return application(name, "new", at=later(days=day), **(identity or clean(office)))


@pytest.mark.parametrize("name", [SAME, OTHER])
def test_clean_papers_under_the_same_or_another_id_take_no_review_away_whatever_comes_first(
    office: Office, name: str
) -> None:
    dirty = office.people.one()
    told = [
        again(office, SAME, 10, **dirty),
        offender("O-1", "old", at=later(days=20), bank_account=dirty["bank_account"]),
        again(office, name, 25),
        again(office, name, 15),
    ]
    for order in permutations(told):
        house = Office(office.house.policies)
        house.house.hear(*order)
        assert house.answer("new") == "approve"
        assert house.standing("new") == REVIEWED


@pytest.mark.parametrize("name", [SAME, OTHER])
def test_an_attribute_that_becomes_known_after_the_second_form_is_joined_to_the_first_too(
    office: Office, name: str
) -> None:
    office.bar()
    assert office.open("new", 10, **office.kept("device_ids")) == "approve"
    office.house.hear(again(office, name, 15))
    assert office.standing("new") == []
    office.house.hear(attribute("new", "phone", office.offender["phone"], at=later(days=20)))
    assert office.standing("new") == REVIEWED


def test_clean_papers_free_nobody_who_was_refused_for_the_first_form(office: Office) -> None:
    office.bar()
    dirty = office.people.one() | office.kept("bank_account")
    assert office.apply("new", 10, **dirty) == "refuse"
    assert office.open("friend", 20, id_no=dirty["id_no"]) == "refuse"
    office.house.hear(again(office, SAME, 30))
    assert office.answer("new") == "review"
    assert office.answer("friend") == "refuse"
    assert office.open("later", 40, id_no=dirty["id_no"]) == "refuse"


def test_a_second_form_that_says_more_takes_nothing_back_from_what_the_first_passed_on(office: Office) -> None:
    office.bar()
    first = office.people.one() | office.kept("bank_account")
    office.apply("new", 10, **first)
    assert office.open("friend", 20, id_no=first["id_no"]) == "refuse"
    office.house.hear(again(office, SAME, 30, **(first | office.kept("bank_account", "uscc", "id_no"))))
    assert office.answer("friend") == "refuse"


def test_the_review_by_the_first_form_goes_with_the_offender(office: Office) -> None:
    dirty = office.people.one()
    office.apply("new", 10, **dirty)
    office.house.hear(again(office, SAME, 15))
    office.house.hear(offender("O-1", "old", at=later(days=20), bank_account=dirty["bank_account"]))
    assert office.standing("new") == REVIEWED
    office.house.hear(delisted("O-1", "old", at=later(days=26)))
    assert office.standing("new") == []


def test_a_form_that_was_refused_opens_nothing(office: Office) -> None:
    office.bar()
    dirty = office.people.one() | office.kept("bank_account")
    assert office.apply("new", 10, **dirty) == "refuse"
    office.house.hear(again(office, SAME, 15))
    office.house.hear(offender("O-2", "other", at=later(days=20), id_no=dirty["id_no"]))
    assert office.standing("new") == [("application", "review", {"old"})]


def test_only_the_last_form_of_an_application_is_its_answer(office: Office) -> None:
    office.bar()
    dirty = office.people.one() | office.kept("bank_account")
    office.house.hear(again(office, SAME, 15), again(office, SAME, 10, **dirty))
    assert [one.data.decision for one in office.house.answers] == ["approve", "review"]
    assert office.standing("new") == [("application", "review", {"old"})]


def flood(office: Office, count: int) -> None:
    """As many forms with clean papers, half of them under ids of their own."""
    for n in range(count):
        office.house.hear(again(office, SAME if n % 2 else f"flood-{n}", 11 + n / 1_000))


def test_a_flood_of_forms_takes_no_review_away_and_leaves_rows_small(office: Office) -> None:
    dirty = office.people.one()
    office.apply("new", 10, **dirty)
    flood(office, 60)
    office.house.hear(offender("O-1", "old", at=later(days=20), bank_account=dirty["bank_account"]))
    assert office.standing("new") == REVIEWED
    row = office.house.rows.get(row_key("account", "new"))
    assert isinstance(row, AccountRow)
    forms = [fact for fact in row.facts if isinstance(fact, Applied)]
    assert len(forms) == MAX_FORMS
    assert {(name, asked) for name, asked in row.answers} == {(form.application_id, form.at) for form in forms}
    assert len(encode_row(row)) < MAX_ROW_BYTES / 4


def form(n: int, tokens: int = 1) -> Applied:
    made = tuple(Token(kind="device", domain="device", value=f"{n}.{k}", masked="*") for k in range(tokens))
    return Applied(source="s", id=f"e{n:05}", at=n, application_id=f"p{n % 7}", tokens=made)


def approved(row: AccountRow) -> AccountRow:
    """Each application answered; one that waits is kept, whatever its place."""
    answers = {name: Published(one.source, one.id, "approve") for name, one in applications(row.facts).items()}
    return msgspec.structs.replace(row, published=answers)


@pytest.mark.parametrize("tokens", [1, 40, 100])
def test_which_forms_are_kept_does_not_hang_on_what_came_first(tokens: int) -> None:
    kept = []
    for order in (range(60), reversed(range(60)), [n * 37 % 60 for n in range(60)]):
        row = AccountRow(account_id="a")
        for n in order:
            row = approved(with_fact(row, form(n, tokens)))
        kept.append(with_fact(row, form(60, tokens)).facts)
    assert kept[0] == kept[1] == kept[2]
    assert kept[0][0].at == 0
    assert kept[0][-1].at == 60
    assert len(kept[0]) == min(MAX_FORMS, FORM_TOKENS // tokens)


def test_forms_push_out_no_attribute() -> None:
    known = Attributed(source="s", id="known", at=5, tokens=form(0, 8).tokens)
    row = with_fact(AccountRow(account_id="a"), known)
    for n in range(10, 200):
        row = with_fact(row, form(n, 40))
    assert known in row.facts
    assert set(applications(row.facts)) <= {f"p{n}" for n in range(7)}


TOKEN = Token(kind="bank_account", domain="bank_account", value="0" * 32, masked="*")


def asked(account: str, name: str, at: int) -> Claim:
    return Claim(time=at, token=TOKEN, account_id=account, asker=0, application_id=name, asked=at)


def after(*claims: Claim) -> TokenRow:
    row = None
    for claim in claims:
        row = apply_claim(row, claim).row
    assert row is not None
    return row


def barring(since: int) -> Claim:
    return Claim(
        time=since, token=TOKEN, account_id="old", asker=0, taints=(Taint(account_id="old", since=since),), revision=1
    )


@pytest.mark.parametrize("name", ["p", "p{n}"])
def test_one_account_makes_no_value_look_shared_by_applying_ten_thousand_times(name: str) -> None:
    row = after(barring(0), *(asked("attacker", name.format(n=n), n * DAY // 100) for n in range(10_000)))
    assert len(row.asks) <= MAX_FORMS
    (link,) = [hop for hop in apply_claim(row, asked("new", "p", 400 * DAY)).hops if isinstance(hop, Link)]
    assert (link.elders, link.peers) == (1, 1)


def test_every_form_that_is_kept_hears_of_what_becomes_known_later() -> None:
    row = after(*(asked("new", "p", n) for n in range(MAX_FORMS)))
    told = [hop for hop in apply_claim(row, barring(100)).hops if isinstance(hop, Link)]
    assert sorted(link.asked for link in told) == list(range(MAX_FORMS))


def test_many_forms_of_few_accounts_push_no_account_out_of_a_row() -> None:
    row = after(
        asked("first", "p", 0), *(asked(f"a{n}", f"p{k}", 1 + n * 50 + k) for n in range(50) for k in range(50))
    )
    told = [hop for hop in apply_claim(row, barring(10_000)).hops if isinstance(hop, Link)]
    assert "first" in {link.account_id for link in told}
    assert row.elders == {}


def of_the_first_release(row: AnyRow) -> AnyRow:
    """The row as the first release would have kept it: the answers and asks of an application's last form alone."""
    if isinstance(row, AccountRow):
        last = {name: form.at for name, form in applications(row.facts).items()}
        kept = {name: told for (name, asked), told in row.answers.items() if last.get(name) == asked}
        return decode_row(as_bytes(row, "account.1", answers=kept))
    if isinstance(row, TokenRow):
        moments = sorted(row.asks, key=lambda asker: asker[2])
        asks = {(name, form): (asked, row.asks[name, form, asked].to) for name, form, asked in moments}
        return decode_row(as_bytes(row, "token.1", asks=asks))
    return row


def as_bytes(row: AnyRow, tag: str, **changes: object) -> bytes:
    raw: dict[str, object] = msgspec.msgpack.decode(encode_row(row))
    return msgspec.msgpack.encode({**raw, "t": tag, **changes})


def test_forms_that_the_first_release_forgot_are_asked_about_when_the_account_is_next_heard_of(office: Office) -> None:
    dirty = office.people.one()
    office.apply("new", 10, **dirty)
    office.house.hear(again(office, SAME, 15))
    house = office.house
    for key in [*house.rows]:
        house.rows.put(key, of_the_first_release(house.rows[key]))
    house.hear(offender("O-1", "old", at=later(days=20), bank_account=dirty["bank_account"]))
    assert office.standing("new") == []
    house.hear(attribute("new", "device", "another", at=later(days=30)))
    assert office.standing("new") == REVIEWED


def test_whoever_sends_in_junk_again_and_again_is_still_compared_with_what_was_said_first() -> None:
    row = AccountRow(account_id="a")
    for n in range(9):
        spelt = Token(kind="~legal_person", domain=SKETCH, value=f"{n:04}", masked="")
        row = with_fact(row, Applied(source="s", id=f"e{n}", at=n, application_id="p", tokens=(spelt,)))
    assert sketches_of(row.facts) == {"~legal_person": ("0008", "0000", "0007")}


@pytest.mark.parametrize("count", [9, 12, 20])
@pytest.mark.parametrize("haste", [0, 1])
def test_every_form_of_a_burst_is_answered_and_the_bad_one_in_the_middle_refused(count, haste):
    """Eight clean forms sent in around it, before any answer is back, would else hide it."""
    sent = [
        application(f"a{n}", "acc-1", at=later(minutes=n), bank_account=f"62220202001122{n:05d}", phone=f"138{n:08d}")
        for n in range(count)
    ]
    barred = offender(bank_account="6222020200112200004", at=later(days=-3))
    parts = Partitions(shipped(), Random(1), haste=haste, aligned=haste > 0)
    parts.feed(map(House().read, (barred, *sent)))
    parts.move_to(micros(later(days=2)))
    answers = {said.data.application_id: said.data.decision for said in parts.answers}
    assert sorted(answers) == sorted(f"a{n}" for n in range(count))
    assert answers["a4"] == "refuse"

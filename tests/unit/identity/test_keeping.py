"""How long what is known is kept, what becomes of a key, what an agency adds up to, what is learnt."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from schemas.decode import decode
from schemas.events.accounts import IdentityFields
from schemas.events.clock import TickData, Ticked
from schemas.seal import micros
from streams.core.identity.agencies import agencies_among
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.learn import learn, levels_of
from streams.core.identity.rotation import OverlappingTokeniser
from streams.core.identity.sketch import SKETCH
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.build import build
from streams.core.policy.model import PolicySet
from streams.core.policy.parse import read_document
from streams.core.rows.state_identity import AccountRow, TokenRow
from streams.testing.applicants import Applicants
from streams.testing.envelopes import later, to_bytes
from streams.testing.house import House
from streams.testing.people import application, attribute, banned, offender, reinstated
from streams.testing.persons import persons

FILE = Path(__file__).parents[3] / "deploy" / "policies" / "default.yaml"
OLD = KeyedTokeniser(DEVELOPMENT_KEY)
NEW = KeyedTokeniser(b"the key that comes next, 32 bytes long")
BOTH = OverlappingTokeniser(NEW, OLD)


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    return PolicySet((build(read_document(FILE.read_text(), FILE.name)),))


def tick(house: House, day: float) -> None:
    time = later(days=day)
    house.decide([Ticked(id=f"t{day}", source="c", time=time, data=TickData(time=time, partition=0))])


def test_what_is_known_of_people_goes_when_the_horizon_and_every_term_are_over(policies: PolicySet) -> None:
    house, people = House(policies, OLD), Applicants(1)
    house.hear(offender("O-1", "old", term_end=later(days=2000), **people.one()))
    house.hear(application("a-1", "new", at=later(days=1), **people.one()))
    assert {"account", "token"} <= house.rows.counts().keys()
    tick(house, 1000)
    assert house.rows.counts()["account"] == 2
    tick(house, 1400)
    assert house.rows.counts()["account"] == 1
    tick(house, 2100)
    assert not {"account", "token", "gangtoken", "gangaccount"} & house.rows.counts().keys()


def test_of_an_offender_who_never_applied_nothing_is_kept_when_the_term_is_over(policies: PolicySet) -> None:
    house, people = House(policies, OLD), Applicants(1)
    identity = people.one()
    house.hear(offender("O-1", "old", term_end=later(days=100), **identity))
    house.hear(application("a-1", "new", at=later(days=20), phone=identity["phone"]))
    tick(house, 120)
    assert house.rows.counts()["account"] == 2
    tick(house, 165)
    assert [row.account_id for row in house.rows.values() if isinstance(row, AccountRow)] == ["new"]
    tokens = [row for row in house.rows.values() if isinstance(row, TokenRow)]
    assert tokens
    assert all(row.asks for row in tokens)


def test_who_comes_back_after_a_tombstone_is_heard_again(policies: PolicySet) -> None:
    house, people = House(policies, OLD), Applicants(1)
    identity = people.one()
    house.hear(offender("O-1", "old", term_end=later(days=100), **identity))
    tick(house, 1400)
    house.hear(offender("O-1", "old", at=later(days=1401), term_end=later(days=1500), **identity))
    house.hear(application("a-1", "new", at=later(days=1402), bank_account=identity["bank_account"]))
    assert house.answers[-1].data.decision == "refuse"


def test_while_keys_overlap_people_join_whichever_key_they_were_known_under(policies: PolicySet) -> None:
    identity = Applicants(1).one()
    house = House(policies, OLD)
    house.hear(offender("O-1", "old", **identity))
    house.tokeniser = BOTH
    kept = {key: identity[key] for key in ("return_address", "device_ids", "legal_person", "phone")}
    house.hear(application("a-1", "middle", at=later(days=1), **(Applicants(2).one() | kept)))
    assert house.answers[-1].data.decision == "refuse"
    house.hear(offender("O-2", "newer", at=later(days=2), **Applicants(3).one()))
    house.tokeniser = NEW
    again = Applicants(3).one()["bank_account"]
    house.hear(application("a-2", "later", at=later(days=3), bank_account=again))
    assert house.answers[-1].data.decision == "refuse"


def test_two_keys_are_no_two_pieces_of_evidence(policies: PolicySet) -> None:
    identity = Applicants(1).one()
    decisions = []
    for tokeniser in (OLD, BOTH):
        house = House(policies, tokeniser)
        house.hear(offender("O-1", "old", **identity))
        for name, kept in (("p", "phone"), ("r", "return_address"), ("w", "wechat_hash")):
            house.hear(application(name, name, at=later(days=1), **(Applicants(4).one() | {kept: identity[kept]})))
        decisions.append([answer.data.decision for answer in house.answers])
    assert decisions[0] == decisions[1]


def test_a_reporter_stays_one_while_keys_overlap() -> None:
    assert BOTH.pseudonym("viewer-1") == OLD.pseudonym("viewer-1")
    fields = IdentityFields(phone="13812345678")
    assert set(BOTH.identity(fields)) == {*NEW.identity(fields), *OLD.identity(fields)}
    assert len(BOTH.attribute("phone", "13812345678")) == 2


def test_agencies_are_ranked_by_what_becomes_of_their_clients(policies: PolicySet) -> None:
    house, people = House(policies, OLD), Applicants(1)
    for name, clients, bad in (("good", 30, 1), ("bad", 30, 9), ("small", 2, 1)):
        for n in range(clients):
            house.hear(application(f"{name}{n}", f"{name}{n}", at=later(days=n / 9), agency_id=name, **people.one()))
        for n in range(bad):
            house.hear(banned(f"{name}{n}", at=later(days=10)))
    ranked = agencies_among(house.rows.values(), micros(later(days=11)), policies)
    assert [(one.clients, one.barred) for one in ranked] == [(30, 9), (2, 1), (30, 1)]
    assert ranked[0].share == 0.3
    assert all(0 <= one.standing <= 1 and one.agency.startswith("#") for one in ranked)


def test_a_large_agency_is_counted_whole_each_client_once(policies: PolicySet) -> None:
    house = House(policies, OLD)
    for n in range(300):
        for again in range(1 + n % 2):
            at = later(days=n / 9, hours=again)
            house.hear(application(f"{n}-{again}", f"c{n}", at=at, agency_id="large", phone=f"138{n:08d}"))
    for n in range(150):
        house.hear(banned(f"c{n}", at=later(days=50)))
    (large,) = agencies_among(house.rows.values(), micros(later(days=51)), policies)
    assert (large.clients, large.barred, large.share) == (300, 150, 0.5)


def test_weights_learnt_without_labels_know_what_tells_people_apart() -> None:
    records = []
    for labelled in persons(1, 150, 300):
        sketches: dict[str, tuple[str, ...]] = {}
        for token in decode(to_bytes(labelled.event), (), OLD).data.tokens:
            if token.domain == SKETCH:
                sketches[token.kind] = (token.value,)
        records.append((labelled, sketches))
    listed = {labelled.account_id: sketches for labelled, sketches in records if not labelled.case}
    same = [levels_of(sketches, listed[min(one.roots)]) for one, sketches in records if one.roots]
    dice = Random(1)
    mixed = same + [levels_of(*(pair[1] for pair in dice.sample(records, 2))) for _ in range(600)]
    learnt = learn(mixed, [levels_of(*(pair[1] for pair in dice.sample(records, 2))) for _ in range(8_000)])
    assert 0.1 < learnt.share < 0.4
    for kind in ("~name", "~birth", "~postcode"):
        assert learnt.bits[kind][0] > 6
        assert learnt.bits[kind][-1] < 0
    assert learnt.bits["~gender"][0] < learnt.bits["~occupation"][0] < learnt.bits["~birth"][0]


def test_what_is_known_of_an_open_account_outlives_a_ban_that_was_taken_back(policies):
    """A seller of before the service, known by attributes alone, banned by mistake, and for good half a year later."""
    house = House(policies, KeyedTokeniser(DEVELOPMENT_KEY))
    house.hear(attribute("seller", "bank", "6222020200112233445", at=later()))
    house.hear(banned("seller", at=later(days=10)), reinstated("seller", at=later(days=11)))
    for day in range(12, 120, 6):
        tick(house, day)
    house.hear(attribute("seller", "address", "北京市朝阳区建国路88号", at=later(days=121)))
    tick(house, 122)
    house.hear(banned("seller", at=later(days=130)))
    house.hear(application("a-1", "new", at=later(days=140), bank_account="6222020200112233445"))
    assert house.answers[-1].data.decision == "refuse"

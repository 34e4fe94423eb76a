"""Values planted in every identity field are looked for in every row, hop record and output of a whole story."""

from __future__ import annotations

from typing import Any

from schemas.encode import encode_event
from streams.core.hops import encode_hop
from streams.core.policy.model import PolicySet
from streams.core.rows.store import encode_row
from streams.testing.envelopes import later
from streams.testing.people import attribute, banned, reinstated
from tests.unit.identity.office import Office

PERSON = {
    "full_name": "欧阳锦瑟", "surname": "欧阳", "first_name": "锦瑟", "dob": "1986-04-09", "birth_place": "Tewkesbury",
    "postcode": "TQ13 8DF", "occupation": "Naturalist", "gender": "female",
}  # fmt: skip


def story(office: Office) -> tuple[list[bytes], list[str]]:
    """Everything written while offenders come back, gangs form and bans are overturned; and what was planted."""
    people, house = office.people, office.house
    identities = [people.one() | (PERSON if n == 0 else {}) for n in range(6)]
    for identity in identities:
        identity |= {"bank_account": identities[0]["bank_account"], "device_ids": identities[1]["device_ids"]}
    steps = []
    office.offender |= identities[0]
    office.bar()
    for n, identity in enumerate(identities):
        office.apply(f"a{n}", 1 + n / 5, **identity)
    steps += house.hear(attribute("a1", "phone", people.one()["phone"], at=later(days=4)))
    steps += house.hear(banned("a2", at=later(days=5)), banned("a3", at=later(days=5)))
    steps += house.hear(reinstated("a3", at=later(days=6)))
    written = [encode_row(row) for row in house.rows.values()]
    written += [encode_hop(hop) for step in steps for hop in step.hops]
    written += [encode_event(said) for said in (*house.said, *house.answers)]
    return written, [text for identity in identities for text in _texts(identity)]


def _texts(identity: dict[str, Any]) -> list[str]:
    found = []
    for value in identity.values():
        found += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return [text for text in found if len(text) > 1 and text != "female"]


def test_no_planted_value_is_found_anywhere(shipped: PolicySet) -> None:
    office = Office(shipped)
    written, planted = story(office)
    kinds = office.house.rows.counts()
    assert {"account", "token", "gangtoken", "gangaccount", "target"} <= kinds.keys()
    assert {said.data.measure for said in office.house.said} >= {"refuse_opening", "review"}
    assert [said for said in office.house.said if said.data.gang_id]
    clear = b"\n".join(written).lower()
    assert [text for text in planted if text.lower().encode() in clear] == []

"""Nothing personal in clear behind decode: not in an event, a row, a hop record, an outcome or a repr."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.deadletter import DeadLetter
from schemas.decode import decode
from streams.core.hops import Claim, Hop, Link, encode_hop
from streams.core.identity.accounts import apply_account_event, apply_link
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.postings import apply_claim
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.rows.state_identity import AccountRow, TokenRow
from streams.core.rows.store import encode_row
from streams.testing import builders as build
from streams.testing.envelopes import later, to_bytes
from streams.testing.identities import bank_account, id_number, phone, uscc
from streams.testing.policies import fingers

TOKENISER = KeyedTokeniser(DEVELOPMENT_KEY)
letters = st.text("bcdfghjkmnpqrtuwxyz", min_size=9, max_size=12)
EVENT_ID = re.compile(r"[a-z]+-[0-9a-f]{16}\b")
NUMBERS = re.compile(r"\b(at|time|since|until|asked|banned_at|clock|seen)=[0-9]+")
MOST_SHOWN = 5  # of one value in a row: a masked phone or account shows four


@st.composite
def identities(draw: st.DrawFn) -> dict[str, object]:
    """Every personal field with a value that would be recognised; an agency's id is no secret."""
    number = draw(st.integers(1, 10**6))
    text = {
        name: draw(letters)
        for name in (
            *("company_name", "legal_person", "licence_phash", "face_hash", "payee_name", "wechat_hash", "address"),
            *(
                "return_address",
                "full_name",
                "first_name",
                "surname",
                "birth_place",
                "occupation",
                "gender",
            ),
        )
    }
    checked = {"uscc": uscc(number), "id_no": id_number(number), "presenter_id_no": id_number(number + 1)}
    plain = {"phone": phone(number), "bank_account": bank_account(number), "ip24": f"211.{number % 256}.99.0/24"}
    more = {"dob": "1949-12-31", "postcode": "310012", "device_ids": [draw(letters), draw(letters)]}
    return text | checked | plain | more


def fragments(identity: dict[str, object]) -> set[str]:
    """Every stretch of a value that is longer than a mask may show."""
    values = [part for value in identity.values() for part in (value if isinstance(value, list) else [value])]
    bare = [re.sub(r"[\W_]+", "", str(value)).lower() for value in values]
    return {text[n : n + MOST_SHOWN + 1] for text in bare for n in range(len(text) - MOST_SHOWN)} | set(values)


def sealed(event: dict[str, object]) -> object:
    decoded = decode(to_bytes(event), [], TOKENISER)
    assert not isinstance(decoded, DeadLetter)
    return decoded


def everything_written(identity: dict[str, object]) -> list[object]:
    """An offender, an attribute and an application with the same identity, until the application is refused."""
    written: list[object] = []
    accounts: dict[str, AccountRow] = {}
    tokens: dict[str, TokenRow] = {}
    events = [
        build.offender(account_id="banned", **identity),
        build.attribute("banned", "text", identity["address"]),
        build.application(account_id="new", at=later(days=1), **identity),
    ]
    for event in map(sealed, events):
        outcome = apply_account_event(accounts.get(event.data.account_id), event, 0, fingers())
        accounts[event.data.account_id] = outcome.row
        written += [event, outcome]
        under_way = list(outcome.hops)
        while under_way:
            hop = under_way.pop()
            written.append(hop)
            if isinstance(hop, Claim):
                answer = apply_claim(tokens.get(hop.token.value), hop)
                tokens[hop.token.value] = answer.row
            elif not isinstance(hop, Link):
                continue  # to the gang partition: the record itself is looked at
            else:
                answer = apply_link(accounts[hop.account_id], hop, fingers())
                accounts[hop.account_id] = answer.row
            written.append(answer)
            under_way += answer.hops
    assert accounts["new"].published["application-1"].decision == "refuse"
    return [*written, *accounts.values(), *tokens.values()]


@settings(max_examples=40, deadline=None)
@given(identities())
def test_no_stretch_of_a_personal_value_is_ever_written(identity: dict[str, object]) -> None:
    written = everything_written(identity)
    texts = [repr(value) for value in written]
    texts += [encode_hop(value).decode("latin-1") for value in written if isinstance(value, Hop)]
    texts += [encode_row(value).decode("latin-1") for value in written if isinstance(value, AccountRow | TokenRow)]
    clear = "\n".join(texts)
    for keyed in set(re.findall(r"\b[0-9a-f]{16,}\b", clear)) | set(EVENT_ID.findall(clear)):
        clear = clear.replace(keyed, "")  # what a hash happens to spell is nobody's
    clear = NUMBERS.sub("", clear).lower()
    assert not [fragment for fragment in fragments(identity) if str(fragment).lower() in clear]


@given(st.text("0123456789abcdef", min_size=6, max_size=40))
def test_a_pseudonym_tells_nothing_but_sameness(reporter: str) -> None:
    name = TOKENISER.pseudonym(reporter)
    assert re.fullmatch(r"[0-9a-f]{16}", name)
    assert name == TOKENISER.pseudonym(reporter)
    assert name != KeyedTokeniser(bytes(32)).pseudonym(reporter)
    assert reporter not in name

from __future__ import annotations

import msgspec
import pytest

from schemas.sealed import Attribute, AttributeAdded, Token
from streams.core.hops import Claim, Link
from streams.core.identity.accounts import apply_account_event
from streams.core.identity.facts import with_fact
from streams.core.identity.holding import FEW
from streams.core.identity.outcome import TokenOutcome
from streams.core.identity.postings import apply_claim
from streams.core.rows.state import MAX_ROW_BYTES
from streams.core.rows.state_identity import (
    MAX_ACCOUNT_FACTS,
    MAX_ACCOUNT_TOKENS,
    MAX_ASKS,
    MAX_HOLDERS,
    MAX_NAMED,
    AccountRow,
    Attributed,
    Banned,
    TokenRow,
)
from streams.core.rows.store import encode_row
from streams.core.rows.taint import Taint, Via
from streams.core.time import DAY, instant
from streams.testing.policies import fingers

TOKEN = Token(kind="device", domain="device", value="0" * 32, masked="#000000")


def ask(n: int, at: int) -> Claim:
    name = f"applicant-{n}".ljust(64, "-")
    return Claim(time=at, token=TOKEN, account_id=name, asker=0, application_id=name.upper(), asked=at)


def assign(n: int, since: int, until: int | None = None) -> Claim:
    name = f"holder-{n}".ljust(64, "-")
    taint = Taint(account_id=name, since=since, until=until, offender_id=name.upper())
    return Claim(time=since, token=TOKEN, account_id=name, asker=0, taints=(taint,), revision=1)


def links(outcome: TokenOutcome) -> list[Link]:
    return [hop for hop in outcome.hops if isinstance(hop, Link)]


def after(*claims: Claim) -> TokenRow:
    row = None
    for claim in claims:
        row = apply_claim(row, claim).row
    assert row is not None
    return row


def full() -> TokenRow:
    return after(*(ask(n, n) for n in range(2 * MAX_ASKS)), *(assign(n, 10**6 + n) for n in range(2 * MAX_HOLDERS)))


def test_a_token_that_everybody_shares_stays_within_its_row() -> None:
    row = full()
    assert len(row.asks) <= MAX_ASKS
    assert len(row.holders) == MAX_HOLDERS
    assert row.evicted == 2 * MAX_ASKS - len(row.asks) + MAX_HOLDERS
    assert len(encode_row(row)) < MAX_ROW_BYTES


def test_the_oldest_asks_go_first() -> None:
    asks = full().asks
    assert min(asked for _, _, asked in asks) == 2 * MAX_ASKS - len(asks)


def test_an_ask_too_old_to_be_kept_is_answered_all_the_same() -> None:
    row = after(*(ask(n, 10 + n) for n in range(MAX_ASKS)))
    old = ask(MAX_ASKS, 1)
    outcome = apply_claim(row, old)
    (link,) = links(outcome)
    assert link.application_id == old.application_id
    assert (old.account_id, old.application_id, old.asked) not in outcome.row.asks


def test_a_cleared_holder_goes_before_one_that_is_barred() -> None:
    cleared = msgspec.structs.replace(assign(0, 1), taints=())
    row = after(cleared, *(assign(n, 1, until=n + 10) for n in range(1, MAX_HOLDERS + 1)))
    assert cleared.account_id not in row.holders
    assert assign(1, 1).account_id in row.holders


def test_an_answer_names_the_eight_that_were_barred_first() -> None:
    row = after(*(assign(n, 100 - n) for n in range(50)))
    (link,) = links(apply_claim(row, ask(0, 200)))
    assert [taint.since for taint in link.taints] == list(range(51, 51 + MAX_NAMED))


def test_a_ban_that_is_over_does_not_wake_the_asks_after_it() -> None:
    row = after(*(ask(n, n) for n in range(100)))
    assert links(apply_claim(row, assign(0, since=0, until=1)))
    assert len(links(apply_claim(row, assign(0, since=0, until=51)))) == 51


def test_a_crowd_that_no_longer_fits_is_still_counted() -> None:
    year = 365 * DAY
    row = after(assign(0, 0), *(ask(n, n) for n in range(MAX_ASKS * 3)))
    (link,) = links(apply_claim(row, ask(MAX_ASKS * 3, year)))
    assert link.elders == link.peers == MAX_ASKS * 3


def test_young_accounts_make_a_crowd_but_no_hub() -> None:
    row = after(assign(0, 0), *(ask(n, 300 * DAY + n) for n in range(MAX_ASKS // 2)))
    (link,) = links(apply_claim(row, ask(MAX_ASKS, 330 * DAY)))
    assert (link.elders, link.peers) == (0, MAX_ASKS // 2)


def test_a_flood_of_attributes_never_washes_a_ban_away() -> None:
    row = with_fact(AccountRow(account_id="old"), Banned(source="s", id="ban", at=0))
    for n in range(4 * MAX_ACCOUNT_FACTS):
        tokens = tuple(Token(kind="device", domain="device", value=f"{n}.{k}", masked="*") for k in range(8))
        row = with_fact(row, Attributed(source="s", id=f"attribute-{n}", at=n, tokens=tokens))
    assert any(isinstance(fact, Banned) for fact in row.facts)
    assert len(row.facts) <= MAX_ACCOUNT_FACTS
    assert sum(len(fact.tokens) for fact in row.facts if isinstance(fact, Attributed)) <= MAX_ACCOUNT_TOKENS
    assert row.evicted == 4 * MAX_ACCOUNT_FACTS + 1 - len(row.facts)
    assert len(encode_row(row)) < MAX_ROW_BYTES


def test_an_account_without_a_bar_sends_nothing_when_it_has_not_applied() -> None:
    event = AttributeAdded(
        id="e", source="s", time=instant(DAY), data=Attribute(account_id="a", kind="device", tokens=(TOKEN,))
    )
    assert apply_account_event(None, event, 0, fingers()).hops == ()


KINDS = ("~name", "~legal_person", "~birth", "~birth_place", "~company", "~address", "~return_address", "~occupation")


@pytest.mark.parametrize("vias", [0, 8])
def test_holders_who_spell_everything_three_ways_stay_within_their_row(vias: int) -> None:
    sketches = dict.fromkeys(KINDS, ("0" * 196, "1" * 196, "2" * 196))
    row = None
    for n in range(2 * MAX_HOLDERS):
        claim = assign(n, since=n)
        via = tuple(
            Taint(
                account_id=claim.account_id,
                since=n,
                offender_id="o" * 128,
                via=Via(f"{k}" * 128, 2, ("place",), 9.0, "p" * 200),
            )
            for k in range(vias)
        )
        row = apply_claim(row, msgspec.structs.replace(claim, sketches=sketches, taints=(*claim.taints, *via))).row
    assert row is not None
    assert len(encode_row(row)) < MAX_ROW_BYTES
    first = list(row.holders.values())[:MAX_NAMED]
    assert all(holder.sketches == sketches for holder in first)
    assert len(row.holders) >= FEW


def test_a_row_with_room_keeps_every_spelling() -> None:
    row = None
    for n in range(60):
        row = apply_claim(row, msgspec.structs.replace(assign(n, since=n), sketches={"~birth": ("0" * 44,)})).row
    assert row is not None
    assert all(holder.sketches for holder in row.holders.values())

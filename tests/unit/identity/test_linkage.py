from __future__ import annotations

from typing import Any

import msgspec
import pytest

from schemas.seal import micros
from streams.core.identity.outcome import OwnBan, OwnBans
from streams.core.policy.model import Hit
from streams.core.rows.state_identity import MAX_FORMS
from streams.core.rows.store import decode_row, encode_row
from streams.testing import builders as build
from streams.testing.envelopes import later
from streams.testing.identities import bank_account, id_number
from streams.testing.policies import FingerRules, fingers

PAYEE = bank_account(1)


def ban(account_id: str = "old", **more: Any) -> list[dict[str, Any]]:
    """A shop that was opened with the payee, and banned on day 1."""
    opened = build.application("old-application", account_id, bank_account=PAYEE, **more)
    return [opened, build.banned(account_id, at=later(days=1))]


def opening(days: float = 2, **identity: Any) -> dict[str, Any]:
    return build.application(account_id="new", at=later(days=days), **({"bank_account": PAYEE} | identity))


def test_an_application_without_any_identity_is_approved_at_once(linkage: Any) -> None:
    outcome = linkage.tell(build.application(), deliver=False)
    assert [decided.decision for decided in outcome.decided] == ["approve"]
    assert outcome.hops == ()


def test_an_application_waits_until_every_token_has_answered(linkage: Any) -> None:
    outcome = linkage.tell(opening(phone="13812345678"), deliver=False)
    assert outcome.decided == ()
    assert len(outcome.hops) == 2
    linkage.deliver()
    assert [decided.decision for decided in linkage.answers] == ["approve"]


def test_a_banned_seller_with_the_same_payee_is_refused_with_the_path(linkage: Any) -> None:
    linkage.tell(*ban(), opening(shop_name="全新的店", legal_person="李雷"))
    answer = linkage.last()
    assert (answer.decision, answer.account_id, answer.at) == ("refuse", "new", micros(later(days=2)))
    (link,) = answer.links
    assert (link.kind, link.account_id, link.offender_id) == ("bank_account", "old", None)
    assert link.masked == f"{PAYEE[:2]}****{PAYEE[-4:]}"
    assert link.path == f"payee account {link.masked} → banned account old"


def test_a_listed_offender_is_named_as_such(linkage: Any) -> None:
    linkage.tell(build.offender("O-17", "old", bank_account=PAYEE), opening())
    (link,) = linkage.last().links
    assert link.offender_id == "O-17"
    assert link.path.endswith("→ offender O-17")


def test_a_strong_identifier_refuses_and_a_weak_one_asks_for_review(linkage: Any) -> None:
    listed = build.offender(id_no=id_number(1), phone="13812345678")
    linkage.tell(listed, opening(phone="13812345678"))
    assert linkage.last().decision == "review"
    linkage.tell(build.application("application-2", "new", at=later(days=3), id_no=id_number(1)))
    assert linkage.last("application-2").decision == "refuse"


def test_a_presenter_who_is_a_banned_legal_person_is_joined(linkage: Any) -> None:
    kinds = fingers().versions[0].identifiers
    linkage.policies = fingers(identifiers=kinds | {"presenter": kinds["id_no"]})
    linkage.tell(build.offender(id_no=id_number(1)), opening(presenter_id_no=id_number(1)))
    assert [link.kind for link in linkage.last().links] == ["presenter"]


def test_a_kind_that_the_policy_does_not_know_joins_nobody(linkage: Any) -> None:
    linkage.tell(build.offender(uscc="91310115MA1H8R7C6D"), opening(uscc="91310115MA1H8R7C6D", bank_account=None))
    assert linkage.last().decision == "approve"


def test_an_open_seller_without_a_ban_joins_nobody(linkage: Any) -> None:
    linkage.tell(build.application("old-application", "old", bank_account=PAYEE), opening())
    assert linkage.last().decision == "approve"


def test_an_applicant_never_links_to_itself(linkage: Any) -> None:
    linkage.tell(opening(2), build.application("application-2", "new", at=later(days=3), bank_account=PAYEE))
    assert linkage.last("application-2").decision == "approve"


def test_a_banned_account_that_applies_again_is_refused_even_with_nothing_in_common(linkage: Any) -> None:
    linkage.tell(*ban("new"), opening(bank_account=None, phone="13812345678"))
    (link,) = linkage.last().links
    assert linkage.last().decision == "refuse"
    assert (link.kind, link.path) == ("account", "same account → banned account new")


def test_two_weak_links_to_two_people_are_not_two_links_to_one(linkage: Any) -> None:
    seen: list[tuple[object, ...]] = []

    class Spy(FingerRules):
        def hits(self, signals: Any, at: int) -> tuple[Hit, ...]:
            seen.append((signals["weak"], signals["medium"], signals["groups"], signals["offenders"]))
            return super().hits(signals, at)

    linkage.policies = fingers(evaluators={"application": Spy("application")})
    first, second = build.offender("O-1", "a", phone="13812345678"), build.offender("O-2", "b", device_ids=["d-1"])
    linkage.tell(first, second, opening(phone="13812345678", device_ids=["d-1"]))
    assert sorted(seen) == [(0, 1, 1, 2), (1, 0, 1, 2)]
    assert {link.offender_id for link in linkage.last().links} == {"O-1", "O-2"}


@pytest.mark.parametrize(("seconds", "decision"), [(-1, "refuse"), (0, "approve"), (1, "approve")])
def test_a_term_bars_until_it_ends_and_not_at_its_end(linkage: Any, seconds: int, decision: str) -> None:
    linkage.tell(build.offender(bank_account=PAYEE, term_end=later(days=30)))
    linkage.tell(build.application(account_id="new", at=later(days=30, seconds=seconds), bank_account=PAYEE))
    assert linkage.last().decision == decision


@pytest.mark.parametrize(("days", "decision"), [(1094, "refuse"), (1095, "approve")])
def test_a_missing_term_takes_the_policys_from_the_ban_never_for_ever(linkage: Any, days: int, decision: str) -> None:
    linkage.tell(build.offender(bank_account=PAYEE, banned_at=later()), opening(days))
    assert linkage.last().decision == decision


def test_a_ban_without_a_term_ends_with_the_policys_too(linkage: Any) -> None:
    linkage.tell(*ban(), opening(1095.5), build.application("late", "newer", at=later(days=1097), bank_account=PAYEE))
    assert [linkage.last().decision, linkage.last("late").decision] == ["refuse", "approve"]


def test_before_the_ban_nobody_is_barred(linkage: Any) -> None:
    linkage.tell(*ban(), opening(0.5))
    assert linkage.last().decision == "approve"


def test_a_ban_that_only_arrived_late_refuses_what_was_approved(linkage: Any) -> None:
    opened, banned = ban()
    linkage.tell(opened, opening())
    assert linkage.last().decision == "approve"
    linkage.tell(banned)
    assert [a.decision for a in linkage.answers if a.application_id == "application-1"] == ["approve", "refuse"]
    assert linkage.last().at == micros(later(days=2))


def test_a_listing_of_a_later_event_time_leaves_the_answer_of_its_time(linkage: Any) -> None:
    listed = build.offender(bank_account=PAYEE, banned_at=later(days=-9), at=later(days=3))
    linkage.tell(opening(2), listed)
    assert linkage.last().decision == "approve"
    assert len(linkage.answers) == 1


def test_a_reinstatement_ends_the_bar_and_hands_an_earlier_refusal_to_a_person(linkage: Any) -> None:
    linkage.tell(*ban(), build.reinstated("old", at=later(days=5)), opening(4))
    linkage.tell(build.application("application-2", "new", at=later(days=5), bank_account=PAYEE))
    assert [linkage.last().decision, linkage.last("application-2").decision] == ["review", "approve"]


def test_a_late_reinstatement_lifts_a_refusal_after_it(linkage: Any) -> None:
    linkage.tell(*ban(), opening(4), build.reinstated("old", at=later(days=3)))
    assert [a.decision for a in linkage.answers if a.application_id == "application-1"] == ["refuse", "approve"]


def test_a_second_ban_after_a_reinstatement_bars_again(linkage: Any) -> None:
    linkage.tell(*ban(), build.reinstated("old", at=later(days=3)), build.banned("old", at=later(days=4)), opening(5))
    assert linkage.last().decision == "refuse"


def test_delisting_one_offender_leaves_the_other_listing_of_the_account(linkage: Any) -> None:
    listings = [build.offender(name, "old", bank_account=PAYEE) for name in ("O-1", "O-2")]
    linkage.tell(*listings, build.delisted("O-1", "old", at=later(days=1)), opening())
    assert [link.offender_id for link in linkage.last().links] == ["O-2"]


def test_a_later_listing_replaces_the_term_of_the_earlier(linkage: Any) -> None:
    first = build.offender(bank_account=PAYEE, term_end=later(days=90))
    shorter = build.offender(bank_account=PAYEE, term_end=later(days=10), banned_at=later(), at=later(days=5))
    linkage.tell(first, shorter, opening(20))
    assert linkage.last().decision == "approve"


def own(until: float | None = None, lifted: float | None = None) -> OwnBans:
    """Our own ban of the day after the start."""
    ends = [None if day is None else micros(later(days=day)) for day in (until, lifted)]
    return OwnBans(account_id="old", bans=(OwnBan(at=micros(later(days=1)), until=ends[0], lifted=ends[1]),))


def test_our_own_ban_bars_until_it_is_lifted_and_no_refusal_outlives_it(linkage: Any) -> None:
    opened, _ = ban()
    taken, lifted = own(), own(lifted=3)
    linkage.tell(opened, taken, opening(2), lifted)
    linkage.tell(build.application("application-2", "new", at=later(days=4), bank_account=PAYEE))
    assert [linkage.last().decision, linkage.last("application-2").decision] == ["review", "approve"]
    assert "refuse" in [answer.decision for answer in linkage.answers]


def test_our_own_ban_with_an_expiry_ends_there(linkage: Any) -> None:
    opened, _ = ban()
    linkage.tell(opened, own(until=2), opening(2))
    assert linkage.last().decision == "approve"


def test_a_ban_of_ours_that_the_ledger_leaves_out_was_never_made(linkage: Any) -> None:
    opened, _ = ban()
    linkage.tell(opened, own(), opening(2), OwnBans(account_id="old", bans=()))
    assert [answer.decision for answer in linkage.answers][-2:] == ["refuse", "approve"]


def test_a_ban_of_ours_that_was_over_before_what_the_ledger_still_knows_stays(linkage: Any) -> None:
    opened, _ = ban()
    linkage.tell(opened, own(until=3), OwnBans(account_id="old", bans=(), since=micros(later(days=4))), opening(2))
    assert linkage.last().decision == "refuse"


def test_an_attribute_known_before_the_application_counts_as_its_own(linkage: Any) -> None:
    linkage.tell(*ban(), build.attribute("new", "bank", PAYEE, at=later(days=1.5)), opening(2, bank_account=None))
    assert linkage.last().decision == "refuse"


def test_an_attribute_of_a_later_event_time_does_not(linkage: Any) -> None:
    linkage.tell(*ban(), opening(2, bank_account=None), build.attribute("new", "bank", PAYEE, at=later(days=3)))
    assert linkage.last().decision == "approve"


def test_an_offenders_attribute_bars_from_when_it_was_known(linkage: Any) -> None:
    linkage.tell(build.offender(account_id="old"), build.attribute("old", "bank", PAYEE, at=later(days=3)))
    linkage.tell(opening(2), build.application("application-2", "new", at=later(days=4), bank_account=PAYEE))
    assert [linkage.last().decision, linkage.last("application-2").decision] == ["approve", "refuse"]


def test_the_same_event_again_is_a_duplicate_and_changes_nothing(linkage: Any) -> None:
    first = linkage.tell(opening())
    again = linkage.tell(opening())
    assert (first.duplicate, again.duplicate) == (False, True)
    assert (again.hops, again.decided) == ((), ())
    assert len(linkage.answers) == 1


def test_an_application_sent_in_again_and_again_keeps_the_answers_of_a_few_forms(linkage: Any) -> None:
    for n in range(1, 21):
        linkage.tell(build.application(account_id="new", at=later(days=n), phone=f"138{n:08d}", bank_account=PAYEE))
    row = linkage.accounts["new"]
    assert len(row.facts) == MAX_FORMS
    assert {asked: len(told) for (_, asked), told in row.answers.items()} == {fact.at: 2 for fact in row.facts}


def test_an_application_sent_in_again_is_answered_again_and_not_by_old_answers(linkage: Any) -> None:
    linkage.tell(opening(0.5))
    linkage.tell(*ban())
    outcome = linkage.tell(opening(2), deliver=False)
    assert outcome.decided == ()
    linkage.deliver()
    assert [a.decision for a in linkage.answers if a.application_id == "application-1"] == ["approve", "refuse"]


def test_an_earlier_version_that_comes_late_does_not_replace_the_later(linkage: Any) -> None:
    linkage.tell(*ban(), opening(2), opening(0.5))
    assert [a.decision for a in linkage.answers if a.application_id == "application-1"] == ["refuse"]


def test_a_shadow_rule_is_told_and_decides_nothing(linkage: Any) -> None:
    class Shadow(FingerRules):
        def hits(self, signals: Any, at: int) -> tuple[Hit, ...]:
            return tuple(msgspec.structs.replace(hit, mode="shadow") for hit in super().hits(signals, at))

    linkage.policies = fingers(evaluators={"application": Shadow("application")})
    linkage.tell(*ban(), opening())
    answer = linkage.last()
    assert (answer.decision, answer.hit, answer.links) == ("approve", None, ())
    assert [(shadow.hit.rule_id, len(shadow.links)) for shadow in answer.shadow] == [("banned.is.banned", 1)]


def test_rows_survive_their_bytes(linkage: Any) -> None:
    linkage.tell(*ban(), opening(phone="13812345678"))
    for row in (*linkage.accounts.values(), *linkage.tokens.values()):
        assert decode_row(encode_row(row)) == row
    assert {row.kind() for row in linkage.accounts.values()} == {"account"}
    assert {row.kind() for row in linkage.tokens.values()} == {"token"}

"""However events and hop records arrive, every application ends with the answer of its event time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.events.accounts import (
    AccountBanned,
    AccountData,
    AccountReinstated,
    BanData,
    DelistingData,
    OffenderDelisted,
)
from schemas.seal import EPOCH
from schemas.sealed import Application, Attribute, AttributeAdded, Offender, OffenderListed, ShopApplied, Token
from streams.core.hops import AnyHop, Claim, Link
from streams.core.identity.accounts import apply_account_event, apply_admission, apply_link, apply_own_bans
from streams.core.identity.decide import judge
from streams.core.identity.facts import applications
from streams.core.identity.outcome import AccountOutcome, OwnBan, OwnBans
from streams.core.identity.postings import apply_claim
from streams.core.policy.linkage import IdentifierKind
from streams.core.policy.model import Hit, PolicySet, SignalValue
from streams.core.rows.state_identity import AccountRow, Admission, TokenRow
from streams.core.time import DAY
from streams.testing.policies import fingers

TERM = 5
STRENGTHS = ("strong", "medium", "medium", "weak", "weak")
TOKENS = tuple(Token(kind=f"k{n}", domain=f"k{n}", value=f"value{n}", masked=f"*{n}") for n in range(len(STRENGTHS)))


class Opening:
    """One strong or two independent identifiers refuse, one other asks for review; over others only where told so."""

    def __init__(self, hops: int) -> None:
        self.hops = hops

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        del at
        if int(signals["hops"]) > self.hops:
            return ()
        refuse = int(signals["strong"]) >= 1 or int(signals["groups"]) >= 2
        measure = "refuse_opening" if refuse else "review"
        return (Hit(rule_id=measure, policy_version="v", violation_class="c", measure=measure, mode="live", score=1.0),)


KINDS = {f"k{n}": IdentifierKind(strength=s, group=f"k{n}", weight=0.5) for n, s in enumerate(STRENGTHS)}


def policies(hops: int) -> PolicySet:
    """A policy that looks so many steps far."""
    return fingers(blacklist_term=TERM * DAY, identifiers=KINDS, evaluators={"application": Opening(hops)})


DIRECT, OVER = policies(1), policies(2)

accounts = st.sampled_from(["a0", "a1", "a2"])
days = st.integers(0, 10)
tokens = st.lists(st.sampled_from(TOKENS), max_size=3, unique=True).map(tuple)
offenders = st.sampled_from(["o0", "o1"])


def facts() -> st.SearchStrategy[tuple[object, ...]]:
    """(what, account, day, ...) of one event."""
    return st.one_of(
        st.tuples(st.just("applied"), accounts, days, tokens, st.sampled_from(["first", "second"])),
        st.tuples(st.just("applied"), accounts, days, tokens, st.sampled_from(["first", "second"])),
        st.tuples(st.just("listed"), accounts, days, tokens, offenders, days, st.one_of(st.none(), days)),
        st.tuples(st.just("delisted"), accounts, days, offenders),
        st.tuples(st.just("attribute"), accounts, days, tokens),
        st.tuples(st.just("banned"), accounts, days),
        st.tuples(st.just("reinstated"), accounts, days),
        st.tuples(st.just("admitted"), accounts, days, st.integers(0, 2)),
        st.tuples(st.just("own"), accounts, days, st.one_of(st.none(), days), st.one_of(st.none(), days)),
    )


def events_of(facts: list[tuple]) -> list[object]:
    """The events, the appeals that people upheld, and the list of our own bans of each account that has any."""
    events = [built(fact, n) for n, fact in enumerate(facts) if fact[0] not in ("own", "admitted")]
    events += [admitted(fact, n, facts) for n, fact in enumerate(facts) if fact[0] == "admitted"]
    return events + [
        OwnBans(account_id=account, bans=tuple(map(own_ban, own)))
        for account in ("a0", "a1", "a2")
        if (own := [fact for fact in facts if fact[:2] == ("own", account)])
    ]


def admitted(fact: tuple, n: int, facts: list[tuple]) -> tuple[str, Admission]:
    """An upheld appeal against what one of the account's applications was refused for."""
    return fact[1], Admission(fact[2] * DAY, "s", f"e{n:02d}", ("s", f"e{appealed(fact, facts):02d}"), "c")


def appealed(fact: tuple, facts: list[tuple]) -> int:
    """The number of the event that an appeal is about: of the so many applications of the account, one."""
    numbers = [n for n, other in enumerate(facts) if other[:2] == ("applied", fact[1])]
    return numbers[fact[3] % len(numbers)] if numbers else len(facts)


def own_ban(fact: tuple) -> OwnBan:
    """One of ours: from a day, until another or for ever, lifted or not."""
    at, until, lifted = (None if day is None else day * DAY for day in fact[2:])
    return OwnBan(at=at, until=until, lifted=lifted)


def built(fact: tuple, n: int) -> object:
    """The event of a fact."""
    kind, data = _DATA[fact[0]](*fact[1:])
    return kind(id=f"e{n:02d}", source="s", time=EPOCH + timedelta(days=fact[2]), data=data)


def _listing(account: str, _day: int, tokens: tuple, offender: str, banned: int, end: int | None) -> Offender:
    return Offender(
        offender_id=offender,
        account_id=account,
        reason="r",
        banned_at=banned * DAY,
        term_end=None if end is None else end * DAY,
        tokens=tokens,
    )


_DATA = {
    "applied": lambda account, _day, tokens, application: (
        ShopApplied,
        Application(application_id=application, account_id=account, shop_name="新店", tokens=tokens),
    ),
    "listed": lambda *fact: (OffenderListed, _listing(*fact)),
    "delisted": lambda account, _day, offender: (
        OffenderDelisted,
        DelistingData(offender_id=offender, account_id=account),
    ),
    "attribute": lambda account, _day, tokens: (
        AttributeAdded,
        Attribute(account_id=account, kind="device", tokens=tokens),
    ),
    "banned": lambda account, _day: (AccountBanned, BanData(account_id=account, reason="r")),
    "reinstated": lambda account, _day: (AccountReinstated, AccountData(account_id=account)),
}


class World:
    """All accounts and tokens, and the hop records under way."""

    def __init__(self, random: Random, policies: PolicySet) -> None:
        self.random = random
        self.policies = policies
        self.reviewed: dict[str, frozenset[str]] = {}
        self.accounts: dict[str, AccountRow] = {}
        self.tokens: dict[str, TokenRow] = {}
        self.under_way: list[AnyHop] = []
        self.answers: dict[tuple[str, str], str] = {}

    def send(self, event: object) -> None:
        if isinstance(event, tuple):
            account_id, let_in = event
            row = self.accounts.get(account_id)
            self._settle(account_id, apply_admission(row, account_id, let_in, 3, self.policies))
        elif isinstance(event, OwnBans):
            self._settle(event.account_id, apply_own_bans(self.accounts.get(event.account_id), event, 3, self.policies))
        else:
            account_id = event.data.account_id
            self._settle(account_id, apply_account_event(self.accounts.get(account_id), event, 3, self.policies))

    def deliver_one(self) -> None:
        """Any record under way, in any order; one in four comes again later."""
        place = self.random.randrange(len(self.under_way))
        hop = self.under_way[place] if self.random.random() < 0.25 else self.under_way.pop(place)
        if isinstance(hop, Claim):
            outcome = apply_claim(self.tokens.get(hop.token.value), hop)
            self.tokens[hop.token.value] = outcome.row
            self.under_way += outcome.hops
        elif isinstance(hop, Link):
            assert hop.to == 3
            self._settle(hop.account_id, apply_link(self.accounts.get(hop.account_id), hop, self.policies))

    def _settle(self, account_id: str, outcome: AccountOutcome) -> None:
        self.accounts[account_id] = outcome.row
        self.under_way += outcome.hops
        if outcome.looked:
            links = () if outcome.reviewed is None else outcome.reviewed.links
            self.reviewed[account_id] = frozenset(link.account_id for link in links)
        for decided in outcome.decided:
            self.answers[account_id, decided.application_id] = decided.decision

    def joined(self) -> dict[tuple[str, str], frozenset[tuple[str, str | None]]]:
        """Who each application is joined to by what the rows say now, if it is not approved."""
        return {
            (account_id, application.application_id): frozenset(
                (link.account_id, link.offender_id) for link in judge(row, application, self.policies).links
            )
            for account_id, row in self.accounts.items()
            for application in applications(row.facts).values()
        }


def run(events: list[object], random: Random, *, in_order: bool, policies: PolicySet = DIRECT) -> World:
    """Everything sent, some of it twice, with hop records delivered in between and all of them at the end."""
    world = World(random, policies)
    sent = list(events)
    if not in_order:
        sent += [event for event in events if random.random() < 0.3]
        random.shuffle(sent)
    for event in sent:
        world.send(event)
        while world.under_way and (in_order or random.random() < 0.5):
            world.deliver_one()
    while world.under_way:
        world.deliver_one()
    return world


class Oracle:
    """The same by brute force: at each application's instant, look at everybody."""

    def __init__(self, facts: list[tuple]) -> None:
        self.facts = sorted(facts, key=lambda fact: fact[2])  # stable: of one day, as the ids rise
        self.sent = facts

    def of(self, what: str, account: str) -> list[tuple]:
        return [fact for fact in self.facts if fact[0] == what and fact[1] == account]

    def barred(self, account: str, at: int) -> set[str | None]:
        """As whom the account is barred: a listed offender, or itself (None)."""
        back = [fact[2] for fact in self.of("reinstated", account) if fact[2] <= at]
        bans = [(fact[2], fact[2] + TERM, None) for fact in self.of("banned", account)]
        bans += [(f[2], f[2] + TERM if f[3] is None else f[3], f[4]) for f in self.of("own", account)]
        banned = any(
            since <= at < until and (lifted is None or at < lifted) and not any(since <= day for day in back)
            for since, until, lifted in bans
        )
        listed = {offender for offender in ("o0", "o1") if self.listed(account, offender, at)}
        return listed | ({None} if banned else set())

    def listed(self, account: str, offender: str, at: int) -> bool:
        known = [fact for fact in self.of("listed", account) if fact[4] == offender and fact[2] <= at]
        if not known:
            return False
        _, _, day, _, _, banned, end = known[-1]
        gone = [fact[2] for fact in self.of("delisted", account) if fact[3] == offender and day < fact[2] <= at]
        return banned <= at < (banned + TERM if end is None else end) and not gone

    def held(self, account: str, at: int, *kinds: str) -> set[str]:
        mine = [fact for kind in kinds for fact in self.of(kind, account) if fact[2] <= at]
        return {token.value for fact in mine for token in fact[3]}

    def is_let_in(self, application: tuple) -> bool:
        """Whether an appeal against it was upheld, or against the same form before it was sent in again."""
        for fact in self.of("admitted", application[1]):
            named = self.sent[appealed(fact, self.sent)]
            same = named[3:] == application[3:] and application[2] <= fact[2]
            if named is application or same:
                return True
        return False

    def answer(self, application: tuple) -> tuple[str, frozenset[tuple[str, str | None]]]:
        if self.is_let_in(application):
            return "approve", frozenset()
        ranks = self.ranks(application)
        for who in self.refused_before(application):
            ranks[who] = max(1, ranks.get(who, 0))
        top = max(ranks.values(), default=0)
        return ("approve", "review", "refuse")[top], frozenset(who for who, rank in ranks.items() if rank == top)

    def ranks(self, application: tuple) -> dict[tuple[str, str | None], int]:
        """Whom a form by itself is joined to, and what that calls for."""
        _, account, at, tokens, _ = application
        identity = {token.value for token in tokens} | self.held(account, at, "attribute")
        worth = {account: 2}
        for other in {"a0", "a1", "a2"} - {account}:
            shared = identity & self.held(other, at, "applied", "listed", "attribute")
            if shared:
                worth[other] = 2 if "value0" in shared or len(shared) > 1 else 1
        return {
            (name, offender): 1 if self.taken_back(name, offender, at) else rank
            for name, rank in worth.items()
            for offender in self.barred(name, at)
        }

    def refused_before(self, application: tuple) -> set[tuple[str, str | None]]:
        """For whom earlier forms of the account were refused, where that bar still lasts."""
        forms = self.of("applied", application[1])
        place = next(n for n, form in enumerate(forms) if form is application)
        return {
            who
            for form in forms[:place]
            if not self.is_let_in(form)
            for who, rank in self.ranks(form).items()
            if rank == 2 and all(who[1] in self.barred(who[0], day) for day in range(form[2], application[2] + 1))
        }

    def taken_back(self, account: str, offender: str | None, at: int) -> bool:
        """Whether the bar in force then ended before its time: day after day until it is over, then why it was."""
        end = next(day for day in range(at + 1, 99) if offender not in self.barred(account, day))
        return not any(since < end == until for since, until in self.run_out(account, offender))

    def run_out(self, account: str, offender: str | None) -> list[tuple[int, int]]:
        """Bars that nobody took back before their end, with their ends."""
        back = [fact[2] for fact in self.of("reinstated", account)]
        bans = [(fact[2], fact[2] + TERM, back) for fact in self.of("banned", account)]
        for _, _, day, until, lifted in self.of("own", account):
            bans.append((day, day + TERM if until is None else until, back + ([] if lifted is None else [lifted])))
        whole = [(a, b) for a, b, gone in bans if not any(g < b and (g >= a or g not in back) for g in gone)]
        return whole if offender is None else list(self.listings_run_out(account, offender))

    def listings_run_out(self, account: str, offender: str) -> Iterator[tuple[int, int]]:
        """The same for one listed offender; a later listing replaces the earlier."""
        known = [fact for fact in self.of("listed", account) if fact[4] == offender]
        gone = [fact[2] for fact in self.of("delisted", account) if fact[3] == offender]
        for place, (_, _, day, _, _, banned, end) in enumerate(known):
            until = min([banned + TERM if end is None else end, *(later[2] for later in known[place + 1 : place + 2])])
            if not any(day < g < until for g in gone):
                yield max(banned, day), until

    def answers(self) -> dict[tuple[str, str], tuple[str, frozenset[tuple[str, str | None]]]]:
        current = {(fact[1], fact[4]): fact for fact in self.facts if fact[0] == "applied"}
        return {key: self.answer(fact) for key, fact in current.items()}


@settings(max_examples=300, deadline=None)
@given(facts=st.lists(facts(), max_size=12), seed=st.integers(0, 2**32))
def test_any_order_of_events_and_hops_ends_with_the_answers_of_event_time(facts: list[tuple], seed: int) -> None:
    events = events_of(facts)
    world = run(events, Random(seed), in_order=False)
    wanted = Oracle(facts).answers()
    assert world.answers == {key: decision for key, (decision, _) in wanted.items()}
    assert world.joined() == {key: who for key, (_, who) in wanted.items()}


@settings(max_examples=60, deadline=None)
@given(facts=st.lists(facts(), max_size=12), seed=st.integers(0, 2**32))
def test_rows_keep_the_same_facts_and_holders_whatever_the_order(facts: list[tuple], seed: int) -> None:
    events = events_of(facts)
    straight = run(events, Random(0), in_order=True)
    mixed = run(events, Random(seed), in_order=False)
    assert {a: row.facts for a, row in straight.accounts.items()} == {a: row.facts for a, row in mixed.accounts.items()}
    held = [
        {(t, a): h.spans for t, row in world.tokens.items() for a, h in row.holders.items() if h.spans}
        for world in (straight, mixed)
    ]
    assert held[0] == held[1]


@settings(max_examples=200, deadline=None)
@given(facts=st.lists(facts(), min_size=3, max_size=14), seed=st.integers(0, 2**32))
def test_over_other_applicants_and_later_too_any_order_ends_alike(facts: list[tuple], seed: int) -> None:
    events = events_of(facts)
    straight = run(events, Random(0), in_order=True, policies=OVER)
    mixed = run(events, Random(seed), in_order=False, policies=OVER)
    assert mixed.answers == straight.answers
    assert mixed.joined() == straight.joined()
    assert mixed.reviewed == straight.reviewed


@settings(max_examples=200, deadline=None)
@given(facts=st.lists(facts(), min_size=3, max_size=12), chosen=st.integers(0, 9), name=st.sampled_from(["first", "x"]))
def test_applying_once_more_with_papers_of_nobody_takes_no_review_and_no_bar_away(
    facts: list[tuple], chosen: int, name: str
) -> None:
    opened = [fact for fact in facts if fact[0] == "applied"]
    assume(opened)
    _, account, day, *_ = opened[chosen % len(opened)]
    once, more = events_of(facts), built(("applied", account, day + chosen, (), name), 99)
    alone, again = (run(events, Random(0), in_order=True, policies=OVER) for events in (once, [*once, more]))
    assert reviewed(alone) <= reviewed(again)
    for account, root, since, worth in bars(alone):
        told = [bar for bar in bars(again) if bar[:2] == (account, root)]
        assert any(bar[2] <= since and bar[3] >= worth for bar in told)


def reviewed(world: World) -> set[str]:
    return {account for account, named in world.reviewed.items() if named}


def bars(world: World) -> set[tuple]:
    """Which account bars by which token for which root, since when, and how much it is worth."""
    return {
        ((name, value), (span.offender_id, via.account_id), span.since, (via.rank, via.bits))
        for value, row in world.tokens.items()
        for name, holder in row.holders.items()
        for span in holder.spans
        if (via := span.via) is not None
    }

"""`caps.md`: every bound on what a row keeps, its value from the code, what happens beyond it, and who counts it."""

from __future__ import annotations

from schemas import fields
from scripts.docs.tables import code, page, table
from streams.core.handlers import appeals, noticed, reporters, shown
from streams.core.identity import bounded, holding
from streams.core.ledger import ladder, reminding, telling
from streams.core.rows import awaiting, bounds, state, state_gangs, state_guarantee, state_identity, turnout, views
from streams.core.standing import answers, notices
from streams.runtime.metrics_catalogue import DEAD_LETTERS, EVICTED

ABOUT = f"""So that no row grows without end, whatever is sent. A row stays below {state.MAX_ROW_BYTES // 1024} KiB even
where ids are {fields.MAX_ID} characters of four bytes each; of a simulated year's rows 99 in 100 are below 32 KiB
(`make bench`, tests/simulation/test_row_bytes.py). Bounds in bytes only matter where ids are long. What is left out is
counted in {code(EVICTED.name)} by kind of row; where the last column is empty, the one before says what is done."""
LEFT_OUT = code(f'{EVICTED.name}{{state="{{kind}}"}}')
BEFORE_DECISION = code(f'{DEAD_LETTERS.name}{{reason="out_of_bounds"}}')
Cap = tuple[str, str, str, str]


def _kib(count: int) -> str:
    return f"{count // 1024} KiB"


def _counted(kind: str) -> str:
    return LEFT_OUT.replace("{kind}", kind)


def _of_targets() -> tuple[Cap, ...]:
    target = _counted("target")
    return (
        (
            "reports of one target",
            f"{bounds.CROWD_MAX}",
            "the older half goes, after the standing was folded up to there",
            target,
        ),
        ("rulings on them", f"{bounds.CROWD_MAX}", "the same; the reporters' records have them for good", target),
        (
            "reports that wait for word of their author",
            f"{awaiting.AWAITED_MAX}",
            "a further one counts when its own answer is there, out of turn",
            "",
        ),
        ("versions of a listing", f"{bounds.SHOWN_MAX}", "the oldest go, the newest half stays", target),
        (
            "notices, their steps, answers, appeals",
            f"{bounds.FACTS_MAX}",
            f"the newest {bounds.FACTS_MAX // 2} stay; what the older ones brought is in the standing",
            target,
        ),
        (
            "all of these together",
            f"{_kib(bounds.FACTS_BYTES)}, of old ones {_kib(bounds.KEPT_BYTES)}",
            "as above",
            target,
        ),
        (
            "open notices told apart",
            f"{notices.OPEN_MAX}, or {_kib(notices.OPEN_BYTES)}",
            "a further one brings a `review`: a person is told",
            code('pinocchio_enforcements_total{measure="review"}'),
        ),
        (
            "ended notices remembered",
            f"{notices.ENDED_MAX}, or {_kib(notices.ENDED_BYTES)}",
            "the longest ended is forgotten; filed again it is a new one",
            "",
        ),
        ("steps of notices that are not there yet", f"{notices.EARLY_MAX}", "they wait in the case row alone", ""),
        ("corrections that found nothing yet", f"{answers.EARLY_MAX}", "the oldest is forgotten", ""),
        (
            "people who looked and did not report",
            f"{views.SAMPLE} an hour, {views.HOURS_MAX} hours",
            "a sample: few are counted exactly, many well; of what nobody reports, for 48 hours",
            "",
        ),
        ("evidence of one rule hit", f"{shown.EVIDENCE_MAX} spans", "the first ones are shown", ""),
    )


def _of_sellers() -> tuple[Cap, ...]:
    ledger = _counted("ledger")
    return (
        (
            "facts of a ledger",
            f"{bounds.FACTS_MAX}, or {_kib(bounds.FACTS_BYTES)}",
            f"the older half is folded; its last {bounds.FACTS_MAX // 2} rulings stay, and points of all count",
            ledger,
        ),
        (
            "reminders open at once",
            f"{ladder.OPEN_MAX}, or {_kib(ladder.OPEN_BYTES)}",
            "no further reminder; points and steps go on",
            "",
        ),
        (
            "ended reminders that targets are told of",
            f"{reminding.ENDED_MAX}, or {_kib(reminding.ENDED_BYTES)}",
            "the oldest go: what is told late of their time may remind again",
            "",
        ),
        (
            "a host's clicks that mean nothing",
            f"{telling.WAITING} a kind and target, {telling.WAITING_MAX} in all",
            "the oldest go: the last before and the first after a ruling always count",
            ledger,
        ),
        (
            "appeals, or steps of a notice, that wait for what they are about",
            f"{appeals.WAITING_MAX}",
            "the newest stay",
            "",
        ),
        (
            "targets of one complaint",
            f"{noticed.PAGE} a page, pages without end",
            "a further page: every one of them is restored in time",
            "",
        ),
        (
            "orders of one ruling",
            f"1,000 (the wire); {state_guarantee.PAGE} a page",
            "a dead letter; a further page",
            BEFORE_DECISION,
        ),
        ("rulings with one violation id", f"{state_guarantee.CLAIMS_MAX}", "a further one owes nothing", ""),
        (
            "rulings that name one order",
            f"{state_guarantee.NAMED_MAX}",
            "the earliest are kept: they are the ones who owe",
            "",
        ),
    )


def _of_people() -> tuple[Cap, ...]:
    reporter = _counted("reporter")
    return (
        (
            "rulings on one reporter's reports",
            f"{reporters.MAX_RULINGS}",
            "the older half becomes counts: right, wrong, when abusive",
            reporter,
        ),
        (
            "reports of one reporter that a late ruling reaches",
            f"{reporters.MAX_ASKS}",
            "older reports keep the weight they had",
            reporter,
        ),
        (
            "days for which reporters are counted",
            f"{turnout.DAYS}",
            "a report more than two days behind its partition is not in the day's number",
            "",
        ),
        (
            "facts of an account",
            f"{state_identity.MAX_ACCOUNT_FACTS}",
            "attributes in the middle go, then the oldest bars",
            "",
        ),
        ("tokens of an account", f"{state_identity.MAX_ACCOUNT_TOKENS}", "the same", ""),
        (
            "forms of an account",
            f"{state_identity.MAX_FORMS}, {bounded.MAX_WAITING} more that wait for an answer or were not approved",
            "the first and the last half stay; one in the middle is answered as it comes in, and not looked at later",
            "",
        ),
        ("barred holders of a token", f"{state_identity.MAX_HOLDERS}", "whose bar ends first goes", ""),
        (
            "bytes of a token's barred holders",
            f"{holding.MAX_HOLDER_BYTES // 1024} KiB",
            "the last who were barred keep no spellings here, then they go",
            "",
        ),
        (
            "asks about a token",
            f"{state_identity.MAX_ASKS}",
            "the oldest accounts' go; they count on by month, for a crowd is no link; of one account as many as forms",
            "",
        ),
        ("accounts that share a token of a gang", f"{state_gangs.MAX_POSTING}", "a hub: it joins nobody any more", ""),
        ("tokens of an account in gangs", f"{state_gangs.MAX_TIES}", "a further one ties it to nobody", ""),
    )


def caps_page() -> str:
    """The page."""
    head = ("what", "at most", "beyond that", "counted in")
    parts = (("A target", _of_targets()), ("A seller", _of_sellers()), ("People and accounts", _of_people()))
    return page("Caps", ABOUT, *(f"## {name}\n\n{table(head, caps)}" for name, caps in parts))

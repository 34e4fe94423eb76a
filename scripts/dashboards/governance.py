"""Dashboard one: is governance working? From the promise kept to what was done, and whether hosts answer it."""

from __future__ import annotations

from scripts.dashboards.limits import COMPLETENESS_OBJECTIVE, FRESHNESS_OBJECTIVE
from scripts.dashboards.measures import ANSWERED, DONE
from scripts.dashboards.panel import Board, Panel, Row, Target
from scripts.dashboards.query import LIVE, grown, of, quantile, rate, worst

MINUTE = " * 60"
LATE_ALLOWED = f"{1 - FRESHNESS_OBJECTIVE:.2f}"
DEAD_ALLOWED = f"{1 - COMPLETENESS_OBJECTIVE:.3f}"


def _burn(part: str, allowed: str, window: str) -> str:
    bad, all_of_it = rate(part, window=window), rate("events_received_total", window=window)
    return f"(({bad}) / ({all_of_it} > 0) or vector(0)) / {allowed}"


def _left(part: str, allowed: str) -> str:
    return f"1 - (({grown(part, '30d')}) / ({grown('events_received_total', '30d')} > 0) or vector(0)) / {allowed}"


GLANCE = Row(
    "At a glance",
    (
        Panel(
            title="Oldest event waiting",
            kind="stat",
            unit="s",
            width=4,
            height=5,
            decimals=1,
            alert="PinocchioFarBehind",
            shows="Age of the oldest record that waits to be decided, of any topic and worker.",
            normal="Below a second; some seconds after a restart.",
            act="Open *Will it recover?*: does the backlog shrink?",
            targets=(Target(worst("freshness_seconds"), "oldest"),),
        ),
        Panel(
            title="Freshness budget left",
            kind="stat",
            unit="percentunit",
            width=4,
            height=5,
            decimals=1,
            floor=0.0,
            shows="What is left, over 30 days, of the 1 % of events that may be decided later than 5 s.",
            normal="Above half. Below zero the promise of the month is broken.",
            act="See which hours spent it on *Freshness: budget burn*, and hold risky changes back.",
            targets=(Target(_left("events_slow_total", LATE_ALLOWED), "left"),),
        ),
        Panel(
            title="Completeness budget left",
            kind="stat",
            unit="percentunit",
            width=4,
            height=5,
            decimals=1,
            floor=0.0,
            shows="What is left of the 0.1 % of records that may end as dead letters, over 30 days.",
            normal="Above half.",
            act="See *Dead letters by reason*, then `pinocchio dlq stats`.",
            targets=(Target(_left("dead_letters_total", DEAD_ALLOWED), "left"),),
        ),
        Panel(
            title="Enforcements in the last hour",
            kind="stat",
            unit="short",
            width=4,
            height=5,
            decimals=0,
            shows="Live measures taken in the last hour. None, where there were always some, is an alert.",
            normal="What the same hour of yesterday had, more or less.",
            act="If zero: does *What became of them* show decided events, and is a policy in force? "
            "Runbook: docs/runbooks/PinocchioNoEnforcements.md.",
            targets=(Target(grown("enforcements_total", "1h", **LIVE), "taken"),),
        ),
        Panel(
            title="Workers up",
            kind="stat",
            unit="short",
            width=4,
            height=5,
            shows="Workers that Prometheus reaches.",
            normal="As many as are deployed.",
            act="Look at the missing one's log. Runbook: docs/runbooks/PinocchioWorkerDown.md.",
            targets=(Target(f"sum({of('up')})", "up"),),
        ),
        Panel(
            title="Policy in force",
            kind="stat",
            unit="short",
            width=4,
            height=5,
            text="name",
            shows="The version that decides now. Two names mean that workers disagree.",
            normal="One name, the one that was activated last.",
            act="Compare with `pinocchio policy show`. Runbook: docs/runbooks/PinocchioPolicyVersionsDiffer.md.",
            targets=(Target(f"max by (version) ({of('policy_info')} == 1)", "{{version}}"),),
        ),
    ),
)
PROMISE = Row(
    "From event to measure",
    (
        Panel(
            title="Events received, by topic",
            unit="cps",
            shows="Records a second whose transaction has been committed.",
            normal="The marketplace's daily curve; nine of ten are listings.",
            act="A topic at zero while the marketplace runs: ask its producer; else see *Records behind, by topic*.",
            targets=(Target(rate("events_received_total", "topic"), "{{topic}}"),),
        ),
        Panel(
            title="What became of them",
            unit="cps",
            stacked=True,
            palette="verdict",
            shows="Received = decided + duplicate + dead-lettered, always.",
            normal="Nearly all decided. Duplicates follow retries of producers.",
            act="Many duplicates: a producer sends again and again. Dead letters: see below.",
            targets=(
                Target(rate("events_decided_total"), "decided"),
                Target(rate("events_duplicate_total"), "duplicate"),
                Target(rate("dead_letters_total"), "dead letters"),
            ),
        ),
        Panel(
            title="Record to enforcement",
            unit="s",
            palette="quantile",
            least=0,
            shows="From the broker's append of the record to its committed enforcement.",
            normal="p50 below 50 ms, p99 below 200 ms.",
            act="If it rises with the lag: too few workers. Without lag: *Transaction time* on *Will it recover?*.",
            targets=tuple(
                Target(quantile(q, "record_to_enforcement_seconds"), f"p{q * 100:.0f}") for q in (0.5, 0.95, 0.99)
            ),
        ),
        Panel(
            title="Freshness: budget burn",
            unit="none",
            least=0,
            alert="PinocchioFreshnessBurnsFast",
            shows="How many times faster than allowed the month's 1 % of late events is being spent.",
            normal="Below 1.",
            act="Above the line on both windows somebody is paged.",
            targets=tuple(Target(_burn("events_slow_total", LATE_ALLOWED, w), f"over {w}") for w in ("5m", "1h", "6h")),
        ),
        Panel(
            title="Completeness: budget burn",
            unit="none",
            least=0,
            alert="PinocchioCompletenessBurnsFast",
            shows="How many times faster than allowed the month's 0.1 % of dead letters is being spent.",
            normal="Below 1.",
            act="Above the line on both windows somebody is paged.",
            targets=tuple(
                Target(_burn("dead_letters_total", DEAD_ALLOWED, w), f"over {w}") for w in ("5m", "1h", "6h")
            ),
        ),
        Panel(
            title="Records not accounted for",
            unit="short",
            alert="PinocchioAccountingBroken",
            shows="Received less decided, duplicate and dead-lettered, by topic.",
            normal="Exactly 0, at every scrape.",
            act="A fault of the service itself: keep its log.",
            targets=(
                Target(
                    f"sum by (topic) ({of('events_received_total')}) - sum by (topic) ({of('events_decided_total')})"
                    f" - sum by (topic) ({of('events_duplicate_total')})"
                    f" - sum by (topic) ({of('dead_letters_total')})",
                    "{{topic}}",
                ),
            ),
        ),
    ),
)
BOARD = Board(
    uid="pinocchio-governance",
    title="Is governance working?",
    about="Does every event get its answer in time, what is done about it, and do hosts correct themselves?",
    rows=(GLANCE, PROMISE, DONE, ANSWERED),
)

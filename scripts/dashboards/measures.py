"""What is done, and whether hosts answer it: measures, interceptions, openings, reminders, dead letters."""

from __future__ import annotations

from scripts.dashboards.panel import Panel, Row, Target
from scripts.dashboards.query import LIVE, grown, quantile, rate, share

MINUTE = " * 60"
SEVERE = {**LIVE, "measure": "~block_listing|pause_live|stop_live|freeze_shop|ban_account|blacklist"}
DONE = Row(
    "What is done",
    (
        Panel(
            title="Measures taken a minute",
            unit="cpm",
            stacked=True,
            palette="measure",
            shows="Live measures taken, by measure, from reminder to ban.",
            normal="Reminders far ahead of everything else.",
            act="A jump of one measure: what did the last policy change? See *What is it deciding?*.",
            targets=(Target(rate("enforcements_total", "measure", **LIVE) + MINUTE, "{{measure}}"),),
        ),
        Panel(
            title="Measures taken a minute, by class",
            unit="cpm",
            stacked=True,
            shows="Live measures taken, by what they are for.",
            normal="Counterfeit and advertising lead.",
            act="A new class at the top: an attack, a campaign, or a rule that is too wide.",
            targets=(Target(rate("enforcements_total", "violation_class", **LIVE) + MINUTE, "{{violation_class}}"),),
        ),
        Panel(
            title="Measures lifted a minute, by reason",
            unit="cpm",
            stacked=True,
            shows="Live measures lifted, and why.",
            normal="Expired, corrected, revised. Overturned and appeal_upheld are rare.",
            act="Overturned and upheld ones are mistakes that hurt somebody: find the rule on *What is it deciding?*.",
            targets=(Target(rate("lifts_total", "reason") + MINUTE, "{{reason}}"),),
        ),
        Panel(
            title="Interceptions a minute",
            unit="cpm",
            palette="measure",
            shows="The measures that stop something: listings blocked, rooms paused or stopped, shops frozen, bans.",
            normal="A small share of all measures.",
            act="A jump right after a policy change: `pinocchio replay --diff` of the two versions.",
            targets=(Target(rate("enforcements_total", "measure", **SEVERE) + MINUTE, "{{measure}}"),),
        ),
        Panel(
            title="Shop openings answered a minute",
            unit="cpm",
            stacked=True,
            palette="answer",
            shows="Openings approved, sent to a person, or refused.",
            normal="Nearly all approved.",
            act="Many refused at once: offenders return, or a token is shared by many. "
            "See *Openings with a link, by the field shared*.",
            targets=(Target(rate("applications_total", "decision") + MINUTE, "{{decision}}"),),
        ),
        Panel(
            title="Measures by class and measure",
            kind="table",
            unit="short",
            decimals=0,
            columns=("violation_class", "measure"),
            shows="Live measures taken in the time shown, the most frequent pairs.",
            normal="No surprises.",
            act="Explain one: `pinocchio explain ID`.",
            targets=(
                Target(
                    f"topk(20, {grown('enforcements_total', '$__range', 'violation_class, measure', **LIVE)})",
                    "{{violation_class}} {{measure}}",
                    at_once=True,
                ),
            ),
        ),
    ),
)
REMINDED = {**LIVE, "measure": "remind"}
ANSWERED = Row(
    "Remind first",
    (
        Panel(
            title="Reminders and corrections a minute",
            unit="cpm",
            palette="reminder",
            shows="Reminders to hosts, and reminders that a host answered in time.",
            normal="Corrections follow reminders by hours.",
            act="See the share beside this.",
            targets=(
                Target(rate("enforcements_total", **REMINDED) + MINUTE, "reminders"),
                Target(rate("reminders_corrected_total") + MINUTE, "corrected"),
            ),
        ),
        Panel(
            title="Share of reminders answered, over a day",
            unit="percentunit",
            least=0,
            alert="PinocchioRemindersUnanswered",
            shows="Reminders corrected in the last 24 hours per reminder sent in them; 100 % where none was sent.",
            normal="Above half. The product's point is that hosts correct themselves.",
            act="Do the reminders reach the hosts, and can they act on them?",
            targets=(
                Target(
                    share(
                        grown("reminders_corrected_total", "1d"),
                        grown("enforcements_total", "1d", **REMINDED),
                        nothing=1,
                    ),
                    "answered",
                ),
            ),
        ),
        Panel(
            title="Time to correct",
            unit="s",
            palette="quantile",
            shows="Event time from a reminder to its correction, over an hour.",
            normal="p50 within minutes to hours, far below the correction window.",
            act="Rising: hosts see reminders late, or do not understand them.",
            targets=tuple(Target(quantile(q, "time_to_correct_seconds", "1h"), f"p{q * 100:.0f}") for q in (0.5, 0.95)),
        ),
        Panel(
            title="Reports per thousand viewers",
            unit="none",
            decimals=2,
            shows="The outcome: how often viewers find something to report, over an hour.",
            normal="Falling over weeks.",
            act="Rising while measures do not: the rules miss something that people see.",
            targets=(
                Target(
                    f"1000 * ({grown('reports_total', '1h')}) / ({grown('viewers_total', '1h')} > 0) or vector(0)",
                    "reports per 1,000 viewers",
                ),
            ),
        ),
        Panel(
            title="Dead letters by stage",
            unit="cpm",
            stacked=True,
            palette="stage",
            shows="Records a minute that could not be read, were invalid, came too late, or failed in deciding.",
            normal="0, or a handful after a producer's release.",
            act="`pinocchio dlq stats` and `pinocchio dlq show`. Runbook: docs/runbooks/PinocchioDeadLettersRising.md.",
            targets=(Target(rate("dead_letters_total", "stage") + MINUTE, "{{stage}}"),),
        ),
        Panel(
            title="Dead letters by topic, 15 minutes",
            kind="bargauge",
            unit="short",
            decimals=0,
            alert="PinocchioDeadLettersRising",
            shows="How many records of each topic became dead letters in the last 15 minutes.",
            normal="0.",
            act="Name the producer's release, tell its owner, redrive after the fix.",
            targets=(Target(grown("dead_letters_total", "15m", "topic"), "{{topic}}"),),
        ),
    ),
)

"""Dashboard three: what is it deciding? Policy, rules live and in shadow, crowd, linkage, appeals, dead letters."""

from __future__ import annotations

from scripts.dashboards.judging import CROWD, JUDGED
from scripts.dashboards.panel import Board, Panel, Row, Target
from scripts.dashboards.query import grown, of, rate, total, worst

MINUTE = " * 60"
POLICY = Row(
    "Policy",
    (
        Panel(
            title="Policy versions",
            kind="statetimeline",
            unit="short",
            width=12,
            height=6,
            shows="Every version known, 1 while it is in force.",
            normal="One at 1.",
            act="An unexpected change: who activated it? `pinocchio policy show`.",
            targets=(Target(f"max by (version) ({of('policy_info')})", "{{version}}"),),
        ),
        Panel(
            title="In force since",
            kind="stat",
            unit="dateTimeFromNow",
            width=4,
            height=6,
            shows="When the version in force took effect.",
            normal="The last activation you know of.",
            act="Compare with the policies topic.",
            targets=(Target(f"max({of('policy_activated_timestamp_seconds')}) * 1000", "since"),),
        ),
        Panel(
            title="Versions in force at once",
            kind="stat",
            unit="short",
            width=4,
            height=6,
            alert="PinocchioPolicyVersionsDiffer",
            shows="How many versions workers decide by at this moment.",
            normal="1.",
            act="More than 1 for minutes: a worker has not read the policies topic; restart it.",
            targets=(Target(f"count(count by (version) ({of('policy_info')} == 1))", "versions"),),
        ),
        Panel(
            title="Policies refused, 1 hour",
            kind="stat",
            unit="short",
            width=4,
            height=6,
            decimals=0,
            alert="PinocchioPolicyRefused",
            shows="Records of the policies topic that are no valid policy. The last good set stays in force.",
            normal="0.",
            act="`pinocchio policy check` says what is wrong with the file; activate a corrected one.",
            targets=(Target(grown("policies_refused_total", "1h"), "refused"),),
        ),
        Panel(
            title="Policies and switches learnt late, 1 hour",
            kind="stat",
            unit="short",
            width=4,
            height=6,
            decimals=0,
            alert="PinocchioControlsLate",
            shows="Learnt by a worker when an event that they judge may have been decided already.",
            normal="0.",
            act="Whose clock is ahead? The log says `learnt_late`; see docs/runbooks/PinocchioControlsLate.md.",
            targets=(Target(grown("controls_late_total", "1h", "instance"), "{{instance}}"),),
        ),
    ),
)
BRAKES = Row(
    "Switches and brakes",
    (
        Panel(
            title="Observe only",
            kind="stat",
            unit="short",
            width=4,
            height=6,
            alert="PinocchioObserveOnly",
            shows="1 while operations have every measure taken in shadow: nobody feels anything.",
            normal="0.",
            act="Who switched it on, and is the reason gone? `pinocchio policy controls`.",
            targets=(Target(worst("observe_only"), "observing"),),
        ),
        Panel(
            title="Measures braked",
            kind="statetimeline",
            alert="PinocchioQuotaExceeded",
            unit="short",
            width=10,
            height=6,
            shows="1 while a measure is braked, by its quota or by hand: it is taken in shadow.",
            normal="0 for every measure.",
            act="Look at what the measure was taken for in the minute before, then lift the brake.",
            targets=(Target(worst("measure_braked", "measure"), "{{measure}}"),),
        ),
        Panel(
            title="Quotas exceeded, 1 hour",
            kind="bargauge",
            unit="short",
            width=10,
            height=6,
            decimals=0,
            alert="PinocchioQuotaExceeded",
            shows="Minutes in which more of a measure was taken than the policy allows; it was braked then.",
            normal="0.",
            act="A rule that is too wide, or an attack: compare with *Rules at work, live*.",
            targets=(Target(grown("quota_exceeded_total", "1h", "measure"), "{{measure}}"),),
        ),
    ),
)
RULES = Row(
    "Rules",
    (
        Panel(
            title="Rules at work, live",
            unit="cpm",
            stacked=True,
            width=12,
            shows="Measures taken a minute by the ten busiest rules in live mode.",
            normal="A stable mix.",
            act="A rule that suddenly leads: `pinocchio explain` one of its enforcements.",
            targets=(Target(f"topk(10, {rate('rule_hits_total', 'rule', mode='live')}) * 60", "{{rule}}"),),
        ),
        Panel(
            title="Rules at work, shadow",
            unit="cpm",
            stacked=True,
            width=12,
            shows="What the ten busiest rules in shadow mode would have done. Nobody feels it.",
            normal="Near what the rule's author expected.",
            act="Judge a sample before the rule goes live.",
            targets=(Target(f"topk(10, {rate('rule_hits_total', 'rule', mode='shadow')}) * 60", "{{rule}}"),),
        ),
        Panel(
            title="Live against shadow",
            unit="cpm",
            palette="mode",
            shows="All measures taken a minute, by mode.",
            normal="Shadow well below live.",
            act="Shadow above live: a rule under trial is far too wide.",
            targets=(Target(rate("enforcements_total", "mode", change="taken") + MINUTE, "{{mode}}"),),
        ),
        Panel(
            title="Rules, last 24 hours",
            kind="table",
            unit="short",
            decimals=0,
            columns=("rule", "mode"),
            shows="Measures taken by each rule and mode in a day.",
            normal="Every live rule does something now and then.",
            act="A live rule at 0 for weeks: is it still needed, or broken?",
            targets=(Target(f"topk(40, {grown('rule_hits_total', '1d', 'rule, mode')})", at_once=True),),
        ),
        Panel(
            title="Change against yesterday",
            unit="cpm",
            shows="Live measures a minute in the last hour less the same hour of yesterday, the rules that moved most.",
            normal="Around 0.",
            act="Right after a policy change: the effect of the change.",
            targets=(
                Target(
                    "topk(10, abs("
                    f"{rate('rule_hits_total', 'rule', window='1h', mode='live')} - "
                    f"(sum by (rule) (rate({of('rule_hits_total', mode='live')}[1h] offset 1d)) or "
                    f"{total('rule_hits_total', 'rule', mode='live')} * 0))) * 60",
                    "{{rule}}",
                ),
            ),
        ),
    ),
)
BOARD = Board(
    uid="pinocchio-decisions",
    title="What is it deciding?",
    about="Which rules act under which policy, what crowds and links lead to, and how often it is wrong.",
    rows=(POLICY, BRAKES, RULES, CROWD, JUDGED),
)

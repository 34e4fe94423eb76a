"""What crowds and links lead to, and how often it is wrong."""

from __future__ import annotations

from scripts.dashboards.panel import Panel, Row, Target
from scripts.dashboards.query import LIVE, grown, rate, share, total

MINUTE = " * 60"
CROWD = Row(
    "Crowd and linkage",
    (
        Panel(
            title="Reports a minute",
            unit="cpm",
            width=6,
            stacked=True,
            shows="Reports and notices decided, by what they report.",
            normal="The daily curve.",
            act="A burst about one class: an incident or a brigade. Reports alone only remind and call for review.",
            targets=(Target(rate("reports_total", "violation_class") + MINUTE, "{{violation_class}}"),),
        ),
        Panel(
            title="People who reported, a day",
            unit="short",
            width=6,
            decimals=0,
            least=0,
            shows="Distinct people who reported on this day of event time and on the day before, estimated.",
            normal="Today's line climbs to about yesterday's.",
            act="Reports climb and people do not: few hands. Both jump: an incident, or accounts made for it.",
            targets=(Target(total("reporters_distinct", "day"), "{{day}}"),),
        ),
        Panel(
            title="Rulings on reports a minute",
            unit="cpm",
            width=6,
            stacked=True,
            palette="ruling",
            shows="Whether those who reported were right.",
            normal="More upheld than abusive.",
            act="Abusive rising: somebody organises complaints; their word loses weight by itself.",
            targets=(Target(rate("report_rulings_total", "ruling") + MINUTE, "{{ruling}}"),),
        ),
        Panel(
            title="What crowds led to, a minute",
            unit="cpm",
            width=6,
            shows="Measures by the rules on reports.",
            normal="Reminders, and fewer reviews.",
            act="Many reviews: the people who look need help, or the weights are too generous.",
            targets=(Target(rate("rule_hits_total", "rule", rule="~crowd.*") + MINUTE, "{{rule}}"),),
        ),
        Panel(
            title="Openings with a link, by the field shared",
            unit="cpm",
            stacked=True,
            shows="Measures taken because an applicant shares this field with an offender.",
            normal="Payee account, phone and device lead.",
            act="A weak field leads (network, address): a hub that joins strangers; see the policy's identifiers.",
            targets=(Target(rate("link_measures_total", "link") + MINUTE, "{{link}}"),),
        ),
        Panel(
            title="Measures on account of gangs",
            unit="cpm",
            palette="measure",
            shows="Measures taken because accounts act together.",
            normal="Rare, and reviews first.",
            act="A burst: one circle was recognised; `pinocchio explain ID` tells its ties.",
            targets=(Target(rate("gang_measures_total", "measure") + MINUTE, "{{measure}}"),),
        ),
        Panel(
            title="Share of openings not approved",
            unit="percentunit",
            least=0,
            shows="Openings refused or sent to a person, of all answered, over an hour.",
            normal="A few per cent.",
            act="A jump: a new list of offenders, or a token that half the town shares.",
            targets=(
                Target(
                    share(grown("applications_total", "1h", decision="refuse"), grown("applications_total", "1h")),
                    "refused",
                ),
                Target(
                    share(grown("applications_total", "1h", decision="review"), grown("applications_total", "1h")),
                    "review",
                ),
            ),
        ),
    ),
)
JUDGED = Row(
    "Appeals and dead letters",
    (
        Panel(
            title="Appeals a minute",
            unit="cpm",
            palette="appeal",
            shows="Appeals filed, and appeals decided.",
            normal="Decided ones keep pace with filed ones.",
            act="Filed runs ahead: reviewers are short.",
            targets=(Target(rate("appeals_total", "outcome") + MINUTE, "{{outcome}}"),),
        ),
        Panel(
            title="Share of appeals upheld, over a week",
            unit="percentunit",
            least=0,
            most=1,
            alert="PinocchioAppealsUpheld",
            shows="Of the appeals decided in seven days, those where the appellant was right.",
            normal="Below a fifth.",
            act="Find the rule behind the lifted measures, and put it into shadow.",
            targets=(
                Target(
                    share(
                        grown("appeals_total", "7d", outcome="upheld"),
                        grown("appeals_total", "7d", outcome="~upheld|rejected"),
                    ),
                    "upheld",
                ),
            ),
        ),
        Panel(
            title="Measures taken back a minute",
            unit="cpm",
            shows="Live measures lifted because they were wrong: overturned, or an appeal was upheld.",
            normal="Rare.",
            act="`pinocchio explain ID` of one; correct the rule.",
            targets=(Target(rate("lifts_total", "reason", reason="~overturned|appeal_upheld") + MINUTE, "{{reason}}"),),
        ),
        Panel(
            title="Misrouted records, 15 minutes",
            kind="stat",
            unit="short",
            width=4,
            decimals=0,
            alert="PinocchioMisrouted",
            shows="Records whose key belongs on another partition. They are decided where they lie.",
            normal="0.",
            act="A producer does not place by murmur2: `partitioner=murmur2_random` for librdkafka.",
            targets=(Target(grown("misrouted_total", "15m"), "misrouted"),),
        ),
        Panel(
            title="Events that could not be decided, 15 minutes",
            kind="stat",
            unit="short",
            width=4,
            decimals=0,
            alert="PinocchioDecisionsFailing",
            shows="Dead letters of stage `decide`: a step raised an error. Always a fault of ours.",
            normal="0.",
            act="`pinocchio dlq list`, replay one of them, fix, redrive.",
            targets=(Target(grown("dead_letters_total", "15m", stage="decide"), "failed"),),
        ),
        Panel(
            title="Records between partitions refused, 15 minutes",
            kind="stat",
            unit="short",
            width=4,
            decimals=0,
            alert="PinocchioHopsRefused",
            shows="What one partition asked or answered another and could not be read or decided.",
            normal="0.",
            act="`pinocchio dlq list --topic accounts`, and `reports`; fix, redrive.",
            targets=(Target(grown("hops_refused_total", "15m"), "refused"),),
        ),
        Panel(
            title="Dead letters by reason",
            kind="table",
            unit="short",
            decimals=0,
            columns=("topic", "stage", "reason"),
            shows="Dead letters in the time shown: topic, stage and reason.",
            normal="Few rows above 0.",
            act="`pinocchio dlq stats`, then `pinocchio dlq show` for one of them.",
            targets=(
                Target(f"topk(20, {grown('dead_letters_total', '$__range', 'topic, stage, reason')})", at_once=True),
            ),
        ),
        Panel(
            title="Enforcements by class, live a minute",
            unit="cpm",
            shows="Live measures other than reminders, by class.",
            normal="A stable mix.",
            act="Compare with *Reports a minute*: do people and rules see the same?",
            targets=(
                Target(
                    rate("enforcements_total", "violation_class", **LIVE, measure="!remind") + MINUTE,
                    "{{violation_class}}",
                ),
            ),
        ),
    ),
)

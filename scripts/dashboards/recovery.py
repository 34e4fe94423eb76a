"""Dashboard two: will it recover? The backlog and its end, who holds what, and what keeps a worker from it."""

from __future__ import annotations

from scripts.dashboards.panel import Board, Panel, Row, Target
from scripts.dashboards.query import grown, quantile, rate, total, worst
from scripts.dashboards.workers import MACHINE, WRITES

BACKLOG = Row(
    "Backlog",
    (
        Panel(
            title="Oldest event waiting, by topic",
            unit="s",
            least=0,
            alert="PinocchioFarBehind",
            shows="Age of the oldest record that waits, the worst worker of each topic: the lag in seconds.",
            normal="Below a second.",
            act="Falling: wait. Level or rising: see *Time to catch up* and *Partitions that stand still*.",
            targets=(Target(worst("freshness_seconds", "topic"), "{{topic}}"),),
        ),
        Panel(
            title="Records behind, by topic",
            unit="short",
            least=0,
            shows="Records between the committed offset and the end of the log, hop topics too: the lag in records.",
            normal="Near 0; rises and falls with bursts.",
            act="Rising over an hour: more workers, up to the number of partitions.",
            targets=(Target(total("consumer_lag_records", "topic"), "{{topic}}"),),
        ),
        Panel(
            title="Time to catch up",
            unit="s",
            least=0,
            shows="Records behind at the pace of the last five minutes, if nothing new came.",
            normal="Below a second.",
            act="More than an hour: add workers, or expect the freshness budget to be spent.",
            targets=(
                Target(
                    f"{total('consumer_lag_records')} / clamp_min({rate('events_received_total', window='5m')}, 0.001)",
                    "at this pace",
                ),
            ),
        ),
        Panel(
            title="Partitions furthest behind",
            unit="s",
            least=0,
            shows="Age of the oldest record that waits, of the ten worst partition numbers.",
            normal="All alike, below a second.",
            act="One far above the others: a hot seller or a slow task. All: too few workers, or the broker.",
            targets=(
                Target(f"topk(10, {worst('partition_freshness_seconds', 'partition')})", "partition {{partition}}"),
            ),
        ),
        Panel(
            title="Partitions that stand still",
            unit="s",
            least=0,
            alert="PinocchioPartitionStalled",
            shows="How long records have waited in a partition without any of its offsets moving.",
            normal="0. A slow partition still moves.",
            act="Its leader may be gone, or its task hang: restart the worker that holds it.",
            targets=(
                Target(
                    f"topk(10, {worst('partition_stalled_seconds', 'instance, partition')})",
                    "{{instance}} / {{partition}}",
                ),
            ),
        ),
        Panel(
            title="Worst partitions now",
            kind="table",
            unit="short",
            columns=("instance", "topic", "partition"),
            shows="The twenty partitions with the most records behind.",
            normal="Small numbers, evenly spread.",
            act="The same partition for long: who is its hot seller?",
            targets=(Target(f"topk(20, {total('consumer_lag_records', 'instance, topic, partition')})", at_once=True),),
        ),
    ),
)
GROUP = Row(
    "Group and restore",
    (
        Panel(
            title="Partition numbers held",
            kind="statetimeline",
            unit="short",
            decimals=0,
            floor=1.0,
            shows="How many partition numbers each worker holds. 0 is a worker that rebalances or restores.",
            normal="Equal shares that together are all partitions.",
            act="A worker at 0 for minutes: see *Rebalancing for* and its log.",
            targets=(Target(total("partitions_assigned", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Rebalancing for",
            unit="s",
            least=0,
            alert="PinocchioRebalancingTooLong",
            shows="How long each worker has been joining, rebalancing or restoring.",
            normal="0; seconds at a restart.",
            act="Rising without end: is the broker's coordinator well, and does the restore move?",
            targets=(Target(worst("rebalancing_seconds", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Assignments in the last hour",
            unit="short",
            decimals=0,
            least=0,
            alert="PinocchioRebalancingOften",
            shows="How often each worker was given partitions anew.",
            normal="0; one or two at a deployment.",
            act="Many: a worker loses its session again and again: event loop, memory, network.",
            targets=(Target(grown("rebalances_total", "1h", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Rebalance duration",
            unit="s",
            palette="quantile",
            shows="From giving partitions away to work on the new ones, over six hours.",
            normal="Below ten seconds; grows with the rows to restore.",
            act="Long: see *Restore: records to read*. More workers mean fewer rows each.",
            targets=tuple(Target(quantile(q, "rebalance_seconds", "6h"), f"p{q * 100:.0f}") for q in (0.5, 0.95)),
        ),
        Panel(
            title="Restore: records to read",
            unit="short",
            least=0,
            shows="State records still to be read by a restore under way, by worker.",
            normal="0; falls steadily during a restore.",
            act="Level for a minute: a partition of the state topic has no leader; the log says which.",
            targets=(Target(total("restore_remaining_records", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Last restore",
            kind="stat",
            unit="s",
            width=4,
            decimals=1,
            shows="How long the slowest worker's last restore took.",
            normal="Seconds per million rows.",
            act="Growing from week to week: rows are growing; see *Rows held*.",
            targets=(Target(worst("restore_seconds"), "slowest"),),
        ),
        Panel(
            title="Unreadable rows",
            kind="stat",
            unit="short",
            width=4,
            alert="PinocchioRowsUnreadable",
            shows="State records that could not be read back since the workers' start.",
            normal="0, always.",
            act="History of sellers is missing: keep the state topic, do not deploy further.",
            targets=(Target(total("restore_bad_rows_total"), "unreadable"),),
        ),
    ),
)
BOARD = Board(
    uid="pinocchio-recovery",
    title="Will it recover?",
    about="How far behind is it, does that get better by itself, and what stands in the way?",
    rows=(BACKLOG, GROUP, WRITES, MACHINE),
)

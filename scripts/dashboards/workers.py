"""What keeps a worker from its work: transactions, rows, event loop, memory, restarts."""

from __future__ import annotations

from scripts.dashboards.panel import Panel, Row, Target
from scripts.dashboards.query import grown, of, quantile, rate, total, worst

MINUTE = " * 60"
WRITES = Row(
    "Transactions",
    (
        Panel(
            title="Transactions a second",
            unit="cps",
            shows="Kafka transactions committed, by worker.",
            normal="Up to 20 a second and partition under load, one when idle.",
            act="None while records wait: see *Transaction time*.",
            targets=(Target(rate("transaction_seconds_count", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Transaction time",
            unit="s",
            palette="quantile",
            least=0,
            shows="Time to write and commit one transaction.",
            normal="p50 around 10 ms, p99 below 100 ms.",
            act="Rising: the broker's disks, its transaction topic, or the network.",
            targets=tuple(Target(quantile(q, "transaction_seconds"), f"p{q * 100:.0f}") for q in (0.5, 0.95, 0.99)),
        ),
        Panel(
            title="Failed transactions and coordinator errors",
            unit="short",
            decimals=0,
            least=0,
            alert="PinocchioTransactionsFailing",
            shows="In the last 15 minutes, by worker. A failed one ends the worker; its restart replays.",
            normal="0; one after another worker took a partition over.",
            act="Again and again: is the broker short of in-sync replicas?",
            targets=(
                Target(grown("transaction_failures_total", "15m", "instance"), "failed, {{instance}}"),
                Target(grown("coordinator_errors_total", "15m", "instance"), "coordinator, {{instance}}"),
            ),
        ),
        Panel(
            title="Rows written a second",
            unit="cps",
            shows="Row versions written to the state topic.",
            normal="Follows reports and rulings, not listings.",
            act="Far above the events that change something: a rule that matches nearly everything.",
            targets=(Target(rate("state_rows_written_total"), "rows"),),
        ),
        Panel(
            title="Rows held",
            unit="short",
            stacked=True,
            shows="Rows in memory by kind, all workers.",
            normal="Grows slowly with the number of sellers.",
            act="A kind that grows by the hour: is an expiry missing from the policy?",
            targets=(Target(total("state_rows", "state"), "{{state}}"),),
        ),
        Panel(
            title="Left out of full rows",
            unit="short",
            decimals=0,
            least=0,
            shows="Facts that rows at their limit folded together or left out in the last hour, by kind of row.",
            normal="0; some where hundreds report one target, or a host answers without end.",
            act="For hours: somebody sends far too much about one target or seller; find the producer.",
            targets=(Target(grown("state_evicted_total", "1h", "state"), "{{state}}"),),
        ),
        Panel(
            title="Clock ticks a minute",
            unit="cpm",
            shows="Ticks written: they move rows that hear of nothing else, and stop while there is a backlog.",
            normal="One a minute and partition.",
            act="None: a backlog, or ticks are off; expiries and deadlines wait.",
            targets=(Target(f"{rate('ticks_written_total')} * 60", "ticks"),),
        ),
    ),
)
MACHINE = Row(
    "The workers",
    (
        Panel(
            title="Event loop lag",
            unit="s",
            least=0,
            shows="How late the event loop woke up, by worker.",
            normal="Below 50 ms.",
            act="Above a second heartbeats are late and sessions are lost: lists too large, or a starved CPU.",
            targets=(Target(worst("event_loop_lag_seconds", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Decision time",
            unit="s",
            palette="quantile",
            least=0,
            shows="Time to decode and decide one record list, compute only.",
            normal="p99 below 50 ms.",
            act="Rising: a costly rule, or an enormous row.",
            targets=tuple(Target(quantile(q, "decision_seconds"), f"p{q * 100:.0f}") for q in (0.5, 0.95, 0.99)),
        ),
        Panel(
            title="Decision time, spread",
            kind="heatmap",
            unit="s",
            shows="How many lists took how long.",
            normal="One band, narrow.",
            act="A second band above: some lists are of another kind; compare with *Events received, by topic*.",
            targets=(Target(rate("decision_seconds_bucket", "le"), "{{le}}"),),
        ),
        Panel(
            title="Resident memory",
            unit="bytes",
            least=0,
            shows="Memory of each worker's process.",
            normal="Level between deployments.",
            act="Rising with *Rows held*: expected, plan workers. Rising alone: a leak.",
            targets=(Target(total("process_resident_memory_bytes", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="CPU used",
            unit="percentunit",
            least=0,
            shows="CPU of each worker's process; one core is 100 %, and a worker uses hardly more than one.",
            normal="Below 70 %.",
            act="At 100 % the worker is the limit: more workers, up to the number of partitions.",
            targets=(Target(rate("process_cpu_seconds_total", "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Restarts in half an hour",
            unit="short",
            decimals=0,
            least=0,
            alert="PinocchioWorkersRestarting",
            shows="How often each worker's process began anew.",
            normal="0; one at a deployment.",
            act="Read the last lines of its log: the error says what to do.",
            targets=(Target(f"sum by (instance) (changes({of('process_start_time_seconds')}[30m]))", "{{instance}}"),),
        ),
    ),
)

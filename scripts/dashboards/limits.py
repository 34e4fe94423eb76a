"""The numbers at which somebody is told, as the panels draw them; a test holds them against the alert rules."""

from __future__ import annotations

FRESHNESS_OBJECTIVE = 0.99
"""Share of events decided within 5 seconds of their append, over 30 days."""
COMPLETENESS_OBJECTIVE = 0.999
"""Share of records that do not end as dead letters, over 30 days."""
BURN_FAST = 14.4
"""At this multiple of the allowed rate, a month's budget is gone in two days."""

LIMITS: dict[str, float] = {
    "PinocchioFreshnessBurnsFast": BURN_FAST,
    "PinocchioCompletenessBurnsFast": BURN_FAST,
    "PinocchioFarBehind": 300,
    "PinocchioPartitionStalled": 120,
    "PinocchioBrokerSilent": 60,
    "PinocchioRebalancingTooLong": 300,
    "PinocchioRebalancingOften": 10,
    "PinocchioTransactionsFailing": 0,
    "PinocchioPolicyRefused": 0,
    "PinocchioControlsLate": 0,
    "PinocchioPolicyVersionsDiffer": 1,
    "PinocchioRemindersUnanswered": 0.1,
    "PinocchioAppealsUpheld": 0.5,
    "PinocchioAccountingBroken": 0,
    "PinocchioRowsUnreadable": 0,
    "PinocchioWorkersRestarting": 2,
    "PinocchioMisrouted": 0,
    "PinocchioDecisionsFailing": 0,
    "PinocchioHopsRefused": 0,
    "PinocchioDeadLettersRising": 20,
    "PinocchioObserveOnly": 0,
    "PinocchioQuotaExceeded": 0,
}
"""Alert -> the number in its rule that panels draw."""
LOW_IS_BAD = frozenset({"PinocchioRemindersUnanswered"})
"""Alerts that speak when a value falls below their number."""


def step(alert: str) -> float:
    """Where a panel turns red: Grafana includes the number itself, the rule does not, and 0 must not be red for 0."""
    limit = LIMITS[alert]
    return limit + 0.001 if limit <= 10 else limit  # noqa: PLR2004  # counts; beyond them nobody sees the difference

"""Evaluation: the rules of one input, indexed by the signals they need; tried only where they could fire."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, get_args

import msgspec
from cel_expr_python import cel

from schemas.enforcement import Measure, Mode
from schemas.fields import ViolationClass
from streams.core.policy.condition import Condition, environment
from streams.core.policy.laws import Basis
from streams.core.policy.model import Hit, RuleInput, SignalValue
from streams.core.policy.parse_rule import FROM_REASON
from streams.core.policy.vocabulary import VOCABULARY


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule ready to run. `measures` are (score to reach, measure), highest first; `since`, `until` are event time."""

    id: str
    policy_version: str
    violation_class: str
    when: Condition
    score: float | Condition
    measures: tuple[tuple[float, Measure], ...]
    mode: Mode
    basis: tuple[Basis, ...]
    duration: int | None = None
    lapse: Measure | None = None
    since: int | None = None
    until: int | None = None

    def holds(self, at: int) -> bool:
        """Whether the rule is in effect at this event time."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def names(self) -> tuple[str, ...]:
        """Every signal the rule looks at."""
        return self.when.names + (self.score.names if isinstance(self.score, Condition) else ())


class CelEvaluator:
    """The rules of one input, in the order of the file. Same signals and time, same hits."""

    def __init__(self, on: RuleInput, rules: Sequence[Rule]) -> None:
        """Index the rules: each under the smallest group of signals that it cannot fire without."""
        self.rules = tuple(rules)
        self._environment = environment(on)
        self._defaults = {name: signal.default for name, signal in VOCABULARY[on].items()}
        self._doubles = frozenset(name for name, signal in VOCABULARY[on].items() if signal.type == "double")
        self._always = tuple(number for number, rule in enumerate(rules) if not rule.when.needs)
        self._wakes = _index(rules)

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        """The rules that fire. A missing signal is at its default; an unknown one is nobody's business here."""
        awake = self._awake(signals)
        rules = [
            rule for rule in map(self.rules.__getitem__, awake) if rule.holds(at) and self._could_fire(rule, signals)
        ]
        if not rules:
            return ()
        activation = self._environment.Activation(
            {name: self._value(name, signals) for rule in rules for name in rule.names()}
        )
        found = (_hit(rule, activation, signals, at) for rule in rules)
        return tuple(hit for hit in found if hit is not None)

    def _awake(self, signals: Mapping[str, SignalValue]) -> list[int]:
        """Numbers of the rules that one of these signals wakes, in the order of the file."""
        numbers = set(self._always)
        for name, value in signals.items():
            waking = self._wakes.get(name)
            if waking is not None and value != self._defaults[name]:
                numbers.update(waking)
        return sorted(numbers)

    def _could_fire(self, rule: Rule, signals: Mapping[str, SignalValue]) -> bool:
        default = self._defaults
        return all(
            any(signals.get(name, default[name]) != default[name] for name in group) for group in rule.when.needs
        )

    def _value(self, name: str, signals: Mapping[str, SignalValue]) -> SignalValue:
        value = signals.get(name, self._defaults[name])
        return float(value) if name in self._doubles else value


def _index(rules: Sequence[Rule]) -> dict[str, tuple[int, ...]]:
    wakes: dict[str, tuple[int, ...]] = {}
    for number, rule in enumerate(rules):
        for name in min(rule.when.needs, key=len, default=frozenset()):
            wakes[name] = (*wakes.get(name, ()), number)
    return wakes


def _hit(rule: Rule, activation: Any, signals: Mapping[str, SignalValue], at: int) -> Hit | None:
    fires = rule.when.program.eval(activation)
    if fires.type() != cel.Type.BOOL:
        return _failed(rule, signals, at)
    if not fires.value():
        return None
    score = _score(rule, activation)
    if score is None:
        return _failed(rule, signals, at)
    measure = next((measure for least, measure in rule.measures if score >= least), None)
    return None if measure is None else _made(rule, measure, rule.mode, score, signals, at)


def _score(rule: Rule, activation: Any) -> float | None:
    """Between 0 and 1; None when the expression gave no number."""
    if not isinstance(rule.score, Condition):
        return rule.score
    value = rule.score.program.eval(activation)
    if value.type() != cel.Type.DOUBLE or math.isnan(value.value()):
        return None
    return min(max(float(value.value()), 0.0), 1.0)


def _failed(rule: Rule, signals: Mapping[str, SignalValue], at: int) -> Hit:
    """A rule that could not tell, which loading makes all but impossible: people see it, the host does not."""
    return _made(rule, "review", "shadow", 0.0, signals, at)


def _made(rule: Rule, measure: Measure, mode: Mode, score: float, signals: Mapping[str, SignalValue], at: int) -> Hit:
    return Hit(
        rule_id=rule.id,
        policy_version=rule.policy_version,
        violation_class=_class_of(rule, signals),
        measure=measure,
        mode=mode,
        score=score,
        legal_basis=tuple(basis.text for basis in rule.basis if basis.holds(at)),
        duration=rule.duration,
        lapse=rule.lapse if measure == "remind" else None,
        signals=tuple(dict.fromkeys(rule.names())),
    )


def _class_of(rule: Rule, signals: Mapping[str, SignalValue]) -> str:
    if rule.violation_class != FROM_REASON:
        return rule.violation_class
    reason = str(signals.get("reason", ""))
    return reason if reason in get_args(ViolationClass) else "other"

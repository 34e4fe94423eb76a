"""Evaluation: the rules of one input, indexed by the signals they need; tried only where they could fire."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import get_args

import msgspec
from cel_expr_python import cel

from schemas.enforcement import Measure, Mode
from schemas.fields import ViolationClass
from streams.core.policy.condition import Condition
from streams.core.policy.laws import Basis
from streams.core.policy.model import Hit, RuleInput, SignalValue
from streams.core.policy.notice import in_force
from streams.core.policy.parse_rule import FROM_REASON
from streams.core.policy.vocabulary import VOCABULARY

Outcome = tuple[Measure, Mode, float] | None
REMEMBERED = 10_000  # outcomes an evaluator keeps; about 2 MB

# A rule that could not tell, which loading makes all but impossible: people see it, the host does not. Letting content
# through in silence would be worse, and so would stopping every other rule for it.
FAILED: tuple[Measure, Mode, float] = ("review", "shadow", 0.0)


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
    names: tuple[str, ...]

    def holds(self, at: int) -> bool:
        """Whether the rule is in effect at this event time."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class CelEvaluator:
    """The rules of one input, in the order of the file. Same signals and time, same hits."""

    def __init__(self, on: RuleInput, rules: Sequence[Rule]) -> None:
        """Index the rules: each under the smallest group of signals that it cannot fire without."""
        self.rules = tuple(rules)
        self._defaults = {name: signal.default for name, signal in VOCABULARY[on].items()}
        self._doubles = frozenset(name for name, signal in VOCABULARY[on].items() if signal.type == "double")
        self._always = tuple(number for number, rule in enumerate(rules) if not rule.when.needs)
        self._wakes = _index(rules)
        self._seen: dict[tuple[SignalValue, ...], Outcome] = {}
        self._quiet: set[tuple[SignalValue, ...]] | None = set() if on == "report" else None

    def hits(self, signals: Mapping[str, SignalValue], at: int) -> tuple[Hit, ...]:
        """The rules that fire. A missing signal is at its default; an unknown one is nobody's business here."""
        if self._quiet is None:
            return self._tried(signals, at)[0]
        key = (*signals, *signals.values())
        if key in self._quiet:
            return ()
        found, is_quiet = self._tried(signals, at)
        if is_quiet and len(self._quiet) < REMEMBERED:
            self._quiet.add(key)
        return found

    def possible(self) -> tuple[Hit, ...]:
        """Every rule with each of its measures."""
        return tuple(
            _hit(rule, (measure, rule.mode, score), {}, 0) for rule in self.rules for score, measure in rule.measures
        )

    def _tried(self, signals: Mapping[str, SignalValue], at: int) -> tuple[tuple[Hit, ...], bool]:
        """The rules that fire, and whether these signals are quiet: nothing would fire at any other time either.

        A crowd is asked about again with every report, and nearly all crowds are of one or two people.
        """
        found, is_quiet = [], True
        for number in self._awake(signals):
            rule = self.rules[number]
            if not self._could_fire(rule, signals):
                continue
            outcome = self._outcome(number, rule, signals)
            is_quiet = is_quiet and outcome is None
            if outcome is not None and rule.holds(at):
                found.append(_hit(rule, outcome, signals, at))
        return tuple(found), is_quiet

    def _awake(self, signals: Mapping[str, SignalValue]) -> Sequence[int]:
        """Numbers of the rules that one of these signals wakes, in the order of the file."""
        numbers = set(self._always)
        for name, waking in self._wakes.items():
            default = self._defaults[name]
            if signals.get(name, default) != default:
                numbers.update(waking)
        return sorted(numbers)

    def _could_fire(self, rule: Rule, signals: Mapping[str, SignalValue]) -> bool:
        default = self._defaults
        for group in rule.when.needs:
            if all(signals.get(name, default[name]) == default[name] for name in group):
                return False
        return True

    def _outcome(self, number: int, rule: Rule, signals: Mapping[str, SignalValue]) -> Outcome:
        """What the rule makes of these signals; remembered, for counts and words repeat and CEL costs microseconds."""
        data = {name: self._value(name, signals) for name in rule.names}
        key = (number, *data.values())
        if key not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[key] = outcome_of(rule, data)
        return self._seen[key]

    def _value(self, name: str, signals: Mapping[str, SignalValue]) -> SignalValue:
        value = signals.get(name, self._defaults[name])
        return float(value) if name in self._doubles else value


def _index(rules: Sequence[Rule]) -> dict[str, tuple[int, ...]]:
    wakes: dict[str, tuple[int, ...]] = {}
    for number, rule in enumerate(rules):
        for name in min(rule.when.needs, key=len, default=frozenset()):
            wakes[name] = (*wakes.get(name, ()), number)
    return wakes


def outcome_of(rule: Rule, data: Mapping[str, SignalValue]) -> Outcome:
    """Measure, mode and score of a rule on the signals it names; None when it does not fire."""
    fires = rule.when.program.eval(data=data)
    if fires.type() != cel.Type.BOOL:
        return FAILED
    if not fires.value():
        return None
    score = _score(rule, data)
    if score is None:
        return FAILED
    measure = next((measure for least, measure in rule.measures if score >= least), None)
    return None if measure is None else (measure, rule.mode, score)


def _score(rule: Rule, data: Mapping[str, SignalValue]) -> float | None:
    """Between 0 and 1; None when the expression gave no number."""
    if not isinstance(rule.score, Condition):
        return rule.score
    value = rule.score.program.eval(data=data)
    if value.type() != cel.Type.DOUBLE or math.isnan(value.value()):
        return None
    return min(max(float(value.value()), 0.0), 1.0)


def _hit(rule: Rule, outcome: tuple[Measure, Mode, float], signals: Mapping[str, SignalValue], at: int) -> Hit:
    measure, mode, score = outcome
    return Hit(
        rule_id=rule.id,
        policy_version=rule.policy_version,
        violation_class=_class_of(rule, signals),
        measure=measure,
        mode=mode,
        score=score,
        legal_basis=in_force(rule.basis, at),
        duration=rule.duration,
        lapse=rule.lapse if measure == "remind" else None,
        signals=rule.names,
    )


def _class_of(rule: Rule, signals: Mapping[str, SignalValue]) -> str:
    if rule.violation_class != FROM_REASON:
        return rule.violation_class
    reason = str(signals.get("reason", ""))
    return reason if reason in get_args(ViolationClass) else "other"

"""Conditions that contradict each other, so that nobody could ever claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import attrs

from fundmodel.auditing.case import Case
from fundmodel.auditing.checks.wording import in_words
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_part
from fundmodel.conditions import (
    Eligible,
    EligibleList,
    EligibleThreshold,
    Reaching,
    Threshold,
)
from fundmodel.parts import Part
from fundmodel.periods import KeyDate
from fundmodel.rules import AllocationRule
from fundmodel.rules.combinations.sub_rules import rules_in
from fundmodel.sentences import Sentence, sentence

__all__ = ["conditions_can_be_met"]


def conditions_can_be_met(case: Case) -> Iterator[Outcome]:
    """
    COND-001: the conditions of a rule can be met together.

    Why: where no recipient could ever meet all of them, the money of the part reaches
    nobody. Kinds, lists and thresholds of one rule are compared; conditions of which
    one is enough, and those of alternatives, are not.

    Example: only municipalities may claim, and in the next provision only districts;
    or at least 500 persons are asked and fewer than 100.

    How to resolve: look up both provisions; mend the one that was written wrongly, or
    write alternatives where either is enough.
    """
    rule = "COND-001"
    program = case.latest
    if program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    in_order = 0
    for part in program.parts:
        for inner in _rules(part.rule):
            found = tuple(_contradictions(inner))
            for evidence in found:
                yield _never(rule, part, evidence)
            in_order += not found and any(map(_is_condition, inner.provisions))
    if in_order:
        message = sentence("rules whose conditions can be met: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)
    elif not any(map(_has_conditions, program.parts)):
        reason = sentence("no rule has conditions that can be compared")
        yield NotApplicable(rule=rule, reason=reason)


def _rules(rule: AllocationRule | None) -> Iterator[AllocationRule]:
    """Give a rule and those inside it."""
    if rule is not None:
        yield rule
        for provision in rule.provisions:
            for inner in rules_in(provision):
                yield from _rules(inner)


def _is_condition(provision: object) -> bool:
    return isinstance(provision, Eligible | EligibleList | EligibleThreshold)


def _has_conditions(part: Part) -> bool:
    rules = _rules(part.rule)
    return any(_is_condition(p) for rule in rules for p in rule.provisions)


def _contradictions(rule: AllocationRule) -> Iterator[Evidence]:
    """Give what cannot be met, with what is asked for."""
    kinds = [p for p in rule.provisions if isinstance(p, Eligible)]
    if kinds and not _common(each.kinds for each in kinds):
        yield sentence("kinds"), tuple(in_words(each.describe()) for each in kinds)
    lists = [p for p in rule.provisions if isinstance(p, EligibleList)]
    if _nobody_is_listed(lists):
        yield sentence("lists"), tuple(in_words(each.describe()) for each in lists)
    needed = [
        threshold
        for p in rule.provisions
        if isinstance(p, EligibleThreshold)
        if p.reaching is Reaching.ALL or len(p.thresholds) == 1
        for threshold in p.thresholds
    ]
    for several in _by_gauge(needed):
        if not _Range.of(several).is_possible:
            yield (
                sentence("thresholds"),
                tuple(in_words(each.describe()) for each in several),
            )


def _nobody_is_listed(lists: list[EligibleList]) -> bool:
    only = [each.only for each in lists if each.only]
    without = {id_ for each in lists for id_ in each.without}
    return bool(only) and not _common(only) - without


def _common(several: Iterable[Iterable[str]]) -> frozenset[str]:
    """Give what all of them name; there is at least one."""
    first, *others = map(frozenset, several)
    return first.intersection(*others)


def _by_gauge(needed: Iterable[Threshold]) -> Iterable[list[Threshold]]:
    """Bring together thresholds for one figure of one day."""
    groups: dict[tuple[str, str | None, KeyDate | None], list[Threshold]] = {}
    for each in needed:
        groups.setdefault((each.by, each.of, each.key_date), []).append(each)
    return groups.values()


@attrs.frozen(kw_only=True)
class _Range:
    """
    What several thresholds leave.

    Attributes:
        least: The highest lower limit; a count is never below zero.

        least_is_in: Whether the limit itself will do.

        most: The lowest upper limit; `None` for any.

        most_is_in: Whether the limit itself will do.
    """

    least: Fraction
    least_is_in: bool
    most: Fraction | None
    most_is_in: bool

    @classmethod
    def of(cls, thresholds: Iterable[Threshold]) -> _Range:
        """Find both ends; at equal limits the one that is left out counts."""
        lower = [(Fraction(0), False)]
        upper: list[tuple[Fraction, bool]] = []
        for each in thresholds:
            lower += [(v, False) for v in (each.at_least,) if v is not None]
            lower += [(v, True) for v in (each.more_than,) if v is not None]
            upper += [(v, True) for v in (each.at_most,) if v is not None]
            upper += [(v, False) for v in (each.less_than,) if v is not None]
        least, is_out = max(lower)
        most, most_is_in = min(upper, default=(None, True))
        return cls(
            least=least, least_is_in=not is_out, most=most, most_is_in=most_is_in
        )

    @property
    def is_possible(self) -> bool:
        """Whether some figure lies in it."""
        if self.most is None or self.least < self.most:
            return True
        return self.least == self.most and self.least_is_in and self.most_is_in


def _never(rule: str, part: Part, evidence: tuple[Sentence, object]) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_part(part),
        message=sentence("conditions contradict each other, and nobody can claim"),
        evidence=(evidence,),
        source=None if part.rule is None else part.rule.source,
        suggestion=sentence(
            "mend the condition that was written wrongly, or write alternatives"
        ),
    )

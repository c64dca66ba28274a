"""
Parameters that change by year: whether they are known, and applied, to the end.

What a rate is in a year is computed here once more, without the provision.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

import attrs

from fundmodel.apportion import Mixed, round_each
from fundmodel.auditing.case import Case
from fundmodel.auditing.checks.wording import in_words
from fundmodel.auditing.findings import (
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_part
from fundmodel.money import Money
from fundmodel.parts import Part
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.rules import (
    AllocationRule,
    Indexation,
    IndexRounding,
    RatePerPost,
    RatePerUnit,
)
from fundmodel.rules.combinations.sub_rules import rules_in
from fundmodel.sentences import Text, sentence
from fundmodel.sources import Basis

__all__ = ["rates_are_known_to_the_end", "upratings_are_kept"]


@attrs.frozen(kw_only=True)
class _Rate:
    """
    A rate of a part, as it stands in its rule.

    Attributes:
        part: Whose rule.

        key: Kind of provision, what it counts, and which of several it is.

        stated: The rate as stated.

        indexation: How it rises; `None` if it does not.

        said: What the provision says.

        source: Where it says so.
    """

    part: Part
    key: tuple[str, str, str, int]
    stated: Money | Fraction
    indexation: Indexation | None
    said: Text
    source: Basis

    def in_year(self, year: int) -> Fraction | None:
        """Give the rate of a calendar year; `None` where it is not known."""
        stated = self.stated
        rate = Fraction(stated.major) if isinstance(stated, Money) else stated
        if self.indexation is None:
            return rate
        return _raised(rate, self.indexation, year)

    def shown(self, rate: Fraction) -> Money | Fraction:
        """Give a rate as money where that is exact."""
        if isinstance(self.stated, Money):
            minor = rate / Fraction(self.stated.major) * self.stated.minor
            if minor.denominator == 1:
                return Money.from_minor(int(minor), self.stated.currency)
        return rate


def _raised(base: Fraction, indexation: Indexation, year: int) -> Fraction | None:
    if year < indexation.base_year:
        return None
    by_year = {one.year: one.growth for one in indexation.growths}
    rate = base
    for later in range(indexation.base_year + 1, year + 1):
        growth = by_year.get(later, indexation.growth)
        if growth is None:
            return None
        rate *= 1 + growth
        if indexation.rounded is IndexRounding.EACH_YEAR:
            rate = _rounded(rate, indexation)
    return rate if rate == base else _rounded(rate, indexation)


def _rounded(rate: Fraction, indexation: Indexation) -> Fraction:
    unit = Fraction(indexation.to)
    steps = Mixed.from_fractions([rate / unit])
    return int(round_each(steps, rounding=indexation.each)[0]) * unit


def _rates(part: Part) -> Iterator[_Rate]:
    """Find the rates of a part, also those of rules inside its rule."""
    seen: dict[tuple[str, str, str], int] = {}
    for provision in _provisions(part.rule):
        if isinstance(provision, RatePerUnit | RatePerPost):
            by = provision.by
            what = by if isinstance(by, str) else str(by.describe())
            place = (part.id, type(provision).__name__, what)
            seen[place] = seen.get(place, 0) + 1
            yield _Rate(
                part=part,
                key=(*place, seen[place]),
                stated=provision.rate,
                indexation=provision.indexation,
                said=in_words(provision.describe()),
                source=provision.source,
            )


def _provisions(rule: AllocationRule | None) -> Iterator[object]:
    for provision in () if rule is None else rule.provisions:
        yield provision
        for inner in rules_in(provision):
            yield from _provisions(inner)


def rates_are_known_to_the_end(case: Case) -> Iterator[Outcome]:
    """
    PARAM-001: an indexed rate is known for every year in which the part has money.

    Why: a growth that ends before the program does leaves later years without a rate,
    or somebody goes on with the last one. A part without budgets of its own is looked
    at for each year in which a budget above covers it, or need sets the amount.

    Example: the growth of a rate is listed for 2018 and 2019, and the part has a
    budget for 2020.

    How to resolve: add the growth once it is known; until then, the finding stands.
    """
    rule = "PARAM-001"
    program = case.latest
    if program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    indexed = [r for part in program.parts for r in _rates(part) if r.indexation]
    if not indexed:
        reason = sentence("no rate rises from year to year")
        yield NotApplicable(rule=rule, reason=reason)
        return
    in_order = 0
    for rate in indexed:
        unknown = tuple(
            label
            for label, year in _funded(program, rate.part)
            if rate.in_year(year) is None
        )
        if unknown:
            yield _ended(rule, rate, unknown)
        in_order += not unknown
    if in_order:
        message = sentence("rates known for every year: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)


def _funded(program: Program, part: Part) -> Iterator[tuple[str, int]]:
    """Give the budget years in which a part has money, with the calendar year."""
    for year in program.years:
        label = year.label
        own = part.budget(label) is not None
        open_inside = not part.budgets and program.covered_by(part.id, label)
        if own or open_inside or (part.open_ended and not part.budgets):
            yield label, year.period.first.year


def _ended(rule: str, rate: _Rate, unknown: tuple[str, ...]) -> Finding:
    indexation = rate.indexation
    growths = () if indexation is None else indexation.growths
    listed: object = tuple(str(one.year) for one in growths)
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        subject=about_part(rate.part),
        message=sentence("a rate is not known for every year in which there is money"),
        evidence=(
            (sentence("rate"), rate.stated),
            (sentence("years without a rate"), unknown),
            (sentence("growth is listed for"), listed or sentence("every year")),
        ),
        source=rate.source,
        suggestion=sentence("add the growth of these years, with its source"),
    )


def upratings_are_kept(case: Case) -> Iterator[Outcome]:
    """
    UPRATE-001: a rate that rises each year does not fall back to where it began.

    Why: whoever drops the yearly uprating of a rate pays the amount of the first year
    for ever. A policy engine lost the uprating of 103 parameters that way, and nobody
    saw it, because every rate was still there. Versions of the program are compared
    one after the other, and each allocated part with the program. A rate that an
    amendment states anew is lawful, and so is another growth from the same base year.

    Example: 135.00 EUR as of 2016, 1.5 per cent more each year; after an amendment of
    something else 135.00 EUR, without the growth.

    How to resolve: restore the indexation; where uprating was ended by law, state the
    rate that had been reached.
    """
    rule = "UPRATE-001"
    if case.program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    compared = 0
    found: dict[object, Finding] = {}
    for before, after, years in _pairs(case):
        compared += 1
        lost = _lost(before, after, years)
        if lost is not None:
            found.setdefault(before.key, _dropped(rule, before, lost))
    yield from found.values()
    if compared > len(found):
        message = sentence(
            "comparisons in which a rate goes on rising: {count}",
            count=compared - len(found),
        )
        yield Passed(rule=rule, count=compared - len(found), message=message)
    elif not compared:
        reason = sentence("there are no two versions of a rate that rises")
        yield NotApplicable(rule=rule, reason=reason)


def _pairs(case: Case) -> Iterator[tuple[_Rate, _Rate, tuple[int, ...]]]:
    """Give an indexed rate, the same rate later, and the years in which both count."""
    versions, program = case.versions, case.program
    amendments = () if program is None else program.amendments
    days = sorted({amendment.day for amendment in amendments})
    for (before, after), day in zip(itertools.pairwise(versions), days, strict=True):
        later = tuple(year for year in after.years if year.period.last >= day)
        yield from _matched(before.parts, after.parts, later)
    for allocation, allocated in case.allocated():
        yield from _matched(versions[0].parts, (allocated.part,), (allocation.year,))


def _matched(
    before: tuple[Part, ...], after: tuple[Part, ...], years: tuple[BudgetYear, ...]
) -> Iterator[tuple[_Rate, _Rate, tuple[int, ...]]]:
    indexed = {r.key: r for part in before for r in _rates(part) if r.indexation}
    counted = tuple(year.period.first.year for year in years)
    for rate in (r for part in after for r in _rates(part)):
        if rate.key in indexed:
            yield indexed[rate.key], rate, counted


def _lost(
    before: _Rate, after: _Rate, years: tuple[int, ...]
) -> tuple[int, Fraction, Fraction] | None:
    """Give the first year in which the same stated rate is another, and both rates."""
    one, other = before.indexation, after.indexation
    same_base = one and other and one.base_year == other.base_year
    if before.stated != after.stated or same_base:
        return None
    for year in sorted(years):
        announced, is_now = before.in_year(year), after.in_year(year)
        if announced is not None and is_now is not None and announced != is_now:
            return year, announced, is_now
    return None


def _dropped(rule: str, before: _Rate, lost: tuple[int, Fraction, Fraction]) -> Finding:
    year, announced, is_now = lost
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_part(before.part),
        message=sentence("the yearly uprating of a rate was dropped"),
        evidence=(
            (sentence("rate as stated"), before.stated),
            (sentence("announced"), before.said),
            (sentence("first year at fault"), str(year)),
            (sentence("rate announced for it"), before.shown(announced)),
            (sentence("rate applied in it"), before.shown(is_now)),
        ),
        source=before.source,
        suggestion=sentence(
            "restore the indexation, or state the rate that had been reached"
        ),
    )

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.allotments import OpenPart, OpenReason
from fundmodel.auditing import Severity
from fundmodel.auditing.checks.key_dates import (
    figures_are_of_the_key_date,
    figures_were_known_in_time,
    no_part_waits_for_figures,
)
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.periods import KeyDate
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    Figure,
    Round,
    Share,
    ShareByFormula,
    StandIn,
    Term,
    WeightedSum,
)
from fundmodel.sentences import sentence

KEY_DATE = date(2024, 12, 31)
LATER = date(2025, 3, 31)
EARLIER = date(2024, 6, 30)


def measured(roster, key_date, state=DataState.FINAL):
    """Give the roster with figures of another day or state."""
    indicator = Indicator(id="arrivals", key_date=key_date, state=state)
    column = Column.of(indicator, [10, 20, 41, 71])
    return attrs.evolve(roster, columns=[column])


def rule(*accepts, key_date=KEY_DATE):
    """Share by arrivals on a day, or on any."""
    by_day = None if key_date is None else KeyDate(key_date)
    return AllocationRule(
        Share(by="arrivals", key_date=by_day, accepts=accepts), Round("0.01")
    )


class TestNoPartWaitsForFigures:
    def test_fires_for_figures_of_a_later_day(self, program, roster, run):
        """
        A part that was asked for and got figures of a later day is a warning.
        """
        still_open = allocate(
            program, measured(roster, LATER), year=2025, parts=["housing"]
        )
        (finding,) = run(no_part_waits_for_figures, allocations=[still_open])

        assert ("KEYD-001", Severity.WARNING) == (finding.rule, finding.severity)
        assert KEY_DATE == finding.value("key date asked for")
        assert ["31 March 2025, final"] == [
            str(day) for day in finding.value("figures of the roster")
        ]

    @pytest.mark.parametrize("key_date", [KEY_DATE, EARLIER, None])
    def test_fires_for_provisional_figures(self, program, roster, run, key_date):
        """
        Provisional figures where final ones are required are a warning.
        """
        still_open = allocate(
            program,
            measured(roster, key_date, DataState.PROVISIONAL),
            year=2025,
            parts=["housing"],
        )
        report = run(no_part_waits_for_figures, allocations=[still_open])

        assert [Severity.WARNING] == [finding.severity for finding in report]

    def test_fires_when_nothing_else_was_allocated(self, program, roster, run):
        """
        Where all parts were asked for and none was allocated, the part is meant.
        """
        still_open = allocate(program, measured(roster, LATER), year=2025)
        report = run(no_part_waits_for_figures, allocations=[still_open])

        assert [Severity.WARNING] == [finding.severity for finding in report]

    def test_a_formula_waits_for_its_first_key_date(
        self, program, with_part, roster, run
    ):
        """
        Figures of any day wait for nothing, so that the next of the formula counts.
        """
        figures = ["arrivals", Figure(by="arrivals", key_date=KeyDate(KEY_DATE))]
        formula = ShareByFormula(
            formula=WeightedSum(of=[Term(1, figure) for figure in figures])
        )
        case = with_part(
            program, "housing", rule=AllocationRule(formula, Round("0.01"))
        )
        still_open = allocate(
            case, measured(roster, LATER), year=2025, parts=["housing"]
        )
        (finding,) = run(no_part_waits_for_figures, allocations=[still_open])

        assert KEY_DATE == finding.value("key date asked for")

    def test_lawful_while_the_day_is_not_counted(self, program, roster, run):
        """
        A part that waits for a day later than all figures is for information.
        """
        still_open = allocate(
            program, measured(roster, EARLIER), year=2025, parts=["housing"]
        )
        report = run(no_part_waits_for_figures, allocations=[still_open])

        assert [Severity.INFO] == [finding.severity for finding in report]

    def test_lawful_for_a_part_that_is_not_the_subject(
        self, program, with_part, roster, run
    ):
        """
        A part that was only not left out of another part's allocation is no warning.
        """
        both = with_part(program, "language", rule=rule(key_date=None))
        mixed = allocate(both, measured(roster, LATER), year=2025)
        report = run(no_part_waits_for_figures, allocations=[mixed])

        assert [Severity.INFO] == [finding.severity for finding in report]
        assert [1] == [passed.count for passed in report.passed]

    def test_other_reasons_are_not_its_matter(self, program, roster, run):
        """
        A part without a rule is not waiting for figures.
        """
        still_open = allocate(program, roster, year=2025, parts=["language"])
        report = run(no_part_waits_for_figures, allocations=[still_open])

        assert () == report.findings
        assert ["KEYD-001"] == [outcome.rule for outcome in report.not_applicable]

    @pytest.mark.parametrize(
        "of_rule", [None, AllocationRule(EqualShares(), Round("0.01"))]
    )
    def test_provision_that_does_not_say_what_it_asks(
        self, allocation, program, run, of_rule
    ):
        """
        A part whose provisions name no key date is reported with its own words.
        """
        open_part = OpenPart(
            part=attrs.evolve(program.part("housing"), rule=of_rule),
            reason=OpenReason.OTHER_KEY_DATE,
            said=sentence("another day"),
        )
        case = attrs.evolve(allocation, parts=[], open_parts=[open_part])
        (finding,) = run(no_part_waits_for_figures, allocations=[case])

        assert Severity.WARNING is finding.severity
        assert "stays open: another day" == str(finding.message)
        assert () == finding.evidence

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation the rule is not run.
        """
        assert ["KEYD-001"] == [o.rule for o in run(no_part_waits_for_figures).not_run]


class TestFiguresAreOfTheKeyDate:
    def with_other_rule(self, allocation, provision):
        """Put another provision over the figures that were used."""
        (part,) = allocation.parts
        steps = [
            attrs.evolve(step, provision=provision)
            if isinstance(step.provision, Share)
            else step
            for step in part.distribution.steps
        ]
        distribution = attrs.evolve(part.distribution, steps=tuple(steps))
        changed = attrs.evolve(part, distribution=distribution)
        return attrs.evolve(allocation, parts=[changed])

    @pytest.mark.parametrize("asked", [date(2023, 12, 31), date(2025, 6, 30)])
    def test_fires_on_another_day(self, allocation, run, asked):
        """
        Money shared by figures of another day than the rule asks is a warning.
        """
        provision = Share(by="arrivals", key_date=KeyDate(asked))
        case = self.with_other_rule(allocation, provision)
        (finding,) = run(figures_are_of_the_key_date, allocations=[case])

        assert ("KEYD-002", Severity.WARNING) == (finding.rule, finding.severity)
        assert asked == finding.value("key date asked for")

    @pytest.mark.parametrize("day", [KEY_DATE, LATER])
    def test_formulas_are_looked_at_too(self, program, with_part, roster, run, day):
        """
        Each figure of a formula is compared with the key date it asks for.
        """
        figure = Figure(
            by="arrivals", key_date=KeyDate(KEY_DATE), accepts=[StandIn.LATER]
        )
        formula = ShareByFormula(formula=WeightedSum(of=[Term(2, figure)]))
        case = with_part(
            program, "housing", rule=AllocationRule(formula, Round("0.01"))
        )
        allocation = allocate(case, measured(roster, day), year=2025, parts=["housing"])
        report = run(figures_are_of_the_key_date, allocations=[allocation])

        assert [Severity.INFO] * (day == LATER) == [one.severity for one in report]
        assert len(report.passed) == (day == KEY_DATE)

    def test_fires_without_a_key_date(self, program, with_part, roster, run):
        """
        Figures of which nobody says the day do not meet a key date.
        """
        case = with_part(program, "housing", rule=rule(key_date=None))
        allocation = allocate(
            case, measured(roster, None), year=2025, parts=["housing"]
        )
        provision = Share(by="arrivals", key_date=KeyDate(KEY_DATE))
        case = self.with_other_rule(allocation, provision)
        (finding,) = run(figures_are_of_the_key_date, allocations=[case])

        assert Severity.WARNING is finding.severity
        assert (
            "shared by other figures (no key date, final); the rule asks for final "
            in (str(finding.message))
        )

    @pytest.mark.parametrize(
        ("key_date", "state", "accepts"),
        [
            (KEY_DATE, DataState.PROVISIONAL, StandIn.PROVISIONAL),
            (None, DataState.PROVISIONAL, StandIn.PROVISIONAL),
            (EARLIER, DataState.FINAL, StandIn.EARLIER),
            (LATER, DataState.CORRECTED, StandIn.LATER),
        ],
    )
    def test_lawful_when_the_rule_accepts_it(
        self, *, program, with_part, roster, run, key_date, state, accepts
    ):
        """
        Figures that the rule lets stand in are reported for information.
        """
        case = with_part(program, "housing", rule=rule(accepts))
        allocation = allocate(
            case, measured(roster, key_date, state), year=2025, parts=["housing"]
        )
        (finding,) = run(figures_are_of_the_key_date, allocations=[allocation])

        assert Severity.INFO is finding.severity
        assert str(finding.message).endswith("as the rule allows")

    def test_provisional_without_a_key_date(self, program, with_part, roster, run):
        """
        A rule without a key date takes provisional figures; that is worth knowing.
        """
        case = with_part(program, "housing", rule=rule(key_date=None))
        provisional = measured(roster, None, DataState.PROVISIONAL)
        allocation = allocate(case, provisional, year=2025, parts=["housing"])
        (finding,) = run(figures_are_of_the_key_date, allocations=[allocation])

        assert Severity.INFO is finding.severity
        assert str(finding.message).endswith("the rule names no key date")

    def test_lawful_on_the_day(self, allocation, run):
        """
        Final figures of the key date are in order.
        """
        report = run(figures_are_of_the_key_date, allocations=[allocation])

        assert () == report.findings
        assert [1] == [passed.count for passed in report.passed]

    def test_rule_that_counts_nothing(self, program, with_part, roster, run):
        """
        A rule of equal shares has no figure of a key date.
        """
        equal = AllocationRule(EqualShares(), Round("0.01"))
        case = with_part(program, "housing", rule=equal)
        allocation = allocate(case, roster, year=2025, parts=["housing"])
        report = run(figures_are_of_the_key_date, allocations=[allocation])

        assert ["KEYD-002"] == [outcome.rule for outcome in report.not_applicable]

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation the rule is not run.
        """
        report = run(figures_are_of_the_key_date)

        assert ["KEYD-002"] == [outcome.rule for outcome in report.not_run]


class TestFiguresWereKnownInTime:
    KNOWN = date(2025, 3, 1)

    def allocated(self, program, roster, as_of, known=KNOWN):
        """Give an allocation as of a day by figures known since another."""
        (column,) = roster.columns
        indicator = attrs.evolve(column.indicator, known_since=known)
        dated = attrs.evolve(
            roster, columns=[attrs.evolve(column, indicator=indicator)]
        )
        done = allocate(program, dated, year=2025, parts=["housing"])
        # `allocate` itself would leave the part open; others need not.
        return attrs.evolve(done, as_of=as_of)

    @given(st.dates(min_value=date(2025, 1, 1), max_value=date(2025, 6, 30)))
    def test_fires_before_the_figures_were_known(self, program, roster, run, as_of):
        """
        The day of the decision must not lie before the day of its figures.
        """
        allocation = self.allocated(program, roster, as_of)
        report = run(figures_were_known_in_time, allocations=[allocation])

        assert (as_of < self.KNOWN) == bool(report.findings)
        assert (as_of >= self.KNOWN) == bool(report.passed)

    def test_says_both_days(self, program, roster, run):
        """
        It is a warning about the part, with both days and the indicator.
        """
        allocation = self.allocated(program, roster, date(2025, 2, 28))
        (finding,) = run(figures_were_known_in_time, allocations=[allocation])

        assert ("KEYD-003", Severity.WARNING) == (finding.rule, finding.severity)
        assert (
            "decided as of 28 February 2025 by figures that were not known before "
            "1 March 2025"
        ) == str(finding.message)
        assert "arrivals" == str(finding.value("indicator"))

    @pytest.mark.parametrize(
        ("as_of", "known"), [(None, KNOWN), (date(2025, 2, 1), None)]
    )
    def test_needs_both_days(self, program, roster, run, as_of, known):
        """
        Where one of the days is not given, there is nothing to compare.
        """
        allocation = self.allocated(program, roster, as_of, known)
        report = run(figures_were_known_in_time, allocations=[allocation])

        assert ["KEYD-003"] == [outcome.rule for outcome in report.not_applicable]

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation it cannot be run.
        """
        report = run(figures_were_known_in_time)

        assert ["KEYD-003"] == [outcome.rule for outcome in report.not_run]

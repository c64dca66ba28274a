from __future__ import annotations

from datetime import date

import attrs

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.periods import (
    budgets_have_no_gap,
    years_follow_one_another,
    years_lie_in_the_period,
)
from fundmodel.money import Money
from fundmodel.parts import YearBudget
from fundmodel.periods import BudgetYear, Period


def years(*which: int) -> list[BudgetYear]:
    """Make calendar years."""
    return [BudgetYear.calendar(year) for year in which]


def budgets(*which: int) -> list[YearBudget]:
    """Give 100 euros to some years."""
    hundred = Money.of("100.00", "EUR")
    return [YearBudget(year=str(year), amount=hundred) for year in which]


class TestYearsFollowOneAnother:
    def test_fires_on_a_gap(self, program, run):
        """
        A year that lacks between two others is a warning that names both.
        """
        program = attrs.evolve(program, years=years(2025, 2027))
        (finding,) = run(years_follow_one_another, program=program).findings

        assert "PERIOD-001" == finding.rule
        assert Severity.WARNING is finding.severity
        assert "there is a gap between the budget years" == str(finding.message)
        assert ["budget year 2025", "budget year 2027"] == [
            str(label) for label, _ in finding.evidence
        ]

    def test_fires_on_an_overlap(self, program, run):
        """
        Days in two years are an error.
        """
        two = [BudgetYear.calendar(2025), BudgetYear.starting(2025, month=10)]
        report = run(years_follow_one_another, program=attrs.evolve(program, years=two))

        (finding,) = report.findings
        assert Severity.ERROR is finding.severity
        assert "two budget years overlap" == str(finding.message)

    def test_a_short_year_is_lawful(self, program, run):
        """
        A year that was cut short adjoins the next; the order of the list is free.
        """
        short = BudgetYear("2026 a", Period(date(2026, 1, 1), date(2026, 3, 31)))
        several = [BudgetYear.starting(2026, month=4), short, *years(2025)]
        program = attrs.evolve(program, years=several)
        report = run(years_follow_one_another, program=program)

        assert () == report.findings
        assert 2 == report.passed[0].count

    def test_one_gap_of_two(self, program, run):
        """
        Pairs of years in order are counted beside a gap.
        """
        program = attrs.evolve(program, years=years(2025, 2026, 2028))
        report = run(years_follow_one_another, program=program)

        assert 1 == len(report.findings)
        assert 1 == report.passed[0].count

    def test_one_year_is_not_applicable(self, program, run):
        """
        One year follows nothing.
        """
        report = run(years_follow_one_another, program=program)

        assert ["PERIOD-001"] == [each.rule for each in report.not_applicable]


class TestYearsLieInThePeriod:
    def test_fires_on_money_after_the_end(self, program, run, with_part):
        """
        A budget of a year after the last day is an error that names the year.
        """
        program = attrs.evolve(
            program,
            years=years(2025, 2026),
            period=Period(date(2025, 1, 1), date(2025, 12, 31)),
        )
        program = with_part(program, "language", budgets=budgets(2025, 2026))
        report = run(years_lie_in_the_period, program=program)

        (finding,) = report.findings
        assert "PERIOD-002" == finding.rule
        assert Severity.ERROR is finding.severity
        assert "part Language (language), 2026" == str(finding.subject)
        assert 3 == report.passed[0].count

    def test_spending_later_is_lawful(self, program, run):
        """
        A period may go on after the last budget year, and begin within the first.
        """
        period = Period(date(2025, 4, 1), date(2026, 12, 31))
        program = attrs.evolve(program, period=period)

        assert () == run(years_lie_in_the_period, program=program).findings

    def test_without_a_period(self, program, run):
        """
        Where nobody says when a program runs, nothing outlasts it.
        """
        report = run(years_lie_in_the_period, program=program)

        assert ["PERIOD-002"] == [each.rule for each in report.not_applicable]

    def test_without_budgets(self, program, run):
        """
        Without a budget there is nothing to compare.
        """
        period = Period(date(2025, 1, 1), date(2025, 12, 31))
        program = attrs.evolve(program, parts=[], budgets=[], period=period)
        report = run(years_lie_in_the_period, program=program)

        assert ["PERIOD-002"] == [each.rule for each in report.not_applicable]

    def test_all_outside(self, program, run):
        """
        Where every budget is outside, nothing has passed.
        """
        period = Period(date(2023, 1, 1), date(2023, 12, 31))
        report = run(
            years_lie_in_the_period, program=attrs.evolve(program, period=period)
        )

        assert 3 == len(report.findings)
        assert () == report.passed


class TestBudgetsHaveNoGap:
    def test_fires_on_a_year_that_nobody_entered(self, program, run, with_part):
        """
        A year between two budgets that nothing covers is told, for information.
        """
        program = attrs.evolve(program, years=years(2025, 2026, 2027))
        program = with_part(program, "language", budgets=budgets(2025, 2027))
        report = run(budgets_have_no_gap, program=program)

        (finding,) = report.findings
        assert "PERIOD-003" == finding.rule
        assert Severity.INFO is finding.severity
        assert ("2026",) == finding.value("years without")
        assert 1 == report.passed[0].count

    def test_a_covered_year_is_lawful(self, program, run, with_part):
        """
        A year is covered by a budget of the program, or of a part above.
        """
        program = attrs.evolve(
            program,
            years=years(2024, 2025, 2026, 2027, 2028),
            budgets=[*program.budgets, *budgets(2026)],
        )
        program = with_part(program, "language", budgets=budgets(2025, 2027))
        inside = attrs.evolve(
            program.part("housing"), budgets=budgets(2024, 2026, 2028)
        )
        above = attrs.evolve(
            program.part("language"),
            id="above",
            budgets=budgets(2024, 2025, 2027, 2028),
        )
        program = attrs.evolve(
            program,
            parts=[
                program.part("language"),
                above,
                attrs.evolve(inside, parent="above", budgets=budgets(2024, 2027)),
            ],
            budgets=budgets(2026),
        )

        assert () == run(budgets_have_no_gap, program=program).findings

    def test_later_and_earlier_are_lawful(self, program, run):
        """
        A part may begin after the program and end before it.
        """
        program = attrs.evolve(program, years=years(2024, 2025, 2026))

        assert () == run(budgets_have_no_gap, program=program).findings

    def test_without_budgets(self, program, run):
        """
        Parts without a budget have no gap.
        """
        report = run(budgets_have_no_gap, program=attrs.evolve(program, parts=[]))

        assert ["PERIOD-003"] == [each.rule for each in report.not_applicable]

    def test_gap_in_the_only_part(self, program, run):
        """
        Where the only part has a gap, nothing has passed.
        """
        part = attrs.evolve(program.part("language"), budgets=budgets(2025, 2027))
        program = attrs.evolve(program, parts=[part], years=years(2025, 2026, 2027))
        report = run(budgets_have_no_gap, program=program)

        assert 1 == len(report.findings)
        assert () == report.passed


class TestWithoutProgram:
    def test_nothing_is_run(self, run):
        """
        Without a program no rule about its time is run.
        """
        checks = (
            years_follow_one_another,
            years_lie_in_the_period,
            budgets_have_no_gap,
        )
        reports = [run(check) for check in checks]

        assert ["PERIOD-001", "PERIOD-002", "PERIOD-003"] == [
            report.not_run[0].rule for report in reports
        ]

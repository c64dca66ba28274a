from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.magnitudes import (
    amounts_are_in_one_unit,
    years_and_totals_are_apart,
)
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import PartGroup, Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.sentences import Text


def part(id: str, *amounts: int | None, parent: str | None = None, **more) -> Strand:
    """Make a strand with budgets in cents of 2025 and the years after it."""
    kind = more.pop("kind", Strand)
    return kind(
        id=id,
        name=Text(id),
        legal_nature=LegalNature.GRANT,
        parent=parent,
        budgets=[
            YearBudget(year=str(2025 + n), amount=Money.from_minor(amount, "EUR"))
            for n, amount in enumerate(amounts)
            if amount is not None
        ],
        **more,
    )


@pytest.fixture(scope="session")
def with_parts(program, broken):
    """Give a program of several years with other parts, which nobody checks."""

    def with_parts(*parts, count=2):
        years = [BudgetYear.calendar(2025 + n) for n in range(count)]
        bare = attrs.evolve(program, parts=[], budgets=[], years=years)
        return broken(bare, parts=parts)

    return with_parts


class TestYearsAndTotalsAreApart:
    def test_fires_on_the_pakt_with_totals(self, with_parts, run):
        """
        Strands of 70 million a year in a bracket of 140 million each year.
        """
        strands = (58_000_000_00, 4_850_000_00, 4_450_000_00, 2_700_000_00)
        program = with_parts(
            part("four", 140_000_000_00, 140_000_000_00, kind=PartGroup),
            *(part(f"{n}", x, x, parent="four") for n, x in enumerate(strands)),
        )
        report = run(years_and_totals_are_apart, program=program)

        assert {"BUDG-001"} == {finding.rule for finding in report.findings}
        assert {Severity.WARNING} == {finding.severity for finding in report.findings}
        assert [Money.of("70000000", "EUR")] * 2 == [
            f.at_stake for f in report.findings
        ]
        assert () == report.passed

    def test_years_that_differ_are_a_warning(self, with_parts, run):
        """
        Where the years differ, no reserve has such an amount by chance.
        """
        program = with_parts(part("a", 90, 90), part("b", 40, 50, parent="a"))
        report = run(years_and_totals_are_apart, program=program)

        assert [Severity.WARNING] * 2 == [f.severity for f in report.findings]

    def test_half_of_a_budget_may_be_meant(self, with_parts, run):
        """
        One part with half of a budget in two equal years is told, for information.
        """
        program = with_parts(part("a", 100, 100), part("b", 50, 50, parent="a"))
        report = run(years_and_totals_are_apart, program=program)

        assert [Severity.INFO] * 2 == [f.severity for f in report.findings]

    def test_fires_on_a_sum_divided_twice(self, with_parts, run):
        """
        58 million a year, taken for 58 million in two years, leave room for as much.
        """
        program = with_parts(
            part("four", 70, 70),
            part("managers", 29, 29, parent="four"),
            part("others", 12, 12, parent="four"),
        )
        report = run(years_and_totals_are_apart, program=program)

        assert ["part managers (managers), 2025", "part managers (managers), 2026"] == [
            str(finding.subject) for finding in report.findings
        ]
        assert {Severity.INFO} == {finding.severity for finding in report.findings}
        assert Money.from_minor(58, "EUR") == report.findings[0].value("room for it")
        assert Money.from_minor(29, "EUR") == report.findings[0].at_stake

    def test_fires_on_a_part_with_the_total(self, with_parts, run):
        """
        A part that has in one year what is above it in all years is an error.
        """
        program = with_parts(
            part("a", 58, 58),
            part("b", 116, 58, parent="a"),
        )
        report = run(years_and_totals_are_apart, program=program)

        (finding,) = report.findings
        assert Severity.ERROR is finding.severity
        assert "part b (b), 2025" == str(finding.subject)
        assert Money.from_minor(58, "EUR") == finding.at_stake

    @given(
        yearly=st.lists(st.integers(1, 10**12), min_size=2, max_size=5, unique=True),
        data=st.data(),
    )
    def test_found_at_any_size(self, with_parts, run, yearly, data):
        """
        One budget that is the sum of all years is found whatever the amounts are.
        """
        above = list(yearly)
        year = data.draw(st.integers(0, len(yearly) - 1))
        above[year] = sum(yearly)
        program = with_parts(
            part("a", *above), part("b", *yearly, parent="a"), count=len(yearly)
        )
        report = run(years_and_totals_are_apart, program=program)

        assert [f"part a (a), {2025 + year}"] == [
            str(f.subject) for f in report.findings
        ]

    def test_lawful(self, with_parts, run):
        """
        What fits, a reserve, a year without money and an open part are no findings.
        """
        program = with_parts(
            part("fits", 58, 58),
            part("one", 58, 58, parent="fits"),
            part("reserve", 100, 100),
            part("most", 60, 70, parent="reserve"),
            part("once", 100, 100),
            part("only-2025", 50, 0, parent="once"),
            part("never", 0, 0, parent="once"),
            part("open", 100, 100),
            part("known", 50, 50, parent="open"),
            part("unknown", parent="open"),
            part("group", 30, 30),
            part("bracket", parent="group", kind=PartGroup),
            part("inner", 30, 30, parent="bracket"),
        )
        report = run(years_and_totals_are_apart, program=program)

        assert () == report.findings
        assert 4 == report.passed[0].count

    def test_not_applicable_to_one_year(self, program, run):
        """
        In one year there is no total of several.
        """
        report = run(years_and_totals_are_apart, program=program)

        assert ["BUDG-001"] == [each.rule for each in report.not_applicable]


class TestAmountsAreInOneUnit:
    @given(
        others=st.lists(st.integers(1, 10**9), max_size=3),
        amount=st.integers(1, 10**9),
        way=st.sampled_from(["part up", "part down", "budget down", "budget up"]),
    )
    def test_found_at_any_size(self, with_parts, run, others, amount, way):
        """
        One budget in thousands, or the one above, is found whatever the amounts are.
        """
        amount *= 1_000
        others = [other * 1_000 for other in others]
        own, wrong = sum(others) + amount, amount
        if way.startswith("part"):
            wrong = amount * 1_000 if way == "part up" else amount // 1_000
        else:
            own = own * 1_000 if way == "budget up" else own // 1_000
        program = with_parts(
            part("a", own),
            *(part(f"o{n}", x, parent="a") for n, x in enumerate(others)),
            part("b", wrong, parent="a"),
        )
        report = run(amounts_are_in_one_unit, program=program)

        (finding,) = report.findings
        assert "BUDG-002" == finding.rule
        assert Severity.ERROR is finding.severity

    def test_names_the_part(self, with_parts, run):
        """
        The part is named with what there would be room for.
        """
        program = with_parts(
            part("a", 1_000_000_000),
            part("b", 400_000_000, parent="a"),
            part("c", 600_000, parent="a"),
        )
        (finding,) = run(amounts_are_in_one_unit, program=program).findings

        assert "part c (c), 2025" == str(finding.subject)
        assert Money.from_minor(600_000_000, "EUR") == finding.value("room for it")

    def test_lawful(self, with_parts, run):
        """
        A reserve of any other size, and a part of zero, are no findings.
        """
        program = with_parts(
            part("a", 1_000_000),
            part("b", 999, parent="a"),
            part("c", 0, parent="a"),
            part("d", 500),
            part("e", 500, parent="d"),
            part("f", 500),
            part("g", 0, parent="f"),
        )
        report = run(amounts_are_in_one_unit, program=program)

        assert () == report.findings
        assert 3 == report.passed[0].count


class TestWithoutBudgets:
    @pytest.mark.parametrize(
        "check", [years_and_totals_are_apart, amounts_are_in_one_unit]
    )
    def test_lacking(self, program, run, check):
        """
        Without a program nothing is run, and without sums nothing applies.
        """
        bare = attrs.evolve(program, parts=[])

        assert 1 == len(run(check).not_run)
        assert 1 == len(run(check, program=bare).not_applicable)

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.auditing import Severity
from fundmodel.auditing.checks.divisions import (
    no_more_than_the_budget_is_shared,
    nothing_is_divided_twice,
    rules_divide_each_budget_once,
)
from fundmodel.money import Money
from fundmodel.parts import YearBudget
from fundmodel.rules import AllocationRule, RatePerUnit


@pytest.fixture(scope="module")
def nested(program):
    """Housing with its rule, and in it flats with a budget and a rule of their own."""
    housing = program.part("housing")
    budget = YearBudget(year="2025", amount=Money.of("200.00", "EUR"))
    flats = attrs.evolve(housing, id="flats", parent="bracket", budgets=[budget])
    bracket = attrs.evolve(
        housing, id="bracket", parent="housing", budgets=[], rule=None
    )
    return attrs.evolve(program, parts=[*program.parts, flats, bracket])


@pytest.fixture(scope="module")
def both(nested, roster):
    """One allocation of housing, and one of the flats in it."""
    return [
        allocate(nested, roster, year=2025, parts=[part])
        for part in ("housing", "flats")
    ]


class TestRulesDivideEachBudgetOnce:
    def test_fires_on_a_rule_inside_a_rule(self, nested, run):
        """
        Both parts are named, with their budgets; the inner one is at stake.
        """
        (finding,) = run(rules_divide_each_budget_once, program=nested)

        assert ("TREE-003", Severity.WARNING) == (finding.rule, finding.severity)
        assert "part Housing (flats), 2025" == str(finding.subject)
        assert (
            "it has a budget and a rule, and so has part Housing (housing), which it "
            "is in"
        ) == str(finding.message)
        assert Money.of("600.00", "EUR") == finding.value("budget of the outer part")
        assert Money.of("200.00", "EUR") == finding.at_stake

    @pytest.mark.parametrize(
        "changes",
        [{"rule": None}, {"budgets": []}, {"parent": None}],
        ids=["no rule", "no budget", "beside it"],
    )
    def test_lawful_where_nothing_is_divided_inside(
        self, nested, broken, with_part, run, changes
    ):
        """
        Without rule or budget the inner part takes nothing of its own.
        """
        loose = broken(nested, budgets=())
        report = run(
            rules_divide_each_budget_once, program=with_part(loose, "flats", **changes)
        )

        assert () == report.findings
        assert report.passed

    def test_no_rule_at_all(self, program, with_part, run):
        """
        Where no part divides anything, there is nothing to look at.
        """
        report = run(
            rules_divide_each_budget_once,
            program=with_part(program, "housing", rule=None),
        )

        assert ["TREE-003"] == [o.rule for o in report.not_applicable]

    def test_lacks_a_program(self, run):
        """
        Without a program it cannot be run.
        """
        report = run(rules_divide_each_budget_once)

        assert ["TREE-003"] == [o.rule for o in report.not_run]

    def test_a_circle_has_an_end(self, nested, broken, run):
        """
        Parts that were bent into a circle are looked at once around.
        """
        parts = [
            attrs.evolve(p, parent="flats") if p.id == "housing" else p
            for p in nested.parts
        ]
        report = run(rules_divide_each_budget_once, program=broken(nested, parts=parts))

        assert {"TREE-003"} == {finding.rule for finding in report}


class TestNothingIsDividedTwice:
    def test_two_allocations_are_a_warning(self, both, run):
        """
        One may replace the other, so a reader has to decide.
        """
        (finding,) = run(nothing_is_divided_twice, allocations=both)

        assert ("CONS-002", Severity.WARNING) == (finding.rule, finding.severity)
        assert "part Housing (flats), 2025" == str(finding.subject)
        assert (
            "its money was also allocated with part Housing (housing), which it is in"
        ) == str(finding.message)
        assert Money.of("200.00", "EUR") == finding.at_stake

    def test_one_allocation_is_an_error(self, both, run):
        """
        In one allocation neither replaces the other.
        """
        parts = [*both[0].parts, *both[1].parts]
        (finding,) = run(
            nothing_is_divided_twice, allocations=[attrs.evolve(both[0], parts=parts)]
        )

        assert Severity.ERROR is finding.severity

    def test_lawful_one_by_one(self, both, run):
        """
        Only one of them, however often, divides nothing twice.
        """
        for one in both:
            report = run(nothing_is_divided_twice, allocations=[one, one])

            assert () == report.findings
            assert [1] == [passed.count for passed in report.passed]

    def test_another_year_or_program_is_other_money(self, both, run):
        """
        Parts of the same names elsewhere have nothing to do with it.
        """
        outer, inner = both
        (part,) = inner.parts
        later = attrs.evolve(inner, parts=[attrs.evolve(part, year="2026")])
        other = attrs.evolve(inner, program=attrs.evolve(inner.program, id="other"))

        for elsewhere in (later, other):
            report = run(nothing_is_divided_twice, allocations=[outer, elsewhere])

            assert () == report.findings

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation it cannot be run.
        """
        report = run(nothing_is_divided_twice)

        assert ["CONS-002"] == [o.rule for o in report.not_run]


class TestNoMoreThanTheBudgetIsShared:
    @given(st.fractions(min_value=0, max_value=3, max_denominator=1000))
    def test_fires_above_the_whole_only(self, program, roster, run, share):
        """
        100 % are lawful; whatever is above them is told exactly.
        """
        allocation = allocate(
            program, roster, year=2025, parts=["housing"], share=share
        )
        report = run(no_more_than_the_budget_is_shared, allocations=[allocation])

        assert (share > 1) == bool(report.findings)
        assert (share <= 1) == bool(report.passed)
        for finding in report:
            above = 60_000 * (share - 1)
            expected = Money.from_minor(int(above), "EUR")
            at_stake = expected if above.denominator == 1 else None
            assert ("CONS-003", Severity.WARNING) == (finding.rule, finding.severity)
            assert at_stake == finding.at_stake

    def test_says_how_much(self, program, roster, run):
        """
        The share stands with what it is above the budget.
        """
        allocation = allocate(
            program, roster, year=2025, parts=["housing"], share=Fraction(3, 2)
        )
        (finding,) = run(no_more_than_the_budget_is_shared, allocations=[allocation])

        assert (
            "150 % of the budget were divided, 300.00 EUR more than there is"
        ) == str(finding.message)

    @given(
        st.lists(st.fractions(min_value=0, max_value=1, max_denominator=20), min_size=2)
    )
    def test_adds_up_all_allocations(self, program, roster, run, shares):
        """
        The shares of one part and year together may not be above 100 %.
        """
        allocations = [
            allocate(program, roster, year=2025, parts=["housing"], share=share)
            for share in shares
        ]
        report = run(no_more_than_the_budget_is_shared, allocations=allocations)

        assert (sum(shares) > 1) == bool(report.findings)
        assert (sum(shares) <= 1) == bool(report.passed)

    def test_two_wholes_are_told_together(self, allocation, run):
        """
        The same allocation twice is one finding, which leaves the judgement open.
        """
        report = run(
            no_more_than_the_budget_is_shared, allocations=[allocation, allocation]
        )
        (finding,) = report

        assert ("CONS-003", Severity.WARNING) == (finding.rule, finding.severity)
        assert (
            "2 allocations divide 200 % of the budget together, 600.00 EUR more than "
            "there is, unless one replaces the other"
        ) == str(finding.message)
        assert Money.of("600.00", "EUR") == finding.at_stake
        assert ("100 % with roster arrivals-2024 (arrivals-2024)",) * 2 == tuple(
            map(str, finding.value("divided"))
        )
        assert () == report.passed

    def test_another_part_year_or_program_is_other_money(
        self, program, roster, allocation, run
    ):
        """
        Shares are added up for one budget only.
        """
        (part,) = allocation.parts
        other = attrs.evolve(program, id="other")
        elsewhere = [
            attrs.evolve(allocation, parts=[attrs.evolve(part, year="2026")]),
            allocate(other, roster, year=2025, parts=["housing"]),
        ]
        report = run(
            no_more_than_the_budget_is_shared, allocations=[allocation, *elsewhere]
        )

        assert () == report.findings
        assert [3] == [passed.count for passed in report.passed]

    def test_a_raised_budget_counts(self, program, with_part, roster, run):
        """
        Where versions of a program differ, the largest budget has to do for all.
        """
        budget = YearBudget(year="2025", amount=Money.of("300.00", "EUR"))
        earlier = with_part(program, "housing", budgets=[budget])
        shares = [(earlier, 1), (program, Fraction(1, 2))]
        allocations = [
            allocate(version, roster, year=2025, parts=["housing"], share=share)
            for version, share in shares
        ]
        report = run(no_more_than_the_budget_is_shared, allocations=allocations)

        assert () == report.findings

    def test_need_has_no_whole(self, program, with_part, roster, run):
        """
        Where need sets the amount, a share has nothing to exceed.
        """
        rule = AllocationRule(RatePerUnit(rate=1, by="arrivals"))
        free = with_part(program, "housing", rule=rule, budgets=[], open_ended=True)
        allocation = allocate(free, roster, year=2025, parts=["housing"], share=2)
        report = run(no_more_than_the_budget_is_shared, allocations=[allocation])

        assert [1] == [passed.count for passed in report.passed]

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation it cannot be run.
        """
        report = run(no_more_than_the_budget_is_shared)

        assert ["CONS-003"] == [o.rule for o in report.not_run]

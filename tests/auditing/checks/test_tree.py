from __future__ import annotations

from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.tree import (
    budgets_are_spoken_for,
    parts_stay_within_budgets,
)
from fundmodel.changes import Amendment, SetBudget
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import PartGroup, Strand, YearBudget
from fundmodel.sentences import Text


def strand(id: str, amount: int | None, parent: str | None = None, **more) -> Strand:
    """Make a strand with a budget in cents."""
    budgets = []
    if amount is not None:
        budgets = [YearBudget(year="2025", amount=Money.from_minor(amount, "EUR"))]
    return Strand(
        id=id,
        name=Text(id),
        legal_nature=LegalNature.GRANT,
        parent=parent,
        budgets=budgets,
        **more,
    )


def group(id: str, amount: int | None) -> PartGroup:
    """Make a bracket with a budget in cents."""
    fields = attrs.asdict(strand(id, amount), recurse=False)
    return PartGroup(**fields)


budgets = st.integers(min_value=0, max_value=10**15)


class TestPartsStayWithinBudgets:
    def test_fires_on_one_cent_too_much(self, program, broken, run):
        """
        A part that takes one cent more than there is is an error of one cent.
        """
        parts = [strand("housing", 60_000), strand("language", 40_001)]
        report = run(parts_stay_within_budgets, program=broken(program, parts=parts))

        (finding,) = report.findings
        assert "TREE-001" == finding.rule
        assert Severity.ERROR is finding.severity
        assert Money.of("0.01", "EUR") == finding.at_stake
        assert Money.of("1000.01", "EUR") == finding.value("sum of the parts below")
        assert "program Musterfonds (musterfonds), 2025" == str(finding.subject)
        assert "the parts below exceed the budget by 0.01 EUR" == str(finding.message)

    def test_lawful_when_used_up(self, program, run):
        """
        Parts that use up a budget exactly are in order.
        """
        report = run(parts_stay_within_budgets, program=program)

        assert () == report.findings
        assert [1] == [passed.count for passed in report.passed]

    def test_looks_below_a_bracket_without_budget(self, program, broken, run):
        """
        Where a bracket has no budget of its own, the parts below it count.
        """
        parts = [
            group("bracket", None),
            strand("a", 60_000, "bracket"),
            strand("b", 50_000, "bracket"),
        ]
        report = run(parts_stay_within_budgets, program=broken(program, parts=parts))

        assert [Money.of("100.00", "EUR")] == [f.at_stake for f in report]

    def test_each_level_and_year_counts(self, program, broken, run):
        """
        A strand may be overdrawn by its measures while the program is not.
        """
        parts = [strand("housing", 60_000), strand("a", 60_001, "housing")]
        report = run(parts_stay_within_budgets, program=broken(program, parts=parts))

        assert ["part housing (housing), 2025"] == [str(f.subject) for f in report]
        assert [1] == [passed.count for passed in report.passed]

    def test_amended_budgets_count(self, program, run):
        """
        What is added up are the budgets after all amendments.
        """
        less = SetBudget(part="housing", year="2025", amount=Money.of(500, "EUR"))
        amended = attrs.evolve(
            program, amendments=[Amendment(day=date(2025, 7, 1), changes=[less])]
        )
        (finding,) = run(budgets_are_spoken_for, program=amended).findings

        assert Money.of(100, "EUR") == finding.at_stake

    def test_lacks_a_program(self, run):
        """
        Without a program the rule is not run.
        """
        report = run(parts_stay_within_budgets)

        assert ["no program was given"] == [str(o.reason) for o in report.not_run]

    def test_has_nothing_to_add_up(self, program, run):
        """
        A program without parts below a budget gives the rule nothing to do.
        """
        report = run(
            parts_stay_within_budgets, program=attrs.evolve(program, budgets=[])
        )

        assert ["TREE-001"] == [o.rule for o in report.not_applicable]

    @given(budget=budgets, below=st.lists(budgets, min_size=1, max_size=5))
    def test_fires_exactly_when_exceeded(self, program, broken, run, budget, below):
        """
        It fires if and only if the sum is larger, with the exact excess.
        """
        case = broken(
            program,
            budgets=strand("x", budget).budgets,
            parts=tuple(strand(f"p{i}", b) for i, b in enumerate(below)),
        )
        report = run(parts_stay_within_budgets, program=case)

        excess = sum(below) - budget
        expected = [excess] if excess > 0 else []
        assert expected == [finding.at_stake.minor for finding in report]


class TestBudgetsAreSpokenFor:
    def test_names_the_remainder(self, program, with_part, run):
        """
        What no part below speaks for is reported for information.
        """
        smaller = with_part(
            program, "language", budgets=strand("language", 39_900).budgets
        )
        report = run(budgets_are_spoken_for, program=smaller)

        (finding,) = report.findings
        assert ("TREE-002", Severity.INFO) == (finding.rule, finding.severity)
        assert Money.of("1.00", "EUR") == finding.at_stake

    def test_lawfully_open_split(self, program, with_part, run):
        """
        A remainder that is open for a part without a budget is no finding.
        """
        open_split = with_part(program, "language", budgets=[])
        report = run(budgets_are_spoken_for, program=open_split)

        assert () == report.findings
        assert [1] == [passed.evidence[0][1] for passed in report.passed]

    def test_open_ended_part_draws_on_the_remainder(self, program, run):
        """
        A part paid by need may draw on what the others leave.
        """
        parts = [
            strand("housing", 60_000),
            strand("need", None, open_ended=True),
            strand("a", None, "need"),
        ]
        report = run(budgets_are_spoken_for, program=attrs.evolve(program, parts=parts))

        assert () == report.findings

    def test_lacks_a_program(self, run):
        """
        Without a program the rule is not run.
        """
        assert ["TREE-002"] == [o.rule for o in run(budgets_are_spoken_for).not_run]

    @given(budget=budgets, share=st.fractions(min_value=0, max_value=1))
    def test_gives_the_exact_remainder(self, program, run, budget, share):
        """
        The remainder is what the budget exceeds the parts by, to the cent.
        """
        below = int(budget * share)
        case = attrs.evolve(
            program,
            budgets=strand("x", budget).budgets,
            parts=[strand("housing", below)],
        )
        report = run(budgets_are_spoken_for, program=case)

        expected = [budget - below] if budget > below else []
        assert expected == [finding.at_stake.minor for finding in report]

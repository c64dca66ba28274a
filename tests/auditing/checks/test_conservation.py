from __future__ import annotations

from fractions import Fraction

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.apportion import Mixed
from fundmodel.auditing import Severity
from fundmodel.auditing.checks.conservation import (
    pots_are_conserved,
    residuals_have_a_destination,
)
from fundmodel.claims import Portion, PortionKind
from fundmodel.conditions import Eligible
from fundmodel.indicators import Column
from fundmodel.money import Money
from fundmodel.rules import (
    AllocationRule,
    Funding,
    Minimum,
    RatePerUnit,
    Residual,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import Text

WHOLE_EUROS = AllocationRule(Share(by="arrivals"), Round("1.00", each=Rounding.DOWN))


class TestPotsAreConserved:
    def test_fires_on_a_lost_cent(self, allocation, tamper, cents, run):
        """
        A cent that is in no column is an error of one cent.
        """
        amounts = allocation.parts[0].distribution.amounts
        lost = cents(int(amounts[0]) - 1, *amounts[1:].tolist())
        report = run(pots_are_conserved, allocations=[tamper(allocation, amounts=lost)])

        (finding,) = report.findings
        assert ("CONS-001", Severity.ERROR) == (finding.rule, finding.severity)
        assert "0.01 EUR of the pot are in no column" == str(finding.message)
        assert Money.of("0.01", "EUR") == finding.at_stake == finding.value("missing")
        assert Money.of("600.00", "EUR") == finding.value("budget times share")
        assert Money.of("599.99", "EUR") == finding.value("allotted")

    def test_fires_on_money_from_nowhere(self, allocation, tamper, cents, run):
        """
        A cent too many is an error too.
        """
        more = cents(60_001, 0, 0, 0)
        (finding,) = run(
            pots_are_conserved, allocations=[tamper(allocation, amounts=more)]
        )

        assert "0.01 EUR more than the pot are in the columns" == str(finding.message)

    def test_fraction_of_a_cent_is_no_tolerance(self, allocation, tamper, run):
        """
        Even a part of a cent is missing; it is no amount of money to name.
        """
        amounts = Mixed.from_fractions([[Fraction(59_999) + Fraction(1, 3), 0, 0, 0]])
        (finding,) = run(
            pots_are_conserved, allocations=[tamper(allocation, amounts=amounts)]
        )

        assert None is finding.at_stake
        assert Fraction(2, 3) == finding.value("missing").count

    def test_lawful_with_all_columns(self, program, with_part, roster, run):
        """
        Set aside, residual and left over belong to the sum.
        """
        case = with_part(program, "housing", rule=WHOLE_EUROS)
        allocation = allocate(case, roster, year=2025, parts=["housing"], share="60 %")
        report = run(pots_are_conserved, allocations=[allocation])

        assert () == report.findings
        assert [1] == [passed.count for passed in report.passed]

    def test_counts_what_was_set_aside_or_lapsed(self, allocation, tamper, cents, run):
        """
        Whatever left the pot for a named reason is part of the sum.
        """
        elsewhere = tuple(
            Portion(kind=kind, amount=Mixed.of([100]))
            for kind in (PortionKind.SET_ASIDE, PortionKind.LAPSED)
        )
        changed = tamper(
            allocation, amounts=cents(59_700, 0, 0, 0), elsewhere=elsewhere
        )
        (finding,) = run(pots_are_conserved, allocations=[changed])

        assert Money.of("1.00", "EUR") == finding.at_stake
        assert Money.of("1.00", "EUR") == finding.value("set aside")
        assert Money.of("1.00", "EUR") == finding.value("lapsed")

    def test_counts_what_was_guaranteed_in_addition(
        self, program, with_part, roster, run
    ):
        """
        What comes in addition to the pot stands against the amounts it paid for.
        """
        rule = AllocationRule(
            Share(by="arrivals"),
            Minimum(Money.of(500, "EUR"), funding=Funding.ADDED),
            Round("0.01"),
        )
        case = with_part(program, "housing", rule=rule)
        allocation = allocate(case, roster, year=2025, parts=["housing"])

        assert allocation.part().distribution.guaranteed.count > 0
        assert not run(pots_are_conserved, allocations=[allocation]).findings

    def test_row_for_all_others_is_not_rounded(
        self, program, with_part, with_remainder, run
    ):
        """
        The unrounded row that stands for all others is part of the sum.
        """
        rule = AllocationRule(
            Share(by="arrivals"), Round("0.01", each=Rounding.HALF_UP)
        )
        case = with_part(program, "housing", rule=rule)
        allocation = allocate(case, with_remainder, year=2025, parts=["housing"])

        assert not run(pots_are_conserved, allocations=[allocation]).findings

    def test_open_ended_part(self, program, with_part, roster, run):
        """
        Where need sets the amount, what is claimed is what the pot lacks.
        """
        rate = RatePerUnit(rate=Money.of(7, "EUR"), by="arrivals")
        case = with_part(
            program,
            "language",
            budgets=[],
            open_ended=True,
            rule=AllocationRule(rate, Round("0.01")),
        )
        allocation = allocate(case, roster, year=2025, parts=["language"])

        assert not run(pots_are_conserved, allocations=[allocation]).findings

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation the rule is not run.
        """
        assert ["CONS-001"] == [o.rule for o in run(pots_are_conserved).not_run]

    def test_nothing_was_allocated(self, program, roster, run):
        """
        An allocation whose parts all stay open has no pot to add up.
        """
        still_open = allocate(program, roster, year=2025, parts=["language"])
        report = run(pots_are_conserved, allocations=[still_open])

        assert ["no part was allocated"] == [
            str(outcome.reason) for outcome in report.not_applicable
        ]

    @given(
        weights=st.lists(st.integers(0, 10**6), min_size=4, max_size=4),
        share=st.fractions(min_value=0, max_value=1, max_denominator=1000),
        planted=st.integers(-5, 5),
    )
    def test_finds_exactly_what_is_planted(
        self, *, program, with_part, roster, tamper, run, weights, share, planted
    ):
        """
        Random allocations are conserved; what is planted is found to the cent.
        """
        assume(any(weights))
        column = Column.of(roster.columns[0].indicator, weights)
        rule = AllocationRule(
            Share(by="arrivals"), Round("0.01", each=Rounding.HALF_UP)
        )
        allocation = allocate(
            with_part(program, "housing", rule=rule),
            attrs.evolve(roster, columns=[column]),
            year=2025,
            parts=["housing"],
            share=share,
        )
        amounts = allocation.parts[0].distribution.steps[-1].after.amounts
        more = amounts + Mixed.of([[planted, 0, 0, 0]])
        report = run(pots_are_conserved, allocations=[tamper(allocation, amounts=more)])

        expected = [abs(planted)] if planted else []
        assert expected == [finding.at_stake.minor for finding in report]


class TestResidualsHaveADestination:
    def allocated(self, program, with_part, roster, rule):
        """Allocate the housing strand by another rule."""
        case = with_part(program, "housing", rule=rule)
        return allocate(case, roster, year=2025, parts=["housing"])

    def test_fires_without_a_destination(self, program, with_part, roster, run):
        """
        Euros that rounding leaves to nobody are a warning.
        """
        allocation = self.allocated(program, with_part, roster, WHOLE_EUROS)
        (finding,) = run(residuals_have_a_destination, allocations=[allocation])

        assert ("RESID-001", Severity.WARNING) == (finding.rule, finding.severity)
        assert Money.of("1.00", "EUR") == finding.at_stake
        assert "rounding leaves 1.00 EUR, and nobody says where it goes" == str(
            finding.message
        )

    def test_fires_on_what_rounding_takes_too_much(
        self, program, with_part, roster, run
    ):
        """
        What rounding up gives beyond the pot is borne by somebody, too.
        """
        rule = AllocationRule(
            Share(by="arrivals"), Round("100.00", each=Rounding.HALF_UP)
        )
        column = Column.of(roster.columns[0].indicator, [1, 1, 1, 1])
        uneven = attrs.evolve(roster, columns=[column])
        allocation = self.allocated(program, with_part, uneven, rule)
        (finding,) = run(residuals_have_a_destination, allocations=[allocation])

        assert Money.of("-200.00", "EUR") == finding.value("rounding residual")
        assert Money.of("200.00", "EUR") == finding.at_stake
        assert str(finding.message).startswith(
            "rounding takes 200.00 EUR more than there is"
        )

    def test_lawful_with_a_destination(self, program, with_part, roster, run):
        """
        A residual that goes to a named reserve is in order.
        """
        rule = AllocationRule(
            *WHOLE_EUROS.provisions, Residual(destination=Text("reserve"))
        )
        allocation = self.allocated(program, with_part, roster, rule)
        report = run(residuals_have_a_destination, allocations=[allocation])

        assert () == report.findings
        assert [1] == [passed.count for passed in report.passed]

    def test_lawful_without_a_residual(self, allocation, run):
        """
        Rounding that keeps the sum leaves nothing to name.
        """
        report = run(residuals_have_a_destination, allocations=[allocation])

        assert () == report.findings

    def test_unknowable_with_a_row_for_others(
        self, program, with_part, with_remainder, run
    ):
        """
        Where a row stands for all others, the residual of the whole is unknown.
        """
        rule = AllocationRule(Eligible(kinds=["municipality"]), *WHOLE_EUROS.provisions)
        allocation = self.allocated(program, with_part, with_remainder, rule)
        (finding,) = run(residuals_have_a_destination, allocations=[allocation])

        assert Severity.INFO is finding.severity
        assert "that of the whole cannot be known" in str(finding.message)

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation the rule is not run.
        """
        report = run(residuals_have_a_destination)

        assert ["RESID-001"] == [outcome.rule for outcome in report.not_run]

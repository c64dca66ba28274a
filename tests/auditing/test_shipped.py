"""The shipped Pakt, audited as a whole: faults are found, lawful practice is not."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel import catalog
from fundmodel.allocation import allocate
from fundmodel.auditing import Severity, audit, reperform
from fundmodel.money import Money
from fundmodel.parts import YearBudget

PAKT = "pakt-fuer-integration"
STRAND = "integrationsmanagement"


@pytest.fixture(scope="module")
def pakt():
    """Give the program as it is known today."""
    return catalog.load(PAKT)


@pytest.fixture(scope="module")
def provisional(pakt):
    """Give the first tranche of 2017."""
    roster = catalog.roster(PAKT, "provisional-2017")
    return allocate(pakt, roster, year=2017, parts=[STRAND], share="60 %")


@pytest.fixture(scope="module")
def heads():
    """Give the heads of 15 September 2017."""
    return catalog.roster(PAKT, "heads-2017-09-15")


class TestShippedPakt:
    def test_only_two_published_amounts_are_found(self, pakt, provisional, heads):
        """
        The only warnings are the two published amounts that nothing explains.
        """
        report = audit(
            pakt,
            allocations=[provisional, allocate(pakt, heads, year=2018)],
            rosters=[catalog.roster(PAKT, "districts")],
            register=catalog.roster(PAKT, "municipalities"),
            published=[
                catalog.published(PAKT, table)
                for table in ("first-tranche-2017", "final-2018")
            ],
        )

        assert ["Ettlingen (08215017)", "Schwanau (08317150)"] == sorted(
            str(finding.subject) for finding in report.at_least(Severity.WARNING)
        )
        assert () == report.at_least(Severity.ERROR)

    @pytest.mark.parametrize("year", ["2017", "2018"])
    def test_years_and_totals_mixed(self, pakt, year):
        """
        116 million in two years, entered as the budget of one, are found; 58 are not.
        """
        two_years = YearBudget(year=year, amount=Money.of("116000000", "EUR"))
        parts = []
        for part in pakt.parts:
            kept = [budget for budget in part.budgets if budget.year != year]
            is_mixed = part.id == STRAND
            budgets = [*kept, two_years] if is_mixed else part.budgets
            parts.append(attrs.evolve(part, budgets=budgets))
        mixed = attrs.evolve(pakt, amendments=[])
        right = audit(mixed)
        object.__setattr__(mixed, "parts", tuple(parts))
        (found,) = (f for f in audit(mixed).findings if f.rule == "BUDG-001")

        assert (Severity.ERROR, Money.of("58000000", "EUR")) == (
            found.severity,
            found.value("room for it"),
        )
        assert "BUDG-001" not in {finding.rule for finding in right.findings}

    def test_open_split_of_march_2017(self):
        """
        Four strands without a split of their 70 million are lawful.
        """
        report = audit(catalog.load(PAKT, as_of=date(2017, 3, 31)))

        assert () == report.findings

    @pytest.mark.parametrize("year", [2017, 2018])
    def test_all_parts_on_each_roster(self, pakt, heads, year):
        """
        Parts that wait for figures nobody has published yet are no warning; that the
        whole budget was divided on both rosters is one, because one has to replace
        the other.
        """
        provisional = catalog.roster(PAKT, "provisional-2017")
        report = audit(
            pakt,
            allocations=[
                allocate(pakt, roster, year=year) for roster in (provisional, heads)
            ],
        )

        assert {("CONS-003", f"part Integration management ({STRAND}), {year}")} == {
            (finding.rule, str(finding.subject))
            for finding in report.at_least(Severity.WARNING)
        }

    @pytest.mark.parametrize("year", range(2019, 2027))
    def test_later_years_stay_open(self, pakt, year):
        """
        Money of later years is cited, and how it was shared is not guessed.
        """
        districts = catalog.roster(PAKT, "districts")
        allocation = allocate(pakt, districts, year=year)
        report = audit(pakt, allocations=[allocation])

        assert () == allocation.parts
        assert () == report.at_least(Severity.ERROR)
        assert {"OPEN-001"} >= {f.rule for f in report.at_least(Severity.WARNING)}

    def test_first_tranche(self, provisional):
        """
        Of the first tranche 100 of 102 published amounts agree to the euro.
        """
        done = reperform(catalog.published(PAKT, "first-tranche-2017"), provisional)

        assert (100, 102, ()) == (done.matches, len(done.rows), done.missing)
        assert {
            "Schwanau": (Money.of(31157, "EUR"), Money.of(31212, "EUR")),
            "Ettlingen": (Money.of(122078, "EUR"), Money.of(121876, "EUR")),
        } == {row.name: (row.published, row.recomputed) for row in done.differences}

    def test_final_distribution(self, pakt, heads):
        """
        Of the final distribution all 43 published amounts agree to the euro.
        """
        final = allocate(pakt, heads, year=2018, parts=[STRAND])
        done = reperform(catalog.published(PAKT, "final-2018"), final)

        assert (43, 43) == (done.matches, len(done.rows))
        assert () == done.report.findings

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.auditing import Severity
from fundmodel.auditing.checks.parameters import (
    rates_are_known_to_the_end,
    upratings_are_kept,
)
from fundmodel.changes import AddYear, Amendment, ReplaceProvision
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    BestOf,
    Indexation,
    IndexRounding,
    RatePerPost,
    RatePerUnit,
    Round,
    YearlyGrowth,
)
from fundmodel.sentences import Text
from fundmodel.sources import Source

PERSON = Roster.from_records(
    [{"id": "01", "arrivals": 1}], id="person", indicators=[Indicator(id="arrivals")]
)
LAW = Source(title="§ 18 Abs. 4 FlüAG")
RATE = Money.of("135.00", "EUR")
YEARLY = Indexation(base_year=2016, growth="1.5 %", to="0.01")


def rate(indexation=YEARLY, rate=RATE, by="arrivals") -> RatePerUnit:
    """Pay a rate for each of the arrivals."""
    return RatePerUnit(rate=rate, by=by, indexation=indexation, source=LAW)


def strand(*rates, id="lump", **more) -> Strand:
    """Make a strand that pays rates, by need unless told otherwise."""
    return Strand(
        id=id,
        name=Text(id),
        legal_nature=LegalNature.STATUTORY_TRANSFER,
        rule=AllocationRule(*rates, Round("0.01")),
        source=LAW,
        **({"open_ended": True} | more),
    )


def program(*parts, years=range(2016, 2020), amendments=(), **more) -> Program:
    """Make a program of parts."""
    return Program(
        id="flueag",
        name=Text("FlüAG"),
        currency="EUR",
        years=[BudgetYear.calendar(year) for year in years],
        parts=parts,
        amendments=amendments,
        source=LAW,
        **more,
    )


def amended(provision, *, day=date(2018, 1, 1), part="lump") -> Amendment:
    """Replace the rate of a part."""
    change = ReplaceProvision(part=part, number=1, provision=provision)
    return Amendment(day=day, changes=[change], source=LAW)


def listed(*years) -> Indexation:
    """List the growth of some years."""
    growths = [YearlyGrowth(year=year, growth="2 %") for year in years]
    return Indexation(base_year=2016, growths=growths, to="0.01")


class TestRatesAreKnownToTheEnd:
    def test_fires_on_a_growth_that_ends(self, run):
        """
        A growth listed for two of three later years leaves one without a rate.
        """
        audited = program(strand(rate(listed(2017, 2018))))
        (finding,) = run(rates_are_known_to_the_end, program=audited).findings

        assert "PARAM-001" == finding.rule
        assert Severity.WARNING is finding.severity
        assert ("2019",) == finding.value("years without a rate")
        assert ("2017", "2018") == finding.value("growth is listed for")

    def test_fires_on_a_base_after_the_beginning(self, run):
        """
        A rate as of 2017 is not stated for 2016.
        """
        late = attrs.evolve(YEARLY, base_year=2017)
        (finding,) = run(
            rates_are_known_to_the_end, program=program(strand(rate(late)))
        ).findings

        assert ("2016",) == finding.value("years without a rate")
        assert "every year" == str(finding.value("growth is listed for"))

    def test_lawful(self, run):
        """
        A growth may end with the money of the part, or with the program.
        """
        money = [YearBudget(year="2018", amount=Money.of("9.00", "EUR"))]
        audited = program(
            strand(rate(listed(2017, 2018, 2019)), id="a"),
            strand(rate(listed(2017, 2018)), id="b", open_ended=False, budgets=money),
            strand(rate(listed(2017)), id="c", open_ended=False),
        )
        report = run(rates_are_known_to_the_end, program=audited)

        assert () == report.findings
        assert 3 == report.passed[0].count

    def test_a_budget_above_counts(self, run):
        """
        A part inside another has money in the years of the budget above.
        """
        money = [YearBudget(year="2019", amount=Money.of("9.00", "EUR"))]
        above = Strand(
            id="above",
            name=Text("above"),
            legal_nature=LegalNature.GRANT,
            budgets=money,
            source=LAW,
        )
        inside = strand(rate(listed(2017)), parent="above", open_ended=False)
        report = run(rates_are_known_to_the_end, program=program(above, inside))

        assert ("2019",) == report.findings[0].value("years without a rate")
        assert () == report.passed

    def test_lacking(self, run):
        """
        Without a program nothing is run; rates that do not rise are known.
        """
        flat = program(strand(rate(None)))

        assert 1 == len(run(rates_are_known_to_the_end).not_run)
        assert 1 == len(run(rates_are_known_to_the_end, program=flat).not_applicable)


class TestUpratingsAreKept:
    def test_finds_103_parameters(self, run):
        """
        An amendment that drops the yearly uprating of 103 parameters: each is found.
        """
        parts = [strand(rate(), id=f"p{number}") for number in range(103)]
        changes = [
            ReplaceProvision(part=part.id, number=1, provision=rate(None))
            for part in parts
        ]
        cleaned = Amendment(day=date(2018, 1, 1), changes=changes, source=LAW)
        report = run(upratings_are_kept, program=program(*parts, amendments=[cleaned]))

        assert 103 == len(report.findings)
        assert {"UPRATE-001"} == {finding.rule for finding in report.findings}
        assert {Severity.ERROR} == {finding.severity for finding in report.findings}
        assert () == report.passed

    def test_says_which_rate_was_announced(self, run):
        """
        135.00 EUR rise to 139.09 EUR in 2018, the first year after the amendment.
        """
        audited = program(strand(rate()), amendments=[amended(rate(None))])
        (finding,) = run(upratings_are_kept, program=audited).findings

        assert "part lump (lump)" == str(finding.subject)
        assert RATE == finding.value("rate as stated")
        assert "2018" == finding.value("first year at fault")
        assert Money.of("139.09", "EUR") == finding.value("rate announced for it")
        assert RATE == finding.value("rate applied in it")

    def test_fires_on_another_base_year(self, run):
        """
        The rate of 2016 stated as that of 2018 has lost the growth of two years.
        """
        moved = attrs.evolve(YEARLY, base_year=2018)
        audited = program(strand(rate()), amendments=[amended(rate(moved))])
        (finding,) = run(upratings_are_kept, program=audited).findings

        assert "2018" == finding.value("first year at fault")

    def test_fires_on_an_allocation(self, run, roster):
        """
        An allocation by a copy of the program that lost the growth is found too.
        """
        flat = program(strand(rate(None)), years=[2018])
        report = run(
            upratings_are_kept,
            program=program(strand(rate())),
            allocations=[allocate(flat, roster, year=2018)],
        )

        assert ["UPRATE-001"] == [finding.rule for finding in report.findings]

    @pytest.mark.parametrize(
        "provision",
        [
            # Nothing changed about the rate.
            rate(),
            # The rate that had been reached is stated anew.
            rate(None, Money.of("139.09", "EUR")),
            # Another growth from the same year.
            rate(Indexation(base_year=2016, growth="2 %", to="0.01")),
            # It counts something else now.
            rate(None, by="population"),
        ],
    )
    def test_lawful(self, run, provision):
        """
        What an amendment states anew is no uprating that was dropped.
        """
        audited = program(strand(rate()), amendments=[amended(provision)])

        assert () == run(upratings_are_kept, program=audited).findings

    def test_lawful_where_nothing_has_risen(self, run):
        """
        In the base year itself nothing is lost.
        """
        audited = program(
            strand(rate()),
            years=[2016],
            amendments=[amended(rate(None), day=date(2016, 5, 1))],
        )

        assert () == run(upratings_are_kept, program=audited).findings

    def test_several_rates_of_one_kind(self, run):
        """
        Rates are told apart by what they count and where they stand, also inside.
        """
        posts = RatePerPost(rate=RATE, by="posts", indexation=YEARLY)
        first = AllocationRule(rate(), Round("0.01"))
        second = AllocationRule(rate(None), Round("0.01"))
        part = attrs.evolve(
            strand(rate()), rule=AllocationRule(BestOf([first, second]), Round("0.01"))
        )
        later = AddYear(year=BudgetYear.calendar(2020))
        audited = program(
            part,
            strand(posts, id="posts"),
            amendments=[Amendment(day=date(2018, 1, 1), changes=[later])],
        )
        report = run(upratings_are_kept, program=audited)

        assert () == report.findings
        assert 2 == report.passed[0].count

    def test_of_an_exact_number(self, run):
        """
        A rate that is no money is shown as a number, and so is a fraction of a cent.
        """
        half = rate(YEARLY, Fraction(1, 2))
        fine = rate(attrs.evolve(YEARLY, to="0.001"), Money.of("0.50", "EUR"))
        audited = program(
            strand(half),
            strand(fine, id="fine"),
            amendments=[
                amended(rate(None, Fraction(1, 2))),
                amended(rate(None, Money.of("0.50", "EUR")), part="fine"),
            ],
        )
        first, second = run(upratings_are_kept, program=audited).findings

        assert Fraction(52, 100) == first.value("rate announced for it")
        assert Fraction(516, 1000) == second.value("rate announced for it")

    def test_a_rate_that_is_not_known(self, run):
        """
        A year whose growth nobody listed is not compared.
        """
        audited = program(
            strand(rate(listed(2017)), budgets=[]),
            years=[2019],
            amendments=[amended(rate(None), day=date(2019, 1, 1))],
        )

        assert () == run(upratings_are_kept, program=audited).findings

    def test_lacking(self, run):
        """
        Without a program nothing is run; with one version there is nothing to compare.
        """
        assert 1 == len(run(upratings_are_kept).not_run)
        assert 1 == len(
            run(upratings_are_kept, program=program(strand(rate()))).not_applicable
        )

    @given(
        cents=st.integers(1, 10**6),
        growth=st.integers(1, 200),
        rounded=st.sampled_from(IndexRounding),
    )
    def test_agrees_with_the_provision(self, run, cents, growth, rounded):
        """
        The rate announced is the one that an allocation would have paid.
        """
        index = Indexation(
            base_year=2016, growth=Fraction(growth, 1000), to="0.01", rounded=rounded
        )
        stated = Money.from_minor(cents, "EUR")
        audited = program(
            strand(rate(index, stated)),
            years=[2019],
            amendments=[amended(rate(None, stated), day=date(2019, 1, 1))],
        )
        found = run(upratings_are_kept, program=audited).findings
        paid = allocate(audited.after(date(2018, 1, 1)), PERSON, year=2019).parts[0]

        assert [paid.allotment_at(0).amount] == (
            [finding.value("rate announced for it") for finding in found] or [stated]
        )

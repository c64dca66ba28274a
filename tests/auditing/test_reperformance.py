from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.auditing import Severity, reperform
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.publications import PublishedTable
from fundmodel.rules import AllocationRule, Round, Rounding, Share
from fundmodel.sources import Source

GAZETTE = Source(title="Gazette")
LETTER = Source(title="Letter to the editor")


def eur(amount: str) -> Money:
    """Give euros."""
    return Money.of(amount, "EUR")


@pytest.fixture(scope="session")
def table(allocation) -> PublishedTable:
    """The allocation as it stands, published."""
    columns = allocation.columns()
    return PublishedTable(
        id="list",
        ids=columns["id"],
        names=columns["name"],
        amounts=[Money.from_minor(int(a), "EUR") for a in columns["amount"]],
        part="housing",
        year="2025",
        stage=Stage.INDICATIVE_ENVELOPE,
        source=GAZETTE,
    )


def with_amount(table: PublishedTable, position: int, amount: Money):
    """Give the table with another amount in one row."""
    amounts = list(table.amounts)
    amounts[position] = amount
    return attrs.evolve(table, amounts=amounts)


class TestReperform:
    def test_everything_agrees(self, table, allocation):
        """
        A table that the rule gives agrees in every row and has no finding.
        """
        done = reperform(table, allocation)

        assert (4, (), ()) == (done.matches, done.differences, done.missing)
        assert () == done.report.findings
        assert (
            "table list (list): 4 of 4 rows agree exactly with part Housing (housing), "
            "2025"
        ) == str(done)

    def test_difference_of_a_cent(self, table, allocation):
        """
        One cent less in print is a warning with both amounts, unexplained.
        """
        wrong = attrs.evolve(
            with_amount(table, 1, table.amounts[1] - eur("0.01")),
            sources=[None, LETTER, None, None],
        )
        done = reperform(wrong, allocation)

        (row,) = done.differences
        assert ("02", "Bedorf", LETTER) == (row.id, row.name, row.source)
        assert (row.published, row.recomputed) == (eur("169.00"), eur("169.01"))
        assert eur("-0.01") == row.difference
        (finding,) = done.report.findings
        assert ("PUB-001", Severity.WARNING) == (finding.rule, finding.severity)
        assert eur("0.01") == finding.at_stake
        assert eur("-0.01") == finding.value("difference")
        assert str(finding.message).endswith("difference -0.01 EUR: unexplained")
        assert [3] == [passed.count for passed in done.report.passed]

    def test_no_tolerance_for_the_unit_of_the_table(self, allocation, table):
        """
        Whole euros in print differ from cents; the unit is evidence, no excuse.
        """
        rounded = attrs.evolve(with_amount(table, 0, eur("85.00")), unit=eur("1.00"))
        (finding,) = reperform(rounded, allocation).report

        assert eur("0.49") == finding.at_stake
        assert eur("1.00") == finding.value("unit of the table")

    def test_unit_that_could_print_the_amount(self, allocation, table):
        """
        Where the table could print the amount, its unit is no evidence.
        """
        wrong = attrs.evolve(with_amount(table, 0, eur("85.00")), unit=eur("0.01"))
        (finding,) = reperform(wrong, allocation).report

        assert "unit of the table" not in {
            label.template for label, _ in finding.evidence
        }

    def test_unknown_recipient(self, table, allocation):
        """
        A row that is not on the roster is a warning, with the id of its name.
        """
        wrong = attrs.evolve(
            table, ids=["1", "02", "03", "77"], names=["Ahausen", "Bedorf", "C", "D"]
        )
        done = reperform(wrong, allocation)

        assert ["1", "77"] == [row.id for row in done.missing]
        missing = [f for f in done.report if f.rule == "PUB-002"]
        assert [Severity.WARNING] * 2 == [f.severity for f in missing]
        assert ("01",) == missing[0].value("id of this name on the roster")
        assert 2 == len(missing[1].evidence)

    def test_names_that_differ(self, table, allocation):
        """
        Rows are matched by id; another name is for information.
        """
        renamed = attrs.evolve(table, names=["Ahausen/Bach", *table.names[1:]])
        done = reperform(renamed, allocation)

        (finding,) = done.report.findings
        assert ("PUB-004", Severity.INFO) == (finding.rule, finding.severity)
        assert 4 == done.matches

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            (
                "year",
                "2024",
                "year: the table is about 2024, the allocation about 2025",
            ),
            (
                "stage",
                Stage.ENTITLEMENT,
                (
                    "stage: the table is about entitlement by law, the allocation "
                    "about indicative planning envelope"
                ),
            ),
            (
                "share",
                Fraction(3, 5),
                (
                    "share of the budget: the table is about 60 %, the allocation "
                    "about 100 %"
                ),
            ),
            (
                "roster",
                "provisional",
                (
                    "roster: the table is about provisional, the allocation about "
                    "arrivals-2024"
                ),
            ),
        ],
    )
    def test_about_something_else(self, table, allocation, field, value, said):
        """
        A table of another year, stage, share or roster is compared, and that is a
        finding.
        """
        done = reperform(attrs.evolve(table, **{field: value}), allocation)

        (finding,) = done.report.findings
        assert ("PUB-003", Severity.WARNING) == (finding.rule, finding.severity)
        assert said == str(finding.message)
        assert 4 == done.matches

    def test_about_the_same(self, table, allocation):
        """
        Where the table declares what was allocated, there is nothing to find.
        """
        same = attrs.evolve(table, share=Fraction(1), roster="arrivals-2024")
        done = reperform(same, allocation)

        assert () == done.mismatches == done.report.findings

    @pytest.mark.parametrize("swapped", [(None, None), ("table", "allocation")])
    def test_compares_a_table_with_an_allocation(self, table, allocation, swapped):
        """
        Anything else, or the wrong order, is refused by name.
        """
        given = (allocation, table) if swapped[0] else swapped
        with pytest.raises(InvalidDataError, match="the table first, then the alloc"):
            reperform(*given)

    def test_another_part_than_that_of_the_table(self, table, allocation):
        """
        Whoever names a part gets it compared, and a finding if it is another.
        """
        other = attrs.evolve(table, part="language")
        done = reperform(other, allocation, part="housing")

        assert ["PUB-003"] == [finding.rule for finding in done.report]

    def test_another_currency(self, table, allocation):
        """
        Amounts in two currencies are not compared, and that is a finding.
        """
        francs = attrs.evolve(table, amounts=[Money.of(1, "CHF")] * 4)
        done = reperform(francs, allocation)

        assert (0, ()) == (done.matches, done.differences)
        assert ["PUB-003"] == [finding.rule for finding in done.report]
        assert ["PUB-001"] == [o.rule for o in done.report.not_applicable]

    def test_empty_table(self, allocation):
        """
        A table without rows says nothing about anything.
        """
        done = reperform(
            PublishedTable(id="none", ids=[], names=[], amounts=[]), allocation
        )

        assert () == done.report.findings
        assert ["PUB-001"] == [o.rule for o in done.report.not_applicable]

    def test_row_for_all_others(self, program, with_part, with_remainder):
        """
        What is published for "all others" has no rounded amount to compare with.
        """
        rule = AllocationRule(
            Share(by="arrivals"), Round("0.01", each=Rounding.HALF_UP)
        )
        case = with_part(program, "housing", rule=rule)
        allocation = allocate(
            case, with_remainder, year=2025, parts=["housing"], share="60 %"
        )
        published = PublishedTable(
            id="list", ids=["rest"], names=["all others"], amounts=[eur("180.00")]
        )
        done = reperform(published, allocation)

        (finding,) = done.report.findings
        assert "its row on the roster stands for all others" == str(finding.message)
        assert "2025 (60 % of the budget)" in str(done)

    def test_part_that_was_not_allocated(self, table, allocation):
        """
        Asking for a part that was not allocated is an error of the call.
        """
        with pytest.raises(AllocationError, match="no single part"):
            reperform(table, allocation, part="language")

    @given(
        planted=st.lists(
            st.integers(min_value=-10_000, max_value=10_000), min_size=4, max_size=4
        )
    )
    def test_finds_exactly_what_is_planted(self, table, allocation, planted):
        """
        Each planted difference is found to the cent, and no other.
        """
        amounts = [
            amount + Money.from_minor(difference, "EUR")
            for amount, difference in zip(table.amounts, planted, strict=True)
        ]
        done = reperform(attrs.evolve(table, amounts=amounts), allocation)

        assert planted == [row.difference.minor for row in done.rows]
        assert planted.count(0) == done.matches
        assert 4 - planted.count(0) == len(done.report.findings)

"""Allocations and explanations in print."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from fundmodel.allocation import allocate
from fundmodel.cli.allocations import (
    print_allocation,
    print_explanation,
    print_rounding,
)
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    ExplainedBranch,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import sentence


def whole_roster(roster: Roster, *columns: Column) -> Roster:
    """Give the named rows alone, with other columns."""
    return Roster(
        id="whole",
        ids=roster.ids[:3],
        names=roster.names[:3],
        kinds=roster.kinds[:3],
        columns=columns,
        coverage=Coverage.WHOLE,
    )


def with_rule(program, rule):
    """Give the program with one part that has that rule."""
    part = attrs.evolve(program.part("strands"), rule=rule)
    return attrs.evolve(program, parts=[part])


class TestPrintAllocation:
    def test_pot_count_and_rate_are_said(self, page, allocation, citations, capsys):
        """
        The rate is exact and cut with an ellipsis, never rounded in silence.
        """
        print_allocation(page, allocation, citations, largest=10)

        out = capsys.readouterr().out
        for line in (
            "Pot                budget 2024: 600,000.00 EUR [MFA]",
            "Counted            Persons housed, 1,172 in all, on 15 September 2024",
            "Rate               600,000.00 EUR / 1,172 persons = 511.945392… EUR each",
            "What an amount is  an entitlement by law: due without a decision",
            "Recipients         3 by name, and one row for all others",
        ):
            assert f"{line}\n" in out

    def test_small_counts_are_hidden(self, page, allocation, citations, capsys):
        """
        A sensitive count below ten is shown as "<10".
        """
        print_allocation(page, allocation, citations, largest=10)

        out = capsys.readouterr().out
        row = next(line for line in out.splitlines() if "Bernhausen" in line)
        assert row.split()[-4:] == ["02", "<10", "3,583.62", "EUR"]
        assert "Counts below ten are not shown; an amount divided by the rate" in out

    def test_marks_are_explained_where_they_stand(
        self, page, program, roster, citations, capsys
    ):
        """
        A table without computed or hidden counts explains neither.
        """
        column = attrs.evolve(roster.columns[0].indicator, id="persons", sensitive=True)
        plain = whole_roster(roster, Column.of(column, [120, 70, 45]))
        found = allocate(program, plain, year=2024, parts=["heads"])
        print_allocation(page, found, citations, largest=10)

        out = capsys.readouterr().out
        assert "computed back" not in out.partition("What stays open")[0]
        assert "Counts below ten" not in out

    def test_the_row_for_all_others_is_not_listed(
        self, page, allocation, citations, capsys
    ):
        """
        The remainder row stands below the table, unrounded.
        """
        print_allocation(page, allocation, citations, largest=10)

        table, _, below = capsys.readouterr().out.partition("* computed back")
        assert "all others" not in table.partition("largest allotments")[2]
        assert "all others: 511,945.392491… EUR together, unrounded" in below

    def test_only_the_largest_are_listed(self, page, allocation, citations, capsys):
        """
        `largest` limits the table; zero leaves it out.
        """
        print_allocation(page, allocation, citations, largest=1)
        one = capsys.readouterr().out
        print_allocation(page, allocation, citations, largest=0)
        none = capsys.readouterr().out

        assert "Althausen" in one
        assert "Cehausen" not in one
        assert "Althausen" not in none

    def test_open_parts_say_why(self, page, allocation, citations, capsys):
        """
        A part that stays open says what is missing.
        """
        print_allocation(page, allocation, citations, largest=1)

        out = capsys.readouterr().out
        assert "Nobody has said how these are shared:\n  - Strand one, 2024\n" in out

    def test_without_a_key_there_is_no_rate(
        self, page, program, roster, citations, capsys
    ):
        """
        Equal shares have no indicator, so neither rate nor count is shown.
        """
        changed = with_rule(program, AllocationRule(EqualShares(), Round("0.01")))
        found = allocate(changed, whole_roster(roster), year=2024)
        print_allocation(page, found, citations, largest=10)

        out = capsys.readouterr().out
        assert "Rate" not in out
        assert "Recipients         3 by name\n" in out
        assert "133,333.34 EUR" in out

    def test_two_keys_have_two_rates_and_no_column(
        self, page, program, roster, citations, capsys
    ):
        """
        With several keys every rate is told, and the table has amounts only.
        """
        found = allocate(
            with_rule(
                program,
                AllocationRule(
                    Share(by="people"),
                    Share(by="area"),
                    Round("0.01"),
                ),
            ),
            whole_roster(
                roster,
                Column.of(
                    Indicator(id="people", state=DataState.PROVISIONAL), [1, 2, 5]
                ),
                Column.of(
                    Indicator(id="area"), [Decimal("1.5"), Decimal(2), Decimal(5)]
                ),
            ),
            year=2024,
        )
        print_allocation(page, found, citations, largest=10)

        out = capsys.readouterr().out
        assert "people, 8 in all (provisional)\n" in out
        assert "400,000.00 EUR / 8 units = 50,000.00 EUR each\n" in out


class TestPrintRounding:
    def test_what_the_whole_makes_cannot_be_known(self, page, allocation, capsys):
        """
        With a row for all others the difference is that of the named rows only.
        """
        print_rounding(page, allocation.part("heads"))

        out = " ".join(capsys.readouterr().out.split())
        assert (
            "Rounding: those named get 88,054.61 EUR together; unrounded it would be "
            "88,054.607508… EUR. Rounding gives 0.002491… EUR too much. What it makes "
            "of the whole cannot be known, because the amounts of all others are not "
            "known one by one."
        ) == out

    @pytest.mark.parametrize(
        "case",
        [
            (Rounding.DOWN, "Rounding leaves 1.00 EUR over."),
            (Rounding.UP, "Rounding gives 2.00 EUR too much."),
            (None, "unrounded it would be 400,000.00 EUR."),
        ],
    )
    def test_the_direction_is_said(self, page, program, roster, capsys, case):
        """
        Too much and left over are told apart; a kept sum has no difference.
        """
        each, expected = case
        rule = AllocationRule(EqualShares(), Round("1.00", each=each))
        found = allocate(with_rule(program, rule), whole_roster(roster), year=2024)
        print_rounding(page, found.part())

        out = " ".join(capsys.readouterr().out.split())
        assert out.endswith(expected)


class TestPrintExplanation:
    def test_a_hidden_count_comes_with_a_warning(
        self, page, allocation, citations, capsys
    ):
        """
        Before the amount stands that it reveals the count.
        """
        told = allocation.explain("02").parts[0]
        print_explanation(page, told, citations)

        lines = capsys.readouterr().out.splitlines()
        assert lines[-1] == "  = 3,583.62 EUR"
        assert any(line.startswith("  ! Persons housed: the count") for line in lines)

    def test_the_last_line_is_the_amount(self, page, allocation, citations, capsys):
        """
        Steps are numbered and cited, and end in the amount.
        """
        told = allocation.explain("01", "heads").parts[0]
        print_explanation(page, told, citations)

        assert capsys.readouterr().out.splitlines() == [
            "Lump sum, entitlement by law 2024: Althausen (01)",
            "  1. budget 2024: 600,000.00 EUR [MFA]",
            (
                "  2. 600,000.00 EUR x 120 / 1,172 persons "
                "(Persons housed on 15 September 2024)"
            ),
            "     = 61,433.447098… EUR [MFA]",
            "  3. 61,433.447098… EUR rounded half up to 0.01 EUR: 61,433.45 EUR",
            "     [inferred, note 1]",
            "  = 61,433.45 EUR",
        ]

    def test_all_others_have_no_rounded_amount(
        self, page, allocation, citations, capsys
    ):
        """
        The row for all others ends in what they get together.
        """
        print_explanation(page, allocation.explain("99").parts[0], citations)

        last = capsys.readouterr().out.splitlines()[-1]
        assert last.endswith("EUR for all others together, before each is rounded")

    def test_without_a_program_there_is_no_opening(
        self, page, roster, citations, capsys
    ):
        """
        A rule applied on its own explains from the first provision on.
        """
        found = AllocationRule(EqualShares(), Round("1")).apply(
            435, whole_roster(roster), unit="seats"
        )
        print_explanation(page, found.explain("01"), citations)

        out = capsys.readouterr().out
        assert "  1. 435 seats / 3, the same for each recipient = 145 seats" in out

    def test_steps_of_sub_rules_stand_deeper(self, page, allocation, citations, capsys):
        """
        What a sub-rule did is told behind the provision that ran it.
        """
        told = allocation.explain("01").parts[0]
        outer = attrs.evolve(
            told.steps[0],
            nested=(
                ExplainedBranch(steps=told.steps, title=sentence("a rule")),
                ExplainedBranch(steps=told.steps),
            ),
        )
        print_explanation(page, attrs.evolve(told, steps=(outer,)), citations)

        out = capsys.readouterr().out
        assert "\n    3. a rule" in out
        assert "\n    4. 600,000.00 EUR x 120" in out

"""Tests of `fundmodel.programs`."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given, settings

from fundmodel.errors import InvalidModelError, MoneyError
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import PartGroup, Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.rules import AllocationRule, Round, Share
from fundmodel.sentences import Text
from fundmodel.sources import Source
from fundmodel.testing import days, programs

SOME = settings(max_examples=40)
EARLY, LATE = date(2017, 3, 31), date(2017, 12, 31)


def part(id_, amount=None, *, parent=None, kind=Strand, **more):
    """Make a part, with a budget of so many euros in 2017 if there is one."""
    budgets = [] if amount is None else [budget(amount)]
    more = {"legal_nature": LegalNature.GRANT, "budgets": budgets} | more
    return kind(id=id_, name=Text(id_.title()), parent=parent, **more)


def budget(amount, year="2017", **more):
    """Make a budget of so many euros."""
    return YearBudget(year=year, amount=Money.of(amount, "EUR"), **more)


def program(*parts, **more):
    """Make a program of these parts for 2017 and 2018."""
    years = [BudgetYear.calendar(2017), BudgetYear.calendar(2018)]
    return Program(
        **{"id": "fund", "name": Text("Fund"), "currency": "EUR", "years": years}
        | {"parts": parts}
        | more
    )


FUND = program(
    part("strands", 70, kind=PartGroup),
    part("one", 30, parent="strands"),
    part("two", parent="strands"),
    part("inner", 15, parent="two"),
    part("bare"),
    budgets=[budget(100)],
)


class TestProgram:
    def test_finds_parts_and_years(self):
        """
        Parts are found by id, years by label.
        """
        assert "Two" == str(FUND.part("two").name)
        assert BudgetYear.calendar(2017) == FUND.year(2017) == FUND.year("2017")

    def test_walks_down_the_tree(self):
        """
        Every part comes before its children, with its depth.
        """
        assert [
            (0, "strands"),
            (1, "one"),
            (1, "two"),
            (2, "inner"),
            (0, "bare"),
        ] == [(depth, one.id) for depth, one in FUND.walk()]

    def test_a_part_without_budget_is_open_inside_another(self):
        """
        The nearest part above that has a budget covers it.
        """
        assert "strands" == FUND.covered_by("two", "2017").id
        assert "strands" == FUND.covered_by("inner", "2017").id
        assert FUND.covered_by("two", "2018") is None
        assert FUND.covered_by("bare", "2017") is None

    def test_tells_what_is_not_spoken_for(self):
        """
        A shortfall of the parts below is a named open remainder.
        """
        assert Money.of(30, "EUR") == FUND.open_remainder("2017")
        assert Money.of(25, "EUR") == FUND.open_remainder("2017", "strands")
        assert FUND.open_remainder("2018") is None
        assert FUND.open_remainder("2017", "one") is None

    @SOME
    @given(programs())
    def test_parts_fit_into_what_they_are_in(self, drawn):
        """
        No budget is exceeded by the parts below it.
        """
        for year in drawn.years:
            for one in (None, *(p.id for p in drawn.parts)):
                left = drawn.open_remainder(year.label, one)
                assert left is None or not left.is_negative

    @SOME
    @given(programs(), days(), days())
    def test_as_of_a_day_is_a_program(self, drawn, one, two):
        """
        What could be known on a day is a valid program, and less on earlier days.
        """
        earlier, later = sorted([one, two])
        then = drawn.as_of(earlier)

        assert then == then.as_of(earlier)
        assert then == drawn.as_of(later).as_of(earlier)
        assert {p.id for p in then.parts} <= {p.id for p in drawn.as_of(later).parts}

    @SOME
    @given(programs())
    def test_hashes_what_it_holds(self, drawn):
        """
        Equal programs have one hash, another id gives another one.
        """
        assert drawn.content_hash == attrs.evolve(drawn).content_hash
        other = attrs.evolve(drawn, id=f"{drawn.id}x")
        assert drawn.content_hash != other.content_hash

    def test_as_of_leaves_out_what_came_later(self):
        """
        A part goes with everything below it, a budget leaves its part open.
        """
        split = program(
            part("strands", 70),
            part("one", parent="strands", budgets=[budget(30, known_since=LATE)]),
            part("new", known_since=LATE),
            part("inner", 5, parent="new"),
            budgets=[budget(100, known_since=LATE)],
        )
        then = split.as_of(EARLY)

        assert ["strands", "one"] == [p.id for p in then.parts]
        assert then.budget("2017", "one") is None
        assert then.budget("2017") is None
        assert split == split.as_of(LATE)


class TestText:
    def test_shows_the_tree(self):
        """
        Parts, budgets with their sources, open remainders and rules in words.
        """
        law = Source(title="Law")
        shown = program(
            part("strands", 70, kind=PartGroup),
            part(
                "one",
                30,
                parent="strands",
                source=law,
                rule=AllocationRule(Share(by="heads", source=law), Round(1)),
            ),
            part("two", parent="strands"),
            part("need", open_ended=True),
            years=[BudgetYear.calendar(2017)],
        )

        assert (
            "Fund (fund)\n"
            "  2017: no budget known\n"
            "  Strands (strands), grant\n"
            "    2017: 70.00 EUR\n"
            "      of which open: 40.00 EUR\n"
            "    One (one), grant\n"
            "      2017: 30.00 EUR [Law]\n"
            "      - shared in proportion to heads [Law]\n"
            "      - rounded to 1, so that the sum is kept\n"
            "    Two (two), grant\n"
            "      2017: open inside Strands\n"
            "  Need (need), grant\n"
            "    2017: open-ended, by need"
        ) == str(shown)

    @SOME
    @given(programs())
    def test_names_every_part(self, drawn):
        """
        Nothing is left out of the tree.
        """
        shown = drawn.text("en")

        assert all(f"({one.id})" in shown for one in drawn.parts)


def fault(*parts, **more):
    """Give the message for a program that cannot exist."""
    with pytest.raises(InvalidModelError) as caught:
        program(*parts, **more)
    return str(caught.value)


class TestFaults:
    @pytest.mark.parametrize(
        ("asked", "mend"), [("tow", "did you mean 'two'?"), ("x", "take one of these")]
    )
    def test_an_unknown_part_is_named(self, asked, mend):
        """
        The nearest id is offered, and all ids are listed.
        """
        with pytest.raises(InvalidModelError) as caught:
            FUND.part(asked)

        assert (
            "program 'fund': the program has no part of this name\n"
            f"  got: {asked}\n"
            "  expected: strands, one, two, inner, bare\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    def test_a_program_without_parts_says_so(self):
        """
        There is nothing to choose from.
        """
        with pytest.raises(InvalidModelError, match="expected: a program with parts"):
            program().part("x")

    def test_a_year_outside_the_program_is_named(self):
        """
        The message lists the budget years.
        """
        with pytest.raises(InvalidModelError) as caught:
            FUND.year(2019)

        assert (
            "program 'fund': the year is outside the program\n"
            "  got: 2019\n"
            "  expected: 2017, 2018\n"
            "  mend: take one of its budget years"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("years", "got"),
        [([], "none"), ([BudgetYear.calendar(2017)] * 2, "2017, 2017")],
    )
    def test_years_have_their_own_labels(self, years, got):
        """
        There is at least one year, and none twice.
        """
        assert (
            "program 'fund': a program needs budget years, each with its own label\n"
            f"  got: {got}\n"
            "  expected: for example 2017 and 2018\n"
            "  mend: list each budget year once"
        ) == fault(years=years)

    def test_ids_are_unique(self):
        """
        All ids that stand twice are named.
        """
        assert (
            "program 'fund': an id stands more than once\n"
            "  got: a, b\n"
            "  expected: each part with its own id\n"
            "  mend: rename one of them"
        ) == fault(part("a"), part("b"), part("c"), part("b"), part("a"))

    @pytest.mark.parametrize(
        ("parent", "mend"),
        [("strnds", "did you mean 'strands'?"), ("x", "add the parent")],
    )
    def test_parents_exist(self, parent, mend):
        """
        A misspelt parent is recognised.
        """
        assert (
            "part 'one': a part names a parent that does not exist\n"
            f"  got: {parent}\n"
            "  expected: the id of another part\n"
            f"  mend: {mend}"
        ) == fault(part("strands"), part("one", parent=parent))

    @pytest.mark.parametrize(
        "parts",
        [
            [part("a", parent="a")],
            [part("a", parent="b"), part("b", parent="a")],
            [part("p0"), *(part(f"p{i}", parent=f"p{i - 1}") for i in range(1, 999))],
        ],
    )
    def test_parts_form_a_tree(self, parts):
        """
        Circles and a thousand levels are refused.
        """
        message = fault(*parts)

        assert "parts form a circle, or are nested too deep\n" in message
        assert message.endswith(
            "  got: more than 20 levels above it\n"
            "  expected: a tree of at most 20 levels\n"
            "  mend: check the parents"
        )

    def test_budgets_are_for_years_of_the_program(self):
        """
        A budget for another year would never be found.
        """
        assert (
            "part 'a': a budget is for a year outside the program\n"
            "  got: 2019\n"
            "  expected: 2017, 2018\n"
            "  mend: add the year to the program, or correct the budget"
        ) == fault(part("a", budgets=[budget(1, "2019")]))

    def test_the_program_has_one_budget_a_year(self):
        """
        Two budgets of one year are not added up in silence.
        """
        assert fault(budgets=[budget(1), budget(2)]).startswith(
            "program 'fund': a year has two budgets\n  got: 2017, 2017\n"
        )

    @pytest.mark.parametrize(
        ("more", "where"),
        [
            ({"parts": [part("a", 1)]}, "part 'a', budget 2017"),
            ({"budgets": [budget(1)]}, "program, budget 2017"),
        ],
    )
    def test_budgets_are_in_one_currency(self, more, where):
        """
        A program has one currency.
        """
        assert (
            f"{where}: a budget is in another currency than the program\n"
            "  got: 1.00 EUR\n"
            "  expected: USD\n"
            "  mend: convert it at the edge, with rate, date and source"
        ) == fault(currency="USD", **more)

    def test_the_currency_exists(self):
        """
        A currency nobody knows is refused.
        """
        with pytest.raises(MoneyError, match="this currency is unknown"):
            program(currency="EUX")

    @pytest.mark.parametrize(
        ("parts", "more", "message"),
        [
            (
                [part("g", 10), part("a", 6, parent="g"), part("b", 5, parent="g")],
                {},
                "part 'g', budget 2017|a 6.00 EUR + b 5.00 EUR",
            ),
            (
                [part("a", 11)],
                {"budgets": [budget(10)]},
                "program, budget 2017|a 11.00 EUR",
            ),
        ],
    )
    def test_a_child_does_not_exceed_its_parent(self, parts, more, message):
        """
        The message names the parts that are too large together.
        """
        where, _, got = message.partition("|")

        assert (
            f"{where}: the parts exceed what they are in by 1.00 EUR\n"
            f"  got: {got}\n"
            "  expected: at most 10.00 EUR\n"
            "  mend: correct one of these budgets"
        ) == fault(*parts, **more)

    def test_a_grandchild_counts_where_its_parent_has_no_budget(self):
        """
        The message names the part that has the budget, on whatever level.
        """
        message = fault(
            part("g", 10), part("m", parent="g"), part("deep", 11, parent="m")
        )

        assert message.startswith(
            "part 'g', budget 2017: the parts exceed what they are in by 1.00 EUR\n"
        )
        assert "deep 11.00 EUR" in message


class TestAsOfNoDay:
    def test_is_refused(self):
        """
        A day is a date, not text that looks like one.
        """
        program = Program(
            id="fund",
            name=Text("Fund"),
            currency="EUR",
            years=[BudgetYear.calendar(2026)],
        )

        with pytest.raises(InvalidModelError, match="this is no day"):
            program.as_of("2017-03-31")

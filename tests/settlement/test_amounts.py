"""Tests of amounts that are settled: where they may come from, and what is final."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
import pytest

import fundmodel as fm
from fundmodel.errors import FinalFiguresLackingError, InvalidDataError
from fundmodel.publications import PublishedTable
from fundmodel.settlement import RecipientAmounts, settle
from fundmodel.sources import Assumption
from fundmodel.yardsticks import StandIn


def of(ids, minor, **given):
    """Make amounts."""
    return RecipientAmounts.of(ids, minor, currency="EUR", **given)


def table(share=None, amounts=(5, 7)):
    """Make a published table."""
    return PublishedTable(
        id="t",
        ids=["a", "b"][: len(amounts)],
        names=["A", "B"][: len(amounts)],
        amounts=[fm.Money.from_minor(amount, "EUR") for amount in amounts],
        part="p",
        share=share,
    )


def allocation(state=fm.DataState.FINAL, share=1, rule=None, **given):
    """Share 100 euros by heads between two, of whom one stands for all others."""
    roster = fm.Roster.from_records(
        [{"id": "a", "name": "A", "heads": 3}, {"id": "b", "name": "B", "heads": 1}],
        id="made-up",
        indicators=[fm.Indicator(id="heads", state=state)],
    )
    program = fm.Program(
        id="m",
        name=fm.Text("M"),
        currency="EUR",
        years=[fm.BudgetYear.calendar(2018)],
        parts=[
            fm.Strand(
                id="p",
                name=fm.Text("P"),
                legal_nature=fm.LegalNature.GRANT,
                budgets=[fm.YearBudget(year="2018", amount=fm.Money.of(100, "EUR"))],
                rule=rule or fm.AllocationRule(fm.Share(by="heads"), fm.Round("0.01")),
                **given,
            )
        ],
    )
    return fm.allocate(program, roster, year=2018, share=share)


class TestRecipientAmounts:
    def test_takes_lists_and_arrays(self):
        """
        Amounts are copied, and cannot be written to.
        """
        given = np.array([1, 2], dtype=np.int32)
        amounts = of(["a", "b"], given)
        given[0] = 9

        assert amounts.minor.tolist() == [1, 2] == of(["a", "b"], [1, 2]).minor.tolist()
        assert not amounts.minor.flags.writeable
        assert len(amounts) == 2

    @pytest.mark.parametrize(
        ("ids", "minor", "said"),
        [
            (["a"], [1, 2], "ids and amounts differ in number"),
            (["a", "a"], [1, 2], "an id stands more than once"),
            (["a"], [-1], "an amount is negative"),
            (["a"], [1.5], "amounts are no whole minor units of 64 bits"),
            (["a"], [10**30], "amounts are no whole minor units of 64 bits"),
            (["a", "b"], [2**62, 2**62], "the amounts are too large together"),
        ],
    )
    def test_refuses_what_is_no_column(self, ids, minor, said):
        """
        Each id stands once, with a whole amount that is not negative.
        """
        with pytest.raises(InvalidDataError, match=said):
            of(ids, minor)

    def test_names_the_part_of_a_negative_amount(self):
        """
        The error says whose amount is negative, and where.
        """
        with pytest.raises(InvalidDataError) as caught:
            of(["a", "b"], [0, -5], part="p")

        assert str(caught.value) == (
            "amounts of part 'p', recipient 'b': an amount is negative\n"
            "  got: -5 minor units\n"
            "  expected: zero or more\n"
            "  mend: what goes back to the funder comes out of a settlement"
        )

    def test_multiplies_for_several_years(self):
        """
        A yearly amount can be taken several times, with what says so.
        """
        why = Assumption(why="two years")
        twice = of(["a"], [7]).times(2, source=why)

        assert (twice.minor.tolist(), twice.source) == ([14], why)
        with pytest.raises(InvalidDataError, match="too large"):
            of(["a"], [2**61]).times(3, source=why)

    def test_takes_some_recipients(self):
        """
        A part of the recipients is taken in the order asked for.
        """
        amounts = of(["a", "b", "c"], [1, 2, 3])

        assert amounts.taken(["c", "a"]).minor.tolist() == [3, 1]
        with pytest.raises(InvalidDataError) as caught:
            amounts.taken(["a", "x"])
        assert str(caught.value) == (
            "amounts: a recipient has no amount here\n"
            "  got: x\n"
            "  expected: some of 3 ids\n"
            "  mend: look them up in ids"
        )


class TestFinalAmounts:
    def test_come_from_tables(self, day):
        """
        A published table is final unless it is of a share of the budget.
        """
        assert settle(table(), None, day=day).final.tolist() == [5, 7]
        assert settle(table(Fraction(1)), None, day=day).final.tolist() == [5, 7]
        with pytest.raises(FinalFiguresLackingError) as caught:
            settle(table(Fraction(3, 5)), None, day=day)
        assert str(caught.value) == (
            "amounts of part 'p': the amounts to settle with are not final\n"
            "  got: a table of a share of 3/5 of the budget (t)\n"
            "  expected: amounts of all of the budget on final figures\n"
            "  mend: settle on the final ones; accepts_provisional=True makes an "
            "interim account of what would be due"
        )

    def test_need_rows(self, day):
        """
        A table without rows has no currency and no amounts.
        """
        with pytest.raises(InvalidDataError, match="a table has no rows"):
            settle(table(amounts=()), None, day=day)

    def test_come_from_allocations(self, day):
        """
        All parts of an allocation are settled, or one of them.
        """
        whole = allocation()

        assert settle(whole, None, day=day).final.tolist() == [7500, 2500]
        assert settle(whole.part("p"), None, day=day).parts == ("p",)

    def test_are_not_of_a_share_of_the_budget(self, day):
        """
        An allocation of a share of the budget is not final, and may be accepted.
        """
        part = allocation(share="60 %")
        with pytest.raises(FinalFiguresLackingError, match="share of 3/5"):
            settle(part, None, day=day)
        with pytest.raises(
            FinalFiguresLackingError, match=r"of 60\.00 EUR, not of all"
        ):
            settle(part.part(), None, day=day)

        assert settle(part, None, day=day, accepts_provisional=True).final.tolist() == [
            4500,
            1500,
        ]

    def test_do_not_rest_on_provisional_figures(self, day):
        """
        What was shared by provisional figures is not final.
        """
        rule = fm.AllocationRule(
            fm.Share(by="heads", accepts=[StandIn.PROVISIONAL]), fm.Round("0.01")
        )
        with pytest.raises(FinalFiguresLackingError, match="provisional figures"):
            settle(allocation(fm.DataState.PROVISIONAL, rule=rule), None, day=day)

    def test_may_be_of_an_open_ended_part(self, day):
        """
        Where there is no budget to be shared, there is no share of one.
        """
        rule = fm.AllocationRule(
            fm.RatePerUnit(rate=fm.Money.of(2, "EUR"), by="heads"),
            fm.Round("0.01"),
        )
        done = allocation(rule=rule, open_ended=True)

        assert settle(done, None, day=day).final.tolist() == [600, 200]

    def test_may_come_without_a_key(self, day):
        """
        Equal shares rest on no figures.
        """
        rule = fm.AllocationRule(fm.EqualShares(), fm.Round("0.01"))

        assert settle(allocation(rule=rule), None, day=day).final.tolist() == [5000] * 2


class TestChecks:
    @pytest.mark.parametrize(
        ("ids", "minor", "said"),
        [
            ("ab", [1, 2], "no ids of recipients"),
            ([1], [1], "no ids of recipients"),
            ([None], [1], "no ids of recipients"),
            ([" "], [1], "no ids of recipients"),
            (["a", "b"], [True, 200], "no whole minor units"),
            (["a"], np.array([2**63], dtype=np.uint64), "too large"),
        ],
    )
    def test_are_of_ids_and_amounts(self, ids, minor, said):
        """
        Ids are texts and amounts whole numbers; a truth value is neither.
        """
        with pytest.raises(InvalidDataError, match=said):
            RecipientAmounts.of(ids, minor, currency="EUR")

    def test_are_made_whenever_a_table_is(self):
        """
        A table that was changed by hand is checked as any other.
        """
        table = RecipientAmounts.of(["a", "b"], [5, 6], currency="EUR")
        with pytest.raises(InvalidDataError, match="an amount is negative"):
            attrs.evolve(table, minor=np.array([-500, 6]))
        with pytest.raises(InvalidDataError, match="an id stands more than once"):
            table.taken(["a", "a"])

    @pytest.mark.parametrize("number", [0, True, 1.5])
    def test_are_of_the_number_of_times(self, number):
        """
        Amounts are taken a whole number of times, at least once.
        """
        table = RecipientAmounts.of(["a"], [5], currency="EUR")
        with pytest.raises(InvalidDataError) as caught:
            table.times(number, source=None)

        assert str(caught.value) == (
            "times: amounts are taken a whole number of times, at least once\n"
            f"  got: {number}\n"
            "  expected: 1 or more\n"
            "  mend: write for how many years the amounts hold"
        )

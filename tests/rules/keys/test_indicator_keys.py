"""Tests of `fundmodel.rules.keys.indicator_keys`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest

from fundmodel.conditions import Eligible
from fundmodel.errors import (
    DataLackingError,
    InvalidDataError,
    NothingToShareByError,
    OtherKeyDateError,
    ProvisionalDataError,
)
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule, EqualShares, Round, Rounding, Share, StandIn
from fundmodel.sentences import Text

DAY = date(2017, 9, 15)
EARLIER, LATER = date(2017, 3, 31), date(2017, 12, 31)
HEADS = Indicator(id="heads", key_date=DAY)
POT = Money.of(100, "EUR")
YEAR = BudgetYear.calendar(2017)


def towns(*columns, values=(1, 3), kinds=("town", "town")):
    """Make a roster of two towns with one column for each indicator."""
    return Roster(
        id="towns",
        ids=["a", "b"],
        names=["A", "B"],
        kinds=kinds,
        columns=[Column.of(one, values) for one in columns or [HEADS]],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def shared(roster, year=None, **more):
    """Share a hundred euros by heads."""
    rule = AllocationRule(Share(by="heads", **more), Round("0.01", each=Rounding.DOWN))
    return rule.apply(POT, roster, year=year)


class TestShare:
    def test_is_in_proportion(self):
        """
        Whoever has three times as many heads gets three times as much.
        """
        assert [2500, 7500] == shared(towns()).amounts.tolist()

    def test_counts_decimals_exactly(self):
        """
        Parts of a unit count as parts.
        """
        roster = towns(values=(Decimal("0.5"), Decimal("1.25")))
        done = shared(roster)

        assert [2857, 7142] == done.amounts.tolist()
        assert "100.00 EUR x 0.5 / 1.75 units (heads on 15 September 2017)" in str(
            done.explain("a")
        )

    def test_says_by_what(self):
        """
        The provision names its key, and the key date where there is one.
        """
        named = Share(by="heads", key_date=KeyDate(DAY), name=Text("refugees"))

        assert "shared in proportion to heads" == str(Share(by="heads").describe())
        assert ("shared in proportion to refugees on 15 September 2017") == str(
            named.describe()
        )

    @pytest.mark.parametrize(
        ("indicator", "shown"),
        [
            (attrs.evolve(HEADS, key_date=None), "(heads) ="),
            (HEADS, "(heads on 15 September 2017) ="),
            (
                attrs.evolve(HEADS, key_date=None, state=DataState.PROVISIONAL),
                "(heads, provisional) =",
            ),
            (
                attrs.evolve(HEADS, state=DataState.PROVISIONAL),
                "(heads on 15 September 2017, provisional) =",
            ),
        ],
    )
    def test_says_which_figures(self, indicator, shown):
        """
        The sentence names day and state of the figures it used.
        """
        assert shown in str(shared(towns(indicator)).explain("a"))

    def test_hides_small_sensitive_counts(self):
        """
        An explanation does not print a sensitive count below ten.
        """
        roster = towns(attrs.evolve(HEADS, sensitive=True), values=(4, 30))

        assert "100.00 EUR x <10 / 34 units" in str(shared(roster).explain("a"))

    def test_says_when_nothing_counts(self):
        """
        Whoever has none, or may not claim, is told so instead of a sum.
        """
        assert "1. nothing to share by: the value counts as 0" in str(
            shared(towns(values=(0, 3))).explain("a")
        )


class TestKeyDates:
    @pytest.mark.parametrize(
        "key_date", [KeyDate(DAY), KeyDate.yearly(month=9, day=15)]
    )
    def test_final_figures_of_the_day_count(self, key_date):
        """
        A fixed day, or the day of the budget year.
        """
        done = shared(towns(), key_date=key_date, year=YEAR)

        assert [2500, 7500] == done.amounts.tolist()

    def test_a_fixed_day_needs_no_year(self):
        """
        Without a budget year a fixed key date still is a day.
        """
        assert 2500 == shared(towns(), key_date=KeyDate(DAY)).amounts[0]

    def test_a_yearly_day_needs_one(self):
        """
        A day of the budget year is none while no year is named.
        """
        with pytest.raises(DataLackingError) as caught:
            shared(towns(), key_date=KeyDate.yearly(month=9, day=15))

        assert str(caught.value).startswith(
            "roster 'towns': "
            "the key date is a day of the budget year, and no year was given\n"
        )
        assert str(caught.value).endswith(
            "  expected: a budget year\n"
            "  mend: apply the rule with year=BudgetYear.calendar(2017), for example"
        )

    @pytest.mark.parametrize("day", [EARLIER, LATER, None])
    def test_another_day_is_refused(self, day):
        """
        Figures of another day never stand in without a word.
        """
        roster = towns(attrs.evolve(HEADS, key_date=day))
        with pytest.raises(OtherKeyDateError) as caught:
            shared(roster, key_date=KeyDate(DAY))

        assert (
            "roster 'towns': the indicator 'heads' was measured for another day\n"
            f"  got: {day or 'no key date'}\n"
            "  expected: 2017-09-15\n"
            "  mend: take a roster of that key date; where the law lets another "
            "figure stand in, say so with `accepts`"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("day", "accepts", "is_taken"),
        [
            (EARLIER, {StandIn.EARLIER}, True),
            (LATER, {StandIn.LATER}, True),
            (EARLIER, {StandIn.LATER}, False),
            (LATER, {StandIn.EARLIER, StandIn.PROVISIONAL}, False),
            (None, {StandIn.EARLIER, StandIn.LATER}, False),
        ],
    )
    def test_another_day_may_be_accepted(self, day, accepts, is_taken):
        """
        A rule can accept figures of earlier or of later days.
        """
        roster = towns(attrs.evolve(HEADS, key_date=day))
        if is_taken:
            assert shared(roster, key_date=KeyDate(DAY), accepts=accepts)
        else:
            with pytest.raises(OtherKeyDateError):
                shared(roster, key_date=KeyDate(DAY), accepts=accepts)

    def test_the_day_itself_goes_before_stand_ins(self):
        """
        Stand-ins are looked for only where the day itself is lacking.
        """
        roster = attrs.evolve(
            towns(),
            columns=[
                Column.of(attrs.evolve(HEADS, key_date=EARLIER), [1, 1]),
                Column.of(HEADS, [1, 3]),
            ],
        )
        done = shared(roster, key_date=KeyDate(DAY), accepts={StandIn.EARLIER})

        assert 2500 == done.amounts[0]

    def test_two_stand_ins_are_none(self):
        """
        Where several days could stand in, nothing is guessed.
        """
        days = (EARLIER, date(2016, 9, 15))
        roster = towns(*(attrs.evolve(HEADS, key_date=day) for day in days))
        with pytest.raises(OtherKeyDateError, match="2017-03-31, 2016-09-15"):
            shared(roster, key_date=KeyDate(DAY), accepts={StandIn.EARLIER})

    def test_provisional_figures_are_refused(self):
        """
        With a key date, the figures have to be final.
        """
        roster = towns(attrs.evolve(HEADS, state=DataState.PROVISIONAL))
        with pytest.raises(ProvisionalDataError) as caught:
            shared(roster, key_date=KeyDate(DAY))

        assert (
            "roster 'towns': the indicator 'heads' is provisional\n"
            "  got: 2017-09-15, provisional\n"
            "  expected: 2017-09-15, final\n"
            '  mend: wait for the final figures, or say accepts = ["provisional"] '
            "([StandIn.PROVISIONAL] in Python)"
        ) == str(caught.value)

    @pytest.mark.parametrize("day", [DAY, EARLIER, None])
    def test_provisional_figures_may_be_accepted(self, day):
        """
        Where they are accepted, provisional figures of any day stand in.
        """
        roster = towns(attrs.evolve(HEADS, state=DataState.PROVISIONAL, key_date=day))
        done = shared(roster, key_date=KeyDate(DAY), accepts={StandIn.PROVISIONAL})

        assert 2500 == done.amounts[0]

    def test_several_days_need_a_key_date(self):
        """
        Without a key date a rule takes no pick among several days.
        """
        roster = towns(HEADS, attrs.evolve(HEADS, key_date=None))
        with pytest.raises(DataLackingError) as caught:
            shared(roster)

        assert (
            "roster 'towns': the roster has the indicator for several key dates\n"
            "  got: 2017-09-15, no key date\n"
            "  expected: one key date\n"
            "  mend: name the key date in the provision"
        ) == str(caught.value)


class TestLackingData:
    @pytest.mark.parametrize(
        ("roster", "got"),
        [
            (towns(Indicator(id="people")), "people"),
            (attrs.evolve(towns(), columns=()), "none"),
        ],
    )
    def test_the_indicator_is_named(self, roster, got):
        """
        The message says what the rule counts by and what the roster has.
        """
        with pytest.raises(DataLackingError) as caught:
            shared(roster)

        assert (
            "roster 'towns': the roster lacks the indicator that the rule counts by\n"
            f"  got: {got}\n"
            "  expected: heads\n"
            "  mend: take a roster that has it, or add the column"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("value", "what", "mend"),
        [
            (None, "has no value", "find the value; where there is none to be had, "),
            (-1, "has a negative value", "correct the value, or count by an indicator"),
        ],
    )
    def test_whoever_has_no_value_is_named(self, value, what, mend):
        """
        A missing value of an eligible recipient is an error and no zero.
        """
        with pytest.raises(InvalidDataError) as caught:
            shared(towns(values=(1, value)))

        assert str(caught.value).startswith(
            f"roster 'towns': B (b): an eligible recipient {what} of the indicator "
            "'heads'\n"
            "  expected: a value of zero or more\n"
            f"  mend: {mend}"
        )

    @pytest.mark.parametrize("value", [None, -1])
    def test_of_those_who_may_not_claim_does_no_harm(self, value):
        """
        Whoever is not eligible needs no value.
        """
        rule = AllocationRule(
            Eligible(kinds=("town",)), Share(by="heads"), Round("0.01")
        )
        roster = towns(values=(1, value), kinds=("town", "district"))

        assert [10000, 0] == rule.apply(POT, roster).amounts.tolist()

    @pytest.mark.parametrize("kinds", [("town", "town"), ("district", "town")])
    def test_all_zero_is_an_error(self, kinds):
        """
        A pot is not shared by nothing, nor by the heads of those left out.
        """
        roster = towns(values=(9 * (kinds[0] == "district"), 0), kinds=kinds)
        rule = AllocationRule(
            Eligible(kinds=("town",)), Share(by="heads"), Round("0.01")
        )
        with pytest.raises(NothingToShareByError, match="roster 'towns': nobody"):
            rule.apply(POT, roster)


class TestEqualShares:
    RULE = AllocationRule(EqualShares(), Round("0.01"))

    def test_are_the_same_for_all(self):
        """
        Values do not matter, and the sentence says how many share.
        """
        done = self.RULE.apply(POT, towns())

        assert [5000, 5000] == done.amounts.tolist()
        assert "shared equally" == str(EqualShares().describe())
        assert "1. 100.00 EUR / 2, the same for each recipient = 50.00 EUR" in str(
            done.explain("a")
        )

    def test_only_the_eligible_share(self):
        """
        Whoever may not claim is told why it has no share.
        """
        rule = AllocationRule(Eligible(kinds=("town",)), EqualShares(), Round("0.01"))
        done = rule.apply(POT, towns(kinds=("town", "district")))

        assert [10000, 0] == done.amounts.tolist()
        assert "2. no share, as only those who are eligible share" in str(
            done.explain("b")
        )

    def test_need_to_know_how_many(self):
        """
        A row for all others does not say how many it stands for.
        """
        with pytest.raises(DataLackingError) as caught:
            self.RULE.apply(POT, towns(kinds=("town", REMAINDER)))

        assert (
            "roster 'towns': equal shares need to know how many recipients there are\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_need_somebody(self):
        """
        An empty roster shares nothing.
        """
        with pytest.raises(NothingToShareByError, match="got: 0 recipients"):
            self.RULE.apply(POT, Roster(id="none", ids=(), names=(), kinds=()))

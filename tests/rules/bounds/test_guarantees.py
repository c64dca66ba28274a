"""Tests of `fundmodel.rules.bounds.guarantees`: hold harmless and growth corridor."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.errors import (
    AllocationError,
    BoundsError,
    InvalidDataError,
    InvalidModelError,
    MoneyError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Band,
    Corridor,
    Fit,
    Funding,
    HoldHarmless,
    Maximum,
    Minimum,
    RatePerUnit,
    Round,
    Rounding,
    Share,
    Shortage,
)
from fundmodel.sentences import Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved, rosters
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
BY_HEADS = Share(by="heads")
ROUND = Round("0.01")
CENTS = st.integers(0, 10**6)


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(need=(1, 1, 1), **heads):
    """Make a roster of towns with heads and need."""
    rows = zip((heads or {"a": 1, "b": 2, "c": 7}).items(), need, strict=True)
    return Roster.from_records(
        [
            {"id": name, "name": name.upper(), "kind": "town", "heads": n, "need": v}
            for (name, n), v in rows
        ],
        id="towns",
        indicators=[
            Indicator(id="heads", unit=Text("heads")),
            Indicator(id="need", unit=Text("per cent")),
        ],
    )


def table(id_="last-time", **amounts):
    """Make a table of amounts."""
    return PublishedTable(
        id=id_,
        ids=amounts,
        names=amounts,
        amounts=[eur(amount) for amount in amounts.values()],
    )


LAST = Facts(previous=table(a=20, b=20, c=50))


def divided(*provisions, pot=100, roster=None, facts=LAST):
    """Divide euros by heads, with guarantees, to the cent."""
    rule = AllocationRule(BY_HEADS, *provisions, ROUND)
    return rule.apply(eur(pot), roster or towns(), facts=facts)


def cents(*provisions, **more):
    """Give the amounts in cents."""
    return divided(*provisions, **more).amounts.tolist()


def said(done, id_, number=2):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


def refused(error, *provisions, **more):
    """Give the message of the error that a rule ends with."""
    with pytest.raises(error) as caught:
        divided(*provisions, **more)
    return str(caught.value)


class TestHoldHarmless:
    def test_is_paid_by_the_others(self):
        """
        Whoever would get less than guaranteed is raised, and the others pay.
        """
        done = divided(HoldHarmless("95 %"))

        assert [1900, 1900, 6200] == done.amounts.tolist()
        assert (
            "10.00 EUR is less than the guarantee (95 % of 20.00 EUR last time = 19.00 "
            "EUR): raised by 9.00 EUR to 19.00 EUR"
        ) == said(done, "a")
        assert "guaranteed is 95 % of the amount of last time" == str(
            done.steps[1].provision.describe()
        )

    def test_is_all_of_it_if_nothing_is_said(self):
        """
        Hold harmless means 100 per cent.
        """
        assert [2000, 2000, 6000] == cents(HoldHarmless())

    def test_may_be_paid_by_those_who_gain(self):
        """
        Each who gains gives the same part of the gain; who only keeps gives nothing.
        """
        facts = Facts(previous=table(a=20, b=10, c=50))
        done = divided(HoldHarmless("95 %", funding=Funding.GAINERS), facts=facts)

        assert_conserved(done)
        assert [1900, 1700, 6400] == done.amounts.tolist()
        assert (
            "10.00 EUR of 20.00 EUR are gained; of 30.00 EUR that all gain, 9.00 EUR "
            "go to those who are raised: 10.00 EUR x 9.00 EUR / 30.00 EUR = 3.00 EUR "
            "less"
        ) == said(done, "b")
        assert (
            "guaranteed is 95 % of the amount of last time; those who gain pay for it"
        ) == str(done.steps[1].provision.describe())

    def test_leaves_those_alone_who_neither_gain_nor_lose_too_much(self):
        """
        Between guarantee and last time, nobody pays and nobody is raised.
        """
        facts = Facts(previous=table(a=20, b="20.50", c=50))
        done = divided(HoldHarmless("95 %", funding=Funding.GAINERS), facts=facts)

        assert [1900, 2000, 6100] == done.amounts.tolist()
        assert (
            "20.00 EUR is no less than the guarantee (95 % of 20.50 EUR last time = "
            "19.475 EUR)"
        ) == said(done, "b")

    def test_those_who_gain_keep_an_earlier_minimum(self):
        """
        Nobody pays out of what a minimum before gives.
        """
        facts = Facts(previous=table(a=20, b=10, c=50))
        done = divided(
            Minimum(eur(19)),
            HoldHarmless(funding=Funding.GAINERS),
            facts=facts,
            roster=towns(a=1, b=3, c=6),
        )

        assert_conserved(done)
        assert [2000, 2633, 5367] == done.amounts.tolist()
        assert "8.00 EUR of 27.00 EUR are gained; of 12.00 EUR that all gain" in said(
            done, "b", 3
        )

    def test_gains_that_are_too_small_are_named(self):
        """
        If all gains together are less than what it takes, the rule says so.
        """
        facts = Facts(previous=table(a=60, b=20, c=50))

        assert (
            "guaranteed is 95 % of the amount of last time; those who gain pay for it: "
            "the least that provisions give is more than there is\n"
            "  got: 127.00 EUR for A (a), B (b), C (c)\n"
            "  expected: at most 100.00 EUR\n"
            '  mend: raise the budget, lower the least, or say if_short = "reduced" '
            "(Shortage.REDUCED in Python)"
        ) == refused(
            BoundsError, HoldHarmless("95 %", funding=Funding.GAINERS), facts=facts
        )

    def test_is_reduced_to_what_is_gained(self):
        """
        Where a rule says so, those who lose get what the others gain.
        """
        facts = Facts(previous=table(a=60, b=20, c=50))
        done = divided(
            HoldHarmless("95 %", funding=Funding.GAINERS, if_short=Shortage.REDUCED),
            facts=facts,
        )

        assert_conserved(done)
        assert [3000, 2000, 5000] == done.amounts.tolist()
        assert "which can only be met in part: x 30.00 EUR / 57.00 EUR" in said(
            done, "a"
        )

    def test_may_come_in_addition_to_the_pot(self):
        """
        Then the pot grows, and nobody pays.
        """
        done = divided(HoldHarmless("95 %", funding=Funding.ADDED))

        assert_conserved(done)
        assert [1900, 2000, 7000] == done.amounts.tolist()
        assert "9.00 EUR" == str(done.guaranteed)

    def test_of_rates_takes_from_the_pot(self):
        """
        Where nothing is shared by a key, what is left of the pot pays.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(5), by="heads"), HoldHarmless("95 %"), Fit(), ROUND
        )

        assert [1900, 1900, 4750] == rule.apply(
            eur(100), towns(), facts=LAST
        ).amounts.tolist()


class TestBands:
    BANDS = (
        Band(from_value=0, share="85 %"),
        Band(from_value="15", share="90 %"),
        Band(from_value=Decimal(30), share=Fraction(95, 100)),
    )

    def test_go_by_class(self):
        """
        The class is the last one whose least value is reached, exactly.
        """
        roster = towns(need=(Decimal("14.9"), 15, Decimal("99.5")))
        facts = Facts(previous=table(a=100, b=100, c=100))
        done = divided(
            HoldHarmless(by="need", bands=self.BANDS),
            roster=roster,
            facts=facts,
            pot=270,
        )

        assert [8500, 9000, 9500] == done.amounts.tolist()
        assert (
            "27.00 EUR is less than the guarantee (need: 14.9 per cent, so 85 % of "
            "100.00 EUR last time = 85.00 EUR): raised by 58.00 EUR to 85.00 EUR"
        ) == said(done, "a")
        assert (
            "guaranteed is a share of the amount of last time by need: 85 % from 0 on, "
            "90 % from 15 on, 95 % from 30 on"
        ) == str(done.steps[1].provision.describe())

    def test_bounds_between_decimals_are_exact(self):
        """
        A class may begin between two values that the column can hold.
        """
        bands = (Band(from_value=0, share=0), Band(from_value="2.5", share=1))
        facts = Facts(previous=table(a=90, b=90, c=90))

        assert [1000, 2000, 7000] == cents(
            HoldHarmless(by="need", bands=bands), roster=towns(need=(2, 2, 2))
        )
        assert [9000, 222, 778] == cents(
            HoldHarmless(by="need", bands=bands),
            roster=towns(need=(3, 2, 2)),
            facts=facts,
        )

    def test_below_all_classes_is_named(self):
        """
        Whoever is in no class is an error, and not without a guarantee.
        """
        bands = (Band(from_value=15, share="90 %"),)

        assert (
            "roster 'towns': A (a), C (c): a value is below all classes\n"
            "  expected: 15 or more of 'need'\n"
            "  mend: let the lowest class begin lower"
        ) == refused(
            InvalidDataError,
            HoldHarmless(by="need", bands=bands),
            roster=towns(need=(14, 15, 3)),
        )

    @pytest.mark.parametrize("values", [(0, 0), (15, 0)])
    def test_stand_in_order(self, values):
        """
        Classes are listed from the lowest on, each once.
        """
        with pytest.raises(InvalidModelError) as caught:
            HoldHarmless(by="need", bands=[Band(from_value=v, share=1) for v in values])

        assert (
            "bands: classes are not in order\n"
            f"  got: {values[0]}, {values[1]}\n"
            "  expected: the class of the lowest values first, each once\n"
            "  mend: sort them"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("given", "got"),
        [
            ({"by": "need"}, "at None, by need, 0 classes"),
            ({"bands": BANDS}, "at None, by None, 3 classes"),
            ({"at": 1, "by": "need", "bands": BANDS}, "at 1, by need, 3 classes"),
            ({"at": 1, "name": Text("need")}, "at 1, by None, 0 classes"),
        ],
    )
    def test_are_one_share_or_classes(self, given, got):
        """
        A guarantee is one share for all, or classes with their indicator.
        """
        with pytest.raises(InvalidModelError) as caught:
            HoldHarmless(**given)

        assert (
            "hold harmless: a guarantee is one share for all, or one for each class\n"
            f"  got: {got}\n"
            "  expected: at alone, or by with bands\n"
            '  mend: write at = "95 %", or by = an indicator and bands = the classes'
        ) == str(caught.value)

    @pytest.mark.parametrize(
        "make",
        [
            lambda: HoldHarmless("-1 %"),
            lambda: Band(from_value=0, share="-1 %"),
            lambda: Corridor(least="-1 %", most=1),
        ],
    )
    def test_a_share_is_not_negative(self, make):
        """
        Nobody is guaranteed less than nothing.
        """
        with pytest.raises(InvalidModelError, match="a bound is negative"):
            make()

    @pytest.mark.parametrize(
        "make",
        [
            HoldHarmless,
            lambda share: Band(from_value=0, share=share),
            lambda share: Corridor(least=1, most=share),
            lambda share: Corridor(least=share, most="1000 %"),
            lambda share: Minimum(of_previous=share),
            lambda share: Maximum(of_previous=share),
        ],
    )
    def test_a_forgotten_percent_sign_is_found(self, make):
        """
        Nobody is guaranteed ninety-five times what it had.
        """
        with pytest.raises(InvalidModelError) as caught:
            make("95")

        error = caught.value
        assert (
            "a share of an earlier amount is more than five times that amount",
            "9,500 %",
            "500 % or less",
            'did you mean "95 %"? Write the percent sign',
        ) == (error.what, str(error.got), error.expected, error.mend)
        assert 5 == HoldHarmless("500 %").at


class TestCorridor:
    def test_raises_and_cuts(self):
        """
        Losses and gains are limited, and the others share what is left.
        """
        facts = Facts(previous=table(a=20, b=20, c=60))
        done = divided(Corridor(least="80 %", most="110 %"), facts=facts)

        assert [1600, 1867, 6533] == done.amounts.tolist()
        assert_conserved(done)
        assert "between 80 % and 110 % of the amount of last time" == str(
            done.steps[1].provision.describe()
        )

    def test_tells_both_ends(self):
        """
        Who stands between is told both ends; who is cut, the one that cuts.
        """
        facts = Facts(previous=table(a=10, b=22, c=60))
        done = divided(Corridor(least="90 %", most="110 %"), facts=facts)

        assert [1100, 2300, 6600] == done.amounts.tolist()
        assert (
            "70.00 EUR is more than the upper end of the corridor (110 % of 60.00 EUR "
            "last time = 66.00 EUR): cut by 4.00 EUR to 66.00 EUR"
        ) == said(done, "c")

    def test_leaves_alone_who_stands_between(self):
        """
        Where nothing moves, both ends are named.
        """
        facts = Facts(previous=table(a=10, b=20, c=70))
        done = divided(Corridor(least="90 %", most="110 %"), facts=facts)

        assert [1000, 2000, 7000] == done.amounts.tolist()
        assert (
            "10.00 EUR is no less than the lower end of the corridor (90 % of 10.00 "
            "EUR last time = 9.00 EUR); 10.00 EUR is no more than the upper end of the "
            "corridor (110 % of 10.00 EUR last time = 11.00 EUR)"
        ) == said(done, "a")

    def test_leaves_over_what_nobody_may_have(self):
        """
        If all stand at the upper end, the rest stays in the pot.
        """
        done = divided(Corridor(least="90 %", most="110 %"))

        assert [2200, 2200, 5500] == done.amounts.tolist()
        assert "1.00 EUR" == str(done.left_over)

    def test_holds_recipients_fixed(self):
        """
        Both ends at 100 per cent of a table of a few hold these fixed.
        """
        facts = Facts(tables=[table("held", a=33)])
        held = Corridor(least="100 %", most="100 %", table="held", partial_table=True)
        done = divided(held, facts=facts)

        assert [3300, 1489, 5211] == done.amounts.tolist()
        assert (
            "33.00 EUR of 100.00 EUR go to those at a bound (1); 67.00 EUR x 2 / 9 "
            "heads = 14.888888… EUR"
        ) == said(done, "b")

    def test_may_be_reduced(self):
        """
        With too little for all lower ends, everybody gets the same part.
        """
        done = divided(
            Corridor(least="90 %", most="110 %", if_short=Shortage.REDUCED), pot=45
        )

        assert [1000, 1000, 2500] == done.amounts.tolist()
        assert (
            "between 90 % and 110 % of the amount of last time; reduced for all alike "
            "if there is too little"
        ) == str(done.steps[1].provision.describe())

    def test_has_its_ends_in_order(self):
        """
        A corridor whose least is above its most is a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            Corridor(least="110 %", most="90 %")

        assert (
            "corridor: a corridor has its ends swapped\n"
            "  got: from 110 % to 90 %\n"
            "  expected: a least that is no more than the most\n"
            "  mend: swap them"
        ) == str(caught.value)


class TestLastTime:
    def test_has_to_be_given(self):
        """
        A guarantee needs the amounts of last time.
        """
        assert (
            "facts: a rule compares with last time, and the amounts of last time are "
            "not given\n"
            "  got: no previous amounts\n"
            "  expected: a table of them\n"
            "  mend: give it: allocate(..., facts=Facts(previous=table)); on the "
            "command line: --previous FILE"
        ) == refused(AllocationError, HoldHarmless(), facts=None)

    def test_may_be_a_table_by_name(self):
        """
        A provision may name another table than that of last time.
        """
        facts = Facts(tables=[table("base", a=50, b=0, c=0)])

        assert [5000, 1111, 3889] == cents(HoldHarmless(table="base"), facts=facts)

    def test_may_list_recipients_in_another_order(self):
        """
        Amounts belong to ids, not to places.
        """
        facts = Facts(previous=table(c=50, a=20, b=20))

        assert [1900, 1900, 6200] == cents(HoldHarmless("95 %"), facts=facts)

    @pytest.mark.parametrize(
        ("amounts", "got"),
        [
            ({"a": 1, "b": 1}, "a table that lacks C (c)"),
            (
                {"a": 1, "b": 1, "c": 1, "d": 1},
                "a table that lists d, not on the roster",
            ),
            (
                {"a": 1, "b": 1, "d": 1},
                "a table that lacks C (c) and lists d, not on the roster",
            ),
        ],
    )
    def test_with_other_ids_is_named(self, amounts, got):
        """
        Mergers and new bodies are told by their ids, with how to mend it.
        """
        assert (
            "table 'last-time', roster 'towns': the table of last time has other "
            "recipients than the roster\n"
            f"  got: {got}\n"
            "  expected: the same ids\n"
            "  mend: where bodies merged or got other ids, give a table with the ids "
            "of today; where some are new and have no such bound, say partial_table = "
            "true (True in Python)"
        ) == refused(
            AllocationError, HoldHarmless(), facts=Facts(previous=table(**amounts))
        )

    def test_may_be_partial_where_a_rule_says_so(self):
        """
        New recipients then have no guarantee, and no maximum either.
        """
        facts = Facts(previous=table(a=20, d=7))

        assert [2000, 1778, 6222] == cents(
            HoldHarmless(partial_table=True), facts=facts
        )
        assert [1000, 2000, 7000] == cents(
            Corridor(least=0, most="50 %", partial_table=True), facts=facts
        )

    def test_is_not_negative(self):
        """
        What was paid back last time is no amount to compare with.
        """
        facts = Facts(previous=table(a=-1, b=1, c=-2))

        assert (
            "table 'last-time': A (a), C (c): an amount of last time is negative\n"
            "  expected: amounts of zero or more\n"
            "  mend: correct the table; what was paid back belongs elsewhere"
        ) == refused(InvalidDataError, HoldHarmless(), facts=facts)

    def test_is_in_the_unit_of_the_pot(self):
        """
        Nothing is converted.
        """
        facts = Facts(
            previous=PublishedTable(
                id="t", ids=["a"], names=["A"], amounts=[Money.of(1, "USD")]
            )
        )
        with pytest.raises(MoneyError, match="another unit"):
            divided(HoldHarmless(), facts=facts)


def exact(rule, pot, roster, facts):
    """Give the exact claims, before any rounding."""
    state = State.start(Mixed.of([pot]), roster, unit=Unit.money("EUR"))
    after = rule.fold(state, facts)[-1].after
    return [after.amounts.fraction(0, i) for i in range(len(roster))]


@st.composite
def histories(draw):
    """Draw a roster with what each had last time."""
    roster = draw(rosters(most=6, values=st.integers(0, 50)))
    n = len(roster)
    had = draw(st.lists(st.integers(0, 10**4), min_size=n, max_size=n))
    facts = Facts(
        previous=PublishedTable(
            id="t",
            ids=roster.ids,
            names=roster.names,
            amounts=[Money.from_minor(amount, "EUR") for amount in had],
        )
    )
    return roster, had, facts


SHARES = st.fractions(0, 1, max_denominator=20)


class TestProperties:
    @SOME
    @given(histories(), st.integers(0, 10**6), SHARES, st.sampled_from(Funding))
    def test_a_guarantee_holds(self, history, pot, share, funding):
        """
        Nobody ends below the guarantee, whoever pays; else the rule refuses.
        """
        roster, had, facts = history
        rule = AllocationRule(BY_HEADS, HoldHarmless(share, funding=funding))
        try:
            claims = exact(rule, pot, roster, facts)
        except BoundsError:
            assert funding is not Funding.ADDED
            return

        assert all(c >= share * h for c, h in zip(claims, had, strict=True))
        if funding is not Funding.ADDED:
            assert pot == sum(claims)

    @SOME
    @given(histories(), st.integers(0, 10**6), SHARES)
    def test_only_those_who_gain_pay(self, history, pot, share):
        """
        With damping, losers keep their claim or rise, and gainers keep last time's.
        """
        roster, had, facts = history
        before = exact(AllocationRule(BY_HEADS), pot, roster, facts)
        rule = AllocationRule(BY_HEADS, HoldHarmless(share, funding=Funding.GAINERS))
        try:
            after = exact(rule, pot, roster, facts)
        except BoundsError:
            gains = sum(max(b - h, 0) for b, h in zip(before, had, strict=True))
            lacks = sum(max(share * h - b, 0) for b, h in zip(before, had, strict=True))
            assert gains < lacks
            return

        parts = set()
        for b, a, h in zip(before, after, had, strict=True):
            assert a >= min(b, h)
            assert a == max(b, share * h) or b > h
            if b > h:
                parts.add((b - a) / (b - h))
        assert len(parts) <= 1

    @SOME
    @given(histories(), st.integers(0, 10**6), SHARES)
    def test_those_who_are_not_raised_keep_their_proportions(self, history, pot, share):
        """
        Where the pot pays, all above the guarantee have the same for each head.
        """
        roster, had, facts = history
        rule = AllocationRule(BY_HEADS, HoldHarmless(share))
        try:
            claims = exact(rule, pot, roster, facts)
        except BoundsError:
            assert share * sum(had) > pot
            return
        heads = [int(v) for v in roster.columns[0].values]

        rates = {
            c / w
            for c, w, h in zip(claims, heads, had, strict=True)
            if c > share * h and w
        }
        assert len(rates) <= 1

    @SOME
    @given(histories(), st.integers(0, 10**6), SHARES, SHARES)
    def test_a_corridor_holds(self, history, pot, least, further):
        """
        Everybody ends between both ends, and what is too much is left over.
        """
        roster, had, facts = history
        rule = AllocationRule(
            BY_HEADS,
            Corridor(least=least, most=least + further, if_short=Shortage.REDUCED),
            Round("0.01", each=Rounding.DOWN),
        )
        done = rule.apply(Money.from_minor(pot, "EUR"), roster, facts=facts)
        claims = [done.steps[1].after.amounts.fraction(0, i) for i in range(len(had))]

        assert_conserved(done)
        for id_ in roster.ids:
            assert_adds_up(done.explain(id_))
        assert all(c <= (least + further) * h for c, h in zip(claims, had, strict=True))
        if pot >= least * sum(had):
            assert all(c >= least * h for c, h in zip(claims, had, strict=True))


class TestThoseAboveTheFloor:
    """Damping as for local authorities in England: the floor is 98 %."""

    BODIES = Roster(
        id="authorities",
        ids=tuple("abcde"),
        names=tuple("ABCDE"),
        kinds=["authority"] * 5,
        columns=[Column.of(Indicator(id="heads"), (1000, 2000, 3000, 2500, 1500))],
    )
    LAST_YEAR = Facts(
        previous=PublishedTable(
            id="last-year",
            ids=tuple("abcde"),
            names=tuple("ABCDE"),
            amounts=[Money.of(e, "EUR") for e in (2000, 1500, 2500, 2500, 1500)],
        )
    )

    def damped(self, bound, facts=LAST_YEAR):
        """Share 10,000 EUR by heads, and let those above the floor pay."""
        rule = AllocationRule(Share(by="heads"), bound, Round("0.01"))
        return rule.apply(Money.of(10_000, "EUR"), self.BODIES, facts=facts)

    def test_all_above_the_floor_pay_in_proportion(self):
        """
        Of 1,160 EUR above the floors 960 are needed: each keeps 5/29 of its excess.
        """
        done = self.damped(HoldHarmless("98 %", funding=Funding.ABOVE_FLOOR))

        assert [196_000, 156_138, 254_483, 245_862, 147_517] == done.amounts.tolist()
        assert_conserved(done)
        assert (
            "50.00 EUR of 2,500.00 EUR are above the guarantee; of 1,160.00 EUR that "
            "all have above it, 960.00 EUR go to those who are raised: 50.00 EUR x "
            "960.00 EUR / 1,160.00 EUR = 41.379310… EUR less"
        ) == str(done.explain("d").steps[1].said)

    def test_those_who_gain_pay_else(self):
        """
        With the same figures, who lost up to two per cent pays nothing.
        """
        done = self.damped(HoldHarmless("98 %", funding=Funding.GAINERS))

        assert [196_000, 152_000, 252_000, 250_000, 150_000] == done.amounts.tolist()

    def test_it_needs_no_last_year(self):
        """
        A minimum of 1,500 EUR is a floor too; 500 of 3,000 above it are needed.
        """
        minimum = Minimum(Money.of(1500, "EUR"), funding=Funding.ABOVE_FLOOR)
        done = self.damped(minimum, facts=None)

        assert [150_000, 191_667, 275_000, 233_333, 150_000] == done.amounts.tolist()
        assert "at least 1,500.00 EUR each; those who have more pay for it" == str(
            minimum.describe()
        )

    def test_too_little_above_all_floors_is_refused(self):
        """
        More cannot be had than what is above.
        """
        with pytest.raises(BoundsError, match="the least that provisions give is more"):
            self.damped(HoldHarmless("101 %", funding=Funding.ABOVE_FLOOR))

    @given(
        st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=6).filter(
            lambda rows: any(a for a, _ in rows)
        ),
        st.integers(0, 98),
    )
    def test_each_keeps_the_same_part(self, rows, per_cent):
        """
        What is above the floor is cut for all in the same proportion, and no more.
        """
        roster, facts = _bodies_with(rows)
        shared = sum(a for a, _ in rows)
        bound = HoldHarmless(Fraction(per_cent, 100), funding=Funding.ABOVE_FLOOR)
        rule = AllocationRule(Share(by="heads"), bound, Round("0.01"))
        floors = [Fraction(b * per_cent, 100) for _, b in rows]
        if sum(floors) > shared:
            return
        done = rule.apply(Money.from_minor(shared, "EUR"), roster, facts=facts)
        after = [done.steps[1].after.amounts.fraction(0, i) for i in range(len(rows))]
        kept = {
            (one - floor) / (a - floor)
            for one, floor, (a, _) in zip(after, floors, rows, strict=True)
            if a > floor
        }

        assert shared == sum(after)
        assert len(kept) < 2
        assert all(one >= floor for one, floor in zip(after, floors, strict=True))
        for id_ in roster.ids:
            assert_adds_up(done.explain(id_))


def _bodies_with(rows):
    """Make a roster that counts cents, and the amounts of last time."""
    ids = [f"id{i}" for i in range(len(rows))]
    roster = Roster(
        id="bodies",
        ids=ids,
        names=ids,
        kinds=["body"] * len(ids),
        columns=[Column.of(Indicator(id="heads"), [a for a, _ in rows])],
    )
    previous = PublishedTable(
        id="last-year",
        ids=ids,
        names=ids,
        amounts=[Money.from_minor(b, "EUR") for _, b in rows],
    )
    return roster, Facts(previous=previous)

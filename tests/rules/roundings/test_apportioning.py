"""Tests of `fundmodel.rules.roundings.apportioning` and of `methods`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Interval, Mixed, dhondt, huntington_hill, sainte_lague
from fundmodel.errors import AllocationError, DataLackingError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    FixedTable,
    Maximum,
    Minimum,
    RatePerUnit,
    Redistribute,
    Round,
    RoundByMethod,
    RoundingMethod,
    Share,
)
from fundmodel.rules.roundings.methods import short_divisor
from fundmodel.sentences import Text
from fundmodel.steps import Provision, State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
SEATS = Unit(name="seats")
methods = st.sampled_from(RoundingMethod)


def parties(*votes, rest=None):
    """Make a roster of parties with their votes, perhaps with a row for others."""
    ids = [*"abcdefgh"[: len(votes)], *([] if rest is None else ["rest"])]
    return Roster(
        id="parties",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=[REMAINDER if id_ == "rest" else "party" for id_ in ids],
        columns=[
            Column.of(
                Indicator(id="votes", unit=Text("votes")),
                [*votes, *([] if rest is None else [rest])],
            )
        ],
        coverage=Coverage.PARTIAL if rest is None else Coverage.REMAINDER,
    )


def divided(method, *between, total=10, roster=None, to="1"):
    """Share seats by votes, and round them by a method."""
    rule = AllocationRule(Share(by="votes"), *between, RoundByMethod(to, method=method))
    return rule.apply(total, roster or parties(53, 24, 23), unit="seats")


def check(done):
    """Check what has to hold for every distribution."""
    assert_conserved(done)
    for id_ in done.roster.ids:
        explanation = done.explain(id_)
        assert_adds_up(explanation)
        assert_figures_are_right(explanation)
        assert explanation.text()


def said(done, id_):
    """Give the sentence of the last step."""
    return str(done.explain(id_).steps[-1].said)


class TestRoundByMethod:
    @pytest.mark.parametrize(
        ("method", "seats", "expected"),
        [
            (
                RoundingMethod.LARGEST_REMAINDER,
                [5, 3, 2],
                "5.3 seats rounded by largest remainder: 5 seats",
            ),
            (
                RoundingMethod.SAINTE_LAGUE,
                [6, 2, 2],
                "53 / 9.61 = 5.515088…, rounded to the nearest: 6 seats",
            ),
            (
                RoundingMethod.DHONDT,
                [6, 2, 2],
                "53 / 8.1 = 6.543209…, rounded down: 6 seats",
            ),
            (
                RoundingMethod.HUNTINGTON_HILL,
                [5, 3, 2],
                (
                    "53 / 9.7 = 5.463917…, rounded at the geometric mean of its "
                    "neighbours: 5 seats"
                ),
            ),
            (
                RoundingMethod.ADAMS,
                [5, 3, 2],
                "53 / 11.6 = 4.568965…, rounded up: 5 seats",
            ),
            (
                RoundingMethod.DEAN,
                [5, 3, 2],
                (
                    "53 / 9.8 = 5.408163…, rounded at the harmonic mean of its "
                    "neighbours: 5 seats"
                ),
            ),
            (
                RoundingMethod.CUMULATIVE,
                [5, 3, 2],
                "5.3 seats rounded by running sums: 5 seats",
            ),
        ],
    )
    def test_divides_and_shows_the_divisor(self, method, seats, expected):
        """
        Whoever divides all votes by the divisor gets everybody's seats.
        """
        done = divided(method)

        check(done)
        assert seats == done.amounts.tolist()
        assert expected == said(done, "a")

    def test_describes_itself(self):
        """
        The provision names unit and method.
        """
        provision = RoundByMethod("1.00", method=RoundingMethod.DHONDT)

        assert (
            "rounded by the method of D'Hondt to 1.00, so that the sum is kept"
        ) == str(provision.describe())
        assert isinstance(provision, Provision)

    def test_divides_money_in_any_unit(self):
        """
        What is less than a unit is a residual.
        """
        rule = AllocationRule(
            Share(by="votes"), RoundByMethod("10.00", method=RoundingMethod.DHONDT)
        )
        done = rule.apply(Money.of("105.50", "EUR"), parties(53, 24, 23))

        check(done)
        assert [6000, 2000, 2000] == done.amounts.tolist()
        assert "5.50 EUR" == str(done.residual)
        assert "rounded down, in units of 10.00 EUR: 60.00 EUR" in said(done, "a")

    def test_mirrors_what_is_taken_back(self):
        """
        A correction takes back what was paid, and keeps the same residual.
        """
        rule = AllocationRule(
            Share(by="votes"), RoundByMethod("10.00", method=RoundingMethod.DHONDT)
        )
        done = rule.apply(Money.of("-105.50", "EUR"), parties(53, 24, 23))

        check(done)
        assert [-6000, -2000, -2000] == done.amounts.tolist()
        assert "-5.50 EUR" == str(done.residual)
        assert (
            "-55.915 EUR rounded by the method of D'Hondt, in units of 10.00 EUR: "
            "-60.00 EUR"
        ) == said(done, "a")

    def test_tells_of_ties(self):
        """
        A tie is told to all who took part in it.
        """
        done = divided(RoundingMethod.SAINTE_LAGUE, total=4, roster=parties(2, 2, 2, 0))
        tie = (
            "2 / 1.333333… = 1.5, rounded to the nearest: {} (a tie: a unit was due to "
            "3 at once, enough was left for 1; the order of the roster decided {} this "
            "one)"
        )

        check(done)
        assert tie.format("2 seats", "for") == said(done, "a")
        assert tie.format("seats: 1", "against") == said(done, "c")
        assert "nothing to share by: the value counts as 0" == said(done, "d")

    def test_says_no_divisor_where_any_will_do(self):
        """
        Where nobody gets anything, there is nothing to show.
        """
        done = divided(RoundingMethod.SAINTE_LAGUE, total=0)

        assert "0 seats rounded by the method of Sainte-Laguë: 0 seats" == said(
            done, "a"
        )

    def test_counts_without_a_column(self):
        """
        Equal shares have weights, but no indicator.
        """
        rule = AllocationRule(
            EqualShares(), RoundByMethod("1", method=RoundingMethod.DHONDT)
        )
        done = rule.apply(7, parties(1, 2, 3), unit="seats")

        check(done)
        assert [3, 2, 2] == done.amounts.tolist()
        assert "1 / 0.333333… = 3, rounded down: 3 seats" in said(done, "a")

    def test_keeps_bounds_in_whole_units(self):
        """
        Minimums and maximums before it are handed to the method.
        """
        done = divided(RoundingMethod.DHONDT, Minimum(3), Maximum(4))

        check(done)
        assert [4, 3, 3] == done.amounts.tolist()
        assert "4 seats rounded by the method of D'Hondt: 4 seats" == said(done, "a")
        assert [7, 3] == divided(
            RoundingMethod.DHONDT, Maximum(7), roster=parties(9, 1)
        ).amounts.tolist()

    def test_keeps_bounds_that_did_not_bind_before(self):
        """
        A method may leave the quota, and then a maximum above it binds after all.
        """
        roster = parties(905, 19, 19, 19, 19, 19)
        alone = divided(RoundingMethod.DHONDT, total=100, roster=roster)
        kept = divided(RoundingMethod.DHONDT, Maximum(92), total=100, roster=roster)

        check(kept)
        assert Fraction(905, 10) == kept.steps[1].after.amounts.fraction(0, 0)
        assert [95, 1, 1, 1, 1, 1] == alone.amounts.tolist()
        assert [92, 2, 2, 2, 1, 1] == kept.amounts.tolist()

    @pytest.mark.parametrize(
        ("provisions", "got"),
        [
            (
                (FixedTable(amounts={"a": 1}), Share(by="votes")),
                "shares on top of others, or bounds of groups",
            ),
            (
                (Share(by="votes"), Minimum(Fraction(5, 2))),
                "bounds that are no multiples of the unit",
            ),
            (
                (Share(by="votes"), Minimum(3), Redistribute()),
                "shares on top of others, or bounds of groups",
            ),
            (
                (Share(by="votes"), FixedTable(amounts={"a": 1})),
                "claims that were moved since they were shared",
            ),
        ],
    )
    def test_needs_shares_by_a_key(self, provisions, got):
        """
        A method that looks at weights would forget everything else.
        """
        rule = AllocationRule(
            *provisions, RoundByMethod("1", method=RoundingMethod.DEAN)
        )
        with pytest.raises(AllocationError) as caught:
            rule.apply(10, parties(53, 24, 23), unit="seats")

        assert (
            "roster 'parties': by the method of Dean, claims are rounded that are no "
            "shares by a key\n"
            f"  got: {got}\n"
            "  expected: a pot shared by one key, perhaps between minimums and "
            "maximums that are multiples of the unit\n"
            "  mend: let it stand right after the key, or say Round, which needs no key"
        ) == str(caught.value)

    def test_needs_a_key(self):
        """
        Rates have no key, which the order of provisions tells.
        """
        method = RoundByMethod("1", method=RoundingMethod.DEAN)
        with pytest.raises(InvalidModelError, match="needs weights"):
            AllocationRule(RatePerUnit(rate=1, by="votes"), method)
        with pytest.raises(InvalidModelError, match="must stand before others give wh"):
            AllocationRule(Share(by="votes"), Round(1), method)
        state = State.start(Mixed.of([10]), parties(1), unit=SEATS)
        with pytest.raises(AllocationError, match="got: claims without a key"):
            method.apply(state, Facts())

    def test_needs_a_row_for_each(self):
        """
        Nobody knows how many units are due to those in one row.
        """
        with pytest.raises(DataLackingError) as caught:
            divided(RoundingMethod.DHONDT, roster=parties(1, rest=3))

        assert (
            "roster 'parties': shares that add up cannot be told while some are unknown"
        ) in str(caught.value)

    @SOME
    @given(
        st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any),
        st.lists(st.integers(0, 1000), min_size=1, max_size=3),
        methods,
    )
    def test_gives_what_the_method_gives(self, votes, totals, method):
        """
        A batch of pots gives what the method gives for each alone.
        """
        roster = parties(*votes)
        rule = AllocationRule(Share(by="votes"), RoundByMethod("1", method=method))
        batch = rule.fold(State.start(Mixed.of(totals), roster, unit=SEATS), Facts())

        for s, total in enumerate(totals):
            expected = method.divide(total, votes)
            assert expected == batch[-1].after.amounts.floor()[s].tolist()
            alone = rule.apply(total, roster, unit="seats")
            check(alone)
            for i in range(len(votes)):
                ours = batch[-1].provision.explain(batch[-1], i, s)
                assert alone.explain(roster.ids[i]).steps[-1].said == ours

    @SOME
    @given(
        st.lists(st.integers(1, 1000), min_size=2, max_size=8),
        st.integers(1, 1000),
        st.sampled_from([RoundingMethod.DHONDT, RoundingMethod.SAINTE_LAGUE]),
    )
    def test_shows_a_divisor_that_gives_everybody_the_same(self, votes, total, method):
        """
        The quotients that are printed round to the seats, but for ties.
        """
        done = divided(method, total=total, roster=parties(*votes))
        half = Fraction(1, 2) if method is RoundingMethod.SAINTE_LAGUE else Fraction(0)

        for i, id_ in enumerate(done.roster.ids):
            step = done.explain(id_).steps[-1]
            parts = dict(dict(step.said.values)["said"].values)
            tied = any(i in tie.tied for tie in done.steps[-1].after.ties)
            if "quotient" in parts and not tied:
                assert done.exact(i) == (parts["quotient"] + half) // 1


class TestShortDivisor:
    @pytest.mark.parametrize(
        ("low", "high", "squared", "expected"),
        [
            (Fraction(1, 20), Fraction(1, 15), False, 16),
            (Fraction(1, 200), Fraction(1, 95), False, 100),
            (Fraction(1, 400), Fraction(1, 100), True, 11),
            (Fraction(1, 3), Fraction(1, 3), False, 3),
            (Fraction(1, 3), Fraction(1, 3), True, None),
            (None, Fraction(1, 3), False, None),
            (Fraction(0), Fraction(1, 3), False, None),
            (Fraction(1, 3), None, False, None),
            (Fraction(10**20, 10**20 + 1), Fraction(1), False, None),
        ],
    )
    def test_has_few_digits(self, low, high, squared, expected):
        """
        A divisor is as short as the interval allows.
        """
        interval = Interval(low=low, high=high, is_squared=squared)

        assert expected == short_divisor(interval)


class TestRoundingMethod:
    def test_knows_its_functions(self):
        """
        Each method is one of those that divide arrays.
        """
        assert sainte_lague is RoundingMethod.SAINTE_LAGUE.divide
        assert dhondt is RoundingMethod.DHONDT.divide
        assert huntington_hill is RoundingMethod.HUNTINGTON_HILL.divide
        assert not RoundingMethod.CUMULATIVE.by_divisor
        assert {"by running sums", "by the method of Adams"} <= {
            str(method.describe()) for method in RoundingMethod
        }

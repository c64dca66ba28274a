"""Tests of `fundmodel.rules.roundings.breaches`: bounds that rounding breaks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fundmodel.claims import Limit
from fundmodel.errors import FundmodelError
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Excess,
    Fit,
    Group,
    GroupMaximum,
    GroupMinimum,
    Maximum,
    Minimum,
    RatePerUnit,
    Redistribute,
    Residual,
    ResidualTo,
    Round,
    RoundByMethod,
    Rounding,
    RoundingMethod,
    Share,
    Shortage,
)
from fundmodel.sentences import Language, Text

SOME = settings(max_examples=150, deadline=None)


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


WEST = Group(name=Text("west"), members=["a", "b"])


def towns(*heads):
    """Make a roster of towns."""
    records = [{"id": "abcdefgh"[i], "heads": value} for i, value in enumerate(heads)]
    return Roster.from_records(records, id="towns", indicators=[Indicator(id="heads")])


def done(*provisions, pot=1000, heads=(1, 4, 5), unit=None):
    """Share a pot by heads, and go on."""
    total = eur(pot) if unit is None else pot
    rule = AllocationRule(Share(by="heads"), *provisions)
    return rule.apply(total, towns(*heads), unit=unit)


def last(result, id_):
    """Give the last sentence about somebody."""
    return str(result.explain(id_).steps[-1].said)


class TestRound:
    def test_tells_that_a_minimum_is_missed(self):
        """
        How much is lacking, which minimum it was, and why it could not be kept.
        """
        result = done(Minimum(eur(155)), Round("10.00"))

        assert "150.00 EUR" == str(result.amount("a"))
        assert (
            "155.00 EUR rounded by largest remainder to 10.00 EUR: 150.00 EUR; with "
            "this, the minimum (155.00 EUR) is missed by 5.00 EUR: it is no multiple "
            "of 10.00 EUR"
        ) == last(result, "a")
        assert "missed" not in last(result, "b")

    def test_tells_that_a_maximum_is_exceeded(self):
        """
        The same the other way round.
        """
        result = done(Maximum(eur(455)), Round("10.00", each=Rounding.HALF_UP))

        assert (
            "455.00 EUR rounded half up to 10.00 EUR: 460.00 EUR; with this, the "
            "maximum (455.00 EUR) is exceeded by 5.00 EUR: it is no multiple of 10.00 "
            "EUR"
        ) == last(result, "c")

    def test_tells_it_of_bounds_that_others_took_the_place_of(self):
        """
        A minimum holds nothing any more after Redistribute, but was kept so far.
        """
        result = done(Minimum(eur(155)), Redistribute(), Round("10.00"))

        assert "the minimum (155.00 EUR) is missed by 5.00 EUR" in last(result, "a")

    def test_tells_it_of_bounds_before_a_second_key(self):
        """
        What was bounded is in the claim, and rounding may go below it.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(10), by="heads"),
            Minimum(eur(15)),
            Share(by="heads"),
            Round("10.00", each=Rounding.DOWN),
        )
        result = rule.apply(eur(106), towns(1, 4, 5))

        assert "the minimum (15.00 EUR) is missed by 5.00 EUR" in last(result, "a")

    def test_says_nothing_of_what_was_not_kept(self):
        """
        A minimum that a maximum after Redistribute cut into is no matter of rounding.
        """
        result = done(
            Minimum(eur(155)), Redistribute(), Maximum(eur(152)), Round("10.00")
        )

        assert "the maximum (152.00 EUR)" not in last(result, "a")
        assert "minimum" not in last(result, "a")

    def test_says_with_which_tie(self):
        """
        A tie is told first.
        """
        least = Minimum(eur(105))
        result = done(least, Round("10.00"), heads=(1, 1), pot=210)

        assert "decided for this one)" in last(result, "a")
        assert "decided against this one); with this, the min" in last(result, "b")

    def test_tells_how_much_of_a_minimum_was_met(self):
        """
        A minimum that is reduced counts as reduced.
        """
        reduced = Minimum(eur(155), if_short=Shortage.REDUCED)
        result = done(reduced, Round("30.00", each=Rounding.DOWN), pot=300)

        assert (
            "100.00 EUR rounded down to 30.00 EUR: 90.00 EUR; with this, the minimum "
            "(155.00 EUR), which can only be met in part: x 300.00 EUR / 465.00 EUR = "
            "100.00 EUR is missed by 10.00 EUR: it is no multiple of 30.00 EUR"
        ) == last(result, "a")

    @pytest.mark.parametrize(
        ("provision", "each", "expected"),
        [
            (
                GroupMinimum(eur(555), groups=[WEST]),
                Rounding.DOWN,
                (
                    "; with this, the group west has 510.00 EUR, and the minimum of "
                    "the group (555.00 EUR) is missed by 45.00 EUR: its members are "
                    "rounded one by one"
                ),
            ),
            (
                GroupMaximum(eur(455), groups=[WEST]),
                Rounding.UP,
                (
                    "; with this, the group west has 510.00 EUR, and the maximum of "
                    "the group (455.00 EUR) is exceeded by 55.00 EUR: its members are "
                    "rounded one by one"
                ),
            ),
        ],
        ids=["least", "most"],
    )
    def test_tells_it_of_groups(self, provision, each, expected):
        """
        A group whose members are rounded one by one misses its bounds.
        """
        result = done(provision, Round("30.00", each=each))
        after = done(provision, Redistribute(), Round("30.00", each=each))

        assert last(result, "a").endswith(expected)
        assert last(after, "b").endswith(expected)
        assert "group" not in last(result, "c")

    def test_says_nothing_of_groups_that_keep_their_bounds(self):
        """
        Only what was broken is told.
        """
        least = GroupMinimum(eur(555), groups=[WEST])
        result = done(least, Round("5.00", each=Rounding.UP))

        assert "group" not in last(result, "a")

    def test_is_said_in_german(self):
        """
        Nothing of it is left in English.
        """
        result = done(Minimum(eur(155)), Round("10.00"))
        said = result.explain("a").steps[-1].said.render(Language.GERMAN)

        assert said.endswith(
            "; damit ist der Mindestbetrag (155,00 EUR) um 5,00 EUR unterschritten: "
            "kein Vielfaches von 10,00 EUR"
        )


class TestRoundByMethod:
    def test_tells_what_the_method_does_not_look_at(self):
        """
        Where bounds hold no more, a method looks at the key alone.
        """
        result = done(
            Minimum(Fraction(11, 10)),
            Redistribute(),
            RoundByMethod("1", method=RoundingMethod.DHONDT),
            pot=11,
            heads=(10, 20, 70),
            unit="seats",
        )

        assert 1 == result.amount("a")
        assert last(result, "a").endswith(
            "; with this, the minimum (1.1 seats) is missed by 0.1 seats: it is no "
            "multiple of seats: 1"
        )
        assert "missed" not in last(result, "b")


class TestResidual:
    def test_tells_that_it_breaks_a_maximum(self):
        """
        Whoever receives what is left over may get more than it should.
        """
        result = done(
            Maximum(eur(400)),
            Round("100.00", each=Rounding.DOWN),
            Residual(to=ResidualTo.LARGEST),
            heads=(15, 40, 45),
            pot=1050,
        )

        assert (
            "50.00 EUR of the rounding residual (a tie: 2 had the same amount; the "
            "order of the roster decided for this one); with this, the maximum (400.00 "
            "EUR) is exceeded by 50.00 EUR"
        ) == last(result, "b")
        assert "exceeded" not in last(result, "c")

    def test_tells_that_it_breaks_a_minimum(self):
        """
        Whoever bears what rounding gave too much may have less than it should.
        """
        result = done(
            Minimum(eur(500)),
            Round("200.00", each=Rounding.UP),
            Residual(to=ResidualTo.IN_ORDER),
            heads=(1, 1),
        )

        assert (
            "-200.00 EUR of the rounding residual; with this, the minimum (500.00 EUR) "
            "is missed by 100.00 EUR"
        ) == last(result, "a")


BOUNDS = st.lists(
    st.tuples(st.sampled_from(Limit), st.integers(0, 60_000)), min_size=1, max_size=3
)
FURTHER = st.lists(
    st.sampled_from(
        [
            Redistribute(),
            Fit(),
            Fit(scales_up=True),
            Maximum(eur("123.45"), excess=Excess.POT),
            Share(by="heads"),
        ]
    ),
    max_size=2,
)
ROUNDINGS = st.one_of(
    st.builds(
        Round,
        st.sampled_from(["0.01", "0.50", "7.00", "10.00", "100.00"]),
        each=st.sampled_from([None, *Rounding]),
    ),
    st.builds(
        RoundByMethod,
        st.sampled_from(["1.00", "10.00", "100.00"]),
        method=st.sampled_from(RoundingMethod),
    ),
)
BEARERS = st.sampled_from([ResidualTo.LARGEST, ResidualTo.IN_ORDER])


def broken_by(step, limit, amount, who):
    """Give by how much a step breaks a bound that was kept before it."""
    had, has = (state.amounts.fraction(0, who) for state in (step.before, step.after))
    if limit is Limit.MOST:
        had, has, amount = -had, -has, -amount
    return max(0, amount - has) if had >= amount else 0


class TestNothingIsSilent:
    @SOME
    @given(
        st.lists(st.integers(0, 1000), min_size=1, max_size=6),
        st.integers(0, 100_000),
        BOUNDS,
        FURTHER,
        st.tuples(ROUNDINGS, st.lists(BEARERS, max_size=1)),
    )
    def test_every_bound_that_rounding_breaks_is_told(
        self, heads, pot, bounds, further, end
    ):
        """
        A minimum or maximum that held until then is told with what it is missed by.
        """
        kinds = {Limit.LEAST: Minimum, Limit.MOST: Maximum}
        stated = [kinds[limit](Money.from_minor(a, "EUR")) for limit, a in bounds]
        rounding, bearers = end
        residual = [Residual(to=to) for to in bearers]
        rule = AllocationRule(Share(by="heads"), *stated, *further, rounding, *residual)
        try:
            result = rule.apply(Money.from_minor(pot, "EUR"), towns(*heads))
        except FundmodelError:
            assume(False)
            return

        for step in result.steps[1 + len(stated) + len(further) :]:
            for who in range(len(heads)):
                said = str(step.provision.explain(step, who, 0))
                for limit, amount in bounds:
                    missed = broken_by(step, limit, Fraction(amount), who)
                    name = "minimum" if limit is Limit.LEAST else "maximum"
                    verb = "missed" if limit is Limit.LEAST else "exceeded"
                    expected = (
                        f"the {name} ({step.after.measured(amount)}) is {verb} by "
                        f"{step.after.measured(missed)}"
                    )
                    assert bool(missed) == (expected in said)

"""Tests of `fundmodel.apportion.waterlines`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.mixed import Mixed
from fundmodel.apportion.waterlines import water_level
from fundmodel.errors import BoundsError, InvalidDataError

NUMBERS = st.one_of(
    st.integers(-9, 9),
    st.fractions(-9, 9, max_denominator=7),
    st.integers(-(10**12), 10**12),
    st.fractions(-(2**70), 2**70, max_denominator=2**40),
)


def clipped(level, offset, slope, least, most):
    """Give what one gets at a level."""
    amount = offset + level * slope
    amount = amount if least is None else max(amount, least)
    return amount if most is None else min(amount, most)


@st.composite
def problems(draw):
    """Exact numbers of a few scenarios, and pots that can be filled."""
    s, n = draw(st.integers(1, 3)), draw(st.integers(1, 5))

    def table(numbers):
        row = st.lists(numbers, min_size=n, max_size=n)
        return draw(st.lists(row, min_size=s, max_size=s))

    slope, offset = table(NUMBERS.map(abs)), table(NUMBERS)
    lower = table(NUMBERS)
    upper = [
        [low + more for low, more in zip(*rows, strict=True)]
        for rows in zip(lower, table(NUMBERS.map(abs)), strict=True)
    ]
    lower = lower if draw(st.booleans()) else None
    upper = upper if draw(st.booleans()) else None
    level = draw(st.one_of(NUMBERS, st.sampled_from([-(2**99), 2**99])))
    nothing = [[None] * n] * s
    pot = [
        sum((clipped(level, *cell) for cell in zip(*rows, strict=True)), Fraction(0))
        for rows in zip(offset, slope, lower or nothing, upper or nothing, strict=True)
    ]
    return pot, {"slope": slope, "offset": offset, "lower": lower, "upper": upper}


class TestWaterLevel:
    @given(problems())
    def test_shares_fill_the_pot(self, problem):
        """
        Shares are clip(offset + level x slope, lower, upper) and add up to the pot.
        """
        pot, given = problem
        found = water_level(pot, **given)
        s, n = found.shares.shape
        nothing = [[None] * n] * s
        rows = zip(
            given["offset"],
            given["slope"],
            given["lower"] or nothing,
            given["upper"] or nothing,
            strict=True,
        )
        expected = [
            [
                clipped(found.level.fraction(scenario), *cell)
                for cell in zip(*row, strict=True)
            ]
            for scenario, row in enumerate(rows)
        ]

        assert expected == found.shares.fractions().tolist()
        assert pot == found.shares.sum().fractions().tolist()

    @given(problems())
    def test_who_stands_at_a_bound_is_told(self, problem):
        """
        Who would be beyond a bound, or is just at it, is marked.
        """
        pot, given = problem
        found = water_level(pot, **given)
        s, n = found.shares.shape
        for row, i in np.ndindex(s, n):
            level = found.level.fraction(row)
            amount = given["offset"][row][i] + level * given["slope"][row][i]
            low, high = (
                given[name] and given[name][row][i] for name in ("lower", "upper")
            )
            is_low = low is not None and amount <= low
            is_high = high is not None and amount >= high

            assert is_low == found.at_lower[row, i]
            assert (is_high and not is_low) == found.at_upper[row, i]

    @given(problems())
    def test_a_batch_is_its_rows(self, problem):
        """
        A batch gives what its rows give one by one, levels included.
        """
        pot, given = problem
        found = water_level(pot, **given)
        alone = [
            water_level(
                pot[row],
                **{name: part and [part[row]] for name, part in given.items()},
            )
            for row in range(len(pot))
        ]

        assert [
            one.level.fraction(0) for one in alone
        ] == found.level.fractions().tolist()
        assert [one.shares.fractions()[0].tolist() for one in alone] == (
            found.shares.fractions().tolist()
        )

    def test_numbers_come_in_many_forms(self):
        """
        Numbers, lists, arrays and mixed numbers are taken alike.
        """
        for pot in (6, [6], np.array([6]), Mixed.of([6])):
            for slope in ([1, 2], [[1, 2]], np.array([1, 2]), Mixed.of([[1, 2]])):
                found = water_level(pot, slope=slope, upper=Fraction(7, 2))

                assert [[Fraction(5, 2), Fraction(7, 2)]] == (
                    found.shares.fractions().tolist()
                )
                assert Fraction(5, 2) == found.level.fraction(0)

    def test_decimals_are_exact(self):
        """
        Decimals are taken as they are written, one by one or in lists.
        """
        found = water_level(
            Decimal("0.30"), slope=[Decimal("0.1"), 1], upper=Decimal("0.2")
        )

        assert [[Fraction(1, 10), Fraction(1, 5)]] == (
            water_level(
                Decimal("0.3"), slope=[1, Decimal(2)], lower=[Decimal("0e-2000"), 0]
            )
            .shares.fractions()
            .tolist()
        )
        assert [[Fraction(1, 10), Fraction(1, 5)]] == found.shares.fractions().tolist()

    def test_scenarios_share_what_has_one_row(self):
        """
        One row of recipients goes with several pots, and one pot with several rows.
        """
        pots = water_level([3, 6], slope=[1, 2], offset=[[0, 0]])
        slopes = water_level(6, slope=[[1, 2], [2, 1]])

        assert [[1, 2], [2, 4]] == pots.shares.fractions().tolist()
        assert [[2, 4], [4, 2]] == slopes.shares.fractions().tolist()

    def test_base_amounts_and_a_share_on_top(self):
        """
        Offsets are given first; the rest is shared by slopes.
        """
        found = water_level(100, offset=[10, 10, 10], slope=[1, 1, 5])

        assert [[20, 20, 60]] == found.shares.fractions().tolist()

    def test_damping_is_paid_by_those_who_gain(self):
        """
        Losses end at 5 per cent; those who gain give up the same part of the gain.
        """
        # 100 before for each; now 70, 110 and 120 without damping.
        found = water_level(
            300, offset=[95, 100, 100], slope=[0, 10, 20], lower=[95, 100, 100]
        )

        assert Fraction(1, 6) == found.level.fraction(0)
        assert [[95, Fraction(305, 3), Fraction(310, 3)]] == (
            found.shares.fractions().tolist()
        )

    def test_an_equal_cut_has_a_negative_level(self):
        """
        A cut of the same amount for all ends where somebody is at the minimum.
        """
        found = water_level(10, offset=[3, 5, 9], slope=1, lower=2)

        assert Fraction(-3) == found.level.fraction(0)
        assert [[2, 2, 6]] == found.shares.fractions().tolist()
        assert [[True, True, False]] == found.at_lower.tolist()
        assert [[False, False, False]] == found.at_upper.tolist()

    @pytest.mark.parametrize(
        ("pot", "arguments", "level"),
        [
            # All reach their upper bounds at 2 and 3.
            (7, {"slope": [1, 2], "upper": [3, 4]}, 3),
            # One is at its upper bound from 2 on, the other at its lower one to 10.
            (12, {"slope": [1, 1], "lower": [0, 10], "upper": [2, 20]}, 2),
            # Nobody leaves the lower bounds below 2.
            (8, {"slope": [1, 2], "lower": [4, 4]}, 2),
            (8, {"slope": [1, 2], "lower": [4, 4], "upper": [9, 9]}, 2),
            # Fixed by equal bounds, or by having no slope.
            (3, {"slope": [1], "lower": [3], "upper": [3]}, 0),
            (7, {"slope": [0, 0], "offset": [3, 4]}, 0),
            (4, {"slope": [1, 1], "lower": [3, 0], "upper": [3, 1]}, 1),
        ],
    )
    def test_where_several_levels_do_it_is_the_lowest(self, pot, arguments, level):
        """
        Among levels with the same shares the lowest is given, else the highest, else 0.
        """
        assert level == water_level(pot, **arguments).level.fraction(0)

    def test_what_fits_is_not_computed_with_python_integers(self):
        """
        Amounts in cents and weights in heads stay within 64 bits.
        """
        found = water_level(
            10**11, slope=[85, 72_772, 900], lower=10**8, upper=9 * 10**10
        )

        assert {np.dtype(np.int64)} == {
            part.dtype
            for exact in (found.level, found.shares)
            for part in (exact.whole, exact.rem, exact.den)
        }

    def test_numbers_beyond_floats_are_taken(self):
        """
        Pots of any size are filled.
        """
        found = water_level(10**400, slope=[1, 3], lower=[5, 5])

        assert [[10**400 // 4, 3 * 10**400 // 4]] == found.shares.fractions().tolist()

    def test_many_denominators_are_brought_together(self):
        """
        Denominators whose common one needs more than 64 bits are exact, too.
        """
        primes = [2**31 - 1, 2**61 - 1, 10**9 + 7]
        offset = [Fraction(1, prime) for prime in primes]
        found = water_level(10, slope=[1, 1, 1], offset=offset)

        assert 10 == found.shares.sum().fraction(0)
        assert (10 - sum(offset)) / 3 == found.level.fraction(0)


class TestBadInput:
    def test_a_pot_below_the_least_is_refused(self):
        """
        Both sums are stated, with the recipients who rise.
        """
        with pytest.raises(BoundsError) as caught:
            water_level(
                5, slope=[1, 0, 2], offset=[0, 1, 0], lower=[2, 0, Fraction(5, 2)]
            )

        assert (
            "water level: the pot is less than the least that can be given\n"
            "  got: a pot of 5, and 11/2 at lower bounds; those who rise with the "
            "level are recipients 0, 2\n"
            "  expected: a pot of 11/2 or more\n"
            "  mend: change the pot, or the lower bounds"
        ) == str(caught.value)

    def test_a_pot_above_the_most_is_refused(self):
        """
        The scenario is named.
        """
        with pytest.raises(BoundsError) as caught:
            water_level([4, 9], slope=[1, 1], upper=[2, 2])

        assert (
            "water level, scenario 1: the pot is more than the most that can be given\n"
            "  got: a pot of 9, and 4 at upper bounds; those who rise with the level "
            "are recipients 0, 1\n"
            "  expected: a pot of 4 or less\n"
            "  mend: change the pot, or the upper bounds"
        ) == str(caught.value)

    @pytest.mark.parametrize("pot", [6, 8])
    def test_where_nobody_rises_the_pot_has_to_fit(self, pot):
        """
        Without slopes, offsets have to be the pot.
        """
        with pytest.raises(BoundsError, match="nobody rises with the level"):
            water_level(pot, slope=[0, 0], offset=[3, 4])

    def test_crossing_bounds_are_refused(self):
        """
        Whose bounds cross is named.
        """
        with pytest.raises(BoundsError) as caught:
            water_level(5, slope=[1, 1, 1], lower=[0, 3, 4], upper=2)

        assert (
            "water level: a lower bound is above the upper one\n"
            "  got: crossing bounds of recipients 1, 2"
        ) in str(caught.value)

    def test_a_negative_slope_is_refused(self):
        """
        Nobody's amount falls while the level rises.
        """
        with pytest.raises(InvalidDataError) as caught:
            water_level(5, slope=[[1, 1], [1, Fraction(-1, 2)]])

        assert "slope[1, 1]: a slope is negative\n  got: -1/2\n" in str(caught.value)

    @pytest.mark.parametrize(
        ("value", "place"),
        [
            (1.5, ""),
            (True, ""),
            ("1", ""),
            (Decimal("NaN"), ""),
            (Decimal("1e9999"), ""),
            ([2, 1.5], "[1]"),
            ([["1", 2]], "[0, 0]"),
            (np.array([1.0]), "[0]"),
        ],
    )
    @pytest.mark.parametrize("where", ["pot", "slope", "offset", "lower", "upper"])
    def test_only_exact_numbers_are_taken(self, where, value, place):
        """
        Floats, booleans and text are refused by argument and position.
        """
        given = {"pot": 3, "slope": [1, 1], where: value}

        with pytest.raises(InvalidDataError) as caught:
            water_level(given.pop("pot"), **given)

        assert where + place == caught.value.where
        assert "this is no exact amount" == caught.value.what
        assert "a whole number, a Decimal or a Fraction" == caught.value.expected

    @pytest.mark.parametrize("where", ["pot", "slope", "offset"])
    def test_only_bounds_may_be_left_out(self, where):
        """
        Nothing at all is taken for a bound, and for nothing else.
        """
        given = {"pot": 3, "slope": [1, 1], where: None}

        with pytest.raises(InvalidDataError, match=f"^{where}: this is no list"):
            water_level(given.pop("pot"), **given)

    def test_numbers_of_any_length_can_be_shown(self):
        """
        A pot of more digits than Python writes is told by its bits.
        """
        with pytest.raises(BoundsError, match="a pot of a number of 16,610 bits, and"):
            water_level(10**5_000, slope=[1, 1], upper=1)

    @pytest.mark.parametrize(
        ("where", "value"),
        [
            ("pot", [[1, 2]]),
            ("pot", [1, 2, 3]),
            ("slope", Mixed.of([1, 2])),
            ("offset", [1, 2, 3]),
            ("lower", [[0, 0]] * 3),
        ],
    )
    def test_shapes_have_to_go_together(self, where, value):
        """
        One row of recipients, or one for each pot.
        """
        given = {"pot": [3, 3], "slope": [1, 1], where: value}
        if where == "pot":
            given["slope"] = [[1, 1]] * 2

        with pytest.raises(InvalidDataError, match="the shapes do not go together"):
            water_level(given.pop("pot"), **given)

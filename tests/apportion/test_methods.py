from __future__ import annotations

import inspect
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel import apportion
from fundmodel.apportion import (
    Rounding,
    adams,
    balinski_young,
    cumulative,
    dean,
    dhondt,
    each,
    each_rounded,
    huntington_hill,
    largest_remainder,
    modified_sainte_lague,
    sainte_lague,
    sainte_lague_from,
)
from fundmodel.errors import BoundsError, InvalidDataError, NothingToShareByError

WEIGHT = st.one_of(
    st.integers(0, 5),
    st.integers(0, 10**9),
    st.sampled_from([2**62, 2**62 + 1, 2**63 - 1, 2**70]),
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=8).filter(any)
EXACT_WEIGHTS = st.lists(
    st.one_of(
        st.integers(0, 9),
        st.fractions(0, 9, max_denominator=60),
        st.decimals(0, 9, places=3),
    ),
    min_size=1,
    max_size=6,
).filter(any)
TOTALS = st.one_of(
    st.integers(-20, 100),
    st.integers(-(2**63), 2**63),
    st.sampled_from([2**63 - 1, 2**63, -(2**63), 2**90]),
)
MANNERS = st.fixed_dictionaries(
    {"rounding": st.sampled_from(Rounding), "unit": st.sampled_from([1, 5, 100])}
)


MONOTONE = [adams, dean, dhondt, huntington_hill, modified_sainte_lague, sainte_lague]
QUOTA_KEEPING = [largest_remainder, cumulative, balinski_young]
METHODS = [*MONOTONE, *QUOTA_KEEPING, each]
SMALL = st.lists(st.integers(0, 30), min_size=1, max_size=6).filter(any)


@st.composite
def bounded(draw):
    """Weights, a total and bounds that leave room for it."""
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=6))
    n = len(weights)
    lower = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    room = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    upper = [low + more for low, more in zip(lower, room, strict=True)]
    return draw(st.integers(sum(lower), sum(upper))), weights, lower, upper


@st.composite
def near_multiples(draw):
    """Totals beside a multiple of the sum of weights."""
    weights = draw(WEIGHTS)
    total = sum(weights) * draw(st.integers(0, 3)) + draw(st.integers(-1, 1))
    return total, weights


class TestLargestRemainder:
    @given(TOTALS, WEIGHTS)
    def test_it_agrees_with_the_reference(
        self, slow_quotas, slow_to_sum, total, weights
    ):
        """
        The shares are those of fractions, at any size.
        """
        shares = largest_remainder(total, weights)

        assert slow_to_sum(slow_quotas(total, weights)) == shares
        assert total == sum(shares)

    @given(near_multiples())
    def test_beside_multiples(self, slow_quotas, slow_to_sum, drawn):
        """
        One unit more or less than a multiple of all weights is shared exactly.
        """
        total, weights = drawn

        assert slow_to_sum(slow_quotas(total, weights)) == (
            largest_remainder(total, weights)
        )

    @given(TOTALS, EXACT_WEIGHTS)
    def test_exact_weights(self, slow_quotas, slow_to_sum, total, weights):
        """
        Decimals and fractions are weights like whole numbers.
        """
        exact = [Fraction(weight) for weight in weights]

        assert slow_to_sum(slow_quotas(total, exact)) == (
            largest_remainder(total, weights)
        )

    @given(TOTALS, WEIGHTS, st.data())
    def test_the_order_decides_ties(
        self, slow_quotas, slow_to_sum, total, weights, data
    ):
        """
        Keys come before positions.
        """
        n = len(weights)
        order = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))

        assert slow_to_sum(slow_quotas(total, weights), 1, order) == (
            largest_remainder(total, weights, order=order)
        )

    @given(TOTALS, WEIGHTS)
    def test_negative_totals_mirror_positive_ones(self, total, weights):
        """
        Minus the total gives minus the shares.
        """
        assert [-share for share in largest_remainder(total, weights)] == (
            largest_remainder(-total, weights)
        )

    @given(TOTALS, WEIGHTS)
    def test_zero_weights_get_nothing(self, total, weights):
        """
        Who has no weight has no share.
        """
        shares = largest_remainder(total, weights)

        assert {0} >= {s for s, w in zip(shares, weights, strict=True) if w == 0}

    @given(TOTALS, st.lists(WEIGHT, min_size=1, max_size=6, unique=True).filter(any))
    def test_the_order_of_recipients_matters_only_for_ties(self, total, weights):
        """
        Recipients with different remainders get the same in any order.
        """
        quotas = [Fraction(abs(total)) * w / sum(weights) % 1 for w in weights]
        shares = largest_remainder(total, weights)

        if len(set(quotas)) == len(quotas):
            assert shares == largest_remainder(total, weights[::-1])[::-1]

    @given(st.lists(TOTALS, min_size=1, max_size=4), st.data())
    def test_a_batch_gives_what_its_rows_give(self, totals, data):
        """
        Scenarios in one call are the calls one by one, with lists and with arrays.
        """
        n = data.draw(st.integers(1, 5))
        row = st.lists(WEIGHT, min_size=n, max_size=n).filter(any)
        rows = data.draw(st.lists(row, min_size=len(totals), max_size=len(totals)))
        expected = [largest_remainder(t, w) for t, w in zip(totals, rows, strict=True)]
        array = np.array(rows, dtype=object)

        assert expected == largest_remainder(totals, rows)
        assert expected == largest_remainder(totals, array).tolist()
        assert [largest_remainder(t, rows[0]) for t in totals] == (
            largest_remainder(totals, rows[0])
        )
        assert [largest_remainder(totals[0], w) for w in rows] == (
            largest_remainder(totals[0], array).tolist()
        )

    @pytest.mark.parametrize(
        ("total", "weights", "expected"),
        [
            (10, [1, 1, 4], [2, 2, 6]),
            (4, [1, 1, 4], [1, 1, 2]),
            (2, [3, 3, 4], [1, 0, 1]),
            (100_00, [1, 1, 1], [33_34, 33_33, 33_33]),
            (100, [1] * 60, [2] * 40 + [1] * 20),
            (0, [1, 2], [0, 0]),
            (5, [0, 3, 0], [0, 5, 0]),
            (7, [9], [7]),
            (1, [2**62, 2**62, 2**62 + 1], [0, 0, 1]),
            (-10, [1, 1, 4], [-2, -2, -6]),
        ],
    )
    def test_by_hand(self, total, weights, expected):
        """
        Small cases, worked out by the rule.
        """
        assert expected == largest_remainder(total, weights)

    def test_a_larger_total_may_cost_a_unit(self):
        """
        The method is not monotone in the total (Alabama paradox).
        """
        weights = [4, 18, 39, 5, 15]
        before, after = (largest_remainder(total, weights) for total in (24, 25))

        assert min(b - a for a, b in zip(before, after, strict=True)) == -1

    @pytest.mark.parametrize(
        ("weights", "dtype"),
        [
            (np.array([1, 2], dtype=np.uint8), np.int64),
            (np.array([1.0, 2.0]), np.int64),
            (np.array([Decimal("0.5"), Fraction(1, 3)], dtype=object), np.int64),
        ],
    )
    def test_an_array_gives_an_array(self, weights, dtype):
        """
        The result is int64, of the shape of the weights, and may be changed.
        """
        shares = largest_remainder(10, weights)

        assert np.dtype(dtype) == shares.dtype
        assert shares.shape == (2,)
        assert shares.flags.writeable

    def test_beyond_64_bits_an_array_holds_python_integers(self):
        """
        Nothing overflows; the dtype says so.
        """
        shares = largest_remainder(2**70, np.array([1, 1]))

        assert np.dtype(object) == shares.dtype
        assert shares.tolist() == [2**69, 2**69]

    @pytest.mark.parametrize(
        ("weights", "message"),
        [
            ([], "weights: there is nobody to share among"),
            ([0, 0], "weights: all weights are zero"),
            ([[1, 2], [0, 0]], "weights[1]: all weights are zero"),
        ],
    )
    def test_nothing_to_share_by(self, weights, message):
        """
        Without any weight there is no key.
        """
        with pytest.raises(NothingToShareByError) as caught:
            largest_remainder(5, weights)

        assert message == str(caught.value).split("\n")[0]

    @pytest.mark.parametrize(
        ("total", "where", "got"),
        [
            (5.0, "total", "5.0"),
            (float("nan"), "total", "nan"),
            (True, "total", "True"),
            ("5", "total", "'5'"),
            (Decimal(5), "total", "Decimal('5')"),
            (Fraction(5), "total", "Fraction(5, 1)"),
            ([5, 5.5], "total[1]", "5.5"),
            (np.array([5.0]), "total[0]", "5.0"),
        ],
    )
    def test_totals_are_whole_numbers(self, total, where, got):
        """
        What is shared is counted in whole units.
        """
        with pytest.raises(InvalidDataError) as caught:
            largest_remainder(total, [1, 2])

        assert str(caught.value).startswith(
            f"{where}: this is no whole number\n  got: {got}\n"
        )

    @pytest.mark.parametrize(
        ("total", "weights", "expected"),
        [
            ([1, 2], [[1, 2]], "a total for each row"),
            ([[1]], [1, 2], "totals of shape (s,)"),
        ],
    )
    def test_shapes_must_go_together(self, total, weights, expected):
        """
        There is one total for all or one for each scenario.
        """
        with pytest.raises(InvalidDataError, match="shapes do not go") as caught:
            largest_remainder(total, weights)

        assert expected == caught.value.expected

    @pytest.mark.parametrize(
        ("order", "message"),
        [
            ([1], "arrays: the shapes do not go together"),
            ([1, 0.5], "order[1]: this is no whole number"),
        ],
    )
    def test_keys_are_whole_numbers(self, order, message):
        """
        There is one whole key for each recipient.
        """
        with pytest.raises(InvalidDataError) as caught:
            largest_remainder(5, [1, 2], order=order)

        assert message == str(caught.value).split("\n")[0]


class TestEach:
    @given(TOTALS, WEIGHTS, MANNERS)
    def test_it_agrees_with_the_reference(
        self, slow_quotas, slow_each, total, weights, manner
    ):
        """
        Every share is the exact quota, rounded on its own.
        """
        exact = slow_quotas(total, weights)

        assert [slow_each(one, **manner) for one in exact] == (
            each(total, weights, **manner)
        )

    @given(TOTALS, WEIGHTS, st.sampled_from(Rounding))
    def test_negative_totals_mirror_positive_ones(self, total, weights, rounding):
        """
        Minus the total gives minus the shares.
        """
        assert [-share for share in each(total, weights, rounding=rounding)] == (
            each(-total, weights, rounding=rounding)
        )

    def test_batches_and_forms(self):
        """
        A list gives a list, an array an array, a batch its rows.
        """
        assert each([5, 4], [1, 1]) == [[3, 3], [2, 2]]
        assert each(5, [[1, 1], [2, 3]]) == [[3, 3], [2, 3]]
        assert each(5, np.array([1, 1])).tolist() == [3, 3]

    def test_nothing_to_share_by(self):
        """
        Without any weight there is no key.
        """
        with pytest.raises(NothingToShareByError, match="all weights are zero"):
            each(5, [0])


@pytest.mark.parametrize("method", METHODS)
class TestEveryMethod:
    @given(st.integers(-3_000, 3_000), SMALL)
    def test_lists_and_arrays_agree(self, method, total, weights):
        """
        Few plain numbers, Python integers and arrays take the same decisions.
        """
        shares = method(total, weights)

        assert shares == method(total, np.array(weights)).tolist()
        assert shares == method(total, tuple(weights))
        assert shares == method(total, np.array(weights, dtype=object)).tolist()

    @given(st.integers(0, 200), SMALL, st.integers(2, 10**30))
    def test_only_proportions_count(self, method, total, weights, factor):
        """
        Weights a million times as large give the same shares.
        """
        assert method(total, weights) == method(total, [w * factor for w in weights])

    @given(bounded())
    def test_bounds_hold(self, method, drawn):
        """
        Nobody gets less than the minimum or more than the maximum.
        """
        total, weights, lower, upper = drawn
        shares = method(total, weights, minimum=lower, maximum=upper)

        assert all(a <= b <= c for a, b, c in zip(lower, shares, upper, strict=True))
        assert method is each or total == sum(shares)

    @given(bounded())
    def test_bounds_are_mirrored_with_the_total(self, method, drawn):
        """
        At least 3 of minus the total is at most -3.
        """
        total, weights, lower, upper = drawn
        shares = method(total, weights, minimum=lower, maximum=upper)
        mirrored = method(
            -total, weights, minimum=[-u for u in upper], maximum=[-w for w in lower]
        )

        assert [-share for share in shares] == mirrored

    @given(bounded())
    def test_bounds_that_do_not_bind_change_nothing(self, method, drawn):
        """
        From nothing to everything leaves the shares as they are.
        """
        total, weights, _, _ = drawn

        assert method(total, weights) == (
            method(total, weights, minimum=0, maximum=total)
        )

    def test_scenarios_of_both_signs_with_bounds(self, method):
        """
        Each row has its own mirror image.
        """
        shares = method([7, -7], [3, 2, 2], minimum=[-1, -3, -3], maximum=[3, 3, 1])

        assert [3, 3, 1] == shares[0]
        assert [-1, -3, -3] == shares[1]

    def test_one_sided_bounds_of_scenarios_of_both_signs(self, method):
        """
        A minimum alone is a maximum for the mirrored row, and the other way round.
        """
        least = method([7, -7], [3, 2, 2], minimum=[-1, -3, -3])
        most = method([7, -7], [3, 2, 2], maximum=[1, 3, 3])

        assert [method(7, [3, 2, 2]), [-1, -3, -3]] == least
        assert [[1, 3, 3], method(-7, [3, 2, 2])] == most

    def test_infeasible_bounds(self, method):
        """
        Minimums above the total are refused with both sums.
        """
        with pytest.raises(BoundsError, match="15"):
            method(10, [1, 2, 3], minimum=5)

    def test_it_can_be_read_about(self, method):
        """
        Name, docstring and signature are those of a function.
        """
        names = list(inspect.signature(method).parameters)

        assert ["total", "weights", "minimum", "maximum", "order"] == names[:5]
        assert method.__doc__.strip().startswith("Divide")
        assert method.__name__ in dir(apportion)


@pytest.mark.parametrize("method", [m for m in METHODS if m is not balinski_young])
class TestAnySize:
    def test_bounds_beyond_64_bits(self, method):
        """
        Python's integers take over, in lists and in arrays.
        """
        total, least = 2**70, [2**69, 0, 0]
        shares = method(total, [1, 2, 3], minimum=least)

        assert 2**69 == shares[0]
        assert shares == method(total, np.array([1, 2, 3]), minimum=least).tolist()


@pytest.mark.parametrize("method", MONOTONE)
class TestDivisorMethods:
    @given(st.integers(0, 300), SMALL)
    def test_house_monotone(self, method, total, weights):
        """
        One unit more costs nobody a unit.
        """
        pairs = zip(method(total, weights), method(total + 1, weights), strict=True)

        assert all(before <= after for before, after in pairs)

    @given(st.integers(0, 300), SMALL, st.integers(1, 30))
    def test_population_monotone(self, method, total, weights, more):
        """
        Who alone grows in weight loses nothing.
        """
        grown = [weights[0] + more, *weights[1:]]

        assert method(total, weights)[0] <= method(total, grown)[0]

    @given(st.integers(0, 300), st.lists(st.integers(1, 9), min_size=2, max_size=6))
    def test_anonymous_but_for_ties(self, method, total, weights):
        """
        In any order of the recipients, each weight gets what it got before.
        """
        shares, turned = method(total, weights), method(total, weights[::-1])
        by_weight, by_turned = (
            sorted(zip(w, s, strict=True))
            for w, s in ((weights, shares), (weights[::-1], turned))
        )

        assert by_weight == by_turned or apportion.detailed(method, total, weights).ties


@pytest.mark.parametrize("method", QUOTA_KEEPING)
class TestQuotaRule:
    @given(TOTALS, SMALL)
    def test_nobody_is_a_unit_away(self, slow_quotas, method, total, weights):
        """
        Shares are the quota rounded down or up.
        """
        total %= 2_000
        exact = slow_quotas(total, weights)

        assert all(
            abs(share - quota) < 1
            for share, quota in zip(method(total, weights), exact, strict=True)
        )


class TestBiasOfDivisors:
    @given(st.integers(0, 300), SMALL)
    def test_dhondt_keeps_the_lower_quota_and_adams_the_upper(
        self, slow_quotas, total, weights
    ):
        """
        D'Hondt rounds the quota down at least, Adams up at most.
        """
        quotas = slow_quotas(total, weights)

        assert all(
            s > q - 1 for s, q in zip(dhondt(total, weights), quotas, strict=True)
        )
        assert all(
            s < q + 1 for s, q in zip(adams(total, weights), quotas, strict=True)
        )


class TestSainteLagueFrom:
    @given(st.integers(0, 300), SMALL)
    def test_from_1_and_from_1_4(self, total, weights):
        """
        The first divisor 1 is Sainte-Laguë's, 1.4 Norway's.
        """
        assert sainte_lague(total, weights) == sainte_lague_from(1)(total, weights)
        assert modified_sainte_lague(total, weights) == (
            sainte_lague_from(Decimal("1.4"))(total, weights)
        )

    @pytest.mark.parametrize("first", [0, 3, 1.4, Decimal("NaN"), "1.4", True])
    def test_no_first_divisor(self, first):
        """
        A first divisor is an exact number above 0, at most 2.
        """
        with pytest.raises(InvalidDataError, match="no first divisor"):
            sainte_lague_from(first)


class TestBalinskiYoung:
    def test_it_takes_totals_up_to_a_million(self):
        """
        The method goes unit by unit, so larger totals are refused by name.
        """
        with pytest.raises(InvalidDataError) as caught:
            balinski_young(1_000_001, [2, 1])
        assert str(caught.value) == (
            "total: the total is too large for a method that goes unit by unit\n"
            "  got: 1000001\n"
            "  expected: 1000000 or less\n"
            "  mend: divide in larger units, or use sainte_lague or "
            "largest_remainder, which take any total"
        )


class TestEachRounded:
    @given(TOTALS, WEIGHTS, MANNERS)
    def test_it_is_each_with_these_options(self, total, weights, manners):
        """
        The method made is for functions that take methods.
        """
        unit, rounding = manners["unit"], manners["rounding"]

        assert each(total, weights, **manners) == (
            each_rounded(rounding, unit=unit)(total, weights)
        )

    def test_bounds_are_multiples_of_the_unit(self):
        """
        A bound between two units could not be kept by a rounded share.
        """
        with pytest.raises(InvalidDataError, match="no multiple of the unit"):
            each(1000, [1, 2], unit=100, minimum=150)

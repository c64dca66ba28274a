from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed, quotas
from fundmodel.errors import InvalidDataError, NothingToShareByError

WEIGHT = st.one_of(
    st.integers(0, 9),
    st.integers(0, 2**40),
    st.sampled_from([2**31, 2**62, 2**63 - 1, 2**63, 2**70]),
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=6).filter(any)
POTS = st.one_of(
    st.integers(-100, 10**12),
    st.sampled_from([2**63 - 1, 2**63, -(2**63), 2**80]),
    st.fractions(max_denominator=1000),
)


class TestQuotas:
    @given(st.lists(POTS, min_size=1, max_size=3), WEIGHTS)
    def test_everybody_gets_the_exact_share(self, slow_quotas, pots, weights):
        """
        The quota is pot x weight / sum of weights, and quotas add up to the pot.
        """
        shares = quotas(Mixed.from_fractions(pots), np.array(weights, dtype=object))

        assert [
            slow_quotas(pot, weights) for pot in pots
        ] == shares.fractions().tolist()
        assert pots == shares.sum().fractions().tolist()

    @given(st.data())
    def test_each_scenario_may_have_its_weights(self, slow_quotas, data):
        """
        A batch gives what its rows give one by one.
        """
        s, n = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
        row = st.lists(WEIGHT, min_size=n, max_size=n).filter(any)
        weights = data.draw(st.lists(row, min_size=s, max_size=s))
        pots = data.draw(st.lists(POTS, min_size=s, max_size=s))
        shares = quotas(Mixed.from_fractions(pots), np.array(weights, dtype=object))
        expected = [slow_quotas(p, w) for p, w in zip(pots, weights, strict=True)]

        assert expected == shares.fractions().tolist()

    def test_pots_of_different_denominators_go_together(self):
        """
        Each scenario has its own denominator, shared by its recipients.
        """
        pots = Mixed(whole=[1, 1], rem=[1, 1], den=[2, 3])
        shares = quotas(pots, np.array([[1, 2]]))

        assert shares.den.shape == (2, 1)
        assert [[Fraction(1, 2), 1], [Fraction(4, 9), Fraction(8, 9)]] == (
            shares.fractions().tolist()
        )

    def test_one_pot_is_shared_in_every_scenario(self):
        """
        One pot goes with the weights of several scenarios.
        """
        shares = quotas(Mixed.of([6]), np.array([[1, 2], [2, 1]]))

        assert shares.floor().tolist() == [[2, 4], [4, 2]]

    def test_what_fits_is_not_computed_with_python_integers(self):
        """
        A pot of a billion euros among millions of heads stays within 64 bits.
        """
        shares = quotas(Mixed.of([10**11]), np.array([5_000_000, 80_000_000]))

        assert {np.dtype(np.int64)} == {shares.whole.dtype, shares.rem.dtype}

    @pytest.mark.parametrize(
        ("weights", "message"),
        [
            (
                [0, 0],
                "weights: all weights are zero\n  got: 2 weights of 0\n",
            ),
            (
                [[1, 0], [0, 0]],
                "weights[1]: all weights are zero\n  got: 2 weights of 0\n",
            ),
            ([], "weights: there is nobody to share among\n  got: no weights\n"),
        ],
    )
    def test_somebody_must_have_a_weight(self, weights, message):
        """
        There is no key if all weights are zero.
        """
        pots = Mixed.of([5] * max(1, np.ndim(weights)))

        with pytest.raises(NothingToShareByError) as caught:
            quotas(pots, np.array(weights, dtype=np.int64))

        assert str(caught.value) == message + (
            "  expected: at least one weight above 0\n"
            "  mend: check who is eligible, and whether the column is the right one"
        )

    def test_negative_weights_are_refused(self):
        """
        The first negative weight is named.
        """
        with pytest.raises(InvalidDataError, match=r"weights\[0, 1\]: a weight is neg"):
            quotas(Mixed.of([5]), np.array([[1, -1]]))

    @pytest.mark.parametrize(
        ("pot", "weights"), [((1, 1), (2,)), ((2,), (3, 2)), ((1, 2), (1, 2))]
    )
    def test_shapes_must_go_together(self, pot, weights):
        """
        There is one pot for each row of weights.
        """
        with pytest.raises(InvalidDataError) as caught:
            quotas(Mixed.zeros(pot), np.ones(weights, dtype=np.int64))

        assert str(caught.value) == (
            "arrays: the shapes do not go together\n"
            f"  got: {pot}, {weights}\n"
            "  expected: a pot of shape (s,), weights of shape (n,) or (s, n)\n"
            "  mend: give recipients along the last axis, (n,) or (s, n); one number "
            "for each scenario becomes a column (s, 1)"
        )

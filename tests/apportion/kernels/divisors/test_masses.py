from __future__ import annotations

from unittest import mock

import numpy as np
import pytest

from fundmodel.apportion.kernels.divisors import jumps, masses, steps
from fundmodel.apportion.kernels.divisors.masses import serve_mass
from fundmodel.apportion.kernels.divisors.passes import Outcome, Row
from fundmodel.apportion.kernels.divisors.signposts import DEAN, DHONDT, SAINTE_LAGUE


def row(total, weights, signposts=SAINTE_LAGUE, *, upper=None, order=None, chunk=2):
    """Make a row whose multipliers count in halves of the sum of weights."""
    return Row(
        total=total,
        weights=np.array(weights),
        signposts=signposts,
        lower=None,
        upper=None if upper is None else np.array(upper),
        order=None if order is None else np.array(order),
        chunk=chunk,
        largest=max(weights),
        weight=sum(weights),
        positive=sum(weight > 0 for weight in weights),
        denominator=2 * sum(weights),
    )


class TestServeMass:
    def test_the_last_units_go_by_key(self):
        """
        Equal claims are served by key, then by position.
        """
        held = np.array([1, 1, 0, 1, 1])
        mass = row(5, [2, 2, 0, 2, 2], order=[1, 0, 0, 0, 1])

        assert Outcome.DONE is serve_mass(mass, held, 1, level=11, reach=2)
        assert [1, 2, 0, 1, 1] == held.tolist()

    def test_nothing_is_missing(self):
        """
        Without a missing unit nothing is changed.
        """
        held = np.array([1, 1])

        assert Outcome.DONE is serve_mass(row(2, [2, 2]), held, 0, level=5, reach=0)
        assert [1, 1] == held.tolist()

    def test_too_few_claims(self):
        """
        Nobody is served if not all can be.
        """
        held = np.array([1, 1])

        assert Outcome.FEW is serve_mass(row(9, [2, 2]), held, 7, level=5, reach=9)
        assert [1, 1] == held.tolist()

    def test_everybody_has_all(self):
        """
        Who has the maximum has no claim.
        """
        held, mass = np.array([1, 1]), row(3, [2, 2], upper=[1, 2])

        assert Outcome.FEW is serve_mass(mass, held, 2, level=5, reach=90)
        assert Outcome.DONE is serve_mass(mass, held, 1, level=5, reach=90)
        assert [1, 2] == held.tolist()

    def test_a_claim_that_was_passed_must_not_be_left(self):
        """
        A multiplier that passes more claims than there are units for is too high.
        """
        held, mass = np.array([1, 1, 1]), row(4, [1, 1, 1], DEAN)

        assert Outcome.MANY is serve_mass(mass, held, 1, level=8, reach=4)
        assert [1, 1, 1] == held.tolist()

    @pytest.mark.parametrize(
        ("weights", "held", "chunk"),
        [
            ([1, 2**50], [0, 2**40], 2),
            ([1, 2**50], [0, 2**40], 1),
            ([1, 2, 3], [0, 0, 0], 3),
        ],
    )
    def test_too_many_kinds(self, weights, held, chunk):
        """
        Kinds that are too many, or too different, are not worth while.
        """
        shares = np.array(held)
        mass = row(2**45, weights, chunk=chunk)
        most = 2 if len(weights) > 2 else 99
        with mock.patch.object(masses, "MOST_KINDS", most):
            outcome = serve_mass(mass, shares, 2, level=0, reach=4 * sum(weights))

        assert Outcome.WIDE is outcome
        assert held == shares.tolist()

    def test_too_many_claims_of_one_kind(self):
        """
        Units are not given one by one where there are millions.
        """
        held = np.array([0, 0])
        mass = row(10**7, [5, 5], DHONDT)

        assert Outcome.WIDE is serve_mass(mass, held, 10**7, level=0, reach=10**9)
        assert [0, 0] == held.tolist()


class TestForms:
    def test_a_million_equal_weights(self):
        """
        A tie among all recipients of a long row is settled at once.
        """
        n = 10**6
        shares = jumps.divide(3 * n + 5, np.full(n, 7), DHONDT)

        assert [4] * 5 + [3] * 5 == shares[:10].tolist()
        assert 3 * n + 5 == shares.sum()
        assert [2, 1] == steps.divide(3, [7, 7], DHONDT)

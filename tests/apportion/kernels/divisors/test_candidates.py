from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.divisors.candidates import Candidates, first_of
from fundmodel.apportion.kernels.divisors.signposts import (
    DHONDT,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
)


def candidates(weights, *, signposts=DHONDT, held=None, room=None, order=None):
    """Make candidates at the multiplier 0."""
    held = np.zeros(len(weights), dtype=np.int64) if held is None else np.array(held)
    return Candidates(
        signposts=signposts,
        weights=np.array(weights),
        held=held,
        positions=-held.astype(float),
        room=None if room is None else np.array(room),
        order=None if order is None else np.array(order),
    )


class TestCandidates:
    def test_all_claims_within_reach(self):
        """
        A recipient has a claim for every unit that the multiplier passes.
        """
        claims = candidates([1, 2, 3]).claims(reach=1.0, each=9, most=99)

        chosen = claims.smallest(6, reach=1 + 2**-40)
        assert [1, 2, 3] == np.bincount(claims.rows[chosen]).tolist()

    @pytest.mark.parametrize("room", [1, 2])
    def test_room_and_need_limit_claims(self, room):
        """
        Nobody claims more than may be granted.
        """
        claims = candidates([9, 9], room=[room, 9]).claims(reach=1.0, each=3, most=99)

        assert [room, 3] == np.bincount(claims.rows).tolist()

    def test_a_dearer_first_unit_hides_no_second(self):
        """
        The second claim may follow the first by less than a unit.
        """
        few = candidates([10], signposts=MODIFIED_SAINTE_LAGUE)
        claims = few.claims(reach=0.15, each=9, most=99)

        assert claims.smallest(2, reach=0.16) is not None

    def test_too_many(self):
        """
        Claims that would fill the memory are not made.
        """
        assert candidates([10**9]).claims(reach=1.0, each=10**9, most=99) is None


class TestClaims:
    def test_claims_beyond_the_reach_are_not_certain(self):
        """
        Nobody is chosen as long as somebody else may have a smaller claim.
        """
        claims = candidates([1, 2]).claims(reach=0.6, each=9, most=99)

        assert claims.smallest(1, reach=0.6).sum() == 1
        assert claims.smallest(2, reach=0.6) is None
        assert claims.smallest(1, reach=0.4) is None

    def test_nothing_to_choose(self):
        """
        No unit, no choice.
        """
        claims = candidates([1]).claims(reach=2.0, each=9, most=99)

        assert not claims.smallest(0, reach=2.0).any()

    @pytest.mark.parametrize(
        ("signposts", "weights", "held"),
        [
            (DHONDT, [2, 4, 6, 2], [1, 3, 5, 1]),
            (HUNTINGTON_HILL, [1, 6, 1, 6], [1, 8, 1, 8]),
        ],
    )
    @pytest.mark.parametrize(("order", "winner"), [(None, 0), ([1, 1, 1, 0], 3)])
    def test_equal_claims(self, signposts, weights, held, order, winner):
        """
        Equal claims of unequal weights are settled by key, then by position.
        """
        few = candidates(weights, signposts=signposts, held=held, order=order)
        claims = few.claims(reach=9.0, each=1, most=99)

        chosen = claims.smallest(1, reach=9.0)
        assert [winner] == claims.rows[chosen].tolist()

    def test_close_claims(self):
        """
        Claims that floats cannot tell apart are told apart.
        """
        weights = [2**60, 2**60 + 1, 2**60 + 2]
        claims = candidates(weights).claims(reach=2**-60, each=1, most=99)

        chosen = claims.smallest(1, reach=2**-59)
        assert [2] == claims.rows[chosen].tolist()

    def test_passed_claims(self):
        """
        It is told whether a claim at the multiplier is left.
        """
        few = candidates([1, 1], signposts=HUNTINGTON_HILL)
        claims = few.claims(reach=1.0, each=1, most=99)

        assert claims.leaves_passed(claims.smallest(1, reach=2.0))
        assert not claims.leaves_passed(claims.smallest(2, reach=2.0))


class TestFirstOf:
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))), st.data())
    def test_the_smallest_by_value_key_and_position(self, rows, data):
        """
        Values come first, then keys, then positions.
        """
        count = data.draw(st.integers(0, len(rows)))
        values, keys = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        found = first_of(values, count, keys)

        ranked = sorted(range(len(rows)), key=lambda i: (*rows[i], i))
        assert sorted(ranked[:count]) == sorted(found.tolist())

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.divisors.passes import Row, _Chunks
from fundmodel.apportion.kernels.divisors.signposts import (
    ADAMS,
    DHONDT,
    SAINTE_LAGUE,
    Linear,
)
from fundmodel.apportion.kernels.floors import Scale

METHODS = st.one_of(
    st.sampled_from([ADAMS, DHONDT, SAINTE_LAGUE]),
    st.fractions(0, 1, max_denominator=12).map(lambda offset: Linear(offset=offset)),
)
WEIGHTS = st.one_of(
    st.lists(st.integers(1, 5), min_size=1, max_size=12),
    st.lists(st.integers(1, 10**9), min_size=1, max_size=12),
    st.integers(1, 12).map(lambda count: [7] * count),
)


def chunks_of(weights, signposts, level, distance, denominator):
    """Make room for all weights at once."""
    row = Row(
        total=1,
        weights=np.array(weights),
        signposts=signposts,
        lower=None,
        upper=None,
        order=None,
        chunk=len(weights),
        largest=max(weights),
        weight=sum(weights),
        positive=len(weights),
        denominator=denominator,
    )
    scale = Scale.of(level, denominator, largest=max(weights))
    return _Chunks.of(row, scale, largest=max(weights), distance=distance)


class TestPlainly:
    @given(WEIGHTS, METHODS, st.data())
    def test_floats_grant_the_same(self, weights, signposts, data):
        """
        Everybody gets what whole numbers give, and the same are near, or more.
        """
        denominator = signposts.scale * data.draw(st.integers(1, 10**9))
        unit = st.integers(0, 10**4).map(lambda units: units * denominator)
        level = data.draw(unit) // data.draw(st.sampled_from([1, 2, weights[0]]))
        reach = data.draw(st.integers(0, denominator))
        distance = reach / denominator / max(weights)
        chunks = chunks_of(weights, signposts, level, distance, denominator)
        assume(chunks.is_plain)
        exact, found = np.empty((2, len(weights)), dtype=np.int64)
        part = slice(0, len(weights))
        wanted, _ = chunks.grant(part, exact)
        near, positions = chunks.grant_plainly(part, found)

        assert exact.tolist() == found.tolist()
        assert set(wanted.tolist()) <= set(near.tolist())
        for who, position in zip(near.tolist(), positions.tolist(), strict=True):
            right = Fraction(weights[who] * level, denominator) - int(found[who])
            assert abs(Fraction(position) - right) <= (1 + abs(right)) / 2**51

    def test_where_floats_do_not_tell(self):
        """
        Quotas that are too large for floats are left to whole numbers.
        """
        assert chunks_of([3], DHONDT, 2**30, 1.0, 2).is_plain
        assert not chunks_of([3], DHONDT, 2**50, 1.0, 2).is_plain

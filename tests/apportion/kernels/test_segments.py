from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels import remainders, segments

WEIGHT = st.one_of(
    st.integers(0, 3),
    st.integers(0, 10**9),
    st.sampled_from([2**53 + 1, 2**61, 2**62, 2**70]),
)
TOTAL = st.one_of(
    st.integers(0, 50),
    st.integers(0, 2**50),
    st.sampled_from([2**53 + 1, 2**62, 2**63 - 1, 2**70]),
)


def slow(total, weights, order):
    """Divide one group with fractions."""
    if not total:
        return [0] * len(weights)
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [int(one) for one in exact]
    ranked = sorted(
        range(len(weights)), key=lambda i: (shares[i] - exact[i], order[i], i)
    )
    for winner in ranked[: total - sum(shares)]:
        shares[winner] += 1
    return shares


def integers(values):
    """Make an array as the kernels take it."""
    wide = np.array(values, dtype=object)
    return wide.astype(np.int64) if max(values, default=0) < 2**63 else wide


@st.composite
def groupings(draw, weight=WEIGHT, total=TOTAL):
    """Totals, groups of weights, and keys for each."""
    groups = draw(st.lists(st.lists(weight, max_size=6), max_size=6))
    totals = [draw(total) if any(group) else 0 for group in groups]
    keys = [[draw(st.integers(-1, 1)) for _ in group] for group in groups]
    return totals, groups, draw(st.sampled_from([keys, None]))


def divided(totals, groups, keys):
    """Divide by the kernel, and give the shares of each group."""
    offsets = np.cumsum([0, *map(len, groups)])
    flat = integers([weight for group in groups for weight in group])
    order = None if keys is None else np.array([key for own in keys for key in own])
    order = None if order is None else order.astype(np.int64)
    shares = segments.shares(integers(totals), flat, offsets, order).tolist()
    ends = zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    return [shares[start:end] for start, end in ends]


def expected(totals, groups, keys):
    """Divide each group on its own."""
    keys = keys or [[0] * len(group) for group in groups]
    return [slow(*one) for one in zip(totals, groups, keys, strict=True)]


class TestShares:
    @given(groupings())
    def test_groups_are_one_by_one(self, drawn):
        """
        Every group gets what it gets alone, at any size, with keys and without.
        """
        assert expected(*drawn) == divided(*drawn)

    @given(groupings(weight=st.integers(0, 3), total=st.integers(0, 9)))
    def test_ties(self, drawn):
        """
        Equal remainders go by key and position.
        """
        assert expected(*drawn) == divided(*drawn)

    @given(
        groupings(
            weight=st.sampled_from([10**15, 10**15 + 1, 10**15 + 2]),
            total=st.integers(0, 2**40),
        )
    )
    def test_equal_keys_of_different_remainders(self, drawn):
        """
        Remainders that are one float are told apart.
        """
        assert expected(*drawn) == divided(*drawn)

    @pytest.mark.parametrize("cells", [1, 2, 7])
    @given(drawn=groupings())
    def test_every_chunk_size(self, cells, drawn):
        """
        Where chunks begin changes nothing.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(segments, "CELLS", cells)

            assert expected(*drawn) == divided(*drawn)

    @given(groupings())
    def test_long_groups(self, drawn):
        """
        Groups that are divided one by one get the same.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(segments, "LONG", 1)

            assert expected(*drawn) == divided(*drawn)

    def test_many_groups(self):
        """
        Thousands of groups in several chunks are exact to the unit.
        """
        rng = np.random.default_rng(1)
        counts = rng.integers(0, 40, 4_000)
        offsets = np.concatenate([[0], np.cumsum(counts)])
        weights = rng.lognormal(8, 2, int(offsets[-1])).astype(np.int64) + 1
        totals = np.where(counts > 0, rng.integers(0, 10**12, 4_000), 0)
        shares = segments.shares(totals, weights, offsets).tolist()

        assert shares == [
            share
            for total, start, end in zip(
                totals.tolist(),
                offsets[:-1].tolist(),
                offsets[1:].tolist(),
                strict=True,
            )
            for share in remainders.python_shares(total, weights[start:end].tolist())
        ]

"""Tests of `fundmodel.claims`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.claims import Link, LinkKind, said_of


class TestLink:
    @given(st.lists(st.integers(-1, 3)), st.integers(0, 3))
    def test_gathered_claimants_come_from_all_members(self, index, pool):
        """
        A pool comes from all who are in it, and -1 is in none.
        """
        link = Link(kind=LinkKind.GATHERED, index=np.array(index, dtype=np.int64))

        assert tuple(i for i, at in enumerate(index) if at == pool) == link.origins(
            (pool,)
        )

    def test_spread_claimants_come_from_one_body(self):
        """
        Municipalities come from their district, which is named once.
        """
        link = Link(kind=LinkKind.SPREAD, index=np.array([2, 0, 2]))

        assert (2,) == link.origins((0, 2))
        assert (2, 0) == link.origins((0, 1))


class TestSaidOf:
    @pytest.mark.parametrize(
        ("count", "said"),
        [
            (0, ""),
            (1, "n0"),
            (5, "n0, n1, n2, n3, n4"),
            (6, "n0, n1, n2, n3, n4 and 1 more"),
            (2000, "n0, n1, n2, n3, n4 and 1,995 more"),
        ],
    )
    def test_names_a_few_and_counts_the_others(self, count, said):
        """
        A message about a thousand recipients stays readable.
        """
        assert said == said_of(tuple(f"n{i}" for i in range(count)))

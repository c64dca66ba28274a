"""Tests of `fundmodel.apportion.kernels.batches`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels import batches
from fundmodel.apportion.kernels.batches import blocks


class TestBlocks:
    @given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 20))
    def test_each_cell_is_in_one_block(self, s, n, chunk):
        """
        Blocks cover the rows, overlap nowhere, and are no larger than a chunk.
        """
        cells = np.zeros((s, n), dtype=np.int64)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(batches, "CHUNK", chunk)
            for at in blocks((s, n)):
                cells[at] += 1

                assert cells[at].size <= chunk

        assert (cells == 1).all()

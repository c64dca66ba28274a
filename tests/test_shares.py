"""Tests of `fundmodel.shares`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import AllocationError
from fundmodel.shares import exact_share


class TestExactShare:
    @given(st.integers(0, 10**12 - 1), st.integers(0, 10**6 - 1))
    def test_reads_what_is_written_in_per_cent(self, whole, millionths):
        """
        Text with a percent sign is read to its last digit.
        """
        share = exact_share(f"{whole}.{millionths:06d} %")

        assert Fraction(whole * 10**6 + millionths, 10**8) == share

    @pytest.mark.parametrize("share", [Fraction(3, 5), Decimal("0.6"), "60 %", "60%"])
    def test_takes_exact_numbers(self, share):
        """
        Fractions, decimals and text mean the same.
        """
        assert Fraction(3, 5) == exact_share(share)

    @pytest.mark.parametrize(
        "share",
        [
            0.6, True, "60", "sixty %", "-1 %", -1, Fraction(-1, 2), None,
            Decimal("NaN"), Decimal("1E+999999999"), "1e9 %",
            "\N{DEVANAGARI DIGIT SIX} %",
        ],
        ids=repr,
    )  # fmt: skip
    def test_refuses_what_is_no_share(self, share):
        """
        Floats, bare text, nothing and less than nothing are no shares.
        """
        with pytest.raises(AllocationError) as caught:
            exact_share(share)

        assert (
            "share: this is no share of a budget\n"
            f"  got: {share!r}\n"
            '  expected: an exact share of zero or more, for example "60 %"\n'
            '  mend: write "60 %", Fraction(3, 5) or Decimal("0.6"); '
            "floats are not exact"
        ) == str(caught.value)

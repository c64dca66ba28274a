"""Tests of `fundmodel.shares`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.sentences import Language
from fundmodel.shares import PerCent, exact_decimal, exact_ratio, exact_share


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


class TestExactRatio:
    @given(st.fractions(), st.sampled_from(["", " "]))
    def test_reads_what_is_written(self, ratio, blank):
        """
        Quotients, per cent and numbers are read to their last digit.
        """
        percent = ratio.numerator

        assert ratio == exact_ratio(str(ratio), where="x")
        assert ratio == exact_ratio(ratio, where="x")
        assert Fraction(percent, 100) == exact_ratio(f"{percent}{blank}%", where="x")

    @pytest.mark.parametrize(
        ("ratio", "exact"),
        [
            ("-1.5 %", Fraction(-3, 200)),
            ("0.025", Fraction(1, 40)),
            (" 7 ", 7),
            (Decimal("0.1"), Fraction(1, 10)),
            (-2, -2),
            ("1.5/3", Fraction(1, 2)),
        ],
    )
    def test_takes_exact_numbers(self, ratio, exact):
        """
        Text, fractions, decimals and whole numbers mean what they say.
        """
        assert exact == exact_ratio(ratio, where="x")

    @pytest.mark.parametrize(
        "ratio",
        [
            0.5,
            True,
            None,
            "half",
            "1/0",
            "1e5",
            "1 %%",
            Decimal("NaN"),
            Decimal("1E+99"),
            "1" * 31,
        ],
        ids=repr,
    )
    def test_refuses_what_is_not_exact(self, ratio):
        """
        Floats and words are no ratios, and hostile numbers are not computed.
        """
        with pytest.raises(InvalidModelError) as caught:
            exact_ratio(ratio, where="growth")

        assert (
            "growth: this is no exact number\n"
            f"  got: {ratio!r}\n"
            '  expected: an exact number, for example "2.5 %", "0.025" or "1/40"\n'
            '  mend: write "2.5 %", Fraction(1, 40) or Decimal("0.025"); floats are '
            "not exact"
        ) == str(caught.value)


class TestExactDecimal:
    @pytest.mark.parametrize(
        ("number", "exact"), [("0.25", "0.25"), (5, "5"), (Decimal("1E+2"), "100")]
    )
    def test_is_written_out(self, number, exact):
        """
        A decimal looks like one of a law.
        """
        assert exact == str(exact_decimal(number, where="x"))

    @pytest.mark.parametrize(
        "number",
        [0, "0", "-1", -1, 0.5, True, "half", "1/2", Decimal("Infinity")],
        ids=repr,
    )
    def test_is_above_zero(self, number):
        """
        Nothing, floats and words are no unit.
        """
        with pytest.raises(InvalidModelError) as caught:
            exact_decimal(number, where="to")

        assert (
            "to: this is no exact number above zero\n"
            f"  got: {number!r}\n"
            '  expected: a decimal as text, for example "0.25"\n'
            '  mend: write Decimal("0.25"), or digits in quotes; floats are not exact'
        ) == str(caught.value)


class TestPerCent:
    @pytest.mark.parametrize(
        ("ratio", "english", "german"),
        [
            (Fraction(1, 40), "2.5 %", "2,5 %"),
            (Fraction(1, 3), "33.333333… % (1/3)", "33,333333… % (1/3)"),
            (Fraction(12), "1,200 %", "1.200 %"),
            (Fraction(-1, 100), "-1 %", "-1 %"),
            (Fraction(1, 10**9), "1/1000000000", "1/1000000000"),
        ],
    )
    def test_is_shown_exactly(self, ratio, english, german):
        """
        What a few decimals cannot hold is shown as a quotient.
        """
        assert english == str(PerCent(ratio))
        assert german == PerCent(ratio).render(Language.GERMAN)

"""Tests of `fundmodel.currencies`."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.currencies import currency_codes, minor_digits, whole_minor
from fundmodel.errors import MoneyError


class TestMinorDigits:
    @pytest.mark.parametrize(
        ("currency", "digits"),
        [
            ("EUR", 2),
            ("DEM", 2),
            ("JPY", 0),
            ("KWD", 3),
            ("CLF", 4),
            # The CLDR shows none of these digits; ISO 4217 has them.
            ("IQD", 3),
            ("RSD", 2),
            ("ALL", 2),
        ],
    )
    def test_follows_iso_4217(self, currency, digits):
        """
        The digits are those of ISO 4217, not those shown in daily use.
        """
        assert digits == minor_digits(currency)

    @pytest.mark.parametrize(
        ("currency", "mend"),
        [
            ("EURO", 'write "EUR"'),
            ("eur", 'write "EUR"'),
            ("XXY", "look the code up in ISO 4217"),
            ("???", "look the code up in ISO 4217"),
            (978, "look the code up in ISO 4217"),
        ],
    )
    def test_unknown_currency(self, currency, mend):
        """
        An unknown code is refused, and the nearest known one offered.
        """
        with pytest.raises(MoneyError) as caught:
            minor_digits(currency)

        assert (
            "currency: this currency is unknown\n"
            f"  got: {currency}\n"
            "  expected: a code of ISO 4217 in capitals, such as EUR\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    @pytest.mark.parametrize("currency", ["XAU", "XDR", "XXX"])
    def test_gold_is_not_counted(self, currency):
        """
        Codes without a minor unit are no currencies money is counted in.
        """
        with pytest.raises(MoneyError) as caught:
            minor_digits(currency)

        assert (
            "currency: this code of ISO 4217 has no minor unit\n"
            f"  got: {currency}\n"
            "  expected: a currency in which money is counted, such as EUR\n"
            "  mend: convert to such a currency first, and keep rate, date and source"
        ) == str(caught.value)

    def test_knows_withdrawn_codes(self):
        """
        Amounts of the past keep their currency.
        """
        assert {"EUR", "DEM", "ITL"} <= currency_codes()


class TestWholeMinor:
    @given(st.integers(-(10**40), 10**40), st.sampled_from(["EUR", "JPY", "KWD"]))
    def test_is_exact(self, minor, currency):
        """
        Whole minor units come back as they were.
        """
        number = Decimal(f"{minor}E-{minor_digits(currency)}")

        assert minor == whole_minor(number, currency)

    @given(st.integers(-(10**20), 10**20), st.integers(0, 15))
    def test_power_scales(self, whole, power):
        """
        The power of ten multiplies the number.
        """
        assert whole * 10 ** (power + 2) == whole_minor(
            Decimal(whole), "EUR", power=power
        )

    @pytest.mark.parametrize("zero", ["0", "-0.000", "0E+999999", "0E-999999"])
    def test_zero_is_zero(self, zero):
        """
        Nothing is nothing, with whatever exponent.
        """
        assert 0 == whole_minor(Decimal(zero), "EUR")

    def test_trailing_zeros_are_no_fraction(self):
        """
        What counts is the value, not how many digits it has.
        """
        assert 150 == whole_minor(Decimal("1.50000"), "EUR")

    @pytest.mark.parametrize("number", ["0.005", "-0.001", "1E-999999", "1.234"])
    def test_refuses_a_fraction(self, number):
        """
        A fraction of a cent is never rounded away.
        """
        with pytest.raises(MoneyError) as caught:
            whole_minor(Decimal(number), "EUR")

        assert (
            "amount: the amount has a fraction of a minor unit\n"
            f"  got: {number}\n"
            "  expected: EUR with at most 2 digits after the decimal sign\n"
            "  mend: round first, by a rounding the law or the program states"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            ("NaN", "a finite number"),
            ("-Infinity", "a finite number"),
            ("1E+999999999", "at most 100 digits"),
            ("1" * 101, "at most 100 digits"),
        ],
    )
    def test_refuses_what_is_no_amount(self, number, expected):
        """
        Neither infinite nor hostile numbers are built.
        """
        with pytest.raises(MoneyError, match=f"expected: {expected}"):
            whole_minor(Decimal(number), "EUR")

"""Tests of `fundmodel.units`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from fundmodel.errors import InvalidModelError, MoneyError
from fundmodel.money import Money
from fundmodel.sentences import Language
from fundmodel.testing import monies
from fundmodel.units import Amount, Unit

SEATS = Unit(name="seats")
EUROS = Unit.money("EUR")


class TestUnit:
    @pytest.mark.parametrize(
        ("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3)]
    )
    def test_of_money_has_the_digits_of_its_currency(self, currency, digits):
        """
        Pots of money are counted in minor units.
        """
        assert digits == Unit.of(Money.zero(currency)).digits

    def test_of_a_number_has_a_name(self):
        """
        A whole number is counted in what the caller says, or in units.
        """
        assert SEATS == Unit.of(5, "seats")
        assert "units" == Unit.of(5).name

    @given(monies(None))
    def test_counts_money_in_minor_units(self, money):
        """
        Counting and measuring give the same money back.
        """
        unit = Unit.of(money)

        assert money == Amount(count=Fraction(unit.count(money)), unit=unit).money

    @pytest.mark.parametrize(
        ("unit", "total", "got"),
        [
            (EUROS, Money.of(1, "USD"), "1.00 USD"),
            (EUROS, 5, "5"),
            (SEATS, Money.of(1, "EUR"), "1.00 EUR"),
        ],
    )
    def test_refuses_another_unit(self, unit, total, got):
        """
        Nothing is converted, and a bare number is no money.
        """
        with pytest.raises(MoneyError) as caught:
            unit.count(total)

        assert (
            "an amount is in another unit than the pot\n"
            f"  got: {got}\n"
            f"  expected: an amount in {unit.name}\n"
            "  mend: convert it before, with rate, date and source"
        ) == str(caught.value)

    def test_names_list_and_recipient_of_another_unit(self):
        """
        Of many amounts the one that does not fit is named.
        """
        amounts = [Money.of(1, "EUR"), Money.of(1, "USD")]

        assert [100] == EUROS.counts(amounts[:1], ["a"], where="table 't'")
        with pytest.raises(MoneyError) as caught:
            EUROS.counts(amounts, ["a", "b"], where="table 't'")
        assert "table 't', recipient 'b'" == caught.value.where

    @pytest.mark.parametrize(
        ("unit", "size", "steps"),
        [(EUROS, "0.01", 1), (EUROS, "100", 10_000), (SEATS, "1", 1)],
    )
    def test_turns_sizes_into_smallest_units(self, unit, size, steps):
        """
        A rounding to 100 EUR is one to 10,000 cents.
        """
        assert steps == unit.steps(Decimal(size))

    @pytest.mark.parametrize(
        ("unit", "size", "multiple"),
        [(EUROS, "0.001", "0.01"), (EUROS, "0.015", "0.01"), (SEATS, "0.5", "1")],
    )
    def test_refuses_parts_of_a_smallest_unit(self, unit, size, multiple):
        """
        There is no rounding to half a cent or half a seat.
        """
        with pytest.raises(InvalidModelError) as caught:
            unit.steps(Decimal(size))

        assert (
            "amounts cannot be rounded to this unit\n"
            f"  got: {size} {unit.name}\n"
            f"  expected: a multiple of {multiple} {unit.name}\n"
            "  mend: round to whole smallest units"
        ) == str(caught.value)


class TestAmount:
    @pytest.mark.parametrize(
        ("count", "unit", "shown"),
        [
            (Fraction(150), EUROS, "1.50 EUR"),
            (Fraction(100, 3), EUROS, "0.333333… EUR"),
            (Fraction(7), SEATS, "7 seats"),
            (Fraction(7, 2), SEATS, "3.5 seats"),
            (Fraction(1), SEATS, "seats: 1"),
            (Fraction(-1), SEATS, "seats: -1"),
        ],
    )
    def test_is_shown_with_its_unit(self, count, unit, shown):
        """
        Money has all its digits, and what does not end is cut visibly.
        """
        assert shown == str(Amount(count=count, unit=unit))

    def test_is_whole_or_not(self):
        """
        A fraction of a cent is not whole.
        """
        assert Amount(count=Fraction(1), unit=EUROS).is_whole
        assert not Amount(count=Fraction(1, 2), unit=EUROS).is_whole

    def test_is_written_as_the_language_does(self):
        """
        German has a comma where English has a point.
        """
        amount = Amount(count=Fraction(123_456), unit=EUROS)

        assert "1.234,56 EUR" == amount.render(Language.GERMAN)

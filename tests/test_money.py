"""Tests of `fundmodel.money`."""

from __future__ import annotations

import operator
import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.currencies import MOST_DIGITS
from fundmodel.errors import MoneyError
from fundmodel.money import Money, minor_digits
from fundmodel.sentences import Language, Readable, sentence

MINOR = st.integers(-(10**30), 10**30)
EUROS = MINOR.map(lambda minor: Money.from_minor(minor, "EUR"))
MONIES = st.builds(Money.from_minor, MINOR, st.sampled_from(["EUR", "JPY", "KWD"]))


class TestOf:
    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [
            (12, "EUR", 1_200),
            ("12.50", "EUR", 1_250),
            ("12.5", "EUR", 1_250),
            ("-0.01", "EUR", -1),
            (Decimal("12.500"), "EUR", 1_250),
            (Decimal("1E+3"), "EUR", 100_000),
            ("12", "JPY", 12),
            ("0.001", "KWD", 1),
        ],
    )
    def test_counts_minor_units(self, amount, currency, minor):
        """
        Major units become whole minor units of the currency.
        """
        assert Money(minor=minor, currency=currency) == Money.of(amount, currency)

    @given(MONIES)
    def test_text_and_decimal_come_back(self, money):
        """
        What an amount gives as major units makes the same amount.
        """
        assert money == Money.of(money.major, money.currency)
        assert money == Money.of(f"{money.major:f}", money.currency)

    @pytest.mark.parametrize(
        "amount", [12.5, 1.0, True, None, Fraction(1, 2), np.int64(5), b"5"]
    )
    def test_refuses_other_types(self, amount):
        """
        No binary float, and nothing that only looks like a number, is money.
        """
        with pytest.raises(MoneyError) as caught:
            Money.of(amount, "EUR")

        assert (
            "amount: this is not an amount of money\n"
            f"  got: {amount} ({type(amount).__name__})\n"
            "  expected: an int, a Decimal or text\n"
            '  mend: write "12.50" in quotes; floats cannot hold cents exactly'
        ) == str(caught.value)

    @pytest.mark.parametrize(
        "text",
        [
            "0.005",
            "58.000",
            "58.000,00",
            "1e999999999",
            "1E5",
            "NaN",
            "Infinity",
            "1_000",
            " 5",
            "+5",
            "5.",
            ".5",
            "٣",
            "5 EUR",
        ],
    )
    def test_refuses_text_that_is_not_plain(self, text):
        """
        Text is digits with at most as many decimals as the currency has.
        """
        with pytest.raises(MoneyError) as caught:
            Money.of(text, "EUR")

        assert (
            "amount: this is not an amount of money\n"
            f"  got: {text}\n"
            '  expected: plain digits with up to 2 decimals, such as "58000000"\n'
            '  mend: use Money.parse(text, locale="de") for "58.000.000,00 EUR"'
        ) == str(caught.value)

    def test_refuses_empty_text(self):
        """
        No text is no amount.
        """
        with pytest.raises(MoneyError, match="plain digits with up to 2 decimals"):
            Money.of("", "EUR")

    def test_refuses_decimals_where_there_are_none(self):
        """
        A yen has no parts.
        """
        with pytest.raises(MoneyError, match="plain digits without decimals"):
            Money.of("5.0", "JPY")

    @pytest.mark.parametrize(
        "amount",
        [
            pytest.param(10**5_000, id="more than Python prints"),
            pytest.param(-(10**MOST_DIGITS), id="one digit more"),
            pytest.param("1" * 1_000_000, id="a megabyte"),
            pytest.param(Decimal("1E+999999999"), id="short to write"),
        ],
    )
    def test_refuses_hostile_sizes(self, amount):
        """
        An amount of more than a hundred digits is an attack, not a budget.
        """
        with pytest.raises(MoneyError, match="expected: at most 100 digits"):
            Money.of(amount, "EUR")

    @pytest.mark.parametrize("amount", [5, "5", Decimal(5)])
    def test_refuses_an_unknown_currency(self, amount):
        """
        The currency has to exist, whatever the amount is made of.
        """
        with pytest.raises(MoneyError, match='mend: write "EUR"'):
            Money.of(amount, "EURO")


class TestFromMinor:
    @pytest.mark.parametrize("minor", [1.0, True, "5", Decimal(5), None])
    def test_refuses_what_is_not_whole(self, minor):
        """
        Minor units are an `int` and nothing else.
        """
        with pytest.raises(MoneyError) as caught:
            Money.from_minor(minor, "EUR")

        assert (
            "minor: money is counted in whole minor units\n"
            f"  got: {minor} ({type(minor).__name__})\n"
            "  expected: an int\n"
            "  mend: use Money.of for an amount in major units"
        ) == str(caught.value)

    def test_refuses_hostile_sizes(self):
        """
        No amount grows beyond a hundred digits, by multiplication neither.
        """
        largest = Money.from_minor(10**MOST_DIGITS - 1, "EUR")

        with pytest.raises(MoneyError, match="minor: the amount is too large"):
            largest * 10

    def test_zero(self):
        """
        Zero has a currency too.
        """
        zero = Money.zero("EUR")

        assert Money.of("0.00", "EUR") == zero
        assert zero.is_zero
        assert not zero.is_negative


class TestArithmetic:
    @given(st.lists(EUROS, min_size=1))
    def test_sums_are_exact(self, monies):
        """
        A sum has the minor units of its parts, also by the built-in `sum`.
        """
        total = sum(monies)

        assert Money.from_minor(sum(m.minor for m in monies), "EUR") == total

    @given(EUROS, EUROS)
    def test_subtraction_undoes_addition(self, one, other):
        """
        What was added can be taken away.
        """
        assert one == one + other - other
        assert one - other == -(other - one)
        assert +one == one

    @given(EUROS, st.integers(-1_000, 1_000))
    def test_times_is_repeated_addition(self, money, times):
        """
        Money is multiplied by whole numbers from either side.
        """
        assert Money.from_minor(money.minor * times, "EUR") == money * times
        assert money * times == times * money

    @given(EUROS)
    def test_absolute_value(self, money):
        """
        The absolute value is never negative.
        """
        assert not abs(money).is_negative
        assert abs(money) in {money, -money}
        assert money.is_negative == (money < Money.zero("EUR"))

    @pytest.mark.parametrize("times", [0.5, True, Decimal(2), Fraction(1, 2)])
    def test_refuses_other_factors(self, times):
        """
        Shares and rates are for rules, which round as stated.
        """
        with pytest.raises(MoneyError) as caught:
            Money.of(5, "EUR") * times

        assert (
            "5.00 EUR * …: money is multiplied by whole numbers only\n"
            f"  got: {times} ({type(times).__name__})\n"
            "  expected: an int\n"
            "  mend: a share or a rate is applied by a rule, which rounds as stated"
        ) == str(caught.value)

    def test_refuses_money_times_money(self):
        """
        There are no square euros.
        """
        with pytest.raises(MoneyError, match="whole numbers only"):
            Money.of(5, "EUR") * Money.of(5, "EUR")

    @pytest.mark.parametrize(
        "divide",
        [operator.truediv, operator.floordiv, operator.mod, divmod],
    )
    @pytest.mark.parametrize("by", [2, Money.of(2, "EUR")])
    def test_has_no_division(self, divide, by):
        """
        Whatever divides money has to say who gets the rest.
        """
        with pytest.raises(MoneyError) as caught:
            divide(Money.of(5, "EUR"), by)

        assert (
            "5.00 EUR / …: money cannot be divided\n"
            f"  got: {by} ({type(by).__name__})\n"
            "  expected: a rule, which says who gets what is left over\n"
            "  mend: use fundmodel.apportion, or an AllocationRule with a rounding"
        ) == str(caught.value)

    @pytest.mark.parametrize("other", [1, 0.0, Decimal(0), "5", None, False])
    def test_adds_money_only(self, other):
        """
        A number has no currency, so it cannot be added.
        """
        with pytest.raises(MoneyError) as caught:
            Money.of(5, "EUR") + other

        message = (
            "amount: only money can be added to or with money\n"
            f"  got: {other} ({type(other).__name__})\n"
            "  expected: an amount of Money\n"
            "  mend: give the number a currency: Money.of(number, currency)"
        )

        assert message == str(caught.value)
        with pytest.raises(MoneyError) as caught:
            other + Money.of(5, "EUR")
        assert message == str(caught.value)


class TestComparison:
    @given(EUROS, EUROS)
    def test_follows_the_minor_units(self, one, other):
        """
        Amounts of a currency are ordered as their minor units.
        """
        assert (one.minor < other.minor) == (one < other)
        assert (one.minor <= other.minor) == (one <= other)
        assert (one.minor > other.minor) == (one > other)
        assert (one.minor >= other.minor) == (one >= other)

    @pytest.mark.parametrize(
        ("do", "done"),
        [
            (operator.add, "added"),
            (operator.sub, "subtracted"),
            (operator.lt, "compared"),
            (operator.le, "compared"),
            (operator.gt, "compared"),
            (operator.ge, "compared"),
        ],
    )
    def test_refuses_two_currencies(self, do, done):
        """
        Nothing is converted in passing.
        """
        with pytest.raises(MoneyError) as caught:
            do(Money.of(5, "EUR"), Money.of(5, "USD"))

        assert (
            f"5.00 EUR: amounts in EUR and USD cannot be {done}\n"
            "  got: 5.00 USD\n"
            "  expected: an amount in EUR\n"
            "  mend: convert one of them first, and keep rate, date and source"
        ) == str(caught.value)

    def test_equality_never_fails(self):
        """
        Amounts of two currencies, and numbers, are simply not equal.
        """
        assert Money.of(5, "EUR") != Money.of(5, "USD")
        assert Money.of(5, "EUR") != 5

    @given(MONIES)
    def test_hashes_and_pickles(self, money):
        """
        Equal amounts are one key, also after a worker process.
        """
        again = pickle.loads(pickle.dumps(money))  # noqa: S301  our own bytes

        assert {money} == {money, again}


class TestText:
    @pytest.mark.parametrize(
        ("money", "english", "german"),
        [
            (Money.of(58_000_000, "EUR"), "58,000,000.00 EUR", "58.000.000,00 EUR"),
            (Money.of("-0.05", "EUR"), "-0.05 EUR", "-0,05 EUR"),
            (Money.of(1_234, "JPY"), "1,234 JPY", "1.234 JPY"),
            (Money.of("1234.567", "KWD"), "1,234.567 KWD", "1.234,567 KWD"),
        ],
    )
    def test_renders_in_a_language(self, money, english, german):
        """
        Sentences show the code, and the separators of their language.
        """
        assert english == str(money)
        assert english == money.render(Language.ENGLISH)
        assert german == money.render(Language.GERMAN)

    def test_stands_in_sentences(self):
        """
        Money can say itself, so it may be a value of a sentence.
        """
        money = Money.of(5, "EUR")

        assert isinstance(money, Readable)
        assert "left over: 5.00 EUR" == str(sentence("left over: {rest}", rest=money))

    @given(MONIES)
    def test_repr_builds_it_again(self, money):
        """
        What Python shows can be pasted back.
        """
        assert money == eval(repr(money))  # noqa: S307  our own repr

    @given(MONIES)
    def test_all_digits_are_shown(self, money):
        """
        The text holds the exact amount, at any size.
        """
        number = str(money).removesuffix(f" {money.currency}").replace(",", "")

        assert money == Money.of(number, money.currency)
        assert minor_digits(money.currency) == len(number.partition(".")[2])

    @given(MONIES, st.sampled_from(["de", "en", "fr", "ja"]), st.booleans())
    def test_what_is_formatted_can_be_parsed(self, money, locale, symbol):
        """
        A locale reads what it writes.
        """
        text = money.format(locale, symbol=symbol)

        assert money == Money.parse(text, locale=locale)
        assert money == Money.parse(text, locale=locale, currency=money.currency)

    def test_parse_needs_a_currency(self):
        """
        The text names the currency, or the caller does.
        """
        assert Money.of(5, "EUR") == Money.parse("5", locale="de", currency="EUR")
        with pytest.raises(MoneyError, match="names no currency"):
            Money.parse("5", locale="de")


class TestImport:
    @pytest.mark.parametrize("module", ["money", "periods", "sources"])
    def test_loads_nothing_heavy(self, module):
        """
        Babel, dateutil and numpy are loaded when they are first needed.
        """
        code = (
            f"import sys, fundmodel.{module}\n"
            "print(sorted({'babel', 'dateutil', 'numpy'} & set(sys.modules)))"
        )
        run = subprocess.run(  # noqa: S603  our own code
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert "[]" == run.stdout.strip()

"""Tests of `fundmodel.amounts`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.amounts import read_amount, write_amount
from fundmodel.currencies import MOST_DIGITS
from fundmodel.errors import InvalidDataError, MoneyError

GERMAN = (
    "  expected: an amount as the locale de writes it, such as 1.234.567,89 EUR; words "
    "for large numbers: Billion, Billionen, Bio., Milliarde, Milliarden, Million, "
    "Millionen, Mio., Mrd., Tausend\n"
)
OTHERWISE = "correct the text, or name the locale in which it is written"
LOCALES = ["de", "en", "fr", "ja", "de_AT", "de_CH", "en_CA", "en_IN", "sv", "pl", "es"]
CURRENCIES = ["EUR", "USD", "CHF", "JPY", "KWD", "IQD", "DEM"]


def refused(text, locale="de", currency=None):
    """Give the message with which a text is refused."""
    with pytest.raises(MoneyError) as caught:
        read_amount(text, locale=locale, currency=currency)
    return str(caught.value)


class TestReadAmount:
    @pytest.mark.parametrize(
        ("text", "cents"),
        [
            ("90 Mio. €", 9_000_000_000),
            ("52,2 Mio. EUR", 5_220_000_000),
            ("90.000.000,00 €", 9_000_000_000),
            ("90000000 EUR", 9_000_000_000),
            ("1,5 Mrd. Euro", 150_000_000_000),
            ("2 Millionen €", 200_000_000),
            ("3 Tausend Euro", 300_000),
            ("0,005 Mio. €", 500_000),
            ("€ 5", 500),
            ("EUR 5,5", 550),
            ("-5,00 €", -500),
            ("\u22125,00\xa0€", -500),
            ("€ -5,00", -500),
            ("90\u202fMio.\xa0€", 9_000_000_000),
            ("-0,00 €", 0),
        ],
    )
    def test_german(self, text, cents):
        """
        German amounts are read as German newspapers and budgets write them.
        """
        assert (cents, "EUR") == read_amount(text, locale="de", currency=None)

    @pytest.mark.parametrize(
        ("text", "locale", "amount"),
        [
            ("EUR 90,000,000.00", "en", (9_000_000_000, "EUR")),
            ("-€5.00", "en", (-500, "EUR")),
            ("5 million euros", "en", (500_000_000, "EUR")),
            ("$1.5B", "en", (150_000_000_000, "USD")),
            ("MXN 5M", "en", (500_000_000, "MXN")),
            ("5 MXN", "en", (500, "MXN")),
            ("$5", "en_CA", (500, "CAD")),
            ("5 $", "de", (500, "USD")),
            ("90 000 000,00 €", "fr", (9_000_000_000, "EUR")),
            ("5 M€", "fr", (500_000_000, "EUR")),
            ("2 billions d'euros", "fr", None),
            ("2 billions EUR", "fr", (2 * 10**14, "EUR")),
            ("5,000万円", "ja", (50_000_000, "JPY")),
            ("1\N{RIGHT SINGLE QUOTATION MARK}000.50 CHF", "de_CH", (100_050, "CHF")),
            ("1,23,45,678.00 INR", "en_IN", (1_234_567_800, "INR")),
            ("1.234,567 KWD", "de", (1_234_567, "KWD")),
        ],
    )
    def test_other_locales(self, text, locale, amount):
        """
        Signs, words and separators are those of the locale that is named.
        """
        if amount is None:
            assert "is no currency here" in refused(text, locale)
        else:
            assert amount == read_amount(text, locale=locale, currency=None)

    @pytest.mark.parametrize("text", ["5", "5 €", "EUR 5", "5,00 Euro"])
    def test_currency_may_be_given(self, text):
        """
        A currency that is given completes the text or agrees with it.
        """
        assert (500, "EUR") == read_amount(text, locale="de", currency="EUR")

    def test_scale_without_currency(self):
        """
        A word for a large number may stand alone when the currency is given.
        """
        assert (500_000_000, "EUR") == read_amount(
            "5 Mio.", locale="de", currency="EUR"
        )

    @pytest.mark.parametrize(
        ("text", "what", "mend"),
        [
            (
                "90,000,000.00 €",
                '"90,000,000.00" is not how numbers are written here',
                'write "90.000.000,00", if that is meant',
            ),
            (
                "90.5 €",
                '"90.5" is not how numbers are written here',
                'write "90,5", if that is meant',
            ),
            (
                "90,000 €",
                '"90,000" has more digits after the decimal sign than EUR',
                'write "90.000", if that is meant',
            ),
            (
                "90.0.0,00 €",
                '"90.0.0,00" is not how numbers are written here',
                OTHERWISE,
            ),
            ("1e9 €", '"1e9" is not how numbers are written here', OTHERWISE),
            ("1_000 €", '"1_000" is not how numbers are written here', OTHERWISE),
            ("90 000 €", '"90 000" is not how numbers are written here', OTHERWISE),
            ("5 EUR 10", '"5 EUR 10" is not how numbers are written here', OTHERWISE),
            ("5", "the amount names no currency", OTHERWISE),
            ("5 DM", '"DM" is no currency here', 'write "DEM"'),
            ("5 Euronen", '"Euronen" is no currency here', 'write "Euro"'),
            ("5 Tsd. €", '"Tsd. €" is no currency here', OTHERWISE),
            ("5 € EUR", '"€ EUR" is no currency here', 'write "EUR"'),
            ("--5 €", "the amount has two currencies or stray words", OTHERWISE),
            ("EUR 5 €", "the amount has two currencies or stray words", OTHERWISE),
        ],
    )
    def test_refuses_what_is_written_otherwise(self, text, what, mend):
        """
        What is no amount of this locale is refused; nothing is guessed.
        """
        message = f"amount: {what}\n  got: {text}\n{GERMAN}  mend: {mend}"

        assert message == refused(text)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", "a number with its currency"),
            ("€", "a number with its currency"),
            ("NaN €", "a number with its currency"),
            ("٣ €", "a number with its currency"),
            (5, "text"),
            (None, "text"),
            ("1" * 201, "at most 200 characters"),
            (f"{'1' * 101} €", "at most 100 digits"),
            (f"{'1' * 99} Mio. €", "at most 100 digits"),
        ],
    )
    def test_refuses_what_is_no_amount(self, text, expected):
        """
        Text without a number, no text at all, and hostile lengths are refused.
        """
        message = refused(text)

        assert message.startswith("amount: this is not an amount of money\n")
        assert f"\n  expected: {expected}\n" in message

    def test_refuses_a_fraction_after_scaling(self):
        """
        Millions may have any decimals, as long as whole cents come out.
        """
        message = refused("0,000000001 Mio. €")

        assert message.startswith("amount: the amount has a fraction of a minor unit\n")

    def test_refuses_another_currency(self):
        """
        The text and the currency that is given have to agree.
        """
        assert (
            "amount: the amount is in another currency\n"
            "  got: 5 $\n"
            "  expected: EUR or no currency at all\n"
            "  mend: correct the text or the currency; nothing is converted"
        ) == refused("5 $", currency="EUR")

    def test_refuses_an_unknown_currency(self):
        """
        The currency that is given has to exist.
        """
        assert refused("5", currency="EURO").startswith(
            "currency: this currency is unknown\n"
        )

    @pytest.mark.parametrize("locale", ["xx", "", None, "../de", 5])
    def test_refuses_an_unknown_locale(self, locale):
        """
        The language is always named, and has to exist.
        """
        with pytest.raises(InvalidDataError) as caught:
            read_amount("5 €", locale=locale, currency=None)

        assert (
            "locale: this locale is unknown\n"
            + (f"  got: {locale}\n" if locale != "" else "")
            + '  expected: an identifier such as "de", "en" or "fr_CH"\n'
            "  mend: name the language in which the amount is written"
        ) == str(caught.value)

    def test_locale_may_have_a_hyphen(self):
        """
        Both ways to write a locale are the same.
        """
        assert (500, "EUR") == read_amount("5 €", locale="de-AT", currency=None)


class TestWriteAmount:
    @pytest.mark.parametrize(
        ("minor", "currency", "locale", "sign", "code"),
        [
            (9_000_000_000, "EUR", "de", "90.000.000,00_€", "90.000.000,00_EUR"),
            (9_000_000_000, "EUR", "en", "€90,000,000.00", "EUR_90,000,000.00"),
            (-500, "EUR", "en", "-€5.00", "-EUR_5.00"),
            (-500, "CHF", "de_CH", "CHF-5.00", "CHF-5.00"),
            (500, "CHF", "en", "CHF_5.00", "CHF_5.00"),
            (5, "JPY", "ja", "￥5", "JPY_5"),
            (1_234, "IQD", "de", "1,234_IQD", "1,234_IQD"),
            (0, "EUR", "de", "0,00_€", "0,00_EUR"),
        ],
    )
    def test_writes_as_the_locale_does(self, minor, currency, locale, sign, code):
        """
        All digits of the minor unit are written, with sign or code.
        """
        with_sign = write_amount(minor, currency, locale=locale, symbol=True)
        with_code = write_amount(minor, currency, locale=locale, symbol=False)

        assert sign.replace("_", "\xa0") == with_sign
        assert code.replace("_", "\xa0") == with_code

    @given(
        st.integers(-(10**90), 10**90),
        st.sampled_from(CURRENCIES),
        st.sampled_from(LOCALES),
        st.booleans(),
    )
    def test_can_be_read_again(self, minor, currency, locale, symbol):
        """
        What a locale writes it can read, to the last digit, at any size.
        """
        text = write_amount(minor, currency, locale=locale, symbol=symbol)

        assert (minor, currency) == read_amount(text, locale=locale, currency=None)

    def test_largest_amount(self):
        """
        The largest amount there can be is written in full.
        """
        text = write_amount(10**MOST_DIGITS - 1, "JPY", locale="ja", symbol=False)

        assert "9" * MOST_DIGITS == text.removeprefix("JPY\xa0").replace(",", "")

    @given(st.text(max_size=30), st.sampled_from(LOCALES))
    def test_any_text_is_read_or_refused(self, text, locale):
        """
        No text makes the reader fail in another way than by a money error.
        """
        try:
            minor, currency = read_amount(text, locale=locale, currency=None)
        except MoneyError:
            return

        written = write_amount(minor, currency, locale=locale, symbol=False)

        assert (minor, currency) == read_amount(written, locale=locale, currency=None)

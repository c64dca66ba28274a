from __future__ import annotations

import pytest

from fundmodel.errors import FundmodelError
from fundmodel.indicators import DataState, Indicator
from fundmodel.io.layouts import (
    ColumnForm,
    PublishedForm,
    RosterForm,
    a_currency,
    a_delimiter,
    a_locale,
    a_name,
    some_decimals,
    some_digits,
)
from fundmodel.money import Money
from fundmodel.sentences import Text


def message(call, *args, **fields) -> str:
    """Give the message with which something is refused."""
    with pytest.raises(FundmodelError) as caught:
        call(*args, **fields)
    return str(caught.value)


class TestReaders:
    def test_good_values_pass(self):
        """
        What a file may say is given back as it is.
        """
        assert (a_locale("en"), a_locale("de")) == ("en", "de")
        assert (a_delimiter(";"), a_currency("JPY")) == (";", "JPY")
        assert (some_decimals(0), some_digits(8), a_name("a")) == (0, 8, "a")

    @pytest.mark.parametrize(
        ("read", "value", "what"),
        [
            (a_locale, "fr", "numbers of this locale cannot be read"),
            (a_locale, 1, "numbers of this locale cannot be read"),
            (a_delimiter, "", "a delimiter is one character"),
            (a_delimiter, ", ", "a delimiter is one character"),
            (a_delimiter, '"', "a delimiter is one character"),
            (a_delimiter, "\n", "a delimiter is one character"),
            (a_delimiter, 1, "this is not text"),
            (a_currency, "EURO", "this currency is unknown"),
            (a_currency, 1, "this is not text"),
            (some_decimals, -1, "the number is out of bounds"),
            (some_decimals, 31, "the number is out of bounds"),
            (some_decimals, True, "this is not a whole number"),
            (some_digits, 0, "the number is out of bounds"),
            (some_digits, 61, "the number is out of bounds"),
        ],
    )
    def test_other_values_are_refused(self, read, value, what):
        """
        Every value that makes no sense has a message of its own.
        """
        assert message(read, value).startswith(what)


class TestColumnForm:
    def test_it_gives_its_indicator(self):
        """
        Names that are given go into the definition; what is not takes its default.
        """
        bare = ColumnForm(id="heads", column="n")
        full = ColumnForm(
            id="heads", column="n", name=Text("Heads"), state=DataState.CORRECTED
        )

        assert bare.indicator() == Indicator(id="heads")
        assert full.indicator() == Indicator(
            id="heads", name=Text("Heads"), state=DataState.CORRECTED
        )

    def test_it_needs_an_id(self):
        """
        An indicator without an id is refused before a file is read.
        """
        assert message(ColumnForm, id=" ", column="n") == (
            "id: the name is empty\n"
            "  got: ' '\n"
            '  expected: a short name, for example "heads-2017-09-15"\n'
            "  mend: write one"
        )

    def test_decimals_are_bounded(self):
        """
        The message names the field.
        """
        assert message(ColumnForm, id="a", column="n", decimals=99) == (
            "decimals: the number is out of bounds\n"
            "  got: 99\n"
            "  expected: a whole number from 0 to 30\n"
            "  mend: correct it"
        )


class TestRosterForm:
    @pytest.mark.parametrize(
        "fields", [{"locale": "fr"}, {"delimiter": "--"}, {"id_digits": 0}]
    )
    def test_forms_in_code_follow_the_same_rules(self, fields):
        """
        A form that is made in code is checked like one from a file.
        """
        (name,) = fields

        assert message(RosterForm, id="towns", **fields).startswith(f"{name}: ")

    def test_lists_are_tidied(self):
        """
        Indicators may be given as a list; digits of ids may be left open.
        """
        column = ColumnForm(id="heads", column="n")
        form = RosterForm(id="towns", indicators=[column], id_digits=None)

        assert form.indicators == (column,)


class TestPublishedForm:
    def test_the_rounding_is_money(self):
        """
        The unit of rounding is in the currency of the table.
        """
        assert PublishedForm(id="a").rounding_unit is None
        form = PublishedForm(id="a", rounded_to="1", unit="JPY")
        assert form.rounding_unit == Money.of(1, "JPY")

    def test_a_broken_rounding_is_refused(self):
        """
        A unit of rounding that is no amount of the currency is a named error.
        """
        text = message(PublishedForm, id="a", rounded_to="0.5", unit="JPY")

        assert text.startswith("rounded_to: this is not an amount of money")

    def test_an_unknown_currency_is_refused(self):
        """
        The currency of the table has to be one.
        """
        text = message(PublishedForm, id="a", unit="EURO")

        assert text.startswith("unit: this currency is unknown")

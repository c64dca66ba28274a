from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError
from fundmodel.io import values
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.testing import monies


def refused(read, value: object) -> InvalidDataError:
    """Give the error with which a value is refused."""
    with pytest.raises(InvalidDataError) as caught:
        read(value)
    return caught.value


def euros(value: object) -> Money:
    """Read an amount in euros."""
    return values.a_money(value, "EUR")


class TestScalars:
    @pytest.mark.parametrize(
        ("read", "value"),
        [
            (values.a_word, 1),
            (values.a_word, None),
            (values.an_integer, "1"),
            (values.an_integer, True),
            (values.an_integer, Decimal(1)),
            (values.an_integer, 10**60),
            (values.a_switch, "true"),
            (values.a_switch, 1),
            (values.a_day, "2026-02-30"),
            (values.a_day, "20260203"),
            (values.a_day, "2026-02-3x"),
            (values.a_day, datetime(2026, 1, 1)),  # noqa: DTZ001  files have none
            (values.a_table, []),
            (values.a_list, {}),
            (values.a_text, 1),
            (values.a_unit, "x"),
            (values.a_unit, Decimal(1)),
            (values.a_unit, "1E+999"),
        ],
    )
    def test_nothing_is_converted(self, read, value):
        """
        A value of another type is refused, and the error says what to do.
        """
        error = refused(read, value)

        assert error.expected
        assert error.mend

    @pytest.mark.parametrize(
        ("value", "got"), [([1], "a list"), ({"a": 1}, "a table"), (False, "false")]
    )
    def test_values_are_shown_as_files_have_them(self, value, got):
        """
        A message shows what stands in the file, not what Python made of it.
        """
        assert got == refused(values.a_word, value).got

    @given(st.dates())
    def test_days(self, day):
        """
        A day is a date or text.
        """
        assert day == values.a_day(day) == values.a_day(day.isoformat())

    def test_choices(self):
        """
        The nearest name is offered where there is one.
        """

        def read(value: object) -> Stage:
            return values.a_choice(value, Stage)

        assert read("entitlement") is Stage.ENTITLEMENT
        assert refused(read, "entitlment").mend == "did you mean 'entitlement'?"
        assert refused(read, 3).mend == "write one of these"


class TestMoney:
    @given(monies("EUR"))
    def test_text_in_major_units(self, money):
        """
        Money is read as it is written.
        """
        assert money == euros(f"{money.major:f}")

    @pytest.mark.parametrize(
        ("value", "currency", "expected", "mend"),
        [
            (Decimal("12.5"), "EUR", "at most 2 decimals", 'write "12.50" in quotes'),
            (Decimal("1E+3"), "EUR", "at most 2", 'write "1000.00" in quotes'),
            (Decimal("12.505"), "EUR", "at most 2", 'write "12.00" in quotes'),
            (Decimal("1E+99"), "EUR", "at most 2", 'write "12.00" in quotes'),
            (Decimal("NaN"), "EUR", "at most 2", 'write "12.00" in quotes'),
            (12, "EUR", "at most 2 decimals", 'write "12.00" in quotes'),
            (12, "JPY", "without decimals", 'write "12" in quotes'),
            (10**99, "KWD", "at most 3 decimals", 'write "12.000" in quotes'),
            (True, "EUR", "at most 2 decimals", 'write "12.00" in quotes'),
            ("12,50", "EUR", "at most 2 decimals", 'such as "58000000.00"'),
            ("12.505", "EUR", "at most 2 decimals", 'such as "58000000.00"'),
            ("1e3", "EUR", "at most 2 decimals", 'such as "58000000.00"'),
            ("٣", "EUR", "at most 2 decimals", 'such as "58000000.00"'),
            ("1.5", "JPY", "without decimals", 'such as "58000000"'),
        ],
    )
    def test_anything_else_is_refused(self, value, currency, expected, mend):
        """
        The error shows how the amount is to be written.
        """
        error = refused(lambda v: values.a_money(v, currency), value)

        assert error.what == "this is not an amount of money"
        assert expected in error.expected
        assert mend in error.mend


class TestRate:
    @pytest.mark.parametrize(
        ("text", "rate"),
        [
            ("1", Money.of(1, "EUR")),
            ("1.50", Money.of("1.50", "EUR")),
            ("1.500", Fraction(3, 2)),
            ("0.125", Fraction(1, 8)),
            ("1/3", Fraction(1, 3)),
        ],
    )
    def test_money_or_number(self, text, rate):
        """
        More decimals than the currency has make a number of it.
        """
        assert rate == values.a_rate(text, "EUR")

    @pytest.mark.parametrize("value", ["-1", "1/0", "x", "1e3", Decimal("1.5"), 1])
    def test_anything_else_is_refused(self, value):
        """
        A rate is not negative, and text.
        """
        refused(lambda v: values.a_rate(v, "EUR"), value)


class TestFields:
    def test_every_fault_of_a_table_is_told(self):
        """
        Unknown, missing and wrong keys are told together.
        """
        with pytest.raises(FaultsError) as caught:
            values.fields(
                {"a": 1, "b": date(2026, 1, 1), "d": 1},
                ("a", "c"),
                a=values.a_word,
                b=values.a_day,
                c=values.a_word,
            )

        assert [(f.where, f.what) for f in faults_of(caught.value)] == [
            ("d", "this key is not known"),
            ("c", "this key is missing"),
            ("a", "this is not text"),
        ]

    def test_keys_may_have_any_name(self):
        """
        Keys of the file never collide with names of the code.
        """
        table = {"value": "a", "needs": "b", "self": "c", "": "d"}

        assert table == values.fields(table, **dict.fromkeys(table, values.a_word))


class TestEach:
    def test_every_fault_of_a_list_is_told(self):
        """
        Faults are told by their place in the list.
        """
        with pytest.raises(FaultsError) as caught:
            values.words(["a", 1, "b", 2])

        assert ["[1]", "[3]"] == [fault.where for fault in faults_of(caught.value)]

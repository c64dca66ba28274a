from __future__ import annotations

from fractions import Fraction

import pytest

from fundmodel.errors import InvalidDataError
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.typed import json_ready, ratio_form, read_ratio, read_typed, typed
from fundmodel.rules import StandIn
from fundmodel.sentences import Count
from fundmodel.shares import PerCent


def told(value: object) -> list[tuple[str, str]]:
    """Give place and fault of everything that is wrong with a value."""
    with pytest.raises((InvalidDataError, FaultsError)) as caught:
        read_typed(value)
    return [(fault.where, fault.what) for fault in faults_of(caught.value)]


class TestTyped:
    def test_hidden_counts_stay_hidden(self):
        """
        A small count of persons is written as it is shown.
        """
        assert typed(Count(3, sensitive=True)) == "<10"

    def test_a_rate_comes_back(self):
        """
        Evidence that quotes a provision may hold a rate in per cent.
        """
        rate = PerCent(Fraction(3, 200))

        assert typed(rate) == {"per_cent": "3/200"}
        assert read_typed(typed(rate)) == rate

    @pytest.mark.parametrize("value", [1.5, object(), StandIn.LATER, {"a": 1}])
    def test_what_has_no_form_is_refused(self, value):
        """
        Only what can be read again is written.
        """
        with pytest.raises(InvalidDataError, match="has no form in JSON"):
            typed(value)


class TestReadTyped:
    @pytest.mark.parametrize(
        ("value", "where", "what"),
        [
            ({}, "", "the type of a value is not known"),
            ({"colour": 1}, "", "the type of a value is not known"),
            (1.5, "", "this is not a table"),
            ([1, {}], "[1]", "the type of a value is not known"),
            ({"date": "2026-02-30"}, "date", "this is not a date"),
            ({"date": "2026-02-03", "x": 1}, "x", "this key is not known"),
            ({"money": "1"}, "currency", "this key is missing"),
            (
                {"money": "1e9", "currency": "EUR"},
                "",
                "this is not an amount of money",
            ),
            (
                {"money": "1", "currency": "EURO"},
                "currency",
                "this currency is unknown",
            ),
            ({"decimal": "1,5"}, "decimal", "this is no exact number"),
            ({"decimal": "1E+999999999"}, "decimal", "this is no exact number"),
            ({"ratio": "1/0"}, "ratio", "this is no exact number"),
            ({"ratio": "٣"}, "ratio", "this is no exact number"),
            ({"period": ["2026-01-01"]}, "period", "a period has a first and a last"),
            ({"period": ["x", "y"]}, "period[0]", "this is not a date"),
            ({"choice": "Colour", "value": "red"}, "", "this kind is not known"),
            (
                {"choice": "Stage", "value": "red"},
                "",
                "this is none of the possible values",
            ),
            (
                {"sentence": "{a}", "values": {}},
                "sentence '{a}'",
                "the values of a sentence do not fit its template",
            ),
            (
                {"sentence": "{a}", "values": {"a": {}}},
                "values.a",
                "the type of a value is not known",
            ),
            (
                {"amount": "1", "unit": {"name": "x", "digits": 10**9}},
                "unit.is_money",
                "this key is missing",
            ),
        ],
    )
    def test_what_is_wrong_is_named(self, value, where, what):
        """
        Every fault has its place in the value.
        """
        found = told(value)

        assert found[0][0] == where
        assert found[0][1].startswith(what)

    def test_numbers_without_end_are_refused(self):
        """
        A hostile number of digits is never used as an exponent.
        """
        unit = {"name": "x", "digits": 10**9, "is_money": False}

        assert told({"amount": "1", "unit": unit}) == [
            ("unit.digits", "the number is out of bounds")
        ]


class TestRatio:
    @pytest.mark.parametrize("number", [0, -3, Fraction(-2, 7), 10**80])
    def test_exact_numbers_come_back(self, number):
        """
        A ratio is written and read exactly.
        """
        assert number == read_ratio(ratio_form(number))

    @pytest.mark.parametrize(
        "text", ["", "-", "/", "1/", "1.5", "1/-2", "1 ", "9" * 9999]
    )
    def test_anything_else_is_refused(self, text):
        """
        Nothing is guessed.
        """
        with pytest.raises(InvalidDataError, match="this is no exact number"):
            read_ratio(text)


class TestJsonReady:
    def test_only_dates_change(self):
        """
        Tables, lists, text and numbers stay as they are.
        """
        assert {"a": [1, "b", None]} == json_ready({"a": [1, "b", None]})

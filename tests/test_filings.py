"""Tests of `fundmodel.filings`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError, MoneyError
from fundmodel.filings import Application, day_number, filed, numbered_day
from fundmodel.money import Money

WHERE = "applications 'call', record 1"


class TestDayNumber:
    @given(st.dates(), st.dates())
    def test_sorts_like_days(self, first, second):
        """
        The numbers of days stand in the order of days, and give the days back.
        """
        assert (first < second) == (day_number(first) < day_number(second))
        assert first == numbered_day(day_number(first))

    @pytest.mark.parametrize("number", [20260230, 5, -1, 10**30])
    def test_refuses_what_is_no_day(self, number):
        """
        A number that is no day is refused.
        """
        with pytest.raises(InvalidDataError, match="this number is no day"):
            numbered_day(number)


class TestApplication:
    def test_is_called_by_its_id_where_it_has_no_title(self):
        """
        A title is optional, and a whole score is a decimal.
        """
        one = Application(id="a-1", applicant="x", requested=3, score=7)

        assert "a-1 (a-1)" == str(one)
        assert Decimal(7) == one.score

    @pytest.mark.parametrize("score", [True, 0.5, "7"])
    def test_refuses_what_is_no_exact_score(self, score):
        """
        A score is a whole number or a decimal.
        """
        with pytest.raises(InvalidDataError, match=r"Application\.score"):
            Application(id="a-1", applicant="x", requested=3, score=score)


class TestFiled:
    @pytest.mark.parametrize(
        ("requested", "currency", "expected"),
        [
            ("12.50", "EUR", Money.of("12.50", "EUR")),
            (12, "EUR", Money.of(12, "EUR")),
            (Money.of(12, "EUR"), "EUR", Money.of(12, "EUR")),
            (Money.of(12, "EUR"), None, Money.of(12, "EUR")),
            (12, None, 12),
        ],
    )
    def test_takes_amounts_in_a_currency_or_as_they_are(
        self, requested, currency, expected
    ):
        """
        With a currency, numbers and text are major units.
        """
        record = {"id": "a", "applicant": "x", "requested": requested}

        assert expected == filed(record, currency, where=WHERE).requested

    def test_takes_all_fields(self):
        """
        A record may have a day, a score and a title.
        """
        record = {
            "id": "a",
            "applicant": "x",
            "requested": 1,
            "received": date(2026, 3, 1),
            "score": Decimal("7.5"),
            "title": "A",
        }

        assert Application(**record) == filed(record, None, where=WHERE)

    @pytest.mark.parametrize(
        ("record", "text"),
        [
            (
                "a",
                (
                    f"{WHERE}: this is no record of an application\n"
                    "  got: 'a'\n"
                    "  expected: a mapping from names of fields to values\n"
                    '  mend: write [{"id": "a-1", "applicant": "08111000", '
                    '"requested": …}]'
                ),
            ),
            (
                {"id": "a", "aplicant": "x"},
                (
                    f"{WHERE}: a record has a key that is no field of an application\n"
                    "  got: aplicant\n"
                    "  expected: applicant, id, received, requested, score, title\n"
                    "  mend: did you mean 'applicant'?"
                ),
            ),
            (
                {"id": "a", "zzz": "x"},
                (
                    f"{WHERE}: a record has a key that is no field of an application\n"
                    "  got: zzz\n"
                    "  expected: applicant, id, received, requested, score, title\n"
                    "  mend: leave it out"
                ),
            ),
            (
                {"id": "a"},
                (
                    f"{WHERE}: a record lacks what every application has\n"
                    "  got: id\n"
                    "  expected: applicant, requested\n"
                    "  mend: add it"
                ),
            ),
            (
                {"id": "a", "applicant": "x", "requested": 1, "score": 0.5},
                (
                    f"{WHERE}, score: this is not what Application.score holds\n"
                    "  got: 0.5 (float)\n"
                    "  expected: Decimal or None\n"
                    "  mend: write an object of class Decimal"
                ),
            ),
        ],
    )
    def test_names_what_is_wrong(self, record, text):
        """
        Each fault is told with the record.
        """
        with pytest.raises(InvalidDataError) as caught:
            filed(record, None, where=WHERE)

        assert text == str(caught.value)

    def test_names_the_record_of_a_wrong_amount(self):
        """
        A float is no amount.
        """
        with pytest.raises(MoneyError, match="record 1"):
            filed({"id": "a", "applicant": "x", "requested": 0.5}, "EUR", where=WHERE)

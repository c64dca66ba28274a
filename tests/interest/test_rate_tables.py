"""Tests of `fundmodel.interest.rate_tables` and of the rates that are shipped."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.interest import (
    DatedRate,
    RateTable,
    ecb_refinancing_rate,
    german_base_rate,
    us_prompt_payment_rate,
    us_value_of_funds_rate,
)
from fundmodel.periods import Period
from fundmodel.sentences import Language, Text
from fundmodel.sources import Source, Standing

NAME = Text("rate")
SHIPPED = [
    german_base_rate,
    ecb_refinancing_rate,
    us_prompt_payment_rate,
    us_value_of_funds_rate,
]


def dated(first, last, rate="1 %"):
    """Give a rate for some days."""
    return DatedRate(period=Period(date(*first), date(*last)), rate=rate)


GAPPED = RateTable(
    name=NAME,
    rates=[
        dated((2020, 1, 1), (2020, 6, 30), "1 %"),
        dated((2021, 1, 1), (2021, 6, 30), "2 %"),
    ],
)


class TestRateTable:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2019, 12, 31), "a day from 2020-01-01 to 2021-06-30"),
            (date(2020, 7, 1), "a day in one of its periods"),
            (date(2021, 7, 1), "a day from 2020-01-01 to 2021-06-30"),
        ],
    )
    def test_is_never_carried_on(self, day, expected):
        """
        Before, between and after the published rates there is an error.
        """
        with pytest.raises(InvalidDataError) as caught:
            GAPPED.on(day)

        assert str(caught.value) == (
            "rate table rate: no rate is known for this day\n"
            f"  got: {day}\n"
            f"  expected: {expected}\n"
            "  mend: add the rate that was published; rates are never carried on"
        )

    def test_gives_the_rates_of_a_period(self):
        """
        Each rate comes with its days in the period.
        """
        table = german_base_rate()
        period = Period(date(2022, 12, 1), date(2023, 7, 31))

        assert [
            (Period(date(2022, 12, 1), date(2022, 12, 31)), Fraction(-88, 10_000)),
            (Period(date(2023, 1, 1), date(2023, 6, 30)), Fraction(162, 10_000)),
            (Period(date(2023, 7, 1), date(2023, 7, 31)), Fraction(312, 10_000)),
        ] == [(days, rate.rate) for days, rate in table.within(period)]

    def test_refuses_a_period_with_a_gap(self):
        """
        A period is refused if one of its days has no rate.
        """
        with pytest.raises(InvalidDataError, match="got: 2020-07-01"):
            list(GAPPED.within(Period(date(2020, 5, 1), date(2021, 2, 1))))

    def test_the_source_of_the_table_stands_for_its_rates(self):
        """
        A rate without a source has that of the table.
        """
        own, general = Source(title="own"), Source(title="general")
        first = dated((2020, 1, 1), (2020, 6, 30))
        second = DatedRate(
            period=Period(date(2020, 7, 1), date(2020, 12, 31)), rate="2 %", source=own
        )
        table = RateTable(name=NAME, rates=[first, second], source=general)

        assert [general, own] == [table.source_of(rate) for rate in table.rates]
        assert table.render(Language.GERMAN) == "rate"

    def test_needs_a_rate(self):
        """
        An empty table is a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            RateTable(name=NAME, rates=[])

        assert str(caught.value) == (
            "rate table rate: the table has no rate\n"
            "  expected: at least one rate\n"
            "  mend: add the rates that were published"
        )

    @pytest.mark.parametrize("first", [(2020, 6, 30), (2019, 1, 1)])
    def test_refuses_rates_that_overlap(self, first):
        """
        Each day has one rate, and rates stand in the order of time.
        """
        rates = [dated((2020, 1, 1), (2020, 6, 30)), dated(first, (2020, 12, 31))]

        with pytest.raises(InvalidModelError, match="two rates overlap"):
            RateTable(name=NAME, rates=rates)

    def test_refuses_a_float(self):
        """
        A rate is exact.
        """
        with pytest.raises(InvalidModelError, match="this is no exact number"):
            dated((2020, 1, 1), (2020, 6, 30), 0.01)


class TestShipped:
    @pytest.mark.parametrize("table", SHIPPED)
    def test_every_rate_is_cited(self, table):
        """
        Each rate has a source, and the table says until when it is known.
        """
        assert all(
            isinstance(table().source_of(rate), Source) for rate in table().rates
        )
        assert table().known_until == table().rates[-1].period.last

    @given(st.dates(date(2002, 1, 1), date(2026, 12, 31)))
    def test_the_german_base_rate_has_no_gap(self, day):
        """
        The base rate is known for each day since § 247 BGB; it changes on 1 January
        and 1 July only.
        """
        rate = german_base_rate().on(day)

        assert (rate.period.first.day, rate.period.first.month % 6) == (1, 1)
        assert rate.period.last - rate.period.first < timedelta(days=184)

    def test_says_which_rates_are_of_second_hand(self):
        """
        The base rates of 2026 rest on one secondary source.
        """
        secondary = [
            rate.period.first
            for rate in german_base_rate().rates
            if rate.source.standing is Standing.SECONDARY
        ]

        assert [date(2026, 1, 1), date(2026, 7, 1)] == secondary

    @pytest.mark.parametrize(
        ("table", "day", "rate"),
        [
            # https://datenbank.nwb.de/Dokument/Anzeigen/4924
            (german_base_rate, date(2002, 1, 1), "2.57"),
            (german_base_rate, date(2002, 7, 1), "2.47"),
            # http://schraegschrift.de/basiszinssatz-ab-1012009-auf-162-prozent-gesunken/
            (german_base_rate, date(2008, 12, 31), "3.19"),
            (german_base_rate, date(2009, 1, 1), "1.62"),
            # 82 FR 910: "2 1/2 per centum per annum"
            (us_prompt_payment_rate, date(2017, 6, 30), "2.5"),
            # 89 FR 87929: "5.00 percent"
            (us_value_of_funds_rate, date(2025, 12, 31), "5"),
            # Official Journal: "0,05 % on 1 February 2016"
            (ecb_refinancing_rate, date(2016, 2, 1), "0.05"),
        ],
    )
    def test_are_those_that_others_print(self, table, day, rate):
        """
        Some rates as second sources print them.
        """
        assert table().on(day).rate == Fraction(rate) / 100

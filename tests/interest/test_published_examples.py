"""Interest that others computed and published, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from fundmodel.interest import (
    DayCount,
    Ground,
    InterestRule,
    RateFixing,
    charge_interest,
    eu_recovery_interest,
    german_idle_money_interest,
    german_repayment_interest,
    us_debt_interest,
    us_prompt_payment_interest,
)
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Text


def days_from(first, days):
    """Give a period of that many days."""
    return Period(first, first + timedelta(days=days - 1))


def at(rate, of):
    """Give the terms of a provision at the rate that an example takes."""
    return InterestRule(
        name=of.name,
        ground=of.ground,
        day_count=of.day_count,
        rate=rate,
        compounded_after=of.compounded_after,
        stops_after_a_year=of.stops_after_a_year,
        de_minimis=of.de_minimis,
    )


class TestGermany:
    def test_a_consumer_pays_25_days_late(self):
        """
        1,000.00 EUR, 25 days at 5.12 % by 365: 3.51 EUR (base rate 0.12 % + 5 %).

        https://anleiter.de/wie-berechnet-man-verzugszinsen/ (names no dates; the base
        rate was 0.12 % from July 2009 to June 2011)
        """
        done = charge_interest(
            Money.of(1_000, "EUR"),
            days_from(date(2010, 3, 1), 25),
            german_repayment_interest(),
        )

        assert [Fraction(512, 10_000)] == [line.rate for line in done.lines]
        assert Money.of("3.51", "EUR") == done.due

    def test_seven_months_of_thirty_days(self):
        """
        10,000 EUR at 6 % from 1.1.2016 to 30.7.2016: 210 days, 350 EUR.

        https://p-konto.de/wiki/zinsformel/
        """
        rule = InterestRule(
            name=Text("Verzugszinsen"),
            ground=Ground.LATE_PAYMENT,
            day_count=DayCount.THIRTY_360,
            rate="6 %",
        )
        done = charge_interest(
            Money.of(10_000, "EUR"), Period(date(2016, 1, 1), date(2016, 7, 30)), rule
        )

        assert [210] == [line.days for line in done.lines]
        assert Money.of(350, "EUR") == done.due

    @pytest.mark.parametrize(
        "rule", [german_repayment_interest(), german_idle_money_interest()]
    )
    @pytest.mark.parametrize(
        ("day", "per_cent"),
        [
            # § 49a VwVfG: https://datenbank.nwb.de/Dokument/Anzeigen/4924
            (date(2002, 7, 1), "7.47"),
            # § 288 BGB, the same points:
            # http://schraegschrift.de/basiszinssatz-ab-1012009-auf-162-prozent-gesunken/
            (date(2009, 1, 1), "6.62"),
        ],
    )
    def test_five_points_above_the_base_rate(self, rule, day, per_cent):
        """
        The rates of § 49a (3) and (4) VwVfG as published.
        """
        done = charge_interest(Money.of(100, "EUR"), Period(day, day), rule)

        assert [Fraction(per_cent) / 100] == [line.rate for line in done.lines]


class TestUnitedStates:
    @pytest.mark.parametrize(
        ("rate", "paid", "interest"),
        [
            ("6.5 %", date(2011, 4, 11), "2.71"),
            ("6 %", date(2011, 6, 15), "18.83"),
        ],
    )
    def test_prompt_payment(self, rate, paid, interest):
        """
        $1,500 due on April 1: $2.71 if paid on April 11 at 6.5 %; $18.83 if paid on
        June 15 at 6 %, with the interest of each 30 days added.

        5 CFR 1315.17 (the text has no year);
        https://www.fiscal.treasury.gov/prompt-payment/monthly-interest.html
        """
        rule = at(rate, us_prompt_payment_interest())
        done = charge_interest(
            Money.of(1_500, "USD"), Period(date(2011, 4, 2), paid), rule
        )

        assert Money.of(interest, "USD") == done.due

    def test_prompt_payment_at_a_published_rate(self):
        """
        The rate of the first day stays: 5.625 % (73 FR 79977), past June 2009 as well.
        """
        done = charge_interest(
            Money.of(1_500, "USD"),
            Period(date(2009, 6, 21), date(2009, 7, 15)),
            us_prompt_payment_interest(),
        )

        assert [Fraction(5625, 100_000)] == [line.rate for line in done.lines]

    def test_less_than_a_dollar_need_not_be_paid(self):
        """
        5 CFR 1315.10(a)(7).
        """
        done = charge_interest(
            Money.of(100, "USD"),
            days_from(date(2017, 1, 2), 10),
            us_prompt_payment_interest(),
        )

        assert Money.of("0.07", "USD") == done.not_claimed
        assert done.due.is_zero

    def test_a_federal_debt_keeps_its_rate(self):
        """
        31 CFR 901.9(b)(3): the rate of the first day (5.00 % in 2025, 89 FR 87929)
        stays, and nothing is compounded.
        """
        done = charge_interest(
            Money.of(36_500, "USD"),
            Period(date(2025, 12, 1), date(2026, 11, 30)),
            us_debt_interest(),
        )

        assert Money.of(1_825, "USD") == done.due


class TestEuropeanUnion:
    def test_late_payment_between_businesses(self):
        """
        4,500 EUR, 30 days at 3 % + 8 %: 40.68 EUR (Directive 2011/7/EU).

        https://fiscavo.com/blog/late-payment-interest-eu-uk; no published example of
        the Financial Regulation was found.
        """
        rule = InterestRule(
            name=Text("Late payment"),
            ground=Ground.LATE_PAYMENT,
            day_count=DayCount.ACT_365,
            rate=Fraction(3 + 8, 100),
        )
        done = charge_interest(
            Money.of(4_500, "EUR"), days_from(date(2025, 3, 1), 30), rule
        )

        assert Money.of("40.68", "EUR") == done.due

    @pytest.mark.parametrize(("contract", "rate"), [(False, "3.55"), (True, "8.05")])
    def test_the_rate_of_the_month_of_the_deadline(self, contract, rate):
        """
        0.05 % on 1 February 2016 (Official Journal) and 3.5 or 8 points, for as long as
        it takes.
        """
        rule = eu_recovery_interest(contract=contract)
        # The deadline was 29 February.
        done = charge_interest(
            Money.of(1_000, "EUR"), Period(date(2016, 3, 1), date(2017, 3, 31)), rule
        )

        assert RateFixing.MONTH_OF_DEADLINE is rule.fixing
        assert [Fraction(rate) / 100] == [line.rate for line in done.lines]

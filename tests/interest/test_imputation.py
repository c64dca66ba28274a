"""Tests of the order of imputation, of days of grace, and of what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.interest import (
    DatedRate,
    DayCount,
    Ground,
    Imputation,
    InterestRule,
    PartPayment,
    charge_interest,
    us_debt_interest,
)
from fundmodel.interest.arguments import check_is
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Language, Text

FIRST = date(2025, 1, 1)
YEAR = Period(FIRST, date(2025, 12, 31))


def rule(**more):
    """Give a rule by which interest comes first, at 3.65 %."""
    terms = {
        "name": Text("Interest"),
        "ground": Ground.LATE_REPAYMENT,
        "day_count": DayCount.ACT_365,
        "rate": "3.65 %",
        "imputation": Imputation.INTEREST_FIRST,
    }
    return InterestRule(**{**terms, **more})


def dollars(amount):
    """Give an amount in dollars."""
    return Money.of(amount, "USD")


def paid(days, minor):
    """Give a payment so many days after the first day of interest."""
    return PartPayment(
        day=FIRST + timedelta(days=days), amount=Money.from_minor(minor, "USD")
    )


class TestInterestFirst:
    def test_takes_the_interest_off_a_payment(self):
        """
        22 CFR 309.5(b), § 367 Abs. 1 BGB: interest first, and then the principal.
        """
        half = PartPayment(day=date(2025, 6, 30), amount=dollars(5_000))
        charged = charge_interest(
            dollars(10_000), YEAR, us_debt_interest(), payments=[half]
        )
        interest = Fraction(10_000_00 * 5 * 181, 100 * 365)

        assert interest == charged.lines[1].to_interest.count
        assert 5_000_00 + interest == charged.lines[1].principal.count
        assert dollars("380.22") == charged.due
        assert dollars("5380.22") == charged.outstanding
        assert (
            "5,000.00 USD paid by 30 June 2025, of which 247.945205… USD go to the "
            "interest"
        ) in charged.text()
        assert "davon 247,945205… USD auf die Zinsen" in charged.text("de")

    def test_leaves_the_rest_of_the_interest(self):
        """
        A payment below the interest leaves the principal as it is.
        """
        charged = charge_interest(
            dollars(10_000), YEAR, rule(), payments=[paid(99, 1_00)]
        )

        assert {Fraction(10_000_00)} == {line.principal.count for line in charged.lines}
        assert dollars(365) == charged.due
        assert dollars(10_364) == charged.outstanding

    @given(
        st.lists(st.tuples(st.integers(0, 364), st.integers(1, 900)), max_size=5),
        st.integers(5_000, 10**6),
    )
    def test_costs_no_less_than_principal_first(self, pieces, principal):
        """
        What goes to the interest leaves more principal, so never less interest.
        """
        payments = [paid(*piece) for piece in pieces]
        owed = Money.from_minor(principal, "USD")
        plain = rule(imputation=Imputation.PRINCIPAL_FIRST)
        first = charge_interest(owed, YEAR, rule(), payments=payments)
        other = charge_interest(owed, YEAR, plain, payments=payments)
        bearing = [line.principal.count for line in first.lines]

        assert first.exact.count >= other.exact.count
        assert bearing == sorted(bearing, reverse=True)
        assert first.outstanding >= other.outstanding

    def test_refuses_more_than_both_together(self):
        """
        Principal and interest can be paid, and not a cent more.
        """
        done = charge_interest(
            dollars(10_000), YEAR, rule(), payments=[paid(364, 10_365_00)]
        )

        assert dollars(0) == done.outstanding
        with pytest.raises(InvalidDataError) as caught:
            charge_interest(
                dollars(10_000), YEAR, rule(), payments=[paid(364, 10_365_01)]
            )

        assert str(caught.value).splitlines()[:3] == [
            "payments: more was paid than was owed",
            "  got: 10,365.01 USD",
            "  expected: at most 10,365.00 USD, principal and interest together",
        ]

    @pytest.mark.parametrize("imputation", Imputation)
    def test_is_said_in_both_languages(self, imputation):
        """
        Each order has its words.
        """
        english = imputation.render(Language.ENGLISH)

        assert english != imputation.render(Language.GERMAN)


class TestGrace:
    @pytest.mark.parametrize(("days", "due"), [(0, 0), (30, 0), (31, "43.84")])
    def test_waives_interest_on_what_is_paid_in_it(self, days, due):
        """
        11 CFR 8.5(b): within 30 days after the day on which interest begins.
        """
        period = Period(FIRST, FIRST + timedelta(days=days))
        charged = charge_interest(
            dollars(10_000),
            period,
            us_debt_interest(),
            payments=[paid(days, 10_000_00)],
        )

        assert dollars(due) == charged.due

    def test_waives_it_on_a_portion(self):
        """
        A portion that is paid in it is off from the first day; the rest is not.
        """
        charged = charge_interest(
            dollars(10_000),
            YEAR,
            rule(grace=Span(days=30)),
            payments=[paid(10, 4_000_00)],
        )

        assert dollars(6_000 * 365 // 10_000) == charged.due
        assert dollars(4_000) == charged.graced
        assert "4,000.00 USD paid within 30 days of the first day" in charged.text()


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "rate", "mend"),
        [
            ("rate", 5, 'write "5 %" if that is what was meant'),
            ("rate", "500 %", 'write "5 %" if that is what was meant'),
            ("rate", "2.5", 'write "2.5 %" if that is what was meant'),
        ],
    )
    def test_a_rate_above_the_principal(self, field, rate, mend):
        """
        A rate above 100 % a year is a per cent sign forgotten.
        """
        with pytest.raises(InvalidModelError) as caught:
            rule(**{field: rate})

        assert f"  mend: {mend}" == str(caught.value).splitlines()[-1]

    def test_a_margin_or_a_published_rate_above_it(self):
        """
        The same holds for margins and for the rates of a table.
        """
        with pytest.raises(InvalidModelError, match="above 100 % a year"):
            attrs.evolve(us_debt_interest(), margin=5)
        with pytest.raises(InvalidModelError, match="above 100 % a year"):
            DatedRate(period=YEAR, rate="5")

        assert Fraction(1) == rule(rate="100 %").rate

    def test_a_rule_that_ends_before_it_begins(self):
        """
        The days of a rule are in order.
        """
        with pytest.raises(InvalidModelError) as caught:
            rule(in_force_from=date(2020, 1, 1), in_force_until=date(2019, 1, 1))

        assert str(caught.value).splitlines() == [
            "interest rule Interest: the rule ends before it begins",
            "  got: from 2020-01-01 until 2019-01-01",
            "  expected: in_force_until on or after in_force_from",
            "  mend: swap the two days, or correct one of them",
        ]

    @pytest.mark.parametrize(
        ("arguments", "where"),
        [
            ((10.0, YEAR, rule()), "principal"),
            ((dollars(1), None, rule()), "period"),
            ((dollars(1), YEAR, None), "rule"),
        ],
    )
    def test_arguments_of_another_kind(self, arguments, where):
        """
        What is of another kind is named.
        """
        with pytest.raises(InvalidDataError, match=f"^{where}: this is not what is"):
            charge_interest(*arguments)


def test_a_day_has_no_time():
    """
    A moment is no day, though Python takes it for one.
    """
    with pytest.raises(InvalidDataError, match="on: this is not what is asked"):
        check_is(
            datetime(2026, 1, 1, tzinfo=UTC),
            date,
            where="on",
            mend="write date(2026, 1, 1)",
        )

"""Tests of `fundmodel.interest.calculations`, and of the lines that they have."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Rounding
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.interest import (
    DatedRate,
    DayCount,
    Ground,
    InterestRule,
    PartPayment,
    RateFixing,
    RateTable,
    Waiver,
    charge_interest,
    german_base_rate,
    german_repayment_interest,
)
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Language, Text
from fundmodel.sources import Source

DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))
COUNTS = st.sampled_from(DayCount)
CENTS = st.integers(0, 10**12)
RATES = st.fractions(0, Fraction(1, 2), max_denominator=10_000)
HALF_YEAR = Period(date(2024, 1, 1), date(2024, 6, 30))


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def fixed(rate, day_count=DayCount.ACT_365, **more):
    """Give a rule of a fixed rate."""
    return InterestRule(
        name=Text({"en": "Interest", "de": "Zinsen"}),
        ground=Ground.REPAYMENT,
        day_count=day_count,
        rate=rate,
        **more,
    )


def exact(cents, period, rule, **more):
    """Give the interest on some cents, exactly."""
    principal = Money.from_minor(cents, "EUR")
    return charge_interest(principal, period, rule, **more).exact.count


class TestChargeInterest:
    @given(CENTS, RATES, COUNTS, st.lists(DAYS, min_size=3, max_size=3, unique=True))
    def test_adds_up_over_adjoining_periods(self, cents, rate, day_count, days):
        """
        At one rate, two periods that adjoin bear what the whole bears.
        """
        first, middle, last = sorted(days)
        rule = fixed(rate, day_count)
        parts = (Period(first, middle), Period(middle + timedelta(days=1), last))

        assert exact(cents, Period(first, last), rule) == sum(
            exact(cents, part, rule) for part in parts
        )

    @given(CENTS, st.dates(date(2002, 7, 1), date(2026, 12, 1)), st.data())
    def test_adds_up_when_the_rate_changes_too(self, cents, first, data):
        """
        The same holds for the base rate: its changes are part of each period.
        """
        last = data.draw(st.dates(first, date(2026, 12, 30)))
        end = data.draw(st.dates(last + timedelta(days=1), date(2026, 12, 31)))
        rule = german_repayment_interest()

        assert exact(cents, Period(first, end), rule) == exact(
            cents, Period(first, last), rule
        ) + exact(cents, Period(last + timedelta(days=1), end), rule)

    @given(CENTS, RATES, COUNTS, st.tuples(DAYS, st.integers(0, 1_000)), st.booleans())
    def test_a_day_more_never_bears_less(
        self, cents, rate, day_count, drawn, compounds
    ):
        """
        More days never mean less interest, compounded or not.
        """
        first, length = drawn
        rule = fixed(rate, day_count, compounded_after=30 if compounds else None)
        shorter = Period(first, first + timedelta(days=length))
        longer = Period(first, first + timedelta(days=length + 1))

        assert exact(cents, shorter, rule) <= exact(cents, longer, rule)

    @given(CENTS, DAYS, st.integers(0, 2_000), COUNTS, RATES)
    def test_lines_agree_with_the_formula(self, cents, first, length, day_count, rate):
        """
        Simple interest is principal x rate x part of the year.
        """
        period = Period(first, first + timedelta(days=length))

        assert cents * rate * day_count.fraction(period) == exact(
            cents, period, fixed(rate, day_count)
        )

    @given(CENTS, st.dates(date(2002, 7, 1), date(2026, 11, 1)), st.integers(0, 60))
    def test_a_line_agrees_with_a_day_by_day_reckoning(self, cents, first, length):
        """
        Summing day by day, at the rate of each day, gives the same.
        """
        days = [first + timedelta(days=n) for n in range(min(length, 59) + 1)]
        table = german_base_rate()
        by_day = sum(
            cents * (table.on(day).rate + Fraction(5, 100)) / 365 for day in days
        )

        assert by_day == exact(
            cents, Period(days[0], days[-1]), german_repayment_interest()
        )

    @given(
        st.integers(1, 10**9),
        st.lists(st.integers(0, 181), max_size=5),
        COUNTS,
        RATES,
    )
    def test_payments_take_their_interest_with_them(self, cents, offsets, count, rate):
        """
        A payment saves its own interest from the day after it, whatever the order.
        """
        rule, part = fixed(rate, count), cents // 5
        days = [HALF_YEAR.first + timedelta(days=n) for n in offsets]
        payments = [
            PartPayment(day=day, amount=Money.from_minor(part, "EUR"))
            for day in days
            if part
        ]
        saved = sum(
            exact(part, Period(p.day + timedelta(days=1), HALF_YEAR.last), rule)
            for p in payments
            if p.day < HALF_YEAR.last
        )

        assert exact(cents, HALF_YEAR, rule) - saved == exact(
            cents, HALF_YEAR, rule, payments=payments
        )
        assert exact(cents, HALF_YEAR, rule, payments=payments) == exact(
            cents, HALF_YEAR, rule, payments=payments[::-1]
        )

    @given(CENTS, RATES, COUNTS, st.sampled_from(Rounding), st.integers(1, 10**6))
    def test_what_is_rounded_adds_up(self, cents, rate, day_count, rounding, least):
        """
        Rounded is waived + not claimed + due, and less than a cent off the sum.
        """
        rule = fixed(
            rate,
            day_count,
            rounding=rounding,
            de_minimis=Money.from_minor(least, "EUR"),
        )
        principal = Money.from_minor(cents, "EUR")
        done = charge_interest(principal, HALF_YEAR, rule)

        assert done.rounded == done.waived + done.not_claimed + done.due
        assert abs(done.rounded.minor - done.exact.count) < 1
        assert done.exact.count == sum(line.interest.count for line in done.lines)

    @given(CENTS, RATES)
    def test_a_waiver_leaves_nothing(self, cents, rate):
        """
        All of it waived is nothing due; what was waived stays visible.
        """
        waiver = Waiver(reason=Text("not at fault, repaid in time"))
        done = charge_interest(
            Money.from_minor(cents, "EUR"), HALF_YEAR, fixed(rate), waiver=waiver
        )

        assert done.due.is_zero
        assert done.waived == done.rounded

    @pytest.mark.parametrize(
        ("cents", "rounding", "rounded"),
        [
            (100, Rounding.HALF_UP, 3),  # 2.5 cents
            (100, Rounding.HALF_EVEN, 2),
            (300, Rounding.HALF_EVEN, 8),  # 7.5 cents
            (104, Rounding.HALF_EVEN, 3),  # 2.6 cents
            (100, Rounding.DOWN, 2),
            (100, Rounding.UP, 3),
            (80, Rounding.UP, 2),  # 2 cents
        ],
    )
    def test_rounds_as_the_rule_says(self, cents, rounding, rounded):
        """
        A half goes up, to the even neighbour, down or up.
        """
        rule = fixed("2.5 %", DayCount.ACT_ACT, rounding=rounding)
        year = Period(date(2023, 1, 1), date(2023, 12, 31))
        done = charge_interest(Money.from_minor(cents, "EUR"), year, rule)

        assert Money.from_minor(rounded, "EUR") == done.rounded

    def test_a_year_is_the_end_where_the_rule_says_so(self):
        """
        Days after the first year bear nothing, and the calculation says so.
        """
        period = Period(date(2023, 3, 1), date(2024, 12, 31))
        done = charge_interest(
            euros(1_000), period, fixed("6 %", stops_after_a_year=True)
        )

        assert date(2024, 2, 29) == done.lines[-1].period.last
        assert "  no interest is due after a year" in done.text().splitlines()

    def test_a_rate_below_zero_counts_as_zero(self):
        """
        A base rate below zero without a margin bears nothing.
        """
        rule = InterestRule(
            name=Text("Base rate"),
            ground=Ground.REPAYMENT,
            day_count=DayCount.ACT_365,
            table=german_base_rate(),
        )
        done = charge_interest(
            euros(1_000), Period(date(2016, 1, 1), date(2022, 12, 31)), rule
        )

        assert done.due.is_zero
        assert [
            (
                "1 January 2016 to 30 June 2016: 1,000.00 EUR x 0 % "
                "(as -0.83 % + 0 % is below) x 182/365 = 0.00 EUR"
            ),
            (
                "1 July 2016 to 31 December 2022: 1,000.00 EUR x 0 % "
                "(as -0.88 % + 0 % is below) x 2,375/365 = 0.00 EUR"
            ),
        ] == [str(line.said()) for line in done.lines]


class TestText:
    CALCULATION = charge_interest(
        euros(10_000),
        Period(date(2024, 3, 1), date(2024, 12, 31)),
        attrs.evolve(german_repayment_interest(), de_minimis=euros(100)),
        payments=[PartPayment(day=date(2024, 6, 30), amount=euros(8_000))],
        waiver=Waiver(
            reason=Text({"en": "late decision", "de": "späte Entscheidung"}),
            amount=euros(300),
            source=Source(title="BVerwG 3 C 7.09"),
        ),
    )

    def test_in_english(self):
        """
        Everything that was counted is named, with its source.
        """
        assert str(self.CALCULATION) == (
            "Interest on repayment, § 49a (3) VwVfG: 10,000.00 EUR, 1 March 2024 to 31 "
            "December 2024 [Verwaltungsverfahrensgesetz (VwVfG), § 49a Abs. 3]\n"
            "  days are counted act/365 [assumed: the provision names no day count; "
            "this one was chosen]\n"
            "  rates: base rate of § 247 BGB, known until 31 December 2026 "
            "[Basiszinssatz (§ 247 BGB)]\n"
            "  1. 1 March 2024 to 30 June 2024: 10,000.00 EUR x 8.62 % "
            "(3.62 % + 5 %) x 122/365 = 288.120547… EUR\n"
            "     8,000.00 EUR paid by 30 June 2024\n"
            "  2. 1 July 2024 to 31 December 2024: 2,000.00 EUR x 8.37 % "
            "(3.37 % + 5 %) x 184/365 = 84.387945… EUR\n"
            "  together 372.508493… EUR, rounded half up: 372.51 EUR\n"
            "  waived: 300.00 EUR, because: late decision [BVerwG 3 C 7.09]\n"
            "  not claimed: 72.51 EUR, as less than 100.00 EUR is left alone\n"
            "  = 0.00 EUR"
        )

    def test_in_german(self):
        """
        The same in German.
        """
        lines = self.CALCULATION.text("de").splitlines()

        assert [
            (
                "  1. 1. März 2024 bis 30. Juni 2024: 10.000,00 EUR x 8,62 % "
                "(3,62 % + 5 %) x 122/365 = 288,120547… EUR"
            ),
            "     8.000,00 EUR gezahlt bis 30. Juni 2024",
        ] == lines[3:5]
        assert [
            "  zusammen 372,508493… EUR, kaufmännisch gerundet: 372,51 EUR",
            "  erlassen: 300,00 EUR, weil: späte Entscheidung [BVerwG 3 C 7.09]",
            "  nicht erhoben: 72,51 EUR, da weniger als 100,00 EUR auf sich beruhen",
            "  = 0,00 EUR",
        ] == lines[-4:]

    def test_names_interest_that_bears_interest(self):
        """
        Unpaid interest that is added to the principal is a line of its own.
        """
        rule = fixed("6 %", DayCount.ACT_360, compounded_after=30)
        period = Period(date(2011, 4, 2), date(2011, 5, 10))
        done = charge_interest(Money.of(1_500, "USD"), period, rule)

        assert "     7.50 USD of unpaid interest bears interest from 2 May 2011 on" in (
            done.text().splitlines()
        )

    @given(st.integers(0, 10**9), RATES.filter(lambda r: (r * 10**8).denominator == 1))
    def test_printed_figures_can_be_recomputed(self, cents, rate):
        """
        What a line prints gives what it says.
        """
        done = charge_interest(Money.from_minor(cents, "EUR"), HALF_YEAR, fixed(rate))
        said = str(done.lines[0].said()).replace(",", "")
        found = re.search(
            r": ([\d.]+) EUR x ([\d.]+) % x (\d+)/(\d+) = ([\d.]+)(…?) EUR", said
        )
        assert found is not None
        principal, per_cent, days, year, result = map(Fraction, found.groups()[:5])
        computed = principal * per_cent / 100 * days / year

        assert 0 <= computed - result < Fraction(1, 10**6)


class TestBadInput:
    def test_a_negative_principal(self):
        """
        A debt is never negative.
        """
        with pytest.raises(InvalidDataError) as caught:
            charge_interest(euros(-1), HALF_YEAR, fixed("1 %"))

        assert str(caught.value) == (
            "principal: the principal is negative\n"
            "  got: -1.00 EUR\n"
            "  expected: zero or more\n"
            "  mend: interest owed by the other side is a calculation of its own"
        )

    @pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 7, 1)])
    def test_a_payment_outside_the_period(self, day):
        """
        A payment before or after would be counted wrongly, or not at all.
        """
        payment = PartPayment(day=day, amount=euros(1))

        with pytest.raises(InvalidDataError) as caught:
            charge_interest(euros(100), HALF_YEAR, fixed("1 %"), payments=[payment])

        assert str(caught.value) == (
            "payment of 1.00 EUR: a payment lies outside the period of interest\n"
            f"  got: {day}\n"
            "  expected: a day in 2024-01-01/2024-06-30\n"
            "  mend: take earlier ones off the principal, and leave later ones out"
        )

    def test_more_paid_than_owed(self):
        """
        Payments end at the principal.
        """
        payments = [PartPayment(day=date(2024, 2, n), amount=euros(60)) for n in (1, 2)]

        with pytest.raises(InvalidDataError) as caught:
            charge_interest(euros(100), HALF_YEAR, fixed("1 %"), payments=payments)

        assert str(caught.value) == (
            "payment of 60.00 EUR on 2024-02-02: more was paid than was owed\n"
            "  got: 120.00 EUR\n"
            "  expected: at most 100.00 EUR together\n"
            "  mend: book what is too much as a payment on something else"
        )

    def test_another_currency(self):
        """
        Payments are in the currency of the debt.
        """
        payment = PartPayment(day=date(2024, 2, 1), amount=Money.of(1, "USD"))

        with pytest.raises(InvalidDataError, match="amounts in EUR and USD"):
            charge_interest(euros(100), HALF_YEAR, fixed("1 %"), payments=[payment])

    @pytest.mark.parametrize("make", [PartPayment, Waiver])
    def test_a_payment_of_nothing(self, make):
        """
        A payment or a waiver is above zero.
        """
        about = (
            {"day": date(2024, 2, 1)}
            if make is PartPayment
            else {"reason": Text("why")}
        )

        with pytest.raises(InvalidDataError) as caught:
            make(amount=euros(0), **about)

        assert str(caught.value) == (
            "amount: this amount is not above zero\n"
            "  got: 0.00 EUR\n"
            "  expected: more than zero\n"
            "  mend: leave it out, or correct the amount"
        )

    def test_more_waived_than_due(self):
        """
        A waiver ends at the interest.
        """
        waiver = Waiver(reason=Text("why"), amount=euros(50))

        with pytest.raises(InvalidDataError) as caught:
            charge_interest(euros(100), HALF_YEAR, fixed("1 %"), waiver=waiver)

        assert str(caught.value) == (
            "waiver: more interest is waived than is due\n"
            "  got: 50.00 EUR\n"
            "  expected: at most 0.50 EUR\n"
            "  mend: leave the amount out to waive all of it"
        )

    def test_a_period_beyond_the_rate_table(self):
        """
        Rates are never carried on.
        """
        period = Period(date(2026, 12, 1), date(2027, 1, 1))

        with pytest.raises(InvalidDataError, match="no rate is known for this day"):
            charge_interest(euros(100), period, german_repayment_interest())

    @pytest.mark.parametrize(
        ("ends", "period", "expected"),
        [
            ({"in_force_from": date(2024, 1, 2)}, HALF_YEAR, "from 2024-01-02"),
            ({"in_force_until": date(2024, 6, 29)}, HALF_YEAR, "until 2024-06-29"),
            (
                {"in_force_from": date(2024, 1, 1), "in_force_until": date(2024, 3, 1)},
                HALF_YEAR,
                "from 2024-01-01 until 2024-03-01",
            ),
        ],
    )
    def test_a_rule_that_was_not_in_force(self, ends, period, expected):
        """
        A rule is not used for days on which it was no law.
        """
        with pytest.raises(InvalidDataError) as caught:
            charge_interest(euros(100), period, fixed("1 %", **ends))

        assert str(caught.value) == (
            "interest rule Interest: the rule was not in force all the time\n"
            f"  got: {period}\n"
            f"  expected: a period {expected}\n"
            "  mend: take the rule of that time, or cut the period"
        )


class TestInterestRule:
    @pytest.mark.parametrize(
        "rates",
        [
            {},
            {"rate": "1 %", "table": german_base_rate()},
            {"rate": 1, "margin": "1 %"},
        ],
    )
    def test_has_one_rate(self, rates):
        """
        The rate is fixed, or that of a table and a margin.
        """
        with pytest.raises(InvalidModelError) as caught:
            fixed(**{"rate": None, **rates})

        assert str(caught.value) == (
            "interest rule Interest: it is not clear what the rate is\n"
            "  expected: either a fixed rate, or a table and a margin\n"
            "  mend: leave one of them out"
        )

    def test_has_no_rate_below_zero(self):
        """
        A fixed rate below zero is a mistake.
        """
        with pytest.raises(InvalidModelError, match=r"got: -1 %"):
            fixed("-1 %")

    def test_is_compounded_after_a_day_at_least(self):
        """
        Interest on interest at every moment is not of this world.
        """
        with pytest.raises(InvalidModelError, match="write 30, or leave it out"):
            fixed("1 %", compounded_after=0)

    @pytest.mark.parametrize(
        ("fixing", "rate"),
        [
            (RateFixing.FIRST_DAY, "2 %"),
            (RateFixing.MONTH_OF_DEADLINE, "1 %"),
        ],
    )
    def test_may_fix_the_rate_once(self, fixing, rate):
        """
        A rate that is fixed stays, whatever the table does later.
        """
        table = RateTable(
            name=Text("rate"),
            rates=[
                DatedRate(
                    period=Period(date(2024, 1, 1), date(2024, 1, 31)), rate="1 %"
                ),
                DatedRate(
                    period=Period(date(2024, 2, 1), date(2024, 2, 29)), rate="2 %"
                ),
            ],
        )
        rule = InterestRule(
            name=Text("Interest"),
            ground=Ground.LATE_REPAYMENT,
            day_count=DayCount.ACT_365,
            table=table,
            fixing=fixing,
        )
        # The deadline was 31 January.
        period = Period(date(2024, 2, 1), date(2025, 1, 31))
        done = charge_interest(euros(100), period, rule)

        assert [Fraction(rate.rstrip(" %")) / 100] == [line.rate for line in done.lines]

    def test_the_ends_of_the_calendar(self):
        """
        The first and the last day that Python knows can bear interest.
        """
        day = Period(date.min, date.min)
        table = RateTable(name=Text("rate"), rates=[DatedRate(period=day, rate="1 %")])
        rule = InterestRule(
            name=Text("Interest"),
            ground=Ground.REPAYMENT,
            day_count=DayCount.ACT_365,
            table=table,
            fixing=RateFixing.MONTH_OF_DEADLINE,
        )
        last = PartPayment(day=date.max, amount=euros(1))

        assert charge_interest(euros(365), day, rule).due == euros("0.01")
        assert charge_interest(
            euros(365),
            Period(date.max, date.max),
            fixed("1 %"),
            payments=[last],
        ).due == euros("0.01")

    @pytest.mark.parametrize("ground", Ground)
    def test_every_ground_has_a_name(self, ground):
        """
        Grounds are said in both languages.
        """
        assert ground.render(Language.ENGLISH) != ground.render(Language.GERMAN)

"""Tests of interest on repayment and on idle money, and of both together."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidDataError
from fundmodel.interest import (
    DayCount,
    Ground,
    Imputation,
    InterestRule,
    PartPayment,
    Waiver,
    german_idle_money_interest,
    german_repayment_interest,
    us_debt_interest,
)
from fundmodel.money import Money
from fundmodel.repayments import (
    Attribution,
    AwardPayment,
    IdleStart,
    RepaymentCase,
    RepaymentDecision,
    RepaymentGround,
    idle_interest,
    joint_interest,
    repayment_interest,
)
from fundmodel.sentences import Language, Text

DAY = timedelta(days=1)
START = date(2018, 1, 1)
WINDOW = Span(days=10)
MORE = settings(max_examples=60)

# 36.5 EUR bear a cent a day: interest in cents is euro-days / 36.5.
TEN_PER_CENT = InterestRule(
    name=Text("ten per cent"),
    ground=Ground.REPAYMENT,
    day_count=DayCount.ACT_365,
    rate="10 %",
)
IDLE = attrs.evolve(TEN_PER_CENT, ground=Ground.IDLE_MONEY)


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def cents(minor):
    """Give an amount in cents."""
    return Money.from_minor(minor, "EUR")


def on(days):
    """Give a day by its distance from the first one."""
    return START + timedelta(days=days)


def part(days, minor):
    """Give what was used, or came back, on a day."""
    return PartPayment(day=on(days), amount=cents(minor))


def decision(amount, invalid_from, waiver=None):
    """Give a decision on an amount."""
    return RepaymentDecision(
        case=RepaymentCase(
            id="R-1",
            recipient="r",
            award="a",
            ground=RepaymentGround.REVOCATION,
            invalid_from=invalid_from,
            known_since=on(0),
            facts=Text("not used"),
        ),
        amount=amount,
        decided=on(400),
        announced=on(400),
        discretion=Text("weighed"),
        waiver=waiver,
    )


def cent_days(charged):
    """Give cents x days that bear interest, by payment."""
    return {
        share.payment.id: sum(
            line.principal.count * line.days for line in share.calculation.lines
        )
        for share in charged.shares
        if share.calculation is not None
    }


@st.composite
def payments(draw, least=1):
    """Draw payments, each used in pieces, or not at all."""
    given = []
    for number in range(draw(st.integers(least, 3))):
        day = draw(st.integers(0, 60))
        pieces = draw(st.lists(st.integers(1, 500), min_size=1, max_size=4))
        rest = draw(st.integers(0, 1))
        uses = [part(day + draw(st.integers(0, 80)), p) for p in pieces[rest:]]
        given.append(
            AwardPayment(
                id=f"p{number}", day=on(day), amount=cents(sum(pieces)), uses=uses
            )
        )
    return tuple(given)


@st.composite
def matters(draw):
    """Draw payments, a decision on some of them, and what came back."""
    given = draw(payments())
    total = sum(one.amount.minor for one in given)
    amount = draw(st.integers(1, total))
    back = draw(st.lists(st.integers(1, amount), max_size=3))
    repaid, left = [], amount
    for piece in back:
        take = min(piece, left)
        if take:
            # After all payments, so that none comes back before it was paid.
            repaid.append(part(draw(st.integers(60, 190)), take))
            left -= take
    return given, decision(cents(amount), on(draw(st.integers(-20, 200)))), repaid


class TestRepaymentInterest:
    def test_begins_when_the_award_has_no_effect(self):
        """
        § 49a Abs. 3 Satz 1 VwVfG: from that day on, for what had been paid.
        """
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))
        charged = repayment_interest(
            decision(euros(365), on(10)), [paid], TEN_PER_CENT, until=on(19)
        )

        assert {"p": 36_500 * 10} == cent_days(charged)
        assert euros(1) == charged.due

    def test_begins_after_a_payment_that_came_later(self):
        """
        The day of the payment does not count, that of the repayment does.
        """
        paid = AwardPayment(id="p", day=on(30), amount=euros(365))
        charged = repayment_interest(
            decision(euros(365), on(10)),
            [paid],
            TEN_PER_CENT,
            repaid=[part(40, 36_500)],
        )

        assert {"p": 36_500 * 10} == cent_days(charged)

    def test_uses_the_base_rate_of_each_day(self):
        """
        Five points above the base rate, which changes on 1 January and 1 July.
        """
        paid = AwardPayment(id="p", day=date(2022, 11, 1), amount=euros(36_500))
        made = decision(euros(36_500), on(0))
        charged = repayment_interest(
            attrs.evolve(
                made,
                case=attrs.evolve(made.case, invalid_from=date(2022, 12, 22)),
                decided=date(2023, 1, 10),
                announced=date(2023, 1, 10),
            ),
            [paid],
            german_repayment_interest(),
            until=date(2023, 1, 10),
        )
        lines = charged.shares[0].calculation.lines

        assert [Fraction(412, 10_000), Fraction(662, 10_000)] == [x.rate for x in lines]
        assert euros("107.40") == charged.due

    @pytest.mark.parametrize(
        ("repaid", "due"),
        [(date(2025, 3, 1), 0), (date(2025, 4, 1), 0), (date(2025, 4, 2), 160)],
    )
    def test_begins_abroad_when_the_debt_is_overdue(self, repaid, due):
        """
        31 CFR 901.9: from the day on which it is delinquent, at 5.00 % in 2025; what is
        paid within 30 days of it bears none.
        """
        paid = AwardPayment(id="p", day=on(0), amount=Money.of(36_500, "USD"))
        owed = attrs.evolve(
            decision(Money.of(36_500, "USD"), on(10)),
            due=Deadline(date(2025, 3, 1), moves=False),
        )
        charged = repayment_interest(
            owed,
            [paid],
            us_debt_interest(),
            repaid=[PartPayment(day=repaid, amount=owed.amount)],
        )

        assert Money.of(due, "USD") == charged.due

    @pytest.mark.parametrize("due", [None, Deadline(date(2025, 3, 1), moves=True)])
    def test_needs_abroad_the_day_on_which_it_was_due(self, due):
        """
        Holidays decide from when a debt is overdue, so the day is asked for.
        """
        paid = AwardPayment(id="p", day=on(0), amount=Money.of(1, "USD"))
        owed = attrs.evolve(decision(Money.of(1, "USD"), on(10)), due=due)

        with pytest.raises(InvalidDataError, match="from when the debt is overdue"):
            repayment_interest(
                owed, [paid], us_debt_interest(), until=date(2025, 12, 31)
            )

    @pytest.mark.parametrize(
        ("attribution", "expected"),
        [
            (Attribution.LATEST_FIRST, {"b": 10_000 * 10, "a": 5_000 * 30}),
            (Attribution.EARLIEST_FIRST, {"b": 5_000 * 10, "a": 10_000 * 30}),
        ],
    )
    def test_says_out_of_which_payment_it_comes(self, attribution, expected):
        """
        The law does not say; what was paid last bears interest for less long.
        """
        paid = [
            AwardPayment(id="b", day=on(20), amount=euros(100)),
            AwardPayment(id="a", day=on(0), amount=euros(100)),
        ]
        charged = repayment_interest(
            decision(euros(150), on(0)),
            paid,
            TEN_PER_CENT,
            until=on(30),
            attribution=attribution,
        )

        assert expected == cent_days(charged)
        assert attribution.render(Language.GERMAN) != attribution.render(
            Language.ENGLISH
        )

    def test_leaves_out_what_is_time_barred(self):
        """
        Days before the first that can still be claimed bear none.
        """
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))
        charged = repayment_interest(
            decision(euros(365), on(0)),
            [paid],
            TEN_PER_CENT,
            until=on(30),
            not_before=on(26),
        )

        assert {"p": 36_500 * 5} == cent_days(charged)

    def test_is_waived_with_a_reason(self):
        """
        What is waived is shown, with the reason.
        """
        waiver = Waiver(reason=Text("not at fault, paid in time"), amount=cents(40))
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))
        charged = repayment_interest(
            decision(euros(365), on(0), waiver), [paid], TEN_PER_CENT, until=on(10)
        )

        assert (euros(1), cents(40), cents(60)) == (
            charged.rounded,
            charged.waived,
            charged.due,
        )
        assert charged.text().splitlines() == [
            "ten per cent",
            "  days are counted act/365",
            "  365.00 EUR paid on 1 January 2018 (p), of which 365.00 EUR:",
            (
                "    1. 2 January 2018 to 11 January 2018: "
                "365.00 EUR x 10 % x 10/365 = 1.00 EUR"
            ),
            "    together 1.00 EUR, that is 1.00 EUR",
            "  waived: 0.40 EUR, because: not at fault, paid in time",
            "  = 0.60 EUR",
        ]

    def test_can_be_waived_in_full(self):
        """
        A waiver without an amount is of all of it.
        """
        waiver = Waiver(reason=Text("not at fault, paid in time"))
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))
        charged = repayment_interest(
            decision(euros(365), on(0), waiver), [paid], TEN_PER_CENT, until=on(10)
        )

        assert (euros(1), euros(0)) == (charged.waived, charged.due)

    def test_waives_no_more_than_is_due(self):
        """
        More cannot be waived.
        """
        waiver = Waiver(reason=Text("not at fault"), amount=cents(101))
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))

        with pytest.raises(InvalidDataError, match="more interest is waived"):
            repayment_interest(
                decision(euros(365), on(0), waiver), [paid], TEN_PER_CENT, until=on(10)
            )

    @pytest.mark.parametrize(("least", "due"), [("1.99", 200), ("2.01", 0)])
    def test_holds_the_least_amount_against_the_total(self, least, due):
        """
        Two payments of a euro of interest each come to two.
        """
        rule = attrs.evolve(TEN_PER_CENT, de_minimis=euros(least))
        paid = [AwardPayment(id=id, day=on(0), amount=euros(365)) for id in "ab"]
        charged = repayment_interest(
            decision(euros(730), on(0)), paid, rule, until=on(10)
        )

        assert cents(due) == charged.due
        assert euros(2) == charged.due + charged.not_claimed
        assert "all payments, each rounded on its own: 2.00 EUR" in str(charged)
        assert (due == 0) == ("as less than 2.01 EUR is left alone" in str(charged))

    def test_is_nothing_where_all_came_back_before(self):
        """
        A payment on which no day bears interest is shown all the same.
        """
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))
        charged = repayment_interest(
            decision(euros(365), on(20)), [paid], TEN_PER_CENT, repaid=[part(9, 36_500)]
        )

        assert (euros(0), 0) == (charged.due, charged.exact.count)
        assert "     no day bears interest" in charged.text().splitlines()

    @pytest.mark.parametrize(
        ("more", "what"),
        [
            ({"until": None}, "it is not known until when interest runs"),
            ({"until": None, "repaid": [part(9, 1)]}, "it is not known until when"),
            ({"repaid": [part(31, 1)]}, "money came back after the last day"),
            ({"repaid": [part(9, 36_501)]}, "more came back than had to"),
            ({"repaid": [part(-1, 1)]}, "money came back before it was paid"),
        ],
    )
    def test_refuses_what_cannot_be(self, more, what):
        """
        Days and amounts have to fit each other.
        """
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))

        with pytest.raises(InvalidDataError, match=what):
            repayment_interest(
                decision(euros(365), on(0)),
                [paid],
                TEN_PER_CENT,
                **{"until": on(30), **more},
            )

    @pytest.mark.parametrize(
        ("count", "what"),
        [(2, "a payment is listed twice"), (1, "more must come back than was paid")],
    )
    def test_refuses_payments_that_do_not_fit(self, count, what):
        """
        Each payment counts once, and no more comes back than was paid.
        """
        paid = [AwardPayment(id="p", day=on(0), amount=euros(1))] * count

        with pytest.raises(InvalidDataError, match=what):
            repayment_interest(
                decision(euros(2), on(0)), paid, TEN_PER_CENT, until=on(30)
            )

    @MORE
    @given(matters(), st.sampled_from(Attribution))
    def test_adds_up(self, matter, attribution):
        """
        Claims add up to the amount, lines to the interest, its parts to the whole.
        """
        given_, decided, repaid = matter
        charged = repayment_interest(
            decided,
            given_,
            TEN_PER_CENT,
            repaid=repaid,
            until=on(250),
            attribution=attribution,
        )
        shares = charged.shares

        assert decided.amount == sum(share.principal for share in shares)
        assert charged.exact.count == Fraction(sum(cent_days(charged).values()), 3_650)
        assert charged.rounded == charged.due + charged.waived + charged.not_claimed

    @MORE
    @given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 50), st.data())
    def test_of_a_payment_in_two_is_the_same(self, one, other, day, data):
        """
        Two payments of one day bear, before rounding, what one in their place does.
        """
        amount = cents(data.draw(st.integers(1, one + other)))
        decided = decision(amount, on(data.draw(st.integers(0, 60))))
        repaid = [part(55, data.draw(st.integers(1, amount.minor)))]
        whole = [AwardPayment(id="p", day=on(day), amount=cents(one + other))]
        halves = [
            AwardPayment(id=id, day=on(day), amount=cents(minor))
            for id, minor in (("p", one), ("q", other))
        ]
        exact = [
            repayment_interest(
                decided, paid, TEN_PER_CENT, repaid=repaid, until=on(70)
            ).exact
            for paid in (whole, halves)
        ]

        assert exact[0] == exact[1]


class TestIdleInterest:
    def test_runs_from_the_window_to_the_use(self):
        """
        § 49a Abs. 4 VwVfG; what was used within the window bears none.
        """
        paid = AwardPayment(
            id="p",
            day=on(0),
            amount=cents(1_000),
            uses=[part(10, 300), part(11, 200), part(30, 400)],
        )
        charged = idle_interest([paid], IDLE, window=WINDOW, until=on(40))

        # One day for 200, 20 for 400, and 30 for the 100 that nobody used.
        assert {"p": 200 * 1 + 400 * 20 + 100 * 30} == cent_days(charged)
        assert cents(700) == charged.shares[0].principal

    @pytest.mark.parametrize(
        ("start", "days"),
        [
            (IdleStart.WINDOW_END, 30),
            (IdleStart.PAYMENT, 40),
            (Span(days=15), 25),
        ],
    )
    def test_begins_as_the_award_says(self, start, days):
        """
        The law does not say from when; only what missed the window bears any.
        """
        paid = AwardPayment(id="p", day=on(0), amount=cents(1_000), uses=[part(9, 400)])
        charged = idle_interest([paid], IDLE, window=WINDOW, until=on(40), start=start)

        assert {"p": 600 * days} == cent_days(charged)

    def test_leaves_out_what_is_time_barred(self):
        """
        Days before the first that can still be claimed bear none.
        """
        paid = AwardPayment(
            id="p", day=on(0), amount=cents(1_000), uses=[part(20, 400)]
        )
        charged = idle_interest(
            [paid], IDLE, window=WINDOW, until=on(40), not_before=on(31)
        )

        assert {"p": 600 * 10} == cent_days(charged)

    def test_is_nothing_where_all_was_used_in_time(self):
        """
        Money that was used soon bears none.
        """
        paid = AwardPayment(id="p", day=on(0), amount=cents(10), uses=[part(10, 10)])
        charged = idle_interest([paid], IDLE, window=WINDOW, until=on(40))

        assert euros(0) == charged.due

    def test_needs_a_payment(self):
        """
        Without one there is no money that could lie idle.
        """
        with pytest.raises(InvalidDataError, match="there is no payment"):
            idle_interest([], IDLE, window=WINDOW, until=on(40))

    @MORE
    @given(payments(), st.sampled_from([*IdleStart, Span(days=25)]))
    def test_counts_each_cent_and_day(self, given_, start):
        """
        The same as cent by cent and day by day.
        """
        charged = idle_interest(given_, IDLE, window=WINDOW, until=on(100), start=start)
        counted = Counter(
            owner for owner, _, _ in idle_days(given_, on(100), start, lambda *_: None)
        )

        assert +counted == +Counter(cent_days(charged))


def idle_days(given, until, start, ends):
    """Give each payment, cent and day that bears interest for lying idle."""
    for one in given:
        window = WINDOW.after(one.day)
        free = {IdleStart.WINDOW_END: window, IdleStart.PAYMENT: one.day}
        first = (free[start] if start in free else start.after(one.day)) + DAY
        used = [
            use.day
            for use in sorted(one.uses, key=lambda use: use.day)
            for _ in range(use.amount.minor)
        ]
        lasts = used + [until] * (one.amount.minor - len(used))
        for cent, used_on in enumerate(lasts):
            last = min(used_on, until, ends(one, cent) or until)
            # What must come back early may have been idle within the window only.
            days = (last - first).days + 1 if last > window else 0
            for later in range(days):
                yield one.id, cent, first + timedelta(days=later)


class TestJointInterest:
    def test_ends_one_where_the_other_begins(self):
        """
        Money never used, to be given back from day 30 on: idle until the day before.
        """
        paid = AwardPayment(id="p", day=on(0), amount=cents(1_000))
        joint = joint_interest(
            decision(cents(600), on(30)),
            [paid],
            TEN_PER_CENT,
            IDLE,
            window=WINDOW,
            until=on(49),
        )

        assert {"p": 600 * 20} == cent_days(joint.repayment)
        # 1,000 from day 11 to 29, and the 400 that stay from day 30 to 49.
        assert {"p": 1_000 * 19 + 400 * 20} == cent_days(joint.idle)
        assert joint.due == joint.repayment.due + joint.idle.due
        assert "bears none for lying idle on the same day" in str(joint)

    def test_takes_what_was_never_used_first(self):
        """
        Then what was used last: for that, too, idle days end where the other begins.
        """
        paid = AwardPayment(
            id="p", day=on(0), amount=cents(1_000), uses=[part(20, 300), part(40, 500)]
        )
        joint = joint_interest(
            decision(cents(600), on(30)),
            [paid],
            TEN_PER_CENT,
            IDLE,
            window=WINDOW,
            until=on(49),
        )

        # 300 to day 20, 100 to day 40, and 400 + 200 that come back to day 29.
        assert {"p": 300 * 10 + 100 * 30 + 600 * 19} == cent_days(joint.idle)

    def test_ends_when_money_came_back(self):
        """
        What came back before the award lost its effect lies idle no longer.
        """
        paid = AwardPayment(id="p", day=on(0), amount=cents(1_000))
        joint = joint_interest(
            decision(cents(1_000), on(30)),
            [paid],
            TEN_PER_CENT,
            IDLE,
            window=WINDOW,
            repaid=[part(15, 1_000)],
        )

        assert {"p": 1_000 * 5} == cent_days(joint.idle)
        assert {} == cent_days(joint.repayment)

    def test_waives_each_on_its_own(self):
        """
        A waiver of interest on repayment is none of interest on idle money.
        """
        paid = AwardPayment(id="p", day=date(2018, 1, 1), amount=euros(10_000))
        waiver = Waiver(reason=Text("not at fault"))
        joint = joint_interest(
            decision(euros(10_000), date(2018, 4, 1), waiver),
            [paid],
            german_repayment_interest(),
            german_idle_money_interest(),
            window=Span(weeks=6),
            until=date(2018, 12, 31),
            idle_waiver=attrs.evolve(waiver, amount=euros(1)),
        )

        assert (euros(0), euros("52.05")) == (joint.repayment.due, joint.idle.due)
        assert "Zwischenzinsen, § 49a Abs. 4 VwVfG" in joint.text("de")

    @MORE
    @given(matters(), st.sampled_from([*IdleStart, Span(days=25)]))
    def test_charges_no_cent_twice_on_a_day(self, matter, start):
        """
        Counted cent by cent, what bears one interest on a day never bears the other.
        """
        given_, decided, repaid = matter
        joint = joint_interest(
            decided,
            given_,
            TEN_PER_CENT,
            IDLE,
            window=WINDOW,
            repaid=repaid,
            until=on(250),
            start=start,
        )
        owed = returning(given_, decided.amount.minor, repaid)
        first = {
            one.id: max(one.day + DAY, decided.case.invalid_from) for one in given_
        }

        def ends(one, cent):
            back = owed.get((one.id, cent), "kept")
            if back == "kept":
                return None
            before = first[one.id] - DAY
            return before if back is None else min(before, back)

        idle = {*idle_days(given_, on(250), start, ends)}
        back = {
            (id_, cent, first[id_] + timedelta(days=days))
            for (id_, cent), last in owed.items()
            for days in range((((last or on(250)) - first[id_]).days) + 1)
        }

        assert not idle & back
        assert +Counter(id_ for id_, _, _ in idle) == +Counter(cent_days(joint.idle))
        assert +Counter(id_ for id_, _, _ in back) == (
            +Counter(cent_days(joint.repayment))
        )


def returning(given, amount, repaid):
    """Give each cent that must come back, with the day on which it did, or `None`."""
    left, taken = amount, []
    for one in sorted(given, key=lambda one: (one.day, one.id), reverse=True):
        count = min(left, one.amount.minor)
        # Of each payment what was used last, or never, comes back first.
        cents_ = [(one.id, one.amount.minor - 1 - place) for place in range(count)]
        taken = cents_ + taken
        left -= count
    days = [
        one.day
        for one in sorted(repaid, key=lambda one: one.day)
        for _ in range(one.amount.minor)
    ]
    return dict(zip(taken, days + [None] * (len(taken) - len(days)), strict=True))


def debt(cents_=60_000, due=date(2025, 2, 1)):
    """Give a debt under 2 CFR 200.346, in cents of a dollar."""
    made = decision(Money.from_minor(cents_, "USD"), on(10))
    return attrs.evolve(
        made,
        case=attrs.evolve(made.case, ground=RepaymentGround.DISALLOWED_COST),
        due=Deadline(due, moves=False),
    )


def dollars(day, minor):
    """Give what came back on a day, in cents of a dollar."""
    return PartPayment(day=day, amount=Money.from_minor(minor, "USD"))


class TestDebt:
    ONE = (AwardPayment(id="p", day=on(0), amount=Money.of(600, "USD")),)

    @MORE
    @given(
        st.lists(st.integers(1, 9_000), min_size=1, max_size=8),
        st.integers(1, 300),
    )
    def test_does_not_depend_on_the_payments(self, pieces, days):
        """
        One debt has one calculation and one rounding, whatever payments it came from.
        """
        many = [
            AwardPayment(id=f"p{n}", day=on(n), amount=Money.from_minor(piece, "USD"))
            for n, piece in enumerate(pieces)
        ]
        total = Money.from_minor(sum(pieces), "USD")
        one = [AwardPayment(id="p", day=on(0), amount=total)]
        until = date(2025, 2, 1) + days * DAY
        owed = debt(sum(pieces))
        charged = repayment_interest(owed, many, us_debt_interest(), until=until)

        assert repayment_interest(owed, one, us_debt_interest(), until=until) == charged
        assert 1 == len(charged.shares)
        assert charged.shares[0].payment is None

    def test_says_that_it_is_one(self):
        """
        The text names the debt, the order of imputation and the days of grace.
        """
        charged = repayment_interest(
            debt(),
            self.ONE,
            us_debt_interest(),
            repaid=[dollars(date(2025, 2, 20), 10_000)],
            until=date(2025, 4, 30),
        )

        assert charged.text().splitlines()[3:6] == [
            (
                "  what is paid goes to the interest first [22 CFR 309.5, Interest, "
                "penalties, and administrative costs, (b)]"
            ),
            (
                "  100.00 USD paid within 30 days of the first day bears no interest "
                "[11 CFR 8.5, Interest, penalties, and administrative costs, (b)]"
            ),
            "  the debt as a whole, 600.00 USD:",
        ]
        assert Money.of("6.03", "USD") == charged.due

    @pytest.mark.parametrize(
        ("repaid", "first", "due"),
        [
            # 600 x 5 % x 31/365 from 1 to 31 May
            ((), date(2025, 5, 1), "2.55"),
            # The days of grace are those of the debt: this one is off from the start.
            (((date(2025, 2, 20), 30_000),), date(2025, 5, 1), "1.27"),
            (((date(2025, 1, 5), 60_000),), None, "0.00"),
            (((date(2025, 2, 20), 30_000),), date(2025, 2, 10), "4.56"),
        ],
    )
    def test_knows_what_came_back_before(self, repaid, first, due):
        """
        What came back before the first day of interest bears none.
        """
        charged = repayment_interest(
            debt(),
            self.ONE,
            us_debt_interest(),
            repaid=[dollars(*one) for one in repaid],
            until=date(2025, 5, 31),
            not_before=first,
        )

        assert Money.of(due, "USD") == charged.due

    def test_ends_when_all_came_back(self):
        """
        Where the principal comes first, interest ends with the last of it.
        """
        plain = attrs.evolve(
            us_debt_interest(), imputation=Imputation.PRINCIPAL_FIRST, grace=None
        )
        charged = repayment_interest(
            debt(),
            self.ONE,
            plain,
            repaid=[
                dollars(date(2025, 4, 1), 60_000 - 1),
                dollars(date(2025, 4, 30), 1),
            ],
            until=date(2025, 12, 31),
        )

        assert date(2025, 4, 30) == charged.shares[0].calculation.period.last

    def test_is_paid_with_its_interest(self):
        """
        More than the principal can come back where interest comes first, but no more
        than both.
        """
        terms = debt(), self.ONE, us_debt_interest()
        pay, more = ([dollars(date(2025, 5, 31), minor)] for minor in (60_978, 60_979))
        charged = repayment_interest(*terms, repaid=pay)

        assert Money.of("9.78", "USD") == charged.due
        assert Money.of(0, "USD") == charged.shares[0].calculation.outstanding
        with pytest.raises(InvalidDataError, match=r"at most 609\.78 USD"):
            repayment_interest(*terms, repaid=more)

    def test_takes_no_more_than_was_owed_before_it_was_due(self):
        """
        What is too much belongs to something else.
        """
        with pytest.raises(InvalidDataError, match="more came back than had to"):
            repayment_interest(
                debt(),
                self.ONE,
                us_debt_interest(),
                repaid=[dollars(date(2025, 1, 5), 60_001)],
                until=date(2025, 5, 31),
            )

    def test_ends_idle_days(self):
        """
        Interest for lying idle ends where the debt is overdue, or money came back.
        """
        joint = joint_interest(
            debt(due=on(450)),
            [AwardPayment(id="p", day=on(0), amount=Money.of(600, "USD"))],
            attrs.evolve(TEN_PER_CENT, ground=Ground.LATE_REPAYMENT),
            IDLE,
            window=WINDOW,
            repaid=[dollars(on(440), 20_000), dollars(on(460), 40_000)],
        )

        assert {"p": 20_000 * 430 + 40_000 * 440} == cent_days(joint.idle)
        assert 40_000 * 10 == sum(
            line.principal.count * line.days
            for line in joint.repayment.shares[0].calculation.lines
        )

    def test_interest_that_came_back_is_not_of_the_payments(self):
        """
        What is above the debt went to its interest, and ends no idle days.
        """
        late = attrs.evolve(
            TEN_PER_CENT,
            ground=Ground.LATE_REPAYMENT,
            imputation=Imputation.INTEREST_FIRST,
        )
        joint = joint_interest(
            debt(due=on(450)),
            [AwardPayment(id="p", day=on(0), amount=Money.of(600, "USD"))],
            late,
            IDLE,
            window=WINDOW,
            # 600 x 10 % x 20/365 = 3.29 are interest.
            repaid=[dollars(on(470), 60_300), dollars(on(470), 29)],
        )

        assert Money.of("3.29", "USD") == joint.repayment.due
        assert {"p": 60_000 * 440} == cent_days(joint.idle)

    @pytest.mark.parametrize(
        "more", [{"imputation": Imputation.INTEREST_FIRST}, {"grace": Span(days=30)}]
    )
    def test_alone_knows_an_order_of_imputation(self, more):
        """
        What comes back of single payments goes to them, so no rule says otherwise.
        """
        paid = AwardPayment(id="p", day=on(0), amount=euros(365))

        with pytest.raises(InvalidDataError, match="need a debt that is one"):
            repayment_interest(
                decision(euros(365), on(10)),
                [paid],
                attrs.evolve(TEN_PER_CENT, **more),
                until=on(500),
            )


class TestGrounds:
    PAID = (AwardPayment(id="p", day=on(0), amount=euros(365)),)

    @pytest.mark.parametrize("ground", [Ground.IDLE_MONEY, Ground.LATE_PAYMENT])
    def test_of_repayment(self, ground):
        """
        Interest on repayment needs a rule of that ground.
        """
        rule = attrs.evolve(TEN_PER_CENT, ground=ground)

        with pytest.raises(InvalidDataError) as caught:
            repayment_interest(
                decision(euros(365), on(10)), self.PAID, rule, until=on(500)
            )

        assert str(caught.value).splitlines() == [
            ("interest rule ten per cent: the rule is for interest on another ground"),
            f"  got: {ground.name}",
            "  expected: REPAYMENT or LATE_REPAYMENT",
            (
                "  mend: idle_interest takes a rule of ground IDLE_MONEY, "
                "repayment_interest one of ground REPAYMENT or LATE_REPAYMENT"
            ),
        ]

    def test_of_idle_money(self):
        """
        Interest on idle money needs a rule of that ground.
        """
        with pytest.raises(InvalidDataError, match="expected: IDLE_MONEY"):
            idle_interest(self.PAID, TEN_PER_CENT, window=WINDOW, until=on(500))

    @pytest.mark.parametrize(
        ("wrong", "where"),
        [({"window": None}, "window"), ({"until": 2020}, "until")],
    )
    def test_arguments_are_named(self, wrong, where):
        """
        What is of another kind is named.
        """
        with pytest.raises(InvalidDataError, match=f"^{where}: this is not what"):
            idle_interest(
                self.PAID, IDLE, **{"window": WINDOW, "until": on(500), **wrong}
            )


class TestWords:
    def test_idle_money_is_not_paid(self):
        """
        Of money that lay idle the text says used, come back or handed over.
        """
        paid = AwardPayment(
            id="p", day=on(0), amount=euros(300), uses=[part(20, 10_000)]
        )
        told = idle_interest([paid], IDLE, window=WINDOW, until=on(40)).text()

        assert (
            "100.00 EUR less from here on: used by 21 January 2018, come back, or "
            "bearing interest on repayment"
        ) in told
        assert "paid by" not in told


class TestSeveralDecisions:
    PAID = (
        AwardPayment(id="p1", day=on(0), amount=euros(1_000)),
        AwardPayment(id="p2", day=on(30), amount=euros(1_000)),
    )

    def second(self, amount):
        """Give another decision on the same award."""
        made = decision(amount, on(60))
        return attrs.evolve(made, case=attrs.evolve(made.case, id="R-2"))

    @pytest.mark.parametrize(
        ("attribution", "left"),
        [
            (Attribution.LATEST_FIRST, [("p1", 800), ("p2", 200)]),
            (Attribution.EARLIEST_FIRST, [("p1", 200), ("p2", 800)]),
        ],
    )
    def test_the_second_runs_on_what_is_left(self, attribution, left):
        """
        No euro is claimed back twice.
        """
        charged = repayment_interest(
            self.second(euros(1_000)),
            self.PAID,
            TEN_PER_CENT,
            until=on(500),
            attribution=attribution,
            earlier=[decision(euros(800), on(60))],
        )

        assert left == [
            (one.payment.id, one.principal.minor // 100) for one in charged.shares
        ]

    def test_no_more_is_left_than_was_paid(self):
        """
        What was claimed before is named.
        """
        with pytest.raises(InvalidDataError) as caught:
            repayment_interest(
                self.second(euros(1_201)),
                self.PAID,
                TEN_PER_CENT,
                until=on(500),
                earlier=[decision(euros(800), on(60))],
            )

        assert str(caught.value).splitlines()[2] == (
            "  expected: at most 1,200.00 EUR, as more was claimed before"
        )

    @MORE
    @given(st.data())
    def test_two_claims_are_one_in_parts(self, data):
        """
        Two decisions bear together, cent by cent, what one on their sum would.
        """
        given_ = data.draw(payments())
        total = sum(one.amount.minor for one in given_)
        one = data.draw(st.integers(1, total))
        both = data.draw(st.integers(one, total))
        terms = {"until": on(500)}
        first = repayment_interest(
            decision(cents(one), on(20)), given_, TEN_PER_CENT, **terms
        )
        whole = cent_days(
            repayment_interest(
                decision(cents(both), on(20)), given_, TEN_PER_CENT, **terms
            )
        )
        parts = Counter(cent_days(first))
        if both > one:
            made = self.second(cents(both - one))
            made = attrs.evolve(made, case=attrs.evolve(made.case, invalid_from=on(20)))
            parts += Counter(
                cent_days(
                    repayment_interest(
                        made,
                        given_,
                        TEN_PER_CENT,
                        earlier=[decision(cents(one), on(20))],
                        **terms,
                    )
                )
            )

        assert Counter(whole) == parts

    def test_earlier_euros_do_not_lie_idle_here(self):
        """
        What was claimed before bears no interest of either kind in the second.
        """
        joint = joint_interest(
            self.second(euros(100)),
            self.PAID[:1],
            TEN_PER_CENT,
            IDLE,
            window=WINDOW,
            until=on(500),
            earlier=[decision(euros(800), on(60))],
        )

        # 100 until the day before the other interest, and 100 that were not claimed
        assert {"p1": 10_000 * (59 - 10) + 10_000 * (500 - 10)} == cent_days(joint.idle)

    @pytest.mark.parametrize(
        ("changed", "wrong"),
        [
            ({"award": "b"}, "about another award"),
            ({"recipient": "s"}, "about another award"),
            ({"id": "R-2"}, "or is the decision itself"),
        ],
    )
    def test_earlier_ones_are_of_the_same_award(self, changed, wrong):
        """
        Decisions on other awards claimed other euros.
        """
        made = decision(euros(800), on(60))
        other = attrs.evolve(made, case=attrs.evolve(made.case, **changed))

        with pytest.raises(InvalidDataError, match=wrong):
            repayment_interest(
                self.second(euros(1)),
                self.PAID,
                TEN_PER_CENT,
                until=on(500),
                earlier=[other],
            )


def test_both_kinds_are_barred_at_their_own_times():
    """
    `idle_not_before` leaves interest on repayment alone, and the other way round.
    """
    terms = {"window": WINDOW, "until": on(90), "start": IdleStart.PAYMENT}
    given_ = [AwardPayment(id="p", day=on(0), amount=euros(100))]
    joint = joint_interest(
        decision(euros(100), on(60)),
        given_,
        TEN_PER_CENT,
        IDLE,
        not_before=on(81),
        idle_not_before=on(50),
        **terms,
    )

    assert {"p": 10_000 * 10} == cent_days(joint.repayment)
    assert {"p": 10_000 * 10} == cent_days(joint.idle)

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
        charged = repayment_interest(
            decision(euros(36_500), date(2022, 12, 22)),
            [paid],
            german_repayment_interest(),
            until=date(2023, 1, 10),
        )
        lines = charged.shares[0].calculation.lines

        assert [Fraction(412, 10_000), Fraction(662, 10_000)] == [x.rate for x in lines]
        assert euros("107.40") == charged.due

    @pytest.mark.parametrize(
        ("repaid", "due"), [(date(2025, 3, 1), 0), (date(2025, 3, 31), 150)]
    )
    def test_begins_abroad_when_the_debt_is_overdue(self, repaid, due):
        """
        31 CFR 901.9: from the day on which it is delinquent, at 5.00 % in 2025.
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
        charged = idle_interest([paid], TEN_PER_CENT, window=WINDOW, until=on(40))

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
        charged = idle_interest(
            [paid], TEN_PER_CENT, window=WINDOW, until=on(40), start=start
        )

        assert {"p": 600 * days} == cent_days(charged)

    def test_leaves_out_what_is_time_barred(self):
        """
        Days before the first that can still be claimed bear none.
        """
        paid = AwardPayment(
            id="p", day=on(0), amount=cents(1_000), uses=[part(20, 400)]
        )
        charged = idle_interest(
            [paid], TEN_PER_CENT, window=WINDOW, until=on(40), not_before=on(31)
        )

        assert {"p": 600 * 10} == cent_days(charged)

    def test_is_nothing_where_all_was_used_in_time(self):
        """
        Money that was used soon bears none.
        """
        paid = AwardPayment(id="p", day=on(0), amount=cents(10), uses=[part(10, 10)])
        charged = idle_interest([paid], TEN_PER_CENT, window=WINDOW, until=on(40))

        assert euros(0) == charged.due

    def test_needs_a_payment(self):
        """
        Without one there is no money that could lie idle.
        """
        with pytest.raises(InvalidDataError, match="there is no payment"):
            idle_interest([], TEN_PER_CENT, window=WINDOW, until=on(40))

    @MORE
    @given(payments(), st.sampled_from([*IdleStart, Span(days=25)]))
    def test_counts_each_cent_and_day(self, given_, start):
        """
        The same as cent by cent and day by day.
        """
        charged = idle_interest(
            given_, TEN_PER_CENT, window=WINDOW, until=on(100), start=start
        )
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
            TEN_PER_CENT,
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
            TEN_PER_CENT,
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
            TEN_PER_CENT,
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
            TEN_PER_CENT,
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

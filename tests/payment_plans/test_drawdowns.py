"""Tests of drawdown windows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.payment_plans import IdleMoney, MoneyOnDay, idle

WEEKS = Span(weeks=6)
START = date(2018, 1, 1)


def money(day, minor):
    """Move cents on a day, counted from the start."""
    amount = Money.from_minor(minor, "EUR")
    return MoneyOnDay(day=START + timedelta(days=day), amount=amount)


some = st.lists(st.builds(money, st.integers(0, 99), st.integers(1, 99)), max_size=5)


class TestIdle:
    def test_first_in_first_out(self):
        """The oldest money is used first; what was used in time is not listed."""
        found = idle(
            [money(0, 100), money(20, 50)], [money(10, 30), money(60, 90)], WEEKS
        )

        assert found == (
            IdleMoney(
                paid=START,
                amount=Money.from_minor(70, "EUR"),
                since=date(2018, 2, 13),
                used=date(2018, 3, 2),
            ),
            IdleMoney(
                paid=date(2018, 1, 21),
                amount=Money.from_minor(30, "EUR"),
                since=date(2018, 3, 5),
                used=None,
            ),
        )
        assert found[0].days(date(2018, 12, 31)) == 17
        assert found[1].days(date(2018, 3, 6)) == 2
        assert found[1].days(START) == 0

    @settings(max_examples=50)
    @given(some)
    def test_never_used(self, payments):
        """What is never used lies idle, all of it."""
        found = idle(payments, [], WEEKS)

        assert sum(one.amount.minor for one in found) == sum(
            one.amount.minor for one in payments
        )

    @settings(max_examples=50)
    @given(some)
    def test_used_at_once(self, payments):
        """What is used on the day of its payment never lies idle."""
        assert idle(payments, payments, WEEKS) == ()

    def test_too_much(self):
        """More than was paid cannot be used."""
        with pytest.raises(InvalidDataError, match="more was used than was paid"):
            idle([money(0, 1)], [money(1, 2)], WEEKS)

    def test_nothing(self):
        """A payment of nothing is none."""
        with pytest.raises(InvalidDataError, match="no money was paid or used"):
            money(0, 0)

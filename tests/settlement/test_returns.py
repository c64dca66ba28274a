"""Tests of money that comes back after a settlement, in instalments."""

from __future__ import annotations

from datetime import date, datetime

import attrs
import pytest

from fundmodel.errors import InvalidDataError, SettlementError
from fundmodel.ledgers import Account, Entry, EntryKind
from fundmodel.money import Money
from fundmodel.settlement import settle

JULY = date(2018, 7, 15)


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


class TestReturned:
    def test_is_no_more_than_is_owed_in_all(self, amounts, ledger, day):
        """
        Once all came back, there is nothing more to book, on whatever day.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=30), paid, day=day)
        once = paid.book_all(done.returned("a", paid, day=JULY))
        later = date(2018, 8, 15)

        assert once.balance(Account.RETURNED) == euros(60)
        assert not len(done.returned("a", once, day=later))
        with pytest.raises(SettlementError, match=r"at most 0\.00 EUR"):
            done.returned("a", once, day=later, amount=euros(1))

    def test_has_ids_for_each_instalment(self, amounts, ledger, day):
        """
        Two equal instalments of one day are two; one that is booked twice is one.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=30), paid, day=day)
        asked = {"day": JULY, "amount": euros(20)}
        first = done.returned("a", paid, **asked)
        once = paid.book_all(first)
        twice = once.book_all(done.returned("a", once, **asked))

        assert once.book_all(first) is once
        assert twice.balance(Account.RETURNED) == euros(40)

    def test_is_of_all_parts_where_the_amount_names_none(self, amounts, ledger, day):
        """
        Amounts for the whole program are repaid out of whatever part was paid last.
        """
        paid = ledger(("p", "a", 2018, 50, 50), ("q", "a", 2018, 20, 20))
        done = settle(amounts(a=30), paid, day=day)
        once = paid.book_all(done.returned("a", paid, day=JULY, amount=euros(30)))

        assert once.balance(Account.RETURNED, part="q") == euros(20)
        assert once.balance(Account.RETURNED, part="p") == euros(10)
        assert [e.amount for e in done.returned("a", once, day=JULY)] == [euros(10)]

    def test_opens_again_when_it_is_reversed(self, amounts, ledger, day):
        """
        An instalment that was taken back is owed again.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=30), paid, day=day)
        once = paid.book_all(done.returned("a", paid, day=JULY))
        back = once.reverse(once.entries.ids[-1], by="S", day=JULY)
        again = back.book_all(done.returned("a", back, day=JULY))

        assert again.balance(Account.RETURNED) == euros(60)

    def test_counts_what_was_given_up_since(self, amounts, ledger, day):
        """
        What was waived since the settlement is not owed any more.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=30), paid, day=day)
        waiver = attrs.evolve(
            paid.entry("payment-0"), id="E", kind=EntryKind.WAIVER, amount=euros(50)
        )

        assert [e.amount for e in done.returned("a", paid.book(waiver), day=JULY)] == [
            euros(10)
        ]

    def test_tells_parts_and_recipients_apart(self, amounts, ledger, day):
        """
        Ids do not run into each other, whatever parts and recipients are called.
        """
        paid = ledger(("a-b", "c", 2018, 9, 9), ("a", "b-c", 2018, 9, 9))
        done = settle([amounts("a-b", c=5), amounts("a", **{"b-c": 5})], paid, day=day)
        once = paid.book_all(done.returned("c", paid, day=JULY))
        both = once.book_all(done.returned("b-c", once, day=JULY))

        assert both.balance(Account.RETURNED) == euros(8)

    def test_counts_the_year_that_is_settled(self, amounts, ledger):
        """
        What comes back is money of the budget year that was settled.
        """
        paid = ledger(("p", "a", 2017, 50, 50), ("p", "a", 2018, 65, 65))
        done = settle(amounts("p", a=55), paid, day=date(2018, 3, 9), year=2018)

        assert [(e.year, e.amount) for e in done.returned("a", paid, day=JULY)] == [
            ("2018", euros(10))
        ]

    @pytest.mark.parametrize("early", [date(2018, 5, 1), datetime(2018, 7, 1)])  # noqa: DTZ001
    def test_comes_after_the_settlement(self, amounts, ledger, day, early):
        """
        Money comes back on a calendar day from that of the settlement on.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=30), paid, day=day)
        with pytest.raises(SettlementError, match="from that of the settlement on"):
            done.returned("a", paid, day=early)

    @pytest.mark.parametrize("amount", [0, -50])
    def test_is_more_than_nothing(self, amounts, ledger, day, amount):
        """
        What came back is above zero.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=30), paid, day=day)
        with pytest.raises(InvalidDataError) as caught:
            done.returned("a", paid, day=day, amount=euros(amount))

        assert str(caught.value) == (
            "return of 'a': what came back is not above zero\n"
            f"  got: {amount}.00 EUR\n"
            "  expected: more than zero\n"
            "  mend: leave the amount out for all that is still owed"
        )

    def test_is_not_money_whose_use_was_proven(self, amounts, ledger, day):
        """
        A proof of use is taken back before its money comes back.
        """
        paid = ledger(("p", "a", 2018, 90, 90)).book(
            Entry(
                id="N",
                kind=EntryKind.USE,
                day=date(2018, 4, 1),
                year=2018,
                amount=euros(80),
                part="p",
                recipient="a",
                award="award-a",
            )
        )
        done = settle(amounts("p", a=30), paid, day=day)
        with pytest.raises(SettlementError) as caught:
            done.returned("a", paid, day=day)

        assert str(caught.value) == (
            "recipient 'a': use was proven of money that goes back\n"
            "  got: 50.00 EUR more than was paid without a proof of use\n"
            "  expected: proofs of use of the final amount at most\n"
            "  mend: reverse the proof of use that goes beyond it"
        )

"""Tests of `fundmodel.proofs.bookings`, and of proofs that are missing."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.calendars import EventKind, to_icalendar
from fundmodel.costs import CostItem, CostPlan
from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError
from fundmodel.ledgers import Account, BudgetTerms, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, Period
from fundmodel.proofs import (
    ObjectionCode,
    ProofOfUse,
    ProofTerms,
    examine,
    overdue,
    proof_events,
    use_entries,
)
from fundmodel.rules import FullFinancing
from fundmodel.sentences import Text
from fundmodel.sources import Source

YEAR = Period(date(2018, 1, 1), date(2018, 12, 31))
DAY = date(2020, 5, 4)
FAQ = Source(title="FAQ")
TERMS = ProofTerms(due=Span(months=3), source=FAQ)


def cents(amount):
    """Give money."""
    return Money.from_minor(amount, "EUR")


def examined(due, id="p"):
    """Examine a proof of an award of 1,000 cents, of which so many are due."""
    proof = ProofOfUse(
        id=id,
        award="a",
        submitted=date(2019, 3, 1),
        items=[CostItem(name="staff", net=cents(due))],
        period=YEAR,
        has_report=True,
    )
    plan = CostPlan(claimant="town", items=[CostItem(name="staff", net=cents(1_000))])
    return examine(proof, plan, FullFinancing(), awarded=cents(1_000), terms=TERMS)


def booked(id, amount, kind=EntryKind.PAYMENT, day=date(2018, 2, 1), **more):
    """Give an entry of the award."""
    fields = {"year": 2018, "recipient": "town", "award": "a", "line": "0908"}
    return Entry(id=id, kind=kind, day=day, amount=cents(amount), **{**fields, **more})


class TestUseEntries:
    def test_payments_are_used_in_their_order(self):
        """
        Use is booked payment by payment, up to what is due.
        """
        payments = [
            booked("2", 600, day=date(2018, 8, 1), note="second half"),
            booked("1", 400),
        ]

        assert use_entries(examined(700), payments, day=DAY) == (
            booked("use:p:1", 400, EntryKind.USE, DAY),
            booked("use:p:2", 300, EntryKind.USE, DAY),
        )

    def test_nothing_is_booked_where_nothing_is_due(self):
        """
        A proof that leaves no grant books no use.
        """
        assert use_entries(examined(0), [booked("1", 400)], day=DAY) == ()

    def test_what_came_back_is_not_used(self):
        """
        What was returned of a budget year is left out of its use.
        """
        payments = [
            booked("1", 600),
            booked("2", 400, day=date(2019, 2, 1), year=2019),
            booked("r", 300, EntryKind.RETURN, date(2019, 6, 1)),
        ]

        assert use_entries(examined(1_000), payments, day=DAY) == (
            booked("use:p:1", 300, EntryKind.USE, DAY),
            booked("use:p:2", 400, EntryKind.USE, DAY, year=2019),
        )

    def test_the_ledger_takes_it_once(self):
        """
        Booking the same use twice changes nothing in the ledger.
        """
        appropriation = Entry(
            id="0",
            kind=EntryKind.APPROPRIATION,
            day=date(2018, 1, 1),
            year=2018,
            amount=cents(1_000),
            line="0908",
        )
        commitment = booked("c", 1_000, EntryKind.COMMITMENT, date(2018, 1, 2))
        payment = booked("1", 1_000)
        terms = BudgetTerms(years=[BudgetYear.calendar(2018)])
        ledger = Ledger(currency="EUR", terms=terms).book(
            appropriation, commitment, payment
        )
        entries = use_entries(examined(700), [payment], day=DAY)
        once = ledger.book(*entries)

        assert once.book(*entries) == once
        assert once.balances().amount(Account.USED) == cents(700)

    @pytest.mark.parametrize(
        "entry",
        [
            booked("1", 1, EntryKind.COMMITMENT),
            booked("1", 1, award="b"),
            booked("1", 1, reverses="0"),
        ],
    )
    def test_only_payments_of_the_award_are_used(self, entry):
        """
        Other kinds, other awards and reversals are refused.
        """
        with pytest.raises(InvalidDataError) as error:
            use_entries(examined(700), [entry], day=DAY)

        assert str(error.value) == (
            "proof of use 'p': this is no payment of the award whose use was proven, "
            "no return and no use\n"
            f"  got: {entry}\n"
            "  expected: payments, returns and use of award 'a', none of them "
            "reversed\n"
            "  mend: choose them from the ledger by kind and award"
        )

    def test_a_second_proof_takes_what_the_first_one_left(self):
        """
        Use of earlier proofs is taken off what is due, and off each payment.
        """
        payments = [
            booked("1", 400),
            booked("2", 600, day=date(2018, 8, 1)),
            booked("r", 100, EntryKind.RETURN, date(2019, 6, 1)),
        ]
        first = use_entries(examined(500), payments, day=DAY)
        second = use_entries(examined(1_000, id="q"), [*payments, *first], day=DAY)

        assert first == (
            booked("use:p:1", 400, EntryKind.USE, DAY),
            booked("use:p:2", 100, EntryKind.USE, DAY),
        )
        assert second == (booked("use:q:2", 400, EntryKind.USE, DAY),)

    def test_its_own_use_changes_nothing(self):
        """
        Entries of this very proof among those passed give the same entries again.
        """
        payments = [booked("1", 400), booked("2", 600)]
        once = use_entries(examined(700), payments, day=DAY)

        assert use_entries(examined(700), [*payments, *once], day=DAY) == once

    def test_a_proof_whose_id_begins_alike_is_another_one(self):
        """
        Use for a proof `p:x` is not taken for use of the proof `p`.
        """
        payments = [booked("1", 1_000)]
        first = use_entries(examined(400, id="p:x"), payments, day=DAY)

        assert use_entries(examined(900), [*payments, *first], day=DAY) == (
            booked("use:p:1", 500, EntryKind.USE, DAY),
        )

    def test_no_more_was_used_before_than_is_due(self):
        """
        A proof that leaves less than what was booked for earlier ones is refused.
        """
        payments = [booked("1", 1_000)]
        first = use_entries(examined(800), payments, day=DAY)
        with pytest.raises(InvalidDataError) as error:
            use_entries(examined(700, id="q"), [*payments, *first], day=DAY)

        assert str(error.value) == (
            "proof of use 'q': more is booked as used for earlier proofs than is due\n"
            "  got: 8.00 EUR\n"
            "  expected: at most 7.00 EUR\n"
            "  mend: examine it together with the earlier proofs (`earlier`); if it "
            "stays so, take their entries back in the ledger and leave them out here"
        )

    @settings(max_examples=40)
    @given(
        st.lists(st.integers(1, 500), max_size=4),
        st.integers(0, 1_000),
        st.integers(0, 1_000),
    )
    def test_two_proofs_book_as_much_as_one(self, amounts, one, other):
        """
        What two proofs book after each other is what the last one books alone.
        """
        low, high = sorted((one, other))
        payments = [booked(str(i), amount) for i, amount in enumerate(amounts)]
        first = use_entries(examined(low), payments, day=DAY)
        last = examined(high, id="q")
        second = use_entries(last, [*payments, *first], day=DAY)
        used = sum(one.amount.minor for one in (*first, *second))

        assert used == last.used(cents(sum(amounts))).minor
        for payment in payments:
            of_it = [
                entry.amount.minor
                for entry in (*first, *second)
                if entry.id.endswith(f":{payment.id}")
            ]
            assert sum(of_it) <= payment.amount.minor

    @settings(max_examples=40)
    @given(st.lists(st.integers(1, 500), max_size=4), st.integers(0, 1_000))
    def test_use_and_repayment_are_what_was_paid(self, amounts, due):
        """
        What is booked as used and what is to be repaid add up to what was paid.
        """
        found = examined(due)
        payments = [booked(str(i), amount) for i, amount in enumerate(amounts)]
        paid = cents(sum(amounts))
        used = sum(
            (one.amount for one in use_entries(found, payments, day=DAY)),
            start=cents(0),
        )

        assert used == found.used(paid)
        assert used + found.to_repay(paid) == paid


class TestProofEvents:
    def test_a_proof_is_due_after_the_longest_post(self):
        """
        The proof is due three months after the end of the longest funded post.
        """
        posts = [YEAR, Period(date(2018, 4, 1), date(2020, 3, 31))]
        (event,) = proof_events(posts, TERMS, award="a", who=Text("Aue"))

        assert event.day == date(2020, 6, 30)
        assert event.kind is EventKind.DEADLINE
        assert event.moves
        assert str(event) == (
            "30 June 2020 or the next working day: a: the proof of use is due (Aue)"
        )

    def test_one_period_will_do(self):
        """
        The period of an award is taken alone.
        """
        (event,) = proof_events(YEAR, TERMS, award="a")

        assert event.day == date(2019, 3, 31)

    def test_each_award_has_its_own_proof(self):
        """
        Proofs of two awards that are due on one day are two events.
        """
        events = [event for id in "ab" for event in proof_events(YEAR, TERMS, award=id)]

        assert to_icalendar(events).count("BEGIN:VEVENT") == 2

    def test_a_later_due_day_is_the_same_event(self):
        """
        The event of an award keeps its identifier when its day changes.
        """
        uids = {
            line
            for months in (3, 6)
            for event in proof_events(
                YEAR, ProofTerms(due=Span(months=months)), award="a"
            )
            for line in to_icalendar([event]).splitlines()
            if line.startswith("UID")
        }

        assert len(uids) == 1

    def test_nobody_says_when(self):
        """
        Without a due day there is no event.
        """
        assert proof_events(YEAR, ProofTerms(), award="a") == ()

    def test_there_is_a_period(self):
        """
        No period at all is refused.
        """
        with pytest.raises(InvalidDataError) as error:
            proof_events([], TERMS, award="a")

        assert str(error.value) == (
            "periods: there is no period after which a proof is due\n"
            "  expected: at least one\n"
            "  mend: give the period of the award, or of each funded post"
        )


class TestOverdue:
    def test_a_proof_that_is_not_there_is_objected_to(self):
        """
        After the due day a missing proof is an objection, before it is none.
        """
        found = overdue("a", YEAR, TERMS, on=date(2019, 4, 2), holidays=())

        assert found.code is ObjectionCode.NO_PROOF
        assert (
            str(found)
            == "a: no proof on 2 April 2019; it was due on 1 April 2019 [FAQ]"
        )
        assert overdue("a", YEAR, TERMS, on=date(2019, 4, 1)) is None
        assert overdue("a", YEAR, ProofTerms(), on=date(2019, 4, 2)) is None

    def test_without_holidays_it_is_open(self):
        """
        Where holidays that nobody named may move the day, that is open for a month.
        """
        found = overdue("a", YEAR, TERMS, on=date(2019, 4, 2))
        later = overdue("a", YEAR, TERMS, on=date(2019, 5, 2))

        assert found.code is ObjectionCode.OPEN
        assert str(found) == (
            "a: no proof on 2 April 2019; whether it is late was not examined, because "
            "it was due on 31 March 2019 or the next working day, and nobody says "
            "which days are holidays"
        )
        assert later.code is ObjectionCode.NO_PROOF
        assert str(later) == (
            "a: no proof on 2 May 2019; it was due on 31 March 2019 or the next "
            "working day [FAQ]"
        )

    def test_holidays_move_the_day(self):
        """
        A proof is not overdue while holidays move the day.
        """
        holidays = {date(2019, 4, 1)}
        on = date(2019, 4, 2)

        assert overdue("a", YEAR, TERMS, on=on, holidays=holidays) is None
        fixed = attrs.evolve(TERMS, moves=False)
        assert overdue("a", YEAR, fixed, on=on, holidays=holidays) is not None

"""Tests of commitments and payments under awards."""

from __future__ import annotations

from datetime import date

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.awards import Award, AwardAmendment, Awards
from fundmodel.calendars import EventKind, to_icalendar
from fundmodel.due_dates import Span
from fundmodel.errors import (
    ContradictingEntryError,
    LedgerError,
    OverdrawnAccountError,
    PaymentError,
)
from fundmodel.ledgers import Account, BudgetTerms, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.payment_plans import AfterAward, MilestoneReached, PaymentPlan, Tranche
from fundmodel.payments import (
    commitment_columns,
    commitments,
    paid_under,
    pay,
    payment_columns,
    payment_id,
    payments_due,
    rescheduled,
    tranche_events,
)
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster

TERMS = BudgetTerms(
    years=[BudgetYear.calendar(year) for year in (2018, 2019, 2020)],
    carry_over_years=2,
)
MAY = date(2018, 5, 2)


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


def an_award(**given):
    """Award 60,000 out of 2018 and 40,000 out of 2019 to town a."""
    usual = {
        "id": "Z-1",
        "recipient": "a",
        "part": "care",
        "amounts": {"2018": euros(60_000), "2019": euros(40_000)},
        "decided": date(2018, 4, 16),
    }
    return Award(**usual | given)


def budget(id, kind, day, year, amount, **given):
    """Give an entry of the budget."""
    return Entry(
        id=id, kind=kind, day=day, year=year, amount=euros(amount), part="care", **given
    )


START = Ledger(currency="EUR", terms=TERMS).book(
    budget("H-1", EntryKind.APPROPRIATION, date(2018, 1, 2), 2018, 200_000),
    budget("VE-1", EntryKind.AUTHORITY, date(2018, 1, 2), 2019, 200_000),
)
AWARD = an_award()
LEDGER = START.book(*commitments(AWARD, TERMS))
CHANGED = AWARD.amend(
    AwardAmendment(
        id="Ä-1",
        decided=date(2018, 6, 1),
        amounts={"2018": euros(50_000), "2019": euros(45_000)},
    )
).amend(
    AwardAmendment(
        id="Ä-2",
        decided=date(2018, 7, 1),
        amounts={"2018": euros(50_000), "2019": euros(30_000), "2020": euros(0)},
    )
)
PLAN = PaymentPlan(
    tranches=[
        Tranche(id="first", share="50 %", due=AfterAward(span=Span(weeks=2))),
        Tranche(id="second", due=MilestoneReached(id="roof")),
    ],
    drawdown=Span(weeks=6),
)


class TestCommitments:
    def test_years(self):
        """Money of a later year is committed by authority."""
        assert [(one.id, one.kind) for one in commitments(AWARD, TERMS)] == [
            ("Z-1/2018", EntryKind.COMMITMENT),
            ("Z-1/2019", EntryKind.FORWARD_COMMITMENT),
        ]
        assert LEDGER.book(*commitments(AWARD, TERMS)) is LEDGER

    def test_amendments(self):
        """An amendment commits more or releases what is granted less."""
        entries = commitments(CHANGED, TERMS)

        assert [(one.id, one.kind, str(one.amount)) for one in entries[2:]] == [
            ("Z-1/Ä-1/2018", EntryKind.RELEASE, "10,000.00 EUR"),
            ("Z-1/Ä-1/2019", EntryKind.FORWARD_COMMITMENT, "5,000.00 EUR"),
            ("Z-1/Ä-2/2019", EntryKind.FORWARD_RELEASE, "15,000.00 EUR"),
        ]
        assert START.book(*entries).balance(Account.COMMITTED) == euros(80_000)

    @pytest.mark.parametrize("changed", [AWARD, CHANGED])
    def test_columns(self, changed):
        """Many awards at once are committed as each alone."""
        items = [changed, an_award(id="Z-2", amounts={"2018": euros(1)})]
        found = commitment_columns(Awards.of(items), TERMS)
        alone = [entry for item in items for entry in commitments(item, TERMS)]

        assert sorted(map(str, found)) == sorted(map(str, alone))

    def test_unknown_year(self):
        """A year that the ledger lacks is named."""
        with pytest.raises(PaymentError, match="award 'Z-1': the ledger has no such"):
            commitments(an_award(amounts={"2031": euros(1)}), TERMS)


class TestPay:
    def test_twice(self):
        """The same payment once more changes nothing."""
        paid = pay(LEDGER, AWARD, euros(100), MAY, id="A-1")

        assert pay(paid, AWARD, euros(100), MAY, id="A-1") is paid
        assert paid_under(paid, "Z-1") == euros(100)

    @settings(max_examples=20)
    @given(
        st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3_000_000)), max_size=5)
    )
    def test_balances(self, orders):
        """Whatever is paid, repeated or refused, the accounts add up to nothing."""
        ledger = LEDGER
        for number, minor in orders:
            amount = Money.from_minor(minor, "EUR")
            try:
                paid = pay(ledger, AWARD, amount, MAY, id=f"A-{number}")
            except LedgerError:
                continue
            assert pay(paid, AWARD, amount, MAY, id=f"A-{number}") is paid
            ledger = paid
        total = sum((ledger.balance(account) for account in Account), start=euros(0))

        assert total == euros(0)
        assert paid_under(ledger, "Z-1") <= AWARD.amount

    @pytest.mark.parametrize(
        ("award", "amount", "day", "error", "said"),
        [
            (
                AWARD,
                Money.of(5, "USD"),
                MAY,
                PaymentError,
                (
                    "award 'Z-1': payment, award and ledger are not in one "
                    "currency\n  got: USD\n  expected: EUR as awarded"
                ),
            ),
            (
                AWARD,
                euros(5),
                date(2018, 4, 15),
                PaymentError,
                (
                    "award 'Z-1': a payment is dated before the decision on "
                    "the award holds\n  got: 2018-04-15\n  expected: 2018-04-16"
                ),
            ),
            (
                AWARD,
                euros(100_001),
                MAY,
                PaymentError,
                (
                    "payment 'A-1', award 'Z-1': a payment goes beyond the award\n"
                    "  got: 100,001.00 EUR, after 10.00 EUR paid before\n"
                    "  expected: at most 99,990.00 EUR: the award is 100,000.00 EUR"
                ),
            ),
            (
                AWARD,
                euros(70_000),
                MAY,
                OverdrawnAccountError,
                "this goes beyond what was committed to the recipient",
            ),
            (
                an_award(recipient="z"),
                euros(5),
                MAY,
                LedgerError,
                ("roster 'towns': an entry names a recipient who is not on the roster"),
            ),
            (
                AWARD,
                euros(5),
                date(2031, 1, 1),
                PaymentError,
                "the ledger has no budget year for the day of a payment",
            ),
            (
                AWARD,
                euros(5),
                date(2020, 1, 2),
                OverdrawnAccountError,
                "entry 'A-1', year '2020'",
            ),
        ],
    )
    def test_refused(self, award, amount, day, error, said):
        """What cannot be paid is named, and the ledger stays as it was."""
        ledger = pay(LEDGER, AWARD, euros(10), MAY, id="A-0")
        before = ledger.content_hash
        towns = Roster.from_records([{"id": "a", "name": "Aue"}], id="towns")
        with pytest.raises(error) as caught:
            pay(ledger, award, amount, day, id="A-1", roster=towns)

        assert said in str(caught.value)
        assert ledger.content_hash == before

    def test_contradiction(self):
        """The same id with other content is refused."""
        paid = pay(LEDGER, AWARD, euros(100), MAY, id="A-1")
        with pytest.raises(ContradictingEntryError) as caught:
            pay(paid, AWARD, euros(101), MAY, id="A-1")

        assert "payment 'A-1': the id of a payment is taken by another one" in str(
            caught.value
        )

    def test_later_years(self):
        """Money carried over and money by authority are paid after the year."""
        day = date(2019, 2, 1)
        ledger = LEDGER.book(
            budget(
                "R-1",
                EntryKind.CARRY_OVER_COMMITTED,
                date(2019, 1, 15),
                2018,
                60_000,
                to_year=2019,
                recipient="a",
                award="Z-1",
            ),
            budget("H-2", EntryKind.APPROPRIATION, date(2019, 1, 2), 2019, 40_000),
            budget("C-2", EntryKind.COVER, date(2019, 1, 2), 2019, 40_000),
        )
        paid = pay(ledger, AWARD, euros(70_000), day, id="A-1")

        assert paid.entry("A-1 (2018)").amount == euros(60_000)
        assert paid.entry("A-1").origin is None
        assert paid.balance(Account.PAID, year=2019) == euros(70_000)
        assert pay(paid, AWARD, euros(70_000), day, id="A-1") is paid
        assert pay(ledger, AWARD, euros(60_000), day, id="A-2").entry(
            "A-2 (2018)"
        ).amount == euros(60_000)


class TestColumns:
    def test_run(self):
        """A tranche is paid to many at once, under the ids of single payments."""
        awards = Awards.of([AWARD, an_award(id="Z-2", recipient="b")])
        ledger = START.book_all(commitment_columns(awards, TERMS))
        minor = PLAN.divide(awards.year_minor(), currency="EUR")[:, 0]
        run = payment_columns(awards, minor, MAY, year=2018, tranche="first")

        assert run.ids == (payment_id(AWARD, "first"), "Z-2/first")
        assert ledger.book_all(run).balance(Account.PAID) == euros(100_000)

    def test_early(self):
        """Nobody is paid before the award holds."""
        awards = Awards.of([an_award(announced=date(2018, 6, 1))])
        with pytest.raises(PaymentError, match="award 'Z-1': a payment is dated"):
            payment_columns(awards, np.array([1]), MAY, year=2018, tranche="first")


class TestDue:
    def test_what_is_due(self):
        """A tranche is due until it is paid; after an amendment the rest carries it."""
        due = payments_due(LEDGER, AWARD, PLAN, MAY)
        paid = pay(LEDGER, AWARD, due[0].amount, MAY, id=payment_id(AWARD, "first"))
        later, on = date(2018, 8, 1), {"roof": date(2018, 7, 30)}

        assert [str(one) for one in due] == [
            "first: 50,000.00 EUR, 30 April 2018 or the next working day"
        ]
        assert payments_due(paid, AWARD, PLAN, MAY) == ()
        assert payments_due(paid, CHANGED, PLAN, later, reached=on)[0].amount == euros(
            30_000
        )
        assert rescheduled(paid, CHANGED, PLAN, MAY).payments[0].due is None

    def test_reversed(self):
        """A payment that was reversed is due again."""
        paid = pay(LEDGER, AWARD, euros(50_000), MAY, id="Z-1/first")
        back = paid.reverse("Z-1/first", by="S-1", day=MAY)

        assert len(payments_due(back, AWARD, PLAN, MAY)) == 1

        with pytest.raises(PaymentError, match="the payment was booked and reversed"):
            pay(back, AWARD, euros(50_000), MAY, id="Z-1/first")

        again = payment_id(AWARD, "first", attempt=2)
        done = pay(back, AWARD, euros(50_000), MAY, id=again)

        assert again == "Z-1/first #2"
        assert payments_due(done, AWARD, PLAN, MAY) == ()


class TestEvents:
    def test_calendar(self):
        """Tranches, milestones and ends of windows stand in the calendar."""
        events = tranche_events(PLAN, AWARD, reached={"roof": date(2018, 9, 3)})

        assert [(str(one.day), one.kind) for one in events] == [
            ("2018-04-30", EventKind.INSTALMENT),
            ("2018-06-11", EventKind.DEADLINE),
            ("2018-09-03", EventKind.MILESTONE),
            ("2018-09-03", EventKind.INSTALMENT),
            ("2018-10-15", EventKind.DEADLINE),
        ]
        assert "the money has to be used" in to_icalendar(events)

    def test_waiting(self):
        """What waits has no day; without a window there is no end of it."""
        plan = attrs.evolve(PLAN, drawdown=None)

        assert len(tranche_events(plan, AWARD)) == 1

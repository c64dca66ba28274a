"""Tests of commitments and payments under awards."""

from __future__ import annotations

import contextlib
from datetime import date
from operator import itemgetter

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.awards import Award, AwardAmendment, Awards
from fundmodel.calendars import EventKind, to_icalendar
from fundmodel.due_dates import Instalments, Span
from fundmodel.errors import (
    BookingDayError,
    ContradictingEntryError,
    LedgerError,
    OverdrawnAccountError,
    PaymentError,
)
from fundmodel.ledgers import Account, BudgetTerms, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.payment_plans import AfterAward, MilestoneReached, PaymentPlan, Tranche
from fundmodel.payments import (
    commitment_changes,
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
from fundmodel.sentences import Text

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


CARRIED = LEDGER.book(
    budget(
        "R-1",
        EntryKind.CARRY_OVER_COMMITTED,
        date(2019, 1, 15),
        2018,
        60_000,
        to_year=2019,
        recipient="a",
        award="Z-1",
    )
)
COVERED = CARRIED.book(
    budget("H-2", EntryKind.APPROPRIATION, date(2019, 1, 2), 2019, 40_000),
    budget("C-2", EntryKind.COVER, date(2019, 1, 2), 2019, 40_000),
)
FEBRUARY = date(2019, 2, 1)


def amended(award=AWARD, id="Ä-9", decided=FEBRUARY, **amounts):
    """Give an award with other amounts by year, such as ``y2018``."""
    new = {year.removeprefix("y"): euros(amount) for year, amount in amounts.items()}
    return award.amend(AwardAmendment(id=id, decided=decided, amounts=new))


def of_funds(*pairs, ledger=START, award=AWARD):
    """Commit 30,000 of 2018 each out of these funds and lines."""
    for funds, line in pairs:
        ledger = ledger.book(
            budget(
                f"H-{funds}-{line}",
                EntryKind.APPROPRIATION,
                date(2018, 1, 2),
                2018,
                50_000,
                funds=funds,
                line=line,
            ),
            budget(
                f"B-{funds}-{line}",
                EntryKind.COMMITMENT,
                date(2018, 4, 16),
                2018,
                30_000,
                recipient="a",
                award=award.id,
                funds=funds,
                line=line,
            ),
        )
    return ledger


class TestCarriedOver:
    def test_the_oldest_first(self):
        """Of money of several earlier years, the oldest is paid first."""
        carried = {
            "kind": EntryKind.CARRY_OVER_COMMITTED,
            "day": date(2020, 1, 15),
            "year": 2019,
            "to_year": 2020,
            "recipient": "a",
            "award": "Z-1",
        }
        ledger = COVERED.book(
            budget("R-2", amount=60_000, origin=2018, **carried),
            budget("R-3", amount=40_000, **carried),
        )
        day = date(2020, 2, 1)
        few = pay(ledger, AWARD, euros(5), day, id="A-1")
        all_ = pay(few, AWARD, euros(99_995), day, id="A-2")

        assert [one.id for one in list(few.entries)[len(ledger) :]] == ["A-1 (2018)"]
        assert [
            (one.id, str(one.amount)) for one in list(all_.entries)[len(few) :]
        ] == [
            ("A-2 (2018)", "59,995.00 EUR"),
            ("A-2 (2019)", "40,000.00 EUR"),
        ]


class TestOldYear:
    OPEN = Ledger(currency="EUR", terms=attrs.evolve(TERMS, open_days=30)).book_all(
        LEDGER.entries
    )

    def test_while_its_books_are_open(self):
        """Until its books are closed, a payment may be charged to the old year."""
        day = date(2019, 1, 20)
        paid = pay(self.OPEN, AWARD, euros(60_000), day, id="A-1", year=2018)

        assert paid.balance(Account.PAID, year=2018) == euros(60_000)
        assert pay(paid, AWARD, euros(60_000), day, id="A-1", year="2018") is paid
        with pytest.raises(ContradictingEntryError):
            pay(paid, AWARD, euros(60_000), day, id="A-1")

    @pytest.mark.parametrize(
        ("day", "year", "error", "said"),
        [
            (date(2019, 1, 31), 2018, BookingDayError, "2018-01-01 to 2019-01-30"),
            (date(2018, 5, 2), 2019, BookingDayError, "2019-01-01 to 2020-01-30"),
            (
                date(2019, 1, 20),
                2031,
                PaymentError,
                (
                    "payment 'A-1', award 'Z-1': the ledger has no such budget year\n"
                    "  got: 2031\n  expected: 2018, 2019, 2020"
                ),
            ),
        ],
    )
    def test_refused(self, day, year, error, said):
        """A year whose books are closed, or that there is not, is refused."""
        before = self.OPEN.content_hash
        with pytest.raises(error) as caught:
            pay(self.OPEN, AWARD, euros(5), day, id="A-1", year=year)

        assert said in str(caught.value)
        assert self.OPEN.content_hash == before


class TestFunds:
    def test_the_only_ones_are_taken(self):
        """Where an award has money of one source and line, nobody need name it."""
        ledger = of_funds(("Land", "0405"))
        paid = pay(ledger, AWARD, euros(30_000), MAY, id="A-1")
        entry = paid.entry("A-1")

        assert (entry.funds, entry.line) == ("Land", "0405")
        assert pay(paid, AWARD, euros(30_000), MAY, id="A-1") is paid
        with pytest.raises(ContradictingEntryError):
            pay(paid, AWARD, euros(30_000), MAY, id="A-1", funds="EU")

    def test_several_are_named(self):
        """Of several, the one that is named is taken; its line follows if it can."""
        ledger = of_funds(("Land", "1"), ("EU", "1"), ("EU", "2"))
        paid = pay(ledger, AWARD, euros(10), MAY, id="A-1", funds="Land")
        both = pay(paid, AWARD, euros(20), MAY, id="A-2", funds="EU", line="2")

        assert both.balance(Account.PAID, funds="Land", line="1") == euros(10)
        assert both.balance(Account.PAID, funds="EU", line="2") == euros(20)

    def test_money_without_funds(self):
        """Naming nothing means the money that names nothing, where there is some."""
        paid = pay(of_funds(("EU", "1"), ledger=LEDGER), AWARD, euros(5), MAY, id="A-1")

        assert paid.entry("A-1").funds is None

    @pytest.mark.parametrize(
        ("given", "error", "said"),
        [
            (
                {},
                PaymentError,
                (
                    "payment 'A-1', award 'Z-1': an award has money of several funds "
                    "or budget lines, and none is named\n  got: funds none, line none\n"
                    "  expected: one of: funds EU, line 1; funds EU, line 2; "
                    "funds Land, line 1"
                ),
            ),
            (
                {"funds": "EU"},
                PaymentError,
                (
                    "got: funds EU, line none\n"
                    "  expected: one of: funds EU, line 1; funds EU, line 2"
                ),
            ),
            ({"funds": "Bund"}, OverdrawnAccountError, "funds 'Bund'"),
        ],
    )
    def test_refused(self, given, error, said):
        """Money of several sources is not chosen by chance."""
        ledger = of_funds(("Land", "1"), ("EU", "1"), ("EU", "2"))
        before = ledger.content_hash
        with pytest.raises(error) as caught:
            pay(ledger, AWARD, euros(5), MAY, id="A-1", **given)

        assert said in str(caught.value)
        assert ledger.content_hash == before


class TestCommitmentChanges:
    def test_nothing_booked_yet(self):
        """An award of which nothing is booked is committed as it is granted."""
        assert commitment_changes(START, AWARD) == commitments(AWARD, TERMS)
        assert commitment_changes(LEDGER, AWARD) == ()

    def test_carried_over(self):
        """What was carried over is released in the year to which it went."""
        now = amended(y2018=45_000)
        [entry] = commitment_changes(CARRIED, now)
        ledger = CARRIED.book(entry)

        assert (entry.id, entry.kind, entry.year, entry.origin, entry.day) == (
            "Z-1/Ä-9/2018 (2019)",
            EntryKind.RELEASE,
            "2019",
            "2018",
            FEBRUARY,
        )
        assert ledger.balance(Account.COMMITTED, origin=2018) == euros(45_000)
        assert ledger.balance(Account.AVAILABLE, year=2019) == euros(15_000)
        assert commitment_changes(ledger, now) == ()

    def test_covered(self):
        """What a budget covered goes back to it, what none covers to the authority."""
        now = amended(y2019=10_000)
        [open_] = commitment_changes(CARRIED, now)
        [covered] = commitment_changes(COVERED, now)

        assert open_.kind is EntryKind.FORWARD_RELEASE
        assert CARRIED.book(open_).balance(Account.AUTHORITY) == euros(190_000)
        assert covered.kind is EntryKind.RELEASE
        assert COVERED.book(covered).balance(Account.AVAILABLE, year=2019) == (
            euros(30_000)
        )

    def test_covered_in_part(self):
        """First the promise that no budget covers yet is given up."""
        ledger = CARRIED.book(
            budget("H-2", EntryKind.APPROPRIATION, date(2019, 1, 2), 2019, 25_000),
            budget("C-2", EntryKind.COVER, date(2019, 1, 2), 2019, 25_000),
        )
        now = amended(y2019=10_000)
        entries = commitment_changes(ledger, now)

        assert [(one.id, one.kind, str(one.amount)) for one in entries] == [
            ("Z-1/Ä-9/2019", EntryKind.FORWARD_RELEASE, "15,000.00 EUR"),
            ("Z-1/Ä-9/2019 #2", EntryKind.RELEASE, "15,000.00 EUR"),
        ]
        assert commitment_changes(ledger.book(*entries), now) == ()

    def test_more(self):
        """What is granted more is committed out of its own year."""
        now = amended(y2019=50_000, y2020=5_000)
        ledger = COVERED.book(
            budget("H-3", EntryKind.APPROPRIATION, date(2019, 1, 3), 2019, 10_000),
            budget("VE-2", EntryKind.AUTHORITY, date(2019, 1, 3), 2020, 5_000),
        )
        entries = commitment_changes(ledger, now, day=date(2019, 3, 1))

        assert [(one.id, one.kind, str(one.day)) for one in entries] == [
            ("Z-1/Ä-9/2019", EntryKind.COMMITMENT, "2019-03-01"),
            ("Z-1/Ä-9/2020", EntryKind.FORWARD_COMMITMENT, "2019-03-01"),
        ]
        assert ledger.book(*entries).balance(Account.COMMITTED) == euros(115_000)

    def test_paid_money_stays(self):
        """Only what was not paid is released; the rest is for the settlement."""
        paid = pay(COVERED, AWARD, euros(70_000), FEBRUARY, id="Z-1/first")
        now = amended(y2018=50_000, y2019=20_000)
        entries = commitment_changes(paid, now)
        ledger = paid.book(*entries)

        assert [(one.id, str(one.amount)) for one in entries] == [
            ("Z-1/Ä-9/2019", "20,000.00 EUR")
        ]
        assert commitment_changes(ledger, now) == ()
        assert rescheduled(ledger, now, PLAN, FEBRUARY).excess == euros(0)

    def test_funds(self):
        """The only funds are taken; of several, one has to be named."""
        award = an_award(amounts={"2018": euros(60_000)})
        now = amended(award, decided=date(2018, 6, 1), y2018=40_000)
        both = of_funds(("Land", "1"), ("EU", "1"))
        [entry] = commitment_changes(both, now, funds="EU")

        assert (entry.funds, entry.line) == ("EU", "1")
        assert commitment_changes(both.book(entry), now) == ()
        with pytest.raises(PaymentError, match="award 'Z-1': an award has money of se"):
            commitment_changes(both, now)
        with pytest.raises(PaymentError) as caught:
            commitment_changes(both, now, funds="Bund")

        assert str(caught.value) == (
            "award 'Z-1': an award has no money of these funds or this budget line to "
            "release\n  got: funds Bund, line none\n"
            "  expected: one of: funds EU, line 1; funds Land, line 1\n"
            "  mend: name funds and line as the commitment does"
        )

    def test_unknown_year(self):
        """A year that the ledger lacks is named."""
        with pytest.raises(PaymentError, match="award 'Z-1': the ledger has no such"):
            commitment_changes(LEDGER, amended(y2031=5))

    @settings(max_examples=25)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 59_999), st.integers(0, 39_999), st.integers(1, 20_000)
            ),
            max_size=4,
            unique_by=(itemgetter(0), itemgetter(1)),
        )
    )
    def test_follow_the_award(self, steps):
        """Whatever was paid and amended, what is committed fits what is granted."""
        ledger, award = COVERED, AWARD
        for number, (first, second, amount) in enumerate(steps):
            with contextlib.suppress(LedgerError):
                ledger = pay(ledger, award, euros(amount), FEBRUARY, id=f"A-{number}")
            award = amended(award, id=f"Ä-{number}", y2018=first, y2019=second)
            try:
                ledger = ledger.book(*commitment_changes(ledger, award))
            except LedgerError:
                # More than the budget has, or money of a year that is over.
                return
            committed = ledger.balance(Account.COMMITTED)
            paid = paid_under(ledger, "Z-1")

            assert commitment_changes(ledger, award) == ()
            assert committed + paid >= award.amended().amount


class TestColumns:
    def test_run(self):
        """A tranche is paid to many at once, under the ids of single payments."""
        awards = Awards.of([AWARD, an_award(id="Z-2", recipient="b")])
        ledger = START.book_all(commitment_columns(awards, TERMS))
        minor = PLAN.divide(awards.year_minor(), currency="EUR")[:, 0]
        run = payment_columns(awards, minor, MAY, year=2018, tranche="first")

        assert run.ids == (payment_id(AWARD, "first"), "Z-2/first")
        assert ledger.book_all(run).balance(Account.PAID) == euros(100_000)

    def test_origin(self):
        """Money that was carried over is paid under its year, as one by one."""
        awards = Awards.of([AWARD])
        minor = np.array([50_000_00])
        day = date(2019, 2, 1)

        def run(**given):
            return payment_columns(
                awards, minor, day, year=2019, tranche="first", **given
            )

        paid = CARRIED.book_all(run(origin=2018))

        assert run(origin=2018).ids == ("Z-1/first (2018)",)
        assert run(origin="2019").ids == run().ids == ("Z-1/first",)
        assert paid.balance(Account.COMMITTED, origin=2018) == euros(10_000)
        assert list(paid.entries)[-1] == (
            pay(CARRIED, AWARD, euros(50_000), day, id="Z-1/first").entry(
                "Z-1/first (2018)"
            )
        )
        assert payments_due(paid, AWARD, PLAN, day) == ()
        with pytest.raises(OverdrawnAccountError):
            CARRIED.book_all(run())

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
        assert {(AWARD.id, Text(AWARD.recipient))} == {
            (one.about, one.who) for one in events
        }

    def test_two_awards(self):
        """The same plan of two awards gives each its own events."""
        other = attrs.evolve(AWARD, id="Z-2")
        events = [
            one
            for award in (AWARD, other)
            for one in tranche_events(PLAN, award, who=Text("Aue"))
        ]

        assert len(events) == to_icalendar(events).count("BEGIN:VEVENT")
        assert {"payment/first", "use/first"} == {one.key for one in events}

    def test_instalments_are_known_by_their_months(self):
        """Another day of the month is the same instalment."""
        plan = PaymentPlan(instalments=Instalments(months=(3, 9), day=10))
        award = attrs.evolve(AWARD, period=BudgetYear.calendar(2018).period)

        assert ["payment/2018-03", "payment/2018-09"] == [
            one.key for one in tranche_events(plan, award)
        ]

    def test_waiting(self):
        """What waits has no day; without a window there is no end of it."""
        plan = attrs.evolve(PLAN, drawdown=None)

        assert len(tranche_events(plan, AWARD)) == 1

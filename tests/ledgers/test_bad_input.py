"""Bad input: a named error, the message that helps, and the ledger as it was."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.errors import (
    BookingDayError,
    ContradictingEntryError,
    LedgerError,
    OverdrawnAccountError,
)
from fundmodel.ledgers import BudgetTerms, Entries, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster

ROSTER = Roster.from_records([{"id": "aue", "name": "Aue"}], id="towns")
TERMS = BudgetTerms(years=[BudgetYear.calendar(2018), BudgetYear.calendar(2019)])
BUDGET = Entry(
    id="H-1",
    kind=EntryKind.APPROPRIATION,
    day=date(2018, 1, 2),
    year=2018,
    amount=Money.of(1_000, "EUR"),
    part="care",
)
AWARD = Entry(
    id="Z-1",
    kind=EntryKind.COMMITMENT,
    day=date(2018, 2, 1),
    year=2018,
    amount=Money.of(400, "EUR"),
    part="care",
    recipient="aue",
    award="AZ 12/18",
)
PAYMENT = attrs.evolve(
    AWARD,
    id="A-1",
    kind=EntryKind.PAYMENT,
    day=date(2018, 3, 1),
    amount=Money.of(300, "EUR"),
)
LEDGER = Ledger(currency="EUR", terms=TERMS).book(BUDGET, AWARD, PAYMENT)

NOBODY = (
    LedgerError,
    {"recipient": "Aue"},
    (
        "entry 'A-2', roster 'towns': an entry names a recipient who is not on "
        "the roster\n"
        "  got: Aue\n"
        "  expected: one of 1 ids\n"
        "  mend: did you mean aue?"
    ),
)
BEYOND = (
    OverdrawnAccountError,
    {"amount": Money.of(101, "EUR")},
    (
        "entry 'A-2', year '2018', origin '2018', line 'care', part 'care', recipient "
        "'aue', award 'AZ 12/18': this goes beyond what was committed to the "
        "recipient\n"
        "  got: 1.00 EUR too much on 2018-03-02\n"
        "  expected: at most 100.00 EUR\n"
        "  mend: book the commitment first, with the same year, part, award and budget "
        "line"
    ),
)
BEFORE = (
    OverdrawnAccountError,
    {"day": date(2018, 1, 31)},
    (
        "entry 'A-2', year '2018', origin '2018', line 'care', part 'care', recipient "
        "'aue', award 'AZ 12/18': this comes before what it takes from, the account "
        "'committed'\n"
        "  got: 50.00 EUR too much on 2018-01-31\n"
        "  expected: a day from 2018-02-01 on\n"
        "  mend: correct the day of the one or the other"
    ),
)
CURRENCY = (
    LedgerError,
    {"amount": Money.of(50, "CHF")},
    (
        "entry 'A-2': what is to be booked is in another currency than the ledger\n"
        "  got: CHF\n"
        "  expected: EUR\n"
        "  mend: convert it before, with rate, date and source, or keep a second ledger"
    ),
)
CONTRADICTING = (
    ContradictingEntryError,
    {"id": "A-1"},
    (
        "entry 'A-1': the id of an entry is taken by another one\n"
        "  got: 2 March 2018: payment, 50.00 EUR, budget year 2018, part care, "
        "recipient "
        "aue, award AZ 12/18 (A-1)\n"
        "  expected: the same again, 1 March 2018: payment, 300.00 EUR, budget "
        "year 2018, "
        "part care, recipient aue, award AZ 12/18 (A-1), or another id\n"
        "  mend: reverse what was booked wrongly, and book it anew with its own id"
    ),
)
LATE = (
    BookingDayError,
    {"day": date(2019, 3, 2)},
    (
        "entry 'A-2': an entry of kind 'payment' is booked on a day on which "
        "its budget "
        "year does not allow it\n"
        "  got: 2019-03-02\n"
        "  expected: from the start of the budget year until its books are closed, "
        "2018-01-01 to 2018-12-31 for 2018\n"
        "  mend: correct day or year; to spend money of an earlier year takes a "
        "carry-over "
        "into the later one"
    ),
)


class TestPayment:
    @pytest.mark.parametrize(
        ("kind", "changed", "message"),
        [NOBODY, BEYOND, BEFORE, CURRENCY, CONTRADICTING, LATE],
        ids=[
            "to nobody on the roster",
            "beyond the award",
            "before the decision",
            "in another currency",
            "twice with different content",
            "after the year",
        ],
    )
    def test_is_refused_and_leaves_the_ledger(self, kind, changed, message):
        """
        The error has a name of its own, its message says what to mend, and nothing of
        what was given is booked, the entries in order neither.
        """
        before, entries = LEDGER.content_hash, LEDGER.entries
        balances = LEDGER.balances().minor.tolist()
        usual = {"id": "A-2", "day": date(2018, 3, 2), "amount": Money.of(50, "EUR")}
        wrong = attrs.evolve(PAYMENT, **{**usual, **changed})
        right = attrs.evolve(BUDGET, id="H-2")

        with pytest.raises(kind) as caught:
            LEDGER.book(right, wrong, roster=ROSTER)
        assert kind is type(caught.value)
        assert message == str(caught.value)
        assert entries is LEDGER.entries
        assert balances == LEDGER.balances().minor.tolist()
        again = attrs.evolve(LEDGER, entries=Entries.of(entries, currency="EUR"))
        assert before == again.content_hash

    def test_twice_is_harmless(self):
        """
        The same payment with the same id changes nothing.
        """
        assert LEDGER is LEDGER.book(PAYMENT, PAYMENT, roster=ROSTER)

    def test_up_to_the_award_is_in_order(self):
        """
        What is left of the award can be paid, to the last cent.
        """
        rest = attrs.evolve(PAYMENT, id="A-2", amount=Money.of(100, "EUR"))

        assert 4 == len(LEDGER.book(rest, roster=ROSTER))

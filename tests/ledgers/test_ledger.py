"""Tests of the ledger: booking, guards, reversals, and what it says of itself."""

from __future__ import annotations

import pickle
from datetime import date

import attrs
import pytest

from fundmodel.errors import (
    BookingDayError,
    CarryOverError,
    ContradictingEntryError,
    InvalidDataError,
    LedgerError,
    MoneyError,
    OverdrawnAccountError,
)
from fundmodel.ledgers import (
    Account,
    BudgetTerms,
    Dimension,
    Entries,
    Entry,
    EntryKind,
    Ledger,
)
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster

TERMS = BudgetTerms(
    years=[BudgetYear.calendar(year) for year in range(2017, 2021)],
    carry_over_years=2,
    open_days=10,
)
EMPTY = Ledger(currency="EUR", terms=TERMS)
_USUAL = {
    EntryKind.CARRY_OVER: {"to_year": 2019},
    EntryKind.CARRY_OVER_COMMITTED: {"to_year": 2019},
    EntryKind.VIREMENT: {"to_line": "other"},
}


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


def entry(id, kind, month, day, amount, **given):
    """Book for 2018, to town a if to anybody."""
    usual = {"recipient": "a"} if kind.has_recipient else {}
    return Entry(
        **{
            "id": id,
            "kind": kind,
            "day": date(given.pop("on", 2018), month, day),
            "year": 2018,
            "amount": euros(amount),
            "part": "care",
            **usual,
            **_USUAL.get(kind, {}),
            **given,
        }
    )


BUDGET = entry("b", EntryKind.APPROPRIATION, 1, 1, 1_000)
COMMITMENT = entry("c", EntryKind.COMMITMENT, 2, 1, 400)
PAYMENT = entry("p", EntryKind.PAYMENT, 3, 1, 300)
LEDGER = EMPTY.book(BUDGET, COMMITMENT, PAYMENT)
AUTHORITY = entry("v", EntryKind.AUTHORITY, 1, 1, 500, year=2019)
FORWARD = entry("f", EntryKind.FORWARD_COMMITMENT, 2, 1, 300, year=2019)
AHEAD = EMPTY.book(AUTHORITY, FORWARD)
NEXT_BUDGET = entry("n", EntryKind.APPROPRIATION, 1, 1, 250, year=2019, on=2019)


def refused(ledger, *entries, kind=OverdrawnAccountError, **given):
    """Give the message of the error, and make sure that nothing was booked."""
    before = ledger.content_hash
    with pytest.raises(kind) as caught:
        ledger.book(*entries, **given)

    assert (
        before
        == Ledger(
            currency="EUR", terms=ledger.terms, entries=ledger.entries
        ).content_hash
    )
    assert kind is type(caught.value)
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301
    return str(caught.value)


class TestBook:
    def test_moves_from_account_to_account(self):
        """
        What was appropriated, committed and paid stands on its accounts.
        """
        assert euros(-1_000) == LEDGER.balance(Account.GRANTED)
        assert euros(600) == LEDGER.balance(Account.AVAILABLE)
        assert euros(100) == LEDGER.balance(Account.COMMITTED)
        assert euros(300) == LEDGER.balance(Account.PAID)
        assert 3 == len(LEDGER)
        assert [BUDGET, COMMITMENT, PAYMENT] == list(LEDGER.entries)

    def test_leaves_the_old_ledger(self):
        """
        A ledger does not change; booking gives another one.
        """
        assert 0 == len(EMPTY)
        assert euros(0) == EMPTY.balance(Account.AVAILABLE)

    def test_again_is_harmless(self):
        """
        The same entries once more change nothing, alone or among new ones.
        """
        use = entry("u", EntryKind.USE, 6, 1, 50)
        both = LEDGER.book(PAYMENT, use, use)

        assert LEDGER is LEDGER.book(BUDGET, PAYMENT)
        assert LEDGER is LEDGER.book_all(LEDGER.entries)
        assert LEDGER is LEDGER.book()
        assert ["b", "c", "p", "u"] == list(both.entries.ids)
        assert LEDGER.book(use).content_hash == both.content_hash

    @pytest.mark.parametrize(
        "changed",
        [
            {"amount": euros(299)},
            {"day": date(2018, 3, 2)},
            {"recipient": "b"},
            {"part": "school"},
            {"award": "A-1"},
            {"funds": "Bund"},
            {"note": "other"},
            {"kind": EntryKind.USE},
        ],
    )
    def test_refuses_an_id_with_other_content(self, changed):
        """
        One id cannot mean two things, in the ledger or in what is booked at once.
        """
        other = attrs.evolve(PAYMENT, **changed)
        message = refused(LEDGER, other, kind=ContradictingEntryError)

        assert message.startswith("entry 'p': the id of an entry is taken by another")
        refused(EMPTY, PAYMENT, other, kind=ContradictingEntryError)

    def test_columns_are_booked_alike(self):
        """
        A ledger made of columns is the one that was booked entry by entry.
        """
        columns = Entries.of([BUDGET, COMMITMENT, PAYMENT], currency="EUR")
        loaded = Ledger(currency="EUR", terms=TERMS, entries=columns)
        step_by_step = EMPTY.book(BUDGET).book(COMMITMENT).book(PAYMENT)

        assert LEDGER.content_hash == loaded.content_hash == step_by_step.content_hash

    def test_order_within_a_day_plays_no_part(self):
        """
        A payment may be booked before the commitment of the same day.
        """
        same_day = attrs.evolve(PAYMENT, day=COMMITMENT.day)
        ledger = EMPTY.book(same_day, COMMITMENT, BUDGET)

        assert euros(300) == ledger.balance(Account.PAID)

    def test_in_another_currency(self):
        """
        A ledger has one currency.
        """
        dollars = attrs.evolve(PAYMENT, id="p2", amount=Money.of(1, "USD"))
        message = refused(LEDGER, dollars, kind=LedgerError)
        entries = Entries.of([dollars], currency="USD")

        assert message.startswith("entry 'p2': what is to be booked is in another curr")
        with pytest.raises(LedgerError, match="another currency"):
            LEDGER.book_all(entries)
        with pytest.raises(LedgerError, match="another currency"):
            Ledger(currency="EUR", terms=TERMS, entries=entries)
        with pytest.raises(MoneyError):
            Ledger(currency="XYZ", terms=TERMS)

    @pytest.mark.parametrize(
        ("changed", "named"),
        [
            ({"year": 2016}, "year"),
            ({"origin": 2016}, "origin"),
            (
                {"kind": EntryKind.CARRY_OVER_COMMITTED, "to_year": 2021},
                "to_year",
            ),
        ],
    )
    def test_in_an_unknown_year(self, changed, named):
        """
        All budget years are among those of the terms.
        """
        message = refused(
            LEDGER, attrs.evolve(PAYMENT, id="p2", **changed), kind=LedgerError
        )

        assert message.startswith(f"entry 'p2', {named}: an entry names a budget year")
        assert "expected: 2017, 2018, 2019, 2020" in message

    def test_amounts_fit_64_bits_together(self):
        """
        What could not be added up is not booked.
        """
        huge = [
            entry(f"h{at}", EntryKind.APPROPRIATION, 1, 1, 2**61 // 100)
            for at in range(3)
        ]

        assert "too large together" in refused(EMPTY, *huge, kind=LedgerError)

    def test_evolving_checks_again(self):
        """
        Other terms are asked of all entries that are there.
        """
        later = BudgetTerms(years=[BudgetYear.calendar(2019)])

        with pytest.raises(LedgerError, match="a budget year that the ledger lacks"):
            attrs.evolve(LEDGER, terms=later)
        assert 3 == len(attrs.evolve(LEDGER, terms=attrs.evolve(TERMS, open_days=0)))


class TestRoster:
    ROSTER = Roster.from_records([{"id": "a", "name": "Aa"}], id="towns")

    def test_takes_whoever_is_on_it(self):
        """
        Entries without a recipient, and those of somebody known, are booked.
        """
        ledger = EMPTY.book(BUDGET, COMMITMENT, roster=self.ROSTER)

        ledger.check_recipients(self.ROSTER)
        assert 2 == len(ledger)

    def test_refuses_others(self):
        """
        Nobody is promised or paid anything who is not on the roster.
        """
        other = attrs.evolve(COMMITMENT, id="c2", recipient="A")
        message = refused(LEDGER, other, kind=LedgerError, roster=self.ROSTER)

        assert message == (
            "entry 'c2', roster 'towns': an entry names a recipient who is not on the "
            "roster\n  got: A\n  expected: one of 1 ids\n  mend: look it up in the "
            "roster"
        )
        with pytest.raises(LedgerError, match="not on the roster"):
            LEDGER.book(other).check_recipients(self.ROSTER)


class TestGuards:
    def test_payment_beyond_the_commitment(self):
        """
        Nobody is paid more than was committed.
        """
        assert refused(LEDGER, entry("p2", EntryKind.PAYMENT, 3, 2, 101)) == (
            "entry 'p2', year '2018', origin '2018', line 'care', part 'care', "
            "recipient 'a': this goes beyond what was committed to the recipient\n"
            "  got: 1.00 EUR too much on 2018-03-02\n"
            "  expected: at most 100.00 EUR\n"
            "  mend: book the commitment first, with the same year, part, award and "
            "budget line"
        )
        assert 4 == len(LEDGER.book(entry("p2", EntryKind.PAYMENT, 3, 2, 100)))

    @pytest.mark.parametrize(
        "changed",
        [
            {"recipient": "b"},
            {"part": "school"},
            {"award": "A-1"},
            {"funds": "Bund"},
            {"line": "x"},
            {"year": 2019, "day": date(2019, 2, 1)},
            {"origin": 2017},
        ],
    )
    def test_payment_out_of_another_commitment(self, changed):
        """
        Money that was committed to one is not paid to another, or for another thing.
        """
        other = attrs.evolve(PAYMENT, id="p2", amount=euros(1), **changed)

        assert "expected: nothing of it" in refused(LEDGER, other)

    def test_payment_before_the_decision(self):
        """
        Nobody is paid before the day of the commitment.
        """
        message = refused(LEDGER, entry("p2", EntryKind.PAYMENT, 1, 31, 10))

        assert (
            "this comes before what it takes from, the account 'committed'" in message
        )
        assert "got: 10.00 EUR too much on 2018-01-31" in message
        assert "expected: a day from 2018-02-01 on" in message

    def test_earlier_payment_that_leaves_too_little_for_a_later_one(self):
        """
        Whatever is booked late counts on its own day, and on all days after.
        """
        message = refused(LEDGER, entry("p2", EntryKind.PAYMENT, 2, 15, 200))

        assert message.startswith("entry 'p2'")
        assert "100.00 EUR too much on 2018-03-01" in message

    @pytest.mark.parametrize(
        ("kind", "amount", "said"),
        [
            (EntryKind.COMMITMENT, 601, "the appropriation does not cover this"),
            (EntryKind.LAPSE, 601, "the appropriation does not cover this"),
            (EntryKind.FREEZE, 601, "the appropriation does not cover this"),
            (EntryKind.VIREMENT, 601, "the appropriation does not cover this"),
            (EntryKind.CARRY_OVER, 601, "the appropriation does not cover this"),
            (EntryKind.COVER, 601, "the appropriation does not cover this"),
            (EntryKind.THAW, 1, "more is released from a freeze than was frozen"),
            (EntryKind.RELEASE, 101, "this goes beyond what was committed"),
            (
                EntryKind.CARRY_OVER_COMMITTED,
                101,
                "this goes beyond what was committed",
            ),
            (EntryKind.USE, 301, "this goes beyond what was paid to the recipient"),
            (EntryKind.RETURN, 301, "this goes beyond what was paid to the recipient"),
            (EntryKind.RESTORATION, 1, "this goes beyond what came back from the"),
            (EntryKind.EXPIRY, 1, "the commitment authority does not cover this"),
            (
                EntryKind.FORWARD_COMMITMENT,
                1,
                "the commitment authority does not cover",
            ),
        ],
    )
    def test_nothing_is_taken_that_is_not_there(self, kind, amount, said):
        """
        No account falls below zero.
        """
        assert said in refused(LEDGER, entry("x", kind, 5, 1, amount))

    def test_use_and_return_together(self):
        """
        What is proven and what is returned are together no more than was paid.
        """
        ledger = LEDGER.book(entry("u", EntryKind.USE, 5, 1, 200))

        assert "100.00 EUR" in refused(ledger, entry("r", EntryKind.RETURN, 6, 1, 101))
        assert 5 == len(ledger.book(entry("r", EntryKind.RETURN, 6, 1, 100)))

    def test_budget_lines_bind_and_not_parts(self):
        """
        Parts that share a budget line share its money.
        """
        budget = attrs.evolve(BUDGET, part=None, line="0919")
        ledger = EMPTY.book(
            budget, attrs.evolve(COMMITMENT, part="school", line="0919")
        )
        more = attrs.evolve(
            COMMITMENT, id="c2", part="care", line="0919", amount=euros(601)
        )

        assert "line '0919'" in refused(ledger, more)
        assert euros(600) == ledger.balance(Account.AVAILABLE, line="0919")
        assert euros(-400) == ledger.balance(Account.AVAILABLE, part="school")
        assert euros(400) == ledger.balance(Account.COMMITTED, part="school")

    def test_virement_brings_money_to_another_line(self):
        """
        Money saved on one line can be spent on another, and not on both.
        """
        ledger = LEDGER.book(
            entry("m", EntryKind.VIREMENT, 4, 1, 250, to_line="school")
        )

        assert euros(250) == ledger.balance(Account.AVAILABLE, line="school")
        assert euros(350) == ledger.balance(Account.AVAILABLE, line="care")
        assert 5 == len(
            ledger.book(entry("c2", EntryKind.COMMITMENT, 5, 1, 250, line="school"))
        )
        refused(ledger, entry("c2", EntryKind.COMMITMENT, 5, 1, 351))

    def test_money_that_came_back_can_be_spent_again(self):
        """
        A return does not raise what is available; its restoration does.
        """
        ledger = LEDGER.book(entry("r", EntryKind.RETURN, 6, 1, 100))
        restored = ledger.book(entry("a", EntryKind.RESTORATION, 6, 2, 100))

        assert euros(600) == ledger.balance(Account.AVAILABLE)
        assert euros(700) == restored.balance(Account.AVAILABLE)
        assert euros(0) == restored.balance(Account.RETURNED)


class TestDays:
    @pytest.mark.parametrize(
        ("booked", "said"),
        [
            (
                entry("x", EntryKind.COMMITMENT, 12, 31, 1, on=2017),
                "in the budget year",
            ),
            (entry("x", EntryKind.COMMITMENT, 1, 1, 1, on=2019), "in the budget year"),
            (
                entry("x", EntryKind.APPROPRIATION, 1, 1, 1, on=2019),
                "not after the end of the budget year, until 2018-12-31 for 2018",
            ),
            (
                entry("x", EntryKind.PAYMENT, 1, 11, 1, on=2019),
                "from the start of the budget year until its books are closed",
            ),
            (
                entry("x", EntryKind.AUTHORITY, 1, 1, 1),
                "before the budget year begins, until 2017-12-31 for 2018",
            ),
            (
                entry("x", EntryKind.COVER, 1, 11, 1, on=2019),
                "until the books of the budget year are closed",
            ),
        ],
    )
    def test_fit_kind_and_year(self, booked, said):
        """
        Money is committed and spent in its own budget year (§ 45 Abs. 1 BHO).
        """
        message = refused(LEDGER, booked, kind=BookingDayError)

        assert f"expected: {said}" in message

    def test_say_the_way_out(self):
        """
        The message names what lets money be used in another year.
        """
        early = refused(
            LEDGER,
            entry("x", EntryKind.COMMITMENT, 12, 31, 1, on=2017),
            kind=BookingDayError,
        )
        late = refused(
            LEDGER,
            entry("x", EntryKind.PAYMENT, 5, 1, 1, on=2019),
            kind=BookingDayError,
        )
        same = refused(
            LEDGER, entry("x", EntryKind.AUTHORITY, 5, 1, 1), kind=BookingDayError
        )

        assert "2018-01-01 to 2019-01-10 for 2018" in late
        assert "takes commitment authority" in early
        assert "takes a carry-over into the later one" in late
        assert "book an appropriation" in same

    def test_books_stay_open_for_a_while(self):
        """
        A payment shortly after the end of the year may still belong to it.
        """
        assert 4 == len(LEDGER.book(entry("x", EntryKind.PAYMENT, 1, 10, 1, on=2019)))


class TestCarryOver:
    def test_makes_a_later_payment_possible(self):
        """
        A payment after the budget year is in order where money was carried over.
        """
        ledger = LEDGER.book(
            entry("k", EntryKind.CARRY_OVER_COMMITTED, 1, 2, 100, on=2019),
            entry("p2", EntryKind.PAYMENT, 5, 1, 100, year=2019, origin=2018, on=2019),
        )

        assert euros(300) == ledger.balance(Account.PAID, year=2018)
        assert euros(100) == ledger.balance(Account.PAID, year=2019)
        assert euros(0) == ledger.balance(Account.COMMITTED)

    def test_brings_what_is_available_too(self):
        """
        What is left of a year can be committed in a later one.
        """
        ledger = LEDGER.book(
            entry("k", EntryKind.CARRY_OVER, 1, 2, 600, on=2019),
            entry(
                "c2", EntryKind.COMMITMENT, 5, 1, 50, year=2019, origin=2018, on=2019
            ),
        )

        assert euros(550) == ledger.balance(Account.AVAILABLE, year=2019, origin=2018)
        assert euros(0) == ledger.balance(Account.AVAILABLE, year=2019, origin=2019)
        assert euros(0) == ledger.balance(Account.AVAILABLE, year=2018)

    def test_ends_with_the_second_next_year(self):
        """
        The limit counts from the year that granted the money, over several steps.
        """
        budget = entry("b17", EntryKind.APPROPRIATION, 1, 1, 9, year=2017, on=2017)
        ledger = EMPTY.book(
            budget,
            entry("k1", EntryKind.CARRY_OVER, 1, 2, 9, year=2017, to_year=2018),
            entry(
                "k2",
                EntryKind.CARRY_OVER,
                1,
                2,
                9,
                year=2018,
                origin=2017,
                to_year=2019,
                on=2019,
            ),
        )
        third = entry(
            "k3",
            EntryKind.CARRY_OVER,
            1,
            2,
            9,
            year=2019,
            origin=2017,
            to_year=2020,
            on=2020,
        )
        message = refused(ledger, third, kind=CarryOverError)

        assert euros(9) == ledger.balance(Account.AVAILABLE, year=2019, origin=2017)
        assert (
            "expected: at most 2 years after 2017, which granted the money" in message
        )

    @pytest.mark.parametrize("year", [2017, 2018])
    def test_goes_forward(self, year):
        """
        Nothing is carried into the same year, or back.
        """
        back = entry("k", EntryKind.CARRY_OVER, 5, 1, 1, to_year=year)

        assert "a year after the one it is taken from" in refused(
            LEDGER, back, kind=CarryOverError
        )

    def test_needs_a_limit(self):
        """
        Where nobody says for how long, nothing is carried over.
        """
        unsaid = attrs.evolve(LEDGER, terms=attrs.evolve(TERMS, carry_over_years=None))
        carried = entry("k", EntryKind.CARRY_OVER, 1, 2, 1, on=2019)

        assert "a ledger that says for how long" in refused(
            unsaid, carried, kind=CarryOverError
        )

    @pytest.mark.parametrize(
        "kind", [EntryKind.APPROPRIATION, EntryKind.FORWARD_COMMITMENT]
    )
    def test_only_brings_money_of_another_year(self, kind):
        """
        Whatever grants money or authority does so for the year that it names.
        """
        other = entry("x", kind, 5, 1, 1, origin=2017)
        message = refused(LEDGER, other, kind=LedgerError)

        assert message.startswith(f"entry 'x', origin: an entry of kind {kind.value!r}")
        assert "got: 2017\n  expected: 2018" in message


class TestAuthority:
    def test_charges_a_later_budget(self):
        """
        What was committed for a later year is what its budget has to bring.
        """
        assert euros(-500) == AHEAD.balance(Account.ANTICIPATED, year=2019)
        assert euros(200) == AHEAD.balance(Account.AUTHORITY)
        assert euros(300) == AHEAD.balance(Account.COMMITTED, year=2019)

    def test_is_no_money_yet(self):
        """
        Nothing is paid before a budget covers what was committed in advance.
        """
        payment = entry("p2", EntryKind.PAYMENT, 3, 1, 251, year=2019, on=2019)
        cover = entry("d", EntryKind.COVER, 1, 2, 250, year=2019, on=2019)
        expiry = entry("e", EntryKind.EXPIRY, 12, 31, 200, year=2019)
        ledger = AHEAD.book(expiry, NEXT_BUDGET)
        covered = ledger.book(cover)

        assert "no budget covers yet what was committed" in refused(ledger, payment)
        assert "expected: at most 250.00 EUR" in refused(covered, payment)
        paid = covered.book(attrs.evolve(payment, amount=euros(250)))
        assert euros(250) == paid.balance(Account.PAID)
        assert euros(-50) == paid.balance(Account.ANTICIPATED)

    def test_a_promise_is_not_paid_out_of_another_one_s_cover(self):
        """
        What the budget committed to one recipient pays no promise to another: who was
        promised money ahead waits for its own cover.
        """
        other = entry(
            "c2", EntryKind.COMMITMENT, 2, 1, 300, year=2019, on=2019, recipient="b"
        )
        ahead = entry("p2", EntryKind.PAYMENT, 3, 1, 1, year=2019, on=2019)
        own = attrs.evolve(ahead, id="p3", recipient="b", amount=euros(300))
        ledger = AHEAD.book(attrs.evolve(NEXT_BUDGET, amount=euros(400)), other)

        assert "part 'care', recipient 'a': no budget covers yet" in refused(
            ledger, ahead
        )
        assert euros(300) == ledger.book(own).balance(Account.PAID, recipient="b")

    def test_old_money_covers_no_promise(self):
        """
        A release would make it money of the year, and carrying over would begin anew.
        """
        cover = entry("d", EntryKind.COVER, 1, 2, 1, year=2019, on=2019, origin=2018)

        assert "is of another year's money" in refused(
            AHEAD.book(NEXT_BUDGET), cover, kind=LedgerError
        )

    def test_cannot_be_covered_twice(self):
        """
        A budget covers no more than was committed in advance.
        """
        cover = entry("d", EntryKind.COVER, 1, 2, 301, year=2019, on=2019)
        budget = attrs.evolve(NEXT_BUDGET, amount=euros(400))

        assert "more is covered than was committed for this year in advance" in refused(
            AHEAD.book(budget), cover
        )

    def test_comes_back_when_a_commitment_is_given_up(self):
        """
        A commitment for a later year goes back to the authority; not to the budget,
        which never brought the money.
        """
        given_up = entry("g", EntryKind.FORWARD_RELEASE, 3, 1, 100, year=2019)
        as_money = entry("g", EntryKind.RELEASE, 3, 1, 100, year=2019)

        assert euros(300) == AHEAD.book(given_up).balance(Account.AUTHORITY)
        assert "no budget covers yet" in refused(AHEAD, as_money)

    def test_carried_over_commitments_need_no_cover(self):
        """
        What comes with its money covers nothing that was committed in advance.
        """
        ledger = LEDGER.book(
            AUTHORITY,
            FORWARD,
            entry("k", EntryKind.CARRY_OVER_COMMITTED, 1, 2, 100, on=2019),
        )
        carried = entry(
            "p2", EntryKind.PAYMENT, 5, 1, 100, year=2019, origin=2018, on=2019
        )
        ahead = entry("p3", EntryKind.PAYMENT, 5, 1, 1, year=2019, on=2019)

        assert 7 == len(ledger.book(carried))
        assert "no budget covers yet" in refused(ledger, ahead)


class TestReverse:
    def test_takes_an_entry_back(self):
        """
        A reversal moves the amount back, on its own day, and deletes nothing.
        """
        ledger = LEDGER.reverse("p", by="s", day=date(2019, 7, 1), note="wrong account")

        assert euros(0) == ledger.balance(Account.PAID)
        assert euros(400) == ledger.balance(Account.COMMITTED)
        assert euros(300) == ledger.as_of(date(2019, 6, 30)).balance(Account.PAID)
        assert "wrong account" == ledger.entry("s").note
        assert PAYMENT == ledger.entry("p")
        assert ledger is ledger.book(ledger.entry("s"))

    def test_only_what_nothing_was_built_on(self):
        """
        A commitment that was paid since cannot be taken back.
        """
        with pytest.raises(OverdrawnAccountError) as caught:
            LEDGER.reverse("c", by="s", day=date(2018, 7, 1))

        assert "reverse first what was booked on it since" in str(caught.value)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"reverses": "unknown"}, "an entry of the ledger"),
            ({"amount": euros(299)}, "an entry with the same content"),
            ({"recipient": "b"}, "an entry with the same content"),
            ({"reverses": "c"}, "an entry with the same content"),
            ({"day": date(2018, 2, 28)}, "an entry of that day or before"),
        ],
    )
    def test_fits_what_it_takes_back(self, changed, said):
        """
        A reversal has the content of the other entry, and comes after it.
        """
        reversal = attrs.evolve(
            PAYMENT, **{"id": "s", "day": date(2018, 7, 1), "reverses": "p", **changed}
        )

        assert f"expected: {said}" in refused(LEDGER, reversal, kind=LedgerError)

    def test_once(self):
        """
        Nothing is taken back twice, and no reversal is taken back.
        """
        ledger = LEDGER.reverse("p", by="s", day=date(2018, 7, 1))
        twice = attrs.evolve(PAYMENT, id="s2", day=date(2018, 7, 2), reverses="p")
        back = attrs.evolve(PAYMENT, id="s3", day=date(2018, 7, 2), reverses="s")

        assert "an entry not reversed before" in refused(
            ledger, twice, kind=LedgerError
        )
        assert "no reversal itself" in refused(ledger, back, kind=LedgerError)

    def test_needs_an_entry(self):
        """
        What was never booked cannot be taken back.
        """
        with pytest.raises(LedgerError, match="no entry has this id"):
            LEDGER.reverse("unknown", by="s", day=date(2018, 7, 1))


class TestAsOf:
    def test_shows_what_was_booked_until_then(self):
        """
        The ledger of a day has all entries until that day, and no others.
        """
        before, that_day = date(2018, 2, 28), date(2018, 3, 1)

        assert euros(0) == LEDGER.as_of(before).balance(Account.PAID)
        assert euros(400) == LEDGER.as_of(before).balance(Account.COMMITTED)
        assert LEDGER is LEDGER.as_of(that_day)
        assert EMPTY.book(BUDGET).content_hash == (
            LEDGER.as_of(date(2018, 1, 31)).content_hash
        )
        assert 0 == len(LEDGER.as_of(date(2017, 12, 31)))

    def test_can_be_booked_on(self):
        """
        A ledger of the past is a ledger.
        """
        past = LEDGER.as_of(date(2018, 2, 1))

        assert LEDGER.content_hash == past.book(PAYMENT).content_hash


class TestBalances:
    def test_are_told_apart(self):
        """
        Each account is added up by what is asked for.
        """
        ledger = LEDGER.book(
            entry("c2", EntryKind.COMMITMENT, 5, 1, 50, recipient="b"),
        )
        balances = ledger.balances(Dimension.PART, Dimension.RECIPIENT)

        assert (("care", None), ("care", "a"), ("care", "b")) == balances.cells
        assert euros(100) == balances.amount(Account.COMMITTED, "care", "a")
        assert euros(550) == balances.amount(Account.AVAILABLE, "care", None)
        assert euros(0) == balances.amount(Account.AVAILABLE, "care", "c")
        assert euros(150) == balances.amount(Account.COMMITTED)
        assert 3 == len(balances)
        assert 0 == balances.minor.sum()

    def test_are_sorted(self):
        """
        Years stand in the order of time, all else in that of its letters.
        """
        ledger = EMPTY.book(
            entry("b3", EntryKind.APPROPRIATION, 1, 1, 3, part="z"),
            entry("b2", EntryKind.APPROPRIATION, 1, 1, 2, part="a"),
            entry("b1", EntryKind.APPROPRIATION, 1, 1, 1, year=2017, part="z", on=2017),
        )
        balances = ledger.balances(Dimension.YEAR, Dimension.LINE)

        assert (("2017", "z"), ("2018", "a"), ("2018", "z")) == balances.cells

    def test_of_nothing_in_particular(self):
        """
        Without a dimension there is one row; without entries there is none.
        """
        assert ((),) == LEDGER.balances().cells
        assert euros(600) == LEDGER.balances().amount(Account.AVAILABLE)
        assert () == EMPTY.balances().cells
        assert euros(0) == EMPTY.balances(Dimension.FUNDS).amount(Account.PAID)
        assert ((None,),) == LEDGER.balances(Dimension.FUNDS).cells

    def test_of_some_money(self):
        """
        One account can be asked for by any of its dimensions.
        """
        assert euros(300) == LEDGER.balance(
            Account.PAID, year=2018, part="care", recipient="a", line="care"
        )
        assert euros(100) == LEDGER.balance(Account.COMMITTED, origin="2018")
        assert euros(0) == LEDGER.balance(Account.PAID, recipient="b")
        assert euros(0) == LEDGER.balance(Account.PAID, funds="Bund")
        assert euros(0) == LEDGER.balance(Account.PAID, award="A-1")
        with pytest.raises(LedgerError, match="no such budget year"):
            LEDGER.balance(Account.PAID, year=2016)

    def test_can_be_taken_as_columns(self):
        """
        Plain columns have the values of enums as names.
        """
        columns = LEDGER.balances(Dimension.RECIPIENT).columns()

        assert (None, "a") == columns["recipient"]
        assert [60_000, 0] == columns["available"].tolist()
        assert 1 + len(Account) == len(columns)

    def test_say_themselves(self):
        """
        All sums but those of zero are told.
        """
        assert str(LEDGER.balances(Dimension.RECIPIENT)) == (
            "no recipient\n"
            "  granted by budgets: -1,000.00 EUR\n"
            "  available: 600.00 EUR\n"
            "recipient a\n"
            "  committed, not yet paid: 100.00 EUR\n"
            "  paid, use not yet proven: 300.00 EUR"
        )
        assert LEDGER.balances(Dimension.RECIPIENT).text("de") == (
            "ohne Empfänger\n"
            "  von Haushalten bewilligt: -1.000,00 EUR\n"
            "  verfügbar: 600,00 EUR\n"
            "Empfänger a\n"
            "  gebunden, noch nicht ausgezahlt: 100,00 EUR\n"
            "  ausgezahlt, Verwendung noch nicht nachgewiesen: 300,00 EUR"
        )

    def test_refuse_what_they_have_not(self):
        """
        A cell is named in full, and a column is an account.
        """
        balances = LEDGER.balances(Dimension.PART, Dimension.RECIPIENT)

        with pytest.raises(InvalidDataError, match="one value for each dimension"):
            balances.amount(Account.PAID, "care")
        with pytest.raises(InvalidDataError, match="there is no such column"):
            balances.amount(EntryKind.AUTHORITY)


class TestTurnovers:
    def test_add_up_what_was_booked(self):
        """
        Each kind of entry is added up, less what was reversed.
        """
        ledger = LEDGER.book(
            entry("k", EntryKind.CARRY_OVER, 1, 2, 600, on=2019),
            entry("p2", EntryKind.PAYMENT, 4, 1, 20),
        ).reverse("p2", by="s", day=date(2018, 5, 1))
        turnovers = ledger.turnovers(Dimension.YEAR, Dimension.RECIPIENT)

        assert euros(300) == turnovers.amount(EntryKind.PAYMENT, "2018", "a")
        assert euros(400) == turnovers.amount(EntryKind.COMMITMENT, "2018", "a")
        assert euros(600) == turnovers.amount(EntryKind.CARRY_OVER, "2018", None)
        assert (("2018", None), ("2018", "a")) == turnovers.cells
        assert ((None,),) == LEDGER.turnovers(Dimension.FUNDS).cells


class TestText:
    def test_gives_each_account(self):
        """
        A ledger says itself in English and in German.
        """
        assert str(LEDGER) == (
            "ledger in EUR: 3 entries, budget years 2017, 2018, 2019, 2020\n"
            "granted by budgets: -1,000.00 EUR\n"
            "available: 600.00 EUR\n"
            "committed, not yet paid: 100.00 EUR\n"
            "paid, use not yet proven: 300.00 EUR"
        )
        assert EMPTY.text("de") == (
            "Hauptbuch in EUR: 0 Buchungen, Haushaltsjahre 2017, 2018, 2019, 2020"
        )


class TestRestoration:
    @pytest.mark.parametrize(("origin", "fits"), [(2017, True), (None, False)])
    def test_keeps_the_year_that_granted_the_money(self, origin, fits):
        """
        What came back is restored to the year whose money was paid, at most as much.
        """
        ledger = EMPTY.book(
            entry("g", EntryKind.APPROPRIATION, 1, 2, 100, year=2017, on=2017),
            entry(
                "o", EntryKind.CARRY_OVER, 12, 31, 100, year=2017, to_year=2018, on=2017
            ),
            entry("c", EntryKind.COMMITMENT, 2, 1, 100, origin=2017),
            entry("p", EntryKind.PAYMENT, 3, 1, 100, origin=2017),
            entry("r", EntryKind.RETURN, 4, 1, 60),
        )
        back = entry("b", EntryKind.RESTORATION, 5, 1, 60, origin=origin)

        if fits:
            assert euros(60) == ledger.book(back).balance(
                Account.AVAILABLE, year=2018, origin=2017
            )
        else:
            said = refused(ledger, back)
            assert "more is restored than was paid out of money of that year" in said
            assert "60.00 EUR too much on 2018-05-01" in said


class TestVirement:
    def test_goes_to_another_line(self):
        """
        Money that is moved to its own line is a mistake, not a virement.
        """
        same = entry("v", EntryKind.VIREMENT, 6, 1, 1, to_line="care")

        assert "goes to the line that it is taken from" in refused(
            LEDGER, same, kind=LedgerError
        )

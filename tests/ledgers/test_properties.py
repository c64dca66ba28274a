"""What holds for every ledger, whatever was booked."""

from __future__ import annotations

import functools
from collections import Counter
from contextlib import suppress
from datetime import date
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import LedgerError
from fundmodel.ledgers import (
    Account,
    BudgetFigure,
    BudgetTerms,
    Dimension,
    Entries,
    Entry,
    EntryKind,
    Ledger,
    overview_of,
    spending_of,
)
from fundmodel.money import Money
from fundmodel.periods import BudgetYear

YEARS = (2017, 2018, 2019)
EMPTY = Ledger(
    currency="EUR",
    terms=BudgetTerms(
        years=[BudgetYear.calendar(year) for year in YEARS],
        carry_over_years=1,
        open_days=40,
    ),
)
DAYS = [date(year, month, 3) for year in (*YEARS, 2020) for month in (1, 3, 9)]
BELOW_ZERO = {Account.GRANTED, Account.ANTICIPATED}
BUDGETS = [
    Entry(
        id=f"budget-{year}-{line}",
        kind=EntryKind.APPROPRIATION,
        day=date(year, 1, 3),
        year=year,
        amount=Money.from_minor(60, "EUR"),
        line=line,
    )
    for year in YEARS
    for line in ("a", "b")
] + [
    Entry(
        id="authority",
        kind=EntryKind.AUTHORITY,
        day=date(2017, 1, 3),
        year=2018,
        amount=Money.from_minor(40, "EUR"),
        part="a",
    )
]


def sums(ledger):
    """Give what stands on each account by everything, and nothing of zero."""
    balances = ledger.balances(*Dimension)
    return {
        (account, cell): int(minor)
        for cell, row in zip(balances.cells, balances.minor, strict=True)
        for account, minor in zip(Account, row, strict=True)
        if minor
    }


def entry_on(ledger, random, id):
    """Make an entry that takes from what stands on an account, perhaps too much."""
    filled = {key: minor for key, minor in sums(ledger).items() if minor > 0}
    account = random.choice(sorted({a for a, _ in filled} & TAKEN_FROM, key=str))
    key = random.choice([key for key in filled if key[0] is account])
    _, (year, origin, part, recipient, _, _, line) = key
    kind = random.choice([k for k in OFTEN if k.credited is account])
    charged = random.choice([int(year)] * 19 + [*YEARS])
    on = charged + kind.changes_year + (random.random() < 0.1)
    return Entry(
        id=id,
        kind=kind,
        day=date(on, random.choice([1, 3, 9]), 3),
        year=charged,
        amount=Money.from_minor(random.randint(1, filled[key] + 1), "EUR"),
        part=part,
        line=line,
        recipient=(recipient or random.choice("xy")) if kind.has_recipient else None,
        origin=None if origin == year else origin,
        to_year=min(charged + 1, YEARS[-1]) if kind.changes_year else None,
        to_line=random.choice("ab") if kind.changes_line else None,
    )


TAKEN_FROM = {kind.credited for kind in EntryKind} - BELOW_ZERO
OFTEN = (
    *EntryKind,
    *(EntryKind.COVER,) * 3,
    *(EntryKind.COMMITMENT, EntryKind.PAYMENT) * 5,
)


@functools.cache
def ledger_of(seed):
    """Make a ledger: of many entries those that can be booked, and some reversals."""
    random = Random(seed)  # noqa: S311  no secret
    ledger = EMPTY.book(*BUDGETS)
    for at in range(seed % 40):
        entry = entry_on(ledger, random, f"e{at}")
        with suppress(LedgerError):
            ledger = ledger.book(entry)
        if random.random() < 0.1:
            with suppress(LedgerError):
                ledger = ledger.reverse(entry.id, by=f"s{at}", day=entry.day)
    return ledger


# Made once for all tests: making them takes longer than testing them.
SEEDS = st.integers(0, 79)


def ledgers():
    """Draw a ledger."""
    return SEEDS.map(ledger_of)


@st.composite
def ledgers_and_entries(draw):
    """Draw a ledger and an entry that may or may not fit."""
    seed = draw(SEEDS)
    ledger, random = ledger_of(seed), Random(seed + 1)  # noqa: S311  no secret
    return ledger, entry_on(ledger, random, "new")


def by_hand(ledger):
    """Add up the entries one by one, as the definition says."""
    counted = Counter()
    for entry in ledger.entries:
        line = entry.line or entry.part
        sign = -1 if entry.reverses else 1
        legs = (
            (entry.kind.credited, entry.year, line, -sign),
            (
                entry.kind.debited,
                entry.to_year or entry.year,
                entry.to_line or line,
                sign,
            ),
        )
        for account, year, on_line, times in legs:
            known = {
                Dimension.YEAR: year,
                Dimension.ORIGIN: entry.origin or entry.year,
                Dimension.PART: entry.part,
                Dimension.RECIPIENT: entry.recipient,
                Dimension.AWARD: entry.award,
                Dimension.FUNDS: entry.funds,
                Dimension.LINE: on_line,
            }
            cell = tuple(v if d in account.holds else None for d, v in known.items())
            counted[account, cell] += times * entry.amount.minor
    return {key: minor for key, minor in counted.items() if minor}


class TestLedger:
    @given(ledgers())
    def test_balances(self, ledger):
        """
        All accounts add up to zero, on each day.
        """
        for day in DAYS:
            assert 0 == ledger.as_of(day).balances(*Dimension).minor.sum()

    @given(ledgers())
    def test_agrees_with_adding_up_by_hand(self, ledger):
        """
        Balances are what the entries say, one by one.
        """
        assert by_hand(ledger) == sums(ledger)

    @given(ledgers())
    def test_no_account_is_overdrawn(self, ledger):
        """
        No account is below zero on any day, nor more is paid of what was committed in
        advance than a budget covers.
        """
        for day in DAYS:
            now = ledger.as_of(day)
            below = Counter()
            for (account, cell), minor in sums(now).items():
                on_line = (cell[0], cell[1], cell[6])
                # Parts share their budget line.
                by_line = Dimension.RECIPIENT not in account.holds
                below[account, on_line if by_line else cell] += minor
            assert {a for (a, _), minor in below.items() if minor < 0} <= BELOW_ZERO
            for year in YEARS:
                uncovered = -sum(
                    now.balance(account, year=year).minor
                    for account in (Account.AUTHORITY, Account.ANTICIPATED)
                )
                own = now.balance(Account.COMMITTED, year=year, origin=year).minor
                assert 0 <= uncovered <= own

    @given(ledgers(), st.randoms(use_true_random=False))
    def test_order_within_a_day_plays_no_part(self, ledger, random):
        """
        The same entries in any order give the same balances.
        """
        mixed = list(ledger.entries)
        random.shuffle(mixed)
        again = Ledger(
            currency="EUR",
            terms=ledger.terms,
            entries=Entries.of(mixed, currency="EUR"),
        )

        assert sums(ledger) == sums(again)

    @given(ledgers(), st.data())
    def test_again_is_harmless(self, ledger, data):
        """
        Whatever was booked can be booked again, in part or as a whole.
        """
        some = data.draw(st.lists(st.sampled_from(list(ledger.entries))))

        assert ledger is ledger.book(*some)
        assert ledger is ledger.book_all(ledger.entries)

    @given(ledgers_and_entries())
    def test_reversal_restores(self, drawn):
        """
        An entry and its reversal leave the balances as they were.
        """
        ledger, entry = drawn
        with suppress(LedgerError):
            booked = ledger.book(entry)
            back = booked.reverse("new", by="back", day=date(2019, 12, 31))

            assert sums(ledger) == sums(back)
            assert len(ledger) + 2 == len(back)

    @given(ledgers_and_entries())
    def test_refusing_leaves_nothing_behind(self, drawn):
        """
        A ledger is the same after an entry was refused, and after one was booked.
        """
        ledger, entry = drawn
        before, hashed = sums(ledger), ledger.entries.content_hash
        with suppress(LedgerError):
            ledger.book(entry)

        assert before == sums(ledger)
        assert hashed == Entries.of(ledger.entries, currency="EUR").content_hash

    @given(ledgers(), st.dates(date(2016, 1, 1), date(2020, 1, 1)))
    def test_is_a_step_function_of_time(self, ledger, day):
        """
        Between two days of booking nothing changes.
        """
        booked = [entry.day for entry in ledger.entries if entry.day <= day]
        now = ledger.as_of(day)
        at_last_booking = ledger.as_of(max(booked, default=date.min))

        assert len(booked) == len(now)
        assert now.content_hash == at_last_booking.content_hash

    @given(ledgers())
    def test_at_once_or_one_by_one(self, ledger):
        """
        Columns, many entries and single ones make the same ledger.
        """
        at_once = EMPTY.book(*ledger.entries)
        columns = attrs.evolve(EMPTY, entries=ledger.entries)

        assert ledger.content_hash == at_once.content_hash == columns.content_hash

    def test_of_every_kind(self):
        """
        All this is tested with every kind of entry.
        """
        booked = {entry.kind for seed in range(80) for entry in ledger_of(seed).entries}

        assert set(EntryKind) == booked


KEYS = st.lists(st.sampled_from(list(Dimension)), max_size=3, unique=True)
NOTHING = Money.zero("EUR")


class TestOverview:
    @given(ledgers(), KEYS)
    def test_adds_up(self, ledger, by):
        """
        Whatever is booked and told apart, what each year had is what became of it.
        """
        overview = overview_of(ledger, *by)

        assert overview.had.tolist() == overview.became.tolist()

    @given(ledgers())
    def test_carries_as_much_out_as_in(self, ledger):
        """
        Money that is carried over, or goes to another line, is neither made nor lost.
        """
        total = overview_of(ledger).amount

        assert total(BudgetFigure.CARRIED_OUT) == total(BudgetFigure.CARRIED_IN)
        assert total(BudgetFigure.CARRIED_OUT_COMMITTED) == total(
            BudgetFigure.CARRIED_IN_COMMITTED
        )
        assert total(BudgetFigure.VIREMENT_OUT) == total(BudgetFigure.VIREMENT_IN)

    @given(ledgers())
    def test_agrees_with_the_balances(self, ledger):
        """
        What is open, available, frozen, lapsed, and left of the authority stands on
        the accounts; so does what was paid, with what became of it.
        """
        overview = overview_of(ledger)
        of_account = {
            BudgetFigure.OPEN: Account.COMMITTED,
            BudgetFigure.AVAILABLE: Account.AVAILABLE,
            BudgetFigure.FROZEN: Account.FROZEN,
            BudgetFigure.LAPSED: Account.LAPSED,
            BudgetFigure.AUTHORITY_LEFT: Account.AUTHORITY,
            BudgetFigure.UNPROVEN: Account.PAID,
            BudgetFigure.USED: Account.USED,
            BudgetFigure.WAIVED: Account.WAIVED,
        }

        for year in ledger.terms.labels:
            for figure, account in of_account.items():
                balance = ledger.balance(account, year=year)
                assert balance == overview.amount(figure, year)
            settled = (
                BudgetFigure.UNPROVEN,
                BudgetFigure.USED,
                BudgetFigure.RETURNED,
                BudgetFigure.WAIVED,
                BudgetFigure.SETTLED_OTHERWISE,
            )
            assert overview.amount(BudgetFigure.PAID, year) == sum(
                (overview.amount(figure, year) for figure in settled), NOTHING
            )
            used = (
                BudgetFigure.AUTHORITY_USED,
                BudgetFigure.AUTHORITY_EXPIRED,
                BudgetFigure.AUTHORITY_LEFT,
            )
            assert overview.amount(BudgetFigure.AUTHORITY, year) == sum(
                (overview.amount(figure, year) for figure in used), NOTHING
            )

    @given(ledgers(), st.sampled_from(list(Dimension)))
    def test_parts_add_up_to_the_whole(self, ledger, key):
        """
        Telling more apart changes no sum.
        """
        assert (
            overview_of(ledger).minor.sum(axis=0).tolist()
            == overview_of(ledger, key).minor.sum(axis=0).tolist()
        )

    @given(ledgers())
    def test_spending_adds_up(self, ledger):
        """
        What a year was granted was spent in some year, lapsed, or is left.
        """
        spending = spending_of(ledger)

        assert (
            spending.granted.tolist()
            == (spending.paid.sum(axis=1) + spending.lapsed + spending.left).tolist()
        )
        paid = overview_of(ledger).amount(BudgetFigure.PAID)
        assert paid.minor == spending.paid.sum()

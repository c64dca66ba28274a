"""
Measure a ledger: a million entries from columns, and what stands on the accounts.

    python benchmarks/ledger.py           full form, a million entries
    python benchmarks/ledger.py --short   a tenth of it, few repetitions

Every balance is proved against sums of the columns themselves. No time is ever
asserted. Memory is that of numpy and Python together, for each entry, above the
columns that were given.
"""

from __future__ import annotations

import argparse
import gc
import tracemalloc
from datetime import date, timedelta
from functools import partial
from typing import Final

import attrs
import numpy as np

import fundmodel as fm
from fundmodel.ledgers import (
    Account,
    Balances,
    BudgetFigure,
    BudgetTerms,
    Dimension,
    Entries,
    Entry,
    EntryKind,
    Ledger,
    overview_of,
)
from measuring import SEED, Figure, Run, Work, timed
from proofs import Integers

YEARS: Final = (2017, 2018)
PARTS: Final = 6
TERMS: Final = BudgetTerms(
    years=[fm.BudgetYear.calendar(year) for year in YEARS], carry_over_years=2
)
KINDS: Final = (
    EntryKind.COMMITMENT,
    EntryKind.PAYMENT,
    EntryKind.USE,
    EntryKind.RETURN,
)
"""What is booked for each award: all is paid, three quarters used, a quarter back."""


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="few repetitions")
    run = Run(short=parser.parse_args().short)
    measure(run)
    if not run.short:
        run.write()


@attrs.frozen(kw_only=True)
class Columns:
    """
    What an accounting system hands over, as lists.

    Attributes:
        ids: Ids of the entries.

        kinds: What is booked.

        days: When.

        years: Which budget year is charged.

        minor: Cents.

        parts: For what.

        recipients: Who.

        awards: By which decision.
    """

    ids: list[str]
    kinds: list[EntryKind]
    days: list[date]
    years: list[int]
    minor: Integers
    parts: list[str]
    recipients: list[str | None]
    awards: list[str | None]

    def read(self) -> Ledger:
        """Load and check them."""
        return Ledger(
            currency="EUR",
            terms=TERMS,
            entries=Entries.from_columns(
                currency="EUR", funds="Land", **attrs.asdict(self, recurse=False)
            ),
        )


def made_up(entries: int) -> Columns:
    """Make appropriations, and four entries for each award, in the order of time."""
    budgets = len(YEARS) * PARTS
    awards = (entries - budgets) // len(KINDS)
    rng = np.random.default_rng(SEED)
    quarters = rng.integers(1, 10**6, awards)
    of_award = np.tile(np.arange(awards), len(KINDS))
    year = of_award % len(YEARS)
    part = of_award // len(YEARS) % PARTS
    starts = [date(y, 1, 1) for y in YEARS]
    step = np.repeat(np.arange(len(KINDS)), awards)
    given = np.concatenate([4 * quarters, 4 * quarters, 3 * quarters, quarters])
    granted = [
        int(4 * quarters[(year[:awards] == y) & (part[:awards] == p)].sum())
        for y in range(len(YEARS))
        for p in range(PARTS)
    ]
    later = [timedelta(days=int(d)) for d in (of_award % 80) + 80 * step + 1]
    return Columns(
        ids=[f"b-{i}" for i in range(budgets)]
        + [f"v-{i:08d}" for i in range(len(of_award))],
        kinds=[EntryKind.APPROPRIATION] * budgets + [KINDS[k] for k in step],
        days=[starts[y] for y in range(len(YEARS)) for _ in range(PARTS)]
        + [starts[y] + d for y, d in zip(year.tolist(), later, strict=True)],
        years=[y for y in YEARS for _ in range(PARTS)] + [YEARS[y] for y in year],
        minor=np.concatenate([np.array(granted, dtype=np.int64), given]),
        parts=[f"part-{p}" for _ in YEARS for p in range(PARTS)]
        + [f"part-{p}" for p in part.tolist()],
        recipients=[None] * budgets + [f"{a % 11_000:08d}" for a in of_award.tolist()],
        awards=[None] * budgets + [f"a-{a}" for a in of_award.tolist()],
    )


def measure(run: Run) -> None:
    """Measure all of it."""
    entries = 100_000 if run.short else 1_000_000
    columns = made_up(entries)
    ledger = columns.read()
    prove(ledger, columns)
    book, again = partial(one_more, ledger), partial(ledger.book_all, ledger.entries)
    if len(book()) != entries + 1 or again() is not ledger:
        raise AssertionError("an entry is lost or booked twice")
    figure = partial(Figure, measure="ledger", recipients=entries)
    works: dict[str, tuple[Work, str]] = {
        "from columns, checked, and balances": (lambda: by_part(columns.read()), "< 3"),
        "from columns, checked": (columns.read, ""),
        "balances by year and part": (partial(by_part, ledger), ""),
        "balances by recipient": (partial(by_recipient, ledger), ""),
        "overview by year and part": (partial(overview_of, ledger, Dimension.PART), ""),
        "one more entry, checked": (book, ""),
        "all of them once more, which changes nothing": (again, ""),
    }
    for subject, (work, target) in works.items():
        runs = timed(work, 3 if run.short else 7)
        run.add(figure(subject=subject, runs=runs, target=target))
    kept, peak = (count / entries for count in memory(entries))
    at = partial(figure, unit="bytes")
    run.add(at(subject="memory held, ids included", runs=[kept], target="< 300"))
    run.add(at(subject="memory at the peak, above the columns", runs=[peak]))


def by_part(ledger: Ledger) -> Balances:
    """Tell years and parts apart."""
    return ledger.balances(Dimension.YEAR, Dimension.PART)


def by_recipient(ledger: Ledger) -> Balances:
    """Tell recipients apart."""
    return ledger.balances(Dimension.RECIPIENT)


def one_more(ledger: Ledger) -> Ledger:
    """Book another appropriation."""
    return ledger.book(
        Entry(
            id="one-more",
            kind=EntryKind.APPROPRIATION,
            day=date(2018, 12, 1),
            year=2018,
            amount=fm.Money.of(1, "EUR"),
            part="part-0",
            funds="Land",
        )
    )


def prove(ledger: Ledger, columns: Columns) -> None:
    """Compare with sums of the columns, and with what was booked for everybody."""
    found = by_part(ledger)
    if found.minor.sum() != 0:
        raise AssertionError("the accounts do not add up to zero")
    overview = overview_of(ledger, Dimension.PART)
    if (overview.had != overview.became).any():
        raise AssertionError("what a year had is not what became of it")
    kinds, years = np.array(columns.kinds), np.array(columns.years)
    parts = np.array(columns.parts)
    for year, part in found.cells:
        here = (years == int(year or 0)) & (parts == part)
        booked = {k: int(columns.minor[here & (kinds == k)].sum()) for k in EntryKind}
        expected = {
            Account.GRANTED: -booked[EntryKind.APPROPRIATION],
            Account.USED: booked[EntryKind.USE],
            Account.RETURNED: booked[EntryKind.RETURN],
        }
        for account in Account:
            got = found.amount(account, year, part).minor
            if got != expected.get(account, 0):
                raise AssertionError((year, part, account, got))
        paid = overview.amount(BudgetFigure.PAID, year, part).minor
        if paid != booked[EntryKind.PAYMENT]:
            raise AssertionError((year, part, paid))


def memory(entries: int) -> tuple[int, int]:
    """Give the bytes that a ledger holds without its columns, and the most above."""
    made_up(entries).read()
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    columns = made_up(entries)
    given, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    ledger = columns.read()
    by_part(ledger)
    _, peak = tracemalloc.get_traced_memory()
    del columns
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del ledger
    return held - before, peak - given


if __name__ == "__main__":
    main()

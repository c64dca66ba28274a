"""
Measure settlements: final amounts against payments, of a table or of a ledger.

    python benchmarks/settlement.py           full form, a million entries
    python benchmarks/settlement.py --short   a tenth of it, few repetitions

Every line is proved against sums of the columns themselves: paid, due, set off, repaid
and waived are the final amount. No time is ever asserted. Memory is that of numpy and
Python together, for each entry, above the columns that were given.
"""

from __future__ import annotations

import argparse
import gc
import tracemalloc
from datetime import date
from functools import partial
from typing import Final

import attrs
import numpy as np

import ledger as ledgers
from fundmodel.ledgers import Entries, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.set_offs import FAG_33_PASS_THROUGH, ClaimKind, Counterclaim
from fundmodel.settlement import (
    RecipientAmounts,
    Settlement,
    SmallRepayments,
    settle,
)
from fundmodel.sources import Assumption
from measuring import SEED, Figure, Run, Work, timed

DAY: Final = date(2018, 12, 31)
RULE: Final = attrs.evolve(FAG_33_PASS_THROUGH, natures=())
SMALL: Final = SmallRepayments(
    below=Money.of(1_000, "EUR"), source=Assumption(why="for the benchmark")
)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="few repetitions")
    run = Run(short=parser.parse_args().short)
    measure(run)
    if not run.short:
        run.write()


@attrs.frozen(kw_only=True)
class Tables:
    """
    Final amounts, payments and claims of as many recipients.

    Attributes:
        final: What each is to have.

        provisional: What each was to have before.

        paid: What each was paid; some have no final amount.

        claims: What each of them owes.
    """

    final: RecipientAmounts
    provisional: RecipientAmounts
    paid: RecipientAmounts
    claims: tuple[Counterclaim, ...]

    def settle(self, every: int = 1) -> Settlement:
        """Settle them, with the claim of one in so many, and a minimum."""
        return settle(
            self.final,
            self.paid,
            provisional=self.provisional,
            day=DAY,
            claims=self.claims[::every],
            set_off=RULE,
            small=SMALL,
        )


def made_up(recipients: int) -> Tables:
    """Draw amounts; a thousandth of those paid has no final amount."""
    rng = np.random.default_rng(SEED)
    ids = [f"{number:08d}" for number in range(recipients)]
    last = recipients - recipients // 1_000
    drawn = rng.integers(0, 10**8, (3, recipients))
    return Tables(
        final=RecipientAmounts.of(ids[:last], drawn[0, :last], currency="EUR"),
        provisional=RecipientAmounts.of(ids[:last], drawn[1, :last], currency="EUR"),
        paid=RecipientAmounts.of(ids, drawn[2], currency="EUR"),
        claims=tuple(
            Counterclaim(
                id=f"K-{id_}",
                recipient=id_,
                kind=ClaimKind.DISTRICT_LEVY,
                amount=Money.from_minor(10**6, "EUR"),
                due=date(2018, 12, 10),
            )
            for id_ in ids
        ),
    )


def measure(run: Run) -> None:
    """Measure all of it."""
    recipients = 10_000 if run.short else 100_000
    tables = made_up(recipients)
    times = 3 if run.short else 7
    for every, who in ((100, "of one in a hundred"), (1, "of everybody")):
        prove(tables.settle(every), tables.final, tables.paid)
        run.add(
            Figure(
                measure="settlement",
                subject=f"final, provisional, paid, claims {who}, a minimum",
                recipients=recipients,
                runs=timed(partial(tables.settle, every), times),
                target="< 0.2" if every > 1 else "< 1",
            )
        )
    measure_ledger(run, times)


def measure_ledger(run: Run, times: int) -> None:
    """Measure a settlement of a ledger, alone and with all that comes before."""
    entries = 100_000 if run.short else 1_000_000
    columns = ledgers.made_up(entries)
    ledger = columns.read()
    finals = finals_of(ledger)
    prove_ledger(settled(ledger, finals), columns)
    rich = with_budgets(ledger)
    booked = settled(rich, finals).book(rich, funds="Land")
    if settled(booked, finals).due.any() or len(booked) == len(rich):
        raise AssertionError("something is due after booking")

    def all_of_it() -> object:
        loaded = columns.read()
        return ledgers.by_part(loaded), settled(loaded, finals)

    works: dict[str, tuple[Work, str]] = {
        "from columns, checked, balances, and settled": (all_of_it, "< 3"),
        "settled": (partial(settled, ledger, finals), ""),
        "settled and booked": (
            lambda: settled(rich, finals).book(rich, funds="Land"),
            "",
        ),
    }
    figure = partial(Figure, measure="settlement of a ledger", recipients=entries)
    for subject, (work, target) in works.items():
        run.add(figure(subject=subject, runs=timed(work, times), target=target))
    kept = memory(entries) / entries
    run.add(
        figure(
            subject="memory held by ledger and settlement, ids included",
            unit="bytes",
            runs=[kept],
            target="< 300",
        )
    )


def finals_of(ledger: Ledger) -> tuple[RecipientAmounts, ...]:
    """Say that each recipient is to have 100 euros in each part."""
    who = ledger.entries.recipients.values
    return tuple(
        RecipientAmounts.of(who, [10_000] * len(who), currency="EUR", part=part)
        for part in ledger.entries.parts.values
    )


def with_budgets(ledger: Ledger) -> Ledger:
    """Appropriate what the settlement will pay."""
    parts = ledger.entries.parts.values
    return ledger.book_all(
        Entries.from_columns(
            currency="EUR",
            ids=[f"more-{part}" for part in parts],
            kinds=EntryKind.APPROPRIATION,
            days=date(2018, 12, 1),
            years=2018,
            minor=[10**12] * len(parts),
            parts=parts,
            funds="Land",
        )
    )


def settled(ledger: Ledger, finals: tuple[RecipientAmounts, ...]) -> Settlement:
    """Settle all parts at once."""
    return settle(finals, ledger, day=DAY)


def prove(done: Settlement, final: RecipientAmounts, paid: RecipientAmounts) -> None:
    """Compare with the columns."""
    columns = (done.paid, done.due, done.offset, done.repaid, done.waived)
    if (np.sum(columns, axis=0) != done.final).any():
        raise AssertionError("a line does not add up")
    due, goes_back = done.due + done.offset, done.repaid + done.waived
    rest = paid.minor.copy()
    rest[: len(final)] -= final.minor
    same = (due == np.maximum(-rest, 0)).all()
    if not same or (goes_back != -np.maximum(rest, 0)).any():
        raise AssertionError("a line is not what the columns say")
    used = sum(use.used.minor for use in done.claims)
    if used != done.offset.sum() or not used or not done.is_small.any():
        raise AssertionError("claims or small repayments were not looked at")


def prove_ledger(done: Settlement, columns: ledgers.Columns) -> None:
    """Compare what was paid with sums of the columns, recipient by recipient."""
    sign = np.array(
        [
            {EntryKind.PAYMENT: 1, EntryKind.RETURN: -1}.get(kind, 0)
            for kind in columns.kinds
        ]
    )
    paid: dict[tuple[str | None, str], int] = {}
    keys = zip(columns.parts, columns.recipients, strict=True)
    moved = (sign * columns.minor).tolist()
    for (part, who), minor in zip(keys, moved, strict=True):
        if who is not None:
            paid[part, who] = paid.get((part, who), 0) + minor
    codes = done.part_codes.tolist()
    found = {
        (done.parts[code], who): minor
        for code, who, minor in zip(codes, done.ids, done.paid.tolist(), strict=True)
        if minor
    }
    if found != paid:
        raise AssertionError("payments are lost")


def memory(entries: int) -> int:
    """Give the bytes that a ledger and its settlement hold without the columns."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    columns = ledgers.made_up(entries)
    ledger = columns.read()
    ledgers.by_part(ledger)
    done = settled(ledger, finals_of(ledger))
    del columns
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del ledger, done
    return held - before


if __name__ == "__main__":
    main()

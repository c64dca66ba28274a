"""
Measure rules of several provisions: five of them, and one that leaves 64 bits.

    python benchmarks/provisions.py           full form, up to a million recipients
    python benchmarks/provisions.py --short   few repetitions, no million

Every result is proved here: it adds up, keeps its bounds, and whoever stands at none
has the same amount for each head, rounded. No time is ever asserted.
"""

from __future__ import annotations

import argparse
import gc
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Final

import numpy as np

import fundmodel as fm
from fundmodel import rules
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.steps import State
from measuring import SEED, Figure, Run, heads, timed
from proofs import Integers

PARTS: Final = 5
LEAST: Final = fm.Money.of(500, "EUR")
MOST: Final = fm.Money.of(50_000, "EUR")
GUARANTEED: Final = Fraction(80, 100)
FIVE: Final = fm.AllocationRule(
    fm.Share(by="heads"),
    fm.Minimum(LEAST),
    fm.Maximum(MOST),
    fm.HoldHarmless(GUARANTEED),
    fm.Round("0.01"),
)
KOENIGSTEIN: Final = fm.AllocationRule(
    fm.ShareByFormula(
        formula=rules.WeightedShares(
            of=[rules.Term("2/3", "tax"), rules.Term("1/3", "heads")],
            name=fm.Text("key"),
        )
    ),
    fm.Round("0.01"),
)
"""Two thirds by tax, one third by heads: fractions that 64 bits do not hold."""


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="few repetitions")
    run = Run(short=parser.parse_args().short)
    measure(run)
    if not run.short:
        run.write()


def measure(run: Run) -> None:
    """Measure all of it."""
    measure_parts(run, 11_000)
    sizes = (11_000,) if run.short else (11_000, 1_000_000)
    for recipients in sizes:
        measure_formula(run, recipients)
    if not run.short:
        measure_many(run, 1_000_000)


def measure_parts(run: Run, recipients: int) -> None:
    """Allocate five parts, each by five provisions, with all steps."""
    roster, facts = made_up(recipients)
    total = total_of(roster)
    program = five_parts(total)
    allocate = partial(fm.allocate, program, roster, year=2026, facts=facts)
    for allocated in allocate().parts:
        prove(allocated.distribution.amounts, total, roster, facts)
    run.add(
        Figure(
            measure="five provisions",
            subject="five parts, all steps kept",
            recipients=f"{recipients:,} x {PARTS}",
            runs=timed(allocate, 3 if run.short else 21),
            target="< 0.25",
        )
    )


def measure_many(run: Run, recipients: int) -> None:
    """Take time and memory for many recipients, with steps and without."""
    roster, facts = made_up(recipients)
    total = total_of(roster)
    pot = fm.Money.from_minor(total, "EUR")

    def with_steps() -> object:
        return FIVE.fold(FIVE.begin(pot, roster), facts)

    def without() -> State:
        return FIVE.run(FIVE.begin(pot, roster), facts)

    prove(without().amounts.floor()[0], total, roster, facts)
    figure = partial(Figure, measure="five provisions", recipients=recipients)
    run.add(figure(subject="all steps", runs=timed(with_steps, 7), target="< 1.5"))
    run.add(figure(subject="no steps", runs=timed(without, 7)))
    for subject, work, most in (
        ("all steps", with_steps, "300"),
        ("no steps", without, "120"),
    ):
        kept, peak = (count / recipients for count in memory(work))
        at = partial(figure, unit="bytes")
        run.add(at(subject=f"memory held, {subject}", runs=[kept], target=f"< {most}"))
        run.add(at(subject=f"memory at the peak, {subject}", runs=[peak]))


def measure_formula(run: Run, recipients: int) -> None:
    """Share by a formula whose fractions leave 64 bits."""
    roster, facts = made_up(recipients)
    pot = fm.Money.from_minor(total_of(roster), "EUR")
    work = partial(KOENIGSTEIN.apply, pot, roster, facts=facts)
    amounts = work().amounts.tolist()
    if sum(amounts) != pot.minor:
        raise AssertionError(sum(amounts))
    for at in range(0, recipients, max(1, recipients // 1000)):
        exact = pot.minor * formula(roster, at)
        if not exact - 1 < amounts[at] < exact + 1:
            raise AssertionError((at, amounts[at], exact))
    run.add(
        Figure(
            measure="beyond 64 bits",
            subject="weighted shares of two columns, rounded",
            recipients=recipients,
            runs=timed(work, 1 if run.short else 5),
        )
    )


def formula(roster: fm.Roster, at: int) -> Fraction:
    """Compute one share by hand."""
    tax, counted = (
        Fraction(int(column.values[at]), int(column.values.sum()))
        for column in (*roster.columns_of("tax"), *roster.columns_of("heads"))
    )
    return Fraction(2, 3) * tax + Fraction(1, 3) * counted


def made_up(recipients: int) -> tuple[fm.Roster, Facts]:
    """Draw heads, taxes, and what everybody had last year."""
    counted = heads(recipients)
    draw = np.random.default_rng(SEED)
    taxes = counted * draw.integers(500, 2_000, recipients)
    before = np.minimum(counted * draw.integers(80, 120, recipients), MOST.minor)
    ids = tuple(f"{i:08d}" for i in range(recipients))
    roster = fm.Roster(
        id="towns",
        ids=ids,
        names=ids,
        kinds=("town",) * recipients,
        columns=(
            Column.of(Indicator(id="heads"), counted.tolist()),
            Column.of(Indicator(id="tax"), taxes.tolist()),
        ),
    )
    amounts = tuple(fm.Money.from_minor(cents, "EUR") for cents in before.tolist())
    last = fm.PublishedTable(id="last-year", ids=ids, names=ids, amounts=amounts)
    return roster, Facts(previous=last)


def total_of(roster: fm.Roster) -> int:
    """Give about a euro for each head, in cents."""
    return int(roster.columns_of("heads")[0].values.sum()) * 105


def five_parts(total: int) -> fm.Program:
    """Make five strands with the same rule."""
    budget = fm.YearBudget(year="2026", amount=fm.Money.from_minor(total, "EUR"))
    return fm.Program(
        id="five",
        name=fm.Text("Five"),
        currency="EUR",
        years=[fm.BudgetYear.calendar(2026)],
        parts=[
            fm.Strand(
                id=f"part-{number}",
                name=fm.Text(f"Part {number}"),
                legal_nature=fm.LegalNature.GRANT,
                budgets=[budget],
                rule=FIVE,
            )
            for number in range(PARTS)
        ],
    )


def prove(amounts: Integers, total: int, roster: fm.Roster, facts: Facts) -> None:
    """Make sure that it adds up, keeps all bounds and is the same for each head."""
    counted = roster.columns_of("heads")[0].values
    previous = facts.previous
    assert previous is not None
    had = np.array([amount.minor for amount in previous.amounts])
    # Cents cannot be less than 80 per cent of cents by a whole cent.
    least = np.maximum(LEAST.minor, -(-had * 80 // 100))
    if int(amounts.sum()) != total:
        raise AssertionError(int(amounts.sum()))
    if (amounts < least - 1).any() or (amounts > MOST.minor).any():
        raise AssertionError("a bound does not hold")
    free = (amounts > least + 1) & (amounts < MOST.minor - 1)
    each = zip(amounts[free].tolist(), counted[free].tolist(), strict=True)
    # Rounded amounts are less than a cent away from the exact ones.
    between = [(Fraction(a - 1, h), Fraction(a + 1, h)) for a, h in each]
    highest, lowest = max(low for low, _ in between), min(high for _, high in between)
    if highest > lowest:
        raise AssertionError("those at no bound have different rates")


def memory(work: Callable[[], object]) -> tuple[int, int]:
    """Give the bytes that a result holds, and the most that there was at once."""
    work()
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    result = work()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return held - before, peak - before


if __name__ == "__main__":
    main()

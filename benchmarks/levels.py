"""
Measure what is passed on from level to level, with the steps of all bodies kept.

    python benchmarks/levels.py           full form
    python benchmarks/levels.py --short   without a million municipalities

A Land divides a budget among its districts by heads, and each of them divides its
share among its municipalities, both to the cent. No time is asserted; each result is
proved: everybody is within a cent of the quota, and each district hands out what it
has.
"""

from __future__ import annotations

import argparse
from typing import Final

import numpy as np

import fundmodel as fm
from fundmodel.indicators import Column
from fundmodel.rules import Distribution, PassOn
from measuring import Figure, Run, heads, peak_bytes, timed
from proofs import Integers

BUDGET: Final = fm.Money.of(43_300_000_000, "EUR")
TARGETS: Final = {1_101: "under 5 ms"}
BY_HEADS: Final = fm.AllocationRule(fm.Share(by="heads"), fm.Round("0.01"))
RULE: Final = fm.AllocationRule(
    fm.Eligible(kinds=("district",)),
    fm.Share(by="heads"),
    fm.Round("0.01"),
    PassOn(kinds=("district",), to=("municipality",), rule=BY_HEADS),
)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="smaller")
    run = Run(short=parser.parse_args().short)
    measure(run)
    if not run.short:
        run.write()


def measure(run: Run) -> None:
    """Pass on in a Land, in a large country, and in one larger than any."""
    sizes = [(1_101, 44), (100_000, 2_000)]
    if not run.short:
        sizes.append((1_000_000, 10_000))
    for municipalities, districts in sizes:
        measure_one(run, municipalities, districts)


def measure_one(run: Run, municipalities: int, districts: int) -> None:
    """Measure one size: time, and memory above the roster."""
    owners = np.arange(municipalities) % districts
    people = heads(municipalities)
    roster = two_levels(owners, people, districts)

    def work() -> Distribution:
        return RULE.apply(BUDGET, roster)

    check(work(), owners, people, districts)
    size = f"{municipalities:,} in {districts:,}"
    small = municipalities < 10_000
    times = (5 if run.short else 31) if small else 3
    run.add(
        Figure(
            measure="levels",
            subject="two-level pass-through, steps kept",
            recipients=size,
            runs=tuple(timed(work, times)),
            target=TARGETS.get(municipalities, ""),
        )
    )
    if not small:
        run.add(
            Figure(
                measure="levels",
                subject="memory, result included",
                recipients=size,
                unit="bytes",
                runs=(peak_bytes(work) / municipalities,),
            )
        )


def two_levels(owners: Integers, people: Integers, districts: int) -> fm.Roster:
    """Make a roster of districts and of the municipalities below them."""
    above = [f"d{i:05}" for i in range(districts)]
    below = [f"m{i:07}" for i in range(len(owners))]
    sums = np.zeros(districts, dtype=np.int64)
    np.add.at(sums, owners, people)
    return fm.Roster(
        id="land",
        ids=[*above, *below],
        names=[*above, *below],
        kinds=[*["district"] * districts, *["municipality"] * len(below)],
        parents=[*[None] * districts, *(above[owner] for owner in owners.tolist())],
        columns=[Column.of(fm.Indicator(id="heads"), np.concatenate([sums, people]))],
    )


def check(
    done: Distribution, owners: Integers, people: Integers, districts: int
) -> None:
    """Prove that both margins are kept, and that all are near their quotas."""
    before = done.steps[2].after.amounts.floor()[0, :districts]
    amounts = done.amounts[districts:]
    sums, weights = (np.zeros(districts, dtype=np.int64) for _ in range(2))
    np.add.at(sums, owners, amounts)
    np.add.at(weights, owners, people)
    assert not done.amounts[:districts].any()
    assert np.array_equal(sums, before)
    assert BUDGET.minor == int(before.sum())
    # Python's integers, as the products leave 64 bits.
    away = (
        before[owners].astype(object) * people
        - amounts.astype(object) * weights[owners]
    )
    assert (abs(away) < weights[owners]).all()


if __name__ == "__main__":
    main()

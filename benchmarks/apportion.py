"""
Measure exact division, and what else people use for it.

    python benchmarks/apportion.py           full form; wants peers.txt and Unix
    python benchmarks/apportion.py --short   few sizes and repetitions, no peers
    python benchmarks/apportion.py --only batch grouped

The full form writes CSV files into figures/; page.py makes the tables and the plot
of docs/explanation/how-fast.md from them. Every result is proved; no time is ever
asserted.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

import others
from fundmodel.apportion import (
    adams,
    dean,
    dhondt,
    grouped,
    huntington_hill,
    largest_remainder,
    sainte_lague,
)
from measuring import SEED, Figure, Ratio, Run, Work, heads, interleaved, ratios, timed
from peers import OWN, VOTELIB, float_argsort, float_argsort_rows, shares
from proofs import (
    Integers,
    exact,
    prove_bounded,
    prove_divisors,
    prove_largest_remainder,
)

TOTAL: Final = 10**11 + 1
"""A billion euros and a cent."""

METHODS: Final = {
    "sainte_lague": (sainte_lague, "< 1.6"),
    "dhondt": (dhondt, "< 1.6"),
    "adams": (adams, "< 1.6"),
    "huntington_hill": (huntington_hill, "< 3"),
    "dean": (dean, "< 3"),
}
BASE: Final = "largest remainder"


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="few repetitions")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    asked = parser.parse_args()
    run = Run(short=asked.short)
    for name in asked.only:
        PARTS[name](run)
    if not run.short:
        run.write()


def short_form() -> None:
    """Run all parts with few repetitions, for every change."""
    run = Run(short=True)
    for measure in PARTS.values():
        measure(run)


# Largest remainder


def measure_largest_remainder(run: Run) -> None:
    """Compare with one multiplication, the form with floats, and an exact peer."""
    targets = {
        10_000: ("", "> 10"),
        1_000_000: ("", "> 10"),
        10_000_000: ("< 9", "> 20"),
    }
    times = {10_000: (5, 51), 1_000_000: (3, 25), 10_000_000: (2, 9)}
    for count, (of_floor, of_float) in targets.items():
        weights, product = heads(count), np.empty(count, dtype=np.int64)
        own = partial(largest_remainder, TOTAL, weights)
        prove_largest_remainder(TOTAL, weights, own())
        if count <= 1_000_000:
            assert exact(TOTAL, weights.tolist()) == own().tolist()
        works: dict[str, Work] = {
            BASE: own,
            "np.multiply": partial(np.multiply, weights, 3, out=product),
            "float64": partial(float_argsort, TOTAL, weights),
        }
        if run.short and count == 10_000_000:
            del works["float64"]
        run.compare(
            "largest remainder",
            works,
            [(BASE, "np.multiply", of_floor), ("float64", BASE, of_float)],
            recipients=count,
            times=times[count][not run.short],
        )
        run.memory("largest remainder", own, count, "< 12" if of_floor else "")


def measure_exact_peer(run: Run) -> None:
    """Compare with the package that is exact as well."""
    if run.short or not VOTELIB.is_here:
        print("exact peer: left out of the short form, or votelib is not installed")
        return
    for count, times in ((10_000, 5), (1_000_000, 2)):
        weights = heads(count).tolist()
        works = {peer.name: peer.prepare(TOTAL, weights) for peer in (OWN, VOTELIB)}
        wanted = exact(TOTAL, weights)
        got = shares(works[VOTELIB.name](), count)
        # It leaves ties open.
        assert all(a in {None, b} for a, b in zip(got, wanted, strict=True))
        run.compare(
            "exact peer",
            works,
            [(VOTELIB.name, OWN.name, "> 300")],
            recipients=count,
            times=times,
        )


# Divisor methods


def measure_divisors(run: Run) -> None:
    """Compare the divisor methods with the largest remainder, also with mass ties."""
    count = 1_000_000
    # Of equal weights half get a unit more, and all are tied for it.
    inputs = (
        ("divisor methods", heads(count), TOTAL, None),
        (
            "divisor methods, equal weights",
            np.full(count, 7),
            10**11 + count // 2,
            "< 10",
        ),
    )
    for measure, weights, total, other_target in inputs:
        works: dict[str, Work] = {BASE: partial(largest_remainder, total, weights)}
        turns: list[Ratio] = []
        for name, (method, target) in METHODS.items():
            works[name] = partial(method, total, weights)
            turns.append((name, BASE, other_target or target))
            prove_divisors(name, total, weights, method(total, weights))
        run.compare(
            measure, works, turns, recipients=count, times=2 if run.short else 15
        )


# Bounds


def measure_bounds(run: Run) -> None:
    """Raise a tenth of all to a minimum and cut a tenth to a maximum."""
    count = 1_000_000
    weights = heads(count)
    for measure, lower, upper in (
        ("bounds, one for all", *_common_bounds(weights)),
        ("bounds, of each", *_own_bounds(weights)),
    ):
        bounded = partial(
            largest_remainder, TOTAL, weights, minimum=lower, maximum=upper
        )
        every = [np.broadcast_to(np.asarray(b), weights.shape) for b in (lower, upper)]
        prove_bounded(TOTAL, weights, *every, bounded())
        run.compare(
            measure,
            {"bounded": bounded, BASE: partial(largest_remainder, TOTAL, weights)},
            [("bounded", BASE, "< 12")],
            recipients=count,
            times=2 if run.short else 15,
        )
        run.memory(measure, bounded, count, "< 32")


def _common_bounds(weights: Integers) -> tuple[int, int]:
    """Give a minimum and a maximum that each concern about a tenth."""
    quotas = weights * (TOTAL / weights.sum())
    return int(np.quantile(quotas, 0.1)), int(np.quantile(quotas, 0.9))


def _own_bounds(weights: Integers) -> tuple[Integers, Integers]:
    """Give a tenth a minimum above and a tenth a maximum below what it would get."""
    drawn = np.random.default_rng(SEED).random(weights.size)
    quotas = weights * (TOTAL / weights.sum())
    lower = np.where(drawn < 0.1, quotas * 1.25, 0).astype(np.int64)
    upper = np.where(drawn > 0.9, quotas * 0.75, TOTAL).astype(np.int64)
    return lower, upper


# Many at once


def measure_batch(run: Run) -> None:
    """Divide many rows at once, and one by one."""
    for rows, columns in ((100_000, 1_100), (100_000, 44)):
        count = _rows_in_memory(rows // (50 if run.short else 1), columns)
        weights = heads(count, columns)
        totals = np.random.default_rng(SEED).integers(10**9, TOTAL, count)
        batch = partial(largest_remainder, totals, weights)
        loop = partial(_one_by_one, totals, weights)
        result = batch()
        assert (result == loop()).all()
        for row in range(0, count, max(1, count // 1_000)):
            prove_largest_remainder(int(totals[row]), weights[row], result[row])
        del result
        run.compare(
            "batch",
            {
                "batch": batch,
                "float64": partial(float_argsort_rows, totals, weights),
                "loop": loop,
            },
            [("float64", "batch", "> 12"), ("loop", "batch", "> 15")],
            recipients=f"{count:,} x {columns:,}",
            times=2 if run.short else 5,
        )


def _rows_in_memory(rows: int, columns: int) -> int:
    """Give the rows, fewer where ten arrays of them do not fit into the memory."""
    if "SC_AVPHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return min(rows, 10_000)
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(rows, free // (10 * 8 * columns))


def _one_by_one(totals: Integers, weights: Integers) -> Integers:
    result = np.empty_like(weights)
    for row, total in enumerate(totals.tolist()):
        result[row] = largest_remainder(total, weights[row])
    return result


def measure_grouped(run: Run) -> None:
    """Divide many totals in one call, and one by one."""
    count, groups = 1_000_000, 10_000
    weights = heads(count)
    numbers = np.random.default_rng(SEED)
    cuts = np.sort(numbers.choice(np.arange(1, count), groups - 1, replace=False))
    offsets = np.concatenate([[0], cuts, [count]])
    totals = numbers.integers(10**5, 10**7, groups)
    together = partial(grouped, totals, weights, offsets)
    loop = partial(_group_by_group, totals, weights, offsets)
    result = together()
    assert (result == loop()).all()
    for group in range(0, groups, 50):
        members = slice(offsets[group], offsets[group + 1])
        prove_largest_remainder(int(totals[group]), weights[members], result[members])
    run.compare(
        "grouped",
        {"grouped": together, "loop": loop},
        [("loop", "grouped", "> 5")],
        recipients=f"{count:,} in {groups:,}",
        times=2 if run.short else 15,
    )


def _group_by_group(totals: Integers, weights: Integers, offsets: Integers) -> Integers:
    result = np.empty_like(weights)
    starts = offsets.tolist()
    for total, start, stop in zip(totals.tolist(), starts, starts[1:], strict=False):
        result[start:stop] = largest_remainder(total, weights[start:stop])
    return result


# Small and large


def measure_lists(run: Run) -> None:
    """Divide among few, from a list to a list."""
    for count, target in ((4, "< 3 µs"), (44, "< 15 µs")):
        weights = heads(count).tolist()
        assert exact(TOTAL, weights) == largest_remainder(TOTAL, weights)
        runs = timed(partial(largest_remainder, TOTAL, weights), 5 if run.short else 31)
        run.add(
            Figure(
                measure="lists",
                subject="from a list to a list",
                recipients=count,
                runs=runs,
                target=target,
            )
        )


def measure_growth(run: Run) -> None:
    """See whether ten times as many take ten times as long."""
    if run.short:
        print("growth: left out of the short form")
        return
    small, large = 10_000_000, 100_000_000
    weights = heads(large)
    part = weights[:small].copy()
    works: dict[str, Work] = {
        f"{small:,}": partial(largest_remainder, TOTAL, part),
        f"{large:,}": partial(largest_remainder, TOTAL, weights),
    }
    prove_largest_remainder(TOTAL, weights, largest_remainder(TOTAL, weights))
    runs = interleaved(works, 15)
    each = {
        name: [took / count for took in runs[name]]
        for name, count in zip(works, (small, large), strict=True)
    }
    figure = partial(Figure, measure="growth", subject="time of each recipient")
    for name, taken in each.items():
        run.add(figure(recipients=name, runs=taken))
    grown = ratios(each[f"{large:,}"], each[f"{small:,}"])
    run.add(
        figure(
            subject=f"time of each recipient, to that of {small:,}",
            recipients=large,
            runs=grown,
            unit="ratio",
            target="< 1.5",
        )
    )


PARTS: Final[dict[str, Callable[[Run], None]]] = {
    "largest-remainder": measure_largest_remainder,
    "exact-peer": measure_exact_peer,
    "divisors": measure_divisors,
    "bounds": measure_bounds,
    "batch": measure_batch,
    "grouped": measure_grouped,
    "lists": measure_lists,
    "growth": measure_growth,
    "curves": others.measure_curves,
    "divisor-peers": others.measure_divisor_peers,
    "answers": others.measure_answers,
    "floats": others.measure_floats,
}


if __name__ == "__main__":
    main()

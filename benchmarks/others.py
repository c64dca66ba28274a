"""What others need and answer, size by size; see `peers` for who they are."""

from __future__ import annotations

import math
import statistics
import time
import warnings
from functools import partial
from typing import Final

import numpy as np

import answers
from fundmodel.apportion import largest_remainder
from measuring import (
    Figure,
    Row,
    Run,
    at_most,
    heads,
    memory_at_most,
    shown,
)
from peers import LARGEST_REMAINDER, OWN, SAINTE_LAGUE, Peer, Ready, shares

TOTAL: Final = 10**11 + 1
SECONDS: Final = 60
"""A call that takes longer is broken off, and larger ones are not tried."""

TOO_LONG: Final = f"more than {SECONDS} s"

ENOUGH: Final = 2
"""So many seconds are spent on repetitions."""

MOST_RUNS: Final = 25
GIGABYTES: Final = 16
BUDGET: Final = 10**11
SEATS: Final = (
    (16, 598),
    (100, 10_000),
    (100, 100_000),
    (100, 1_000_000),
    (1_000, 1_000_000),
    (1_000, BUDGET),
)


def measure_curves(run: Run) -> None:
    """Take the time of everybody who is here, from 100 recipients up."""
    peers = [peer for peer in LARGEST_REMAINDER if peer.is_here]
    too_slow: set[str] = set()
    for size in range(2, 5 if run.short else 8):
        weights = heads(10**size)
        wanted = largest_remainder(TOTAL, weights).tolist()
        for peer in peers:
            if run.short and peer is not OWN:
                continue
            if peer.name not in too_slow and not _point(
                run, peer, weights.tolist(), wanted
            ):
                too_slow.add(peer.name)


def _point(run: Run, peer: Peer, weights: list[int], wanted: list[int]) -> bool:
    """Measure one peer at one size; tell whether ten times as many are worth a try."""
    ready = peer.prepare(TOTAL, weights)
    try:
        with at_most(SECONDS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = time.perf_counter()
            got = shares(ready(), len(weights))
            first = time.perf_counter() - start
    # Whatever is raised, it has no answer at this size.
    except Exception as error:  # noqa: BLE001  whatever a package raises is its answer
        print(f"curves | {peer.name} | {len(weights):,}: {type(error).__name__}")
        return False
    runs = _repeated(ready, first)
    wrong = sum(a != b for a, b in zip(got, wanted, strict=True))
    figure = partial(Figure, subject=peer.name, recipients=len(weights))
    run.add(figure(measure="curves", runs=runs))
    run.add(figure(measure="curves, other shares", runs=[wrong], unit="count"))
    return statistics.median(runs) * 10 < SECONDS


def _repeated(ready: Ready, first: float) -> list[float]:
    runs: list[float] = []
    for _ in range(min(MOST_RUNS, max(1, math.ceil(ENOUGH / first)))):
        start = time.perf_counter()
        ready()
        runs.append(time.perf_counter() - start)
    return runs


def measure_divisor_peers(run: Run) -> None:
    """Give seats by Sainte-Laguë, from a parliament to a budget in cents."""
    if run.short:
        print("divisor peers: left out of the short form")
        return
    peers = [peer for peer in SAINTE_LAGUE if peer.is_here]
    rows: list[Row] = [("recipients", "units", *(peer.name for peer in peers))]
    slow: set[str] = set()
    for count, total in SEATS:
        weights = heads(count).tolist()
        cells: list[str] = []
        for peer in peers:
            # A budget in cents is always tried: there it is not time alone that fails.
            if peer.name in slow and total != BUDGET:
                cells.append("-")
                continue
            cells.append(_seats(peer, total, weights))
            if cells[-1] == TOO_LONG:
                slow.add(peer.name)
        rows.append((f"{count:,}", f"{total:,}", *cells))
    run.table("divisors", rows)


def _seats(peer: Peer, total: int, weights: list[int]) -> str:
    """Say how long a peer takes, or what it raises."""
    wanted = SAINTE_LAGUE[0].prepare(total, weights)()
    ready = peer.prepare(total, weights)
    try:
        with (
            at_most(SECONDS),
            memory_at_most(GIGABYTES),
            np.errstate(all="ignore"),
        ):
            start = time.perf_counter()
            got = shares(ready(), len(weights))
            first = time.perf_counter() - start
    except TimeoutError:
        return TOO_LONG
    # Whatever is raised is the answer.
    except Exception as error:  # noqa: BLE001  whatever a package raises is its answer
        return f"raises {type(error).__name__}"
    took = shown(statistics.median(_repeated(ready, first)), "s")
    return took if got == wanted else f"{took}, other seats"


def measure_answers(run: Run) -> None:
    """Compare answers to hard input."""
    run.table("answers", answers.peers_on_hard_input())


def measure_floats(run: Run) -> None:
    """Count where floats go wrong."""
    run.table("floats-small", answers.floats_on_small_input())
    cases = 200 if run.short else answers.RANDOM_CASES
    run.table("floats-large", answers.floats_by_size(cases))

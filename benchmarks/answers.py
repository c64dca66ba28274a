"""
What others answer where it is hard, and where float64 goes wrong.

Times are not the point here: every answer is compared with the exact one.
"""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext

import numpy as np

from fundmodel.apportion import largest_remainder
from measuring import SEED, Row, at_most
from peers import FLOAT, OWN_LIST, PACKAGES, Peer, shares
from proofs import exact, is_largest_remainder

SECONDS = 20
CASES: tuple[tuple[str, int, list[int]], ...] = (
    ("10 among 1, 1, 4: all remainders are 2/3", 10, [1, 1, 4]),
    ("2 among 3, 3, 4", 2, [3, 3, 4]),
    ("100 among 60 equal weights", 100, [1] * 60),
    (
        "10^12 + 7 among 30 weights up to 10^9",
        10**12 + 7,
        np.random.default_rng(7).integers(1, 10**9, 30).tolist(),
    ),
    ("940,986,569,491,166", 940986569491166, [82773298, 303156190, 59684586]),
    ("54,492,081,660,262,374", 54492081660262374, [867174003, 179940793, 295568489]),
    ("10^17 among 1, 1, 4", 10**17, [1, 1, 4]),
    ("10^12, weights of 2^62, the last 1 more", 10**12, [2**62, 2**62, 2**62 + 1]),
    ("2^70 among 3, 3, 1", 2**70, [3, 3, 1]),
    ("nothing to divide", 0, [3, 3, 1]),
)


def peers_on_hard_input() -> list[Row]:
    """Ask everybody who is here; a row for each input."""
    asked = [peer for peer in (OWN_LIST, FLOAT, *PACKAGES) if peer.is_here]
    rows = [("input", *(peer.name for peer in asked))]
    rows += [
        (name, *(answer(peer, total, weights) for peer in asked))
        for name, total, weights in CASES
    ]
    assert {row[1] for row in rows[1:]} == {"exact"}
    return rows


def answer(peer: Peer, total: int, weights: list[int]) -> str:
    """Say in a few words how an answer compares with the exact one."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            with at_most(SECONDS):
                got = shares(peer.prepare(total, list(weights))(), len(weights))
        except TimeoutError:
            return f"more than {SECONDS} s"
        # Whatever is raised is the answer.
        except Exception as error:  # noqa: BLE001  whatever a package raises is its answer
            return f"raises {type(error).__name__}"
    return verdict(total, weights, got)


def verdict(total: int, weights: list[int], got: list[int | None]) -> str:
    """Compare with the exact shares."""
    wanted = exact(total, weights)
    whole = [share for share in got if share is not None]
    if got == wanted:
        return "exact"
    if len(whole) < len(got):
        return "leaves the tie open"
    if is_largest_remainder(total, weights, got):
        return "ties in another order"
    if sum(whole) != total:
        over = sum(whole) - total
        return f"sum {over:+,}" if abs(over) < 10**6 else f"sum {over:+.0e}"
    wrong = sum(a != b for a, b in zip(got, wanted, strict=True))
    return f"{wrong} wrong"


# Floats


def _int64_products(total: int, weights: list[int]) -> list[float]:
    array = np.array(weights)
    return ((array * total) / array.sum()).tolist()


def _by_share(total: int, weights: list[int]) -> list[float]:
    array = np.array(weights)
    return (total * (array / array.sum())).tolist()


def _by_rate(total: int, weights: list[int]) -> list[float]:
    array = np.array(weights)
    return (array * (total / array.sum())).tolist()


def _float_products(total: int, weights: list[int]) -> list[float]:
    array = np.array(weights, dtype=np.float64)
    return (array * total / array.sum()).tolist()


def _decimal(total: int, weights: list[int]) -> list[Decimal]:
    with localcontext() as context:
        context.prec = 28
        scale = Decimal(sum(weights))
        return [Decimal(total) * weight / scale for weight in weights]


Form = Callable[[int, list[int]], list[float] | list[Decimal]]
FORMS: dict[str, Form] = {
    "`T * w / W` in int64": _int64_products,
    "`T * (w / W)`": _by_share,
    "`w * (T / W)`": _by_rate,
    "`float(w) * T / W`": _float_products,
    "Decimal, 28 digits": _decimal,
}
RANDOM_CASES = 3_000
SIZES = (
    (10**12, 10**6),
    (10**12, 10**9),
    (10**15, 10**9),
    (10**17, 10**9),
    (9 * 10**18, 10**9),
)


def floats_on_small_input() -> list[Row]:
    """Try all of three recipients with weights up to 6 and totals up to 30."""
    cases = [
        (total, list(weights))
        for weights in itertools.product(range(7), repeat=3)
        if any(weights)
        for total in range(1, 31)
    ]
    return [
        ("inputs", *FORMS),
        (
            f"{len(cases):,}",
            *(f"{_count(form, cases)[0]:,}" for form in FORMS.values()),
        ),
    ]


def floats_by_size(cases_each: int = RANDOM_CASES) -> list[Row]:
    """Try random input of growing size: how many results and sums are wrong."""
    rows: list[Row] = [("totals up to", "weights up to", *FORMS)]
    for most_total, most_weight in SIZES:
        cases = list(_random(most_total, most_weight, cases_each))
        counts = (_count(form, cases) for form in FORMS.values())
        cells = (f"{wrong:,} ({sums:,})" for wrong, sums in counts)
        rows.append((_power(most_total), _power(most_weight), *cells))
    return rows


def _random(
    most_total: int, most_weight: int, count: int
) -> Iterator[tuple[int, list[int]]]:
    numbers = np.random.default_rng(SEED)
    for _ in range(count):
        total = int(numbers.integers(most_total // 10, most_total))
        recipients = int(numbers.integers(3, 13))
        yield total, numbers.integers(1, most_weight, recipients).tolist()


def _count(form: Form, cases: list[tuple[int, list[int]]]) -> tuple[int, int]:
    """Count results that differ from the exact ones, and sums that are wrong."""
    found: Counter[str] = Counter()
    for total, weights in cases:
        got = _largest(form, total, weights)
        found["wrong"] += got != largest_remainder(total, weights)
        found["sums"] += sum(got) != total
    return found["wrong"], found["sums"]


def _largest(form: Form, total: int, weights: list[int]) -> list[int]:
    """Divide by largest remainder with the quotas of a form."""
    # The overflow of int64 is part of the form, and numpy says nothing of it.
    quotas = form(total, weights)
    units = [int(quota // 1) for quota in quotas]
    rests = [quota - unit for quota, unit in zip(quotas, units, strict=True)]
    ranked = sorted(range(len(rests)), key=rests.__getitem__, reverse=True)
    for winner in ranked[: max(0, total - sum(units))]:
        units[winner] += 1
    return units


def _power(number: int) -> str:
    digits = str(number)
    return f"{'' if digits[0] == '1' else digits[0] + ' x '}10^{len(digits) - 1}"

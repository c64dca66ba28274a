"""
All methods against slow fractions, on thousands of adversarial cases.

The long run is ``pytest -m slow``. Cases come from a stated seed, so that a failure
can be repeated; its message shows the case.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

import attrs
import numpy as np
import pytest

from fundmodel.apportion import (
    Method,
    adams,
    cumulative,
    dean,
    dhondt,
    grouped,
    huntington_hill,
    largest_remainder,
    modified_sainte_lague,
    sainte_lague,
)
from fundmodel.errors import BoundsError

CASES = 1_000
SLOW_CASES = 210_000
LARGEST = 2**63 - 1
DIVISORS = {
    adams: (Fraction, 1),
    dean: (lambda s: Fraction(2 * s * (s + 1), 2 * s + 1), 1),
    dhondt: (lambda s: Fraction(s + 1), 1),
    huntington_hill: (lambda s: Fraction(s * (s + 1)), 2),
    modified_sainte_lague: (
        lambda s: Fraction(2 * s + 1, 2) if s else Fraction(7, 10),
        1,
    ),
    sainte_lague: (lambda s: Fraction(2 * s + 1, 2), 1),
}


@attrs.frozen(kw_only=True)
class Case:
    """What is divided, with a minimum, maximum and order or without."""

    total: int
    weights: list[int]
    lower: list[int] | None = None
    upper: list[int] | None = None
    order: list[int] | None = None

    @property
    def arguments(self) -> dict[str, list[int] | None]:
        """What a method takes besides."""
        return {"minimum": self.lower, "maximum": self.upper, "order": self.order}

    def can_be_solved(self) -> bool:
        """Whether the bounds leave room for the total."""
        least = self.lower or [0] * len(self.weights)
        if sum(least) > self.total:
            return False
        if self.upper is None:
            return True
        most = zip(self.weights, least, self.upper, strict=True)
        return self.total <= sum(high if w else low for w, low, high in most)


def cases(seed: int, count: int) -> Iterator[Case]:
    """Draw cases in which something is likely to go wrong."""
    draw = random.Random(seed)  # noqa: S311  no secret, but repeatable
    for _ in range(count):
        n = draw.choice([1, 2, 3, 4, 5, 6, 8, 13, 70])
        weights = _weights(draw, n)
        if not any(weights):
            weights[draw.randrange(n)] = 1
        total = _total(draw, sum(weights))
        order = [draw.randint(0, 3) for _ in weights] if draw.random() < 0.3 else None
        case = Case(total=total, weights=weights, order=order)
        yield _bounded(draw, case) if draw.random() < 0.4 else case


def _weights(draw: random.Random, n: int) -> list[int]:
    equal = draw.choice([1, 7, 2**40])
    most = 2 ** draw.randint(1, 50)
    kinds = (
        lambda: equal,
        lambda: draw.choice([0, 0, 1, 2, 3]),
        lambda: 2**62 // n - draw.randint(0, 3),
        lambda: 2**62 + draw.randint(-2, 2),
        lambda: draw.randint(0, most),
        # Multiples of one another: equal multipliers at every turn.
        lambda: draw.choice([1, 2, 3, 4, 6, 12]) * 10**6,
        lambda: draw.randint(1, 10**9),
    )
    weight = draw.choice(kinds)
    return [weight() for _ in range(n)]


def _total(draw: random.Random, weight: int) -> int:
    kinds = (
        lambda: draw.randint(0, 12),
        lambda: max(0, weight * draw.randint(0, 3) + draw.randint(-1, 1)) % LARGEST,
        lambda: LARGEST - draw.randint(0, 2),
        lambda: draw.randint(0, 2 ** draw.randint(1, 62)),
        lambda: draw.randint(0, 300),
        lambda: 10**11 + draw.randint(-1, 1),
    )
    return draw.choice(kinds)()


def _bounded(draw: random.Random, case: Case) -> Case:
    n = len(case.weights)
    each = case.total // n
    lower = [max(0, each * draw.randint(0, 4) // 3) for _ in range(n)]
    if sum(lower) > case.total and draw.random() < 0.9:
        lower = [low // 2 for low in lower]
    room = max(1, each // draw.choice([1, 2, 8]))
    upper = [low + draw.randint(0, 2 * room) for low in lower]
    kind = draw.randrange(4)
    if kind == 0:
        return attrs.evolve(case, lower=lower)
    if kind == 1:
        return attrs.evolve(case, upper=[each + draw.randint(0, 3) for _ in upper])
    if kind == 2 and sum(lower) <= sum(upper):
        # So tight that only one way is left.
        return attrs.evolve(case, total=sum(lower), lower=lower, upper=upper)
    return attrs.evolve(case, lower=lower, upper=upper)


def agrees(method: Method, case: Case, expected: list[int]) -> None:
    """Compare a list, an array, and a row among others with what is expected."""
    shares = method(case.total, case.weights, **case.arguments)
    array = np.array(case.weights)
    rows = np.array([case.weights, [1] * len(case.weights)])
    in_batch = method([case.total, case.total], rows, **case.arguments)

    assert (case, expected) == (case, shares)
    assert (case, expected) == (
        case,
        method(case.total, array, **case.arguments).tolist(),
    )
    assert (case, expected) == (case, in_batch[0].tolist())


def certifies(method: Method, case: Case, shares: list[int]) -> bool:
    """
    Tell whether no unit that was given comes after one that was not.

    With the sum, this holds for the right shares and for no others.
    """
    signpost, power = DIVISORS[method]
    least = case.lower or [0] * len(shares)
    keys = case.order or [0] * len(shares)
    most = case.upper or [case.total] * len(shares)

    def turn(i: int, held: int) -> tuple[object, ...]:
        step = signpost(held)
        weight = case.weights[i]
        return (step / weight**power, 0 if step else -weight, keys[i], i)

    with_weight = [i for i, weight in enumerate(case.weights) if weight]
    last = [turn(i, shares[i] - 1) for i in with_weight if shares[i] > least[i]]
    then = [turn(i, shares[i]) for i in with_weight if shares[i] < most[i]]
    in_bounds = all(
        low <= share <= high if weight else share == low
        for low, share, high, weight in zip(
            least, shares, most, case.weights, strict=True
        )
    )
    in_turn = not last or not then or max(last) < min(then)
    return sum(shares) == case.total and in_bounds and in_turn


def run(seed: int, count: int, slow_largest_remainder) -> None:
    """Divide every case by every method."""
    for case in cases(seed, count):
        if not case.can_be_solved():
            for method in (largest_remainder, cumulative, *DIVISORS):
                with pytest.raises(BoundsError):
                    method(case.total, case.weights, **case.arguments)
            continue
        expected = slow_largest_remainder(
            case.total, case.weights, case.lower, case.upper, case.order
        )
        agrees(largest_remainder, case, expected)
        for method in DIVISORS:
            shares = method(case.total, case.weights, **case.arguments)

            assert certifies(method, case, shares), (method.__name__, case, shares)
            agrees(method, case, shares)


def run_groups(seed: int, count: int) -> None:
    """Divide the cases in groups, and one by one."""
    found = [case for case in cases(seed, count) if case.lower == case.upper]
    weights = [weight for case in found for weight in case.weights]
    offsets = np.cumsum([0, *(len(case.weights) for case in found)])
    order = [key for c in found for key in c.order or [0] * len(c.weights)]
    shares = grouped([c.total for c in found], weights, offsets, order=order)
    one_by_one = [largest_remainder(c.total, c.weights, order=c.order) for c in found]

    assert [share for row in one_by_one for share in row] == shares


class TestAgainstFractions:
    def test_thousands_of_cases(self, slow_largest_remainder):
        """
        Largest remainder and divisor methods are exact on adversarial cases.
        """
        run(1, CASES, slow_largest_remainder)

    def test_groups(self):
        """
        Groups get what their cases get one by one.
        """
        run_groups(2, 3 * CASES)

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(10, 17))
    def test_hundreds_of_thousands_of_cases(self, slow_largest_remainder, seed):
        """
        The long run: more than 200,000 cases.
        """
        run(seed, SLOW_CASES // 7, slow_largest_remainder)
        run_groups(seed, SLOW_CASES // 7)

"""
Minimums that change the total, or that come first.

A method of apportionment takes minimums within its total: who is lifted is paid for
by the others. Three other rules are here; each takes a method as a function of a
total and weights.

- :func:`smallest_total`: the total grows until everybody has the minimum by right.
- :func:`top_up`: who has less is lifted, and the total grows by that.
- :func:`share_on_top`: everybody gets a base amount, and a share of the rest on top.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from fundmodel.apportion.bounds import named
from fundmodel.apportion.groups import refuse_no_method
from fundmodel.apportion.inputs import (
    MOST_AXES,
    array_of,
    exact_weights,
    figure,
    is_whole_number,
    misfit,
    not_whole,
    place,
    together,
    whole_numbers,
)
from fundmodel.apportion.integers import Integers, add, number, subtract
from fundmodel.apportion.integers import total as row_sums
from fundmodel.errors import AllocationError, BoundsError, InvalidDataError

__all__ = ["share_on_top", "smallest_total", "top_up"]

Divide: TypeAlias = Callable[..., object]
"""A method of apportionment, or a function that calls one: ``f(total, weights)``."""

MOST_TRIED: Final = 100_000
"""Totals that are tried one by one for a method that is not monotone."""

MOST_DOUBLINGS: Final = 200
"""A method that is not enough for so large a total never is."""


def smallest_total(
    f: Divide,
    weights: object,
    minimum: object,
    *,
    start: int = 0,
    is_monotone: bool = False,
) -> int:
    """
    Find the smallest total that gives everybody at least the minimum.

    So parliaments grow until the seats won in constituencies are covered (§ 6 (5)
    BWahlG as of 2013: the number of seats is raised until each party gets at least
    its minimum). Nobody is lifted: the shares of that total are those of the method.

    >>> from fundmodel.apportion import largest_remainder
    >>> smallest_total(largest_remainder, [5, 3, 1], [3, 3, 1])
    8
    >>> largest_remainder(8, [5, 3, 1])
    [4, 3, 1]

    A method that keeps to the quota rule may take away when the total grows, so that
    a larger total may break the minimums again. It is then tried total by total, from
    the first that could be enough.

    Args:
        f: The method. It keeps to the quota rule (nobody is a unit or more away from
            the exact quota: largest remainder, cumulative, quota method) or it is
            monotone (nobody loses when the total grows: divisor methods, quota
            method). Its shares add up to the total; of a function that is not one
            of the methods here this is believed.

        weights: As the method takes them, shape ``(n,)``.

        minimum: Whole units, one number for all or shape ``(n,)``.

        start: Smallest total that is wanted.

        is_monotone: Whether the method is monotone, so that halving finds the total
            and none needs to be tried one by one.

    Returns:
        The smallest total, not less than *start*, whose shares are all at least the
        minimum.

    Raises:
        InvalidDataError: Something is no whole number, shapes do not go together, or
            the method does not keep its total.

        BoundsError: Somebody without weight has a minimum above 0.

        AllocationError: Too many totals would have to be tried, or none is enough.
    """
    refuse_no_method(f, where="f")
    _refuse_leaking(f)
    exact = exact_weights(weights)
    if exact.ndim == MOST_AXES:
        raise misfit(exact.shape, expected="weights of shape (n,)")
    least = np.maximum(_units(minimum, exact.shape, where="minimum"), 0)
    if not is_whole_number(start):
        raise not_whole(start, where="start")
    _refuse_hopeless(exact, least)

    def is_enough(total: int) -> bool:
        shares = _shares(f(total, weights), exact.shape)
        if shares.shape != exact.shape:
            raise misfit(exact.shape, shares.shape, expected="shares of shape (n,)")
        return bool((shares >= least).all())

    lowest: int = max(int(start), sum(least.tolist()))
    if is_enough(lowest):
        return lowest
    needed, by_right = _window(exact, least)
    enough = _found(is_enough, lowest, max(by_right, lowest + 1))
    if is_monotone:
        return enough
    lowest = max(lowest + 1, needed)
    if enough - lowest > MOST_TRIED:
        raise AllocationError(
            "too many totals would have to be tried one by one",
            where="smallest_total",
            got=f"{figure(enough - lowest)} totals from {figure(lowest)} on",
            expected=f"{MOST_TRIED:,} or less",
            mend="take a monotone method (divisor methods are) and say "
            "is_monotone=True, or divide in larger units",
        )
    return next(filter(is_enough, range(lowest, enough)), enough)


def top_up(f: Divide, total: object, weights: object, minimum: object) -> object:
    """
    Share a total, and lift whoever has less than the minimum; the others keep theirs.

    The shares add up to more than the total where somebody is lifted. So seats won
    in constituencies were kept beyond the proportion (Überhangmandate; § 6 (5)
    BWahlG until 2011: the number of seats grows by the difference).

    >>> from fundmodel.apportion import largest_remainder
    >>> top_up(largest_remainder, 10, [5, 3, 1], [0, 0, 3])
    [6, 3, 3]

    Args:
        f: The method.

        total: Whole units to share by the method, as it takes them.

        weights: As the method takes them.

        minimum: Whole units, one number for all or shape ``(n,)`` or ``(s, n)``.

    Returns:
        The larger of share and minimum, in the form in which the method gives shares.

    Raises:
        InvalidDataError: Something is no whole number, or shapes do not go together.
    """
    refuse_no_method(f, where="f")
    everybody = array_of(weights, where="weights").shape[-1:]
    given = f(total, weights)
    shares = _shares(given, everybody)
    lifted = np.maximum(shares, _units(minimum, shares.shape, where="minimum"))
    return lifted.tolist() if isinstance(given, list) else lifted


def share_on_top(f: Divide, total: object, weights: object, base: object) -> object:
    """
    Give base amounts (Sockelbeträge), and share the rest on top of them.

    Unlike a minimum, a base amount is given to everybody, also to those whose share
    alone would be larger.

    >>> from fundmodel.apportion import largest_remainder
    >>> share_on_top(largest_remainder, 100, [1, 1, 3], 10)
    [24, 24, 52]
    >>> largest_remainder(100, [1, 1, 3], minimum=10)
    [20, 20, 60]

    Args:
        f: The method that shares the rest.

        total: Whole units to give in all; one number, or one for each scenario.

        weights: As the method takes them.

        base: Whole units that each gets first, not negative: one number for all, or
            shape ``(n,)`` or ``(s, n)``.

    Returns:
        Base amounts and shares of the rest, which add up to the total, in the form
        in which the method gives shares.

    Raises:
        InvalidDataError: Something is no whole number, a base amount is negative, or
            shapes do not go together.

        BoundsError: The base amounts add up to more than the total.
    """
    refuse_no_method(f, where="f")
    everybody = array_of(weights, where="weights").shape[-1:]
    amounts = _base(base, everybody)
    given = row_sums(np.atleast_2d(amounts))
    if is_whole_number(total):
        totals, is_one = number(int(total)), amounts.ndim < MOST_AXES
    else:
        totals, is_one = whole_numbers(total, where="total"), False
    _refuse_other_scenarios(totals, amounts)
    rest = subtract(totals, given)
    _refuse_too_much(totals, given, rest)
    shared = f(int(rest[0]) if is_one else rest, weights)
    given_on_top = _shares(shared, everybody)
    together(given_on_top.shape, amounts.shape)
    shares = add(given_on_top, amounts)
    return shares.tolist() if isinstance(shared, list) else shares


def _shares(given: object, everybody: tuple[int, ...]) -> Integers:
    """Read what the method gave to recipients of shape ``(n,)``."""
    shares = whole_numbers(given, where="shares")
    if shares.shape[-1:] != everybody:
        raise misfit(
            everybody, shares.shape, expected="a method that gives each one share"
        )
    return shares


def _units(units: object, shape: tuple[int, ...], *, where: str) -> Integers:
    if is_whole_number(units):
        return np.broadcast_to(number(int(units)), shape)
    read = whole_numbers(units, where=where)
    if read.shape not in {shape, shape[-1:]}:
        raise misfit(shape, read.shape, expected=f"{where} of shape (n,) or (s, n)")
    return read


def _base(base: object, everybody: tuple[int, ...]) -> Integers:
    if is_whole_number(base):
        amounts = _units(base, everybody, where="base")
    else:
        amounts = whole_numbers(base, where="base")
    if amounts.shape[-1:] != everybody:
        raise misfit(everybody, amounts.shape, expected="a base for each recipient")
    negative = amounts < 0
    if negative.any():
        position = int(np.flatnonzero(negative.ravel())[0])
        raise InvalidDataError(
            "a base amount is negative",
            where=place("base", amounts.shape, position),
            got=int(amounts.ravel()[position]),
            expected="0 or more",
            mend="give 0 to those who have none",
        )
    return amounts


def _refuse_other_scenarios(totals: Integers, amounts: Integers) -> None:
    is_row = amounts.ndim < MOST_AXES
    counts = {1, totals.size, 1 if is_row else len(amounts)}
    # One, and one other number at most.
    if totals.ndim >= MOST_AXES or len(counts) > MOST_AXES:
        raise misfit(
            totals.shape,
            amounts.shape,
            expected="a total of shape (s,), a base of shape (n,) or (s, n)",
        )


def _refuse_leaking(f: Divide) -> None:
    # A method with arguments of its own is a `functools.partial`.
    method = getattr(f, "func", f)
    family = getattr(method, "family", None)
    if not getattr(family, "keeps_the_total", True):
        raise InvalidDataError(
            "the shares of this method need not add up to the total",
            where="f",
            got=getattr(method, "__name__", f"{method!r}"),
            expected="a method that keeps its total",
            mend="take for example largest_remainder or sainte_lague",
        )


def _refuse_too_much(totals: Integers, given: Integers, rest: Integers) -> None:
    if not (rest < 0).any():
        return
    row = int(np.flatnonzero(rest < 0)[0])
    total, base = (int(np.broadcast_to(a, rest.shape)[row]) for a in (totals, given))
    raise BoundsError(
        "the base amounts add up to more than there is",
        where="base" if rest.size == 1 else f"scenario {row}",
        got=f"base amounts of {figure(base)} and a total of {figure(total)}",
        expected=f"base amounts that add up to {figure(total)} or less",
        mend=f"raise the total to {figure(base)} or more, or lower the base amounts",
    )


def _refuse_hopeless(weights: Integers, least: Integers) -> None:
    hopeless = (weights == 0) & (least > 0)
    if hopeless.any():
        raise BoundsError(
            "no total gives a minimum to somebody without weight",
            where="minimum",
            got=f"minimums of recipients {named(hopeless)}, whose weights are 0",
            expected="minimums of those who have a weight",
            mend="leave out who has no weight, or set the minimum to 0",
        )


def _window(weights: Integers, least: Integers) -> tuple[int, int]:
    """
    Give the totals from which the quota rule allows, and forces, the minimums.

    Everybody gets the quota rounded up or down. The minimum can be reached once the
    quota is above the minimum less one, and is once the quota is the minimum.
    """
    wanted = least > 0
    pairs = zip(weights[wanted].tolist(), least[wanted].tolist(), strict=True)
    whole = sum(weights.tolist())
    allowed, forced = 0, 0
    for weight, units in pairs:
        allowed = max(allowed, (units - 1) * whole // weight + 1)
        forced = max(forced, -(-units * whole // weight))
    return allowed, forced


def _found(is_enough: Callable[[int], bool], low: int, high: int) -> int:
    """Find a total that is enough while one less is not; *low* is not enough."""
    for _ in range(MOST_DOUBLINGS):
        if is_enough(high):
            break
        low, high = high, 2 * high - low + 1
    else:
        raise AllocationError(
            "no total is enough, however large",
            where="smallest_total",
            got=f"somebody below the minimum at a total of {figure(low)}",
            expected="a method that gives everybody more of a total that grows",
            mend="check what the method gives to whom; a maximum may be in the way",
        )
    while high - low > 1:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle
    return high

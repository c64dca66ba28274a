"""Groups: many totals, each divided among recipients of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeAlias, overload

import attrs
import numpy as np

from fundmodel.apportion.inputs import (
    exact_weights,
    figure,
    misfit,
    whole_numbers,
)
from fundmodel.apportion.integers import (
    MOST,
    Integers,
    magnitude,
    multiply,
    narrowed,
    widened,
)
from fundmodel.apportion.kernels import segments
from fundmodel.apportion.methods import largest_remainder
from fundmodel.apportion.rounding import check_sums
from fundmodel.apportion.signatures import Weight
from fundmodel.errors import (
    FundmodelError,
    InvalidDataError,
    NothingToShareByError,
)

__all__ = ["Divider", "grouped"]

Ints: TypeAlias = Sequence[int] | Integers


class Divider(Protocol):
    """
    What divides one total: a method, or a method with arguments of its own.

    `functools.partial(sainte_lague, minimum=1)` is one.
    """

    def __call__(
        self, total: int, weights: Integers, *, order: Integers | None = None
    ) -> Integers:
        """Divide a total, shape ``(n,)``."""
        ...


@overload
def grouped(
    totals: Ints,
    weights: Sequence[Weight],
    offsets: Ints,
    *,
    method: Divider = largest_remainder,
    order: Ints | None = None,
) -> list[int]: ...
@overload
def grouped(
    totals: Ints,
    weights: Integers,
    offsets: Ints,
    *,
    method: Divider = largest_remainder,
    order: Ints | None = None,
) -> Integers: ...
def grouped(
    totals: Ints,
    weights: Sequence[Weight] | Integers,
    offsets: Ints,
    *,
    method: Divider = largest_remainder,
    order: Ints | None = None,
) -> object:
    """
    Divide many totals, each among the recipients of its group.

    The recipients stand in one flat list, group after group: group i has those from
    ``offsets[i]`` up to, not including, ``offsets[i + 1]``.

    >>> grouped([10, 100], [1, 1, 4, 1, 2], [0, 3, 5])
    [2, 2, 6, 33, 67]

    The largest remainder divides all groups in a few passes, however many there
    are; any other method is called for one group after the other.

    Args:
        totals: Whole units to divide, one number for each group, shape ``(g,)``; a
            negative one gives the mirror image of the positive one.

        weights: Not negative, shape ``(n,)``, as the methods take them.

        offsets: Where each group begins, and at last where all end: ascending from 0
            to n, shape ``(g + 1,)``. Equal neighbours mean an empty group.

        method: What divides; it is called as ``method(total, weights, order=...)``
            with arrays.

        order: Keys that decide ties within a group, the smaller first, shape
            ``(n,)``; else the position decides.

    Returns:
        Whole shares, shape ``(n,)``: a list for a list, an array for an array. Those
        of a group add up to its total if the method keeps totals; nobody gets
        anything where the total is zero and there is no weight.

    Raises:
        InvalidDataError: A total, weight, offset or key is no number that can be
            taken exactly, a weight is negative, the offsets do not cover the
            weights, or there is no method to call.

        NothingToShareByError: A group has a total, but no weights, or only weights
            of zero.

        FundmodelError: What the method raises, with the group named.
    """
    refuse_no_method(method, where="method")
    exact = exact_weights(weights)
    whole = whole_numbers(totals, where="totals")
    if exact.ndim > 1 or whole.ndim > 1:
        raise misfit(
            whole.shape, exact.shape, expected="totals of shape (g,), weights of (n,)"
        )
    groups = Groups(
        totals=whole,
        weights=exact,
        offsets=_read_offsets(offsets, whole.size, exact.size),
        order=read_order(order, exact),
    )
    shares = groups.divided(method, lambda group: f"groups[{group}]")
    return shares.tolist() if isinstance(weights, Sequence) else shares


@attrs.frozen(kw_only=True, eq=False)
class Groups:
    """
    Totals and the recipients of each, read and checked.

    Attributes:
        totals: Of each group, shape ``(g,)``.

        weights: Group after group, not negative, shape ``(n,)``.

        offsets: Covering the weights, shape ``(g + 1,)``.

        order: Keys, shape ``(n,)``, or `None`.
    """

    totals: Integers
    weights: Integers
    offsets: Integers
    order: Integers | None

    def divided(self, method: Divider, place: Callable[[int], str]) -> Integers:
        """
        Divide the total of each group.

        Args:
            method: What divides.

            place: Names a group in errors.

        Returns:
            Whole shares, shape ``(n,)``.

        Raises:
            NothingToShareByError: A group has a total and nothing to share it by.

            FundmodelError: What the method raises, with the group named.
        """
        self._refuse_nothing_to_share_by(place)
        if method is largest_remainder:
            return self._by_remainders()
        parts = [np.zeros(0, dtype=np.int64)]
        for group, total in enumerate(self.totals.tolist()):
            own = slice(int(self.offsets[group]), int(self.offsets[group + 1]))
            weights = self.weights[own]
            keys = None if self.order is None else self.order[own]
            if not weights.any():
                parts.append(np.zeros(weights.size, dtype=np.int64))
                continue
            with named_within(f"{place(group)}: "):
                shares = method(total, weights, order=keys)
                parts.append(_checked(shares, weights))
        return narrowed(np.concatenate(parts))

    def sums(self, shares: Integers) -> Integers:
        """Add up the shares of each group, shape ``(g,)``."""
        longest = int(np.diff(self.offsets).max(initial=0))
        fits = magnitude(shares) * longest <= MOST
        return narrowed(self._reduced(np.add, shares if fits else widened(shares)))

    def _reduced(self, by: np.ufunc, each: Integers) -> Integers:
        """Reduce what belongs to each group; nothing gives 0."""
        starts, ends = self.offsets[:-1], self.offsets[1:]
        filled = ends > starts
        reduced: Integers = np.zeros(filled.shape, dtype=each.dtype)
        if filled.any():
            reduced[filled] = by.reduceat(each, starts[filled])
        return reduced

    def _by_remainders(self) -> Integers:
        signs = np.sign(self.totals).astype(np.int64)
        totals = multiply(self.totals, signs)
        shares = segments.shares(totals, self.weights, self.offsets, self.order)
        if (signs < 0).any():
            shares = multiply(shares, np.repeat(signs, np.diff(self.offsets)))
        check_sums(self.sums(shares)[:, np.newaxis], self.totals)
        return shares

    def _refuse_nothing_to_share_by(self, place: Callable[[int], str]) -> None:
        largest = self._reduced(np.maximum, self.weights)
        lost = (largest == 0) & (self.totals != 0)
        if not lost.any():
            return
        group = int(np.flatnonzero(lost)[0])
        count = int(self.offsets[group + 1] - self.offsets[group])
        by = f"{count} weights of 0" if count else "no weights"
        raise NothingToShareByError(
            "all weights of a group are zero"
            if count
            else "a group with a total is empty",
            where=place(group),
            got=f"{figure(int(self.totals[group]))} to share by {by}",
            expected="a weight above 0 wherever there is something to share",
            mend="check whether the group is the right one; where a part has no "
            "parts of its own, give it one, with any weight",
        )


def refuse_no_method(method: object, *, where: str) -> None:
    """
    Refuse what cannot be called, for example the name of a method.

    Raises:
        InvalidDataError: It cannot.
    """
    if not callable(method):
        raise InvalidDataError(
            "this is no method",
            where=where,
            got=f"{method!r}",
            expected="a method of apportionment, or a function that calls one",
            mend="give the method itself, for example sainte_lague, without quotes",
        )


@contextmanager
def named_within(prefix: str) -> Generator[None]:
    """Put a prefix before the place in whatever error comes from inside."""
    try:
        yield
    except FundmodelError as error:
        error.where = f"{prefix}{error.where}"
        raise


def _checked(shares: Integers, weights: Integers) -> Integers:
    whole = whole_numbers(shares, where="what the method gave")
    if whole.shape != weights.shape:
        raise misfit(
            weights.shape, whole.shape, expected="a method that gives each one share"
        )
    return whole


def _read_offsets(offsets: Ints, groups: int, count: int) -> Integers:
    known = whole_numbers(offsets, where="offsets")
    if known.shape != (groups + 1,):
        raise InvalidDataError(
            "there is not one offset more than totals",
            where="offsets",
            got=f"shape {known.shape}, and {groups} totals",
            expected=f"shape ({groups + 1},)",
            mend="give where each group begins, and at last where all end",
        )
    down = np.flatnonzero(known[1:] < known[:-1]) + 1
    faults = (
        (known[0] != 0, 0, "0, as the first group begins with the first weight"),
        (down.size > 0, *_descent(known, down)),
        (known[-1] != count, groups, f"{count}, the number of weights"),
    )
    for is_fault, position, expected in faults:
        if is_fault:
            raise InvalidDataError(
                "the offsets do not cover the weights",
                where=f"offsets[{position}]",
                got=int(known[position]),
                expected=expected,
                mend="every weight belongs to one group; offsets are the running sum "
                "of the sizes of the groups, beginning with 0",
            )
    return known


def _descent(offsets: Integers, down: Integers) -> tuple[int, str]:
    position = int(down[0]) if down.size else 0
    return position, f"at least {offsets[position - 1]}, the offset before"


def read_order(order: Ints | None, weights: Integers) -> Integers | None:
    """
    Read keys, shape ``(n,)``.

    Raises:
        InvalidDataError: They are no whole numbers, or of another shape.
    """
    if order is None:
        return None
    keys = whole_numbers(order, where="order")
    if keys.shape != weights.shape:
        raise misfit(weights.shape, keys.shape, expected="order of shape (n,)")
    return keys

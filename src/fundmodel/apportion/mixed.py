"""Exact amounts as arrays: mixed numbers ``whole + rem / den``."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Self

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion import denominators
from fundmodel.apportion.inputs import (
    MOST_AXES,
    array_of,
    checked_groups,
    checked_mask,
    is_whole_number,
    misfit,
    not_whole,
    place,
    together,
    whole_numbers,
)
from fundmodel.apportion.integers import (
    Booleans,
    Integers,
    add,
    divide,
    divisor,
    multiply,
    narrowed,
    number,
    objects,
    running,
    subtract,
    total,
)
from fundmodel.errors import InvalidDataError

__all__ = ["Mixed"]


def _kept(array: Integers) -> Integers:
    return _read_only(whole_numbers(array, where="mixed"))


def _owned(array: Integers) -> Integers:
    # Saves the copy that would be made of an array that others may write to.
    array.setflags(write=False)
    return array


def _one(axes: int) -> Integers:
    return np.ones((1,) * axes, dtype=np.int64)


def _read_only(array: Integers) -> Integers:
    if _is_fixed(array):
        return array
    own = array.copy()
    own.setflags(write=False)
    return own


def _is_fixed(array: object) -> bool:
    """Tell whether nobody can write to an array, nor to what it is a view of."""
    while isinstance(array, np.ndarray):
        if array.flags.writeable:
            return False
        array = array.base
    return array is None


@attrs.frozen(kw_only=True, eq=False)
class Mixed:
    """
    Exact numbers ``whole + rem / den`` with ``0 <= rem < den``, as arrays.

    Negative numbers have a negative whole part: -1/3 is ``-1 + 2 / 3``. All
    operations are exact; the arrays are ``int64`` while everything fits and hold
    Python integers where it does not. Numbers have the shape ``(s,)``, one for
    each scenario, or ``(s, n)``, for the recipients of each scenario; ``(s, 1)``
    and ``(1, n)`` go together with ``(s, n)``, ``(s,)`` does so by :meth:`column`.

    >>> thirds = Mixed.from_fractions([[Fraction(1, 3), Fraction(1, 6), 2]])
    >>> thirds.sum().fraction(0)
    Fraction(5, 2)
    >>> (thirds + thirds).scale(Fraction(1, 2)).equals(thirds).tolist()
    [[True, True, True]]

    Attributes:
        whole: Whole parts, rounded down, shape ``(s,)`` or ``(s, n)``.

        rem: Numerators of the fractions, same shape.

        den: Denominators, positive; as many axes, broadcasts to the shape.
    """

    # Keeps numpy from taking apart what stands to the right of an array.
    __array_ufunc__: ClassVar[None] = None

    whole: Integers = attrs.field(converter=_kept)
    rem: Integers = attrs.field(converter=_kept)
    den: Integers = attrs.field(converter=_kept)

    def __attrs_post_init__(self) -> None:
        shapes = {self.whole.shape, self.rem.shape}
        axes = zip(self.den.shape, self.whole.shape, strict=False)
        broadcasts = self.den.ndim == self.whole.ndim and all(
            one in {1, other} for one, other in axes
        )
        if len(shapes) > 1 or not broadcasts:
            raise InvalidDataError(
                "the parts of mixed numbers have different shapes",
                where="mixed",
                got=f"{self.whole.shape}, {self.rem.shape}, {self.den.shape}",
                expected="whole and rem of one shape, den broadcasting to it",
                mend="use Mixed.of or Mixed.from_fractions",
            )
        if not (self.rem >= 0).all() or not (self.rem < self.den).all():
            raise InvalidDataError(
                "a fraction is negative, or 1 or more",
                where="mixed",
                expected="0 <= rem < den",
                mend="use Mixed.from_fractions",
            )

    @classmethod
    def of(cls, ints: object) -> Self:
        """
        Take whole numbers from a list, nested for two axes, or an array.

        Raises:
            InvalidDataError: Something is no whole number, or the shape is wrong.
        """
        whole = whole_numbers(ints, where="mixed")
        return cls(whole=whole, rem=np.zeros_like(whole), den=_one(whole.ndim))

    @classmethod
    def zeros(cls, shape: tuple[int, ...]) -> Self:
        """Give zeros of a shape ``(s,)`` or ``(s, n)``."""
        return cls.of(np.zeros(shape, dtype=np.int64))

    @classmethod
    def from_fractions(cls, fractions: object) -> Self:
        """
        Take fractions and whole numbers from a sequence, nested for two axes.

        Raises:
            InvalidDataError: Something is neither, or the shape is wrong.
        """
        array = array_of(fractions, where="mixed")
        flat = array.ravel().tolist()
        for position, value in enumerate(flat):
            if not isinstance(value, Fraction) and not is_whole_number(value):
                raise not_whole(value, where=place("mixed", array.shape, position))
        # int(), because a fraction may be made of numpy's numbers, which overflow.
        above = objects([int(value.numerator) for value in flat], array.shape)
        below = objects([int(value.denominator) for value in flat], array.shape)
        numerator, den = narrowed(above), narrowed(below)
        numerator, den = denominators.shared(numerator, den) or (numerator, den)
        return cls.composed(np.zeros(array.shape, dtype=np.int64), numerator, den)

    @classmethod
    def composed(cls, whole: Integers, numerator: Integers, den: Integers) -> Self:
        """
        Make ``whole + numerator / den``, bringing the fraction between 0 and 1.

        Args:
            whole: Whole numbers.

            numerator: Whole numbers of the same shape, also negative.

            den: Positive, broadcasts to that shape, of as many axes.
        """
        carried, rem = divide(numerator, den)
        rem, den = denominators.reduced(rem, den)
        return cls(whole=_owned(add(whole, carried)), rem=_owned(rem), den=den)

    @property
    def shape(self) -> tuple[int, ...]:
        """``(s,)`` or ``(s, n)``."""
        return self.whole.shape

    @property
    def is_whole(self) -> Booleans:
        """Which numbers have no fraction."""
        whole: Booleans = self.rem == 0
        return whole

    def fraction(self, *index: int) -> Fraction:
        """Give one number, for example ``fraction(0, 3)``."""
        den = np.broadcast_to(self.den, self.shape)[index]
        return int(self.whole[index]) + Fraction(int(self.rem[index]), int(den))

    def fractions(self) -> npt.NDArray[np.object_]:
        """Give all numbers as an object array of fractions; slow."""
        places = np.ndindex(*self.shape)
        return objects([self.fraction(*index) for index in places], self.shape)

    def floor(self) -> Integers:
        """Give the numbers rounded down, read-only."""
        return self.whole

    def __add__(self, other: object) -> Self:
        if not isinstance(other, Mixed):
            return NotImplemented
        _check_axes(self, other)
        a, b, den = denominators.aligned(self.rem, self.den, other.rem, other.den)
        return self.composed(add(self.whole, other.whole), add(a, b), den)

    def __sub__(self, other: object) -> Self:
        if not isinstance(other, Mixed):
            return NotImplemented
        _check_axes(self, other)
        a, b, den = denominators.aligned(self.rem, self.den, other.rem, other.den)
        return self.composed(subtract(self.whole, other.whole), subtract(a, b), den)

    def __neg__(self) -> Self:
        return self.scale(-1)

    def scale(self, by: int | Fraction | Integers) -> Self:
        """
        Multiply by a rational number, or by an array of whole numbers.

        Args:
            by: One factor for all, or an array that broadcasts: ``(n,)`` and
                ``(s, 1)`` go with ``(s, n)``.

        Raises:
            InvalidDataError: It is neither.
        """
        if isinstance(by, np.ndarray):
            factors = whole_numbers(by, where="scale")
            together(self.shape, factors.shape)
            whole, rem = multiply(self.whole, factors), multiply(self.rem, factors)
            return self.composed(whole, rem, self.den)
        if not isinstance(by, Fraction) and not is_whole_number(by):
            raise not_whole(by, where="scale")
        rate = Fraction(int(by.numerator), int(by.denominator))
        # whole x p / q + rem x p / (den x q): dividing the whole part first keeps
        # products small, and cancelling p keeps dens small when a rate is undone.
        factor, below = number(rate.numerator), number(rate.denominator)
        common = divisor(self.den, number(abs(rate.numerator)))
        den = divide(self.den, common)[0]
        whole, rest = divide(multiply(self.whole, factor), below)
        rem = multiply(self.rem, divide(factor, common)[0])
        return self.composed(whole, add(multiply(rest, den), rem), multiply(den, below))

    def sum(self, where: Booleans | None = None) -> Self:
        """
        Add up over the recipients of each scenario: ``(s, n)`` gives ``(s,)``.

        Args:
            where: Whom to count; broadcasts to the shape.

        Raises:
            InvalidDataError: The numbers have only one axis.
        """
        if len(self.shape) != MOST_AXES:
            raise misfit(self.shape, expected="numbers of shape (s, n)")
        if where is not None:
            return self.where(where, self, self.zeros(self.shape)).sum()
        one_den = denominators.shared(self.rem, self.den)
        whole = total(self.whole)
        if one_den is not None:
            rem, den = one_den
            return self.composed(whole, total(rem), den[:, 0])
        den = np.broadcast_to(self.den, self.shape)
        rows = zip(self.rem, den, strict=True)
        sums = self.from_fractions([denominators.sum_of_row(*row) for row in rows])
        return sums + self.of(whole)

    def gather(self, groups: Integers, count: int) -> Self:
        """
        Add up by group over the recipients: ``(s, n)`` gives ``(s, count)``.

        Args:
            groups: Group of each recipient, shape ``(n,)``, counted from 0; -1
                is nowhere.

            count: Number of groups.

        Raises:
            InvalidDataError: There is no such group, or an amount that is not
                zero belongs nowhere.
        """
        not_zero = ~self.equals(self.zeros((1, 1)))
        lost: Booleans = np.logical_or.reduce(not_zero, axis=0)
        groups = checked_groups(groups, count, lost)
        order = np.argsort(groups, kind="stable")
        ends = np.searchsorted(groups[order], np.arange(count + 1))
        one_den = denominators.shared(self.rem, self.den)
        if one_den is None:
            pairs = zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
            sums = [self.take(order[start:end]).sum() for start, end in pairs]
            return self._joined(sums)
        rem, den = one_den
        wholes, rems = running(self.whole[:, order]), running(rem[:, order])
        whole = subtract(wholes[:, ends[1:]], wholes[:, ends[:-1]])
        numerator = subtract(rems[:, ends[1:]], rems[:, ends[:-1]])
        return self.composed(whole, numerator, den)

    @classmethod
    def _joined(cls, columns: list[Self]) -> Self:
        return cls(
            whole=np.stack([c.whole for c in columns], axis=-1),
            rem=np.stack([c.rem for c in columns], axis=-1),
            den=np.stack([np.broadcast_to(c.den, c.shape) for c in columns], axis=-1),
        )

    def column(self) -> Self:
        """Give one number for each scenario, ``(s,)``, as a column ``(s, 1)``."""
        if len(self.shape) != 1:
            raise misfit(self.shape, expected="numbers of shape (s,)")
        parts = (self.whole, self.rem, self.den)
        whole, rem, den = (part[:, np.newaxis] for part in parts)
        return type(self)(whole=whole, rem=rem, den=den)

    def take(self, indices: Integers) -> Self:
        """
        Take some along the last axis, in the order of the indices.

        Raises:
            InvalidDataError: The indices are no whole numbers, or there is nothing
                at one of them.
        """
        indices = whole_numbers(indices, where="indices")
        count = self.shape[-1]
        outside = (indices < -count) | (indices >= count)
        if outside.any():
            raise InvalidDataError(
                "there is nothing at this index",
                where="indices",
                got=int(indices[outside][0]),
                expected=f"from {-count} to {count - 1}",
                mend="count recipients from zero",
            )
        one_for_all = self.den.shape[-1] == 1
        return type(self)(
            whole=_owned(self.whole[..., indices]),
            rem=_owned(self.rem[..., indices]),
            den=self.den if one_for_all else _owned(self.den[..., indices]),
        )

    @classmethod
    def where(cls, mask: Booleans, a: Mixed, b: Mixed) -> Self:
        """
        Choose elementwise: from *a* where the mask is true, else from *b*.

        Raises:
            InvalidDataError: The mask is not of booleans, or shapes differ.
        """
        _check_axes(a, b)
        shape = together(a.shape, b.shape, checked_mask(mask).shape)
        if denominators.same(a.den, b.den) or not b.rem.any():
            den = a.den
        elif not a.rem.any():
            den = b.den
        else:
            den = _pick(mask, a.den, b.den)
        return cls(
            whole=np.broadcast_to(_pick(mask, a.whole, b.whole), shape),
            rem=np.broadcast_to(_pick(mask, a.rem, b.rem), shape),
            den=den,
        )

    @classmethod
    def minimum(cls, a: Mixed, b: Mixed) -> Self:
        """Give the smaller of both, elementwise."""
        return cls.where(b.less(a), b, a)

    @classmethod
    def maximum(cls, a: Mixed, b: Mixed) -> Self:
        """Give the larger of both, elementwise."""
        return cls.where(a.less(b), b, a)

    def less(self, other: Mixed) -> Booleans:
        """Tell where these numbers are less than the others."""
        _check_axes(self, other)
        below = self.whole < other.whole
        return below | self._where_wholes_are_equal(other, np.less)

    def equals(self, other: Mixed) -> Booleans:
        """Tell where these numbers equal the others."""
        _check_axes(self, other)
        return self._where_wholes_are_equal(other, np.equal)

    def less_equal(self, other: Mixed) -> Booleans:
        """Tell where these numbers are less than the others or equal to them."""
        return ~other.less(self)

    def _where_wholes_are_equal(self, other: Mixed, compare: np.ufunc) -> Booleans:
        shape = together(self.shape, other.shape)
        found = np.zeros(shape, dtype=np.bool_)
        # Few wholes are equal as a rule, and only these need a common denominator.
        at = np.nonzero(np.broadcast_to(self.whole == other.whole, shape))
        a, den_a, b, den_b = (
            np.broadcast_to(part, shape)[at]
            for part in (self.rem, self.den, other.rem, other.den)
        )
        a, b, _ = denominators.aligned(a, den_a, b, den_b)
        found[at] = compare(a, b)
        return found


def _pick(mask: Booleans, a: Integers, b: Integers) -> Integers:
    return _owned(np.where(mask, a, b))


def _check_axes(a: Mixed, b: Mixed) -> None:
    # numpy would take (s,) for a row of recipients.
    if len(a.shape) != len(b.shape):
        raise misfit(a.shape, b.shape, expected="as many axes")
    together(a.shape, b.shape)

"""
Certified floors: the whole part and the remainder of ``P w / Q`` in 64 bits.

Every kernel divides by this one function. A float product finds the whole part,
or one that is a little too small, never too large; the remainder that belongs to
it follows exactly from wrapping 64-bit arithmetic, and shows what is missing.

Why it is exact, with ``u = 2**-53`` and ``x = P w / Q``:

- Never too large. The factor is ``fl(P/Q)`` made smaller by ``1 - 8u``. At most six
  roundings stand between x and the float product (three in the quotient of arrays,
  one in the margin, one in the weight, one in the product), and
  ``(1 + u)**5 / (1 - u) * (1 - 8u) < 1``.
- Hardly too small. The product is at least ``x (1 - 14u)``, so its whole part is
  short of that of x by at most ``E = floor(14 u x) + 1``: the `excess`.
- No wrapping is seen. ``P w - q Q`` is then in ``[0, (E + 1) Q)``. Products and
  differences modulo 2**64 are congruent to the true ones, so that they are equal to
  them as long as ``(E + 1) Q <= 2**63``, although ``P w`` may have 126 bits.

A caller asks `Scale.of` or `Scales.of` first; `None` says that the numbers are
outside these bounds, and that Python integers have to do it.

>>> scale = Scale.of(10, 6, largest=4)
>>> weights = np.array([1, 1, 4])
>>> whole, rest = floors(scale, weights)
>>> whole.tolist(), rest.tolist()
([1, 1, 6], [4, 4, 4])
"""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import MOST, Integers

Floats: TypeAlias = npt.NDArray[np.float64]

CHUNK: Final = 16_384
"""Recipients at a time: four buffers of them stay in the second-level cache."""

_MARGIN: Final = 1 - 2.0**-50
_FLOAT_BITS: Final = 53
_MARGIN_UNITS: Final = 14


@attrs.frozen(kw_only=True)
class Scale:
    """
    One factor ``P / Q`` for all weights, within the proven bounds.

    Make it with `Scale.of`.

    Attributes:
        numerator: P, from 0 to 2**63 - 1.

        denominator: Q, from 1.

        factor: The float that finds the whole parts; decides nothing.

        excess: E, by how much a float's whole part can be too small; 1 for all
            quotients below 6 x 10**14.

        most: At least the largest whole part.
    """

    numerator: int
    denominator: int
    factor: float
    excess: int
    most: int

    @classmethod
    def of(cls, numerator: int, denominator: int, *, largest: int) -> Scale | None:
        """
        Give the scale, or `None` outside the 64-bit bounds.

        Args:
            numerator: P, 0 or more.

            denominator: Q, 1 or more.

            largest: At least the largest weight that will be scaled.
        """
        if numerator > MOST or largest > MOST:
            return None
        most = numerator * largest // denominator
        excess = _excess(most, denominator)
        if excess is None:
            return None
        return cls(
            numerator=numerator,
            denominator=denominator,
            factor=numerator / denominator * _MARGIN,
            excess=excess,
            most=most,
        )


@attrs.frozen(kw_only=True, eq=False)
class Scales:
    """
    A factor ``P / Q`` for each row, within the proven bounds.

    Make it with `Scales.of`. The attributes are those of `Scale`, as columns of
    shape ``(s, 1)``; the excess is one for all.
    """

    numerator: Integers
    denominator: Integers
    factor: Floats
    excess: int

    @classmethod
    def of(
        cls, numerators: Integers, denominators: Integers, *, most: int
    ) -> Scales | None:
        """
        Give the scales, or `None` outside the 64-bit bounds.

        Args:
            numerators: P of each row, shape ``(s,)``, 0 or more; s is 1 or more.

            denominators: Q of each row, shape ``(s,)``, 1 or more.

            most: At least the largest ``floor(P w / Q)`` that will occur: the
                largest P where no weight is above its Q.
        """
        if object in (numerators.dtype, denominators.dtype):
            return None
        excess = _excess(most, int(denominators.max()))
        if excess is None:
            return None
        numerator, denominator = numerators[:, np.newaxis], denominators[:, np.newaxis]
        return cls(
            numerator=numerator,
            denominator=denominator,
            factor=numerator / denominator * _MARGIN,
            excess=excess,
        )

    def rows(self, start: int, stop: int) -> Scales:
        """Give the scales of these rows."""
        return Scales(
            numerator=self.numerator[start:stop],
            denominator=self.denominator[start:stop],
            factor=self.factor[start:stop],
            excess=self.excess,
        )


def fits(numerator: int, denominator: int, *, largest: int) -> bool:
    """Tell whether a scale and a largest weight are within the 64-bit bounds."""
    return Scale.of(numerator, denominator, largest=largest) is not None


def floors(scale: Scale | Scales, weights: Integers) -> tuple[Integers, Integers]:
    """Give ``floor(P w / Q)`` and ``P w mod Q`` in new arrays; see `floor_into`."""
    shape = weights.shape
    if isinstance(scale, Scales):
        shape = (len(scale.numerator), shape[-1])
    whole, rest, scratch = (np.empty(shape, dtype=np.int64) for _ in range(3))
    floor_into(scale, weights, whole, rest, scratch)
    return whole, rest


def floor_into(
    scale: Scale | Scales,
    weights: Integers,
    whole: Integers,
    rest: Integers,
    scratch: Integers,
) -> None:
    """
    Write ``floor(P w / Q)`` and ``P w mod Q`` into arrays, exactly.

    Nothing of the size of the arrays is allocated. All arrays are ``int64``, and
    `whole`, `rest` and `scratch` have the same shape, are contiguous, not empty,
    and share no memory with each other or with `weights`.

    Args:
        scale: P and Q; the largest weight is within what it was made for.

        weights: 0 or more, shape ``(n,)`` for a `Scale`; ``(s, n)`` or ``(1, n)``
            for `Scales`.

        whole: Takes the whole parts, shape ``(n,)`` or ``(s, n)``.

        rest: Takes the remainders, from 0 to Q - 1, same shape.

        scratch: Is overwritten, same shape.
    """
    product = scratch.view(np.float64)
    np.copyto(product, weights)
    np.multiply(product, scale.factor, out=product)
    np.copyto(whole, product, casting="unsafe")
    np.multiply(whole, scale.denominator, out=scratch)
    np.multiply(weights, scale.numerator, out=rest)
    np.subtract(rest, scratch, out=rest)
    if scale.excess > 1:
        np.floor_divide(rest, scale.denominator, out=scratch)
        np.add(whole, scratch, out=whole)
        np.multiply(scratch, scale.denominator, out=scratch)
        np.subtract(rest, scratch, out=rest)
    elif isinstance(scale, Scales) or np.maximum.reduce(rest) >= scale.denominator:
        _add_short(scale, whole, rest, scratch)


def _add_short(
    scale: Scale | Scales, whole: Integers, rest: Integers, scratch: Integers
) -> None:
    """Move a unit to the whole parts where the rest, below 2 Q, is not below Q."""
    short = scratch.reshape(-1).view(np.bool_)[: rest.size].reshape(rest.shape)
    np.greater_equal(rest, scale.denominator, out=short)
    if short.any():
        np.add(whole, short, out=whole)
        np.subtract(rest, scale.denominator, out=scratch)
        # Read without a sign, what is below zero is larger than every remainder.
        unsigned = rest.view(np.uint64)
        np.minimum(unsigned, scratch.view(np.uint64), out=unsigned)


def _excess(most: int, denominator: int) -> int | None:
    """Give by how much a whole part can be too small; `None` if that is too much."""
    if most >= MOST:
        return None
    excess = (_MARGIN_UNITS * (most + 1) >> _FLOAT_BITS) + 1
    return excess if (excess + 1) * denominator <= MOST + 1 else None

"""
Waterlines: amounts between bounds that rise with one level until they fill a pot.

Base amounts and a share on top, minimums and maximums, equal cuts, and damping that
is paid by those who gain: all of them are ``clip(offset + level x slope, lower,
upper)`` with the level at which the sum is the pot.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np

from fundmodel.apportion import denominators
from fundmodel.apportion.amounts import exact_amount, exact_amounts
from fundmodel.apportion.bounds import named
from fundmodel.apportion.inputs import (
    MOST_AXES,
    array_of,
    figure,
    is_whole_number,
    misfit,
    place,
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
    subtract,
    total,
    widened,
)
from fundmodel.apportion.kernels.levels import levels_of
from fundmodel.apportion.kernels.standings import Levels, standing_at
from fundmodel.apportion.mixed import Mixed
from fundmodel.errors import BoundsError, InvalidDataError

__all__ = ["WaterLevel", "water_level"]


@attrs.frozen(kw_only=True, eq=False)
class WaterLevel:
    """
    A level for each scenario, and what everybody gets at it.

    Attributes:
        level: The levels, exact, shape ``(s,)``; may be negative.

        shares: What each gets, exact, shape ``(s, n)``; each row adds up to its pot.

        at_lower: Who is at the lower bound or would be below it, shape ``(s, n)``.

        at_upper: Who is at the upper bound or would be above it, and not also at
            the lower one.
    """

    level: Mixed
    shares: Mixed
    at_lower: Booleans
    at_upper: Booleans


def water_level(
    pot: object,
    *,
    slope: object,
    offset: object = 0,
    lower: object = None,
    upper: object = None,
) -> WaterLevel:
    """
    Find the level at which ``clip(offset + level x slope, lower, upper)`` fills a pot.

    >>> water_level(12, slope=[1, 2, 5], upper=[9, 9, 3]).shares.fractions().tolist()
    [[Fraction(3, 1), Fraction(6, 1), Fraction(3, 1)]]

    A cut of the same amount for all, but nobody below 2:

    >>> cut = water_level(10, offset=[3, 5, 9], slope=[1, 1, 1], lower=2)
    >>> cut.level.fraction(0), [str(share) for share in cut.shares.fractions()[0]]
    (Fraction(-3, 1), ['2', '2', '6'])

    Args:
        pot: What the shares add up to: a whole number, `Decimal` or `Fraction`, a
            sequence of them, or `Mixed` of shape ``(s,)``. May be negative.

        slope: How fast each rises with the level, not negative; a sequence for the
            recipients, nested for scenarios, or `Mixed` of shape ``(1, n)`` or
            ``(s, n)``; one number for all.

        offset: What each has at level 0, of any sign; likewise.

        lower: Least that each gets, of any sign; likewise. `None` for no bound.

        upper: Most that each gets, likewise.

    Returns:
        The level and the exact shares. Where several levels give the same shares,
        because all who rise stand at a bound, it is the lowest of them: the one at
        which the last has reached its upper bound. Where there is no lowest, because
        all stand at lower bounds, it is the highest; and 0 where every level does.

    Raises:
        InvalidDataError: Something is no whole number, decimal or fraction, a slope
            is negative, or shapes do not go together.

        BoundsError: A lower bound is above the upper one, or the pot is less than
            the least that can be given, or more than the most.
    """
    cells = {"slope": _cells(slope, "slope"), "offset": _cells(offset, "offset")}
    for name, bound in (("lower", lower), ("upper", upper)):
        if bound is not None:
            cells[name] = _cells(bound, name)
    _refuse_falling(cells["slope"])
    scaled = _Scaled.of(_exact(pot, where="pot"), cells)
    _refuse_crossing(scaled)
    _refuse_unreachable(scaled)
    return _filled(scaled)


@attrs.frozen(kw_only=True, eq=False)
class _Scaled:
    """
    The numbers of a waterline as whole numbers, with the offsets taken off.

    Attributes:
        den: What pot, offset and bounds are counted in: parts of one, ``(s, 1)``
            or ``(1, 1)``.

        slope: Slopes, ``(s, n)``.

        slope_den: What slopes are counted in, as *den*.

        offset: Offsets, ``(s, n)``.

        rise: Pots less all offsets, ``(s,)``.

        lower: Lower bounds less offsets, ``(s, n)``, or `None`.

        upper: Likewise.
    """

    den: Integers
    slope: Integers
    slope_den: Integers
    offset: Integers
    rise: Integers
    lower: Integers | None
    upper: Integers | None

    @classmethod
    def of(cls, pots: Mixed, given: dict[str, Mixed]) -> _Scaled:
        """Count everything in the same parts of one."""
        column = _column(pots)
        shape = _shape(column, *given.values())
        slope_den, (slope,) = _counted(given["slope"])
        others = {name: part for name, part in given.items() if name != "slope"}
        den, (pot, *counts) = _counted(column, *others.values())
        counted = dict(zip(others, counts, strict=True))
        offset = np.broadcast_to(counted.pop("offset"), shape)
        bounds = {
            name: np.broadcast_to(subtract(bound, offset), shape)
            for name, bound in counted.items()
        }
        return cls(
            den=den,
            slope=np.broadcast_to(slope, shape),
            slope_den=slope_den,
            offset=offset,
            rise=subtract(np.broadcast_to(pot[:, 0], shape[:1]), total(offset)),
            lower=bounds.get("lower"),
            upper=bounds.get("upper"),
        )

    def amount(self, row: int, count: int) -> str:
        """Write a sum of one scenario with the offsets added again."""
        den = np.broadcast_to(self.den[:, 0], self.rise.shape)[row]
        exact = Fraction(count + sum(self.offset[row].tolist()), int(den))
        above, below = map(figure, exact.as_integer_ratio())
        return above if exact.denominator == 1 else f"{above}/{below}"


def _exact(value: object, *, where: str) -> Mixed:
    """Read one number, a sequence or mixed numbers."""
    if isinstance(value, Mixed):
        return value
    is_one = isinstance(value, Fraction | Decimal | float | bool | str)
    if is_one or is_whole_number(value):
        return Mixed.from_fractions([exact_amount(value, where=where)])
    array = array_of(value, where=where)
    if array.dtype.kind in "iu":
        return Mixed.of(array)
    return Mixed.from_fractions(objects(exact_amounts(array, where=where), array.shape))


def _cells(value: object, where: str) -> Mixed:
    """Read numbers of recipients, with two axes."""
    exact = _exact(value, where=where)
    if len(exact.shape) == MOST_AXES:
        return exact
    if isinstance(value, Mixed):
        # (s,) and (n,) look alike.
        raise misfit(exact.shape, expected=f"{where} of shape (s, n)")
    whole, rem, den = (part[np.newaxis] for part in (exact.whole, exact.rem, exact.den))
    return Mixed(whole=whole, rem=rem, den=den)


def _column(pots: Mixed) -> Mixed:
    if len(pots.shape) == MOST_AXES:
        raise misfit(pots.shape, expected="a pot of shape (s,)")
    return pots.column()


def _shape(*parts: Mixed) -> tuple[int, int]:
    shapes = [part.shape for part in parts]
    try:
        s, n = np.broadcast_shapes(*shapes)
    except ValueError:
        raise misfit(*shapes) from None
    return s, n


def _counted(*parts: Mixed) -> tuple[Integers, list[Integers]]:
    """Give one denominator for each scenario, and numbers counted in parts of it."""
    fractions = [_over_one(part.rem, part.den) for part in parts]
    common = number(1)[:, np.newaxis]
    for _, den in fractions:
        common = multiply(common, divide(den, divisor(common, den))[0])
    return common, [
        add(multiply(part.whole, common), multiply(rem, divide(common, den)[0]))
        for part, (rem, den) in zip(parts, fractions, strict=True)
    ]


def _over_one(rem: Integers, den: Integers) -> tuple[Integers, Integers]:
    """Bring the fractions of each scenario to one denominator, however large."""
    fitting = denominators.shared(rem, den)
    if fitting is not None:
        return fitting
    one = narrowed(np.lcm.reduce(widened(den), axis=-1, keepdims=True))
    return multiply(rem, divide(one, den)[0]), one


def _refuse_falling(slope: Mixed) -> None:
    falling = slope.whole < 0
    if falling.any():
        position = int(np.flatnonzero(falling.ravel())[0])
        raise InvalidDataError(
            "a slope is negative",
            where=place("slope", slope.shape, position),
            got=slope.fractions().ravel()[position],
            expected="0 or more",
            mend="everybody's amount rises with the level, or stays",
        )


def _refuse_crossing(scaled: _Scaled) -> None:
    if scaled.lower is None or scaled.upper is None:
        return
    crossing: Booleans = scaled.lower > scaled.upper
    if crossing.any():
        row = int(np.flatnonzero(crossing.any(axis=-1))[0])
        raise BoundsError(
            "a lower bound is above the upper one",
            where=_scenario(scaled, row),
            got=f"crossing bounds of recipients {named(crossing[row])}",
            expected="lower <= upper",
            mend="check whether both have the same unit and order of recipients",
        )


def _refuse_unreachable(scaled: _Scaled) -> None:
    rises: Booleans = scaled.slope > 0
    resting = _resting(scaled)
    for bound, sign in ((scaled.lower, -1), (scaled.upper, 1)):
        # Without a bound there is no end, unless nobody rises at all.
        ends = ~rises.any(axis=-1) if bound is None else True
        end = total(np.where(rises, resting if bound is None else bound, resting))
        beyond: Booleans = ends & (subtract(scaled.rise, end) * sign > 0)
        if beyond.any():
            row = int(np.flatnonzero(beyond)[0])
            raise _unreachable(scaled, row, int(end[row]), sign)


def _resting(scaled: _Scaled) -> Integers:
    """Give what those get, beside the offset, who do not rise."""
    resting: Integers = np.zeros((1, 1), dtype=np.int64)
    if scaled.lower is not None:
        resting = np.maximum(resting, scaled.lower)
    if scaled.upper is not None:
        resting = np.minimum(resting, scaled.upper)
    return resting


def _unreachable(scaled: _Scaled, row: int, end: int, sign: int) -> BoundsError:
    pot = scaled.amount(row, int(scaled.rise[row]))
    reached = scaled.amount(row, end)
    rises: Booleans = scaled.slope[row] > 0
    kind, extreme = ("upper", "most") if sign > 0 else ("lower", "least")
    who = f"those who rise with the level are recipients {named(rises)}"
    return BoundsError(
        f"the pot is {'more' if sign > 0 else 'less'} than the {extreme} that can be "
        "given",
        where=_scenario(scaled, row),
        got=f"a pot of {pot}, and {reached} at {kind} bounds; "
        + (who if rises.any() else "nobody rises with the level"),
        expected=f"a pot of {reached} or {'less' if sign > 0 else 'more'}",
        mend=f"change the pot, or the {kind} bounds",
    )


def _scenario(scaled: _Scaled, row: int) -> str:
    return "water level" if len(scaled.rise) == 1 else f"water level, scenario {row}"


def _filled(scaled: _Scaled) -> WaterLevel:
    # Levels may be too large for floats where numbers are beyond 64 bits.
    is_wide = scaled.rise.dtype == object
    slope = widened(scaled.slope) if is_wide else scaled.slope
    above, below = levels_of(scaled.rise, slope, scaled.lower, scaled.upper)
    at_lower, at_upper = _standing(scaled, slope, above, below)
    is_flat = ~((slope > 0) & ~(at_lower | at_upper)).any(axis=-1)
    if is_flat.any():
        above, below = widened(above), widened(below)
        for row in np.flatnonzero(is_flat).tolist():
            end = _end(scaled, row, at_lower[row], at_upper[row])
            above[row], below[row] = end.as_integer_ratio()
        above, below = narrowed(above), narrowed(below)
        at_lower, at_upper = _standing(scaled, slope, above, below)
    return WaterLevel(
        level=Mixed.composed(
            np.zeros(above.shape, dtype=np.int64),
            multiply(above, scaled.slope_den[:, 0]),
            multiply(below, scaled.den[:, 0]),
        ),
        shares=_shares(scaled, above, below, at_lower, at_upper),
        at_lower=at_lower,
        at_upper=at_upper,
    )


def _standing(
    scaled: _Scaled, slope: Integers, above: Integers, below: Integers
) -> tuple[Booleans, Booleans]:
    levels = Levels(above=above[:, np.newaxis], below=below[:, np.newaxis])
    standing = standing_at(levels, slope, scaled.lower, scaled.upper)
    at_lower: Booleans = np.broadcast_to(standing.at_lower, slope.shape)
    at_upper: Booleans = np.broadcast_to(standing.at_upper, slope.shape)
    return at_lower, at_upper


def _end(scaled: _Scaled, row: int, at_lower: Booleans, at_upper: Booleans) -> Fraction:
    """Give the lowest level at which all who rise stand where they do."""
    slope: Integers = scaled.slope[row]
    moves: Booleans = slope > 0
    if scaled.lower is not None and scaled.upper is not None:
        moves = moves & (scaled.lower[row] < scaled.upper[row])
    for bounds, who, choose in (
        (scaled.upper, at_upper & moves, max),
        (scaled.lower, at_lower & moves, min),
    ):
        if bounds is not None and who.any():
            pairs = zip(bounds[row][who].tolist(), slope[who].tolist(), strict=True)
            return choose(Fraction(*pair) for pair in pairs)
    return Fraction(0)


def _shares(
    scaled: _Scaled,
    above: Integers,
    below: Integers,
    at_lower: Booleans,
    at_upper: Booleans,
) -> Mixed:
    """
    Give ``clip(offset + level x slope, lower, upper)``.

    Dividing the level first keeps products small: whole parts of it times a slope
    are no more than an amount.
    """
    column = below[:, np.newaxis]
    each, rest = divide(above[:, np.newaxis], column)
    free = multiply(scaled.slope, (~(at_lower | at_upper)).astype(np.int64))
    amounts = add(scaled.offset, multiply(each, free))
    for bounds, who in ((scaled.lower, at_lower), (scaled.upper, at_upper)):
        if bounds is not None:
            amounts = add(amounts, multiply(bounds, who.astype(np.int64)))
    whole, parts = divide(amounts, scaled.den)
    numerator = add(multiply(parts, column), multiply(rest, free))
    return Mixed.composed(whole, numerator, multiply(scaled.den, column))

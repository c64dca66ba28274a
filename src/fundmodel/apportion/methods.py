"""Methods of apportionment: from a total and weights to whole shares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from fundmodel.apportion import signatures
from fundmodel.apportion.calls import divide, method, with_manner
from fundmodel.apportion.families import (
    Alone,
    Cumulative,
    Family,
    Multipliers,
    QuotaSeats,
    Quotients,
    Remainders,
)
from fundmodel.apportion.inputs import is_sensible, is_whole_number
from fundmodel.apportion.kernels.divisors.signposts import (
    ADAMS,
    DEAN,
    DHONDT,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
    Linear,
)
from fundmodel.apportion.kernels.electoral import Quota, Rest
from fundmodel.apportion.readings import read
from fundmodel.apportion.rounding import Rounding
from fundmodel.apportion.signatures import Method
from fundmodel.errors import InvalidDataError

__all__ = [
    "adams",
    "balinski_young",
    "cumulative",
    "dean",
    "dhondt",
    "each",
    "each_rounded",
    "huntington_hill",
    "largest_remainder",
    "modified_sainte_lague",
    "quota_method",
    "sainte_lague",
    "sainte_lague_from",
]


MOST_FIRST_DIVISOR: Final = 2
"""A first divisor above it would lie beyond the first unit."""


@method
def largest_remainder() -> Family:
    """
    Divide by the method of the largest remainder (Hare/Niemeyer, Hamilton).

    Everybody gets the whole units of the quota ``total x weight / sum of weights``;
    the units left over go one by one to the largest remainders. Practice in budget
    law calls it rounding with adjustment of the sum.

    Keeps the quota rule: nobody is a unit or more away from the quota. Favours
    neither large nor small. Not monotone: a larger total may cost a recipient a
    unit (the Alabama paradox of 1880), and so may a weight that grows.

    >>> largest_remainder(10, [1, 1, 4])
    [2, 2, 6]
    >>> weights = [4, 18, 39, 5, 15]
    >>> largest_remainder(24, weights), largest_remainder(25, weights)
    ([1, 5, 12, 2, 4], [1, 6, 12, 1, 5])
    >>> largest_remainder(100_00, [1, 1, 1], order=[3, 2, 1])
    [3333, 3333, 3334]
    >>> largest_remainder(12, [1, 2, 5], minimum=2, maximum=[9, 9, 6])
    [2, 4, 6]

    Args:
        total: Whole units to divide, one number or one for each scenario, shape
            ``(s,)``. A negative total gives the mirror image of the positive one;
            bounds are then mirrored too.

        weights: Not negative, shape ``(n,)`` or ``(s, n)``: whole numbers,
            decimals or fractions, scaled exactly; floats only where all are whole.

        minimum: Least that each gets, in whole units, one number or shape ``(n,)``
            or ``(s, n)``. The quotas become ``clip(level x weight, minimum,
            maximum)`` with the level at which they add up to the total.

        maximum: Most that each gets, likewise.

        order: Keys that decide ties, the smaller first, shape ``(n,)`` or
            ``(s, n)``. Where they are equal or not given, the position decides.

    Returns:
        Whole shares which add up to the total; a list for a list, an array for an
        array (``int64``, or Python integers beyond 64 bits). Shape ``(n,)``, or
        ``(s, n)`` if there are scenarios.

    Raises:
        InvalidDataError: Something is no number that can be taken exactly, a
            weight is negative, or shapes do not go together.

        BoundsError: Bounds cross, or leave no way to divide the total.

        NothingToShareByError: There are no weights, or all are zero.
    """
    return Remainders()


@method
def sainte_lague() -> Family:
    """
    Divide by Sainte-Laguë (Webster): one multiplier, rounded to the nearest.

    The divisor method with standard rounding; unit s + 1 is due at the multiplier
    ``(s + 1/2) / weight``. André Sainte-Laguë, La représentation proportionnelle et
    la méthode des moindres carrés, 1910. Germany divides the seats of the Bundestag
    by it since 2009 (Bundeswahlgesetz § 5; Sainte-Laguë/Schepers).

    Monotone in the total and in the weights. Favours neither large nor small. May
    leave the quota by a unit or more, which is rare.

    >>> sainte_lague(10, [53, 24, 23])
    [6, 2, 2]

    Arguments, shares and errors are those of :func:`largest_remainder`. With a
    minimum, units are given one by one from there on.
    """
    return Multipliers(signposts=SAINTE_LAGUE)


@method
def dhondt() -> Family:
    """
    Divide by D'Hondt (Jefferson): one multiplier, rounded down.

    Unit s + 1 is due at the multiplier ``(s + 1) / weight``. Thomas Jefferson, 1792;
    Victor D'Hondt, Système pratique et raisonné de représentation proportionnelle,
    1882. Austria divides seats by it (Nationalrats-Wahlordnung § 107).

    Monotone in the total and in the weights; never gives less than the quota
    rounded down. Favours the large.

    >>> dhondt(10, [53, 24, 23])
    [6, 2, 2]

    Arguments, shares and errors are those of :func:`largest_remainder`.
    """
    return Multipliers(signposts=DHONDT)


@method
def adams() -> Family:
    """
    Divide by Adams: one multiplier, rounded up.

    Unit s + 1 is due at the multiplier ``s / weight``, so everybody with a weight
    gets one before anybody gets two; if the total does not suffice for that, the
    largest weights get one. John Quincy Adams, 1832.

    Monotone in the total and in the weights; never gives more than the quota
    rounded up. Favours the small.

    >>> adams(10, [53, 24, 23])
    [5, 3, 2]
    >>> adams(2, [1, 3, 2])
    [0, 1, 1]

    Arguments, shares and errors are those of :func:`largest_remainder`.
    """
    return Multipliers(signposts=ADAMS)


@method
def huntington_hill() -> Family:
    """
    Divide by Huntington-Hill: rounded at the geometric mean of neighbours.

    Unit s + 1 is due at the multiplier ``sqrt(s (s + 1)) / weight``, so everybody
    with a weight gets one before anybody gets two. The seats of the House of
    Representatives are divided by it among the states, at least one each
    (2 U.S.C. § 2a). Edward V. Huntington, The apportionment of representatives in
    Congress, 1928.

    Monotone in the total and in the weights. Favours the small, a little. Compares
    squares, which are whole: the roots never decide.

    >>> huntington_hill(10, [53, 24, 23], minimum=1)
    [5, 3, 2]

    Arguments, shares and errors are those of :func:`largest_remainder`.
    """
    return Multipliers(signposts=HUNTINGTON_HILL)


@method
def dean() -> Family:
    """
    Divide by Dean: rounded at the harmonic mean of neighbours.

    Unit s + 1 is due at the multiplier ``2 s (s + 1) / (2 s + 1) / weight``, so
    everybody with a weight gets one before anybody gets two. James Dean, 1832; see
    Balinski and Young, Fair Representation, 1982.

    Monotone in the total and in the weights. Favours the small.

    >>> dean(10, [53, 24, 23])
    [5, 3, 2]

    Arguments, shares and errors are those of :func:`largest_remainder`.
    """
    return Multipliers(signposts=DEAN)


@method
def modified_sainte_lague() -> Family:
    """
    Divide by Sainte-Laguë with 1.4 as the first divisor, as in Norway.

    The first unit is due at the multiplier ``7/10 / weight`` instead of ``1/2``,
    all others as by :func:`sainte_lague`. Sweden takes 1.2 since 2018: see
    :func:`sainte_lague_from`.

    Monotone in the total. A first unit is harder to get, which favours the large
    against the very small.

    >>> sainte_lague(5, [60, 29, 11]), modified_sainte_lague(5, [60, 29, 11])
    ([3, 1, 1], [3, 2, 0])

    Arguments, shares and errors are those of :func:`largest_remainder`.
    """
    return Multipliers(signposts=MODIFIED_SAINTE_LAGUE)


@method
def balinski_young() -> Family:
    """
    Divide by the quota method of Balinski and Young.

    Units are given one by one to the largest ``weight / (units held + 1)``, but only
    to those who stay within their quota, rounded up, of what has been given so far.
    M. L. Balinski and H. P. Young, The quota method of apportionment, The American
    Mathematical Monthly 82, 1975.

    Keeps the quota rule and is monotone in the total; not monotone in the weights.
    Favours the large. Goes unit by unit, so the total is at most a million.

    >>> balinski_young(10, [53, 24, 23])
    [6, 2, 2]

    Arguments, shares and errors are those of :func:`largest_remainder`. Where bounds
    leave nobody within the quota, all below their maximum may get the unit.

    Raises:
        InvalidDataError: The total is above a million.
    """
    return QuotaSeats()


@method
def cumulative() -> Family:
    """
    Divide by rounding running sums (cascade rounding).

    The quotas are added up in order, each sum is rounded half up, and everybody
    gets the difference to the sum before. Statistical offices round tables and
    instalments like this: no unit has to be handed out in the end.

    Keeps the quota rule, also for every run of neighbours. The order of recipients
    counts; *order* puts them into another one. Not monotone in the total.

    >>> cumulative(10, [1, 1, 1, 1])
    [3, 2, 3, 2]

    Arguments, shares and errors are those of :func:`largest_remainder`.
    """
    return Cumulative()


def sainte_lague_from(first: int | Decimal | Fraction) -> Method:
    """
    Make the method of Sainte-Laguë with another first divisor.

    >>> sweden = sainte_lague_from(Decimal("1.2"))
    >>> sweden(5, [60, 28, 12]), modified_sainte_lague(5, [60, 28, 12])
    ([3, 1, 1], [3, 2, 0])

    Args:
        first: First divisor, where the others are 3, 5, 7 and so on; 1 is the
            method of Sainte-Laguë, 1.4 is Norway's, 1.2 Sweden's.

    Raises:
        InvalidDataError: It is not above 0 and at most 2, or no exact number.
    """
    exact = _exact(first)
    if exact is None or not 0 < exact <= MOST_FIRST_DIVISOR:
        raise InvalidDataError(
            "this is no first divisor",
            where="first",
            got=f"{first!r}",
            expected="an int, a Decimal or a Fraction above 0, at most 2",
            mend='give for example Decimal("1.4"), the divisor before 3, 5, 7',
        )

    def sainte_lague_from_another_divisor() -> Family:
        return Multipliers(
            signposts=Linear(offset=SAINTE_LAGUE.offset, first=exact / 2)
        )

    return method(sainte_lague_from_another_divisor)


def quota_method(
    *, quota: Quota = Quota.HARE, rest: Rest = Rest.LARGEST_REMAINDERS
) -> Method:
    """
    Make a quota method: whole quotas first, then a rule for what is left over.

    Smaller quotas than Hare's leave less over, and may over-award: then the method
    refuses, and :func:`~fundmodel.apportion.detailed` states by how much.

    >>> by_droop = quota_method(quota=Quota.DROOP)
    >>> by_droop(5, [60, 28, 12])
    [3, 1, 1]
    >>> to_the_largest = quota_method(rest=Rest.TO_THE_LARGEST)
    >>> to_the_largest(100_00, [1, 1, 1])
    [3334, 3333, 3333]

    Args:
        quota: What a unit costs.

        rest: Who gets what is left over. With `Rest.KEPT_APART` the shares add up
            to less than the total.
    """

    def quotas_and_rest() -> Family:
        return Quotients(quota=quota, rest=rest)

    return method(quotas_and_rest)


def _exact(value: object) -> Fraction | None:
    if isinstance(value, Decimal) and is_sensible(value):
        return Fraction(value)
    if is_whole_number(value):
        return Fraction(int(value))
    return value if isinstance(value, Fraction) else None


def each_rounded(rounding: Rounding, *, unit: int = 1) -> Method:
    """
    Make the method that rounds every share on its own in a stated manner.

    :func:`each` with these options, for functions that take a method.

    >>> down = each_rounded(Rounding.DOWN)
    >>> down(100, [1, 1, 1])
    [33, 33, 33]
    """

    def every_share_on_its_own() -> Family:
        return Alone(rounding=rounding, unit=unit)

    return method(every_share_on_its_own)


@with_manner
def each(  # noqa: PLR0913  the arguments of a method, and two of its own
    total: signatures.Totals,
    weights: signatures.Rows,
    *,
    minimum: signatures.Bound = None,
    maximum: signatures.Bound = None,
    order: signatures.Keys = None,
    rounding: Rounding = Rounding.HALF_UP,
    unit: int = 1,
) -> object:
    """
    Divide, and round every share on its own.

    Practice often does this, for example to whole euros. The shares need not add up
    to the total: what is missing or too much has to be dealt with, and stands in
    :func:`~fundmodel.apportion.detailed` as the residual.

    Keeps the quota rule; monotone in the total and in the weight of a recipient.

    >>> each(100, [1, 1, 1])
    [33, 33, 33]
    >>> each(100, [1, 1, 1], rounding=Rounding.UP)
    [34, 34, 34]
    >>> each(58_000_000_00, [85, 72_772], unit=100)
    [6766700, 5793233300]

    Args:
        total: As for :func:`largest_remainder`.

        weights: As for :func:`largest_remainder`.

        minimum: As for :func:`largest_remainder`; a multiple of the unit.

        maximum: Likewise.

        order: Taken as everywhere; there are no ties.

        rounding: How every share is rounded.

        unit: What to round to, for example 100 for whole euros in cents.

    Returns:
        Multiples of the unit, in the form of :func:`largest_remainder`.

    Raises:
        InvalidDataError: As for :func:`largest_remainder`, or the unit is no whole
            number above 0.

        BoundsError: Bounds cross, or leave no way to divide the total.

        NothingToShareByError: There are no weights, or all are zero.
    """
    family = Alone(rounding=rounding, unit=unit)
    reading = read(total, weights, minimum, maximum, order)
    return reading.formed(divide(family, reading))

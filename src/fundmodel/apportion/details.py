"""Details: the shares of a method, and what shows that they are right."""

from __future__ import annotations

from typing import cast

import attrs

from fundmodel.apportion import integers, signatures
from fundmodel.apportion.calls import divide
from fundmodel.apportion.evidence import Interval
from fundmodel.apportion.integers import Integers
from fundmodel.apportion.mixed import Mixed
from fundmodel.apportion.readings import read
from fundmodel.apportion.rounding import Tie
from fundmodel.apportion.signatures import Method
from fundmodel.errors import InvalidDataError

__all__ = ["Detail", "detailed"]


@attrs.frozen(kw_only=True, eq=False)
class Detail:
    """
    Shares with everything that explains them.

    Attributes:
        shares: In the form in which the method itself gives them.

        quotas: What each would get if units could be split, within the bounds;
            exact, shape ``(s, n)``.

        remainders: What the quotas have above whole units, exact, same shape;
            those of a negative total are the remainders of the positive one.

        intervals: For divisor methods, the multipliers that give these shares, one
            interval for each scenario; those of a negative total likewise.

        ties: Ties that the order had to decide, and between whom.

        residual: What the shares lack to the total, shape ``(s,)``; other than zero
            only where a method does not keep the total. Less than zero says how
            much a quota over-awards.
    """

    shares: list[int] | list[list[int]] | Integers
    quotas: Mixed
    remainders: Mixed
    intervals: tuple[Interval, ...]
    ties: tuple[Tie, ...]
    residual: Integers


def detailed(  # noqa: PLR0913  a method, and the five arguments that it takes
    f: Method,
    total: signatures.Totals,
    weights: signatures.Rows,
    *,
    minimum: signatures.Bound = None,
    maximum: signatures.Bound = None,
    order: signatures.Keys = None,
) -> Detail:
    """
    Divide by a method and tell why the shares are right.

    The evidence is found from the shares afterwards, not on the way to them, so it
    checks them a second time.

    >>> from fundmodel.apportion import dhondt, largest_remainder
    >>> detail = detailed(largest_remainder, 10, [1, 1, 4])
    >>> detail.shares, detail.quotas.fraction(0, 2), detail.ties
    ([2, 2, 6], Fraction(20, 3), (Tie(scenario=0, tied=(0, 1, 2), given=(0, 1)),))
    >>> detailed(dhondt, 4, [60, 29, 11]).intervals
    (Interval(low=Fraction(1, 20), high=Fraction(1, 15), is_squared=False),)

    Args:
        f: The method, for example :func:`~fundmodel.apportion.sainte_lague`.

        total: As the method takes it, like all that follows.

        weights: Likewise.

        minimum: Likewise.

        maximum: Likewise.

        order: Likewise.

    Raises:
        InvalidDataError: As the method does.

        BoundsError: As the method does.

        NothingToShareByError: As the method does.
    """
    if not hasattr(f, "family"):
        raise InvalidDataError(
            "this is no method of apportionment",
            where="f",
            got=f"{f!r}",
            expected="a method, for example sainte_lague",
            mend="give the method itself, and bounds and order as arguments here",
        )
    reading = read(total, weights, minimum, maximum, order)
    problem = reading.problem
    shares = divide(f.family, reading)
    found = f.family.evidence(problem, shares)
    residual = integers.subtract(problem.totals, integers.total(shares))
    exact = found.quotas
    return Detail(
        # The form follows from that of the weights, which the types do not tell.
        shares=cast("list[int] | list[list[int]] | Integers", reading.formed(shares)),
        quotas=exact if reading.signs is None else exact.scale(reading.signs),
        remainders=exact - Mixed.of(exact.whole),
        intervals=found.intervals,
        ties=found.ties,
        residual=reading.signed(residual[:, None])[:, 0],
    )

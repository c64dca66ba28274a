"""The payments of a plan, before an amount is known."""

from __future__ import annotations

from fractions import Fraction

import attrs

from fundmodel.due_dates import Deadline, Instalments
from fundmodel.errors import InvalidDataError
from fundmodel.payment_plans.dividing import Line
from fundmodel.payment_plans.tranches import Tranche, When
from fundmodel.periods import Period
from fundmodel.sentences import Sentence, Text, sentence

__all__ = ["Row", "instalment_rows", "tranche_rows"]


@attrs.frozen
class Row:
    """
    One payment of a plan, before an amount is known.

    Attributes:
        id: See :class:`PlannedPayment`.

        name: What it is called.

        line: What it is of any amount.

        due: When.
    """

    id: str
    name: Text | Sentence
    line: Line
    due: When


def tranche_rows(tranches: tuple[Tranche, ...]) -> tuple[Row, ...]:
    """Give the rows of tranches; the rest is what the others leave."""
    shares = sum((one.share or Fraction(0) for one in tranches), Fraction(0))
    fixed = sum(_fixed(one) for one in tranches)
    rest = Line(1 - shares, -fixed)
    return tuple(
        Row(
            one.id,
            one.name,
            rest if one.is_rest else Line(one.share or Fraction(0), _fixed(one)),
            one.due,
        )
        for one in tranches
    )


def _fixed(tranche: Tranche) -> int:
    return 0 if tranche.fixed is None else tranche.fixed.minor


def instalment_rows(
    instalments: Instalments,
    weights: tuple[Fraction, ...],
    period: Period | None,
    *,
    moves: bool,
) -> tuple[Row, ...]:
    """
    Give the rows of instalments in a period.

    Raises:
        InvalidDataError: There is none, or not one for each weight.
    """
    days = () if period is None else instalments.within(period)
    parts = weights or (Fraction(1),) * len(days)
    if not days or len(parts) != len(days):
        raise InvalidDataError(
            "the instalments do not fit the period",
            where="payment plan",
            got=f"{len(days)} days in {period or 'no period'}",
            expected=f"{len(weights)} days, one for each weight"
            if weights
            else "at least one day",
            mend="name the period in which the money is paid",
        )
    total = sum(parts, Fraction(0))
    return tuple(
        Row(
            str(day),
            sentence("instalment"),
            Line(part / total),
            Deadline(day, moves=moves),
        )
        for day, part in zip(days, parts, strict=True)
    )

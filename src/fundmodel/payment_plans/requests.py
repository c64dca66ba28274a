"""Requests for money: what is paid out of proven cost, or in advance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.shares import exact_ratio

__all__ = ["CostClaim"]


def _exact(share: int | Fraction | Decimal | str) -> Fraction:
    return exact_ratio(share, where="share")


@attrs.frozen(kw_only=True, field_transformer=of_data)
class CostClaim:
    """
    A request to have costs reimbursed (Mittelanforderung nach Ausgaben).

    Attributes:
        until: The last day that it covers.

        costs: All eligible costs paid from the beginning until that day, not only
            those since the last request.

        share: Which share of them is funded.

    Raises:
        InvalidDataError: Costs are negative, or the share is not between 0 and 1.
    """

    until: date = attrs.field(validator=a_day)
    costs: Money
    share: Fraction = attrs.field(converter=_exact)

    def __attrs_post_init__(self) -> None:
        if self.costs.is_negative or not 0 < self.share <= 1:
            raise InvalidDataError(
                "nothing can be reimbursed of this",
                where=f"claim until {self.until}",
                got=f"{self.share} of {self.costs}",
                expected="a share of more than 0, at most 1, of costs of zero or more",
                mend="correct the claim",
            )

    def funded(self) -> Money:
        """Give what is funded of the costs, rounded down to a whole minor unit."""
        minor = self.costs.minor * self.share.numerator // self.share.denominator
        return Money.from_minor(minor, self.costs.currency)

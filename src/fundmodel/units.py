"""In which units a pot is divided: minor units of a currency, seats, posts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Self

import attrs

from fundmodel.errors import InvalidModelError, MoneyError
from fundmodel.money import Money, minor_digits
from fundmodel.sentences import Language, exact_number

__all__ = ["Amount", "Unit"]


@attrs.frozen(kw_only=True)
class Unit:
    """
    What a pot is counted in.

    Attributes:
        name: ``"EUR"`` for money, else what is counted, such as ``"seats"``.

        digits: How many decimals the smallest unit has; 2 for cents.

        is_money: Whether the name is a currency.
    """

    name: str
    digits: int = 0
    is_money: bool = False

    @classmethod
    def money(cls, currency: str) -> Self:
        """Count in minor units of a currency."""
        return cls(name=currency, digits=minor_digits(currency), is_money=True)

    @classmethod
    def of(cls, total: Money | int, name: str | None = None) -> Self:
        """Give the unit of a total; a whole number needs a *name*."""
        if isinstance(total, Money):
            return cls.money(total.currency)
        return cls(name=name or "units")

    def count(self, total: Money | int, *, where: str = "") -> int:
        """
        Give a total as a whole number of smallest units.

        Args:
            total: The amount.

            where: Where it stands, for the error.

        Raises:
            MoneyError: The total is in another unit.
        """
        if isinstance(total, Money):
            if self.is_money and total.currency == self.name:
                return total.minor
        elif not self.is_money:
            return total
        raise MoneyError(
            "an amount is in another unit than the pot",
            where=where,
            got=total,
            expected=f"an amount in {self.name}",
            mend="convert it before, with rate, date and source",
        )

    def counts(
        self, amounts: Sequence[Money | int], ids: Sequence[str], *, where: str
    ) -> list[int]:
        """
        Give amounts of recipients as whole numbers of smallest units.

        Args:
            amounts: The amounts.

            ids: Of whom, in the same order.

            where: In which list they stand, for the error.

        Raises:
            MoneyError: One is in another unit; list and recipient are named.
        """
        counted = self._counts_if_all_fit(amounts)
        if counted is not None:
            return counted
        return [
            self.count(amount, where=f"{where}, recipient {id_!r}")
            for amount, id_ in zip(amounts, ids, strict=True)
        ]

    def _counts_if_all_fit(self, amounts: Sequence[Money | int]) -> list[int] | None:
        # Where each stands is written out for an error only.
        try:
            return [self.count(amount) for amount in amounts]
        except MoneyError:
            return None

    def steps(self, size: Decimal) -> int:
        """
        Give a size in major units, such as 0.10 EUR, in smallest units.

        Raises:
            InvalidModelError: It is not a whole number of smallest units.
        """
        smallest = Fraction(size) * 10**self.digits
        if smallest.denominator != 1 or smallest < 1:
            raise InvalidModelError(
                "amounts cannot be rounded to this unit",
                got=f"{size} {self.name}",
                expected=f"a multiple of {Decimal(1).scaleb(-self.digits)} {self.name}",
                mend="round to whole smallest units",
            )
        return int(smallest)


@attrs.frozen(kw_only=True)
class Amount:
    """
    An exact amount, which need not be a whole number of smallest units.

    Attributes:
        count: In smallest units.

        unit: The unit.
    """

    count: Fraction
    unit: Unit

    @property
    def money(self) -> Money:
        """The amount as money; only where it is whole."""
        return Money.from_minor(int(self.count), self.unit.name)

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number of smallest units."""
        return self.count.denominator == 1

    def render(self, language: Language) -> str:
        """
        Give it with its unit; what does not end is cut and marked with "…".

        Units such as seats are named by their plural, so that one is "seats: 1".
        """
        if self.unit.is_money and self.is_whole:
            return self.money.render(language)
        major = self.count / 10**self.unit.digits
        number = exact_number(major, language)
        if not self.unit.is_money and abs(major) == 1:
            return f"{self.unit.name}: {number}"
        return f"{number} {self.unit.name}"

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)

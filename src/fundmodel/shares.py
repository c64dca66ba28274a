"""Shares and ratios, such as 60 % for a first tranche: exact, never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.sentences import DIGITS_SHOWN, Language, exact_number

__all__ = ["PerCent", "exact_decimal", "exact_ratio", "exact_share"]

_PERCENT: Final = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)\s?%")

_RATIO: Final = re.compile(
    r"(?P<above>-?[0-9]{1,30}(?:\.[0-9]{1,30})?)"
    r"(?:\s?(?P<per_cent>%)|/(?P<below>[0-9]{1,30}))?"
)

_PLAIN: Final = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")

MOST_DIGITS: Final = 40
"""Digits of a share; a hostile exponent is refused, not computed."""


def exact_share(share: int | Fraction | Decimal | str) -> Fraction:
    """
    Give a share as an exact number.

    >>> exact_share("60 %")
    Fraction(3, 5)

    Args:
        share: An exact number of zero or more, or text with a percent sign.

    Raises:
        AllocationError: It is a float, negative or no share at all.
    """
    exact = _percent(share) if isinstance(share, str) else share
    fraction = Fraction(exact) if _is_exact(exact) else Fraction(-1)
    if fraction < 0:
        raise AllocationError(
            "this is no share of a budget",
            where="share",
            got=repr(share),
            expected='an exact share of zero or more, for example "60 %"',
            mend='write "60 %", Fraction(3, 5) or Decimal("0.6"); floats are not exact',
        )
    return fraction


def _percent(share: str) -> Fraction:
    match = _PERCENT.fullmatch(share.strip())
    return Fraction(match[1]) / 100 if match else Fraction(-1)


def _is_exact(share: object) -> bool:
    if isinstance(share, Decimal):
        return share.is_finite() and abs(share.adjusted()) < MOST_DIGITS
    return isinstance(share, int | Fraction) and not isinstance(share, bool)


def exact_ratio(ratio: int | Fraction | Decimal | str, *, where: str) -> Fraction:
    """
    Give a ratio that a law states as an exact number.

    >>> exact_ratio("2.5 %", where="share"), exact_ratio("-1/8", where="growth")
    (Fraction(1, 40), Fraction(-1, 8))

    Args:
        ratio: An exact number, or text: digits, a quotient, or with a percent sign.

        where: Name of the field, for errors.

    Raises:
        InvalidModelError: It is a float, or no number at all.
    """
    exact = _read(ratio) if isinstance(ratio, str) else ratio
    if exact is None or not _is_exact(exact):
        raise InvalidModelError(
            "this is no exact number",
            where=where,
            got=repr(ratio),
            expected='an exact number, for example "2.5 %", "0.025" or "1/40"',
            mend='write "2.5 %", Fraction(1, 40) or Decimal("0.025"); floats are not '
            "exact",
        )
    return Fraction(exact)


def exact_decimal(number: Decimal | int | str, *, where: str) -> Decimal:
    """
    Give a decimal above zero, such as a unit to which something is rounded.

    >>> exact_decimal("0.25", where="smallest")
    Decimal('0.25')

    Args:
        number: A decimal, a whole number, or text of digits.

        where: Name of the field, for errors.

    Raises:
        InvalidModelError: It is a float, zero or less, or no number at all.
    """
    plain = isinstance(number, str) and _PLAIN.fullmatch(number)
    if plain or (not isinstance(number, str) and _is_exact(number)):
        exact = Decimal(number)
        if exact > 0:
            # Written out: 1E+2 is the same number, and nothing to show a reader.
            return Decimal(f"{exact:f}")
    raise InvalidModelError(
        "this is no exact number above zero",
        where=where,
        got=number if isinstance(number, int) else repr(number),
        expected='a decimal as text, for example "0.25"',
        mend='write Decimal("0.25"), or digits in quotes; floats are not exact',
    )


def _read(text: str) -> Fraction | None:
    match = _RATIO.fullmatch(text.strip())
    if match is None:
        return None
    below = 100 if match["per_cent"] else int(match["below"] or 1)
    return Fraction(match["above"]) / below if below else None


@attrs.frozen
class PerCent:
    """
    A ratio as a sentence shows it.

    >>> print(PerCent(Fraction(1, 40)), PerCent(Fraction(1, 3)))
    2.5 % 33.333333… % (1/3)

    Attributes:
        ratio: The exact ratio; where few decimals do not hold it, it is shown as a
            quotient too.
    """

    ratio: Fraction

    def render(self, language: Language) -> str:
        """Give it in per cent."""
        hundredths = self.ratio * 100
        if (hundredths * 10**DIGITS_SHOWN).denominator > 1:
            if abs(hundredths) * 10**DIGITS_SHOWN < 1:
                return str(self.ratio)
            return f"{exact_number(hundredths, language)} % ({self.ratio})"
        return f"{exact_number(hundredths, language)} %"

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)

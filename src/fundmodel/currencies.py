"""
Currencies: which there are, and how many digits they have.

The digits after the decimal sign are those of ISO 4217. The Unicode CLDR, whose
data Babel carries, gives fewer for some currencies, because it states what is
*shown* in daily use: none for the Iraqi dinar, which has 1,000 fils. Which codes
there are is taken from it. Babel is loaded when it is first needed.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from fundmodel.errors import MoneyError

__all__ = ["MOST_DIGITS", "currency_codes", "minor_digits", "no_amount", "whole_minor"]

MOST_DIGITS: Final = 100
"""No amount has more digits; more is an attack on the memory, not a budget."""

_USUAL_DIGITS: Final = 2

# ISO 4217, list one, column "minor unit", where it is not 2. Codes that ISO 4217
# has withdrawn (DEM, ITL) are no longer in the list and keep the usual two.
_BY_DIGITS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }
)
_OTHER_DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()}
)

# ISO 4217, list one: "N.A." as the minor unit, or no currency at all.
_NOT_COUNTED: Final = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"
_WITHOUT_MINOR_UNIT: Final = frozenset(_NOT_COUNTED.split())


@functools.cache
def currency_codes() -> frozenset[str]:
    """Give the codes of all currencies, today's and withdrawn ones."""
    from babel.numbers import (  # noqa: PLC0415  Babel is loaded when first needed
        list_currencies,
    )

    return frozenset(list_currencies())


def minor_digits(currency: str) -> int:
    """
    Give the digits of the minor unit of a currency after ISO 4217.

    >>> minor_digits("EUR"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)

    Raises:
        MoneyError: There is no such currency, or it has no minor unit (gold,
            special drawing rights).
    """
    if not _is_code(currency):
        raise _unknown_currency(currency)
    if currency in _WITHOUT_MINOR_UNIT:
        raise MoneyError(
            "this code of ISO 4217 has no minor unit",
            where="currency",
            got=currency,
            expected="a currency in which money is counted, such as EUR",
            mend="convert to such a currency first, and keep rate, date and source",
        )
    return _OTHER_DIGITS.get(currency, _USUAL_DIGITS)


def whole_minor(number: Decimal, currency: str, *, power: int = 0) -> int:
    """
    Turn a number of major units into whole minor units, exactly.

    Args:
        number: Major units; anything from Decimal's range is safe to pass.

        currency: Code of ISO 4217.

        power: The number counts 10 to this power major units (6 for millions).

    Raises:
        MoneyError: The number is no amount, is too long, or leaves a fraction of
            a minor unit.
    """
    digits = minor_digits(currency)
    sign, figures, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise no_amount(number, expected="a finite number")
    if not number:
        return 0
    # An exponent is text of a few characters and a number of any length, so it
    # is weighed before the number is built.
    if len(figures) > MOST_DIGITS or number.adjusted() + power >= MOST_DIGITS:
        raise no_amount(number, expected=f"at most {MOST_DIGITS} digits")
    if number.adjusted() + power < -digits:
        raise _fraction(number, currency)
    whole = int("".join(map(str, figures)))
    shift = exponent + digits + power
    times: int = 10 ** max(shift, 0)
    parts: int = 10 ** max(-shift, 0)
    minor, rest = divmod(whole * times, parts)
    if rest:
        raise _fraction(number, currency)
    return -minor if sign else minor


def _is_code(value: object) -> bool:
    return isinstance(value, str) and value in currency_codes()


def _unknown_currency(currency: object) -> MoneyError:
    counted = sorted(currency_codes() - _WITHOUT_MINOR_UNIT)
    near = difflib.get_close_matches(str(currency)[:10].upper(), counted, n=1)
    return MoneyError(
        "this currency is unknown",
        where="currency",
        got=currency,
        expected="a code of ISO 4217 in capitals, such as EUR",
        mend=f'write "{near[0]}"' if near else "look the code up in ISO 4217",
    )


def no_amount(got: object, *, expected: str) -> MoneyError:
    """Say that this is not an amount of money, and what would be one."""
    return MoneyError(
        "this is not an amount of money",
        where="amount",
        got=got,
        expected=expected,
        mend='write it like "58000000.00" in text and give the currency',
    )


def _fraction(got: object, currency: str) -> MoneyError:
    digits = minor_digits(currency)
    return MoneyError(
        "the amount has a fraction of a minor unit",
        where="amount",
        got=got,
        expected=f"{currency} with at most {digits} digits after the decimal sign",
        mend="round first, by a rounding the law or the program states",
    )

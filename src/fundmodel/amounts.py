"""
How a locale writes amounts of money: signs, names, separators, large numbers.

All of it comes from the Unicode CLDR, whose data Babel carries; there is no table
of words here. Babel is loaded when it is first needed.
"""

from __future__ import annotations

import decimal
import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, cast

import attrs

from fundmodel.currencies import (
    MOST_DIGITS,
    currency_codes,
    minor_digits,
    no_amount,
    whole_minor,
)
from fundmodel.errors import InvalidDataError, MoneyError

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

    _ByPlural: TypeAlias = Mapping[str, Mapping[str, NumberPattern]]

__all__ = ["read_amount", "write_amount"]

_DIRECTION_MARKS: Final = str.maketrans("", "", "\u061c\u200e\u200f")
"""Left-to-right and right-to-left marks, which the CLDR puts beside signs."""

_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_AMOUNT: Final = re.compile(r"([^0-9]*)([0-9](?:.*[0-9])?)([^0-9]*)")
_PLURALS: Final = (1, 2, 5)
_EXAMPLE: Final = Decimal("1234567.89")

_Meant = TypeVar("_Meant", str, int)


def write_amount(minor: int, currency: str, *, locale: str, symbol: bool) -> str:
    """
    Write an amount as the locale does, with all digits of the minor unit.

    Args:
        minor: Whole minor units.

        currency: Code of ISO 4217.

        locale: Identifier of the CLDR, for example ``"de"`` or ``"fr_CH"``.

        symbol: Whether to write the sign of the currency instead of its code.

    Raises:
        InvalidDataError: There is no such locale.
    """
    from babel.numbers import (  # noqa: PLC0415  Babel is loaded when first needed
        get_currency_symbol,
        parse_pattern,
    )

    digits = minor_digits(currency)
    known = _locale(locale)
    unit = get_currency_symbol(currency, known) if symbol else currency
    text = known.currency_formats["standard"].pattern
    # The CLDR sets a blank between letters and digits (currencySpacing); Babel
    # leaves it out.
    if unit[-1].isalpha():
        text = re.sub("¤(?=[#0])", f"¤{_NO_BREAK}", text)
    pattern = parse_pattern(text if symbol else text.replace("¤", "¤¤"))
    pattern.frac_prec = (digits, digits)
    with decimal.localcontext(decimal.Context(prec=2 * MOST_DIGITS)):
        number = Decimal(f"{minor}E-{digits}")
        written: str = pattern.apply(number, known, currency, currency_digits=False)
        return written


def read_amount(text: str, *, locale: str, currency: str | None) -> tuple[int, str]:
    """
    Read an amount as the locale writes it; nothing is guessed.

    Args:
        text: A number, perhaps with a word such as "Mio.", and a currency.

        locale: Identifier of the CLDR, for example ``"de"``.

        currency: The currency that is meant; may be `None` if the text says it.

    Returns:
        Whole minor units and the code of the currency.

    Raises:
        MoneyError: The text is no amount in this locale, names no currency or
            another one, or has a fraction of a minor unit.

        InvalidDataError: There is no such locale.
    """
    customs = _customs(locale)
    before, number, after = _taken_apart(text)
    negative, before = _unsigned(before)
    power, after = _scaled(after, customs)
    if before and after:
        raise _unreadable(text, "the amount has two currencies or stray words", customs)
    value = _number(number, customs, text)
    code = _currency(before or after, currency, customs, text)
    decimals = len(number.partition(customs.point)[2])
    if not power and decimals > minor_digits(code):
        # Read in German, "90,000 EUR" would be 90 euros, and no fraction.
        what = f'"{number}" has more digits after the decimal sign than {code}'
        raise _unreadable(text, what, customs, mend=_swap(number, customs))
    minor = whole_minor(value, code, power=power)
    return (-minor if negative else minor), code


@attrs.frozen(kw_only=True)
class _Customs:
    """How a locale writes amounts: signs, words and separators."""

    locale: Locale
    units: Mapping[str, str]
    powers: Mapping[str, int]
    group: str
    point: str


def _locale(name: object) -> Locale:
    from babel import (  # noqa: PLC0415  Babel is loaded when first needed
        Locale,
        UnknownLocaleError,
    )

    try:
        return Locale.parse(str(name).replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise InvalidDataError(
            "this locale is unknown",
            where="locale",
            got=name,
            expected='an identifier such as "de", "en" or "fr_CH"',
            mend="name the language in which the amount is written",
        ) from error


@functools.lru_cache(maxsize=32)
def _customs(name: str) -> _Customs:
    from babel.numbers import (  # noqa: PLC0415  Babel is loaded when first needed
        get_decimal_symbol,
        get_group_symbol,
    )

    locale = _locale(name)
    return _Customs(
        locale=locale,
        units=_units(locale),
        powers=_powers(locale),
        group=get_group_symbol(locale),
        point=get_decimal_symbol(locale),
    )


def _units(locale: Locale) -> dict[str, str]:
    """Map each code, sign and name of a currency to its code."""
    from babel.numbers import (  # noqa: PLC0415  Babel is loaded when first needed
        get_currency_name,
        get_currency_symbol,
    )

    pairs: list[tuple[str, str]] = []
    for code in currency_codes():
        plurals = (get_currency_name(code, count, locale) for count in _PLURALS)
        names = (get_currency_name(code, locale=locale), *plurals)
        pairs += [
            (_tidy(word), code) for word in (*names, get_currency_symbol(code, locale))
        ]
    # A code is nobody else's sign, whatever it looks like.
    return _clear(pairs) | {code: code for code in currency_codes()}


def _powers(locale: Locale) -> dict[str, int]:
    """Map the words for large numbers to powers of ten, long words first."""
    clear = _clear(_large_numbers(locale))
    return dict(sorted(clear.items(), key=lambda item: -len(item[0])))


def _clear(pairs: Iterable[tuple[str, _Meant]]) -> dict[str, _Meant]:
    """Map words to what they mean; a word that means two things is left out."""
    found: dict[str, set[_Meant]] = {}
    for word, meant in pairs:
        found.setdefault(word, set()).add(meant)
    return {word: meant.pop() for word, meant in found.items() if len(meant) == 1}


def _large_numbers(locale: Locale) -> Iterator[tuple[str, int]]:
    # cast: Babel leaves the parts of its mappings untyped.
    styles = cast("Mapping[str, _ByPlural | None]", locale.compact_decimal_formats)
    for style in ("short", "long"):
        for by_size in (styles.get(style) or {}).values():
            for size, pattern in by_size.items():
                word = _tidy(pattern.suffix[0].replace("'", ""))
                shown, _ = pattern.int_prec
                # "000 Mio" is the form for 100,000,000: three digits are shown.
                if word and shown:
                    yield word, len(size) - shown


def _tidy(text: str) -> str:
    """Drop direction marks, and make all blanks and all minus signs alike."""
    plain = text.translate(_DIRECTION_MARKS).replace("\N{MINUS SIGN}", "-")
    return "".join(
        " " if unicodedata.category(character) == "Zs" else character
        for character in plain
    ).strip()


def _taken_apart(text: object) -> tuple[str, str, str]:
    if not isinstance(text, str):
        raise no_amount(text, expected="text")
    if len(text) > 2 * MOST_DIGITS:
        raise no_amount(text, expected=f"at most {2 * MOST_DIGITS} characters")
    match = _AMOUNT.fullmatch(_tidy(text))
    if match is None:
        raise no_amount(text, expected="a number with its currency")
    before, number, after = match.groups()
    return before.strip(), number, after.strip()


def _unsigned(before: str) -> tuple[bool, str]:
    """Take one minus sign off what stands before the digits."""
    if before.startswith("-"):
        return True, before[1:].strip()
    return before.endswith("-"), before.removesuffix("-").strip()


def _scaled(after: str, customs: _Customs) -> tuple[int, str]:
    """Take the word for a large number off what follows the digits."""
    if after in customs.units:
        return 0, after
    for word, power in customs.powers.items():
        unit = after.removeprefix(word).strip()
        if after.startswith(word) and (not unit or unit in customs.units):
            return power, unit
    return 0, after


def _currency(unit: str, currency: str | None, customs: _Customs, text: str) -> str:
    if currency is not None:
        minor_digits(currency)
    if not unit:
        if currency is None:
            raise _unreadable(text, "the amount names no currency", customs)
        return currency
    if unit not in customs.units:
        near = difflib.get_close_matches(unit, sorted(customs.units), n=1)
        mend = f'write "{near[0]}"' if near else ""
        raise _unreadable(text, f'"{unit}" is no currency here', customs, mend)
    meant = customs.units[unit]
    if currency not in {None, meant}:
        raise MoneyError(
            "the amount is in another currency",
            where="amount",
            got=text,
            expected=f"{currency} or no currency at all",
            mend="correct the text or the currency; nothing is converted",
        )
    return meant


def _number(number: str, customs: _Customs, text: str) -> Decimal:
    value = _parsed(number, customs)
    if value is not None:
        return value
    what = f'"{number}" is not how numbers are written here'
    raise _unreadable(text, what, customs, mend=_swap(number, customs))


def _swap(number: str, customs: _Customs) -> str:
    """Offer the number with comma and point swapped, if that can be read."""
    swapped = number.translate({ord("."): ",", ord(","): "."})
    reads = swapped != number and _parsed(swapped, customs) is not None
    return f'write "{swapped}", if that is meant' if reads else ""


def _parsed(number: str, customs: _Customs) -> Decimal | None:
    from babel.numbers import (  # noqa: PLC0415  Babel is loaded when first needed
        NumberFormatError,
        parse_decimal,
    )

    if customs.group.isspace():
        number = number.replace(" ", customs.group)
    # Babel passes on what Decimal takes: exponents, underscores, other digits.
    allowed = f"[0-9]+(?:{re.escape(customs.group)}[0-9]+)*"
    if not re.fullmatch(f"{allowed}(?:{re.escape(customs.point)}[0-9]+)?", number):
        return None
    try:
        with decimal.localcontext(decimal.Context(prec=2 * MOST_DIGITS)):
            return parse_decimal(number, locale=customs.locale, strict=True)
    except NumberFormatError:
        return None


def _unreadable(text: str, what: str, customs: _Customs, mend: str = "") -> MoneyError:
    from babel.numbers import (  # noqa: PLC0415  Babel is loaded when first needed
        format_decimal,
    )

    example = format_decimal(_EXAMPLE, locale=customs.locale)
    words = ", ".join(sorted(customs.powers)) or "none"
    return MoneyError(
        what,
        where="amount",
        got=text,
        expected=(
            f"an amount as the locale {customs.locale} writes it, such as "
            f"{example} EUR; words for large numbers: {words}"
        ),
        mend=mend or "correct the text, or name the locale in which it is written",
    )

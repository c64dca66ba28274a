"""
Money: whole minor units of one currency, and no way to lose one of them.

Money adds, subtracts, compares and is multiplied by whole numbers. It cannot be
divided: what is left over needs an owner, and only a rule can name it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NoReturn, Self

import attrs

from fundmodel.amounts import read_amount, write_amount
from fundmodel.currencies import MOST_DIGITS, minor_digits, whole_minor
from fundmodel.errors import MoneyError
from fundmodel.sentences import Language

__all__ = ["Money", "minor_digits"]

_PLAIN_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")
_LIMIT: Final = 10**MOST_DIGITS


def _is_whole(value: object) -> bool:
    # `True` is an `int` to Python and nothing that can be counted to an auditor.
    return isinstance(value, int) and not isinstance(value, bool)


def _whole(_: object, attribute: attrs.Attribute[int], value: int) -> None:
    if not _is_whole(value):
        raise MoneyError(
            "money is counted in whole minor units",
            where=attribute.name,
            got=_with_type(value),
            expected="an int",
            mend="use Money.of for an amount in major units",
        )
    if not -_LIMIT < value < _LIMIT:
        raise MoneyError(
            "the amount is too large",
            where=attribute.name,
            got=value,
            expected=f"at most {MOST_DIGITS} digits",
            mend="look for the step that multiplied it",
        )


def _known(_: object, __: attrs.Attribute[str], value: str) -> None:
    minor_digits(value)


@attrs.frozen(kw_only=True, repr=False)
class Money:
    """
    An amount in whole minor units of one currency (Betrag).

    Negative amounts occur in corrections and ledgers only; whoever must not
    have one checks :attr:`is_negative`.

    >>> Money.of("58000000.00", "EUR") + Money.of(2, "EUR")
    Money.of('58000002.00', 'EUR')
    >>> print(sum([Money.of("0.10", "EUR")] * 3))
    0.30 EUR

    Attributes:
        minor: Whole minor units, for example cents.

        currency: Code of ISO 4217.
    """

    minor: int = attrs.field(validator=_whole)
    currency: str = attrs.field(validator=_known)

    @classmethod
    def of(cls, amount: int | str | Decimal, currency: str) -> Self:
        """
        Take an amount in major units, for example euros.

        >>> Money.of("12.50", "EUR").minor
        1250

        Args:
            amount: A whole number, a decimal, or text such as ``"12.50"``: digits
                with a point before the decimals, at most as many decimals as the
                currency has.

            currency: Code of ISO 4217.

        Raises:
            MoneyError: It is a `float`, no plain number, too long, or has a
                fraction of a minor unit.
        """
        return cls(minor=_minor(amount, currency), currency=currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Self:
        """
        Take whole minor units, for example cents.

        >>> print(Money.from_minor(1250, "EUR"))
        12.50 EUR
        """
        return cls(minor=minor, currency=currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Give no money at all, in that currency."""
        return cls(minor=0, currency=currency)

    @classmethod
    def parse(cls, text: str, *, locale: str, currency: str | None = None) -> Self:
        """
        Read an amount as people of that locale write it; nothing is guessed.

        Signs, names, separators and the words for large numbers are those of the
        Unicode CLDR. A sign that stands for several currencies means the one the
        locale gives it to: "$" is the US dollar in ``"en"``, the Canadian in
        ``"en_CA"``.

        >>> print(Money.parse("52,2 Mio. EUR", locale="de"))
        52,200,000.00 EUR
        >>> print(Money.parse("90.000.000,00 €", locale="de"))
        90,000,000.00 EUR

        Args:
            text: Number and currency; the currency stands before or after.

            locale: Identifier of the CLDR, for example ``"de"`` or ``"en_CA"``.

            currency: Code of ISO 4217, needed if the text names no currency.

        Raises:
            MoneyError: The text is written otherwise, names no currency or
                another one, or has a fraction of a minor unit.

            InvalidDataError: There is no such locale.
        """
        minor, code = read_amount(text, locale=locale, currency=currency)
        return cls(minor=minor, currency=code)

    def format(self, locale: str, *, symbol: bool = True) -> str:
        """
        Write the amount as people of that locale do, exact at any size.

        The blank between number and currency is a no-break space.

        >>> Money.of(90_000_000, "EUR").format("de").split()
        ['90.000.000,00', '€']

        Args:
            locale: Identifier of the CLDR, for example ``"de"``.

            symbol: Whether to write the sign ("€") instead of the code ("EUR").

        Raises:
            InvalidDataError: There is no such locale.
        """
        return write_amount(self.minor, self.currency, locale=locale, symbol=symbol)

    def render(self, language: Language) -> str:
        """
        Give the amount with its code, as sentences of that language show it.

        >>> Money.of(58_000_000, "EUR").render(Language.GERMAN)
        '58.000.000,00 EUR'
        """
        text = f"{self.major:,f} {self.currency}"
        if language is Language.GERMAN:
            return text.translate({ord("."): ",", ord(","): "."})
        return text

    @property
    def major(self) -> Decimal:
        """The exact amount in major units, with all digits of the currency."""
        return Decimal(f"{self.minor}E-{minor_digits(self.currency)}")

    @property
    def is_negative(self) -> bool:
        """Whether the amount is below zero."""
        return self.minor < 0

    @property
    def is_zero(self) -> bool:
        """Whether it is no money at all."""
        return self.minor == 0

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)

    def __repr__(self) -> str:
        return f"Money.of('{self.major:f}', {self.currency!r})"

    def __add__(self, other: Money) -> Money:
        return self._with(self.minor + self._like(other, "added"))

    def __radd__(self, other: int) -> Money:
        # `sum` starts with the number 0, the only number money can be added to.
        if _is_whole(other) and other == 0:
            return self
        raise _no_money(other, "added")

    def __sub__(self, other: Money) -> Money:
        return self._with(self.minor - self._like(other, "subtracted"))

    def __neg__(self) -> Money:
        return self._with(-self.minor)

    def __pos__(self) -> Money:
        return self

    def __abs__(self) -> Money:
        return self._with(abs(self.minor))

    def __mul__(self, times: int) -> Money:
        if not _is_whole(times):
            raise MoneyError(
                "money is multiplied by whole numbers only",
                where=f"{self} * …",
                got=_with_type(times),
                expected="an int",
                mend="a share or a rate is applied by a rule, which rounds as stated",
            )
        return self._with(self.minor * times)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._like(other, "compared")

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._like(other, "compared")

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._like(other, "compared")

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._like(other, "compared")

    def _no_division(self, by: object) -> NoReturn:
        raise MoneyError(
            "money cannot be divided",
            where=f"{self} / …",
            got=_with_type(by),
            expected="a rule, which says who gets what is left over",
            mend="use fundmodel.apportion, or an AllocationRule with a rounding",
        )

    __truediv__ = _no_division
    __floordiv__ = _no_division
    __mod__ = _no_division
    __divmod__ = _no_division

    def _with(self, minor: int) -> Money:
        return Money(minor=minor, currency=self.currency)

    def _like(self, other: object, done: str) -> int:
        """Give the minor units of the other amount, if it is of the same kind."""
        if not isinstance(other, Money):
            raise _no_money(other, done)
        if other.currency != self.currency:
            raise MoneyError(
                f"amounts in {self.currency} and {other.currency} cannot be {done}",
                where=f"{self}",
                got=other,
                expected=f"an amount in {self.currency}",
                mend="convert one of them first, and keep rate, date and source",
            )
        return other.minor


def _minor(amount: object, currency: str) -> int:
    if isinstance(amount, Decimal):
        return whole_minor(amount, currency)
    if isinstance(amount, str):
        return whole_minor(_decimal(amount, minor_digits(currency)), currency)
    if isinstance(amount, int) and _is_whole(amount):
        if not -_LIMIT < amount < _LIMIT:
            raise _not_plain(amount, f"at most {MOST_DIGITS} digits")
        times: int = 10 ** minor_digits(currency)
        return amount * times
    raise MoneyError(
        "this is not an amount of money",
        where="amount",
        got=_with_type(amount),
        expected="an int, a Decimal or text",
        mend='write "12.50" in quotes; floats cannot hold cents exactly',
    )


def _decimal(text: str, digits: int) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise _not_plain(text, f"at most {MOST_DIGITS} digits")
    match = _PLAIN_DECIMAL.fullmatch(text)
    # "58.000" may be 58 or, to a German, 58 thousand: it is neither here.
    if match is None or len(match[1] or "") > digits:
        decimals = "without decimals" if not digits else f"with up to {digits} decimals"
        raise _not_plain(text, f'plain digits {decimals}, such as "58000000"')
    return Decimal(text)


def _not_plain(amount: object, expected: str) -> MoneyError:
    return MoneyError(
        "this is not an amount of money",
        where="amount",
        got=amount,
        expected=expected,
        mend='use Money.parse(text, locale="de") for "58.000.000,00 EUR"',
    )


def _no_money(other: object, done: str) -> MoneyError:
    return MoneyError(
        f"only money can be {done} to or with money",
        where="amount",
        got=_with_type(other),
        expected="an amount of Money",
        mend="give the number a currency: Money.of(number, currency)",
    )


def _with_type(value: object) -> str:
    return f"{value} ({type(value).__name__})"

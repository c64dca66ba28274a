"""Cells of a table: ids as text, exact numbers in the declared locale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

import attrs

from fundmodel.errors import InvalidDataError, MoneyError
from fundmodel.io.layouts import Locale
from fundmodel.io.rows import Columns, Faults
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER
from fundmodel.sentences import check_printable
from fundmodel.sources import Basis, Source

__all__ = ["Cells"]

STATES: Final[Mapping[str, bool]] = {"": False, "published": False, "inferred": True}

_EXAMPLES: Final[Mapping[Locale, str]] = {"en": "1,234.5", "de": "1.234,5"}
_NUMBERS: Final[Mapping[Locale, re.Pattern[str]]] = {
    "en": re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"),
    "de": re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"),
}
_PLAIN: Final[Mapping[Locale, Mapping[int, str | None]]] = {
    "en": {ord(","): None},
    "de": {ord("."): None, ord(","): "."},
}
LONGEST_NUMBER: Final = 30
"""Characters; more than any statistic or budget has."""


@attrs.frozen(kw_only=True)
class Cells:
    """
    Reads the cells of one table and notes every fault by line and column.

    Attributes:
        columns: The cells as text.

        locale: How numbers are written.

        faults: What is wrong so far.
    """

    columns: Columns
    locale: Locale
    faults: Faults

    def __len__(self) -> int:
        return len(self.columns.lines)

    def _cells(self, column: str) -> Iterator[tuple[int, str]]:
        """Give the line and the text of each cell."""
        texts = map(str.strip, self.columns.texts[column])
        return zip(self.columns.lines, texts, strict=True)

    def ids(
        self, column: str, digits: int | None, kinds: Sequence[str] = ()
    ) -> list[str]:
        """
        Read ids as text, each once.

        Args:
            column: Where they stand.

            digits: How many digits each has, so that lost zeros are found.

            kinds: The kinds of the rows; one that stands for all others has no
                id of the register.
        """
        ids = self.words(column)
        seen: set[str] = set()
        for row, (line, id_) in enumerate(self._cells(column)):
            at = _Place(self.faults, line, column, id_)
            stands_for_others = bool(kinds) and kinds[row] == REMAINDER
            if id_ and digits is not None and not stands_for_others:
                _check_digits(at, id_, digits)
            if id_ and id_ in seen:
                at.fault(
                    "the id stands more than once",
                    expected="each id once",
                    mend="remove the repeated row, or correct the id",
                )
            seen.add(id_)
        return ids

    def words(self, column: str) -> list[str]:
        """Read text that must be there."""
        words = self.texts(column)
        if "" in words:
            for line, word in self._cells(column):
                if not word:
                    _Place(self.faults, line, column, word).fault(
                        "the cell is empty", expected="text", mend="fill it in"
                    )
        return words

    def texts(self, column: str) -> list[str]:
        """Read text that may be missing."""
        for line, text in self._cells(column):
            if not text.isprintable():
                _check_printable(_Place(self.faults, line, column, text), text)
        return [text for _, text in self._cells(column)]

    def numbers(self, column: str, decimals: int) -> list[int | Decimal | None]:
        """Read exact numbers; an empty cell is a missing value, never zero."""
        return [
            self._number(_Place(self.faults, line, column, text), text, decimals)
            if text
            else None
            for line, text in self._cells(column)
        ]

    def _number(self, at: _Place, text: str, decimals: int) -> int | Decimal | None:
        number = self._parsed(text)
        exponent = None if number is None else number.as_tuple().exponent
        if number is not None and isinstance(exponent, int) and -exponent <= decimals:
            return int(number) if decimals == 0 else number
        at.fault(
            f"this is no number in the declared locale {self.locale!r}"
            if number is None
            else "the number has more decimals than declared",
            expected=f"for example {_EXAMPLES[self.locale]}, "
            f"with at most {decimals} decimals",
            mend="correct the cell, or the locale or decimals declared",
        )
        return None

    def _parsed(self, text: str) -> Decimal | None:
        if len(text) > LONGEST_NUMBER or not _NUMBERS[self.locale].fullmatch(text):
            return None
        return Decimal(text.translate(_PLAIN[self.locale]))

    def marks(self, column: str) -> list[bool]:
        """Read which values were inferred; where nobody says, it was published."""
        for line, text in self._cells(column):
            if text not in STATES:
                _Place(self.faults, line, column, text).fault(
                    "this status is not known",
                    expected="published or inferred",
                    mend="write one of them",
                )
        return [STATES.get(text, False) for _, text in self._cells(column)]

    def amounts(self, column: str, currency: str) -> list[Money]:
        """Read amounts of money; each row has one."""
        return [
            self._amount(_Place(self.faults, line, column, text), text, currency)
            for line, text in self._cells(column)
        ]

    def some_amounts(self, column: str, currency: str) -> list[Money | None]:
        """Read amounts of money that may be missing."""
        return [
            self._amount(_Place(self.faults, line, column, text), text, currency)
            if text
            else None
            for line, text in self._cells(column)
        ]

    def amounts_or_shares(
        self, column: str, currency: str
    ) -> list[Money | Fraction | None]:
        """Read amounts, or shares with a percent sign; either may be missing."""
        return [
            self._amount_or_share(_Place(self.faults, line, column, text), currency)
            if text
            else None
            for line, text in self._cells(column)
        ]

    def _amount_or_share(self, at: _Place, currency: str) -> Money | Fraction:
        if not at.text.endswith("%"):
            return self._amount(at, at.text, currency)
        number = self._parsed(at.text[:-1].rstrip())
        if number is not None:
            return Fraction(number) / 100
        at.fault(
            f"this is no share in the declared locale {self.locale!r}",
            expected=f"for example {'12,5' if self.locale == 'de' else '12.5'} %",
            mend="correct the cell, or the locale declared",
        )
        return Fraction(0)

    def _amount(self, at: _Place, text: str, currency: str) -> Money:
        number = self._parsed(text)
        if number is None:
            at.fault(
                f"this is no amount in the declared locale {self.locale!r}",
                expected=f"for example {_EXAMPLES[self.locale]}",
                mend="correct the cell, or the locale declared",
            )
            return Money.zero(currency)
        try:
            return Money.of(number, currency)
        except MoneyError as error:
            at.fault(error.what, expected=error.expected, mend=error.mend)
            return Money.zero(currency)

    def sources(self, column: str, sources: Mapping[str, Source]) -> list[Basis]:
        """Read keys of sources; an empty cell cites none."""
        for line, key in self._cells(column):
            if key and key not in sources:
                _Place(self.faults, line, column, key).fault(
                    "no source has this key",
                    expected="the key of a source",
                    mend="give the sources, or correct the key",
                )
        return [sources.get(key) for _, key in self._cells(column)]


class _Place(NamedTuple):
    """One cell, for messages; a tuple, because there may be millions."""

    faults: Faults
    line: int
    column: str
    text: str

    def fault(self, what: str, *, expected: str, mend: str) -> None:
        """Note what is wrong with the cell."""
        where = f"line {self.line}, column {self.column!r}"
        self.faults.add(where, what, got=self.text, expected=expected, mend=mend)


def _check_digits(at: _Place, id_: str, digits: int) -> None:
    is_number = id_.isascii() and id_.isdigit()
    if is_number and len(id_) == digits:
        return
    lost = is_number and len(id_) < digits
    at.fault(
        "the id has lost leading zeros" if lost else "this is no such id",
        expected=f"{digits} digits",
        mend=f"write {id_.zfill(digits)!r}; keep the column as text"
        if lost
        else "correct it",
    )


def _check_printable(at: _Place, text: str) -> None:
    try:
        check_printable(text, where=at.column)
    except InvalidDataError as error:
        what = f"the cell contains a control character, {error.got}"
        at.fault(what, expected=error.expected, mend=error.mend)

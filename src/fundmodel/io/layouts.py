"""How tables are laid out: their columns, their locale, their indicators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

import attrs

from fundmodel.errors import (
    AllocationError,
    FundmodelError,
    InvalidDataError,
    MoneyError,
)
from fundmodel.indicators import MOST_DECIMALS, DataState, Indicator
from fundmodel.io import values
from fundmodel.money import Money, minor_digits
from fundmodel.natures import Stage
from fundmodel.recipients import Coverage
from fundmodel.sentences import Text
from fundmodel.shares import exact_share
from fundmodel.sources import Basis

__all__ = [
    "ColumnForm",
    "Locale",
    "PublishedForm",
    "RosterForm",
    "a_currency",
    "a_delimiter",
    "a_locale",
    "a_name",
    "a_share",
    "some_decimals",
    "some_digits",
]

Locale = Literal["en", "de"]
"""``"en"`` for 1,234.5 and ``"de"`` for 1.234,5; never guessed."""

LONGEST_ID: Final = 60


def a_name(value: object) -> str:
    """Read text that is not empty."""
    name = values.a_word(value)
    if name.strip():
        return name
    raise InvalidDataError(
        "the name is empty",
        got=repr(name[:LONGEST_ID]),
        expected='a short name, for example "heads-2017-09-15"',
        mend="write one",
    )


def a_locale(value: object) -> Locale:
    """Read how numbers are written."""
    if value == "en":
        return "en"
    if value == "de":
        return "de"
    raise InvalidDataError(
        "numbers of this locale cannot be read",
        got=value,
        expected='"en" for 1,234.5 or "de" for 1.234,5',
        mend="write one of them",
    )


def a_delimiter(value: object) -> str:
    """Read what separates cells."""
    text = values.a_word(value)
    if len(text) == 1 and text not in '"\r\n\0 ':
        return text
    raise InvalidDataError(
        "a delimiter is one character",
        got=repr(text[:LONGEST_ID]),
        expected='for example "," or ";"',
        mend="write one character, no quote and no blank",
    )


def _number(value: object, least: int, most: int) -> int:
    number = values.an_integer(value)
    if least <= number <= most:
        return number
    raise InvalidDataError(
        "the number is out of bounds",
        got=number,
        expected=f"a whole number from {least} to {most}",
        mend="correct it",
    )


def some_decimals(value: object) -> int:
    """Read how many decimals values may have."""
    return _number(value, 0, MOST_DECIMALS)


def some_digits(value: object) -> int:
    """Read how many digits an id has."""
    return _number(value, 1, LONGEST_ID)


def a_share(value: object) -> Fraction:
    """Read a share of a budget."""
    try:
        return exact_share(values.a_word(value))
    except AllocationError as error:
        # The place is the key of the file, whatever it is called.
        error.where = ""
        raise


def a_currency(value: object) -> str:
    """Read the code of a currency."""
    code = values.a_word(value)
    try:
        minor_digits(code)
    except MoneyError as error:
        # The place is the key of the file, whatever it is called.
        error.where = ""
        raise
    return code


# Any: one validator serves fields of several types.
def _valid(
    read: Callable[[object], object],
) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """Hold forms that are made in code to the same rules as files."""

    # Any: see above.
    def validate(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        try:
            if value is not None:
                read(value)
        except FundmodelError as error:
            error.where = attribute.name
            raise

    return validate


@attrs.frozen(kw_only=True)
class ColumnForm:
    """
    One indicator of a roster file.

    Attributes:
        id: Id of the indicator.

        column: The column that holds it.

        status_column: A column that says ``published`` or ``inferred``.

        name: What it is called; the id where nobody says.

        unit: What is counted.

        key_date: The day for which it was measured.

        state: Provisional, final or corrected.

        known_since: The day from which it could be known.

        frozen_after: The last day on which it may change.

        sensitive: Whether small counts are hidden in anything public.

        reason: Why it was corrected, where it was.

        decimals: How many decimals its values may have.

        source: Where the figures come from.
    """

    id: str = attrs.field(validator=_valid(a_name))
    column: str
    status_column: str | None = None
    name: Text | None = None
    unit: Text | None = None
    key_date: date | None = None
    state: DataState = DataState.FINAL
    known_since: date | None = None
    frozen_after: date | None = None
    sensitive: bool = False
    reason: Text | None = None
    decimals: int = attrs.field(default=0, validator=_valid(some_decimals))
    source: Basis = None

    def indicator(self) -> Indicator:
        """Give the definition of the indicator."""
        texts = {"name": self.name, "unit": self.unit}
        return Indicator(
            id=self.id,
            key_date=self.key_date,
            state=self.state,
            known_since=self.known_since,
            frozen_after=self.frozen_after,
            sensitive=self.sensitive,
            reason=self.reason,
            source=self.source,
            **{name: text for name, text in texts.items() if text is not None},
        )


@attrs.frozen(kw_only=True)
class RosterForm:
    """
    How a CSV file of recipients is to be read.

    >>> form = RosterForm(
    ...     id="towns",
    ...     id_column="ags",
    ...     indicators=[ColumnForm(id="heads", column="persons")],
    ... )
    >>> form.delimiter, form.locale
    (',', 'en')

    Attributes:
        id: Id of the roster.

        name: What it is called; the id where nobody says.

        coverage: Whole, partial, or with rows that stand for all others.

        remainder_name: How such rows are called, in one or several languages.

        as_of: The day whose state it shows.

        register: Id of the register that it covers.

        locale: ``"en"`` for 1,234.5 and ``"de"`` for 1.234,5; never guessed.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        id_column: The column of the ids.

        name_column: The column of the names.

        kind_column: The column of the kinds, if there is one.

        kind: The kind of all recipients, where no column says it.

        parent_column: The column of the parents' ids, if there is one.

        id_digits: How many digits an id has, so that lost zeros are found;
            rows that stand for all others are excepted.

        indicators: What is counted.

        source: Where the roster comes from.
    """

    id: str = attrs.field(validator=_valid(a_name))
    name: Text | None = None
    coverage: Coverage = Coverage.PARTIAL
    remainder_name: Text | None = None
    as_of: date | None = None
    register: str | None = None
    locale: Locale = attrs.field(default="en", validator=_valid(a_locale))
    delimiter: str = attrs.field(default=",", validator=_valid(a_delimiter))
    encoding: str = "utf-8"
    id_column: str = "id"
    name_column: str = "name"
    kind_column: str | None = None
    kind: str = "recipient"
    parent_column: str | None = None
    id_digits: int | None = attrs.field(default=None, validator=_valid(some_digits))
    indicators: tuple[ColumnForm, ...] = attrs.field(
        default=(), converter=tuple[ColumnForm, ...]
    )
    source: Basis = None


@attrs.frozen(kw_only=True)
class PublishedForm:
    """
    How a CSV file of published amounts is to be read.

    Attributes:
        id: Id of the table.

        name: What it is called; the id where nobody says.

        unit: The currency of the amounts.

        rounded_to: The unit to which the table was rounded, such as ``"1.00"``.

        stage: How firm the amounts are.

        part: Id of the part of the program.

        year: Label of the budget year.

        share: Which share of the budget was divided, such as ``"60 %"``.

        roster: Id of the roster whose figures it was made from.

        period: For which period, for the reader.

        locale: ``"en"`` for 1,234.5 and ``"de"`` for 1.234,5; never guessed.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        id_column: The column of the ids.

        name_column: The column of the names.

        amount_column: The column of the amounts.

        source_column: A column with the key of each row's source.

        id_digits: How many digits an id has, so that lost zeros are found.

        source: Where the table comes from.

        note: What a reader has to know about it.
    """

    id: str = attrs.field(validator=_valid(a_name))
    name: Text | None = None
    unit: str = attrs.field(default="EUR", validator=_valid(a_currency))
    rounded_to: str | None = None
    stage: Stage | None = None
    part: str | None = None
    year: str | None = None
    share: Fraction | None = None
    roster: str | None = None
    period: Text | None = None
    locale: Locale = attrs.field(default="en", validator=_valid(a_locale))
    delimiter: str = attrs.field(default=",", validator=_valid(a_delimiter))
    encoding: str = "utf-8"
    id_column: str = "id"
    name_column: str = "name"
    amount_column: str = "amount"
    source_column: str | None = None
    id_digits: int | None = attrs.field(default=None, validator=_valid(some_digits))
    source: Basis = None
    note: Text | None = None

    def __attrs_post_init__(self) -> None:
        try:
            _ = self.rounding_unit
        except MoneyError as error:
            error.where = "rounded_to"
            raise

    @property
    def rounding_unit(self) -> Money | None:
        """The unit to which the table was rounded, as money."""
        return None if self.rounded_to is None else Money.of(self.rounded_to, self.unit)

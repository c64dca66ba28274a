"""
What is measured about recipients: the definition of a figure, and its column.

A missing value is never zero: a column has a mask of the values that exist.
Values are whole numbers of ``10 ** -decimals``, so that they are exact.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Self

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.errors import FrozenFigureError, InvalidDataError
from fundmodel.fields import of_data
from fundmodel.sentences import Count, Language, Text, name_from_id
from fundmodel.sources import Basis

__all__ = ["BoolArray", "Column", "DataState", "Indicator", "IntArray", "Places"]

IntArray = npt.NDArray[np.int64] | npt.NDArray[np.object_]
"""Whole numbers: int64 where they fit, Python integers where not."""

BoolArray = npt.NDArray[np.bool_]

Places = npt.NDArray[np.int64]
"""Positions on a roster, or places in a list."""

MOST_DECIMALS: Final = 30
MOST_DIGITS: Final = 60
"""More digits than any statistic has; a hostile number is refused, not computed."""


class DataState(enum.Enum):
    """How settled a figure is."""

    PROVISIONAL = "provisional"
    """To be replaced by a final figure (vorläufig)."""

    FINAL = "final"
    """As reported for the key date (endgültig)."""

    CORRECTED = "corrected"
    """Changed after it was final, for a stated reason (berichtigt)."""


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Indicator:
    """
    The definition of a measured quantity (Kennzahl).

    Attributes:
        id: A short name that rules refer to, for example ``"population"``.

        name: What it is called.

        unit: What is counted, for example persons.

        key_date: The day for which it was measured (Stichtag); `None` when
            nobody says.

        state: Provisional, final or corrected.

        known_since: The day from which it could be known.

        frozen_after: The last day on which it may change, see
            `ReportingWindow.frozen_after`; `None` if nobody says.

        sensitive: Whether small counts are hidden in anything public.

        reason: Why it was corrected, where it was.

        source: Where the figures come from.

    Raises:
        InvalidDataError: The id is empty.

        FrozenFigureError: It was known only after the day that froze it.
    """

    id: str
    name: Text = attrs.field(default=attrs.Factory(name_from_id, takes_self=True))
    unit: Text = Text({"en": "units", "de": "Einheiten"})
    key_date: date | None = None
    state: DataState = DataState.FINAL
    known_since: date | None = None
    frozen_after: date | None = None
    sensitive: bool = False
    reason: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if not self.id.strip():
            raise InvalidDataError(
                "an id is empty",
                where="indicator",
                expected='a short name such as "population"',
                mend="give it an id",
            )
        known, last = self.known_since, self.frozen_after
        if known is not None and last is not None and known > last:
            raise FrozenFigureError(
                "the figure is frozen",
                where=f"indicator {self.id!r}, {self.key_date or 'no key date'}",
                got=f"{self.state.value}, known since {known}",
                expected=f"reported or corrected until {last}",
                mend="take the vintage that was known when it was frozen",
            )

    def render(self, language: Language) -> str:
        """Give the name."""
        return self.name.render(language)


@attrs.frozen(kw_only=True, eq=False)
class Column:
    """
    The values of one indicator for all recipients of a roster.

    Attributes:
        indicator: What was measured.

        values: Whole numbers of ``10 ** -decimals``, shape ``(n,)``, read-only;
            zero where there is no value.

        decimals: How many decimals the values have.

        valid: Where there is a value, shape ``(n,)``, read-only.

        inferred: Where the value was not published but computed back, shape
            ``(n,)``, read-only.
    """

    indicator: Indicator
    values: IntArray
    decimals: int = 0
    valid: BoolArray
    inferred: BoolArray

    def __attrs_post_init__(self) -> None:
        if not self.values.shape == self.valid.shape == self.inferred.shape:
            raise InvalidDataError(
                "the arrays of a column differ in shape",
                where=f"indicator {self.indicator.id!r}",
                got=(self.values.shape, self.valid.shape, self.inferred.shape),
                expected="three arrays of shape (n,)",
                mend="build the column with Column.of",
            )
        for array in (self.values, self.valid, self.inferred):
            array.setflags(write=False)

    @classmethod
    def of(
        cls,
        indicator: Indicator,
        values: Sequence[int | Decimal | None] | IntArray,
        *,
        inferred: Iterable[bool] | None = None,
    ) -> Self:
        """
        Make a column from numbers, with `None` where there is no value.

        Args:
            indicator: What was measured.

            values: Whole numbers or decimals; an array of whole numbers has a
                value everywhere.

            inferred: Where the value was computed back; nowhere by default.

        Raises:
            InvalidDataError: A value is a float or no number.
        """
        if isinstance(values, np.ndarray):
            numbers, valid, decimals = _from_array(values, indicator)
        else:
            numbers, valid, decimals = _from_sequence(values, indicator)
        marks = np.zeros(len(numbers), dtype=np.bool_)
        if inferred is not None:
            marks = np.fromiter(inferred, dtype=np.bool_)
        return cls(
            indicator=indicator,
            values=numbers,
            decimals=decimals,
            valid=valid,
            inferred=marks,
        )

    def taken(self, positions: Places) -> Column:
        """Give the values of some recipients, in the order of *positions*."""
        return Column(
            indicator=self.indicator,
            values=self.values[positions],
            decimals=self.decimals,
            valid=self.valid[positions],
            inferred=self.inferred[positions],
        )

    def value(self, position: int) -> Fraction | None:
        """Give one exact value, or `None` where there is none."""
        if not self.valid[position]:
            return None
        return Fraction(int(self.values[position]), 10**self.decimals)

    def count(self, position: int) -> Count:
        """Give one value for printing; a small one of a sensitive indicator hides."""
        return Count(
            Fraction(int(self.values[position]), 10**self.decimals),
            sensitive=self.indicator.sensitive,
        )


def _from_array(
    values: IntArray, indicator: Indicator
) -> tuple[IntArray, BoolArray, int]:
    if not np.issubdtype(values.dtype, np.integer):
        return _from_sequence(values.tolist(), indicator)
    numbers = (
        values.astype(np.int64) if values.dtype != np.uint64 else whole(values.tolist())
    )
    return numbers.copy(), np.ones(len(values), dtype=np.bool_), 0


def _from_sequence(
    values: Sequence[int | Decimal | None], indicator: Indicator
) -> tuple[IntArray, BoolArray, int]:
    decimals = 0
    for position, value in enumerate(values):
        decimals = max(decimals, _decimals(value, indicator, position))
    numbers = [0 if value is None else _scaled(value, decimals) for value in values]
    valid = np.fromiter((value is not None for value in values), dtype=np.bool_)
    return whole(numbers), valid, decimals


def _decimals(value: object, indicator: Indicator, position: int) -> int:
    """Give the decimals that a value needs, or refuse it."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return 0
    if isinstance(value, Decimal) and value.is_finite():
        _, digits, exponent = value.as_tuple()
        if isinstance(exponent, int) and len(digits) + abs(exponent) <= MOST_DIGITS:
            # A trailing zero is no extra decimal: 1.50 and 1.5 are one value.
            zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
            return max(0, -exponent - zeros) if value else 0
    raise InvalidDataError(
        "this is no exact number",
        where=f"indicator {indicator.id!r}, row {position + 1}",
        got=repr(value),
        expected=f"an int or a Decimal of at most {MOST_DIGITS} digits, or None",
        mend='write a float as text: Decimal("0.1")',
    )


def _scaled(value: int | Decimal, decimals: int) -> int:
    # Not in Decimal, which rounds to 28 digits unless told otherwise.
    return int(Fraction(value) * 10**decimals)


def whole(numbers: Sequence[int]) -> IntArray:
    """Give an int64 array, or one of Python integers where they do not fit."""
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        return np.array(numbers, dtype=np.object_)

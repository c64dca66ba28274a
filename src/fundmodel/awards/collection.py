"""All awards of a program, as columns: a hundred thousand are no trouble."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Self

import attrs
import numpy as np

from fundmodel.awards.amounts import YearAmount
from fundmodel.awards.award import (
    Award,
    AwardAmendment,
    AwardBasis,
    with_amendments,
)
from fundmodel.awards.columns import (
    Minor,
    check_ids,
    check_lengths,
    check_minor,
    check_texts,
    check_total,
    check_years,
    if_any,
    matrix,
)
from fundmodel.currencies import minor_digits
from fundmodel.errors import AwardError, InvalidDataError
from fundmodel.fields import of_data
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.periods import Period, check_day
from fundmodel.sentences import Language, Text, sentence
from fundmodel.sources import Basis

__all__ = ["Awards"]

_OPTIONAL: Final = (
    "announced",
    "periods",
    "applications",
    "amendments",
    "notes",
    "sources",
)


def _read_only(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    array.setflags(write=False)


@attrs.frozen(kw_only=True, eq=False, field_transformer=of_data)
class Awards:
    """
    Awards in one currency, each with its own id, in a fixed order.

    As with a single award, amounts and periods are those of the first decisions;
    see `as_of`, `decided_by` and `amended`. `Awards.of` puts single awards together.

    Attributes:
        currency: Code of ISO 4217.

        ids: File numbers, unique, shape ``(n,)``.

        recipients: Ids of the recipients; one may have several awards.

        parts: Ids of the parts of the program.

        years: Labels of the budget years, sorted, shape ``(y,)``.

        minor: Whole minor units per award and year, none below zero, shape
            ``(n, y)``.

        named: Which years an award names; elsewhere it has nothing, shape ``(n, y)``.

        bases: By what kind of act each was granted.

        decided: The days of the decisions.

        announced: When the recipients learned of them, or `None`; as the columns
            below, empty if no award has it.

        periods: In which the money is to be used, or `None`.

        applications: Ids of the applications, or `None`.

        amendments: Those of each award.

        notes: What a reader has to know, or `None`.

        sources: Where each is taken from, or `None`.

    Raises:
        InvalidDataError: Ids repeat, columns differ in length, a text is empty, an
            amount is negative, or an award names no year.

        AwardError: An amendment does not fit its award.
    """

    currency: str
    ids: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    recipients: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    parts: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    years: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    minor: Minor
    named: BoolArray
    bases: tuple[AwardBasis, ...] = attrs.field(converter=tuple[AwardBasis, ...])
    decided: tuple[date, ...] = attrs.field(converter=tuple[date, ...])
    announced: tuple[date | None, ...] = attrs.field(
        default=(), converter=tuple[date | None, ...]
    )
    periods: tuple[Period | None, ...] = attrs.field(
        default=(), converter=tuple[Period | None, ...]
    )
    applications: tuple[str | None, ...] = attrs.field(
        default=(), converter=tuple[str | None, ...]
    )
    amendments: tuple[tuple[AwardAmendment, ...], ...] = attrs.field(
        default=(), converter=tuple[tuple[AwardAmendment, ...], ...]
    )
    notes: tuple[Text | None, ...] = attrs.field(
        default=(), converter=tuple[Text | None, ...]
    )
    sources: tuple[Basis, ...] = attrs.field(default=(), converter=tuple[Basis, ...])

    def __attrs_post_init__(self) -> None:
        minor_digits(self.currency)
        check_lengths(self._columns(), len(self))
        check_texts(
            {
                "ids": self.ids,
                "recipients": self.recipients,
                "parts": self.parts,
                "years": self.years,
            }
        )
        check_ids(self.ids)
        check_years(self.years)
        check_minor(self.ids, self.years, self.minor, self.named)
        for position, some in enumerate(self.amendments):
            if some:
                # The award itself looks at what changes it.
                self.award_at(position)
        _read_only(self.minor)
        _read_only(self.named)

    @classmethod
    def of(cls, awards: Iterable[Award], *, currency: str | None = None) -> Self:
        """
        Put single awards together.

        Args:
            awards: In their order.

            currency: That of all; `None` takes that of the first.

        Raises:
            InvalidDataError: Ids repeat, currencies differ, or there is no award and
                so no currency.
        """
        items = tuple(awards)
        code = _currency_of(items, currency)
        years = sorted({one.year for item in items for one in item.amounts})
        minor, named = matrix([item.amounts for item in items], years)
        return cls(
            currency=code,
            ids=[item.id for item in items],
            recipients=[item.recipient for item in items],
            parts=[item.part for item in items],
            years=years,
            minor=minor,
            named=named,
            bases=[item.basis for item in items],
            decided=[item.decided for item in items],
            announced=if_any([item.announced for item in items]),
            periods=if_any([item.period for item in items]),
            applications=if_any([item.application for item in items]),
            amendments=if_any([item.amendments for item in items]),
            notes=if_any([item.note for item in items]),
            sources=if_any([item.source for item in items]),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Award]:
        return map(self.award_at, range(len(self)))

    def award_at(self, position: int) -> Award:
        """Build the award of one row."""
        amounts = zip(
            self.years,
            self.minor[position].tolist(),
            self.named[position].tolist(),
            strict=True,
        )
        return Award(
            id=self.ids[position],
            recipient=self.recipients[position],
            part=self.parts[position],
            amounts=[
                YearAmount(year=year, amount=Money.from_minor(count, self.currency))
                for year, count, is_named in amounts
                if is_named
            ],
            basis=self.bases[position],
            decided=self.decided[position],
            announced=self.announced[position] if self.announced else None,
            period=self.periods[position] if self.periods else None,
            application=self.applications[position] if self.applications else None,
            amendments=self.amendments[position] if self.amendments else (),
            note=self.notes[position] if self.notes else None,
            source=self.sources[position] if self.sources else None,
        )

    def award(self, id: str) -> Award:
        """
        Build the award with that id.

        Raises:
            AwardError: There is none; the nearest ids are offered.
        """
        position = self.positions.get(id)
        if position is not None:
            return self.award_at(position)
        near = difflib.get_close_matches(str(id), self.ids, n=3)
        raise AwardError(
            "no award has this id",
            where="awards",
            got=id,
            expected=f"one of {len(self):,} ids",
            mend=f"did you mean {' or '.join(near)}?" if near else "look it up in ids",
        )

    @functools.cached_property
    def positions(self) -> Mapping[str, int]:
        """The row of each id."""
        return {id_: position for position, id_ in enumerate(self.ids)}

    def of_recipient(self, id: str) -> Awards:
        """Give the awards of one recipient; none if it has none."""
        return self.taken(self._rows_of.get(id, ()))

    def of_part(self, id: str) -> Awards:
        """Give the awards in one part; none if it has none."""
        return self.taken([row for row, part in enumerate(self.parts) if part == id])

    @functools.cached_property
    def _rows_of(self) -> Mapping[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for position, id_ in enumerate(self.recipients):
            rows.setdefault(id_, []).append(position)
        return rows

    def taken(self, rows: Sequence[int]) -> Awards:
        """Give the awards of some rows, in the order of *rows*, each once."""
        at = np.array(rows, dtype=np.int64)
        return self._with(
            {
                "minor": self.minor[at],
                "named": self.named[at],
                **{
                    name: tuple(column[row] for row in rows)
                    for name, column in self._columns().items()
                },
            }
        )

    def as_of(self, day: date) -> Awards:
        """
        Give the awards that hold on a day, as the amendments that hold changed them.

        Award and amendment hold from announcement, or decision if nobody says when it
        was announced; see `Award.as_of`. Others are left out.

        Raises:
            InvalidDataError: It is no day.
        """
        check_day(day, where="awards, as_of")
        announced = self.announced or (None,) * len(self)
        effective = [a or d for a, d in zip(announced, self.decided, strict=True)]
        return self._by(effective, day, lambda one: one.effective <= day)

    def decided_by(self, day: date) -> Awards:
        """
        Give the awards decided by a day, with amendments decided by then.

        Whether they were announced is not asked; see `Award.decided_by`.

        Raises:
            InvalidDataError: It is no day.
        """
        check_day(day, where="awards, decided_by")
        return self._by(self.decided, day, lambda one: one.decided <= day)

    def amended(self) -> Awards:
        """Give the awards after all amendments."""
        return self._folded(lambda _: True)

    def _by(
        self, days: Sequence[date], day: date, counts: Callable[[AwardAmendment], bool]
    ) -> Awards:
        rows = [row for row, first in enumerate(days) if first <= day]
        known = self if len(rows) == len(self) else self.taken(rows)
        return known._folded(counts)  # noqa: SLF001  of the same class

    @property
    def amount(self) -> Money:
        """All awards together, as first decided."""
        return Money.from_minor(int(self.minor.sum()), self.currency)

    def of_year(self, year: str | int) -> Money:
        """Give what all awards have out of a budget year, as first decided."""
        return Money.from_minor(int(self.year_minor(year).sum()), self.currency)

    def year_minor(self, year: str | int | None = None) -> Minor:
        """
        Give minor units of each award out of a budget year, shape ``(n,)``.

        Args:
            year: Its label; `None` for all years together.
        """
        if year is None:
            total: Minor = self.minor.sum(axis=1, dtype=np.int64)
            return total
        if str(year) not in self.years:
            return np.zeros(len(self), dtype=np.int64)
        return self.minor[:, self.years.index(str(year))]

    def amounts(self, year: str | int | None = None) -> Mapping[str, object]:
        """
        Give what each recipient has, all its awards together, as plain columns.

        Args:
            year: Label of a budget year; `None` for all together.

        Returns:
            ``recipient``, ids in the order of their first awards, and ``minor``,
            whole minor units as an array; both of shape ``(m,)``.
        """
        numbers = {id_: place for place, id_ in enumerate(self._rows_of)}
        at = np.fromiter(
            map(numbers.__getitem__, self.recipients), np.int64, count=len(self)
        )
        sums = np.zeros(len(numbers), dtype=np.int64)
        np.add.at(sums, at, self.year_minor(year))
        return {"recipient": tuple(numbers), "minor": sums}

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything in them."""
        return content_hash(self)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Say how many awards there are, and what they have out of each year."""
        language = Language(language)
        said = [
            sentence(
                "awards: {count}, recipients: {recipients}, together {amount}",
                count=len(self),
                recipients=len(self._rows_of),
                amount=self.amount,
            )
        ]
        said += [
            sentence(
                "budget year {year}: {amount}", year=year, amount=self.of_year(year)
            )
            for year in self.years
        ]
        return "\n".join(line.render(language) for line in said)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Awards: {len(self):,} in {self.currency}>"

    def _columns(self) -> dict[str, tuple[object, ...]]:
        """Give all columns of shape ``(n,)`` that are there."""
        columns: dict[str, tuple[object, ...]] = {
            "ids": self.ids,
            "recipients": self.recipients,
            "parts": self.parts,
            "bases": self.bases,
            "decided": self.decided,
        }
        for name in _OPTIONAL:
            column: tuple[object, ...] = getattr(self, name)
            if column:
                columns[name] = column
        return columns

    def _with(self, fields: Mapping[str, object]) -> Awards:
        """Give awards with other columns, which are checked already."""
        # The constructor would check again what has stood for long.
        other = object.__new__(Awards)
        for field in attrs.fields(Awards):
            value = fields.get(field.name, getattr(self, field.name))
            object.__setattr__(other, field.name, value)
        _read_only(other.minor)
        _read_only(other.named)
        return other

    def _folded(self, counts: Callable[[AwardAmendment], bool]) -> Awards:
        """Let amendments that count change the awards, and drop the others."""
        changed = {
            row: with_amendments(self.award_at(row), done)
            for row, some in enumerate(self.amendments)
            if (done := [one for one in some if counts(one)])
        }
        if not changed:
            return self._with({"amendments": ()})
        more = {one.year for award in changed.values() for one in award.amounts}
        years = tuple(sorted({*self.years, *more}))
        minor, named = self._laid_out(years)
        amounts = [award.amounts for award in changed.values()]
        minor[list(changed)], named[list(changed)] = matrix(amounts, years)
        check_total(sum(sum(row) for row in minor.tolist()))
        periods = list(self.periods or (None,) * len(self))
        for row, award in changed.items():
            periods[row] = award.period
        return self._with(
            {
                "years": years,
                "minor": minor,
                "named": named,
                "periods": tuple(if_any(periods)),
                "amendments": (),
            }
        )

    def _laid_out(self, years: tuple[str, ...]) -> tuple[Minor, BoolArray]:
        """Copy the amounts to where there is room for more budget years."""
        at = [years.index(year) for year in self.years]
        minor = np.zeros((len(self), len(years)), dtype=np.int64)
        named = np.zeros(minor.shape, dtype=np.bool_)
        minor[:, at], named[:, at] = self.minor, self.named
        return minor, named


def _currency_of(items: tuple[Award, ...], currency: str | None) -> str:
    code = currency or next((item.currency for item in items), None)
    if code is None:
        raise InvalidDataError(
            "there is no award that tells the currency",
            where="awards",
            expected="a currency, or at least one award",
            mend='name it: currency="EUR"',
        )
    for item in items:
        if item.currency != code:
            raise InvalidDataError(
                "the awards are in more than one currency",
                where=f"award {item.id!r}",
                got=item.currency,
                expected=code,
                mend="keep those of each currency apart",
            )
    return code

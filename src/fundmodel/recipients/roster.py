"""
The roster: columns of what is known about recipients, each with one entry per row.

A roster keeps columns; a :class:`Recipient` is built when it is asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Self, cast

import attrs
import numpy as np

from fundmodel.bodies import REMAINDER, Recipient, check_no_circle, exact_value
from fundmodel.fields import of_data
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import BoolArray, Column, Indicator, Places
from fundmodel.periods import Period, check_day
from fundmodel.recipients.coverage import Coverage, check_coverage
from fundmodel.recipients.readings import LeftOut, columns_read, exist_on
from fundmodel.recipients.remainders import check_values, insert, only_row, split
from fundmodel.recipients.rows import (
    BY_ROW,
    all_tuples,
    bodies_of,
    check_ids,
    check_lengths,
    kind_places,
    rows_above,
    unknown_id,
)
from fundmodel.sentences import Text, name_from_id
from fundmodel.sources import Basis
from fundmodel.vintages import (
    ReportingWindow,
    changed,
    check_vintages,
    correction,
    last_vintage,
)

__all__ = ["Roster"]


@attrs.frozen(kw_only=True, eq=False, field_transformer=of_data)
class Roster:
    """
    An ordered, dated collection of recipients with their indicators.

    The order matters only where a rule has to break a tie.

    Attributes:
        id: A short name, for example ``"heads-2017-09-15"``.

        ids: Ids of the recipients, unique, shape ``(n,)``.

        names: Their names.

        kinds: Their kinds.

        parents: Their parents' ids or `None`; empty for none at all.

        validity: Their periods or `None`; empty for always.

        successors: Ids of the bodies that replaced each; empty for none.

        columns: The indicators, each with one value per recipient.

        coverage: Whole, partial, or with rows that stand for all others.

        name: What the roster is called.

        remainder_name: How rows that stand for all others are called, where that
            differs by language; `None` takes the names of these rows.

        register: Id of the register that it covers.

        dated: The day whose state it shows; ``as_of`` in files.

        source: Where it comes from.

    Raises:
        InvalidDataError: Ids repeat or are empty, columns differ in length,
            parents form a circle, or the coverage contradicts the rows.
    """

    id: str
    ids: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    names: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    kinds: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    parents: tuple[str | None, ...] = attrs.field(
        default=(), converter=tuple[str | None, ...]
    )
    validity: tuple[Period | None, ...] = attrs.field(
        default=(), converter=tuple[Period | None, ...]
    )
    successors: tuple[tuple[str, ...], ...] = attrs.field(
        default=(), converter=all_tuples
    )
    columns: tuple[Column, ...] = attrs.field(default=(), converter=tuple[Column, ...])
    coverage: Coverage = Coverage.PARTIAL
    name: Text = attrs.field(default=attrs.Factory(name_from_id, takes_self=True))
    remainder_name: Text | None = None
    register: str | None = None
    dated: date | None = attrs.field(default=None, metadata={"hash_as": "as_of"})
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        where = f"roster {self.id!r}"
        check_ids(self.ids, self.names, where=where)
        lengths = {"names": len(self.names), "kinds": len(self.kinds)}
        optional = ("parents", "validity", "successors")
        lengths |= {name: n for name in optional if (n := len(getattr(self, name)))}
        check_lengths(lengths, len(self), where=where)
        self._check_columns()
        parent_of = dict(zip(self.ids, self.parents, strict=False))
        check_no_circle(parent_of, where=where)
        check_coverage(self.coverage, self.kinds, where=where)

    def _check_columns(self) -> None:
        where = f"roster {self.id!r}"
        lengths = {c.indicator.id: len(c.values) for c in self.columns}
        check_lengths(lengths, len(self), where=where)
        check_vintages(self.columns, where=where)

    @classmethod
    def from_records(
        cls,
        records: Iterable[Mapping[str, object]],
        *,
        id: str,
        indicators: Sequence[Indicator] = (),
        coverage: Coverage = Coverage.PARTIAL,
        source: Basis = None,
    ) -> Self:
        """
        Make a roster from mappings with ``id``, ``name``, ``kind``, ``parent``.

        Every other key is the id of one of the *indicators*; a value that is
        `None` or absent is missing, which is not zero.

        Raises:
            InvalidDataError: A record has no id or a key that is no indicator.
        """
        rows, bodies = bodies_of(records, indicators, where=f"roster {id!r}")
        return cls(
            id=id,
            ids=[body.id for body in bodies],
            names=[body.name for body in bodies],
            kinds=[body.kind for body in bodies],
            parents=[body.parent for body in bodies],
            columns=[
                Column.of(item, [exact_value(row.get(item.id)) for row in rows])
                for item in indicators
            ],
            coverage=coverage,
            source=source,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Recipient]:
        return map(self.recipient_at, range(len(self)))

    def recipient_at(self, position: int) -> Recipient:
        """Build the recipient of one row."""
        return Recipient(
            id=self.ids[position],
            name=self.names[position],
            kind=self.kinds[position],
            parent=self.parents[position] if self.parents else None,
            valid=self.validity[position] if self.validity else None,
            successors=self.successors[position] if self.successors else (),
        )

    def label(self, position: int) -> Text | str:
        """Give the name of one row as it stands in a sentence."""
        is_remainder = self.kinds[position] == REMAINDER
        return (is_remainder and self.remainder_name) or self.names[position]

    def recipient(self, id: str) -> Recipient:
        """Build the recipient with that id."""
        return self.recipient_at(self.position(id))

    def position(self, id: str) -> int:
        """
        Give the row of a recipient.

        Raises:
            InvalidDataError: Nobody has that id; the nearest ones are offered.
        """
        try:
            return self.positions[id]
        except KeyError:
            where = f"roster {self.id!r}"
            raise unknown_id(id, self.ids, self.names, where=where) from None

    @functools.cached_property
    def positions(self) -> Mapping[str, int]:
        """The row of each id."""
        return {id: position for position, id in enumerate(self.ids)}

    @functools.cached_property
    def remainder(self) -> BoolArray:
        """Which rows stand for all others, shape ``(n,)``."""
        mask = np.fromiter((kind == REMAINDER for kind in self.kinds), dtype=np.bool_)
        mask.setflags(write=False)
        return mask

    @functools.cached_property
    def kind_places(self) -> Mapping[str, BoolArray]:
        """Who is of each kind, shape ``(n,)``."""
        return kind_places(self.kinds)

    def of_kinds(self, kinds: Iterable[str]) -> BoolArray:
        """Tell who is of one of some kinds, shape ``(n,)``."""
        found = np.zeros(len(self), dtype=np.bool_)
        for kind in kinds:
            if kind in self.kind_places:
                found |= self.kind_places[kind]
        return found

    @functools.cached_property
    def above(self) -> Places:
        """
        The row of each parent, shape ``(n,)``.

        -1 stands for no parent, -2 for one that is not on the roster.
        """
        return rows_above(self.parents, self.positions, len(self))

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything in the roster."""
        return content_hash(self)

    def _copied(self, **fields: object) -> Roster:
        # The checks of the constructor take longer than all the rest.
        copy = object.__new__(Roster)
        for field in attrs.fields(Roster):
            value: object = fields.get(field.name, getattr(self, field.name))
            object.__setattr__(copy, field.name, value)
        return copy

    def taken(self, positions: Places) -> Roster:
        """
        Give some of the rows as a roster, which is not checked again.

        The id stays, since messages name the roster that somebody wrote.

        Args:
            positions: Which rows, in the order that they shall have, each once.
        """
        some = positions.tolist()
        fields: dict[str, object] = {}
        for name in BY_ROW:
            # cast: all of these fields are tuples, of several types.
            rows = cast("tuple[object, ...]", getattr(self, name))
            fields[name] = tuple(map(rows.__getitem__, some)) if rows else rows
        columns = tuple(column.taken(positions) for column in self.columns)
        part = self._copied(**fields, columns=columns)
        object.__setattr__(part, "remainder", self.remainder[positions])
        return part

    def with_columns(self, *columns: Column) -> Roster:
        """
        Give the roster with these columns in place of its own.

        Raises:
            InvalidDataError: They differ in length from the roster, or two of one
                figure cannot be told apart.
        """
        other = self._copied(columns=columns)
        other._check_columns()  # noqa: SLF001  it is of the same class
        return other

    def columns_of(self, indicator: str) -> tuple[Column, ...]:
        """Give the columns of one indicator, of each key date and vintage."""
        return tuple(c for c in self.columns if c.indicator.id == indicator)

    def as_of(
        self, *, key_date: date | None = None, known_on: date | None = None
    ) -> Roster:
        """
        Give the roster as it is for one day, as it was known on another.

        With a key date, only bodies that exist on it, and only figures of that day or
        of none. With a day of knowledge, of each figure the vintage that was last
        known on it; where nobody says since when a figure was known, it always was.
        `left_out` names what is not read.

        Args:
            key_date: The day that is asked about; `None` for any.

            known_on: The day on which it is asked; `None` keeps all vintages.

        Raises:
            InvalidDataError: One of them is no day.
        """
        self._check_days(key_date, known_on)
        columns, *_ = columns_read(self.columns, key_date, known_on)
        read = self._copied(columns=columns)
        if key_date is None:
            return read
        exists = exist_on(self.validity, key_date, len(self))
        there = read if exists.all() else read.taken(np.flatnonzero(exists))
        return there._copied(dated=key_date)  # noqa: SLF001  it is of the same class

    def left_out(
        self, *, key_date: date | None = None, known_on: date | None = None
    ) -> LeftOut:
        """
        Name the bodies and figures that `as_of` leaves out for the same days.

        Raises:
            InvalidDataError: One of them is no day.
        """
        self._check_days(key_date, known_on)
        _, not_known, other_days = columns_read(self.columns, key_date, known_on)
        exists = exist_on(self.validity, key_date or date.min, len(self))
        gone = [] if key_date is None else np.flatnonzero(~exists).tolist()
        return LeftOut(
            bodies=tuple(map(self.recipient_at, gone)),
            not_known=not_known,
            other_days=other_days,
        )

    def _check_days(self, key_date: date | None, known_on: date | None) -> None:
        for name, day in (("key_date", key_date), ("known_on", known_on)):
            if day is not None:
                check_day(day, where=f"roster {self.id!r}, {name}")

    def corrected(  # noqa: PLR0913  all but the first two are named by the caller
        self,
        indicator: str,
        values: Mapping[str, int | Decimal | None],
        *,
        known_since: date,
        reason: str | Text,
        source: Basis = None,
        key_date: date | None = None,
        window: ReportingWindow | None = None,
    ) -> Roster:
        """
        Give the roster with a further vintage of a figure; what it had stays.

        The correction starts from the latest vintage. A value is corrected back by
        another correction.

        Args:
            indicator: Id of the indicator.

            values: The new values, by id; `None` takes a value away.

            known_since: The day from which the correction could be known.

            reason: Why.

            source: Where the new values come from.

            key_date: Which key date is meant, where there are several. It stays.

            window: Until when corrections are allowed; see `ReportingWindow.in_year`.
                It is not kept: pass it with each correction, or let the figure say when
                it froze: ``Indicator.frozen_after``.

        Raises:
            CorrectionError: There is no reason, no single figure that is meant, no
                value that differs; the figure is provisional, or was not known before
                the correction; the correction was known before the key date, makes
                negative what never was, or the window is that of another key date.

            FrozenFigureError: The correction came after the freeze.

            InvalidDataError: An id is unknown, or a value no exact number.
        """
        where = f"roster {self.id!r}"
        before = last_vintage(self.columns_of(indicator), key_date, where=where)
        vintage = correction(before.indicator, known_since, reason, source)
        if window is not None:
            window.check_key_date(vintage)
            window.timeliness(vintage)
        rows = {self.position(id_): value for id_, value in values.items()}
        after = changed(before, rows, vintage)
        at = next(i for i, c in enumerate(self.columns) if c is before) + 1
        return self.with_columns(*self.columns[:at], after, *self.columns[at:])

    def single_out(self, recipient: Recipient, **values: int | Decimal) -> Roster:
        """
        Name a body that so far was part of the remainder row.

        The values are taken from the row that stands for all others, so every
        column keeps its sum.

        Args:
            recipient: The body; it takes the place before the remainder row.

            values: Its value of each indicator, by indicator id.

        Raises:
            InvalidDataError: There is not exactly one remainder row, a value
                is missing, or the remainder would become negative.
        """
        where = f"roster {self.id!r}"
        at = only_row(self.remainder, where=where)
        check_values(self.columns, values, where=where)
        # Any: the fields hold items of several types.
        fields: dict[str, Any] = {
            name: insert(getattr(self, name), at, getattr(recipient, one))
            for name, one in BY_ROW.items()
        }
        columns = [split(c, at, values[c.indicator.id]) for c in self.columns]
        return attrs.evolve(self, **fields, columns=columns)

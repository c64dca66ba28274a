"""
Rosters: who counts, applies or is paid, with what was counted.

A roster keeps columns; a :class:`Recipient` is built when it is asked for.
"""

from __future__ import annotations

import difflib
import enum
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Self, TypeVar, cast

import attrs
import numpy as np

from fundmodel.bodies import (
    REMAINDER,
    Recipient,
    check_indicators,
    check_no_circle,
    exact_value,
    from_record,
    records_of,
)
from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import BoolArray, Column, Indicator, Places, whole
from fundmodel.periods import Period
from fundmodel.sentences import Text, check_printable, name_from_id
from fundmodel.sources import Basis

T = TypeVar("T")

__all__ = ["REMAINDER", "Coverage", "Recipient", "Roster"]


class Coverage(enum.Enum):
    """How much of its register a roster claims to hold."""

    WHOLE = "whole"
    """Every body of the register; its completeness is audited."""

    PARTIAL = "partial"
    """Some bodies; nothing is said about the others."""

    REMAINDER = "remainder"
    """Some bodies by name, and rows of kind ``remainder`` for all others."""


def _all_tuples(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


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

        as_of: The day whose state it shows.

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
        default=(), converter=_all_tuples
    )
    columns: tuple[Column, ...] = attrs.field(default=(), converter=tuple[Column, ...])
    coverage: Coverage = Coverage.PARTIAL
    name: Text = attrs.field(default=attrs.Factory(name_from_id, takes_self=True))
    remainder_name: Text | None = None
    register: str | None = None
    as_of: date | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        _check_ids(self)
        _check_lengths(self)
        parent_of = dict(zip(self.ids, self.parents, strict=False))
        check_no_circle(parent_of, where=f"roster {self.id!r}")
        _check_coverage(self)

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
        rows = records_of(records, where=f"roster {id!r}")
        check_indicators(indicators, where=f"roster {id!r}")
        known = frozenset({"id", "name", "kind", "parent"} | {i.id for i in indicators})
        bodies = [
            from_record(row, known, where=f"roster {id!r}, record {number}")
            for number, row in enumerate(rows, start=1)
        ]
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
            raise self._unknown(id) from None

    def _unknown(self, id: str) -> InvalidDataError:
        rows = zip(self.ids, self.names, strict=True)
        by_name = [id_ for id_, name in rows if name == id]
        offers = by_name or difflib.get_close_matches(str(id), self.ids, n=3)
        return InvalidDataError(
            "nobody on the roster has this id",
            where=f"roster {self.id!r}",
            got=id,
            expected=f"one of {len(self):,} ids",
            mend=f"did you mean {' or '.join(offers)}?"
            if offers
            else "look it up in the roster",
        )

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
        names = tuple(dict.fromkeys(self.kinds))
        number = {kind: place for place, kind in enumerate(names)}
        places = np.fromiter(map(number.__getitem__, self.kinds), dtype=np.int64)
        return {kind: places == number[kind] for kind in names}

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
        position = self.positions.get
        rows = (-1 if id_ is None else position(id_, -2) for id_ in self.parents)
        above = np.full(len(self), -1, dtype=np.int64)
        above[: len(self.parents)] = np.fromiter(rows, dtype=np.int64)
        above.setflags(write=False)
        return above

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything in the roster."""
        return content_hash(self)

    def taken(self, positions: Places) -> Roster:
        """
        Give some of the rows as a roster, which is not checked again.

        The id stays, since messages name the roster that somebody wrote.

        Args:
            positions: Which rows, in the order that they shall have, each once.
        """
        some = positions.tolist()
        # The checks of the constructor take longer than all the rest.
        part = object.__new__(Roster)
        for field in attrs.fields(Roster):
            value: object = getattr(self, field.name)
            if field.name in _BY_ROW and value:
                # cast: all of these fields are tuples.
                rows = cast("tuple[object, ...]", value)
                value = tuple(map(rows.__getitem__, some))
            object.__setattr__(part, field.name, value)
        columns = tuple(column.taken(positions) for column in self.columns)
        object.__setattr__(part, "columns", columns)
        object.__setattr__(part, "remainder", self.remainder[positions])
        return part

    def columns_of(self, indicator: str) -> tuple[Column, ...]:
        """Give the columns of one indicator, one for each key date."""
        return tuple(c for c in self.columns if c.indicator.id == indicator)

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
        return _single_out(self, recipient, values)


_BY_ROW: Final = frozenset(
    {"ids", "names", "kinds", "parents", "validity", "successors"}
)


def _single_out(
    roster: Roster, recipient: Recipient, values: Mapping[str, int | Decimal]
) -> Roster:
    rows = np.flatnonzero(roster.remainder)
    if len(rows) != 1:
        raise InvalidDataError(
            "there is no single row that stands for all others",
            where=f"roster {roster.id!r}",
            got=f"{len(rows)} rows of kind {REMAINDER!r}",
            expected="exactly one",
            mend="add the recipient to the roster's own data",
        )
    at = int(rows[0])
    _check_values(roster, values)
    return attrs.evolve(
        roster,
        ids=_insert(roster.ids, at, recipient.id),
        names=_insert(roster.names, at, recipient.name),
        kinds=_insert(roster.kinds, at, recipient.kind),
        parents=_insert(roster.parents, at, recipient.parent) if roster.parents else (),
        validity=_insert(roster.validity, at, recipient.valid)
        if roster.validity
        else (),
        successors=(
            _insert(roster.successors, at, recipient.successors)
            if roster.successors
            else ()
        ),
        columns=[_split(c, at, values[c.indicator.id]) for c in roster.columns],
    )


def _insert(items: tuple[T, ...], at: int, item: T) -> tuple[T, ...]:
    return (*items[:at], item, *items[at:])


def _check_values(roster: Roster, values: Mapping[str, int | Decimal]) -> None:
    wanted = {column.indicator.id for column in roster.columns}
    if set(values) != wanted:
        raise InvalidDataError(
            "the recipient needs one value for each indicator",
            where=f"roster {roster.id!r}",
            got=", ".join(sorted(values)) or "no value",
            expected=", ".join(sorted(wanted)),
            mend="name every indicator of the roster, and no other",
        )


def _split(column: Column, at: int, value: int | Decimal) -> Column:
    """Put a value before row *at* and take it off that row."""
    part = Column.of(column.indicator, [exact_value(value)])
    decimals = max(column.decimals, part.decimals)
    units = int(part.values[0]) * 10 ** (decimals - part.decimals)
    values = [int(v) * 10 ** (decimals - column.decimals) for v in column.values]
    values[at] -= units
    if values[at] < 0 or not column.valid[at]:
        raise InvalidDataError(
            "the remainder row holds less than what is taken out of it",
            where=f"indicator {column.indicator.id!r}",
            got=value,
            expected=f"at most {column.value(at) or 0}",
            mend="check the value, or the total of the roster",
        )
    return Column(
        indicator=column.indicator,
        values=whole([*values[:at], units, *values[at:]]),
        decimals=decimals,
        valid=np.insert(column.valid, at, values=True),
        inferred=np.insert(column.inferred, at, values=False),
    )


def _check_ids(roster: Roster) -> None:
    for position, (id_, name) in enumerate(zip(roster.ids, roster.names, strict=False)):
        if not id_.strip() or not name.strip():
            raise InvalidDataError(
                "a recipient has no id or no name",
                where=f"roster {roster.id!r}, row {position + 1}",
                got=f"id {id_!r}, name {name!r}",
                expected="both as text",
                mend="fill them in",
            )
        check_printable(id_, where=f"roster {roster.id!r}, row {position + 1}, id")
        check_printable(name, where=f"roster {roster.id!r}, row {position + 1}, name")
    if len(set(roster.ids)) < len(roster.ids):
        twice = [id_ for id_, count in Counter(roster.ids).items() if count > 1]
        raise InvalidDataError(
            "an id stands more than once",
            where=f"roster {roster.id!r}",
            got=", ".join(twice),
            expected="each id once",
            mend="remove the repeated rows, or give each body its own id",
        )


def _check_lengths(roster: Roster) -> None:
    n = len(roster.ids)
    lengths = {"names": len(roster.names), "kinds": len(roster.kinds)}
    optional = {
        "parents": roster.parents,
        "validity": roster.validity,
        "successors": roster.successors,
    }
    lengths |= {name: len(items) for name, items in optional.items() if items}
    lengths |= {c.indicator.id: len(c.values) for c in roster.columns}
    for name, length in lengths.items():
        if length != n:
            raise InvalidDataError(
                "a column has another length than the roster",
                where=f"roster {roster.id!r}, {name}",
                got=f"{length:,} values",
                expected=f"{n:,} values",
                mend="give one value per recipient, None where there is none",
            )
    keys = Counter((c.indicator.id, c.indicator.key_date) for c in roster.columns)
    for (indicator, key_date), count in keys.items():
        if count > 1:
            raise InvalidDataError(
                "an indicator stands twice for the same key date",
                where=f"roster {roster.id!r}",
                got=f"{indicator!r}, {key_date}",
                expected="one column for each indicator and key date",
                mend="remove one, or state their key dates",
            )


def _check_coverage(roster: Roster) -> None:
    has_remainder = REMAINDER in roster.kinds
    if has_remainder != (roster.coverage is Coverage.REMAINDER):
        raise InvalidDataError(
            "the coverage contradicts the rows",
            where=f"roster {roster.id!r}",
            got=f"coverage {roster.coverage.value!r}, "
            f"{roster.kinds.count(REMAINDER)} rows of kind {REMAINDER!r}",
            expected="coverage 'remainder' exactly where there are such rows",
            mend="change the coverage, or the kind of the row",
        )

"""Tables of amounts that somebody published."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.sentences import Text, name_from_id
from fundmodel.sources import Basis

__all__ = ["PublishedTable"]


@attrs.frozen(kw_only=True, field_transformer=of_data)
class PublishedTable:
    """
    Amounts per recipient as they were published (veröffentlichte Tabelle).

    It also serves as a table of amounts that a rule refers to, such as those
    of last year.

    Attributes:
        id: A short name.

        ids: Ids of the recipients, unique, shape ``(n,)``.

        names: Their names as published.

        amounts: What was published for each, all in one currency.

        name: What the table is called.

        part: Id of the part of the program; `None` if it is not about one.

        year: Label of the budget year.

        stage: How firm the amounts are.

        share: Which share of the budget was divided, exactly.

        roster: Id of the roster whose figures it was made from.

        unit: The unit to which the table was rounded, for example one euro.

        sources: Where each row comes from; empty if all share `source`.

        source: Where the table comes from.

        note: What a reader has to know about it.
    """

    id: str
    ids: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    names: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    amounts: tuple[Money, ...] = attrs.field(converter=tuple[Money, ...])
    name: Text = attrs.field(default=attrs.Factory(name_from_id, takes_self=True))
    part: str | None = None
    year: str | None = None
    stage: Stage | None = None
    share: Fraction | None = None
    roster: str | None = None
    unit: Money | None = None
    sources: tuple[Basis, ...] = attrs.field(default=(), converter=tuple[Basis, ...])
    source: Basis = None
    note: Text | None = None

    def __attrs_post_init__(self) -> None:
        if not len(self.ids) == len(self.names) == len(self.amounts):
            raise self._invalid("ids, names and amounts differ in number")
        if self.sources and len(self.sources) != len(self.ids):
            raise self._invalid("sources and rows differ in number")
        self._check_ids()
        if self.share is not None and self.share < 0:
            raise self._invalid("the share is negative")
        self._check_currencies()

    def _check_ids(self) -> None:
        twice = [id_ for id_, count in Counter(self.ids).items() if count > 1]
        if twice:
            raise InvalidDataError(
                "an id stands more than once",
                where=f"published table {self.id!r}",
                got=", ".join(map(str, twice)),
                expected="each id once",
                mend="remove a row, or add its amounts up",
            )

    def _check_currencies(self) -> None:
        first = next(iter(self.amounts), None)
        for id_, amount in zip(self.ids, self.amounts, strict=True):
            if first is not None and amount.currency != first.currency:
                raise InvalidDataError(
                    "the amounts are in more than one currency",
                    where=f"published table {self.id!r}, recipient {id_!r}",
                    got=f"{amount}, after {first} for {self.ids[0]!r}",
                    expected="one currency for all rows",
                    mend="convert it before, with rate, date and source",
                )

    def _invalid(self, what: str) -> InvalidDataError:
        return InvalidDataError(
            what,
            where=f"published table {self.id!r}",
            got=f"{len(self.ids)} ids, {len(self.names)} names, "
            f"{len(self.amounts)} amounts, {len(self.sources)} sources",
            expected="one row per recipient, in one currency",
            mend="check the rows of the table",
        )

    def __len__(self) -> int:
        return len(self.ids)

"""Tables of amounts that somebody published."""

from __future__ import annotations

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
        if len(set(self.ids)) < len(self.ids):
            raise self._invalid("an id stands more than once")
        if self.share is not None and self.share < 0:
            raise self._invalid("the share is negative")
        if len({amount.currency for amount in self.amounts}) > 1:
            raise self._invalid("the amounts are in more than one currency")

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

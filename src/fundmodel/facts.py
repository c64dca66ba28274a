"""What a rule may need besides the recipients: earlier amounts and tables."""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np

from fundmodel.applications import Applications
from fundmodel.costs import CostPlans, plans_of
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.fields import of_data
from fundmodel.indicators import BoolArray, IntArray, whole
from fundmodel.pools import Pool, pools_apart
from fundmodel.publications import PublishedTable
from fundmodel.sentences import Text
from fundmodel.units import Unit

__all__ = ["Facts", "Result"]


@attrs.frozen(kw_only=True, eq=False)
class Result:
    """
    What another part of the same allocation gave.

    Attributes:
        part: Id of the part.

        name: What it is called.

        ids: Ids of those who received, without rows that stand for all others.

        amounts: In smallest units, shape ``(1, n)`` or ``(s, n)``.

        unit: What amounts are counted in.

        names_everybody: Whether there were no rows that stand for all others.
    """

    part: str
    name: Text
    ids: tuple[str, ...]
    amounts: IntArray
    unit: Unit
    names_everybody: bool = True

    @classmethod
    def of(cls, table: PublishedTable, part: str) -> Self:
        """Take a table for the result of a part."""
        currencies = [amount.currency for amount in table.amounts[:1]]
        minor = [amount.minor for amount in table.amounts]
        return cls(
            part=part,
            name=table.name,
            ids=table.ids,
            amounts=whole(minor)[np.newaxis, :],
            unit=Unit.money(currencies[0]) if currencies else Unit(name="nothing"),
        )

    def aligned(self, ids: tuple[str, ...]) -> tuple[IntArray, BoolArray]:
        """
        Give the amounts in the order of *ids*.

        Returns:
            Amounts, shape ``(1, n)`` or ``(s, n)``, zero for who is not listed; and
            who is, shape ``(n,)``.
        """
        if ids == self.ids:
            return self.amounts, np.ones(len(ids), dtype=np.bool_)
        row_of = {id_: row for row, id_ in enumerate(self.ids)}
        rows = np.fromiter((row_of.get(id_, -1) for id_ in ids), dtype=np.int64)
        is_listed: BoolArray = rows >= 0
        if not self.ids:
            return np.zeros((1, len(ids)), dtype=np.int64), is_listed
        amounts: IntArray = np.where(is_listed, self.amounts[:, rows], 0)
        return amounts, is_listed


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Facts:
    """
    Facts that come in from outside for one allocation.

    Attributes:
        previous: What each recipient had last time.

        tables: Other tables of amounts that provisions refer to by id.

        applications: Who applied for how much.

        pools: Recipients who claim together.

        previous_by_part: What each recipient had last time in single parts, one table
            for each part that has one; for these, it stands before `previous`.

        results: What other parts of the same allocation gave; `fundmodel.allocate`
            fills them in, part after part.

        cost_plans: What claimants plan to spend, and who else pays; at most one each.
    """

    previous: PublishedTable | None = None
    tables: tuple[PublishedTable, ...] = attrs.field(
        default=(), converter=tuple[PublishedTable, ...]
    )
    applications: Applications | None = None
    pools: tuple[Pool, ...] = attrs.field(
        default=(), converter=tuple[Pool, ...], validator=pools_apart
    )
    previous_by_part: tuple[PublishedTable, ...] = attrs.field(
        default=(), converter=tuple[PublishedTable, ...]
    )
    results: tuple[Result, ...] = attrs.field(
        default=(), converter=tuple[Result, ...], eq=False, metadata={"hash": False}
    )
    cost_plans: CostPlans = attrs.field(default=CostPlans(), converter=plans_of)

    def __attrs_post_init__(self) -> None:
        parts = [table.part for table in self.previous_by_part]
        if None in parts or len(set(parts)) < len(parts):
            raise InvalidDataError(
                "each part has one table of last time",
                where="previous_by_part",
                got=", ".join(str(part) for part in parts),
                expected="tables that name their parts, one for each part",
                mend='say part = "…" in each table; one for all parts is `previous`',
            )

    def of_part(self, part: str) -> Facts:
        """Give the facts with what each had last time in one part."""
        for table in self.previous_by_part:
            if table.part == part:
                return attrs.evolve(self, previous=table)
        return self

    def result(self, part: str, year: str | None = None) -> Result:
        """
        Give what another part gave each recipient.

        Where it was not allocated, a table about that part and year stands in.

        Args:
            part: Id of the part.

            year: Label of the budget year, where there is one.

        Raises:
            AllocationError: It was not allocated, and there is not exactly one such
                table.
        """
        for result in self.results:
            if result.part == part:
                return result
        tables = self.tables_of(part, year)
        if len(tables) == 1:
            return Result.of(tables[0], part)
        raise AllocationError(
            "a provision draws on another part, whose result is not known",
            where=f"part {part!r}",
            got=", ".join(f"table {table.id!r}" for table in tables) or "no table",
            expected="the part allocated in the same call, or one table about it",
            mend="allocate both parts together, or give its amounts: "
            "Facts(tables=(allocated.table(),)); on the command line: --table FILE",
        )

    def tables_of(self, part: str, year: str | None) -> tuple[PublishedTable, ...]:
        """Give the tables about a part in a year; one of unknown year is about it."""
        return tuple(
            table
            for table in self.tables
            if table.part == part and (year is None or table.year in {None, year})
        )

    def table(self, name: str) -> PublishedTable:
        """
        Give the table with that id.

        Raises:
            AllocationError: There is none.
        """
        for table in self.tables:
            if table.id == name:
                return table
        raise AllocationError(
            "a provision refers to a table that was not given",
            where=f"table {name!r}",
            got=", ".join(table.id for table in self.tables) or "no tables",
            expected=name,
            mend="give it: allocate(..., facts=Facts(tables=(table,))); on the command "
            "line: --table FILE",
        )

    def all_applications(self) -> Applications:
        """
        Give the applications.

        Raises:
            AllocationError: None were given.
        """
        if self.applications is not None:
            return self.applications
        raise AllocationError(
            "a provision asks for applications, and none were given",
            where="facts",
            got="no applications",
            expected="applications",
            mend="give them: allocate(..., facts=Facts(applications=applications)); "
            "on the command line: --applications FILE",
        )

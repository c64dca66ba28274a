"""Bounds by last time: a share of what each had, the same for all or by class."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Bound, said_of
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray, Column, IntArray, whole
from fundmodel.publications import PublishedTable
from fundmodel.rules.bounds.heights import Measured, column_of
from fundmodel.rules.bounds.settling import named
from fundmodel.rules.drawing import check_strangers, check_unit, result_for
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent
from fundmodel.steps import State
from fundmodel.yardsticks import Yardstick, dated

__all__ = ["Banded", "OfPrevious", "Previous"]


@attrs.frozen(kw_only=True)
class Previous:
    """
    What each had last time, or has in another part.

    Attributes:
        table: Id of a table among the facts; `None` for that of last time.

        partial: Whether the table may lack recipients, who then have no such bound,
            and may list others.

        part: Or the id of another part, whose amounts are compared with.
    """

    table: str | None = None
    partial: bool = False
    part: str | None = None

    def describe(self) -> Sentence:
        """Say whose amounts are meant."""
        if self.part is None:
            return sentence("the amount of last time")
        return sentence("the amount of the part {part}", part=self.part)

    def explain(
        self, share: Fraction, bound: Bound, who: int, scenario: int
    ) -> Sentence:
        """Give share of amount = bound."""
        values = {
            "share": PerCent(share),
            "previous": bound.basis(who, scenario),
            "amount": bound.promised(who, scenario),
        }
        if self.part is None:
            return sentence("{share} of {previous} last time = {amount}", **values)
        return sentence(
            "{share} of {previous} in the part {part} = {amount}",
            part=self.part,
            **values,
        )

    def amounts(
        self, state: State, facts: Facts, who: BoolArray
    ) -> tuple[IntArray, BoolArray]:
        """
        Give the amounts of last time in smallest units.

        Returns:
            Amounts, shape ``(1, n)`` or ``(s, n)``, and who of those bound is in
            the table, of the shape of *who*.

        Raises:
            AllocationError: There is no such table, or it lacks recipients or
                lists others.

            InvalidDataError: An amount is negative.

            DataLackingError: Another part has a row that stands for others.

            MoneyError: The amounts are in another unit than the pot.
        """
        if self.part is not None:
            return self._of_part(state, facts, who, self.part)
        table = self._given(facts)
        counted = whole(
            state.unit.counts(table.amounts, table.ids, where=f"table {table.id!r}")
        )
        if table.ids == state.roster.ids:
            values, known = counted, np.ones(len(counted), dtype=np.bool_)
        else:
            values, known = self._aligned(table, counted, state, who)
        _refuse_negative(state, who & (values < 0), f"table {table.id!r}")
        return values[np.newaxis, :], who & known

    def _of_part(
        self, state: State, facts: Facts, who: BoolArray, part: str
    ) -> tuple[IntArray, BoolArray]:
        result = result_for(state, facts, part)
        check_unit(state, result)
        values, known = result.aligned(state.roster.ids)
        lacking = who & ~known
        if not self.partial:
            check_strangers(state, result)
            if lacking.any():
                raise AllocationError(
                    "another part lacks recipients that a bound is for",
                    where=f"part {part!r}, roster {state.roster.id!r}",
                    got=f"no amount for {named(state, lacking)}",
                    expected="the same ids",
                    mend="where some are new and have no such bound, say "
                    "partial_table = true (True in Python)",
                )
        _refuse_negative(state, who & (values < 0), f"part {part!r}")
        return values, who & known

    def _given(self, facts: Facts) -> PublishedTable:
        if self.table is not None:
            return facts.table(self.table)
        if facts.previous is not None:
            return facts.previous
        raise AllocationError(
            "a rule compares with last time, and the amounts of last time are not "
            "given",
            where="facts",
            got="no previous amounts",
            expected="a table of them",
            mend="give it: allocate(..., facts=Facts(previous=table)); on the command "
            "line: --previous FILE",
        )

    def _aligned(
        self, table: PublishedTable, counted: IntArray, state: State, who: BoolArray
    ) -> tuple[IntArray, BoolArray]:
        row_of = {id_: row for row, id_ in enumerate(table.ids)}
        ids = state.roster.ids
        rows = np.fromiter((row_of.get(id_, -1) for id_ in ids), dtype=np.int64)
        known: BoolArray = rows >= 0
        if not self.partial:
            self._check(table, state, who & ~known)
        padded = np.append(counted, 0)
        values: IntArray = np.where(known, padded[rows], 0)
        return values, known

    def _check(self, table: PublishedTable, state: State, lacking: BoolArray) -> None:
        strangers = tuple(i for i in table.ids if i not in state.roster.positions)
        if not lacking.any() and not strangers:
            return
        lacks = f"lacks {named(state, lacking)}" if lacking.any() else ""
        lists = f"lists {said_of(strangers)}, not on the roster" if strangers else ""
        raise AllocationError(
            "the table of last time has other recipients than the roster",
            where=f"table {table.id!r}, roster {state.roster.id!r}",
            got=f"a table that {' and '.join(filter(None, (lacks, lists)))}",
            expected="the same ids",
            mend="where bodies merged or got other ids, give a table with the ids of "
            "today; where some are new and have no such bound, say partial_table = "
            "true (True in Python)",
        )


def _refuse_negative(state: State, negative: BoolArray, where: str) -> None:
    if negative.any():
        raise InvalidDataError(
            "an amount of last time is negative",
            where=f"{where}: {named(state, negative)}",
            expected="amounts of zero or more",
            mend="correct the table; what was paid back belongs elsewhere",
        )


@attrs.frozen(kw_only=True)
class OfPrevious:
    """
    A share of what each had last time.

    Attributes:
        share: Which share; more than 1 for growth.

        previous: What each had.
    """

    share: Fraction
    previous: Previous

    def describe(self) -> Sentence:
        """Give the share."""
        return sentence(
            "{share} of {amount}",
            share=PerCent(self.share),
            amount=self.previous.describe(),
        )

    def measure(self, state: State, facts: Facts, who: BoolArray) -> Measured:
        """
        Give share x amount.

        Raises:
            AllocationError: Last year's amounts are not given, or do not fit.
        """
        values, known = self.previous.amounts(state, facts, who)
        before = Mixed.of(values)
        return Measured(amounts=before.scale(self.share), who=known, said=before)

    def explain(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Give share of amount = bound."""
        return self.previous.explain(self.share, bound, who, scenario)


@attrs.frozen(kw_only=True)
class Banded:
    """
    A share of what each had last time, by the class that an indicator puts it in.

    Attributes:
        bands: Least value and share of each class, the lowest first.

        yardstick: The indicator.

        previous: What each had.
    """

    bands: tuple[tuple[Fraction, Fraction], ...]
    yardstick: Yardstick
    previous: Previous

    def describe(self) -> Sentence:
        """List the shares of all classes."""
        said = None
        for least, share in self.bands:
            one = sentence("{share} from {least} on", share=PerCent(share), least=least)
            said = one if said is None else sentence("{a}, {b}", a=said, b=one)
        return sentence(
            "a share of {amount} by {yardstick}: {bands}",
            amount=self.previous.describe(),
            yardstick=self.yardstick.describe(),
            bands=said,
        )

    def measure(self, state: State, facts: Facts, who: BoolArray) -> Measured:
        """
        Give the share of the class x amount.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            InvalidDataError: Somebody who is bound has no value, or one below all
                classes.

            AllocationError: Last year's amounts are not given, or do not fit.
        """
        values, known = self.previous.amounts(state, facts, who)
        self.yardstick.key(state.becomes(eligible=known))
        column = self.yardstick.column(state)
        classes = self._classes(column)
        below = known & (classes < 0)
        if below.any():
            raise InvalidDataError(
                "a value is below all classes",
                where=f"roster {state.roster.id!r}: {named(state, below)}",
                expected=f"{self.bands[0][0]} or more of {self.yardstick.by!r}",
                mend="let the lowest class begin lower",
            )
        before = Mixed.of(values)
        one = np.lcm.reduce([share.denominator for _, share in self.bands])
        parts = whole([int(share * int(one)) for _, share in self.bands])
        scaled = before.scale(parts[np.maximum(classes, 0)][np.newaxis, :])
        amounts = scaled.scale(Fraction(1, int(one)))
        return Measured(amounts=amounts, who=known, said=before, column=column)

    def _classes(self, column: Column) -> IntArray:
        scale = 10**column.decimals
        # A value is at least as large as a bound exactly if it is at least as large
        # as the bound rounded up to the decimals of the column.
        least = whole([-((-bound * scale) // 1) for bound, _ in self.bands])
        found: IntArray = np.searchsorted(least, column.values, side="right") - 1
        return found

    def explain(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Give the value, the share of its class, and what follows."""
        column = column_of(bound)
        _, share = self.bands[int(self._classes(column)[who])]
        return sentence(
            "{indicator}: {value} {unit}, so {said}",
            indicator=dated(column.indicator),
            value=column.count(who),
            unit=column.indicator.unit,
            said=self.previous.explain(share, bound, who, scenario),
        )

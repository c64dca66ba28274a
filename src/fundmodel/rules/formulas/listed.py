"""Listed keys: shares that a law, a budget or an earlier allocation lists by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import ClassVar, Final, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import number
from fundmodel.claims import repeated, said_of
from fundmodel.errors import AllocationError, InvalidDataError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column, Indicator, whole
from fundmodel.publications import PublishedTable
from fundmodel.rules.drawing import (
    check_one_table,
    check_strangers,
    drawn,
    result_for,
)
from fundmodel.rules.formulas.figures import Figure, counted
from fundmodel.rules.formulas.values import (
    common_denominator,
    mixed,
    total_of,
)
from fundmodel.rules.formulas.workings import (
    Number,
    Ratio,
    Working,
    above_zero,
    ratio,
)
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.steps import State
from fundmodel.units import Unit

__all__ = ["FixedShares", "TableAmounts"]

Shares = tuple[tuple[str, Fraction], ...]

WHOLE: Final = Fraction(1)


Listed = Mapping[str, Number] | Iterable[tuple[str, Number]]


def _listed(given: Listed) -> Shares:
    if isinstance(given, Mapping):
        # cast: pyright widens what a mapping holds after isinstance.
        return _listed(tuple(cast("Mapping[str, Number]", given).items()))
    return tuple(
        (id_, exact_ratio(share, where=f"fixed shares, {id_}"))
        for id_, share in filter(_check_pair, given)
    )


def _check_pair(row: object) -> bool:
    if not _is_pair(row):
        raise InvalidModelError(
            "fixed shares list something else than recipients and shares",
            where="FixedShares.shares",
            got=repr(row),
            expected="shares by recipient id",
            mend='write {"08": "13.04061 %"}',
        )
    return True


def _is_pair(row: object) -> bool:
    # cast: `isinstance` tells nothing about the items.
    return isinstance(row, tuple) and len(cast("tuple[object, ...]", row)) == _PAIR


_PAIR: Final = 2
"""A recipient's id, and its share."""


@attrs.frozen(kw_only=True, field_transformer=of_model)
class FixedShares:
    """
    Shares as a law prints them, by name (fester Schlüssel).

    They have to add up to the base exactly: a misprint of a hundred-thousandth would
    else move money without a word. Whoever is not listed has no share, and the
    explanation says so.

    Example: § 5 GaFinHG prints the Königstein key in per cent with five decimals.

    Attributes:
        shares: Share of each recipient, by id, as a mapping or as pairs; who is not
            listed has none.

        by: Or the id of the indicator that holds them.

        base: What the shares add up to: 1 (that is 100 %), or 100 where numbers are
            per cent already.

        name: What the law calls the key.
    """

    stands_alone: ClassVar[bool] = False

    shares: Shares = attrs.field(default=(), converter=_listed)
    by: str | None = None
    base: Fraction = attrs.field(default=WHOLE, converter=ratio, validator=above_zero)
    name: Text | None = None

    def __attrs_post_init__(self) -> None:
        if bool(self.shares) == (self.by is not None):
            raise InvalidModelError(
                "fixed shares are listed either here or in a column of the roster",
                where="FixedShares",
                got="both" if self.shares else "neither",
                expected="one of them",
                mend="write shares = {...}, or by = the id of an indicator",
            )
        if len(dict(self.shares)) < len(self.shares):
            raise InvalidModelError(
                "fixed shares list a recipient twice",
                where="FixedShares.shares",
                got=said_of(repeated(id_ for id_, _ in self.shares)),
                expected="each recipient once",
                mend="remove one of them",
            )
        self._check_numbers()

    def _check_numbers(self) -> None:
        negative = tuple(id_ for id_, share in self.shares if share < 0)
        if negative:
            raise InvalidModelError(
                "a fixed share is negative",
                where="FixedShares.shares",
                got=said_of(negative),
                expected="shares of zero or more",
                mend="check the table",
            )
        common_denominator([share.denominator for _, share in self.shares])
        found = sum((share for _, share in self.shares), start=Fraction(0))
        if self.shares and found != self.base:
            raise InvalidModelError(
                "the shares do not add up",
                where="FixedShares.shares",
                got=self._shown(found),
                expected=f"exactly {self._shown(self.base)}",
                mend="look for a misprint; where the law has another sum, state it "
                "as `base`",
            )

    def _shown(self, share: Fraction) -> PerCent | Ratio:
        return PerCent(share) if self.base == 1 else Ratio(share)

    def describe(self) -> Sentence:
        """Say where the shares are listed."""
        if self.by is not None:
            return sentence("fixed shares: {by}", by=self.by)
        return sentence("fixed shares (recipients: {count})", count=len(self.shares))

    def work(self, state: State, facts: Facts) -> Working:
        """
        Look the shares up.

        Raises:
            AllocationError: Somebody is listed who is not on the roster, or may not
                claim.

            InvalidDataError: The shares in the column do not add up.
        """
        if self.by is None:
            self._check_ids(state)
            listed = dict(self.shares)
            values = _values([listed.get(id_, Fraction(0)) for id_ in state.roster.ids])
            named = np.fromiter((i in listed for i in state.roster.ids), dtype=np.bool_)
            return Working(formula=self, values=values, listed=named)
        figure = Figure(by=self.by).work(state, facts)
        found = total_of(figure.values, state)
        wrong = [one for one in found.fractions().tolist() if one != self.base]
        if wrong:
            raise InvalidDataError(
                "the shares do not add up",
                where=f"roster {state.roster.id!r}, {self.by}",
                got=self._shown(wrong[0]),
                expected=f"exactly {self._shown(self.base)}",
                mend="check the column, and who is eligible; where the law has another "
                "sum, state it as `base`",
            )
        return Working(formula=self, values=figure.values)

    def _check_ids(self, state: State) -> None:
        known, here = state.known.positions, state.roster.positions
        barred = np.logical_or.reduce(state.taking_part & ~state.eligible, axis=0)
        at_fault = tuple(
            id_
            for id_, share in self.shares
            if id_ not in known or (share and id_ in here and barred[here[id_]])
        )
        if at_fault:
            raise AllocationError(
                "fixed shares list recipients who cannot be paid",
                where=f"roster {state.roster.id!r}",
                got=said_of(at_fault),
                expected="ids of eligible recipients on the roster",
                mend="check the ids, or take the roster that the shares were made for",
            )

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give the share as it is listed, or say that it is not."""
        if working.listed is not None and not working.listed[who]:
            return sentence("is not listed: no share")
        share = Fraction(working.value(who, scenario).value)
        if self.base == 1:
            return sentence("{share} as listed", share=PerCent(share))
        return sentence(
            "{share} of {base} as listed", share=Ratio(share), base=Ratio(self.base)
        )


def _values(shares: list[Fraction]) -> Mixed:
    below = common_denominator([share.denominator for share in shares])
    above = whole([int(share * below) for share in shares])
    return mixed(above[np.newaxis, :], number(below)[np.newaxis, :])


@attrs.frozen(kw_only=True, field_transformer=of_model)
class TableAmounts:
    """
    What everybody has in another allocation, given as a table among the facts.

    Example: a supplement is shared in the proportions of the basic grants.

    Attributes:
        table: Id of the table; `None` takes what everybody had last time.

        part: Or the id of another part of the program, whose amounts count.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = True

    table: str | None = None
    part: str | None = None
    name: Text | None = None

    def __attrs_post_init__(self) -> None:
        check_one_table(self.table, self.part, where="TableAmounts")

    @property
    def draws_on(self) -> frozenset[str]:
        """The part whose amounts count."""
        return drawn(self.part)

    def describe(self) -> Sentence:
        """Name the table or the part."""
        if self.name is not None:
            return sentence("{name}", name=self.name)
        if self.part is not None:
            return sentence("amounts of the part {part}", part=self.part)
        if self.table is None:
            return sentence("amounts of the year before")
        return sentence("amounts of the table {table}", table=self.table)

    def work(self, state: State, facts: Facts) -> Working:
        """
        Look the amounts up.

        Raises:
            AllocationError: There is no such table, or it lists others than those
                who may claim.

            DataLackingError: Another part has a row that stands for others.

            InvalidDataError: An amount is negative.
        """
        if self.part is None:
            column = self._column(self._given(facts), state)
        else:
            column = self._of_part(state, facts, self.part)
        den = number(10**column.decimals)[np.newaxis, :]
        values = mixed(np.atleast_2d(column.values), den)
        return Working(formula=self, values=values, column=column)

    def _given(self, facts: Facts) -> PublishedTable:
        if self.table is not None:
            return facts.table(self.table)
        if facts.previous is None:
            raise AllocationError(
                "a formula counts by the amounts of the year before, which are not "
                "given",
                where="TableAmounts",
                expected="a table of these amounts",
                mend="give it: Facts(previous=table); on the command line: "
                "--previous FILE",
            )
        return facts.previous

    def _of_part(self, state: State, facts: Facts, part: str) -> Column:
        result = result_for(state, facts, part)
        check_strangers(state, result)
        amounts, known = result.aligned(state.roster.ids)
        ids = state.roster.ids
        eligible = np.logical_or.reduce(state.eligible, axis=0)
        missing = tuple(ids[i] for i in np.flatnonzero(eligible & ~known).tolist())
        self._refuse(missing, LACKS, state, f"part {part!r}")
        negative = np.flatnonzero(np.logical_or.reduce(amounts < 0, axis=0)).tolist()
        _refuse_negative(tuple(ids[i] for i in negative), f"part {part!r}")
        values = amounts if len(amounts) > 1 else amounts[0]
        return Column(
            indicator=Indicator(id=part, name=result.name, unit=Text(result.unit.name)),
            values=values,
            decimals=result.unit.digits,
            valid=np.broadcast_to(known, values.shape).copy(),
            inferred=np.zeros(values.shape, dtype=np.bool_),
        )

    def _column(self, table: PublishedTable, state: State) -> Column:
        listed = dict(zip(table.ids, table.amounts, strict=True))
        where = f"table {table.id!r}"
        self._check_ids(table, state)
        _refuse_negative(
            tuple(id_ for id_, amount in listed.items() if amount.is_negative), where
        )
        currency = next(iter(table.amounts)).currency
        amounts = [listed.get(id_) for id_ in state.roster.ids]
        return Column(
            indicator=Indicator(id=table.id, name=table.name, unit=Text(currency)),
            values=whole([amount.minor if amount else 0 for amount in amounts]),
            decimals=Unit.money(currency).digits,
            valid=np.fromiter((a is not None for a in amounts), dtype=np.bool_),
            inferred=np.zeros(len(amounts), dtype=np.bool_),
        )

    def _check_ids(self, table: PublishedTable, state: State) -> None:
        known, ids = frozenset(table.ids), state.roster.ids
        eligible = np.broadcast_to(state.eligible.any(axis=0), len(ids))
        missing = tuple(
            id_
            for id_, may in zip(ids, eligible, strict=True)
            if may and id_ not in known
        )
        unknown = tuple(id_ for id_ in table.ids if id_ not in state.roster.positions)
        where = f"table {table.id!r}"
        if not known:
            missing = missing or ("an empty table",)
        self._refuse(missing, LACKS, state, where)
        self._refuse(unknown, LISTS, state, where)

    def _refuse(
        self, at_fault: tuple[str, ...], what: str, state: State, where: str
    ) -> None:
        if at_fault:
            raise AllocationError(
                what,
                where=f"roster {state.roster.id!r}, {where}",
                got=said_of(at_fault),
                expected="an amount for everybody who may claim, and for nobody else",
                mend="carry the amounts over to successors where bodies merged, and "
                "give newcomers an amount of 0 if the law does",
            )

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give the amount with the name of the table."""
        return counted(working, who, scenario)


LACKS: Final = "a table by which money is shared lacks recipients"
LISTS: Final = "a table by which money is shared lists bodies that do not claim"


def _refuse_negative(at_fault: tuple[str, ...], where: str) -> None:
    if at_fault:
        raise InvalidDataError(
            "a table by which money is shared has negative amounts",
            where=where,
            got=said_of(at_fault),
            expected="amounts of zero or more",
            mend="leave corrections out of the table",
        )

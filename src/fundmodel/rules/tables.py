"""Fixed tables: amounts that a law, a budget or a decision lists by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import repeated, said_of
from fundmodel.errors import AllocationError, InvalidModelError, MoneyError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray, IntArray, whole
from fundmodel.money import Money
from fundmodel.rules.drawing import check_strangers, check_unit, drawn, result_for
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["FixedTable", "Listing", "Rows", "are_pairs", "pairs"]

Rows = tuple[tuple[str, Money | int], ...]


def pairs(
    amounts: Mapping[str, Money | int] | Iterable[tuple[str, Money | int]],
) -> Rows:
    """Tidy amounts by recipient id; what lists none is left for the check."""
    if isinstance(amounts, Mapping):
        # cast: pyright widens what a mapping holds after isinstance.
        return tuple(cast("Mapping[str, Money | int]", amounts).items())
    # A string, or nothing, is refused below by name.
    return tuple(amounts) if _is_list(amounts) else cast("Rows", amounts)


def _is_list(amounts: object) -> bool:
    return isinstance(amounts, Iterable) and not isinstance(amounts, str)


def are_pairs(_: object, attribute: attrs.Attribute[Rows], rows: object) -> None:
    """
    Refuse what lists no recipients; amounts are looked at when they are paid.

    Raises:
        InvalidModelError: It does not.
    """
    # cast: `isinstance` tells nothing about the items.
    listed = cast("tuple[object, ...]", rows) if isinstance(rows, tuple) else (rows,)
    for row in listed:
        if not _is_pair(row):
            raise InvalidModelError(
                "a table of amounts lists something else than recipients and amounts",
                where=attribute.name,
                got=repr(row),
                expected="amounts by recipient id",
                mend='write {"08111000": Money.of("12.50", "EUR")}',
            )


def _is_pair(row: object) -> bool:
    if not isinstance(row, tuple):
        return False
    # cast: see above.
    pair = cast("tuple[object, ...]", row)
    return len(pair) == _PAIR and isinstance(pair[0], str)


_PAIR: Final = 2
"""A recipient's id, and its amount."""


@attrs.frozen(kw_only=True)
class Listing:
    """
    Amounts by recipient: listed in the rule, in a table, or given by another part.

    Attributes:
        amounts: Amounts by recipient id.

        table: Or the id of a table among the facts.

        part: Or the id of another part of the program.

        what: What lists them, for errors: "a fixed table".
    """

    amounts: Rows
    table: str | None
    part: str | None
    what: str

    def check(self) -> None:
        """
        Make sure that there is one list, and that it lists nobody twice.

        Raises:
            InvalidModelError: There is none or several, or it does.
        """
        ways = {"amounts": self.amounts, "table": self.table, "part": self.part}
        named = [way for way, value in ways.items() if value not in (None, ())]
        where = self.what.removeprefix("a ")
        if len(named) != 1:
            raise InvalidModelError(
                f"{self.what} needs either amounts, or the name of a table or a part",
                where=where,
                got=" and ".join(named) or "neither",
                expected="one of them",
                mend="write amounts = {...}, table = the id of a table, or part = the "
                "id of another part",
            )
        if len(dict(self.amounts)) < len(self.amounts):
            raise InvalidModelError(
                f"{self.what} lists a recipient twice",
                where=where,
                got=said_of(repeated(id_ for id_, _ in self.amounts)),
                expected="each recipient once",
                mend="add the amounts up, or remove one",
            )

    def describe(self) -> Sentence:
        """Say where amounts are listed."""
        if self.part is not None:
            return sentence("amounts of the part {part}", part=self.part)
        if self.table is not None:
            return sentence("amounts of the table {table}", table=self.table)
        return sentence("fixed amounts (recipients: {count})", count=len(self.amounts))

    def aligned(self, state: State, facts: Facts) -> tuple[IntArray, BoolArray]:
        """
        Give the amounts in the order of the claimants.

        Returns:
            Amounts in smallest units, shape ``(1, n)`` or ``(s, n)``, zero for who is
            not listed; and who is, shape ``(n,)``.

        Raises:
            AllocationError: Somebody is listed who is not on the roster or not
                eligible.

            DataLackingError: Another part has a row that stands for others.

            MoneyError: An amount is in another unit than the pot, negative or
                no whole number.
        """
        if self.part is not None:
            return self._given(state, facts, self.part)
        listed = dict(self._rows(facts))
        known, here = state.known.positions, state.roster.positions
        wrong = state.taking_part & ~state.eligible
        barred: BoolArray = np.logical_or.reduce(wrong, axis=0)
        self._check(
            state,
            tuple(
                i for i in listed if i not in known or (i in here and barred[here[i]])
            ),
        )
        units = [
            self._counted(listed[i], state, i) if i in listed else 0
            for i in state.roster.ids
        ]
        is_listed = np.fromiter((i in listed for i in state.roster.ids), dtype=np.bool_)
        amounts: IntArray = np.where(state.taking_part, whole(units), 0)
        return amounts, is_listed

    def _counted(self, amount: Money | int, state: State, recipient: str) -> int:
        """Give an amount in smallest units; floats would be cut without a word."""
        list_ = self.what if self.table is None else f"table {self.table!r}"
        units = state.unit.count(amount, where=f"{list_}, recipient {recipient!r}")
        # The type of a table built by hand is not checked before it is used.
        if type(units) is not int or units < 0:
            raise _unpayable(amount, recipient, self.what)
        return units

    def _given(
        self, state: State, facts: Facts, part: str
    ) -> tuple[IntArray, BoolArray]:
        result = result_for(state, facts, part)
        check_strangers(state, result)
        check_unit(state, result)
        amounts, known = result.aligned(state.roster.ids)
        amounts = np.where(state.taking_part, amounts, 0)
        # In its own part, whoever may not claim has an amount of zero.
        wrong = np.logical_or.reduce((amounts != 0) & ~state.eligible, axis=0)
        ids = state.roster.ids
        self._check(state, tuple(ids[i] for i in np.flatnonzero(wrong).tolist()))
        negative = np.flatnonzero(np.logical_or.reduce(amounts < 0, axis=0)).tolist()
        if negative:
            least = int(amounts[:, negative[0]].min())
            raise _unpayable(least, ids[negative[0]], self.what)
        return amounts, known

    def _rows(self, facts: Facts) -> Rows:
        if self.table is None:
            return self.amounts
        table = facts.table(self.table)
        return tuple(zip(table.ids, table.amounts, strict=True))

    def _check(self, state: State, at_fault: tuple[str, ...]) -> None:
        if at_fault:
            raise AllocationError(
                f"{self.what} lists recipients who cannot be paid",
                where=f"roster {state.roster.id!r}",
                got=said_of(at_fault),
                expected="ids of eligible recipients on the roster",
                mend="check the ids, or take the roster that the table was made for",
            )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class FixedTable:
    """
    Give each recipient the amount that a table lists for it.

    Whoever is not listed gets nothing, and the explanation says so; list an amount of
    0 for whoever should be told that it was thought of.

    Attributes:
        amounts: Amounts by recipient id, as a mapping or as pairs.

        table: Or the id of a table among the facts of the allocation.

        part: Or the id of another part of the program, whose amounts are given.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amounts: Rows = attrs.field(
        default=(),
        converter=pairs,
        validator=are_pairs,
        metadata={"checked": False},
    )
    table: str | None = None
    part: str | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self._listing.check()

    @property
    def draws_on(self) -> frozenset[str]:
        """The part whose amounts are given."""
        return drawn(self.part)

    @property
    def _listing(self) -> Listing:
        return Listing(
            amounts=self.amounts,
            table=self.table,
            part=self.part,
            what="a fixed table",
        )

    def describe(self) -> Sentence:
        """Say that amounts are listed."""
        return self._listing.describe()

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim what the table lists.

        Raises:
            AllocationError: The table lists somebody who is not on the roster
                or not eligible.

            DataLackingError: Another part has a row that stands for others.

            MoneyError: An amount is in another unit than the pot, negative or
                no whole number.
        """
        amounts, listed = self._listing.aligned(state, facts)
        spread = np.zeros((state.pot.shape[0], 1), dtype=np.int64)
        claimed = Mixed.of(amounts) + Mixed.of(spread)
        return state.becomes(
            pot=state.pot - claimed.sum(),
            amounts=state.amounts + claimed,
            listed=listed,
        )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the amount listed, or say that there is none."""
        listed = step.after.listed
        if listed is not None and not listed[who]:
            return self._not_listed()
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        amount = step.after.measured(gained)
        if self.part is not None:
            return sentence(
                "the part {part} gives {amount}", part=self.part, amount=amount
            )
        return sentence("the table lists {amount}", amount=amount)

    def _not_listed(self) -> Sentence:
        if self.part is not None:
            return sentence("is not listed in the part {part}: nothing", part=self.part)
        if self.table is not None:
            return sentence(
                "is not listed in the table {table}: nothing", table=self.table
            )
        return sentence("is not listed: nothing")


def _unpayable(amount: object, recipient: str, what: str) -> MoneyError:
    return MoneyError(
        f"{what} lists what cannot be paid",
        where=f"recipient {recipient!r}",
        got=repr(amount),
        expected="a whole amount of zero or more",
        mend="model money flowing back as a settlement; write money as Money",
    )

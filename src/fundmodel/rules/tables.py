"""Fixed tables: amounts that a law, a budget or a decision lists by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import said_of
from fundmodel.errors import AllocationError, InvalidModelError, MoneyError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray, whole
from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["FixedTable"]

Rows = tuple[tuple[str, Money | int], ...]


def _pairs(
    amounts: Mapping[str, Money | int] | Iterable[tuple[str, Money | int]],
) -> Rows:
    if isinstance(amounts, Mapping):
        # cast: pyright widens what a mapping holds after isinstance.
        return tuple(cast("Mapping[str, Money | int]", amounts).items())
    # A string, or nothing, is refused below by name.
    return tuple(amounts) if _is_list(amounts) else cast("Rows", amounts)


def _is_list(amounts: object) -> bool:
    return isinstance(amounts, Iterable) and not isinstance(amounts, str)


def _are_pairs(_: object, attribute: attrs.Attribute[Rows], rows: object) -> None:
    """Refuse what lists no recipients; amounts are looked at when they are paid."""
    # cast: `isinstance` tells nothing about the items.
    listed = cast("tuple[object, ...]", rows) if isinstance(rows, tuple) else (rows,)
    for row in listed:
        if not _is_pair(row):
            raise InvalidModelError(
                "a fixed table lists something else than recipients and amounts",
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


@attrs.frozen(kw_only=True, field_transformer=of_model)
class FixedTable:
    """
    Give each recipient the amount that a table lists for it.

    Attributes:
        amounts: Amounts by recipient id, as a mapping or as pairs.

        table: Or the id of a table among the facts of the allocation.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amounts: Rows = attrs.field(
        default=(),
        converter=_pairs,
        validator=_are_pairs,
        metadata={"checked": False},
    )
    table: str | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if bool(self.amounts) == (self.table is not None):
            raise InvalidModelError(
                "a fixed table needs either amounts or the name of a table",
                where="fixed table",
                got="both" if self.amounts else "neither",
                expected="one of them",
                mend="write amounts = {...}, or table = the id of a table",
            )
        if len(dict(self.amounts)) < len(self.amounts):
            raise InvalidModelError(
                "a fixed table lists a recipient twice",
                where="fixed table",
                got=", ".join(id_ for id_, _ in self.amounts),
                expected="each recipient once",
                mend="add the amounts up, or remove one",
            )

    def describe(self) -> Sentence:
        """Say that amounts are listed."""
        if self.table is not None:
            return sentence("amounts of the table {table}", table=self.table)
        return sentence("fixed amounts for {count} recipients", count=len(self.amounts))

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim what the table lists.

        Raises:
            AllocationError: The table lists somebody who is not on the roster
                or not eligible.

            MoneyError: An amount is in another unit than the pot, negative or
                no whole number.
        """
        listed = dict(self._rows(facts))
        self._check(state, listed)
        units = [
            _counted(listed[i], state, i) if i in listed else 0
            for i in state.roster.ids
        ]
        spread = np.zeros((state.pot.shape[0], 1), dtype=np.int64)
        claimed = Mixed.of(whole(units)[np.newaxis, :]) + Mixed.of(spread)
        return state.becomes(
            pot=state.pot - claimed.sum(), amounts=state.amounts + claimed
        )

    def _rows(self, facts: Facts) -> Rows:
        if self.table is None:
            return self.amounts
        table = facts.table(self.table)
        return tuple(zip(table.ids, table.amounts, strict=True))

    def _check(self, state: State, listed: Mapping[str, Money | int]) -> None:
        positions = state.roster.positions
        eligible: BoolArray = np.all(state.eligible, axis=0)
        at_fault = tuple(
            i for i in listed if i not in positions or not eligible[positions[i]]
        )
        if at_fault:
            raise AllocationError(
                "a fixed table lists recipients who cannot be paid",
                where=f"roster {state.roster.id!r}",
                got=said_of(at_fault),
                expected="ids of eligible recipients on the roster",
                mend="check the ids, or take the roster that the table was made for",
            )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the amount listed."""
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        return sentence("the table lists {amount}", amount=step.after.measured(gained))


def _counted(amount: Money | int, state: State, recipient: str) -> int:
    """Give an amount in smallest units; floats would be cut without a word."""
    units = state.unit.count(amount)
    # The type of a table built by hand is not checked before it is used.
    if type(units) is not int or units < 0:
        raise MoneyError(
            "a fixed table lists what cannot be paid",
            where=f"recipient {recipient!r}",
            got=repr(amount),
            expected="a whole amount of zero or more",
            mend="model money flowing back as a settlement; write money as Money",
        )
    return units

"""Budgets that the parts below exceed, although parts of the file may be broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, cast

import attrs

from fundmodel.consistency import DEEPEST
from fundmodel.errors import Fault, InvalidDataError
from fundmodel.io import values
from fundmodel.io.faults import shown
from fundmodel.money import Money

__all__ = ["sum_faults"]

Form = Mapping[str, object]

Budgets = dict[int, Money | None]
"""Budgets of one year by position; `None` where one cannot be read."""

MOST_LISTED: Final = 10
"""Parts that a fault names; a hostile file has thousands."""


def sum_faults(form: Form, currency: str) -> Iterator[Fault]:
    """
    Give every budget that the parts below exceed, in all years.

    What cannot be read is left out, so that a fault told here stands whatever the
    rest should have been. The constructor of a program finds the same sums, but only
    once all parts could be made, and it stops at the first.

    Args:
        form: The plain form of a program.

        currency: What its amounts are read in.
    """
    owners = (form, *_parts(form))
    tree = _Tree.of(owners)
    years: dict[str, Budgets] = {}
    for position, owner in enumerate(owners):
        for year, given in _table(owner.get("budget")).items():
            years.setdefault(year, {})[position] = _amount(given, currency)
    for year, budgets in years.items():
        yield from tree.faults(year, budgets)


def _parts(form: Form) -> list[Form]:
    parts = form.get("parts")
    # cast: `isinstance` tells nothing about the items.
    items = cast("list[object]", parts) if isinstance(parts, list) else []
    return [_table(item) for item in items]


def _table(value: object) -> Form:
    # cast: keys of TOML and JSON are text.
    return cast("Form", value) if isinstance(value, Mapping) else {}


def _amount(given: object, currency: str) -> Money | None:
    amount = _table(given).get("amount", given)
    try:
        budget = values.a_money(amount, currency)
    except InvalidDataError:
        # What is no amount is told where the part is read; so is a negative one.
        return None
    return None if budget.is_negative else budget


def _way_up(
    part: Form, owners: tuple[Form, ...], known: Mapping[object, int]
) -> tuple[int, ...]:
    """Go up to the program; a circle, or a parent nobody knows, gives no way."""
    way: list[int] = []
    while len(way) < DEEPEST:
        parent = part.get("parent")
        if parent is None:
            return (*way, 0)
        if not isinstance(parent, str) or parent not in known:
            return ()
        way.append(known[parent])
        part = owners[way[-1]]
    return ()


@attrs.frozen(kw_only=True)
class _Tree:
    """
    Which part is below which; the program has position 0.

    Attributes:
        ids: Id of each part as it stands in the file.

        above: What each part is in, the nearest first and the program last; empty
            where that cannot be told.
    """

    ids: tuple[object, ...]
    above: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, owners: tuple[Form, ...]) -> _Tree:
        """Find the way up from each part."""
        ids = tuple(owner.get("id") for owner in owners)
        names = [id_ for id_ in ids[1:] if isinstance(id_, str)]
        count = Counter(names)
        known: dict[object, int] = {
            id_: position
            for position, id_ in enumerate(ids)
            if position and isinstance(id_, str) and count[id_] == 1
        }
        return cls(
            ids=ids, above=((), *(_way_up(part, owners, known) for part in owners[1:]))
        )

    def faults(self, year: str, budgets: Budgets) -> Iterator[Fault]:
        """Tell each budget of a year that is exceeded."""
        below: dict[int, list[tuple[int, Money]]] = {}
        for position, amount in budgets.items():
            nearest = next((up for up in self.above[position] if up in budgets), None)
            if nearest is not None and amount is not None:
                below.setdefault(nearest, []).append((position, amount))
        for owner in sorted(below):
            whole = budgets[owner]
            if whole is not None:
                yield from self._compared(owner, year, whole, below[owner])

    def _compared(
        self, owner: int, year: str, whole: Money, below: list[tuple[int, Money]]
    ) -> Iterator[Fault]:
        taken = sum((amount for _, amount in below), start=Money.zero(whole.currency))
        if taken <= whole:
            return
        place = f"parts[{owner - 1}].budget" if owner else "budget"
        listed = [f"{shown(self.ids[part])} {amount}" for part, amount in below]
        more = [f"{len(listed) - MOST_LISTED} more"] * (len(listed) > MOST_LISTED)
        yield Fault(
            where=f"{place}.{shown(year)}",
            what=f"the parts exceed what they are in by {taken - whole}",
            got=" + ".join([*listed[:MOST_LISTED], *more]),
            expected=f"at most {whole}",
            mend="correct one of these budgets",
        )

"""What `fundmodel run` shows of a shipped program, as data beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import attrs

from fundmodel.io import values
from fundmodel.io.citations import read_basis
from fundmodel.io.config import parse_toml
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.files import read_text
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.sources import Basis, Source

__all__ = ["Showcase", "ShownAllocation", "ShownCheck", "read_showcase"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class ShownAllocation:
    """
    One part, year and roster, with what the comparison is worth.

    Attributes:
        id: A short name.

        title: What is shown.

        part: Id of the part.

        year: The budget year.

        roster: Name of a shipped roster.

        share: Which share of the budget.

        published: Name of the published table to compare with.

        explain: Id of a recipient whose amount is explained in full.

        show_largest: How many of the largest allotments are listed.

        notes: Plain sentences on what is known and what is not.
    """

    id: str
    title: Text
    part: str
    year: int
    roster: str
    share: str = "100 %"
    published: str | None = None
    explain: str | None = None
    show_largest: int = 10
    notes: tuple[Text, ...] = ()


@attrs.frozen(kw_only=True)
class ShownCheck:
    """
    A published figure for one body that stands in no roster.

    Its units are taken out of the remainder row of the roster of an allocation,
    which is then done again.

    Attributes:
        id: A short name.

        title: What is checked.

        allocation: Id of the allocation that is done again.

        recipient: Id of the body.

        name: Its name.

        kind: Its kind.

        persons: How many units it has.

        persons_status: Whether somebody published them, or they are inferred.

        expected_amount: What has to come out.

        published: What the source printed.

        source: Where.

        share: Another share of the budget than that of the allocation.

        note: What the figure is worth as evidence.
    """

    id: str
    title: Text
    allocation: str
    recipient: str
    name: str
    kind: str = "municipality"
    persons: int
    persons_status: str
    expected_amount: Money
    published: Text
    source: Basis
    share: str | None = None
    note: Text | None = None


@attrs.frozen(kw_only=True)
class Showcase:
    """
    Everything that is shown of a program, in this order.

    Attributes:
        allocations: What is allocated and compared.

        checks: Single figures from elsewhere.

        earlier: A day whose knowledge of the program is shown besides.
    """

    allocations: tuple[ShownAllocation, ...] = ()
    checks: tuple[ShownCheck, ...] = ()
    earlier: date | None = None


def read_showcase(
    path: Path, sources: Mapping[str, Source], *, currency: str = "EUR"
) -> Showcase:
    """
    Read what is to be shown from its TOML file.

    Args:
        path: The file.

        sources: The sources that keys refer to.

        currency: That of the program.

    Raises:
        ConfigError: With every fault of the file.
    """
    form = parse_toml(read_text(path), file=path.name)
    try:
        found = values.fields(
            form,
            (),
            schema_version=values.an_integer,
            allocations=_each(_allocation),
            checks=_each(lambda each: _check(each, sources, currency)),
            earlier=values.a_day,
        )
        found.pop("schema_version", None)
        return Showcase(**found)
    except Exception as error:  # noqa: BLE001  every fault of the file is told
        raise refusal(path.name, faults_of(error)) from None


def _each(read: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    return lambda listed: tuple(values.each(values.a_list(listed), read))


def _allocation(value: object) -> ShownAllocation:
    words = ("id", "part", "roster", "share", "published", "explain")
    found = values.fields(
        value,
        ("id", "title", "part", "year", "roster"),
        **dict.fromkeys(words, values.a_word),
        title=values.a_text,
        year=values.an_integer,
        show_largest=values.an_integer,
        notes=_each(values.a_text),
    )
    return ShownAllocation(**found)


def _check(value: object, sources: Mapping[str, Source], currency: str) -> ShownCheck:
    needed = ("id", "allocation", "recipient", "name", "persons_status")
    found = values.fields(
        value,
        (*needed, "title", "persons", "expected_amount", "published", "source"),
        **dict.fromkeys((*needed, "kind", "share"), values.a_word),
        title=values.a_text,
        persons=values.an_integer,
        expected_amount=lambda amount: values.a_money(amount, currency),
        published=values.a_text,
        source=lambda cited: read_basis(cited, sources),
        note=values.a_text,
    )
    return ShownCheck(**found)

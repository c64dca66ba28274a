"""What `fundmodel run` shows of a shipped program, as data beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import attrs
from cattrs.gen import make_dict_structure_fn

from fundmodel.errors import ConfigError
from fundmodel.io.config import parse_toml
from fundmodel.io.faults import faults_of
from fundmodel.io.files import read_text
from fundmodel.io.forms import converter_for
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.sources import Basis, Source

__all__ = ["Showcase", "ShownAllocation", "ShownCheck", "read_showcase"]


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

    schema_version: int = 1
    allocations: tuple[ShownAllocation, ...] = ()
    checks: tuple[ShownCheck, ...] = ()
    earlier: date | None = None


KINDS: Final = (ShownAllocation, ShownCheck, Showcase)


def read_showcase(
    path: Path, sources: Mapping[str, Source], *, currency: str = "EUR"
) -> Showcase:
    """
    Read what is to be shown from its TOML file.

    Raises:
        ConfigError: With every fault of the file.
    """
    converter = converter_for(currency, sources)
    for kind in KINDS:
        structure = make_dict_structure_fn(
            kind, converter, _cattrs_forbid_extra_keys=True
        )
        converter.register_structure_hook(kind, structure)
    form = parse_toml(read_text(path), file=path.name)
    try:
        return converter.structure(form, Showcase)
    except Exception as error:  # noqa: BLE001  cattrs groups errors of many kinds
        raise ConfigError(path.name, tuple(faults_of(error))) from None

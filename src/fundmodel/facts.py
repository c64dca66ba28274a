"""What a rule may need besides the recipients: earlier amounts and tables."""

from __future__ import annotations

import attrs

from fundmodel.errors import AllocationError
from fundmodel.fields import of_data
from fundmodel.publications import PublishedTable

__all__ = ["Facts"]


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Facts:
    """
    Facts that come in from outside for one allocation.

    Attributes:
        previous: What each recipient had last time.

        tables: Other tables of amounts that provisions refer to by id.
    """

    previous: PublishedTable | None = None
    tables: tuple[PublishedTable, ...] = attrs.field(
        default=(), converter=tuple[PublishedTable, ...]
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
            mend="give it: allocate(..., facts=Facts(tables=(table,)))",
        )

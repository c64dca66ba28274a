"""What was audited: which version of which program, roster, allocation and table."""

from __future__ import annotations

import enum

import attrs

__all__ = ["Audited", "AuditedKind"]


class AuditedKind(enum.Enum):
    """What kind of thing was audited."""

    PROGRAM = "program"
    """The program, or the version of it that an allocation followed."""

    ROSTER = "roster"
    """A roster of recipients."""

    REGISTER = "register"
    """The roster of all bodies, for completeness."""

    ALLOCATION = "allocation"
    """An allocation, with all its amounts."""

    TABLE = "published_table"
    """A table that somebody published, or that a rule refers to."""


@attrs.frozen(kw_only=True)
class Audited:
    """
    One thing that an audit looked at (Prüfungsgegenstand).

    Attributes:
        kind: What it is.

        id: Its id; that of an allocation names program, year, share and roster.

        hash: SHA-256 of its content; empty where it has no stable form, as a rule of
            the caller's own may have none.
    """

    kind: AuditedKind
    id: str
    hash: str

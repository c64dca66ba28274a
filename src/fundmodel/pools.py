"""Pools: bodies that claim together because each alone would claim too little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, cast

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.roles import Party, Role
from fundmodel.sentences import check_printable
from fundmodel.sources import Basis

__all__ = ["POOL", "Pool", "pools_apart", "pools_from_records"]

POOL: Final = "pool"
"""The kind of the row of a pool on a roster."""


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Pool:
    """
    Bodies that claim together (Verbund, gemeinsamer Antrag).

    Members may lie in several districts. The pool is a claimant of its own; what it
    is given stays attributable to its members. Whoever is not named takes part as
    the pool itself.

    >>> pool = Pool(id="valley", members=["a", "b"], award_holder="a")
    >>> pool.who(Role.PAYEE), pool.who(Role.FINAL_RECIPIENT)
    (('a',), ('a', 'b'))

    Attributes:
        id: Unique among pools and recipients.

        name: What it is called.

        members: Ids of the recipients in it, two or more.

        applicant: Id of the body that applies for all; the award holder if not
            named.

        award_holder: Id of the body that holds the award for all, such as one of
            the members; the pool itself if not named.

        payee: Id of the body that is paid; the award holder if not named.

        delegate: Id of the body that does the work for all, such as their district.

        program: Id of the program for which they stand together; `None` for
            whichever the facts are of.

        source: Where this is stated.
    """

    id: str
    name: str = attrs.field(default=attrs.Factory(lambda s: s.id, takes_self=True))
    members: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    applicant: str | None = None
    award_holder: str | None = None
    payee: str | None = None
    delegate: str | None = None
    program: str | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if not self.id.strip() or not self.name.strip():
            raise self._invalid(
                "a pool has no id or no name",
                got=f"id {self.id!r}, name {self.name!r}",
                expected="both as text",
                mend="fill them in",
            )
        check_printable(self.name, where=f"pool {self.id!r}, name")
        if len(self.members) < _LEAST_MEMBERS:
            raise self._invalid(
                "a pool needs two members",
                got=", ".join(self.members) or "nobody",
                expected="at least two members",
                mend="let a single recipient stand alone",
            )
        twice = [id_ for id_, times in Counter(self.members).items() if times > 1]
        if twice:
            raise self._invalid(
                "a member stands in a pool twice",
                got=", ".join(twice),
                expected="each member once",
                mend="remove the repeated ids",
            )

    def _invalid(
        self, what: str, *, got: str, expected: str, mend: str
    ) -> InvalidDataError:
        return InvalidDataError(
            what, where=f"pool {self.id!r}", got=got, expected=expected, mend=mend
        )

    def who(self, role: Role) -> tuple[str, ...]:
        """Give the ids of those who hold a role."""
        return tuple(party.body for party in self.parties if party.role is role)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who is what to the amount of the pool."""
        counted, having = map(self._all, (Role.COUNTED, Role.FINAL_RECIPIENT))
        return (*counted, *self.shared, *having)

    def _all(self, role: Role) -> tuple[Party, ...]:
        return tuple(Party(role=role, body=member) for member in self.members)

    @property
    def shared(self) -> tuple[Party, ...]:
        """Who applies, holds the award, is paid and does the work for all members."""
        holder = self.award_holder or self.id
        one_each = (
            (Role.APPLICANT, self.applicant or holder),
            (Role.AWARD_HOLDER, holder),
            (Role.PAYEE, self.payee or holder),
            (Role.DELEGATE, self.delegate),
        )
        return tuple(Party(role=role, body=body) for role, body in one_each if body)


_LEAST_MEMBERS: Final = 2


def pools_from_records(
    records: Iterable[Mapping[str, object]], *, source: Basis = None
) -> tuple[Pool, ...]:
    """
    Make pools of a table with one row for each member.

    >>> pools_from_records([
    ...     {"pool": "valley", "member": "a", "program": "pact"},
    ...     {"pool": "valley", "member": "b", "program": "pact"},
    ... ])[0].members
    ('a', 'b')

    Args:
        records: Mappings with ``pool`` and ``member``, the ids of both; ``name``,
            ``applicant``, ``award_holder``, ``payee``, ``delegate`` and ``program``
            are the same in all rows of a pool, or stand in some of them.

        source: Where the table is from.

    Raises:
        InvalidDataError: A row lacks an id or has another key, a pool has members of
            two programs, or its rows say different things.
    """
    rows: dict[str, list[Mapping[str, str]]] = {}
    for number, record in enumerate(records, start=1):
        row = _checked_row(record, number)
        rows.setdefault(row["pool"], []).append(row)
    return tuple(_from_rows(id_, found, source) for id_, found in rows.items())


_ABOUT: Final = ("name", "applicant", "award_holder", "payee", "delegate", "program")
_KEYS: Final = ("pool", "member", *_ABOUT)


def _checked_row(record: Mapping[str, object], number: int) -> Mapping[str, str]:
    row = {key: value for key, value in record.items() if value is not None}
    wrong = [
        f"{key} {value!r}"
        for key, value in row.items()
        if key not in _KEYS or not isinstance(value, str)
    ]
    wrong += [f"no {key}" for key in ("pool", "member") if key not in row]
    if wrong:
        raise InvalidDataError(
            "this is no row of a pool",
            where=f"pools, row {number}",
            got=", ".join(wrong),
            expected=f"text for pool and member, and for {', '.join(_ABOUT)} if known",
            mend='write {"pool": "valley", "member": "08111000"}',
        )
    # cast: it was checked that all values are text.
    return cast("Mapping[str, str]", row)


def _from_rows(id_: str, rows: list[Mapping[str, str]], source: Basis) -> Pool:
    about = {key: _the_same(id_, key, rows) for key in _ABOUT}
    given = {key: value for key, value in about.items() if value is not None}
    members = [row["member"] for row in rows]
    return Pool(id=id_, members=members, source=source, **given)


def _the_same(id_: str, key: str, rows: list[Mapping[str, str]]) -> str | None:
    found = list(dict.fromkeys(row[key] for row in rows if key in row))
    if len(found) <= 1:
        return next(iter(found), None)
    is_program = key == "program"
    raise InvalidDataError(
        "a pool has members of two programs"
        if is_program
        else "the rows of a pool say different things",
        where=f"pool {id_!r}",
        got=f"{key} {' and '.join(map(repr, found))}",
        expected="one program" if is_program else f"one {key}",
        mend="make a pool of its own for each program"
        if is_program
        else "correct the rows",
    )


def pools_apart(
    _: object, attribute: attrs.Attribute[tuple[Pool, ...]], pools: tuple[Pool, ...]
) -> None:
    """
    Make sure that pools do not overlap; attrs calls it as a validator.

    Raises:
        InvalidDataError: Pools have one id or one member in common, or belong to
            several programs.
    """
    where = attribute.name
    twice = _repeated(pool.id for pool in pools)
    if twice:
        raise InvalidDataError(
            "an id stands for two pools",
            where=where,
            got=", ".join(twice),
            expected="each id once",
            mend="put their members together, or give each pool its own id",
        )
    programs = sorted({pool.program for pool in pools if pool.program is not None})
    if len(programs) > 1:
        raise InvalidDataError(
            "pools of several programs stand together",
            where=where,
            got=", ".join(programs),
            expected="pools of one program",
            mend="give each allocation the pools of its own program",
        )
    shared = _repeated(member for pool in pools for member in pool.members)
    if shared:
        member = shared[0]
        both = [repr(pool.id) for pool in pools if member in pool.members]
        raise InvalidDataError(
            "a recipient stands in two pools",
            where=where,
            got=f"{member!r} in {' and '.join(both)}",
            expected="each recipient in one pool at most",
            mend="remove it from one of them",
        )


def _repeated(items: Iterable[str]) -> list[str]:
    return [item for item, times in Counter(items).items() if times > 1]

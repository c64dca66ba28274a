"""Pools in JSON documents, and as tables in CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from fundmodel.errors import FundmodelError
from fundmodel.io import values
from fundmodel.io.cells import Cells
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.layouts import a_delimiter
from fundmodel.io.rows import Faults, columns_of
from fundmodel.io.typed import json_ready
from fundmodel.pools import Pool, pools_from_records
from fundmodel.sources import Basis

__all__ = ["pools_form", "read_pools", "read_pools_form"]

BODIES = ("applicant", "award_holder", "payee", "delegate", "program")
"""What may be left out, and is then told by the other fields."""

NEEDS: Final = ("pool", "member")
ABOUT: Final = ("name", *BODIES)
"""Columns that may be left out; each says the same for all rows of a pool."""

Row = Mapping[str, str]
Rows = list[tuple[int, Row]]
"""Rows of one pool, each behind its line."""


def pools_form(pools: tuple[Pool, ...]) -> list[dict[str, object]]:
    """Give pools as a list; what is not given is left out."""
    return [_pool_form(pool) for pool in pools]


def _pool_form(pool: Pool) -> dict[str, object]:
    form: dict[str, object] = {
        "id": pool.id,
        "name": pool.name,
        "members": list(pool.members),
        **{key: getattr(pool, key) for key in BODIES},
        "source": json_ready(basis_form(pool.source, {})),
    }
    return {key: value for key, value in form.items() if value is not None}


def read_pools_form(value: object) -> tuple[Pool, ...]:
    """
    Make pools of their form.

    Raises:
        FaultsError: The form is broken.
    """
    return tuple(values.each(values.a_list(value), _read_pool))


def _read_pool(value: object) -> Pool:
    found = values.fields(
        value,
        ("id", "members"),
        **dict.fromkeys(("id", "name", *BODIES), values.a_word),
        members=values.words,
        source=lambda basis: read_basis(basis, {}),
    )
    return Pool(**found)


def read_pools(
    path: Path | str,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    source: Basis = None,
) -> tuple[Pool, ...]:
    """
    Read pools from a CSV file with one row for each member.

    The header has the names ``pool`` and ``member``, the ids of both, and may have
    ``name``, ``applicant``, ``award_holder``, ``payee``, ``delegate`` and
    ``program``; no others. What these say of a pool may stand in one of its rows, and
    is the same wherever it stands.

    Args:
        path: The file.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        source: Where the pools come from.

    Raises:
        ConfigError: With every fault of the file, by line and column.

        InvalidDataError: There is no such delimiter.
    """
    faults = Faults(path=Path(path))
    columns = columns_of(
        faults,
        delimiter=a_delimiter(delimiter),
        encoding=encoding,
        needs=NEEDS,
        may=ABOUT,
    )
    pools = _rows_by_pool(Cells(columns=columns, locale="en", faults=faults))
    faults.refuse()
    _check_members(pools, faults)
    found = [_pool(rows, source, faults) for rows in pools.values()]
    faults.refuse()
    return tuple(pool for pool in found if pool is not None)


def _rows_by_pool(cells: Cells) -> Mapping[str, Rows]:
    texts = {column: cells.words(column) for column in NEEDS}
    texts |= {column: cells.texts(column) for column in ABOUT}
    pools: dict[str, Rows] = {}
    for line, found in zip(
        cells.columns.lines, zip(*texts.values(), strict=True), strict=True
    ):
        row = {column: text for column, text in zip(texts, found, strict=True) if text}
        pools.setdefault(row.get("pool", ""), []).append((line, row))
    return pools


def _check_members(pools: Mapping[str, Rows], faults: Faults) -> None:
    """Note who stands twice; pools of different programs may share members."""
    seen: dict[tuple[str | None, str], tuple[int, str]] = {}
    for pool, rows in pools.items():
        program = next((row["program"] for _, row in rows if "program" in row), None)
        for line, row in rows:
            member = row["member"]
            first, other = seen.setdefault((program, member), (line, pool))
            if first != line:
                faults.add(
                    f"line {line}, column 'member'",
                    "a member stands in a pool twice"
                    if other == pool
                    else "a recipient stands in two pools",
                    got=f"{member!r}, as in line {first}",
                    expected="each recipient in one pool, once",
                    mend="remove one of the rows",
                )


def _pool(rows: Rows, source: Basis, faults: Faults) -> Pool | None:
    contradictions = list(_contradictions(rows))
    for line, column, got in contradictions:
        faults.add(
            f"line {line}, column {column!r}",
            "the rows of a pool say different things",
            got=got,
            expected="the same in all rows, or an empty cell",
            mend="make a pool of its own for each program"
            if column == "program"
            else "correct the rows",
        )
    if contradictions:
        return None
    # Members that stand twice have been told by line.
    members = {row["member"]: row for _, row in rows}
    try:
        (pool,) = pools_from_records(members.values(), source=source)
    except FundmodelError as error:
        faults.add(
            f"line {rows[0][0]}",
            f"{error.where}: {error.what}",
            got=error.got,
            expected=error.expected,
            mend=error.mend,
        )
        return None
    return pool


def _contradictions(rows: Rows) -> Iterator[tuple[int, str, str]]:
    """Give line, column and texts of cells that say something else than before."""
    said: dict[str, tuple[int, str]] = {}
    for line, row in rows:
        for column in ABOUT:
            if column in row:
                first, text = said.setdefault(column, (line, row[column]))
                if text != row[column]:
                    got = f"{row[column]!r}, and {text!r} in line {first}"
                    yield line, column, got

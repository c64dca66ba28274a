"""What is wrong with the tree of a file, although its parts may be broken too."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Final, cast

from fundmodel.consistency import DEEPEST
from fundmodel.errors import Fault
from fundmodel.io.faults import MOST_CHARACTERS, shown

__all__ = ["NO_TREE", "TWICE", "tree_faults"]

Form = Mapping[str, object]

NO_TREE: Final = "parts form a circle, or are nested too deep"
TWICE: Final = "an id stands more than once"
"""What is wrong where nothing can be added up: nobody knows what is below what."""


def tree_faults(form: Form) -> Iterator[Fault]:
    """
    Give every fault of ids, parents and budget years of a program's plain form.

    The constructor of a program finds the same ones, but only once all parts could
    be made, and it stops at the first.
    """
    parts = [(index, part) for index, part in enumerate(_tables(form.get("parts")))]
    parents = {i: part.get("parent") for _, part in parts if (i := _id(part))}
    seen: set[str] = set()
    for index, part in parts:
        where = f"parts[{index}]"
        id_ = _id(part)
        if id_ in seen:
            yield _twice(f"{where}.id", id_)
        seen.add(id_)
        parent = part.get("parent")
        if isinstance(parent, str) and parent not in parents:
            yield _no_parent(f"{where}.parent", parent, parents)
    yield from _circle(parts, parents)
    yield from _years(form)


def _id(part: Form) -> str:
    id_ = part.get("id")
    return id_ if isinstance(id_, str) else ""


def _tables(value: object) -> Iterator[Form]:
    """Give the tables of a list; what is no table is told by the converter."""
    # cast: keys of TOML and JSON are text, and `isinstance` says nothing of items.
    items = cast("list[object]", value) if isinstance(value, list) else []
    for item in items:
        yield cast("Form", item) if isinstance(item, Mapping) else {}


def _twice(where: str, id_: str) -> Fault:
    return Fault(
        where=where,
        what=TWICE,
        got=shown(id_),
        expected="each part with its own id",
        mend="rename one of them",
    )


def _no_parent(where: str, parent: str, parents: Mapping[str, object]) -> Fault:
    near = difflib.get_close_matches(parent[:MOST_CHARACTERS], _first(parents), n=1)
    return Fault(
        where=where,
        what="a part names a parent that does not exist",
        got=shown(parent),
        expected="the id of another part",
        mend=f"did you mean {near[0]!r}?" if near else "add the parent",
    )


MOST_COMPARED: Final = 100


def _first(parents: Mapping[str, object]) -> list[str]:
    """Give the ids to compare with; thousands would take seconds."""
    return [id_[:MOST_CHARACTERS] for id_ in list(parents)[:MOST_COMPARED]]


def _circle(
    parts: list[tuple[int, Form]], parents: Mapping[str, object]
) -> Iterator[Fault]:
    for index, part in parts:
        above = part.get("parent")
        for _ in range(DEEPEST):
            above = parents.get(above) if isinstance(above, str) else None
        if above is not None:
            yield Fault(
                where=f"parts[{index}].parent",
                what=NO_TREE,
                got=f"more than {DEEPEST} levels above it",
                expected=f"a tree of at most {DEEPEST} levels",
                mend="check the parents",
            )
            # The parts below and around it have the same fault.
            return


def _years(form: Form) -> Iterator[Fault]:
    years = form.get("years")
    # cast: `isinstance` tells nothing about the items.
    listed = cast("list[object]", years) if isinstance(years, list) else []
    labels = [_label(year) for year in listed]
    if "" in labels or not labels:
        # Which years there are has to be mended first.
        return
    yield from _of_budget(form, labels, "budget")
    for index, part in enumerate(_tables(form.get("parts"))):
        yield from _of_budget(part, labels, f"parts[{index}].budget")


def _label(year: object) -> str:
    if isinstance(year, Mapping):
        label = cast("Form", year).get("label")
        return label if isinstance(label, str) else ""
    return str(year) if isinstance(year, int) and abs(year) < 10_000 else ""  # noqa: PLR2004  years have four digits


def _of_budget(form: Form, labels: list[str], where: str) -> Iterator[Fault]:
    budget = form.get("budget")
    table: Form = cast("Form", budget) if isinstance(budget, Mapping) else {}
    for year in table:
        if year not in labels:
            yield Fault(
                where=f"{where}.{shown(year)}",
                what="a budget is for a year outside the program",
                got=shown(year),
                expected=", ".join(labels),
                mend="add the year to the program, or correct the budget",
            )

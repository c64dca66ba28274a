"""Whatever stands in a file: an object comes out, or every fault with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fundmodel.catalog
from fundmodel.errors import ConfigError, Fault
from fundmodel.io.config import parse_toml, program_from
from fundmodel.io.documents import from_json, to_json

SHIPPED = Path(fundmodel.catalog.__file__).parent / "pakt_fuer_integration"
FORM = parse_toml((SHIPPED / "program.toml").read_text("utf-8"), file="program.toml")

Step = str | int
Way = tuple[Step, ...]

SCALARS = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 10**30, 10**4_000, "", "x", "0", "-1", "2017"),
        *("1e999999999", "0/0", "1/3", "9" * 5_000, "2017-02-30", "2017-09-15", "EUR"),
        *("\x07", "\ud800", "remainder", "kept apart", "half up", "100 %", "a\u202eb"),
        *(Decimal("1.5"), Decimal("1e999999999"), Decimal("nan"), Decimal("-inf")),
        *(date(2017, 9, 15), date(1, 1, 1), date(9999, 12, 31)),
    ]
)
KEYS = st.sampled_from(
    ["", "id", "kind", "key", "title", "year", "first", "amount", "rule", "\x1b", "zzz"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)


def ways(value: object, so_far: Way = ()) -> Iterator[Way]:
    """Give the way to every value inside a form."""
    pairs: Iterator[tuple[Step, object]] = iter(())
    if isinstance(value, dict):
        pairs = iter(value.items())
    elif isinstance(value, list):
        pairs = iter(enumerate(value))
    for step, inner in pairs:
        yield (*so_far, step)
        yield from ways(inner, (*so_far, step))


def at(form: object, way: Way) -> object:
    """Give the value at the end of a way."""
    for step in way:
        form = form[step]
    return form


def written(way: Way) -> str:
    """Write a way as faults do."""
    text = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in way)
    return text.removeprefix(".").replace(".rule.provisions", ".provisions")


@st.composite
def broken(draw: Callable, form: dict[str, object]) -> dict[str, object]:
    """Delete, rename or retype up to three values of a form."""
    form = copy.deepcopy(form)
    for _ in range(draw(st.integers(1, 3))):
        found = list(ways(form))
        if not found:
            break
        *above, last = draw(st.sampled_from(found))
        inside = at(form, tuple(above))
        match draw(st.sampled_from(["delete", "rename", "retype", "repeat"])):
            case "delete":
                del inside[last]
            case "rename" if isinstance(inside, dict):
                inside[draw(KEYS)] = inside.pop(last)
            case "repeat" if isinstance(inside, list):
                inside.append(copy.deepcopy(inside[last]))
            case _:
                inside[last] = draw(VALUES)
    return form


def told(read: Callable[[], object]) -> tuple[Fault, ...]:
    """Give the faults of what is read; any other error fails the test."""
    try:
        read()
    except ConfigError as error:
        return error.faults
    return ()


def tables(form: dict[str, object]) -> list[Way]:
    """Give the ways to all tables of a form."""
    return [(), *(way for way in ways(form) if isinstance(at(form, way), dict))]


def as_json(form: object) -> str:
    """Write a form as JSON; days become text, decimals numbers with a point."""
    return json.dumps(
        form, default=lambda v: str(v) if isinstance(v, date) else float(v)
    )


class TestPrograms:
    @given(broken(FORM))
    def test_any_change_is_read_or_told(self, form):
        """
        Whatever is deleted, renamed or retyped in the shipped program is told by place.
        """
        faults = told(lambda: program_from(form, file="program.toml"))

        assert [] == [fault for fault in faults if not fault.where or not fault.what]

    @given(st.dictionaries(st.sampled_from([*FORM, "zzz"]), VALUES))
    def test_anything_is_read_or_told(self, form):
        """
        A form of any types under any keys gives faults, never a raw error.
        """
        assert told(lambda: program_from(form, file="program.toml"))

    @given(st.sampled_from(tables(FORM)), st.sampled_from(tables(FORM)))
    def test_two_faults_are_both_told(self, one, other):
        """
        A key that nobody knows is told in both of two places, whatever they are.
        """
        form = copy.deepcopy(FORM)
        at(form, one)["zzz"] = 1
        at(form, other)["zzz"] = 1

        faults = told(lambda: program_from(form, file="program.toml"))
        places = {fault.where for fault in faults}

        assert {written((*one, "zzz")), written((*other, "zzz"))} <= places

"""Whatever stands in a file: an object comes out, or every fault with its place."""

from __future__ import annotations

import copy
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel import catalog
from fundmodel.allocation import allocate
from fundmodel.auditing import audit
from fundmodel.errors import ConfigError, Fault
from fundmodel.io.config import parse_toml, program_from
from fundmodel.io.documents import Document, from_json, to_json
from fundmodel.io.tables import ColumnForm, RosterForm, read_roster
from fundmodel.recipients import Roster

SHIPPED = Path(catalog.__file__).parent / "pakt_fuer_integration"
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
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
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


TABLES = tables(FORM)
SINGLE = [
    way
    for way in ways(FORM)
    if not isinstance(at(FORM, way), dict | list) and way[-1] != "kind"
]


def as_json(form: object) -> str:
    """Write a form as JSON; days become text, decimals numbers with a point."""
    return json.dumps(
        form, default=lambda v: str(v) if isinstance(v, date) else float(v)
    )


def wrong(faults: tuple[Fault, ...]) -> list[Fault]:
    """Give the faults without a place or a reason, or with control characters."""
    return [
        fault
        for fault in faults
        if not (fault.where and fault.what)
        or not all(line.isprintable() for line in fault.render().split("\n"))
    ]


def read_as_program(form: dict[str, object]) -> tuple[Fault, ...]:
    """Give the faults of the form of a program."""
    return told(lambda: program_from(form, file="program.toml"))


class TestPrograms:
    @given(broken(FORM))
    def test_any_change_is_read_or_told(self, form):
        """
        Whatever is deleted, renamed or retyped in the shipped program has a place.
        """
        assert [] == wrong(read_as_program(form))

    @given(st.dictionaries(st.sampled_from([*FORM, "zzz"]), VALUES))
    def test_anything_is_read_or_told(self, form):
        """
        A form of any types under any keys gives faults, never a raw error.
        """
        faults = read_as_program(form)

        assert faults
        assert [] == wrong(faults)

    @given(st.sampled_from(TABLES), st.sampled_from(TABLES))
    def test_two_unknown_keys_are_both_told(self, one, other):
        """
        A key that nobody knows is told in both of two places, whatever they are.
        """
        form = copy.deepcopy(FORM)
        at(form, one)["zzz"] = 1
        at(form, other)["zzz"] = 1

        places = {fault.where for fault in read_as_program(form)}

        assert {written((*one, "zzz")), written((*other, "zzz"))} <= places

    @given(st.sampled_from(SINGLE), st.sampled_from(SINGLE))
    def test_two_wrong_types_are_both_told(self, one, other):
        """
        A value of another type is told in both of two places, whatever they are.

        Kinds are excepted: without them nobody knows what may stand beside them.
        """
        form = copy.deepcopy(FORM)
        for *above, last in (one, other):
            at(form, tuple(above))[last] = [[]]

        places = [fault.where for fault in read_as_program(form)]

        assert any(place.startswith(written(one)) for place in places)
        assert any(place.startswith(written(other)) for place in places)


def documents() -> dict[str, Document]:
    """Give one document of each kind from what is shipped."""
    name = "pakt-fuer-integration"
    program = catalog.load(name)
    roster = catalog.roster(name, "heads-2017-09-15")
    allocation = allocate(program, roster, year=2017)
    return {
        "program": program,
        "roster": roster,
        "allocation": allocation,
        "audit_report": audit(program, allocation=allocation),
    }


STORED = {kind: json.loads(to_json(each)) for kind, each in documents().items()}


class TestDocuments:
    @pytest.mark.parametrize("kind", STORED)
    @given(data=st.data())
    def test_any_change_is_read_or_told(self, kind, data):
        """
        Whatever is deleted, renamed or retyped in a document has a place.
        """
        text = as_json(data.draw(broken(STORED[kind])))

        assert [] == wrong(told(lambda: from_json(text)))

    @pytest.mark.parametrize("kind", STORED)
    @given(data=st.data())
    def test_anything_is_read_or_told(self, kind, data):
        """
        Any types under the keys of a document give faults, never a raw error.
        """
        keys = [key for key in STORED[kind] if key != "fundmodel"]
        form = data.draw(
            st.fixed_dictionaries({}, optional=dict.fromkeys(keys, VALUES))
        )
        text = as_json({"schema_version": 1, **form, "fundmodel": kind})
        faults = told(lambda: from_json(text))

        assert faults
        assert [] == wrong(faults)

    @given(VALUES | st.text().map(lambda text: {"fundmodel": text}))
    def test_other_json_is_told(self, value):
        """
        What is no document at all is refused as such.
        """
        faults = told(lambda: from_json(as_json(value)))

        assert faults
        assert [] == wrong(faults)

    @given(st.text())
    def test_other_text_is_told(self, text):
        """
        What is no JSON is refused as such.
        """
        assert [] == wrong(told(lambda: from_json(text)))


HEADER = b"id,name,kind,up,heads,state\n"
GOOD = HEADER + b"01,Aue,town,K1,5,published\n02,Bach,town,K1,7,inferred\n"
FORM_OF_TABLE = RosterForm(
    id="towns",
    kind_column="kind",
    parent_column="up",
    id_digits=2,
    indicators=[ColumnForm(id="heads", column="heads", status_column="state")],
)


def read_table(path: Path, content: bytes) -> Callable[[], Roster]:
    """Write a table and give what reads it."""
    path.write_bytes(content)
    return lambda: read_roster(path, FORM_OF_TABLE)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """A table that is written again and again."""
    return tmp_path_factory.mktemp("tables") / "towns.csv"


class TestTables:
    @given(st.integers(0, len(GOOD)), st.integers(0, 5), st.binary(max_size=5))
    def test_any_change_is_read_or_told(self, path, at, length, instead):
        """
        Whatever bytes stand in a table, it is read or told by place.
        """
        content = GOOD[:at] + instead + GOOD[at + length :]

        assert [] == wrong(told(read_table(path, content)))

    @given(st.binary())
    def test_any_bytes_are_told(self, path, content):
        """
        A file of any bytes gives faults, never a raw error.
        """
        faults = told(read_table(path, content))

        assert faults
        assert [] == wrong(faults)


def sparse(path: Path) -> None:
    """Make a table whose second line is a gigabyte long."""
    with path.open("wb") as file:
        file.write(HEADER)
        file.truncate(1024**3)


def spent(run: Callable[[], object]) -> int:
    """Give the bytes that something takes at most."""
    tracemalloc.start()
    told(run)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


ROW = b"01,Aue,town,K1,%b,published\n"


class TestHostileTables:
    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (HEADER + ROW % b"1e999999999", "this is no number in the declared locale"),
            (
                HEADER + ROW % (b"9" * 10_000),
                "this is no number in the declared locale",
            ),
            (HEADER + b'"' + b"\n" * 1_000_000, "the row is not CSV"),
            (HEADER + b'"' + b"a,b\n" * 1_000_000, "the row is not CSV"),
            (HEADER + b"a\n" * 1_000_000, "there may be more faults"),
            (b"," * 900_000, "the column 'id' is missing"),
            (HEADER.strip() + b"," * 900_000 + b"\na", "the row has another number"),
            (HEADER + ROW % b"5" + b"\n" * 1_000_000 + b"x", "line 1000003"),
            (HEADER + b",,,,,\n" * 1_000_000 + b"x", "line 1000002"),
        ],
        ids=range(9),
    )
    def test_they_are_refused_at_once(self, path, content, what):
        """
        No table takes a second or 100 MB to be refused.
        """
        read = read_table(path, content)
        most = spent(read)

        assert any(what in fault.render() for fault in told(read))
        # Shared machines are several times slower at times.
        assert most < 100_000_000

    def test_a_line_of_a_gigabyte(self, path):
        """
        A line is read to its bound only.
        """
        sparse(path)
        most = spent(lambda: read_roster(path, FORM_OF_TABLE))

        assert most < 100_000_000

    def test_a_million_blank_rows_are_passed_over(self, path):
        """
        They are handled, and take neither time nor memory.
        """
        text = HEADER + ROW % b"5" + b"\r\n" * 500_000 + b" , ,,,,\n" * 500_000
        read = read_table(path, text + b"02,Bach,town,,6,\n")
        most = spent(read)

        assert read().ids == ("01", "02")
        assert most < 100_000_000

    def test_a_large_roster_is_read(self, path):
        """
        A hundred thousand recipients are read, each of them.
        """
        rows = "".join(f"{i:05d},T{i},town,,{i},\n" for i in range(100_000))
        form = attrs.evolve(FORM_OF_TABLE, id_digits=5)
        path.write_bytes(HEADER + rows.encode())
        roster = read_roster(path, form)

        assert len(roster) == 100_000

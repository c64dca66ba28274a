"""Tests of `fundmodel.recipients`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Column, Indicator
from fundmodel.periods import Period
from fundmodel.recipients import REMAINDER, Coverage, Recipient, Roster
from fundmodel.testing import rosters

HEADS = Indicator(id="heads")
TOWNS = (
    {"id": "08111000", "name": "Stuttgart", "kind": "city", "heads": 12},
    {"id": "08212000", "name": "Karlsruhe", "kind": "city", "heads": 7},
    {"id": "08115003", "name": "Böblingen", "kind": "town", "heads": None},
)


def towns(*records, **more):
    """Make a roster from records."""
    more.setdefault("indicators", [HEADS])
    return Roster.from_records(records or TOWNS, id="towns", **more)


def with_rest(heads=100):
    """Make a roster with a row for all others."""
    rest = {"id": "rest", "name": "all others", "kind": REMAINDER, "heads": heads}
    return towns(*TOWNS[:2], rest, coverage=Coverage.REMAINDER)


class TestRoster:
    @given(rosters(remainder=None, gaps=True))
    def test_builds_its_recipients(self, roster):
        """
        Rows become recipients when they are asked for, in order.
        """
        assert roster.ids == tuple(recipient.id for recipient in roster)
        assert len(roster) == len(list(roster))
        for position, recipient in enumerate(roster):
            assert position == roster.position(recipient.id)
            assert recipient == roster.recipient(recipient.id)

    @given(rosters(remainder=None))
    def test_hashes_what_it_holds(self, roster):
        """
        The same content gives the same hash, another name gives another one.
        """
        again = attrs.evolve(roster)

        assert roster.content_hash == again.content_hash
        other = attrs.evolve(roster, id=f"{roster.id}x")
        assert roster.content_hash != other.content_hash

    def test_is_made_from_records(self):
        """
        Records give ids, names, kinds and one column for each indicator.
        """
        roster = towns()

        assert ("08111000", "08212000", "08115003") == roster.ids
        assert ("city", "city", "town") == roster.kinds
        assert [12, 7, None] == [roster.columns[0].value(i) for i in range(3)]
        assert Coverage.PARTIAL is roster.coverage

    def test_records_may_say_little(self):
        """
        An id is enough; an absent value is missing.
        """
        roster = towns({"id": "a"})

        assert Recipient(id="a", name="a") == roster.recipient("a")
        assert roster.columns[0].value(0) is None

    def test_keeps_validity_and_successors(self):
        """
        Bodies that were merged name when they existed and who followed.
        """
        period = Period(date(2000, 1, 1), date(2008, 12, 31))
        roster = Roster(
            id="old",
            ids=["a"],
            names=["A"],
            kinds=["town"],
            validity=[period],
            successors=[("b", "c")],
        )

        assert period == roster.recipient("a").valid
        assert ("b", "c") == roster.recipient("a").successors

    def test_finds_columns_by_indicator(self):
        """
        An indicator may have one column for each key date.
        """
        days = [date(2017, 9, 15), date(2018, 9, 15)]
        roster = Roster(
            id="two",
            ids=["a"],
            names=["A"],
            kinds=["town"],
            columns=[
                Column.of(Indicator(id="heads", key_date=day), [1]) for day in days
            ],
        )

        assert days == [c.indicator.key_date for c in roster.columns_of("heads")]
        assert () == roster.columns_of("people")

    def test_marks_rows_for_all_others(self):
        """
        Rows of kind "remainder" stand for those who are not named.
        """
        assert [False, False, True] == with_rest().remainder.tolist()


class TestUnknownId:
    @pytest.mark.parametrize(
        ("asked", "mend"),
        [
            ("8111000", "did you mean 08111000"),
            ("Karlsruhe", "did you mean 08212000?"),
            ("", "look it up in the roster"),
        ],
    )
    def test_offers_the_nearest(self, asked, mend):
        """
        A lost leading zero, or a name instead of an id, is recognised.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns().position(asked)

        assert str(caught.value).startswith(
            "roster 'towns': nobody on the roster has this id\n"
        )
        assert "  expected: one of 3 ids\n" in str(caught.value)
        assert f"  mend: {mend}" in str(caught.value)


class TestFaults:
    def test_ids_are_unique(self):
        """
        The message names every id that stands more than once.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns({"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "c"}, {"id": "c"})

        assert (
            "roster 'towns': an id stands more than once\n"
            "  got: a, c\n"
            "  expected: each id once\n"
            "  mend: remove the repeated rows, or give each body its own id"
        ) == str(caught.value)

    @pytest.mark.parametrize("record", [{"id": " "}, {"id": "a", "name": ""}])
    def test_ids_and_names_are_not_empty(self, record):
        """
        Nobody is without id or name.
        """
        with pytest.raises(InvalidDataError, match="row 1: a recipient has no id or"):
            towns(record)

    @pytest.mark.parametrize(
        ("record", "where"),
        [({"id": "a\x00"}, "id"), ({"id": "a", "name": "A\u202eB"}, "name")],
    )
    def test_hold_no_control_characters(self, record, where):
        """
        What cannot be seen is refused, with its row and code.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns({"id": "x"}, record)

        assert str(caught.value).startswith(
            f"roster 'towns', row 2, {where}: a name contains a control character\n"
            "  got: U+"
        )

    @pytest.mark.parametrize("field", ["id", "name", "kind", "parent"])
    def test_are_text(self, field):
        """
        A number has lost its leading zeros, so it is no id.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns({"id": "x"} | {field: 8111000})

        assert (
            f"roster 'towns', record 1, {field}: "
            "ids, names, kinds and parents are text\n"
            "  got: 8111000\n"
            "  expected: text, with all leading zeros\n"
            '  mend: write it in quotes: "08111000"'
        ) == str(caught.value)

    def test_refuses_a_value_that_is_not_exact(self):
        """
        Floats and text are no values of an indicator.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns({"id": "a", "heads": 1.5})

        assert (
            "roster: this is no exact number\n"
            "  got: 1.5\n"
            "  expected: an int, a Decimal or None\n"
            '  mend: write a float as text: Decimal("0.1")'
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("key", "mend"),
        [("head", "did you mean 'heads'?"), ("xyz", "declare the indicator")],
    )
    def test_refuses_unknown_keys(self, key, mend):
        """
        A misspelt indicator does not become a missing value.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns({"id": "a", key: 1})

        assert (
            "roster 'towns', record 1: "
            "a record has a key that is neither a field nor an indicator\n"
            f"  got: {key}\n"
            "  expected: heads, id, kind, name, parent\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("parents", "circle"),
        [
            ({"a": "a"}, "a -> a"),
            ({"a": "b", "b": "c", "c": "a"}, "a -> b -> c -> a"),
            ({"x": "a", "a": "b", "b": "a"}, "x -> a -> b -> a"),
        ],
    )
    def test_parents_form_no_circle(self, parents, circle):
        """
        Whoever belongs to itself, however indirectly, is found and told.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns(*({"id": id_, "parent": parent} for id_, parent in parents.items()))

        assert (
            "roster 'towns': the parents form a circle\n"
            f"  got: {circle}\n"
            "  expected: a tree\n"
            "  mend: remove one of these parents"
        ) == str(caught.value)

    def test_parents_may_be_elsewhere(self):
        """
        A parent need not be on the roster, and several may have the same.
        """
        roster = towns(
            {"id": "a", "parent": "b"},
            {"id": "b", "parent": "08"},
            {"id": "c", "parent": "b"},
        )

        assert ("b", "08", "b") == roster.parents

    def test_a_long_line_of_parents_is_quick(self):
        """
        Ten thousand levels are walked once, not once for each.
        """
        roster = towns(
            *({"id": str(i), "parent": str(i + 1)} for i in range(10_000)),
            indicators=(),
        )

        assert 10_000 == len(roster)

    @pytest.mark.parametrize("field", ["names", "kinds", "parents", "validity"])
    def test_columns_have_one_length(self, field):
        """
        There is one entry for each recipient.
        """
        with pytest.raises(InvalidDataError) as caught:
            attrs.evolve(towns(), **{field: [None if field == "validity" else "x"]})

        assert (
            f"roster 'towns', {field}: a column has another length than the roster\n"
            "  got: 1 values\n"
            "  expected: 3 values\n"
            "  mend: give one value per recipient, None where there is none"
        ) == str(caught.value)

    def test_indicators_have_the_same_length(self):
        """
        A column that is too short is named by its indicator.
        """
        with pytest.raises(InvalidDataError, match="roster 'towns', heads: a column"):
            attrs.evolve(towns(), columns=[Column.of(HEADS, [1])])

    def test_an_indicator_stands_once_for_a_day(self):
        """
        Two columns of one indicator need two key dates.
        """
        column = Column.of(HEADS, [1, 2, 3])
        with pytest.raises(InvalidDataError) as caught:
            attrs.evolve(towns(), columns=[column, column])

        assert (
            "roster 'towns': an indicator stands twice for the same key date\n"
            "  got: 'heads', None\n"
            "  expected: one column for each indicator and key date\n"
            "  mend: remove one, or state their key dates"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("roster", "coverage", "got"),
        [
            (towns(), Coverage.REMAINDER, "'remainder', 0 rows"),
            (with_rest(), Coverage.WHOLE, "'whole', 1 rows"),
        ],
    )
    def test_coverage_fits_the_rows(self, roster, coverage, got):
        """
        Rows for all others and the coverage that says so go together.
        """
        with pytest.raises(InvalidDataError) as caught:
            attrs.evolve(roster, coverage=coverage)

        assert (
            "roster 'towns': the coverage contradicts the rows\n"
            f"  got: coverage {got} of kind 'remainder'\n"
            "  expected: coverage 'remainder' exactly where there are such rows\n"
            "  mend: change the coverage, or the kind of the row"
        ) == str(caught.value)


class TestRows:
    ROSTER = Roster(
        id="bodies",
        ids=["a", "b", "c"],
        names=["A", "B", "C"],
        kinds=["town", "city", "remainder"],
        parents=["c", None, "elsewhere"],
        coverage=Coverage.REMAINDER,
        columns=[Column.of(Indicator(id="heads"), [1, None, Decimal("2.5")])],
    )

    @given(st.permutations(range(3)), st.integers(0, 3))
    def test_some_rows(self, order, count):
        """
        Some rows are those that the constructor would give.
        """
        rows = order[:count]
        part = self.ROSTER.taken(np.array(rows, dtype=np.int64))

        assert list(part) == [self.ROSTER.recipient_at(i) for i in rows]
        (own,), (column,) = self.ROSTER.columns, part.columns
        assert [own.value(i) for i in rows] == [column.value(i) for i in range(count)]
        assert [i == 2 for i in rows] == part.remainder.tolist()
        assert "bodies" == part.id
        assert () == part.successors

    def test_kinds(self):
        """
        Kinds are found, those of nobody too.
        """
        assert [True, True, False] == self.ROSTER.of_kinds(
            ("city", "town", "x")
        ).tolist()

    def test_parents(self):
        """
        Whoever is above is found by position, if it is on the roster.
        """
        assert [2, -1, -2] == self.ROSTER.above.tolist()
        assert [-1] * 3 == attrs.evolve(self.ROSTER, parents=()).above.tolist()


class TestSingleOut:
    ULM = Recipient(id="08421000", name="Ulm", kind="city")

    @given(st.integers(0, 100), st.integers(0, 99))
    def test_keeps_the_sum(self, heads, hundredths):
        """
        What a body is given is taken off the row for all others.
        """
        value = min(Decimal(heads) + Decimal(hundredths) / 100, Decimal(100))
        roster = with_rest().single_out(self.ULM, heads=value)
        column = roster.columns[0]

        assert ("08111000", "08212000", "08421000", "rest") == roster.ids
        assert Fraction(value) == column.value(2)
        assert 12 + 7 + 100 == sum(column.value(i) for i in range(4))

    def test_fills_every_optional_column(self):
        """
        Parents, periods and successors get an entry where there are any.
        """
        full = attrs.evolve(
            with_rest(),
            parents=["08", "08", None],
            validity=[None] * 3,
            successors=[()] * 3,
        )
        period = Period(date(2000, 1, 1), date(2008, 12, 31))
        ulm = attrs.evolve(self.ULM, parent="084", valid=period, successors=("x",))

        assert ulm == full.single_out(ulm, heads=1).recipient("08421000")

    def test_leaves_out_what_nobody_has(self):
        """
        A roster without parents stays one without parents.
        """
        roster = attrs.evolve(with_rest(), parents=())

        assert () == roster.single_out(self.ULM, heads=1).parents

    def test_needs_one_row_for_all_others(self):
        """
        Without such a row there is nothing to take the value from.
        """
        with pytest.raises(InvalidDataError) as caught:
            towns().single_out(self.ULM, heads=1)

        assert (
            "roster 'towns': there is no single row that stands for all others\n"
            "  got: 0 rows of kind 'remainder'\n"
            "  expected: exactly one\n"
            "  mend: add the recipient to the roster's own data"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("values", "got"),
        [({}, "no value"), ({"heads": 1, "people": 2}, "heads, people")],
    )
    def test_needs_every_indicator(self, values, got):
        """
        One value for each indicator, and none for others.
        """
        with pytest.raises(InvalidDataError) as caught:
            with_rest().single_out(self.ULM, **values)

        assert (
            "roster 'towns': the recipient needs one value for each indicator\n"
            f"  got: {got}\n"
            "  expected: heads\n"
            "  mend: name every indicator of the roster, and no other"
        ) == str(caught.value)

    @pytest.mark.parametrize(("rest", "most"), [(100, "100"), (None, "0")])
    def test_takes_no_more_than_there_is(self, rest, most):
        """
        The row for all others never becomes negative.
        """
        with pytest.raises(InvalidDataError) as caught:
            with_rest(rest).single_out(self.ULM, heads=101)

        assert (
            "indicator 'heads': "
            "the remainder row holds less than what is taken out of it\n"
            "  got: 101\n"
            f"  expected: at most {most}\n"
            "  mend: check the value, or the total of the roster"
        ) == str(caught.value)

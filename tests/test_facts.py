"""Tests of `fundmodel.facts`."""

from __future__ import annotations

import attrs
import pytest

from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.facts import Facts, Result
from fundmodel.fingerprints import content_hash
from fundmodel.money import Money
from fundmodel.publications import PublishedTable

TABLE = PublishedTable(id="fixed", ids=[], names=[], amounts=[])


class TestFacts:
    def test_gives_a_table_by_id(self):
        """
        Provisions refer to tables by their ids.
        """
        assert TABLE is Facts(tables=[TABLE]).table("fixed")

    @pytest.mark.parametrize(
        ("facts", "got"), [(Facts(), "no tables"), (Facts(tables=[TABLE]), "fixed")]
    )
    def test_a_lacking_table_is_named(self, facts, got):
        """
        The message says which tables there are, and how to give one.
        """
        with pytest.raises(AllocationError) as caught:
            facts.table("other")

        assert (
            "table 'other': a provision refers to a table that was not given\n"
            f"  got: {got}\n"
            "  expected: other\n"
            "  mend: give it: allocate(..., facts=Facts(tables=(table,))); on the "
            "command line: --table FILE"
        ) == str(caught.value)


def table(id_="t", part=None, year=None, ids=("a", "b")):
    """Make a table of one euro each."""
    return PublishedTable(
        id=id_,
        ids=ids,
        names=ids,
        amounts=[Money.of(1, "EUR")] * len(ids),
        part=part,
        year=year,
    )


class TestPreviousByPart:
    def test_stands_before_what_everybody_had(self):
        """
        A part with a table of its own has that one as last time.
        """
        all_, own = table(), table("own", part="basic")
        facts = Facts(previous=all_, previous_by_part=[own])

        assert own == facts.of_part("basic").previous
        assert all_ == facts.of_part("other").previous

    @pytest.mark.parametrize(
        ("tables", "got"),
        [
            ([table()], "None"),
            ([table(part="basic"), table("u", part="basic")], "basic, basic"),
        ],
    )
    def test_has_one_table_for_each_part(self, tables, got):
        """
        Two tables of one part would leave open which one counts.
        """
        with pytest.raises(InvalidDataError) as caught:
            Facts(previous_by_part=tables)

        assert (
            "previous_by_part: each part has one table of last time\n"
            f"  got: {got}\n"
            "  expected: tables that name their parts, one for each part\n"
            '  mend: say part = "…" in each table; one for all parts is `previous`'
        ) == str(caught.value)


class TestResult:
    def test_is_that_of_the_part_if_it_was_allocated(self):
        """
        What was computed stands before what was given.
        """
        computed = attrs.evolve(Result.of(table(), "basic"), ids=("x", "y"))
        facts = Facts(results=[computed], tables=[table(part="basic")])

        assert computed is facts.result("basic")

    @pytest.mark.parametrize(
        ("year", "given"),
        [(None, None), (None, "2024"), ("2024", None), ("2024", "2024")],
    )
    def test_may_be_a_table_about_the_part(self, year, given):
        """
        A table about that part and year stands in.
        """
        facts = Facts(tables=[table("u"), table(part="basic", year=given)])
        result = facts.result("basic", year)

        assert ("basic", ("a", "b"), "EUR") == (
            result.part, result.ids, result.unit.name
        )  # fmt: skip
        assert [[100, 100]] == result.amounts.tolist()

    @pytest.mark.parametrize(
        ("tables", "got"),
        [
            ([], "no table"),
            ([table(part="basic", year="2023")], "no table"),
            ([table(part="basic"), table("u", part="basic")], "table 't', table 'u'"),
        ],
    )
    def test_has_one_source(self, tables, got):
        """
        No table, one of another year, or two of them are refused.
        """
        with pytest.raises(AllocationError) as caught:
            Facts(tables=tables).result("basic", "2024")

        assert (
            "part 'basic': a provision draws on another part, whose result is not "
            "known\n"
            f"  got: {got}\n"
            "  expected: the part allocated in the same call, or one table about it\n"
            "  mend: allocate both parts together, or give its amounts: "
            "Facts(tables=(allocated.table(),)); on the command line: --table FILE"
        ) == str(caught.value)

    def test_is_put_in_any_order(self):
        """
        Whoever is not listed has nothing, and is told apart.
        """
        result = Result.of(table(), "basic")
        amounts, known = result.aligned(("c", "b"))

        assert [[0, 100]] == amounts.tolist()
        assert [False, True] == known.tolist()
        assert result.amounts is result.aligned(("a", "b"))[0]

    def test_may_be_empty(self):
        """
        A table of nobody lists nobody.
        """
        amounts, known = Result.of(table(ids=()), "basic").aligned(("a",))

        assert [[0]] == amounts.tolist()
        assert not known.any()

    def test_is_no_part_of_what_identifies_facts(self):
        """
        Results follow from the rest.
        """
        one, two = Facts(), Facts(results=[Result.of(table(), "basic")])

        assert one == two
        assert content_hash(one) == content_hash(two)

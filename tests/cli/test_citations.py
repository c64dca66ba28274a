"""Marks of sources and assumptions."""

from __future__ import annotations

from datetime import date

from fundmodel.sources import Assumption, AssumptionKind, Source, Standing

LAW = Source(title="Act", key="LAW", place="§ 1", publisher="Land")
PRESS = Source(
    title="Report",
    key="P1",
    standing=Standing.SECONDARY,
    published=date(2017, 7, 25),
)
NAMELESS = Source(title="Minutes")


class TestCitations:
    def test_marks_name_the_key_or_the_title(self, citations):
        """
        A source is marked by its key, or by its title where it has none.
        """
        marks = [str(citations.mark(source)) for source in (LAW, NAMELESS, None)]

        assert marks == ["[LAW]", "[Minutes]", "[no source given]"]

    def test_an_assumption_keeps_its_number(self, citations):
        """
        The same assumption has one number, and says whether it was inferred.
        """
        assumed = Assumption(why="for the sake of the model")
        inferred = Assumption(why="computed", kind=AssumptionKind.INFERRED)
        marks = [str(citations.mark(b)) for b in (assumed, inferred, assumed)]

        assert marks == ["[assumed, note 1]", "[inferred, note 2]", "[assumed, note 1]"]

    def test_the_list_explains_every_mark_once(self, page, citations, capsys):
        """
        Assumptions stand by number, sources by key, each with its standing.
        """
        citations.mark(PRESS)
        citations.mark(LAW)
        citations.mark(NAMELESS)
        citations.mark(
            Assumption(why="computed", kind=AssumptionKind.INFERRED, sources=(LAW,))
        )
        citations.mark(Assumption(why="taken"))
        citations.list(page)

        lines = [line for line in capsys.readouterr().out.splitlines() if line]
        assert lines == [
            "What is inferred or assumed, and why",
            "------------------------------------",
            "   1 inferred: computed [LAW]",
            "   2 assumed: taken",
            "Sources",
            "-------",
            "  - Minutes (primary source)",
            "  - LAW: Act, § 1; Land (primary source)",
            "  - P1: Report, 25 July 2017 (secondary source)",
        ]

    def test_nothing_is_listed_without_marks(self, page, citations, capsys):
        """
        A page without marks has no list of them.
        """
        citations.list(page)

        assert not capsys.readouterr().out

"""Tests of `fundmodel.sources`."""

from __future__ import annotations

import attrs
import pytest

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.sentences import Language, Text
from fundmodel.sources import Assumption, AssumptionKind, Source, Standing

LAW = Source(title="Musterfondsgesetz", publisher="Musterland", place="§ 3 Abs. 1")


class TestSource:
    def test_says_title_and_place(self):
        """
        A source is cited by its title and the place in it, in any language.
        """
        assert "Musterfondsgesetz, § 3 Abs. 1" == str(LAW)
        assert str(LAW) == LAW.render(Language.GERMAN)

    def test_place_is_optional(self):
        """
        Without a place the title is all.
        """
        assert "Musterfondsgesetz" == str(Source(title="Musterfondsgesetz"))

    def test_is_primary_unless_said_otherwise(self):
        """
        A source counts as the document itself.
        """
        assert Standing.PRIMARY is LAW.standing

    @pytest.mark.parametrize("title", ["", " "])
    def test_needs_a_title(self, title):
        """
        A source without a title cannot be looked up.
        """
        with pytest.raises(InvalidModelError) as caught:
            Source(title=title)

        assert (
            "title: the title of a source or assumption is empty\n"
            "  expected: some text\n"
            "  mend: say where the figure comes from, or leave the source out"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        "field", ["title", "publisher", "key", "place", "url", "licence"]
    )
    def test_holds_no_hidden_characters(self, field):
        """
        No field can turn the text around it.
        """
        with pytest.raises(InvalidDataError, match=f"^{field}: a name contains"):
            attrs.evolve(LAW, **{field: "a\u202eb"})


class TestAssumption:
    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            (AssumptionKind.ASSUMED, "assumed: split by the ministry"),
            (AssumptionKind.INFERRED, "inferred: split by the ministry"),
        ],
    )
    def test_says_its_kind(self, kind, text):
        """
        An assumption never looks like a source.
        """
        assert text == str(Assumption(why="split by the ministry", kind=kind))

    def test_needs_a_reason(self):
        """
        An assumption says why.
        """
        with pytest.raises(InvalidModelError, match="why: the why of a source"):
            Assumption(why="")

    def test_may_be_said_in_several_languages(self):
        """
        Kind and reason follow the language; plain text is the same in all.
        """
        why = Text({"en": "nobody says so", "de": "niemand sagt es"})

        assert "assumed: nobody says so" == str(Assumption(why=why))
        assert "angenommen: niemand sagt es" == Assumption(why=why).render(
            Language.GERMAN
        )

    def test_needs_a_reason_in_words(self):
        """
        A reason that is no text is refused.
        """
        with pytest.raises(InvalidModelError) as caught:
            Assumption(why=5)

        assert (
            "why: the reason of an assumption is no text\n"
            "  got: 5\n"
            "  expected: text, or Text in several languages\n"
            '  mend: write Text({"en": "…", "de": "…"})'
        ) == str(caught.value)

    def test_keeps_what_it_was_inferred_from(self):
        """
        Sources come as any collection and are kept as a tuple.
        """
        assert (LAW,) == Assumption(why="x", sources=[LAW]).sources

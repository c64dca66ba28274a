"""Tests of `fundmodel.changes.parts`."""

from __future__ import annotations

import attrs
import pytest

from fundmodel.changes import AddPart, RemovePart
from fundmodel.errors import InvalidModelError
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand
from fundmodel.sentences import Text
from fundmodel.sources import Source

TOOLS = Strand(id="tools", name=Text("Digital tools"), legal_nature=LegalNature.GRANT)


class TestAddPart:
    def test_puts_it_at_the_end(self, terms):
        """
        Parts that there were keep their places.
        """
        change = AddPart(part=TOOLS)

        assert [*terms.parts, TOOLS] == list(change.apply(terms).parts)
        assert "new part: Digital tools (tools)" == str(change.describe())
        assert "part tools" == change.subject

    def test_gives_its_source_to_a_part_without_one(self, terms):
        """
        What says that there is a part says what it is, unless the part does.
        """
        law, own = Source(title="Law"), Source(title="Directive")
        cited = attrs.evolve(TOOLS, source=own)

        added = AddPart(part=TOOLS, source=law).apply(terms).part("tools")
        assert law == added.source
        added = AddPart(part=cited, source=law).apply(terms).part("tools")
        assert own == added.source

    def test_an_id_is_taken_once(self, terms):
        """
        A part is not replaced by accident.
        """
        change = AddPart(part=TOOLS)
        with pytest.raises(InvalidModelError, match="there is already"):
            change.apply(change.apply(terms))


class TestRemovePart:
    def test_takes_what_is_in_it(self, terms):
        """
        Parts inside end with it, wherever they are listed.
        """
        change = RemovePart(part="integration")

        assert ["rent", "heads"] == [part.id for part in change.apply(terms).parts]
        assert "part integration ends" == str(change.describe())
        assert "part integration" == change.subject

    def test_there_must_be_one(self, terms):
        """
        What is not there cannot end.
        """
        with pytest.raises(InvalidModelError, match="names a part that there is not"):
            RemovePart(part="tools").apply(terms)

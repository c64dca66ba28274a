"""Changes of which parts there are."""

from __future__ import annotations

import attrs

from fundmodel.changes.terms import Terms
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.parts import Part
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis

__all__ = ["AddPart", "RemovePart"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class AddPart:
    """
    Add a part to the program.

    Attributes:
        part: The part.

        source: What says so; also that of a part that has none itself.
    """

    part: Part
    source: Basis = None

    @property
    def subject(self) -> str:
        """The part."""
        return f"part {self.part.id}"

    def describe(self) -> Sentence:
        """Name the part."""
        return sentence("new part: {name} ({id})", name=self.part.name, id=self.part.id)

    def apply(self, terms: Terms) -> Terms:
        """
        Add it.

        Raises:
            InvalidModelError: There is a part of that id.
        """
        if any(part.id == self.part.id for part in terms.parts):
            raise InvalidModelError(
                "a change adds a part that there is already",
                where=f"part {self.part.id!r}",
                got=self.part.id,
                expected="an id that no part has at that time",
                mend="give it another id, or change the part that there is",
            )
        part = self.part
        if part.source is None:
            part = attrs.evolve(part, source=self.source)
        return attrs.evolve(terms, parts=(*terms.parts, part))


@attrs.frozen(kw_only=True, field_transformer=of_model)
class RemovePart:
    """
    Remove a part, and all parts in it.

    Attributes:
        part: Id of the part.

        source: What says so.
    """

    part: str
    source: Basis = None

    @property
    def subject(self) -> str:
        """The part."""
        return f"part {self.part}"

    def describe(self) -> Sentence:
        """Name the part."""
        return sentence("part {part} ends", part=self.part)

    def apply(self, terms: Terms) -> Terms:
        """
        Remove it.

        Raises:
            InvalidModelError: There is no such part.
        """
        gone = {terms.part(self.part).id}
        # Parents may stand behind their children.
        while found := {
            part.id
            for part in terms.parts
            if part.parent in gone and part.id not in gone
        }:
            gone |= found
        kept = tuple(part for part in terms.parts if part.id not in gone)
        return attrs.evolve(terms, parts=kept)

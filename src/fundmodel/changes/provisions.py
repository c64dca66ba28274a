"""Changes of the rule of a part, provision by provision."""

from __future__ import annotations

import attrs

from fundmodel.changes.rewriting import (
    place_of,
    provisions_of,
    with_provisions,
    with_rule,
)
from fundmodel.changes.terms import Terms
from fundmodel.fields import of_model
from fundmodel.parts import Part
from fundmodel.rules import AllocationRule
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Provision

__all__ = [
    "AddProvision",
    "MoveProvision",
    "RemoveProvision",
    "ReplaceProvision",
    "SetRule",
]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetRule:
    """
    Set how a part is divided.

    Attributes:
        part: Id of the part.

        rule: The new rule; `None` if nobody has said.

        source: What says so.
    """

    part: str
    rule: AllocationRule | None
    source: Basis = None

    @property
    def subject(self) -> str:
        """The rule of one part."""
        return f"rule of {self.part}"

    def describe(self) -> Sentence:
        """Say the new rule, provision by provision."""
        if self.rule is None:
            return sentence("rule of {part}: open", part=self.part)
        said = tuple(p.describe() for p in self.rule.provisions)
        return sentence("rule of {part}: {rule}", part=self.part, rule=said)

    def apply(self, terms: Terms) -> Terms:
        """
        Set the rule.

        Raises:
            InvalidModelError: There is no such part, or its rule follows from its
                other fields.
        """
        return terms.with_part(self.part, lambda part: with_rule(part, self.rule))


@attrs.frozen(kw_only=True, field_transformer=of_model)
class AddProvision:
    """
    Add a provision to the rule of a part.

    Attributes:
        part: Id of the part.

        provision: The provision.

        number: Its number in the rule after that, beginning with 1; `None` puts it
            at the end.

        source: What says so.
    """

    part: str
    provision: Provision
    number: int | None = None
    source: Basis = None

    @property
    def subject(self) -> str:
        """The provision added to one part."""
        place = "at the end" if self.number is None else f"number {self.number}"
        return f"provision added to {self.part}, {place}"

    def describe(self) -> Sentence:
        """Say the provision, and where it goes."""
        told = {"part": self.part, "provision": self.provision.describe()}
        if self.number is None:
            return sentence("added to {part}, at the end: {provision}", **told)
        return sentence(
            "added to {part} as number {number}: {provision}",
            number=self.number,
            **told,
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Add it.

        Raises:
            InvalidModelError: There is no such part or place, or the provision makes
                no sense there.
        """

        def add(part: Part) -> Part:
            provisions = list(provisions_of(part))
            count = len(provisions) + 1
            number = count if self.number is None else self.number
            provisions.insert(place_of(part, number, count), self.provision)
            return with_provisions(part, provisions)

        return terms.with_part(self.part, add)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class ReplaceProvision:
    """
    Put another provision in the place of one.

    Attributes:
        part: Id of the part.

        number: Number of the provision in the rule, beginning with 1.

        provision: The new provision.

        source: What says so.
    """

    part: str
    number: int
    provision: Provision
    source: Basis = None

    @property
    def subject(self) -> str:
        """One provision of one part."""
        return f"provision {self.number} of {self.part}"

    def describe(self) -> Sentence:
        """Say the new provision."""
        return sentence(
            "provision {number} of {part} becomes: {provision}",
            number=self.number,
            part=self.part,
            provision=self.provision.describe(),
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Replace it.

        Raises:
            InvalidModelError: There is no such part or provision, or the new one
                makes no sense there.
        """

        def replace(part: Part) -> Part:
            provisions = list(provisions_of(part))
            place = place_of(part, self.number, len(provisions))
            provisions[place] = self.provision
            return with_provisions(part, provisions)

        return terms.with_part(self.part, replace)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class RemoveProvision:
    """
    Remove a provision from the rule of a part.

    Attributes:
        part: Id of the part.

        number: Number of the provision in the rule, beginning with 1.

        source: What says so.
    """

    part: str
    number: int
    source: Basis = None

    @property
    def subject(self) -> str:
        """One provision of one part."""
        return f"provision {self.number} of {self.part}"

    def describe(self) -> Sentence:
        """Say which provision."""
        return sentence(
            "provision {number} of {part} is removed",
            number=self.number,
            part=self.part,
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Remove it.

        Raises:
            InvalidModelError: There is no such part or provision, or others need it.
        """

        def remove(part: Part) -> Part:
            provisions = list(provisions_of(part))
            del provisions[place_of(part, self.number, len(provisions))]
            return with_provisions(part, provisions)

        return terms.with_part(self.part, remove)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class MoveProvision:
    """
    Move a provision to another place in the rule of a part.

    Attributes:
        part: Id of the part.

        number: Its number now, beginning with 1.

        to: Its number after that.

        source: What says so.
    """

    part: str
    number: int
    to: int
    source: Basis = None

    @property
    def subject(self) -> str:
        """One provision of one part."""
        return f"provision {self.number} of {self.part}"

    def describe(self) -> Sentence:
        """Say from where to where."""
        return sentence(
            "provision {number} of {part} becomes number {to}",
            number=self.number,
            part=self.part,
            to=self.to,
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Move it.

        Raises:
            InvalidModelError: There is no such part or provision, or it makes no
                sense there.
        """

        def move(part: Part) -> Part:
            provisions = list(provisions_of(part))
            count = len(provisions)
            moved = provisions.pop(place_of(part, self.number, count))
            provisions.insert(place_of(part, self.to, count), moved)
            return with_provisions(part, provisions)

        return terms.with_part(self.part, move)

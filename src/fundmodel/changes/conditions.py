"""Changes of who may claim, and of the day that counts."""

from __future__ import annotations

from typing import Any, cast

import attrs

from fundmodel.changes.rewriting import place_of, provisions_of, with_provisions
from fundmodel.changes.terms import Terms
from fundmodel.conditions import Eligible, kinds_of
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.parts import LumpSum, Part
from fundmodel.periods import KeyDate
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Provision

__all__ = ["SetKeyDate", "SetRecipients"]


def _some(change: SetRecipients, _: object, kinds: tuple[str, ...]) -> None:
    if not kinds or not all(kinds):
        raise InvalidModelError(
            "a change of recipients names none",
            where=f"part {change.part!r}",
            got=repr(kinds),
            expected='kinds of recipients, for example ["district"]',
            mend="name the kinds that may claim from then on",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetRecipients:
    """
    Set the kinds of recipients that may claim in a part.

    Attributes:
        part: Id of the part.

        kinds: The kinds.

        name: How they are called in a sentence.

        source: What says so.
    """

    part: str
    kinds: tuple[str, ...] = attrs.field(converter=kinds_of, validator=_some)
    name: Text | None = None
    source: Basis = None

    @property
    def subject(self) -> str:
        """The recipients of one part."""
        return f"recipients of {self.part}"

    def describe(self) -> Sentence:
        """Say who may claim."""
        return sentence(
            "recipients of {part}: {kinds}",
            part=self.part,
            kinds=self.name or self.kinds,
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Set them in the provision that says who is eligible, or add that.

        Raises:
            InvalidModelError: There is no such part.
        """
        return terms.with_part(self.part, self._set)

    def _set(self, part: Part) -> Part:
        if isinstance(part, LumpSum):
            return attrs.evolve(part, recipients=self.kinds, recipients_name=self.name)
        one = Eligible(kinds=self.kinds, name=self.name, source=self.source)
        provisions = list(provisions_of(part))
        places = [i for i, p in enumerate(provisions) if isinstance(p, Eligible)]
        if places:
            provisions[places[0]] = one
        else:
            provisions.insert(0, one)
        return with_provisions(part, provisions)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetKeyDate:
    """
    Set the day that counts for a part (Änderung des Stichtags).

    Attributes:
        part: Id of the part.

        key_date: The day.

        number: Number of the provision that has a key date; `None` if there is only
            one.

        source: What says so.
    """

    part: str
    key_date: KeyDate
    number: int | None = None
    source: Basis = None

    @property
    def subject(self) -> str:
        """The key date of one part, or of one of its provisions."""
        return f"key date of {self.part}, provision {self.number or 'that has one'}"

    def describe(self) -> Sentence:
        """Say the day."""
        return sentence(
            "key date of {part}: {key_date}", part=self.part, key_date=self.key_date
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Set it.

        Raises:
            InvalidModelError: There is no such part, or not one provision alone that
                has a key date.
        """
        return terms.with_part(self.part, self._set)

    def _set(self, part: Part) -> Part:
        if isinstance(part, LumpSum):
            return attrs.evolve(part, key_date=self.key_date)
        provisions = list(provisions_of(part))
        place = self._place(part, provisions)
        provisions[place] = _dated(provisions[place], self.key_date)
        return with_provisions(part, provisions)

    def _place(self, part: Part, provisions: list[Provision]) -> int:
        dated = [i for i, p in enumerate(provisions) if _has_key_date(p)]
        if self.number is not None:
            place = place_of(part, self.number, len(provisions))
            dated = [place] if place in dated else []
        if len(dated) == 1:
            return dated[0]
        raise InvalidModelError(
            "there is not one provision that has a key date",
            where=f"part {part.id!r}",
            got=", ".join(str(i + 1) for i in dated) or "none",
            expected="one provision, or its number",
            mend="name the number of the provision",
        )


def _has_key_date(provision: Provision) -> bool:
    kind = type(provision)
    # Provisions of users need not be classes of attrs.
    return attrs.has(kind) and "key_date" in attrs.fields_dict(kind)


def _dated(provision: Provision, key_date: KeyDate) -> Provision:
    # Any: a protocol does not say that its classes are of attrs; we have looked.
    known: Any = provision
    return cast("Provision", attrs.evolve(known, key_date=key_date))

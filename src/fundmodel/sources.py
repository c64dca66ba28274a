"""
Where a figure comes from: a source, or the statement that it is assumed.

A figure has a :class:`Source`, an :class:`Assumption` or `None`. `None` is
allowed, so that a model can grow, and is a finding of every audit.
"""

from __future__ import annotations

import enum
from datetime import date

import attrs

from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.sentences import Language, Sentence, Text, check_printable, sentence

__all__ = ["Assumption", "AssumptionKind", "Basis", "Source", "Standing"]


class Standing(enum.Enum):
    """How near a source is to the fact."""

    PRIMARY = "primary"
    """The law, decision or data itself, by whoever made it (Primärquelle)."""

    SECONDARY = "secondary"
    """A report about it, for example in the press (Sekundärquelle)."""


class AssumptionKind(enum.Enum):
    """How a figure without a source came about."""

    ASSUMED = "assumed"
    """Taken for the sake of the model."""

    INFERRED = "inferred"
    """Computed back from other published figures."""


def _not_empty(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value.strip():
        raise InvalidModelError(
            f"the {attribute.name} of a source or assumption is empty",
            where=attribute.name,
            expected="some text",
            mend="say where the figure comes from, or leave the source out",
        )
    check_printable(value, where=attribute.name)


def _reason(owner: object, attribute: attrs.Attribute[str], value: object) -> None:
    if isinstance(value, str):
        _not_empty(owner, attribute, value)
    elif not isinstance(value, Text):
        raise InvalidModelError(
            "the reason of an assumption is no text",
            where=attribute.name,
            got=repr(value),
            expected="text, or Text in several languages",
            mend='write Text({"en": "…", "de": "…"})',
        )


def _printable(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    check_printable(value, where=attribute.name)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Source:
    """
    A document that states a figure or a provision (Quelle).

    Attributes:
        title: What the document is called.

        publisher: Who published it.

        standing: Primary or secondary.

        key: A short name, unique in a program, for example ``"FAG29d"``.

        published: The day of publication, where known.

        place: Where in the text, for example ``"§ 29d Abs. 1"``.

        url: Where it can be read.

        licence: Under which terms data taken from it may be used.
    """

    title: str = attrs.field(validator=_not_empty)
    publisher: str = attrs.field(default="", validator=_printable)
    standing: Standing = Standing.PRIMARY
    key: str = attrs.field(default="", validator=_printable)
    published: date | None = None
    place: str = attrs.field(default="", validator=_printable)
    url: str = attrs.field(default="", validator=_printable)
    licence: str = attrs.field(default="", validator=_printable)

    def render(self, language: Language) -> str:
        """Give title and place; the language does not change them."""
        del language
        return f"{self.title}, {self.place}" if self.place else self.title

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Assumption:
    """
    The statement that a figure is assumed or inferred, and why (Annahme).

    Attributes:
        why: The reason in one sentence, in one or several languages.

        kind: Assumed, or inferred from other figures.

        sources: What it was inferred from.
    """

    why: str | Text = attrs.field(validator=_reason, metadata={"checked": False})
    kind: AssumptionKind = AssumptionKind.ASSUMED
    sources: tuple[Source, ...] = attrs.field(default=(), converter=tuple[Source, ...])

    def render(self, language: Language) -> str:
        """Give the kind and the reason, as far as it was translated."""
        return self._labelled().render(language)

    def _labelled(self) -> Sentence:
        if self.kind is AssumptionKind.INFERRED:
            return sentence("inferred: {why}", why=self.why)
        return sentence("assumed: {why}", why=self.why)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


Basis = Source | Assumption | None
"""What a figure rests on."""

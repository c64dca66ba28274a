"""What an amount is worth in law: the nature of a part, the stage of an amount."""

from __future__ import annotations

import enum

from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["LegalNature", "Stage"]


class LegalNature(enum.Enum):
    """By which kind of act money of a part reaches its recipients."""

    STATUTORY_TRANSFER = "statutory_transfer"
    """By law, by a key, without application and usually without proof (Zuweisung)."""

    GRANT = "grant"
    """For a purpose, by award on application, with proof of use (Zuwendung)."""

    CONTRACT = "contract"
    """For a service that is bought (Vertrag)."""

    INTERNAL = "internal"
    """Spent by the funder's own bodies (eigene Ausgabe)."""

    @property
    def stage(self) -> Stage:
        """What the result of an allocation rule is for money of this nature."""
        if self is LegalNature.STATUTORY_TRANSFER:
            return Stage.ENTITLEMENT
        return Stage.INDICATIVE_ENVELOPE

    def render(self, language: Language) -> str:
        """Give the nature in words."""
        return _NATURES[self].render(language)


class Stage(enum.Enum):
    """How firm an amount is; what was computed is not yet awarded, still less paid."""

    INDICATIVE_ENVELOPE = "indicative_envelope"
    """The most that may be applied for (Planungsrahmen); it is no promise."""

    ENTITLEMENT = "entitlement"
    """What a law gives without a decision (gesetzlicher Anspruch)."""

    def render(self, language: Language) -> str:
        """Give the stage in words."""
        return _STAGES[self].render(language)


_NATURES: dict[LegalNature, Sentence] = {
    LegalNature.STATUTORY_TRANSFER: sentence("statutory transfer"),
    LegalNature.GRANT: sentence("grant"),
    LegalNature.CONTRACT: sentence("contract"),
    LegalNature.INTERNAL: sentence("internal"),
}

_STAGES: dict[Stage, Sentence] = {
    Stage.INDICATIVE_ENVELOPE: sentence("indicative planning envelope"),
    Stage.ENTITLEMENT: sentence("entitlement by law"),
}

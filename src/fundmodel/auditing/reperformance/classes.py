"""Classes of differences between a published and a recomputed amount."""

from __future__ import annotations

import enum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from fundmodel.auditing.evidence import Evidence, evidence_of
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Attribution", "DifferenceClass"]


class DifferenceClass(enum.Enum):
    """What a difference is compatible with; several may fit one row."""

    ROUNDING = "rounding"
    """Another way of rounding gives the published amount."""

    DATA_VINTAGE = "data vintage"
    """Another vintage of the figures, or another roster, gives it."""

    HEADS = "heads"
    """Another whole number of heads gives it, at the same rate."""

    MISSING_RECIPIENT = "missing recipient"
    """The rule gives money, and the table none."""

    EXTRA_RECIPIENT = "extra recipient"
    """The table gives money, and the rule none."""

    GROUP = "group"
    """The row covers several recipients."""

    CODE_CHANGE = "code change"
    """The recipient has another id on the roster."""

    TRANSPOSED_DIGITS = "transposed digits"
    """Two neighbouring digits were swapped."""

    SHIFTED_ROW = "shifted row"
    """The amount is that of the row above or below."""

    WRONG_UNIT = "wrong unit"
    """Thousands, or cents for euros, or the other way round."""

    WRONG_PERIOD = "wrong period"
    """It is the amount of another year, of several, or of another tranche."""

    NETTED = "netted"
    """An earlier payment was taken off, or added."""

    OTHER_PARAMETER = "other parameter"
    """One other rate, and so another pot or total, gives this row and others."""

    UNKNOWN = "unknown"
    """Nothing that was tried gives the amount."""

    @property
    def words(self) -> Sentence:
        """The class in words."""
        return _NAMES[self]

    def render(self, language: Language) -> str:
        """Give the class in words."""
        return self.words.render(language)


_NAMES: Final = MappingProxyType(
    {
        DifferenceClass.ROUNDING: sentence("other rounding"),
        DifferenceClass.DATA_VINTAGE: sentence("other data vintage"),
        DifferenceClass.HEADS: sentence("other heads"),
        DifferenceClass.MISSING_RECIPIENT: sentence("missing recipient"),
        DifferenceClass.EXTRA_RECIPIENT: sentence("extra recipient"),
        DifferenceClass.GROUP: sentence("row covers a group"),
        DifferenceClass.CODE_CHANGE: sentence("code change"),
        DifferenceClass.TRANSPOSED_DIGITS: sentence("transposed digits"),
        DifferenceClass.SHIFTED_ROW: sentence("shifted row"),
        DifferenceClass.WRONG_UNIT: sentence("wrong unit"),
        DifferenceClass.WRONG_PERIOD: sentence("wrong period"),
        DifferenceClass.NETTED: sentence("netted against an earlier payment"),
        DifferenceClass.OTHER_PARAMETER: sentence("other parameter"),
        DifferenceClass.UNKNOWN: sentence("unknown"),
    }
)


@attrs.frozen(kw_only=True)
class Attribution:
    """
    One class that a row is compatible with; it is no proof.

    Attributes:
        kind: The class.

        how: What would give the published amount.

        evidence: Pairs of label and value for this row.

        explains: How many rows of the table the same would explain.

        breaks: How many rows that agree would then differ; `None` where it is about
            single rows, and says nothing of others.

        by_chance: How many rows of the table it would explain if their amounts had
            been drawn by lot among all of as many digits; `None` where nobody can say.
    """

    kind: DifferenceClass
    how: Sentence
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)
    explains: int
    breaks: int | None = None
    by_chance: Fraction | None = None

    def said(self) -> Sentence:
        """Say it in a line."""
        if self.kind is DifferenceClass.UNKNOWN:
            return sentence("{kind}: {how}", kind=self.kind.words, how=self.how)
        if self.breaks is None:
            return sentence(
                "{kind}: {how}; rows explained: {explains}",
                kind=self.kind.words,
                how=self.how,
                explains=self.explains,
            )
        return sentence(
            "{kind}: {how}; rows explained: {explains}, rows that would no longer "
            "agree: {breaks}",
            kind=self.kind.words,
            how=self.how,
            explains=self.explains,
            breaks=self.breaks,
        )

    def __str__(self) -> str:
        return self.said().render(Language.ENGLISH)

"""Why money must be given back, and what each ground asks of a decision."""

from __future__ import annotations

import enum
from datetime import date
from types import MappingProxyType
from typing import Final

import attrs

from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.sources import Source

__all__ = ["RepaymentGround"]


class RepaymentGround(enum.Enum):
    """
    Why money must be given back (Grund der Erstattung).

    >>> [ground.name for ground in RepaymentGround if ground.needs_discretion]
    ['WITHDRAWAL', 'REVOCATION']
    """

    WITHDRAWAL = "withdrawal"
    """The award was unlawful and is withdrawn (Rücknahme, § 48 VwVfG)."""

    REVOCATION = "revocation"
    """Money was not used for its purpose, or a condition imposed on the recipient was
    not met, and the award is revoked (Widerruf, § 49 Abs. 3 VwVfG)."""

    CONDITION = "condition"
    """The award ended by itself (auflösende Bedingung, § 49a Abs. 1 VwVfG)."""

    FINAL_DECISION = "final decision"
    """A final decision on less replaces a provisional one (Schlussbescheid)."""

    DISALLOWED_COST = "disallowed cost"
    """More was paid than costs were allowed for (2 CFR 200.346)."""

    @property
    def needs_discretion(self) -> bool:
        """Whether the authority may leave it, so that it has to say why it does not."""
        return _TERMS[self].period is not None

    @property
    def period_topic(self) -> str | None:
        """The figure of a jurisdiction that says until when it can be decided."""
        return _TERMS[self].period

    @property
    def source(self) -> Source:
        """The provision or the judgment."""
        return _TERMS[self].source

    @property
    def act_source(self) -> Source:
        """What asks for a decision that the recipient gets in writing."""
        if self is RepaymentGround.DISALLOWED_COST:
            return self.source
        return _vwvfg("§ 43 Abs. 1, § 49a Abs. 1 Satz 2")

    def belongs_to(self, jurisdiction: str) -> bool:
        """
        Whether the ground is one of the law that holds there.

        Args:
            jurisdiction: Id of a profile. Of other ids than those of the shipped
                profiles nothing is known, and nothing is said.
        """
        law = jurisdiction.partition("-")[0]
        home = "us" if self is RepaymentGround.DISALLOWED_COST else "de"
        return law == home or law not in _LAWS

    @property
    def ends_by_itself(self) -> bool:
        """Whether the claim arises before anybody decides (§ 49a Abs. 1 VwVfG)."""
        return self is RepaymentGround.CONDITION

    def render(self, language: Language) -> str:
        """Give the ground in words."""
        return _TERMS[self].said.render(language)


@attrs.frozen
class _Terms:
    """What is fixed for a ground."""

    said: Sentence
    source: Source
    period: str | None = None


def _vwvfg(place: str) -> Source:
    return Source(
        title="Verwaltungsverfahrensgesetz (VwVfG)",
        key="VwVfG",
        place=place,
        url="https://github.com/bundestag/gesetze/blob/master/v/vwvfg/index.md",
    )


_LAWS: Final = frozenset({"de", "eu", "us"})
"""Of which laws profiles are shipped."""

_TERMS: Final = MappingProxyType(
    {
        RepaymentGround.WITHDRAWAL: _Terms(
            sentence("withdrawal of an unlawful award"),
            _vwvfg("§ 48 Abs. 1, 2 und 4, § 49a Abs. 1"),
            "withdrawal_period",
        ),
        RepaymentGround.REVOCATION: _Terms(
            sentence("revocation of a lawful award"),
            _vwvfg("§ 49 Abs. 3, § 49a Abs. 1"),
            "revocation_period",
        ),
        RepaymentGround.CONDITION: _Terms(
            sentence("a condition occurred that ended the award"),
            _vwvfg("§ 36 Abs. 2 Nr. 2, § 49a Abs. 1"),
        ),
        RepaymentGround.FINAL_DECISION: _Terms(
            sentence("a final decision replaced the provisional award"),
            Source(
                title="BVerwG, Urteil vom 19.11.2009, 3 C 7.09",
                publisher="Bundesverwaltungsgericht",
                published=date(2009, 11, 19),
                key="BVerwG3C7.09",
                place="Leitsatz",
                url="https://lexetius.com/2009,3975",
            ),
        ),
        RepaymentGround.DISALLOWED_COST: _Terms(
            sentence("more was paid than the recipient is entitled to"),
            Source(
                title="2 CFR 200.346, Collection of amounts due",
                key="CFR346",
                url="http://federal.elaws.us/cfr/200.346",
            ),
        ),
    }
)

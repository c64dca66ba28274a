"""Manners: how amounts may have been rounded, as windows around an exact amount."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import Final

from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Manner"]


class Manner(enum.Enum):
    """
    How a published amount may have come from an exact one.

    Halves rounded up and halves rounded to even are one manner here: they differ
    only where an amount lies exactly between two units.
    """

    NEAREST = "nearest"
    """Each amount to the nearest unit (kaufmännisch)."""

    DOWN = "down"
    """Each amount to the unit below (abgerundet)."""

    UP = "up"
    """Each amount to the unit above (aufgerundet)."""

    RATE_FIRST = "rate first"
    """The rate per head to the smallest unit of the currency, then each amount."""

    @property
    def window(self) -> tuple[int, int]:
        """
        From where to where exact amounts come, in halves of a unit.

        An exact amount x is published as A units if x is from ``A + low/2`` to
        ``A + high/2`` units, the end at A itself included, the other one not; of two
        ends beside A the lower one is included.
        """
        return _WINDOWS[self]

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _NAMES[self].render(language)


_WINDOWS: Final = MappingProxyType(
    {
        Manner.NEAREST: (-1, 1),
        Manner.DOWN: (0, 2),
        Manner.UP: (-2, 0),
        Manner.RATE_FIRST: (-1, 1),
    }
)
_NAMES: Final[MappingProxyType[Manner, Sentence]] = MappingProxyType(
    {
        Manner.NEAREST: sentence("each amount rounded to the nearest unit"),
        Manner.DOWN: sentence("each amount rounded down"),
        Manner.UP: sentence("each amount rounded up"),
        Manner.RATE_FIRST: sentence(
            "the rate rounded to the smallest unit, then each amount to the nearest"
        ),
    }
)

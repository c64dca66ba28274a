"""Who pays for a bound, where the excess goes, and what happens in a shortage."""

from __future__ import annotations

import enum
from typing import assert_never

from fundmodel.claims import Bound
from fundmodel.rules.bounds.settling import added, bounded, damped
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import State, Step

__all__ = [
    "Excess",
    "Funding",
    "Shortage",
    "explained",
    "raised",
    "with_funding",
    "with_kinds",
    "with_shortage",
]


Place = tuple[int, int]
"""Position and scenario of a claimant."""


class Funding(enum.Enum):
    """Who pays for those who are raised to a least."""

    POT = "pot"
    """
    All others, who share what is left by the key.

    Where nothing was shared by a key, what is left in the pot pays.
    """

    GAINERS = "gainers"
    """Those who get more than last time, each the same part of its gain."""

    ABOVE_FLOOR = "those above the guarantee"
    """
    Those who get more than is guaranteed, each the same part of what it has above.

    So whoever lost, but less than the guarantee lets it, pays too.
    """

    ADDED = "in addition"
    """Nobody: it comes in addition to the pot."""


class Excess(enum.Enum):
    """Where that goes which is cut."""

    OTHERS = "others"
    """To all others, who share it by the key; to the pot if there is none."""

    POT = "pot"
    """Back to the pot, where it is left over."""


class Shortage(enum.Enum):
    """What happens if what provisions give at least is more than there is."""

    REFUSED = "refused"
    """The rule cannot be applied."""

    REDUCED = "reduced"
    """
    This provision gives way: all get the same part of what it gives.

    Of several that give way, the later one does so first.
    """


def raised(state: State, bound: Bound, funding: Funding) -> State:
    """
    Raise claims to a least, and let somebody pay for it.

    Raises:
        AllocationError: See :class:`Minimum`.
    """
    match funding:
        case Funding.POT:
            return bounded(state, bound)
        case Funding.GAINERS:
            return damped(state, bound)
        case Funding.ABOVE_FLOOR:
            return damped(state, bound, above_floor=True)
        case Funding.ADDED:
            return added(state, bound)
        case _:
            assert_never(funding)


def with_kinds(said: Sentence, kinds: tuple[str, ...]) -> Sentence:
    """Add whom a bound is for."""
    if not kinds:
        return said
    return sentence("{said} ({kinds} only)", said=said, kinds=kinds)


def with_funding(said: Sentence, funding: Funding) -> Sentence:
    """Add who pays, where it is not the pot."""
    match funding:
        case Funding.POT:
            return said
        case Funding.GAINERS:
            return sentence("{said}; those who gain pay for it", said=said)
        case Funding.ABOVE_FLOOR:
            return sentence("{said}; those who have more pay for it", said=said)
        case Funding.ADDED:
            return sentence("{said}, in addition to the pot", said=said)
        case _:
            assert_never(funding)


def with_shortage(said: Sentence, if_short: Shortage) -> Sentence:
    """Add what happens if there is too little."""
    if if_short is Shortage.REFUSED:
        return said
    return sentence("{said}; reduced for all alike if there is too little", said=said)


def explained(said: Sentence, funding: Funding, step: Step, place: Place) -> Sentence:
    """Add that what a claimant was raised by comes in addition to the pot."""
    who, scenario = place
    change = step.after.amounts.fraction(scenario, who)
    change -= step.before.amounts.fraction(scenario, who)
    return with_funding(said, funding) if change and funding is Funding.ADDED else said

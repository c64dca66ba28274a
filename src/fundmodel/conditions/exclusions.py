"""What all conditions do: leave somebody out, with a reason that is kept."""

from __future__ import annotations

import numpy as np

from fundmodel.indicators import BoolArray
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import State, Step

__all__ = ["excluded_before", "leave_out", "need_one_row_each"]


def leave_out(state: State, at_fault: BoolArray, why_not: Sentence) -> State:
    """
    Take those at fault out of those who may claim; a first reason stays.

    Args:
        state: Who may claim so far.

        at_fault: Who may not, shape ``(n,)``.

        why_not: The reason, such as "not among those eligible: towns".
    """
    left_out = state.eligible & at_fault
    return state.becomes(
        eligible=state.eligible & ~at_fault,
        reason=np.where(left_out, len(state.reasons), state.reason),
        reasons=(*state.reasons, why_not),
    )


def excluded_before(step: Step, who: int, scenario: int) -> Sentence | None:
    """Say why a provision before has left a claimant out; `None` if none has."""
    why_not = step.before.reason_of(who, scenario)
    if why_not is None:
        return None
    return sentence(
        "{name} is {why_not}", name=step.after.roster.label(who), why_not=why_not
    )


def need_one_row_each(state: State, what: Sentence) -> None:
    """
    Refuse a row that stands for others who would have to be looked at one by one.

    Args:
        state: Who may claim.

        what: What cannot be told of such a row.

    Raises:
        DataLackingError: There is one.
    """
    if (state.eligible & state.remainder).any():
        raise state.lacks(
            what,
            got=sentence("a row that stands for all others"),
            expected=sentence("one row per recipient"),
            mend="take a roster that names everybody",
        )

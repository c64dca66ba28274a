"""Returns: money that lapsed, or that rounding left over, comes back to the pot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

import attrs

from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["BackToPot"]

MAY_RETURN: Final = frozenset({PortionKind.LAPSED, PortionKind.RESIDUAL})
"""What is set aside has a purpose, and a guarantee never came out of the pot."""


def _kinds(kinds: Iterable[PortionKind]) -> frozenset[PortionKind]:
    return frozenset(kinds)


def _may_return(
    _: object,
    attribute: attrs.Attribute[frozenset[PortionKind]],
    kinds: frozenset[PortionKind],
) -> None:
    if not kinds or not kinds <= MAY_RETURN:
        raise InvalidModelError(
            "this does not come back to the pot",
            where=attribute.name,
            got=", ".join(sorted(kind.value for kind in kinds)) or "nothing",
            expected="lapsed, residual, or both",
            mend="set less aside instead, or guarantee less",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class BackToPot:
    """
    Take what lapsed back into the pot, so that it can be shared again (Rückfluss).

    A key that stands behind it shares it among those who are still eligible. What has
    a stated destination stays there.

    Attributes:
        of: What comes back: claims that lapsed, residuals of rounding, or both.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    of: frozenset[PortionKind] = attrs.field(
        default=frozenset({PortionKind.LAPSED}),
        converter=_kinds,
        validator=_may_return,
    )
    source: Basis = None

    def describe(self) -> Sentence:
        """Say what comes back."""
        return sentence("{what} comes back to the pot", what=self._what())

    def _what(self) -> Sentence:
        if self.of == MAY_RETURN:
            return sentence("what lapsed, and what rounding left over,")
        if PortionKind.LAPSED in self.of:
            return sentence("what lapsed")
        return sentence("what rounding left over")

    def apply(self, state: State, facts: Facts) -> State:
        """Move it from elsewhere to the pot."""
        del facts
        pot = state.pot
        kept: list[Portion] = []
        for portion in state.elsewhere:
            if portion.kind in self.of and portion.destination is None:
                pot = pot + portion.amount
            else:
                kept.append(portion)
        return state.becomes(pot=pot, elsewhere=tuple(kept))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say how much came back, and how much is there."""
        del who
        there = step.after.in_pot(scenario)
        back = there.count - step.before.pot.fraction(scenario)
        return sentence(
            "{what} comes back to the pot: {back}; {there} are in it",
            what=self._what(),
            back=step.after.measured(back),
            there=there,
        )

"""Eligibility by area: only bodies that lie in certain areas may claim."""

from __future__ import annotations

from typing import ClassVar

import attrs
import numpy as np

from fundmodel.conditions.exclusions import excluded_before, leave_out
from fundmodel.errors import DataLackingError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["EligibleAreas"]


def _some(
    _: object, attribute: attrs.Attribute[tuple[str, ...]], areas: tuple[str, ...]
) -> None:
    if not areas:
        raise InvalidModelError(
            "nobody would be eligible",
            where=f"eligible areas: {attribute.name}",
            got=areas,
            expected='at least one id of a body, for example ["08226"]',
            mend="name the areas, or leave the provision out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class EligibleAreas:
    """
    Only recipients in certain areas may claim (Gebietskulisse).

    An area is a body to which others belong, such as a district. Whoever is that
    body, or belongs to it directly or through others on the roster, lies in it.

    Attributes:
        areas: Ids of the bodies; they need not be on the roster.

        name: How the areas are called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})

    areas: tuple[str, ...] = attrs.field(converter=tuple[str, ...], validator=_some)
    name: Text | None = None
    source: Basis = None

    def describe(self) -> Sentence:
        """Say where those lie who may claim."""
        return sentence("eligible: who lies in {areas}", areas=self._where())

    def _where(self) -> Text | tuple[str, ...]:
        return self.name or self.areas

    def apply(self, state: State, facts: Facts) -> State:
        """
        Leave out who lies elsewhere.

        Raises:
            DataLackingError: The roster does not say who belongs where, nobody on
                it lies in these areas, or a row stands for others of whom it is
                not known.
        """
        del facts
        if not state.roster.parents:
            raise state.lacks(
                sentence("the roster does not say where its bodies belong"),
                got=sentence("no parents"),
                expected=self.areas,
                mend="take a roster with the parent of each body",
            )
        areas = frozenset(self.areas)
        descent = state.axis.descent
        if descent is None:
            inside = _inside(state.roster, areas)
            self._check(state, inside)
        else:
            inside = _inside(state.roster, self._wider(state, descent.level.above))
        why_not = sentence("outside the areas eligible: {areas}", areas=self._where())
        return leave_out(state, ~inside, why_not)

    def _wider(self, state: State, above: Roster) -> frozenset[str]:
        """
        Add the bodies above that lie in the areas, which only their roster tells.

        Raises:
            DataLackingError: There are no such areas.
        """
        areas = frozenset(self.areas)
        if areas.isdisjoint(above.positions) and areas.isdisjoint(above.parents):
            raise self._nowhere(state, above.parents)
        parents = {parent for parent in state.roster.parents if parent is not None}
        return areas | {id_ for id_ in parents if _lies(id_, above, areas)}

    def _nowhere(
        self, state: State, parents: tuple[str | None, ...]
    ) -> DataLackingError:
        named = sorted({parent for parent in parents if parent is not None})
        return state.lacks(
            sentence("nobody on the roster lies in an eligible area"),
            got=tuple(named) or sentence("no parents"),
            expected=self.areas,
            mend="check the ids, or take a roster of these areas",
        )

    def _check(self, state: State, inside: BoolArray) -> None:
        parents = state.roster.parents
        nowhere = np.fromiter((parent is None for parent in parents), dtype=np.bool_)
        if (state.eligible & state.remainder & nowhere).any():
            raise state.lacks(
                sentence("nobody says where those behind a row lie"),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody, or give the row a parent",
            )
        if not inside.any():
            raise self._nowhere(state, parents)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say whether the claimant lies in one of the areas."""
        before = excluded_before(step, who, scenario)
        if before is not None:
            return before
        name = step.after.roster.label(who)
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            return sentence("{name} is {why_not}", name=name, why_not=why_not)
        return sentence(
            "{name} lies in the areas eligible: {areas}",
            name=name,
            areas=self._where(),
        )


def _lies(id_: str, above: Roster, areas: frozenset[str]) -> bool:
    """Tell whether a body, or one above it, is one of the areas."""
    at: str | None = id_
    while at is not None and at not in areas:
        position = above.positions.get(at)
        at = None if position is None else above.parents[position]
    return at is not None


def _inside(roster: Roster, areas: frozenset[str]) -> BoolArray:
    """Tell who lies in one of the areas, shape ``(n,)``."""
    positions = roster.positions
    rows = zip(roster.ids, roster.parents, strict=True)
    inside = np.fromiter(
        (id_ in areas or parent in areas for id_, parent in rows), dtype=np.bool_
    )
    nowhere = len(roster)
    above = np.fromiter(
        (nowhere if p is None else positions.get(p, nowhere) for p in roster.parents),
        dtype=np.int64,
    )
    # One pass for each level between a body and the area.
    while True:
        wider = inside | np.append(inside, values=False)[above]
        if np.array_equal(wider, inside):
            return inside
        inside = wider

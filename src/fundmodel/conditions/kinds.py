"""Eligibility by kind: only bodies of certain kinds may claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs

from fundmodel.conditions.exclusions import leave_out
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["Eligible", "kinds_of"]


def kinds_of(kinds: Iterable[str]) -> tuple[str, ...]:
    """
    Tidy a collection of kinds.

    Raises:
        InvalidModelError: It is one word, which Python takes for its letters.
    """
    if isinstance(kinds, str):
        raise InvalidModelError(
            "kinds are a collection of words, not one word",
            where="kinds",
            got=repr(kinds),
            expected='a collection, for example ("municipality",)',
            mend=f"write ({kinds!r},)",
        )
    return tuple(kinds)


def _some(provision: Eligible, _: object, kinds: tuple[str, ...]) -> None:
    del provision
    if not kinds or not all(kinds):
        raise InvalidModelError(
            "nobody would be eligible",
            where="eligible.kinds",
            got=kinds,
            expected='at least one kind, for example ["municipality"]',
            mend="name the kinds, or leave the provision out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Eligible:
    """
    Only recipients of certain kinds may claim (antragsberechtigt).

    Rows that stand for all others of a register stay eligible: they stand for
    bodies of the kinds named.

    Attributes:
        kinds: The kinds that may claim.

        name: How the kinds are called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})

    kinds: tuple[str, ...] = attrs.field(converter=kinds_of, validator=_some)
    name: Text | None = None
    source: Basis = None

    def describe(self) -> Sentence:
        """Say who may claim."""
        return sentence("eligible: {kinds}", kinds=self._who())

    def apply(self, state: State, facts: Facts) -> State:
        """
        Leave out who is of another kind.

        Raises:
            DataLackingError: Nobody on the roster is of these kinds.
        """
        del facts
        named = state.roster.of_kinds(self.kinds)
        if not named.any() and state.known_kinds.isdisjoint(self.kinds):
            raise state.lacks(
                sentence("nobody on the roster is of an eligible kind"),
                got=tuple(sorted(state.known_kinds)) or sentence("no recipients"),
                expected=_one_of(self.kinds),
                mend="take a roster that holds recipients of these kinds",
            )
        return leave_out(state, ~(named | state.remainder), self._why_not())

    def _why_not(self) -> Sentence:
        return sentence("not among those eligible: {kinds}", kinds=self._who())

    def _who(self) -> Text | tuple[str, ...]:
        return self.name or self.kinds

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say whether the claimant is eligible, and why not."""
        name = step.after.roster.label(who)
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            return sentence("{name} is {why_not}", name=name, why_not=why_not)
        if step.after.remainder[who]:
            return sentence(
                "{name}: the row stands for all others who are eligible",
                name=name,
            )
        return sentence(
            "{name} is among those eligible: {kinds}",
            name=name,
            kinds=self._who(),
        )


def _one_of(kinds: tuple[str, ...]) -> object:
    either: object = kinds[0]
    for kind in kinds[1:]:
        either = sentence("{left} or {right}", left=either, right=kind)
    return either

"""One of several formulas, chosen by the kind of the recipient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import ClassVar, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.conditions import kinds_of
from fundmodel.conditions.exclusions import leave_out, need_one_row_each
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.rules.combinations.sub_rules import (
    SubRule,
    check_levels,
    check_shares,
    yardsticks_in,
)
from fundmodel.rules.combinations.sub_runs import (
    added,
    check_has_pot,
    given,
    in_turn,
    left_out,
)
from fundmodel.rules.rule import AllocationRule
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import Yardstick

__all__ = ["ByKind", "KindRule"]


def _some(
    _: object, attribute: attrs.Attribute[tuple[str, ...]], kinds: tuple[str, ...]
) -> None:
    if not kinds or not all(kinds):
        raise InvalidModelError(
            "a formula is for no kind",
            where=attribute.name,
            got=kinds,
            expected='at least one kind, for example ["municipality"]',
            mend="name the kinds; the formula for all others is `otherwise`",
        )


@attrs.frozen(field_transformer=of_model)
class KindRule(SubRule):
    """
    A formula for recipients of certain kinds.

    Attributes:
        kinds: For which kinds it is.
    """

    kinds: tuple[str, ...] = attrs.field(
        converter=kinds_of, validator=_some, kw_only=True
    )


def _kind_rules(
    rules: Mapping[str, AllocationRule] | Iterable[KindRule],
) -> tuple[KindRule, ...]:
    if isinstance(rules, Mapping):
        # cast: pyright widens what a mapping holds after isinstance.
        by_kind = cast("Mapping[str, AllocationRule]", rules)
        return tuple(KindRule(rule, kinds=(kind,)) for kind, rule in by_kind.items())
    return tuple(rules)


def _otherwise(rule: SubRule | AllocationRule | None) -> SubRule | None:
    return SubRule(rule) if isinstance(rule, AllocationRule) else rule


@attrs.frozen(field_transformer=of_model)
class ByKind:
    """
    Choose the formula by the kind of the recipient (je nach Art des Empfängers).

    Every formula sees only recipients of its kinds. It divides its share of the pot;
    those without a share divide what the shares of the others leave, in order. Whoever
    is of a kind without a formula gets nothing, and the reason is kept.

    Example: towns that are districts of their own get a rate per inhabitant, districts
    another one.

    Attributes:
        rules: The formulas, as a list of :class:`KindRule` or as rules by kind.

        otherwise: The formula for all other kinds; `None` if there is none.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rules: tuple[KindRule, ...] = attrs.field(converter=_kind_rules)
    otherwise: SubRule | None = attrs.field(
        default=None, converter=_otherwise, kw_only=True
    )
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.rules:
            raise InvalidModelError(
                "there is no kind to choose a formula by",
                where="by kind",
                expected="a formula for at least one kind",
                mend="add one, or write the provisions of `otherwise` instead",
            )
        counts = Counter(kind for one in self.rules for kind in one.kinds)
        twice = [kind for kind, count in counts.items() if count > 1]
        if twice:
            raise InvalidModelError(
                "a kind has more than one formula",
                where="by kind",
                got=", ".join(twice),
                expected="one formula for each kind",
                mend="remove one; SumOf adds up several formulas",
            )
        check_shares(self._all, where="by kind")
        check_levels(self.sub_rules, where="ByKind")

    @property
    def _all(self) -> tuple[SubRule, ...]:
        return (*self.rules, *(() if self.otherwise is None else (self.otherwise,)))

    @property
    def sub_rules(self) -> tuple[AllocationRule, ...]:
        """The rules that stand in it."""
        return tuple(one.rule for one in self._all)

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that its formulas count by."""
        return yardsticks_in(self.sub_rules)

    def describe(self) -> Sentence:
        """List the formulas with their kinds."""
        said = [
            sentence(
                "{kinds}: {formula}", kinds=one.kinds, formula=one.describe(number)
            )
            for number, one in enumerate(self.rules, start=1)
        ]
        if self.otherwise is not None:
            formula = self.otherwise.describe(len(self.rules) + 1)
            said.append(sentence("all others: {formula}", formula=formula))
        return sentence("by kind of recipient: {formulas}", formulas=tuple(said))

    def apply(self, state: State, facts: Facts) -> State:
        """
        Run every formula on its part of the pot, for recipients of its kinds.

        Raises:
            DataLackingError: A row stands for others, whose kinds are not known, or
                nobody is of a kind named.

            AllocationError: The rule is open-ended, and a formula divides a share.
        """
        need_one_row_each(
            state, sentence("a formula is chosen by kind, and some kinds are not known")
        )
        check_has_pot(state, self._all, where="by kind")
        whose = tuple(self._whose(one, state) for one in self.rules)
        rules: tuple[SubRule, ...] = self.rules
        others = ~np.logical_or.reduce(whose)
        if self.otherwise is not None and others.any():
            rules, whose = (*rules, self.otherwise), (*whose, others)
        elif others.any():
            state = leave_out(state, others & _has_nothing(state), self._no_formula())
        runs = in_turn(state, rules, whose, facts, where="by kind")
        return added(state, rules, runs)

    def _whose(self, one: KindRule, state: State) -> BoolArray:
        whose = state.roster.of_kinds(one.kinds)
        if not whose.any() and state.known_kinds.isdisjoint(one.kinds):
            raise state.lacks(
                sentence("nobody on the roster is of a kind that has a formula"),
                got=tuple(sorted(state.known_kinds)) or sentence("no recipients"),
                expected=one.kinds,
                mend="correct the kinds, or take a roster that holds such recipients",
            )
        return whose

    def _no_formula(self) -> Sentence:
        kinds = tuple(kind for one in self.rules for kind in one.kinds)
        return sentence(
            "of a kind without a formula; there is one for: {kinds}", kinds=kinds
        )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say which formula applies, and what it gives."""
        out = left_out(step, who, scenario)
        if out is not None:
            return out
        kind = step.after.roster.kinds[who]
        formulas = given(step, who, scenario)
        if not formulas:
            return sentence("no formula for {kind}: nothing is added", kind=kind)
        return sentence("kind {kind}: {formulas}", kind=kind, formulas=formulas)


def _has_nothing(state: State) -> BoolArray:
    nothing: BoolArray = state.amounts.equals(Mixed.zeros((1, 1)))
    return nothing

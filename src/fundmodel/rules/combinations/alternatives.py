"""Several formulas: the best of them, or their sum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

import attrs

from fundmodel.apportion import Mixed
from fundmodel.conditions.exclusions import need_one_row_each
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.combinations.sub_rules import (
    SubRule,
    check_levels,
    check_shares,
    described,
    yardsticks_in,
)
from fundmodel.rules.combinations.sub_runs import (
    Run,
    added,
    branches,
    check_has_pot,
    entered,
    gained,
    given,
    in_turn,
    left_out,
    merged,
    ran,
    refuse_elsewhere,
)
from fundmodel.rules.rule import AllocationRule
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import Yardstick

__all__ = ["BestOf", "SumOf"]

FEWEST: Final = 2
"""Formulas of which one can be better, or that can be added up."""


def _sub_rules(
    rules: Iterable[SubRule | AllocationRule],
) -> tuple[SubRule, ...]:
    return tuple(
        SubRule(rule) if isinstance(rule, AllocationRule) else rule for rule in rules
    )


def _several(
    provision: object,
    attribute: attrs.Attribute[tuple[SubRule, ...]],
    rules: tuple[SubRule, ...],
) -> None:
    if len(rules) < FEWEST:
        raise InvalidModelError(
            "there are not several formulas",
            where=attribute.name,
            got=f"{len(rules)}",
            expected=f"{FEWEST} or more",
            mend="add formulas, or write the provisions of the only one instead",
        )
    check_levels((one.rule for one in rules), where=type(provision).__name__)


@attrs.frozen(field_transformer=of_model)
class BestOf:
    """
    Give everybody the best of several formulas (Günstigerprüfung).

    Every formula is run on the whole pot, or on a stated share of it, as if it were
    the only one, and each recipient gets the largest amount. All together may get
    more than there is: a provision that stands behind, such as :class:`Fit`, cuts the
    claims then, else the rule is refused.

    What a formula leaves in the pot or loses by rounding stays in the pot.

    Example: a school authority gets the amount by pupils or the amount by classes,
    whichever is more.

    Attributes:
        rules: The formulas; each a :class:`SubRule` or just its rule.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rules: tuple[SubRule, ...] = attrs.field(converter=_sub_rules, validator=_several)
    source: Basis = attrs.field(default=None, kw_only=True)

    @property
    def sub_rules(self) -> tuple[AllocationRule, ...]:
        """The rules that stand in it."""
        return tuple(one.rule for one in self.rules)

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that its formulas count by."""
        return yardsticks_in(self.sub_rules)

    def describe(self) -> Sentence:
        """List the formulas."""
        return sentence(
            "for each recipient the largest amount of: {formulas}",
            formulas=described(self.rules),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Run every formula, and take the largest amount of each recipient.

        Raises:
            DataLackingError: A row stands for others, for whom another formula may
                be better.

            AllocationError: The pot is negative, or a formula moves money elsewhere.
        """
        need_one_row_each(
            state,
            sentence("the better formula is chosen for each, and some are not known"),
        )
        _check_not_negative(state)
        check_has_pot(state, self.rules, where="best of")
        runs = tuple(self._run(one, state, facts) for one in self.rules)
        best = runs[0].given
        for run in runs[1:]:
            best = Mixed.maximum(best, run.given)
        return merged(state, runs).becomes(
            pot=state.pot - best.sum(),
            amounts=state.amounts + best,
            key=None,
            bounds=None,
            nested=branches(self.rules, runs),
        )

    def _run(self, one: SubRule, state: State, facts: Facts) -> Run:
        pot = state.pot if one.share is None else state.pot.scale(one.share)
        run = ran(one.rule, entered(state, pot), facts, where="best of")
        refuse_elsewhere(
            run,
            where="best of",
            mend="set aside before the comparison, and guarantee after it",
        )
        return run

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the amount of each formula, and the largest one."""
        out = left_out(step, who, scenario)
        if out is not None:
            return out
        return sentence(
            "{formulas}; the largest of these is {amount}",
            formulas=given(step, who, scenario),
            amount=gained(step, who, scenario),
        )


@attrs.frozen(field_transformer=of_model)
class SumOf:
    """
    Add up what several formulas give (Summe mehrerer Teilbeträge).

    A formula divides its share of the pot. Those without a share divide what the
    shares of the others leave, in order. What a formula leaves stays in the pot.

    Example: 60 per cent of the pot by inhabitants and 40 per cent by area.

    Attributes:
        rules: The formulas; each a :class:`SubRule` or just its rule.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rules: tuple[SubRule, ...] = attrs.field(converter=_sub_rules, validator=_several)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_shares(self.rules, where="sum of")

    @property
    def sub_rules(self) -> tuple[AllocationRule, ...]:
        """The rules that stand in it."""
        return tuple(one.rule for one in self.rules)

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that its formulas count by."""
        return yardsticks_in(self.sub_rules)

    def describe(self) -> Sentence:
        """List the formulas."""
        return sentence("the sum of: {formulas}", formulas=described(self.rules))

    def apply(self, state: State, facts: Facts) -> State:
        """
        Run every formula on its part of the pot, and add up what they give.

        Raises:
            AllocationError: The rule is open-ended, and a formula divides a share.
        """
        check_has_pot(state, self.rules, where="sum of")
        whose = (None,) * len(self.rules)
        runs = in_turn(state, self.rules, whose, facts, where="sum of")
        return added(state, self.rules, runs)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the amount of each formula, and their sum."""
        out = left_out(step, who, scenario)
        if out is not None:
            return out
        return sentence(
            "{formulas}; together {amount}",
            formulas=given(step, who, scenario),
            amount=gained(step, who, scenario),
        )


def _check_not_negative(state: State) -> None:
    if (state.total.whole < 0).any():
        raise AllocationError(
            "the best formula is looked for while money is taken back",
            where="best of",
            got=f"a pot of {state.in_pot(0)}",
            expected="a pot of zero or more",
            mend="compare when it is paid; a correction takes back what that was",
        )

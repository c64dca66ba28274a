"""Kinds of financing by what something costs: a share, a gap, or all of it."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs

from fundmodel.costs import CostFigures
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.rules.financing.granting import FinancingKey, Wanted, explained, granted
from fundmodel.rules.financing.plan_figures import PlanFigures, gap_of, own_counted
from fundmodel.rules.financing.recalculation import (
    Change,
    Reduction,
    in_full,
    in_proportion,
)
from fundmodel.rules.financing.terms import (
    Cap,
    Terms,
    above_nothing_if_any,
    part_of_whole,
    part_of_whole_if_any,
    share,
    share_if_any,
)
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = [
    "DeficitFinancing",
    "FullFinancing",
    "PercentageFinancing",
]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class PercentageFinancing:
    """
    Pay a share of the eligible costs (Anteilfinanzierung).

    What each spends, and who else pays, stands in the cost plans among the facts.
    The grant is cut, and says so, where means of others and the own contribution
    asked for leave less. Behind :class:`Requested`, the claim of an application is
    cut to it. If costs turn out lower or means higher, it is reduced in proportion;
    see :func:`~fundmodel.rules.recalculated`.

    Source: VV no. 2 to § 44 BHO; ANBest-P no. 2.

    Attributes:
        rate: Which share, such as ``"50 %"``.

        ceiling: The highest grant (Höchstbetrag).

        own_share: Which share of the eligible costs the claimant bears at least.

        own_amount: Which amount the claimant bears at least.

        most_public: Up to which share of the eligible costs all public funders may
            pay together (Kumulierung).

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rate: Fraction = attrs.field(converter=share, validator=part_of_whole)
    ceiling: Money | None = attrs.field(default=None, validator=above_nothing_if_any)
    own_share: Fraction | None = attrs.field(
        default=None, converter=share_if_any, validator=part_of_whole_if_any
    )
    own_amount: Money | None = attrs.field(default=None, validator=above_nothing_if_any)
    most_public: Fraction | None = attrs.field(
        default=None, converter=share_if_any, validator=part_of_whole_if_any
    )
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self.terms.check(where="percentage financing", rate=self.rate)

    @property
    def terms(self) -> Terms:
        """What limits it."""
        return Terms(
            ceiling=self.ceiling,
            own_share=self.own_share,
            own_amount=self.own_amount,
            most_public=self.most_public,
        )

    def describe(self) -> Sentence:
        """Say which share is paid, and how it is limited."""
        said = sentence(
            "{rate} of the eligible costs, as far as other means leave them uncovered",
            rate=PerCent(self.rate),
        )
        return self.terms.describe(said)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim the share for everybody who is eligible and has a cost plan.

        Raises:
            DataLackingError: A row stands for others, or nobody has a plan.

            AllocationError: There are no cost plans, they are of applications that
                request nothing, or it stands in a formula behind requests.

            MoneyError: Amounts are in another unit than the pot.
        """
        return granted(self, state, facts)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give share of costs = amount, and every cut."""
        return explained(self, step, who, scenario)

    def wanted(self, figures: CostFigures, state: State) -> Wanted:
        """Give the share of the eligible costs."""
        del state
        return Wanted(amounts=figures.eligible.scale(self.rate))

    def caps(self, figures: CostFigures) -> tuple[Cap, ...]:
        """Give what limits it."""
        return (self.terms.uncovered(figures), *self.terms.caps(figures))

    def explain_wanted(self, plan: PlanFigures, key: FinancingKey) -> Sentence:
        """Give share of costs = amount."""
        return sentence(
            "{rate} of {eligible} = {amount}",
            rate=PerCent(self.rate),
            eligible=plan.eligible,
            amount=plan.amount(key.wanted.amounts),
        )

    def reduction(self, change: Change) -> Reduction:
        """Reduce a grant in proportion."""
        return in_proportion(change)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class DeficitFinancing:
    """
    Pay the gap between costs and all other means (Fehlbedarfsfinanzierung).

    The claimant's own contribution comes first, and at least what the terms ask for.
    Behind :class:`Requested`, the claim of an application is cut to it. If costs turn
    out lower or means higher, the grant is reduced in full; see
    :func:`~fundmodel.rules.recalculated`.

    Source: VV no. 2 to § 44 BHO; ANBest-P no. 2.

    Attributes:
        ceiling: The highest grant (Höchstbetrag).

        own_share: Which share of the eligible costs the claimant bears at least.

        own_amount: Which amount the claimant bears at least.

        most_public: Up to which share of the eligible costs all public funders may
            pay together (Kumulierung).

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    ceiling: Money | None = attrs.field(default=None, validator=above_nothing_if_any)
    own_share: Fraction | None = attrs.field(
        default=None, converter=share_if_any, validator=part_of_whole_if_any
    )
    own_amount: Money | None = attrs.field(default=None, validator=above_nothing_if_any)
    most_public: Fraction | None = attrs.field(
        default=None, converter=share_if_any, validator=part_of_whole_if_any
    )
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self.terms.check(where="deficit financing")

    @property
    def terms(self) -> Terms:
        """What limits it."""
        return Terms(
            ceiling=self.ceiling,
            own_share=self.own_share,
            own_amount=self.own_amount,
            most_public=self.most_public,
        )

    def describe(self) -> Sentence:
        """Say that the gap is paid, and how it is limited."""
        said = sentence("the gap between the eligible costs and all other means")
        return self.terms.describe(said)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim the gap for everybody who is eligible and has a cost plan.

        Raises:
            DataLackingError: A row stands for others, or nobody has a plan.

            AllocationError: There are no cost plans, they are of applications that
                request nothing, or it stands in a formula behind requests.

            MoneyError: Amounts are in another unit than the pot.
        """
        return granted(self, state, facts)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give costs - means = gap, and every cut."""
        return explained(self, step, who, scenario)

    def wanted(self, figures: CostFigures, state: State) -> Wanted:
        """Give the gap; negative where means exceed costs."""
        del state
        least = self.terms.least_own(figures)
        return Wanted(amounts=gap_of(figures, own_counted(figures, least)))

    def caps(self, figures: CostFigures) -> tuple[Cap, ...]:
        """Give what limits it."""
        return self.terms.caps(figures)

    def explain_wanted(self, plan: PlanFigures, key: FinancingKey) -> Sentence:
        """Give costs - means = gap."""
        least = self.terms.least_own(plan.figures)
        return plan.gap(own_counted(plan.figures, least), key.wanted.amounts)

    def reduction(self, change: Change) -> Reduction:
        """Reduce a grant in full."""
        return in_full(change, self.terms.least_own(change.figures))


@attrs.frozen(kw_only=True, field_transformer=of_model)
class FullFinancing:
    """
    Pay all eligible costs that no other means cover (Vollfinanzierung).

    It asks for no own contribution; one that is planned counts as means. Behind
    :class:`Requested`, the claim of an application is cut to it. If costs turn out
    lower or means higher, the grant is reduced in full; see
    :func:`~fundmodel.rules.recalculated`.

    Source: VV no. 2 to § 44 BHO; ANBest-P no. 2.

    Attributes:
        ceiling: The highest grant (Höchstbetrag).

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    ceiling: Money | None = attrs.field(default=None, validator=above_nothing_if_any)
    source: Basis = None

    @property
    def terms(self) -> Terms:
        """What limits it."""
        return Terms(ceiling=self.ceiling)

    def describe(self) -> Sentence:
        """Say that all is paid that is left, and how it is limited."""
        said = sentence("all eligible costs that no other means cover")
        return self.terms.describe(said)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim all that is left for everybody who is eligible and has a cost plan.

        Raises:
            DataLackingError: A row stands for others, or nobody has a plan.

            AllocationError: There are no cost plans, they are of applications that
                request nothing, or it stands in a formula behind requests.

            MoneyError: Amounts are in another unit than the pot.
        """
        return granted(self, state, facts)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give costs - means = what is paid, and every cut."""
        return explained(self, step, who, scenario)

    def wanted(self, figures: CostFigures, state: State) -> Wanted:
        """Give the costs that are left; negative where means exceed them."""
        del state
        least = self.terms.least_own(figures)
        return Wanted(amounts=gap_of(figures, own_counted(figures, least)))

    def caps(self, figures: CostFigures) -> tuple[Cap, ...]:
        """Give what limits it."""
        return self.terms.caps(figures)

    def explain_wanted(self, plan: PlanFigures, key: FinancingKey) -> Sentence:
        """Give costs - means = what is paid."""
        least = self.terms.least_own(plan.figures)
        return plan.gap(own_counted(plan.figures, least), key.wanted.amounts)

    def reduction(self, change: Change) -> Reduction:
        """Reduce a grant in full."""
        return in_full(change, self.terms.least_own(change.figures))

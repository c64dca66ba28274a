"""What cost plans say of one claimant, as figures and as sums in sentences."""

from __future__ import annotations

import attrs

from fundmodel.apportion import Mixed
from fundmodel.claims import one_of
from fundmodel.costs import CostFigures, FundsKind
from fundmodel.sentences import Sentence, sentence
from fundmodel.units import Amount, Unit

__all__ = ["OF_OTHERS", "PlanFigures", "gap_of", "own_counted"]

OF_OTHERS = (FundsKind.INCOME, FundsKind.PUBLIC, FundsKind.PRIVATE)
"""All means that are not the claimant's own."""


def own_counted(figures: CostFigures, least: Mixed) -> Mixed:
    """Give the own contribution: what is planned, or what is asked for at least."""
    return Mixed.maximum(figures.own, least)


def gap_of(figures: CostFigures, own: Mixed) -> Mixed:
    """Give what means and the own contribution leave; negative if that is too much."""
    return figures.eligible - figures.of_others - own


@attrs.frozen(kw_only=True, eq=False)
class PlanFigures:
    """
    The sums of one cost plan, for sentences.

    Attributes:
        figures: Those of all plans.

        who: Which one.

        unit: What amounts are counted in.

        scenario: Which scenario.
    """

    figures: CostFigures
    who: int
    unit: Unit
    scenario: int = 0

    def amount(self, amounts: Mixed) -> Amount:
        """Give the amount of this claimant."""
        return Amount(count=one_of(amounts, self.who, self.scenario), unit=self.unit)

    @property
    def eligible(self) -> Amount:
        """The costs that count."""
        return self.amount(self.figures.eligible)

    def costs(self) -> Sentence:
        """Say which costs count, and what was taken off."""
        costs, eligible = self.amount(self.figures.costs), self.eligible
        tax = self.amount(self.figures.deductible)
        other = self.amount(self.figures.ineligible)
        if not tax.count and not other.count:
            return sentence("eligible costs of {eligible}", eligible=eligible)
        if not other.count:
            return sentence(
                "costs of {costs} - {tax} of tax that can be deducted = {eligible} "
                "of eligible costs",
                costs=costs,
                tax=tax,
                eligible=eligible,
            )
        if not tax.count:
            return sentence(
                "costs of {costs} - {other} that do not count = {eligible} of "
                "eligible costs",
                costs=costs,
                other=other,
                eligible=eligible,
            )
        return sentence(
            "costs of {costs} - {tax} of tax that can be deducted - {other} that do "
            "not count = {eligible} of eligible costs",
            costs=costs,
            tax=tax,
            other=other,
            eligible=eligible,
        )

    def less(self, own: Mixed, named: Sentence, result: Mixed) -> Sentence:
        """
        Say eligible costs - means of others - own contribution = result.

        Args:
            own: The own contribution.

            named: How it is called.

            result: What is left.
        """
        said = sentence("{amount}", amount=self.eligible)
        means = [(self.figures.funds(kind), kind.describe()) for kind in OF_OTHERS]
        for amounts, what in (*means, (own, named)):
            amount = self.amount(amounts)
            if amount.count:
                said = sentence(
                    "{left} - {amount} {what}", left=said, amount=amount, what=what
                )
        left = self.amount(result)
        if left == self.eligible:
            return said
        said = sentence("{left} = {amount}", left=said, amount=left)
        if left.count < 0:
            return sentence("{sum}, so nothing is left to pay", sum=said)
        return said

    def gap(self, own: Mixed, result: Mixed) -> Sentence:
        """Say eligible costs - all means = gap, with the own contribution counted."""
        planned = self.amount(self.figures.own)
        named = FundsKind.OWN.describe()
        if planned.count < self.amount(own).count:
            named = sentence(
                "own contribution at least ({planned} planned)", planned=planned
            )
        return self.less(own, named, result)

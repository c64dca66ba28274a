"""Changes of how awards are paid."""

from __future__ import annotations

import attrs

from fundmodel.changes.terms import Terms
from fundmodel.fields import of_model
from fundmodel.payment_plans import PaymentPlan
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis

__all__ = ["SetPaymentPlan"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetPaymentPlan:
    """
    Set when which part of the awards of a part is paid.

    Attributes:
        part: Id of the part.

        payment_plan: The plan; `None` if there is none any more.

        source: What says so; also that of a plan that has none itself.
    """

    part: str
    payment_plan: PaymentPlan | None
    source: Basis = None

    @property
    def subject(self) -> str:
        """The payment plan of one part."""
        return f"payment plan of {self.part}"

    def describe(self) -> Sentence:
        """Say the plan."""
        if self.payment_plan is None:
            return sentence("{part} has no payment plan any more", part=self.part)
        return sentence(
            "payment plan of {part}: {plan}",
            part=self.part,
            plan=self.payment_plan.describe(),
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Set it.

        Raises:
            InvalidModelError: There is no such part.
        """
        plan = self.payment_plan
        if plan is not None and plan.source is None:
            plan = attrs.evolve(plan, source=self.source)
        return terms.with_part(
            self.part, lambda part: attrs.evolve(part, payment_plan=plan)
        )

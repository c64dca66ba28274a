"""Tests of `fundmodel.changes.payment_plans`."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.changes import SetPaymentPlan
from fundmodel.errors import InvalidModelError
from fundmodel.payment_plans import PaymentPlan, Tranche
from fundmodel.sources import Source

LAW = Source(title="Directive")
PLAN = PaymentPlan(tranches=[Tranche(id="all", due=date(2025, 5, 2))])


class TestSetPaymentPlan:
    def test_sets_the_plan_of_a_part(self, terms):
        """
        A plan without a source takes that of the change.
        """
        change = SetPaymentPlan(part="courses", payment_plan=PLAN, source=LAW)
        after = change.apply(terms)

        assert after.part("courses").payment_plan == attrs.evolve(PLAN, source=LAW)
        assert after.part("rent") == terms.part("rent")
        assert change.subject == "payment plan of courses"
        assert str(change.describe()) == (
            "payment plan of courses: paid in tranches: all: the rest (2 May 2025)"
        )

    def test_keeps_the_source_of_the_plan(self, terms):
        """
        A plan that has a source keeps it.
        """
        plan = attrs.evolve(PLAN, source=Source(title="Decision"))
        change = SetPaymentPlan(part="courses", payment_plan=plan, source=LAW)

        assert change.apply(terms).part("courses").payment_plan == plan

    def test_ends_a_plan(self, terms):
        """
        Without a plan there is none any more.
        """
        with_plan = SetPaymentPlan(part="courses", payment_plan=PLAN).apply(terms)
        change = SetPaymentPlan(part="courses", payment_plan=None)

        assert change.apply(with_plan) == terms
        assert str(change.describe()) == "courses has no payment plan any more"

    def test_needs_the_part(self, terms):
        """
        A part that there is not is named.
        """
        with pytest.raises(InvalidModelError, match="part 'x': a change names a part"):
            SetPaymentPlan(part="x", payment_plan=PLAN).apply(terms)

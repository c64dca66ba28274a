"""Payment plans: how any award is paid, and the schedule of one award."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np

from fundmodel.due_dates import Instalments, Span
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.payment_plans.checks import (
    check_amounts,
    check_known,
    check_not_negative,
    check_plan,
    check_retention,
)
from fundmodel.payment_plans.dividing import Line, Minor, divided
from fundmodel.payment_plans.progress import Progress, carried
from fundmodel.payment_plans.requests import CostClaim
from fundmodel.payment_plans.rows import Row, instalment_rows, tranche_rows
from fundmodel.payment_plans.schedules import (
    PlannedPayment,
    ProvenUse,
    Rescheduling,
)
from fundmodel.payment_plans.tranches import (
    MilestoneReached,
    Tranche,
    share_of,
)
from fundmodel.payment_plans.words import (
    instalments_said,
    retention_said,
    tranches_said,
)
from fundmodel.periods import Period
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.units import Unit

__all__ = ["RETENTION", "PaymentMethod", "PaymentPlan"]

RETENTION = "retention"
"""Id of the payment that is held back."""


class PaymentMethod(enum.Enum):
    """Whether money comes before the costs or after them."""

    ADVANCE = "advance"
    """For costs of the time that follows (Vorschuss, Anforderungsverfahren)."""

    REIMBURSEMENT = "reimbursement"
    """For costs that were paid (Erstattung)."""

    def render(self, language: Language) -> str:
        """Give the method in words."""
        return _METHODS[self].render(language)


_METHODS: dict[PaymentMethod, Sentence] = {
    PaymentMethod.ADVANCE: sentence("payment in advance"),
    PaymentMethod.REIMBURSEMENT: sentence("reimbursement of costs"),
}


def _retained(kept: Money | Fraction | Decimal | str | None) -> Money | Fraction | None:
    return kept if isinstance(kept, Money) else share_of(kept)


def _weights(weights: Iterable[int | Fraction]) -> tuple[Fraction, ...]:
    return tuple(Fraction(weight) for weight in weights)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class PaymentPlan:
    """
    When which part of an award is paid (Auszahlungsplan).

    Payments are differences of running sums, each rounded half up to the unit, the
    last exact (`apportion.cumulative`); so they add up. What is retained is held back
    from the end: earlier payments stop where only the retention is left.

    >>> from fundmodel.payment_plans import AfterAward
    >>> plan = PaymentPlan(
    ...     tranches=[
    ...         Tranche(id="first", share="60 %", due=AfterAward(span=Span(months=1))),
    ...         Tranche(id="second", due=MilestoneReached(id="roof")),
    ...     ],
    ...     retention="10 %",
    ... )
    >>> for payment in plan.schedule(
    ...     Money.of(1_000, "EUR"), awarded=date(2018, 4, 16)
    ... ):
    ...     print(payment)
    first: 600.00 EUR, 16 May 2018 or the next working day
    second: 300.00 EUR, waits for milestone roof
    retention: 100.00 EUR, waits for the complete proof of use

    Attributes:
        tranches: In their order; empty with instalments.

        instalments: The days of each year on which a part is due; `None` with
            tranches.

        weights: What each instalment of the period weighs; empty for equal parts.

        method: Before or after the costs.

        retention: A share or an amount held back until the proof is complete
            (Schlussrate); `None` for none.

        release: How long after that it is due: the parameter ``retention_release`` of
            a jurisdiction; `None` for the day itself.

        drawdown: Within what time money has to be used: the parameter
            ``drawdown_window``; `None` where none is set.

        unit: To which unit of the currency payments are rounded, such as
            ``Decimal(100)``; `None` for the smallest.

        moves: Whether days of instalments, and those after a milestone or proof, move
            to the next working day.

        source: Where the plan is said.

    Raises:
        InvalidModelError: Shares do not add up to one, there are two rests or two
            tranches of one id, or the retention is not less than all.
    """

    tranches: tuple[Tranche, ...] = attrs.field(
        default=(), converter=tuple[Tranche, ...]
    )
    instalments: Instalments | None = None
    weights: tuple[Fraction, ...] = attrs.field(default=(), converter=_weights)
    method: PaymentMethod = PaymentMethod.ADVANCE
    retention: Money | Fraction | None = attrs.field(default=None, converter=_retained)
    release: Span | None = None
    drawdown: Span | None = None
    unit: Decimal | None = None
    moves: bool = True
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        check_plan(self.tranches, self.instalments, self.weights)
        check_retention(self.retention)

    @property
    def milestones(self) -> Mapping[str, MilestoneReached]:
        """The milestones that tranches wait for, by id."""
        dues = (tranche.due for tranche in self.tranches)
        return {due.id: due for due in dues if isinstance(due, MilestoneReached)}

    @property
    def fixed(self) -> tuple[Money, ...]:
        """All amounts that the plan names."""
        kept = (self.retention,) if isinstance(self.retention, Money) else ()
        fixed = (tranche.fixed for tranche in self.tranches)
        return (*(one for one in fixed if one is not None), *kept)

    def describe(self) -> Sentence:
        """Say in one line what is paid when."""
        if self.instalments is None:
            said = tranches_said(self.tranches)
        else:
            said = instalments_said(self.instalments, self.weights)
        for one in self._more():
            said = sentence("{said}; {more}", said=said, more=one)
        return said

    def divide(
        self, minor: Minor, *, currency: str, period: Period | None = None
    ) -> Minor:
        """
        Divide many amounts at once.

        Args:
            minor: Whole minor units of each award, shape ``(n,)``.

            currency: Code of ISO 4217.

            period: In which instalments are due.

        Returns:
            Minor units per award and payment, shape ``(n, k)``, in the order of
            :meth:`ids`.

        Raises:
            InvalidDataError: Fixed amounts, or the retention, exceed an amount.

            InvalidModelError: The unit is no multiple of the smallest one.
        """
        rows = self._rows(period)
        check_amounts(self.tranches, self.retention, minor, currency)
        unit = Unit.money(currency)
        step = 1 if self.unit is None else unit.steps(self.unit)
        kept = self.retention
        held = Line(Fraction(0))
        if isinstance(kept, Money):
            held = Line(Fraction(0), kept.minor)
        elif kept is not None:
            held = Line(kept)
        found = divided(minor, [row.line for row in rows], step, held)
        return found if kept is not None else found[:, :-1]

    def ids(self, period: Period | None = None) -> tuple[str, ...]:
        """Give the ids of the payments, in their order."""
        ids = tuple(row.id for row in self._rows(period))
        return ids if self.retention is None else (*ids, RETENTION)

    def schedule(
        self,
        amount: Money,
        *,
        awarded: date,
        period: Period | None = None,
        reached: Mapping[str, date] | None = None,
        proven: Iterable[ProvenUse] = (),
    ) -> tuple[PlannedPayment, ...]:
        """
        Give the payments of an award, which add up to its amount.

        Args:
            amount: What was awarded.

            awarded: The day from which the award holds.

            period: In which instalments are due.

            reached: The days on which milestones were reached, by id.

            proven: Use that was proven and accepted.

        Raises:
            InvalidDataError: Fixed amounts exceed the amount, a milestone is not in
                the plan, or no instalment lies in the period.
        """
        check_not_negative(amount)
        minor = np.array([amount.minor], dtype=np.int64)
        counts = self.divide(minor, currency=amount.currency, period=period)[0]
        amounts = [Money.from_minor(int(n), amount.currency) for n in counts]
        terms = Progress(
            awarded=awarded,
            reached=self._known(reached or {}),
            proven=tuple(sorted(proven, key=lambda one: one.day)),
            moves=self.moves,
        )
        planned: list[PlannedPayment] = []
        before = Money.zero(amount.currency)
        for row, part in zip(self._rows(period), amounts, strict=False):
            planned.append(terms.payment(row.id, row.name, part, row.due, before))
            before += part
        if self.retention is not None:
            planned.append(terms.retained(RETENTION, amounts[-1], self.release))
        return tuple(planned)

    def rescheduled(  # noqa: PLR0913  what a schedule takes, and what was paid
        self,
        new_amount: Money,
        *,
        paid: Mapping[str, Money],
        awarded: date,
        period: Period | None = None,
        reached: Mapping[str, date] | None = None,
        proven: Iterable[ProvenUse] = (),
    ) -> Rescheduling:
        """
        Give the rest of the plan after the award was amended.

        Each open payment brings the recipient to where the plan of the new amount
        would have him, the last one to the new amount itself; what was paid stays.

        Args:
            new_amount: What is awarded now.

            paid: What was paid for which payment, by id; these are done.

            awarded: As in :meth:`schedule`, like all that follow.

            period: See there.

            reached: See there.

            proven: See there.

        Raises:
            InvalidDataError: Something was paid that the plan does not know; and as
                :meth:`schedule` does.
        """
        planned = self.schedule(
            new_amount, awarded=awarded, period=period, reached=reached, proven=proven
        )
        check_known(paid, [one.id for one in planned], "payment")
        return carried(new_amount, planned, paid)

    def reimbursable(
        self, claim: CostClaim, amount: Money, *, paid: Money, complete: bool = False
    ) -> Money:
        """
        Give what is paid on a claim: the funded costs, less what was paid before.

        Args:
            claim: The costs paid until a day.

            amount: What was awarded; beyond it, or beyond it less the retention,
                nothing is paid.

            paid: What was paid before.

            complete: Whether the proof is complete, so that nothing is held back.

        Raises:
            InvalidModelError: The plan pays in advance.
        """
        self._check_method(PaymentMethod.REIMBURSEMENT)
        return self._within(claim.funded(), amount, paid, complete=complete)

    def advance(self, need: Money, amount: Money, *, paid: Money, used: Money) -> Money:
        """
        Give what is paid in advance: no more than is needed in the drawdown window.

        Args:
            need: What will have to be paid out of the award within the window.

            amount: What was awarded.

            paid: What was paid before.

            used: How much of it was used.

        Raises:
            InvalidModelError: The plan reimburses costs.
        """
        self._check_method(PaymentMethod.ADVANCE)
        return self._within(used + need, amount, paid, complete=False)

    def _within(
        self, wanted: Money, amount: Money, paid: Money, *, complete: bool
    ) -> Money:
        most = amount if complete else amount - self.held_back(amount)
        rest = min(wanted, most) - paid
        return max(rest, Money.zero(amount.currency))

    def held_back(self, amount: Money) -> Money:
        """Give what is held back of an amount until the proof is complete."""
        if self.retention is None:
            return Money.zero(amount.currency)
        if isinstance(self.retention, Money):
            return min(self.retention, amount)
        unit = Unit.money(amount.currency)
        step = 1 if self.unit is None else unit.steps(self.unit)
        minor = np.array([amount.minor], dtype=np.int64)
        held = divided(minor, [Line(Fraction(1))], step, Line(self.retention))
        return Money.from_minor(int(held[0, -1]), amount.currency)

    def _rows(self, period: Period | None) -> tuple[Row, ...]:
        if self.instalments is None:
            return tranche_rows(self.tranches)
        return instalment_rows(self.instalments, self.weights, period, moves=self.moves)

    def _more(self) -> Iterator[Sentence | PaymentMethod]:
        if self.method is not PaymentMethod.ADVANCE:
            yield self.method
        if self.retention is not None:
            yield retention_said(self.retention, self.release)
        if self.drawdown is not None:
            yield sentence("to be used within {span}", span=self.drawdown)
        if self.unit is not None:
            yield sentence("rounded to {unit}", unit=self.unit)

    def _known(self, reached: Mapping[str, date]) -> Mapping[str, date]:
        check_known(reached, list(self.milestones), "milestone")
        return reached

    def _check_method(self, wanted: PaymentMethod) -> None:
        if self.method is not wanted:
            raise InvalidModelError(
                "the payment plan pays in another way",
                where="payment plan, method",
                got=self.method.value,
                expected=wanted.value,
                mend="use reimbursable for costs that were paid, advance for others",
            )

"""The examination of a proof of use: what is recognised, and which grant is left."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from datetime import date
from fractions import Fraction

import attrs

from fundmodel.apportion import Mixed, Rounding, round_each
from fundmodel.awards import Award
from fundmodel.costs import CostItem, CostPlan, Funds, FundsKind
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.proofs.findings import (
    line_objections,
    proof_objections,
    unit_objections,
    untimed,
    what_is_open,
)
from fundmodel.proofs.joint import joined
from fundmodel.proofs.lines import NOT_ACCEPTED, Line, compared, in_whole, tolerated
from fundmodel.proofs.results import Examination
from fundmodel.proofs.submitted import Disallowance, ProofOfUse
from fundmodel.proofs.terms import ProofTerms
from fundmodel.rules import FixedAmountFinancing, recalculated
from fundmodel.rules.financing.recalculation import Recalculation, Reducible
from fundmodel.sentences import Sentence, sentence
from fundmodel.units import Amount

__all__ = ["examine"]


def examine(  # noqa: PLR0913  what an examiner has on the desk
    proof: ProofOfUse,
    plan: CostPlan,
    financing: Reducible,
    *,
    awarded: Money | Award,
    terms: ProofTerms,
    earlier: Iterable[ProofOfUse] = (),
    disallowances: Iterable[Disallowance] = (),
    period: Period | None = None,
    holidays: Container[date] | None = None,
    de_minimis: Money | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> Examination:
    """
    Examine a proof of use against the financing plan (Nachweisprüfung).

    Lines are matched by name. What is not recognised was paid with own money, so that
    much of it is no means for the rest; what others add is a means all the same. What
    was spent and does not count was not saved, so it offsets no other line. The grant
    then follows from what is recognised by :func:`fundmodel.rules.recalculated`; where
    a fixed amount was granted, neither lines nor the total are examined, and units
    that were not delivered are not paid.

    Where an award has several proofs, such as one for each person or each year, they
    are examined together: what was spent, received and delivered is added up, and the
    grant is computed once. A proof alone is examined as if it were all.

    Args:
        proof: What was submitted.

        plan: The financing plan that the grant was made for, in its last version.

        financing: The kind of financing, with its terms.

        awarded: The grant: an amount, or the award, which counts after all its
            amendments; ``award.as_of(day)`` leaves later ones out.

        terms: What the plan binds to, and when the proof is due.

        earlier: Proofs of the same award that came before; each shows its own costs,
            funds and units. One report will do for all.

        disallowances: What the examiner does not accept, of all proofs together.

        period: For when the grant was made; `None` takes that of the award, and where
            there is none, dates are not examined.

        holidays: The public holidays of the place, an empty set if there are none;
            `None` where nobody says. Where it depends on them whether a proof is
            late, that is then not examined.

        de_minimis: Nothing is reduced if neither costs nor means changed by more.
            What was disallowed, or spent outside the period, is no such change.

        rounding: How the grant is rounded to a whole smallest unit.

    Returns:
        What was found. Objections are values; nothing is raised for them.

    Raises:
        InvalidDataError: Amounts are in several currencies, a proof is about another
            award or there twice, more is disallowed than counts, more was granted
            than there are costs to grant it for, or a limit is negative.
    """
    earlier = tuple(sorted(earlier, key=lambda one: (one.submitted, one.id)))
    proofs = (*earlier, proof)
    joint = joined(proofs)
    granted, period = _granted(joint, awarded, period)
    _check(joint, plan, granted)
    is_fixed = isinstance(financing, FixedAmountFinancing)
    case = _Case(
        proof=joint, plan=plan, financing=financing, granted=granted, terms=terms
    )
    lines = case.lines(tuple(disallowances), period)
    found = case.reduced(lines, de_minimis)
    amount, steps = _by_units(found, financing, joint)
    return Examination(
        proof=proof,
        earlier=earlier,
        plan=plan,
        terms=terms,
        awarded=granted,
        finally_granted=_rounded(amount, rounding),
        lines=lines,
        steps=(*_set_aside(lines), *steps),
        objections=(
            *proof_objections(proofs, terms, period, holidays),
            *line_objections(lines, None if is_fixed else terms),
            *unit_objections(proofs, financing, granted),
        ),
        unexamined=(
            *what_is_open(terms, period, is_fixed=is_fixed),
            *untimed(proofs, terms, period, holidays),
        ),
        source=found.source,
    )


@attrs.frozen(kw_only=True)
class _Case:
    """A proof with what it is examined by."""

    proof: ProofOfUse
    plan: CostPlan
    financing: Reducible
    granted: Money
    terms: ProofTerms

    def lines(
        self, disallowances: Sequence[Disallowance], period: Period | None
    ) -> tuple[Line, ...]:
        """Compare line by line, and apply the tolerances that there are."""
        lines = compared(self.proof, self.plan, disallowances, period)
        if isinstance(self.financing, FixedAmountFinancing):
            return lines
        return tolerated(lines, self.terms)

    def reduced(self, lines: Sequence[Line], de_minimis: Money | None) -> Recalculation:
        """Reduce the grant; a limit for small changes is not for disallowed money."""
        if not any(line.deducted(*NOT_ACCEPTED).minor for line in lines):
            return self._recalculated(lines, de_minimis)
        found = self._recalculated(lines, None)
        if de_minimis is None:
            return found
        accepted = self.lines((), None)
        small = self._recalculated(accepted, de_minimis)
        spared = small.amount.count - self._recalculated(accepted, None).amount.count
        if not spared:
            return found
        said = sentence(
            "{spared} stay, as neither costs nor means changed by more than {limit} "
            "apart from what was not accepted",
            spared=attrs.evolve(small.amount, count=spared),
            limit=de_minimis,
        )
        left = attrs.evolve(found.amount, count=found.amount.count + spared)
        return attrs.evolve(found, amount=left, steps=(*found.steps, said))

    def _recalculated(
        self, lines: Sequence[Line], de_minimis: Money | None
    ) -> Recalculation:
        return recalculated(
            self.financing,
            granted=self.granted,
            planned=_planned(self.plan),
            actual=_actual(self.plan, self.proof, lines),
            de_minimis=de_minimis,
        )


def _granted(
    proof: ProofOfUse, awarded: Money | Award, period: Period | None
) -> tuple[Money, Period | None]:
    """Give the grant, and for when it was made."""
    if isinstance(awarded, Money):
        return awarded, period
    if awarded.id != proof.award:
        raise InvalidDataError(
            "the proof is about another award",
            where=f"proof of use {proof.id!r}",
            got=proof.award,
            expected=awarded.id,
            mend="examine it with the award that it names",
        )
    award = awarded.amended()
    return award.amount, period or award.period


def _check(proof: ProofOfUse, plan: CostPlan, granted: Money) -> None:
    where = f"proof of use {proof.id!r}"
    found = {plan.currency, granted.currency, proof.currency or plan.currency}
    if len(found) > 1:
        raise InvalidDataError(
            "a proof, its plan and its grant are in more than one currency",
            where=where,
            got=", ".join(sorted(found)),
            expected="one currency",
            mend="convert them before, with rate, date and source",
        )
    if granted.minor > math.ceil(plan.eligible_costs.count):
        raise InvalidDataError(
            "more was granted than there are costs to grant it for",
            where=where,
            got=granted,
            expected=f"at most {plan.eligible_costs}",
            mend="give the plan that the grant was computed from",
        )


def _planned(plan: CostPlan) -> CostPlan:
    """Give the plan in whole smallest units, as the lines are compared."""
    items = [
        CostItem(
            name=item.name, net=Money.from_minor(in_whole(item), item.net.currency)
        )
        for item in plan.items
    ]
    return attrs.evolve(plan, items=items)


def _actual(plan: CostPlan, proof: ProofOfUse, lines: Sequence[Line]) -> CostPlan:
    """Give what is recognised as a plan, with the means that were left for it."""
    own = [one.amount for one in proof.funds if one.kind is FundsKind.OWN]
    left = sum(own, start=Money.zero(plan.currency)) - _unclaimed(lines)
    funds = [one for one in proof.funds if one.kind is not FundsKind.OWN]
    if not left.is_negative:
        funds.append(Funds(name="own", kind=FundsKind.OWN, amount=left))
    return CostPlan(
        claimant=plan.claimant,
        items=[CostItem(name=line.name, net=line.recognised) for line in lines],
        funds=funds,
        source=proof.source,
    )


def _unclaimed(lines: Sequence[Line]) -> Money:
    """Give what was claimed and is not recognised."""
    first, *rest = [line.claimed - line.recognised for line in lines]
    return sum(rest, start=first)


def _set_aside(lines: Sequence[Line]) -> tuple[Sentence, ...]:
    amount = _unclaimed(lines)
    if amount.is_zero:
        return ()
    said = sentence(
        "{amount} was claimed and is not recognised; own money that paid for it is "
        "no means",
        amount=amount,
    )
    return (said,)


def _by_units(
    found: Recalculation, financing: Reducible, proof: ProofOfUse
) -> tuple[Amount, tuple[Sentence, ...]]:
    """Pay a fixed amount for no more units than were delivered."""
    if not isinstance(financing, FixedAmountFinancing) or financing.per is None:
        return found.amount, found.steps
    if proof.units is None:
        return found.amount, found.steps
    delivered = attrs.evolve(found.amount, count=financing.amount.minor * proof.units)
    said = sentence(
        "{units} units delivered x {rate} = {amount}",
        units=proof.units,
        rate=financing.amount,
        amount=delivered,
    )
    if delivered.count >= found.amount.count:
        return found.amount, (*found.steps, said)
    return delivered, (*found.steps, said)


def _rounded(amount: Amount, rounding: Rounding) -> Money:
    exact: Fraction = amount.count
    whole = round_each(Mixed.from_fractions([[exact]]), rounding=rounding)
    return Money.from_minor(int(whole[0, 0]), amount.unit.name)

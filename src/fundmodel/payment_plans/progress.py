"""What has happened so far with an award, and what is due because of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from fundmodel.due_dates import Deadline, Span
from fundmodel.money import Money
from fundmodel.payment_plans.schedules import PlannedPayment, ProvenUse, Rescheduling
from fundmodel.payment_plans.tranches import (
    AfterAward,
    MilestoneReached,
    ProofAccepted,
    When,
)
from fundmodel.sentences import Sentence, Text, sentence

__all__ = ["Progress", "carried"]

_Due = tuple[Deadline | None, Sentence | None]
"""When something is due, or what it waits for."""


@attrs.frozen(kw_only=True)
class Progress:
    """What has happened so far, from which due days follow."""

    awarded: date
    reached: Mapping[str, date]
    proven: tuple[ProvenUse, ...]
    moves: bool

    def payment(
        self, id: str, name: Text | Sentence, amount: Money, when: When, before: Money
    ) -> PlannedPayment:
        """Give a payment, seen that so much is planned before it."""
        due, waits = self._due(when, before)
        return PlannedPayment(id=id, name=name, amount=amount, due=due, waits_for=waits)

    def retained(self, id: str, amount: Money, within: Span | None) -> PlannedPayment:
        """Give what is held back until the proof is complete."""
        due, waits = self._released(within)
        name = sentence("retention")
        return PlannedPayment(id=id, name=name, amount=amount, due=due, waits_for=waits)

    def _due(self, when: When, before: Money) -> _Due:
        """Give when it is due, or what it waits for."""
        if isinstance(when, Deadline):
            return when, None
        if isinstance(when, date):
            return Deadline(when, moves=False), None
        if isinstance(when, AfterAward):
            return Deadline.after(self.awarded, when.span, moves=when.moves), None
        if isinstance(when, MilestoneReached):
            day = self.reached.get(when.id)
            if day is None:
                return None, sentence("waits for milestone {name}", name=when.name)
            return self._after(day, when.within), None
        return self._on_proof(when, before)

    def _on_proof(self, when: ProofAccepted, before: Money) -> _Due:
        wanted, done = when.share * before.minor, Money.zero(before.currency)
        for one in self.proven:
            done += one.amount
            if done.minor >= wanted:
                return self._after(one.day, when.within), None
        missing = -int((done.minor - wanted) // 1)
        left = Money.from_minor(missing, before.currency)
        return None, sentence("waits for proof of another {amount}", amount=left)

    def _released(self, within: Span | None) -> _Due:
        """Give when what was held back is due."""
        for one in self.proven:
            if one.complete:
                return self._after(one.day, within), None
        return None, sentence("waits for the complete proof of use")

    def _after(self, day: date, within: Span | None) -> Deadline:
        if within is None:
            return Deadline(day, moves=self.moves)
        return Deadline.after(day, within, moves=self.moves)


def carried(
    amount: Money, planned: tuple[PlannedPayment, ...], paid: Mapping[str, Money]
) -> Rescheduling:
    """Let open payments carry what was not paid yet; what was paid stays."""
    zero = Money.zero(amount.currency)
    done = sum(paid.values(), start=zero)
    left = max(amount - done, zero)
    open_ = [one for one in planned if one.id not in paid]
    target, reached, rest = zero, zero, left
    payments: list[PlannedPayment] = []
    for one in planned:
        target += one.amount
        if one.id in paid:
            reached += paid[one.id]
            continue
        part = min(max(target - reached, zero), rest)
        if one is open_[-1]:
            part = rest
        payments.append(attrs.evolve(one, amount=part))
        reached, rest = reached + part, rest - part
    return Rescheduling(
        paid=done,
        payments=tuple(payments),
        excess=max(done - amount, zero),
        unplaced=zero if open_ else left,
    )

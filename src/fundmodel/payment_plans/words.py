"""A payment plan in words."""

from __future__ import annotations

from fractions import Fraction

from fundmodel.due_dates import Instalments, Span
from fundmodel.money import Money
from fundmodel.payment_plans.tranches import (
    AfterAward,
    MilestoneReached,
    ProofAccepted,
    Tranche,
    When,
)
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent

__all__ = ["instalments_said", "retention_said", "tranches_said"]


def tranches_said(tranches: tuple[Tranche, ...]) -> Sentence:
    """Say what is paid when."""
    return sentence(
        "paid in tranches: {tranches}", tranches=tuple(map(_said, tranches))
    )


def instalments_said(
    instalments: Instalments, weights: tuple[Fraction, ...]
) -> Sentence:
    """Say on which days of each year a part is paid."""
    if not weights:
        return sentence("paid in equal instalments on {days}", days=instalments)
    return sentence(
        "paid in instalments on {days}, which weigh {weights}",
        days=instalments,
        weights=tuple(map(str, weights)),
    )


def retention_said(kept: Money | Fraction, release: Span | None) -> Sentence:
    """Say how much is held back, and until when."""
    amount = PerCent(kept) if isinstance(kept, Fraction) else kept
    if release is None:
        return sentence(
            "{amount} held back until the complete proof of use", amount=amount
        )
    return sentence(
        "{amount} held back until {span} after the complete proof of use",
        amount=amount,
        span=release,
    )


def _said(tranche: Tranche) -> Sentence:
    return sentence(
        "{name}: {amount} ({due})",
        name=tranche.name,
        amount=_amount(tranche),
        due=_due(tranche.due),
    )


def _amount(tranche: Tranche) -> object:
    if tranche.share is not None:
        return PerCent(tranche.share)
    return tranche.fixed or sentence("the rest")


def _due(when: When) -> object:
    if isinstance(when, AfterAward):
        return sentence("{span} after the award", span=when.span)
    if isinstance(when, MilestoneReached):
        event = sentence("milestone {name}", name=when.name)
    elif isinstance(when, ProofAccepted):
        event = sentence("proof of {share} of what was paid", share=PerCent(when.share))
    else:
        return when
    if when.within is None:
        return sentence("after {event}", event=event)
    return sentence("{span} after {event}", span=when.within, event=event)

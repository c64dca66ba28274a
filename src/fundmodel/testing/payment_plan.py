"""Strategies for payment plans."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from hypothesis import strategies as st

from fundmodel.due_dates import Deadline, Instalments, Span
from fundmodel.money import Money
from fundmodel.payment_plans import (
    AfterAward,
    MilestoneReached,
    PaymentMethod,
    PaymentPlan,
    ProofAccepted,
    Tranche,
)
from fundmodel.payment_plans.tranches import When
from fundmodel.testing.money import monies
from fundmodel.testing.source import days, few_bases
from fundmodel.testing.text import few_texts, names

__all__ = ["payment_plans"]

EVERY_MONTH: Final = tuple(range(1, 13))


@st.composite
def payment_plans(draw: st.DrawFn, currency: str = "EUR") -> PaymentPlan:
    """
    Draw payment plans: tranches or instalments, with or without a retention.

    Instalments are due in every month, so that some fall into any budget year.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        currency: That of fixed amounts.
    """
    by_day = draw(st.booleans())
    instalments = st.builds(
        Instalments, months=st.just(EVERY_MONTH), day=st.integers(1, 28)
    )
    weights = st.lists(st.integers(1, 3), min_size=12, max_size=12)
    return PaymentPlan(
        tranches=() if by_day else draw(_tranches(currency)),
        instalments=draw(instalments) if by_day else None,
        weights=draw(st.just([]) | weights) if by_day else (),
        method=draw(st.sampled_from(PaymentMethod)),
        retention=draw(st.none() | _shares() | monies(currency, least=1, most=10**6)),
        release=draw(_maybe_spans()),
        drawdown=draw(_maybe_spans()),
        unit=draw(st.sampled_from((None, Money.from_minor(100, currency).major))),
        moves=draw(st.booleans()),
        source=draw(few_bases()),
    )


def _shares() -> st.SearchStrategy[Fraction]:
    return st.builds(Fraction, st.integers(1, 9), st.just(10) | st.just(13))


def _spans() -> st.SearchStrategy[Span]:
    return st.builds(
        Span, months=st.integers(0, 2), weeks=st.just(1), days=st.integers(0, 2)
    )


def _maybe_spans() -> st.SearchStrategy[Span | None]:
    return st.none() | _spans()


@st.composite
def _tranches(draw: st.DrawFn, currency: str) -> list[Tranche]:
    """Draw tranches of which one is the rest."""
    ids = draw(st.lists(names(), min_size=1, max_size=3, unique=True))
    rest = draw(st.sampled_from(ids))
    found: list[Tranche] = []
    for id_ in ids:
        is_fixed = draw(st.booleans())
        fixed = draw(monies(currency, least=1, most=10**6)) if is_fixed else None
        due = draw(_early() if not found else _early() | _late())
        found.append(
            Tranche(
                id=id_,
                name=draw(few_texts()),
                share=None if id_ == rest or is_fixed else draw(_small_shares()),
                fixed=None if id_ == rest else fixed,
                due=due,
                source=draw(few_bases()),
            )
        )
    return found


def _small_shares() -> st.SearchStrategy[Fraction]:
    return st.builds(Fraction, st.integers(1, 3), st.just(9) | st.just(10))


def _early() -> st.SearchStrategy[When]:
    return st.one_of(
        days(),
        st.builds(Deadline, days(), moves=st.booleans()),
        st.builds(AfterAward, span=_spans(), moves=st.booleans()),
        st.builds(
            MilestoneReached, id=names(), name=few_texts(), within=_maybe_spans()
        ),
    )


def _late() -> st.SearchStrategy[ProofAccepted]:
    return st.builds(ProofAccepted, share=_shares(), within=_maybe_spans())

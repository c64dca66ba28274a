"""What all screens promise: they fire by chance no more often than they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import numpy as np
import pytest

from fundmodel.auditing import Lead, Outcome
from fundmodel.money import Money

CASES = 300


@pytest.fixture(scope="session")
def euros() -> Callable[[Iterable[int]], tuple[Money, ...]]:
    """Make amounts of cents."""

    def euros(cents: Iterable[int]) -> tuple[Money, ...]:
        return tuple(Money(minor=int(one), currency="EUR") for one in cents)

    return euros


@pytest.fixture(scope="session")
def observed() -> Callable[..., Fraction]:
    """Give in how many of 300 clean cases, drawn with seeds, there is any lead."""

    def observed(
        screened: Callable[[np.random.Generator], Iterable[Outcome]],
    ) -> Fraction:
        fired = 0
        for seed in range(CASES):
            outcomes = list(screened(np.random.default_rng(seed)))
            assert outcomes
            fired += any(isinstance(outcome, Lead) for outcome in outcomes)
        return Fraction(fired, CASES)

    return observed


@pytest.fixture(scope="session")
def told() -> Callable[..., tuple[Sequence[Lead], Sequence[str]]]:
    """Give the leads, and what else was said."""

    def told(outcomes: Iterable[Outcome]) -> tuple[Sequence[Lead], Sequence[str]]:
        all_ = list(outcomes)
        leads = [outcome for outcome in all_ if isinstance(outcome, Lead)]
        others = [outcome for outcome in all_ if not isinstance(outcome, Lead)]
        said = [str(getattr(o, "reason", None) or o.message) for o in others]
        return leads, said

    return told

"""Strategies for money."""

from __future__ import annotations

from hypothesis import strategies as st

from fundmodel.money import Money

__all__ = ["currencies", "monies"]

MOST_MINOR = 10**13
"""A hundred billion euros in cents: more than any budget line has."""


def currencies() -> st.SearchStrategy[str]:
    """Draw a currency with none, two or three digits after the decimal sign."""
    return st.sampled_from(("EUR", "USD", "JPY", "KWD"))


def monies(
    currency: str | None = "EUR", *, least: int = 0, most: int = MOST_MINOR
) -> st.SearchStrategy[Money]:
    """
    Draw amounts of money.

    Args:
        currency: Code of ISO 4217; `None` draws one for each amount.

        least: The smallest amount in minor units; negative for corrections.

        most: The largest amount in minor units.
    """
    minor = st.integers(least, most)
    of = currencies() if currency is None else st.just(currency)
    return st.builds(Money.from_minor, minor, of)

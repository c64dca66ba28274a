"""What tests of settlements share."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.ledgers import BudgetTerms, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.periods import BudgetYear
from fundmodel.settlement import RecipientAmounts

DAY = date(2018, 6, 30)


@pytest.fixture
def day():
    """Give the day of settlement."""
    return DAY


@pytest.fixture
def amounts():
    """Make amounts of recipients, in euros."""

    def made(part=None, **euros):
        cents = [100 * amount for amount in euros.values()]
        return RecipientAmounts.of(
            euros,
            cents,
            currency="EUR",
            part=part,
            nature=LegalNature.STATUTORY_TRANSFER,
        )

    return made


@pytest.fixture
def ledger():
    """Make a ledger of two years, in which recipients were paid in March 2018."""

    def made(*paid, years=(2017, 2018), **terms):
        empty = Ledger(
            currency="EUR",
            terms=BudgetTerms(
                years=[BudgetYear.calendar(year) for year in years],
                **terms,
            ),
        )
        return empty.book(*entries(paid))

    return made


def entries(paid):
    """Book a million for each part, and what each was promised and paid."""
    for part in sorted({part for part, *_ in paid}):
        for year in (2017, 2018):
            yield Entry(
                id=f"H-{part}-{year}",
                kind=EntryKind.APPROPRIATION,
                day=date(year, 1, 2),
                year=year,
                amount=Money.of(1_000_000, "EUR"),
                part=part,
            )
    for number, (part, who, year, promised, euros) in enumerate(paid):
        for kind, amount in (
            (EntryKind.COMMITMENT, promised),
            (EntryKind.PAYMENT, euros),
        ):
            if amount:
                yield Entry(
                    id=f"{kind.value}-{number}",
                    kind=kind,
                    day=date(year, 3, 1),
                    year=year,
                    amount=Money.of(amount, "EUR"),
                    part=part,
                    recipient=who,
                    award=f"award-{who}",
                )

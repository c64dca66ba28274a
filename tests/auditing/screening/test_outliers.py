from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from fundmodel.auditing.screening import unlike_last_year
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable


def table(cents, currency: str = "EUR", first: int = 0) -> PublishedTable:
    """Make a table of amounts."""
    ids = [f"{n + first:03}" for n in range(len(cents))]
    amounts = [Money(minor=int(one), currency=currency) for one in cents]
    return PublishedTable(id="table", ids=ids, names=ids, amounts=amounts)


BEFORE = [100_000 + 1_000 * n for n in range(60)]
NOW = [cents * (102 + n % 4) // 100 for n, cents in enumerate(BEFORE)]


class TestUnlikeLastYear:
    def test_one_stands_out(self, told):
        """
        All rise by two to five per cent, and one falls to a tenth.
        """
        now = [*NOW[:-1], BEFORE[-1] // 10]
        (lead,), said = told(unlike_last_year(table(now), table(BEFORE)))

        assert ("SCREEN-004", "059 (059), table table (table)") == (
            lead.rule,
            str(lead.subject),
        )
        assert "changed from 1,590.00 EUR to 159.00 EUR, unlike the others" == str(
            lead.message
        )
        assert Money.of("1431.00", "EUR") == lead.at_stake
        assert ["changes within the usual: 59"] == said

    def test_nobody_stands_out(self):
        """
        Who rises like the others is no lead; who has no amount twice is counted.
        """
        (passed,) = unlike_last_year(table([*NOW, 5, 0]), table([*BEFORE, 0]))

        assert (60, 2) == (passed.count, passed.evidence[0][1])

    @pytest.mark.parametrize("before", [BEFORE[:29], [0] * 60])
    def test_too_few(self, told, before):
        """
        Of 29 changes, or none, no spread can be told.
        """
        leads, said = told(unlike_last_year(table(NOW), table(before)))

        assert [] == leads
        assert "in both tables, and 30 are needed" in said[0]

    def test_one_factor_for_half_of_all(self, told):
        """
        Where most changed by one factor there is no spread to measure by.
        """
        now = [*BEFORE[:40], *NOW[40:]]
        leads, said = told(unlike_last_year(table(now), table(BEFORE)))

        assert [] == leads
        assert ["half of all amounts or more changed by the same factor"] == said

    def test_other_currency(self):
        """
        Amounts in two currencies are not divided by each other.
        """
        with pytest.raises(InvalidDataError, match="in different currencies"):
            list(unlike_last_year(table(NOW), table(BEFORE, "USD")))

    @pytest.mark.parametrize("n", [30, 100, 400])
    def test_rate_by_chance(self, observed, n):
        """
        Bell-shaped changes give a lead in at most one pair of tables of a hundred.
        """

        def clean(rng: np.random.Generator):
            before = rng.integers(10**6, 10**8, n)
            now = before * np.exp(rng.normal(0.02, 0.1, n))
            return unlike_last_year(table(now), table(before))

        assert observed(clean) <= Fraction(1, 100)

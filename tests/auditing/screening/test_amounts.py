"""Screens of amounts alone: first digits, round amounts, thresholds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from fundmodel.auditing.screening import first_digits, just_below, round_amounts
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.sentences import sentence

PAID = sentence("payments of 2025")
STEP = Money.of(1000, "EUR")
LIMIT = Money.of(10_000, "EUR")


def spread(rng: np.random.Generator, n: int = 600):
    """Draw amounts over five powers of ten, as evenly as their logarithms go."""
    return 10 ** rng.uniform(3, 8, n)


class TestFirstDigits:
    def test_too_many_nines(self, told, euros):
        """
        Where a fifth begins with 9, the law of Benford does not hold.
        """
        cents = [*spread(np.random.default_rng(1), 1000), *[995_000] * 200]
        (lead,), said = told(first_digits(euros(cents), subject=PAID))

        assert ("SCREEN-005", PAID) == (lead.rule, lead.subject)
        assert "begin with 9, and 55 were expected" in str(lead.message)
        assert 9 == len(lead.value("first digits"))
        assert [] == said

    def test_too_few_ones(self, told, euros):
        """
        A digit that is lacking is as odd as one that is too frequent.
        """
        cents = [c for c in spread(np.random.default_rng(1), 2000) if f"{c}"[0] != "1"]
        (lead,), _ = told(first_digits(euros(cents), subject=PAID))

        assert str(lead.message).startswith("0 of ")

    @pytest.mark.parametrize(
        ("cents", "said"),
        [
            (range(-5, 400), "399 amounts are above zero, and 500 are needed"),
            (range(1000, 2000), "reach across a factor of 1, and 1,000 is needed"),
        ],
    )
    def test_preconditions(self, told, euros, cents, said):
        """
        With few amounts, or amounts of one size, the law cannot be expected to hold.
        """
        leads, others = told(first_digits(euros(cents), subject=PAID))

        assert [] == leads
        assert said in others[0]

    def test_rate_by_chance(self, observed, euros):
        """
        Amounts that follow the law give a lead in at most one list of a hundred.
        """
        rate = observed(lambda rng: first_digits(euros(spread(rng)), subject=PAID))

        assert rate <= Fraction(1, 100)


class TestRoundAmounts:
    def screened(self, amounts, **more):
        """Screen for multiples of a thousand."""
        return round_amounts(amounts, subject=PAID, **({"step": STEP} | more))

    def test_too_many(self, told, euros):
        """
        A third of all amounts are whole thousands: somebody estimated them.
        """
        odd = [1_234_567 + 991 * n for n in range(60)]
        cents = [*odd, *[1_500_000 + 100_000 * n for n in range(30)]]
        (lead,), said = told(self.screened(euros(cents)))

        assert "SCREEN-006" == lead.rule
        assert "30 of 90 amounts are multiples of 1,000.00 EUR" == str(lead.message)
        assert [] == said

    def test_none(self, told, euros):
        """
        Odd amounts are in order.
        """
        cents = [1_234_567 + 991 * n for n in range(60)]
        leads, said = told(self.screened(euros(cents)))

        assert [] == leads
        assert ["0 of 60 amounts are multiples of 1,000.00 EUR"] == said

    @pytest.mark.parametrize(
        ("cents", "said"),
        [
            ([999_999] * 90, "0 amounts are ten times 1,000.00 EUR or more, and 50"),
            ([1_000_000] * 90, "all amounts are multiples of 1,000.00 EUR"),
        ],
    )
    def test_preconditions(self, told, euros, cents, said):
        """
        Small amounts, and amounts that are all in thousands, say nothing.
        """
        leads, others = told(self.screened(euros(cents)))

        assert [] == leads
        assert others[0].startswith(said)

    @pytest.mark.parametrize("unit", [1, 100, 10_000])
    def test_rate_by_chance(self, observed, euros, unit):
        """
        Amounts in whole units give a lead in at most one list of a hundred.
        """

        def clean(rng: np.random.Generator):
            cents = (10 ** rng.uniform(6, 7, 400)).astype(np.int64) // unit * unit
            return self.screened(euros(cents))

        assert observed(clean) <= Fraction(1, 100)

    def test_bad_input(self, euros):
        """
        A step is above zero, and amounts are in its currency.
        """
        with pytest.raises(InvalidDataError, match="step is not above zero"):
            list(self.screened((), step=Money.zero("EUR")))
        with pytest.raises(InvalidDataError, match="another currency than the step"):
            list(self.screened(euros([1]), step=Money.of(1, "USD")))


class TestJustBelow:
    def screened(self, amounts, **more):
        """Screen for what crowds below ten thousand."""
        return just_below(amounts, subject=PAID, **({"threshold": LIMIT} | more))

    def test_crowded(self, told, euros):
        """
        Fifty-five orders just below the limit, five above: some were split.
        """
        cents = [*[990_000 + n for n in range(55)], *[1_000_000] * 5, 1, 9_000_000]
        (lead,), said = told(self.screened(euros(cents)))

        assert "SCREEN-007" == lead.rule
        assert "55 amounts are just below 10,000.00 EUR, 5 just above" == str(
            lead.message
        )
        assert [] == said

    def test_even(self, told, euros):
        """
        As many below as above is in order.
        """
        leads, said = told(self.screened(euros([950_000, 1_050_000] * 20)))

        assert [] == leads
        assert ["20 amounts are just below 10,000.00 EUR, 20 just above"] == said

    def test_too_few(self, told, euros):
        """
        Of nineteen amounts no share can be told.
        """
        leads, said = told(self.screened(euros([950_000] * 19)))

        assert [] == leads
        assert ["19 amounts are near 10,000.00 EUR, and 20 are needed"] == said

    def test_rate_by_chance(self, observed, euros):
        """
        Amounts that grow rarer with the square give a lead in at most one of a hundred.
        """

        def clean(rng: np.random.Generator):
            return self.screened(euros(700_000 / (1 - rng.uniform(0, 1, 800))))

        assert observed(clean) <= Fraction(1, 100)

    def test_bad_input(self, euros):
        """
        There is something below and above, in one currency.
        """
        for more in ({"threshold": Money.zero("EUR")}, {"width": Fraction(1)}):
            with pytest.raises(InvalidDataError, match="something on both sides"):
                list(self.screened((), **more))
        with pytest.raises(InvalidDataError, match="currency than the threshold"):
            list(self.screened(euros([1]), threshold=Money.of(1, "USD")))

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from fundmodel.auditing.screening import equal_payments, near_payments
from fundmodel.errors import InvalidDataError
from fundmodel.ledgers import Entries, Entry, EntryKind
from fundmodel.money import Money

START = date(2025, 1, 1).toordinal()


def entries(*paid: tuple[str, int, int], **more: object) -> Entries:
    """Make payments of recipient, cents and day of the year."""
    return Entries.of(
        [
            Entry(
                id=f"P{n}",
                kind=EntryKind.PAYMENT,
                day=date.fromordinal(START + day),
                year=2025,
                amount=Money(minor=cents, currency="EUR"),
                part="housing",
                recipient=who,
            )
            for n, (who, cents, day) in enumerate(paid)
        ]
        + list(more.get("others", ())),
        currency="EUR",
    )


def ordinary(n: int = 300) -> list[tuple[str, int, int]]:
    """Give payments that all differ, a few to each recipient."""
    return [(f"R{k % 60}", 100_000 + 7919 * k, (k * 13) % 360) for k in range(n)]


def random(rng: np.random.Generator, kinds: int) -> Entries:
    """Deal out amounts to payments at random."""
    n = 400
    return Entries.from_columns(
        currency="EUR",
        ids=[str(k) for k in range(n)],
        kinds=EntryKind.PAYMENT,
        days=[date.fromordinal(START + int(d)) for d in rng.integers(0, 360, n)],
        years=2025,
        minor=rng.integers(10_000, 10_000 + kinds, n),
        parts="housing",
        recipients=[f"R{k}" for k in rng.integers(0, 40, n)],
    )


class TestEqualPayments:
    def test_paid_twice(self, told):
        """
        One amount, one recipient, four days apart: that is worth a look.
        """
        twice = [("V", 1_234_567, 60), ("V", 1_234_567, 64)]
        (lead,), said = told(equal_payments(entries(*ordinary(), *twice)))

        assert ("SCREEN-002", "payments to V") == (lead.rule, str(lead.subject))
        assert "12,345.67 EUR was paid 2 times within 14 days of each other" == str(
            lead.message
        )
        assert Money.of("12345.67", "EUR") == lead.at_stake
        assert 2 == len(lead.value("entries"))
        assert [] == said

    @pytest.mark.parametrize(
        "second", [("V", 1_234_567, 75), ("W", 1_234_567, 60), ("V", 1_234_568, 60)]
    )
    def test_paid_once(self, told, second):
        """
        Another month, another recipient or another amount is another payment.
        """
        paid = entries(*ordinary(), ("V", 1_234_567, 60), second, ("V", 5, 61))
        leads, said = told(equal_payments(paid))

        assert [] == leads
        assert said[0].startswith("pairs of payments that differ: ")

    def test_what_was_taken_back_does_not_count(self, told):
        """
        A payment that was reversed was not made twice.
        """
        back = Entry(
            id="B",
            kind=EntryKind.PAYMENT,
            day=date.fromordinal(START + 65),
            year=2025,
            amount=Money.of("12345.67", "EUR"),
            part="housing",
            recipient="V",
            reverses="P301",
        )
        twice = [("V", 1_234_567, 60), ("V", 1_234_567, 64)]
        paid = entries(*ordinary(), *twice, others=[back])

        assert [] == told(equal_payments(paid))[0]

    def test_fixed_rates_are_no_leads(self, told):
        """
        Where everybody gets the same, equal amounts say nothing, and are counted.
        """
        paid = entries(*[(f"R{k % 10}", 50_000, k) for k in range(100)])
        leads, said = told(equal_payments(paid))

        assert [] == leads
        assert (
            "10 cases are as likely by chance, because amounts of the ledger are alike"
        ) in said

    @pytest.mark.parametrize("screen", [equal_payments, near_payments])
    def test_nothing_to_compare(self, told, screen):
        """
        Whoever is paid once cannot be paid twice.
        """
        for paid in (entries(), entries(("V", 1, 1), ("W", 1, 1))):
            assert ([], ["nobody received two payments within 14 days"]) == told(
                screen(paid)
            )

    def test_only_payments_count(self, told):
        """
        A commitment is no payment.
        """
        promised = Entry(
            id="C",
            kind=EntryKind.COMMITMENT,
            day=date.fromordinal(START + 60),
            year=2025,
            amount=Money.of("12345.67", "EUR"),
            part="housing",
            recipient="V",
        )
        paid = entries(*ordinary(), ("V", 1_234_567, 60), others=[promised])

        assert [] == told(equal_payments(paid))[0]

    @pytest.mark.parametrize("kinds", [300, 3_000, 300_000])
    def test_rate_by_chance(self, observed, kinds):
        """
        Amounts that are dealt out at random give a lead in at most one of a hundred.
        """
        rate = observed(lambda rng: equal_payments(random(rng, kinds)))

        assert rate <= Fraction(1, 100)

    def test_days_are_not_negative(self):
        """
        Before and after are one distance.
        """
        with pytest.raises(InvalidDataError, match="number of days is negative"):
            list(equal_payments(entries(), days=-1))


class TestNearPayments:
    def test_a_slip_of_the_pen(self, told):
        """
        Two digits swapped in one week: that is worth a look.
        """
        twice = [("V", 9_234_567, 60), ("V", 9_235_467, 56)]
        (lead,), said = told(near_payments(entries(*ordinary(), *twice)))

        assert ("SCREEN-003", "payments to V") == (lead.rule, str(lead.subject))
        assert (
            "92,345.67 EUR and 92,354.67 EUR were paid within 14 days of each other"
            == str(lead.message)
        )
        assert [] == said

    @pytest.mark.parametrize(
        "second",
        [("V", 9_235_467, 80), ("W", 9_235_467, 60), ("V", 9_434_567, 60)],
    )
    def test_another_payment(self, told, second):
        """
        Another month, another recipient or another amount is another payment.
        """
        paid = entries(*ordinary(), ("V", 9_234_567, 60), second, ("V", 5, 61))

        assert [] == told(near_payments(paid))[0]

    def test_equal_amounts_are_left_to_the_other_screen(self, told):
        """
        What is equal is not near.
        """
        twice = [("V", 9_234_567, 60), ("V", 9_234_567, 64)]
        leads, said = told(near_payments(entries(*ordinary(), *twice)))

        assert [] == leads
        assert said[-1].startswith("pairs of payments that differ: ")

    def test_amounts_that_lie_close_everywhere(self, told):
        """
        Where all amounts are near each other, that is counted and not listed.
        """
        paid = entries(*[(f"R{k % 10}", 50_000 + k, k) for k in range(100)])
        leads, said = told(near_payments(paid))

        assert [] == leads
        assert "are as likely by chance" in said[0]

    @pytest.mark.parametrize("kinds", [3_000, 3_000_000])
    def test_rate_by_chance(self, observed, kinds):
        """
        Amounts that are dealt out at random give a lead in at most one of a hundred.
        """
        rate = observed(lambda rng: near_payments(random(rng, kinds)))

        assert rate <= Fraction(1, 100)

    @pytest.mark.parametrize("tolerance", [Fraction(0), Fraction(1, 2)])
    def test_tolerance(self, tolerance):
        """
        A tolerance of nothing finds nothing, one of half finds everything.
        """
        with pytest.raises(InvalidDataError, match="this is no tolerance"):
            list(near_payments(entries(), tolerance=tolerance))

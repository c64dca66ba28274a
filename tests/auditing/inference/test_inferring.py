from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel import catalog
from fundmodel.auditing.inference import Manner, infer
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable

PAKT = "pakt-fuer-integration"


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def table(minor, *, currency="EUR", unit=None):
    """Make a table of amounts in smallest units."""
    ids = [f"{row:03}" for row in range(len(minor))]
    return PublishedTable(
        id="table",
        ids=ids,
        names=ids,
        amounts=[Money.from_minor(one, currency) for one in minor],
        unit=unit,
    )


def nearest(heads, total, pot, unit=100):
    """Give amounts to the nearest unit."""
    return [
        (2 * pot * one + total * unit) // (2 * total * unit) * unit for one in heads
    ]


@pytest.fixture(scope="module")
def tranche():
    """Infer from the first tranche, once for all tests."""
    return infer(catalog.published(PAKT, "first-tranche-2017"), pot=eur(34_800_000))


@pytest.fixture(scope="module")
def final():
    """Infer from the final distribution, once for all tests."""
    return infer(catalog.published(PAKT, "final-2018"), pot=eur(58_000_000))


class TestThePakt:
    """
    Two tables of the Pakt für Integration, given amounts and pot only.

    The totals are inferred and not published; seven counts of heads were published
    with the final distribution and come out (Badische Zeitung and others, January
    2018, see the sources of the shipped program).
    """

    def test_the_first_tranche(self, tranche):
        """
        Of 200,000 totals one gives 100 of 102 amounts, and the two others are named.
        """
        found = tranche

        assert (46_828, Manner.NEAREST, 100, 102) == (
            found.found.total,
            found.found.manner,
            found.found.fits,
            found.found.count,
        )
        assert {
            Manner.NEAREST: 100,
            Manner.RATE_FIRST: 84,
            Manner.DOWN: 73,
            Manner.UP: 58,
        } == {fit.manner: fit.fits for fit in found.by_manner}
        assert ("08215017", "08317150") == found.misfits
        assert (93_656, 140_484, 187_312) == tuple(fit.total for fit in found.multiples)
        assert found.is_decided

    def test_one_half_chooses_the_total_that_fits_the_other(self, tranche):
        """
        The total is no accident of the amounts that it was chosen by.
        """
        halves = tranche.halves

        assert (20, 20, 49, 51, 51) == attrs.astuple(halves)

    def test_what_is_said(self, tranche):
        """
        The text has what was found, what competes with it, and what it is worth.
        """
        found = tranche
        lines = str(found).splitlines()

        assert (
            "best: 46,828 heads, each amount rounded to the nearest unit: 100 of 102 "
            "amounts; amounts drawn by lot would give 0.1"
        ) == lines[1]
        assert "that is 743.145126… EUR per head, before rounding" == lines[2]
        assert (
            "the same with all heads multiplied by one number: totals of 93,656, "
            "140,484, 187,312"
        ) in lines
        assert "amounts that do not come out: 08215017, 08317150" in lines
        assert lines[-1].endswith("that confirms neither")
        assert "46,828 heads, each amount rounded to the nearest unit" in str(
            found.found
        )
        assert "46.828 Köpfe" in found.text("de")
        assert "je Kopf" in infer(tranche.published).text("de")

    def test_what_the_table_cannot_decide_is_said(self, final):
        """
        Ways of rounding that fit as well are named.
        """
        found = final

        assert (
            "fits as well: 72,857 heads, the rate rounded to the smallest unit, then "
            "each amount to the nearest: 43 of 43 amounts"
        ) in str(found).splitlines()

    def test_the_final_distribution(self, final):
        """
        43 of 43 come out with one total; two ways of rounding cannot be told apart.
        """
        found = final

        assert (72_857, 43) == (found.found.total, found.found.fits)
        assert [(72_857, Manner.RATE_FIRST)] == [
            (fit.total, fit.manner) for fit in found.equal
        ]
        assert not found.is_decided

    def test_published_counts_exclude_multiples(self):
        """
        Seven counts that were published leave one total only.
        """
        published = catalog.published(PAKT, "final-2018")
        roster = catalog.roster(PAKT, "heads-2017-09-15")
        column = roster.columns[0]
        counts = {
            roster.ids[row]: int(column.values[row])
            for row in np.flatnonzero(~column.inferred & ~roster.remainder).tolist()
            if roster.ids[row] in published.ids
        }
        found = infer(published, pot=eur(58_000_000), counts=counts)

        assert 7 == len(counts)
        assert (72_857, 43) == (found.found.total, found.found.fits)
        assert () == found.multiples

    @pytest.mark.parametrize(
        ("name", "rate"),
        [
            ("first-tranche-2017", (34_800_000, 46_828)),
            ("final-2018", (58_000_000, 72_857)),
        ],
    )
    def test_without_the_pot_only_the_rate_is_found(self, name, rate):
        """
        The rate of pot and total lies in the window that was found.
        """
        found = infer(catalog.published(PAKT, name))

        assert found.found is None
        assert found.found_rate.low <= Fraction(rate[0] * 100, rate[1])
        assert found.found_rate.high > Fraction(rate[0] * 100, rate[1])
        assert "only the rate per head can be found" in str(found)


class TestLots:
    @settings(max_examples=10)
    @given(st.integers(0, 2**32 - 1), st.integers(20, 60))
    def test_nothing_fits_amounts_drawn_by_lot(self, seed, count):
        """
        Amounts without a rule give no total and no rate, and the text says so.
        """
        amounts = np.random.default_rng(seed).integers(20_000, 600_000, count) * 100
        drawn = table(amounts.tolist())
        totals, rates = (
            infer(drawn, pot=eur(34_800_000), most=30_000),
            infer(drawn, most=2_000),
        )

        assert (None, None) == (totals.found, rates.found_rate)
        assert ((), (), {}) == (totals.misfits, rates.misfits, dict(totals.heads))
        assert "nothing fits better than chance" in str(totals)
        assert "no rate fits better than chance" in str(rates)

    @settings(max_examples=15)
    @given(
        st.lists(st.integers(1, 400), min_size=12, max_size=40).filter(
            lambda heads: len(set(heads)) > 6
        ),
        st.integers(0, 5_000),
    )
    def test_what_was_made_by_a_rule_is_found(self, heads, others):
        """
        The total comes out, or one that gives the same amounts.
        """
        total = sum(heads) + others + 3_000
        pot = total * 91_357
        found = infer(
            table(nearest(heads, total, pot)),
            pot=Money.from_minor(pot, "EUR"),
            most=25_000,
        )

        assert found.found is not None
        assert len(heads) == found.found.fits
        assert total in {
            found.found.total,
            *(fit.total for fit in (*found.equal, *found.multiples)),
        }


class TestManners:
    @pytest.mark.parametrize("manner", [Manner.DOWN, Manner.UP])
    def test_rounding_to_one_side_is_found(self, manner):
        """
        Amounts that were all cut, or all raised, fit no other way as well.
        """
        heads = [7, 13, 29, 31, 57, 83, 101, 140, 211, 260, 307, 411]
        total, pot = 12_345, 12_345 * 71_234 + 6_789
        exact = [Fraction(pot * one, total * 100) for one in heads]
        cut = [
            int(one // 1 if manner is Manner.DOWN else -(-one // 1)) for one in exact
        ]
        found = infer(
            table([one * 100 for one in cut]),
            pot=Money.from_minor(pot, "EUR"),
            most=20_000,
        )
        rates = infer(table([one * 100 for one in cut]), most=1_000)

        assert (total, manner) == (found.found.total, found.found.manner)
        assert dict(zip(found.published.ids, heads, strict=True)) == found.heads
        assert len(heads) == rates.found_rate.fits
        assert "halves rounded up" not in str(found)

    def test_nothing_for_nobody(self):
        """
        An amount of zero fits every total, so it counts for none.
        """
        heads = [7, 13, 29, 31, 57, 83, 101, 140, 211, 260]
        amounts = [*nearest(heads, 5_000, 400_000_000), 0]
        found = infer(table(amounts), pot=eur(4_000_000), most=9_000)

        assert (10, 10) == (found.found.count, found.found.fits)
        assert "010" not in found.heads
        assert () == found.misfits

    def test_the_unit_is_found(self):
        """
        The largest power of ten that divides all amounts is their unit.
        """
        heads = [700, 1300, 2900, 3100, 5700, 8300, 10_100]
        amounts = nearest(heads, 50_000, 5_123_456_789, unit=1_000)

        assert (
            eur(10)
            == infer(
                table(amounts), pot=Money.from_minor(5_123_456_789, "EUR"), most=60_000
            ).unit
        )

    def test_known_counts_without_a_pot(self):
        """
        Known heads narrow the rate; who is said to have none gets no amount by it.
        """
        heads = [7, 13, 29, 31, 57, 83, 101, 140, 211, 260, 307, 411]
        amounts = nearest(heads, 5_000, 371_234_500)
        counts = {"000": 0, "001": 13, "011": 411}
        found = infer(table(amounts), counts=counts, most=2_000)

        assert ("000",) == found.misfits
        assert 411 == found.heads["011"]
        assert "amounts that do not come out: 000" in str(found)

    def test_everything_comes_out(self):
        """
        Where nothing is left to be said about misfits, nothing is said.
        """
        heads = [7, 13, 29, 31, 57, 83, 101, 140, 211, 260, 307, 411]
        amounts = nearest(heads, 5_000, 371_234_500)

        assert "do not come out" not in str(infer(table(amounts), most=2_000))
        assert eur(1) == infer(table(amounts, unit=eur(1)), most=2_000).unit

    def test_a_total_that_all_share(self):
        """
        Where nothing else is below the first multiple there is no runner-up.
        """
        found = infer(table([100, 200]), pot=eur(3), most=1)

        assert found.runner_up is None
        assert found.found is None


class TestBadInput:
    @pytest.mark.parametrize(
        ("published", "said", "more"),
        [
            (table([100, 0]), "too few amounts to infer anything from", {}),
            (table([100, 200, -5]), "an amount is negative", {}),
            (
                table([100, 200]),
                "does not go with the table",
                {"pot": Money.of(1, "USD")},
            ),
            (table([100, 200]), "does not go with the table", {"pot": eur(0)}),
            (table([100, 200]), "fits no row of the table", {"counts": {"x": 1}}),
            (table([100, 200]), "fits no row of the table", {"counts": {"000": -1}}),
            (table([100, 200]), "no total is to be tried", {"most": 0}),
            (table([100, 250], unit=eur(1)), "no multiple of the unit", {}),
            (
                table([10**16, 10**15]),
                "too large to try so many totals",
                {"pot": Money.from_minor(10**17, "EUR")},
            ),
        ],
    )
    def test_what_cannot_be_asked(self, published, said, more):
        """
        Nothing is tried before the question makes sense.
        """
        with pytest.raises(InvalidDataError, match=said):
            infer(published, **more)

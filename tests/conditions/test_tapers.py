"""Tests of `fundmodel.conditions.tapers`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed, Rounding
from fundmodel.conditions import EligibleThreshold, Freed, Taper, Threshold
from fundmodel.errors import (
    DataLackingError,
    InvalidModelError,
    NothingToShareByError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule, RatePerUnit, Round, Share
from fundmodel.sentences import Language
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

SOME = settings(max_examples=40)
RISING = Taper(by="need", nothing_at=10, all_at=20)
RATE = RatePerUnit(rate=Money.of(100, "EUR"), by="heads")
KEY = Share(by="heads")


def roster(need, heads=None, of=None, *, kinds=()):
    """Make a roster with what is needed, counted and compared with."""
    n = len(need)
    ids = [f"n{i}" for i in range(n)]
    kinds = kinds or ["town"] * n
    return Roster(
        id="towns",
        ids=ids,
        names=ids,
        kinds=kinds,
        columns=[
            Column.of(Indicator(id="need"), need),
            Column.of(Indicator(id="heads"), heads or [1] * n),
            Column.of(Indicator(id="all"), of or [100] * n),
        ],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def folded(bodies, *provisions, pots=(100_000,)):
    """Apply provisions to pots of cents."""
    state = State.start(Mixed.of(list(pots)), bodies, unit=Unit.money("EUR"))
    return AllocationRule(*provisions).fold(state, Facts())


def euros(bodies, *provisions):
    """Give what everybody has of 1,000 EUR in the end, in euros."""
    amounts = folded(bodies, *provisions)[-1].after.amounts
    return [amounts.fraction(0, i) / 100 for i in range(amounts.shape[1])]


class TestTaper:
    def test_lets_claims_fade_in_a_straight_line(self):
        """
        Nothing up to 10, all from 20 on, and a tenth for each unit between.
        """
        bodies = roster([9, 10, 13, 19, 20, 30])

        assert [0, 0, 30, 90, 100, 100] == euros(bodies, RATE, RISING)

    def test_may_fall(self):
        """
        Help may fade with strength as well as rise with need.
        """
        falling = Taper(by="need", nothing_at=20, all_at=10)

        assert [100, 100, 70, 0, 0] == euros(roster([9, 10, 13, 20, 30]), RATE, falling)

    def test_may_look_at_a_rate(self):
        """
        The values may be per cent of another indicator.
        """
        taper = Taper(by="need", of="all", nothing_at="10 %", all_at="20 %")

        assert [50, 0, 100] == euros(roster([3, 1, 30], of=[20, 10, 40]), RATE, taper)

    def test_leaves_what_is_freed_in_the_pot(self):
        """
        Later provisions may share it.
        """
        done = folded(roster([13, 20]), RATE, RISING)[-1].after

        assert 100_000 - 13_000 == done.pot.fraction(0)

    def test_or_gives_it_to_the_others(self):
        """
        Then the weights fade: 3 tenths of one share against a whole one of another.
        """
        taper = Taper(by="need", nothing_at=10, all_at=20, freed=Freed.OTHERS)
        bodies = roster([13, 20, 5], [1, 2, 7])

        expected = [Fraction(300, 23) * 10, Fraction(2000, 23) * 10, 0]
        assert expected == euros(bodies, KEY, taper)

    def test_explains_the_factor(self):
        """
        The figures printed give the amount.
        """
        steps = folded(roster([13, 9]), RATE, RISING)

        assert (
            "100.00 EUR x 30 % = 30.00 EUR (need: 13 units, nothing at 10, all at 20)"
        ) == str(RISING.explain(steps[-1], 0, 0))
        assert (
            "100,00 EUR x 0 % = 0,00 EUR (need: 9 Einheiten, nichts bei 10, "
            "alles bei 20)"
        ) == RISING.explain(steps[-1], 1, 0).render(Language.GERMAN)

    def test_explains_what_others_freed(self):
        """
        Where the others gain, the second factor is said too.
        """
        taper = Taper(by="need", nothing_at=10, all_at=20, freed=Freed.OTHERS)
        steps = folded(roster([15, 20, 5], [1, 1, 1]), KEY, taper)

        assert (
            "333.333333… EUR x 50 % (need: 15 units, nothing at 10, all at 20) x 2 for "
            "what is set free = 333.333333… EUR"
        ) == str(taper.explain(steps[-1], 0, 0))
        assert (
            "333,333333… EUR x 0 % (need: 5 Einheiten, nichts bei 10, alles "
            "bei 20) x 1 "
            "für das, was frei wird = 0,00 EUR"
        ) == taper.explain(steps[-1], 2, 0).render(Language.GERMAN)

    def test_says_what_it_does(self):
        """
        The provision names both ends, and who has what is set free.
        """
        rate = Taper(
            by="need", of="all", nothing_at="5 %", all_at="15 %", freed=Freed.OTHERS
        )

        assert "claims fade with need: nothing at 10, all at 20" == str(
            RISING.describe()
        )
        assert (
            "claims fade with need out of all: nothing at 5 %, all at 15 %; the others "
            "have what is set free"
        ) == str(rate.describe())

    def test_rounds_the_factor_where_the_law_does(self):
        """
        The factor of 7 between 6 and 9 is a third: 0.3, or 0.34 rounded up.
        """
        bodies = roster([7])
        one = Taper(by="need", nothing_at=6, all_at=9, decimals=1)
        up = Taper(by="need", nothing_at=6, all_at=9, decimals=2, rounding=Rounding.UP)

        assert [30] == euros(bodies, RATE, one)
        assert [34] == euros(bodies, RATE, up)
        assert "x 34 %" in str(up.explain(folded(bodies, RATE, up)[-1], 0, 0))

    def test_leaves_the_ineligible_untouched(self):
        """
        Whoever was left out needs no value, and is told why.
        """
        only = EligibleThreshold(thresholds=[Threshold(by="heads", at_least=1)])
        bodies = roster([13, None], [1, 0])
        for freed in Freed:
            taper = Taper(by="need", nothing_at=10, all_at=20, freed=freed)
            steps = folded(bodies, only, RATE, taper)
            assert 0 == steps[-1].after.amounts.fraction(0, 1)
            assert ("n1 is not eligible, which needs heads at least 1") == str(
                taper.explain(steps[-1], 1, 0)
            )

    def test_does_not_touch_claims_of_the_ineligible(self):
        """
        An amount that somebody has for another reason stays.
        """
        state = State.start(
            Mixed.of([0]), roster([5, 15]), unit=Unit.money("EUR")
        ).becomes(
            pot=Mixed.of([-30]),
            amounts=Mixed.of([[10, 20]]),
            eligible=np.array([[False, True]]),
        )

        assert [[10, 10]] == RISING.apply(state, Facts()).amounts.whole.tolist()

    def test_needs_somebody_whose_claim_is_left(self):
        """
        What is set free needs somebody to have it.
        """
        taper = Taper(by="need", nothing_at=10, all_at=20, freed=Freed.OTHERS)
        with pytest.raises(NothingToShareByError) as caught:
            folded(roster([1, 2]), KEY, taper)

        assert (
            "roster 'towns': all claims have faded to nothing\n"
            "  got: 1,000.00 EUR set free\n"
            "  expected: at least one claim that is left\n"
            "  mend: check the values of the taper, or let the money go back to the pot"
        ) == str(caught.value)

    def test_cannot_tell_of_a_row_for_all_others(self):
        """
        Those behind the row would have to be looked at one by one.
        """
        bodies = roster([1, 2], kinds=["town", REMAINDER])
        with pytest.raises(DataLackingError) as caught:
            folded(bodies, RATE, RISING)

        assert (
            "roster 'towns': how claims fade cannot be told of many together\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_stands_after_what_gives_claims(self):
        """
        Before there are claims nothing can fade.
        """
        with pytest.raises(InvalidModelError, match=r"^provision 1 \(Taper\): a provi"):
            AllocationRule(RISING, KEY)

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            (
                {"all_at": 10},
                (
                    "taper: a taper begins where it ends\n"
                    "  got: 10\n"
                    "  expected: two different values\n"
                    "  mend: for a cliff, take a threshold of eligibility"
                ),
            ),
            (
                {"decimals": 13},
                (
                    "taper.decimals: a factor cannot be rounded like this\n"
                    "  got: 13\n"
                    "  expected: 0 to 12 decimals\n"
                    "  mend: leave it out to keep the factor exact"
                ),
            ),
            (
                {"of": "need"},
                (
                    "taper: a rate compares an indicator with itself\n"
                    "  got: need\n"
                    "  expected: two indicators, for example children in need of all "
                    "children\n"
                    "  mend: leave `of` out to look at the count"
                ),
            ),
        ],
    )
    def test_refuses_what_makes_no_sense(self, fields, message):
        """
        A taper needs two ends, and a factor that can be written.
        """
        given = {"by": "need", "nothing_at": 10, "all_at": 20, **fields}
        with pytest.raises(InvalidModelError) as caught:
            Taper(**given)

        assert message == str(caught.value)


ROWS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 50), st.integers(1, 50)),
    min_size=1,
    max_size=6,
)
TAPERS = st.builds(
    Taper,
    by=st.just("need"),
    of=st.sampled_from([None, "all"]),
    nothing_at=st.fractions(0, 20, max_denominator=20),
    all_at=st.fractions(21, 40, max_denominator=20),
    decimals=st.none() | st.integers(0, 4),
    rounding=st.sampled_from(Rounding),
)


class TestFading:
    @SOME
    @given(ROWS, TAPERS, st.booleans(), st.data())
    def test_agrees_with_fractions(self, rows, taper, falls, data):
        """
        Each claim is multiplied by the factor as one would by hand, in any order.
        """
        rows = data.draw(st.permutations(rows))
        if falls:
            taper = Taper(by="need", nothing_at=40, all_at=7)
        bodies = roster(*map(list, zip(*rows, strict=True)))
        done = AllocationRule(RATE, taper, Round("0.01")).apply(
            Money.of(10**6, "EUR"), bodies
        )
        after = done.steps[1].after

        assert_conserved(done)
        for i, (need, heads, of) in enumerate(rows):
            value = Fraction(need, of) if taper.of else Fraction(need)
            length = taper.all_at - taper.nothing_at
            factor = min(max((value - taper.nothing_at) / length, 0), 1)
            if taper.decimals is None:
                assert heads * 10_000 * factor == after.amounts.fraction(0, i)
            else:
                left = after.amounts.fraction(0, i) / (heads * 10_000)
                unit = Fraction(1, 10**taper.decimals)
                assert 0 == left % unit
                assert abs(left - factor) < unit
            assert_adds_up(done.explain(f"n{i}"))
            assert_figures_are_right(done.explain(f"n{i}"))

    @SOME
    @given(ROWS, TAPERS, st.integers(0, 10**9))
    def test_is_the_same_as_fading_the_weights(self, rows, taper, pot):
        """
        What is freed goes to the others as if the weights had faded before.
        """
        exact = Taper(
            by="need",
            nothing_at=taper.nothing_at,
            all_at=taper.all_at,
            freed=Freed.OTHERS,
        )
        rows = [*rows, (45, 1, 1)]
        bodies = roster(*map(list, zip(*rows, strict=True)))
        after = folded(bodies, KEY, exact, pots=[pot])[-1].after
        length = exact.all_at - exact.nothing_at
        weights = [
            heads * min(max((need - exact.nothing_at) / length, Fraction(0)), 1)
            for need, heads, _ in rows
        ]

        assert 0 == after.pot.fraction(0)
        for i, weight in enumerate(weights):
            assert Fraction(pot * weight) / sum(weights) == after.amounts.fraction(0, i)

    @SOME
    @given(
        ROWS,
        st.sampled_from(Freed),
        st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=4),
    )
    def test_batches_equal_one_by_one(self, rows, freed, pots):
        """
        Several pots at once give what each gives alone, corrections too.
        """
        taper = Taper(by="need", nothing_at=10, all_at=20, freed=freed)
        bodies = roster(*map(list, zip(*[*rows, (45, 1, 1)], strict=True)))
        batch = folded(bodies, KEY, taper, pots=pots)[-1]

        for s, pot in enumerate(pots):
            alone = folded(bodies, KEY, taper, pots=[pot])[-1]
            assert alone.after.pot.fraction(0) == batch.after.pot.fraction(s)
            for i in range(len(bodies)):
                assert alone.after.amount(i) == batch.after.amount(i, s)
                assert taper.explain(alone, i, 0) == taper.explain(batch, i, s)

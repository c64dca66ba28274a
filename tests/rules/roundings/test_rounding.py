"""Tests of `fundmodel.rules.roundings.rounding`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundmodel.errors import DataLackingError, InvalidModelError
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule, Round, Rounding, Share

HEADS = Indicator(id="heads")


def towns(*heads, rest=None):
    """Make a roster of towns, perhaps with a row for all others."""
    records = [{"id": "abcdef"[i], "heads": value} for i, value in enumerate(heads)]
    if rest is not None:
        records.append({"id": "rest", "kind": REMAINDER, "heads": rest})
    return Roster.from_records(
        records,
        id="towns",
        indicators=[HEADS],
        coverage=Coverage.PARTIAL if rest is None else Coverage.REMAINDER,
    )


def rounded(to, pot, *heads, rest=None, **more):
    """Share a pot of euros by heads and round."""
    rule = AllocationRule(Share(by="heads"), Round(to, **more))
    return rule.apply(Money.of(pot, "EUR"), towns(*heads, rest=rest))


class TestRound:
    def test_keeps_the_sum_by_default(self):
        """
        The units left over go to the largest remainders.
        """
        done = rounded("0.01", 100, 1, 1, 4)

        assert [1667, 1667, 6666] == done.amounts.tolist()
        assert 0 == done.residual.count

    @pytest.mark.parametrize(
        ("each", "amounts", "residual"),
        [
            (Rounding.HALF_UP, [300, 400, 900], -100),
            (Rounding.HALF_EVEN, [200, 400, 900], 0),
            (Rounding.DOWN, [200, 300, 900], 100),
            (Rounding.UP, [300, 400, 900], -100),
        ],
    )
    def test_rounds_each_on_its_own(self, each, amounts, residual):
        """
        What the sum lacks or has too much is the residual.
        """
        done = rounded("1.00", 15, 5, 7, 18, each=each)

        assert amounts == done.amounts.tolist()
        assert residual == done.residual.count

    @pytest.mark.parametrize(
        ("to", "amounts"),
        [
            ("0.01", [3333, 6667]),
            ("0.10", [3330, 6670]),
            (1, [3300, 6700]),
            (Decimal(50), [5000, 5000]),
            ("100.00", [0, 10000]),
        ],
    )
    def test_rounds_to_any_unit(self, to, amounts):
        """
        From a cent to a hundred euros.
        """
        assert amounts == rounded(to, 100, 1, 2).amounts.tolist()

    @pytest.mark.parametrize(
        ("each", "how"),
        [
            (None, "rounded to 1.00, so that the sum is kept"),
            (Rounding.HALF_UP, "rounded half up to 1.00, each on its own"),
            (Rounding.HALF_EVEN, "rounded half to even to 1.00, each on its own"),
            (Rounding.DOWN, "rounded down to 1.00, each on its own"),
            (Rounding.UP, "rounded up to 1.00, each on its own"),
        ],
    )
    def test_says_how(self, each, how):
        """
        The provision names unit and manner.
        """
        assert how == str(Round("1.00", each=each).describe())

    def test_says_from_what_to_what(self):
        """
        The sentence holds the amount before and after.
        """
        done = rounded("1.00", 100, 1, 2, each=Rounding.DOWN)

        assert "2. 33.333333… EUR rounded down to 1.00 EUR: 33.00 EUR" in str(
            done.explain("a")
        )

    def test_tells_of_ties(self):
        """
        A tie is told to all who took part in it, and to nobody else.
        """
        done = rounded(1, 100, 1, 1, 1, 0)
        tie = "(a tie: 3 had the same remainder, enough was left for 1; the order of "

        assert f"{tie}the roster decided for this one)" in str(done.explain("a"))
        assert f"{tie}the roster decided against this one)" in str(done.explain("b"))
        assert "tie" not in str(done.explain("d"))

    def test_leaves_rows_for_all_others(self):
        """
        Those behind such a row are rounded one by one, nobody knows how.
        """
        done = rounded(1, 100, 1, rest=2, each=Rounding.HALF_UP)

        assert [3300, 6666] == done.amounts.tolist()
        assert 20_000 == 3 * done.exact(1)
        assert ("2. not rounded: those behind this row are rounded one by one") in str(
            done.explain("rest")
        )

    def test_cannot_keep_a_sum_that_is_not_known(self):
        """
        Largest remainders need all remainders.
        """
        with pytest.raises(DataLackingError) as caught:
            rounded(1, 100, 1, rest=2)

        assert (
            "roster 'towns': "
            "the largest remainders cannot be told while some are unknown\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody, or round each on its own"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        "to",
        [0.01, True, None, "x", "", "0", "-1", "NaN", "Infinity", "1E+99", "9" * 50,
         "1e2", "1_000", " 1 ", "\N{DEVANAGARI DIGIT ONE}", b"1", Decimal("1E+41"),
         Decimal("1E-41"), Decimal("NaN")],
        ids=repr,
    )  # fmt: skip
    def test_refuses_what_is_no_unit(self, to):
        """
        Floats, nothing, less than nothing and hostile text are no units.
        """
        with pytest.raises(InvalidModelError) as caught:
            Round(to)

        assert (
            "round.to: this is no unit to round to\n"
            f"  got: {to!r}\n"
            '  expected: a positive decimal as text, for example "1.00"\n'
            '  mend: write Round("0.01") for cents; floats are not exact'
        ) == str(caught.value)

    def test_writes_its_unit_out(self):
        """
        A unit is shown and hashed as digits, however it was given.
        """
        one, other = Round(Decimal("1E+2")), Round("100")

        assert one == other
        assert content_hash(one) == content_hash(other)
        assert "rounded to 100, so that the sum is kept" == str(one.describe())

    def test_a_hostile_integer_is_refused_like_any_other(self):
        """
        An integer that Python refuses to write out is no unit either.
        """
        with pytest.raises(InvalidModelError) as caught:
            Round(10**5000)

        assert "  got: a value of type int, too large to print" in str(caught.value)

    def test_refuses_parts_of_a_cent(self):
        """
        The pot decides which is the smallest unit.
        """
        with pytest.raises(InvalidModelError, match=r"a multiple of 0\.01 EUR"):
            rounded("0.001", 100, 1)

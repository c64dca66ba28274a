"""Each amount is split among those who fund it, and both margins are kept."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.errors import AllocationError, InvalidDataError, InvalidModelError
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    FundingShare,
    FundingTie,
    Round,
    Rounding,
    Share,
    split_funding,
)
from fundmodel.sentences import Language, Text

SOME = settings(max_examples=60)
LAND = Text({"en": "the Land", "de": "das Land"})
TWO = (
    FundingShare(funder="federation", share="55 %"),
    FundingShare(funder="land", share="45 %", name=LAND),
)
FOUR = (
    FundingShare(funder="federation", year="2025", share="30 %"),
    FundingShare(funder="federation", year="2026", share="25 %"),
    FundingShare(funder="land", year="2025", share="20 %"),
    FundingShare(funder="land", year="2026", share="25 %"),
)


def table(*cents):
    """Make a table of amounts."""
    ids = [f"r{i}" for i in range(len(cents))]
    return PublishedTable(
        id="t", ids=ids, names=ids, amounts=[Money.from_minor(c, "EUR") for c in cents]
    )


def shares(parts):
    """Make shares in proportion to whole numbers."""
    return [
        FundingShare(funder=f"f{i}", share=Fraction(part, sum(parts)))
        for i, part in enumerate(parts)
    ]


def several():
    """Draw shares of two to four funders."""
    return st.lists(st.integers(1, 100), min_size=2, max_size=4).map(shares)


def cents():
    """Draw amounts of several recipients."""
    return st.lists(st.integers(-(10**6), 10**11), min_size=1, max_size=8)


class TestByHand:
    def test_two(self):
        """
        What one pays is what the other leaves, and both sums are right.
        """
        split = split_funding(table(101, 103, 107, 89), TWO)

        assert [[55, 46], [57, 46], [59, 48], [49, 40]] == split.amounts.tolist()
        assert Money.of("2.20", "EUR") == split.total("federation")
        assert Money.of("0.46", "EUR") == split.amount("r1", "land")

    def test_funders_and_years(self):
        """
        Shares may be told apart by year, and added up by funder.
        """
        split = split_funding(table(1001, 999), FOUR)

        assert 2000 == split.amounts.sum()
        assert Money.of("11.00", "EUR") == split.total("federation")
        assert Money.of("5.00", "EUR") == split.total("federation", "2026")
        assert split.amount("r0", "land").minor == sum(
            split.amount("r0", "land", year).minor for year in ("2025", "2026")
        )

    def test_distributions(self):
        """
        What a rule gave can be split as it is; seats too.
        """
        roster = Roster(
            id="towns",
            ids=["a", "b"],
            names=["A", "B"],
            kinds=["town"] * 2,
            columns=[Column.of(Indicator(id="heads"), [1, 2])],
        )
        done = AllocationRule(Share(by="heads"), Round(1)).apply(
            30, roster, unit="posts"
        )
        split = split_funding(done, TWO, to=1)

        assert 4 == split.amount("a", "land")
        assert 17 == split.total("federation")
        assert {
            "id": ("a", "a", "b", "b"),
            "funder": ("federation", "land") * 2,
            "year": (None,) * 4,
        } == {k: v for k, v in split.columns().items() if k != "amount"}
        assert [6, 4, 11, 9] == split.columns()["amount"].tolist()

    def test_nothing(self):
        """
        An empty table splits into nothing.
        """
        split = split_funding(table(), FOUR)

        assert (0, 4) == split.amounts.shape
        assert 0 == split.total("land").minor

    def test_whole_euros(self):
        """
        Parts may be rounded to a larger unit.
        """
        split = split_funding(table(10_000, 30_000), TWO, to="10.00")

        assert [[6000, 4000], [16000, 14000]] == split.amounts.tolist()

    def test_who_comes_first(self):
        """
        Where remainders are equal, the order of the roster decides, or a law.
        """
        split = split_funding(table(1, 1), shares([1, 1]))
        other = split_funding(table(1, 1), shares([1, 1]), first=["r1"])

        assert (FundingTie(tied=("r0", "r1"), given=(("r0",), ("r1",))),) == split.ties
        assert (FundingTie(tied=("r0", "r1"), given=(("r1",), ("r0",))),) == other.ties

    def test_explanation(self):
        """
        Each part is told with its share, and with the tie that decided.
        """
        split = split_funding(table(101, 100), FOUR)
        tied = split_funding(table(1, 1, 2), shares([1, 1]))

        assert "tie" not in str(tied.explain("r2")[0])
        assert (
            "federation in 2025: 30 % of 1.01 EUR = 0.303 EUR, rounded together with "
            "all others to 0.01 EUR: 0.31 EUR"
        ) == str(split.explain("r0")[0])
        assert (
            "f1: 50 % of 0.01 EUR = 0.005 EUR, rounded together with all others to "
            "0.01 EUR: 0.00 EUR (a tie: 2 had the same remainder, 1 of them were "
            "rounded up)"
        ) == str(tied.explain("r0")[1])
        assert "das Land" in split_funding(table(3), TWO).explain("r0")[1].render(
            Language.GERMAN
        )


class TestProperties:
    @SOME
    @given(cents(), several())
    def test_both_margins_are_kept(self, amounts, funders):
        """
        The parts of an amount give it, and all sums and parts are next to the exact
        ones.
        """
        split = split_funding(table(*amounts), funders)

        assert amounts == split.amounts.sum(axis=1).tolist()
        for column, one in enumerate(funders):
            assert abs(split.amounts[:, column].sum() - sum(amounts) * one.share) < 1
            for row, amount in enumerate(amounts):
                assert abs(int(split.amounts[row, column]) - amount * one.share) < 1

    @SOME
    @given(cents(), st.tuples(st.integers(1, 100), st.integers(1, 100)).map(shares))
    def test_two_are_the_nearest(self, amounts, funders):
        """
        Of two, no two recipients can exchange a unit and come nearer.
        """
        split = split_funding(table(*amounts), funders)
        ups, downs = [], []
        for row, amount in enumerate(amounts):
            away = amount * funders[0].share - int(split.amounts[row, 0])
            (ups if away < 0 else downs if away > 0 else []).append(away)

        assert all(1 + up >= down for up in ups for down in downs)

    @SOME
    @given(cents(), several())
    def test_ties_are_told(self, amounts, funders):
        """
        Whoever has the same amount and other parts is named in a tie.
        """
        split = split_funding(table(*amounts), funders)
        tied = {id_ for tie in split.ties for id_ in tie.tied}
        parts = {}
        for id_, amount, row in zip(split.ids, amounts, split.amounts, strict=True):
            first = parts.setdefault(amount, tuple(row))
            assert first == tuple(row) or id_ in tied

    @SOME
    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), several())
    def test_a_larger_unit(self, euros, funders):
        """
        Rounded to euros, euros are split as cents are to cents.
        """
        split = split_funding(table(*euros), funders)
        larger = split_funding(table(*(100 * e for e in euros)), funders, to="1.00")

        assert (100 * split.amounts).tolist() == larger.amounts.tolist()


class TestBadInput:
    @pytest.mark.parametrize(
        ("given_", "expected"),
        [
            (
                TWO[:1],
                (
                    "funding shares: the shares of those who fund do not add up\n"
                    "  got: 55 %\n"
                    "  expected: exactly 100 %\n"
                    "  mend: look for a misprint, or add who is missing"
                ),
            ),
            (
                shares([1, 1])[:1] * 2,
                (
                    "funding shares: somebody pays two shares in one year\n"
                    "  got: f0, f0\n"
                    "  expected: one share for each funder and year\n"
                    "  mend: add them up"
                ),
            ),
        ],
    )
    def test_shares(self, given_, expected):
        """
        Shares give the whole, and everybody is named once.
        """
        with pytest.raises(InvalidModelError) as caught:
            split_funding(table(1), given_)

        assert expected == str(caught.value)

    def test_no_share(self):
        """
        Whoever pays nothing is left out.
        """
        with pytest.raises(InvalidModelError) as caught:
            FundingShare(funder="x", share=0)

        assert (
            "share: this is no share of an amount\n"
            "  got: 0 %\n"
            "  expected: more than 0 % and at most 100 %\n"
            "  mend: correct the share; leave out who pays nothing"
        ) == str(caught.value)

    def test_unit(self):
        """
        Cents cannot be split into whole euros.
        """
        with pytest.raises(AllocationError) as caught:
            split_funding(table(100, 150), TWO, to="1.00")

        assert (
            "r1: an amount cannot be split into parts of this unit\n"
            "  got: 1.50 EUR\n"
            "  expected: a multiple of 1.00 EUR\n"
            "  mend: split to a smaller unit, or round the amounts before"
        ) == str(caught.value)

    def test_unknown_names(self):
        """
        Unknown ids and funders are refused.
        """
        with pytest.raises(InvalidDataError) as caught:
            split_funding(table(1), TWO, first=["x"])
        assert (
            "first: somebody shall come first whose amount is not split\n"
            "  got: x\n"
            "  expected: ids of those whose amounts are split\n"
            "  mend: correct the ids"
        ) == str(caught.value)

        split = split_funding(table(1), FOUR)
        with pytest.raises(InvalidDataError) as caught:
            split.amount("x", "land")
        assert str(caught.value).startswith(
            "funding split: nobody whose amount was split has this id\n  got: x"
        )
        for year, said in (("2030", "land, 2030"), (None, "eu")):
            with pytest.raises(InvalidDataError) as caught:
                split.total("land" if year else "eu", year)
            assert f"  got: {said}\n" in str(caught.value)

    def test_rows_for_others(self):
        """
        An amount of many together has no parts that anybody could pay.
        """
        roster = Roster(
            id="towns",
            ids=["a", "rest"],
            names=["A", "all others"],
            kinds=["town", "remainder"],
            coverage=Coverage.REMAINDER,
            columns=[Column.of(Indicator(id="heads"), [1, 2])],
        )
        done = AllocationRule(
            Share(by="heads"), Round("0.01", each=Rounding.DOWN)
        ).apply(Money.of(1, "EUR"), roster)
        with pytest.raises(AllocationError) as caught:
            split_funding(done, TWO)

        assert (
            "roster 'towns': an amount for many recipients together cannot be split\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

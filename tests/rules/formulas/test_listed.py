"""Tests of `fundmodel.rules.formulas.listed`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.conditions import Eligible
from fundmodel.errors import AllocationError, InvalidDataError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    FixedShares,
    Round,
    ShareByFormula,
    TableAmounts,
    Term,
    WeightedShares,
)
from fundmodel.sentences import Text

POT = Money.of(1_000, "EUR")
PRINTED = {"a": "62.5 %", "b": "37.5 %"}


def bodies(share=(1, 1), kinds=("land", "land")):
    """Make a roster of two bodies with one column."""
    return Roster(
        id="bodies",
        ids=["a", "b"],
        names=["A", "B"],
        kinds=kinds,
        columns=[Column.of(Indicator(id="share"), share)],
    )


def shared(formula, roster=None, facts=None, *, only=None):
    """Share a thousand euros by a formula."""
    first = [Eligible(kinds=only)] if only else []
    rule = AllocationRule(*first, ShareByFormula(formula=formula), Round("0.01"))
    return rule.apply(POT, bodies() if roster is None else roster, facts=facts)


def said(formula, roster=None, facts=None):
    """Give the sentence about the first body."""
    return str(shared(formula, roster, facts).explain("a").steps[0].said)


class TestFixedShares:
    def test_by_hand(self):
        """
        The pot is divided as printed.
        """
        formula = FixedShares(shares=PRINTED, name=Text("key"))

        assert [62500, 37500] == shared(formula).amounts.tolist()
        assert "fixed shares (recipients: 2)" == str(formula.describe())
        assert ("key: 62.5 % as listed; 1,000.00 EUR x 62.5 % = 625.00 EUR") == said(
            formula
        )

    @pytest.mark.parametrize(
        "shares",
        [
            {"a": Decimal("0.625"), "b": Fraction(3, 8)},
            [("a", "5/8"), ("b", "3/8")],
        ],
    )
    def test_are_exact_numbers(self, shares):
        """
        However they are written, as a mapping or as pairs.
        """
        assert FixedShares(shares=PRINTED) == FixedShares(shares=shares)

    def test_say_who_is_not_listed(self):
        """
        Whoever has no share because it is not listed is told so.
        """

        def said_of_b(formula):
            return str(shared(formula).explain("b").steps[0].said)

        some = FixedShares(shares={"a": 1})
        zero = FixedShares(shares={"a": 1, "b": 0})

        assert "is not listed: no share: nothing to share by" == said_of_b(some)
        assert "0 % as listed: nothing to share by" == said_of_b(zero)

    def test_may_have_another_base(self):
        """
        Parts in a thousand are as good as per cent, if the rule says so.
        """
        formula = FixedShares(shares={"a": 625, "b": 375}, base=1000)

        assert [62500, 37500] == shared(formula).amounts.tolist()
        assert (
            "625 of 1,000 as listed; 1,000.00 EUR x 625 / 1,000 = 625.00 EUR"
        ) == said(formula)

    def test_who_is_not_listed_has_none(self):
        """
        A table need not name those without a share.
        """
        formula = FixedShares(shares={"b": 1})

        assert [0, 100000] == shared(formula).amounts.tolist()
        assert "is not listed: no share: nothing to share by" == said(formula)

    @pytest.mark.parametrize(
        ("shares", "base", "got", "expected"),
        [
            ({"a": "62.5 %", "b": "37.49999 %"}, 1, "99.99999 %", "100 %"),
            ({"a": 60, "b": 41}, 100, "101", "100"),
        ],
    )
    def test_add_up_exactly(self, shares, base, got, expected):
        """
        A hundred-thousandth too little is a misprint, and named.
        """
        with pytest.raises(InvalidModelError) as caught:
            FixedShares(shares=shares, base=base)

        assert f"got: {got}\n  expected: exactly {expected}\n" in str(caught.value)
        assert str(caught.value).startswith(
            "FixedShares.shares: the shares do not add up\n"
        )
        assert str(caught.value).endswith(
            "mend: look for a misprint; where the law has another sum, state it as "
            "`base`"
        )

    def test_are_not_negative(self):
        """
        Nobody has a share of less than nothing.
        """
        with pytest.raises(InvalidModelError) as caught:
            FixedShares(shares={"a": "101 %", "b": "-1 %"})

        assert (
            "FixedShares.shares: a fixed share is negative\n"
            "  got: b\n"
            "  expected: shares of zero or more\n"
            "  mend: check the table"
        ) == str(caught.value)

    def test_list_nobody_twice(self):
        """
        Two shares of one body contradict each other.
        """
        with pytest.raises(InvalidModelError, match="list a recipient twice"):
            FixedShares(shares=[("a", "1/2"), ("a", "1/2")])

    @pytest.mark.parametrize(
        ("fields", "got"),
        [({}, "neither"), ({"shares": PRINTED, "by": "share"}, "both")],
    )
    def test_are_listed_in_one_place(self, fields, got):
        """
        Either the rule lists them or the roster.
        """
        with pytest.raises(InvalidModelError) as caught:
            FixedShares(**fields)

        assert (
            "FixedShares: fixed shares are listed either here or in a column of the "
            "roster\n"
            f"  got: {got}\n"
            "  expected: one of them\n"
            "  mend: write shares = {...}, or by = the id of an indicator"
        ) == str(caught.value)

    @pytest.mark.parametrize("shares", ["ab", ["a"], [("a", 1, 2)]])
    def test_are_pairs(self, shares):
        """
        What lists no recipients with shares is refused.
        """
        with pytest.raises(InvalidModelError, match="something else than recipients"):
            FixedShares(shares=shares)

    @pytest.mark.parametrize("shares", [7, [(1, 1)]])
    def test_are_of_ids(self, shares):
        """
        A number is no list, and no id.
        """
        with pytest.raises(InvalidModelError, match=r"FixedShares\.shares holds"):
            FixedShares(shares=shares)

    def test_are_no_floats(self):
        """
        A float is no exact share; the body is named.
        """
        with pytest.raises(InvalidModelError, match=r"^fixed shares, a: this is no ex"):
            FixedShares(shares={"a": 0.5})

    def test_of_strangers_are_refused(self):
        """
        A share of somebody who is not on the roster, or may not claim, is lost.
        """
        formula = FixedShares(shares={"a": "1/2", "b": "1/4", "c": "1/4"})
        roster = bodies(kinds=("land", "city"))
        with pytest.raises(AllocationError) as caught:
            shared(formula, roster, only=("land",))

        assert (
            "roster 'bodies': fixed shares list recipients who cannot be paid\n"
            "  got: b, c\n"
            "  expected: ids of eligible recipients on the roster\n"
            "  mend: check the ids, or take the roster that the shares were made for"
        ) == str(caught.value)

    def test_of_zero_may_be_the_ineligibles(self):
        """
        Whoever has no share may also be left out.
        """
        formula = FixedShares(shares={"a": 1, "b": 0})
        roster = bodies(kinds=("land", "city"))

        assert [100000, 0] == shared(formula, roster, only=("land",)).amounts.tolist()

    def test_may_stand_in_a_column(self):
        """
        Long tables come with the roster; they have to add up all the same.
        """
        formula = FixedShares(by="share", base=100)
        roster = bodies((Decimal("62.5"), Decimal("37.5")))

        assert [62500, 37500] == shared(formula, roster).amounts.tolist()
        assert "fixed shares: share" == str(formula.describe())
        assert (
            "62.5 of 100 as listed; 1,000.00 EUR x 62.5 / 100 = 625.00 EUR"
        ) == said(formula, roster)

    def test_in_a_column_add_up_too(self):
        """
        The sum is that of those who may claim.
        """
        formula = FixedShares(by="share", base=100)
        with pytest.raises(InvalidDataError) as caught:
            shared(formula, bodies((60, 40), ("land", "city")), only=("land",))

        assert (
            "roster 'bodies', share: the shares do not add up\n"
            "  got: 60\n"
            "  expected: exactly 100\n"
            "  mend: check the column, and who is eligible; where the law has another "
            "sum, state it as `base`"
        ) == str(caught.value)

    @given(st.lists(st.fractions(0, 1, max_denominator=99), min_size=1, max_size=2))
    def test_whatever_they_add_up_to(self, shares):
        """
        With their own sum as the base, any shares are a key.
        """
        listed = {**dict(zip("ab", [*shares, 1], strict=False))}
        formula = FixedShares(shares=listed, base=sum(listed.values()) or 1)
        done = shared(formula)

        assert 100000 == done.amounts.sum()


def table(amounts, ids=("a", "b")):
    """Make a table of amounts in euros."""
    return PublishedTable(
        id="basic",
        ids=ids,
        names=ids,
        amounts=[Money.of(amount, "EUR") for amount in amounts],
        name=Text("basic grants"),
    )


class TestTableAmounts:
    FORMULA = TableAmounts(table="basic")

    def test_by_hand(self):
        """
        A supplement in the proportions of the basic grants.
        """
        facts = Facts(tables=[table(["62.50", "37.50"])])

        assert [62500, 37500] == shared(self.FORMULA, facts=facts).amounts.tolist()
        assert "amounts of the table basic" == str(self.FORMULA.describe())
        assert (
            "62.50 EUR (basic grants); 1,000.00 EUR x 62.5 / 100 = 625.00 EUR"
        ) == said(self.FORMULA, facts=facts)

    def test_of_the_year_before(self):
        """
        Without a table it is what everybody had last time.
        """
        facts = Facts(previous=table([1, 3]))

        assert [25000, 75000] == shared(TableAmounts(), facts=facts).amounts.tolist()
        assert "amounts of the year before" == str(TableAmounts().describe())

    def test_may_have_a_name(self):
        """
        The law calls it something.
        """
        formula = WeightedShares(of=[Term(1, TableAmounts(name=Text("base")))])

        assert "1 x share of base" == str(formula.describe())

    def test_has_to_be_given(self):
        """
        The amounts come in with the facts of the allocation.
        """
        with pytest.raises(AllocationError, match="a table that was not given"):
            shared(self.FORMULA)
        with pytest.raises(AllocationError) as caught:
            shared(TableAmounts())

        assert (
            "TableAmounts: a formula counts by the amounts of the year before, which "
            "are not given\n"
            "  expected: a table of these amounts\n"
            "  mend: give it: Facts(previous=table); on the command line: "
            "--previous FILE"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("ids", "what", "got"),
        [
            ("a", "lacks recipients", "b"),
            ("abc", "lists bodies that do not claim", "c"),
            ("", "lacks recipients", "a, b"),
        ],
    )
    def test_lists_exactly_those_who_claim(self, ids, what, got):
        """
        After a merger, amounts have to be carried over first.
        """
        facts = Facts(previous=table([1] * len(ids), tuple(ids)))
        with pytest.raises(AllocationError) as caught:
            shared(TableAmounts(), facts=facts)

        assert (
            "roster 'bodies', table 'basic': a table by which money is shared "
            f"{what}\n"
            f"  got: {got}\n"
            "  expected: an amount for everybody who may claim, and for nobody else\n"
            "  mend: carry the amounts over to successors where bodies merged, and "
            "give newcomers an amount of 0 if the law does"
        ) == str(caught.value)

    def test_need_not_list_the_ineligible(self):
        """
        Whoever may not claim needs no amount.
        """
        facts = Facts(previous=table([1], ("a",)))
        roster = bodies(kinds=("land", "city"))
        done = shared(TableAmounts(), roster, facts, only=("land",))

        assert [100000, 0] == done.amounts.tolist()

    def test_of_nobody_is_refused(self):
        """
        An empty table is no key, even if nobody could claim.
        """
        facts = Facts(previous=table([], ()))
        with pytest.raises(AllocationError, match="got: an empty table"):
            shared(TableAmounts(), Roster(id="no", ids=(), names=(), kinds=()), facts)

    def test_is_not_negative(self):
        """
        A repayment is nothing to share by.
        """
        facts = Facts(previous=table([1, -1]))
        with pytest.raises(InvalidDataError) as caught:
            shared(TableAmounts(), facts=facts)

        assert (
            "table 'basic': a table by which money is shared has negative amounts\n"
            "  got: b\n"
            "  expected: amounts of zero or more\n"
            "  mend: leave corrections out of the table"
        ) == str(caught.value)

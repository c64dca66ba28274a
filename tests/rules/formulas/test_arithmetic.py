"""Tests of the modules `figures`, `sums` and `formulas` of `fundmodel.rules`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    NothingToShareByError,
    OtherKeyDateError,
)
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Average,
    Figure,
    Negative,
    Product,
    Quotient,
    Round,
    Rounded,
    Rounding,
    ShareByFormula,
    Shortfall,
    Term,
    WeightedShares,
    WeightedSum,
)
from fundmodel.sentences import Text

POT = Money.of(900, "EUR")


def lands(tax=(40, 60), people=(30, 60), kinds=("land", "land")):
    """Make a roster of two Länder with tax revenue and population."""
    return Roster(
        id="lands",
        ids=["a", "b"],
        names=["A", "B"],
        kinds=kinds,
        columns=[
            Column.of(Indicator(id="tax", unit=Text("EUR")), tax),
            Column.of(Indicator(id="people", unit=Text("persons")), people),
        ],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def shared(formula, roster=None, *, only=None):
    """Share nine hundred euros by a formula."""
    first = [Eligible(kinds=only)] if only else []
    rule = AllocationRule(*first, ShareByFormula(formula=formula), Round("0.01"))
    return rule.apply(POT, roster or lands())


def exactly(formula, roster):
    """Share nine hundred euros among rows that stand for others; in cents."""
    rule = AllocationRule(
        ShareByFormula(formula=formula), Round("0.01", each=Rounding.HALF_UP)
    )
    done = rule.apply(POT, roster)
    return [done.exact(i) for i in range(2)]


def said(formula, roster=None, id="a"):
    """Give the sentence about how the amount of one recipient came about."""
    return str(shared(formula, roster).explain(id).steps[0].said)


def values(formula, roster=None):
    """Give the numbers that a formula gives."""
    key = shared(formula, roster).steps[0].after.key
    return [key.working.values.fraction(0, i) for i in range(2)]


KOENIGSTEIN = WeightedShares(
    of=[Term("2/3", "tax"), Term("1/3", "people")], name=Text("Königstein key")
)


class TestFigure:
    def test_is_what_was_counted(self):
        """
        A figure is the column of an indicator, in the unit that was counted.
        """
        assert [40, 60] == values(Figure(by="tax"))
        assert "40.00 EUR (tax); 900.00 EUR x 40 / 100 = 360.00 EUR" == said("tax")

    def test_counts_decimals(self):
        """
        Parts of a unit count as parts.
        """
        roster = lands(tax=(Decimal("0.5"), Decimal("1.25")))

        assert [Fraction(1, 2), Fraction(5, 4)] == values("tax", roster)

    def test_is_of_a_key_date(self):
        """
        Figures of another day are refused, as with every other key.
        """
        figure = Figure(by="tax", key_date=KeyDate(date(2019, 12, 31)))

        assert "tax on 31 December 2019" == str(figure.describe())
        with pytest.raises(OtherKeyDateError):
            shared(figure)

    def test_names_the_indicator(self):
        """
        A figure can say how its indicator is called.
        """
        assert "taxes" == str(Figure(by="tax", name=Text("taxes")).describe())

    @pytest.mark.parametrize(
        ("value", "what"), [(None, "has no value"), (-1, "has a negative value")]
    )
    def test_needs_a_value_of_everybody(self, value, what):
        """
        A missing or a negative value of an eligible recipient is an error.
        """
        with pytest.raises(InvalidDataError, match=f"B .b.*{what}|{what}"):
            shared(KOENIGSTEIN, lands(tax=(1, value)))

    def test_takes_big_numbers(self):
        """
        Values beyond 64 bits lose nothing.
        """
        assert [2**70, 2**71] == values("tax", lands(tax=(2**70, 2**71)))


class TestTerm:
    @pytest.mark.parametrize("weight", ["2/3", Fraction(2, 3)])
    def test_has_an_exact_weight(self, weight):
        """
        Weights are written as laws have them.
        """
        assert Fraction(2, 3) == Term(weight, "tax").weight

    def test_takes_an_id_for_its_figure(self):
        """
        The id of an indicator is enough.
        """
        assert Figure(by="tax") == Term(1, "tax").of

    def test_refuses_floats(self):
        """
        A float is no exact weight.
        """
        with pytest.raises(InvalidModelError) as caught:
            Term(0.5, "tax")

        assert str(caught.value).startswith(
            "formula: this is no exact number\n  got: 0.5\n"
        )

    def test_refuses_negative_weights(self):
        """
        What is taken off is a shortfall and no negative weight.
        """
        with pytest.raises(InvalidModelError) as caught:
            Term(-1, "tax")

        assert (
            "Term.weight: a number of a formula is too small\n"
            "  got: -1\n"
            "  expected: zero or more\n"
            "  mend: check the number; what is taken off needs a Shortfall"
        ) == str(caught.value)

    def test_refuses_what_is_no_formula(self):
        """
        A number is no formula.
        """
        with pytest.raises(InvalidModelError, match=r"not what Term\.of holds"):
            Term(1, 7)


class TestWeightedShares:
    def test_by_hand(self):
        """
        2/3 of 40/100 and 1/3 of 30/90 are 17/45; of 900 EUR that is 340 EUR.
        """
        assert [Fraction(17, 45), Fraction(28, 45)] == values(KOENIGSTEIN)
        assert [34000, 56000] == shared(KOENIGSTEIN).amounts.tolist()

    def test_says_how(self):
        """
        The sentence has every share with its weight, and can be computed again.
        """
        assert (
            "Königstein key: 2/3 x 40.00 EUR (tax) / 100 + 1/3 x 30 persons (people) / "
            "90 = 0.377777777777…; 900.00 EUR x 0.377777777777… = 340.00 EUR"
        ) == said(KOENIGSTEIN)

    def test_says_a_short_share_in_per_cent(self):
        """
        A share that ends is said as such.
        """
        assert (
            "1 x 40.00 EUR (tax) / 100 = 0.4; 900.00 EUR x 40 % = 360.00 EUR"
        ) == said(WeightedShares(of=[Term(1, "tax")]))

    def test_describes_itself(self):
        """
        In words, what counts how much; weights may be of another base.
        """
        per_cent = WeightedShares(of=[Term(60, "tax"), Term(40, "people")], base=100)

        assert "2/3 x share of tax + 1/3 x share of people" == str(
            KOENIGSTEIN.describe()
        )
        assert "60/100 x share of tax + 40/100 x share of people" == str(
            per_cent.describe()
        )

    def test_counts_in_its_base(self):
        """
        Weights of 60 and 40 in a hundred are those of 0.6 and 0.4.
        """
        per_cent = WeightedShares(of=[Term(60, "tax"), Term(40, "people")], base=100)
        plain = WeightedShares(of=[Term("0.6", "tax"), Term("40 %", "people")])

        assert values(plain) == values(per_cent)

    def test_may_be_nested(self):
        """
        A term can be a formula of its own, and is said in brackets.
        """
        nested = WeightedShares(
            of=[Term(1, WeightedSum(of=[Term(2, "tax"), Term(1, "people")]))]
        )

        assert "1 x share of (2 x tax + 1 x people)" == str(nested.describe())
        assert (
            "1 x (2 x 40.00 EUR (tax) + 1 x 30 persons (people) = 110) / 290 = "
            "0.379310344827…; 900.00 EUR x 0.379310344827… = 341.379310… EUR"
        ) == said(nested)

    def test_serves_rows_for_all_others(self):
        """
        Shares of many bodies add up, so that a row may stand for them.
        """
        assert [34000, 56000] == exactly(KOENIGSTEIN, lands(kinds=("land", REMAINDER)))

    def test_only_the_eligible_share(self):
        """
        The sums are of those who may claim.
        """
        roster = lands(tax=(1, -7), kinds=("land", "city"))
        done = shared(KOENIGSTEIN, roster, only=("land",))

        assert [90000, 0] == done.amounts.tolist()
        assert "no share, as only those who are eligible share" == str(
            done.explain("b").steps[1].said
        )

    def test_weights_add_up(self):
        """
        Weights that add up to something else are refused.
        """
        with pytest.raises(InvalidModelError) as caught:
            WeightedShares(of=[Term("0.6", "tax"), Term("0.3", "people")])

        assert (
            "WeightedShares.of: the weights do not add up\n"
            "  got: 9/10\n"
            "  expected: exactly 1\n"
            "  mend: correct the weights; where the law has others, say with `base` "
            "what they add up to"
        ) == str(caught.value)

    def test_all_zero_is_an_error(self):
        """
        Nobody has a share of nothing, even if the other term has values.
        """
        with pytest.raises(NothingToShareByError) as caught:
            shared(KOENIGSTEIN, lands(tax=(0, 0)))

        assert (
            "roster 'lands': tax: nobody has anything of what a formula divides by\n"
            "  got: a sum of 0\n"
            "  expected: at least one eligible recipient with a value above 0\n"
            "  mend: check who is eligible, and whether the column is the right one"
        ) == str(caught.value)

    @pytest.mark.parametrize("base", [0, -1])
    def test_the_base_is_above_zero(self, base):
        """
        Nothing is a part of nothing.
        """
        with pytest.raises(InvalidModelError, match="expected: a number above zero"):
            WeightedShares(of=[Term(1, "tax")], base=base)

    @pytest.mark.parametrize("of", [(), "tax", ("tax",)])
    def test_needs_terms(self, of):
        """
        A sum of nothing, or of bare ids without weights, is refused.
        """
        with pytest.raises(InvalidModelError, match=r"WeightedShares\.of"):
            WeightedShares(of=of)


class TestWeightedSum:
    FORMULA = WeightedSum(of=[Term(1, "tax"), Term("1/3", "people")], plus=2)

    def test_by_hand(self):
        """
        2 + 40 + 30/3 are 52.
        """
        assert [52, 82] == values(self.FORMULA)
        assert (
            "2 + 1 x 40.00 EUR (tax) + 1/3 x 30 persons (people) = 52; "
            "900.00 EUR x 52 / 134 = 349.253731… EUR"
        ) == said(self.FORMULA)
        assert "2 + 1 x tax + 1/3 x people" == str(self.FORMULA.describe())

    def test_a_fixed_number_is_for_each(self):
        """
        A row for all others has nobody knows how many fixed numbers.
        """
        roster = lands(kinds=("land", REMAINDER))
        with pytest.raises(DataLackingError) as caught:
            shared(self.FORMULA, roster)

        assert (
            "roster 'lands': (2 + 1 x tax + 1/3 x people): this cannot be worked out "
            "for many recipients in one row\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_without_it_rows_may_stand_for_others(self):
        """
        Weighted figures of many bodies add up.
        """
        formula = attrs.evolve(self.FORMULA, plus=0)

        assert [45000, 45000] == exactly(
            formula, lands((10, 20), (30, 0), kinds=("land", REMAINDER))
        )


class TestProduct:
    def test_by_hand(self):
        """
        Factors are multiplied, each with its own.
        """
        formula = Product(of=["tax", "people"])

        assert [1200, 3600] == values(formula)
        assert "tax x people" == str(formula.describe())
        assert (
            "40.00 EUR (tax) x 30 persons (people) = 1,200; "
            "900.00 EUR x 1,200 / 4,800 = 225.00 EUR"
        ) == said(formula)

    def test_needs_one_row_each(self):
        """
        The product of sums is no sum of products.
        """
        with pytest.raises(DataLackingError, match="cannot be worked out for many"):
            shared(Product(of=["tax"]), lands(kinds=("land", REMAINDER)))

    @pytest.mark.parametrize("of", [(), "tax", 7])
    def test_needs_factors(self, of):
        """
        One word is no list of factors, nor is nothing.
        """
        with pytest.raises(InvalidModelError, match=r"Product\.of"):
            Product(of=of)


class TestQuotient:
    PER_HEAD = Quotient(of="tax", by="people")

    def test_by_hand(self):
        """
        Each is divided by its own.
        """
        assert [Fraction(4, 3), 1] == values(self.PER_HEAD)
        assert "tax / people" == str(self.PER_HEAD.describe())
        assert (
            "40.00 EUR (tax) / 30 persons (people) = 1.33333333333…; "
            "900.00 EUR x 1.33333333333… / 2.33333333333… = 514.285714… EUR"
        ) == said(self.PER_HEAD)

    def test_refuses_to_divide_by_zero(self):
        """
        Whoever has none of what is divided by is named.
        """
        with pytest.raises(InvalidDataError) as caught:
            shared(self.PER_HEAD, lands(people=(1, 0)))

        assert (
            "roster 'lands': B (b): a formula divides by zero: people\n"
            "  expected: a value above zero\n"
            "  mend: check the values; leave out whoever has none by a provision of "
            "its own"
        ) == str(caught.value)

    def test_of_the_ineligible_does_no_harm(self):
        """
        Whoever may not claim is not divided.
        """
        roster = lands(people=(1, 0), kinds=("land", "city"))

        assert [90000, 0] == shared(
            self.PER_HEAD, roster, only=("land",)
        ).amounts.tolist()

    def test_needs_one_row_each(self):
        """
        The quotient of sums is no sum of quotients.
        """
        with pytest.raises(DataLackingError, match="cannot be worked out for many"):
            shared(self.PER_HEAD, lands(kinds=("land", REMAINDER)))

    def test_of_a_whole_country_has_to_be_rounded(self):
        """
        Exact quotients of thousands have no common denominator; rounded ones do.
        """
        n = 2_000
        roster = Roster(
            id="country",
            ids=[str(i) for i in range(n)],
            names=[str(i) for i in range(n)],
            kinds=["town"] * n,
            columns=[
                Column.of(Indicator(id="tax"), [7] * n),
                Column.of(Indicator(id="people"), [2 * i + 1 for i in range(n)]),
            ],
        )
        with pytest.raises(AllocationError) as caught:
            shared(self.PER_HEAD, roster)

        assert (
            "formula: the exact numbers of a formula have too many denominators\n"
            "  got: a common denominator of more than 4,096 bits\n"
            "  expected: quotients that are rounded, as laws do\n"
            '  mend: round the quotient, for example Rounded(of=..., to="0.000001")'
        ) == str(caught.value)
        assert shared(Rounded(of=self.PER_HEAD, to="0.000001"), roster).amounts.any()


class TestAverage:
    FORMULA = Average(of=["tax", "people"])

    def test_by_hand(self):
        """
        All numbers count the same.
        """
        assert [35, 60] == values(self.FORMULA)
        assert "average of tax, people" == str(self.FORMULA.describe())
        assert (
            "(40.00 EUR (tax) + 30 persons (people)) / 2 = 35; "
            "900.00 EUR x 35 / 95 = 331.578947… EUR"
        ) == said(self.FORMULA)

    def test_of_several_key_dates(self):
        """
        The figures of several days are averaged.
        """
        days = [date(2019, 12, 31), date(2020, 12, 31), date(2021, 12, 31)]
        roster = attrs.evolve(
            lands(),
            columns=[
                Column.of(Indicator(id="heads", key_date=day), [10 + i, 20])
                for i, day in enumerate(days)
            ],
        )
        formula = Average(
            of=[Figure(by="heads", key_date=KeyDate(day)) for day in days]
        )

        assert [11, 20] == values(formula, roster)
        assert "(10 units (heads on 31 December 2019) + 11 units" in said(
            formula, roster
        )


class TestShortfall:
    FORMULA = Shortfall(need="tax", strength="people")
    OR_ZERO = Shortfall(need="tax", strength="people", negative=Negative.ZERO)

    def test_by_hand(self):
        """
        Need minus own strength.
        """
        assert [10, 0] == values(self.FORMULA)
        assert "tax minus people" == str(self.FORMULA.describe())
        assert (
            "40.00 EUR (tax) - 30 persons (people) = 10; 900.00 EUR x 10 / 10 = 900.00 "
            "EUR"
        ) == said(self.FORMULA)
        assert (
            "60.00 EUR (tax) - 60 persons (people) = 0: nothing to share by"
        ) == said(self.FORMULA, id="b")

    def test_a_negative_need_is_an_error(self):
        """
        Whoever is stronger than its need is named, if nobody says what then.
        """
        with pytest.raises(InvalidDataError) as caught:
            shared(self.FORMULA, lands(people=(30, 61)))

        assert (
            "roster 'lands': B (b): a need is negative: tax minus people\n"
            "  expected: a need of at least the own strength\n"
            "  mend: check the values; if it counts as no need, say negative = "
            '"zero" (Negative.ZERO in Python)'
        ) == str(caught.value)

    def test_a_negative_need_may_count_as_zero(self):
        """
        Where the rule says so, the strong have no need.
        """
        roster = lands(people=(30, 61))

        assert [10, 0] == values(self.OR_ZERO, roster)
        assert "tax minus people, at least 0" == str(self.OR_ZERO.describe())
        assert (
            "60.00 EUR (tax) - 61 persons (people) is less than 0 and counts as 0: "
            "nothing to share by"
        ) == said(self.OR_ZERO, roster, id="b")

    def test_of_the_ineligible_does_no_harm(self):
        """
        Whoever may not claim may be as strong as it likes.
        """
        roster = lands(people=(30, 61), kinds=("land", "city"))

        assert [90000, 0] == shared(
            self.FORMULA, roster, only=("land",)
        ).amounts.tolist()

    def test_needs_one_row_each(self):
        """
        Among many in one row nobody sees who is stronger than its need.
        """
        with pytest.raises(DataLackingError, match="cannot be worked out for many"):
            shared(self.FORMULA, lands(kinds=("land", REMAINDER)))

"""Tests of `fundmodel.rules.formulas.workings`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fundmodel.rules import Average, Product, Ratio, Term, WeightedSum
from fundmodel.rules.formulas.workings import described
from fundmodel.sentences import Language, Text


class TestRatio:
    @pytest.mark.parametrize(
        ("number", "english", "german"),
        [
            (Fraction(5, 2), "2.5", "2,5"),
            (Fraction(2, 3), "2/3", "2/3"),
            (Fraction(1, 10**7), "1/10,000,000", "1/10.000.000"),
            (Fraction(12_500), "12,500", "12.500"),
        ],
    )
    def test_is_written_as_laws_do(self, number, english, german):
        """
        Short decimals are written out, other numbers as numerator and denominator.
        """
        assert english == str(Ratio(number))
        assert german == Ratio(number).render(Language.GERMAN)


class TestDescribed:
    TWICE = WeightedSum(of=[Term(2, "x")])

    @pytest.mark.parametrize(
        ("formula", "said"),
        [
            (Product(of=["x", TWICE]), "x x (2 x x)"),
            (
                Product(of=["y", WeightedSum(of=[Term(2, "x")], name=Text("points"))]),
                "y x points",
            ),
            (Average(of=["x", TWICE]), "average of x, (2 x x)"),
        ],
    )
    def test_puts_parts_in_brackets(self, formula, said):
        """
        Within a longer sentence a formula is named, or stands in brackets.
        """
        assert said == str(formula.describe())
        assert f"({said})" == str(described(formula))

"""Tests of `fundmodel.proofs.terms`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.jurisdictions import Parameter, load_profile
from fundmodel.proofs import ProofTerms
from fundmodel.sources import Source

TODAY = date(2026, 12, 1)
SOURCE = Source(title="ANBest")


class TestProofTerms:
    def test_tolerances_come_from_the_jurisdiction(self):
        """
        Schleswig-Holstein lets lines exceed by 20 %, and the total by 10 %.
        """
        terms = ProofTerms.of(load_profile("de-sh"), TODAY)

        assert terms.line_tolerance == Fraction(20, 100)
        assert terms.total_tolerance == Fraction(10, 100)
        assert terms.open == ()
        assert terms.source.key == "ANBestKSH"

    def test_what_has_no_source_stays_open(self):
        """
        A Land without a source has no tolerances, and says so.
        """
        terms = ProofTerms.of(load_profile("de-bw"), TODAY)

        assert terms.line_tolerance is None
        assert terms.is_open("line_tolerance")
        assert terms.is_open("total_tolerance")

    def test_a_figure_is_not_carried_back(self):
        """
        A tolerance does not hold before the day from which it is known.
        """
        with pytest.raises(InvalidDataError, match="not known for this day"):
            ProofTerms.of(load_profile("de-sh"), date(2018, 1, 1))

    def test_whether_the_day_moves_comes_from_the_jurisdiction(self):
        """
        In the Federation a deadline moves to the next working day.
        """
        terms = ProofTerms.of(load_profile("de"), TODAY, due=Span(months=6))

        assert terms.moves
        assert not terms.is_open("working_days")

    def test_nobody_is_late_on_an_open_figure(self):
        """
        Where it is open whether a deadline moves, it moves and is named as open.
        """
        terms = ProofTerms.of(load_profile("de-sh"), TODAY, due=Span(months=6))

        assert terms.moves
        assert terms.is_open("working_days")

    def test_the_caller_may_say_whether_it_moves(self):
        """
        Where the authority named the day and said so, it does not move.
        """
        terms = ProofTerms.of(
            load_profile("de-sh"), TODAY, due=date(2027, 1, 2), moves=False
        )

        assert not terms.moves
        assert terms.open == ()
        assert terms.deadline(TODAY) == Deadline(date(2027, 1, 2), moves=False)

    def test_without_a_due_day_there_is_no_deadline(self):
        """
        Where nobody says when a proof is due, there is no deadline.
        """
        assert ProofTerms().deadline(TODAY) is None

    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
    def test_a_span_counts_from_the_end(self, end, months):
        """
        The deadline is the last day of the span after the period.
        """
        span = Span(months=months)

        found = ProofTerms(due=span).deadline(end)

        assert found == Deadline.after(end, span, moves=True)

    def test_a_tolerance_is_not_negative(self):
        """
        A tolerance below zero is refused by name.
        """
        with pytest.raises(InvalidModelError) as error:
            ProofTerms(line_tolerance="-5 %")

        assert str(error.value) == (
            "line_tolerance: a tolerance is negative\n"
            "  got: -5 %\n"
            "  expected: 0 % or more\n"
            "  mend: correct it; 0 % lets nothing be exceeded"
        )

    def test_a_float_is_no_tolerance(self):
        """
        A float is not exact, and refused.
        """
        with pytest.raises(InvalidModelError, match="this is no exact number"):
            ProofTerms(line_tolerance=0.2)

    @pytest.mark.parametrize(
        ("tolerance", "value"), [("20 %", None), (None, Fraction(1, 5))]
    )
    def test_a_figure_is_open_or_known(self, tolerance, value):
        """
        A parameter with a value, or one that is known, is not open.
        """
        one = Parameter(
            topic="line_tolerance", value=value, valid_from=date.min, source=SOURCE
        )

        with pytest.raises(InvalidModelError) as error:
            ProofTerms(line_tolerance=tolerance, open=[one])

        assert str(error.value) == (
            "terms of a proof: a figure is said to be open and is known\n"
            "  got: line_tolerance\n"
            "  expected: a parameter without a value, and no such tolerance\n"
            "  mend: leave it out of `open`, or leave the tolerance out"
        )

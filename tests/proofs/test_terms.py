"""Tests of `fundmodel.proofs.terms`."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.jurisdictions import Jurisdiction, Parameter, load_profile
from fundmodel.proofs import ProofTerms
from fundmodel.sentences import Text
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
    def test_a_span_begins_with_the_day_after_the_period(self, end, months):
        """
        The deadline is the last day of the span that begins when the period is over.
        """
        span = Span(months=months)

        found = ProofTerms(due=span).deadline(end)

        first = end + timedelta(days=1)
        assert found == Deadline(span.from_start_of(first), moves=True)

    @pytest.mark.parametrize(
        ("end", "months", "due"),
        [
            (date(2026, 2, 28), 6, date(2026, 8, 31)),
            (date(2028, 2, 28), 6, date(2028, 8, 28)),
            (date(2026, 9, 30), 3, date(2026, 12, 31)),
            (date(2026, 12, 31), 6, date(2027, 6, 30)),
            (date(2026, 8, 30), 6, date(2027, 2, 28)),
            (date(2026, 3, 15), 6, date(2026, 9, 15)),
        ],
    )
    def test_a_period_that_ends_a_month_is_followed_by_whole_months(
        self, end, months, due
    ):
        """
        Months after the end of a month end with a month (§§ 187, 188 BGB).
        """
        found = ProofTerms(due=Span(months=months)).deadline(end)

        assert found.day == due

    @pytest.mark.parametrize("name", ["us", "eu"])
    def test_what_a_jurisdiction_does_not_know_is_open(self, name):
        """
        Where a profile has no tolerances they are open, and not refused.
        """
        terms = ProofTerms.of(load_profile(name), TODAY, due=Span(months=6))

        assert terms.line_tolerance is None
        assert terms.is_open("line_tolerance")
        assert terms.is_open("total_tolerance")

    @pytest.mark.parametrize("name", ["line_tolerance", "total_tolerance"])
    @pytest.mark.parametrize(
        ("value", "got"), [("-5 %", "-5 %"), ("20", "2,000 %"), ("100.1 %", "100.1 %")]
    )
    def test_a_tolerance_is_a_share(self, name, value, got):
        """
        A tolerance below 0 % or above 100 % is refused by name.
        """
        with pytest.raises(InvalidModelError) as error:
            ProofTerms(**{name: value})

        assert str(error.value) == (
            f"{name}: a tolerance is no share of a plan\n"
            f"  got: {got}\n"
            "  expected: 0 % to 100 %\n"
            '  mend: write "20 %" for one fifth; 0 % lets nothing be exceeded'
        )

    @pytest.mark.parametrize("value", [Fraction(-1, 5), Fraction(20)])
    def test_a_figure_of_a_jurisdiction_is_a_share_too(self, value):
        """
        A jurisdiction with a tolerance that is no share gives no terms.
        """
        figures = (
            Parameter(topic=topic, value=value, valid_from=date.min, source=SOURCE)
            for topic in ("line_tolerance", "total_tolerance")
        )
        place = Jurisdiction(id="x", name=Text("x"), parameters=figures)

        with pytest.raises(InvalidModelError, match="no share of a plan"):
            ProofTerms.of(place, TODAY)

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

"""Tests of `fundmodel.applications`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fundmodel.applications import Application, Applications
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.sources import Assumption

WHY = Assumption(why="an example")
ROWS = (
    Application(
        id="a",
        applicant="x",
        requested=Money.of("12.50", "EUR"),
        received=date(2026, 3, 1),
        score=Decimal("7.5"),
        title="Reading corner",
        source=WHY,
    ),
    Application(id="b", applicant="x", requested=Money.of(3, "EUR")),
)
ALL = Applications.of(ROWS, id="call")


def given(**changes):
    """Make two applications, something changed."""
    fields = {"ids": ["a", "b"], "applicants": ["x", "y"], "requested": [1, 2]}
    return Applications(id="call", **{**fields, **changes})


class TestApplications:
    def test_give_back_what_they_were_made_of(self):
        """
        Columns inside, objects outside.
        """
        assert ROWS == tuple(ALL)
        assert 2 == len(ALL)

    def test_leave_out_columns_that_hold_nothing(self):
        """
        What nobody says of any application is no column.
        """
        bare = Applications.from_records(
            [{"id": "a", "applicant": "x", "requested": 2}], id="call"
        )

        assert ((), (), ()) == (bare.received, bare.scores, bare.sources)
        assert [("requested", 2)] == [
            (column.indicator.id, column.value(0)) for column in bare.roster.columns
        ]
        assert (Application(id="a", applicant="x", requested=2),) == tuple(bare)

    def test_have_the_id_for_a_title(self):
        """
        Without titles, applications are called by their ids.
        """
        assert ("a", "b") == given().roster.names
        assert "a" == given().application_at(0).title

    def test_are_a_roster_with_their_figures(self):
        """
        As claimants they belong to their applicants and have figures to count by.
        """
        roster = ALL.roster

        assert ("x", "x") == roster.parents
        assert ("application", "application") == roster.kinds
        assert {
            "requested": ["25/2", "3"],
            "score": ["15/2", "None"],
            "received": ["20260301", "None"],
        } == {
            column.indicator.id: [str(column.value(0)), str(column.value(1))]
            for column in roster.columns
        }

    def test_have_a_hash_of_their_content(self):
        """
        The same applications have the same hash, others another one.
        """
        again = Applications.of(ROWS, id="call")

        assert again.content_hash == ALL.content_hash
        assert ALL == again
        assert given().content_hash != ALL.content_hash

    def test_may_be_none(self):
        """
        A call without applications is one too.
        """
        assert 0 == len(Applications(id="call", ids=[], applicants=[], requested=[]))

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            (
                {"applicants": ["x"]},
                (
                    "applications 'call', applicants: a column has another length than "
                    "the applications\n"
                    "  got: 1 values\n"
                    "  expected: 2 values\n"
                    "  mend: give one value per application, None where there is none"
                ),
            ),
            (
                {"scores": [1]},
                (
                    "applications 'call', scores: a column has another length than the "
                    "applications\n"
                    "  got: 1 values\n"
                    "  expected: 2 values\n"
                    "  mend: give one value per application, None where there is none"
                ),
            ),
            (
                {"applicants": ["x", " "]},
                (
                    "applications 'call', row 2: an application has no id or no "
                    "applicant\n"
                    "  got: id 'b', applicant ' '\n"
                    "  expected: both as text\n"
                    "  mend: fill them in"
                ),
            ),
            (
                {"ids": ["a", "a"]},
                (
                    "applications 'call': an id stands more than once\n"
                    "  got: a\n"
                    "  expected: each id once\n"
                    "  mend: remove the repeated rows, or give each application its "
                    "own id"
                ),
            ),
            (
                {"requested": [1, Money.of(1, "EUR")]},
                (
                    "applications 'call': the amounts requested are in more than one "
                    "currency or unit\n"
                    "  got: EUR, whole numbers\n"
                    "  expected: money in one currency, or whole numbers\n"
                    "  mend: convert them before, with rate, date and source"
                ),
            ),
            (
                {"requested": [Money.of(1, "EUR"), Money.of(-1, "EUR")]},
                (
                    "applications 'call', b: an amount requested is negative\n"
                    "  got: -1.00 EUR\n"
                    "  expected: zero or more\n"
                    "  mend: correct it; what is paid back belongs elsewhere"
                ),
            ),
            (
                {"scores": [1, Decimal("1E+99")]},
                (
                    "indicator 'score', row 2: this is no exact number\n"
                    "  got: Decimal('1E+99')\n"
                    "  expected: an int or a Decimal of at most 60 digits, or None\n"
                    '  mend: write a float as text: Decimal("0.1")'
                ),
            ),
        ],
    )
    def test_name_what_is_wrong(self, changes, text):
        """
        Broken applications do not exist.
        """
        with pytest.raises(InvalidDataError) as caught:
            given(**changes)

        assert text == str(caught.value)

"""Tests of many awards together, as columns."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.awards import Awards, YearAmount
from fundmodel.errors import AwardError, InvalidDataError
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Text
from fundmodel.sources import Source

from .conftest import an_award, euros
from .test_award import START, amended_awards, amendment


@st.composite
def collections(draw):
    """Draw awards with amendments, of three recipients."""
    items = draw(st.lists(amended_awards(), min_size=1, max_size=5))
    return [
        an_award(
            id=f"Z-{number}",
            recipient=draw(st.sampled_from("abc")),
            amounts=item.amounts,
            decided=START,
            amendments=item.amendments,
        )
        for number, item in enumerate(items)
    ]


FULL = an_award(
    id="Z-2",
    recipient="b",
    part="work",
    announced=date(2018, 4, 19),
    period=Period(date(2018, 5, 1), date(2019, 4, 30)),
    application="A-2",
    amendments=[amendment()],
    note=Text("note"),
    source=Source(title="file"),
)
BOTH = Awards.of([an_award(), FULL])


class TestOf:
    @settings(max_examples=25)
    @given(collections())
    def test_gives_back_what_came_in(self, items):
        """The columns hold each award whole, and in its order."""
        assert items == list(Awards.of(items))

    def test_all_columns(self):
        """Everything that an award may have comes back, and no more."""
        assert [an_award(), FULL] == list(BOTH)
        assert () == Awards.of([an_award()]).notes

    def test_zero_is_named(self):
        """A year with zero is not a year without an amount."""
        award = an_award(amounts={"2018": euros(1), "2019": euros(0)})

        assert [award, FULL] == list(Awards.of([award, FULL]))

    def test_empty(self):
        """No awards at all have a currency if it is named."""
        assert euros(0) == Awards.of((), currency="EUR").amount
        with pytest.raises(InvalidDataError, match="no award that tells the currency"):
            Awards.of(())

    @pytest.mark.parametrize(
        ("items", "message"),
        [
            (
                [an_award(), an_award()],
                (
                    "awards: an id stands more than once\n"
                    "  got: Z-1\n"
                    "  expected: each id once\n"
                    "  mend: what changes an award later is an amendment of it"
                ),
            ),
            (
                [an_award(), an_award(id="Z-2", amounts={"2018": Money.of(1, "USD")})],
                (
                    "award 'Z-2': the awards are in more than one currency\n"
                    "  got: USD\n"
                    "  expected: EUR\n"
                    "  mend: keep those of each currency apart"
                ),
            ),
            (
                [an_award(amounts={"2018": Money.from_minor(2**63, "EUR")})],
                (
                    "awards: the awards are too much money together\n"
                    "  got: 9,223,372,036,854,775,808 minor units\n"
                    "  expected: at most 9,223,372,036,854,775,807\n"
                    "  mend: look for the amount that was multiplied"
                ),
            ),
        ],
    )
    def test_refused(self, items, message):
        """Awards have unique ids, one currency and sums of 64 bits."""
        with pytest.raises(InvalidDataError) as caught:
            Awards.of(items)

        assert message == str(caught.value)


def columns(**given):
    """Make one award of plain columns."""
    usual = {
        "currency": "EUR",
        "ids": ["Z-1"],
        "recipients": ["a"],
        "parts": ["care"],
        "years": ["2018"],
        "minor": np.array([[5]]),
        "named": np.array([[True]]),
        "bases": [an_award().basis],
        "decided": [START],
    }
    return Awards(**usual | given)


class TestColumns:
    def test_arrays_are_frozen(self):
        """Nobody changes the amounts in place."""
        with pytest.raises(ValueError, match="read-only"):
            columns().minor[0, 0] = 1

    @pytest.mark.parametrize(
        ("given", "what"),
        [
            ({"parts": ["x", "y"]}, "awards, parts: a column has another length"),
            ({"minor": np.array([[5, 6]])}, "awards, minor: a column has another"),
            ({"minor": np.array([[5.0]])}, "amounts are no whole minor units"),
            ({"minor": np.array([[-5]])}, "award 'Z-1': an amount is negative"),
            ({"named": np.array([[False]])}, "award 'Z-1': an amount is negative"),
            (
                {
                    "years": ["2018", "2019"],
                    "minor": np.array([[5, 1]]),
                    "named": np.array([[True, False]]),
                },
                "award 'Z-1': an amount is negative or of a year not named",
            ),
            ({"recipients": [" a"]}, "awards, recipients: a text is empty"),
            ({"recipients": ["a\x00"]}, "control character"),
            (
                {
                    "years": ["2019", "2018"],
                    "minor": np.array([[5, 1]]),
                    "named": np.array([[True, True]]),
                },
                "awards, years: the budget years are not sorted",
            ),
        ],
    )
    def test_refused(self, given, what):
        """Columns are held to what holds for each award."""
        with pytest.raises(InvalidDataError, match=what):
            columns(**given)

    def test_amendments_are_checked(self):
        """An amendment that does not fit its award is refused here too."""
        with pytest.raises(AwardError, match="dated before the award"):
            columns(amendments=[(amendment(decided=date(2017, 1, 1)),)])


class TestAsking:
    def test_by_id(self):
        """An award is found by its id, and the nearest are offered."""
        assert FULL == BOTH.award("Z-2")
        with pytest.raises(AwardError) as caught:
            BOTH.award("Z-3")

        assert (
            "awards: no award has this id\n"
            "  got: Z-3\n"
            "  expected: one of 2 ids\n"
            "  mend: did you mean Z-2 or Z-1?"
        ) == str(caught.value)
        with pytest.raises(AwardError, match="look it up in ids"):
            BOTH.award("nothing like it")

    def test_of_recipient(self):
        """A recipient has its own awards, or none."""
        assert [FULL] == list(BOTH.of_recipient("b"))
        assert 0 == len(BOTH.of_recipient("z"))

    def test_of_part(self):
        """A part has its own awards, or none."""
        assert [FULL] == list(BOTH.of_part("work"))
        assert 0 == len(BOTH.of_part("z"))

    def test_text(self):
        """Awards say how many they are, and how much of which year."""
        assert (
            "Bewilligungen: 2, Empfänger: 2, zusammen 200.000,00 EUR\n"
            "Haushaltsjahr 2018: 120.000,00 EUR\n"
            "Haushaltsjahr 2019: 80.000,00 EUR"
        ) == BOTH.text("de").replace("\N{NO-BREAK SPACE}", " ")
        assert str(BOTH).startswith("awards: 2, recipients: 2")
        assert "<Awards: 2 in EUR>" == repr(BOTH)

    def test_content_hash(self):
        """The same awards have the same hash, others another."""
        assert BOTH.content_hash == Awards.of([an_award(), FULL]).content_hash
        assert BOTH.content_hash != Awards.of([FULL, an_award()]).content_hash

    @settings(max_examples=25)
    @given(collections())
    def test_sums(self, items):
        """What recipients have adds up to all, by year and in total."""
        awards = Awards.of(items)
        for year in (None, 2018, "2019", "1999"):
            table = awards.amounts(year)
            by_hand = {
                id_: sum(
                    (a.amount if year is None else a.of_year(year)).minor
                    for a in items
                    if a.recipient == id_
                )
                for id_ in table["recipient"]
            }

            assert by_hand == dict(
                zip(table["recipient"], table["minor"].tolist(), strict=True)
            )
        assert awards.amount == sum(
            (awards.of_year(year) for year in awards.years), start=euros(0)
        )


class TestTime:
    @settings(max_examples=25)
    @given(collections(), st.integers(-1, 10))
    def test_like_one_by_one(self, items, days):
        """All awards on a day are what each of them was on that day."""
        day = START + timedelta(days=days)
        one_by_one = [item.as_of(day) for item in items if item.decided <= day]

        assert one_by_one == list(Awards.of(items).as_of(day))

    @settings(max_examples=25)
    @given(collections(), st.integers(-1, 10))
    def test_decided_like_one_by_one(self, items, days):
        """What was decided by a day is what was decided of each award."""
        day = START + timedelta(days=days)
        one_by_one = [item.decided_by(day) for item in items if item.decided <= day]

        assert one_by_one == list(Awards.of(items).decided_by(day))

    def test_hold_once_announced(self):
        """Awards and amendments hold from announcement, and are decided before."""
        change = amendment(announced=date(2019, 3, 1))
        award = an_award(announced=date(2018, 4, 19), amendments=[change])
        awards = Awards.of([award])

        assert 0 == len(awards.as_of(date(2018, 4, 18)))
        assert [award.decided_by(date(2018, 4, 18))] == list(
            awards.decided_by(date(2018, 4, 18))
        )
        assert [award.as_of(date(2019, 2, 28))] == list(awards.as_of(date(2019, 2, 28)))
        assert award.amount != awards.as_of(date(2019, 3, 1)).amount

    @settings(max_examples=25)
    @given(collections())
    def test_amended(self, items):
        """After all amendments each award is as amended on its own."""
        assert [item.amended() for item in items] == list(Awards.of(items).amended())

    def test_later_awards_are_left_out(self):
        """What was decided later is not among them."""
        late = an_award(id="Z-9", decided=date(2019, 1, 1))

        assert [FULL.as_of(date(2018, 12, 31))] == list(
            Awards.of([late, FULL]).as_of(date(2018, 12, 31))
        )

    def test_new_year_and_period(self):
        """An amendment may bring a year that no award had, and a period."""
        award = an_award(
            amendments=[
                amendment(
                    amounts=[YearAmount(year="2020", amount=euros(3))],
                    period=Period(START, date(2020, 12, 31)),
                )
            ]
        )
        awards = Awards.of([FULL, award]).amended()

        assert [FULL.amended(), award.amended()] == list(awards)

    def test_nothing_to_amend(self):
        """Awards without amendments stay as they are."""
        awards = Awards.of([an_award()])

        assert awards.content_hash == awards.amended().content_hash

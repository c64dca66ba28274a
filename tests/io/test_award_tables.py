"""Awards as a table in CSV: every fault by line and column."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundmodel.awards import Award, AwardAmendment, AwardBasis, Awards
from fundmodel.errors import ConfigError, MoneyError
from fundmodel.io.awards import awards_csv, read_awards, write_awards
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Text
from fundmodel.sources import Source

WHY = Source(title="Awards of 2018")
HEADER = "id,amendment,recipient,part,year,amount,decided,announced,first,last,note\n"
TABLE = (
    HEADER + 'Z-1,,a,care,2018,"60,000.00",2018-04-16,2018-04-19,2018-05-01,'
    "2019-04-30,assumed\n"
    "Z-2,,b,care,2018,5,2018-04-17,,,,\n"
    "Z-1,,,,2019,40000,,,,,\n"
    "Z-1,Ä-1,,,2019,50000,2019-02-01,,,,more heads\n"
    "Z-1,Ä-2,,,,,2019-03-01,,2018-05-01,2020-04-30,\n"
)


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


FIRST = Award(
    id="Z-1",
    recipient="a",
    part="care",
    amounts={"2018": euros(60_000), "2019": euros(40_000)},
    decided=date(2018, 4, 16),
    announced=date(2018, 4, 19),
    period=Period(date(2018, 5, 1), date(2019, 4, 30)),
    amendments=[
        AwardAmendment(
            id="Ä-1",
            decided=date(2019, 2, 1),
            amounts={"2019": euros(50_000)},
            reason=Text("more heads"),
            source=WHY,
        ),
        AwardAmendment(
            id="Ä-2",
            decided=date(2019, 3, 1),
            period=Period(date(2018, 5, 1), date(2020, 4, 30)),
            source=WHY,
        ),
    ],
    note=Text("assumed"),
    source=WHY,
)


def written(folder, text):
    """Write a table."""
    path = folder / "awards.csv"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder, *rows):
    """Give place and kind of every fault of a table."""
    with pytest.raises(ConfigError) as caught:
        read_awards(written(folder, HEADER + "\n".join(rows)), currency="EUR")
    return [
        (fault.where.removeprefix("awards.csv: "), fault.what)
        for fault in caught.value.faults
    ]


class TestReadAwards:
    def test_reads_rows(self, tmp_path):
        """Rows of one award are put together, and so are those of amendments."""
        awards = read_awards(written(tmp_path, TABLE), currency="EUR", source=WHY)

        assert ("Z-1", "Z-2") == awards.ids
        assert FIRST == awards.award("Z-1")
        assert euros(5) == awards.award("Z-2").amount

    def test_german_table(self, tmp_path):
        """How numbers are written and what separates cells is declared."""
        text = (
            "id;recipient;part;year;amount;decided;basis;application\n"
            "L-1;a;lump;2018;1.000,50;2018-12-10;law;A-1\n"
        )
        awards = read_awards(
            written(tmp_path, text), currency="EUR", locale="de", delimiter=";"
        )
        award = awards.award_at(0)

        assert euros("1000.50") == award.amount
        assert (AwardBasis.LAW, "A-1") == (award.basis, award.application)

    def test_no_rows(self, tmp_path):
        """A table without rows holds no awards."""
        assert 0 == len(read_awards(written(tmp_path, HEADER), currency="EUR"))

    def test_unknown_column(self, tmp_path):
        """A column that nobody knows is refused."""
        text = HEADER.strip() + ",colour\n"
        with pytest.raises(ConfigError, match="'colour' is not known"):
            read_awards(written(tmp_path, text), currency="EUR")

    def test_unknown_currency(self, tmp_path):
        """A currency has to be known."""
        with pytest.raises(MoneyError):
            read_awards(written(tmp_path, TABLE), currency="XYZ")

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            (
                ["Z-1,,a,care,2018,5,1.1.2018,,,,", ",,a,care,2018,x,2018-01-01,,,,"],
                [
                    ("line 3, column 'id'", "the cell is empty"),
                    (
                        "line 3, column 'amount'",
                        "this is no amount in the declared locale 'en'",
                    ),
                    ("line 2, column 'decided'", "this is not a date"),
                ],
            ),
            (
                ["Z-1,,a,care,2018,,2018-01-01,,,,", "Z-1,,a,care,,5,2018-01-01,,,,"],
                [
                    (
                        "line 2, column 'amount'",
                        (
                            "a row has a budget year without an amount, or an amount "
                            "without one"
                        ),
                    ),
                    (
                        "line 3, column 'year'",
                        (
                            "a row has a budget year without an amount, or an amount "
                            "without one"
                        ),
                    ),
                ],
            ),
            (
                ["Z-1,,a,care,2018,-5,2018-01-01,,,,"],
                [("line 2, column 'amount'", "an awarded amount is negative")],
            ),
            (
                ["Z-1,Ä-1,a,care,2018,5,2018-01-01,,,,"],
                [
                    (
                        "line 2, column 'id'",
                        "there is no award that this row amends",
                    )
                ],
            ),
            (
                [
                    "Z-1,,a,care,2018,5,2018-01-01,,,,",
                    "Z-1,,b,care,2019,5,2018-01-02,,,,",
                    "Z-1,Ä-1,a,work,2019,6,2018-01-03,,,,",
                    "Z-1,Ä-1,a,,2020,6,2018-01-04,,,,",
                ],
                [
                    (
                        f"line {line}, column {column!r}",
                        "the row says something else than the first one of its award",
                    )
                    for line, column in (
                        (3, "recipient"),
                        (3, "decided"),
                        (4, "part"),
                        (5, "decided"),
                    )
                ],
            ),
            (
                [
                    "Z-1,,,care,2018,5,2018-01-01,,,,",
                    "Z-2,,a,care,2018,5,,,,,",
                    "Z-3,,a,care,2018,5,2018-01-01,,2018-01-01,,",
                    "Z-4,,a,care,2018,5,2018-01-01,,2018-01-02,2018-01-01,",
                    "Z-5,,a,care,,,2018-01-01,,,,",
                    "Z-6,,a,care,2018,5,2018-01-01,,,,",
                    "Z-6,Ä-1,,,2018,5,2018-01-01,,,,",
                ],
                [
                    ("line 2, column 'recipient'", "the cell is empty"),
                    ("line 3, column 'decided'", "the cell is empty"),
                    (
                        "line 4, columns 'first' and 'last'",
                        "a period has only one of its ends",
                    ),
                    ("line 5, period", "a period ends before it begins"),
                    ("line 6, award 'Z-5'", "an award has no amount"),
                    (
                        "line 8, award 'Z-6', amendment 'Ä-1'",
                        "an amendment of an award changes nothing",
                    ),
                ],
            ),
            (
                [f"Z-1,,a,care,2018,{10**17},2018-01-01,,,,"],
                [("awards", "the awards are too much money together")],
            ),
        ],
    )
    def test_faults(self, tmp_path, rows, expected):
        """All that is wrong is told by line and column."""
        assert expected == faults(tmp_path, *rows)


@st.composite
def some_awards(draw):
    """Draw awards of which a table can tell everything."""
    cents = st.integers(0, 10**12).map(lambda minor: Money.from_minor(minor, "EUR"))
    amounts = st.dictionaries(
        st.sampled_from(["2018", "2019", "2020/21"]), cents, min_size=1
    )
    notes = st.none() | st.sampled_from(["a", "b, c", 'd "e"']).map(Text)
    periods = st.none() | st.just(Period(date(2018, 1, 1), date(2019, 1, 1)))
    awards = [
        Award(
            id=f"Z-{number}",
            recipient=draw(st.sampled_from("ab")),
            part="care",
            amounts=draw(amounts),
            basis=draw(st.sampled_from(AwardBasis)),
            decided=date(2018, 1, 1),
            announced=draw(st.none() | st.just(date(2018, 1, 2))),
            period=draw(periods),
            application=draw(st.none() | st.just("A-1")),
            amendments=[
                AwardAmendment(
                    id=f"Ä-{change}",
                    decided=date(2019, 1, 1),
                    amounts={"2030": Money.of(change + 1, "EUR")},
                    period=draw(periods),
                    reason=draw(notes),
                )
                for change in range(draw(st.integers(0, 2)))
            ],
            note=draw(notes),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return Awards.of(awards, currency="EUR")


class TestWriteAwards:
    @settings(
        max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(some_awards())
    def test_round_trip(self, tmp_path, awards):
        """What is written is read again as it was."""
        path = tmp_path / "awards.csv"
        write_awards(awards, path)

        assert list(awards) == list(read_awards(path, currency="EUR"))

    def test_language(self):
        """Notes are written in the language that is asked for."""
        note = Text({"en": "assumed", "de": "angenommen"})
        award = Award(
            id="Z-1",
            recipient="a",
            part="care",
            amounts={"2018": euros(5)},
            decided=date(2018, 1, 1),
            note=note,
        )
        change = AwardAmendment(
            id="Ä-1",
            decided=date(2018, 1, 1),
            period=Period(date(2018, 1, 1), date(2018, 2, 1)),
            reason=note,
        )

        assert (
            "id,amendment,recipient,part,year,amount,decided,announced,first,last,"
            "note,basis,application\n"
            "Z-1,,a,care,2018,5.00,2018-01-01,,,,angenommen,decision,\n"
            "Z-1,Ä-1,a,care,,,2018-01-01,,2018-01-01,2018-02-01,angenommen,decision,\n"
        ) == awards_csv(Awards.of([award.amend(change)]), "de")

"""Entries of a ledger as a table in CSV: every fault by line and column."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundmodel.errors import ConfigError, InvalidDataError
from fundmodel.io.ledgers import entries_csv, read_entries, write_entries
from fundmodel.ledgers import Entries, Entry, EntryKind
from fundmodel.money import Money
from fundmodel.sources import Source

WHY = Source(title="Accounts of 2018")

TABLE = """id,kind,day,year,amount,part,recipient,funds,reverses
b-1,appropriation,2018-01-01,2018,"1,000.00",care,,Land,
c-1,commitment,2018-02-01,2018,400,care,08111000,Land,
c-1,commitment,2018-02-01,2018,400.00,care,08111000,Land,
s-1,commitment,2018-02-02,2018,400,care,08111000,Land,c-1
"""


def written(folder, text):
    """Write a table."""
    path = folder / "ledger.csv"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder, text):
    """Give place and kind of every fault of a table."""
    with pytest.raises(ConfigError) as caught:
        read_entries(written(folder, text), currency="EUR")
    return [
        (fault.where.removeprefix("ledger.csv: "), fault.what)
        for fault in caught.value.faults
    ]


class TestReadEntries:
    def test_reads_each_row(self, tmp_path):
        """
        A row is an entry; an empty cell says nothing.
        """
        entries = read_entries(written(tmp_path, TABLE), currency="EUR", source=WHY)
        budget, commitment, again, reversal = entries

        assert budget == Entry(
            id="b-1",
            kind=EntryKind.APPROPRIATION,
            day=date(2018, 1, 1),
            year="2018",
            amount=Money.of(1_000, "EUR"),
            part="care",
            funds="Land",
            source=WHY,
        )
        assert commitment == again
        assert ("08111000", "c-1") == (reversal.recipient, reversal.reverses)

    def test_reads_german_tables(self, tmp_path):
        """
        How numbers are written and what separates cells is declared.
        """
        text = "id;kind;day;year;amount\nb-1;appropriation;2018-01-01;2018;1.000,50\n"
        (entry,) = read_entries(
            written(tmp_path, text), currency="EUR", locale="de", delimiter=";"
        )

        assert Money.of("1000.50", "EUR") == entry.amount

    def test_tells_every_fault(self, tmp_path):
        """
        All that is wrong in a file is told at once, by line and column.
        """
        text = (
            "id,kind,day,year,amount\n"
            "b-1,budget,2018-01-01,2018,5\n"
            ",appropriation,1.1.2018,2018,5.001\n"
        )

        assert [
            ("line 3, column 'id'", "the cell is empty"),
            ("line 2, column 'kind'", "this is none of the possible values"),
            ("line 3, column 'day'", "this is not a date"),
            (
                "line 3, column 'amount'",
                "the amount has a fraction of a minor unit",
            ),
        ] == faults(tmp_path, text)

    def test_tells_what_the_entries_refuse(self, tmp_path):
        """
        An entry that lacks what its kind needs is named, and so is a column that
        nobody knows.
        """
        lacking = "id,kind,day,year,amount\np-1,payment,2018-01-01,2018,5\n"
        unknown = "id,kind,day,year,amount,recipent\n"

        assert [("entry 'p-1'", "an entry of this kind needs recipient")] == faults(
            tmp_path, lacking
        )
        assert [("header", "the column recipent is not known")] == [
            (where, what.replace("'", "")) for where, what in faults(tmp_path, unknown)
        ]


@st.composite
def entries(draw):
    """Draw entries with texts of all sorts, which need not fit one another."""
    kinds = draw(st.lists(st.sampled_from(EntryKind), max_size=5))
    texts = st.text("ab=-+@;, \uff1d'0.", min_size=1, max_size=6).filter(
        lambda text: text == text.strip() != ""
    )
    maybe = st.none() | texts
    return Entries.of(
        [
            Entry(
                id=draw(texts),
                kind=kind,
                day=draw(st.dates()),
                year=draw(texts),
                amount=Money.from_minor(draw(st.integers(1, 10**15)), "EUR"),
                part=draw(maybe),
                line=draw(maybe),
                funds=draw(maybe),
                origin=draw(maybe),
                note=draw(maybe),
                reverses=draw(maybe),
                recipient=draw(texts) if kind.has_recipient else None,
                award=draw(maybe) if kind.has_recipient else None,
                to_year=draw(texts) if kind.changes_year else None,
                to_line=draw(texts) if kind.changes_line else None,
            )
            for kind in kinds
        ],
        currency="EUR",
    )


class TestWriteEntries:
    @given(entries())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_read_again(self, tmp_path, drawn):
        """
        Whatever is written is read as it was, or is refused before it is written.
        """
        path = tmp_path / "out.csv"
        with suppress(InvalidDataError):
            write_entries(drawn, path)
            again = read_entries(path, currency="EUR") if len(drawn) else drawn

            assert drawn.content_hash == again.content_hash

    def test_is_harmless_to_spreadsheets(self, tmp_path):
        """
        A text is not taken for a formula, and comes back without the apostrophe.
        """
        (entry,) = [
            Entry(
                id="-b",
                kind=EntryKind.APPROPRIATION,
                day=date(2018, 1, 1),
                year=2018,
                amount=Money.of(5, "EUR"),
                note="=1+1",
            )
        ]
        booked = Entries.of([entry], currency="EUR")
        write_entries(booked, tmp_path / "out.csv")

        assert entries_csv(booked) == (
            "id,kind,day,year,amount,part,recipient,award,funds,line,origin,to_year,"
            "to_line,reverses,note\n"
            "'-b,appropriation,2018-01-01,2018,5.00,,,,,,,,,,'=1+1\n"
        )
        assert [entry] == list(read_entries(tmp_path / "out.csv", currency="EUR"))

    def test_refuses_what_would_not_come_back(self):
        """
        An apostrophe of one's own before such a sign could not be told apart, and
        blanks around a text are lost in tables.
        """
        for note, what in (
            ("'=x", "a text would be read as another one"),
            (" x", "a text would be read as another one"),
        ):
            odd = Entry(
                id="b",
                kind=EntryKind.APPROPRIATION,
                day=date(2018, 1, 1),
                year=2018,
                amount=Money.of(5, "EUR"),
                note=note,
            )
            with pytest.raises(InvalidDataError) as caught:
                entries_csv(Entries.of([odd], currency="EUR"))

            assert (what, "entries, notes") == (caught.value.what, caught.value.where)

"""Entries of a ledger as a table in CSV: every fault by line and column."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.errors import ConfigError
from fundmodel.io.ledgers import read_entries
from fundmodel.ledgers import Entry, EntryKind
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

"""Crosswalks as a table in CSV: every fault by line and column."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.crosswalks import Succession, SuccessionKind
from fundmodel.errors import ConfigError
from fundmodel.io.crosswalks import read_crosswalk
from fundmodel.sources import Source

LAW = Source(title="Law of 2018")
HEAD = "old;new;share;day;kind;source\n"

TABLE = f"""{HEAD}a;m;;2019-01-01;merger;Act 1
c;x;60 %;2020-01-01;split;
b;m;;2019-01-01;merger;
c;y;2/5;2020-01-01;split;
m;n;;2021-01-01;recoding;
y;y;;2021-01-01;renaming;
"""


def written(folder, text):
    """Write a table."""
    path = folder / "bodies.csv"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder, text):
    """Give the message of a table that is refused."""
    with pytest.raises(ConfigError) as caught:
        read_crosswalk(written(folder, text))
    return str(caught.value)


class TestReadCrosswalk:
    def test_rows_become_successions(self, tmp_path):
        """
        Rows of one merger or split are one succession, wherever they stand.
        """
        way = read_crosswalk(written(tmp_path, TABLE), source=LAW)
        act = Source(title="Act 1")

        assert way.successions == (
            Succession.merger(date(2019, 1, 1), ["a", "b"], "m", source=act),
            Succession.split(
                date(2020, 1, 1), "c", {"x": "60 %", "y": "40 %"}, source=LAW
            ),
            Succession.recoding(date(2021, 1, 1), "m", "n", source=LAW),
            Succession(
                kind=SuccessionKind.RENAMING,
                day=date(2021, 1, 1),
                old=["y"],
                new=["y"],
                source=LAW,
            ),
        )

    def test_shares_may_be_left_out(self, tmp_path):
        """
        A table without splits needs neither shares nor sources.
        """
        text = "old,new,day,kind\na,b,2019-01-01,recoding\n"
        way = read_crosswalk(written(tmp_path, text), delimiter=",")

        assert way.successions == (Succession.recoding(date(2019, 1, 1), "a", "b"),)

    def test_every_cell_that_cannot_be_read_is_named(self, tmp_path):
        """
        Faults of cells are told together, by line and column.
        """
        text = f"{HEAD};b;half;1.1.2019;fusion;\n"

        told = refused(tmp_path, text)

        assert told.startswith("bodies.csv: 4 faults found\n")
        assert [line for line in told.splitlines() if "line 2" in line] == [
            "bodies.csv: line 2, column 'share': this is not an exact number",
            "bodies.csv: line 2, column 'old': the cell is empty",
            "bodies.csv: line 2, column 'day': this is not a date",
            "bodies.csv: line 2, column 'kind': this is none of the possible values",
        ]

    def test_a_succession_that_cannot_be_is_named_by_its_lines(self, tmp_path):
        """
        Shares that do not add up are told with all lines of the split.
        """
        text = (
            f"{HEAD}a;b;50 %;2019-01-01;split;\na;c;40 %;2019-01-01;split;\n"
            "d;d;;2019-01-01;recoding;\n"
        )
        told = refused(tmp_path, text)

        assert "bodies.csv: lines 2, 3: the shares of a split do not add up" in told
        assert "bodies.csv: line 4: the bodies do not fit the kind" in told

    def test_a_circle_is_refused(self, tmp_path):
        """
        What contradicts over days is told for the file.
        """
        text = f"{HEAD}a;b;;2019-01-01;recoding;\nb;a;;2020-01-01;recoding;\n"

        assert "a body is named again after it ended" in refused(tmp_path, text)

"""Pools as a table in CSV: one row for each member, every fault by line."""

from __future__ import annotations

import pytest

from fundmodel.errors import ConfigError, InvalidDataError
from fundmodel.io.pools import read_pools
from fundmodel.pools import Pool
from fundmodel.sources import Source

WHY = Source(title="Joint applications")

TABLE = """program,pool,name,member,award_holder,delegate
pact,valley,Valley,aue,birkenau,district
,valley,,birkenau,,
,hills,,cronfeld,,
,hills,,dornbach,,
"""


def written(folder, text):
    """Write a table."""
    path = folder / "pools.csv"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder, text):
    """Give place and kind of every fault of a table."""
    with pytest.raises(ConfigError) as caught:
        read_pools(written(folder, text))
    return [
        (fault.where.removeprefix("pools.csv: "), fault.what)
        for fault in caught.value.faults
    ]


class TestReadPools:
    def test_gathers_the_rows_of_each_pool(self, tmp_path):
        """
        What is said of a pool stands in one of its rows; empty cells say nothing.
        """
        valley = Pool(
            id="valley",
            name="Valley",
            members=["aue", "birkenau"],
            award_holder="birkenau",
            delegate="district",
            program="pact",
            source=WHY,
        )
        hills = Pool(id="hills", members=["cronfeld", "dornbach"], source=WHY)

        assert (valley, hills) == read_pools(written(tmp_path, TABLE), source=WHY)

    def test_needs_two_columns(self, tmp_path):
        """
        The ids of pool and member are enough; a German table is declared.
        """
        path = tmp_path / "verbund.csv"
        path.write_bytes("pool;member\nTäler;a\nTäler;b\n".encode("latin-1"))

        assert (Pool(id="Täler", members=["a", "b"]),) == read_pools(
            str(path), delimiter=";", encoding="latin-1"
        )

    def test_a_table_without_rows_has_no_pools(self, tmp_path):
        """
        A header alone is no fault.
        """
        assert () == read_pools(written(tmp_path, "pool,member\n"))

    def test_names_a_column_that_is_missing(self, tmp_path):
        """
        A misspelt name of a column that must be there is offered, once.
        """
        assert [("header", "the column 'member' is missing")] == faults(
            tmp_path, "pool,membre\n"
        )

    def test_names_a_column_that_nobody_reads(self, tmp_path):
        """
        A misspelt name of a column that may be there is not passed over.
        """
        with pytest.raises(ConfigError) as caught:
            read_pools(written(tmp_path, "pool,member,delegat,remarks\n"))

        assert (
            "pools.csv: 2 faults found\n"
            "pools.csv: header: the column 'delegat' is not known\n"
            "  got: pool, member, delegat, remarks\n"
            "  expected: no other than pool, member, name, applicant, award_holder, "
            "payee, delegate, program\n"
            "  mend: did you mean 'delegate'?\n"
            "pools.csv: header: the column 'remarks' is not known\n"
            "  got: pool, member, delegat, remarks\n"
            "  expected: no other than pool, member, name, applicant, award_holder, "
            "payee, delegate, program\n"
            "  mend: remove it"
        ) == str(caught.value)

    def test_names_a_column_that_stands_twice(self, tmp_path):
        """
        Two columns of one name leave open which of them counts.
        """
        assert [("header", "the column 'name' stands more than once")] == faults(
            tmp_path, "pool,member,name,name\n"
        )

    def test_names_empty_cells(self, tmp_path):
        """
        Each row has a pool and a member.
        """
        assert [
            ("line 2, column 'pool'", "the cell is empty"),
            ("line 3, column 'member'", "the cell is empty"),
        ] == faults(tmp_path, "pool,member\n,a\nv,\n")

    def test_names_rows_that_contradict_each_other(self, tmp_path):
        """
        A pool has one name and one program; the earlier line is named too.
        """
        table = "pool,member,name,program\nv,a,V,p\nv,b,W,q\nw,c,,\nw,d,,\n"
        with pytest.raises(ConfigError) as caught:
            read_pools(written(tmp_path, table))

        assert (
            "pools.csv: 2 faults found\n"
            "pools.csv: line 3, column 'name': the rows of a pool say different "
            "things\n"
            "  got: 'W', and 'V' in line 2\n"
            "  expected: the same in all rows, or an empty cell\n"
            "  mend: correct the rows\n"
            "pools.csv: line 3, column 'program': the rows of a pool say different "
            "things\n"
            "  got: 'q', and 'p' in line 2\n"
            "  expected: the same in all rows, or an empty cell\n"
            "  mend: make a pool of its own for each program"
        ) == str(caught.value)

    def test_names_members_that_stand_twice(self, tmp_path):
        """
        Nobody is in a pool twice, or in two pools of a program.
        """
        table = "pool,member\nv,a\nv,b\nv,a\nw,b\nw,c\n"

        assert [
            ("line 4, column 'member'", "a member stands in a pool twice"),
            ("line 5, column 'member'", "a recipient stands in two pools"),
        ] == faults(tmp_path, table)

    def test_pools_of_two_programs_may_share_members(self, tmp_path):
        """
        Who stands together for one program may stand otherwise for another.
        """
        table = "pool,member,program\nv,a,p\nv,b,\nw,a,q\nw,b,q\n"

        assert ["p", "q"] == [
            pool.program for pool in read_pools(written(tmp_path, table))
        ]

    def test_names_what_a_pool_cannot_be(self, tmp_path):
        """
        A fault of the pool as a whole stands at its first line.
        """
        assert [("line 2", "pool 'v': a pool needs two members")] == faults(
            tmp_path, "pool,member\nv,a\nw,b\nw,c\n"
        )

    def test_refuses_a_delimiter_that_is_none(self, tmp_path):
        """
        A delimiter is one character.
        """
        with pytest.raises(InvalidDataError, match="a delimiter is one character"):
            read_pools(written(tmp_path, TABLE), delimiter="")

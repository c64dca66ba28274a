"""Names of the catalog, and files in their place."""

from __future__ import annotations

import pytest

from fundmodel import catalog
from fundmodel.catalog import FOLDER
from fundmodel.cli.checking import failure_of
from fundmodel.cli.inputs import program_of, roster_of, sources_beside, table_of
from fundmodel.errors import InvalidDataError
from fundmodel.io.config import dump_program
from fundmodel.io.documents import dump_document

PAKT = "pakt-fuer-integration"
SHIPPED = FOLDER / "pakt_fuer_integration"
HEADS = SHIPPED / "rosters" / "heads-2017-09-15.csv"
FINAL = SHIPPED / "published" / "final-2018.csv"


@pytest.fixture
def pakt():
    """The shipped program."""
    return catalog.load(PAKT)


class TestProgramOf:
    def test_a_name_and_its_files_are_the_same_program(self, pakt, tmp_path):
        """
        By name, as TOML and as JSON the content hash is the same.
        """
        toml, json = tmp_path / "pakt.toml", tmp_path / "pakt.json"
        dump_program(pakt, toml)
        dump_document(pakt, json)

        hashes = {program_of(str(n)).content_hash for n in (PAKT, toml, json)}
        assert hashes == {pakt.content_hash}

    def test_a_file_has_earlier_versions_too(self, pakt, tmp_path):
        """
        --as-of counts for files as for names.
        """
        file = tmp_path / "pakt.toml"
        dump_program(pakt, file)
        day = catalog.showcase(PAKT).earlier

        expected = catalog.load(PAKT, as_of=day).content_hash
        assert expected == program_of(str(file), day).content_hash

    def test_another_document_is_refused(self, pakt, tmp_path):
        """
        A roster is no program.
        """
        file = tmp_path / "roster.json"
        dump_document(catalog.roster(PAKT, "districts"), file)

        with pytest.raises(InvalidDataError) as error:
            program_of(str(file))
        assert str(error.value) == (
            "roster.json: the file holds something else\n"
            "  got: Roster\n"
            "  expected: a program\n"
            "  mend: name another file"
        )
        del pakt

    def test_an_unknown_name_without_a_near_one(self):
        """
        Where nothing is near, the spelling is to be checked.
        """
        with pytest.raises(InvalidDataError) as error:
            program_of("zzz")
        assert "mend: check the spelling" in str(error.value)


class TestRosterOf:
    def test_a_name_and_its_files_are_the_same_roster(self, pakt, tmp_path):
        """
        By name, as CSV and as JSON the content hash is the same.
        """
        json = tmp_path / "heads.json"
        shipped = catalog.roster(PAKT, "heads-2017-09-15")
        dump_document(shipped, json)

        names = ("heads-2017-09-15", HEADS, json)
        hashes = {roster_of(pakt, str(name)).content_hash for name in names}
        assert hashes == {shipped.content_hash}

    def test_another_document_is_refused(self, pakt, tmp_path):
        """
        A program is no roster.
        """
        file = tmp_path / "pakt.json"
        dump_document(pakt, file)

        with pytest.raises(InvalidDataError) as error:
            roster_of(pakt, str(file))
        assert "expected: a roster" in str(error.value)

    def test_a_program_of_ones_own_has_no_shipped_rosters(self, program):
        """
        Without shipped rosters only a file will do.
        """
        with pytest.raises(InvalidDataError) as error:
            roster_of(program, "heads-2017-09-15")
        assert "expected: a file\n" in str(error.value)


class TestTableOf:
    def test_a_name_and_its_file_are_the_same_table(self, pakt):
        """
        By name and as CSV the table is equal, with the sources of each row.
        """
        assert table_of(pakt, "final-2018") == table_of(pakt, str(FINAL))

    def test_a_program_of_ones_own_has_no_shipped_tables(self, program):
        """
        Without shipped tables only a file will do.
        """
        with pytest.raises(InvalidDataError) as error:
            table_of(program, "final-2018")
        assert "expected: a file\n" in str(error.value)


class TestSourcesBeside:
    def test_those_of_the_program_are_found(self):
        """
        A table cites the sources of the program in the folder above.
        """
        assert sources_beside(HEADS)["F1"].publisher == "Rhein-Neckar-Zeitung"

    def test_without_a_program_there_are_none(self, tmp_path):
        """
        A table on its own brings its own sources.
        """
        assert sources_beside(tmp_path / "folder" / "table.csv") == {}


class TestFailureOf:
    @pytest.mark.parametrize("path", [SHIPPED / "program.toml", HEADS, FINAL])
    def test_what_is_shipped_has_no_fault(self, path):
        """
        Program, rosters and published tables of the catalog can be used.
        """
        assert failure_of(path) is None

    def test_a_document_is_checked_too(self, pakt, tmp_path):
        """
        A stored document has no fault; an altered one has.
        """
        file = tmp_path / "pakt.json"
        dump_document(pakt, file)
        whole = failure_of(file)
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("58000000.00", "57000000.00"), encoding="utf-8")

        assert whole is None
        assert failure_of(file)

    def test_a_table_names_every_broken_cell(self, tmp_path):
        """
        Faults of a table stand with line and column.
        """
        table = tmp_path / "roster.csv"
        table.write_text("id,name,persons\n1,A,x\n2,B,y\n", encoding="utf-8")
        table.with_suffix(".toml").write_text(
            'schema_version = 1\nid = "r"\nlocale = "en"\nid_column = "id"\n'
            'name_column = "name"\n[[indicators]]\nid = "persons"\n'
            'column = "persons"\n',
            encoding="utf-8",
        )

        assert len(failure_of(table).faults) == 2

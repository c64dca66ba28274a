from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import ConfigError
from fundmodel.io.rows import (
    LONGEST_LINE,
    MOST_FAULTS,
    Columns,
    Faults,
    columns_of,
    csv_text,
)


def columns(
    path: Path,
    content: str | bytes,
    *needs: str,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Columns:
    """Write a file and read columns of it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    faults = Faults(path=path)
    read = columns_of(faults, delimiter=delimiter, encoding=encoding, needs=needs)
    faults.refuse()
    return read


@pytest.fixture
def path(tmp_path) -> Path:
    """A file that tests write."""
    return tmp_path / "a.csv"


def refused(path: Path, content: str | bytes, *needs: str, **options: str) -> str:
    """Give the message with which a file is refused."""
    with pytest.raises(ConfigError) as caught:
        columns(path, content, *needs, **options)
    return str(caught.value)


class TestColumnsOf:
    def test_only_what_is_needed_is_kept(self, path):
        """
        Columns that nobody asked for are passed over, in any order of columns.
        """
        read = columns(path, "c,b,a\n1,2,3\n4,5,6\n", "a", "c", "a")

        assert read.texts == {"a": ["3", "6"], "c": ["1", "4"]}
        assert read.lines == [2, 3]

    @given(st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=2), max_size=5))
    def test_what_a_csv_writer_wrote_is_read(self, tmp_path_factory, rows):
        """
        Quotes, delimiters and line ends inside cells come back as they were.
        """
        rows = [[cell.encode("utf-8", "ignore").decode() for cell in r] for r in rows]
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows([["a", "b"], *rows])

        path = tmp_path_factory.mktemp("csv") / "a.csv"
        read = columns(path, buffer.getvalue(), "a", "b")
        pairs = list(zip(read.texts["a"], read.texts["b"], strict=True))

        assert pairs == [(a, b) for a, b in rows if (a + b).strip()]

    def test_a_byte_order_mark_is_dropped(self, path):
        """
        The first column has its name also where a program wrote a mark in front.
        """
        read = columns(path, b"\xef\xbb\xbfid\n1\n", "id", encoding="UTF8")

        assert read.texts == {"id": ["1"]}

    def test_blank_rows_are_passed_over_and_counted(self, path):
        """
        Lines keep their number in the file, whatever is blank before them.
        """
        read = columns(path, "\n\na,b\n\n1,2\n,\n  , \n\r\n3,4\n\n", "a")

        assert read.texts == {"a": ["1", "3"]}
        assert read.lines == [5, 9]

    def test_a_row_may_go_over_lines(self, path):
        """
        A blank line inside a quoted cell belongs to the cell.
        """
        read = columns(path, 'a,b\n"1\n\n2",3\n', "a")

        assert read.texts == {"a": ["1\n\n2"]}
        assert read.lines == [4]

    def test_latin_1_is_read_where_it_is_declared(self, path):
        """
        A declared encoding and delimiter are used, nothing is guessed.
        """
        content = "id;name\n1;Böblingen\n".encode("latin-1")
        read = columns(path, content, "name", encoding="latin-1", delimiter=";")

        assert read.texts == {"name": ["Böblingen"]}

    def test_latin_1_that_is_not_declared_is_refused(self, path):
        """
        The message has line, column, byte and the way out.
        """
        content = "id,name\n1,Aue\n2,Böblingen\n".encode("latin-1")

        assert refused(path, content, "id", "name") == (
            "a.csv: one fault found\n"
            "a.csv: line 3, column 'name': the cell is not in the encoding declared\n"
            "  got: byte 0xF6 in 'B?blingen'\n"
            "  expected: text in UTF-8, or another encoding that is declared\n"
            '  mend: say encoding = "latin-1" if it comes from an older German system'
        )

    def test_utf_16_is_known_by_its_mark(self, path):
        """
        What a spreadsheet saved as "Unicode" is not taken for Latin-1, and can be
        read as what it is.
        """
        content = "id,name\n1,Böblingen\n".encode("utf-16")

        assert refused(path, content, "name").endswith(
            'mend: save it as UTF-8, or say encoding = "utf-16"'
        )
        assert {"name": ["Böblingen"]} == columns(
            path, content, "name", encoding="utf-16"
        ).texts

    def test_a_header_in_another_encoding_is_refused(self, path):
        """
        Where there is no name of a column yet, the message has its number.
        """
        content = "id,größe\n".encode("latin-1")

        assert "a.csv: line 1, column 2: the cell" in refused(path, content, "id")

    def test_a_broken_wide_encoding_is_refused(self, path):
        """
        UTF-16 with half a character cannot say where, but says so.
        """
        text = refused(path, "id\n1\n".encode("utf-16") + b"\x00", encoding="utf-16")

        assert "a.csv: the file is not in the encoding declared" in text
        assert "expected: text in utf-16" in text

    @pytest.mark.parametrize("encoding", ["klingon", "", "hex", "undefined", "a\0b"])
    def test_an_unknown_encoding_is_refused(self, path, encoding):
        """
        Codecs that are unknown, or no encodings of text, are named errors.
        """
        text = refused(path, "id\n", "id", encoding=encoding)

        assert "a.csv: this encoding is not known" in text
        assert 'expected: for example "utf-8" or "latin-1"' in text

    def test_a_missing_column_is_refused(self, path):
        """
        Every missing column is told, with the nearest one there is.
        """
        assert refused(path, "ID,nmae\n1,2\n", "id", "name", "heads") == (
            "a.csv: 3 faults found\n"
            "a.csv: header: the column 'id' is missing\n"
            "  got: ID, nmae\n"
            "  expected: it once\n"
            "  mend: check the names of the columns\n"
            "a.csv: header: the column 'name' is missing\n"
            "  got: ID, nmae\n"
            "  expected: it once\n"
            "  mend: did you mean 'nmae'?\n"
            "a.csv: header: the column 'heads' is missing\n"
            "  got: ID, nmae\n"
            "  expected: it once\n"
            "  mend: check the names of the columns"
        )

    @pytest.mark.parametrize(("declared", "used"), [(",", ";"), (";", ",")])
    def test_another_delimiter_is_offered(self, path, declared, used):
        """
        A header of one cell with the other delimiter in it says what to declare.
        """
        text = refused(path, f"id{used}name\n", "id", delimiter=declared)

        assert f'mend: say delimiter = "{used}"' in text

    def test_a_repeated_column_is_refused(self, path):
        """
        Which of two columns counts is not for a reader to guess; others may repeat.
        """
        assert columns(path, "id,,\n1,2,3\n", "id").texts == {"id": ["1"]}
        assert refused(path, "id,id\n1,2\n", "id") == (
            "a.csv: one fault found\n"
            "a.csv: header: the column 'id' stands more than once\n"
            "  got: id, id\n"
            "  expected: it once\n"
            "  mend: rename or remove one"
        )

    def test_an_empty_file_is_refused(self, path):
        """
        A file without a header lacks its columns.
        """
        assert "got: an empty file" in refused(path, "\n\n", "id")

    def test_rows_of_another_length_are_refused(self, path):
        """
        Every row with another number of cells is told.
        """
        assert refused(path, "id,name\n1\n2,b\n3,c,d\n", "id") == (
            "a.csv: 2 faults found\n"
            "a.csv: line 2: the row has another number of cells than the header\n"
            "  got: 1 cells\n"
            "  expected: 2 cells\n"
            "  mend: put cells that contain the delimiter in quotes\n"
            "a.csv: line 4: the row has another number of cells than the header\n"
            "  got: 3 cells\n"
            "  expected: 2 cells\n"
            "  mend: put cells that contain the delimiter in quotes"
        )

    def test_an_open_quote_is_refused(self, path):
        """
        What is no CSV is refused with the line, after what was found before it.
        """
        text = refused(path, 'id,name\n1\n2,"b\n', "id")

        assert text.startswith("a.csv: 2 faults found\na.csv: line 2: the row has")
        assert "a.csv: line 3: the row is not CSV\n  got: unexpected end" in text

    def test_a_missing_file_is_refused(self, tmp_path):
        """
        A file that is not there is a named error.
        """
        faults = Faults(path=tmp_path / "b.csv")
        with pytest.raises(ConfigError, match="No such file or directory"):
            columns_of(faults, delimiter=",", encoding="utf-8", needs=())

    def test_a_line_without_end_is_not_read(self, path):
        """
        A line of a gigabyte is refused after a million characters.
        """
        with path.open("wb") as file:
            file.write(b"id\n")
            file.truncate(1024**3)
        with pytest.raises(ConfigError) as caught:
            columns_of(Faults(path=path), delimiter=",", encoding="utf-8", needs=())

        assert str(caught.value) == (
            "a.csv: one fault found\n"
            "a.csv: line 2: the line is too long\n"
            f"  got: more than {LONGEST_LINE:,} characters\n"
            "  expected: a row of a table\n"
            "  mend: check that it is the right file"
        )

    def test_faults_without_end_are_cut(self, path):
        """
        After a thousand faults the reading ends and says that there may be more.
        """
        with pytest.raises(ConfigError) as caught:
            columns(path, "id,name\n" + "1\n" * (MOST_FAULTS + 5), "id")

        *listed, last = caught.value.faults
        assert len(listed) == MOST_FAULTS
        assert last.render() == (
            "a.csv: there may be more faults behind the first 1,000\n"
            "  mend: mend these first"
        )


class TestCsvText:
    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])  # noqa: RUF001  the wide sign is meant
    def test_formulas_are_neutralised(self, sign):
        """
        A cell that a spreadsheet would compute gets an apostrophe in front.
        """
        (_, (cell,)) = csv.reader(
            io.StringIO(csv_text(("a",), [(f"{sign}cmd()",)]), newline="")
        )

        assert cell == f"'{sign}cmd()"

    def test_a_split_cell_holds_no_formula(self):
        """
        Where a program takes a semicolon for the end of a cell, no formula begins.
        """
        text = csv_text(("a",), [("Aue;=cmd()",), ("Aue,@x\n+1",)])

        assert text == "a\nAue;'=cmd()\n\"Aue,'@x\n'+1\"\n"

    def test_control_characters_become_blanks(self):
        """
        Neither a carriage return nor a tab begins a row or a cell, or hides a sign.
        """
        text = csv_text(("a",), [("Aue\r=1\t\0",), ("\t=1",), ("a\nb",)])

        assert text == 'a\nAue =1  \n \'=1\n"a\nb"\n'

    @pytest.mark.parametrize("cell", ["-5", "-5.00", "12.50", "Aue - Bach", "1; -2"])
    def test_numbers_and_plain_text_stay(self, cell):
        """
        Negative amounts stay numbers, and a dash inside a name stays a dash.
        """
        assert csv_text(("a",), [(cell,)]) == f"a\n{cell}\n"

    @given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=4))
    def test_no_cell_begins_like_a_formula(self, rows):
        """
        Whatever is written, no cell that is read back is computed by anybody.
        """
        read = list(csv.reader(io.StringIO(csv_text(("a", "b"), rows), newline="")))
        cells = [cell for row in read[1:] for cell in row]

        assert not [
            cell
            for cell in cells
            if cell.lstrip().startswith(("=", "+", "-", "@"))
            and not cell.removeprefix("-").replace(".", "").isdigit()
        ]

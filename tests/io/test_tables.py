from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import ConfigError
from fundmodel.io.tables import (
    ColumnForm,
    PublishedForm,
    RosterForm,
    read_published,
    read_roster,
)
from fundmodel.money import Money
from fundmodel.recipients import Coverage
from fundmodel.sentences import Text
from fundmodel.sources import Source

HEADS = ColumnForm(id="heads", column="heads")
PRESS = Source(title="Press", key="P1")


@pytest.fixture
def path(tmp_path) -> Path:
    """A table that tests write."""
    return tmp_path / "towns.csv"


def roster(path: Path, text: str, **form: object):
    """Write a table and read it as a roster."""
    path.write_text(text, encoding="utf-8")
    return read_roster(path, RosterForm(**{"id": "towns", **form}))


def published(path: Path, text: str, sources=(), **form: object):
    """Write a table and read it as published amounts."""
    path.write_text(text, encoding="utf-8")
    known = {source.key: source for source in sources}
    return read_published(path, PublishedForm(**{"id": "press", **form}), sources=known)


def refused(read, *args: object, **form: object) -> str:
    """Give the message with which a table is refused."""
    with pytest.raises(ConfigError) as caught:
        read(*args, **form)
    return str(caught.value)


class TestReadRoster:
    def test_two_columns_are_enough(self, path):
        """
        Ids stay text, names are given, everybody has the kind of the form.
        """
        read = roster(path, "id,name\n01,Aue\n02, Bach \n", kind="town")

        assert (read.ids, read.names) == (("01", "02"), ("Aue", "Bach"))
        assert (read.kinds, read.parents, read.columns) == (("town", "town"), (), ())
        assert (read.id, read.name) == ("towns", Text("towns"))

    def test_all_columns_are_read(self, path):
        """
        Kinds, parents, values and marks come from their columns, blanks are missing.
        """
        text = (
            "ags,town,art,kreis,n,state\n"
            "01,Aue,municipality,K1,85,published\n"
            "02,Bach,,,,inferred\n"
            'rest,all others,remainder,,"1,234.50",\n'
        )
        read = roster(
            path,
            text,
            id_column="ags",
            name_column="town",
            kind_column="art",
            parent_column="kreis",
            id_digits=2,
            coverage=Coverage.REMAINDER,
            name=Text("Towns"),
            indicators=[
                ColumnForm(id="heads", column="n", status_column="state", decimals=2)
            ],
        )
        (column,) = read.columns

        assert read.kinds == ("municipality", "recipient", "remainder")
        assert read.parents == ("K1", None, None)
        assert read.name == Text("Towns")
        assert [column.value(row) for row in range(3)] == [85, None, Fraction("1234.5")]
        assert column.inferred.tolist() == [False, True, False]

    def test_rows_for_all_others_have_a_name_in_each_language(self, path):
        """
        In a sentence the row is called as the reader's language calls it.
        """
        name = Text({"en": "All others", "de": "Alle übrigen"})
        read = roster(
            path,
            "id,name,kind\n01,Aue,town\nrest,Rest,remainder\n",
            kind_column="kind",
            coverage=Coverage.REMAINDER,
            remainder_name=name,
        )

        assert ["Aue", name] == [read.label(position) for position in range(2)]
        assert read.names == ("Aue", "Rest")

    def test_a_form_beside_the_table_is_used(self, path):
        """
        Without a form, the TOML file of the same name says what columns mean.
        """
        path.with_suffix(".toml").write_text('id = "a"\nsource = "P1"')
        path.write_text("id,name\n01,Aue\n", encoding="utf-8")

        read = read_roster(str(path), sources={"P1": PRESS})

        assert (read.id, read.source) == ("a", PRESS)

    @given(
        st.lists(
            st.decimals(-(10**9), 10**9, places=3) | st.none(), min_size=1, max_size=5
        ),
        st.sampled_from(["en", "de"]),
        st.booleans(),
    )
    def test_numbers_are_exact(self, tmp_path_factory, numbers, locale, grouped):
        """
        A number in the declared locale comes back exactly, with separators or not.
        """
        sign = "," if grouped else ""
        texts = ["" if n is None else f"{n:{sign}.3f}" for n in numbers]
        if locale == "de":
            texts = [text.translate({44: 46, 46: 44}) for text in texts]
        rows = "".join(f'{i},town,"{text}"\n' for i, text in enumerate(texts))

        read = roster(
            tmp_path_factory.mktemp("csv") / "a.csv",
            f"id,name,heads\n{rows}",
            locale=locale,
            indicators=[ColumnForm(id="heads", column="heads", decimals=3)],
        )
        values = [read.columns[0].value(row) for row in range(len(read))]

        assert values == [None if n is None else Fraction(n) for n in numbers]

    def test_faults_of_ids_are_told(self, path):
        """
        Empty, shortened, foreign and repeated ids are told by line and column.
        """
        text = "id,name\n1,Aue\n,Bach\n0x,Cham\n003,Dorf\n²2,Eich\n02,Furt\n02,Gut\n"

        assert refused(roster, path, text, id_digits=2) == (
            "towns.csv: 6 faults found\n"
            "towns.csv: line 3, column 'id': the cell is empty\n"
            "  expected: text\n"
            "  mend: fill it in\n"
            "towns.csv: line 2, column 'id': the id has lost leading zeros\n"
            "  got: 1\n"
            "  expected: 2 digits\n"
            "  mend: write '01'; keep the column as text\n"
            "towns.csv: line 4, column 'id': this is no such id\n"
            "  got: 0x\n"
            "  expected: 2 digits\n"
            "  mend: correct it\n"
            "towns.csv: line 5, column 'id': this is no such id\n"
            "  got: 003\n"
            "  expected: 2 digits\n"
            "  mend: correct it\n"
            "towns.csv: line 6, column 'id': this is no such id\n"
            "  got: ²2\n"
            "  expected: 2 digits\n"
            "  mend: correct it\n"
            "towns.csv: line 8, column 'id': the id stands more than once\n"
            "  got: 02\n"
            "  expected: each id once\n"
            "  mend: remove the repeated row, or correct the id"
        )

    @pytest.mark.parametrize(
        ("cell", "locale"),
        [
            ('"12,5"', "en"),
            ('"1,23"', "en"),
            ("12.5", "de"),
            ("twelve", "en"),
            ("1e999999999", "en"),
            ("٣", "en"),
            ("9" * 31, "en"),
            ("NaN", "en"),
            ("+5", "en"),
            ('"1.234,567,8"', "de"),
        ],
    )
    def test_what_is_no_number_is_told(self, path, cell, locale):
        """
        Another locale, words and numbers without end are told as they stand.
        """
        text = f"id,name,heads\n01,Aue,{cell}\n"
        example = {"en": "1,234.5", "de": "1.234,5"}[locale]

        assert refused(roster, path, text, locale=locale, indicators=[HEADS]) == (
            "towns.csv: one fault found\n"
            f"towns.csv: line 2, column 'heads': this is no number in the declared "
            f"locale '{locale}'\n"
            f"  got: {cell.strip(chr(34))}\n"
            f"  expected: for example {example}, with at most 0 decimals\n"
            "  mend: correct the cell, or the locale or decimals declared"
        )

    def test_more_decimals_than_declared_are_told(self, path):
        """
        Half a person is refused where the column holds whole numbers.
        """
        text = "id,name,heads\n01,Aue,2.5\n"

        assert "the number has more decimals than declared\n  got: 2.5" in refused(
            roster, path, text, indicators=[HEADS]
        )

    def test_other_cells_are_checked_too(self, path):
        """
        Empty names, control characters and unknown marks are told together.
        """
        text = "id,name,kind,heads,state\n1,,\x07x,5,guessed\n2,A\u202eb,,5,published\n"
        column = ColumnForm(id="heads", column="heads", status_column="state")

        assert refused(roster, path, text, kind_column="kind", indicators=[column]) == (
            "towns.csv: 4 faults found\n"
            "towns.csv: line 2, column 'kind': the cell contains a control character, "
            "U+0007 at position 1\n"
            "  got: \ufffdx\n"
            "  expected: printable characters\n"
            "  mend: remove the character\n"
            "towns.csv: line 3, column 'name': the cell contains a control character, "
            "U+202E at position 2\n"
            "  got: A\ufffdb\n"
            "  expected: printable characters\n"
            "  mend: remove the character\n"
            "towns.csv: line 2, column 'name': the cell is empty\n"
            "  expected: text\n"
            "  mend: fill it in\n"
            "towns.csv: line 2, column 'state': this status is not known\n"
            "  got: guessed\n"
            "  expected: published or inferred\n"
            "  mend: write one of them"
        )

    def test_no_break_spaces_are_printable_enough(self, path):
        """
        A name with a no-break space is a name.
        """
        assert roster(path, "id,name\n1,Bad\u00a0Aue\n").names == ("Bad\u00a0Aue",)

    def test_a_circle_of_parents_is_told(self, path):
        """
        What only the roster as a whole can know is refused as a fault of the file.
        """
        text = "id,name,up\n1,A,2\n2,B,1\n"

        assert refused(roster, path, text, parent_column="up").startswith(
            "towns.csv: one fault found\nroster 'towns': the parents form a circle"
        )

    def test_coverage_has_to_fit(self, path):
        """
        A row for all others has to be declared.
        """
        text = "id,name,kind\n1,A,remainder\n"

        assert "the coverage contradicts the rows" in refused(
            roster, path, text, kind_column="kind"
        )

    def test_missing_columns_are_told(self, path):
        """
        Every column that the form names has to be there.
        """
        column = ColumnForm(id="heads", column="n", status_column="state")
        text = refused(
            roster,
            path,
            "id,name\n",
            kind_column="kind",
            parent_column="up",
            indicators=[column],
        )

        assert [line for line in text.splitlines() if "missing" in line] == [
            f"towns.csv: header: the column '{name}' is missing"
            for name in ("kind", "up", "n", "state")
        ]


class TestReadPublished:
    def test_amounts_are_read(self, path):
        """
        Amounts are money of the declared currency, rows may cite their source.
        """
        read = published(
            path,
            'ags,town,eur,seen\n01,Aue,"1.234,50",P1\n02,Bach,7,\n',
            [PRESS],
            id_column="ags",
            name_column="town",
            amount_column="eur",
            source_column="seen",
            locale="de",
            rounded_to="0.50",
            share=Fraction(3, 5),
            roster="provisional",
            name=Text("As printed"),
            year="2025",
        )

        assert read.ids == ("01", "02")
        assert read.amounts == (Money.of("1234.50", "EUR"), Money.of(7, "EUR"))
        assert read.sources == (PRESS, None)
        assert (read.unit, read.year) == (Money.of("0.50", "EUR"), "2025")
        assert (read.share, read.roster) == (Fraction(3, 5), "provisional")
        assert read.name == Text("As printed")

    def test_a_form_beside_the_table_is_used(self, path):
        """
        Sources of the TOML file are known to the rows of the table.
        """
        path.with_suffix(".toml").write_text(
            'id = "a"\nsource_column = "seen"\n[sources.P2]\ntitle = "Other"'
        )
        path.write_text("id,name,amount,seen\n01,Aue,5,P2\n", encoding="utf-8")

        read = read_published(str(path))

        assert (read.id, read.name) == ("a", Text("a"))
        assert read.sources == (Source(title="Other", key="P2"),)

    def test_every_fault_is_told(self, path):
        """
        Empty amounts, cents of cents and unknown sources are told by line.
        """
        text = "id,name,amount,seen\n1,A,,P1\n2,B,0.005,P9\n2,C,x,\n"

        assert refused(published, path, text, [PRESS], source_column="seen") == (
            "towns.csv: 5 faults found\n"
            "towns.csv: line 4, column 'id': the id stands more than once\n"
            "  got: 2\n"
            "  expected: each id once\n"
            "  mend: remove the repeated row, or correct the id\n"
            "towns.csv: line 2, column 'amount': this is no amount in the declared "
            "locale 'en'\n"
            "  expected: for example 1,234.5\n"
            "  mend: correct the cell, or the locale declared\n"
            "towns.csv: line 3, column 'amount': the amount has a fraction of a minor "
            "unit\n"
            "  got: 0.005\n"
            "  expected: EUR with at most 2 digits after the decimal sign\n"
            "  mend: round first, by a rounding the law or the program states\n"
            "towns.csv: line 4, column 'amount': this is no amount in the declared "
            "locale 'en'\n"
            "  got: x\n"
            "  expected: for example 1,234.5\n"
            "  mend: correct the cell, or the locale declared\n"
            "towns.csv: line 3, column 'seen': no source has this key\n"
            "  got: P9\n"
            "  expected: the key of a source\n"
            "  mend: give the sources, or correct the key"
        )

    @given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["en", "de"]))
    def test_amounts_are_exact(self, tmp_path_factory, amount, locale):
        """
        An amount comes back to the cent in both locales.
        """
        text = f"{amount:,.2f}"
        text = text.translate({44: 46, 46: 44}) if locale == "de" else text

        path = tmp_path_factory.mktemp("csv") / "a.csv"
        read = published(path, f'id,name,amount\n1,A,"{text}"\n', locale=locale)

        assert read.amounts == (Money.of(Decimal(amount), "EUR"),)

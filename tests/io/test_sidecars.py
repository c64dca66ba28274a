from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import ConfigError, Fault
from fundmodel.indicators import DataState
from fundmodel.io.layouts import ColumnForm, PublishedForm, RosterForm
from fundmodel.io.sidecars import form_of_published, form_of_roster
from fundmodel.natures import Stage
from fundmodel.recipients import Coverage
from fundmodel.sentences import Text
from fundmodel.sources import Source

CENSUS = Source(title="Census", key="census")

ROSTER = """\
schema_version = 1
id = "towns"
name = "Towns"
coverage = "whole"
as_of = 2024-12-31
register = "bodies"
locale = "de"
delimiter = ";"
encoding = "latin-1"
id_column = "ags"
name_column = "town"
kind_column = "kind"
kind = "municipality"
parent_column = "district"
id_digits = 8
source = "census"

[[indicators]]
id = "heads"
column = "n"
status_column = "state"
name = "Heads"
unit = { de = "Personen", en = "persons" }
key_date = 2024-12-31
state = "provisional"
known_since = 2025-01-31
frozen_after = 2025-03-31
sensitive = true
decimals = 1
source = "own"

[sources.own]
title = "Own count"
"""

PUBLISHED = """\
id = "press"
name = "As printed"
unit = "JPY"
rounded_to = "1"
stage = "entitlement"
part = "housing"
year = 2025
share = "60 %"
roster = "heads"
period = "one year"
locale = "de"
delimiter = ";"
encoding = "latin-1"
id_column = "ags"
name_column = "town"
amount_column = "yen"
source_column = "seen"
id_digits = 8
source = "census"
note = "Read twice"
"""


@pytest.fixture
def table(tmp_path) -> Path:
    """A table whose sidecar tests write."""
    return tmp_path / "towns.csv"


def write(table: Path, text: str) -> Path:
    """Write the sidecar of a table."""
    table.with_suffix(".toml").write_text(text, encoding="utf-8")
    return table


def refused(read, table: Path, text: str) -> str:
    """Give the message with which a sidecar is refused."""
    with pytest.raises(ConfigError) as caught:
        read(write(table, text), {"census": CENSUS})
    return str(caught.value)


class TestFormOfRoster:
    def test_every_key_is_read(self, table):
        """
        All keys arrive in the form, and sources of both files are known.
        """
        form = form_of_roster(write(table, ROSTER), {"census": CENSUS})

        assert form == RosterForm(
            id="towns",
            name=Text("Towns"),
            coverage=Coverage.WHOLE,
            as_of=date(2024, 12, 31),
            register="bodies",
            locale="de",
            delimiter=";",
            encoding="latin-1",
            id_column="ags",
            name_column="town",
            kind_column="kind",
            kind="municipality",
            parent_column="district",
            id_digits=8,
            source=CENSUS,
            indicators=[
                ColumnForm(
                    id="heads",
                    column="n",
                    status_column="state",
                    name=Text("Heads"),
                    unit=Text({"de": "Personen", "en": "persons"}),
                    key_date=date(2024, 12, 31),
                    state=DataState.PROVISIONAL,
                    known_since=date(2025, 1, 31),
                    frozen_after=date(2025, 3, 31),
                    sensitive=True,
                    decimals=1,
                    source=Source(title="Own count", key="own"),
                )
            ],
        )

    def test_defaults_fill_the_rest(self, table):
        """
        An id is enough, as it is for a form in code.
        """
        form = form_of_roster(write(table, 'id = "towns"'), {})

        assert form == RosterForm(id="towns")

    def test_every_fault_is_told(self, table):
        """
        One reading tells everything that is wrong, by key.
        """
        text = """\
        schema_version = 2
        id = ""
        nmae = "Towns"
        locale = "fr"
        delimiter = "--"
        id_digits = 1.5
        source = "cencus"
        [[indicators]]
        id = "heads"
        decimals = 99
        [sources.own]
        titel = "Own count"
        """

        assert refused(form_of_roster, table, text) == (
            "towns.toml: 11 faults found\n"
            "sources.own.titel: this key is not known\n"
            "  got: titel\n"
            "  expected: licence, place, published, publisher, standing, title, url\n"
            "  mend: did you mean 'title'?\n"
            "sources.own.title: this key is missing\n"
            "  expected: a value\n"
            "  mend: add it\n"
            "nmae: this key is not known\n"
            "  got: nmae\n"
            "  expected: as_of, coverage, delimiter, encoding, id, id_column, "
            "id_digits, indicators, kind, kind_column, locale, name, name_column, "
            "parent_column, register, remainder_name, schema_version, "
            "source\n"
            "  mend: did you mean 'name'?\n"
            "id: the name is empty\n"
            "  got: ''\n"
            '  expected: a short name, for example "heads-2017-09-15"\n'
            "  mend: write one\n"
            "schema_version: this version of the file form is not known\n"
            "  got: 2\n"
            "  expected: 1\n"
            "  mend: update fundmodel\n"
            "locale: numbers of this locale cannot be read\n"
            "  got: fr\n"
            '  expected: "en" for 1,234.5 or "de" for 1.234,5\n'
            "  mend: write one of them\n"
            "delimiter: a delimiter is one character\n"
            "  got: '--'\n"
            '  expected: for example "," or ";"\n'
            "  mend: write one character, no quote and no blank\n"
            "id_digits: this is not a whole number\n"
            "  got: 1.5\n"
            "  expected: a whole number without quotes\n"
            "  mend: write it without quotes and decimals\n"
            "indicators[0].column: this key is missing\n"
            "  expected: a value\n"
            "  mend: add it\n"
            "indicators[0].decimals: the number is out of bounds\n"
            "  got: 99\n"
            "  expected: a whole number from 0 to 30\n"
            "  mend: correct it\n"
            "source: no source has this key\n"
            "  got: cencus\n"
            "  expected: a key of the section [sources]\n"
            "  mend: did you mean 'census'?"
        )

    def test_broken_sources_alone_are_told(self, table):
        """
        A section of sources that is no table is a fault, even if nobody cites it.
        """
        text = refused(form_of_roster, table, 'id = "towns"\nsources = 1')

        assert text.startswith(
            "towns.toml: one fault found\nsources: this is not a table"
        )

    def test_a_missing_file_says_what_to_do(self, table):
        """
        A table without its second file names that file, and the form as a way out.
        """
        with pytest.raises(ConfigError) as caught:
            form_of_roster(table, {})

        assert str(caught.value) == (
            "towns.csv: one fault found\n"
            "towns.csv: nobody says what the columns of the table mean\n"
            "  got: no file towns.toml beside it, and no form\n"
            "  expected: towns.toml with at least an id and the names of the columns\n"
            "  mend: write that file, or pass RosterForm(id=..., id_column=...) as "
            "the form"
        )

    @given(
        st.dictionaries(
            st.sampled_from([line.split(" = ")[0] for line in ROSTER.split("\n")]),
            st.sampled_from(
                ['"x"', "1", "1.5", "true", "[]", "{}", "[1]", "2024-01-01"]
            ),
        )
    )
    def test_nothing_but_named_errors(self, tmp_path_factory, keys):
        """
        Any type under any key is read or refused with a path, never a raw error.
        """
        bare = [key for key in keys if key.isidentifier()]
        text = "\n".join(f"{key} = {keys[key]}" for key in bare)
        table = write(tmp_path_factory.mktemp("any") / "towns.csv", text)
        faults: list[Fault] = []
        for read in (form_of_roster, form_of_published):
            try:
                read(table, {})
            except ConfigError as error:
                faults += error.faults

        assert all(fault.where for fault in faults)


class TestFormOfPublished:
    def test_every_key_is_read(self, table):
        """
        All keys arrive in the form; a calendar year may be a number.
        """
        form, sources = form_of_published(write(table, PUBLISHED), {"census": CENSUS})

        assert sources == {"census": CENSUS}
        assert form == PublishedForm(
            id="press",
            name=Text("As printed"),
            unit="JPY",
            rounded_to="1",
            stage=Stage.ENTITLEMENT,
            part="housing",
            year="2025",
            share=Fraction(3, 5),
            roster="heads",
            period=Text("one year"),
            locale="de",
            delimiter=";",
            encoding="latin-1",
            id_column="ags",
            name_column="town",
            amount_column="yen",
            source_column="seen",
            id_digits=8,
            source=CENSUS,
            note=Text("Read twice"),
        )

    def test_a_year_may_be_a_label(self, table):
        """
        A budget year that is no calendar year has a label.
        """
        text = 'id = "press"\nyear = "2025/26"\nschema_version = 1\n'
        form, _ = form_of_published(write(table, text), {})

        assert form.year == "2025/26"

    def test_every_fault_is_told(self, table):
        """
        Currency and rounding are checked as money.
        """
        text = refused(form_of_published, table, 'id = "a"\nunit = "EURO"\nyear = 1.5')
        assert text == (
            "towns.toml: 2 faults found\n"
            "unit: this currency is unknown\n"
            "  got: EURO\n"
            "  expected: a code of ISO 4217 in capitals, such as EUR\n"
            '  mend: write "EUR"\n'
            "year: this is not a whole number\n"
            "  got: 1.5\n"
            "  expected: a whole number without quotes\n"
            "  mend: write it without quotes and decimals"
        )

        text = refused(form_of_published, table, 'id = "a"\nrounded_to = "0.001"')
        assert text.startswith(
            "towns.toml: one fault found\n"
            "rounded_to: this is not an amount of money\n"
            "  got: 0.001\n"
        )

        text = refused(form_of_published, table, 'id = "a"\nshare = "60"')
        assert text.startswith(
            "towns.toml: one fault found\n"
            "share: this is no share of a budget\n"
            "  got: '60'\n"
        )

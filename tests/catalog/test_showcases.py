from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fundmodel.catalog.showcases import read_showcase
from fundmodel.errors import ConfigError
from fundmodel.money import Money
from fundmodel.sources import Source

CHECK = """
[[checks]]
id = "c"
title = "Check"
allocation = "a"
recipient = "01"
name = "Aue"
persons = 12
persons_status = "published"
expected_amount = "1.50"
published = "about 1.50"
source = "P1"
"""


@pytest.fixture
def path(tmp_path) -> Path:
    """A file that tests write."""
    return tmp_path / "showcase.toml"


class TestReadShowcase:
    def test_everything_is_read(self, path):
        """
        Allocations and checks come in the order of the file.
        """
        path.write_text(
            """
            schema_version = 1
            earlier = 2017-03-31

            [[allocations]]
            id = "a"
            title = { de = "Titel", en = "Title" }
            part = "strand"
            year = 2017
            roster = "heads"

            [[allocations.notes]]
            en = "a note"
            """
            + CHECK,
            encoding="utf-8",
        )
        source = Source(title="Press", key="P1")
        showcase = read_showcase(path, {"P1": source})

        (shown,), (check,) = showcase.allocations, showcase.checks
        assert showcase.earlier == date(2017, 3, 31)
        assert (shown.year, shown.share, shown.show_largest) == (2017, "100 %", 10)
        assert [str(note) for note in shown.notes] == ["a note"]
        assert check.expected_amount == Money.of("1.50", "EUR")
        assert check.source == source

    def test_every_fault_is_told(self, path):
        """
        A showcase is read as strictly as a program.
        """
        text = CHECK.replace("12", '"12"').replace("persons =", "person =")
        path.write_text(f"{text}colour = 1\n", encoding="utf-8")

        with pytest.raises(ConfigError) as caught:
            read_showcase(path, {})
        assert sorted((f.where, f.what) for f in caught.value.faults) == [
            ("checks[0].colour", "this key is not known"),
            ("checks[0].person", "this key is not known"),
            ("checks[0].persons", "this key is missing"),
            ("checks[0].source", "no source has this key"),
        ]

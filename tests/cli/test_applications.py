"""Applications on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fundmodel.cli.commands import commands

PROGRAM = """
id = "reading"
name = "Reading fund"
currency = "EUR"
years = [2026]

[[parts]]
id = "corners"
kind = "strand"
name = "Reading corners"
legal_nature = "grant"
budget = { 2026 = "80.00" }

[[parts.provisions]]
kind = "requested"
deadline = 2026-03-31

[[parts.provisions]]
kind = "ranking"
order = ["highest", "earliest"]
last = "skipped"
"""
TOWNS = "id,name\naue,Aue\nbonn,Bonn\n"
CALL = """id,applicant,requested,received,score,title
a-1,aue,60.00,2026-03-01,7,Corner at the pool
b-1,bonn,60.00,2026-03-02,9,Corner at the school
b-2,bonn,20.00,2026-03-03,5,
b-3,bonn,10.00,2026-04-01,9,
"""


@pytest.fixture
def files(tmp_path):
    """Write program, roster and applications."""
    found = {
        "program.toml": PROGRAM,
        "towns.csv": TOWNS,
        "towns.toml": 'id = "towns"\n',
        "call.csv": CALL,
    }
    for name, text in found.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(files, *words):
    """Run a command for the files."""
    return CliRunner().invoke(
        commands,
        [
            words[0],
            str(files / "program.toml"),
            *words[1:],
            "--roster",
            str(files / "towns.csv"),
            "--year",
            "2026",
        ],
    )


class TestApplications:
    def test_are_allocated_to(self, files):
        """
        A table of applications is all that a ranking needs besides.
        """
        done = run(files, "allocate", "--applications", str(files / "call.csv"))

        assert 0 == done.exit_code
        assert "Corner at the school" in done.output
        assert "60.00" in done.output

    def test_are_explained(self, files):
        """
        Each application can be explained by its id.
        """
        table = str(files / "call.csv")
        done = run(files, "explain", "a-1", "--applications", table, "--json")
        (part,) = json.loads(done.output)["parts"]

        assert (
            "rank 2 of 3 (score 7, received on 1 March 2026): 20.00 EUR are left, too "
            "little for 60.00 EUR; on the reserve list, place 1"
        ) == part["steps"][-1]["said"]

    def test_are_asked_for(self, files):
        """
        Without them, the command says what is lacking.
        """
        done = run(files, "allocate")

        assert 2 == done.exit_code
        assert "on the command line: --applications FILE" in done.stderr

    def test_must_be_there(self, files):
        """
        A file that does not exist is named.
        """
        done = run(files, "allocate", "--applications", "nothing.csv")

        assert 2 == done.exit_code
        assert "there is no table of applications of this name" in done.stderr

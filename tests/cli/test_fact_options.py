"""Facts on the command line: last year's amounts, tables, pools and cost plans."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fundmodel.cli.commands import commands

PROGRAM = """
id = "pact"
name = "Pact"
currency = "EUR"
years = [2026]
"""
PART = """
[[parts]]
id = "{id}"
kind = "strand"
name = "{id}"
legal_nature = "grant"
budget = {{ 2026 = "100.00" }}
"""
SHARED = '[[parts.provisions]]\nkind = "share"\nby = "heads"\n'
HARMLESS = SHARED + '[[parts.provisions]]\nkind = "hold_harmless"\nat = "80 %"\n'
POOLED = SHARED + '[[parts.provisions]]\nkind = "pool_below"\namount = "50.00"\n'
BY_TABLE = (
    '[[parts.provisions]]\nkind = "share_by_formula"\n'
    'formula = { kind = "table_amounts", table = "awards" }\n'
)
COSTS = '[[parts.provisions]]\nkind = "percentage_financing"\nrate = "50 %"\n'
ROUND = '[[parts.provisions]]\nkind = "round"\nto = "0.01"\n'

ROSTER = "id,name,heads\naue,Aue,10\nbach,Bach,20\ncron,Cron,70\n"
SIDECAR = (
    'id = "towns"\n[[indicators]]\nid = "heads"\ncolumn = "heads"\nunit = "persons"\n'
)
LAST = "id,name,amount\naue,Aue,50.00\nbach,Bach,20.00\ncron,Cron,30.00\n"


@pytest.fixture
def folder(tmp_path):
    """Write the roster; programs and facts follow."""
    (tmp_path / "towns.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "towns.toml").write_text(SIDECAR, encoding="utf-8")
    return tmp_path


def program(folder, **parts):
    """Write a program with some parts."""
    said = [PART.format(id=id_) + rule + ROUND for id_, rule in parts.items()]
    text = "".join([PROGRAM, *said])
    (folder / "program.toml").write_text(text, encoding="utf-8")


def table(folder, name, text, about=""):
    """Write a table with its sidecar, and give its path."""
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".toml").write_text(f'id = "{name}"\n{about}', encoding="utf-8")
    return str(path)


def run(folder, command, *words):
    """Run a command for the files."""
    files = [str(folder / "program.toml"), "--roster", str(folder / "towns.csv")]
    return CliRunner().invoke(commands, [command, *files, "--year", "2026", *words])


def amounts(folder, *words):
    """Give the amounts of all parts, in cents."""
    done = run(folder, "allocate", "--json", *words)
    assert 0 == done.exit_code, done.stderr
    parts = json.loads(done.output)["outcome"]["parts"]
    return [[int(amount) for amount in part["amounts"]] for part in parts]


class TestPrevious:
    def test_one_table_is_for_all_parts(self, folder):
        """
        A table that names no part tells what each had in any of them.
        """
        program(folder, one=HARMLESS, two=HARMLESS)
        last = table(folder, "last", LAST)

        assert [[4000, 1600, 4400]] * 2 == amounts(folder, "--previous", last)
        told = run(folder, "explain", "aue", "--previous", last).output
        assert "80 % of 50.00 EUR last time = 40.00 EUR" in " ".join(told.split())

    def test_a_table_of_a_part_is_for_that_part(self, folder):
        """
        A table that names its part stands before the one for all.
        """
        program(folder, one=HARMLESS, two=HARMLESS)
        last = table(folder, "last", LAST)
        of_two = table(folder, "two", LAST.replace("50.00", "10.00"), 'part = "two"\n')
        one, two = amounts(folder, "--previous", last, "--previous", of_two)

        assert [4000, 1600, 4400] == one
        assert [1000, 2000, 7000] == two

    def test_only_one_is_for_all_parts(self, folder):
        """
        Two tables that name no part leave open which of them counts.
        """
        program(folder, one=HARMLESS)
        tables = [table(folder, "a", LAST), table(folder, "b", LAST)]
        done = run(folder, "allocate", "--previous", tables[0], "--previous", tables[1])

        assert 2 == done.exit_code
        assert "--previous: several tables of last time name no part" in done.stderr

    def test_a_table_of_an_unknown_part_is_named(self, folder):
        """
        A table that no part would ask for is not passed over.
        """
        program(folder, one=HARMLESS)
        last = table(folder, "last", LAST, 'part = "once"\n')
        done = run(folder, "allocate", "--previous", last)

        assert 2 == done.exit_code
        assert (
            "--previous, table 'last': the table of last time is about a part that the "
            "program does not have\n"
            "  got: once\n"
            "  expected: one\n"
        ) in done.stderr

    def test_is_asked_for(self, folder):
        """
        Without it, the command names the option.
        """
        program(folder, one=HARMLESS)
        done = run(folder, "allocate")

        assert 2 == done.exit_code
        assert "on the command line: --previous FILE" in done.stderr


class TestTable:
    def test_is_found_by_its_id(self, folder):
        """
        A provision names the table that it counts by.
        """
        program(folder, one=BY_TABLE)
        awards = table(folder, "awards", LAST)
        other = table(folder, "other", LAST)

        assert [[5000, 2000, 3000]] == amounts(
            folder, "--table", awards, "--table", other
        )

    def test_an_id_stands_for_one(self, folder):
        """
        Two tables of one id leave open which of them counts.
        """
        program(folder, one=BY_TABLE)
        awards = table(folder, "awards", LAST)
        done = run(folder, "allocate", "--table", awards, "--table", awards)

        assert 2 == done.exit_code
        assert "--table: tables have the same id\n  got: awards\n" in done.stderr

    def test_is_asked_for(self, folder):
        """
        Without it, the command names the option.
        """
        program(folder, one=BY_TABLE)
        done = run(folder, "allocate")

        assert 2 == done.exit_code
        assert "on the command line: --table FILE" in done.stderr


class TestPools:
    def test_stand_together(self, folder):
        """
        The pool of the file has what its members would have.
        """
        program(folder, one=POOLED)
        pools = folder / "pools.csv"
        pools.write_text(
            "pool,name,member,program\nv,Valley,aue,pact\nv,,bach,\n", encoding="utf-8"
        )

        assert [[7000, 3000]] == amounts(folder, "--pools", str(pools))
        assert "Valley (v)" in (
            run(folder, "explain", "v", "--pools", str(pools)).output
        )

    def test_belong_to_the_program(self, folder):
        """
        Pools that were formed for another program do not count here.
        """
        program(folder, one=POOLED)
        pools = folder / "pools.csv"
        pools.write_text(
            "pool,member,program\nv,aue,other\nv,bach,other\n", encoding="utf-8"
        )
        done = run(folder, "allocate", "--pools", str(pools))

        assert 2 == done.exit_code
        assert (
            "--pools, pool 'v': a pool belongs to another program\n"
            "  got: other\n"
            "  expected: pact, or no program\n"
        ) in done.stderr

    def test_are_asked_for(self, folder):
        """
        Without them, the command names the option.
        """
        program(folder, one=POOLED)
        done = run(folder, "allocate")

        assert 2 == done.exit_code
        assert "no pools were given" in done.stderr
        assert "--pools" in done.stderr


class TestCostPlans:
    def test_are_paid_by(self, folder):
        """
        The plans are in the currency of the program.
        """
        program(folder, one=COSTS)
        plans = folder / "plans.csv"
        plans.write_text(
            "claimant,kind,name,amount\naue,cost,floor,30.00\nbach,cost,roof,40.00\n",
            encoding="utf-8",
        )

        assert [[1500, 2000, 0]] == amounts(folder, "--cost-plans", str(plans))

    def test_are_asked_for(self, folder):
        """
        Without them, the command names the option.
        """
        program(folder, one=COSTS)
        done = run(folder, "allocate")

        assert 2 == done.exit_code
        assert "on the command line: --cost-plans FILE" in done.stderr

    def test_name_every_fault(self, folder):
        """
        A broken file ends the command with every fault by line.
        """
        program(folder, one=COSTS)
        plans = folder / "plans.csv"
        plans.write_text(
            "claimant,kind,name,amount\naue,cost,floor,x\nbach,roof,x,1\n",
            encoding="utf-8",
        )
        done = run(folder, "audit", "--cost-plans", str(plans), "--json")
        faults = json.loads(done.stderr)["error"]["faults"]

        assert 2 == done.exit_code
        assert [
            "plans.csv: line 3, column 'kind'",
            "plans.csv: line 2, column 'amount'",
        ] == [fault["path"] for fault in faults]


@pytest.mark.parametrize("option", ["--previous", "--table", "--pools", "--cost-plans"])
def test_a_file_that_is_not_there_is_named(folder, option):
    """
    Each option says that there is no such file.
    """
    program(folder, one=SHARED)
    done = run(folder, "allocate", option, "nothing.csv")

    assert 2 == done.exit_code
    assert "of this name, and no such file\n  got: nothing.csv" in done.stderr

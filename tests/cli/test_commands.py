"""Each command, with good and with wrong input, as a user types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import click
import pytest
from click.testing import CliRunner

from fundmodel import catalog
from fundmodel.auditing import Severity
from fundmodel.cli import commands as module
from fundmodel.cli.commands import commands
from fundmodel.cli.options import Exit
from fundmodel.io.documents import from_json

PAKT = "pakt-fuer-integration"
FINAL = ("--roster", "heads-2017-09-15", "--year", "2018")
MANAGEMENT = (*FINAL, "--part", "integrationsmanagement")
FIRST = ("--roster", "provisional-2017", "--year", "2017", "--share", "60 %")

BROKEN = """\
requires = "fundmodel >= 0.1"
schema_version = 1
id = "broken"
name = "Broken"
currency = "EUR"
years = [2024]
colour = "red"

[[parts]]
id = "strand"
kind = "strand"
name = "Strand"
legal_nature = "grant"
budget = { 2024 = 12.5 }
"""


def called(*arguments: str):
    """Run the command line at 80 columns, without a terminal."""
    return CliRunner().invoke(commands, arguments, env={"COLUMNS": "80"})


def flat(text: str) -> str:
    """Undo the wrapping of lines."""
    return " ".join(text.split())


class TestList:
    def test_shipped_programs_are_listed(self):
        """
        Each program stands with its rosters and tables.
        """
        result = called("list")

        assert result.exit_code == Exit.FINE
        for word in ("Integration Pact", PAKT, "heads-2017-09-15", "final-2018"):
            assert word in result.output

    def test_as_json(self):
        """
        A program can read the list.
        """
        (found,) = json.loads(called("list", "--json").stdout)

        assert found["id"] == PAKT
        assert found["years"] == [str(year) for year in range(2017, 2027)]
        assert "provisional-2017" in found["rosters"]
        assert "first-tranche-2017" in found["published_tables"]


class TestDifferences:
    DAYS = ("--from", "2021-06-30", "--to", "2022-07-01")

    def test_are_told_with_their_sources(self):
        """
        What came between two days, and what says so.
        """
        result = called("differences", PAKT, *self.DAYS)

        assert result.exit_code == Exit.FINE
        shown = flat(result.output)
        assert "- a new budget year: 2022" in shown
        assert "budget 2022: 8,000,000.00 EUR, which is new [RP2022]" in shown
        assert "RP2022: Soforthilfe 2022" in shown

    def test_as_json(self):
        """
        A program reads part, sentence and source.
        """
        found = json.loads(called("differences", PAKT, *self.DAYS, "--json").stdout)

        assert found[-1]["part"] == "soforthilfe-2022"
        assert found[-1]["source"]["key"] == "RP2022"
        assert found[0]["source"] is None

    def test_without_an_end_all_amendments_count(self):
        """
        After the last one nothing is otherwise.
        """
        result = called("differences", PAKT, "--from", "2025-12-01")

        assert "Nothing is otherwise." in result.output

    def test_needs_the_earlier_day(self):
        """
        A difference has two sides.
        """
        assert called("differences", PAKT).exit_code == Exit.INPUT


class TestShow:
    def test_the_tree_has_budgets_and_marks(self):
        """
        Every budget has its source, or says that it is inferred.
        """
        result = called("show", PAKT)

        assert result.exit_code == Exit.FINE
        assert "2017, 2018: 160,000,000.00 EUR each [Landtag23]" in result.output
        assert re.search(r"4,450,000.00 EUR each \[inferred, note \d+\]", result.output)
        assert "about 1,000 integration managers [SMEinig]" in flat(result.output)
        assert "[no source given]" not in result.output

    def test_an_earlier_version(self):
        """
        On 31 March 2017 the strands were open inside 70 million.
        """
        result = called("show", PAKT, "--as-of", "2017-03-31")

        open_inside = "open, inside the 70,000,000.00 EUR above"
        assert open_inside in flat(result.output)

    def test_as_json_it_can_be_loaded_again(self):
        """
        The document holds the program with its hash.
        """
        document = called("show", PAKT, "--json").stdout

        assert from_json(document).id == PAKT

    def test_a_file_may_be_given(self, tmp_path):
        """
        What `show --json` printed is shown like the shipped program.
        """
        file = tmp_path / "pakt.json"
        file.write_text(called("show", PAKT, "--json").stdout, encoding="utf-8")

        assert called("show", str(file)).output == called("show", PAKT).output

    def test_a_later_version(self):
        """
        On 1 July 2022 there was the emergency aid by population, and nothing later.
        """
        result = called("show", PAKT, "--as-of", "2022-07-01")

        assert result.exit_code == Exit.FINE
        assert "2022: 8,000,000.00 EUR [RP2022]" in result.output
        assert "population on 30 November 2021" in flat(result.output)
        assert "16,000,000.00 EUR" not in result.output
        assert "What changed later" not in result.output

    def test_amendments_stand_at_the_end(self):
        """
        Without a day, all amendments are listed with what says so.
        """
        shown = flat(called("show", PAKT).output)
        _, _, later = shown.partition("What changed later")

        assert "Amendment, from 24 July 2018: Continuation in 2019 [assumed," in later
        assert "budget 2019 of the program: 70,000,000.00 EUR [SMIM]" in later

    def test_in_german(self):
        """
        Names and sentences follow the language.
        """
        result = called("show", PAKT, "--language", "de")

        assert result.exit_code == Exit.FINE
        assert "58.000.000,00 EUR" in result.output
        assert "Bürgerschaftliche Strukturen und Ehrenamt" in result.output

    def test_an_unknown_name_offers_the_nearest(self):
        """
        A misspelt name is answered with the one that is meant, without a traceback.
        """
        result = called("show", "pakt-fuer-integratoin")

        assert result.exit_code == Exit.INPUT
        assert f"did you mean '{PAKT}'?" in result.output
        assert "Traceback" not in result.output

    def test_a_day_that_is_none_is_refused(self):
        """
        A day is written as ISO 8601 says.
        """
        result = called("show", PAKT, "--as-of", "31.3.2017")

        assert result.exit_code == Exit.INPUT
        assert "'31.3.2017' is no day; write it like 2017-03-31" in result.output


class TestCheck:
    def test_every_fault_is_named_at_once(self, tmp_path):
        """
        A broken program is answered with all its faults.
        """
        file = tmp_path / "program.toml"
        file.write_text(BROKEN, encoding="utf-8")
        result = called("check", str(file))

        assert result.exit_code == Exit.INPUT
        assert "colour" in result.output
        assert "parts[0].budget.2024" in result.output

    def test_faults_as_json(self, tmp_path):
        """
        A program can read the faults.
        """
        file = tmp_path / "program.toml"
        file.write_text(BROKEN, encoding="utf-8")
        result = called("check", str(file), "--json")
        document = json.loads(result.stdout)

        assert result.exit_code == Exit.INPUT
        assert document["ok"] is False
        assert len(document["faults"]) == 2
        assert all(fault["mend"] for fault in document["faults"])

    def test_a_good_file_has_no_fault(self, tmp_path):
        """
        What `show --json` prints can be used.
        """
        file = tmp_path / "pakt.json"
        file.write_text(called("show", PAKT, "--json").stdout, encoding="utf-8")
        result = called("check", str(file))

        assert result.exit_code == Exit.FINE
        assert "no fault" in flat(result.output)

    def test_a_missing_file_is_wrong_usage(self):
        """
        A file that does not exist is not read.
        """
        assert called("check", "nowhere.toml").exit_code == Exit.INPUT

    def test_an_unknown_kind_of_file_is_refused(self, tmp_path):
        """
        What ends neither with .toml nor .csv nor .json cannot be checked.
        """
        file = tmp_path / "program.xlsx"
        file.write_text("", encoding="utf-8")
        result = called("check", str(file))

        assert result.exit_code == Exit.INPUT
        assert ".toml" in result.output


class TestAllocate:
    def test_the_largest_are_listed(self):
        """
        Rate, largest allotments and the row for all others are printed.
        """
        result = called("allocate", PAKT, *MANAGEMENT, "--largest", "3")

        assert result.exit_code == Exit.FINE
        assert "796.079992… EUR each" in flat(result.output)
        assert "Kehl" in result.output
        assert "Weinheim" not in result.output

    def test_open_parts_say_why(self):
        """
        The lump sum of 2018 stays open for lack of heads of its key date.
        """
        result = called("allocate", PAKT, *FINAL)

        assert result.exit_code == Exit.FINE
        assert "2018-09-15" in result.output

    def test_as_json_it_can_be_loaded_again(self):
        """
        The document holds the allocation; money is text.
        """
        document = called("allocate", PAKT, *MANAGEMENT, "--json").stdout

        allotment = from_json(document).allotment("08226082")
        assert str(allotment.amount) == "67,667.00 EUR"
        assert "schema_version" in json.loads(document)

    def test_results_are_written(self, tmp_path):
        """
        CSV and JSON stand in the folder, which is made.
        """
        folder = tmp_path / "new" / "results"
        result = called("allocate", PAKT, *MANAGEMENT, "--out", str(folder))

        names = sorted(path.name for path in folder.iterdir())
        assert names == ["allotments.csv", "allotments.json"]
        assert "allotments.csv" in "".join(result.output.split())

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--roster", "nowhere", "--year", "2018"), "heads-2017-09-15"),
            (("--roster", "heads-2017-09-15", "--year", "2030"), "outside the program"),
            ((*FINAL, "--part", "nothing"), "no part of this name"),
            ((*FINAL, "--share", "a lot"), "60 %"),
            ((*FINAL, "--share", "1/0"), "60 %"),
            (("--year", "2018"), "--roster"),
        ],
    )
    def test_wrong_input_is_answered(self, arguments, said):
        """
        What cannot be used is named with what would be; the exit code is 2.
        """
        result = called("allocate", PAKT, *arguments)

        assert result.exit_code == Exit.INPUT
        assert said in result.output
        assert "Traceback" not in result.output

    @pytest.mark.parametrize("share", ["abc", "-1", "0,6", "1/0", "6e1", "60 % %"])
    def test_what_is_no_share_is_told_as_it_is_typed(self, share):
        """
        Whoever types a share reads how to type one, and nothing about Python.
        """
        result = called("allocate", PAKT, *FINAL, "--share", share)

        assert result.exit_code == Exit.INPUT
        assert result.output == (
            "--share: this is no share of a budget\n"
            f"  got: {share}\n"
            '  expected: a share of zero or more: "60 %", 0.6 or 3/5\n'
            "  mend: write it with a decimal point, and in quotes if it has a blank\n"
        )

    @pytest.mark.parametrize("share", ["60 %", "0.6", "3/5", "60%"])
    def test_a_share_is_exact(self, share):
        """
        Percent, decimals and fractions mean the same.
        """
        arguments = (*FIRST[:4], "--part", "integrationsmanagement")
        result = called("allocate", PAKT, *arguments, "--share", share)

        assert "34,800,000.00 EUR / 46,828 persons" in result.output


class TestExplain:
    def test_the_chain_ends_in_the_amount(self):
        """
        The last step is the amount.
        """
        result = called("explain", PAKT, "08226082", *MANAGEMENT)

        assert result.exit_code == Exit.FINE
        assert "58,000,000.00 EUR x 85 / 72,857" in flat(result.output)
        assert "\n  = 67,667.00 EUR\n" in result.output

    def test_several_parts_are_added_up(self):
        """
        Without --part all allocated parts are explained, and added up by stage: what
        may be applied for is not added to what the law gives.
        """
        arguments = ("--roster", "heads-2017-09-15", "--year", "2017")
        result = called("explain", PAKT, "08226082", *arguments)

        assert "All parts together" not in result.output
        assert "Together, entitlement by law = 105,000.21 EUR\n" in result.output
        assert (
            "Together, indicative planning envelope = 67,667.00 EUR\n" in result.output
        )

    def test_as_json_the_changes_add_up(self):
        """
        Amounts are text with a currency; exact ones that do not end are fractions.
        """
        result = called("explain", PAKT, "08226082", *MANAGEMENT, "--json")
        (part,) = json.loads(result.stdout)["parts"]

        assert part["amount"] == {"amount": "67667.00", "currency": "EUR"}
        assert part["adds_up"] is True
        assert part["steps"][1]["amount"]["amount"] == "4930000000/72857"
        assert part["steps"][1]["source"]["key"] == "RPFAQ1"
        assert part["steps"][2]["source"]["kind"] == "inferred"

    def test_an_unknown_recipient_is_answered(self):
        """
        A name is answered with the id that is meant.
        """
        result = called("explain", PAKT, "Weinheim", *MANAGEMENT)

        assert result.exit_code == Exit.INPUT
        assert "did you mean 08226096?" in result.output


class TestAudit:
    def test_the_shipped_program_has_no_error(self):
        """
        Findings below the threshold do not fail the command.
        """
        result = called("audit", PAKT)

        assert result.exit_code == Exit.FINE
        assert "Errors: 0." in result.output

    def test_findings_at_the_threshold_exit_with_one(self):
        """
        --fail-on decides from which severity on the exit code is 1.
        """
        arguments = ("audit", PAKT, *FINAL, "--register", "municipalities")

        assert called(*arguments).exit_code == Exit.FINE
        assert called(*arguments, "--fail-on", "info").exit_code == Exit.FINDINGS

    def test_an_earlier_version_is_audited(self):
        """
        --as-of counts for the program too.
        """
        result = called("audit", PAKT, "--as-of", "2017-03-31")

        assert result.exit_code == Exit.FINE

    def test_as_json_it_can_be_loaded_again(self):
        """
        The document holds the report.
        """
        report = from_json(called("audit", PAKT, "--json").stdout)

        assert report.passed

    def test_roster_and_year_belong_together(self):
        """
        One without the other is wrong usage.
        """
        result = called("audit", PAKT, "--year", "2018")

        assert result.exit_code == Exit.INPUT
        assert "together" in result.output


class TestReperform:
    def test_every_difference_is_shown(self):
        """
        100 of 102 are met; Schwanau and Ettlingen stand with their difference.
        """
        arguments = ("reperform", PAKT, "--published", "first-tranche-2017", *FIRST)
        result = called(*arguments)

        assert result.exit_code == Exit.FINE
        assert "100 of 102 published amounts are met exactly." in result.output
        for word in ("Schwanau", "31,157.00 EUR", "31,212.00 EUR", "-55.00 EUR"):
            assert word in result.output
        assert called(*arguments, "--fail-on", "warning").exit_code == Exit.FINDINGS

    def test_as_json(self):
        """
        Every row is there, with money as text.
        """
        arguments = ("reperform", PAKT, "--published", "final-2018", *MANAGEMENT)
        document = json.loads(called(*arguments, "--json").stdout)

        assert document["matches"] == document["rows"] == 43
        assert document["compared"][0]["published"]["currency"] == "EUR"


class TestRun:
    def test_twice_gives_the_same_bytes(self, tmp_path):
        """
        Neither clock nor machine gets into what is printed and written.
        """
        first, second = (tmp_path / name for name in ("first", "second"))
        outputs = [called("run", PAKT, "--out", str(f)) for f in (first, second)]

        printed = [flat(result.output).replace("second", "first") for result in outputs]
        assert printed[0] == printed[1]
        files = [sorted(p.name for p in folder.iterdir()) for folder in (first, second)]
        assert files[0] == files[1]
        for name in files[0]:
            assert (first / name).read_bytes() == (second / name).read_bytes()

    def test_only_amounts_are_written(self, tmp_path):
        """
        The files hold who gets what, never the counts of persons behind it.
        """
        called("run", PAKT, "--out", str(tmp_path))
        name = "integrationsmanagement-final.json"
        document = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        by_id = {row["id"]: row for row in document["allotments"]}

        assert by_id["08226082"]["amount"] == "67667.00"
        assert by_id["rest"]["amount"] is None
        assert {key for row in by_id.values() for key in row} == {
            "part", "stage", "id", "name", "kind", "amount", "minor_units",
        }  # fmt: skip

    def test_the_folder_is_named_after_the_program(self, tmp_path, monkeypatch):
        """
        Without --out the results stand in the current folder.
        """
        monkeypatch.chdir(tmp_path)
        result = called("run", PAKT)

        assert result.exit_code == Exit.FINE
        assert (tmp_path / f"fundmodel-{PAKT}" / "findings.json").is_file()

    def test_an_interrupt_leaves_no_half_written_file(self, tmp_path, monkeypatch):
        """
        A file is there as a whole or not at all; the exit code is 130.
        """

        def interrupted(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr("pathlib.Path.replace", interrupted)
        result = called("run", PAKT, "--out", str(tmp_path))

        assert result.exit_code == Exit.INTERRUPTED
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_cannot_be_written_to(self, tmp_path):
        """
        A file in the way is answered with text.
        """
        (tmp_path / "taken").write_text("", encoding="utf-8")
        result = called("run", PAKT, "--out", str(tmp_path / "taken" / "results"))

        assert result.exit_code == Exit.INPUT
        assert "Traceback" not in result.output

    def test_as_json_it_holds_what_the_text_shows(self, tmp_path):
        """
        Amounts, one explanation, comparisons, figures, audit and files are there.
        """
        result = called("run", PAKT, "--json", "--out", str(tmp_path))
        document = json.loads(result.stdout)
        first, _, lump_sum = document["allocations"]
        by_id = {row["id"]: row for row in first["allotments"]}

        assert result.exit_code == Exit.FINE
        assert by_id["08317150"]["amount"] == "31212.00"
        assert first["explanation"]["parts"][0]["adds_up"] is True
        assert first["reperformance"]["matches"] == 100
        assert first["reperformance"]["rows"] == 102
        assert lump_sum["reperformance"] is None
        assert [figure["is_met"] for figure in document["figures"]] == [True] * 3
        waiting = [part for part in document["open_parts"] if part["year"] == "2018"]
        assert "kopfpauschale" in {part["part"] for part in waiting}
        assert from_json(json.dumps(document["audit"])).counts[Severity.WARNING] == 2
        assert {Path(file) for file in document["files"]} == set(tmp_path.iterdir())

    def test_as_json_it_holds_what_the_files_hold(self, tmp_path):
        """
        The allotments are those of the files, without counts of persons.
        """
        document = json.loads(
            called("run", PAKT, "--json", "--out", str(tmp_path)).stdout
        )

        for shown in document["allocations"]:
            file = tmp_path / f"{shown['id']}.json"
            written = json.loads(file.read_text(encoding="utf-8"))
            assert written == {key: shown[key] for key in written}

    def test_as_json_findings_decide_the_exit_code(self, tmp_path):
        """
        With 1 the document is whole, like with 0.
        """
        arguments = ("--json", "--out", str(tmp_path), "--fail-on", "warning")
        result = called("run", PAKT, *arguments)

        assert result.exit_code == Exit.FINDINGS
        assert json.loads(result.stdout)["program"] == PAKT
        assert not result.stderr

    def test_an_entry_may_explain_nobody(self, monkeypatch, tmp_path):
        """
        Where the catalog names nobody, nothing is explained.
        """
        shown = catalog.showcase(PAKT)
        bare = attrs.evolve(shown.allocations[0], explain=None)
        monkeypatch.setattr(
            catalog, "showcase", lambda _: catalog.Showcase(allocations=(bare,))
        )
        document = json.loads(
            called("run", PAKT, "--json", "--out", str(tmp_path)).stdout
        )

        assert document["allocations"][0]["explanation"] is None

    def test_an_unknown_program(self):
        """
        Only shipped programs can be run.
        """
        assert called("run", "nothing").exit_code == Exit.INPUT


class TestErrors:
    def test_errors_of_the_system_are_text(self, monkeypatch):
        """
        What the operating system refuses is told with the name of the file.
        """

        def refused(*_, **__):
            raise PermissionError(13, "Permission denied", "pakt.toml")

        monkeypatch.setattr(module.inputs, "program_of", refused)
        result = called("show", PAKT)

        assert result.exit_code == Exit.INPUT
        assert "pakt.toml: permission denied" in result.output

    def test_a_closed_pipe_is_nobodys_fault(self, monkeypatch):
        """
        Whoever closes the pipe has seen enough; nothing is said.
        """

        def closed(*_, **__):
            raise BrokenPipeError(32, "Broken pipe")

        monkeypatch.setattr(module.inputs, "program_of", closed)
        result = called("show", PAKT)

        assert result.exit_code == Exit.PIPE_CLOSED
        assert not result.output

    COMMANDS = (
        ("list",),
        ("show", PAKT),
        ("allocate", PAKT, *FINAL),
        ("explain", PAKT, "08226082", *FINAL),
        ("audit", PAKT),
        ("reperform", PAKT, "--published", "final-2018", *FINAL),
        ("run", PAKT),
    )

    @pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: words[0])
    def test_wrong_usage_is_json_for_programs(self, arguments):
        """
        What click refuses has the form of every other error.
        """
        result = called(*arguments, "--json", "--colour")
        error = json.loads(result.stderr)["error"]

        assert result.exit_code == error["exit_code"] == Exit.INPUT
        assert error["kind"] == "UsageError"
        assert error["faults"][0]["path"] == f"fundmodel {arguments[0]}"
        assert "--colour" in error["faults"][0]["what"]
        assert not result.stdout

    @pytest.mark.parametrize("arguments", COMMANDS[1:-1], ids=lambda words: words[0])
    def test_every_fault_of_a_file_is_json_for_programs(self, arguments, tmp_path):
        """
        A broken file is answered with file, path and mend of each fault.
        """
        file = tmp_path / "program.toml"
        file.write_text(BROKEN, encoding="utf-8")
        result = called(arguments[0], str(file), *arguments[2:], "--json")
        error = json.loads(result.stderr)["error"]

        assert result.exit_code == Exit.INPUT
        assert error["kind"] == "ConfigError"
        assert [(f["file"], f["path"]) for f in error["faults"]] == [
            ("program.toml", "parts[0].budget.2024"),
            ("program.toml", "colour"),
        ]
        assert all(fault["mend"] for fault in error["faults"])
        assert not result.stdout

    @pytest.mark.parametrize(
        ("raised", "kind", "code"),
        [
            (PermissionError(13, "Permission denied", "x"), "PermissionError", 2),
            (KeyboardInterrupt(), "Interrupted", 130),
        ],
    )
    def test_the_system_is_json_too(self, monkeypatch, raised, kind, code):
        """
        Refusals of the system and interrupts can be read by programs.
        """

        def raises(*_, **__):
            raise raised

        monkeypatch.setattr(module.inputs, "program_of", raises)
        result = called("show", PAKT, "--json")
        error = json.loads(result.stderr)["error"]

        assert (error["kind"], error["exit_code"]) == (kind, code)
        assert result.exit_code == code

    def test_a_group_without_a_command_is_wrong_usage(self):
        """
        --json belongs to the commands; without one it is answered as JSON.
        """
        result = called("--json")

        assert result.exit_code == Exit.INPUT
        assert json.loads(result.stderr)["error"]["faults"][0]["path"] == "fundmodel"

    def test_an_error_of_click_without_a_command(self, monkeypatch):
        """
        What click says outside of a command is told under the name of the program.
        """

        def raises(*_, **__):
            raise click.ClickException("no")

        monkeypatch.setattr(module.inputs, "program_of", raises)
        (fault,) = json.loads(called("show", PAKT, "--json").stderr)["error"]["faults"]

        assert (fault["path"], fault["what"]) == ("fundmodel", "no")

    def test_help_says_what_exit_codes_mean(self):
        """
        Every command documents its exit codes.
        """
        for name in commands.commands:
            assert "Exit codes: 0 fine" in flat(called(name, "--help").output)

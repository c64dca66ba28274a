"""What went wrong, as text and as JSON."""

from __future__ import annotations

import json

import pytest

from fundmodel.cli.failures import Failure, wants_json
from fundmodel.errors import ConfigError, Fault, InvalidDataError

KEYS = ["file", "path", "what", "got", "expected", "mend"]


class TestWantsJson:
    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["list", "--json"], True),
            (["--json"], True),
            (["show", "--", "--json"], False),
            (["show", "--json", "--", "x"], True),
            (["show", "--jsonx"], False),
            ([], False),
        ],
    )
    def test_the_option_is_among_the_arguments(self, arguments, expected):
        """
        What stands behind two dashes is a name, whatever it looks like.
        """
        assert wants_json(arguments) is expected


class TestFailure:
    def test_a_broken_file_has_all_its_faults(self):
        """
        A fault of the file as a whole has an empty path.
        """
        faults = (
            Fault(where="pakt.toml", what="no"),
            Fault(where="id", what="this key is missing", got="1", mend="add it"),
        )
        form = Failure.of(ConfigError("pakt.toml", faults)).faults_form()

        assert [list(fault) for fault in form] == [KEYS, KEYS]
        assert [fault["path"] for fault in form] == ["", "id"]
        assert {fault["file"] for fault in form} == {"pakt.toml"}

    def test_another_error_is_one_fault(self):
        """
        An error that is about no file has the object as its path.
        """
        error = InvalidDataError(
            "no", where="roster 'x'", got=3, expected="4", mend="m"
        )
        (fault,) = Failure.of(error).faults_form()

        assert list(fault.values()) == [None, "roster 'x'", "no", "3", "4", "m"]

    def test_the_system_may_name_no_file(self):
        """
        Without a name the place is just a file.
        """
        failure = Failure.of_system(OSError("Disk Full"))

        assert failure.text.startswith("file: disk full")

    def test_people_read_text(self, capsys):
        """
        Without the option the error is printed as it reads.
        """
        Failure.interrupted().tell(130, as_json=False)

        assert capsys.readouterr() == (
            "",
            "interrupted; no file was left half-written\n",
        )

    def test_json_is_ascii(self, capsys):
        """
        A terminal of another encoding cannot break the document.
        """
        error = InvalidDataError("nö", where="Förderstrang")
        Failure.of(error).tell(2, as_json=True)
        said = capsys.readouterr().err

        assert said.isascii()
        document = json.loads(said)["error"]
        assert document["exit_code"] == 2
        assert document["text"] == "Förderstrang: nö"

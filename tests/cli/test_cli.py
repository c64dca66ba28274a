"""The entry point: exit codes, and a missing extra."""

from __future__ import annotations

import json
import runpy
import sys

import pytest

from fundmodel import cli
from fundmodel.cli import main

PAKT = "pakt-fuer-integration"


class TestMain:
    def test_it_gives_the_exit_code(self, capsys):
        """
        What a command exits with is returned.
        """
        assert main(["list"]) == 0
        assert main(["show", "nothing"]) == 2
        assert main(["list", "--nonsense"]) == 2
        assert "no such file" in capsys.readouterr().err

    def test_it_takes_the_arguments_of_the_process(self, monkeypatch, capsys):
        """
        Without arguments those of the process count.
        """
        monkeypatch.setattr(sys, "argv", ["fundmodel", "list", "--json"])

        assert main() == 0
        assert PAKT in capsys.readouterr().out

    def test_the_package_can_be_run(self, monkeypatch, capsys):
        """
        `python -m fundmodel` is the command line.
        """
        monkeypatch.setattr(sys, "argv", ["fundmodel", "list"])
        with pytest.raises(SystemExit) as stopped:
            runpy.run_module("fundmodel", run_name="__main__")

        assert stopped.value.code == 0
        assert PAKT in capsys.readouterr().out

    def test_importing_it_runs_nothing(self, capsys):
        """
        The module only acts when it is run.
        """
        runpy.run_module("fundmodel.__main__", run_name="imported")

        assert not capsys.readouterr().out

    @pytest.mark.parametrize("package", ["click", "rich"])
    def test_a_missing_extra_says_what_to_install(self, monkeypatch, capsys, package):
        """
        Without click or rich the command line says which extra it needs.
        """
        for name in list(sys.modules):
            if name.startswith("fundmodel.cli."):
                monkeypatch.delitem(sys.modules, name)
        for name in list(sys.modules):
            if name.partition(".")[0] == package:
                monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.setitem(sys.modules, package, None)

        assert main(["list"]) == 2
        assert 'pip install "fundmodel[cli]"' in capsys.readouterr().err
        assert main(["list", "--json"]) == 2
        error = json.loads(capsys.readouterr().err)["error"]
        assert error["kind"] == "MissingExtraError"

    def test_another_missing_package_is_a_defect(self, monkeypatch):
        """
        Only the packages of the extra are explained away.
        """
        monkeypatch.delitem(sys.modules, "fundmodel.cli.commands", raising=False)
        monkeypatch.setitem(sys.modules, "fundmodel.cli.plain", None)
        monkeypatch.delattr(cli, "plain", raising=False)

        with pytest.raises(ModuleNotFoundError):
            main(["list"])

    def test_an_interrupt_while_loading(self, monkeypatch, capsys):
        """
        An interrupt before any command runs has the same exit code.
        """

        def interrupted(_):
            raise KeyboardInterrupt

        monkeypatch.setattr(cli, "_run", interrupted)

        assert main([]) == 130
        assert main(["list", "--json"]) == 130
        said, form = capsys.readouterr().err.split("\n", 1)
        assert said == "interrupted; no file was left half-written"
        assert json.loads(form)["error"]["exit_code"] == 130

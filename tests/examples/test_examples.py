"""
The scripts in examples/ print what is stored beside them.

To store what they print now, after looking at it:

    UPDATE_EXAMPLES=1 python -m pytest tests/examples
"""

from __future__ import annotations

import ast
import os
import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))


def stored_output(script: Path) -> Path:
    """Give the file with the expected output of a script."""
    return script.with_suffix(".out.txt")


class TestExamples:
    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
    def test_prints_what_is_stored(self, script, capsys, tmp_path, monkeypatch):
        """
        A script gives the stored output, in any folder and at any time.
        """
        monkeypatch.chdir(tmp_path)
        runpy.run_path(str(script), run_name="__main__")
        printed = capsys.readouterr().out
        if os.environ.get("UPDATE_EXAMPLES"):
            stored_output(script).write_text(printed, encoding="utf-8")

        assert stored_output(script).read_text(encoding="utf-8") == printed
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
    def test_begins_with_a_question(self, script):
        """
        The first line of the docstring is the question that the script answers.
        """
        docstring = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8")))
        question = (docstring or "").partition("\n\n")[0]

        assert question.endswith("?")

    def test_nothing_is_stored_for_a_script_that_is_gone(self):
        """
        Each stored output belongs to a script.
        """
        stored = sorted(EXAMPLES.glob("*.out.txt"))

        assert [stored_output(script) for script in SCRIPTS] == stored

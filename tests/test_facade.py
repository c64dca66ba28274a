"""The façade: one lazy name for everything a user needs first."""

import ast
import importlib
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import fundmodel as fm


def imported_for_types() -> dict[str, str]:
    """Give the names that type checkers see, with their homes."""
    tree = ast.parse(Path(fm.__file__).read_text(encoding="utf-8"))
    return {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module is not None
        and node.module.startswith("fundmodel.")
        for alias in node.names
    }


class TestFacade:
    def test_type_checkers_and_readers_see_the_same_names(self):
        """
        What is public is public for both.
        """
        assert sorted(imported_for_types()) == sorted(fm.__all__)

    @pytest.mark.parametrize(("name", "home"), sorted(imported_for_types().items()))
    def test_gives_the_object_of_the_home(self, name, home):
        """
        A name of the façade is the object of the module that defines it.
        """
        assert getattr(fm, name) is getattr(importlib.import_module(home), name)

    def test_lists_its_names(self):
        """
        `dir` shows everything public, loaded or not.
        """
        assert set(fm.__all__) <= set(dir(fm))

    def test_knows_its_version(self):
        """
        The version stands in the metadata only.
        """
        assert metadata.version("fundmodel") == fm.__version__

    def test_has_no_other_names(self):
        """
        A misspelt name is refused as in every module.
        """
        with pytest.raises(AttributeError, match="no attribute 'alocate'"):
            fm.alocate  # noqa: B018  the access is the test

    def test_loads_nothing_heavy(self):
        """
        Importing the package loads neither numpy nor Babel.
        """
        command = (
            "import sys, fundmodel; "
            "print(sorted({'numpy', 'babel', 'attrs', 'cattrs'} & set(sys.modules)))"
        )
        run = [sys.executable, "-c", command]
        result = subprocess.run(run, capture_output=True, check=True, text=True)  # noqa: S603  our own command

        assert result.stdout == "[]\n"

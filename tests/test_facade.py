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


def modules_after(code):
    """Give the modules that a fresh interpreter has loaded after some code."""
    command = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"]
    result = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603  our own command
    return set(result.stdout.split())


class TestFacade:
    def test_type_checkers_and_readers_see_the_same_names(self):
        """
        What is public is public for both.
        """
        assert sorted(imported_for_types()) == sorted(fm.__all__)

    def test_type_checkers_and_programs_take_them_from_the_same_modules(self):
        """
        A name is loaded from the module that type checkers read it from.
        """
        loaded_from = {
            name: home for home, names in fm._HOMES.items() for name in names
        }

        assert imported_for_types() == loaded_from
        assert len(fm.__all__) == sum(len(names) for names in fm._HOMES.values())

    def test_hides_no_module(self):
        """
        No public name is also that of a module, which it would hide.
        """
        modules = {path.stem for path in Path(fm.__file__).parent.iterdir()}

        assert set() == modules & set(fm.__all__)

    @pytest.mark.parametrize(("name", "home"), sorted(imported_for_types().items()))
    def test_gives_the_object_of_the_home(self, name, home):
        """
        A name of the façade is the object of the module that defines it.
        """
        assert getattr(fm, name) is getattr(importlib.import_module(home), name)

    def test_lists_its_names(self):
        """
        `dir` shows everything public once, loaded or not.
        """
        assert fm.Money
        listed = dir(fm)

        assert {*fm.__all__, "__version__"} <= set(listed)
        assert sorted(set(listed)) == listed

    def test_keeps_what_it_loaded(self):
        """
        The second use of a name finds it in the module.
        """
        vars(fm).pop("Money", None)
        first = fm.Money

        assert first is vars(fm)["Money"]

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
        loaded = modules_after("import fundmodel")

        assert set() == loaded & {"numpy", "babel", "attrs", "cattrs"}
        assert {"fundmodel"} == {m for m in loaded if m.startswith("fundmodel")}

    def test_lists_its_names_without_loading_them(self):
        """
        Completion in an editor costs nothing either.
        """
        loaded = modules_after("import fundmodel; dir(fundmodel)")

        assert {"fundmodel"} == {m for m in loaded if m.startswith("fundmodel")}

    @pytest.mark.parametrize("name", ["allocate", "audit", "load_program"])
    def test_needs_no_extra(self, name):
        """
        What everybody uses needs no package that only an extra brings.
        """
        loaded = modules_after(f"import fundmodel; fundmodel.{name}")

        assert "numpy" in loaded
        assert set() == loaded & {"click", "rich", "hypothesis", "pytest"}

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from fundmodel import apportion, conditions, rules
from fundmodel.facades import loader

FACADES = [apportion, conditions, rules]


def imported_for_types(package):
    """Give the names that type checkers see, with their homes."""
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    return {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module.startswith("fundmodel.")
        and node.module != "fundmodel.facades"
        for alias in node.names
    }


class TestLoader:
    def test_a_name_is_loaded_once_and_kept(self):
        """
        What was asked for stands in the package from then on.
        """
        names = {"__name__": "some.package"}
        load = loader(names, {"fractions": ("Fraction",)})

        assert load("Fraction") is names["Fraction"]

    def test_an_unknown_name(self):
        """
        The message is the one that Python gives for modules.
        """
        load = loader({"__name__": "some.package"}, {})

        with pytest.raises(AttributeError) as caught:
            load("Fractoin")
        assert "module 'some.package' has no attribute 'Fractoin'" == str(caught.value)


@pytest.mark.parametrize("package", FACADES)
class TestFacades:
    def test_type_checkers_and_programs_see_the_same_names(self, package):
        """
        A name is loaded from the module that type checkers read it from.
        """
        loaded_from = {
            name: home for home, names in package._HOMES.items() for name in names
        }

        assert imported_for_types(package) == loaded_from
        assert sorted(loaded_from) == sorted(package.__all__)

    def test_every_name_is_the_object_of_its_home(self, package):
        """
        Nothing is made anew.
        """
        for name, home in imported_for_types(package).items():
            assert getattr(package, name) is getattr(
                importlib.import_module(home), name
            )

    def test_no_name_is_that_of_a_module(self, package):
        """
        A module of the name would hide it as soon as it is imported.
        """
        modules = {path.stem for path in Path(package.__file__).parent.iterdir()}

        assert set() == modules & {*package.__all__}

    def test_all_names_are_listed(self, package):
        """
        `dir` shows them, loaded or not.
        """
        assert {*package.__all__} <= set(dir(package))

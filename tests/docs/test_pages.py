"""What the pages of docs/ promise to name."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import attrs
import pytest

import fundmodel as fm
from fundmodel.changes import Amendment
from fundmodel.cli.commands import commands
from fundmodel.due_dates import Instalments
from fundmodel.io.kinds import CHANGES, PARTS, PROVISIONS
from fundmodel.io.sidecars import ColumnForm, PublishedForm, RosterForm
from fundmodel.parts import YearBudget
from fundmodel.payment_plans import PaymentPlan, Tranche
from fundmodel.programs import Program
from fundmodel.sources import Source

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTED = re.compile(
    r"^\.\. auto(?:class|exception|function):: (\S+)$", re.MULTILINE
)


class TestErrors:
    SHOWN = re.compile(r"^Traceback .*\n    \.\.\.\n(\S+): ", re.MULTILINE)

    @pytest.mark.parametrize(
        "page",
        sorted((ROOT / "docs").rglob("*.md")),
        ids=lambda page: page.stem,
    )
    def test_are_those_of_the_library(self, page):
        """
        An error that a page shows is meant to be shown: it says how to mend it.
        """
        shown = self.SHOWN.findall(page.read_text(encoding="utf-8"))

        assert [e for e in shown if not e.startswith("fundmodel.errors.")] == []


class TestReference:
    def test_names_every_public_name(self):
        """
        Each name of the facade is documented once, under the name that users write.
        """
        pages = [page.read_text(encoding="utf-8") for page in REFERENCE.glob("*.md")]
        documented = sorted(
            name
            for page in pages
            for name in DOCUMENTED.findall(page)
            if name.count(".") == 1
        )

        assert documented == sorted(f"fundmodel.{name}" for name in fm.__all__)


class TestDesign:
    def test_shows_the_layers_of_the_import_contract(self):
        """
        The table of modules has the layers of the contract, in its order.
        """
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
        contract = [name for layer in layers for name in layer.split(" | ")]
        page = (ROOT / "docs/explanation/design.md").read_text(encoding="utf-8")
        first_cells = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
        shown = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]

        assert contract == shown


class TestCommandLine:
    PAGE = REFERENCE / "command-line.md"

    def test_names_every_command_and_option(self):
        """
        The page names what the command line has, and nothing that it has not.
        """
        text = self.PAGE.read_text(encoding="utf-8")
        options = {
            name
            for command in (commands, *commands.commands.values())
            for option in command.params
            for name in option.opts
            if name.startswith("--")
        }

        assert set(commands.commands) == set(
            re.findall(r"^\| `fundmodel ([a-z]+)", text, re.MULTILINE)
        )
        assert options | {"--help"} == set(
            re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE)
        )


RENAMED = {"budgets": "budget", "fixed": "amount"}
"""Fields that have another name in files."""


class TestFileForm:
    PAGE = ROOT / "docs" / "how-to" / "describe-a-program-in-toml.md"

    @pytest.mark.parametrize(
        "kind",
        [
            *(Program, *PARTS.values(), *PROVISIONS.values(), YearBudget, Source),
            *(Amendment, *CHANGES.values()),
            *(PaymentPlan, Tranche, Instalments),
        ],
        ids=lambda kind: kind.__name__,
    )
    def test_names_every_key(self, kind):
        """
        The page names each key that a file may have.
        """
        shown = re.findall(r"`(\w+)`", self.PAGE.read_text(encoding="utf-8"))
        keys = {
            RENAMED.get(field.name, field.name)
            for field in attrs.fields(kind)
            if field.init
        }

        # The year of a budget and the key of a source stand before their tables.
        assert keys - {"year", "key"} <= set(shown)

    @pytest.mark.parametrize(
        "form",
        [RosterForm, ColumnForm, PublishedForm],
        ids=lambda form: form.__name__,
    )
    def test_names_every_key_beside_a_table(self, form):
        """
        The page on rosters names each key of the files that lie beside tables.
        """
        page = self.PAGE.with_name("bring-your-own-roster.md")
        shown = re.findall(r"`(\w+)`", page.read_text(encoding="utf-8"))

        assert {field.name for field in attrs.fields(form)} <= set(shown)

    def test_names_every_kind(self):
        """
        The page names each kind of part, provision and change.
        """
        shown = re.findall(r'`"(\w+)"`', self.PAGE.read_text(encoding="utf-8"))

        assert {*PARTS, *PROVISIONS, *CHANGES} <= set(shown)

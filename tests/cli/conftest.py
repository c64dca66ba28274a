"""A small fictional program, and a page of 80 columns to print it on."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.allocation import allocate
from fundmodel.cli.citations import Citations
from fundmodel.cli.pages import Page
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import (
    LegalBasis,
    LumpSum,
    PartGroup,
    PlannedResult,
    Strand,
    YearBudget,
)
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import Round, Rounding
from fundmodel.sentences import Language, Text
from fundmodel.sources import Assumption, AssumptionKind, Source

LAW = Source(title="Musterfonds Act", key="MFA", place="§ 2", publisher="Musterland")
GUESS = Assumption(why="computed back", kind=AssumptionKind.INFERRED, sources=(LAW,))


def euros(amount: str) -> Money:
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


@pytest.fixture
def program() -> Program:
    """The Musterfonds: a lump sum, and a group whose strand has no budget yet."""
    lump_sum = LumpSum(
        id="heads",
        name=Text({"en": "Lump sum", "de": "Pauschale"}),
        legal_nature=LegalNature.STATUTORY_TRANSFER,
        per="persons",
        key_date=KeyDate.yearly(month=9, day=15),
        rounding=Round("0.01", each=Rounding.HALF_UP, source=GUESS),
        source=LAW,
        budgets=[
            YearBudget(year="2024", amount=euros("600000")),
            YearBudget(year="2025", amount=euros("600000"), source=GUESS),
        ],
        purpose=Text("To share a burden"),
        target_group=Text("Persons housed"),
        granting_body=Text("Musterland"),
        legal_bases=[LegalBasis(title=Text("§ 2 Musterfonds Act"), source=LAW)],
    )
    group = PartGroup(
        id="strands",
        name=Text("Strands"),
        legal_nature=LegalNature.GRANT,
        source=LAW,
        budgets=[YearBudget(year="2024", amount=euros("400000"))],
    )
    strand = Strand(
        id="strand",
        parent="strands",
        name=Text("Strand one"),
        legal_nature=LegalNature.GRANT,
        source=LAW,
        planned_results=[
            PlannedResult(what=Text("posts"), number=1000, approximate=True),
            PlannedResult(what=Text("courses"), number=6, source=LAW),
            PlannedResult(what=Text("peace and quiet"), source=LAW),
        ],
    )
    return Program(
        id="musterfonds",
        name=Text({"en": "Model fund", "de": "Musterfonds"}),
        currency="EUR",
        years=[BudgetYear.calendar(2024), BudgetYear.calendar(2025)],
        budgets=[
            YearBudget(year="2024", amount=euros("1000000")),
            YearBudget(year="2025", amount=euros("1000000")),
        ],
        parts=[lump_sum, group, strand],
        funder=Text("Musterland"),
        co_funders=[Text("The Federation")],
        partners=[Text("Association of A, B and C"), Text("Association of D")],
        legal_bases=[LegalBasis(title=Text("Musterfonds Act"), source=LAW)],
        budget_lines=["0908", "0909"],
        period=Period(date(2024, 1, 1), date(2025, 12, 31)),
        purpose=Text("That everybody is housed"),
        source=LAW,
    )


@pytest.fixture
def roster() -> Roster:
    """Three municipalities by name, one with few persons, and a row for all others."""
    persons = Indicator(
        id="persons",
        name=Text("Persons housed"),
        unit=Text("persons"),
        key_date=date(2024, 9, 15),
        sensitive=True,
        source=LAW,
    )
    return Roster(
        id="counted-2024",
        ids=["01", "02", "03", "99"],
        names=[
            "Althausen",
            "Bernhausen an der langen Lauter",
            "Cehausen",
            "all others",
        ],
        kinds=["municipality"] * 3 + ["remainder"],
        coverage=Coverage.REMAINDER,
        columns=[
            Column.of(persons, [120, 7, 45, 1000], inferred=[True, False, False, True])
        ],
        source=LAW,
    )


@pytest.fixture
def allocation(program, roster):
    """What the Musterfonds gives in 2024."""
    return allocate(program, roster, year=2024)


@pytest.fixture
def page(monkeypatch, capsys):
    """A page of 80 columns in English, printed to the captured output."""
    del capsys
    monkeypatch.setenv("COLUMNS", "80")
    return Page.open(Language.ENGLISH)


@pytest.fixture
def citations() -> Citations:
    """A fresh list of marks."""
    return Citations()

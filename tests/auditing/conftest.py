"""The Musterfonds: a small fictional program whose audit has nothing to find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import attrs
import numpy as np
import pytest

from fundmodel.allocation import Allocation, allocate
from fundmodel.apportion import Mixed
from fundmodel.auditing import AuditReport, Case, Check
from fundmodel.conditions import Eligible
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import LegalBasis, PlannedResult, Strand, YearBudget
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.programs import Program
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import AllocationRule, Round, Share
from fundmodel.sentences import Text
from fundmodel.sources import Source
from fundmodel.steps import State

NOTICE = Source(title="Musterfonds funding notice 2025", place="no. 4.2")
KEY_DATE = date(2024, 12, 31)


def eur(amount: str) -> Money:
    """Give euros."""
    return Money.of(amount, "EUR")


def _housing() -> Strand:
    return Strand(
        id="housing",
        name=Text("Housing"),
        legal_nature=LegalNature.GRANT,
        budgets=[YearBudget(year="2025", amount=eur("600.00"))],
        rule=AllocationRule(
            Eligible(kinds=["municipality"], source=NOTICE),
            Share(by="arrivals", key_date=KeyDate(KEY_DATE), source=NOTICE),
            Round("0.01", source=NOTICE),
            source=NOTICE,
        ),
        planned_results=[
            PlannedResult(what=Text("flats"), number=20, source=NOTICE),
        ],
        source=NOTICE,
    )


def _language() -> Strand:
    return Strand(
        id="language",
        name=Text("Language"),
        legal_nature=LegalNature.GRANT,
        budgets=[YearBudget(year="2025", amount=eur("400.00"))],
        source=NOTICE,
    )


@pytest.fixture(scope="session")
def program() -> Program:
    """Two strands, one with a rule; everything is cited."""
    return Program(
        id="musterfonds",
        name=Text("Musterfonds"),
        currency="EUR",
        years=[BudgetYear.calendar(2025)],
        parts=[_housing(), _language()],
        budgets=[YearBudget(year="2025", amount=eur("1000.00"))],
        legal_bases=[LegalBasis(title=Text("Funding notice"), source=NOTICE)],
        source=NOTICE,
    )


def _arrivals(values: Iterable[int | None]) -> Column:
    indicator = Indicator(id="arrivals", key_date=KEY_DATE, source=NOTICE)
    return Column.of(indicator, list(values))


@pytest.fixture(scope="session")
def roster() -> Roster:
    """Three municipalities and a district, all there are."""
    return Roster(
        id="arrivals-2024",
        ids=["01", "02", "03", "90"],
        names=["Ahausen", "Bedorf", "Cestadt", "Musterkreis"],
        kinds=["municipality", "municipality", "municipality", "district"],
        columns=[_arrivals([10, 20, 41, 71])],
        register="bodies",
        coverage=Coverage.WHOLE,
        dated=KEY_DATE,
        source=NOTICE,
    )


@pytest.fixture(scope="session")
def with_remainder() -> Roster:
    """Three municipalities by name, all others in one row."""
    return Roster(
        id="arrivals-named",
        ids=["01", "02", "03", "rest"],
        names=["Ahausen", "Bedorf", "Cestadt", "all others"],
        kinds=["municipality", "municipality", "municipality", "remainder"],
        columns=[_arrivals([10, 20, 41, 71])],
        register="bodies",
        coverage=Coverage.REMAINDER,
        dated=KEY_DATE,
        source=NOTICE,
    )


@pytest.fixture(scope="session")
def register() -> Roster:
    """Everybody there is."""
    return Roster(
        id="bodies",
        ids=["01", "02", "03", "90"],
        names=["Ahausen", "Bedorf", "Cestadt", "Musterkreis"],
        kinds=["municipality", "municipality", "municipality", "district"],
        coverage=Coverage.WHOLE,
        dated=KEY_DATE,
        source=NOTICE,
    )


@pytest.fixture(scope="session")
def allocation(program: Program, roster: Roster) -> Allocation:
    """Housing, allocated to the municipalities."""
    return allocate(program, roster, year=2025, parts=["housing"])


@pytest.fixture(scope="session")
def run() -> Callable[..., AuditReport]:
    """Run one check on a case."""

    def run(check: Check, **case: object) -> AuditReport:
        return AuditReport.of(check(Case(**case)))

    return run


@pytest.fixture(scope="session")
def with_part() -> Callable[..., Program]:
    """Give the program with another version of one part."""

    def with_part(program: Program, part: str, **changes: object) -> Program:
        parts = [
            attrs.evolve(p, **changes) if p.id == part else p for p in program.parts
        ]
        return attrs.evolve(program, parts=parts)

    return with_part


@pytest.fixture(scope="session")
def broken() -> Callable[..., Program]:
    """Give the program with parts that its constructor would refuse."""

    def broken(program: Program, **fields: object) -> Program:
        copy = attrs.evolve(program)
        for name, value in fields.items():
            object.__setattr__(copy, name, value)
        return copy

    return broken


@pytest.fixture(scope="session")
def tamper() -> Callable[..., Allocation]:
    """Give the allocation with other fields of its last state."""

    def tamper(allocation: Allocation, **changes: object) -> Allocation:
        (part,) = allocation.parts
        *earlier, last = part.distribution.steps
        after: State = attrs.evolve(last.after, **changes)
        steps = (*earlier, attrs.evolve(last, after=after))
        distribution = attrs.evolve(part.distribution, steps=steps)
        return attrs.evolve(
            allocation, parts=[attrs.evolve(part, distribution=distribution)]
        )

    return tamper


@pytest.fixture(scope="session")
def cents() -> Callable[..., Mixed]:
    """Make a row of amounts in cents."""

    def cents(*amounts: int) -> Mixed:
        return Mixed.of(np.array([amounts], dtype=np.int64))

    return cents

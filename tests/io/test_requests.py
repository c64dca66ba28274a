"""Tests of `fundmodel.io.requests`: applications, rankings and their forms in files."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.allocation import allocate
from fundmodel.applications import Application, Applications
from fundmodel.auditing import audit
from fundmodel.conditions import EligibleApplied
from fundmodel.errors import ConfigError, InvalidDataError, MoneyError
from fundmodel.facts import Facts
from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.requests import (
    applications_form,
    read_applications,
    read_applications_form,
)
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Criterion,
    LastProject,
    Ranking,
    Requested,
    StandIn,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source

WHY = Assumption(why="an example")
DAY = KeyDate(date(2026, 3, 31))
YEARLY = KeyDate.yearly(month=3, day=31)
FULL = Applications.of(
    [
        Application(
            id="a-1",
            applicant="aue",
            requested=Money.of("12.50", "EUR"),
            received=date(2026, 3, 1),
            score=Decimal("87.50"),
            title="Reading corner",
            source=Source(title="File a-1"),
        ),
        Application(id="a-2", applicant="bonn", requested=Money.of(4, "EUR"), score=1),
    ],
    id="call",
    source=WHY,
)
BARE = Applications(id="call", ids=["a"], applicants=["aue"], requested=[3])
RANKED = Ranking(
    order=[Criterion.HIGHEST, Criterion.EARLIEST, Criterion.LOT],
    last=LastProject.PART_FUNDED,
    by="points",
    least="60.5",
    seed="6 aus 49",
    to="100.00",
    key_date=DAY,
    accepts=[StandIn.EARLIER],
    name=Text({"en": "points", "de": "Punkte"}),
    source=WHY,
)
PROVISIONS = (
    (EligibleApplied(), Requested()),
    (
        EligibleApplied(deadline=DAY, source=WHY),
        Requested(deadline=YEARLY, source=WHY),
    ),
    (
        Requested(),
        Ranking(order=[Criterion.IN_ORDER], last=LastProject.SKIPPED),
        RANKED,
    ),
    *(
        (Requested(), Ranking(order=[criterion], last=LastProject.STOPPED))
        for criterion in Criterion
        if criterion is not Criterion.LOT
    ),
)


def program(*provisions):
    """Make a program with a rule and a budget."""
    return Program(
        id="p",
        name=Text("P"),
        currency="EUR",
        years=[BudgetYear.calendar(2026)],
        parts=[
            Strand(
                id="s",
                name=Text("S"),
                legal_nature=LegalNature.GRANT,
                rule=AllocationRule(*provisions),
                budgets=[YearBudget(year="2026", amount=Money.of(15, "EUR"))],
            )
        ],
    )


TOWNS = Roster(
    id="towns", ids=["aue", "bonn"], names=["Aue", "Bonn"], kinds=["town", "town"]
)
ALLOCATED = allocate(
    program(
        Requested(), Ranking(order=[Criterion.HIGHEST], last=LastProject.PART_FUNDED)
    ),
    TOWNS,
    year=2026,
    facts=Facts(applications=FULL),
)


@pytest.fixture(scope="module")
def schemas():
    """The schemas that are part of the package, by kind."""
    folder = resources.files("fundmodel.io") / "schemas"
    kinds = ("program", "roster", "allocation", "common")
    found = {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in kinds
    }
    registry = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in found.values()
    )
    return {
        name: Draft202012Validator(one, registry=registry)
        for name, one in found.items()
    }


class TestProvisions:
    @pytest.mark.parametrize("provisions", PROVISIONS)
    def test_come_back_as_they_were(self, schemas, provisions):
        """
        TOML and JSON hold every field, and JSON follows its schema.
        """
        one = program(*provisions)
        again = parse_program(format_program(one))

        assert one == again
        assert one.content_hash == again.content_hash
        assert one == from_json(to_json(one))
        schemas["program"].validate(json.loads(to_json(one)))

    def test_are_written_as_laws_write_them(self):
        """
        Criteria are words, and a minimum is a number as text.
        """
        written = """
            id = "p"
            name = "P"
            currency = "EUR"
            years = [2026]
            [[parts]]
            id = "s"
            name = "S"
            kind = "strand"
            legal_nature = "grant"
            budget = { 2026 = "15.00" }
            provisions = [
                { kind = "eligible_applied", deadline = 2026-03-31 },
                { kind = "requested", deadline = { month = 3, day = 31 } },
                { kind = "ranking", order = ["highest", "in order"], least = "60", last = "skipped" },
            ]
        """  # noqa: E501  one provision a line, as in a file
        one = program(
            EligibleApplied(deadline=DAY),
            Requested(deadline=YEARLY),
            Ranking(
                order=[Criterion.HIGHEST, Criterion.IN_ORDER],
                least=60,
                last=LastProject.SKIPPED,
            ),
        )

        assert one == parse_program(written)
        with pytest.raises(ConfigError, match=r"order\[0\]: this is none of the poss"):
            parse_program(written.replace('"highest"', '"best"'))


class TestApplicationsForm:
    @pytest.mark.parametrize("given", [FULL, BARE])
    def test_come_back_as_they_were(self, given):
        """
        Every column is kept, and so is the hash.
        """
        form = json.loads(json.dumps(applications_form(given)))
        again = read_applications_form(form)

        assert given == again
        assert given.content_hash == again.content_hash

    def test_are_stored_with_an_allocation(self, schemas):
        """
        An allocation is stored with the applications that it was made from.
        """
        text = to_json(ALLOCATED)

        schemas["allocation"].validate(json.loads(text))
        assert ALLOCATED.content_hash == from_json(text).content_hash
        assert [1250, 250] == [
            int(count) for count in ALLOCATED.part().distribution.amounts
        ]

    def test_are_audited(self):
        """
        Whoever is not funded is allotted nothing, and an audit finds no fault.
        """
        report = audit(ALLOCATED.program, allocation=ALLOCATED)

        assert [] == [f.rule for f in report.findings if f.severity.value == "error"]

    @pytest.mark.parametrize(
        ("changes", "where", "what"),
        [
            ({"requested": ["3"]}, "requested[0]", "this is not a whole number"),
            ({"scores": ["x"]}, "scores[0]", "this is no score"),
            ({"scores": [1]}, "scores[0]", "this is not text"),
            ({"received": ["x"]}, "received[0]", "this is not a date"),
            ({"sources": [3]}, "sources[0]", ""),
            ({"other": 1}, "other", "this key is not known"),
        ],
    )
    def test_name_what_is_wrong(self, changes, where, what):
        """
        Every fault has its path.
        """
        with pytest.raises((InvalidDataError, FaultsError)) as caught:
            read_applications_form({**applications_form(BARE), **changes})
        (fault,) = faults_of(caught.value)

        assert (where, True) == (fault.where, fault.what.startswith(what))


TABLE = """id,applicant,requested,received,score,title
a-1,aue,"1,012.50",2026-03-01,87.5,Reading corner
a-2,bonn,4,,,
"""


class TestReadApplications:
    def test_reads_a_table(self, tmp_path):
        """
        Empty cells are a day, a score and a title that nobody knows.
        """
        path = tmp_path / "call-2026.csv"
        path.write_text(TABLE, encoding="utf-8")
        given = read_applications(path, currency="EUR", source=WHY)

        assert "call-2026" == given.id
        assert (
            Application(
                id="a-1",
                applicant="aue",
                requested=Money.of("1012.50", "EUR"),
                received=date(2026, 3, 1),
                score=Decimal("87.5"),
                title="Reading corner",
                source=WHY,
            ),
            Application(
                id="a-2", applicant="bonn", requested=Money.of(4, "EUR"), source=WHY
            ),
        ) == tuple(given)

    def test_reads_the_declared_locale(self, tmp_path):
        """
        A German table has decimal commas and semicolons.
        """
        path = tmp_path / "aufruf.csv"
        path.write_bytes(
            b"title;id;applicant;requested;received;score\n"
            b"L\xe4den;a;aue;1.012,50;2026-03-01;87,5\n"
        )
        given = read_applications(
            path,
            currency="EUR",
            id="aufruf-1",
            locale="de",
            delimiter=";",
            encoding="latin-1",
        )

        assert "aufruf-1" == given.id
        assert ("Läden",) == given.titles
        assert (Money.of("1012.50", "EUR"),) == given.requested
        assert (Decimal("87.5"),) == given.scores

    def test_names_every_fault_by_line(self, tmp_path):
        """
        All faults of a file are told at once.
        """
        path = tmp_path / "call.csv"
        path.write_text(
            "id,applicant,requested,received,score,title\n"
            "a,aue,12.345,31.03.2026,x,A\n"
            "a,,-1,2026-03-01,1,A\n",
            encoding="utf-8",
        )
        with pytest.raises(ConfigError) as caught:
            read_applications(path, currency="EUR")

        assert [
            ("line 3, column 'id'", "the id stands more than once"),
            ("line 3, column 'applicant'", "the cell is empty"),
            (
                "line 2, column 'requested'",
                "the amount has a fraction of a minor unit",
            ),
            ("line 2, column 'received'", "this is not a date"),
            (
                "line 2, column 'score'",
                "this is no number in the declared locale 'en'",
            ),
        ] == [
            (fault.where.removeprefix("call.csv: "), fault.what)
            for fault in caught.value.faults
        ]

    def test_names_what_the_columns_lack(self, tmp_path):
        """
        A header has all names; a misspelt one is offered.
        """
        path = tmp_path / "call.csv"
        path.write_text("id,applicant,requested,recieved,score,title\n", "utf-8")
        with pytest.raises(ConfigError, match="did you mean 'recieved'"):
            read_applications(path, currency="EUR")

    def test_names_what_applications_cannot_be(self, tmp_path):
        """
        What is wrong with the whole is told with the file.
        """
        path = tmp_path / "call.csv"
        path.write_text(TABLE.replace(",4,", ",-4,"), encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            read_applications(path, currency="EUR")

        assert (
            "call.csv: one fault found\n"
            "applications 'call', a-2: an amount requested is negative\n"
            "  got: -4.00 EUR\n"
            "  expected: zero or more\n"
            "  mend: correct it; what is paid back belongs elsewhere"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"locale": "fr"}, InvalidDataError),
            ({"delimiter": ""}, InvalidDataError),
            ({"currency": "euro"}, MoneyError),
        ],
    )
    def test_refuses_what_nobody_knows(self, tmp_path, wrong, error):
        """
        Locale, delimiter and currency are named, never guessed.
        """
        path = tmp_path / "call.csv"
        path.write_text(TABLE, encoding="utf-8")
        with pytest.raises(error):
            read_applications(path, **{"currency": "EUR", **wrong})

"""Ledgers as JSON documents: what was stored loads with the same hash."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from pathlib import Path

import attrs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.errors import ConfigError
from fundmodel.io.documents import dump_document, from_json, load_document, to_json
from fundmodel.ledgers import BudgetTerms, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, Period
from fundmodel.sources import Assumption, Source

GOLDEN = Path(__file__).parent / "golden" / "ledger.json"

# The hash of the ledger in golden/ledger.json, as it was when it was written.
LEDGER_HASH = "a5f833f1b8a9f5df933cf7f6930fa1fa200ceea9bbdeb65e6fe0f98b81979eb7"

BOOKS = Source(title="Accounts of 2018", place="p. 3")
AWARD = Entry(
    id="Z-1",
    kind=EntryKind.COMMITMENT,
    day=date(2018, 2, 1),
    year=2018,
    amount=Money.of(400, "EUR"),
    part="care",
    recipient="aue",
    award="AZ 12/18",
    funds="Land",
    line="0908/684 70",
    source=BOOKS,
)
LEDGER = (
    Ledger(
        currency="EUR",
        terms=BudgetTerms(
            years=[
                BudgetYear.calendar(2018),
                BudgetYear("2019 I", Period(date(2019, 1, 1), date(2019, 6, 30))),
            ],
            carry_over_years=1,
            open_days=10,
            source=Source(title="Bundeshaushaltsordnung", place="§ 45 Abs. 2, § 76"),
        ),
    )
    .book(
        Entry(
            id="H-1",
            kind=EntryKind.APPROPRIATION,
            day=date(2018, 1, 2),
            year=2018,
            amount=Money.of("1000.50", "EUR"),
            part="care",
            funds="Land",
            line="0908/684 70",
            note="Haushaltsplan",
            source=Assumption(why="invented"),
        ),
        AWARD,
        attrs.evolve(
            AWARD,
            id="K-1",
            kind=EntryKind.CARRY_OVER_COMMITTED,
            day=date(2018, 12, 31),
            amount=Money.of(100, "EUR"),
            to_year="2019 I",
        ),
        Entry(
            id="U-1",
            kind=EntryKind.VIREMENT,
            day=date(2018, 6, 1),
            year=2018,
            amount=Money.of(5, "EUR"),
            part="care",
            funds="Land",
            line="0908/684 70",
            to_line="0908/633 01",
        ),
    )
    .reverse("U-1", by="U-2", day=date(2018, 6, 2), note="wrong line")
)


def form():
    """Give the document of the ledger as tables and lists."""
    return json.loads(to_json(LEDGER))


def told(document):
    """Give place and fault of everything that is wrong with a document."""
    with pytest.raises(ConfigError) as caught:
        from_json(json.dumps(document))
    return [(fault.where, fault.what) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of ledgers, as it is part of the package."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = [
        json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("ledger", "common")
    ]
    registry: Registry[object] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in found
    )
    Draft202012Validator.check_schema(found[0])
    return Draft202012Validator(found[0], registry=registry)


class TestRoundTrip:
    def test_the_same_ledger_again(self):
        """
        What is read has the hash and the text of what was written.
        """
        again = from_json(to_json(LEDGER))

        assert LEDGER.content_hash == again.content_hash
        assert to_json(LEDGER) == to_json(again)
        assert list(LEDGER.entries) == list(again.entries)
        assert LEDGER.terms == again.terms

    def test_of_what_was_stored_before(self):
        """
        The document that an earlier version wrote loads, and is written alike.
        """
        stored = load_document(GOLDEN)

        assert LEDGER_HASH == stored.content_hash == LEDGER.content_hash
        assert to_json(LEDGER) == GOLDEN.read_text(encoding="utf-8")

    def test_of_an_empty_ledger(self):
        """
        A ledger without entries, limit and source is a document too.
        """
        empty = Ledger(
            currency="EUR", terms=BudgetTerms(years=[BudgetYear.calendar(2018)])
        )
        document = json.loads(to_json(empty))

        assert empty.content_hash == from_json(to_json(empty)).content_hash
        assert {"years", "open_days"} == set(document["ledger"]["terms"])
        assert {"ids", "kinds", "days", "years", "minor"} == set(
            document["ledger"]["entries"]
        )

    def test_as_a_file(self, tmp_path):
        """
        Files hold what texts do.
        """
        dump_document(LEDGER, tmp_path / "ledger.json")

        again = load_document(tmp_path / "ledger.json")
        assert LEDGER.content_hash == again.content_hash


class TestSchema:
    def test_holds_for_what_is_written(self, schema):
        """
        The schema describes the document.
        """
        assert [] == list(schema.iter_errors(form()))

    def test_refuses_unknown_keys(self, schema):
        """
        A misspelt key is nothing that a reader could pass over.
        """
        document = form()
        document["ledger"]["entries"]["recipient"] = []

        assert not schema.is_valid(document)


class TestBadDocuments:
    def test_changed_content(self):
        """
        Whoever changes an amount by hand is told.
        """
        document = form()
        document["ledger"]["entries"]["minor"][0] += 1

        assert [("hash", "the content is not what it was when it was stored")] == told(
            document
        )

    def test_unknown_keys(self):
        """
        Keys that nobody knows are refused, at each place.
        """
        document = form()
        document["ledger"]["currencies"] = "EUR"
        assert ("ledger.currencies", "this key is not known") in told(document)
        document = form()
        document["ledger"]["entries"]["payee"] = []
        assert [where for where, _ in told(document)] == ["ledger.entries.payee"]
        document = form()
        document["ledger"]["terms"]["carry_over"] = 1
        assert [where for where, _ in told(document)] == ["ledger.terms.carry_over"]

    def test_every_fault_is_told(self):
        """
        What is wrong with single values is told by column and place.
        """
        document = form()
        entries = document["ledger"]["entries"]
        entries["kinds"][0] = "budget"
        entries["days"][1] = "2018-02-30"
        entries["minor"][2] = "5.00"
        entries["recipients"][0] = 5
        entries["sources"][0] = "x"

        assert [where for where, _ in told(document)] == [
            "ledger.entries.kinds[0]",
            "ledger.entries.days[1]",
            "ledger.entries.minor[2]",
            "ledger.entries.sources[0]",
            "ledger.entries.recipients[0]",
        ]

    @pytest.mark.parametrize("number", [2, -1])
    def test_a_source_that_is_not_there(self, number):
        """
        Sources are numbered from zero.
        """
        document = form()
        document["ledger"]["entries"]["sources"][0] = number

        assert [
            (
                "ledger.entries.sources",
                "an entry names a source that is not there",
            )
        ] == told(document)

    def test_entries_that_cannot_be_booked(self):
        """
        A ledger is checked as if it was booked today.
        """
        document = form()
        document["ledger"]["entries"]["minor"][1] = 10_000_000

        ((where, what),) = told(document)
        assert where.startswith("ledger")
        assert "the appropriation does not cover this" == what

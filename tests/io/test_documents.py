from __future__ import annotations

import json
import tracemalloc
from importlib import resources
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel import catalog
from fundmodel.allocation import allocate
from fundmodel.auditing import audit
from fundmodel.conditions import Eligible
from fundmodel.errors import ConfigError
from fundmodel.io import documents
from fundmodel.io.documents import (
    dump_document,
    from_json,
    load_document,
    to_json,
)
from fundmodel.testing import allocations, programs, rosters

GOLDEN = Path(__file__).parent / "golden"
KINDS = ("program", "roster", "allocation", "audit_report")
PAKT = "pakt-fuer-integration"

# The hash of the program in golden/program.json and of the roster in
# golden/roster.json, as they were when version 0.1 wrote the files.
PROGRAM_HASH = "d4107861bf6389063a1522d5379ee3b4416a78cb7ec19d9f4edd55160ff3c842"
ROSTER_HASH = "57ead45dd933817d494fc4d6cec13bde4b0edd5c3086246ca039e25274525c7c"


@pytest.fixture(scope="module")
def schemas() -> dict[str, Draft202012Validator]:
    """The schemas that are part of the package, by kind."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in (*KINDS, "common")
    }
    registry: Registry[object] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in found.values()
    )
    for schema in found.values():
        Draft202012Validator.check_schema(schema)
    return {
        name: Draft202012Validator(found[name], registry=registry) for name in KINDS
    }


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of document."""
    return {"audit_report": "report"}.get(request.param, request.param)


@pytest.fixture
def value(request: pytest.FixtureRequest, kind: str) -> documents.Document:
    """An object of each kind."""
    return request.getfixturevalue(kind)


def refused(text: str) -> str:
    """Give the message with which a document is refused."""
    with pytest.raises(ConfigError) as caught:
        from_json(text)
    return str(caught.value)


def told(document: object) -> list[tuple[str, str]]:
    """Give place and fault of everything that is wrong with a document."""
    with pytest.raises(ConfigError) as caught:
        from_json(json.dumps(document))
    return [(fault.where, fault.what) for fault in caught.value.faults]


def form(value: documents.Document):
    """Give the document of an object as tables and lists."""
    return json.loads(to_json(value))


class TestRoundTrip:
    def test_the_same_text_again(self, value):
        """
        What is read and written again is the same document.
        """
        assert to_json(value) == to_json(from_json(to_json(value)))

    def test_programs_and_reports_are_equal(self, program, report):
        """
        Objects that can be compared are equal.
        """
        assert program == from_json(to_json(program))
        assert report == from_json(to_json(report))

    def test_rosters_and_allocations_have_the_same_hashes(self, roster, allocation):
        """
        Objects that hold arrays are compared by their hashes.
        """
        assert roster.content_hash == from_json(to_json(roster)).content_hash
        assert allocation.hashes == from_json(to_json(allocation)).hashes

    @given(programs(amendments=True))
    def test_every_program(self, program):
        """
        Whatever the strategies can build comes back equal, with the same hash.
        """
        again = from_json(to_json(program))

        assert program == again
        assert program.content_hash == again.content_hash

    @given(rosters(remainder=None, gaps=True))
    def test_every_roster(self, roster):
        """
        Whatever the strategies can build comes back with the same hash.
        """
        assert roster.content_hash == from_json(to_json(roster)).content_hash

    @given(allocations())
    def test_every_allocation(self, allocation):
        """
        An allocation that is read was done again, with the same result.
        """
        again = from_json(to_json(allocation))

        assert allocation.hashes == again.hashes
        assert [a.exact for a in allocation.allotments()] == [
            a.exact for a in again.allotments()
        ]

    def test_files(self, tmp_path, value):
        """
        A document is written to a file and read from it.
        """
        dump_document(value, tmp_path / "d.json")

        assert to_json(value) == to_json(load_document(tmp_path / "d.json"))

    def test_small_counts_are_hidden_in_reports(self, report, roster):
        """
        A stored report shows no more than a printed one.
        """
        count = (roster.columns[0].indicator.name, roster.columns[0].count(0))
        label = report.findings[0].message
        finding = attrs.evolve(
            report.findings[0], evidence=[(label, count)], source=None
        )
        stored = form(attrs.evolve(report, findings=[finding]))

        assert stored["findings"][0]["evidence"][0]["value"][1] == "<10"


class TestSchemas:
    def test_documents_follow_their_schema(self, schemas, value):
        """
        What the library writes is what the schema of its kind says.
        """
        document = form(value)

        schemas[document["fundmodel"]].validate(document)

    @given(programs(amendments=True))
    def test_every_program_follows_its_schema(self, schemas, program):
        """
        The schema refuses no program that can be built.
        """
        schemas["program"].validate(form(program))

    @given(allocations())
    def test_every_allocation_follows_its_schema(self, schemas, allocation):
        """
        The schema refuses no allocation that can be built.
        """
        schemas["allocation"].validate(form(allocation))

    def test_the_shipped_program_follows_its_schema(self, schemas):
        """
        So do its rosters, an allocation and its audit.
        """
        pakt = catalog.load(PAKT)
        heads = [catalog.roster(PAKT, name) for name in catalog.rosters(PAKT)]
        done = [allocate(pakt, roster, year=2017) for roster in heads]
        report = audit(pakt, allocations=done, rosters=heads)

        schemas["program"].validate(form(pakt))
        schemas["audit_report"].validate(form(report))
        for roster, allocation in zip(heads, done, strict=True):
            schemas["roster"].validate(form(roster))
            schemas["allocation"].validate(form(allocation))

    def test_an_unknown_key_is_refused_by_both(self, schemas, value):
        """
        Schema and reader agree that nothing may stand beside what is known.
        """
        document = {**form(value), "colour": "red"}

        assert not schemas[document["fundmodel"]].is_valid(document)
        assert ("colour", "this key is not known") in told(document)


class TestStoredDocuments:
    def test_programs_keep_their_hash(self, program):
        """
        What was stored by version 0.1 loads, with the hash it had then.
        """
        stored = load_document(GOLDEN / "program.json")

        assert program == stored
        assert PROGRAM_HASH == stored.content_hash

    def test_rosters_keep_their_hash(self, roster):
        """
        What was stored by version 0.1 loads, with the hash it had then.
        """
        stored = load_document(GOLDEN / "roster.json")

        assert roster.content_hash == stored.content_hash
        assert ROSTER_HASH == stored.content_hash

    def test_allocations_give_the_same_amounts(self):
        """
        What was allocated by version 0.1 comes out the same today.
        """
        stored = load_document(GOLDEN / "allocation.json")

        assert PROGRAM_HASH == stored.program.content_hash
        assert ROSTER_HASH == stored.roster.content_hash

    def test_reports_are_equal(self, report):
        """
        What was found by version 0.1 is read the same today.
        """
        assert report == load_document(GOLDEN / "audit_report.json")

    def test_reports_without_a_hash_are_equal(self, report, schemas):
        """
        Reports once neither said what was audited nor had a hash; they still load.
        """
        path = GOLDEN / "audit_report_without_hash.json"
        stored = json.loads(path.read_text(encoding="utf-8"))

        assert report == load_document(path)
        assert schemas["audit_report"].is_valid(stored)

    def test_they_are_still_written_like_this(self, kind, value):
        """
        A change of the written form is a decision, and needs a new version.
        """
        name = {"report": "audit_report"}.get(kind, kind)
        stored = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")

        assert stored == to_json(value)


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("", "this is not JSON"),
            ("{", "this is not JSON"),
            ("[]", "this is not a table"),
            ("{}", "the kind is missing"),
            ('{"fundmodel": "rooster"}', "did you mean 'roster'?"),
            ('{"fundmodel": 3}', "this kind is not known"),
            ('{"fundmodel": "roster"}', "this version of the document's form"),
            ('{"a": 1, "a": 1}', "a key stands more than once"),
            ('{"a": 1.5}', "a number has a decimal point or an exponent"),
            ('{"a": 1e999999999}', "a number has a decimal point or an exponent"),
            ('{"a": NaN}', "a number has a decimal point or an exponent"),
            ('{"a": ' + "9" * 5_000 + "}", "a number has too many digits"),
            ('{"a": ' + "[" * 100_000, "values are nested too deep"),
            ("[" * 2_000_000, "the document has too many tables and lists"),
        ],
        ids=range(14),
    )
    def test_what_is_no_document(self, text, what):
        """
        It is refused with a reason, and takes no memory.
        """
        tracemalloc.start()
        message = refused(text)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
        tracemalloc.stop()
        assert what in message

    @pytest.mark.parametrize("version", [None, 0, 2, True, "1"])
    def test_other_versions(self, program, version):
        """
        Only what is known is read.
        """
        document = {**form(program), "schema_version": version}

        assert told(document) == [
            ("schema_version", "this version of the document's form is not known")
        ]

    def test_every_fault_is_told_with_its_path(self, allocation):
        """
        Paths begin at the top of the document.
        """
        document = form(allocation)
        document["program"]["parts"][0]["name"] = 3
        document["roster"]["ids"][1] = 2
        document["roster"]["columns"][0]["values"][2] = "x"
        document["roster"]["columns"][1]["indicator"]["state"] = "finale"
        document["facts"]["previous"]["amounts"][0] = "1.00"
        document["share"] = "60 %"
        del document["year"]

        assert told(document) == [
            ("year", "this key is missing"),
            ("program.parts[0].name", "this is not text"),
            ("roster.ids[1]", "this is not text"),
            ("roster.columns[0].values[2]", "this is not a whole number"),
            (
                "roster.columns[1].indicator.state",
                "this is none of the possible values",
            ),
            ("facts.previous.amounts[0]", "this is no money"),
            ("share", "this is no exact number"),
        ]

    @pytest.mark.parametrize("kind", ["program", "roster"])
    def test_changed_content_is_noticed(self, request, kind):
        """
        The hash says that the content is what it was.
        """
        document = form(request.getfixturevalue(kind))
        document[kind]["id"] = "other"

        assert told(document) == [
            ("hash", "the content is not what it was when it was stored")
        ]

    def test_provisions_of_ones_own_cannot_be_stored(self, program):
        """
        Nothing is pickled, so a class that files do not know is refused.
        """

        class Own(Eligible):
            pass

        rule = program.parts[1].rule
        own = attrs.evolve(
            program.parts[1],
            rule=type(rule)(Own(kinds=["town"]), *rule.provisions),
        )

        with pytest.raises(ValueError, match="files have no form for this class"):
            to_json(attrs.evolve(program, parts=[own]))

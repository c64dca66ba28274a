"""Awards as JSON documents: what was stored loads with the same hash."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.awards import Award, AwardAmendment, AwardBasis, Awards
from fundmodel.errors import ConfigError
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source

# As it was when the form was made: what was stored keeps its hash.
AWARDS_HASH = "0158579ff72b6235220e62486e85c34f5d6bfa0229b479cd9b7fc68c06f5cc21"


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


AWARDS = Awards.of(
    [
        Award(
            id="Z-1",
            recipient="a",
            part="care",
            amounts={"2018": euros("60000.50"), "2019": euros(0)},
            basis=AwardBasis.CONTRACT,
            decided=date(2018, 4, 16),
            announced=date(2018, 4, 19),
            period=Period(date(2018, 5, 1), date(2019, 4, 30)),
            application="A-1",
            amendments=[
                AwardAmendment(
                    id="Ä-1",
                    decided=date(2019, 2, 1),
                    amounts={"2019": euros(5)},
                    announced=date(2019, 2, 4),
                    reason=Text({"en": "more heads", "de": "mehr Köpfe"}),
                    source=Assumption(why="invented"),
                ),
                AwardAmendment(
                    id="Ä-2",
                    decided=date(2019, 3, 1),
                    period=Period(date(2018, 5, 1), date(2020, 4, 30)),
                ),
            ],
            note=Text("assumed"),
            source=Source(title="File", place="p. 3"),
        ),
        Award(
            id="Z-2",
            recipient="b",
            part="care",
            amounts={"2018": euros(1)},
            decided=date(2018, 4, 17),
        ),
    ]
)


def form():
    """Give the document of the awards as tables and lists."""
    return json.loads(to_json(AWARDS))


def told(document):
    """Give place and fault of everything that is wrong with a document."""
    with pytest.raises(ConfigError) as caught:
        from_json(json.dumps(document))
    return [(fault.where, fault.what) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of awards, as it is part of the package."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = [
        json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("awards", "common")
    ]
    registry: Registry[object] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in found
    )
    Draft202012Validator.check_schema(found[0])
    return Draft202012Validator(found[0], registry=registry)


class TestRoundTrip:
    def test_the_same_awards_again(self):
        """What is read has the hash and the text of what was written."""
        again = from_json(to_json(AWARDS))

        assert list(AWARDS) == list(again)
        assert AWARDS.content_hash == again.content_hash
        assert to_json(AWARDS) == to_json(again)

    def test_hash_stays(self):
        """Awards keep the hash that they had in earlier versions."""
        assert AWARDS_HASH == AWARDS.content_hash

    def test_no_awards(self):
        """No awards in a currency are a document too."""
        none = Awards.of((), currency="EUR")

        assert none.content_hash == from_json(to_json(none)).content_hash

    def test_schema(self, schema):
        """What is written fits the schema."""
        assert [] == list(schema.iter_errors(form()))


class TestBroken:
    def test_changed(self):
        """A document that was changed is refused."""
        document = form()
        document["awards"]["awards"][1]["amounts"]["2018"] = "2.00"

        assert [("hash", "the content is not what it was when it was stored")] == told(
            document
        )

    def test_every_fault(self, schema):
        """All that is wrong is told with its path, and is none of the schema."""
        document = form()
        first, second = document["awards"]["awards"]
        first["amendments"][0]["amounts"] = {"2019": 5}
        first["colour"] = "red"
        second["basis"] = "guess"
        del second["part"]

        assert [
            ("awards.awards[0].colour", "this key is not known"),
            (
                "awards.awards[0].amendments[0].amounts",
                "this is not an amount of money",
            ),
            ("awards.awards[1].part", "this key is missing"),
            ("awards.awards[1].basis", "this is none of the possible values"),
        ] == told(document)
        assert not schema.is_valid(document)

    def test_what_an_award_refuses(self):
        """What no award can say is refused with its path."""
        document = form()
        del document["awards"]["awards"][0]["amendments"][1]["period"]

        assert [
            (
                "awards.awards[0].amendments[1]: amendment 'Ä-2'",
                "an amendment of an award changes nothing",
            )
        ] == told(document)

    def test_no_currency(self):
        """Without a currency there are no amounts."""
        document = form()
        del document["awards"]["currency"]

        assert ("awards.currency", "this key is missing") in told(document)

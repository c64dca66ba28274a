from __future__ import annotations

import json

import pytest

from fundmodel.allocation import allocate
from fundmodel.errors import ConfigError
from fundmodel.indicators import Indicator
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, Funding, Minimum, Round, Share
from fundmodel.sentences import Text


@pytest.fixture
def document(allocation):
    """The document of an allocation as tables and lists."""
    return json.loads(to_json(allocation))


def differences(document) -> list[tuple[str, str, str]]:
    """Give place, result of today and stored result of every difference."""
    with pytest.raises(ConfigError) as caught:
        from_json(json.dumps(document))
    faults = caught.value.faults
    assert {fault.what for fault in faults} == {
        "the stored result is not what the same inputs give today"
    }
    return [(fault.where, fault.got, fault.expected) for fault in faults]


class TestAllocationForm:
    def test_amounts_are_exact(self, document):
        """
        Amounts are smallest units; a row for all others is not rounded.
        """
        assert document["share"] == "3/5"
        assert document["outcome"]["parts"][0] == {
            "part": "lump",
            "stage": "entitlement",
            "total": "60000",
            "left_over": "0",
            "residual": "-2/39",
            "set_aside": "0",
            "amounts": ["2564", "6154", "2000000/39"],
        }

    def test_holds_what_few_rules_have(self):
        """
        What lapsed and what was guaranteed in addition is told where there is some.
        """
        roster = Roster.from_records(
            [{"id": x, "name": x, "heads": n} for x, n in (("a", 1), ("b", 9))],
            id="towns",
            indicators=[Indicator(id="heads")],
        )
        least = Minimum(Money.of(20, "EUR"), funding=Funding.ADDED)
        rule = AllocationRule(Share(by="heads"), least, Round("0.01"))
        part = Strand(
            id="s",
            name=Text("S"),
            legal_nature=LegalNature.GRANT,
            budgets=[YearBudget(year="2025", amount=Money.of(100, "EUR"))],
            rule=rule,
        )
        program = Program(
            id="p",
            name=Text("P"),
            currency="EUR",
            years=[BudgetYear.calendar(2025)],
            parts=[part],
        )
        done = allocate(program, roster, year=2025)
        text = to_json(done)

        assert json.loads(text)["outcome"]["parts"][0] == {
            "part": "s",
            "stage": "indicative_envelope",
            "total": "10000",
            "left_over": "0",
            "residual": "0",
            "set_aside": "0",
            "guaranteed": "1000",
            "amounts": ["2000", "9000"],
        }
        assert from_json(text).content_hash == done.content_hash

    def test_open_parts_are_kept_with_their_reason(self, document):
        """
        What could not be allocated is part of the outcome.
        """
        (still_open,) = document["outcome"]["open"]

        assert (still_open["part"], still_open["reason"]) == ("later", "no rule")
        assert still_open["said"]


class TestReadAllocation:
    def test_every_difference_is_listed(self, document):
        """
        Results never change in silence: what was stored is compared as a whole.
        """
        outcome = document["outcome"]
        outcome["parts"][0]["amounts"][0] = "2565"
        outcome["parts"][0]["residual"] = "0"
        outcome["parts"][1]["stage"] = "entitlement"
        document["hashes"]["facts"] = "0"

        told = differences(document)
        assert told[0][0] == "hashes.facts"
        assert told[1:] == [
            ("outcome.parts[0].residual", "-2/39", "0"),
            ("outcome.parts[0].amounts[0]", "2564", "2565"),
            ("outcome.parts[1].stage", "indicative_envelope", "entitlement"),
        ]

    def test_a_part_too_few_or_too_many(self, document):
        """
        Lists of another length are one difference.
        """
        document["outcome"]["open"] = []
        document["outcome"]["parts"][0]["amounts"].append("1")

        assert differences(document) == [
            ("outcome.parts[0].amounts", "3 entries", "4 entries"),
            ("outcome.open", "1 entries", "0 entries"),
        ]

    def test_keys_that_only_one_of_them_has(self, document):
        """
        What is lacking or too much is named.
        """
        del document["outcome"]["parts"][0]["residual"]
        document["outcome"]["parts"][0]["bonus"] = "1"

        assert differences(document) == [
            ("outcome.parts[0].bonus", "nothing", "1"),
            ("outcome.parts[0].residual", "-2/39", "nothing"),
        ]

    def test_better_words_are_no_other_result(self, document):
        """
        Sentences may be improved; reasons and amounts may not change.
        """
        document["outcome"]["open"][0]["said"] = "nobody knows the rule"

        assert from_json(json.dumps(document)).open_parts

    def test_asked_for_single_parts(self, document):
        """
        Only the parts that were asked for are allocated again.
        """
        document["requested"] = ["lump"]
        document["outcome"]["parts"] = document["outcome"]["parts"][:1]
        document["outcome"]["open"] = []

        assert from_json(json.dumps(document)).requested == ("lump",)

    def test_what_cannot_be_allocated_is_told(self, document):
        """
        An error of the allocation is a fault of the document.
        """
        document["year"] = "2030"

        with pytest.raises(ConfigError, match="the year is outside the program"):
            from_json(json.dumps(document))

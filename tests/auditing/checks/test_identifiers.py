from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.identifiers import (
    ids_are_spelled_as_registered,
    names_belong_to_their_ids,
    nobody_stands_twice,
)
from fundmodel.recipients import Coverage, Roster
from fundmodel.testing import rosters


def bodies(rows: dict[str, str], *, id: str = "list", **more) -> Roster:
    """Make a roster of municipalities from names by id."""
    return Roster(
        id=id,
        ids=rows,
        names=rows.values(),
        kinds=["municipality"] * len(rows),
        **({"register": "bodies", "coverage": Coverage.PARTIAL} | more),
    )


TOWNS = {
    "08111000": "Stuttgart",
    "08115003": "Böblingen",
    "08115045": "Sindelfingen",
    "08116019": "Esslingen",
    "08116033": "Kirchheim",
    "08116047": "Neuhausen",
}
REGISTER = bodies(TOWNS, id="bodies", register=None)


class TestNobodyStandsTwice:
    @pytest.mark.parametrize("twice", ["8111000", " 08111000", "0 8111000"])
    def test_fires_on_the_same_name(self, run, twice):
        """
        A body that stands twice under its name is an error, however its id is spelled.
        """
        report = run(
            nobody_stands_twice, rosters=[bodies(TOWNS | {twice: "Stuttgart"})]
        )

        (finding,) = report.findings
        assert "IDS-001" == finding.rule
        assert Severity.ERROR is finding.severity
        assert ("Stuttgart (08111000)", f"Stuttgart ({twice})") == finding.value("rows")
        assert 5 == report.passed[0].count

    def test_fires_on_an_id_that_the_register_lacks(self, run):
        """
        Of two spellings the register has one; under another name that is an error too.
        """
        roster = bodies(TOWNS | {"8111000": "Stuttgart, capital"})
        (finding,) = run(
            nobody_stands_twice, rosters=[roster], register=REGISTER
        ).findings

        assert Severity.ERROR is finding.severity

    def test_lawful(self, run):
        """
        Ids of several levels do not repeat; other names are for information.
        """
        levels = bodies({"08": "Land", "081": "Bezirk", "0811": "Region", "DE11": "x"})
        alike = bodies({"A1": "Adorf", "a1": "Bedorf"}, id="alike")
        report = run(nobody_stands_twice, rosters=[levels, alike])

        assert [Severity.INFO] == [finding.severity for finding in report.findings]
        assert 4 == report.passed[0].count

    def test_lacking(self, run):
        """
        Without rows nothing is run; where all stand twice nothing has passed.
        """
        twice = bodies({"01": "Adorf", "1": "Adorf"})

        assert 1 == len(run(nobody_stands_twice).not_run)
        assert () == run(nobody_stands_twice, rosters=[twice]).passed


class TestIdsAreSpelledAsRegistered:
    @pytest.mark.parametrize("way", [lambda i: i[1:], str.strip, lambda i: f" {i} "])
    def test_fires_against_the_register(self, run, way):
        """
        An id that lost its zero, or has blanks, is told with its right spelling.
        """
        wrong = way("08115003")
        rows = {way(i) if i == "08115003" else i: name for i, name in TOWNS.items()}
        report = run(
            ids_are_spelled_as_registered, rosters=[bodies(rows)], register=REGISTER
        )

        assert (wrong != "08115003") == bool(report.findings)
        for finding in report.findings:
            assert "IDS-002" == finding.rule
            (told,) = finding.value("misspelled")
            assert f"{wrong} instead of 08115003" == str(told)

    def test_fires_without_a_register(self, run):
        """
        One id of seven digits among those of eight that begin with a zero.
        """
        rows = {i.lstrip("0") if i == "08115003" else i: n for i, n in TOWNS.items()}
        report = run(ids_are_spelled_as_registered, rosters=[bodies(rows)])

        (finding,) = report.findings
        assert Severity.ERROR is finding.severity
        assert ("8115003 instead of 08115003",) == tuple(
            map(str, finding.value("misspelled"))
        )

    def test_lawful(self, run):
        """
        Numbers that count on, longer ids, and unknown ones are no misspellings.
        """
        serial = {str(number): f"no. {number}" for number in range(95, 130)}
        others = {"09162000": "München", "DE111": "Stuttgart, region"}
        report = run(
            ids_are_spelled_as_registered,
            rosters=[
                bodies(serial, id="serial", register=None),
                bodies(TOWNS | {"981150030": "longer"}, id="longer", register=None),
                bodies(TOWNS | others),
            ],
            register=REGISTER,
        )

        assert () == report.findings

    def test_lacking(self, run):
        """
        Without a roster nothing is run; where all are misspelled nothing has passed.
        """
        wrong = bodies({"8111000": "Stuttgart"})
        report = run(ids_are_spelled_as_registered, rosters=[wrong], register=REGISTER)

        assert 1 == len(run(ids_are_spelled_as_registered).not_run)
        assert 1 == len(report.findings)
        assert () == report.passed


class TestNamesBelongToTheirIds:
    def test_fires_on_swapped_ids(self, run):
        """
        Two ids that were swapped are an error, and said to be swapped.
        """
        rows = TOWNS | {"08111000": "Böblingen", "08115003": "Stuttgart"}
        report = run(
            names_belong_to_their_ids, rosters=[bodies(rows)], register=REGISTER
        )

        (finding,) = report.findings
        assert "IDS-003" == finding.rule
        assert Severity.ERROR is finding.severity
        assert "swapped: 08111000, 08115003" == str(finding.value("how")[0])
        assert "08111000 is called Böblingen, which is 08115003" == str(
            finding.value("names of others")[0]
        )
        assert 4 == report.passed[0].count

    def test_fires_on_a_shifted_column(self, run):
        """
        Names that slipped down by a row are told with the first and last id.
        """
        names = ["(heading)", *list(TOWNS.values())[:-1]]
        rows = dict(zip(TOWNS, names, strict=True))
        (finding,) = run(
            names_belong_to_their_ids, rosters=[bodies(rows)], register=REGISTER
        ).findings

        assert "shifted by 1 rows: 08115003 to 08116047" == str(finding.value("how")[0])

    def test_fires_on_one_wrong_name(self, run):
        """
        A body under the name of one that is not on the roster.
        """
        rows = {"08115003": "Stuttgart"}
        report = run(
            names_belong_to_their_ids, rosters=[bodies(rows)], register=REGISTER
        )

        assert "neither swapped in pairs nor shifted in a block" == str(
            report.findings[0].value("how")[0]
        )
        assert () == report.passed

    def test_lawful(self, run):
        """
        Another spelling of one's own name, and a name of several bodies, are in order.
        """
        register = bodies(
            TOWNS | {"01": "Neustadt", "02": "Neustadt", "03": "Altstadt"}, id="bodies"
        )
        rows = TOWNS | {"08116033": "Kirchheim unter Teck", "03": "Neustadt"}
        roster = bodies(rows | {"04": "Unknown"})
        report = run(names_belong_to_their_ids, rosters=[roster], register=register)

        assert () == report.findings
        assert 7 == report.passed[0].count

    def test_lacking(self, run):
        """
        Without the register of the roster nothing is run.
        """
        other = bodies(TOWNS, register="others")
        report = run(names_belong_to_their_ids, rosters=[other], register=REGISTER)

        assert 1 == len(run(names_belong_to_their_ids, rosters=[other]).not_run)
        assert ["roster list (list): the register is of other bodies"] == [
            str(each.reason) for each in report.not_run
        ]


class TestNoFalseAlarms:
    @given(drawn=rosters(most=12))
    def test_a_roster_against_itself(self, run, drawn):
        """
        Whatever is drawn, a roster of bodies of the register has nothing wrong.
        """
        ids = [f"{number:08d}" for number in range(len(drawn))]
        drawn = attrs.evolve(
            drawn, ids=ids, id="list", register="bodies", parents=[], successors=[]
        )
        register = attrs.evolve(drawn, id="bodies")
        for check in (
            nobody_stands_twice,
            ids_are_spelled_as_registered,
            names_belong_to_their_ids,
        ):
            assert () == run(check, rosters=[drawn], register=register).findings

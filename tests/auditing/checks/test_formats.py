from __future__ import annotations

import sys
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.formats import IdFormat, ids_are_well_formed
from fundmodel.recipients import Coverage, Roster

RIGHT = {
    IdFormat.MUNICIPALITY: ["08111000", "16077056", "01001000"],
    IdFormat.DISTRICT: ["08111", "16077", "01001"],
    IdFormat.NUTS: ["DE1", "DE111", "DEG0P", "DE", "FR10", "AT130", "EL3", "UKI31"],
}
WRONG = {
    IdFormat.MUNICIPALITY: ["8111000", "081110000", "17111000", "00111000", "0811100a"],
    IdFormat.DISTRICT: ["8111", "081110", "17111"],
    IdFormat.NUTS: ["DE0", "DEH", "DE1110", "de111", "D", "FR-10", "111"],
}


def bodies(*ids: str, kinds=None, coverage=Coverage.PARTIAL) -> Roster:
    """Make a roster of ids."""
    kinds = kinds or ["municipality"] * len(ids)
    return Roster(id="list", ids=ids, names=ids, kinds=kinds, coverage=coverage)


@pytest.fixture
def stdnum(monkeypatch):
    """Stand in for python-stdnum: whatever ends in 00 has wrong check digits."""
    for name in ("stdnum", "stdnum.lei", "stdnum.eu", "stdnum.eu.vat"):
        module = ModuleType(name)
        module.is_valid = lambda id_: not id_.endswith("00")
        module.__path__ = []
        monkeypatch.setitem(sys.modules, name, module)


class TestIdsAreWellFormed:
    @pytest.mark.parametrize("made", RIGHT)
    def test_right_ids_pass(self, run, made):
        """
        Ids that are made by the rule are counted.
        """
        report = run(ids_are_well_formed(made), rosters=[bodies(*RIGHT[made])])

        assert () == report.findings
        assert len(RIGHT[made]) == report.passed[0].count

    @pytest.mark.parametrize("made", WRONG)
    def test_fires(self, run, made):
        """
        Every wrong id is named in one finding.
        """
        report = run(ids_are_well_formed(made), rosters=[bodies(*WRONG[made])])

        (finding,) = report.findings
        assert "IDS-004" == finding.rule
        assert Severity.ERROR is finding.severity
        assert tuple(f"{i} ({i})" for i in WRONG[made]) == finding.value("at fault")
        assert () == report.passed

    @given(land=st.integers(1, 16), rest=st.integers(0, 999_999))
    def test_lost_zeros(self, run, land, rest):
        """
        A municipality is in order, and as a number it is not if its zero is lost.
        """
        check = ids_are_well_formed(IdFormat.MUNICIPALITY)
        key = f"{land:02d}{rest:06d}"
        as_number = str(int(key))

        assert () == run(check, rosters=[bodies(key)]).findings
        assert (as_number != key) == bool(
            run(check, rosters=[bodies(as_number)]).findings
        )

    def test_other_kinds_are_lawful(self, run):
        """
        Ids of other kinds, and of rows that stand for all others, are not looked at.
        """
        check = ids_are_well_formed(IdFormat.DISTRICT, kinds=["district"])
        mixed = bodies(
            "08111",
            "08111000",
            "rest",
            kinds=["district", "municipality", "remainder"],
            coverage=Coverage.REMAINDER,
        )
        report = run(check, rosters=[mixed])

        assert () == report.findings
        assert 1 == report.passed[0].count

    def test_nobody_of_the_kind(self, run):
        """
        Where nobody has such ids the rule does not apply.
        """
        check = ids_are_well_formed(IdFormat.NUTS, kinds=["region"])

        assert 1 == len(run(check, rosters=[bodies("x")]).not_applicable)
        assert 1 == len(run(check).not_run)

    @pytest.mark.parametrize("made", [IdFormat.LEI, IdFormat.VAT])
    @pytest.mark.usefixtures("stdnum")
    def test_check_digits(self, run, made):
        """
        Check digits are those of python-stdnum.
        """
        report = run(ids_are_well_formed(made), rosters=[bodies("A00", "A01")])

        assert ("A00 (A00)",) == report.findings[0].value("at fault")
        assert 1 == report.passed[0].count

    def test_real_check_digits(self, run):
        """
        The LEI of the example in the standard passes; with two digits exchanged not.
        """
        pytest.importorskip("stdnum", reason="check digits need fundmodel[ids]")
        check = ids_are_well_formed(IdFormat.LEI)

        assert () == run(check, rosters=[bodies("5493001KJTIIGC8Y1R12")]).findings
        assert 1 == len(run(check, rosters=[bodies("5493001KJTIIGC8Y1R21")]).findings)

    def test_without_the_package(self, run, monkeypatch):
        """
        Where the package is missing, the rule is not run and says what to install.
        """
        for name in ("stdnum", "stdnum.lei"):
            monkeypatch.setitem(sys.modules, name, None)
        report = run(ids_are_well_formed(IdFormat.LEI), rosters=[bodies("A00")])

        assert ['check digits need another package: pip install "fundmodel[ids]"'] == [
            str(each.reason) for each in report.not_run
        ]

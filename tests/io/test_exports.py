from __future__ import annotations

import csv
import io
from fractions import Fraction

import attrs
import pytest

from fundmodel.allocation import allocate
from fundmodel.errors import InvalidDataError
from fundmodel.io.exports import (
    allotments_csv,
    findings_csv,
    write_allotments,
    write_findings,
)
from fundmodel.sentences import sentence


def rows(text: str) -> list[dict[str, str]]:
    """Read what was written."""
    return list(csv.DictReader(io.StringIO(text)))


def exact(row: dict[str, str]) -> Fraction:
    """Give the exact amount of a row that stands for all others."""
    return Fraction(int(row["exact_numerator"]), int(row["exact_denominator"]))


class TestAllotments:
    def test_one_row_for_each_part_and_recipient(self, allocation):
        """
        Amounts are decimal text with their currency; a row for all others has none.
        """
        first, *_, others = rows(allotments_csv(allocation))[:3]

        assert first == {
            "part": "lump",
            "year": "2026",
            "stage": "entitlement",
            "id": "01",
            "name": "Aue",
            "kind": "town",
            "amount": "25.64",
            "exact_numerator": "",
            "exact_denominator": "",
            "currency": "EUR",
        }
        assert ("remainder", "") == (others["kind"], others["amount"])
        assert Fraction(20_000, 39) == exact(others)

    def test_whole_amounts_of_all_others(self, program, roster):
        """
        What ends is a fraction too, in major units like the amounts.
        """
        done = allocate(program, roster, year=2026, parts=["mentoring"])

        assert Fraction("1.25") == exact(rows(allotments_csv(done))[2])

    def test_names_are_no_formulas(self, program, roster):
        """
        A spreadsheet that opens the table computes nothing.
        """
        names = ("=cmd()", "@x", "-1+1")
        hostile = attrs.evolve(roster, names=names)
        done = allocate(program, hostile, year=2026, parts=["lump"])

        written = [row["name"] for row in rows(allotments_csv(done))]
        assert ["'=cmd()", "'@x", "'-1+1"] == written

    def test_sensitive_counts_are_not_written(self, allocation):
        """
        The table holds amounts, and no heads.
        """
        assert "heads" not in allotments_csv(allocation)

    def test_into_a_file(self, tmp_path, allocation):
        """
        The file is written as a whole.
        """
        path = tmp_path / "new" / "allotments.csv"
        write_allotments(allocation, path)

        assert allotments_csv(allocation) == path.read_text(encoding="utf-8")

    def test_where_nothing_can_be_written(self, tmp_path, allocation):
        """
        A folder is no file.
        """
        with pytest.raises(InvalidDataError, match="the file cannot be written"):
            write_allotments(allocation, tmp_path)


class TestFindings:
    def test_one_row_for_each_finding(self, report):
        """
        Money, evidence and source stand in cells of their own.
        """
        first, second = rows(findings_csv(report))

        assert (first["rule"], first["severity"]) == ("TREE-001", "warning")
        assert first["subject"] == "part Lump sum"
        assert (first["at_stake"], first["currency"]) == ("2.00", "EUR")
        assert "value 7: 1.50 EUR; " in first["evidence"]
        assert first["source"] == "Act"
        assert second["at_stake"] == second["currency"] == second["source"] == ""

    def test_evidence_is_no_formula(self, report):
        """
        What came out of a hostile file stays text.
        """
        finding = attrs.evolve(report.findings[0], subject=sentence("=1+1"))
        text = findings_csv(attrs.evolve(report, findings=[finding]))

        assert rows(text)[0]["subject"] == "'=1+1"

    def test_into_a_file(self, tmp_path, report):
        """
        The file is written as a whole.
        """
        write_findings(report, tmp_path / "findings.csv")
        text = (tmp_path / "findings.csv").read_text(encoding="utf-8")

        assert findings_csv(report) == text

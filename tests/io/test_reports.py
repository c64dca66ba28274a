from __future__ import annotations

import pytest

from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.reports import read_report, report_form


def told(form: object) -> list[tuple[str, str]]:
    """Give place and fault of everything that is wrong with a form."""
    with pytest.raises(FaultsError) as caught:
        read_report(form)
    return [(fault.where, fault.what) for fault in faults_of(caught.value)]


class TestReportForm:
    def test_the_text_is_there_for_whoever_only_shows_it(self, report):
        """
        Findings carry their English text.
        """
        assert report_form(report)["findings"][0]["text"] == report.findings[0].text()

    def test_sentences_are_kept_and_not_their_translations(self, report):
        """
        A stored report can be read in every language there will be.
        """
        form = report_form(report)["findings"][0]["subject"]

        assert form == {
            "sentence": "part {name}",
            "values": {"name": {"text": {"": "Lump sum"}}},
        }


class TestReadReport:
    def test_every_fault_is_told(self, report):
        """
        Faults of all outcomes are told together, with their paths.
        """
        form = report_form(report)
        form["findings"][0]["severity"] = "grave"
        form["findings"][0]["at_stake"] = 3
        form["findings"][1]["source"] = "act"
        form["findings"][1]["evidence"] = [{"label": "x"}]
        form["passed"][0]["count"] = 0
        form["not_run"][0]["reason"] = {"text": {"": "x"}}
        del form["not_applicable"][0]["rule"]

        assert told(form) == [
            ("findings[0].severity", "this is none of the possible values"),
            ("findings[0].at_stake", "this is no money"),
            ("findings[1].evidence[0].value", "this key is missing"),
            ("findings[1].evidence[0].label", "this is no sentence"),
            ("findings[1].source", "no source has this key"),
            ("passed[0].count", "a rule that examined nothing has not passed"),
            ("not_applicable[0].rule", "this key is missing"),
            ("not_run[0].reason", "this is no sentence"),
        ]

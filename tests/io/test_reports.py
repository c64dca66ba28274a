from __future__ import annotations

import attrs
import pytest

from fundmodel.auditing import Audited, AuditedKind
from fundmodel.errors import InvalidDataError
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

    @pytest.mark.parametrize("drop", [True, False], ids=["less", "more"])
    @pytest.mark.parametrize("key", ["audited", "findings", "passed", "not_run"])
    def test_a_changed_report_is_refused(self, report, key, drop):
        """
        Whatever was taken away or added after it was stored, the hash tells.
        """
        form = report_form(report)
        form[key] = form[key][1:] if drop else [*form[key], *form[key][:1]]
        if key == "audited":
            form[key] = [{"kind": "program", "id": "x", "hash": "0" * 64}]

        with pytest.raises(InvalidDataError) as caught:
            read_report(form)
        assert "hash: the content is not what it was when it was stored" in str(
            caught.value
        )

    def test_a_report_without_its_hash_is_refused(self, report):
        """
        Who takes the hash away has to take away what was audited, too.
        """
        form = report_form(report)
        del form["hash"]

        assert [("hash", "this key is missing")] == told(form)

    def test_an_older_report_is_read(self, report):
        """
        Reports once said neither what was audited nor had a hash.
        """
        form = report_form(report)
        del form["hash"]
        del form["audited"]

        assert attrs.evolve(report, audited=()) == read_report(form)

    def test_what_was_audited_is_kept(self, report):
        """
        Kind, id and hash come back as they were.
        """
        audited = Audited(kind=AuditedKind.TABLE, id="final-2018", hash="0" * 64)
        stored = attrs.evolve(report, audited=[audited])

        assert stored == read_report(report_form(stored))

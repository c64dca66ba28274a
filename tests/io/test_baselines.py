from __future__ import annotations

from datetime import date

import pytest

from fundmodel.auditing import Acceptance, Baseline
from fundmodel.errors import ConfigError
from fundmodel.io.baselines import load_baseline, parse_baseline
from fundmodel.sources import Assumption, Source

WHOLE = """
schema_version = 1

[sources.letter]
title = "Letter of the ministry"

[[accepted]]
rule = "CITE-002"
subject = "part Housing (housing)"
reason = "the law is silent on rounding"
until = 2026-12-31
source = "letter"

[[accepted]]
rule = "TREE-002"
subject = "program Musterfonds (musterfonds), 2026"
reason = "the reserve is not a part"
until = "2026-06-30"
source = { assumption = "as agreed by telephone" }
"""


def told(text: str) -> str:
    """Give the error for a broken text."""
    with pytest.raises(ConfigError) as error:
        parse_baseline(text, file="known.toml")
    return str(error.value)


class TestParseBaseline:
    def test_whole(self):
        """
        Rule, subject, reason, last day and source come out as they stand.
        """
        expected = Baseline(
            id="known.toml",
            acceptances=[
                Acceptance(
                    rule="CITE-002",
                    subject="part Housing (housing)",
                    reason="the law is silent on rounding",
                    until=date(2026, 12, 31),
                    source=Source(title="Letter of the ministry", key="letter"),
                ),
                Acceptance(
                    rule="TREE-002",
                    subject="program Musterfonds (musterfonds), 2026",
                    reason="the reserve is not a part",
                    until=date(2026, 6, 30),
                    source=Assumption(why="as agreed by telephone"),
                ),
            ],
        )

        assert expected == parse_baseline(WHOLE, file="known.toml")

    def test_nothing_accepted(self):
        """
        An empty list is a baseline.
        """
        assert () == parse_baseline("accepted = []").acceptances

    def test_every_fault_is_told(self):
        """
        Faults of all entries are told together, with place, value and remedy.
        """
        broken = """
            schema_version = 2
            colour = "red"
            [[accepted]]
            rule = "CITE-002"
            subject = ""
            reason = "r"
            until = 2026-12-31
            [[accepted]]
            rule = 3
            reasons = "r"
            until = 2026
            source = "letter"
            [sources.x]
            titel = "X"
        """
        message = told(broken)

        for place in (
            "sources.x",
            "colour: this key is not known",
            "schema_version: this version of the file form is not known",
            "accepted[0].subject: a text is empty",
            "accepted[1].reasons: this key is not known",
            "mend: did you mean 'reason'?",
            "accepted[1].subject: this key is missing",
            "accepted[1].rule: this is not text",
            "accepted[1].until: this is not a date",
            "accepted[1].source: no source has this key",
        ):
            assert place in message

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "accepted: this key is missing"),
            ("accepted = 1", "accepted: this is not a list"),
            ("accepted = [", "this is not TOML"),
            (
                WHOLE + WHOLE[WHOLE.index("[[accepted]]") :],
                "a finding is accepted more than once",
            ),
            (f"[sources.x]\ntitle = 3\n{WHOLE}", "sources.x"),
        ],
    )
    def test_broken(self, text, said):
        """
        What is no baseline is refused with its place.
        """
        assert said in told(text.replace("schema_version = 1", ""))

    def test_broken_sources_alone(self):
        """
        A baseline whose sources are broken is refused, even if none is cited.
        """
        assert "sources.x" in told("accepted = []\n[sources.x]\ntitel = 'X'")


class TestLoadBaseline:
    def test_out_of_a_file(self, tmp_path):
        """
        The file names the baseline.
        """
        path = tmp_path / "known.toml"
        path.write_text(WHOLE, encoding="utf-8")

        assert parse_baseline(WHOLE, file="known.toml") == load_baseline(str(path))

    def test_no_file(self, tmp_path):
        """
        A file that is not there is named.
        """
        with pytest.raises(ConfigError, match="the file cannot be read"):
            load_baseline(tmp_path / "known.toml")

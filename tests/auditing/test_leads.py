from __future__ import annotations

from fractions import Fraction

import pytest

from fundmodel.auditing import AuditReport, Chance, Lead, Severity
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.sentences import Count, sentence

CHANCE = Chance(
    rate=Fraction(1, 100), derivation=sentence("if letters were drawn one by one")
)


def lead(rule: str = "SCREEN-001", **more: object) -> Lead:
    """Make a lead."""
    fields = {
        "subject": sentence("Althausen"),
        "message": sentence("may be two"),
        "suggestion": sentence("compare addresses"),
        "by_chance": CHANCE,
    }
    return Lead(rule=rule, **(fields | more))


class TestChance:
    @pytest.mark.parametrize("rate", [Fraction(3, 2), Fraction(-1, 9), 0.01, 1])
    def test_what_is_no_rate(self, rate):
        """
        A rate is an exact number from 0 to 1.
        """
        with pytest.raises(InvalidDataError, match="this is no rate"):
            Chance(rate=rate, derivation=sentence("…"))


class TestLead:
    def test_text_gives_everything(self):
        """
        The text has rule, subject, evidence, stake, chance and suggestion.
        """
        told = lead(evidence=[(sentence("names"), 2)], at_stake=Money.of(3, "EUR"))

        assert (
            "[lead] SCREEN-001: Althausen\n"
            "  may be two\n"
            "    names: 2\n"
            "    at stake: 3.00 EUR\n"
            "    by chance at most: 0.01\n"
            "    if letters were drawn one by one\n"
            "  -> compare addresses"
        ) == str(told)
        assert 2 == told.value("names")

    def test_unknown_evidence(self):
        """
        Asking for evidence that is not there names the lead.
        """
        with pytest.raises(InvalidDataError) as error:
            lead().value("names")

        assert (
            "lead SCREEN-001, Althausen: the lead has no such evidence\n"
            "  got: names\n"
            "  expected: no evidence at all\n"
            "  mend: take one of these labels"
        ) == str(error.value)

    def test_needs_a_rule(self):
        """
        A lead without a rule cannot be talked about.
        """
        with pytest.raises(InvalidDataError, match="names no rule"):
            lead(rule="")

    def test_small_counts_are_hidden(self):
        """
        A small count of persons is shown as "<10".
        """
        told = lead(evidence=[(sentence("heads"), Count(3, sensitive=True))])

        assert "heads: <10" in str(told)


class TestReports:
    def test_leads_count_for_nothing(self):
        """
        A lead is no finding: it neither raises nor counts.
        """
        report = AuditReport.of([lead()])

        assert None is report.raise_if(Severity.INFO)
        assert 0 == sum(report.counts.values())
        assert () == report.at_least(Severity.INFO)
        assert [] == list(report)

    def test_leads_stand_apart(self):
        """
        The text of a report says that they are no findings.
        """
        assert "Leads, which are no findings\n[lead] SCREEN-001: Althausen" in str(
            AuditReport.of([lead()])
        )

"""Re-performed tables and audit reports in print."""

from __future__ import annotations

from fractions import Fraction

import attrs

from fundmodel.auditing import AuditReport, Finding, Severity, audit, reperform
from fundmodel.cli.audits import print_reperformance, print_report
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.sentences import sentence
from fundmodel.sources import Source

LAW = Source(title="Musterfonds Act", key="MFA")


def euros(amount: str) -> Money:
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def table(*amounts: str, ids: tuple[str, ...] = ("01", "02")) -> PublishedTable:
    """Give a published table of the lump sum."""
    return PublishedTable(
        id="table",
        ids=ids,
        names=["Althausen", "Bernhausen an der langen Lauter"],
        amounts=[euros(amount) for amount in amounts],
        part="heads",
        year="2024",
        source=LAW,
    )


class TestPrintReperformance:
    def test_agreement_is_counted(self, page, allocation, citations, capsys):
        """
        Where all agree, the count is all there is to say.
        """
        done = reperform(table("61433.45", "3583.62"), allocation)
        print_reperformance(page, done, citations)

        expected = "2 of 2 published amounts are met exactly.\n"
        assert expected == capsys.readouterr().out

    def test_every_difference_is_listed(self, page, allocation, citations, capsys):
        """
        Published, recomputed and difference stand side by side, with the source.
        """
        done = reperform(table("61433.45", "3600.00"), allocation)
        print_reperformance(page, done, citations)

        out = capsys.readouterr().out
        assert "1 of 2 published amounts are met exactly." in out
        assert "These differ, and the reason is not known:" in out
        for cell in ("3,600.00 EUR", "3,583.62 EUR", "16.38 EUR", "[MFA]"):
            assert cell in out

    def test_another_share_is_said_before_the_differences(
        self, page, allocation, citations, capsys
    ):
        """
        Where the table is about something else, that may be why amounts differ.
        """
        other = attrs.evolve(table("1.00", "3583.62"), share=Fraction(3, 5))
        print_reperformance(page, reperform(other, allocation), citations)

        out = " ".join(capsys.readouterr().out.split())
        said = (
            "- share of the budget: the table is about 60 %, the allocation about "
            "100 % These differ; what is said above may be why:"
        )
        assert said in out

    def test_who_cannot_be_compared_is_named(self, page, allocation, citations, capsys):
        """
        A recipient without a row of its own counts neither way.
        """
        done = reperform(table("61433.45", "1.00", ids=("01", "77")), allocation)
        print_reperformance(page, done, citations)

        out = " ".join(capsys.readouterr().out.split())
        assert "(77) has no row of its own on the roster" in out


class TestPrintReport:
    def test_findings_stand_by_severity(self, page, citations, capsys):
        """
        Errors come first, whatever the order in which they were found.
        """
        report = AuditReport(
            findings=[
                Finding(
                    rule=f"X-00{number}",
                    severity=severity,
                    subject=sentence("something"),
                    message=sentence("is odd"),
                    suggestion=sentence("look at it"),
                    evidence=((sentence("published"), euros("1.00")),),
                    source=LAW,
                )
                for number, severity in enumerate(Severity)
            ]
        )
        print_report(page, report, citations)

        out = capsys.readouterr().out
        order = [out.index(f"X-00{number}") for number in (2, 1, 0)]
        assert order == sorted(order)
        assert (
            "X-002  something\n  is odd\n  published: 1.00 EUR\n  source: [MFA]\n"
            "  What to do: look at it\n"
        ) in out

    def test_what_was_not_found_is_counted_too(
        self, page, allocation, citations, capsys
    ):
        """
        Passes, and rules that do not apply or could not be run, are listed.
        """
        report = audit(allocation=allocation)
        print_report(page, report, citations)

        out = capsys.readouterr().out
        assert f"In order: {len(report.passed)}." in out
        outcomes = (*report.passed, *report.not_applicable, *report.not_run)
        assert outcomes
        for outcome in outcomes:
            assert f"  - {outcome.rule}  " in out

    def test_an_empty_report_is_said(self, page, citations, capsys):
        """
        A report without outcomes is a row of zeros.
        """
        print_report(page, AuditReport(), citations)

        assert capsys.readouterr().out.startswith("Errors: 0. Warnings: 0.")

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.contradictions import conditions_can_be_met
from fundmodel.conditions import (
    Eligible,
    EligibleList,
    EligibleThreshold,
    Reaching,
    Threshold,
)
from fundmodel.periods import KeyDate
from fundmodel.rules import AllocationRule, ByKind, Round, Share

SHARE = Share(by="arrivals")


def needs(**limit) -> EligibleThreshold:
    """Ask for one limit of the arrivals."""
    return EligibleThreshold(thresholds=[Threshold(by="arrivals", **limit)])


def both(*thresholds, reaching=Reaching.ALL) -> EligibleThreshold:
    """Ask for several thresholds."""
    return EligibleThreshold(thresholds=thresholds, reaching=reaching)


@pytest.fixture(scope="session")
def audited(program, run, with_part):
    """Check a program whose housing has some conditions."""

    def audited(*conditions):
        rule = AllocationRule(*conditions, SHARE, Round("0.01"))
        return run(
            conditions_can_be_met, program=with_part(program, "housing", rule=rule)
        )

    return audited


class TestConditionsCanBeMet:
    @pytest.mark.parametrize(
        ("conditions", "label"),
        [
            ((Eligible(kinds=["town"]), Eligible(kinds=["district"])), "kinds"),
            ((EligibleList(only=["01"]), EligibleList(only=["02"])), "lists"),
            ((EligibleList(only=["01"]), EligibleList(without=["01"])), "lists"),
            ((needs(at_least=500), needs(at_most=100)), "thresholds"),
            ((needs(at_least=500), needs(less_than=500)), "thresholds"),
            ((needs(more_than=500), needs(at_most=500)), "thresholds"),
            ((needs(more_than=500), needs(less_than=500)), "thresholds"),
            ((needs(less_than=0),), "thresholds"),
            (
                (
                    both(
                        Threshold(by="a", of="b", at_least="3 %"),
                        Threshold(by="a", of="b", at_most="2 %"),
                    ),
                ),
                "thresholds",
            ),
        ],
    )
    def test_fires(self, audited, conditions, label):
        """
        What nobody can meet is an error with the provisions as evidence.
        """
        report = audited(*conditions)

        (finding,) = report.findings
        assert "COND-001" == finding.rule
        assert Severity.ERROR is finding.severity
        assert "part Housing (housing)" == str(finding.subject)
        assert [label] == [str(told) for told, _ in finding.evidence]
        assert () == report.passed

    @pytest.mark.parametrize(
        "conditions",
        [
            (Eligible(kinds=["town", "city"]), Eligible(kinds=["city", "district"])),
            (EligibleList(only=["01", "02"]), EligibleList(without=["01"])),
            (EligibleList(without=["01"]), EligibleList(without=["02"])),
            (needs(at_least=500), needs(at_most=500)),
            (needs(at_least=100), needs(less_than=500)),
            (needs(more_than=100),),
            # One of them is enough.
            (
                both(
                    Threshold(by="arrivals", at_least=500),
                    Threshold(by="arrivals", at_most=100),
                    reaching=Reaching.ANY,
                ),
            ),
            # Another day, or a rate instead of a count.
            (
                needs(at_least=500),
                needs(at_most=100, key_date=KeyDate(date(2024, 1, 1))),
                needs(at_most="5 %", of="population"),
            ),
        ],
    )
    def test_lawful(self, audited, conditions):
        """
        What somebody can meet is in order, and so are alternatives.
        """
        report = audited(*conditions)

        assert () == report.findings
        assert 1 == report.passed[0].count

    @given(low=st.integers(0, 10**6), high=st.integers(0, 10**6))
    def test_ranges(self, audited, low, high):
        """
        A range from one limit to another is empty exactly if it ends before it begins.
        """
        report = audited(needs(at_least=low), needs(at_most=high))

        assert (high < low) == bool(report.findings)

    def test_looks_into_rules_inside(self, program, run, with_part):
        """
        Rules for single kinds have conditions of their own.
        """
        lists = (EligibleList(only=["01"]), EligibleList(only=["02"]))
        inner = AllocationRule(*lists, SHARE, Round("0.01"))
        rule = AllocationRule(ByKind({"town": inner}), Round("0.01"))
        report = run(
            conditions_can_be_met, program=with_part(program, "housing", rule=rule)
        )

        assert ["COND-001"] == [finding.rule for finding in report.findings]

    def test_lacking(self, program, run, with_part):
        """
        Without a program nothing is run; without conditions nothing applies.
        """
        rule = AllocationRule(SHARE, Round("0.01"))
        bare = with_part(program, "housing", rule=rule)

        assert 1 == len(run(conditions_can_be_met).not_run)
        assert 1 == len(run(conditions_can_be_met, program=bare).not_applicable)

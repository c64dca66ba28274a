from __future__ import annotations

from datetime import date

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.completeness import (
    nobody_is_missing,
    nobody_is_unknown,
)
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import AllocationRule, Round, Share


def rows(roster: Roster, keep: list[int]) -> Roster:
    """Give some rows of a roster."""
    return Roster(
        id=roster.id,
        ids=[roster.ids[i] for i in keep],
        names=[roster.names[i] for i in keep],
        kinds=[roster.kinds[i] for i in keep],
        coverage=roster.coverage,
        register=roster.register,
        dated=roster.dated,
    )


class TestNobodyIsMissing:
    def test_fires_for_everybody_who_fell_out(self, roster, register, run):
        """
        Whoever is on the register and not on a whole roster is listed.
        """
        report = run(nobody_is_missing, rosters=[rows(roster, [0])], register=register)

        (finding,) = report.findings
        assert ("COMPL-001", Severity.ERROR) == (finding.rule, finding.severity)
        assert ("Bedorf (02)", "Cestadt (03)", "Musterkreis (90)") == finding.value(
            "missing"
        )
        assert ("district", "municipality") == finding.value("kinds")

    def test_lawful_when_all_are_there(self, roster, register, run):
        """
        A roster that holds the register is in order.
        """
        report = run(nobody_is_missing, rosters=[roster], register=register)

        assert () == report.findings
        assert [4] == [passed.count for passed in report.passed]

    def test_lawful_without_bodies_that_do_not_exist(self, roster, register, run):
        """
        A body that was dissolved before the day of the roster is not missing.
        """
        ended = Period(date(2000, 1, 1), date(2024, 12, 30))
        dated = attrs.evolve(register, validity=[None, None, ended, None])
        report = run(
            nobody_is_missing, rosters=[rows(roster, [0, 1, 3])], register=dated
        )

        assert () == report.findings

    def test_without_a_day_everybody_counts(self, roster, register, run):
        """
        Where nobody says which day counts, every row of the register counts.
        """
        ended = Period(date(2000, 1, 1), date(2024, 12, 30))
        undated = attrs.evolve(register, validity=[None, None, ended, None], dated=None)
        short = attrs.evolve(rows(roster, [0, 1, 3]), dated=None)
        report = run(nobody_is_missing, rosters=[short], register=undated)

        assert [("Cestadt (03)",)] == [finding.value("missing") for finding in report]

    @pytest.mark.parametrize("coverage", [Coverage.PARTIAL, Coverage.REMAINDER])
    def test_lawful_where_not_whole(
        self, roster, with_remainder, register, run, coverage
    ):
        """
        A roster that does not claim to be whole cannot lack anybody.
        """
        less = with_remainder
        if coverage is Coverage.PARTIAL:
            less = attrs.evolve(roster, coverage=coverage)
        report = run(nobody_is_missing, rosters=[less], register=register)

        assert () == report.findings
        assert ["COMPL-001"] == [outcome.rule for outcome in report.not_applicable]

    @pytest.mark.parametrize(
        ("named", "reason"),
        [
            (None, "it names no register to compare with"),
            ("others", "its register others was not given"),
        ],
    )
    def test_lacks_the_register(self, roster, register, run, named, reason):
        """
        A whole roster without its register is not run, and says so.
        """
        report = run(
            nobody_is_missing,
            rosters=[attrs.evolve(roster, register=named)],
            register=register,
        )

        assert () == report.findings
        assert [f"roster arrivals-2024 (arrivals-2024): {reason}"] == [
            str(outcome.reason) for outcome in report.not_run
        ]

    def test_lacks_any_roster(self, register, run):
        """
        The register is not compared with itself.
        """
        report = run(nobody_is_missing, rosters=[register], register=register)

        assert ["COMPL-001"] == [outcome.rule for outcome in report.not_run]

    def test_empty_register(self, roster, register, run):
        """
        An empty register gives nothing to compare.
        """
        report = run(nobody_is_missing, rosters=[roster], register=rows(register, []))

        assert ["COMPL-001"] == [outcome.rule for outcome in report.not_applicable]

    @given(lost=st.sets(st.integers(0, 3)))
    def test_finds_exactly_who_was_lost(self, roster, register, run, lost):
        """
        Whoever is taken out is listed, and nobody else.
        """
        kept = [i for i in range(4) if i not in lost]
        report = run(nobody_is_missing, rosters=[rows(roster, kept)], register=register)

        missing = [len(finding.value("missing")) for finding in report]
        assert ([len(lost)] if lost else []) == missing


class TestNobodyIsUnknown:
    def test_fires_with_the_id_of_the_same_name(self, roster, register, run):
        """
        An id that lost its zero is listed with the one that the register has.
        """
        wrong = attrs.evolve(
            roster, ids=["1", "02", "03", "77"], names=["Ahausen", "Bedorf", "C", "D"]
        )
        (finding,) = run(nobody_is_unknown, rosters=[wrong], register=register)

        assert ("COMPL-002", Severity.ERROR) == (finding.rule, finding.severity)
        assert ["Ahausen (1): the register has this name as 01", "D (77)"] == [
            str(why) for why in finding.value("not on the register")
        ]

    @pytest.mark.parametrize(
        ("successors", "said"), [((), "none"), (("04", "05"), "04, 05")]
    )
    def test_fires_for_a_body_of_the_past(
        self, roster, register, run, successors, said
    ):
        """
        A body that no longer exists is listed with its successors.
        """
        ended = Period(date(2000, 1, 1), date(2024, 12, 30))
        dated = attrs.evolve(
            register,
            validity=[None, None, ended, None],
            successors=[(), (), successors, ()],
        )
        (finding,) = run(nobody_is_unknown, rosters=[roster], register=dated)

        assert [
            "Cestadt (03): does not exist on 31 December 2024; successors: " + said
        ] == [str(why) for why in finding.value("not on the register")]

    def test_row_for_all_others_is_not_compared(self, with_remainder, register, run):
        """
        The rows by name are compared, the one for all others is not.
        """
        report = run(nobody_is_unknown, rosters=[with_remainder], register=register)

        assert () == report.findings
        assert [3] == [passed.count for passed in report.passed]

    def test_named_row_must_be_on_the_register(self, with_remainder, register, run):
        """
        A roster with a row for all others may not name a body that is unknown.
        """
        wrong = attrs.evolve(with_remainder, ids=["01", "02", "88", "rest"])
        report = run(nobody_is_unknown, rosters=[wrong], register=register)

        assert ["COMPL-002"] == [finding.rule for finding in report]

    def test_lawful_where_partial(self, roster, register, run):
        """
        A partial roster may hold other bodies than the register.
        """
        partial = attrs.evolve(
            roster, ids=["a", "b", "c", "d"], coverage=Coverage.PARTIAL
        )
        report = run(nobody_is_unknown, rosters=[partial], register=register)

        assert () == report.findings
        assert ["COMPL-002"] == [outcome.rule for outcome in report.not_applicable]

    def test_only_a_row_for_all_others(self, with_remainder, register, run):
        """
        A roster that names nobody gives nothing to compare.
        """
        report = run(
            nobody_is_unknown, rosters=[rows(with_remainder, [3])], register=register
        )

        assert ["there are no rows to compare"] == [
            str(outcome.reason) for outcome in report.not_applicable
        ]

    def test_lacks_the_register(self, with_remainder, run):
        """
        Without the register the rule is not run.
        """
        report = run(nobody_is_unknown, rosters=[with_remainder])

        assert ["COMPL-002"] == [outcome.rule for outcome in report.not_run]


UNTIL, SINCE = date(2023, 3, 31), date(2023, 4, 1)


@pytest.fixture(scope="module")
def councils() -> Roster:
    """Five councils; one was replaced by two in April 2023. Figures are invented."""
    return Roster(
        id="councils",
        ids=["E1", "E2", "E3", "E4", "E5"],
        names=["Northshire", "Southshire", "Old County", "New West", "New East"],
        kinds=["council"] * 5,
        validity=[
            None,
            None,
            Period(date(1974, 4, 1), UNTIL),
            Period(SINCE, date.max),
            Period(SINCE, date.max),
        ],
        successors=[(), (), ("E4", "E5"), (), ()],
        columns=[Column.of(Indicator(id="pupils"), [400, 300, 0, 180, 190])],
        coverage=Coverage.WHOLE,
    )


class TestSchoolsFormula:
    """England's schools formula of 2023, rebuilt in small with invented figures."""

    RULE = AllocationRule(Share(by="pupils"), Round("1.00"))

    def joined(self, councils: Roster, *ids: str) -> Roster:
        """Join the pupils by codes; what does not match falls out without a word."""
        kept = np.array([councils.position(id_) for id_ in ids], dtype=np.int64)
        return attrs.evolve(
            councils.taken(kept), id="formula", register="councils", dated=SINCE
        )

    def test_two_new_councils_fell_out(self, councils, run):
        """
        The money of the two who are missing went to the others; one rule names them.
        """
        pot = Money.of("1070000000", "GBP")
        short = self.joined(councils, "E1", "E2")
        right = self.RULE.apply(pot, self.joined(councils, "E1", "E2", "E4", "E5"))
        wrong = self.RULE.apply(pot, short)
        too_much = wrong.amount("E1") + wrong.amount("E2")
        report = run(nobody_is_missing, rosters=[short], register=councils)

        assert Money.of("370000000", "GBP") == (
            too_much - right.amount("E1") - right.amount("E2")
        )
        assert [("COMPL-001", ("New West (E4)", "New East (E5)"))] == [
            (finding.rule, finding.value("missing")) for finding in report.findings
        ]

    def test_the_old_code_was_still_there(self, councils, run):
        """
        A council that no longer exists is named beside those who came after it.
        """
        stale = self.joined(councils, "E1", "E2", "E3")
        case = {"rosters": [stale], "register": councils}
        (missing,) = run(nobody_is_missing, **case).findings
        (unknown,) = run(nobody_is_unknown, **case).findings

        assert "Old County (E3) is on the roster, and became E4, E5" == str(
            missing.value("came after")[0]
        )
        assert "COMPL-002" == unknown.rule

    def test_the_register_of_the_day_before_is_whole(self, councils, run):
        """
        On the last day of the old council, the roster with it lacks nobody.
        """
        before = attrs.evolve(self.joined(councils, "E1", "E2", "E3"), dated=UNTIL)
        case = {"rosters": [before], "register": councils}

        assert () == run(nobody_is_missing, **case).findings
        assert () == run(nobody_is_unknown, **case).findings

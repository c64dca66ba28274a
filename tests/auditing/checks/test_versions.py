from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.allocation import allocate
from fundmodel.auditing import Severity
from fundmodel.auditing.checks.versions import allocations_follow_the_program
from fundmodel.changes import Amendment, SetBudget
from fundmodel.money import Money
from fundmodel.parts import YearBudget
from fundmodel.rules import AllocationRule, EqualShares, Round
from fundmodel.sentences import Text


class TestAllocationsFollowTheProgram:
    def test_fires_for_another_budget(self, program, with_part, allocation, run):
        """
        An allocation of another budget than the program has is a warning.
        """
        budget = YearBudget(year="2025", amount=Money.of(500, "EUR"))
        other = with_part(program, "housing", budgets=[budget])
        (finding,) = run(
            allocations_follow_the_program, program=other, allocations=[allocation]
        )

        assert ("CASE-001", Severity.WARNING) == (finding.rule, finding.severity)
        assert Money.of(500, "EUR") == finding.value("budget of the program")
        assert Money.of(600, "EUR") == finding.value("budget of the allocation")

    @pytest.mark.parametrize(
        ("changes", "label"),
        [
            ({"budgets": []}, "budget of the program"),
            ({"rule": None}, "rule of the program"),
            (
                {"rule": AllocationRule(EqualShares(), Round("0.01"))},
                "rule of the program",
            ),
        ],
    )
    def test_fires_for_whatever_decides_amounts(
        self, *, program, with_part, allocation, run, changes, label
    ):
        """
        Budget and rule are compared, also where the program has none.
        """
        (finding,) = run(
            allocations_follow_the_program,
            program=with_part(program, "housing", **changes),
            allocations=[allocation],
        )

        assert label == finding.evidence[0][0].template

    def test_fires_for_another_program(self, program, allocation, run):
        """
        An allocation of another program is an error of the case.
        """
        (finding,) = run(
            allocations_follow_the_program,
            program=attrs.evolve(program, id="other"),
            allocations=[allocation],
        )

        assert Severity.ERROR is finding.severity
        assert "musterfonds" == finding.value("program of the allocation")

    def test_fires_for_a_part_that_is_gone(self, program, allocation, run):
        """
        A part that the program no longer has cannot be compared.
        """
        parts = [part for part in program.parts if part.id != "housing"]
        (finding,) = run(
            allocations_follow_the_program,
            program=attrs.evolve(program, parts=parts),
            allocations=[allocation],
        )

        assert "housing" == finding.value("part that the program lacks")

    def test_lawful_for_what_does_not_decide(self, program, with_part, allocation, run):
        """
        Another purpose or another part's budget changes no amount.
        """
        other = with_part(program, "housing", purpose=Text("Homes"))
        other = with_part(other, "language", budgets=[])
        report = run(
            allocations_follow_the_program, program=other, allocations=[allocation]
        )

        assert () == report.findings
        assert [1] == [passed.count for passed in report.passed]

    def test_lawful_for_each_version_of_the_program(self, program, roster, run):
        """
        Before an amendment its old budget counts, and after it the new one.
        """
        day = date(2025, 7, 1)
        less = SetBudget(part="housing", year="2025", amount=Money.of(500, "EUR"))
        amendment = Amendment(day=day, changes=[less])
        amended = attrs.evolve(program, amendments=[amendment])
        before = allocate(amended, roster, year=2025, as_of=date(2025, 6, 30))
        after = allocate(amended, roster, year=2025)
        report = run(
            allocations_follow_the_program,
            program=amended,
            allocations=[before, after],
        )

        assert [600, 500] == [
            a.part().distribution.total.money.major for a in (before, after)
        ]
        assert () == report.findings
        assert [2] == [passed.count for passed in report.passed]

    def test_fires_for_what_was_never_a_version(
        self, program, with_part, allocation, run
    ):
        """
        What is otherwise than in every version is told of the last one.
        """
        day = date(2025, 7, 1)
        budget = YearBudget(year="2025", amount=Money.of(550, "EUR"))
        less = SetBudget(part="housing", year="2025", amount=Money.of(500, "EUR"))
        other = with_part(program, "housing", budgets=[budget])
        (finding,) = run(
            allocations_follow_the_program,
            program=attrs.evolve(
                other, amendments=[Amendment(day=day, changes=[less])]
            ),
            allocations=[allocation],
        )

        assert Money.of(500, "EUR") == finding.value("budget of the program")

    def test_lacks_a_program(self, allocation, run):
        """
        Without a program the rule is not run.
        """
        report = run(allocations_follow_the_program, allocations=[allocation])

        assert ["no program was given"] == [str(o.reason) for o in report.not_run]

    def test_lacks_an_allocation(self, program, run):
        """
        Without an allocation the rule is not run.
        """
        report = run(allocations_follow_the_program, program=program)

        assert ["no allocation was given"] == [str(o.reason) for o in report.not_run]

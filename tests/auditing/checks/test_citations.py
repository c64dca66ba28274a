from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.citations import (
    amendments_are_cited,
    budgets_are_cited,
    indicators_are_cited,
    legal_bases_are_cited,
    planned_results_are_cited,
    provisions_are_cited,
    rosters_are_cited,
    tables_are_cited,
)
from fundmodel.changes import Amendment, SetBudget
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.parts import LegalBasis, PlannedResult
from fundmodel.publications import PublishedTable
from fundmodel.rules import AllocationRule, Round, Share
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, AssumptionKind, Source

NOTICE = Source(title="Musterfonds funding notice 2025")
GUESS = Assumption(why="taken from last year")
INFERRED = Assumption(why="computed back", kind=AssumptionKind.INFERRED)


class TestBudgetsAreCited:
    def test_fires_without_any_source(self, program, with_part, run):
        """
        A budget is uncited when neither it nor its part has a source.
        """
        report = run(
            budgets_are_cited, program=with_part(program, "language", source=None)
        )

        (finding,) = report.findings
        assert ("CITE-001", Severity.WARNING) == (finding.rule, finding.severity)
        assert "part Language (language)" == str(finding.subject)
        assert "budget 2025: 400.00 EUR: nobody says where it comes from" == str(
            finding.message
        )
        assert [2] == [passed.count for passed in report.passed]

    def test_inherits_the_source_of_the_part(self, program, run):
        """
        A budget without a source of its own has that of its part.
        """
        report = run(budgets_are_cited, program=program)

        assert () == report.findings
        assert [3] == [passed.count for passed in report.passed]

    def test_counts_assumptions_apart(self, program, with_part, run):
        """
        Assumed and inferred figures are in order and counted as such.
        """
        case = with_part(program, "language", source=GUESS)
        case = with_part(case, "housing", source=INFERRED)
        (passed,) = run(budgets_are_cited, program=case).passed

        counts = {label.template: value for label, value in passed.evidence}
        assert {"cited": 1, "assumed": 1, "inferred": 1} == counts


class TestProvisionsAreCited:
    def test_fires_without_any_source(self, program, with_part, run):
        """
        A provision is uncited when neither it nor its rule has a source.
        """
        rule = AllocationRule(Share(by="arrivals", source=NOTICE), Round("1.00"))
        report = run(
            provisions_are_cited, program=with_part(program, "housing", rule=rule)
        )

        (finding,) = report.findings
        assert ("CITE-002", Severity.WARNING) == (finding.rule, finding.severity)
        assert str(finding.value("figure")).startswith("provision 2: rounded")

    def test_only_the_rule_is_cited(self, program, with_part, run):
        """
        A provision of a rule that is cited as a whole is worth knowing only.
        """
        rule = AllocationRule(
            Share(by="arrivals", source=NOTICE), Round("1.00"), source=NOTICE
        )
        report = run(
            provisions_are_cited, program=with_part(program, "housing", rule=rule)
        )

        assert [Severity.INFO] == [finding.severity for finding in report]
        assert [NOTICE] == [finding.source for finding in report]

    def test_lawful_when_each_is_cited(self, program, run):
        """
        Provisions with sources of their own are in order.
        """
        report = run(provisions_are_cited, program=program)

        assert () == report.findings
        assert [3] == [passed.count for passed in report.passed]

    def test_program_without_rules(self, program, with_part, run):
        """
        Without a rule there is no provision to cite.
        """
        report = run(
            provisions_are_cited, program=with_part(program, "housing", rule=None)
        )

        assert ["provisions: the program has none"] == [
            str(outcome.reason) for outcome in report.not_applicable
        ]


class TestPlannedResultsAreCited:
    def test_fires_for_a_number_without_source(self, program, with_part, run):
        """
        A planned number that nobody gave a source for is a warning.
        """
        results = [PlannedResult(what=Text("flats"), number=20)]
        report = run(
            planned_results_are_cited,
            program=with_part(program, "housing", planned_results=results),
        )

        assert ["CITE-003"] == [finding.rule for finding in report]

    def test_lawful_for_words_without_a_number(self, program, with_part, run):
        """
        A result that is no figure needs no source.
        """
        results = [PlannedResult(what=Text("better homes"))]
        report = run(
            planned_results_are_cited,
            program=with_part(program, "housing", planned_results=results),
        )

        assert () == report.findings
        assert ["CITE-003"] == [outcome.rule for outcome in report.not_applicable]


class TestLegalBasesAreCited:
    def test_fires_for_a_bare_title(self, program, with_part, run):
        """
        A legal basis that cannot be looked up is a warning.
        """
        case = with_part(
            program, "housing", legal_bases=[LegalBasis(title=Text("Directive"))]
        )
        report = run(legal_bases_are_cited, program=case)

        assert ["CITE-004"] == [finding.rule for finding in report]
        assert ["part Housing (housing)"] == [str(f.subject) for f in report]

    def test_lawful_with_a_source(self, program, run):
        """
        A legal basis with a source is in order.
        """
        assert () == run(legal_bases_are_cited, program=program).findings


class TestRostersAreCited:
    def test_fires_for_a_list_from_nowhere(self, allocation, roster, run):
        """
        A roster of an allocation needs a source as much as any other.
        """
        bare = attrs.evolve(roster, source=None)
        report = run(
            rosters_are_cited, allocations=[attrs.evolve(allocation, roster=bare)]
        )

        assert [("CITE-005", Severity.WARNING)] == [
            (finding.rule, finding.severity) for finding in report
        ]

    def test_lawful_with_a_source_each_once(self, allocation, roster, register, run):
        """
        A roster that is given twice is counted once, and the register too.
        """
        report = run(
            rosters_are_cited,
            allocations=[allocation],
            rosters=[roster, attrs.evolve(roster), register],
            register=register,
        )

        assert () == report.findings
        assert [2] == [passed.count for passed in report.passed]

    def test_lacks_rosters(self, run):
        """
        Without a roster the rule is not run.
        """
        assert ["CITE-005"] == [o.rule for o in run(rosters_are_cited).not_run]


class TestIndicatorsAreCited:
    @pytest.mark.parametrize(
        ("whole", "expected"), [(None, Severity.WARNING), (NOTICE, Severity.INFO)]
    )
    def test_fires_for_values_from_nowhere(self, roster, run, whole, expected):
        """
        Values without a source are a warning, or a note if the roster has one.
        """
        column = Column.of(Indicator(id="arrivals"), [1, 2, 3, 4])
        case = attrs.evolve(roster, columns=[column], source=whole)
        report = run(indicators_are_cited, rosters=[case])

        assert [("CITE-006", expected)] == [(f.rule, f.severity) for f in report]

    def test_lawful_with_a_source(self, roster, run):
        """
        An indicator with a source of its own is in order.
        """
        assert () == run(indicators_are_cited, rosters=[roster]).findings

    def test_roster_without_indicators(self, register, run):
        """
        A roster that only lists bodies has no indicator to cite.
        """
        report = run(indicators_are_cited, register=register)

        assert ["CITE-006"] == [outcome.rule for outcome in report.not_applicable]

    def test_lacks_rosters(self, run):
        """
        Without a roster the rule is not run.
        """
        assert ["CITE-006"] == [o.rule for o in run(indicators_are_cited).not_run]


class TestTablesAreCited:
    TABLE = PublishedTable(
        id="list",
        ids=["01", "02"],
        names=["Ahausen", "Bedorf"],
        amounts=[Money.of(1, "EUR"), Money.of(2, "EUR")],
        sources=[NOTICE, None],
    )

    def test_fires_for_the_uncited_row(self, run):
        """
        Where rows are cited one by one, the one left out is a warning.
        """
        report = run(tables_are_cited, published=[self.TABLE])

        (finding,) = report.findings
        assert ("CITE-007", Severity.WARNING) == (finding.rule, finding.severity)
        assert "Bedorf (02): 2.00 EUR" == str(finding.value("figure"))

    def test_lawful_when_the_table_is_cited(self, allocation, run):
        """
        The source of a table covers its rows; tables of the facts count too.
        """
        cited = attrs.evolve(self.TABLE, source=NOTICE, sources=[])
        facts = Facts(previous=cited, tables=[attrs.evolve(cited, id="other")])
        report = run(
            tables_are_cited, allocations=[attrs.evolve(allocation, facts=facts)]
        )

        assert () == report.findings
        assert [4] == [passed.count for passed in report.passed]

    def test_lacks_tables(self, run):
        """
        Without a table the rule is not run.
        """
        assert ["CITE-007"] == [o.rule for o in run(tables_are_cited).not_run]


class TestAllOfAProgram:
    @pytest.mark.parametrize(
        "check",
        [
            budgets_are_cited,
            provisions_are_cited,
            planned_results_are_cited,
            legal_bases_are_cited,
        ],
    )
    def test_lacks_a_program(self, run, check):
        """
        Without a program a rule about its figures is not run.
        """
        assert ["no program was given"] == [str(o.reason) for o in run(check).not_run]


class TestAmendmentsAreCited:
    MORE = SetBudget(part="housing", year="2025", amount=Money.of(500, "EUR"))
    DAY = date(2025, 7, 1)

    def amended(self, program, *, source=None, of_change=None):
        """Give the program with one amendment."""
        change = attrs.evolve(self.MORE, source=of_change)
        amendment = Amendment(day=self.DAY, changes=[change], source=source)
        return attrs.evolve(program, amendments=[amendment])

    def test_fires_without_any_source(self, program, run):
        """
        The day is uncited, and so is the change.
        """
        report = run(amendments_are_cited, program=self.amended(program))

        assert {("CITE-008", Severity.WARNING)} == {
            (finding.rule, finding.severity) for finding in report.findings
        }
        assert [
            "Amendment, from 1 July 2025",
            "budget 2025 of housing: 500.00 EUR",
        ] == [str(finding.value("figure")) for finding in report.findings]

    def test_a_change_has_the_source_of_its_amendment(self, program, run):
        """
        Citing the amendment is enough.
        """
        (passed,) = run(
            amendments_are_cited, program=self.amended(program, source=GUESS)
        ).passed

        counts = {label.template: value for label, value in passed.evidence}
        assert {"cited": 0, "assumed": 2, "inferred": 0} == counts

    def test_the_day_has_a_source_of_its_own(self, program, run):
        """
        A cited change does not say from which day it holds.
        """
        case = self.amended(program, of_change=NOTICE)
        (finding,) = run(amendments_are_cited, program=case).findings

        assert "Amendment, from 1 July 2025" == str(finding.value("figure"))

    def test_figures_of_all_versions_are_looked_at(self, program, with_part, run):
        """
        A budget that an amendment replaces still has to be cited; one that stays
        counts once.
        """
        bare = with_part(program, "housing", source=None)
        report = run(budgets_are_cited, program=self.amended(bare, source=NOTICE))

        (finding,) = report.findings
        assert "budget 2025: 600.00 EUR" == str(finding.value("figure"))
        assert [3] == [passed.count for passed in report.passed]

    def test_does_not_apply_without_amendments(self, program, run):
        """
        Most programs have none.
        """
        report = run(amendments_are_cited, program=program)

        assert ["CITE-008"] == [o.rule for o in report.not_applicable]

    def test_lacks_a_program(self, run):
        """
        Without a program the rule is not run.
        """
        assert ["CITE-008"] == [o.rule for o in run(amendments_are_cited).not_run]

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import Severity
from fundmodel.auditing.checks.figures import (
    figures_agree_between_rosters,
    figures_are_counted_before_they_are_final,
    figures_stay_frozen,
    persons_are_within_the_population,
)
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.periods import YearlyDay
from fundmodel.recipients import Coverage, Roster
from fundmodel.sentences import Text
from fundmodel.vintages import ReportingWindow

DAY = date(2017, 9, 15)
PERSONS = Text({"en": "persons", "de": "Personen"})
HEADS = Indicator(id="heads", unit=PERSONS, key_date=DAY)
PEOPLE = Indicator(id="population", unit=PERSONS, key_date=date(2016, 12, 31))


def roster(*columns: Column, id: str = "list", ids=None, **more) -> Roster:
    """Make a roster with columns of equal length."""
    count = len(columns[0].values)
    ids = ids or [f"{number:02d}" for number in range(count)]
    return Roster(
        id=id,
        ids=ids,
        names=[f"town {id_}" for id_ in ids],
        columns=columns,
        **({"kinds": ["municipality"] * count, "register": "bodies"} | more),
    )


def heads(*values, **changes) -> Column:
    """Count heads."""
    return Column.of(attrs.evolve(HEADS, **changes), list(values))


def people(*values, **changes) -> Column:
    """Count the population."""
    return Column.of(attrs.evolve(PEOPLE, **changes), list(values))


class TestPersonsAreWithinThePopulation:
    def test_fires(self, run):
        """
        One head more than people is a warning; as many as people is lawful.
        """
        audited = roster(heads(101, 100, 5), people(100, 100, 100))
        report = run(persons_are_within_the_population, rosters=[audited])

        (finding,) = report.findings
        assert "FIG-001" == finding.rule
        assert Severity.WARNING is finding.severity
        assert ["town 00 (00): 101 of 100"] == list(
            map(str, finding.value("more than the population"))
        )
        assert 2 == report.passed[0].count

    def test_takes_the_population_of_the_register(self, run):
        """
        Where the roster lacks the population, that of the register counts, by id.
        """
        register = roster(people(5, 100), id="bodies", ids=["01", "00"], register=None)
        audited = roster(heads(6, 6, 6))
        report = run(
            persons_are_within_the_population, rosters=[audited], register=register
        )

        assert ["town 01 (01): 6 of 5"] == [
            str(told)
            for finding in report.findings
            for told in finding.value("more than the population")
        ]
        assert 1 == report.passed[0].count

    def test_takes_the_nearest_day(self, run):
        """
        Of several populations the one counted nearest to the heads is taken.
        """
        old = people(5, key_date=date(2010, 12, 31))
        audited = roster(heads(6), old, people(6), people(3, key_date=date(2022, 1, 1)))

        assert () == run(persons_are_within_the_population, rosters=[audited]).findings

    def test_a_day_that_nobody_says(self, run):
        """
        Without a key date the first population is taken, exact to the decimals.
        """
        undated = heads(Decimal("6.5"), key_date=None)
        report = run(
            persons_are_within_the_population, rosters=[roster(undated, people(6))]
        )

        assert 1 == len(report.findings)
        assert () == report.passed

    def test_hides_small_counts(self, run):
        """
        A small count of a sensitive indicator is not shown.
        """
        audited = roster(heads(7, sensitive=True), people(3))
        (finding,) = run(persons_are_within_the_population, rosters=[audited]).findings

        assert "7" not in finding.text().replace("2017", "")

    def test_lawful(self, run):
        """
        Other units, missing values and rows for all others are not compared.
        """
        euros = Column.of(Indicator(id="tax", unit=Text("euros")), [900, 900, 900])
        audited = roster(
            euros,
            heads(None, 4, 999),
            people(3, 4, 5),
            kinds=["municipality", "municipality", "remainder"],
            coverage=Coverage.REMAINDER,
        )
        report = run(persons_are_within_the_population, rosters=[audited])

        assert () == report.findings
        assert 1 == report.passed[0].count

    def test_lacking(self, run):
        """
        Without both figures of one body nothing is run.
        """
        for columns in ([heads(5)], [people(5)], [heads(None), people(5)]):
            report = run(persons_are_within_the_population, rosters=[roster(*columns)])

            assert ["FIG-001"] == [each.rule for each in report.not_run]


class TestFiguresAgreeBetweenRosters:
    def test_fires_on_a_silent_change(self, run):
        """
        A final figure that differs between two lists is a warning with the bodies.
        """
        first, second = roster(heads(1, 2, 3)), roster(heads(1, 7, 3), id="other")
        report = run(figures_agree_between_rosters, rosters=[first, second])

        (finding,) = report.findings
        assert "FIG-002" == finding.rule
        assert Severity.WARNING is finding.severity
        assert ("town 01 (01)",) == finding.value("rows that differ")
        assert "roster other (other)" == str(finding.value("other roster"))
        assert 2 == report.passed[0].count

    def test_fires_on_shifted_rows(self, run):
        """
        A column that slipped by a row is an error that says from where to where.
        """
        first = roster(heads(0, 10, 20, 30, 40, 60))
        register = roster(heads(10, 20, 30, 40, 50, 60), id="bodies")
        (finding,) = run(
            figures_agree_between_rosters, rosters=[first], register=register
        ).findings

        assert Severity.ERROR is finding.severity
        assert ("shifted by 1 rows: 01 to 04",) == tuple(map(str, finding.value("how")))

    @pytest.mark.parametrize(
        "other",
        [
            heads(9, 9, 9, state=DataState.PROVISIONAL),
            heads(9, 9, 9, state=DataState.CORRECTED, reason=Text("recount")),
            heads(9, 9, 9, key_date=date(2018, 9, 15)),
            heads(9, 9, 9, id="posts"),
            heads(9, 9, 9, known_since=date(2018, 3, 1)),
        ],
    )
    def test_another_figure_is_lawful(self, run, other):
        """
        Figures of another day, state, vintage or name may differ.
        """
        first = roster(heads(1, 2, 3, known_since=date(2017, 10, 15)))
        second = roster(other, id="other")
        report = run(figures_agree_between_rosters, rosters=[first, second])

        assert () == report.findings
        assert ["FIG-002"] == [each.rule for each in report.not_run]

    def test_compares_by_id(self, run):
        """
        The order of rows, decimals, and rows of one list only make no difference.
        """
        tenths = heads(Decimal("3.0"), Decimal("2.0"), Decimal("0.5"))
        first = roster(heads(1, 2, 3, None), ids=["a", "b", "c", "d"])
        second = roster(tenths, id="other", ids=["c", "b", "d"])
        report = run(figures_agree_between_rosters, rosters=[first, second])

        assert () == report.findings
        assert 2 == report.passed[0].count

    def test_nobody_in_common(self, run):
        """
        Two lists of different bodies do not contradict each other.
        """
        first, second = roster(heads(1), ids=["a"]), roster(heads(2), id="x", ids=["b"])
        report = run(figures_agree_between_rosters, rosters=[first, second])

        assert ["FIG-002"] == [each.rule for each in report.not_applicable]

    def test_nothing_agrees(self, run):
        """
        Where all figures differ, nothing has passed.
        """
        first, second = roster(heads(1)), roster(heads(2), id="x")
        report = run(figures_agree_between_rosters, rosters=[first, second])

        assert 1 == len(report.findings)
        assert () == report.passed

    @given(values=st.lists(st.integers(0, 10**20) | st.none(), min_size=1, max_size=9))
    def test_a_copy_agrees(self, run, values):
        """
        Whatever the values are, a copy of a roster differs in nothing.
        """
        first, second = roster(heads(*values)), roster(heads(*values), id="copy")

        assert (
            () == run(figures_agree_between_rosters, rosters=[first, second]).findings
        )


class TestFiguresAreCountedBeforeTheyAreFinal:
    def test_fires(self, run):
        """
        A figure known before its key date and marked as final is a warning.
        """
        early = heads(1, known_since=date(2017, 9, 14))
        report = run(figures_are_counted_before_they_are_final, rosters=[roster(early)])

        (finding,) = report.findings
        assert "FIG-003" == finding.rule
        assert Severity.WARNING is finding.severity
        assert date(2017, 9, 14) == finding.value("known since")
        assert () == report.passed

    def test_lawful(self, run):
        """
        A figure may be known on its key date, and a provisional one before it.
        """
        same = heads(1, known_since=DAY)
        planned = heads(
            1, known_since=date(2017, 7, 1), state=DataState.PROVISIONAL, id="planned"
        )
        report = run(
            figures_are_counted_before_they_are_final, rosters=[roster(same, planned)]
        )

        assert () == report.findings
        assert 1 == report.passed[0].count

    def test_lacking(self, run):
        """
        Without both days nothing is run.
        """
        report = run(
            figures_are_counted_before_they_are_final, rosters=[roster(heads(1))]
        )

        assert ["FIG-003"] == [each.rule for each in report.not_run]


class TestFiguresStayFrozen:
    check = staticmethod(
        figures_stay_frozen(
            ReportingWindow(
                reported_by=YearlyDay(month=10, day=15),
                corrected_until=YearlyDay(month=12, day=31),
            )
        )
    )

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"known_since": date(2018, 1, 1)},
                "a figure was changed after it was frozen",
            ),
            (
                {"known_since": date(2017, 12, 1), "state": DataState.CORRECTED},
                "a figure was corrected without a reason",
            ),
        ],
    )
    def test_fires(self, run, changes, said):
        """
        What comes after the freeze, or is corrected without a reason, is an error.
        """
        in_time = heads(1, known_since=date(2017, 10, 1))
        report = run(self.check, rosters=[roster(in_time, heads(2, **changes))])

        (finding,) = report.findings
        assert "FIG-004" == finding.rule
        assert Severity.ERROR is finding.severity
        assert said == str(finding.message)
        assert 1 == report.passed[0].count

    def test_lawful(self, run):
        """
        A late report, and a correction with a reason on the last day, are in order.
        """
        late = heads(1, known_since=date(2017, 11, 1))
        corrected = heads(
            2,
            known_since=date(2017, 12, 31),
            state=DataState.CORRECTED,
            reason=Text("recount"),
        )
        undated = heads(3, key_date=None, known_since=date(2019, 1, 1))
        report = run(self.check, rosters=[roster(late, corrected, undated)])

        assert () == report.findings
        assert 2 == report.passed[0].count

    def test_nothing_in_time(self, run):
        """
        Where every figure came too late, nothing has passed.
        """
        late = heads(1, known_since=date(2018, 6, 1))

        assert () == run(self.check, rosters=[roster(late)]).passed

    def test_lacking(self, run):
        """
        Without both days nothing is run.
        """
        report = run(self.check, rosters=[roster(heads(1))])

        assert ["FIG-004"] == [each.rule for each in report.not_run]

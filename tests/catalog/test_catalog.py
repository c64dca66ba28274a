from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from fundmodel import catalog
from fundmodel.allocation import allocate
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.recipients import Coverage

PAKT = "pakt-fuer-integration"
STRAND = "integrationsmanagement"


class TestNames:
    def test_every_shipped_program_is_listed(self):
        """
        Programs, rosters and tables are found by their names.
        """
        assert catalog.names() == (PAKT,)
        assert catalog.rosters(PAKT) == (
            "districts",
            "heads-2017-09-15",
            "municipalities",
            "provisional-2017",
        )
        assert catalog.published_tables(PAKT) == ("final-2018", "first-tranche-2017")

    @pytest.mark.parametrize(
        ("ask", "mend"),
        [
            (lambda: catalog.load("pakt-für-integration"), f"did you mean {PAKT!r}?"),
            (lambda: catalog.load("../../etc"), "take one of these"),
            (lambda: catalog.load("x" * 10**7), "take one of these"),
            (lambda: catalog.rosters("pakt"), "take one of these"),
            (lambda: catalog.roster(PAKT, "district"), "did you mean 'districts'?"),
            (lambda: catalog.roster(PAKT, "../program"), "take one of these"),
            (lambda: catalog.published_tables(""), "take one of these"),
            (lambda: catalog.published(PAKT, "final"), "did you mean 'final-2018'?"),
            (lambda: catalog.showcase("pakt"), "take one of these"),
        ],
    )
    def test_unknown_names_are_refused(self, ask, mend):
        """
        Only what is shipped is read; the nearest name is offered.
        """
        with pytest.raises(InvalidDataError) as caught:
            ask()

        assert mend == caught.value.mend


class TestLoad:
    def test_a_program_is_called_what_it_is(self):
        """
        The name in the catalog is the id of the program.
        """
        for name in catalog.names():
            assert name == catalog.load(name).id

    def test_as_of_a_day(self):
        """
        On 31 March 2017 the split of the 70 million was not known.
        """
        before = catalog.load(PAKT, as_of=date(2017, 3, 31))
        after = catalog.load(PAKT)

        assert before.part("integrationsmanagement").budget("2017") is None
        assert after.part("integrationsmanagement").budget("2017") is not None


class TestLaterStages:
    @pytest.mark.parametrize(
        ("day", "part", "year", "euros"),
        [
            (date(2018, 7, 24), None, "2019", 70_000_000),
            (date(2020, 1, 1), f"{STRAND}-fortfuehrung", "2021", 58_000_000),
            (date(2021, 1, 1), "kopfpauschale", "2021", 0),
            (date(2022, 7, 1), "soforthilfe-2022", "2022", 8_000_000),
            (date(2023, 1, 1), "soforthilfe-2023-2024", "2024", 16_000_000),
            (date(2025, 1, 1), f"{STRAND}-2025", "2026", 58_000_000),
            (date(2025, 12, 1), None, "2025", 62_000_000),
        ],
    )
    def test_begin_on_their_days(self, day, part, year, euros):
        """
        A budget is there from the day of its amendment, and not the day before.
        """
        before = catalog.load(PAKT, as_of=day - timedelta(days=1))
        after = catalog.load(PAKT, as_of=day)

        assert Money.of(euros, "EUR") == after.budget(year, part).amount
        assert part not in [p.id for p in before.parts] or (
            before.budget(year, part) is None
        )

    def test_leave_2017_and_2018_as_they_were(self):
        """
        Whatever came later, the years of the Pakt itself keep budgets and rules.
        """
        pakt = catalog.load(PAKT)
        latest = pakt.amended()

        for part in pakt.parts:
            assert part.rule == latest.part(part.id).rule
            assert set(part.budgets) <= set(latest.part(part.id).budgets)
        assert set(pakt.budgets) <= set(latest.budgets)

    def test_every_day_says_why(self):
        """
        The day from which an amendment holds is cited or assumed, and so is each
        change.
        """
        for amendment in catalog.load(PAKT).amendments:
            assert amendment.source is not None
            assert all(change.source for change in amendment.changes)

    def test_the_emergency_aid_goes_by_population(self):
        """
        Given counts of 30 November 2021, all 44 districts share the 8.0 million.
        """
        districts = catalog.roster(PAKT, "districts")
        of_2019 = next(
            c for c in districts.columns if c.indicator.key_date.year == 2019
        )
        dated = attrs.evolve(of_2019.indicator, key_date=date(2021, 11, 30))
        assumed = attrs.evolve(
            districts, columns=[attrs.evolve(of_2019, indicator=dated)]
        )
        done = allocate(
            catalog.load(PAKT), assumed, year=2022, parts=["soforthilfe-2022"]
        )

        assert 44 == sum(1 for a in done.allotments() if not a.amount.is_zero)
        assert abs(done.part().distribution.residual.count) < 44


class TestTables:
    def test_rosters_are_called_what_they_are(self):
        """
        The name in the catalog is the id of the roster.
        """
        for name in catalog.rosters(PAKT):
            assert name == catalog.roster(PAKT, name).id

    @pytest.mark.parametrize(
        ("name", "rows", "total"),
        [("provisional-2017", 103, 46_828), ("heads-2017-09-15", 44, 72_857)],
    )
    def test_heads(self, name, rows, total):
        """
        The heads of those named and of all others add up to the total.
        """
        roster = catalog.roster(PAKT, name)
        (column,) = roster.columns

        assert len(roster) == rows
        assert total == column.values.sum()
        assert roster.coverage is Coverage.REMAINDER
        assert column.indicator.sensitive

    def test_only_seven_counts_were_published(self):
        """
        All others are marked as inferred.
        """
        (column,) = catalog.roster(PAKT, "heads-2017-09-15").columns

        published = sorted(column.values[~column.inferred].tolist())
        assert [13, 30, 76, 85, 91, 166, 352] == published

    def test_the_register(self):
        """
        1,101 municipalities, and two areas that belong to none.
        """
        roster = catalog.roster(PAKT, "municipalities")

        assert roster.coverage is Coverage.WHOLE
        assert roster.kinds.count("municipality") == 1_101
        assert len(roster) == 1_103

    def test_published_tables_cite_every_row(self):
        """
        Each published amount says where it was read.
        """
        for name, rows in (("first-tranche-2017", 102), ("final-2018", 43)):
            table = catalog.published(PAKT, name)

            assert name == table.id
            assert len(table) == rows
            assert None not in table.sources


class TestShowcase:
    def test_it_names_what_is_shipped(self):
        """
        Everything the showcase refers to exists.
        """
        program = catalog.load(PAKT)
        showcase = catalog.showcase(PAKT)
        shown = {entry.id for entry in showcase.allocations}

        for entry in showcase.allocations:
            roster = catalog.roster(PAKT, entry.roster)
            assert program.part(entry.part).id == entry.part
            assert program.year(entry.year)
            assert entry.published is None or catalog.published(PAKT, entry.published)
            assert entry.explain is None or entry.explain in roster.ids
        for check in showcase.checks:
            assert check.allocation in shown
            assert check.source is not None

"""What the main job works out."""

from __future__ import annotations

import attrs
import pytest

from fundmodel import catalog
from fundmodel.allotments import OpenReason
from fundmodel.auditing import Severity
from fundmodel.cli.demonstration import compute
from fundmodel.cli.showcase import print_all
from fundmodel.money import Money

PAKT = "pakt-fuer-integration"


@pytest.fixture(scope="module")
def done():
    """The Pakt für Integration from end to end."""
    return compute(PAKT)


class TestCompute:
    def test_published_tables_are_re_performed(self, done):
        """
        100 of 102 and 43 of 43 amounts are met; the lump sum has no table.
        """
        counts = [
            (len(s.reperformed.rows), s.reperformed.matches) if s.reperformed else None
            for s in done.shown
        ]

        assert counts == [(102, 100), (43, 43), None]

    def test_independent_figures_are_met(self, done):
        """
        Konstanz and Stuttgart come out to the cent.
        """
        assert [figure.is_met for figure in done.figures] == [True, True, True]
        assert done.figures[0].recomputed == Money.of("516353.95", "EUR")

    def test_the_lump_sum_of_2018_stays_open(self, done):
        """
        Its heads of 15 September 2018 are on no roster.
        """
        waiting = [
            (year, still_open.part.id)
            for year, still_open in done.still_open
            if still_open.reason is OpenReason.OTHER_KEY_DATE
        ]

        assert waiting == [("2018", "kopfpauschale")]

    def test_the_audit_has_two_warnings(self, done):
        """
        Schwanau and Ettlingen are findings, and nothing is an error.
        """
        subjects = [
            str(finding.subject) for finding in done.report.at_least(Severity.WARNING)
        ]

        assert sorted(subjects) == ["Ettlingen (08215017)", "Schwanau (08317150)"]
        assert done.report.counts[Severity.ERROR] == 0


class TestPrintAll:
    def test_the_order_is_from_the_program_to_the_files(self, page, done, capsys):
        """
        Program, allocations, comparison, audit, files and sources follow each other.
        """
        print_all(page, done, ())

        out = capsys.readouterr().out
        places = [
            out.index(line)
            for line in (
                "1. What the program is\n",
                "What was known on 31 March 2017\n",
                "2. Who gets how much\n",
                "What stays open, and why\n",
                "3. How far this agrees with what was published\n",
                "4. The audit\n",
                "5. Files written\n",
                "Where the figures come from\n",
            )
        ]
        assert places == sorted(places)

    def test_a_mayor_finds_the_figures(self, page, done, capsys):
        """
        At 80 columns the key figures stand whole on their lines.
        """
        print_all(page, done, ())

        out = " ".join(capsys.readouterr().out.split())
        for words in (
            "34,800,000.00 EUR / 46,828 persons = 743.145126… EUR each",
            "58,000,000.00 EUR / 72,857 persons = 796.079992… EUR each",
            "90,000,000.00 EUR / 72,857 persons = 1,235.296539… EUR each",
            "100 of 102 published amounts are met exactly.",
            "43 of 43 published amounts are met exactly.",
            "Schwanau (08317150) 31,157.00 EUR 31,212.00 EUR -55.00 EUR [S3]",
            "Ettlingen (08215017) 122,078.00 EUR 121,876.00 EUR 202.00 EUR [S6]",
            "This is a check for consistency, not an independent confirmation",
            "516,353.95 EUR for 418 persons (their number was published): it fits",
            "What it makes of the whole cannot be known",
            "about 1,000 integration managers",
        ):
            assert words in out

    def test_no_line_is_wider_than_the_page(self, page, done, capsys):
        """
        Everything is wrapped at 80 columns.
        """
        print_all(page, done, ())

        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80

    def test_a_figure_that_is_not_met_is_said(self, page, done, capsys):
        """
        The expected amount stands beside what came out.
        """
        figure = attrs.evolve(done.figures[0], recomputed=Money.of("1.00", "EUR"))
        entry = attrs.evolve(figure.entry, note=None)
        changed = attrs.evolve(done, figures=(attrs.evolve(figure, entry=entry),))
        print_all(page, changed, ())

        out = " ".join(capsys.readouterr().out.split())
        assert "it does not fit, 516,353.95 EUR was expected" in out

    def test_a_showcase_may_be_bare(self, page, done, capsys):
        """
        Without comparisons, figures and open parts their headings are left out.
        """
        entry = attrs.evolve(done.shown[0].entry, explain=None, published=None)
        shown = attrs.evolve(done.shown[0], entry=entry, reperformed=None)
        bare = attrs.evolve(
            done,
            shown=(shown,),
            figures=(),
            still_open=(),
            showcase=attrs.evolve(done.showcase, earlier=None),
        )
        print_all(page, bare, ())

        out = capsys.readouterr().out
        for heading in ("What was known on", "What stays open", "Figures that went"):
            assert heading not in out


class TestGeneric:
    def test_what_any_roster_allocates_is_not_open(self, monkeypatch):
        """
        The lump sum of 2017 is allocated by one roster, so it does not stay open.
        """
        shown = catalog.showcase(PAKT)
        turned = attrs.evolve(shown, allocations=shown.allocations[::-1])
        monkeypatch.setattr(catalog, "showcase", lambda _: turned)
        still_open = [(year, p.part.id) for year, p in compute(PAKT).still_open]

        assert ("2018", "kopfpauschale") in still_open
        assert ("2017", "kopfpauschale") not in still_open

    def test_a_program_without_a_showcase_entry_has_nothing_to_show(self, monkeypatch):
        """
        Without allocations only the program is audited.
        """
        monkeypatch.setattr(catalog, "showcase", lambda _: catalog.Showcase())
        done = compute(PAKT)

        assert done.shown == ()
        assert done.still_open == ()
        assert done.report.passed

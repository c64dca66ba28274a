"""A ledger over several budget years: what a year had is what became of it."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.budget_lines import GERMANY
from fundmodel.errors import BudgetLineError, InvalidDataError
from fundmodel.ledgers import (
    Account,
    BudgetFigure,
    BudgetTerms,
    Dimension,
    Entry,
    EntryKind,
    Ledger,
    overview_of,
    spending_of,
)
from fundmodel.ledgers.figures import (
    FIGURES,
    HAD,
    KINDS,
    WENT,
    coefficients,
    terms_of_others,
)
from fundmodel.money import Money
from fundmodel.periods import BudgetYear

LINE = "0908/684 70"
TERMS = BudgetTerms(
    years=[BudgetYear.calendar(year) for year in (2018, 2019, 2020)],
    carry_over_years=2,
    open_days=10,
)
EMPTY = Ledger(currency="EUR", terms=TERMS)


def entry(id, kind, day, year, amount, **given):
    """Book on a line of chapter 0908, to town a if to anybody."""
    usual = {"recipient": "a"} if kind.has_recipient else {}
    return Entry(
        **{
            "id": id,
            "kind": kind,
            "day": day,
            "year": year,
            "amount": Money.of(amount, "EUR"),
            "line": LINE,
            **usual,
            **given,
        }
    )


LEDGER = EMPTY.book(
    entry("b18", EntryKind.APPROPRIATION, date(2018, 1, 1), 2018, 1_000),
    entry("v20", EntryKind.AUTHORITY, date(2018, 1, 1), 2020, 500),
    entry("c1", EntryKind.COMMITMENT, date(2018, 2, 1), 2018, 600),
    entry("f1", EntryKind.FORWARD_COMMITMENT, date(2018, 2, 1), 2020, 300),
    entry("w1", EntryKind.FREEZE, date(2018, 3, 1), 2018, 100),
    entry("p1", EntryKind.PAYMENT, date(2018, 4, 1), 2018, 250),
    entry("r1", EntryKind.RETURN, date(2018, 5, 1), 2018, 50),
    entry("s1", EntryKind.RESTORATION, date(2018, 5, 1), 2018, 50),
    entry("u1", EntryKind.USE, date(2018, 6, 1), 2018, 150),
    entry("x1", EntryKind.RELEASE, date(2018, 6, 1), 2018, 20),
    entry("x2", EntryKind.EXPIRY, date(2018, 12, 31), 2020, 200),
    entry("z1", EntryKind.THAW, date(2018, 12, 1), 2018, 40),
    entry("d1", EntryKind.VIREMENT, date(2018, 12, 1), 2018, 80, to_line="0803/633 01"),
    entry("k1", EntryKind.CARRY_OVER, date(2018, 12, 31), 2018, 200, to_year=2019),
    entry(
        "k2",
        EntryKind.CARRY_OVER_COMMITTED,
        date(2018, 12, 31),
        2018,
        330,
        to_year=2019,
    ),
    entry("l1", EntryKind.LAPSE, date(2018, 12, 31), 2018, 90),
    entry("p2", EntryKind.PAYMENT, date(2019, 3, 1), 2019, 330, origin=2018),
    entry("b20", EntryKind.APPROPRIATION, date(2020, 1, 1), 2020, 400),
    entry("o20", EntryKind.COVER, date(2020, 1, 2), 2020, 250),
    entry("x3", EntryKind.FORWARD_RELEASE, date(2020, 1, 2), 2020, 10),
)

DE = """\
Titel 0803/633 01, in EUR                   2018  Summe
Umschichtung aus anderen Haushaltsstellen  80,00  80,00
= Mittel des Jahres                        80,00  80,00
verfügbar                                  80,00  80,00
= Verbleib der Mittel                      80,00  80,00

Titel 0908/684 70, in EUR                             2018    2020     Summe
Ansatz                                            1.000,00    0,00  1.000,00
zurückgezahlt und wieder verfügbar                   50,00    0,00     50,00
ab: Umschichtung in andere Haushaltsstellen          80,00    0,00     80,00
Vorbelastung, noch nicht abgedeckt                    0,00  300,00    300,00
= Mittel des Jahres                                 970,00  300,00  1.270,00
ausgezahlt                                          250,00    0,00    250,00
gebunden, noch nicht ausgezahlt                     330,00  300,00    630,00
verfügbar                                           330,00    0,00    330,00
gesperrt                                             60,00    0,00     60,00
= Verbleib der Mittel                               970,00  300,00  1.270,00
neu bewilligt                                       600,00    0,00    600,00
im Voraus bewilligt                                   0,00  300,00    300,00
entbunden                                            20,00    0,00     20,00
Verpflichtungsermächtigung                            0,00  500,00    500,00
Verpflichtungsermächtigung, in Anspruch genommen      0,00  300,00    300,00
Verpflichtungsermächtigung, noch frei                 0,00  200,00    200,00
ausgezahlt, Verwendung noch nicht nachgewiesen       50,00    0,00     50,00
Verwendung nachgewiesen                             150,00    0,00    150,00
zurückgezahlt                                        50,00    0,00     50,00"""


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


class TestFigures:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_in_some_figure(self, kind):
        """
        No kind of entry falls out of the overview.
        """
        at = KINDS.index(kind)

        assert coefficients()[[at, at + len(KINDS)]].any()

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_keeps_both_sides_equal(self, kind):
        """
        Whatever is booked, what a year had and what became of it change alike on each
        side of the entry.
        """
        told = coefficients()
        signs = [HAD.get(f, 0) - WENT.get(f, 0) for f in FIGURES]
        taken, given = (told @ signs).reshape(2, len(KINDS)).T[KINDS.index(kind)]

        if kind.changes_year or kind.changes_line:
            assert (0, 0) == (taken, given)
        else:
            # Both sides belong to one row. What is taken has a minus already.
            assert given == taken

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_kind_without_a_figure_of_its_own(self, kind):
        """
        A kind that no figure names comes to the year, leaves it, settles payments, or
        stands apart; it is in one of the four whatever its accounts are.
        """
        of_year = {Account.AVAILABLE, Account.FROZEN, Account.COMMITTED}
        found = terms_of_others([kind])

        assert (kind.debited in of_year) == bool(found[BudgetFigure.OTHER_IN])
        assert (kind.credited in of_year) == bool(found[BudgetFigure.OTHER_OUT])
        assert any(found.values())

    def test_no_kind_is_without_a_name_today(self):
        """
        All that comes to a year or leaves it has a figure of its own.
        """
        told = coefficients()

        for figure in (BudgetFigure.OTHER_IN, BudgetFigure.OTHER_OUT):
            assert not told[:, FIGURES.index(figure)].any()


class TestOverview:
    def test_tells_each_year(self):
        """
        Each figure is what was booked of it.
        """
        overview = overview_of(LEDGER)
        told = {
            figure.value: [
                int(overview.amount(figure, year).major) for year in (2018, 2019, 2020)
            ]
            for figure in BudgetFigure
            if overview.minor[:, FIGURES.index(figure)].any()
        }

        assert told == {
            "appropriated": [1000, 0, 400],
            "carried_in": [0, 200, 0],
            "carried_in_committed": [0, 330, 0],
            "restored": [50, 0, 0],
            "virement_in": [80, 0, 0],
            "virement_out": [80, 0, 0],
            "uncovered": [0, 0, 40],
            "paid": [250, 330, 0],
            "open": [0, 0, 290],
            "available": [120, 200, 150],
            "frozen": [60, 0, 0],
            "lapsed": [90, 0, 0],
            "carried_out": [200, 0, 0],
            "carried_out_committed": [330, 0, 0],
            "committed": [600, 0, 0],
            "committed_ahead": [0, 0, 300],
            "released": [20, 0, 0],
            "released_ahead": [0, 0, 10],
            "covered": [0, 0, 250],
            "authority": [0, 0, 500],
            "authority_used": [0, 0, 290],
            "authority_expired": [0, 0, 200],
            "authority_left": [0, 0, 10],
            "unproven": [50, 330, 0],
            "used": [150, 0, 0],
            "returned": [50, 0, 0],
        }

    def test_tells_chapters_apart(self):
        """
        Lines are summed by the level that is asked for; a virement goes from one
        chapter to another.
        """
        chapter = GERMANY.level("kapitel")
        overview = overview_of(LEDGER, chapter)

        assert ("2018", "0803") == overview.cells[0]
        assert euros(80) == overview.amount(BudgetFigure.VIREMENT_IN, 2018, "0803")
        assert euros(80) == overview.amount(BudgetFigure.VIREMENT_OUT, 2018, "0908")
        assert euros(0) == overview.amount(BudgetFigure.PAID, 2018, "0999")
        assert ("0803", "0908", "0908", "0908") == overview.columns()["kapitel"]

    def test_is_a_table(self):
        """
        The years stand beside one another, with their total; what is zero is left
        out.
        """
        overview = overview_of(LEDGER.as_of(date(2018, 12, 1)), GERMANY.level("titel"))

        assert overview.text("de") == DE
        assert str(overview) == overview.text("en")

    def test_names_what_has_no_value(self):
        """
        Money of no part stands first, and is named as such.
        """
        overview = overview_of(
            LEDGER.book(
                entry("q", EntryKind.APPROPRIATION, date(2018, 1, 1), 2018, 5, part="x")
            ),
            Dimension.PART,
        )

        assert str(overview).startswith("no part, in EUR")
        assert "\n\npart x, in EUR" in str(overview)

    def test_of_nothing(self):
        """
        A ledger without entries has no rows.
        """
        overview = overview_of(EMPTY)

        assert (0, "") == (len(overview), str(overview))
        assert euros(0) == overview.amount(BudgetFigure.PAID)

    def test_a_row_is_named_in_full(self):
        """
        Half a name is no row.
        """
        with pytest.raises(InvalidDataError) as caught:
            overview_of(LEDGER, Dimension.PART).amount(BudgetFigure.PAID, 2018)

        assert str(caught.value) == (
            "overview: a row is named by one value for each key\n"
            "  got: 2018\n"
            "  expected: year, part\n"
            "  mend: name them all, in this order"
        )


class TestLevels:
    def test_balances_by_level(self):
        """
        Balances and turnovers are summed by chapter as by any dimension.
        """
        chapter = GERMANY.level("kapitel")
        balances = LEDGER.balances(Dimension.YEAR, chapter)

        assert euros(120) == sum(
            (balances.amount(Account.AVAILABLE, "2018", at) for at in ("0803", "0908")),
            euros(0),
        )
        assert euros(580) == LEDGER.turnovers(chapter).amount(EntryKind.PAYMENT, "0908")
        assert str(LEDGER.balances(chapter)).startswith("chapter 0803\n")

    def test_a_line_that_cannot_be_read(self):
        """
        An entry without a line is on that of its part, which may be none.
        """
        ledger = EMPTY.book(
            entry(
                "b",
                EntryKind.APPROPRIATION,
                date(2018, 1, 1),
                2018,
                1,
                line=None,
                part="care",
            )
        )
        with pytest.raises(BudgetLineError) as caught:
            ledger.balances(GERMANY.level("kapitel"))

        assert str(caught.value) == (
            "ledger, scheme 'de': this is no budget line of the scheme\n"
            "  got: 'care'\n"
            "  expected: for example '0101/001 01': 2 digits for einzelplan, 2 digits "
            "for kapitel, 3 digits for gruppe if any, 2 digits for titel if any\n"
            "  mend: name the line in the entries; where they name none, their part "
            "is taken for it"
        )

    def test_a_part_that_is_no_line_is_not_read_in_vain(self):
        """
        Where entries name their line, nobody reads their part as one.
        """
        ledger = EMPTY.book(
            entry("b", EntryKind.APPROPRIATION, date(2018, 1, 1), 2018, 1, part="care")
        )

        assert (("09",),) == ledger.balances(GERMANY.level("einzelplan")).cells


class TestSpending:
    def test_keeps_the_year_that_granted(self):
        """
        Money that was carried over is spent later and was granted before.
        """
        spending = spending_of(LEDGER)

        assert euros(250) == spending.amount(2018, 2018)
        assert euros(330) == spending.amount(2018, "2019")
        assert euros(0) == spending.amount(2019, 2019)
        assert [90_00, 0, 0] == spending.lapsed.tolist()
        assert [250_00, 330_00, 0] == [
            spending.columns()[f"paid_{year}"][0] for year in (2018, 2019, 2020)
        ]

    def test_is_a_table(self):
        """
        Years that granted money are the rows, years that spent it the columns.
        """
        assert str(spending_of(LEDGER)) == (
            "in EUR   granted  paid 2018  paid 2019  paid 2020  lapsed    left\n"
            "2018    1,050.00     250.00     330.00       0.00   90.00  380.00\n"
            "2019        0.00       0.00       0.00       0.00    0.00    0.00\n"
            "2020      440.00       0.00       0.00       0.00    0.00  440.00"
        )

    def test_of_nothing(self):
        """
        A ledger without entries spent nothing.
        """
        assert 0 == spending_of(EMPTY).paid.sum()

    def test_an_unknown_year(self):
        """
        Years are those of the ledger.
        """
        with pytest.raises(InvalidDataError, match="expected: 2018, 2019, 2020"):
            spending_of(LEDGER).amount(2017, 2018)

"""Which year's money was spent when: year granted by year spent."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from fundmodel.errors import InvalidDataError
from fundmodel.ledgers.accounts import Dimension
from fundmodel.ledgers.coding import Numbers
from fundmodel.ledgers.figures import BudgetFigure
from fundmodel.ledgers.ledger import Ledger
from fundmodel.ledgers.overviews import overview_of
from fundmodel.ledgers.tables import Row, aligned
from fundmodel.money import Money
from fundmodel.sentences import Language, sentence

__all__ = ["Spending", "spending_of"]

_CARRIED_IN = (BudgetFigure.CARRIED_IN, BudgetFigure.CARRIED_IN_COMMITTED)
_LEFT = (
    BudgetFigure.OPEN,
    BudgetFigure.AVAILABLE,
    BudgetFigure.FROZEN,
    BudgetFigure.OTHER_OUT,
)


@attrs.frozen(kw_only=True, eq=False)
class Spending:
    """
    How the money of each year was used.

    In each row `granted` is what was paid in all years together, `lapsed` and `left`.

    Attributes:
        currency: Code of ISO 4217.

        years: The budget years, in the order of time; those that granted money are
            the rows, those to which payments were charged the columns.

        paid: Whole minor units, shape ``(years, years)``, read-only.

        granted: What the year had without what was carried over, shape ``(years,)``;
            also what was promised in advance and is not yet covered.

        lapsed: What ended unused.

        left: What is promised, available or frozen.
    """

    currency: str
    years: tuple[str, ...]
    paid: Numbers
    granted: Numbers
    lapsed: Numbers
    left: Numbers

    def amount(self, granted: str | int, spent: str | int) -> Money:
        """
        Give what was paid in one year out of the money of another.

        Raises:
            InvalidDataError: The ledger has no such budget year.
        """
        row, column = self._place(granted), self._place(spent)
        return Money.from_minor(int(self.paid[row, column]), self.currency)

    def columns(self) -> Mapping[str, tuple[str, ...] | Numbers]:
        """Give plain columns by name, one row for each year that granted money."""
        spent = {f"paid_{y}": self.paid[:, at] for at, y in enumerate(self.years)}
        ends = {"lapsed": self.lapsed, "left": self.left}
        return {"granted_for": self.years, "granted": self.granted, **spent, **ends}

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give a table with a row for each year that granted money."""
        speaking = Language(language)
        said = (
            sentence("granted"),
            *(sentence("paid {year}", year=year) for year in self.years),
            sentence("lapsed"),
            sentence("left"),
        )
        title = sentence("in {currency}", currency=self.currency)
        sums = (self.granted, *self.paid.T, self.lapsed, self.left)
        head = Row(title.render(speaking), tuple(s.render(speaking) for s in said))
        rows = [
            Row(year, tuple(self._said(int(of[at]), speaking) for of in sums))
            for at, year in enumerate(self.years)
        ]
        return aligned((head, *rows))

    def __str__(self) -> str:
        return self.text()

    def _said(self, minor: int, language: Language) -> str:
        text = Money.from_minor(minor, self.currency).render(language)
        return text.rpartition(" ")[0]

    def _place(self, year: str | int) -> int:
        if str(year) in self.years:
            return self.years.index(str(year))
        raise InvalidDataError(
            "the ledger has no such budget year",
            where="spending",
            got=year,
            expected=", ".join(self.years),
            mend="correct it",
        )


def spending_of(ledger: Ledger) -> Spending:
    """
    Tell in which years the money of each year was spent, and what is left of it.

    Money keeps the year that granted it through all carry-overs (`Dimension.ORIGIN`).
    """
    years, places = ledger.terms.labels, ledger.terms.places
    found = overview_of(ledger, Dimension.ORIGIN)
    # No side is without a year: each entry is charged to one.
    pairs = [(places[str(o)], places[str(y)]) for y, o in found.cells]
    origins, charged = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    def column(figure: BudgetFigure) -> Numbers:
        numbers: Numbers = found.minor[:, found.figures.index(figure)]
        return numbers

    def by_origin(minor: Numbers) -> Numbers:
        sums = np.zeros(len(years), dtype=np.int64)
        np.add.at(sums, origins, minor)
        return _read_only(sums)

    paid = np.zeros((len(years), len(years)), dtype=np.int64)
    np.add.at(paid, (origins, charged), column(BudgetFigure.PAID))
    carried = sum(map(column, _CARRIED_IN), np.zeros(len(found), dtype=np.int64))
    left = sum(map(column, _LEFT), np.zeros(len(found), dtype=np.int64))
    return Spending(
        currency=ledger.currency,
        years=years,
        paid=_read_only(paid),
        granted=by_origin(found.had - carried),
        lapsed=by_origin(column(BudgetFigure.LAPSED)),
        left=by_origin(left),
    )


def _read_only(numbers: Numbers) -> Numbers:
    numbers.setflags(write=False)
    return numbers

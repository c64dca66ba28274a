"""What lapses at the end of a budget year unless it is carried over (§ 45 BHO)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from fundmodel.calendars import Event, EventKind
from fundmodel.ledgers.accounts import Dimension
from fundmodel.ledgers.cells import Cell, Key
from fundmodel.ledgers.figures import BudgetFigure
from fundmodel.ledgers.ledger import Ledger
from fundmodel.ledgers.overviews import Overview, overview_of
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, Period
from fundmodel.sentences import Language, Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = ["Lapse", "lapse_events", "lapsing"]


@attrs.frozen(kw_only=True)
class Lapse:
    """
    Money that lapses with its budget year unless somebody acts.

    Attributes:
        year: The budget year in which it stands.

        origin: The budget year that granted it.

        by: What else tells it apart from other money.

        cell: One value for each of these.

        available: What nobody was promised.

        frozen: What is barred.

        committed: What is promised and not paid, as far as a budget bears it.

        ends: The last day of the budget year.

        closes: The last day on which payments may still be booked to it.

        carry_over_until: The last day to which it can be carried over; `None` if it
            cannot, or that year is behind those of the ledger.

        carry_over_to: That budget year; `None` if it cannot be carried over.

        may_be_carried_over: Whether the terms of the ledger let it go to a later
            year.

        is_overdue: Whether the year is over on the day of the look.

        source: Where the terms of the ledger are from.
    """

    year: str
    origin: str
    by: tuple[Key, ...]
    cell: Cell
    available: Money
    frozen: Money
    committed: Money
    ends: date
    closes: date
    carry_over_until: date | None
    carry_over_to: str | None
    may_be_carried_over: bool
    is_overdue: bool
    source: Basis = None

    @property
    def amount(self) -> Money:
        """All of it together."""
        return self.available + self.frozen + self.committed

    @property
    def key(self) -> str:
        """What stays when the amount changes: the years, and what tells it apart."""
        told = zip(self.by, self.cell, strict=True)
        more = (f"{key.value}={value}" for key, value in told if value is not None)
        return "/".join(("lapse", self.year, self.origin, *more))

    def said(self) -> Sentence:
        """Say what lapses, and what can be done."""
        lapses = sentence(
            "{amount} of budget year {year} lapse{of}",
            amount=self.amount,
            year=self.year,
            of=self._of(),
        )
        if not self.may_be_carried_over:
            return sentence("{what}; no carry-over is possible", what=lapses)
        if self.carry_over_to is None:
            return sentence("{what} unless carried over", what=lapses)
        return sentence(
            "{what} unless carried over, at most to {goal}",
            what=lapses,
            goal=self.carry_over_to,
        )

    def _of(self) -> Sentence | str:
        named = tuple(
            sentence("{name} {value}", name=key, value=value)
            for key, value in zip(self.by, self.cell, strict=True)
            if value is not None
        )
        return sentence(" ({where})", where=named) if named else ""

    def render(self, language: Language) -> str:
        """Say it in a line."""
        return sentence("{day}: {what}", day=self.ends, what=self.said()).render(
            language
        )

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


def lapsing(ledger: Ledger, on: date, *by: Key) -> tuple[Lapse, ...]:
    """
    Tell what of the money that is there on a day lapses with its budget year.

    Money of a year may be used until its end (§ 45 Abs. 1 BHO); what is not used can
    be carried over as far as the terms of the ledger say, two years at most for the
    Federation (§ 45 Abs. 2 BHO). Money of years that have not begun is named too.
    Commitment authority is not: the ledger does not tell which budget granted it.

    Args:
        ledger: The ledger; what was booked after the day does not count.

        on: The day of the look.

        by: What is told apart besides the years, for example ``Dimension.LINE``.

    Returns:
        In the order of the years, and of those that granted the money.

    Raises:
        BudgetLineError: A line is none of the scheme whose level is asked for.
    """
    found = overview_of(ledger.as_of(on), Dimension.ORIGIN, *by)
    return tuple(
        lapse
        for row in range(len(found))
        if (lapse := _lapse(ledger, found, row, on)).amount
        != Money.zero(ledger.currency)
    )


def _lapse(ledger: Ledger, found: Overview, row: int, on: date) -> Lapse:
    terms = ledger.terms
    cell = found.cells[row]
    # No row is without a year: each entry is charged to one.
    year, origin = str(cell[0]), str(cell[1])
    period = terms.years[terms.places[year]].period

    def money(*figures: BudgetFigure) -> Money:
        first, *others = (found.amount(figure, *cell) for figure in figures)
        return first - sum(others, Money.zero(ledger.currency))

    last, goal = _goal(ledger, year, origin)
    return Lapse(
        year=year,
        origin=origin,
        by=found.by[2:],
        cell=cell[2:],
        available=money(BudgetFigure.AVAILABLE),
        frozen=money(BudgetFigure.FROZEN),
        committed=money(BudgetFigure.OPEN, BudgetFigure.UNCOVERED),
        ends=period.last,
        closes=period.last + timedelta(days=terms.open_days),
        carry_over_until=None if goal is None else goal.period.last,
        carry_over_to=None if goal is None else goal.label,
        may_be_carried_over=last > terms.places[year],
        is_overdue=on > period.last,
        source=terms.source,
    )


def _goal(ledger: Ledger, year: str, origin: str) -> tuple[int, BudgetYear | None]:
    """Give the place of the last year to carry over to, and the year if known."""
    terms = ledger.terms
    last = terms.places[origin] + (terms.carry_over_years or 0)
    known = terms.places[year] < last < len(terms.years)
    return last, terms.years[last] if known else None


def lapse_events(
    lapses: Iterable[Lapse],
    within: Period | None = None,
    *,
    about: str | None = None,
    who: Text | None = None,
) -> tuple[Event, ...]:
    """
    Give what lapses as deadlines of a calendar, in the order of time.

    The end of a budget year never moves to a working day: money of a year ends with
    the year.

    Args:
        lapses: See :func:`lapsing`.

        within: Which days are asked for; `None` for all.

        about: Whose budget it is: the id of the program, or of the award whose money
            it is.

        who: Whom they concern, if not everybody.
    """
    events = sorted(_events(lapses, about, who), key=lambda event: event.day)
    return tuple(e for e in events if within is None or within.contains(e.day))


def _events(
    lapses: Iterable[Lapse], about: str | None, who: Text | None
) -> Iterator[Event]:
    for lapse in lapses:
        yield Event(
            day=lapse.ends,
            what=lapse.said(),
            kind=EventKind.DEADLINE,
            who=who,
            about=about,
            key=lapse.key,
            source=lapse.source,
        )

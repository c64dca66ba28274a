"""What was carried to the new bodies, what was lost, and whether it all adds up."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from fractions import Fraction
from typing import Generic, TypeVar

import attrs

from fundmodel.errors import LostFiguresError
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, Text, sentence

__all__ = ["Balance", "Carried", "LossReason", "Lost", "SplitTie"]

T = TypeVar("T")

Figure = Fraction | Money
"""A value of an indicator, or an amount."""


class LossReason(enum.Enum):
    """Why a figure could not be carried."""

    NO_SUCCESSION = "no succession"
    """The body is not on the new roster, and nobody says what became of it."""

    NOT_ON_ROSTER = "not on roster"
    """What the body became is not on the new roster either."""

    PART_MISSING = "part missing"
    """Another body that was merged has no value, so the sum is not known."""

    NO_WEIGHT = "no weight"
    """A mean of merged bodies needs the weight of each, not all of them zero."""


@attrs.frozen(kw_only=True)
class Lost:
    """
    A figure that did not arrive.

    Attributes:
        id: The body that has it at the end of the way.

        origins: The bodies it comes from, as they were called before.

        figure: How much: a value in units of the indicator, or an amount. Of a mean
            there is nothing that could be added up: `None`.

        of: The indicator, or the table.

        of_name: What that is called.

        reason: Why.
    """

    id: str
    origins: tuple[str, ...]
    figure: Figure | None
    of: str
    of_name: Text
    reason: LossReason

    def render(self, language: Language) -> str:
        """Give it in one sentence."""
        return _said(self).render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


def _said(loss: Lost) -> Sentence:
    figure = sentence("a value") if loss.figure is None else loss.figure
    values: dict[str, object] = {
        "of": loss.of_name,
        "figure": figure,
        "id": loss.id,
    }
    if loss.reason is LossReason.NO_SUCCESSION:
        return sentence(
            "{of}: {figure} of {id} is lost: it is not on the new roster, and nothing "
            "says what it became",
            **values,
        )
    values["origins"] = loss.origins
    if loss.reason is LossReason.NOT_ON_ROSTER:
        return sentence(
            "{of}: {figure} of {origins} is lost: it went to {id}, which is not on the "
            "new roster",
            **values,
        )
    if loss.reason is LossReason.PART_MISSING:
        return sentence(
            "{of}: {figure} of {origins} is lost: not all of them have a value, so "
            "there is none for {id}",
            **values,
        )
    return sentence(
        "{of}: {figure} of {origins} is lost: without their weights there is no mean "
        "for {id}",
        **values,
    )


@attrs.frozen(kw_only=True)
class Balance:
    """
    The sum of one indicator or table before and after.

    Attributes:
        of: The indicator, or the table.

        before: Sum of the old bodies.

        after: Sum of the new bodies.

        lost: Sum of what was lost.
    """

    of: str
    before: Figure
    after: Figure
    lost: Figure

    @property
    def conserved(self) -> bool:
        """Whether nothing was made and nothing went without being named."""
        return _number(self.before) == _number(self.after) + _number(self.lost)


def _number(figure: Figure) -> Fraction:
    return Fraction(figure.minor) if isinstance(figure, Money) else figure


@attrs.frozen(kw_only=True)
class SplitTie:
    """
    Equal remainders in a split; who stands first got the unit.

    Attributes:
        of: The indicator, or the table.

        old: The body that was split.

        new: Its parts.
    """

    of: str
    old: str
    new: tuple[str, ...]


@attrs.frozen(kw_only=True, eq=False)
class Carried(Generic[T]):
    """
    Figures of the old bodies, with the new ones.

    Attributes:
        thing: The roster or table with the new bodies.

        lost: What did not arrive, by name.

        appeared: Ids of new bodies to which nothing led.

        balances: Sums before and after, of each indicator that can be summed, or of
            the table.

        ties: Splits in which equal remainders were decided by the order of the parts.

        incomplete: Ids of bodies that took over from several of whom some had no row.
            Figures of a roster are then missing and among the lost; an amount of a
            table is that of the others.
    """

    thing: T
    lost: tuple[Lost, ...]
    appeared: tuple[str, ...]
    balances: tuple[Balance, ...]
    ties: tuple[SplitTie, ...]
    incomplete: tuple[str, ...] = ()

    @property
    def conserved(self) -> bool:
        """Whether each sum before is the sum after and what was lost, exactly."""
        return all(balance.conserved for balance in self.balances)

    def raise_if_lost(self) -> T:
        """
        Give the thing, or refuse it if anything was lost.

        Raises:
            LostFiguresError: Something was; the first loss is named.
        """
        if not self.lost:
            return self.thing
        count = len(self.lost)
        many = "a figure was" if count == 1 else f"{count:,} figures were"
        raise LostFiguresError(
            f"{many} lost on the way to the new bodies",
            where="crosswalk",
            got=self.lost[0],
            expected="a new body for each figure",
            mend="add the successions that are missing, or read `lost` and go on "
            "without raise_if_lost",
        )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Name what was lost and who appeared, one a line."""
        language = Language(language)
        return "\n".join(line.render(language) for line in self._told())

    def _told(self) -> Iterator[Lost | Sentence]:
        yield from self.lost
        for id_ in self.appeared:
            yield sentence("nothing was carried to {id}", id=id_)
        for id_ in self.incomplete:
            yield sentence(
                "{id} took over from several bodies, and not all of them had a row",
                id=id_,
            )

    def __str__(self) -> str:
        return self.text()

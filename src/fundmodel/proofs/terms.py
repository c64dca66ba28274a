"""What a financing plan binds to, and when the proof of use is due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Self

import attrs

from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.jurisdictions import Jurisdiction, Parameter
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis

__all__ = ["ProofTerms"]

LINE, TOTAL, WORKING_DAYS = "line_tolerance", "total_tolerance", "working_days"

Ratio = Fraction | Decimal | int | str


def _ratio(value: Ratio) -> Fraction:
    return exact_ratio(value, where="tolerance")


def _maybe_ratio(value: Ratio | None) -> Fraction | None:
    return None if value is None else _ratio(value)


def _part_of_whole(
    _: object, attribute: attrs.Attribute[Fraction], value: Fraction | None
) -> None:
    if value is not None and not 0 <= value <= 1:
        raise InvalidModelError(
            "a tolerance is no share of a plan",
            where=attribute.name,
            got=PerCent(value),
            expected="0 % to 100 %",
            mend='write "20 %" for one fifth; 0 % lets nothing be exceeded',
        )


def _asked(jurisdiction: Jurisdiction, topic: str, day: date) -> Parameter:
    """Give a figure; one that the jurisdiction does not have is open."""
    if topic in jurisdiction.topics:
        return jurisdiction.parameter(topic, day)
    return Parameter(topic=topic, valid_from=date.min)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class ProofTerms:
    """
    What a financing plan binds to, and when the proof is due (Nachweisbedingungen).

    By no. 1.2 of the general terms for project grants (ANBest-P) the total of the plan
    is binding, and a line may exceed by 20 % as far as savings in other lines offset
    it. Lines and total are not examined where a fixed amount was granted.

    Attributes:
        line_tolerance: By which share of its plan a line may exceed, such as
            ``"20 %"``, and at most 100 %; `None` where lines do not bind.

        offset_needed: Whether a line may exceed only what savings in others offset.

        total_binding: Whether the total of the plan binds.

        total_tolerance: By which share the total may exceed, at own cost.

        due: How long after the end of the period the proof is due, or the day;
            `None` where nobody says. What runs after a period begins when the day
            after it begins (§ 187 Abs. 2 BGB): six months after 28 February end on
            31 August.

        moves: Whether that day moves to the next working day.

        open: Figures of the jurisdiction for which no source was found. What
            depends on them is not decided, and the examination says so.

        source: The provision.
    """

    line_tolerance: Fraction | None = attrs.field(
        default=None, converter=_maybe_ratio, validator=_part_of_whole
    )
    offset_needed: bool = True
    total_binding: bool = True
    total_tolerance: Fraction = attrs.field(
        default=Fraction(0), converter=_ratio, validator=_part_of_whole
    )
    due: Span | date | None = None
    moves: bool = True
    open: tuple[Parameter, ...] = attrs.field(
        default=(), converter=tuple[Parameter, ...]
    )
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        known = {LINE: self.line_tolerance, TOTAL: self.total_tolerance or None}
        for one in self.open:
            if not one.is_open or known.get(one.topic) is not None:
                raise InvalidModelError(
                    "a figure is said to be open and is known",
                    where="terms of a proof",
                    got=one.topic,
                    expected="a parameter without a value, and no such tolerance",
                    mend="leave it out of `open`, or leave the tolerance out",
                )

    @classmethod
    def of(
        cls,
        jurisdiction: Jurisdiction,
        day: date,
        *,
        due: Span | date | None = None,
        moves: bool | None = None,
    ) -> Self:
        """
        Take the tolerances of a jurisdiction as they hold on a day.

        Args:
            jurisdiction: Its profile.

            day: The day of the award.

            due: When the proof is due; the award or the directive says so.

            moves: Whether that day moves; `None` asks the jurisdiction. Where that
                is open it moves, as nobody is late on an open figure.

        Returns:
            Terms in which everything without a source is named as open, and so is
            what the jurisdiction does not know at all.

        Raises:
            InvalidDataError: The jurisdiction has such a figure, and none for the
                day.

            InvalidModelError: Its figure is no share from 0 % to 100 %.
        """
        is_asked = due is not None and moves is None
        topics = (LINE, TOTAL, WORKING_DAYS) if is_asked else (LINE, TOTAL)
        line, total, *rest = found = [_asked(jurisdiction, t, day) for t in topics]
        known: dict[str, Fraction] = {}
        for one in (line, total):
            if not one.is_open:
                known[one.topic] = jurisdiction.value(one.topic, day, Fraction)
        for one in rest:
            moves = one.is_open or jurisdiction.value(one.topic, day, bool)
        return cls(
            line_tolerance=known.get(LINE),
            total_tolerance=known.get(TOTAL, Fraction(0)),
            due=due,
            moves=moves is not False,
            open=[one for one in found if one.is_open],
            source=line.source or total.source,
        )

    def is_open(self, topic: str) -> bool:
        """Whether no source was found for a figure."""
        return any(one.topic == topic for one in self.open)

    def deadline(self, end: date) -> Deadline | None:
        """
        Give the last day for the proof; `None` where nobody says.

        Args:
            end: The last day of the period.

        Raises:
            InvalidDataError: It lies after the end of the calendar.
        """
        if self.due is None:
            return None
        if isinstance(self.due, Span):
            return Deadline.after_period(end, self.due, moves=self.moves)
        return Deadline(self.due, moves=self.moves)

"""Under which terms decisions are made, and which version of a program governs them."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.awards.amounts import a_day_if_any
from fundmodel.awards.award import Award
from fundmodel.errors import AwardError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.programs import Program
from fundmodel.recipients import Roster

__all__ = ["AwardTerms", "governing"]


@attrs.frozen(kw_only=True, field_transformer=of_data)
class AwardTerms:
    """
    What decisions on applications are held to; each is `None` where nobody asks.

    Attributes:
        program: The program; refused are decisions before it, after its end, or
            before the part was in it, and money out of years that it does not have.

        roster: Whoever is granted money has to be on it.

        deadline: The last day on which an application may have been received; where
            it moves to a working day, the day to which it moved.

        more_than: What an award has to be more than; see the parameter
            ``"minimum_award"`` of a jurisdiction.
    """

    program: Program | None = None
    roster: Roster | None = None
    deadline: date | None = attrs.field(default=None, validator=a_day_if_any)
    more_than: Money | None = None


def governing(program: Program, award: Award, *, on: date | None = None) -> Program:
    """
    Give the version of a program that was in force when an award was decided.

    A later amendment of the program does not change what was awarded; a later
    decision about the award is made under the version of its own day.

    Args:
        program: With all its amendments.

        award: What was granted.

        on: Which decision is meant: the last one, award or amendment, made by that
            day; `None` for the award itself.

    Raises:
        AwardError: The award was not decided by then, is in another currency, or its
            part was not in the program on the day of the decision.
    """
    where = f"award {award.id!r}, program {program.id!r}"
    decided = award.decided
    if on is not None:
        award.decided_by(on)
        made = (one.decided for one in award.amendments if one.decided <= on)
        decided = max((decided, *made))
    if award.currency != program.currency:
        raise AwardError(
            "the award is in another currency than the program",
            where=where,
            got=award.currency,
            expected=program.currency,
            mend="take the program that it belongs to",
        )
    version = program.after(decided)
    if all(part.id != award.part for part in version.parts):
        raise AwardError(
            "the part was not in the program when the award was decided",
            where=where,
            got=f"part {award.part!r} on {decided}",
            expected=", ".join(part.id for part in version.parts),
            mend="correct the part or the day",
        )
    return version

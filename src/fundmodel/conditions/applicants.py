"""Who applied, and who did so too late: what conditions and requests share."""

from __future__ import annotations

import difflib
from datetime import date

import numpy as np
import numpy.typing as npt

from fundmodel.applications import Applications
from fundmodel.claims import said_of
from fundmodel.conditions.exclusions import need_one_row_each
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.facts import Facts
from fundmodel.filings import day_number, numbered_day
from fundmodel.indicators import BoolArray
from fundmodel.sentences import sentence
from fundmodel.steps import State

__all__ = ["applicants_of", "days_of_receipt", "leave_out_late"]


def applicants_of(
    state: State, facts: Facts
) -> tuple[Applications, npt.NDArray[np.int64]]:
    """
    Give the applications, and where the applicant of each stands.

    Returns:
        The applications, and positions on the roster, shape ``(applications,)``.

    Raises:
        AllocationError: No applications were given, or somebody applied who is not
            on the roster.

        DataLackingError: A row stands for others, of whom nobody knows who applied.
    """
    applications = facts.all_applications()
    need_one_row_each(
        state, sentence("who applied cannot be told of a row that stands for others")
    )
    known = state.roster.positions
    applicants = applications.applicants
    positions = np.fromiter(
        (known.get(id_, -1) for id_ in applicants),
        dtype=np.int64,
        count=len(applicants),
    )
    strangers = np.flatnonzero(positions < 0).tolist()
    if strangers:
        near = difflib.get_close_matches(applicants[strangers[0]], known, n=1)
        names = tuple(f"{applicants[i]} ({applications.ids[i]})" for i in strangers)
        raise AllocationError(
            "somebody applied who is not on the roster",
            where=f"applications {applications.id!r}, roster {state.roster.id!r}",
            got=said_of(names),
            expected="applicants that are on the roster",
            mend=f"did you mean {near[0]!r}?"
            if near
            else "correct the ids, or take the roster that the applications belong to",
        )
    return applications, positions


def days_of_receipt(
    applications: Applications, asked: BoolArray
) -> npt.NDArray[np.int64]:
    """
    Give the days of receipt as whole numbers that sort like days.

    Args:
        applications: All of them.

        asked: Whose day has to be known, shape ``(applications,)``.

    Raises:
        InvalidDataError: Nobody says when one of these was received.
    """
    days = applications.received or (None,) * len(applications)
    numbers = np.fromiter(
        (0 if day is None else day_number(day) for day in days), dtype=np.int64
    )
    unknown = np.flatnonzero(asked & (numbers == 0)).tolist()
    if unknown:
        raise InvalidDataError(
            "nobody says when an application was received, and there is a deadline",
            where=f"applications {applications.id!r}",
            got=said_of(tuple(str(applications.application_at(i)) for i in unknown)),
            expected="a day of receipt",
            mend="find the day, or leave the deadline out",
        )
    return numbers


def leave_out_late(state: State, days: npt.NDArray[np.int64], deadline: date) -> State:
    """
    Take out whoever is later than a deadline, with the day as the reason.

    Args:
        state: Who may claim so far.

        days: The day of receipt of each claimant, as a whole number, shape ``(n,)``;
            0 for who cannot be late.

        deadline: The last day.
    """
    late = days > day_number(deadline)
    found, code = np.unique(days[late], return_inverse=True)
    place = np.zeros(len(days), dtype=np.int64)
    place[late] = code
    return state.becomes(
        eligible=state.eligible & ~late,
        reason=np.where(
            state.eligible & late, len(state.reasons) + place, state.reason
        ),
        reasons=(
            *state.reasons,
            *(
                sentence(
                    "too late: received on {day}, due by {deadline}",
                    day=numbered_day(number),
                    deadline=deadline,
                )
                for number in found.tolist()
            ),
        ),
    )

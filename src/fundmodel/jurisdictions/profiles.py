"""What holds in one jurisdiction, looked up by day and never carried over."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterator
from datetime import date
from itertools import combinations
from typing import TypeGuard, TypeVar

import attrs

from fundmodel.due_dates import Deadline
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.interest.arguments import check_is
from fundmodel.jurisdictions.holidays import Holidays
from fundmodel.jurisdictions.parameters import Parameter
from fundmodel.sentences import Language, Text, cited

__all__ = ["Jurisdiction"]

Kind = TypeVar("Kind")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Jurisdiction:
    """
    The figures that one jurisdiction sets (Rechtsraum), each dated.

    Attributes:
        id: A short name, for example ``"de-bw"``.

        name: What it is called.

        parameters: The figures, and those that are open.

        holidays: The public holidays, as far as they are known.

    Raises:
        InvalidModelError: Two figures of one topic hold on the same day.
    """

    id: str
    name: Text
    parameters: tuple[Parameter, ...] = attrs.field(
        default=(), converter=tuple[Parameter, ...]
    )
    holidays: Holidays | None = None

    def __attrs_post_init__(self) -> None:
        for one, other in combinations(self.parameters, 2):
            if one.topic == other.topic and one.overlaps(other):
                raise InvalidModelError(
                    "two figures hold on the same day",
                    where=f"jurisdiction {self.id}, {one.topic}",
                    got=f"from {one.valid_from} and from {other.valid_from}",
                    expected="one figure for each day",
                    mend="end the earlier one before the later begins",
                )

    @property
    def topics(self) -> tuple[str, ...]:
        """What it has figures about, open ones included, each once."""
        return tuple(dict.fromkeys(one.topic for one in self.parameters))

    def parameter(self, topic: str, on: date) -> Parameter:
        """
        Give a figure as it holds on a day; it may be open.

        Raises:
            InvalidDataError: There is none for that day, or none at all; or the day
                is no calendar day.
        """
        check_is(on, date, where="on", mend="write date(2026, 12, 1), without a time")
        known = [one for one in self.parameters if one.topic == topic]
        for one in known:
            if one.holds_on(on):
                return one
        if not known:
            raise self._no_topic(topic)
        raise InvalidDataError(
            "the figure is not known for this day",
            where=f"jurisdiction {self.id}, {topic}",
            got=on,
            expected=" or ".join(map(_times, known)),
            mend="look the figure up, and add it with its time and source",
        )

    def value(self, topic: str, on: date, kind: type[Kind]) -> Kind:
        """
        Give the value of a figure as it holds on a day.

        Args:
            topic: What it is about.

            on: The day.

            kind: The class that it must have, for example `Money`.

        Raises:
            InvalidDataError: There is none for that day, it is open, or of another
                kind.
        """
        found = self.parameter(topic, on)
        if _is_a(found.value, kind):
            return found.value
        where = f"jurisdiction {self.id}, {topic}"
        if found.value is None:
            raise InvalidDataError(
                "the figure is open: no source was found",
                where=where,
                got=found.note or "",
                expected="a figure with a source",
                mend="look it up here; that of another jurisdiction does not count",
            )
        raise InvalidDataError(
            "the figure is of another kind",
            where=where,
            got=type(found.value).__name__,
            expected=kind.__name__,
            mend=f"ask for {type(found.value).__name__}",
        )

    def supplement(self, *parameters: Parameter) -> Jurisdiction:
        """
        Give the jurisdiction with more figures; they take the place of open ones.

        Raises:
            InvalidModelError: A figure is known already for one of the days.
        """
        kept = [
            one
            for one in self.parameters
            if not (one.is_open and any(_replaces(more, one) for more in parameters))
        ]
        return attrs.evolve(self, parameters=(*kept, *parameters))

    def falls_on(
        self, deadline: Deadline, holidays: Container[date] | None = None
    ) -> date:
        """
        Give the day on which a deadline ends here.

        Where the profile says that deadlines do not move (``working_days``), none does.

        Args:
            deadline: The deadline; one that does not move needs no holidays.

            holidays: The public holidays, where the profile has none or others.

        Raises:
            InvalidDataError: The holidays are not known for the day.
        """
        if not deadline.moves or self._stays(deadline.day):
            return deadline.day
        if holidays is not None:
            return deadline.falls_on(holidays)
        known = self.holidays
        if known is not None:
            day = deadline.falls_on(known.days)
            if known.period.contains(deadline.day) and known.period.contains(day):
                return day
        raise InvalidDataError(
            "the public holidays are not known",
            where=f"jurisdiction {self.id}",
            got=deadline.day,
            expected="holidays from the caller"
            if known is None
            else f"a deadline in {known.period}",
            mend="pass the holidays of the place, or give the profile its own",
        )

    def _stays(self, day: date) -> bool:
        return any(
            one.topic == "working_days" and one.holds_on(day) and one.value is False
            for one in self.parameters
        )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give all figures, one a line, each with its source."""
        return "\n".join(self._told(Language(language)))

    def _told(self, language: Language) -> Iterator[str]:
        yield f"{self.name.render(language)} ({self.id})"
        for one in self.parameters:
            yield f"  {one.render(language)}{cited(one.source, language)}"
            if one.note is not None:
                yield f"    {one.note.render(language)}"

    def _no_topic(self, topic: str) -> InvalidDataError:
        near = difflib.get_close_matches(str(topic)[:100], self.topics, n=1)
        return InvalidDataError(
            "the jurisdiction has no figure of this name",
            where=f"jurisdiction {self.id}",
            got=topic,
            expected=", ".join(self.topics) or "a jurisdiction with figures",
            mend=f"did you mean {near[0]!r}?"
            if near
            else "add it with its time and source",
        )

    def __str__(self) -> str:
        return self.text()


def _is_a(value: object, kind: type[Kind]) -> TypeGuard[Kind]:
    # To Python, `True` is a whole number too.
    is_other = isinstance(value, bool) and kind is not bool
    return isinstance(value, kind) and not is_other


def _times(parameter: Parameter) -> str:
    if parameter.valid_until is None:
        return f"{parameter.valid_from} or later"
    return f"{parameter.valid_from} to {parameter.valid_until}"


def _replaces(more: Parameter, one: Parameter) -> bool:
    return more.topic == one.topic and more.overlaps(one)

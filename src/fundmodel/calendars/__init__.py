"""
Calendars: what happens on which day in a program, as data and as an iCalendar file.

A key date never moves. A deadline may move to the next working day; on which day that
is depends on the holidays of the place, which the caller names.

Each event says what it is about and has a key, such as ``"proof-due"``, which stays
when its day or its words change. Kind, about, key and who make the identifier in a
calendar.
"""

from fundmodel.calendars.events import Event, EventKind, instalment_events
from fundmodel.calendars.icalendar import to_icalendar
from fundmodel.calendars.occurrences import program_events

__all__ = [
    "Event",
    "EventKind",
    "instalment_events",
    "program_events",
    "to_icalendar",
]

"""Tests of `fundmodel.calendars`."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel import catalog
from fundmodel.bodies import Recipient
from fundmodel.calendars import (
    Event,
    EventKind,
    instalment_events,
    program_events,
    to_icalendar,
)
from fundmodel.changes import Amendment, SetPeriod
from fundmodel.conditions import Eligible, EligibleApplied
from fundmodel.due_dates import Deadline, Instalments
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand
from fundmodel.payment_plans import MilestoneReached, PaymentPlan, Tranche
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.rules import AllocationRule, ByKind, KindRule, Round, Share
from fundmodel.sentences import Language, Text, sentence
from fundmodel.sources import Source

PERIOD = Period(date(2017, 1, 1), date(2018, 12, 31))
YEARS = [BudgetYear.calendar(2017), BudgetYear.calendar(2018)]
TOWN = Recipient(id="t", name="Aue", kind="town")
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1
).filter(str.strip)


def strand(*provisions, **more):
    """Give a part with a rule."""
    return Strand(
        id="housing",
        name=Text({"en": "Housing", "de": "Wohnen"}),
        legal_nature=LegalNature.GRANT,
        rule=AllocationRule(*provisions, Round("0.01")),
        **more,
    )


def musterfonds(*parts, **more):
    """Give a program that does not exist."""
    return Program(
        name=Text("Musterfonds"),
        currency="EUR",
        **{"id": "muster", "years": YEARS, "parts": parts, **more},
    )


def counted(day, **more):
    """Share by what is counted on a day."""
    return Share(by="arrivals", key_date=day, **more)


def event(day=date(2018, 3, 30), what="Report", **more):
    """Give a deadline."""
    about = {"kind": EventKind.DEADLINE, "moves": True, **more}
    return Event(day=day, what=Text(what), **about)


def unfolded(text):
    """Read an iCalendar file as RFC 5545 says: unfold, then cut into lines."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def values(text, name):
    """Give all values of a property."""
    lines = (line.split(":", 1) for line in unfolded(text))
    return [value for key, value in lines if key.split(";")[0] == name]


def unescaped(value):
    """Take the backslashes out again."""
    marked = value.replace("\\\\", "\0").replace("\\n", "\n")
    return marked.replace("\\;", ";").replace("\\,", ",").replace("\0", "\\")


class TestEvent:
    def test_a_key_date_never_moves(self):
        """
        Who counts on another day counts other people.
        """
        with pytest.raises(InvalidModelError) as caught:
            event(kind=EventKind.KEY_DATE)

        assert str(caught.value) == (
            "event Report: a key date never moves\n"
            "  got: 2018-03-30\n"
            "  expected: a deadline, or an event that does not move\n"
            "  mend: leave out that it moves, or make it a deadline"
        )

    def test_falls_on_a_working_day(self):
        """
        A deadline moves over the holidays that the caller names.
        """
        easter = {date(2018, 3, 30), date(2018, 4, 2)}

        assert date(2018, 4, 3) == event().falls_on(easter)
        assert date(2018, 3, 30) == event(moves=False).falls_on(easter)

    def test_says_what_happens_when(self):
        """
        Day, event and who is concerned.
        """
        assert str(event()) == "30 March 2018 or the next working day: Report"
        assert event(moves=False, who=Text("Aue")).render(Language.GERMAN) == (
            "30. März 2018: Report (Aue)"
        )


class TestProgramEvents:
    def test_has_the_key_dates_of_each_year(self):
        """
        What comes back each year is there each year, a fixed day once.
        """
        yearly = strand(counted(KeyDate.yearly(month=9, day=15)))
        fixed = strand(counted(KeyDate(date(2016, 9, 15))))

        assert [date(2017, 9, 15), date(2018, 9, 15)] == [
            one.day for one in program_events(musterfonds(yearly))
        ]
        assert [
            ("15 September 2016: Housing: day of counting", EventKind.KEY_DATE, False)
        ] == [
            (str(one), one.kind, one.moves)
            for one in program_events(musterfonds(fixed))
        ]

    def test_finds_key_dates_inside_of_rules(self):
        """
        Rules that hold rules are looked into.
        """
        inner = AllocationRule(counted(KeyDate(date(2016, 9, 15))), Round("0.01"))
        rule = AllocationRule(ByKind([KindRule(inner, kinds=("town",))]))
        part = attrs.evolve(strand(counted(None)), rule=rule)

        assert [date(2016, 9, 15)] == [
            one.day for one in program_events(musterfonds(part))
        ]

    def test_leaves_out_what_a_short_year_lacks(self):
        """
        A year that ends in June has no key date in September.
        """
        short = BudgetYear("2018", Period(date(2018, 1, 1), date(2018, 6, 30)))
        part = strand(counted(KeyDate.yearly(month=9, day=15)))

        assert [date(2017, 9, 15)] == [
            one.day
            for one in program_events(musterfonds(part, years=[YEARS[0], short]))
        ]

    def test_has_the_deadlines_of_applications(self):
        """
        The last day for applications is a deadline of whoever may apply.
        """
        law = Source(title="Musterrichtlinie", place="Nr. 7")
        closes = EligibleApplied(deadline=KeyDate(date(2017, 7, 15)), source=law)
        program = musterfonds(strand(closes, Share(by="arrivals")))

        assert [
            Event(
                day=date(2017, 7, 15),
                what=found.what,
                kind=EventKind.DEADLINE,
                who=Text("Aue"),
                about="muster/housing",
                key="application-deadline",
                detail=closes.describe(),
                source=law,
            )
            for found in program_events(program, TOWN)
        ] == list(program_events(program, TOWN))
        assert "15 July 2017: Housing: last day for applications (Aue)" == str(
            program_events(program, TOWN)[0]
        )
        assert program_events(program)[0].who is None

    @pytest.mark.parametrize(
        ("recipient", "days"),
        [
            (None, 1),
            (TOWN, 1),
            (Recipient(id="d", name="Kreis", kind="district"), 0),
            (Recipient(id="r", name="all others", kind="remainder"), 1),
            (attrs.evolve(TOWN, valid=Period(date(2018, 1, 1), date.max)), 0),
            (attrs.evolve(TOWN, valid=PERIOD), 1),
        ],
    )
    def test_leaves_out_what_does_not_concern_the_recipient(self, recipient, days):
        """
        Parts for other kinds are left out, and days on which it does not exist.
        """
        part = strand(Eligible(kinds=("town",)), counted(KeyDate(date(2017, 9, 15))))

        assert days == len(program_events(musterfonds(part), recipient))

    def test_has_the_milestones_in_order(self):
        """
        Beginning, amendments and end stand in the order of time.
        """
        longer = Period(PERIOD.first, date(2019, 12, 31))
        program = musterfonds(
            Strand(id="s", name=Text("S"), legal_nature=LegalNature.GRANT),
            period=PERIOD,
            amendments=[
                Amendment(day=date(2018, 7, 1), changes=[SetPeriod(period=longer)]),
                Amendment(
                    day=date(2018, 2, 1),
                    changes=[SetPeriod(period=longer)],
                    title=Text("Prolonged"),
                    note=Text("by a year"),
                ),
            ],
        )

        assert [
            "1 January 2017: the program begins",
            "1 February 2018: Prolonged",
            "1 July 2018: an amendment takes effect",
            "31 December 2018: the program ends",
        ] == [str(one) for one in program_events(program)]

    def test_of_the_pakt(self):
        """
        Heads were counted on 15 September, in 2017 and 2018.
        """
        events = program_events(catalog.load("pakt-fuer-integration"))

        assert {date(2017, 9, 15), date(2018, 9, 15)} == {
            one.day for one in events if one.kind is EventKind.KEY_DATE
        }


class TestInstalmentEvents:
    def test_of_33_fag(self):
        """
        Quarterly on the 10th of the third month (§ 33 FAG).
        """
        law = Source(title="FAG", place="§ 33")
        events = instalment_events(
            Instalments(months=(3, 6, 9, 12), day=10),
            YEARS[0].period,
            what=Text("instalment"),
            who=Text("Aue"),
            moves=True,
            source=law,
        )

        assert [3, 6, 9, 12] == [one.day.month for one in events]
        assert {(EventKind.INSTALMENT, True, law)} == {
            (one.kind, one.moves, one.source) for one in events
        }


class TestToIcalendar:
    def test_is_a_file_of_rfc_5545(self):
        """
        The whole of a small file.
        """
        text = to_icalendar(
            [
                event(
                    who=Text("Aue"),
                    about="Z-1",
                    detail=Text("proof; use, and more"),
                    source=Source(title="Award"),
                )
            ],
            stamp=datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2))),
        )
        lines = text.split("\r\n")
        uid = next(line for line in lines if line.startswith("UID:"))

        assert [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//fundmodel//calendars//EN",
            "BEGIN:VEVENT",
            uid,
            "DTSTAMP:20260701T120000Z",
            "DTSTART;VALUE=DATE:20180330",
            "SUMMARY:Report",
            (
                "DESCRIPTION:Aue\\nZ-1\\n30 March 2018 or the next working day"
                "\\nproof\\; use\\, "
            ),
            " and more\\nAward",
            "CATEGORIES:deadline",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ] == lines

    def test_says_from_where_a_deadline_moved(self):
        """
        With holidays, the event stands on the day it moved to.
        """
        easter = {date(2018, 3, 30), date(2018, 4, 2)}
        text = to_icalendar([event()], holidays=easter, language="de")

        assert ["20180403"] == values(text, "DTSTART")
        assert ["verlegt vom 30. März 2018"] == values(text, "DESCRIPTION")
        assert ["Frist"] == values(text, "CATEGORIES")

    def test_an_event_without_more_has_no_description(self):
        """
        Nothing to say is not said.
        """
        assert [] == values(to_icalendar([event(moves=False)]), "DESCRIPTION")

    @given(st.lists(st.tuples(DAYS, TEXTS), min_size=1, max_size=4))
    def test_is_the_same_for_the_same_events(self, drawn):
        """
        No clock gets in; each event is written once and has an identifier of its own.
        """
        events = [event(day, what, about="a") for day, what in drawn]
        text = to_icalendar(events * 2)
        uids = values(text, "UID")

        assert text == to_icalendar(events)
        assert len(set(drawn)) == len(uids) == len(set(uids))

    def test_an_identifier_stays_when_holidays_move_the_event(self):
        """
        A calendar that reads the file again finds its events.
        """
        plain, moved, cited = (
            to_icalendar([event()]),
            to_icalendar([event()], holidays={date(2018, 3, 30)}),
            to_icalendar([event(source=Source(title="Award"))]),
        )

        assert values(plain, "DTSTART") != values(moved, "DTSTART")
        assert values(plain, "UID") == values(moved, "UID") == values(cited, "UID")

    @given(TEXTS)
    def test_no_line_is_too_long_and_nothing_is_lost(self, what):
        """
        Lines have 75 octets at most; unfolded and unescaped, the text is the same.
        """
        text = to_icalendar([event(what=what)])

        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
        assert [what] == [unescaped(value) for value in values(text, "SUMMARY")]

    def test_the_stamp_has_a_time_zone(self):
        """
        A time of nowhere is refused.
        """
        with pytest.raises(InvalidDataError) as caught:
            to_icalendar([event()], stamp=datetime(2026, 7, 1))  # noqa: DTZ001  refused

        assert str(caught.value) == (
            "stamp: the stamp of a calendar has no time zone\n"
            "  got: 2026-07-01 00:00:00\n"
            "  expected: a time with its time zone\n"
            "  mend: write datetime(2026, 7, 1, tzinfo=UTC), or leave it out"
        )

    def test_an_empty_one(self):
        """
        RFC 5545 knows no calendar without an event, so none is written.
        """
        with pytest.raises(InvalidDataError) as caught:
            to_icalendar(program_events(musterfonds()))

        assert str(caught.value) == (
            "events: there is no event, and a calendar has at least one\n"
            "  expected: at least one event (RFC 5545, section 3.6)\n"
            "  mend: write no file where nothing happens"
        )

    @pytest.mark.parametrize("stamp", [date(2026, 7, 1), None])
    def test_the_stamp_is_a_time(self, stamp):
        """
        A day alone is no time.
        """
        with pytest.raises(InvalidDataError, match="has no time zone"):
            to_icalendar([event()], stamp=stamp)

    def test_the_stamp_lies_in_the_calendar(self):
        """
        Python knows no time before the year 1.
        """
        east = timezone(timedelta(hours=2))

        with pytest.raises(InvalidDataError, match="lies outside the calendar"):
            to_icalendar([event()], stamp=datetime(1, 1, 1, tzinfo=east))

    def test_a_year_has_four_digits(self):
        """
        Also one before 1000.
        """
        text = to_icalendar([event(date(987, 6, 5), moves=False)])

        assert ["09870605"] == values(text, "DTSTART")

    def test_no_control_character_gets_in(self):
        """
        Any line end is one, and what RFC 5545 lets no text have is replaced.
        """
        what = sentence("{said}", said="a\r\nb\rc\u2028d\x07e\ud800f")
        text = to_icalendar([attrs.evolve(event(key="k"), what=what)])

        assert ["a\\nb\\nc\\nd\ufffde\ufffdf"] == values(text, "SUMMARY")

    def test_refuses_an_unknown_language(self):
        """
        The error lists the languages.
        """
        with pytest.raises(InvalidDataError) as caught:
            to_icalendar([event()], language="fr")

        assert str(caught.value) == (
            "language: sentences are not available in this language\n"
            "  got: 'fr'\n"
            "  expected: 'en' or 'de'\n"
            "  mend: write language='en'"
        )


class TestIdentifiers:
    def test_of_two_programs(self):
        """
        The same day of two programs is two events.
        """
        part = strand(counted(KeyDate.yearly(month=9, day=15)))
        one, other = (musterfonds(part, period=PERIOD, id=id) for id in "ab")
        text = to_icalendar([*program_events(one), *program_events(other)])

        assert 2 * len(program_events(one)) == len(set(values(text, "UID")))

    def test_stay_when_a_rule_is_amended(self):
        """
        Another day and other words are the same deadline; revisions are not counted.
        """
        parts = [
            strand(
                EligibleApplied(deadline=KeyDate.yearly(month=7, day=day)),
                counted(None),
            )
            for day in (15, 31)
        ]
        before, after = (
            to_icalendar(program_events(musterfonds(part))) for part in parts
        )

        assert values(before, "UID") == values(after, "UID")
        assert values(before, "DTSTART") != values(after, "DTSTART")
        assert values(before, "DESCRIPTION") != values(after, "DESCRIPTION")
        assert [] == values(after, "SEQUENCE")

    def test_are_told_apart_in_a_part(self):
        """
        The second key date of a part has a number.
        """
        days = [KeyDate(date(2016, 9, 15)), KeyDate.yearly(month=9, day=15)]
        events = program_events(musterfonds(strand(*map(counted, days))))

        assert [
            ("muster/housing", "key-date"),
            ("muster/housing", "key-date-2/2017"),
            ("muster/housing", "key-date-2/2018"),
        ] == [(one.about, one.key) for one in events]

    def test_of_payments(self):
        """
        Tranches are known by their ids, instalments by their months.
        """
        first = Tranche(id="first", share="50 %", due=date(2018, 4, 1))
        rest = Tranche(id="rest", due=Deadline(date(2018, 9, 1), moves=True))
        plans = [
            PaymentPlan(tranches=[first, rest]),
            PaymentPlan(instalments=Instalments(months=(3,), day=10)),
        ]
        keys = [
            [
                one.key
                for one in program_events(
                    musterfonds(strand(counted(None), payment_plan=plan))
                )
            ]
            for plan in plans
        ]

        assert [
            ["payment/first", "payment/rest"],
            ["instalment/2017-03", "instalment/2018-03"],
        ] == keys

    def test_stay_when_a_day_changes(self):
        """
        With a key, neither day nor words count; without one they do.
        """
        known = {"about": "Z-1", "key": "proof-due"}
        uids = [
            values(to_icalendar([one]), "UID")
            for one in (
                event(**known),
                event(date(2018, 4, 30), "Proof", moves=False, **known),
                event(),
                event(date(2018, 4, 30)),
                event(moves=False),
            )
        ]

        assert uids[0] == uids[1]
        assert 4 == len({uid for (uid,) in uids})

    def test_nothing_is_dropped(self):
        """
        Two events of one identifier are refused unless they are the same.
        """
        with pytest.raises(InvalidDataError) as caught:
            to_icalendar([event(key="proof-due"), event(key="proof-due", moves=False)])

        assert str(caught.value) == (
            "event Report: two events have the same identifier, and differ\n"
            "  got: 30 March 2018 or the next working day: Report and "
            "30 March 2018: Report\n"
            "  expected: events that differ in what they are about, in key or in who\n"
            "  mend: say what each is about, and pass one version of what changed"
        )

    def test_equal_events_say_what_they_are_about(self):
        """
        Else they may be those of two programs.
        """
        with pytest.raises(InvalidDataError) as caught:
            to_icalendar([event(), event()])

        assert str(caught.value) == (
            "event Report: two events are equal, and do not say what they are about\n"
            "  got: 30 March 2018 or the next working day: Report\n"
            "  expected: for each the id of its program, award or case\n"
            "  mend: give about, or pass the event once"
        )
        assert 1 == to_icalendar([event(about="a")] * 2).count("BEGIN:VEVENT")

    @pytest.mark.parametrize("field", ["about", "key"])
    def test_are_not_empty(self, field):
        """
        An empty word names nothing.
        """
        with pytest.raises(InvalidModelError, match="a text of an event is empty"):
            event(**{field: " "})


class TestPaymentPlans:
    def test_days_of_instalments(self):
        """
        Instalments of a part are due on their days of each year.
        """
        plan = PaymentPlan(instalments=Instalments(months=[6], day=10), moves=True)
        paid = attrs.evolve(strand(Share(by="heads")), payment_plan=plan)
        events = program_events(musterfonds(paid), TOWN)

        assert [str(event) for event in events] == [
            "10 June 2017 or the next working day: Housing: instalment is paid (Aue)",
            "10 June 2018 or the next working day: Housing: instalment is paid (Aue)",
        ]
        assert {event.kind for event in events} == {EventKind.INSTALMENT}

    def test_days_of_tranches(self):
        """
        Tranches with a day stand there; what waits for an award or event does not.
        """
        plan = PaymentPlan(
            tranches=[
                Tranche(id="first", share="20 %", due=date(2017, 5, 2)),
                Tranche(
                    id="second",
                    share="20 %",
                    due=Deadline(date(2017, 9, 2), moves=True),
                ),
                Tranche(id="third", due=MilestoneReached(id="roof")),
            ]
        )
        paid = attrs.evolve(strand(Share(by="heads")), rule=None, payment_plan=plan)

        assert [str(event) for event in program_events(musterfonds(paid))] == [
            "2 May 2017: Housing: first is paid",
            "2 September 2017 or the next working day: Housing: second is paid",
        ]

    def test_whoever_may_not_claim_is_not_paid(self):
        """
        Payments of a part are for those who may claim in it.
        """
        plan = PaymentPlan(tranches=[Tranche(id="all", due=date(2017, 5, 2))])
        paid = attrs.evolve(
            strand(Eligible(kinds=["district"]), Share(by="heads")), payment_plan=plan
        )

        assert program_events(musterfonds(paid), TOWN) == ()

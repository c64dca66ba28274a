"""Tests of `fundmodel.jurisdictions`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.due_dates import Deadline, Instalments, Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.interest import InterestRule
from fundmodel.jurisdictions import (
    TOPICS,
    Holidays,
    Jurisdiction,
    Parameter,
    load_profile,
    profile_ids,
)
from fundmodel.money import Money
from fundmodel.periods import Period, YearlyDay
from fundmodel.sentences import Language, Text
from fundmodel.sources import Assumption, Source

LAW = Source(title="Musterhaushaltsordnung", place="§ 44")
TODAY = date(2026, 12, 1)
EASTER_2018 = (date(2018, 3, 30), date(2018, 4, 2))
YEAR_2018 = Period(date(2018, 1, 1), date(2018, 12, 31))
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def least(amount, first, last=None, source=LAW):
    """Give a minimum award for some time."""
    return Parameter(
        topic="minimum_award",
        value=Money.of(amount, "EUR"),
        valid_from=first,
        valid_until=last,
        source=source,
    )


def musterland(*parameters, **more):
    """Give a jurisdiction that does not exist."""
    return Jurisdiction(
        id="muster",
        name=Text({"en": "Model Land", "de": "Musterland"}),
        parameters=parameters,
        **more,
    )


DATED = musterland(
    least(1_000, date(2015, 1, 1), date(2019, 12, 31)),
    least(2_500, date(2020, 1, 1), date(2024, 12, 31)),
    Parameter(topic="working_days", value=True, valid_from=date.min, source=LAW),
    Parameter(topic="aid_limit", valid_from=date.min, note=Text("not published")),
)


class TestParameter:
    def test_needs_a_source(self):
        """
        A figure without a source is open.
        """
        with pytest.raises(InvalidModelError) as caught:
            least(1_000, date(2015, 1, 1), source=None)

        assert str(caught.value) == (
            "parameter minimum_award: a figure has no source\n"
            "  got: 1,000.00 EUR\n"
            "  expected: a source, or an assumption that says so\n"
            "  mend: cite it, or leave the value out: the parameter is then open"
        )

    def test_ends_after_it_begins(self):
        """
        A figure holds for a day at least.
        """
        with pytest.raises(InvalidModelError, match="a figure ends before it begins"):
            least(1_000, date(2015, 1, 2), date(2015, 1, 1))

    @pytest.mark.parametrize(
        ("value", "last", "english", "german"),
        [
            (
                Fraction(1, 5),
                None,
                "x: 20 %, from 1 May 2020",
                "x: 20 %, ab 1. Mai 2020",
            ),
            (True, None, "x: yes, from 1 May 2020", "x: ja, ab 1. Mai 2020"),
            (False, None, "x: no, from 1 May 2020", "x: nein, ab 1. Mai 2020"),
            (None, None, "x: open, from 1 May 2020", "x: offen, ab 1. Mai 2020"),
            (
                Span(weeks=6),
                date(2021, 4, 30),
                "x: 6 weeks, from 1 May 2020 until 30 April 2021",
                "x: 6 Wochen, ab 1. Mai 2020 bis 30. April 2021",
            ),
            (
                Instalments(months=(3, 9), day=10),
                None,
                "x: 10 March, 10 September, from 1 May 2020",
                "x: 10. März, 10. September, ab 1. Mai 2020",
            ),
        ],
    )
    def test_says_what_holds_when(self, value, last, english, german):
        """
        The figure stands with its time, in both languages.
        """
        one = Parameter(
            topic="x",
            value=value,
            valid_from=date(2020, 5, 1),
            valid_until=last,
            source=LAW,
        )

        assert english == one.render(Language.ENGLISH)
        assert german == one.render(Language.GERMAN)

    @given(*[DAYS] * 4)
    def test_overlap_is_a_day_in_common(self, a, b, c, d):
        """
        Two figures overlap where some day has both.
        """
        one, other = least(1, min(a, b), max(a, b)), least(1, min(c, d), max(c, d))
        shared = min(max(a, b), max(c, d)) >= max(min(a, b), min(c, d))

        assert shared == one.overlaps(other) == other.overlaps(one)


class TestJurisdiction:
    @pytest.mark.parametrize(
        ("day", "amount"),
        [
            (date(2015, 1, 1), 1_000),
            (date(2019, 12, 31), 1_000),
            (date(2020, 1, 1), 2_500),
            (date(2024, 12, 31), 2_500),
        ],
    )
    def test_gives_the_figure_of_the_day(self, day, amount):
        """
        The figure is that of the day that is asked about.
        """
        assert Money.of(amount, "EUR") == DATED.value("minimum_award", day, Money)

    @given(DAYS)
    def test_never_carries_a_figure_on(self, day):
        """
        Outside the times of its figures there is an error.
        """
        known = date(2015, 1, 1) <= day <= date(2024, 12, 31)
        try:
            found = DATED.parameter("minimum_award", day)
        except InvalidDataError:
            assert not known
        else:
            assert known
            assert found.holds_on(day)

    def test_says_for_which_days_it_is_known(self):
        """
        The error names the times that are known.
        """
        with pytest.raises(InvalidDataError) as caught:
            DATED.value("minimum_award", date(2025, 1, 1), Money)

        assert str(caught.value) == (
            "jurisdiction muster, minimum_award: the figure is not known for this day\n"
            "  got: 2025-01-01\n"
            "  expected: 2015-01-01 to 2019-12-31 or 2020-01-01 to 2024-12-31\n"
            "  mend: look the figure up, and add it with its time and source"
        )

    def test_a_figure_without_an_end_holds_on(self):
        """
        While no end is known, a figure holds from its first day on.
        """
        profile = musterland(least(1, date(2015, 1, 1)))

        assert profile.parameter("minimum_award", date.max).holds_on(TODAY)
        with pytest.raises(InvalidDataError, match="expected: 2015-01-01 or later"):
            profile.parameter("minimum_award", date(2014, 12, 31))

    def test_says_that_a_figure_is_open(self):
        """
        What has no source has no value.
        """
        assert DATED.parameter("aid_limit", TODAY).is_open
        with pytest.raises(InvalidDataError) as caught:
            DATED.value("aid_limit", TODAY, Money)

        assert str(caught.value) == (
            "jurisdiction muster, aid_limit: the figure is open: no source was found\n"
            "  got: not published\n"
            "  expected: a figure with a source\n"
            "  mend: look it up here; that of another jurisdiction does not count"
        )

    @pytest.mark.parametrize("kind", [Money, int])
    def test_gives_what_was_asked_for(self, kind):
        """
        A yes is no amount, and no number either.
        """
        assert DATED.value("working_days", TODAY, bool)
        with pytest.raises(InvalidDataError) as caught:
            DATED.value("working_days", TODAY, kind)

        assert str(caught.value) == (
            "jurisdiction muster, working_days: the figure is of another kind\n"
            "  got: bool\n"
            f"  expected: {kind.__name__}\n"
            "  mend: ask for bool"
        )

    @pytest.mark.parametrize(
        ("topic", "mend"),
        [
            ("minimum_awards", "did you mean 'minimum_award'?"),
            ("x", "add it with its time and source"),
        ],
    )
    def test_knows_what_it_has_figures_about(self, topic, mend):
        """
        A misspelt topic is no open one.
        """
        assert DATED.topics == ("minimum_award", "working_days", "aid_limit")
        with pytest.raises(InvalidDataError) as caught:
            DATED.parameter(topic, TODAY)

        assert f"  mend: {mend}" == str(caught.value).splitlines()[-1]

    def test_an_empty_one_has_none(self):
        """
        A jurisdiction without figures says so.
        """
        with pytest.raises(InvalidDataError, match="expected: a jurisdiction with"):
            musterland().parameter("x", TODAY)

    def test_has_one_figure_for_each_day(self):
        """
        Two figures for one day are a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            musterland(least(1, date(2015, 1, 1)), least(2, date(2020, 1, 1)))

        assert str(caught.value) == (
            "jurisdiction muster, minimum_award: two figures hold on the same day\n"
            "  got: from 2015-01-01 and from 2020-01-01\n"
            "  expected: one figure for each day\n"
            "  mend: end the earlier one before the later begins"
        )

    def test_takes_more_figures(self):
        """
        A figure takes the place of an open one, and of no other.
        """
        limit = Parameter(
            topic="aid_limit",
            value=Money.of(1, "EUR"),
            valid_from=TODAY,
            source=LAW,
        )
        more = DATED.supplement(limit, least(3_000, date(2025, 1, 1)))

        assert Money.of(1, "EUR") == more.value("aid_limit", TODAY, Money)
        assert Money.of(3_000, "EUR") == more.value("minimum_award", TODAY, Money)
        assert DATED.parameter("aid_limit", TODAY).is_open
        with pytest.raises(InvalidModelError, match="two figures hold"):
            DATED.supplement(least(3_000, date(2024, 12, 31)))

    def test_prints_all_of_it(self):
        """
        The text has every figure with its source and note.
        """
        assert str(DATED) == (
            "Model Land (muster)\n"
            "  an award must be more than: 1,000.00 EUR, from 1 January 2015 until 31 "
            "December 2019 [Musterhaushaltsordnung, § 44]\n"
            "  an award must be more than: 2,500.00 EUR, from 1 January 2020 until 31 "
            "December 2024 [Musterhaushaltsordnung, § 44]\n"
            "  deadlines move to the next working day: yes "
            "[Musterhaushaltsordnung, § 44]\n"
            "  limit of de minimis aid: open\n"
            "    not published"
        )
        assert "  Höchstbetrag der De-minimis-Beihilfen: offen" in (
            DATED.text("de").splitlines()
        )


class TestDeadlines:
    WITH = musterland(holidays=Holidays(days=EASTER_2018, period=YEAR_2018))

    @pytest.mark.parametrize("day", EASTER_2018)
    def test_move_over_the_holidays_of_the_profile(self, day):
        """
        From Good Friday to the Tuesday after Easter.
        """
        assert date(2018, 4, 3) == self.WITH.falls_on(Deadline(day, moves=True))

    def test_take_the_holidays_of_the_caller(self):
        """
        What the caller passes counts, also where the profile has others.
        """
        friday = Deadline(date(2018, 3, 30), moves=True)

        assert date(2018, 3, 30) == self.WITH.falls_on(friday, holidays=())
        assert date(2018, 4, 2) == musterland().falls_on(friday, EASTER_2018[:1])

    def test_the_example_of_a_law_dictionary(self):
        """
        A period that ends on Saturday, 30.11.2013 ends on Monday, 2.12.2013.

        http://www.anwalt24.de/rund-ums-recht/Fristen_im_Verwaltungsverfahren-d164270.html
        """
        deadline = Deadline.after(date(2013, 10, 30), Span(months=1), moves=True)

        assert date(2013, 12, 2) == load_profile("de").falls_on(deadline, holidays=())

    @given(DAYS, st.frozensets(DAYS))
    def test_stay_where_an_authority_named_the_day(self, day, holidays):
        """
        A deadline that does not move needs no holidays.
        """
        named = Deadline(day, moves=False)

        assert (
            day == musterland().falls_on(named) == self.WITH.falls_on(named, holidays)
        )

    @pytest.mark.parametrize(
        ("profile", "day", "expected"),
        [
            (musterland(), date(2018, 5, 2), "holidays from the caller"),
            (WITH, date(2017, 12, 29), "a deadline in 2018-01-01/2018-12-31"),
            (
                musterland(
                    holidays=Holidays(
                        days=(), period=Period(date(2018, 1, 1), date(2018, 3, 31))
                    )
                ),
                date(2018, 3, 31),
                "a deadline in 2018-01-01/2018-03-31",
            ),
        ],
    )
    def test_are_not_guessed(self, profile, day, expected):
        """
        Without holidays, or where they end on the way, there is an error.
        """
        with pytest.raises(InvalidDataError) as caught:
            profile.falls_on(Deadline(day, moves=True))

        assert str(caught.value) == (
            "jurisdiction muster: the public holidays are not known\n"
            f"  got: {day}\n"
            f"  expected: {expected}\n"
            "  mend: pass the holidays of the place, or give the profile its own"
        )

    def test_holidays_lie_in_their_time(self):
        """
        A holiday of another year says nothing about that year.
        """
        with pytest.raises(InvalidDataError, match="got: 2019-01-01"):
            Holidays(days=[date(2019, 1, 1)], period=YEAR_2018)


class TestShipped:
    @pytest.mark.parametrize("id", profile_ids())
    def test_every_figure_is_cited(self, id):
        """
        A figure has a source with a place to read it; an open one says why.
        """
        for one in load_profile(id).parameters:
            assert one.topic in TOPICS
            assert (one.note is not None) if one.is_open else bool(one.source.url)

    @pytest.mark.parametrize("id", profile_ids())
    def test_can_be_read_in_both_languages(self, id):
        """
        The name of every topic differs.
        """
        profile = load_profile(id)

        assert profile.text("en") != profile.text("de")

    @pytest.mark.parametrize(
        ("id", "topic", "value"),
        [
            ("de", "drawdown_window", Span(weeks=6)),
            ("de", "carry_over", 2),
            ("de-by", "drawdown_window", Span(months=2)),
            ("de-by", "retention_release", Span(months=2)),
            ("de-ni", "minimum_award", Money.of(2_500, "EUR")),
            ("de-sh", "line_tolerance", Fraction(1, 5)),
            ("de-sh", "total_tolerance", Fraction(1, 10)),
            ("eu", "aid_limit", Money.of(300_000, "EUR")),
            ("eu", "aid_window", Span(years=3)),
            ("eu", "aid_limit_services", Money.of(750_000, "EUR")),
            ("us", "interest_kept", Money.of(500, "USD")),
            ("us", "indirect_cost_rate", Fraction(15, 100)),
            ("de", "revocation_period", Span(years=1)),
            ("de", "limitation", Span(years=3)),
            ("de", "limitation_at_most", Span(years=10)),
            ("de", "limitation_once_final", Span(years=30)),
            ("de", "interest_limitation", Span(years=3)),
            ("de-by", "withdrawal_period", Span(years=1)),
            ("de-ni", "limitation", Span(years=3)),
            ("us", "payment_term", Span(days=30)),
        ],
    )
    def test_has_the_figures_of_the_sources(self, id, topic, value):
        """
        The figures as their sources state them.
        """
        assert value == load_profile(id).value(topic, TODAY, type(value))

    def test_no_land_has_the_figures_of_another(self):
        """
        The minimum of Lower Saxony is the only one that was found.
        """
        known = [
            id
            for id in profile_ids()
            if id.startswith("de")
            and not load_profile(id).parameter("minimum_award", TODAY).is_open
        ]

        assert ["de-ni"] == known

    def test_interest_of_the_federation_only(self):
        """
        § 49a VwVfG is the law of the Federation; the Länder have their own.
        """
        day = date(2020, 1, 1)
        rule = load_profile("de").value("interest_on_repayment", day, InterestRule)

        assert Fraction(5, 100) == rule.margin
        assert load_profile("de-bw").parameter("interest_on_repayment", day).is_open

    def test_head_counts_of_29d(self):
        """
        § 29d FAG: reported by 15 October, corrected until 31 December; in the text of
        2017.
        """
        profile, day = load_profile("de-bw"), date(2018, 9, 15)

        assert YearlyDay(month=10, day=15) == profile.value(
            "head_count_reported", day, YearlyDay
        )
        with pytest.raises(InvalidDataError, match="2017-01-01 to 2018-12-31"):
            profile.value("head_count_corrected", date(2019, 9, 15), YearlyDay)

    def test_the_european_rule_is_open_after_2018(self):
        """
        The text of the Financial Regulation now in force was not reachable.
        """
        topic, last = "interest_on_late_repayment", date(2018, 7, 17)

        assert not load_profile("eu").parameter(topic, last).is_open
        assert load_profile("eu").parameter(topic, last + timedelta(days=1)).is_open

    @pytest.mark.parametrize(
        ("id", "mend"),
        [
            ("de-bv", "did you mean 'de-by'?"),
            ("xyz", "make a Jurisdiction of your own"),
        ],
    )
    def test_refuses_other_ids(self, id, mend):
        """
        The nearest profile is offered.
        """
        with pytest.raises(InvalidDataError) as caught:
            load_profile(id)

        assert f"  mend: {mend}" == str(caught.value).splitlines()[-1]


class TestEnds:
    @pytest.mark.parametrize(
        "topic", ["aid_limit", "aid_window", "aid_limit_services", "aid_register"]
    )
    def test_de_minimis_aid_is_not_known_after_2030(self, topic):
        """
        Regulations 2023/2831 and 2023/2832 hold until 31 December 2030.
        """
        last = date(2030, 12, 31)

        assert not load_profile("eu").parameter(topic, last).is_open
        with pytest.raises(InvalidDataError, match="to 2030-12-31"):
            load_profile("eu").parameter(topic, last + timedelta(days=1))


class TestDays:
    def test_where_deadlines_do_not_move_none_does(self):
        """
        The profile says whether they do, whatever holidays are passed.
        """
        still = Jurisdiction(
            id="still",
            name=Text("Still"),
            parameters=(
                Parameter(
                    topic="working_days",
                    value=False,
                    valid_from=date(2020, 1, 1),
                    source=Assumption(why="for this test"),
                ),
            ),
        )
        saturday = Deadline(date(2026, 1, 3), moves=True)

        assert date(2026, 1, 3) == still.falls_on(saturday, frozenset())
        assert date(2026, 1, 3) == still.falls_on(saturday)

    def test_a_moment_is_no_day(self):
        """
        A figure holds on a day, and a day has no time.
        """
        with pytest.raises(InvalidDataError, match="on: this is not what is asked"):
            load_profile("de").value(
                "working_days", datetime(2026, 1, 1, tzinfo=UTC), bool
            )

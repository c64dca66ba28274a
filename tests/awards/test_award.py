"""Tests of single awards: what they grant, when, and how amendments change it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.awards import Award, AwardAmendment, AwardBasis, YearAmount
from fundmodel.errors import AwardError, InvalidDataError
from fundmodel.fingerprints import content_hash
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Language, Text

from .conftest import an_award, euros

START = date(2018, 1, 1)
TWO_YEARS = Period(date(2018, 5, 1), date(2020, 4, 30))


def amendment(id="Ä-1", decided=date(2019, 2, 1), **given):
    """Grant 50,000 out of 2019 instead."""
    usual = {} if "period" in given else {"amounts": {"2019": euros(50_000)}}
    return AwardAmendment(**{"id": id, "decided": decided} | usual | given)


@st.composite
def amended_awards(draw):
    """Draw an award and its amendments, in time."""
    years = st.sampled_from(["2018", "2019", "2020"])
    cents = st.integers(0, 10**12).map(lambda minor: Money.from_minor(minor, "EUR"))
    award = an_award(
        amounts=draw(st.dictionaries(years, cents, min_size=1)), decided=START
    )
    for number, days in enumerate(sorted(draw(st.lists(st.integers(0, 9))))):
        amounts = draw(st.dictionaries(years, cents, min_size=1))
        before = award.amended()
        if any(
            year not in {one.year for one in before.amounts}
            or before.of_year(year) != amount
            for year, amount in amounts.items()
        ):
            award = award.amend(
                AwardAmendment(
                    id=f"Ä-{number}",
                    decided=START + timedelta(days=days),
                    amounts=amounts,
                )
            )
    return award


class TestAmounts:
    @settings(max_examples=40)
    @given(amended_awards())
    def test_years_add_up(self, award):
        """The amounts of all years together are the amount, amended or not."""
        for each in (award, award.amended()):
            total = sum((one.amount for one in each.amounts), start=euros(0))

            assert total == each.amount
            assert total == sum(
                (each.of_year(year) for year in (2018, 2019, 2020)), start=euros(0)
            )

    def test_order_does_not_matter(self):
        """The same amounts in another order are the same award."""
        turned = an_award(amounts={"2019": euros(40_000), "2018": euros(60_000)})

        assert an_award() == turned
        assert content_hash(an_award()) == content_hash(turned)

    def test_calendar_years(self):
        """An int is the label of a calendar year."""
        amounts = [YearAmount(year=2018, amount=euros(1))]

        assert an_award(amounts={"2018": euros(1)}) == an_award(amounts=amounts)

    def test_year_not_named(self):
        """Out of a year that is not named nothing is granted."""
        assert euros(0) == an_award().of_year(2017)

    @pytest.mark.parametrize(
        ("amounts", "message"),
        [
            (
                (),
                (
                    "award 'Z-1': an award has no amount\n"
                    "  expected: the amount of at least one budget year\n"
                    "  mend: name it; what was refused is a Decision without an award"
                ),
            ),
            (
                [YearAmount(year="2018", amount=euros(1))] * 2,
                (
                    "award 'Z-1': a budget year has two amounts\n"
                    "  got: 2018\n"
                    "  expected: one amount for each budget year\n"
                    "  mend: add them up"
                ),
            ),
            (
                {"2018": euros(1), "2019": Money.of(1, "USD")},
                (
                    "award 'Z-1': the amounts are in more than one currency\n"
                    "  got: EUR, USD\n"
                    "  expected: one currency\n"
                    "  mend: convert them before, with rate, date and source"
                ),
            ),
        ],
    )
    def test_bad_amounts(self, amounts, message):
        """An award has one amount for each year, and all in one currency."""
        with pytest.raises(InvalidDataError) as caught:
            an_award(amounts=amounts)

        assert message == str(caught.value)

    def test_negative(self):
        """Nobody is awarded less than nothing."""
        with pytest.raises(InvalidDataError, match="an awarded amount is negative"):
            an_award(amounts={"2018": euros(-1)})

    @pytest.mark.parametrize("amounts", [[1], "2018", {"2018": 5}, {True: euros(1)}])
    def test_no_amounts(self, amounts):
        """What is no amount of a year is refused."""
        with pytest.raises(InvalidDataError, match="this is not what"):
            an_award(amounts=amounts)

    @pytest.mark.parametrize("id", ["", " ", " x"])
    def test_empty_id(self, id):
        """An award has an id without blanks around it."""
        with pytest.raises(InvalidDataError, match="a text is empty, or begins"):
            an_award(id=id)

    def test_control_characters(self):
        """Control characters are refused."""
        with pytest.raises(InvalidDataError, match="control character"):
            an_award(id="Z\x00")


class TestTime:
    def test_announced(self):
        """An award holds from the day on which the recipient learned of it."""
        award = an_award(announced=date(2018, 4, 19))

        assert not award.in_force(date(2018, 4, 18))
        assert award.in_force(date(2018, 4, 19))

    def test_not_announced(self):
        """Where nobody says when it was announced, the day of the decision counts."""
        assert date(2018, 4, 16) == an_award().effective

    @pytest.mark.parametrize("make", [an_award, amendment])
    def test_announced_too_early(self, make):
        """Nobody learns of a decision before it is made."""
        with pytest.raises(InvalidDataError, match="announced before it was made"):
            make(announced=date(2018, 1, 1))

    @settings(max_examples=40)
    @given(amended_awards(), st.integers(0, 10))
    def test_step_function(self, award, days):
        """What an award grants changes on days of amendments only."""
        day = START + timedelta(days=days)
        decided = [one.decided for one in award.amendments if one.decided <= day]
        last = max(decided, default=START)

        assert award.as_of(last) == award.as_of(day)
        assert award.as_of(day) == award.as_of(day).as_of(day)

    @settings(max_examples=40)
    @given(amended_awards())
    def test_ends(self, award):
        """In the end all amendments count, and each counts from its day on."""
        first = attrs.evolve(award, amendments=())
        on_first_day = [one for one in award.amendments if one.decided == START]

        assert award.amended() == award.as_of(date.max)
        assert attrs.evolve(first, amendments=on_first_day).amended() == award.as_of(
            START
        )

    def test_before_the_decision(self):
        """Before the decision there is no award."""
        with pytest.raises(AwardError) as caught:
            an_award().decided_by(date(2018, 4, 15))

        assert (
            "award 'Z-1': on that day the award was not decided yet\n"
            "  got: 2018-04-15\n"
            "  expected: 2018-04-16 or later\n"
            "  mend: ask for a later day"
        ) == str(caught.value)

    def test_before_the_announcement(self):
        """What was not announced is decided and does not hold (§ 43 VwVfG)."""
        award = an_award(announced=date(2018, 4, 19))
        with pytest.raises(AwardError) as caught:
            award.as_of(date(2018, 4, 18))

        assert (
            "award 'Z-1': on that day the award did not hold yet\n"
            "  got: 2018-04-18\n"
            "  expected: 2018-04-19 or later\n"
            "  mend: ask for a later day, or for what was decided by then: decided_by"
        ) == str(caught.value)
        assert award == award.decided_by(date(2018, 4, 18))
        assert award == award.as_of(date(2018, 4, 19))

    def test_an_amendment_holds_once_announced(self):
        """Between decision and announcement the award is as it was before."""
        change = amendment(decided=date(2019, 5, 1), announced=date(2019, 6, 1))
        award = an_award().amend(change)
        between = date(2019, 5, 31)

        assert date(2019, 6, 1) == change.effective
        assert an_award() == award.as_of(between)
        assert award.amended() == award.as_of(date(2019, 6, 1))
        assert award.amended() == award.decided_by(between)

    def test_the_later_decision_prevails(self):
        """Announced in another order, amendments apply as they were decided."""
        first = amendment(decided=date(2019, 5, 1), announced=date(2019, 7, 1))
        second = amendment(
            id="Ä-2",
            decided=date(2019, 6, 1),
            announced=date(2019, 6, 15),
            amounts={"2019": euros(7)},
        )
        award = an_award(amendments=[first, second])

        assert euros(7) == award.as_of(date(2019, 6, 20)).of_year(2019)
        assert euros(7) == award.as_of(date(2019, 7, 1)).of_year(2019)

    def test_an_amendment_is_not_announced_before_the_award(self):
        """Nobody learns of a change before he learns of what it changes."""
        award = an_award(announced=date(2018, 6, 1))
        early = amendment(decided=date(2018, 5, 1), announced=date(2018, 5, 2))
        with pytest.raises(AwardError) as caught:
            award.amend(early)

        assert (
            "award 'Z-1', amendment 'Ä-1': an amendment was announced before the "
            "award\n"
            "  got: 2018-05-02\n"
            "  expected: 2018-06-01 or later\n"
            "  mend: correct one of the two days"
        ) == str(caught.value)

    def test_asks_for_a_day(self):
        """A time is no day."""
        for ask in (an_award().as_of, an_award().decided_by):
            with pytest.raises(InvalidDataError, match="this is not a calendar day"):
                ask(datetime(2019, 1, 1, 8, tzinfo=UTC))


class TestAmendments:
    def test_new_amounts(self):
        """An amendment names new amounts; years not named stay as they were."""
        award = an_award().amend(
            amendment(amounts={"2019": euros(50_000), "2020": euros(5)})
        )

        assert euros(100_000) == award.amount
        assert {
            "2018": euros(60_000),
            "2019": euros(50_000),
            "2020": euros(5),
        } == {one.year: one.amount for one in award.amended().amounts}

    def test_period(self):
        """An amendment may change the period alone."""
        award = an_award().amend(amendment(period=TWO_YEARS))

        assert TWO_YEARS == award.amended().period
        assert award.amount == award.amended().amount

    def test_same_day(self):
        """Amendments of one day count in the order in which they are listed."""
        award = (
            an_award()
            .amend(amendment())
            .amend(amendment(id="Ä-2", amounts={"2019": euros(7)}))
        )

        assert euros(7) == award.amended().of_year(2019)

    def test_found_by_id(self):
        """An amendment is found by its id, and the nearest is offered."""
        award = an_award().amend(amendment(id="Ä-1"))

        assert award.amendments[0] == award.amendment("Ä-1")
        with pytest.raises(AwardError, match="did you mean 'Ä-1'"):
            award.amendment("Ä-2")
        with pytest.raises(AwardError, match="take one of these"):
            award.amendment("nothing like it")

    @pytest.mark.parametrize(
        ("amendments", "message"),
        [
            (
                [amendment(decided=date(2018, 4, 15))],
                (
                    "award 'Z-1', amendment 'Ä-1': an amendment is dated before the "
                    "award\n"
                    "  got: 2018-04-15\n"
                    "  expected: 2018-04-16 or later\n"
                    "  mend: correct the day, or write what it says into the "
                    "award itself"
                ),
            ),
            (
                [amendment(), amendment(id="Ä-2", decided=date(2019, 1, 1))],
                (
                    "award 'Z-1', amendment 'Ä-2': the amendments of an award "
                    "are not in "
                    "the order of their days\n"
                    "  got: 2019-01-01, after 2019-02-01\n"
                    "  expected: the earliest first\n"
                    "  mend: sort them by their days; those of one day as they were "
                    "decided"
                ),
            ),
            (
                [amendment(), amendment()],
                (
                    "award 'Z-1', amendment 'Ä-1': an award has two amendments "
                    "with one "
                    "id\n"
                    "  got: Ä-1\n"
                    "  expected: each id once\n"
                    "  mend: leave out what was entered twice, or give each its "
                    "own file "
                    "number"
                ),
            ),
            (
                [amendment(amounts={"2019": euros(40_000)})],
                (
                    "award 'Z-1', amendment 'Ä-1': an amendment of an award changes "
                    "nothing\n"
                    "  got: what held before\n"
                    "  expected: the new amount of a budget year, or a new period\n"
                    "  mend: name what it changes, or leave it out"
                ),
            ),
            (
                [amendment(amounts={"2019": Money.of(1, "USD")})],
                (
                    "award 'Z-1', amendment 'Ä-1': an amendment is in another currency "
                    "than its award\n"
                    "  got: USD\n"
                    "  expected: EUR\n"
                    "  mend: convert it before, with rate, date and source"
                ),
            ),
        ],
    )
    def test_refused(self, amendments, message):
        """An amendment that does not fit its award is refused."""
        with pytest.raises(AwardError) as caught:
            an_award(amendments=amendments)

        assert message == str(caught.value)

    def test_empty(self):
        """An amendment names an amount or a period."""
        with pytest.raises(InvalidDataError, match="neither amounts nor a period"):
            AwardAmendment(id="Ä-1", decided=START)


class TestWords:
    @pytest.mark.parametrize(
        ("basis", "word"),
        [
            (AwardBasis.DECISION, "Bewilligungsbescheid"),
            (AwardBasis.LAW, "gesetzlicher Anspruch"),
            (AwardBasis.CONTRACT, "Vertrag"),
        ],
    )
    def test_basis(self, basis, word):
        """Each basis has its German word."""
        assert word == basis.render(Language.GERMAN)

    def test_line(self):
        """An award says who, for what, by what act and how much."""
        assert (
            "Z-1: a, care, award by decision of 16 April 2018: 100,000.00 EUR"
        ) == str(an_award())

    def test_reason(self):
        """An amendment may have a reason."""
        assert Text("more heads") == amendment(reason=Text("more heads")).reason

    def test_is_data(self):
        """An award is plain data: it can be changed into another by evolve."""
        assert an_award(note=Text("x")) == attrs.evolve(an_award(), note=Text("x"))
        assert isinstance(an_award(), Award)

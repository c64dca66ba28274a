"""Tests of `fundmodel.agenda`: parts that draw on the results of others."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.allocation import allocate, allocate_years
from fundmodel.allotments import OpenReason
from fundmodel.conditions import Eligible
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts, Result
from fundmodel.indicators import Indicator
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.natures import LegalNature, Stage
from fundmodel.parts import PartGroup, Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    FixedTable,
    HoldHarmless,
    Minimum,
    Round,
    Rounding,
    Share,
    ShareByFormula,
    TableAmounts,
)
from fundmodel.sentences import Language, Text
from fundmodel.testing import assert_adds_up, assert_conserved

SOME = settings(max_examples=40, deadline=None)
BY_HEADS = AllocationRule(Share(by="heads"), Round("0.01"))
YEARS = ("2024", "2025", "2026")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def strand(id_, rule=BY_HEADS, amount=100, **more):
    """Make a strand with a budget of so many euros in each year."""
    amounts = amount if isinstance(amount, tuple) else (amount,) * len(YEARS)
    more.setdefault(
        "budgets",
        [
            YearBudget(year=year, amount=eur(one))
            for year, one in zip(YEARS, amounts, strict=True)
            if one is not None
        ],
    )
    return Strand(
        id=id_,
        name=Text(id_.title()),
        legal_nature=LegalNature.GRANT,
        rule=rule,
        **more,
    )


def program(*parts):
    """Make a program of three years."""
    return Program(
        id="fund",
        name=Text("Fund"),
        currency="EUR",
        years=[BudgetYear.calendar(int(year)) for year in YEARS],
        parts=parts,
    )


def towns(**heads):
    """Make a roster."""
    heads = heads or {"a": 1, "b": 3}
    return Roster.from_records(
        [
            {"id": id_, "name": id_.upper(), "heads": count}
            for id_, count in heads.items()
        ],
        id="towns",
        indicators=[Indicator(id="heads")],
    )


def drawing(*others):
    """Make a rule that shares by the amounts of other parts, then guarantees them."""
    first, *rest = others
    provisions = [ShareByFormula(formula=TableAmounts(part=first))]
    provisions += [Minimum(of_previous="10 %", part=other) for other in rest]
    return AllocationRule(*provisions, Round("0.01"))


def amounts(allocation, part):
    """Give the amounts of a part in cents."""
    return allocation.part(part).distribution.amounts.tolist()


class TestDrawing:
    def test_a_part_comes_after_those_it_draws_on(self):
        """
        Whatever the order of parts in the program, which is kept in the result.
        """
        case = program(strand("bonus", drawing("basic"), 10), strand("basic"))
        allocation = allocate(case, towns(), year=2024)

        assert ["bonus", "basic"] == [one.part.id for one in allocation.parts]
        assert [250, 750] == amounts(allocation, "bonus")
        assert (
            "25.00 EUR (Basic); 10.00 EUR x 25 / 100 = 2.50 EUR"
            in allocation.explain("a", "bonus").text()
        )

    def test_draws_on_rounded_amounts(self):
        """
        What is drawn on is what is allotted, not what it was before it was rounded.
        """
        euros = AllocationRule(Share(by="heads"), Round("1.00", each=Rounding.DOWN))
        case = program(
            strand("basic", euros),
            strand("again", AllocationRule(FixedTable(part="basic"))),
        )
        allocation = allocate(case, towns(a=1, b=2), year=2024)

        assert (
            [3300, 6600] == amounts(allocation, "basic") == amounts(allocation, "again")
        )

    def test_is_found_in_the_parts_asked_for(self):
        """
        Parts may be named in any order.
        """
        case = program(
            strand("basic"), strand("bonus", drawing("basic"), 10), strand("x")
        )
        allocation = allocate(case, towns(), year=2024, parts=["bonus", "basic"])

        assert ["bonus", "basic"] == [one.part.id for one in allocation.parts]

    def test_a_share_of_the_budgets_is_drawn_on_as_it_is(self):
        """
        Part of a budget gives part of the amounts, which count then.
        """
        again = AllocationRule(FixedTable(part="basic"))
        case = program(strand("basic"), strand("again", again))
        allocation = allocate(case, towns(), year=2024, share="60 %")

        assert [1500, 4500] == amounts(allocation, "again")

    def test_a_circle_is_refused(self):
        """
        All parts of it are named.
        """
        case = program(
            strand("a", drawing("b")),
            strand("b", drawing("c")),
            strand("c", drawing("a")),
        )
        with pytest.raises(AllocationError) as caught:
            allocate(case, towns(), year=2024)

        assert (
            "parts 'a', 'b', 'c': parts draw on each other's results in a circle\n"
            "  got: 'a' draws on 'b', 'b' draws on 'c', 'c' draws on 'a'\n"
        ) in str(caught.value)

    def test_stays_open_with_what_it_draws_on(self):
        """
        The reason is told along, over several parts.
        """
        case = program(
            strand("last", drawing("bonus")),
            strand("bonus", drawing("basic")),
            strand("basic", None),
        )
        last, bonus, basic = allocate(case, towns(), year=2024).open_parts

        assert OpenReason.NO_RULE is basic.reason
        assert OpenReason.OTHER_PART is bonus.reason is last.reason
        assert (
            "it draws on Basic, which stays open: nobody has said how it is divided "
            "among "
            "recipients"
        ) == str(bonus.said)
        assert "it draws on Bonus, which stays open: it draws on Basic, which" in str(
            last.said
        )
        assert "add a rule to the part" == last.mend

    def test_stays_open_if_the_other_part_was_not_known_yet(self):
        """
        On an earlier day, the other part may not have been announced.
        """
        case = program(
            strand("basic", known_since=date(2024, 3, 1)),
            strand("bonus", drawing("basic")),
        )
        allocation = allocate(case, towns(), year=2024, as_of=date(2024, 2, 1))
        (bonus,) = allocation.open_parts

        assert "it draws on the part basic, which was not known yet" == str(bonus.said)
        assert OpenReason.OTHER_PART is bonus.reason
        assert "take the version of the program in which the other" in bonus.mend

    def test_rows_for_all_others_leave_it_open(self):
        """
        Nobody knows the amounts of those behind such a row.
        """
        roster = Roster.from_records(
            [
                {"id": "a", "name": "A", "heads": 1},
                {"id": "o", "name": "O", "kind": "remainder", "heads": 9},
            ],
            id="partly",
            indicators=[Indicator(id="heads")],
            coverage=Coverage.REMAINDER,
        )
        each = AllocationRule(Share(by="heads"), Round("0.01", each=Rounding.DOWN))
        case = program(strand("basic", each), strand("bonus", drawing("basic")))
        allocation = allocate(case, roster, year=2024)

        assert OpenReason.NO_DATA is allocation.open_parts[0].reason
        assert ["a"] == list(allocation.part().result.ids)
        assert not allocation.part().result.names_everybody
        assert ("a",) == allocation.part().table().ids

    def test_is_asked_for_together(self):
        """
        A part that is drawn on and not allocated is named.
        """
        case = program(strand("basic"), strand("bonus", drawing("basic")))
        with pytest.raises(AllocationError) as caught:
            allocate(case, towns(), year=2024, parts=["bonus"])

        assert (
            "part 'bonus', 2024: a part draws on another one that is not allocated\n"
            "  got: the result of 'basic' is needed\n"
            "  expected: 'basic' allocated in the same call, by a rule of its own\n"
            "  mend: name both parts, or give a table about 'basic' and 2024 among the "
            "facts"
        ) == str(caught.value)

    def test_a_bracket_gives_nothing_to_draw_on(self):
        """
        A group is not divided itself.
        """
        group = PartGroup(id="g", name=Text("G"), legal_nature=LegalNature.GRANT)
        case = program(group, strand("in", parent="g"), strand("bonus", drawing("g")))

        with pytest.raises(
            AllocationError, match="a part draws on another one that is"
        ):
            allocate(case, towns(), year=2024)

    def test_of_unknown_parts_is_refused(self):
        """
        The nearest name is offered.
        """
        case = program(strand("basic"), strand("bonus", drawing("basik")))
        with pytest.raises(InvalidModelError) as caught:
            allocate(case, towns(), year=2024)

        assert (
            "part 'bonus', which draws on another part: the program has no part of "
            "this "
            "name\n"
            "  got: basik\n"
            "  expected: basic, bonus\n"
            "  mend: did you mean 'basic'?"
        ) == str(caught.value)

    def test_results_are_not_given_from_outside(self):
        """
        What is computed has one source.
        """
        given = allocate(program(strand("basic")), towns(), year=2024).part().result
        assert isinstance(given, Result)
        with pytest.raises(AllocationError) as caught:
            allocate(
                program(strand("basic")),
                towns(),
                year=2024,
                facts=Facts(results=[given]),
            )

        assert (
            "facts.results: results of parts are computed, and were given all the "
            "same\n"
            "  got: basic\n"
            "  expected: facts without results\n"
            "  mend: give them as tables that name part and year: "
            "Facts(tables=(table,))"
        ) == str(caught.value)


class TestTables:
    CASE = program(strand("basic"), strand("bonus", drawing("basic"), 10))

    def test_stand_in_for_a_part_that_is_not_allocated(self):
        """
        An auditor may start from the amounts that were published.
        """
        table = PublishedTable(
            id="notice",
            ids=["a", "b"],
            names=["A", "B"],
            amounts=[eur(50), eur(50)],
            part="basic",
            year="2024",
        )
        allocation = allocate(
            self.CASE, towns(), year=2024, parts=["bonus"], facts=Facts(tables=[table])
        )

        assert [500, 500] == amounts(allocation, "bonus")

    def test_stand_in_for_a_part_that_stays_open(self):
        """
        And so they may where the rule of that part is not known.
        """
        table = allocate(self.CASE, towns(), year=2024, parts=["basic"]).part().table()
        case = program(strand("basic", None), strand("bonus", drawing("basic"), 10))
        allocation = allocate(case, towns(), year=2024, facts=Facts(tables=[table]))

        assert [250, 750] == amounts(allocation, "bonus")

    def test_may_be_about_a_part_of_another_program(self):
        """
        What a table is about need not be a part of this one.
        """
        table = allocate(self.CASE, towns(), year=2024, parts=["basic"]).part().table()
        facts = Facts(tables=[attrs.evolve(table, part="elsewhere")])
        case = program(strand("bonus", drawing("elsewhere"), 10), strand("x"))

        assert [250, 750] == amounts(
            allocate(case, towns(), year=2024, facts=facts), "bonus"
        )

    def test_of_another_year_do_not_stand_in(self):
        """
        A table about last year is no result of this one.
        """
        table = allocate(self.CASE, towns(), year=2025, parts=["basic"]).part().table()
        with pytest.raises(AllocationError, match="is not allocated"):
            allocate(
                self.CASE,
                towns(),
                year=2024,
                parts=["bonus"],
                facts=Facts(tables=[table]),
            )

    def test_say_what_they_are_about(self):
        """
        The table of a part names part, year, stage and roster.
        """
        table = allocate(self.CASE, towns(), year=2024).part("basic").table()

        assert (
            "basic-2024", Text("Basic"), "basic", "2024",
            Stage.INDICATIVE_ENVELOPE, "towns",
        ) == (
            table.id, table.name, table.part, table.year, table.stage, table.roster
        )  # fmt: skip
        assert ("a", "b") == table.ids
        assert ("A", "B") == table.names
        assert (eur(25), eur(75)) == table.amounts


@st.composite
def networks(draw):
    """Draw parts that draw on parts before them, and an order for the program."""
    count = draw(st.integers(2, 5))
    parts = [strand("p0")]
    for number in range(1, count):
        others = draw(
            st.lists(st.integers(0, number - 1), min_size=1, max_size=2, unique=True)
        )
        rule = drawing(*(f"p{other}" for other in others))
        parts.append(strand(f"p{number}", rule, 100 + number))
    return parts, draw(st.permutations(parts))


class TestProperties:
    @SOME
    @given(networks(), st.lists(st.integers(1, 9), min_size=2, max_size=4))
    def test_order_in_the_program_does_not_matter(self, network, heads):
        """
        Every part has the same amounts, and no cent is lost.
        """
        parts, other = network
        roster = towns(**{f"t{i}": head for i, head in enumerate(heads)})
        one, two = (allocate(program(*p), roster, year=2024) for p in (parts, other))

        assert_conserved(one)
        for part in parts:
            assert amounts(one, part.id) == amounts(two, part.id)
        for id_ in roster.ids:
            assert_adds_up(one.explain(id_))
            assert one.explain(id_).text(Language.GERMAN)

    @SOME
    @given(networks())
    def test_stored_allocations_are_done_again(self, network):
        """
        What was stored comes out again, wherever parts stand.
        """
        allocation = allocate(program(*network[1]), towns(), year=2024)

        again = from_json(to_json(allocation))
        assert again.content_hash == allocation.content_hash


GUARANTEED = AllocationRule(Share(by="heads"), HoldHarmless("90 %"), Round("0.01"))
BEFORE = Facts(
    previous=PublishedTable(
        id="2023", ids=["a", "b"], names=["A", "B"], amounts=[eur(50), eur(50)]
    )
)


class TestChained:
    ROSTERS = dict.fromkeys(YEARS, towns())

    def test_each_year_builds_on_the_one_before(self):
        """
        What a part gave is what each had last time, in the next year.
        """
        case = program(strand("basic", GUARANTEED))
        done = allocate_years(case, self.ROSTERS, facts=BEFORE, chained=True)

        assert [4500, 4050, 3645] == [amounts(done[year], "basic")[0] for year in YEARS]
        assert (
            "90 % of 45.00 EUR last time = 40.50 EUR"
            in done["2025"].explain("a", "basic").text()
        )

    def test_unchained_years_have_the_same_facts(self):
        """
        Unless it is asked for, last time is the same in each year.
        """
        case = program(strand("basic", GUARANTEED))
        done = allocate_years(case, self.ROSTERS, facts=BEFORE)

        assert [4500] * 3 == [amounts(done[year], "basic")[0] for year in YEARS]

    def test_each_part_has_its_own_last_time(self):
        """
        Parts do not see what others gave.
        """
        case = program(strand("basic", GUARANTEED), strand("other", GUARANTEED, 40))
        before = [
            attrs.evolve(BEFORE.previous, part="basic"),
            attrs.evolve(
                BEFORE.previous, id="o", part="other", amounts=[eur(30), eur(10)]
            ),
        ]
        done = allocate_years(
            case, self.ROSTERS, facts=Facts(previous_by_part=before), chained=True
        )

        assert [4500, 4050, 3645] == [amounts(done[year], "basic")[0] for year in YEARS]
        assert [2700, 2430, 2187] == [amounts(done[year], "other")[0] for year in YEARS]

    def test_years_follow_each_other_whatever_their_order(self):
        """
        The result stands in the order in which years were given.
        """
        case = program(strand("basic", GUARANTEED))
        rosters = {2026: towns(), "2024": towns(), 2025: towns()}
        done = allocate_years(case, rosters, facts=BEFORE, chained=True)

        assert ["2026", "2024", "2025"] == list(done)
        assert 3645 == amounts(done["2026"], "basic")[0]

    def test_last_time_is_the_latest_year_in_which_it_was_allocated(self):
        """
        A year without a budget is passed over.
        """
        case = program(strand("basic", GUARANTEED, (100, None, 100)))
        done = allocate_years(case, self.ROSTERS, facts=BEFORE, chained=True)

        assert OpenReason.NO_BUDGET is done["2025"].open_parts[0].reason
        assert 4050 == amounts(done["2026"], "basic")[0]

    def test_years_can_be_done_again_from_what_is_stored(self):
        """
        Each year keeps what each had last time among its facts.
        """
        case = program(strand("basic", GUARANTEED))
        done = allocate_years(case, self.ROSTERS, facts=BEFORE, chained=True)

        for allocation in done.values():
            again = from_json(to_json(allocation))
            assert again.content_hash == allocation.content_hash
            assert again.facts == allocation.facts

    def test_parts_draw_on_others_in_each_year(self):
        """
        Years and parts together are one call.
        """
        case = program(
            strand("bonus", drawing("basic"), 10), strand("basic", GUARANTEED)
        )
        done = allocate_years(case, self.ROSTERS, facts=BEFORE, chained=True)

        assert [450, 405, 365] == [amounts(done[year], "bonus")[0] for year in YEARS]

    def test_who_may_not_claim_had_nothing(self):
        """
        A part that pays some only gives the others zero last time.
        """
        only = AllocationRule(
            Eligible(kinds=["lake"]),
            Share(by="heads"),
            HoldHarmless("90 %"),
            Round("0.01"),
        )
        roster = attrs.evolve(towns(), kinds=["lake", "town"])
        done = allocate_years(
            program(strand("basic", only)),
            dict.fromkeys(YEARS, roster),
            facts=BEFORE,
            chained=True,
        )

        assert [[10000, 0]] * 3 == [amounts(done[year], "basic") for year in YEARS]

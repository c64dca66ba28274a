"""Tests of `fundmodel.allocation` and `fundmodel.allotments`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.allocation import allocate, allocate_years
from fundmodel.allotments import OpenPart, OpenReason
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    NothingToShareByError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import DataState, Indicator
from fundmodel.money import Money
from fundmodel.natures import LegalNature, Stage
from fundmodel.parts import LumpSum, PartGroup, Strand, YearBudget
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    FixedTable,
    RatePerUnit,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import Language, Text
from fundmodel.sources import Source
from fundmodel.testing import (
    allocations,
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)

SOME = settings(max_examples=50)
DAY = date(2017, 9, 15)
HEADS = Indicator(id="heads", key_date=DAY)
BY_HEADS = AllocationRule(
    Eligible(kinds=("town",)),
    Share(by="heads", key_date=KeyDate.yearly(month=9, day=15)),
    Round("1.00", each=Rounding.HALF_UP),
)
LAW = Source(title="Law")


def strand(id_, rule=BY_HEADS, amount=100, **more):
    """Make a strand with a budget of so many euros in 2017."""
    budgets = [] if amount is None else [budget(amount)]
    more = {"legal_nature": LegalNature.GRANT, "budgets": budgets} | more
    return Strand(id=id_, name=Text(id_.title()), rule=rule, **more)


def budget(amount, **more):
    """Make a budget of so many euros for 2017."""
    return YearBudget(year="2017", amount=Money.of(amount, "EUR"), **more)


def program(*parts):
    """Make a program for 2017 and 2018."""
    return Program(
        id="fund",
        name=Text("Fund"),
        currency="EUR",
        years=[BudgetYear.calendar(2017), BudgetYear.calendar(2018)],
        parts=parts,
    )


def towns(*records, indicator=HEADS, **more):
    """Make a roster."""
    records = records or (
        {"id": "a", "name": "Aa", "kind": "town", "heads": 1},
        {"id": "b", "name": "Bb", "kind": "town", "heads": 2},
        {"id": "d", "name": "Dd", "kind": "district", "heads": None},
    )
    return Roster.from_records(records, id="towns", indicators=[indicator], **more)


TWO = program(
    strand("one", source=LAW),
    strand("two", amount=50, legal_nature=LegalNature.STATUTORY_TRANSFER),
)


class TestAllocate:
    @SOME
    @given(allocations())
    def test_no_cent_of_a_budget_is_lost(self, allocation):
        """
        Every pot is allotted, set aside, left over or a residual.
        """
        assert_conserved(allocation)

    @SOME
    @given(allocations())
    def test_every_allotment_is_explained(self, allocation):
        """
        Steps and printed figures give the amount of every allotment.
        """
        for one in allocation.parts:
            for allotment in one.allotments():
                explanation = allocation.explain(allotment.recipient.id, one.part.id)
                assert allotment.exact == explanation.amount.count
                assert_adds_up(explanation)
                assert_figures_are_right(explanation)

    @SOME
    @given(allocations())
    def test_every_part_is_accounted_for(self, allocation):
        """
        Each part asked for is allocated, stays open with a reason, or is a bracket.
        """
        asked = allocation.requested
        done = {one.part.id for one in allocation.parts}
        still_open = {one.part.id for one in allocation.open_parts}
        rest = {part.id for part in allocation.program.parts} - done - still_open

        assert not done & still_open
        assert all(allocation.program.children(id_) for id_ in rest) or asked
        assert not rest & set(asked or ())
        assert all(str(one.said) and one.mend for one in allocation.open_parts)

    @SOME
    @given(allocations())
    def test_keeps_what_it_was_made_from(self, allocation):
        """
        Program, roster and facts are kept by reference, with a hash of each.
        """
        assert {
            "program": allocation.program.content_hash,
            "roster": allocation.roster.content_hash,
            "facts": content_hash(allocation.facts),
        } == allocation.hashes

    @SOME
    @given(allocations())
    def test_columns_are_the_allotments(self, allocation):
        """
        Arrays and objects say the same.
        """
        for one in allocation.parts:
            columns = allocation.columns(one.part.id)
            named = [not mark for mark in columns["is_remainder"]]
            assert [a.recipient.id for a in one.allotments()] == list(columns["id"])
            assert [
                a.amount.minor for a in one.allotments() if a.amount is not None
            ] == columns["amount"][named].tolist()

    def test_allots_by_part_and_recipient(self):
        """
        Each part has its own stage; law entitles, a grant promises nothing.
        """
        allocation = allocate(TWO, towns(), year=2017)
        one, two = allocation.parts

        assert Money.of(67, "EUR") == allocation.allotment("b", "one").amount
        assert Stage.INDICATIVE_ENVELOPE is one.stage
        assert Stage.ENTITLEMENT is allocation.allotment("a", "two").stage
        assert ["a", "b", "d", "a", "b", "d"] == [
            allotment.recipient.id for allotment in allocation.allotments()
        ]
        assert ["b", "a"] == [a.recipient.id for a in two.largest(2)]

    def test_allocates_the_parts_asked_for(self):
        """
        Parts that were not named are neither allocated nor open.
        """
        allocation = allocate(TWO, towns(), year="2017", parts=["two"])

        assert ("two",) == allocation.requested
        assert ["two"] == [one.part.id for one in allocation.parts]
        assert Money.of(17, "EUR") == allocation.allotment("a").amount
        assert [17, 33, 0] == (allocation.columns()["amount"] // 100).tolist()

    def test_a_part_is_paid_once(self):
        """
        A part that is named twice is allocated once.
        """
        allocation = allocate(TWO, towns(), year=2017, parts=["two", "two"])

        assert ["two"] == [one.part.id for one in allocation.parts]

    @pytest.mark.parametrize(
        "share",
        ["60 %", "60%", " 60.0 % ", Fraction(3, 5), Decimal("0.6")],
    )
    def test_allocates_a_share_of_each_budget(self, share):
        """
        A share scales the pot and is exact.
        """
        allocation = allocate(TWO, towns(), year=2017, parts=["one"], share=share)

        assert Fraction(3, 5) == allocation.share
        assert 6_000 == allocation.part().distribution.total.count
        assert (
            "  1. budget 2017: 100.00 EUR, of which 60 % = 60.00 EUR\n     [Law]\n"
        ) in str(allocation.explain("a"))

    def test_may_use_tables_from_outside(self):
        """
        Facts hand tables to the provisions that name them.
        """
        table = PublishedTable(
            id="t", ids=["a"], names=["A"], amounts=[Money.of(3, "EUR")]
        )
        rule = AllocationRule(FixedTable(table="t"))
        allocation = allocate(
            program(strand("one", rule)),
            towns(),
            year=2017,
            facts=Facts(tables=[table]),
        )

        assert Money.of(3, "EUR") == allocation.allotment("a").amount

    def test_a_bracket_has_nothing_to_divide(self):
        """
        A group without a rule is neither allocated nor open.
        """
        group = PartGroup(id="g", name=Text("G"), legal_nature=LegalNature.GRANT)
        allocation = allocate(
            program(group, strand("one", parent="g")), towns(), year=2017
        )

        assert ["one"] == [one.part.id for one in allocation.parts]
        assert () == allocation.open_parts

    def test_need_may_set_the_amount(self):
        """
        An open-ended part needs no budget, and none is exceeded.
        """
        rate = AllocationRule(
            Eligible(kinds=("town",)), RatePerUnit(rate=10, by="heads")
        )
        allocation = allocate(
            program(
                strand("free", rate, None, open_ended=True),
                strand("guess", rate, 1, open_ended=True),
            ),
            towns(),
            year=2017,
        )

        for id_ in ("free", "guess"):
            distribution = allocation.part(id_).distribution
            assert 3_000 == distribution.total.count == distribution.allotted.count
        assert "budget" not in str(allocation.explain("a", "free"))

    def test_several_years_each_have_their_roster(self):
        """
        One call allocates each year to its own roster.
        """
        done = allocate_years(
            program(
                strand(
                    "one", budgets=[budget(100), attrs.evolve(budget(50), year="2018")]
                )
            ),
            {
                2017: towns(),
                "2018": towns(
                    indicator=attrs.evolve(HEADS, key_date=date(2018, 9, 15))
                ),
            },
        )

        assert [33, 17] == [
            done[year].allotment("a").amount.minor // 100 for year in ("2017", "2018")
        ]


class TestArguments:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ((None, towns()), "program: another kind of object was given"),
            ((TWO, None), "roster: another kind of object was given"),
            ((towns(), TWO), "program: another kind of object was given"),
        ],
    )
    def test_are_what_they_should_be(self, given, said):
        """
        Nothing, or the wrong order, is refused by name.
        """
        with pytest.raises(AllocationError) as caught:
            allocate(*given, year=2017)

        assert str(caught.value).startswith(said)
        assert "  mend: load it first, or look at the order" in str(caught.value)

    def test_facts_are_facts(self):
        """
        A bare table is not what facts are.
        """
        with pytest.raises(AllocationError, match="facts: another kind of object"):
            allocate(TWO, towns(), year=2017, facts="x")

    @pytest.mark.parametrize("parts", ["one", 5])
    def test_parts_are_a_list(self, parts):
        """
        One word, or a number, is no list of parts.
        """
        with pytest.raises(AllocationError, match="the parts are no list of ids"):
            allocate(TWO, towns(), year=2017, parts=parts)

    def test_ids_are_text(self):
        """
        Whatever else is asked for is nobody's id.
        """
        with pytest.raises(InvalidDataError, match="nobody on the roster has this id"):
            allocate(TWO, towns(), year=2017).explain(None)
        with pytest.raises(InvalidModelError, match="no part of this name"):
            allocate(TWO, towns(), year=2017, parts=[None])

    def test_a_rule_needs_a_roster(self):
        """
        A list of recipients is not yet a roster.
        """
        with pytest.raises(AllocationError, match="this is no roster"):
            BY_HEADS.apply(Money.of(1, "EUR"), [1])


class TestDividedOnce:
    OUTER = strand("outer")
    INNER = strand("inner", amount=30, parent="outer")

    def test_money_divided_twice_is_refused(self):
        """
        A part and a part inside it, both with budget and rule, are named with a way
        out.
        """
        with pytest.raises(AllocationError) as caught:
            allocate(program(self.OUTER, self.INNER), towns(), year=2017)

        assert (
            "parts 'outer' and 'inner', 2017: the same money would be divided twice\n"
            "  got: a budget and a rule for 'outer', and for 'inner' inside it\n"
            "  expected: each amount divided by one rule\n"
            "  mend: allocate one of them, for example parts=['inner'], or make a part "
            "beside 'inner' for what is left of 'outer', with its rule"
        ) == str(caught.value)

    def test_any_level_between_counts(self):
        """
        A bracket between the two changes nothing.
        """
        bracket = strand("bracket", None, None, parent="outer")
        inner = strand("inner", amount=30, parent="bracket")
        with pytest.raises(AllocationError, match="'outer' and 'inner', 2017"):
            allocate(program(inner, bracket, self.OUTER), towns(), year=2017)

    @pytest.mark.parametrize("part", ["outer", "inner"])
    def test_one_of_them_may_be_allocated(self, part):
        """
        Whoever names one part has decided which rule counts.
        """
        both = program(self.OUTER, self.INNER)
        allocation = allocate(both, towns(), year=2017, parts=[part])

        assert [part] == [one.part.id for one in allocation.parts]

    @pytest.mark.parametrize(
        "inner",
        [
            strand("inner", None, 30, parent="outer"),
            strand("inner", amount=None, parent="outer"),
            strand("inner", amount=0, parent="outer"),
            strand(
                "inner",
                budgets=[attrs.evolve(budget(9), year="2018")],
                parent="outer",
            ),
        ],
        ids=["no rule", "no budget", "nothing", "another year"],
    )
    def test_only_what_divides_money_counts(self, inner):
        """
        Without a rule, or without money in that year, nothing is divided twice.
        """
        allocation = allocate(program(self.OUTER, inner), towns(), year=2017)

        assert "outer" == allocation.parts[0].part.id


def still_open(part, roster=None, **more):
    """Allocate a part that stays open."""
    allocation = allocate(program(part), roster or towns(), year=2017, **more)
    (one,) = allocation.open_parts

    assert () == allocation.parts
    return one


class TestOpenParts:
    def test_without_a_rule(self):
        """
        Nobody has said how it is divided.
        """
        one = still_open(strand("one", None))

        assert OpenReason.NO_RULE is one.reason
        assert "nobody has said how it is divided among recipients" == str(one.said)

    def test_without_a_budget(self):
        """
        There is no budget, of its own or above.
        """
        one = still_open(strand("one", amount=None))

        assert OpenReason.NO_BUDGET is one.reason
        assert "it has no budget in 2017" == str(one.said)

    @pytest.mark.parametrize("key", [Share(by="heads"), EqualShares()])
    def test_need_without_a_rate(self, key):
        """
        An open-ended part that only shares has nothing to share, and gives not 0.00.
        """
        rule = AllocationRule(Eligible(kinds=("town",)), key, Round("0.01"))
        one = still_open(strand("one", rule, None, open_ended=True))

        assert OpenReason.NO_BUDGET is one.reason
        assert (
            "need sets its amount, but its rule only shares, and there is no budget "
            "to share"
        ) == str(one.said)
        assert "give it a budget, or a rule that pays a rate" == one.mend

    def test_need_with_a_budget_may_share_it(self):
        """
        Where a budget is stated, there is something to share.
        """
        part = strand("one", open_ended=True)

        assert Money.of(33, "EUR") == (
            allocate(program(part), towns(), year=2017).allotment("a").amount
        )

    def test_inside_the_budget_above(self):
        """
        A part may be open inside its parent's budget.
        """
        group = PartGroup(
            id="g",
            name=Text("Four strands"),
            legal_nature=LegalNature.GRANT,
            budgets=[budget(70)],
        )
        allocation = allocate(
            program(group, strand("one", amount=None, parent="g")), towns(), year=2017
        )

        assert (
            "it has no budget of its own in 2017; "
            "it is open inside 70.00 EUR of Four strands"
        ) == str(allocation.open_parts[0].said)

    def test_without_its_kind_of_recipient(self):
        """
        A roster without any eligible recipient leaves the part open.
        """
        one = still_open(strand("one"), towns({"id": "x", "kind": "state"}))

        assert OpenReason.NO_DATA is one.reason
        assert (
            "nobody on the roster is of an eligible kind "
            "(roster 'towns': expected town, got state)"
        ) == str(one.said)
        assert "take a roster that holds recipients of these kinds" == one.mend

    @pytest.mark.parametrize(
        ("kinds", "said"),
        [
            (("town",), "(Liste 'towns': erwartet town, vorgefunden state)"),
            (("a", "b", "c"), "(Liste 'towns': erwartet a oder b oder c, vorgef"),
        ],
    )
    def test_reasons_are_read_in_german_too(self, kinds, said):
        """
        What the roster lacks is a sentence, not the text of an error.
        """
        rule = AllocationRule(Eligible(kinds=kinds), *BY_HEADS.provisions[1:])
        one = still_open(strand("one", rule), towns({"id": "x", "kind": "state"}))

        german = one.said.render(Language.GERMAN)
        assert german.startswith("niemand auf der Liste ist von einer berechtigten Art")
        assert said in german

    def test_a_provision_of_ones_own_may_say_it_in_english(self):
        """
        An error without a sentence is told as it reads.
        """
        error = DataLackingError("no luck", where="here", expected="a", got="b")
        one = OpenPart.lacking(strand("one"), error)

        assert "no luck (here: expected a, got b)" == str(one.said)

    def test_without_its_indicator(self):
        """
        The lacking indicator is named.
        """
        one = still_open(
            strand("one"),
            towns({"id": "a", "kind": "town"}, indicator=Indicator(id="x")),
        )

        assert OpenReason.NO_DATA is one.reason
        assert "expected heads, got x" in str(one.said)

    def test_with_another_key_date(self):
        """
        Figures of another day do not stand in.
        """
        one = still_open(
            strand("one"),
            towns(indicator=attrs.evolve(HEADS, key_date=date(2016, 1, 1))),
        )

        assert OpenReason.OTHER_KEY_DATE is one.reason
        assert "expected 2017-09-15, got 2016-01-01" in str(one.said)

    def test_with_provisional_figures(self):
        """
        A rule that wants final figures waits for them.
        """
        one = still_open(
            strand("one"),
            towns(indicator=attrs.evolve(HEADS, state=DataState.PROVISIONAL)),
        )

        assert OpenReason.PROVISIONAL is one.reason

    def test_with_a_lack_of_its_own_kind(self):
        """
        A provision from outside may say in its own way what is lacking.
        """

        class ScoresLackingError(DataLackingError):
            pass

        class ByScore(EqualShares):
            def apply(self, state, facts):
                del state, facts
                raise ScoresLackingError("nobody has a score", where="roster 'towns'")

        one = still_open(
            strand("one", AllocationRule(ByScore(), Round("0.01"))), towns()
        )

        assert OpenReason.NO_DATA is one.reason
        assert "nobody has a score (roster 'towns'" in str(one.said)

    def test_before_its_budget_was_known(self):
        """
        On an earlier day the version of that day counts.
        """
        part = strand("one", budgets=[budget(100, known_since=date(2017, 12, 31))])
        one = still_open(part, as_of=date(2017, 3, 31))

        assert OpenReason.NO_BUDGET is one.reason

    def test_are_told_apart(self):
        """
        Of several open parts the one that was asked for is named.
        """
        allocation = allocate(
            program(strand("one", None), strand("two", amount=None)), towns(), year=2017
        )
        with pytest.raises(AllocationError, match="'two': the part stays open: it has"):
            allocation.part("two")

    def test_cannot_be_asked_for_an_amount(self):
        """
        Asking says why the part is open and what to do.
        """
        allocation = allocate(program(strand("one", None)), towns(), year=2017)
        for part in ("one", None):
            with pytest.raises(AllocationError) as caught:
                allocation.allotment("a", part)

            assert (
                "part 'one': the part stays open: "
                "nobody has said how it is divided among recipients\n"
                "  got: no rule\n"
                "  expected: an allocated part\n"
                "  mend: add a rule to the part"
            ) == str(caught.value)
        with pytest.raises(AllocationError, match="the part stays open"):
            allocation.explain("a")


class TestFaults:
    @pytest.mark.parametrize(
        ("asked", "got"), [(None, "no part named"), ("three", "three")]
    )
    def test_one_of_several_parts_is_named(self, asked, got):
        """
        Where several parts were allocated, the caller says which.
        """
        with pytest.raises(AllocationError) as caught:
            allocate(TWO, towns(), year=2017).part(asked)

        assert (
            "allocation of 'fund', 2017: there is no single part that is meant\n"
            f"  got: {got}\n"
            "  expected: one, two\n"
            "  mend: name one of them"
        ) == str(caught.value)

    def test_nothing_was_allocated(self):
        """
        A program without parts has nothing to ask for.
        """
        with pytest.raises(AllocationError, match="expected: an allocated part"):
            allocate(program(), towns(), year=2017).part()

    def test_a_year_outside_the_program(self):
        """
        The budget years of the program are listed.
        """
        with pytest.raises(InvalidModelError, match="the year is outside the program"):
            allocate(TWO, towns(), year=2019)

    def test_an_unknown_part(self):
        """
        A misspelt part is not passed over.
        """
        with pytest.raises(InvalidModelError, match="the program has no part"):
            allocate(TWO, towns(), year=2017, parts=["onne"])

    @pytest.mark.parametrize(
        ("record", "error", "message"),
        [
            (
                {"heads": None},
                InvalidDataError,
                "Xx (x): an eligible recipient has no value of the indicator 'heads'",
            ),
            (
                {"heads": -5},
                InvalidDataError,
                "Xx (x): an eligible recipient has a negative value of the indicator",
            ),
            (
                {"heads": 0},
                NothingToShareByError,
                "nobody on the roster has anything to share by",
            ),
        ],
    )
    def test_broken_data_name_part_and_recipient(self, record, error, message):
        """
        The message says which part, which roster and which recipient.
        """
        roster = towns({"id": "x", "name": "Xx", "kind": "town"} | record)
        with pytest.raises(error) as caught:
            allocate(program(strand("one")), roster, year=2017)

        where = "part 'one', roster 'towns': "
        assert str(caught.value).startswith(where + message)

    def test_an_overdrawn_part_is_named(self):
        """
        A rate that the budget does not cover is refused.
        """
        rate = AllocationRule(
            Eligible(kinds=("town",)), RatePerUnit(rate=99, by="heads")
        )
        with pytest.raises(OverdrawnError) as caught:
            allocate(program(strand("one", rate)), towns(), year=2017)

        assert (
            "part 'one', roster 'towns': the claims exceed the pot by 197.00 EUR\n"
            "  got: 297.00 EUR\n"
            "  expected: at most what is in the pot\n"
            "  mend: raise the budget, lower the rate, or let Fit cut what does not "
            "fit; it stands after all that claims or raises claims, and before the "
            "rounding"
        ) == str(caught.value)

    def test_a_rounding_below_the_cent_names_the_part(self):
        """
        An error without a place of its own gets that of the part.
        """
        rule = AllocationRule(*BY_HEADS.provisions[:2], Round("0.001"))
        with pytest.raises(InvalidModelError, match=r"^part 'one': amounts cannot be"):
            allocate(program(strand("one", rule)), towns(), year=2017)

    def test_an_unknown_recipient(self):
        """
        Nobody who is not on the roster gets an allotment.
        """
        with pytest.raises(InvalidDataError, match="nobody on the roster has this id"):
            allocate(TWO, towns(), year=2017).allotment("x", "one")


class TestExplanation:
    def test_covers_all_parts(self):
        """
        Without a part all of them are explained, and added up where they may be.
        """
        grants = [attrs.evolve(p, legal_nature=LegalNature.GRANT) for p in TWO.parts]
        two = attrs.evolve(TWO, parts=grants)
        explanation = allocate(two, towns(), year=2017).explain("a")

        assert explanation.adds_up
        assert 5_000 == explanation.amount.count
        assert (
            "One, indicative planning envelope 2017: Aa (a)\n"
            "  1. budget 2017: 100.00 EUR\n"
            "     [Law]\n"
            "  2. Aa is among those eligible: town\n"
        ) in str(explanation)
        assert "All parts together = 50.00 EUR" == str(explanation).splitlines()[-1]

    def test_stages_are_not_added_up(self):
        """
        An envelope to apply for and an entitlement by law have a total each.
        """
        explanation = allocate(TWO, towns(), year=2017).explain("a")

        assert list(explanation.totals) == [
            Stage.INDICATIVE_ENVELOPE,
            Stage.ENTITLEMENT,
        ]
        assert 5_000 == sum(amount.count for amount in explanation.totals.values())
        assert str(explanation).splitlines()[-2:] == [
            f"Together, indicative planning envelope = {explanation.parts[0].amount}",
            f"Together, entitlement by law = {explanation.parts[1].amount}",
        ]
        with pytest.raises(
            AllocationError, match="have no sum that means anything"
        ) as caught:
            explanation.amount  # noqa: B018  reading it raises
        assert "take totals" in str(caught.value)

    def test_cites_the_budget_itself_first(self):
        """
        A budget with a source of its own cites that one.
        """
        own = Source(title="Budget act")
        part = strand("one", source=LAW, budgets=[budget(100, source=own)])
        text = allocate(program(part), towns(), year=2017).explain("a").text("en")

        assert "  1. budget 2017: 100.00 EUR\n     [Budget act]\n" in text
        assert "  = 33.00 EUR" == text.splitlines()[-1]


class TestRemainder:
    def test_has_no_rounded_allotment(self):
        """
        A row for all others has an exact amount and none to be paid.
        """
        roster = towns(
            {"id": "a", "kind": "town", "heads": 1},
            {"id": "r", "kind": REMAINDER, "heads": 6},
            coverage=Coverage.REMAINDER,
        )
        allocation = allocate(TWO, roster, year=2017, parts=["one"])
        rest = allocation.allotment("r")

        assert rest.amount is None
        assert Fraction(60_000, 7) == rest.exact
        assert ["a"] == [a.recipient.id for a in allocation.part().largest(9)]


class TestLumpSum:
    @given(
        st.lists(st.integers(1, 10**6), min_size=1, max_size=9),
        st.integers(0, 10**12),
    )
    def test_gives_every_head_the_same(self, heads, minor):
        """
        A pot divided by heads is the pot x heads / all heads, rounded at the end.
        """
        part = LumpSum(
            id="heads",
            name=Text("Per head"),
            legal_nature=LegalNature.STATUTORY_TRANSFER,
            budgets=[YearBudget(year="2017", amount=Money.from_minor(minor, "EUR"))],
            per="heads",
            key_date=KeyDate.yearly(month=9, day=15),
            recipients=["town"],
            rounding=Round("0.01", each=Rounding.HALF_UP),
        )
        roster = towns(
            *({"id": f"t{i}", "kind": "town", "heads": h} for i, h in enumerate(heads))
        )
        allocation = allocate(program(part), roster, year=2017)
        (rate,) = allocation.part().distribution.unit_rates

        assert_conserved(allocation)
        assert Fraction(minor, sum(heads)) == rate.amount.count
        for i, number in enumerate(heads):
            away = allocation.allotment(f"t{i}").exact - rate.amount.count * number
            assert 2 * abs(away) <= 1
        assert np.array_equal(
            allocation.columns()["amount"],
            [a.amount.minor for a in allocation.allotments()],
        )


class TestPartsAsOneWord:
    def test_are_refused(self):
        """
        One word would be read letter by letter.
        """
        program = Program(
            id="fund",
            name=Text("Fund"),
            currency="EUR",
            years=[BudgetYear.calendar(2026)],
        )
        roster = Roster.from_records([{"id": "a"}], id="r")

        with pytest.raises(AllocationError, match="the parts are no list of ids"):
            allocate(program, roster, year=2026, parts="strand")


class TestReadableResults:
    def test_an_allocation_is_told_in_a_line(self):
        """
        What a console shows is what was allocated to whom, not every figure of it.
        """
        allocation = allocate(TWO, towns(), year=2017)
        (part, _) = allocation.parts
        roster = allocation.roster.id

        assert f"<Allocation of {allocation}>" == repr(allocation)
        assert (
            f"'{TWO.id}', 2017, to {roster!r}: allocated one, two; open nothing"
        ) == str(allocation)
        assert "<AllocatedPart 'one', 2017: <Distribution of 100.00 EUR to " in repr(
            part
        )
        assert str(part).startswith("one, 2017: 100.00 EUR to ")
        assert str(part).endswith(f"rows of {roster!r} in 3 steps")
        assert len(repr(allocation)) < 200

    def test_many_parts_are_counted(self):
        """
        Five parts are named, of the others there is a number.
        """
        parts = [strand(f"p{i}", None) for i in range(8)]
        allocation = allocate(program(*parts), towns(), year=2017)

        assert str(allocation).endswith(
            "allocated nothing; open p0, p1, p2, p3, p4, 3 more"
        )

    def test_an_open_part_says_why(self):
        """
        Part and reason are enough.
        """
        without_rule = program(strand("one", None))
        (still_open,) = allocate(without_rule, towns(), year=2017).open_parts

        assert "<OpenPart 'one': no rule>" == repr(still_open)
        assert f"one: {still_open.said}" == str(still_open)

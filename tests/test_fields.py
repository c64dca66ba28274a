"""Tests of `fundmodel.fields`."""

from __future__ import annotations

import enum
from datetime import date, datetime
from fractions import Fraction

import attrs
import pytest

import fundmodel as fm
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_data, of_model
from fundmodel.rules import Product

DAY = date(2017, 9, 15)


class Colour(enum.Enum):
    RED = "red"


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Thing:
    """One field of each kind that a class may declare."""

    word: str = "x"
    number: int | None = None
    switch: bool = False
    day: date | None = None
    colour: Colour = Colour.RED
    words: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    pairs: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=tuple)
    lists: tuple[tuple[str, ...], ...] = ()
    colours: frozenset[Colour] = attrs.field(default=frozenset(), converter=frozenset)
    anything: object = None
    free: list[str] | None = attrs.field(default=None, metadata={"checked": False})
    loose: list[str] | None = None


@attrs.frozen(kw_only=True, field_transformer=of_model)
class More(Thing):
    """A class below another one checks its own fields only."""

    share: Fraction = attrs.field(default=Fraction(1))


class TestOfData:
    @pytest.mark.parametrize(
        "given",
        [
            {"word": ""},
            {"number": None},
            {"number": 5},
            {"switch": True},
            {"day": DAY},
            {"words": ["a", "b"]},
            {"words": (letter for letter in "ab")},
            {"pairs": [("a", 1), ("b", 2)]},
            {"lists": (("a",), ())},
            {"colours": [Colour.RED]},
            {"anything": True},
            {"free": 5},
            {"loose": 5},
        ],
        ids=lambda given: next(iter(given)),
    )
    def test_what_is_declared_is_taken(self, given):
        """
        What fits an annotation is kept; what is not known to be checked is left alone.
        """
        assert Thing(**given) is not None

    @pytest.mark.parametrize(
        ("given", "got", "expected", "mend"),
        [
            ({"word": 5}, "5 (int)", "str", 'write it in quotes: "2017"'),
            ({"word": None}, "None (NoneType)", "str", 'write it in quotes: "2017"'),
            (
                {"number": "5"}, "'5' (str)", "int or None",
                "write a whole number without quotes",
            ),
            (
                {"number": True}, "True (bool)", "int or None",
                "write a whole number without quotes",
            ),
            ({"switch": "no"}, "'no' (str)", "bool", "write True or False"),
            ({"switch": 0}, "0 (int)", "bool", "write True or False"),
            (
                {"day": "2017-09-15"}, "'2017-09-15' (str)", "date or None",
                "write date(2017, 9, 15)",
            ),
            (
                {"day": datetime(2017, 9, 15)},  # noqa: DTZ001  no zone in a key date
                "datetime.datetime(2017, 9, 15, 0, 0) (datetime)", "date or None",
                "write date(2017, 9, 15)",
            ),
            (
                {"colour": "red"}, "'red' (str)", "Colour",
                "write Colour.RED",
            ),
            (
                {"colour": "blue"}, "'blue' (str)", "Colour",
                "write Colour.RED, for example",
            ),
            (
                {"colour": 5}, "5 (int)", "Colour", "write Colour.RED, for example",
            ),
            (
                {"words": "ab"}, "'ab' (str)", "a list of str",
                "put the items in square brackets",
            ),
            (
                {"words": None}, "None (NoneType)", "a list of str",
                "put the items in square brackets",
            ),
            (
                {"words": ["a", 5]}, "('a', 5) (tuple)", "a list of str",
                'item 2: write it in quotes: "2017"',
            ),
            (
                {"pairs": [("a", "b")]}, "(('a', 'b'),) (tuple)",
                "a list of a list of str and int",
                "item 1: item 2: write a whole number without quotes",
            ),
            (
                {"pairs": [5]}, "(5,) (tuple)",
                "a list of a list of str and int",
                "item 1: put the items in square brackets",
            ),
            (
                {"pairs": [("a",)]}, "(('a',),) (tuple)",
                "a list of a list of str and int", "item 1: write 2 items, not 1",
            ),
            (
                {"lists": (("a",), (5,))}, "(('a',), (5,)) (tuple)",
                "a list of a list of str",
                'item 2: item 1: write it in quotes: "2017"',
            ),
            (
                {"lists": (["a"],)}, "(['a'],) (tuple)",
                "a list of a list of str", "item 1: write a tuple, in round brackets",
            ),
            (
                {"colours": ["red"]}, "frozenset({'red'}) (frozenset)",
                "a list of Colour", "item 1: write Colour.RED",
            ),
        ],
        ids=str,
    )  # fmt: skip
    def test_all_else_is_refused_by_name(self, given, got, expected, mend):
        """
        The field, what it got, what it holds and how that is written are named.
        """
        (name,) = given
        with pytest.raises(InvalidDataError) as caught:
            Thing(**given)

        error = caught.value
        assert (name, f"this is not what Thing.{name} holds") == (
            error.where,
            error.what,
        )
        assert got == error.got
        assert (expected, mend) == (error.expected, error.mend)

    def test_errors_of_a_converter_stay(self):
        """
        A converter that refuses a value has better words than this.
        """
        with pytest.raises(InvalidModelError, match="this is no unit to round to"):
            fm.Round("a lot")

    def test_a_formula_in_the_place_of_an_id(self):
        """
        Whoever shares by a formula is told with what.
        """
        with pytest.raises(InvalidModelError) as caught:
            fm.Share(by=Product(of=["heads", "area"]))

        assert (
            "name an indicator by its id; where a formula should be shared by, write "
            "ShareByFormula(formula=...)"
        ) == caught.value.mend

    def test_another_kind_of_object_is_named(self):
        """
        A class without an example of its own is named as it is.
        """
        with pytest.raises(InvalidModelError) as caught:
            fm.Strand(
                id="s",
                name=fm.Text("S"),
                legal_nature=fm.LegalNature.GRANT,
                rule=(fm.Share(by="heads"),),
            )

        assert "expected: AllocationRule or None" in str(caught.value)
        assert "mend: write an object of class AllocationRule" in str(caught.value)


class TestOfModel:
    def test_own_and_inherited_fields_are_checked_once(self):
        """
        Inherited fields keep the error of their own class.
        """
        with pytest.raises(InvalidModelError, match=r"More\.share holds"):
            More(share=0.5)
        with pytest.raises(InvalidDataError, match=r"More\.word holds"):
            More(word=5)


class TestPublicClasses:
    @pytest.mark.parametrize(
        "make",
        [
            lambda: fm.Indicator(id="heads", key_date="2017-09-15"),
            lambda: fm.Indicator(id="heads", sensitive="no"),
            lambda: fm.Indicator(id=None),
            lambda: fm.Indicator(id=5),
            lambda: fm.Share(by=5),
            lambda: fm.Share(by="heads", accepts="earlier"),
            lambda: fm.Share(by="heads", key_date=DAY),
            lambda: fm.RatePerUnit(rate=None, by="heads"),
            lambda: fm.Round(None),
            lambda: fm.Round("1", each="half up"),
            lambda: fm.Residual(to="largest"),
            lambda: fm.Eligible(kinds=None),
            lambda: fm.FixedTable(amounts=None),
            lambda: fm.FixedTable(amounts="abc"),
            lambda: fm.FixedTable(amounts=[5]),
            lambda: fm.FixedTable(amounts=[("a", 5, 6)]),
            lambda: fm.YearBudget(year=2017, amount=fm.Money.of(1, "EUR")),
            lambda: fm.BudgetYear(None, fm.Period(DAY, DAY)),
            lambda: fm.BudgetYear("2017", None),
            lambda: fm.BudgetYear.calendar("2017"),
            lambda: fm.Recipient(id=5, name="Aue"),
            lambda: fm.Roster(id="r", ids=None, names=[], kinds=[]),
            lambda: fm.Roster.from_records(None, id="r"),
            lambda: fm.Roster.from_records([None], id="r"),
            lambda: fm.Roster.from_records([], id="r", indicators=["heads"]),
            lambda: fm.PublishedTable(id="t", ids=[], names=[], amounts=[], share=0.6),
            lambda: fm.PublishedTable(
                id="t", ids=[], names=[], amounts=[], share=Fraction(-1)
            ),
            lambda: fm.Facts(tables=None),
            lambda: fm.Source(title=None),
            lambda: fm.Assumption(why=None),
            lambda: fm.Assumption(why="so", sources=fm.Source(title="Law")),
            lambda: fm.Text(None),
            lambda: fm.Text({"de": None}),
            lambda: fm.Text([("de", "a", "b")]),
        ],
    )
    def test_say_what_is_wrong(self, make):
        """
        Wrong types and nothing at all are answered with an error that mends.
        """
        with pytest.raises((InvalidModelError, InvalidDataError)) as caught:
            make()

        assert caught.value.mend

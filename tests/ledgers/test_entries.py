"""Tests of single entries and of entries as columns."""

from __future__ import annotations

from datetime import date, datetime

import attrs
import numpy as np
import pytest

from fundmodel.errors import FundmodelError, InvalidDataError, LedgerError, MoneyError
from fundmodel.ledgers import Entries, Entry, EntryKind
from fundmodel.money import Money
from fundmodel.sentences import Language
from fundmodel.sources import Assumption, Source

PAYMENT = Entry(
    id="p-1",
    kind=EntryKind.PAYMENT,
    day=date(2018, 3, 15),
    year=2018,
    amount=Money.of(300, "EUR"),
    part="care",
    recipient="08111000",
    award="A-1",
    funds="Land",
    line="0919-63301",
    note="first instalment",
    source=Source(title="list of payments"),
)
APPROPRIATION = Entry(
    id="b-1",
    kind=EntryKind.APPROPRIATION,
    day=date(2018, 1, 1),
    year="2018",
    amount=Money.of(1_000, "EUR"),
    source=Assumption(why="nobody says"),
)
COLUMNS = {
    "currency": "EUR",
    "ids": ["b-1", "p-1"],
    "kinds": [EntryKind.APPROPRIATION, EntryKind.PAYMENT],
    "days": [date(2018, 1, 1), date(2018, 3, 15)],
    "years": 2018,
    "minor": [100_000, 30_000],
    "recipients": [None, "08111000"],
}


def refused(build, kind=InvalidDataError):
    """Give the message of the error that something is refused with."""
    with pytest.raises(kind) as caught:
        build()
    return str(caught.value)


def columns(**changed):
    """Make two entries of columns."""
    return Entries.from_columns(**{**COLUMNS, **changed})


class TestEntry:
    def test_is_said_in_a_line(self):
        """
        An entry can be read in English and in German.
        """
        assert (
            "15 March 2018: payment, 300.00 EUR, budget year 2018, part care, "
            "recipient 08111000, award A-1, source of funds Land, budget line "
            "0919-63301 (p-1)" == str(PAYMENT)
        )
        assert (
            "15. März 2018: Auszahlung, 300,00 EUR, Haushaltsjahr 2018, Teil care, "
            "Empfänger 08111000, Bescheid A-1, Mittelherkunft Land, Haushaltsstelle "
            "0919-63301 (p-1)" == PAYMENT.render(Language.GERMAN)
        )

    def test_says_where_money_goes(self):
        """
        A carry-over names its goal, and a reversal what it takes back.
        """
        entry = Entry(
            id="s-1",
            kind=EntryKind.CARRY_OVER,
            day=date(2019, 1, 2),
            year=2018,
            origin=2017,
            to_year=2019,
            amount=Money.of(1, "EUR"),
            reverses="c-1",
        )

        assert (
            "2 January 2019: carry-over, 1.00 EUR, budget year 2018, granted for 2017, "
            "to 2019 (s-1), reverses c-1" == str(entry)
        )

    @pytest.mark.parametrize("amount", ["0.00", "-1.00"])
    def test_moves_money(self, amount):
        """
        An entry of nothing, or of less, is none.
        """
        message = refused(lambda: attrs.evolve(PAYMENT, amount=Money.of(amount, "EUR")))

        assert "an entry moves no money, or less than none" in message
        assert "what was booked wrongly is reversed" in message

    @pytest.mark.parametrize(
        ("kind", "field", "value", "said"),
        [
            (EntryKind.PAYMENT, "recipient", None, "needs recipient"),
            (EntryKind.PAYMENT, "to_year", 2019, "has no to_year"),
            (EntryKind.PAYMENT, "to_line", "0919", "has no to_line"),
            (EntryKind.LAPSE, "recipient", "08111000", "has no recipient"),
            (EntryKind.LAPSE, "award", "A-1", "has no award"),
            (EntryKind.CARRY_OVER, "to_year", None, "needs to_year"),
            (EntryKind.VIREMENT, "to_line", None, "needs to_line"),
        ],
    )
    def test_has_what_its_kind_needs(self, kind, field, value, said):
        """
        What a kind of entry needs is asked for, and what makes no sense refused, for
        one entry and for columns alike.
        """
        given = {
            "recipient": "08111000" if kind.has_recipient else None,
            "award": None,
            "to_year": 2019 if kind.changes_year else None,
            "to_line": "0920" if kind.changes_line else None,
            field: value,
        }
        one = refused(lambda: attrs.evolve(PAYMENT, kind=kind, **given))
        many = refused(
            lambda: Entries.from_columns(
                currency="EUR",
                ids=["p-1"],
                kinds=kind,
                days=PAYMENT.day,
                years=2018,
                minor=[1],
                **{f"{name}s": value for name, value in given.items()},
            )
        )

        assert one.startswith(f"entry 'p-1': an entry of this kind {said}")
        assert one == many

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("id", ""),
            ("id", 5),
            ("year", True),
            ("year", 2018.0),
            ("part", " "),
            ("recipient", "a\u202eb"),
            ("day", datetime(2018, 1, 1)),  # noqa: DTZ001
            ("kind", "payment"),
        ],
    )
    def test_refuses_what_it_does_not_hold(self, field, value):
        """
        Fields hold what they are declared to hold.
        """
        assert field in refused(lambda: attrs.evolve(PAYMENT, **{field: value}))


class TestEntries:
    def test_give_what_went_in(self):
        """
        Entries come out of columns as they went in.
        """
        entries = Entries.of([APPROPRIATION, PAYMENT], currency="EUR")

        assert [APPROPRIATION, PAYMENT] == list(entries)
        assert 2 == len(entries)
        assert PAYMENT == entries.entry_at(1)

    def test_of_columns_are_those_of_objects(self):
        """
        Lists, arrays and single values make the same entries.
        """
        lists = columns()
        arrays = columns(
            ids=np.array(["b-1", "p-1"]),
            days=np.array(["2018-01-01", "2018-03-15"], dtype="datetime64[D]"),
            years=np.array([2018, 2018]),
            minor=np.array([100_000, 30_000], dtype=np.uint32),
            recipients=np.array([None, "08111000"], dtype=object),
        )
        one_by_one = Entries.of(
            [
                attrs.evolve(APPROPRIATION, source=None),
                attrs.evolve(
                    PAYMENT,
                    award=None,
                    part=None,
                    funds=None,
                    line=None,
                    note=None,
                    source=None,
                ),
            ],
            currency="EUR",
        )

        assert list(one_by_one) == list(lists) == list(arrays)
        assert one_by_one.content_hash == lists.content_hash == arrays.content_hash

    def test_one_value_stands_for_all(self):
        """
        What all entries share is given, and stored, once.
        """
        shared = columns(
            kinds=EntryKind.USE,
            days=date(2018, 5, 1),
            parts="care",
            recipients="08111000",
            sources=Source(title="list"),
        )

        assert ["care", "care"] == [entry.part for entry in shared]
        assert {date(2018, 5, 1)} == {entry.day for entry in shared}
        assert (0,) == shared.parts.codes.strides == shared.days.strides

    def test_years_may_be_numbers_or_labels(self):
        """
        2018 and "2018" are one budget year.
        """
        mixed = columns(years=[2018, "2018"])

        assert ("2018",) == mixed.years.values
        assert columns().content_hash == mixed.content_hash

    def test_hash_knows_content_only(self):
        """
        Values that no entry has, and their numbers, do not count; the order of the
        entries does.
        """
        entries = Entries.of([APPROPRIATION, PAYMENT], currency="EUR")
        other_way = Entries.of([PAYMENT, APPROPRIATION], currency="EUR")
        swapped = other_way.taken(np.array([1, 0]))
        first = entries.taken(np.array([0]))

        assert entries.content_hash == swapped.content_hash
        assert entries.content_hash != other_way.content_hash
        assert (
            Entries.of([APPROPRIATION], currency="EUR").content_hash
            == first.content_hash
        )

    def test_are_in_one_currency(self):
        """
        Another currency is refused by name.
        """
        message = refused(
            lambda: Entries.of([APPROPRIATION, PAYMENT], currency="USD"), LedgerError
        )

        assert message.startswith("entry 'b-1': what is to be booked is in another")
        assert "got: EUR\n  expected: USD" in message
        refused(lambda: columns(currency="XYZ"), MoneyError)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"ids": ["b-1", 7]}, "an id is no text"),
            ({"ids": ["b-1", ""]}, "entries, ids, row 2: a text is empty"),
            ({"ids": ["b-1", "a\nb"]}, "control character"),
            ({"kinds": [EntryKind.LAPSE, None]}, "entry 'p-1': an entry has no kind"),
            ({"kinds": "payment"}, "entries, kinds"),
            ({"years": None}, "entry 'b-1': an entry has no year"),
            ({"years": [2018, 2018.5]}, "got: 2018.5 (float)"),
            ({"years": [2018, True]}, "got: True (bool)"),
            ({"years": 2018.5}, "entries, years"),
            ({"parts": ["care"]}, "got: 1 values\n  expected: 2 values"),
            ({"parts": [None, ""]}, "entries, parts: a text is empty"),
            ({"parts": {"care"}}, "a list, an array, or one value for all entries"),
            ({"parts": 5}, "got: 5 (int)"),
            ({"days": [date(2018, 1, 1), "2018"]}, "got: '2018' (str)"),
            ({"days": "2018-01-01"}, "entries, days"),
            ({"days": datetime(2018, 1, 1)}, "days without a time"),  # noqa: DTZ001
            (
                {"days": [date(2018, 1, 1), datetime(2018, 1, 1)]},  # noqa: DTZ001
                "days without a time",
            ),
            ({"days": np.array(["2018-01-01"], "M8[D]")}, "got: shape (1,)"),
            (
                {"days": np.array(["2018-01-01T05", "2018-01-01T00"], "M8[h]")},
                "a missing day, or a time",
            ),
            ({"days": np.array(["NaT", "2018-01-01"], "M8[D]")}, "a missing day"),
            (
                {"days": np.array(["12018-01-01", "2018-01-01"], "M8[D]")},
                "a year that no calendar has",
            ),
            ({"minor": [1.5, 2]}, "got: 1.5 (float)"),
            ({"minor": [1]}, "got: 1 values"),
            ({"minor": np.array([1])}, "got: shape (1,)"),
            ({"minor": np.array([1.0, 2.0])}, "an array of float64"),
            ({"minor": [2**63, 1]}, "beyond 64 bits"),
            ({"minor": np.array([2**63, 1], np.uint64)}, "beyond 64 bits"),
            ({"minor": [100, -5]}, "entry 'p-1', amount: an entry moves no money"),
            ({"sources": "press"}, "entries, sources"),
        ],
    )
    def test_refuse_broken_columns(self, changed, said):
        """
        A broken column is named, with what was got and expected.
        """
        assert said in refused(lambda: columns(**changed), FundmodelError)

    def test_ids_may_have_any_blank(self):
        """
        A no-break space belongs to file numbers and is no control character.
        """
        assert "A\u00a01" == columns(ids=["A\u00a01", "p-1"]).ids[0]

    def test_may_be_none(self):
        """
        There may be no entries at all.
        """
        none = Entries.of((), currency="EUR")
        arrays = Entries.from_columns(
            currency="EUR",
            ids=[],
            kinds=[],
            days=np.array([], dtype="M8[D]"),
            years=[],
            minor=np.array([], dtype=np.int64),
        )

        assert [] == list(none) == list(arrays)
        assert none.content_hash == arrays.content_hash

"""Tests of `fundmodel.sentences`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError
from fundmodel.sentences import (
    Count,
    Language,
    Readable,
    Sentence,
    Text,
    cited,
    exact_number,
    name_from_id,
    sentence,
    show,
)

NUMBERS = st.integers() | st.fractions()


class TestText:
    def test_falls_back_to_english_then_to_the_first(self):
        """
        A language that is missing is replaced by English, else by the first.
        """
        both = Text({"fr": "ville", "en": "city"})
        french = Text((("fr", "ville"),))

        assert "city" == both.render(Language.GERMAN)
        assert "city" == str(both)
        assert "ville" == french.render(Language.GERMAN)

    def test_order_does_not_matter(self):
        """
        Two texts with the same languages are equal, whatever their order.
        """
        assert Text({"de": "a", "en": "b"}) == Text({"en": "b", "de": "a"})

    def test_same_in_all_languages(self):
        """
        A plain string holds for every language.
        """
        assert "Stuttgart" == Text("Stuttgart").render(Language.GERMAN)

    @pytest.mark.parametrize("texts", ["", "  ", {}, {"de": "a", "en": ""}])
    def test_refuses_an_empty_text(self, texts):
        """
        A name has at least one character in each of its languages.
        """
        with pytest.raises(InvalidDataError) as caught:
            Text(texts)

        assert (
            "text: a text is empty\n"
            "  expected: at least one character in each language given\n"
            "  mend: write the text, or leave the language out"
        ) == str(caught.value)

    def test_refuses_a_language_twice(self):
        """
        No text is lost because another one has its language.
        """
        with pytest.raises(InvalidDataError, match="twice in one language"):
            Text((("de", "a"), ("de", "b")))

    @pytest.mark.parametrize(
        ("text", "code"),
        [("a\nb", "U+000A"), ("a\u202eb", "U+202E"), ("a\u2028b", "U+2028")],
    )
    def test_refuses_what_cannot_be_seen(self, text, code):
        """
        Line breaks and direction overrides do not stand in names.
        """
        with pytest.raises(InvalidDataError) as caught:
            Text({"de": text})

        assert (
            "text de: a name contains a control character\n"
            f"  got: {code} at position 2\n"
            "  expected: printable characters\n"
            "  mend: remove the character"
        ) == str(caught.value)

    @pytest.mark.parametrize("text", ["5\xa0km", "a\u200db"])
    def test_takes_blanks_and_joiners(self, text):
        """
        What belongs to a script or to good typesetting may stand in names.
        """
        assert text == str(Text(text))


class TestNameFromId:
    def test_the_id_serves_as_the_name(self):
        """
        A thing without a name is called by its id.
        """
        thing = SimpleNamespace(id="08226082")

        assert Text("08226082") == name_from_id(thing)


class TestCount:
    @pytest.mark.parametrize(
        ("count", "shown"),
        [
            (Count(9, sensitive=True), "<10"),
            (Count(10, sensitive=True), "10"),
            (Count(0, sensitive=True), "0"),
            (Count(9), "9"),
            (Count(72_857), "72.857"),
        ],
    )
    def test_small_sensitive_counts_are_hidden(self, count, shown):
        """
        A sensitive count below ten is not shown, except for none at all.
        """
        assert shown == count.render(Language.GERMAN)

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (Fraction(21_043, 10**12), "0.000000021043"),
            (Fraction(1, 3), "0.333333333333…"),
            (Fraction(1, 6555), "0.000152555301296…"),
            (Fraction(100, 3), "33.3333333333…"),
            (Fraction(10**9, 3), "333,333,333.333333…"),
            (Fraction(1, 3 * 10**50), f"0.{40 * '0'}…"),
        ],
    )
    def test_shows_enough_to_go_on_with(self, value, shown):
        """
        What ends is shown in full; of all else there are twelve figures or more.
        """
        assert shown == Count(value).render(Language.ENGLISH)


class TestSentence:
    def test_is_filled_when_read(self):
        """
        Values are written as the language writes them.
        """
        said = sentence(
            "{name}: {count} heads on {day}",
            name=Text({"de": "Ulm"}),
            count=1_101,
            day=date(2017, 9, 15),
        )

        assert "Ulm: 1,101 heads on 15 September 2017" == str(said)

    def test_holds_sentences(self):
        """
        A sentence can be a value of another one.
        """
        inner = sentence("{count} heads", count=2)

        assert "counted: 2 heads" == str(sentence("counted: {what}", what=inner))

    def test_equal_whatever_the_order(self):
        """
        The order in which values are given does not matter.
        """
        assert sentence("{a} {b}", a=1, b=2) == sentence("{a} {b}", b=2, a=1)

    def test_values_may_be_pairs(self):
        """
        A stored sentence is built again from its pairs.
        """
        said = sentence("{a} {b}", a=1, b="x")

        assert said == Sentence(said.template, said.values)

    def test_without_values(self):
        """
        A sentence may have no place; doubled braces are braces.
        """
        assert "set {1}" == str(Sentence("set {{1}}"))

    @given(st.text())
    def test_values_are_never_read_as_templates(self, text):
        """
        Braces in a value stay what they are.
        """
        assert f"<{text}>" == str(sentence("<{text}>", text=text))

    @pytest.mark.parametrize(
        "template",
        ["{a.__class__}", "{a[0]}", "{a:>99999999999}", "{a!r}", "{}", "{0}", "{a"],
    )
    def test_template_holds_names_only(self, template):
        """
        A template from a file cannot reach into values or ask for gigabytes.
        """
        with pytest.raises(InvalidDataError) as caught:
            Sentence(template, {"a": 1})

        assert (
            "sentence: the template of a sentence is broken\n"
            f"  got: {template}\n"
            "  expected: text with places such as {amount}\n"
            "  mend: write nothing but a name between the braces"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("values", "got"), [({}, "no values"), ({"a": 1, "b": 2}, "a, b")]
    )
    def test_values_fit_the_template(self, values, got):
        """
        Each place has a value, and each value a place.
        """
        with pytest.raises(InvalidDataError) as caught:
            Sentence("{a}", values)

        assert (
            "sentence '{a}': the values of a sentence do not fit its template\n"
            f"  got: {got}\n"
            "  expected: a\n"
            "  mend: give each place one value"
        ) == str(caught.value)

    def test_value_without_a_place(self):
        """
        A sentence without places takes no values.
        """
        with pytest.raises(InvalidDataError, match="expected: no values"):
            Sentence("nothing", {"a": 1})


class TestShow:
    @pytest.mark.parametrize(
        ("value", "german"),
        [
            (True, "True"),
            ("text", "text"),
            (1_234, "1.234"),
            (Fraction(-5, 2), "-2,5"),
            (Decimal("0.10"), "0,10"),
            (date(2017, 9, 15), "15. September 2017"),
            ((1, date(2018, 3, 1)), "1, 1. März 2018"),
            (None, "None"),
            (Text({"de": "Stadt", "en": "city"}), "Stadt"),
        ],
    )
    def test_writes_as_the_language_does(self, value, german):
        """
        Each kind of value has its form in a language.
        """
        assert german == show(value, Language.GERMAN)

    def test_a_decimal_keeps_its_zeros(self):
        """
        A unit of 0.10 is not written as 0.1.
        """
        assert show(Decimal("0.10"), Language.ENGLISH) == "0.10"

    def test_text_is_readable(self):
        """
        What can say itself is recognised by its method.
        """
        assert isinstance(Text("a"), Readable)
        assert not isinstance("a", Readable)


class TestCited:
    def test_source_in_brackets(self):
        """
        A source follows in brackets, and no source is nothing.
        """
        assert " [§ 29d]" == cited("§ 29d", Language.GERMAN)
        assert "" == cited(None, Language.GERMAN)


class TestExactNumber:
    @pytest.mark.parametrize(
        ("number", "english"),
        [
            (0, "0"),
            (-1_234_567, "-1,234,567"),
            (Fraction(1, 3), "0.333333…"),
            (Fraction(-1, 3), "-0.333333…"),
            (Fraction(1, 2**20), "0.000000…"),
            (Fraction(1, 8), "0.125"),
        ],
    )
    def test_cut_is_marked(self, number, english):
        """
        A number is cut after six decimals, never rounded, and the cut is shown.
        """
        assert english == exact_number(number, Language.ENGLISH)

    @given(NUMBERS)
    def test_differs_by_less_than_the_last_digit(self, number):
        """
        What is shown is the number, or its digits up to the sixth decimal.
        """
        text = exact_number(number, Language.ENGLISH)
        shown = Fraction(text.replace(",", "").removesuffix("…"))

        assert text.endswith("…") == (shown != number)
        assert abs(shown) <= abs(number)
        assert abs(number - shown) < Fraction(1, 10**6)

    @given(NUMBERS)
    def test_german_swaps_the_signs(self, number):
        """
        German and English differ in comma and point only.
        """
        swap = {ord("."): ",", ord(","): "."}
        english = exact_number(number, Language.ENGLISH)

        assert english.translate(swap) == exact_number(number, Language.GERMAN)

"""
Text for people: names in several languages, and sentences that are translated late.

A :class:`Sentence` keeps its English template and its values apart, so that a
result computed once can be read in English and in German. The translations
stand in gettext catalogs (``locale/*/LC_MESSAGES/fundmodel.po``), which are
compiled when the package is built. Nothing is taken from the machine: a
language is always named by the caller.
"""

from __future__ import annotations

import enum
import functools
import gettext
import string
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final, Never, Protocol, cast, runtime_checkable

import attrs

from fundmodel.errors import InvalidDataError

__all__ = [
    "Count",
    "Language",
    "Readable",
    "Sentence",
    "Text",
    "check_printable",
    "cited",
    "exact_number",
    "sentence",
    "show",
]

LOCALE_FOLDER: Final = Path(__file__).parent / "locale"

DIGITS_SHOWN: Final = 6
"""How many decimals of an exact number are printed before it is cut with "…"."""

FIGURES_SHOWN: Final = 12
"""How many figures of a count are printed at least, so that one can go on with it."""

MOST_DIGITS_SHOWN: Final = 40

SMALL_COUNT: Final = 10
"""Sensitive counts of persons below this are shown as "<10"."""


class Language(enum.Enum):
    """A language in which sentences are available."""

    ENGLISH = "en"
    GERMAN = "de"

    @classmethod
    def _missing_(cls, value: object) -> Never:
        """Refuse any other language by name, wherever one is asked for."""
        raise InvalidDataError(
            "sentences are not available in this language",
            where="language",
            got=repr(value),
            expected=" or ".join(repr(one.value) for one in cls),
            mend=f"write language={cls.ENGLISH.value!r}",
        )

    @property
    def date_locale(self) -> str:
        """How days are written: 15 September 2017, not September 15, 2017."""
        return "en_GB" if self is Language.ENGLISH else self.value


@runtime_checkable
class Readable(Protocol):
    """Whatever can say itself in a language: money, text, a sentence."""

    def render(self, language: Language) -> str:
        """Give the text in that language."""
        ...


def check_printable(text: str, *, where: str) -> None:
    """
    Refuse control characters and invisible direction marks in a name.

    Raises:
        InvalidDataError: Such a character is in the text. Direction overrides
            can make one name look like another.
    """
    if text.isprintable():
        return
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        hidden = category == "Cf" and unicodedata.bidirectional(character) in _OVERRIDES
        if category in {"Cc", "Cs", "Zl", "Zp"} or hidden:
            raise InvalidDataError(
                "a name contains a control character",
                where=where,
                got=f"U+{ord(character):04X} at position {position + 1}",
                expected="printable characters",
                mend="remove the character",
            )


_OVERRIDES: Final = frozenset(
    {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
)


Texts = str | Mapping[str, str] | Iterable[tuple[str, str]]
"""What a :class:`Text` is made of."""


def _tidy(texts: Texts) -> tuple[tuple[str, str], ...]:
    if isinstance(texts, str):
        return (("", texts),)
    if isinstance(texts, Mapping):
        # cast: a mapping is also an iterable of its keys, and type checkers
        # cannot know that these are no pairs.
        return tuple(sorted(cast("Mapping[str, str]", texts).items()))
    try:
        return tuple(sorted((language, text) for language, text in texts))
    except (TypeError, ValueError):
        # cast: whatever it is, the text refuses it by name.
        return cast("tuple[tuple[str, str], ...]", (texts,))


def _is_pair(pair: object) -> bool:
    if not isinstance(pair, tuple):
        return False
    # cast: `isinstance` tells nothing about the items.
    words = cast("tuple[object, ...]", pair)
    return len(words) == _PAIR and all(isinstance(word, str) for word in words)


_PAIR: Final = 2
"""A language and the text in it."""


@attrs.frozen
class Text:
    """
    A name or a short text in one or several languages.

    >>> name = Text({"de": "Kopfpauschale", "en": "Per-capita lump sum"})
    >>> name.render(Language.GERMAN)
    'Kopfpauschale'
    >>> str(Text("Stuttgart"))
    'Stuttgart'

    Attributes:
        texts: Pairs of language code and text, sorted; the code is empty for
            a text that is the same in all languages.
    """

    texts: tuple[tuple[str, str], ...] = attrs.field(converter=_tidy)

    def __attrs_post_init__(self) -> None:
        # What type checkers promise, callers without them may break.
        strange = [pair for pair in self.texts if not _is_pair(pair)]
        if strange:
            raise InvalidDataError(
                "this is no text",
                where="text",
                got=repr(strange[0]),
                expected="text, or one for each language",
                mend='write Text("…"), or Text({"en": "…", "de": "…"})',
            )
        if not self.texts or not all(text.strip() for _, text in self.texts):
            raise InvalidDataError(
                "a text is empty",
                where="text",
                expected="at least one character in each language given",
                mend="write the text, or leave the language out",
            )
        if len(dict(self.texts)) < len(self.texts):
            raise InvalidDataError(
                "a text is given twice in one language",
                where="text",
                got=self.texts,
                expected="one text for each language",
                mend="remove one of them",
            )
        for language, text in self.texts:
            check_printable(text, where=f"text {language or 'in all languages'}")

    def render(self, language: Language) -> str:
        """Give the text in that language, else in English, else the first one."""
        texts = dict(self.texts)
        for code in (language.value, "", "en"):
            if code in texts:
                return texts[code]
        return self.texts[0][1]

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


class Identified(Protocol):
    """Whatever has an id."""

    @property
    def id(self) -> str:
        """A short name."""
        ...


def _check_id(given: object, *, where: str) -> None:
    # What type checkers promise, callers without them may break.
    is_text = isinstance(given, str)
    if not isinstance(given, str) or not given.strip():
        raise InvalidDataError(
            "an id is empty" if is_text else "an id is no text",
            where=where,
            got="" if is_text else repr(given),
            expected='a short name such as "population"',
            mend="give it an id",
        )


def name_from_id(thing: Identified) -> Text:
    """
    Let the id serve as the name where none was given.

    Raises:
        InvalidDataError: The id is empty, or no text.
    """
    _check_id(thing.id, where=type(thing).__name__.lower())
    return Text(thing.id)


@attrs.frozen
class Count:
    """
    A number of persons or things that may have to be hidden when it is small.

    Attributes:
        value: The exact number.

        sensitive: Whether a value below ten is shown as "<10".
    """

    value: int | Fraction
    sensitive: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether the number is suppressed in anything public."""
        return self.sensitive and 0 < self.value < SMALL_COUNT

    def render(self, language: Language) -> str:
        """Give the number with the thousands separators of the language."""
        if self.is_hidden:
            return f"<{SMALL_COUNT}"
        return exact_number(self.value, language, digits=_digits_of(self.value))


def _digits_of(number: int | Fraction) -> int:
    """Give how many decimals of a count are printed."""
    if (number * 10**FIGURES_SHOWN).denominator == 1:
        return FIGURES_SHOWN
    size, digits = abs(Fraction(number)), FIGURES_SHOWN
    while size >= 1 and digits > DIGITS_SHOWN:
        size, digits = size / 10, digits - 1
    while size * 10 < 1 and digits < MOST_DIGITS_SHOWN:
        size, digits = size * 10, digits + 1
    return digits


Values = Mapping[str, object] | Iterable[tuple[str, object]]
"""What a :class:`Sentence` is filled with."""


def _frozen_items(values: Values) -> tuple[tuple[str, object], ...]:
    # By the place only: the values have no order among each other.
    return tuple(sorted(dict(values).items(), key=lambda item: item[0]))


@functools.lru_cache(maxsize=1024)
def _places(template: str) -> frozenset[str]:
    """
    Give the places of a template, which may hold nothing but a name.

    A template may come out of a file, and a full format string can reach into
    the values or ask for a text of a gigabyte.
    """
    try:
        parts = tuple(string.Formatter().parse(template))
    except ValueError as error:
        raise _broken_template(template) from error
    places: set[str] = set()
    for _, place, form, conversion in parts:
        if place is not None:
            if form or conversion or not place.isidentifier():
                raise _broken_template(template)
            places.add(place)
    return frozenset(places)


def _broken_template(template: str) -> InvalidDataError:
    return InvalidDataError(
        "the template of a sentence is broken",
        where="sentence",
        got=template,
        expected="text with places such as {amount}",
        mend="write nothing but a name between the braces",
    )


@attrs.frozen
class Sentence:
    """
    A sentence with its values, translated when it is read.

    Attributes:
        template: The English sentence with named places, which is also the
            key of its translation.

        values: Pairs of place and value: text, whole and exact numbers, dates,
            money, names and other sentences.
    """

    template: str
    values: tuple[tuple[str, object], ...] = attrs.field(
        converter=_frozen_items, default=()
    )

    def __attrs_post_init__(self) -> None:
        given = frozenset(place for place, _ in self.values)
        if given != _places(self.template):
            raise InvalidDataError(
                "the values of a sentence do not fit its template",
                where=f"sentence {self.template!r}",
                got=", ".join(sorted(given)) or "no values",
                expected=", ".join(sorted(_places(self.template))) or "no values",
                mend="give each place one value",
            )

    def render(self, language: Language = Language.ENGLISH) -> str:
        """Give the sentence in that language."""
        template = _translations(language).gettext(self.template)
        shown = {place: show(value, language) for place, value in self.values}
        return template.format(**shown)

    def __str__(self) -> str:
        return self.render()


def sentence(template: str, /, **values: object) -> Sentence:
    """
    Write a sentence; Babel finds the templates by the name of this function.

    >>> print(sentence("{count} recipients", count=1101))
    1,101 recipients
    """
    return Sentence(template, values)


def cited(source: object, language: Language) -> str:
    """Give a source or an assumption in brackets; nothing for `None`."""
    return f" [{show(source, language)}]" if source is not None else ""


def show(value: object, language: Language) -> str:
    """Give any value that may stand in a sentence as text."""
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | Fraction):
        return exact_number(value, language)
    if isinstance(value, date):
        return _date(value, language)
    if isinstance(value, tuple):
        # cast: `isinstance` tells nothing about the items.
        items = cast("tuple[object, ...]", value)
        return ", ".join(show(item, language) for item in items)
    if isinstance(value, Decimal):
        # Written out: 1E-7 is nothing to show a reader.
        text = f"{value:f}"
        return text.replace(".", ",") if language is Language.GERMAN else text
    # Checking against a protocol takes longer than all the rest of a sentence.
    render: Callable[[Language], str] | None = getattr(value, "render", None)
    return str(value) if render is None else render(language)


def exact_number(
    number: int | Fraction, language: Language, *, digits: int = DIGITS_SHOWN
) -> str:
    """
    Give a number with separators; what does not end is cut and marked with "…".

    >>> exact_number(Fraction(4930000000, 72857), Language.ENGLISH)
    '67,666.799346…'
    >>> exact_number(Fraction(-5, 2), Language.GERMAN)
    '-2,5'

    Args:
        number: The number.

        language: Whose separators.

        digits: How many decimals are printed at most.
    """
    sign = "-" if number < 0 else ""
    scaled, rest = divmod(abs(Fraction(number)) * 10**digits, 1)
    whole, decimals = divmod(int(scaled), 10**digits)
    point, comma = (",", ".") if language is Language.GERMAN else (".", ",")
    text = f"{whole:,}".replace(",", comma)
    fraction = f"{decimals:0{digits}d}"
    if rest:
        return f"{sign}{text}{point}{fraction}…"
    fraction = fraction.rstrip("0")
    return f"{sign}{text}{point}{fraction}" if fraction else f"{sign}{text}"


def _date(day: date, language: Language) -> str:
    from babel.dates import (  # noqa: PLC0415  Babel is loaded when first needed
        format_date,
    )

    return format_date(day, format="long", locale=language.date_locale)


@functools.cache
def _translations(language: Language) -> gettext.NullTranslations:
    return gettext.translation(
        "fundmodel",
        localedir=LOCALE_FOLDER,
        languages=[language.value],
        fallback=language is Language.ENGLISH,
    )

"""Schemes of budget lines, lines that they read, and levels to sum up by."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from fundmodel.errors import BudgetLineError, InvalidModelError
from fundmodel.fields import of_data, of_model
from fundmodel.sentences import Language, Text, check_printable
from fundmodel.sources import Basis

__all__ = ["BudgetLevel", "BudgetLine", "BudgetScheme", "Level"]

_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST: Final = 200
"""Signs of a line; what is longer is something else."""

_BLANKS: Final = "[ \u00a0\u202f]*"


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Level:
    """
    One level of a scheme, for example the chapter.

    Attributes:
        id: Its name in programs, such as ``"kapitel"``.

        name: Its name for people.

        digits: How many digits its piece has.

        before: What is printed before the piece: nothing, a blank, or a separator.

        also: What may stand there too where a line is read; blanks may stand
            between all pieces.

        starts: The level with whose piece its number begins; `None` for the first.
            (Chapter 0908 begins with section 09, item 684 70 does not.)

        short: An abbreviation of its name, such as ``"Kap."``.
    """

    id: str
    name: Text
    digits: int
    before: str = ""
    also: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    starts: str | None = None
    short: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.digits < 1 or not _ID.fullmatch(self.id):
            raise InvalidModelError(
                "this is no level of budget lines",
                where=f"level {self.id!r}",
                got=f"{self.digits} digits",
                expected="an id of a-z, 0-9 and _, and at least one digit",
                mend="correct the level",
            )

    @property
    def words(self) -> frozenset[str]:
        """What it is called, in all languages."""
        names = {text for _, text in self.name.texts}
        return frozenset(names | ({self.short} if self.short else set[str]()))

    @property
    def pattern(self) -> str:
        """How its piece is read: the digits, with or without a mark before them."""
        marks = {mark.strip() for mark in (self.before, *self.also)} - {""}
        choice = "|".join(map(re.escape, sorted(marks)))
        mark = f"(?:{choice})?{_BLANKS}" if marks else ""
        return f"{_BLANKS}{mark}([0-9]{{{self.digits}}})"


@attrs.frozen(kw_only=True, field_transformer=of_model)
class BudgetScheme:
    """
    How the lines of a budget are written (Haushaltssystematik).

    >>> from fundmodel.budget_lines import GERMANY
    >>> print(GERMANY.read("Kapitel 0908 Titel 684 70"))
    0908/684 70

    Attributes:
        id: Its name in programs.

        name: Its name for people.

        levels: From the largest to the smallest; none if a line is any text.

        least: How many levels a line must have; `None` for all.

        source: Where the scheme is from.

    Raises:
        InvalidModelError: Two levels have one id, a level starts at one that is not
            before it, or no line could have that many levels.
    """

    id: str
    name: Text
    levels: tuple[Level, ...] = attrs.field(default=(), converter=tuple[Level, ...])
    least: int | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        seen: list[str] = []
        for level in self.levels:
            if level.id in seen or level.starts not in {None, level.id, *seen}:
                raise self._broken(f"level {level.id!r} starting at {level.starts!r}")
            seen.append(level.id)
        if not (self.levels == () or 1 <= self._least <= len(seen)):
            raise self._broken(f"at least {self.least} levels of {len(seen)}")

    def _broken(self, got: str) -> InvalidModelError:
        return InvalidModelError(
            "the levels of a scheme of budget lines do not fit together",
            where=f"scheme {self.id!r}",
            got=got,
            expected="each id once, and each start at an earlier level",
            mend="correct the levels",
        )

    @property
    def _least(self) -> int:
        return len(self.levels) if self.least is None else self.least

    def read(self, text: str) -> BudgetLine:
        """
        Read a line as people write it, with or without the names of its levels.

        Raises:
            BudgetLineError: The text is no line of this scheme.
        """
        return BudgetLine(scheme=self, code=text)

    def level(self, id: str) -> BudgetLevel:
        """
        Give a level, to sum up by: ``ledger.balances(scheme.level("kapitel"))``.

        Raises:
            BudgetLineError: The scheme has no such level.
        """
        return BudgetLevel(scheme=self, id=id)

    @property
    def places(self) -> dict[str, int]:
        """The place of each level, by its id."""
        return {level.id: place for place, level in enumerate(self.levels)}

    @property
    def example(self) -> str:
        """How a line with all its pieces is printed."""
        pieces = tuple("0" * (level.digits - 1) + "1" for level in self.levels)
        return self.joined(pieces) or "any text"

    def joined(self, pieces: tuple[str, ...], *, start: int = 0) -> str:
        """Print some pieces, from the level at that place on."""
        levels = self.levels[start:]
        return "".join(
            piece if at == 0 else level.before + piece
            for at, (level, piece) in enumerate(zip(levels, pieces, strict=False))
        )

    def pieces_of(self, text: str) -> tuple[str, ...]:
        """
        Take a line apart.

        Raises:
            BudgetLineError: The text is no line of this scheme.
        """
        if len(text) > _LONGEST or not text.strip():
            raise self._refused(text)
        if not self.levels:
            check_printable(text, where="budget line")
            return (text.strip(),)
        match = self._pattern.fullmatch(self._names.sub("", text).strip())
        if match is None:
            raise self._refused(text)
        return tuple(piece for piece in match.groups() if piece is not None)

    def _refused(self, text: str) -> BudgetLineError:
        needed = [
            f"{level.digits} digits for {level.id}" + (" if any" * (at >= self._least))
            for at, level in enumerate(self.levels)
        ]
        said = f"for example {self.example!r}: " if needed else "some text"
        return BudgetLineError(
            "this is no budget line of the scheme",
            where=f"scheme {self.id!r}",
            got=repr(text[:_LONGEST]),
            expected=said + ", ".join(needed),
            mend="write all pieces of the line, with the zeros in front",
        )

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        pattern = ""
        for at, level in reversed(tuple(enumerate(self.levels))):
            pattern = level.pattern + pattern
            if at >= self._least:
                pattern = f"(?:{pattern})?"
        return re.compile(pattern)

    @functools.cached_property
    def _names(self) -> re.Pattern[str]:
        """The names of all levels, which may stand before their numbers."""
        words = sorted({word for level in self.levels for word in level.words})
        choice = "|".join(map(re.escape, words))
        return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)

    def __str__(self) -> str:
        return str(self.name)


@attrs.frozen(kw_only=True, field_transformer=of_data)
class BudgetLine:
    """
    One line of a budget; made from any way to write it, printed in one.

    Lines of one scheme sort as their numbers do.

    Attributes:
        scheme: How it is written.

        code: The line; as given, and then as the scheme prints it.

    Raises:
        BudgetLineError: The text is no line of the scheme.
    """

    scheme: BudgetScheme
    code: str

    def __attrs_post_init__(self) -> None:
        scheme = self.scheme
        printed = scheme.joined(self.pieces) if scheme.levels else self.pieces[0]
        object.__setattr__(self, "code", printed)

    @functools.cached_property
    def pieces(self) -> tuple[str, ...]:
        """Its pieces, one for each level that it has."""
        return self.scheme.pieces_of(self.code)

    def at(self, level: str) -> str | None:
        """
        Print it down to a level; `None` if it ends before.

        >>> from fundmodel.budget_lines import GERMANY
        >>> GERMANY.read("0908/684 70").at("kapitel")
        '0908'

        Raises:
            BudgetLineError: The scheme has no such level.
        """
        return self.scheme.level(level).of_line(self)

    @property
    def levels(self) -> Mapping[str, str]:
        """What it is called at each level that it has, by the ids of the levels."""
        pieces, joined = self.pieces, self.scheme.joined
        return MappingProxyType(
            {
                level.id: joined(pieces[: at + 1])
                for at, level in enumerate(self.scheme.levels[: len(pieces)])
            }
        )

    def render(self, language: Language) -> str:
        """
        Name all its levels.

        >>> from fundmodel.budget_lines import GERMANY
        >>> print(GERMANY.read("0908/684 70").render(Language.GERMAN))
        Einzelplan 09, Kapitel 0908, Gruppe 684, Titel 684 70
        """
        scheme, pieces = self.scheme, self.pieces
        if not scheme.levels:
            return self.code
        told: list[str] = []
        for at, level in enumerate(scheme.levels[: len(pieces)]):
            start = 0 if level.starts is None else scheme.places[level.starts]
            number = scheme.joined(pieces[start : at + 1], start=start)
            told.append(f"{level.name.render(language)} {number}")
        return ", ".join(told)

    def __str__(self) -> str:
        return self.code

    def __lt__(self, other: BudgetLine) -> bool:
        if self.scheme != other.scheme:
            raise BudgetLineError(
                "lines of two schemes have no order",
                where=f"budget line {self.code!r}",
                got=f"{other.code!r} of scheme {other.scheme.id!r}",
                expected=f"a line of scheme {self.scheme.id!r}",
                mend="sort the lines of each scheme apart",
            )
        return self.pieces < other.pieces


@attrs.frozen(kw_only=True, field_transformer=of_data)
class BudgetLevel:
    """
    A level of a scheme, by which sums are told apart.

    Attributes:
        scheme: How lines are written.

        id: Which of its levels.

    Raises:
        BudgetLineError: The scheme has no such level.
    """

    scheme: BudgetScheme
    id: str

    def __attrs_post_init__(self) -> None:
        if self.id not in self.scheme.places:
            raise BudgetLineError(
                "the scheme has no such level",
                where=f"scheme {self.scheme.id!r}",
                got=self.id,
                expected=", ".join(self.scheme.places) or "no level: lines are text",
                mend="name one of them",
            )

    @property
    def value(self) -> str:
        """Its name as a column."""
        return self.id

    def of(self, text: str) -> str | None:
        """
        Read a line and print it down to this level; `None` if it ends before.

        Raises:
            BudgetLineError: The text is no line of the scheme.
        """
        return self.of_line(self.scheme.read(text))

    def of_line(self, line: BudgetLine) -> str | None:
        """Print a line down to this level; `None` if it ends before."""
        pieces, last = line.pieces, self.scheme.places[self.id]
        if len(pieces) <= last:
            return None
        return self.scheme.joined(pieces[: last + 1])

    def render(self, language: Language) -> str:
        """Give its name."""
        return self.scheme.levels[self.scheme.places[self.id]].name.render(language)

"""
What is printed: headings, paragraphs, tables and trees in one language.

Nothing is cut off: text is wrapped, and amounts stay on one line. Without a terminal
there are no colours, and the width is that of ``COLUMNS`` or 80.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Self

import attrs
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as StyledText
from rich.tree import Tree

from fundmodel.cli.terminals import spelt
from fundmodel.sentences import Language, Sentence, show

__all__ = ["Branch", "Column", "Page", "amounts", "names"]

WIDEST: Final = 120
"""Longer lines are hard to read, however wide the window is."""

NARROWEST: Final = 60
"""Below this no table of amounts is readable."""

_GUIDE: Final = 4
_GLUE: Final = "\N{NO-BREAK SPACE}"
_GLUED: Final = re.compile(
    r"(?:(?<=[\d…])|(?<=\.{3})) (?=[A-Z]{3}\b|%)"  # a number and its unit
    r"|(?:(?<=§)|(?<=par\.)) (?=\d)"
)
"""Blanks at which no line may end."""
_MARK: Final = re.compile(r"\[[^\[\]]{1,30}\]")
"""A short mark in brackets, which stays on one line."""


@attrs.frozen
class Column:
    """
    A column of a table.

    Attributes:
        head: What stands above it.

        holds_amounts: Whether it is set to the right and never wrapped.
    """

    head: object
    holds_amounts: bool = False


def names(head: object) -> Column:
    """Make a column of text, which is wrapped."""
    return Column(head)


def amounts(head: object) -> Column:
    """Make a column of numbers, which stay whole."""
    return Column(head, holds_amounts=True)


@attrs.frozen
class Branch:
    """
    A node of a tree.

    Attributes:
        lines: Its own lines; the first one stands out.

        below: What hangs on it.
    """

    lines: tuple[str, ...]
    below: tuple[Branch, ...] = ()


class _Console(Console):
    """Leaves a closed pipe to the command, which knows the exit code."""

    def on_broken_pipe(self) -> None:
        """Raise what rich would turn into exit code 1."""
        raise BrokenPipeError


@attrs.define(kw_only=True, eq=False)
class Page:
    """
    Where results are printed to people.

    Attributes:
        console: Knows the width and whether there are colours.

        language: The language of everything on the page.
    """

    console: Console
    language: Language
    _after_gap: bool = attrs.field(default=True, init=False)

    @classmethod
    def open(cls, language: Language) -> Self:
        """Print to the standard output."""
        columns, lines = shutil.get_terminal_size()
        console = _Console(
            width=max(NARROWEST, min(columns, WIDEST)),
            height=lines,
            markup=False,
            highlight=False,
            emoji=False,
        )
        return cls(console=console, language=language)

    @property
    def width(self) -> int:
        """How many characters fit on a line."""
        return self.console.width

    def say(self, value: object) -> str:
        """Give any value as text in the language and letters of the page."""
        return spelt(show(value, self.language), self.console.encoding)

    def title(self, value: object) -> None:
        """Print the title of everything."""
        self._underlined(self.say(value), "=", style="bold")

    def section(self, value: object) -> None:
        """Begin a main section."""
        self.gap()
        self._plain("")
        self._underlined(self.say(value), "=", style="bold")

    def heading(self, value: object) -> None:
        """Begin a part of a section."""
        self.gap()
        self._underlined(self.say(value), "-", style="bold")

    def topic(self, value: object) -> None:
        """Begin a part of a heading."""
        self.gap()
        for row in self._wrapped(self.say(value)):
            self._plain(row, style="bold")

    def gap(self) -> None:
        """Leave a line empty, unless that was just done or nothing was printed yet."""
        if not self._after_gap:
            self._plain("")
        self._after_gap = True

    def paragraph(self, *values: object) -> None:
        """Print sentences one behind the other, after an empty line."""
        self.gap()
        self.lines(" ".join(self.say(value) for value in values))

    def lines(
        self, value: object, *, indent: str = "", first: str | None = None
    ) -> None:
        """
        Print wrapped text.

        Args:
            value: What to say.

            indent: What every line begins with.

            first: What the first line begins with instead, such as a bullet.
        """
        for line in self._wrapped(self.say(value), indent=indent, first=first):
            self._plain(line)

    def bullet(self, *values: object, mark: str = "-") -> None:
        """Print sentences as an item of a list, wrapped behind its mark."""
        said = " ".join(self.say(value) for value in values)
        self.lines(said, indent=" " * (len(mark) + 3), first=f"  {mark} ")

    def facts(
        self, pairs: Iterable[tuple[Sentence, object]], *, indent: str = ""
    ) -> None:
        """Print labels with their values in two columns."""
        said = [(self.say(label), self.say(value)) for label, value in pairs]
        width = max((len(label) for label, _ in said), default=0) + 2
        behind = indent + " " * width
        for label, value in said:
            self.lines(value, indent=behind, first=indent + label.ljust(width))

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[object]]
    ) -> None:
        """Print a table; names are wrapped, amounts are not."""
        table = Table(
            box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold"
        )
        for column in columns:
            table.add_column(
                self.say(column.head),
                justify="right" if column.holds_amounts else "left",
                no_wrap=column.holds_amounts,
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(StyledText(self.say(cell)) for cell in row))
        self.gap()
        self.console.print(table)
        self._after_gap = False
        self.gap()

    def tree(self, root: Branch) -> None:
        """Print a tree with guide lines."""
        self.console.print(self._tree(root, depth=0))
        self._after_gap = False

    def _tree(self, branch: Branch, depth: int) -> Tree:
        width = self.width - _GUIDE * depth
        first, *others = (self.say(line) for line in branch.lines)
        label = StyledText(_wrap(first, width), style="bold")
        for line in others:
            label.append("\n")
            label.append(_wrap(line, width), style="not bold")
        tree = Tree(label, guide_style="dim")
        for below in branch.below:
            tree.children.append(self._tree(below, depth + 1))
        return tree

    def _underlined(self, text: str, line: str, *, style: str) -> None:
        wrapped = self._wrapped(text)
        for row in wrapped:
            self._plain(row, style=style)
        self._plain(line * max(map(len, wrapped), default=0))

    def _wrapped(
        self, text: str, *, indent: str = "", first: str | None = None
    ) -> list[str]:
        return [
            row
            for number, paragraph in enumerate(text.splitlines())
            for row in _rows(
                paragraph,
                self.width,
                indent=indent,
                first=indent if first is None or number else first,
            )
        ]

    def _plain(self, line: str, *, style: str = "") -> None:
        self.console.print(StyledText(line, style=style), soft_wrap=True)
        self._after_gap = False


def _glued(text: str) -> str:
    kept = _MARK.sub(lambda mark: mark[0].replace(" ", _GLUE), text)
    return _GLUED.sub(_GLUE, kept)


def _rows(text: str, width: int, *, indent: str = "", first: str = "") -> Iterator[str]:
    rows = textwrap.wrap(
        _glued(text),
        width,
        initial_indent=first,
        subsequent_indent=indent,
        # An address or an id is worth more whole than within the margin.
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from (row.replace(_GLUE, " ") for row in rows)


def _wrap(text: str, width: int) -> str:
    return "\n".join(_rows(text, width, indent="  "))

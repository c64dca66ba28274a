"""
Make tests of the README, the docs and the docstrings.

Every Python block is run; names go on from block to block of a page. A page
starts in an empty folder of its own, and a TOML block that begins with a comment
naming a file (``# musterfonds.toml``) is also written there, so that the page can
load what it shows.
"""

from __future__ import annotations

import contextlib
import doctest
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

OPTIONS = doctest.ELLIPSIS | doctest.REPORT_UDIFF
FILE_NAME = re.compile(r"# (?P<name>[\w-]+\.toml)\n")


class EmptyFolder:
    """Run the blocks of one page in a folder that is gone afterwards."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()

    def enter(self, _: dict[str, Any]) -> None:
        """Make the folder and go there."""
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        self._stack.enter_context(contextlib.chdir(folder))

    def leave(self, _: dict[str, Any]) -> None:
        """Go back and remove the folder."""
        self._stack.close()


def _read_toml(example: Example) -> None:
    tomllib.loads(example.parsed)
    if named := FILE_NAME.match(example.parsed):
        Path(named["name"]).write_text(example.parsed, encoding="utf-8")


def _pages(**where: Any) -> Sybil:  # noqa: ANN401  handed on as it is
    folder = EmptyFolder()
    return Sybil(
        parsers=[
            PythonCodeBlockParser(doctest_optionflags=OPTIONS),
            CodeBlockParser("toml", _read_toml),
            SkipParser(),
        ],
        setup=folder.enter,
        teardown=folder.leave,
        **where,
    )


pytest_collect_file = SybilCollection(
    [
        _pages(pattern="README.md"),
        _pages(path="docs", pattern="*.md"),
        Sybil(path="src", pattern="*.py", parsers=[DocTestParser(OPTIONS)]),
    ]
).pytest()

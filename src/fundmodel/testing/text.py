"""Strategies for ids, names and texts."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from fundmodel.sentences import Text

__all__ = ["ids", "names", "texts"]

AWKWARD: Final = (
    "=1+1",
    "@x",
    "-",
    "0",
    "null",
    'a "b"',
    "a,b;c",
    "Ä ß é",
    "{name}",
    "%",
    "x",
)
"""What spreadsheets, TOML, CSV or templates could take for something else."""


def ids() -> st.SearchStrategy[str]:
    """Draw ids: short names, and keys of places, which begin with zeros."""
    number = st.integers(0, 10**8 - 1).map(lambda digits: f"{digits:08d}")
    return number | st.text("abcz019-", max_size=4).map(lambda end: f"p{end}")


def names() -> st.SearchStrategy[str]:
    """Draw printable names that begin and end with no blank."""
    plain = st.text(
        st.characters(exclude_categories=("C", "Z"), include_characters=" "),
        min_size=1,
        max_size=6,
    )
    return st.sampled_from(AWKWARD) | plain.map(lambda text: text.strip() or "x")


def texts() -> st.SearchStrategy[Text]:
    """Draw texts in one or several languages, or one for all."""
    by_language = st.dictionaries(
        st.sampled_from(("de", "en", "fr")), names(), min_size=1
    )
    return st.builds(Text, names() | by_language)


FEW: Final = (
    Text("x"),
    Text("=1+1"),
    Text({"de": "Wörter", "en": "words"}),
    Text({"en": "{name}, 100 %"}),
    Text({"fr": 'a "b"', "de": "a;b"}),
)


def few_texts() -> st.SearchStrategy[Text]:
    """Draw one of a few texts; a program with dozens of them stays quick to draw."""
    return st.sampled_from(FEW)

"""Strategies for ids, names and texts."""

from __future__ import annotations

from hypothesis import strategies as st

from fundmodel.sentences import Text

__all__ = ["ids", "names", "texts"]

AWKWARD = (
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
    """Draw ids: short names, and numbers with leading zeros as keys of places."""
    return st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True) | (
        st.from_regex(r"0[0-9]{7}", fullmatch=True)
    )


def names() -> st.SearchStrategy[str]:
    """Draw printable names that begin and end with no blank."""
    plain = st.text(
        st.characters(exclude_categories=("C", "Z"), include_characters=" "),
        min_size=1,
        max_size=12,
    )
    return st.sampled_from(AWKWARD) | plain.map(str.strip).filter(bool)


def texts() -> st.SearchStrategy[Text]:
    """Draw texts in one or several languages, or one for all."""
    by_language = st.dictionaries(
        st.sampled_from(("de", "en", "fr")), names(), min_size=1
    )
    return st.builds(Text, names() | by_language)

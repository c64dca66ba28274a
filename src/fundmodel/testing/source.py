"""Strategies for days, sources and assumptions."""

from __future__ import annotations

from datetime import date
from typing import Final

from hypothesis import strategies as st

from fundmodel.sources import Assumption, AssumptionKind, Basis, Source, Standing
from fundmodel.testing.text import names

__all__ = ["assumptions", "bases", "days", "sources"]

FIRST = date(2015, 1, 1)
LAST = date(2024, 12, 31)


def days() -> st.SearchStrategy[date]:
    """Draw days of ten years."""
    return st.dates(FIRST, LAST)


def sources() -> st.SearchStrategy[Source]:
    """
    Draw sources.

    They have no key: a key names one source in a program, and sources drawn
    one by one could share it.
    """
    return st.builds(
        Source,
        title=names(),
        publisher=st.just("") | names(),
        standing=st.sampled_from(Standing),
        published=st.none() | days(),
        place=st.just("") | st.sampled_from(("§ 3 Abs. 1", "p. 12")),
        url=st.sampled_from(("", "https://example.org/law")),
        licence=st.sampled_from(("", "dl-de/by-2-0")),
    )


def assumptions() -> st.SearchStrategy[Assumption]:
    """Draw assumptions, some inferred from sources."""
    return st.builds(
        Assumption,
        why=names(),
        kind=st.sampled_from(AssumptionKind),
        sources=st.lists(sources(), max_size=2),
    )


def bases() -> st.SearchStrategy[Basis]:
    """Draw what a figure rests on: a source, an assumption or nothing."""
    return st.none() | sources() | assumptions()


_LAW: Final = Source(title="Musterfondsgesetz", place="§ 3 Abs. 1", key="MFG")

FEW: Final = (
    None,
    _LAW,
    Source(
        title="Bericht",
        publisher="Ein Blatt",
        standing=Standing.SECONDARY,
        published=date(2017, 4, 27),
        place="p. 12",
        url="https://example.org/report",
        licence="dl-de/by-2-0",
    ),
    Assumption(why="nobody says so"),
    Assumption(why="=1+1", kind=AssumptionKind.INFERRED, sources=(_LAW,)),
)


def few_bases() -> st.SearchStrategy[Basis]:
    """Draw one of a few bases; a program with dozens of them stays quick to draw."""
    return st.sampled_from(FEW)

"""Short marks for sources and assumptions, and the list that explains them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from fundmodel.cli.pages import Page
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Assumption, AssumptionKind, Basis, Source, Standing

__all__ = ["Citations"]


@attrs.define(eq=False)
class Citations:
    """
    Gives each source and assumption of a page a mark, and lists them at its end.

    Attributes:
        sources: Each once, in the order in which they were met.

        assumptions: Likewise; the place in the list is the number of the mark.
    """

    sources: dict[Source, None] = attrs.field(factory=dict[Source, None])
    assumptions: dict[Assumption, int] = attrs.field(factory=dict[Assumption, int])

    def mark(self, basis: Basis) -> Sentence:
        """Give what stands behind a figure: a key, a number, or that it has none."""
        if basis is None:
            return sentence("[no source given]")
        if isinstance(basis, Source):
            self.sources[basis] = None
            return sentence("[{source}]", source=basis.key or basis)
        number = self.assumptions.setdefault(basis, len(self.assumptions) + 1)
        for source in basis.sources:
            self.sources[source] = None
        if basis.kind is AssumptionKind.INFERRED:
            return sentence("[inferred, note {number}]", number=number)
        return sentence("[assumed, note {number}]", number=number)

    def list(self, page: Page) -> None:
        """Print what the marks stand for."""
        if self.assumptions:
            page.heading(sentence("What is inferred or assumed, and why"))
            for assumption, number in self.assumptions.items():
                page.bullet(_explained(assumption), mark=f"{number:2d}")
        if self.sources:
            page.heading(sentence("Sources"))
            for source in _in_order(self.sources):
                page.bullet(_described(source))


def _in_order(sources: Iterable[Source]) -> list[Source]:
    return sorted(sources, key=lambda source: (source.key.casefold(), source.title))


def _explained(assumption: Assumption) -> object:
    keys = tuple(source.key or source.title for source in assumption.sources)
    if not keys:
        return assumption
    return sentence("{assumption} [{keys}]", assumption=assumption, keys=keys)


def _described(source: Source) -> Sentence:
    said: object = source
    if source.publisher:
        said = sentence(
            "{source}; {publisher}", source=said, publisher=source.publisher
        )
    if source.published is not None:
        said = sentence("{source}, {day}", source=said, day=source.published)
    standing = sentence("secondary source")
    if source.standing is Standing.PRIMARY:
        standing = sentence("primary source")
    if source.key:
        said = sentence("{key}: {source}", key=source.key, source=said)
    return sentence("{source} ({standing})", source=said, standing=standing)

"""Sources in files: a table of them once, and keys wherever a figure cites one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.io.values import a_choice, a_day, a_table, a_word, only
from fundmodel.sources import Assumption, AssumptionKind, Basis, Source, Standing

__all__ = ["basis_form", "cited_sources", "read_basis", "read_source", "source_form"]

_TEXTS = ("title", "publisher", "place", "url", "licence")


def read_source(value: object, *, key: str = "") -> Source:
    """Read one source from its table."""
    table = a_table(value)
    only(table, *_TEXTS, "standing", "published", "key", needs=("title",))
    texts = {name: a_word(table[name]) for name in _TEXTS if name in table}
    return Source(
        **texts,
        key=key or a_word(table.get("key", "")),
        standing=a_choice(table.get("standing", "primary"), Standing),
        published=a_day(table["published"]) if "published" in table else None,
    )


def read_basis(value: object, sources: Mapping[str, Source]) -> Basis:
    """
    Read what a figure rests on: a key, a source, or an assumption.

    Raises:
        InvalidDataError: No source has the key; the nearest one is offered.
    """
    if isinstance(value, str):
        return _by_key(value, sources)
    table = a_table(value)
    if "assumption" in table:
        return _read_assumption(table, sources)
    if "title" in table:
        return read_source(table)
    only(table, "key", "place", needs=("key",))
    source = _by_key(a_word(table["key"]), sources)
    return attrs.evolve(source, place=a_word(table.get("place", source.place)))


def _read_assumption(
    table: Mapping[str, object], sources: Mapping[str, Source]
) -> Assumption:
    only(table, "assumption", "kind", "sources")
    listed = table.get("sources", [])
    if not isinstance(listed, list):
        listed = [listed]
    found = [read_basis(item, sources) for item in listed]
    return Assumption(
        why=a_word(table["assumption"]),
        kind=a_choice(table.get("kind", "assumed"), AssumptionKind),
        sources=[source for source in found if isinstance(source, Source)],
    )


def _by_key(key: str, sources: Mapping[str, Source]) -> Source:
    if key in sources:
        return sources[key]
    near = difflib.get_close_matches(key[:100], sources, n=1)
    raise InvalidDataError(
        "no source has this key",
        got=key,
        expected="a key of the section [sources]",
        mend=f"did you mean {near[0]!r}?" if near else "add the source",
    )


def source_form(source: Source) -> dict[str, object]:
    """Give a source as a table."""
    form: dict[str, object] = {"key": source.key} if source.key else {}
    form |= {name: getattr(source, name) for name in _TEXTS if getattr(source, name)}
    if source.standing is not Standing.PRIMARY:
        form["standing"] = source.standing.value
    if source.published is not None:
        form["published"] = source.published
    return form


def basis_form(basis: Basis, sources: Mapping[str, Source]) -> object:
    """Give what a figure rests on, by key where the table of sources has it."""
    if isinstance(basis, Assumption):
        form: dict[str, object] = {
            "assumption": basis.why,
            "kind": basis.kind.value,
        }
        if basis.sources:
            form["sources"] = [basis_form(source, sources) for source in basis.sources]
        return form
    if basis is None:
        return None
    listed = sources.get(basis.key)
    if listed == basis:
        return basis.key
    if listed is not None and attrs.evolve(basis, place=listed.place) == listed:
        return {"key": basis.key, "place": basis.place}
    return source_form(basis)


def cited_sources(value: object) -> dict[str, Source]:
    """Collect the sources that an object cites, the first one of each key."""
    found: dict[str, Source] = {}
    for source in _walk(value):
        if source.key:
            found.setdefault(source.key, source)
    return found


def _walk(value: object) -> Iterator[Source]:
    if isinstance(value, Source):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _walk(item)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _walk(getattr(value, field.name))

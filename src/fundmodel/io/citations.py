"""Sources in files: a table of them once, and keys wherever a figure cites one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import cast

import attrs

from fundmodel.errors import Fault, InvalidDataError
from fundmodel.io.faults import MOST_CHARACTERS, faults_of
from fundmodel.io.values import (
    a_choice,
    a_day,
    a_list,
    a_table,
    a_text,
    a_word,
    each,
    fields,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, AssumptionKind, Basis, Source, Standing

__all__ = [
    "basis_form",
    "cited_sources",
    "read_basis",
    "read_source",
    "read_sources",
    "source_form",
]

_TEXTS = ("title", "publisher", "place", "url", "licence")


def read_source(value: object, *, key: str | None = None) -> Source:
    """
    Read one source from its table.

    Args:
        value: The table.

        key: The key under which it is listed; `None` if it stands where it is
            cited, and may name a key itself.
    """
    readers = dict.fromkeys(_TEXTS if key is not None else (*_TEXTS, "key"), a_word)
    found = fields(
        value,
        ("title",),
        **readers,
        standing=lambda name: a_choice(name, Standing),
        published=a_day,
    )
    if key is not None:
        found["key"] = key
    return Source(**found)


def read_sources(value: object) -> tuple[dict[str, Source], list[Fault]]:
    """
    Read the table of sources of a file.

    Returns:
        The sources by key, and every fault. A broken source has a stand-in, so that
        whatever cites it is not at fault too.
    """
    found: dict[str, Source] = {}
    faults: list[Fault] = []
    try:
        table = a_table(value)
    except InvalidDataError as error:
        return {}, list(faults_of(error, "sources"))
    for key, form in table.items():
        try:
            found[key] = read_source(form, key=key)
        except Exception as error:  # noqa: BLE001  every fault is told
            found[key] = Source(title="broken")
            faults += faults_of(error, f"sources.{key}")
    return found, faults


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
    found = fields(
        table, ("key",), key=lambda key: _by_key(a_word(key), sources), place=a_word
    )
    source: Source = found.pop("key")
    return attrs.evolve(source, **found)


def _read_assumption(
    table: Mapping[str, object], sources: Mapping[str, Source]
) -> Assumption:
    found = fields(
        table,
        ("assumption",),
        assumption=_why,
        kind=lambda name: a_choice(name, AssumptionKind),
        sources=lambda items: _read_sources(items, sources),
    )
    return Assumption(why=found.pop("assumption"), **found)


def _why(value: object) -> str | Text:
    return value if isinstance(value, str) else a_text(value)


def _why_form(why: str | Text) -> object:
    return why if isinstance(why, str) else dict(why.texts)


def _read_sources(value: object, sources: Mapping[str, Source]) -> list[Source]:
    return each(a_list(value), lambda item: _cited(item, sources))


def _cited(value: object, sources: Mapping[str, Source]) -> Source:
    basis = read_basis(value, sources)
    if isinstance(basis, Source):
        return basis
    raise InvalidDataError(
        "an assumption rests on another assumption",
        got=basis,
        expected="sources: keys, or tables with a title",
        mend="say both in one assumption, and name the sources of both",
    )


def _by_key(key: str, sources: Mapping[str, Source]) -> Source:
    if key in sources:
        return sources[key]
    near = difflib.get_close_matches(key[:MOST_CHARACTERS], sources, n=1)
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
            "assumption": _why_form(basis.why),
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
        # cast: `isinstance` tells nothing about the items.
        for item in cast("tuple[object, ...]", value):
            yield from _walk(item)
    elif attrs.has(type(value)):
        # cast: `attrs.has` tells nothing about the fields.
        kind = cast("type[attrs.AttrsInstance]", type(value))
        for field in attrs.fields(kind):
            yield from _walk(getattr(value, field.name))

"""
Compile the gettext catalogs when the package is built.

The same text always gives the same bytes: no clock and no time zone of the
machine gets into a compiled catalog.
"""

from __future__ import annotations

import io
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGS: Final = "src/fundmodel/locale/*/LC_MESSAGES/*.po"

# Babel writes dates into the header and takes the machine's clock where the
# file has none. Nobody reads them at run time.
NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)


class CatalogError(Exception):
    """A catalog of translations is unfinished or broken."""


class CompileCatalogs(BuildHookInterface[BuilderConfig]):
    """Turn every ``.po`` file into the ``.mo`` file that is read at run time."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the hook's signature
        """Compile before files are collected, for every kind of build."""
        compile_all(Path(self.root))

    def clean(self, versions: list[str]) -> None:  # noqa: ARG002  the hook's signature
        """Remove what :meth:`initialize` made."""
        for po_file in Path(self.root).glob(CATALOGS):
            po_file.with_suffix(".mo").unlink(missing_ok=True)


def compile_all(root: Path) -> None:
    """
    Compile all catalogs below *root*.

    Raises:
        CatalogError: At least one message is untranslated, fuzzy or names
            other places than its template; all of them are listed.
    """
    faults: list[str] = []
    compiled: dict[Path, bytes] = {}
    for po_file in sorted(root.glob(CATALOGS)):
        try:
            catalog = _read(po_file)
        except (PoFileError, UnicodeDecodeError) as error:
            faults.append(f"{po_file.relative_to(root)}: {error}")
            continue
        faults += (
            f"{po_file.relative_to(root)}:{message.lineno}: {fault}: {message.id!r}"
            for message in catalog
            if message.id and (fault := _fault(message))
        )
        compiled[po_file.with_suffix(".mo")] = _compile(catalog)
    if faults:
        raise CatalogError("\n".join(["translations cannot be compiled", *faults]))
    for mo_file, content in compiled.items():
        mo_file.write_bytes(content)


def _read(po_file: Path) -> Catalog:
    with po_file.open("rb") as file:
        return read_po(
            file,
            locale=po_file.parent.parent.name,
            ignore_obsolete=True,
            charset="utf-8",
            abort_invalid=True,
        )


def _fault(message: Message) -> str:
    if message.fuzzy:
        return "the translation is marked as fuzzy"
    translations = _texts(message.string)
    if not all(translations):
        return "the translation is missing"
    wanted = set().union(*map(_places, _texts(message.id)))
    if set().union(*map(_places, translations)) != wanted:
        return f"the translation does not name the places {sorted(wanted)}"
    return ""


def _texts(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Give the text, or each of its plural forms."""
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def _places(template: str) -> set[str]:
    try:
        return {place for _, place, _, _ in string.Formatter().parse(template) if place}
    except ValueError:
        # A lone brace: nothing that `str.format` accepts names this place.
        return {template}


def _compile(catalog: Catalog) -> bytes:
    catalog.creation_date = NO_DATE
    catalog.revision_date = NO_DATE
    content = io.BytesIO()
    write_mo(content, catalog)
    return content.getvalue()

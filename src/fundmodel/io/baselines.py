"""Baselines in TOML: known findings, each accepted for a reason and until a day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fundmodel.auditing import Acceptance, Baseline
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.citations import read_basis, read_sources
from fundmodel.io.config import parse_toml
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.files import read_text
from fundmodel.sources import Source

__all__ = ["load_baseline", "parse_baseline"]

SCHEMA_VERSION: Final = 1


def load_baseline(path: Path | str) -> Baseline:
    """
    Read a baseline from a TOML file; its id is the name of the file.

    Raises:
        ConfigError: With every fault of the file.
    """
    path = Path(path)
    return parse_baseline(read_text(path), file=path.name)


def parse_baseline(text: str, *, file: str = "baseline.toml") -> Baseline:
    """
    Make a baseline of TOML.

    Args:
        text: A list of tables ``accepted``, each with ``rule``, ``subject``,
            ``reason`` and ``until``, and with a ``source`` if there is one. Sources
            cited by key stand in a table ``sources``.

        file: What to call it in messages.

    Raises:
        ConfigError: With every fault of the text.
    """
    form = parse_toml(text, file=file)
    sources, faults = read_sources(form.pop("sources", {}))
    try:
        found = values.fields(
            form,
            ("accepted",),
            schema_version=_version,
            accepted=lambda forms: values.each(
                values.a_list(forms), lambda one: _acceptance(one, sources)
            ),
        )
        baseline = Baseline(id=file, acceptances=found["accepted"])
    except FundmodelError as error:
        faults += faults_of(error)
    else:
        if not faults:
            return baseline
    raise refusal(file, faults)


def _version(value: object) -> int:
    if values.an_integer(value) == SCHEMA_VERSION:
        return SCHEMA_VERSION
    raise InvalidDataError(
        "this version of the file form is not known",
        got=value,
        expected=str(SCHEMA_VERSION),
        mend="update fundmodel",
    )


def _acceptance(form: object, sources: Mapping[str, Source]) -> Acceptance:
    words = dict.fromkeys(("rule", "subject", "reason"), values.a_word)
    found = values.fields(
        form,
        (*words, "until"),
        **words,
        until=values.a_day,
        source=lambda basis: read_basis(basis, sources),
    )
    return Acceptance(**found)

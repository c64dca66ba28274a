"""
Documents in JSON: what a portal stores today loads in later versions.

A document says what it holds and in which version of the form. JSON Schemas
are part of the package, in ``fundmodel/io/schemas``. An allocation is stored
with what it was made from and with what came out; reading it does the
allocation again and compares every amount, so that a result never changes in
silence.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NoReturn

from fundmodel.allocation import Allocation
from fundmodel.auditing import AuditReport
from fundmodel.awards import Awards
from fundmodel.errors import ConfigError, Fault, FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.award_forms import awards_form, read_awards_form
from fundmodel.io.config import program_from
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.files import read_text, write_whole
from fundmodel.io.ledger_forms import ledger_form, read_ledger_form
from fundmodel.io.outcomes import allocation_form, read_allocation
from fundmodel.io.plain import plain_program
from fundmodel.io.reports import read_report, report_form
from fundmodel.io.rosters import read_roster_form, roster_form
from fundmodel.io.typed import json_ready
from fundmodel.ledgers import Ledger
from fundmodel.programs import Program
from fundmodel.recipients import Roster

__all__ = ["Document", "dump_document", "from_json", "load_document", "to_json"]

SCHEMA_VERSION: Final = 1

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a document; an allocation to half a million recipients fits."""

MOST_TABLES: Final = 1_000_000
"""Signs that begin a table or a list; each costs memory before it is looked at."""

Document = Program | Roster | Allocation | AuditReport | Ledger | Awards
Form = dict[str, object]


def to_json(value: Document) -> str:
    """
    Give a program, a roster, an allocation, a report, a ledger or awards as JSON.

    A roster, and an allocation with it, holds all counts: it is the data itself,
    not something public. A report shows small counts of a sensitive indicator as
    "<10", and so does whatever is read from it.

    Raises:
        InvalidModelError: A program has a provision that files do not know.

        InvalidDataError: A report has evidence that has no form.
    """
    kind, form = _form(value)
    document = {"fundmodel": kind, "schema_version": SCHEMA_VERSION, **form}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, *, file: str = "document.json") -> Document:
    """
    Make the object that a JSON text holds.

    Args:
        text: The document.

        file: What to call it in messages.

    Raises:
        ConfigError: The text is not such a document, or an allocation in it
            comes out otherwise today; every difference is listed.
    """
    try:
        return _read(_parsed(text))
    except FundmodelError as error:
        raise refusal(file, faults_of(error)) from None
    except RecursionError:
        raise _broken(file, "values are nested too deep", "") from None
    except json.JSONDecodeError as error:
        raise _broken(file, "this is not JSON", str(error)) from None
    except ValueError:
        # Python refuses to read integers of more than 4,300 digits.
        raise _broken(file, "a number has too many digits", "") from None


def _broken(file: str, what: str, got: str) -> ConfigError:
    fault = Fault(
        where=file,
        what=what,
        got=got,
        expected="a document that fundmodel wrote",
        mend="take the original document",
    )
    return refusal(file, (fault,))


def dump_document(value: Document, path: Path | str) -> None:
    """
    Write a document, as a whole or not at all.

    Raises:
        InvalidDataError: The file cannot be written.
    """
    write_whole(path, to_json(value))


def load_document(path: Path | str) -> Document:
    """
    Read a document.

    Raises:
        ConfigError: It is broken; see :func:`from_json`.
    """
    path = Path(path)
    return from_json(read_text(path, largest=LARGEST), file=path.name)


def _form(value: Document) -> tuple[str, Form]:
    if isinstance(value, Program):
        form = json_ready(plain_program(value))
        return "program", {"program": form, "hash": value.content_hash}
    if isinstance(value, Roster):
        return "roster", {"roster": roster_form(value), "hash": value.content_hash}
    if isinstance(value, Ledger):
        return "ledger", {"ledger": ledger_form(value), "hash": value.content_hash}
    if isinstance(value, Awards):
        return "awards", {"awards": awards_form(value), "hash": value.content_hash}
    if isinstance(value, Allocation):
        return "allocation", allocation_form(value)
    return "audit_report", report_form(value)


def _parsed(text: str) -> Mapping[str, object]:
    signs = text.count("{") + text.count("[")
    if signs > MOST_TABLES:
        raise InvalidDataError(
            "the document has too many tables and lists",
            got=f"{signs:,}",
            expected=f"at most {MOST_TABLES:,}",
            mend="check that it is the right file",
        )
    return values.a_table(
        json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    )


def _without_repeats(pairs: list[tuple[str, object]]) -> Form:
    table = dict(pairs)
    if len(table) < len(pairs):
        count = Counter(key for key, _ in pairs)
        raise InvalidDataError(
            "a key stands more than once",
            got=", ".join(key for key, times in count.items() if times > 1),
            expected="each key once",
            mend="remove one; which one counts is not for a reader to guess",
        )
    return table


def _no_float(text: str) -> NoReturn:
    raise InvalidDataError(
        "a number has a decimal point or an exponent",
        got=text,
        expected="whole numbers, and exact ones as text",
        mend="put it in quotes",
    )


def _read(document: Mapping[str, object]) -> Document:
    kind = document.get("fundmodel")
    if not isinstance(kind, str) or kind not in _READERS:
        error = values.unknown_kind(kind, _READERS)
        error.where = "fundmodel"
        raise error
    version = document.get("schema_version")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise InvalidDataError(
            "this version of the document's form is not known",
            where="schema_version",
            got="none" if version is None else version,
            expected=str(SCHEMA_VERSION),
            mend="update fundmodel, which reads all earlier versions",
        )
    about = ("fundmodel", "schema_version")
    content = {key: item for key, item in document.items() if key not in about}
    return _READERS[kind](content)


def _read_program(content: Mapping[str, object]) -> Program:
    found = values.fields(
        content,
        ("program", "hash"),
        program=lambda form: program_from(values.a_table(form), file=""),
        hash=values.a_word,
    )
    program: Program = found["program"]
    _check_hash(program.content_hash, found["hash"])
    return program


def _read_roster(content: Mapping[str, object]) -> Roster:
    found = values.fields(
        content, ("roster", "hash"), roster=read_roster_form, hash=values.a_word
    )
    roster: Roster = found["roster"]
    _check_hash(roster.content_hash, found["hash"])
    return roster


def _read_ledger(content: Mapping[str, object]) -> Ledger:
    found = values.fields(
        content, ("ledger", "hash"), ledger=read_ledger_form, hash=values.a_word
    )
    ledger: Ledger = found["ledger"]
    _check_hash(ledger.content_hash, found["hash"])
    return ledger


def _read_awards(content: Mapping[str, object]) -> Awards:
    found = values.fields(
        content, ("awards", "hash"), awards=read_awards_form, hash=values.a_word
    )
    awards: Awards = found["awards"]
    _check_hash(awards.content_hash, found["hash"])
    return awards


def _check_hash(now: str, stored: str) -> None:
    if now != stored:
        raise InvalidDataError(
            "the content is not what it was when it was stored",
            where="hash",
            got=now,
            expected=stored,
            mend="take the original document; whoever changes one has to store it anew",
        )


_READERS: Final[Mapping[str, Callable[[Mapping[str, object]], Document]]] = {
    "program": _read_program,
    "roster": _read_roster,
    "allocation": read_allocation,
    "audit_report": read_report,
    "ledger": _read_ledger,
    "awards": _read_awards,
}

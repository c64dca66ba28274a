"""
What goes wrong, told to people as text or to programs as one JSON object.

Both go to the standard error, so that the standard output holds results only. The
module needs no package of the extra ``cli``, because that may be what is missing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import attrs

from fundmodel.cli.terminals import encoding_of, spelt
from fundmodel.errors import ConfigError, Fault, FundmodelError

__all__ = ["Failure", "wants_json"]

_AS_JSON = "--json"


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether errors are for a program; known before the arguments are understood."""
    given = list(arguments)
    # What follows two dashes are names, whatever they look like.
    options = given[: given.index("--")] if "--" in given else given
    told = dict(pairwise(options))
    return (
        _AS_JSON in options
        or "--format=json" in options
        or told.get("--format") == "json"
    )


@attrs.frozen(kw_only=True)
class Failure:
    """
    Why a command ended without a result.

    Attributes:
        kind: The class of the error, for example ``"ConfigError"``.

        text: What people read.

        faults: What is wrong; a broken file has one for each of its faults.

        file: The file that the faults are in; `None` if they are in none.
    """

    kind: str
    text: str
    faults: tuple[Fault, ...]
    file: str | None = None

    @classmethod
    def of(cls, error: FundmodelError) -> Self:
        """Take all faults out of an error."""
        kind = type(error).__name__
        if isinstance(error, ConfigError):
            file, faults = error.file, error.faults
            return cls(kind=kind, text=str(error), faults=faults, file=file)
        return cls(kind=kind, text=str(error), faults=(Fault.of(error),))

    @classmethod
    def of_system(cls, error: OSError) -> Self:
        """Say what the operating system refused."""
        fault = Fault(
            where=str(error.filename or "file"),
            what=(error.strerror or str(error)).lower(),
            mend="check the name and who may read and write there",
        )
        return cls(kind=type(error).__name__, text=fault.render(), faults=(fault,))

    @classmethod
    def of_usage(cls, what: str, *, where: str) -> Self:
        """Say what was wrong about the arguments of a command."""
        fault = Fault(where=where, what=what, mend=f"see {where} --help")
        return cls(kind="UsageError", text=fault.render(), faults=(fault,))

    @classmethod
    def interrupted(cls) -> Self:
        """Say that the user stopped the command."""
        fault = Fault(where="", what="interrupted; no file was left half-written")
        return cls(kind="Interrupted", text=fault.render(), faults=(fault,))

    def document(self, exit_code: int) -> dict[str, object]:
        """Give the failure for programs."""
        return {
            "error": {
                "kind": self.kind,
                "exit_code": int(exit_code),
                "text": self.text,
                "faults": self.faults_form(),
            }
        }

    def faults_form(self) -> list[dict[str, object]]:
        """Give every fault for programs, all with the same keys."""
        return [
            {
                "file": self.file,
                # A fault of a file as a whole has the file as its place.
                "path": "" if fault.where == self.file else fault.where,
                "what": fault.what,
                "got": fault.got,
                "expected": fault.expected,
                "mend": fault.mend,
            }
            for fault in self.faults
        ]

    def tell(self, exit_code: int, *, as_json: bool) -> None:
        """Write the failure to the standard error."""
        said = spelt(self.text, encoding_of(sys.stderr))
        if as_json:
            # In ASCII: whatever the terminal does to other letters is no JSON.
            said = json.dumps(self.document(exit_code), indent=2)
        sys.stderr.write(f"{said}\n")

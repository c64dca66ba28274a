"""Roles: what a body is to an amount. Who is counted is not always who is paid."""

from __future__ import annotations

import enum
from typing import Final

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Party", "Role"]


class Role(enum.Enum):
    """What a body is to an amount."""

    COUNTED = "counted"
    """It was counted for the amount (gezählte Stelle)."""

    APPLICANT = "applicant"
    """It applied for it (antragstellende Stelle)."""

    AWARD_HOLDER = "award holder"
    """It was awarded the amount, and answers for it (Zuwendungsempfänger)."""

    PAYEE = "payee"
    """The amount is paid into its account (Zahlungsempfänger)."""

    DELEGATE = "delegate"
    """It does the work for others who hold the award (beauftragter Dritter)."""

    FINAL_RECIPIENT = "final recipient"
    """It has the benefit in the end (Letztempfänger)."""

    def render(self, language: Language) -> str:
        """Give the role in words."""
        return _ROLES[self].render(language)


_ROLES: Final[dict[Role, Sentence]] = {
    Role.COUNTED: sentence("counted body"),
    Role.APPLICANT: sentence("applicant"),
    Role.AWARD_HOLDER: sentence("award holder"),
    Role.PAYEE: sentence("payee"),
    Role.DELEGATE: sentence("delegate"),
    Role.FINAL_RECIPIENT: sentence("final recipient"),
}


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Party:
    """
    A body in a role.

    Attributes:
        role: What it is to the amount.

        body: Its id.
    """

    role: Role
    body: str

    def __attrs_post_init__(self) -> None:
        if not self.body.strip():
            raise InvalidDataError(
                "a role is held by nobody",
                where=f"role {self.role.value!r}",
                expected="the id of a body",
                mend="name the body, or leave the role out",
            )

    def render(self, language: Language) -> str:
        """Give the role and who holds it."""
        said = sentence("{role}: {body}", role=self.role, body=self.body)
        return said.render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)

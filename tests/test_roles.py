"""Tests of `fundmodel.roles`."""

from __future__ import annotations

import pytest

from fundmodel.errors import InvalidDataError
from fundmodel.roles import Party, Role
from fundmodel.sentences import Language


class TestRole:
    @pytest.mark.parametrize(
        ("role", "english", "german"),
        [
            (Role.COUNTED, "counted body", "gezählte Stelle"),
            (Role.APPLICANT, "applicant", "Antragsteller"),
            (Role.AWARD_HOLDER, "award holder", "Zuwendungsempfänger"),
            (Role.PAYEE, "payee", "Zahlungsempfänger"),
            (Role.DELEGATE, "delegate", "beauftragter Dritter"),
            (Role.FINAL_RECIPIENT, "final recipient", "Letztempfänger"),
        ],
    )
    def test_has_a_name_in_both_languages(self, role, english, german):
        """
        Every role is told by the term of the trade.
        """
        assert english == role.render(Language.ENGLISH)
        assert german == role.render(Language.GERMAN)


class TestParty:
    def test_tells_who_is_what(self):
        """
        A party is a body in a role.
        """
        party = Party(role=Role.PAYEE, body="a")

        assert "payee: a" == str(party)
        assert "Zahlungsempfänger: a" == party.render(Language.GERMAN)

    def test_nobody_holds_no_role(self):
        """
        An empty id is refused.
        """
        with pytest.raises(InvalidDataError) as caught:
            Party(role=Role.PAYEE, body=" ")

        assert (
            "role 'payee': a role is held by nobody\n"
            "  expected: the id of a body\n"
            "  mend: name the body, or leave the role out"
        ) == str(caught.value)

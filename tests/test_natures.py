"""Tests of `fundmodel.natures`."""

from __future__ import annotations

import pytest

from fundmodel.natures import LegalNature, Stage
from fundmodel.sentences import Language


class TestLegalNature:
    @pytest.mark.parametrize("nature", LegalNature)
    def test_only_a_law_entitles(self, nature):
        """
        What is not given by law is a planning envelope and no promise.
        """
        by_law = nature is LegalNature.STATUTORY_TRANSFER

        assert by_law == (nature.stage is Stage.ENTITLEMENT)

    @pytest.mark.parametrize("member", [*LegalNature, *Stage])
    def test_has_a_name(self, member):
        """
        Every nature and every stage can be said.
        """
        assert member.render(Language.ENGLISH)

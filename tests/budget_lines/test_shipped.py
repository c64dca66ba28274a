"""Schemes that are shipped: what they rest on is said."""

from __future__ import annotations

import pytest

from fundmodel.budget_lines import EUROPEAN_UNION, FREE_TEXT, GERMANY


class TestShipped:
    @pytest.mark.parametrize("scheme", [GERMANY, EUROPEAN_UNION])
    def test_say_what_they_rest_on(self, scheme):
        """
        A scheme that takes lines apart has a source, or says that it is assumed.
        """
        assert scheme.source is not None

    @pytest.mark.parametrize("scheme", [GERMANY, EUROPEAN_UNION, FREE_TEXT])
    def test_are_named_in_two_languages(self, scheme):
        """
        Schemes and levels have an English and a German name.
        """
        named = [scheme.name, *(level.name for level in scheme.levels)]

        assert {("de", "en")} == {
            tuple(sorted(language for language, _ in name.texts)) for name in named
        }

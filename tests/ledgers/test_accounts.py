"""Tests of accounts and of the kinds of entries between them."""

from __future__ import annotations

import re
from pathlib import Path

from fundmodel.ledgers import Account, Dimension, EntryKind
from fundmodel.sentences import Language

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "ledgers.md"


class TestEntryKind:
    def test_page_shows_the_flow_of_each(self):
        """
        The reference shows between which accounts each kind moves money, and when.
        """
        shown = re.findall(
            r"^\| `([A-Z_]+)` \| `([A-Z]+)` \| `([A-Z]+)` \| (.+) \|$",
            PAGE.read_text(encoding="utf-8"),
            re.MULTILINE,
        )

        assert shown == [
            (kind.name, kind.credited.name, kind.debited.name, kind.window.value)
            for kind in EntryKind
        ]

    def test_has_a_recipient_where_money_is_promised_or_moved(self):
        """
        Entries about the budget alone have no recipient.
        """
        alone = {kind for kind in EntryKind if not kind.has_recipient}

        assert {
            EntryKind.APPROPRIATION,
            EntryKind.AUTHORITY,
            EntryKind.COVER,
            EntryKind.EXPIRY,
            EntryKind.LAPSE,
            EntryKind.CARRY_OVER,
            EntryKind.FREEZE,
            EntryKind.THAW,
            EntryKind.VIREMENT,
        } == alone


class TestWords:
    def test_each_has_its_own(self):
        """
        No two accounts, kinds or dimensions are called the same in one language.
        """
        for kind in (Account, EntryKind, Dimension):
            for language in Language:
                words = {member.render(language) for member in kind}

                assert len(kind) == len(words)

"""Tests of `fundmodel.rules.selection.lots`."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from fundmodel.rules.selection.lots import lot, lots

IDS = st.lists(st.text(st.characters(codec="utf-8")), unique=True, max_size=8)


class TestLots:
    def test_can_be_drawn_by_hand(self):
        """
        The hash is what ``printf '%s' 'seed:id' | sha256sum`` prints anywhere.
        """
        assert (
            "afb6e82be07355f5b55e1f7385e9aff021be7428ef125f79b63f09cbeb9138b7"
        ) == lot("6 aus 49, 2026-05-02: 3 11 19 24 38 44", "a-1")

    @given(st.text(st.characters(codec="utf-8")), IDS)
    def test_are_sorted_by_their_hash(self, seed, ids):
        """
        The smallest hash comes first, whatever the order of the ids.
        """
        codes = lots(seed, ids)
        hashes = [hashlib.sha256(f"{seed}:{i}".encode()).hexdigest() for i in ids]

        assert sorted(ids, key=dict(zip(ids, hashes, strict=True)).get) == [
            ids[i] for i in codes.argsort()
        ]
        assert len(ids) == len(set(codes.tolist()))

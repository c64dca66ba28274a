"""What the strategies can build comes back from a file as it was."""

from __future__ import annotations

from hypothesis import given, settings

from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.testing import (
    allocations,
    assert_conserved,
    indicators,
    programs,
    rosters,
)

SOME = settings(max_examples=40)


class TestToml:
    @SOME
    @given(programs(amendments=True))
    def test_programs_come_back(self, program):
        """
        A program written as TOML is read as the same program.
        """
        again = parse_program(format_program(program))

        assert program == again
        assert program.content_hash == again.content_hash


class TestJson:
    @SOME
    @given(programs(amendments=True))
    def test_programs_come_back(self, program):
        """
        A program stored as JSON has the same hash when it is read.
        """
        again = from_json(to_json(program))

        assert program == again
        assert program.content_hash == again.content_hash

    @SOME
    @given(indicators().flatmap(lambda one: rosters(indicators=[one], remainder=None)))
    def test_rosters_come_back(self, roster):
        """
        A roster stored as JSON has the same hash when it is read.
        """
        assert roster.content_hash == from_json(to_json(roster)).content_hash

    @SOME
    @given(allocations())
    def test_allocations_come_back(self, allocation):
        """
        A stored allocation has the same amounts, hashes and open parts.
        """
        again = from_json(to_json(allocation))

        assert_conserved(again)
        assert allocation.hashes == again.hashes
        assert [a.exact for a in allocation.allotments()] == [
            a.exact for a in again.allotments()
        ]
        assert [str(one.said) for one in allocation.open_parts] == [
            str(one.said) for one in again.open_parts
        ]

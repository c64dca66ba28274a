"""Tests of `fundmodel.pools`."""

from __future__ import annotations

import pytest

from fundmodel.errors import InvalidDataError
from fundmodel.facts import Facts
from fundmodel.pools import Pool, pools_from_records
from fundmodel.roles import Party, Role
from fundmodel.sources import Source

VALLEY = Pool(id="valley", members=["a", "b"])


def refused(build):
    """Give the message of the error that something is refused with."""
    with pytest.raises(InvalidDataError) as caught:
        build()
    return str(caught.value)


class TestPool:
    def test_takes_part_itself(self):
        """
        Whoever is not named takes part as the pool.
        """
        assert "valley" == VALLEY.name
        assert ("valley",) == VALLEY.who(Role.APPLICANT)
        assert ("valley",) == VALLEY.who(Role.AWARD_HOLDER)
        assert ("valley",) == VALLEY.who(Role.PAYEE)
        assert () == VALLEY.who(Role.DELEGATE)
        assert ("a", "b") == VALLEY.who(Role.COUNTED)
        assert ("a", "b") == VALLEY.who(Role.FINAL_RECIPIENT)

    def test_bodies_in_roles(self):
        """
        The award holder applies and is paid, unless others are named.
        """
        led = Pool(id="v", members=["a", "b"], award_holder="a", delegate="district")
        split = Pool(
            id="v", members=["a", "b"], applicant="b", award_holder="a", payee="c"
        )

        assert (
            Party(role=Role.APPLICANT, body="a"),
            Party(role=Role.AWARD_HOLDER, body="a"),
            Party(role=Role.PAYEE, body="a"),
            Party(role=Role.DELEGATE, body="district"),
        ) == led.shared
        assert ("b",) == split.who(Role.APPLICANT)
        assert ("c",) == split.who(Role.PAYEE)
        assert 7 == len(split.parties)

    def test_needs_two_members(self):
        """
        One alone is no pool.
        """
        assert (
            "pool 'v': a pool needs two members\n"
            "  got: a\n"
            "  expected: at least two members\n"
            "  mend: let a single recipient stand alone"
        ) == refused(lambda: Pool(id="v", members=["a"]))
        assert "got: nobody" in refused(lambda: Pool(id="v", members=[]))

    def test_has_each_member_once(self):
        """
        A member that stands twice is named.
        """
        assert (
            "pool 'v': a member stands in a pool twice\n"
            "  got: a\n"
            "  expected: each member once\n"
            "  mend: remove the repeated ids"
        ) == refused(lambda: Pool(id="v", members=["a", "b", "a"]))

    def test_has_an_id_and_a_name(self):
        """
        Both are text that can be printed.
        """
        assert refused(lambda: Pool(id=" ", members=["a", "b"])).startswith(
            "pool ' ': a pool has no id or no name"
        )
        assert "control character" in refused(
            lambda: Pool(id="v", name="a\x00", members=["a", "b"])
        )


class TestPoolsFromRecords:
    def test_one_row_for_each_member(self):
        """
        What the rows say of a pool stands in all of them or in some.
        """
        source = Source(title="list of pools")
        rows = [
            {"pool": "v", "member": "a", "name": "Valley", "payee": "a"},
            {"pool": "w", "member": "c", "program": "p"},
            {"pool": "v", "member": "b", "payee": None},
            {"pool": "w", "member": "d", "program": "p"},
        ]

        assert (
            Pool(id="v", name="Valley", members=["a", "b"], payee="a", source=source),
            Pool(id="w", members=["c", "d"], program="p", source=source),
        ) == pools_from_records(rows, source=source)

    def test_members_of_two_programs(self):
        """
        Nobody can be awarded one amount by two programs.
        """
        rows = [
            {"pool": "v", "member": "a", "program": "pact"},
            {"pool": "v", "member": "b", "program": "other"},
        ]

        assert (
            "pool 'v': a pool has members of two programs\n"
            "  got: program 'pact' and 'other'\n"
            "  expected: one program\n"
            "  mend: make a pool of its own for each program"
        ) == refused(lambda: pools_from_records(rows))

    def test_rows_that_differ(self):
        """
        Two payees of one pool are refused.
        """
        rows = [
            {"pool": "v", "member": "a", "payee": "a"},
            {"pool": "v", "member": "b", "payee": "b"},
        ]

        assert (
            "pool 'v': the rows of a pool say different things\n"
            "  got: payee 'a' and 'b'\n"
            "  expected: one payee\n"
            "  mend: correct the rows"
        ) == refused(lambda: pools_from_records(rows))

    def test_rows_that_are_broken(self):
        """
        All faults of a row are told.
        """
        rows = [{"pool": 7, "head": "a"}]

        assert (
            "pools, row 1: this is no row of a pool\n"
            "  got: pool 7, head 'a', no member\n"
            "  expected: text for pool and member, and for name, applicant, "
            "award_holder, payee, delegate, program if known\n"
            '  mend: write {"pool": "valley", "member": "08111000"}'
        ) == refused(lambda: pools_from_records(rows))


class TestFacts:
    def test_hold_pools(self):
        """
        Pools are facts of an allocation.
        """
        assert (VALLEY,) == Facts(pools=[VALLEY]).pools

    def test_a_recipient_is_in_one_pool(self):
        """
        Its claim cannot be added twice.
        """
        other = Pool(id="w", members=["b", "c"])

        assert (
            "pools: a recipient stands in two pools\n"
            "  got: 'b' in 'valley' and 'w'\n"
            "  expected: each recipient in one pool at most\n"
            "  mend: remove it from one of them"
        ) == refused(lambda: Facts(pools=[VALLEY, other]))

    def test_ids_are_unique(self):
        """
        Two pools of one id are refused.
        """
        other = Pool(id="valley", members=["c", "d"])

        assert refused(lambda: Facts(pools=[VALLEY, other])).startswith(
            "pools: an id stands for two pools\n  got: valley"
        )

    def test_pools_are_of_one_program(self):
        """
        Pools of another program do not count here.
        """
        pools = [
            Pool(id="v", members=["a", "b"], program="pact"),
            Pool(id="w", members=["c", "d"], program="other"),
            VALLEY,
        ]

        assert (
            "pools: pools of several programs stand together\n"
            "  got: other, pact\n"
            "  expected: pools of one program\n"
            "  mend: give each allocation the pools of its own program"
        ) == refused(lambda: Facts(pools=pools))

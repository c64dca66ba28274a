from __future__ import annotations

import attrs

from fundmodel.auditing import Case


class TestCase:
    def test_each_roster_once(self, allocation, roster, with_remainder):
        """
        A roster of an allocation that is also given by itself counts once.
        """
        case = Case(allocations=[allocation], rosters=[with_remainder, roster])

        assert ["arrivals-named", "arrivals-2024"] == [r.id for r in case.all_rosters]

    def test_rosters_of_one_id_and_other_content(self, roster):
        """
        Two rosters of one id that differ are both kept.
        """
        other = attrs.evolve(roster, register=None)

        assert 2 == len(Case(rosters=[roster, other]).all_rosters)

    def test_register_is_not_compared(self, roster, register):
        """
        The register among the rosters is not compared with itself.
        """
        case = Case(rosters=[attrs.evolve(register), roster], register=register)

        assert ["arrivals-2024"] == [r.id for r in case.compared_rosters]

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Quota, Rest, detailed, largest_remainder, quota_method
from fundmodel.errors import AllocationError, InvalidDataError

VOTES = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any)
SEATS = st.integers(0, 50)


class TestQuota:
    @given(SEATS, VOTES)
    def test_hare_with_the_largest_remainders_is_the_method_of_that_name(
        self, seats, votes
    ):
        """
        The default of quota methods is Hare/Niemeyer.
        """
        assert largest_remainder(seats, votes) == quota_method()(seats, votes)

    def test_each_quota_buys_by_its_own_price(self):
        """
        100 votes and 3 seats: 33 1/3, 26, 25 and 20 votes a seat.
        """
        wholes = {
            quota: quota_method(quota=quota, rest=Rest.KEPT_APART)(3, [52, 26, 22])
            for quota in (Quota.HARE, Quota.DROOP, Quota.HAGENBACH_BISCHOFF)
        }

        assert {
            Quota.HARE: [1, 0, 0],
            Quota.DROOP: [2, 1, 0],
            Quota.HAGENBACH_BISCHOFF: [2, 1, 0],
        } == wholes

    @given(st.integers(1, 50), VOTES)
    def test_hagenbach_bischoff_leaves_over_less_than_hare(self, seats, votes):
        """
        A smaller quota buys at least as much for everybody.
        """
        kept = Rest.KEPT_APART
        hare = quota_method(quota=Quota.HARE, rest=kept)(seats, votes)
        detail = detailed(
            quota_method(quota=Quota.HAGENBACH_BISCHOFF, rest=kept), seats, votes
        )

        assert all(a <= b for a, b in zip(hare, detail.shares, strict=True))

    def test_an_over_award_is_refused(self):
        """
        Imperiali buys more seats than there are where the large are many.
        """
        imperiali = quota_method(quota=Quota.IMPERIALI)

        with pytest.raises(AllocationError) as caught:
            imperiali(3, [40, 40, 20])
        assert str(caught.value) == (
            "row 0: the quota awards 2 more than there is\n"
            "  got: 5\n"
            "  expected: 3\n"
            "  mend: use Quota.HARE, which never does, or see `detailed`, which gives "
            "the shares and the over-award as a negative residual"
        )

    def test_details_state_the_over_award(self):
        """
        What a quota gives too much is a negative residual.
        """
        detail = detailed(quota_method(quota=Quota.IMPERIALI), 3, [40, 40, 20])

        assert ([2, 2, 1], [-2]) == (detail.shares, detail.residual.tolist())

    def test_a_quota_of_whole_votes_needs_more_votes_than_seats(self):
        """
        Droop's quota is at least one vote, too much where cents are divided.
        """
        droop = quota_method(quota=Quota.DROOP)

        with pytest.raises(AllocationError, match="leaves over more units"):
            droop(100, [1, 1, 1])

    @pytest.mark.parametrize("quota", Quota)
    def test_no_seats(self, quota):
        """
        Of nothing everybody gets nothing.
        """
        assert [0, 0] == quota_method(quota=quota)(0, [3, 2])

    def test_bounds_are_refused(self):
        """
        Bounds are defined for Hare's quota only.
        """
        with pytest.raises(InvalidDataError, match="takes no bounds"):
            quota_method(quota=Quota.DROOP)(5, [3, 2], minimum=1)


class TestRest:
    @pytest.mark.parametrize(
        ("rest", "shares"),
        [
            (Rest.LARGEST_REMAINDERS, [5, 2, 2, 1]),
            (Rest.LARGEST_WEIGHTS, [6, 2, 1, 1]),
            (Rest.IN_ORDER, [6, 2, 1, 1]),
            (Rest.TO_THE_LARGEST, [7, 1, 1, 1]),
            (Rest.KEPT_APART, [5, 1, 1, 1]),
        ],
    )
    def test_who_gets_the_rest(self, rest, shares):
        """
        Two units are left over from 5.2, 1.9, 1.7 and 1.2.
        """
        assert shares == quota_method(rest=rest)(10, [52, 19, 17, 12])

    def test_in_order_follows_the_keys(self):
        """
        The order of the caller comes before the position.
        """
        in_order = quota_method(rest=Rest.IN_ORDER)

        assert [5, 1, 2, 2] == in_order(10, [52, 19, 17, 12], order=[3, 2, 1, 0])

    def test_who_has_no_weight_gets_no_rest(self):
        """
        The rest goes to those who share in the total.
        """
        in_order = quota_method(rest=Rest.IN_ORDER)

        assert [0, 4, 3] == in_order(7, [0, 1, 1])

    @given(SEATS, VOTES, st.sampled_from(Rest))
    def test_shares_and_residual_add_up(self, seats, votes, rest):
        """
        Only what is kept apart is missing, and it is stated.
        """
        detail = detailed(quota_method(rest=rest), seats, votes)

        assert seats == sum(detail.shares) + detail.residual[0]
        assert rest is Rest.KEPT_APART or not detail.residual.any()

    @given(SEATS, VOTES)
    def test_what_is_kept_apart_is_less_than_one_unit_each(self, seats, votes):
        """
        Everybody has the quota rounded down.
        """
        kept = quota_method(rest=Rest.KEPT_APART)(seats, votes)
        exact = [Fraction(seats * vote, sum(votes)) for vote in votes]

        assert [math.floor(quota) for quota in exact] == kept

    def test_equal_weights_are_a_tie(self):
        """
        To the largest: the order decides which of two is meant.
        """
        detail = detailed(quota_method(rest=Rest.TO_THE_LARGEST), 6, [2, 2, 1])

        (tie,) = detail.ties
        assert ([3, 2, 1], (0, 1), (0,)) == (detail.shares, tie.tied, tie.given)

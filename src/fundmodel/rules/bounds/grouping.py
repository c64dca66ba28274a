"""Grouping: which recipients a bound counts together."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import attrs
import numpy as np

from fundmodel.claims import Groups, said_of
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.steps import State

__all__ = ["Group", "GroupBy", "Grouping"]


class GroupBy(enum.Enum):
    """Which recipients a bound counts together."""

    PARENT = "parent"
    """Those that belong to the same body, such as the municipalities of a district."""

    KIND = "kind"
    """Those of the same kind."""


def _some(
    _: object, attribute: attrs.Attribute[tuple[str, ...]], ids: tuple[str, ...]
) -> None:
    if not ids:
        raise InvalidModelError(
            "a group has no members",
            where=attribute.name,
            expected="at least one id of a recipient",
            mend="name its members, or leave the group out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Group:
    """
    Recipients that are counted together, by name.

    Attributes:
        name: What they are called together.

        members: Their ids.
    """

    name: Text
    members: tuple[str, ...] = attrs.field(converter=tuple[str, ...], validator=_some)


@attrs.frozen(kw_only=True)
class Grouping:
    """
    Which recipients a bound counts together, as a rule states it.

    Attributes:
        by: By what.

        only: Which of these groups; empty for all.

        listed: Or groups by name.

        called: What states it, for errors.
    """

    by: GroupBy | None
    only: tuple[str, ...]
    listed: tuple[Group, ...]
    called: str

    def check(self) -> None:
        """
        Make sure that groups are stated in one way, and nobody is in two of them.

        Raises:
            InvalidModelError: They are not, or somebody is.
        """
        if (self.by is None) != bool(self.listed) or (self.only and self.listed):
            by = None if self.by is None else self.by.value
            raise InvalidModelError(
                "a bound of groups says in one way who is counted together",
                where=self.called,
                got=f"by {by!r}, {len(self.only)} of them only, {len(self.listed)} "
                "groups by name",
                expected="by, with or without only; or groups",
                mend='write by = "parent" (GroupBy.PARENT in Python), or groups with '
                "name and members",
            )
        ids = [id_ for group in self.listed for id_ in group.members]
        twice = tuple(dict.fromkeys(id_ for id_ in ids if ids.count(id_) > 1))
        if twice:
            raise InvalidModelError(
                "somebody is in a group twice, or in two of them",
                where=self.called,
                got=said_of(twice),
                expected="groups that have nobody in common",
                mend="write a provision for each of them, with Redistribute between "
                "them, which lets the later one prevail",
            )

    def describe(self) -> Sentence:
        """Say who is counted together."""
        if self.by is None:
            names = tuple(group.name for group in self.listed)
            return sentence("{groups} together", groups=names)
        if self.by is GroupBy.KIND and self.only:
            return sentence("{kinds}, those of each kind together", kinds=self.only)
        if self.by is GroupBy.KIND:
            return sentence("those of each kind together")
        if self.only:
            return sentence("{bodies}, those below each together", bodies=self.only)
        return sentence("those below each body together")

    def of(self, state: State) -> Groups:
        """
        Sort the claimants into groups.

        Raises:
            DataLackingError: The roster does not say who belongs where, or a row
                stands for others of whom it is not known.

            AllocationError: A group by name has a member who is not on the roster.
        """
        if self.by is None:
            return self._by_name(state)
        keys = self._keys(state)
        chosen = dict.fromkeys(
            k for k in keys if k and (not self.only or k in self.only)
        )
        place = {key: at for at, key in enumerate(chosen)}
        index = np.fromiter((place.get(key or "", -1) for key in keys), dtype=np.int64)
        return Groups(index=index, names=tuple(_label(state, key) for key in chosen))

    def _keys(self, state: State) -> Sequence[str | None]:
        """Give for each claimant what it is grouped by; `None` for who is in none."""
        roster = state.roster
        keys: Sequence[str | None]
        if self.by is GroupBy.KIND:
            known, keys = state.known_kinds, roster.kinds
            unclear = state.remainder
        else:
            if not any(state.known.parents):
                raise state.lacks(
                    sentence("the roster does not say where its bodies belong"),
                    got=sentence("no parents"),
                    expected=self.only or sentence("the body to which each belongs"),
                    mend="take a roster with the parent of each body",
                )
            known, keys = frozenset(filter(None, state.known.parents)), roster.parents
            nowhere = np.fromiter((key is None for key in keys), dtype=np.bool_)
            unclear = state.remainder & nowhere
        if not known.issuperset(self.only):
            raise state.lacks(
                sentence("nobody on the roster is in a group that a bound is for"),
                got=tuple(sorted(known)),
                expected=self.only,
                mend="correct the groups, or take a roster that holds them",
            )
        if (state.eligible & unclear).any():
            raise state.lacks(
                sentence("nobody says in which groups those behind a row are"),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody, or one row for each body",
            )
        return keys

    def _by_name(self, state: State) -> Groups:
        place = {id_: at for at, one in enumerate(self.listed) for id_ in one.members}
        unknown = tuple(id_ for id_ in place if id_ not in state.known.positions)
        if unknown:
            raise AllocationError(
                "a group has members who are not on the roster",
                where=f"roster {state.roster.id!r}",
                got=said_of(unknown),
                expected="ids on the roster",
                mend="correct the ids, or take the roster that the groups are of",
            )
        ids = state.roster.ids
        index = np.fromiter((place.get(id_, -1) for id_ in ids), dtype=np.int64)
        return Groups(index=index, names=tuple(group.name for group in self.listed))


def _label(state: State, key: str) -> Text | str:
    """Give the name of a body, where it is on the roster itself."""
    position = state.roster.positions.get(key)
    return key if position is None else state.roster.label(position)

"""Near names: one body that may be spelt in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from fundmodel.auditing.findings import NotApplicable, Outcome, Passed
from fundmodel.auditing.leads import Chance, Lead
from fundmodel.auditing.screening.rates import LEVEL, a_level, rounded_up
from fundmodel.errors import InvalidDataError
from fundmodel.sentences import Sentence, sentence

__all__ = ["near_names"]

RULE: Final = "SCREEN-001"

_NO_LETTER: Final = re.compile(r"[\W_]+")
_SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "o", "æ": "ae"})


def near_names(
    ids: Sequence[str], names: Sequence[str], *, level: Fraction = LEVEL
) -> Iterator[Outcome]:
    """
    SCREEN-001: no two ids have names that differ by one letter at most.

    Case, accents, umlauts, hyphens and the order of words do not count; then one
    letter may be another, be missing, or stand in its neighbour's place.

    Why: one body that is listed twice is paid twice. Whoever looks for equal names
    finds neither "Bad Duerkheim" nor "Dürkheim, Bad".

    Example: "Musterverein Nord e.V." and "Musterverein-Nord e.V" have two ids.

    How to resolve: compare addresses or registers. Two places may bear one name by
    right, and names with common parts are near more often than chance has it.

    Chance: letters are taken as drawn one by one, as often as they occur in the list;
    of two names with L letters at most (L + (L-1) k) k^(L-1) are near, where k is how
    often two letters agree. Names that are too short for their number are not
    compared. The work grows with the letters of the list, not with its pairs.

    Args:
        ids: Ids, each once.

        names: A name for each.

        level: Leads are given in at most so many lists by chance.
    """
    level = a_level(level)
    _check_names(ids, names)
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        groups.setdefault(_tidy(name), []).append(place)
    rates = _rates(groups)
    long_enough = {
        tidy: places for tidy, places in groups.items() if rates[len(tidy)] <= level
    }
    if sum(map(len, long_enough.values())) < _SOME:
        reason = sentence("names are too few, or too short, to tell chance apart")
        yield NotApplicable(rule=RULE, reason=reason)
        return
    in_pairs: set[str] = set()
    for first, second in _pairs(long_enough):
        in_pairs |= {first, second}
        places = groups[first] if first == second else groups[first] + groups[second]
        rate = rates[min(len(first), len(second))]
        yield _lead([(ids[place], names[place]) for place in places], rate)
    alone = len(long_enough.keys() - in_pairs)
    if alone:
        message = sentence("names without a near one: {count}", count=alone)
        yield Passed(rule=RULE, count=alone, message=message)


def _check_names(ids: Sequence[str], names: Sequence[str]) -> None:
    if len(ids) == len(names) == len(set(ids)):
        return
    raise InvalidDataError(
        "ids and names do not go together",
        where="ids, names",
        got=f"{len(ids)} ids, {len(set(ids))} of them different, {len(names)} names",
        expected="each id once, with one name",
        mend="take both from one roster",
    )


def _tidy(name: str) -> str:
    """
    Give what is compared: words in order, without case, accents and signs.

    >>> _tidy("Dürkheim, Bad")
    'bad duerkheim'
    """
    letters = unicodedata.normalize("NFC", name).casefold().translate(_SPELT)
    plain = unicodedata.normalize("NFKD", letters)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(sorted(_NO_LETTER.sub(" ", bare).split()))


def _rates(groups: Mapping[str, list[int]]) -> dict[int, Fraction]:
    """
    Give, by length, how often any names so long or longer are near by chance.

    The probabilities of all pairs are added up, which is never too little (Boole).
    """
    lengths = Counter[int]()
    letters = Counter[str]()
    for tidy, places in groups.items():
        lengths[len(tidy)] += len(places)
        letters.update(tidy)
    agree = _agreement(letters)
    rates: dict[int, Fraction] = {}
    total = Fraction(0)
    for length in sorted(lengths, reverse=True):
        if length:
            total += _of_pairs(length, lengths, agree)
        rates[length] = rounded_up(total) if length else Fraction(1)
    return rates


_EXACT: Final = 1000
"""Parts in which the agreement of letters is given, rounded up; powers stay short."""


def _agreement(letters: Counter[str]) -> Fraction:
    """Give how often two letters agree that are drawn one by one."""
    total = letters.total()
    if not total:
        return Fraction(1)
    agree = Fraction(sum(count * count for count in letters.values()), total * total)
    return Fraction(-(-agree.numerator * _EXACT // agree.denominator), _EXACT)


def _of_pairs(length: int, lengths: Counter[int], agree: Fraction) -> Fraction:
    of_this = lengths[length]
    pairs = Fraction(of_this * (of_this - 1), 2)
    near = (length + (length - 1) * agree) * agree ** (length - 1)
    with_longer = of_this * lengths[length + 1] * (length + 1) * agree**length
    return pairs * near + with_longer


def _pairs(groups: Mapping[str, list[int]]) -> Iterator[tuple[str, str]]:
    """Give what is written alike by several, and all pairs that are near."""
    by_rest: dict[str, list[str]] = {}
    for tidy, places in groups.items():
        if len(places) > 1:
            yield tidy, tidy
        for rest in dict.fromkeys((tidy, *_shortened(tidy))):
            by_rest.setdefault(rest, []).append(tidy)
    told: set[tuple[str, str]] = set()
    for alike in by_rest.values():
        for position, first in enumerate(alike):
            for second in alike[position + 1 :]:
                pair = (first, second)
                if pair not in told and _is_near(*sorted(pair, key=len)):
                    told.add(pair)
                    yield pair


def _shortened(tidy: str) -> Iterator[str]:
    """Give the word without each of its letters; near words have one in common."""
    for position in range(len(tidy)):
        yield tidy[:position] + tidy[position + 1 :]


def _is_near(shorter: str, longer: str) -> bool:
    """Whether one letter is another, is missing, or stands in its neighbour's place."""
    if len(shorter) < len(longer):
        return len(longer) - len(shorter) == 1 and shorter in set(_shortened(longer))
    differ = [p for p in range(len(longer)) if shorter[p] != longer[p]]
    if len(differ) <= 1:
        return True
    first, *_, last = differ
    swapped = shorter[first] == longer[last] and shorter[last] == longer[first]
    return len(differ) == _SWAPPED and last - first == 1 and swapped


_SOME: Final = 2
"""Names that can be compared."""

_SWAPPED: Final = 2
"""Places that differ where two neighbours changed theirs."""


def _lead(bodies: Sequence[tuple[str, str]], rate: Fraction) -> Lead:
    said: tuple[Sentence, ...] = tuple(
        sentence("{name} ({id})", name=name, id=id_) for id_, name in bodies
    )
    return Lead(
        rule=RULE,
        subject=said[0],
        message=sentence("may be the same as {others}", others=said[1:]),
        suggestion=sentence(
            "compare addresses or a register; two places may bear one name by right"
        ),
        by_chance=Chance(
            rate=rate,
            derivation=sentence(
                "if letters were drawn one by one, as often as they occur in the list: "
                "the chances of all pairs of names so long or longer, added up"
            ),
        ),
        evidence=((sentence("names"), said),),
    )

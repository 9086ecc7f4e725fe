"""Which row of a file is which record of the store?

A row is known by what it says, never by where it stands: a file may be sorted, grow or shrink.
Equal rows are counted. What is left over on both sides is looked at side by side: a row that says
nearly the same as one record, and no other comes as near, is that record with something else in it.
"""

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from supervision_kit.exchange.record_maker import Found
from supervision_kit.records import Record
from supervision_kit.records.record import is_unique

PairedRow = dict[str, Any]
TELLING = 10
"""A text of so many characters, the same in both, is enough to know a row of one day again."""
ALIKE = 0.6
"""Two texts that share so much of their letters are one text, corrected."""
BEGINNING = 500
"""So many characters of a text are compared letter by letter."""
MOST_PAIRS = 2_500
"""So many pairs of one day are looked at; where there are more, nobody could tell them apart."""


@dataclass(frozen=True)
class Match:
    """A record of a file and the one of the store that it is.

    Attributes
    ----------
    found : Found
        From the file.
    stored : dict or None
        From the store, by column; None for a new one.
    differing : tuple of str
        Columns the file fills in which the store has something else.
    is_near : bool
        Whether they were paired because they say nearly the same.
    is_unsure : bool
        Whether several could be meant; then `stored` is one of them.
    moved_from : date or None
        For a new record, the day on which the store has one that says the same and the file none.
    """

    found: Found
    stored: PairedRow | None = None
    differing: tuple[str, ...] = ()
    is_near: bool = False
    is_unsure: bool = False
    moved_from: dt.date | None = None


class Matcher:
    """Pairs the records of one kind with those of the store, each with one at most.

    Parameters
    ----------
    kind : type
        What they are.
    found : list of Found
        From the file.
    stored : list of dict
        What the store has of the cases in the file, by column, with `case`.
    correct, as_new : container of str
        Names of rows that correct a record, and of rows that are records of their own.
    """

    def __init__(
        self,
        kind: type[Record],
        found: list[Found],
        stored: list[PairedRow],
        correct: Container[str] = (),
        as_new: Container[str] = (),
    ) -> None:
        self.kind, self.found, self.correct, self.as_new = kind, found, correct, as_new
        self.free = {row["id"]: row for row in stored}
        self.pairs: dict[int, PairedRow] = {}
        self.near: set[int] = set()
        self.unsure: dict[int, PairedRow] = {}
        self.moved: dict[int, PairedRow] = {}

    def matches(self) -> list[Match]:
        """Give one match for each record of the file, in its order."""
        self._by_id()
        self._by_content()
        self._by_phase()
        self._by_likeness()
        self._by_other_day()
        return [self._match(place, each) for place, each in enumerate(self.found)]

    def _match(self, place: int, found: Found) -> Match:
        stored = self.pairs.get(place) or self.unsure.get(place)
        if stored is None:
            moved = self.moved.get(place)
            return Match(found, moved_from=moved[self.kind.kept.day or ""] if moved else None)
        differing = () if _is_within(found, stored) else _differing(found, stored)
        is_near = place in self.near and not is_unique(self.kind)
        return Match(found, stored, differing, is_near, place in self.unsure)

    def _pair(self, place: int, row: PairedRow) -> None:
        self.pairs[place] = row
        del self.free[row["id"]]

    def _open(self) -> Iterable[tuple[int, Found]]:
        return [(n, each) for n, each in enumerate(self.found) if n not in self.pairs]

    def _by_id(self) -> None:
        """Pair by id: an export of ours names its records."""
        for place, each in self._open():
            if each.is_named and each.record.id in self.free:
                self._pair(place, self.free[each.record.id])

    def _by_content(self) -> None:
        """Pair what says the same in every column the file fills, as often as both have it."""
        shelves: dict[tuple[str, ...], dict[tuple[object, ...], list[PairedRow]]] = {}
        for place, each in self._open():
            names = each.filled
            if names not in shelves:
                shelves[names] = _shelved(self.free.values(), names)
            equal = shelves[names][_content(each, names)]
            while equal and equal[-1]["id"] not in self.free:
                equal.pop()
            if equal:
                self._pair(place, equal.pop())

    def _by_phase(self) -> None:
        """Pair the plan date of a phase with one the store has of the same phase."""
        by_case = _shelved(self.free.values(), ())
        for place, each in self._open():
            span = each.phase
            if span is None:
                continue
            rows = [row for row in by_case[_content(each, ())] if row["id"] in self.free]
            within = [row for row in rows if span.after_on < row["agreed_on"] <= span.until_on]
            if within:
                self._pair(place, min(within, key=lambda row: row["agreed_on"]))

    def _by_likeness(self) -> None:
        """Pair what is left over of one key, or of one day where there is no key."""
        ours: dict[tuple[object, ...], list[int]] = defaultdict(list)
        theirs: dict[tuple[object, ...], list[PairedRow]] = defaultdict(list)
        keys: set[tuple[str, ...]] = set()
        for place, each in self._open():
            if each.phase is None and (is_unique(self.kind) or each.row_name not in self.as_new):
                names = self._key_of(each)
                keys.add(names)
                ours[names, *_content(each, names)].append(place)
        for names in keys:
            for row in self.free.values():
                theirs[names, *_row_content(row, names)].append(row)
        for key, places in ours.items():
            self._pair_nearest(places, theirs[key])

    def _by_other_day(self) -> None:
        """Find what says the same on another day, in a text that tells; pair it when asked to."""
        if self.kind.kept.same or self.kind.kept.day is None:
            return
        shelves: dict[tuple[str, ...], dict[tuple[object, ...], list[PairedRow]]] = {}
        for place, each in self._open():
            names = tuple(name for name in each.filled if name != self.kind.kept.day)
            content = _content(each, names)
            if place in self.unsure or not any(map(_is_telling, content[1:])):
                continue
            if names not in shelves:
                shelves[names] = _shelved(self.free.values(), names)
            rows = [row for row in shelves[names][content] if row["id"] in self.free]
            if rows and each.row_name in self.correct:
                self.near.add(place)
                self._pair(place, rows[0])
            elif rows and each.row_name not in self.as_new:
                self.moved[place] = rows[0]

    def _key_of(self, found: Found) -> tuple[str, ...]:
        names = self.kind.kept.same or (self.kind.kept.day or "",)
        return tuple(name for name in names if name in found.filled)

    def _pair_nearest(self, places: list[int], rows: list[PairedRow]) -> None:
        """Pair the most alike first; where the likeness is the same twice, nobody can tell."""
        if len(places) * len(rows) > MOST_PAIRS:
            return
        by_likeness: dict[float, list[tuple[int, PairedRow]]] = defaultdict(list)
        for place in places:
            for row in rows:
                likeness = self._likeness(self.found[place], row)
                if likeness > 0:
                    by_likeness[likeness].append((place, row))
        for likeness in sorted(by_likeness, reverse=True):
            self._pair_equally_near(by_likeness[likeness])

    def _likeness(self, found: Found, row: PairedRow) -> float:
        key = self._key_of(found)
        names = [name for name in found.filled if name not in key]
        return _likeness(found, row, names, is_keyed=bool(self.kind.kept.same))

    def _pair_equally_near(self, near: list[tuple[int, PairedRow]]) -> None:
        near = [
            (place, row)
            for place, row in near
            if row["id"] in self.free and place not in self.pairs and place not in self.unsure
        ]
        for place, row in near:
            if row["id"] not in self.free or place in self.pairs:
                continue
            names = self.found[place].filled
            rows = {_row_content(other, names) for n, other in near if n == place}
            ours = {_content(self.found[n], names) for n, other in near if other is row}
            if len(rows) > 1 or len(ours) > 1:
                self.unsure[place] = row
            else:
                self.near.add(place)
                self._pair(place, row)


def _differing(found: Found, row: PairedRow) -> tuple[str, ...]:
    return tuple(name for name in found.filled if getattr(found.record, name) != row[name])


def _is_within(found: Found, row: PairedRow) -> bool:
    """Say whether the plan date of a phase is the store's, as far as the file can tell."""
    span = found.phase
    return span is not None and span.after_on < row["agreed_on"] <= span.first_on


def _content(found: Found, names: tuple[str, ...]) -> tuple[object, ...]:
    return (found.code, *(getattr(found.record, name) for name in names))


def _row_content(row: PairedRow, names: tuple[str, ...]) -> tuple[object, ...]:
    return (row["case"], *(row[name] for name in names))


def _shelved(
    rows: Iterable[PairedRow], names: tuple[str, ...]
) -> dict[tuple[object, ...], list[PairedRow]]:
    shelves: dict[tuple[object, ...], list[PairedRow]] = defaultdict(list)
    for row in rows:
        shelves[_row_content(row, names)].append(row)
    return shelves


def _likeness(found: Found, row: PairedRow, names: Iterable[str], *, is_keyed: bool) -> float:
    """Say how near a row comes to a record of the same case and day; 0 for another one.

    All but one or a few of these columns are the same, or one text that is long enough to tell.
    """
    pairs = [(getattr(found.record, name), row[name]) for name in names]
    said = [
        (one, other) for one, other in pairs if one not in (None, "") or other not in (None, "")
    ]
    shares = [_share(one, other) for one, other in said]
    n_other = shares.count(0)
    is_near = n_other <= max(1, len(said) // 3) and n_other < len(said)
    is_told = any(share and _is_telling(one) for share, (one, _) in zip(shares, said, strict=True))
    return 1 + sum(shares) if is_keyed or is_near or is_told else 0


def _is_telling(value: object) -> bool:
    return isinstance(value, str) and len(value) >= TELLING


def _share(one: object, other: object) -> float:
    """Say how much of two values is the same: 1, nothing, or for texts what lies between."""
    if one == other:
        return 1
    if not (isinstance(one, str) and isinstance(other, str) and one and other):
        return 0
    if one in other or other in one:
        return ALIKE
    ratio = difflib.SequenceMatcher(None, one[:BEGINNING], other[:BEGINNING])
    share = ratio.ratio() if ratio.quick_ratio() >= ALIKE else 0
    return share if share >= ALIKE else 0

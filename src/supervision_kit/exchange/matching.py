"""Which of the records are in the store already, under whatever id?"""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

import pandas as pd

from supervision_kit.exchange.kinds import KINDS, plain
from supervision_kit.exchange.pairing import Match, Matcher, PairedRow
from supervision_kit.exchange.problems import Problem
from supervision_kit.exchange.record_maker import Found, MadeRecord
from supervision_kit.frameworks import say
from supervision_kit.records import Record
from supervision_kit.records.record import kept_as, label_of, references_of
from supervision_kit.store import Store


@dataclass(frozen=True)
class Matched:
    """Every record of the file with the one of the store that it is.

    Attributes
    ----------
    made : Made
        What was matched.
    store : Store or None
        With what.
    correct, as_new : set of str
        Names of rows that correct a record, and of rows that are records of their own, however
        near they come to one of the store.
    matches : list of Match
        By kind, in file order.
    problems : list of Problem
        Records that refer to one that nobody has.
    taken : set of str
        Ids that records of the store have.
    """

    made: MadeRecord
    store: Store | None
    correct: Set[str]
    as_new: Set[str]
    matches: list[Match] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


def match(made: MadeRecord, store: Store | None, correct: Set[str], as_new: Set[str]) -> Matched:
    """Find each record of a file in the store.

    Parameters
    ----------
    made : Made
        Records of any kinds.
    store : Store or None
        Only read; without one everything is new.
    correct, as_new : set of str
        Names of rows; see `Matched`.
    """
    matched = Matched(made, store, correct, as_new, taken=set(made.known.values()))
    by_kind: dict[str, list[Found]] = defaultdict(list)
    for each in made.found:
        by_kind[each.record.__tablename__].append(each)
    # What the store calls a record, by what the file calls it.
    ids: dict[str, str] = {}
    for name, kind in KINDS.items():
        found = by_kind[kind.__tablename__]
        if not found:
            continue
        found = _with_references(kind, found, matched, ids)
        stored = _stored(name, found, made, store) if store is not None else []
        matches = Matcher(kind, found, stored, correct, as_new).matches()
        matched.matches.extend(matches)
        matched.taken.update(row["id"] for row in stored)
        pairs = ((each.found.record.id, each.stored) for each in matches)
        ids |= {id: row["id"] if row else id for id, row in pairs}
    return matched


def _with_references(
    kind: type[Record], found: list[Found], matched: Matched, ids: dict[str, str]
) -> list[Found]:
    """Let records refer to those the store has, and leave out those that refer to none."""
    kept = found
    for column, referred in references_of(kind).items():
        kept = [each for each in kept if _is_referred(each, column, referred, matched, ids)]
    return kept


def _is_referred(
    found: Found, column: str, referred: type[Record], matched: Matched, ids: dict[str, str]
) -> bool:
    named = getattr(found.record, column)
    if named is None:
        return True
    if named not in ids and matched.store is not None and matched.store.find(referred, named):
        ids[named] = named
    if named not in ids:
        matched.problems.append(_lost(found, column, named))
        return False
    setattr(found.record, column, ids[named])
    return True


def _lost(found: Found, column: str, named: str) -> Problem:
    told = {"label": label_of(type(found.record), column)}
    what, remedy = (say(f"exchange.{key}", **told) for key in ("lost", "lost_remedy"))
    return Problem(found.row, found.columns.get(column) or None, named, what, remedy, found.table)


def _stored(name: str, found: list[Found], made: MadeRecord, store: Store) -> list[PairedRow]:
    """Read the store's rows of one table for the cases the file speaks of."""
    codes = {each.code for each in found}
    kind = KINDS[name]
    if kind.kept.opens:
        rows = _plain_rows(kind, store.read(kind))
        return [{**row, "case": row["code"]} for row in rows if row["code"] in codes]
    known = sorted(codes & made.known.keys())
    return [row for code in known for row in _plain_rows(kind, store.read(kind, code))]


def _plain_rows(kind: type[Record], table: pd.DataFrame) -> Iterable[PairedRow]:
    """Give rows of the store by the columns of its records; who is named is named by their code."""
    columns = {kept_as(kind, n): [plain(value) for value in table[n]] for n in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

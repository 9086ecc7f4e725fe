"""Which of the records are in the store already, under whatever id?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field

import pandas as pd

from supervision_kit.frameworks import say
from supervision_kit.records import Contact
from supervision_kit.store import Store

from .kinds import KINDS, plain
from .pairing import Match, Matcher, Row
from .problems import Problem
from .record_maker import Found, Made

CONTACT = "contact_id"


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
        Records that belong to a contact nobody has.
    taken : set of str
        Ids that records of the store have.
    """

    made: Made
    store: Store | None
    correct: Set[str]
    as_new: Set[str]
    matches: list[Match] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


def match(made: Made, store: Store | None, correct: Set[str], as_new: Set[str]) -> Matched:
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
    # What the store calls a contact, by what the file calls it.
    contact_ids: dict[str, str] = {}
    for name, kind in KINDS.items():
        found = by_kind[kind.record.__tablename__]
        if not found:
            continue
        found = _with_contacts(found, matched, contact_ids)
        stored = _stored(name, found, made, store) if store is not None else []
        matches = Matcher(kind, found, stored, correct, as_new).matches()
        matched.matches.extend(matches)
        matched.taken.update(row["id"] for row in stored)
        if kind.record is Contact:
            pairs = ((each.found.record.id, each.stored) for each in matches)
            contact_ids |= {id: row["id"] if row else id for id, row in pairs}
    return matched


def _with_contacts(
    found: list[Found], matched: Matched, contact_ids: dict[str, str]
) -> list[Found]:
    """Let records refer to the contact the store has, and find those that refer to none."""
    kept = []
    for each in found:
        contact_id = each.record.snapshot().get(CONTACT)
        if contact_id is not None:
            if contact_id not in contact_ids and _has_contact(matched.store, contact_id):
                contact_ids[contact_id] = contact_id
            if contact_id not in contact_ids:
                matched.problems.append(_lost_contact(each, contact_id))
                continue
            setattr(each.record, CONTACT, contact_ids[contact_id])
        kept.append(each)
    return kept


def _has_contact(store: Store | None, contact_id: str) -> bool:
    return store is not None and store.find(Contact, contact_id) is not None


def _lost_contact(found: Found, contact_id: str) -> Problem:
    what, remedy = say("exchange.contact_lost"), say("exchange.contact_lost_remedy")
    column = found.columns.get(CONTACT) or None
    return Problem(found.row, column, contact_id, what, remedy, found.table)


def table_reader(store: Store, name: str) -> Callable[[str | None], pd.DataFrame]:
    """Give the store's way of reading one table, of a case or of all."""
    return getattr(store, name)


def _stored(name: str, found: list[Found], made: Made, store: Store) -> list[Row]:
    """Read the store's rows of one table for the cases the file speaks of."""
    codes = {each.code for each in found}
    if name == "cases":
        rows = _plain_rows(store.cases())
        return [{**row, "case": row["code"]} for row in rows if row["code"] in codes]
    read = table_reader(store, name)
    return [row for code in sorted(codes & made.known.keys()) for row in _plain_rows(read(code))]


def _plain_rows(table: pd.DataFrame) -> Iterable[Row]:
    columns = {name: [plain(value) for value in table[name]] for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

"""Which of the database's rules was broken, in the words of the form?"""

from collections.abc import Iterator

from sqlalchemy import Connection, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError

from supervision_kit.errors import InvalidRecord, SupervisionKitError, UnknownCase
from supervision_kit.frameworks import say
from supervision_kit.records import Case, Record, kinds, label_of
from supervision_kit.store.history import HistoryEntry
from supervision_kit.store.tables import METADATA
from supervision_kit.store.trouble import is_constraint
from supervision_kit.store.write import stale

# SQLite names the columns of a broken UNIQUE, PostgreSQL its constraint.
_CODE = ("cases.code", "uq_cases_code")
_SAVE = ("saves.save_id", "pk_saves")
_RATED_TWICE = ("uq_ratings_same",)
_OFF_SCALE = ("is not on its scale",)
_LOOSE = ("FOREIGN KEY", "fk_")


def was_overtaken(error: IntegrityError) -> bool:
    """Say whether another process has just done a save with the same id."""
    return is_constraint(error, *_SAVE)


def name_conflict(
    connection: Connection, error: IntegrityError, entries: list[HistoryEntry]
) -> SupervisionKitError:
    """Turn a broken rule into the sentence for it.

    Parameters
    ----------
    connection : Connection
        For a look at what is in the way.
    error : IntegrityError
        From the engine.
    entries : list of Entry
        What was to be saved.

    Returns
    -------
    SupervisionKitError
        For the caller to raise ``from None``.
    """
    if is_constraint(error, *_CODE):
        return _code_taken(connection, entries)
    if is_constraint(error, *_RATED_TWICE):
        return InvalidRecord(say("store.rated_already"), "rated_on")
    if is_constraint(error, *_OFF_SCALE):
        return InvalidRecord(say("record.off_scale"), "value")
    for entry in entries:
        own_id = METADATA.tables[entry.kind].c.id
        there = connection.scalar(select(own_id).where(own_id == entry.record_id))
        if entry.is_new and there is not None:
            return stale(connection, entry)
    for kind, columns in _unique_columns():
        table, column = kind.__tablename__, columns[-1]
        told = ", ".join(f"{table}.{name}" for name in columns)
        if is_constraint(error, told, f"uq_{table}_{'_'.join(columns)}", f"uq_{table}_same"):
            return InvalidRecord(say("store.taken", label=label_of(kind, column)), column)
    if is_constraint(error, *_LOOSE):
        return UnknownCase(say("store.case_gone"))
    return InvalidRecord(say("store.rule_broken"))


def _unique_columns() -> Iterator[tuple[type[Record], list[str]]]:
    """Find the columns that together hold nothing twice; the last one says what a reader typed."""
    for kind in kinds():
        if kind.kept.unique:
            yield kind, list(kind.kept.same)
        for rule in kind.__table__.constraints:
            if isinstance(rule, UniqueConstraint):
                yield kind, [column.name for column in rule.columns]


def _code_taken(connection: Connection, entries: list[HistoryEntry]) -> InvalidRecord:
    table = Case.__table__
    codes = [entry.values["code"] for entry in entries if entry.kind == table.name]
    mine = {entry.record_id for entry in entries}
    found = connection.execute(select(table.c.code, table.c.id).where(table.c.code.in_(codes)))
    taken = next((row.code for row in found if row.id not in mine), codes[0])
    return InvalidRecord(say("store.code_taken", code=taken), "code")

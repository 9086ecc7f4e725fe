"""Is the store whole: the file, its form, the history, and every record as it was last saved?

What was changed past this package is found and named by table and case. Nothing is taken as
checked that could not be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from supervision_kit.frameworks import say
from supervision_kit.store import migrate
from supervision_kit.store.raw_rows import RawRows
from supervision_kit.store.shape import Shape, shape_due, shape_of
from supervision_kit.store.verify_history import read_book
from supervision_kit.store.verify_records import changed_records, changed_wordings

#: So many findings are told; more would say no more.
_MOST_TOLD = 40
#: So many places where a file is damaged are asked for.
_MOST_DAMAGE = 5
_FILE = "the file"


@dataclass(frozen=True)
class Verification:
    """What was found.

    Attributes
    ----------
    ok : bool
        True if nothing is wrong.
    sentence : str
        For the screen.
    problems : tuple of str
        One sentence a finding, at most twenty, naming table and case; without anything that was
        written about a case.
    n_events : int
        Events looked at.
    """

    ok: bool
    sentence: str
    problems: tuple[str, ...]
    n_events: int


def verify_all(connection: Connection, scripts: Path = migrate.MIGRATION_SCRIPTS) -> Verification:
    """Check the file, its form, all histories, and all records against their last saved state.

    Parameters
    ----------
    connection : Connection
        To a store of any form, in one transaction; nothing is changed.
    scripts : Path
        Folder of the migrations.
    """
    rows = RawRows(connection)
    problems = [*_damage(rows), *_form(connection, scripts)]
    book = read_book(rows)
    problems += book.findings()
    problems += changed_records(rows, book)
    problems += changed_wordings(rows, book)
    problems += rows.unreadable()
    key = "store.verified" if not problems else "store.not_verified"
    sentence = say(key, n=len(problems) or book.n_events)
    return Verification(not problems, sentence, tuple(problems[:_MOST_TOLD]), book.n_events)


def _damage(rows: RawRows) -> Iterator[str]:
    if rows.connection.dialect.name != "sqlite":
        return
    found = rows.answers(text(f"PRAGMA integrity_check({_MOST_DAMAGE})"), _FILE)
    if [row[0] for row in found] != ["ok"]:
        yield say("store.found_damage")
    for row in rows.answers(text("PRAGMA foreign_key_check"), _FILE):
        told = row._mapping
        yield say("store.found_loose_end", table=told["table"], other=told["parent"])


def _form(connection: Connection, scripts: Path) -> Iterator[str]:
    """Find what was taken off, changed or added beside the rows: rules, indexes and triggers."""
    revision = migrate.current(connection)
    if revision is None or not migrate.is_known(revision, scripts):
        yield say("store.found_form_unknown")
        return
    found, due = shape_of(connection), shape_due(connection, revision, scripts)
    if found == due:
        return
    if any(found == shape_due(connection, each, scripts) for each in migrate.known(scripts)):
        yield say("store.found_form_other")
    yield from _differences(found, due)


def _differences(found: Shape, due: Shape) -> Iterator[str]:
    for part in sorted(due.keys() | found.keys()):
        if found.get(part) != due.get(part):
            state = "gone" if part not in found else "changed" if part in due else "added"
            table, kind, name = part
            yield say(f"store.found_part_{state}", table=table, kind=kind, name=name)

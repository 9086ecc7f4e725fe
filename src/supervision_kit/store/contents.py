"""What does a store hold, and where does each history end?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.pool import NullPool

from supervision_kit.store import migrate
from supervision_kit.store.engine import PATIENCE, connect, read_url, reading
from supervision_kit.store.tables import HEADS, METADATA
from supervision_kit.store.verify_records import kinds_here


@dataclass(frozen=True)
class Contents:
    """What is in a store.

    Attributes
    ----------
    revision : str
        Form of the tables.
    counts : dict of str to int
        Records by kind.
    heads : dict of str to list
        End of each case's history: number of its last event, and its link.
    """

    revision: str
    counts: dict[str, int]
    heads: dict[str, list]


def contents_of(connection: Connection) -> Contents:
    """Read what a store holds."""
    return Contents(
        revision=str(migrate.current(connection)),
        counts={
            kind: connection.scalar(select(func.count()).select_from(METADATA.tables[kind])) or 0
            for kind in kinds_here(connection)
        },
        heads={row.stream: [row.seq, row.link] for row in connection.execute(select(HEADS))},
    )


@contextmanager
def looking_at(path: Path, *, at_rest: bool = False) -> Iterator[Connection]:
    """Read a file without changing it.

    Parameters
    ----------
    path : Path
        A store's file, or a copy of one.
    at_rest : bool
        Whether nobody saves into it, as into a backup; then nothing is made beside it either.

    Raises
    ------
    StoreError
        If SQLite cannot read it.
    """
    mode = "ro&immutable=1" if at_rest else "ro"
    look = partial(connect, path, mode, PATIENCE)
    engine = create_engine(read_url(path), creator=look, poolclass=NullPool)
    with reading(engine) as connection:
        yield connection

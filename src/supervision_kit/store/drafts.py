"""What had somebody typed before the page was gone?

A draft is one row a user, form and case. It is not a record: it has no versions and no history,
and it goes when what was typed is saved.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, delete, or_, select

from supervision_kit.errors import DamagedStore, StoreError
from supervision_kit.frameworks import say
from supervision_kit.records import Case
from supervision_kit.records.types import UNREADABLE
from supervision_kit.store.engine import insert_here
from supervision_kit.store.tables import DRAFTS

#: Characters of JSON: many times what a form of full texts holds.
DRAFT_LIMIT = 1_000_000


@dataclass(frozen=True)
class DraftKey:
    """Whose draft, in which form, about which case ("" for one that is not stored yet)."""

    author: str
    form: str
    about: str


@dataclass(frozen=True)
class Draft:
    """What was typed, and when.

    Attributes
    ----------
    content : dict
        As the form gave it.
    saved_at : datetime
        In UTC.
    """

    content: dict[str, Any]
    saved_at: dt.datetime


def write_draft(connection: Connection, key: DraftKey, content: dict[str, Any]) -> dt.datetime:
    """Keep a draft in place of the one before; give back the moment, in UTC."""
    # ASCII, because a draft keeps even what a record may not hold, such as half a character.
    text = json.dumps(content, ensure_ascii=True, default=dt.date.isoformat)
    if len(text) > DRAFT_LIMIT:
        raise StoreError(say("store.draft_too_long"))
    saved_at = dt.datetime.now(dt.UTC)
    now = {"content": text, "saved_at": saved_at}
    row = {"author": key.author, "form": key.form, "about": key.about, **now}
    connection.execute(
        insert_here(connection, DRAFTS)
        .values(row)
        .on_conflict_do_update(index_elements=["author", "form", "about"], set_=now)
    )
    return saved_at


def read_draft(connection: Connection, key: DraftKey) -> Draft | None:
    """Give a draft, or None.

    Raises
    ------
    DamagedStore
        If it cannot be read any more.
    """
    row = connection.execute(select(DRAFTS).where(_is(key))).first()
    if row is None:
        return None
    try:
        content = json.loads(row.content)
    except (TypeError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or row.saved_at is UNREADABLE:
        raise DamagedStore(say("store.damaged_draft"))
    return Draft(content, row.saved_at)


def read_drafts(connection: Connection, author: str) -> pd.DataFrame:
    """Give one author's drafts as a table; see `Store.drafts`."""
    cases = Case.__table__
    query = (
        select(DRAFTS.c.form, cases.c.code, DRAFTS.c.author, DRAFTS.c.saved_at)
        .outerjoin(cases, cases.c.id == DRAFTS.c.about)
        .where(DRAFTS.c.author == author, or_(DRAFTS.c.about == "", cases.c.code.is_not(None)))
        .order_by(DRAFTS.c.saved_at)
    )
    # One that cannot be read is told by its form.
    rows = [
        (form, code or "", by, at)
        for form, code, by, at in connection.execute(query)
        if at is not UNREADABLE
    ]
    forms, codes, authors, moments = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pd.DataFrame(
        {
            "form": pd.Series(forms, dtype="str"),
            "case": pd.Series(codes, dtype="str"),
            "author": pd.Series(authors, dtype="str"),
            "saved_at": pd.Series(moments, dtype="datetime64[us, UTC]"),
        }
    )


def remove_draft(connection: Connection, key: DraftKey) -> None:
    """Drop a draft, if there is one."""
    connection.execute(delete(DRAFTS).where(_is(key)))


def _is(key: DraftKey) -> Any:
    return and_(
        DRAFTS.c.author == key.author, DRAFTS.c.form == key.form, DRAFTS.c.about == key.about
    )

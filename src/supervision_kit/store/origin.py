"""Who wrote a record that was brought in from elsewhere, and when?

A save says who saved, and when. A record that an import brings in was written by somebody else
before: the state it comes in keeps that beside the save, and its digest covers it.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from supervision_kit.records.types import instant_text


@dataclass(frozen=True)
class Origin:
    """Who wrote a record before it came here; the names are those of the columns.

    Attributes
    ----------
    written_by, written_at : str, datetime
        Who wrote it first, and when.
    changed_by, changed_at : str or None, datetime or None
        Who changed it last; None if nobody did.
    """

    written_by: str
    written_at: dt.datetime
    changed_by: str | None = None
    changed_at: dt.datetime | None = None


ORIGIN = tuple(Origin.__dataclass_fields__)


def beside_text(row: Mapping[Any, Any]) -> str:
    """Write what a revision keeps beside its content as one text for its digest.

    Parameters
    ----------
    row : mapping
        Of the revisions: who wrote it before, and why it was changed.

    >>> beside_text({"written_by": "anna", "why": None}), beside_text({"why": "A slip."})
    ('["anna",null,null,null]', '{"why":"A slip."}')
    """
    why = row.get("why")
    said = "" if why is None else _as_json({"why": why})
    return origin_text(row) + said


def origin_text(row: Mapping[Any, Any]) -> str:
    """Write the origin a revision keeps as one text; empty if it keeps none.

    >>> origin_text({"written_by": "anna", "written_at": "2026-03-01T09:00:00.000000Z"})
    '["anna","2026-03-01T09:00:00.000000Z",null,null]'
    >>> origin_text({"written_by": None})
    ''
    """
    values = [row.get(name) for name in ORIGIN]
    if all(value is None for value in values):
        return ""
    told = [instant_text(each) if isinstance(each, dt.datetime) else each for each in values]
    return _as_json(told)


def _as_json(told: object) -> str:
    # Damage can make anything of a value; then the digest shall differ, and nothing else.
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=repr)

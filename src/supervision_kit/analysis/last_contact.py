"""When was the last contact, and did it take place?

One rule for every page: the last contact that took place; where none did, the last one planned, and
that is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from supervision_kit.analysis.waiting import days
from supervision_kit.frameworks import say

__all__ = ["LastContact", "last_contact", "last_contact_sentence", "last_contacts"]


@dataclass(frozen=True)
class LastContact:
    """The last contact: on which day, and whether anybody met."""

    on: date
    took_place: bool


def last_contact(contacts: pd.DataFrame) -> LastContact | None:
    """Return the last contact of one case, None where none is recorded.

    Parameters
    ----------
    contacts : DataFrame
        Columns `occurred_on` (date) and `attendance` (key); one row a contact, any order.
    """
    return _last(zip(days(contacts, "occurred_on"), contacts["attendance"], strict=True))


def last_contacts(contacts: pd.DataFrame) -> dict[str, LastContact]:
    """Return the last contact of every case that has one, by the code in column `case`."""
    rows: dict[str, list[tuple[date, str]]] = {}
    columns = (
        contacts["case"].tolist(),
        days(contacts, "occurred_on"),
        contacts["attendance"].tolist(),
    )
    for case, *contact in zip(*columns, strict=True):
        rows.setdefault(case, []).append((contact[0], contact[1]))
    return {case: last for case, theirs in rows.items() if (last := _last(theirs))}


def last_contact_sentence(contacts: pd.DataFrame, today: date) -> str:
    """Say when the last contact of one case was, as part of what leads its page."""
    last = last_contact(contacts)
    if last is None:
        return say("case.no_contact")
    n_days = (today - last.on).days
    if not last.took_place:
        return f"{say('case.not_met')} {say('waiting.last_planned', n=n_days)}"
    return say("case.last_contact", n=n_days) if n_days else say("case.last_contact_today")


def _last(contacts: Iterable[Any]) -> LastContact | None:
    met = ((attendance == "attended", on) for on, attendance in contacts)
    took_place, on = max(met, default=(False, None))
    return LastContact(on, took_place) if on else None

"""What do the contacts of a case say, the newest first, and what did the person say?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from supervision_kit.frameworks import Framework, say

N_OWN_WORDS = 2


@dataclass(frozen=True)
class Entry:
    """One contact as the page lists it."""

    on: date
    facts: list[str]
    story: str
    details: list[tuple[str, str]]


def entries(contacts: pd.DataFrame, framework: Framework) -> list[Entry]:
    """Return every contact as the page lists it, the newest first."""
    return [_entry(row, framework) for row in _newest_first(contacts)]


def _newest_first(contacts: pd.DataFrame) -> list[Any]:
    ordered = contacts.sort_values("occurred_on", ascending=False, kind="stable")
    # A column without a value holds NaN in pandas; here it is None, which is false.
    return list(ordered.astype(object).where(ordered.notna(), None).itertuples())


def own_words(contacts: pd.DataFrame) -> list[dict]:
    """Return the newest of what the person said, as `text` and `on`."""
    spoken: Any = contacts[contacts["own_words"] != ""]
    return [{"text": row.own_words, "on": row.occurred_on.date()} for row in _newest_first(spoken)][
        :N_OWN_WORDS
    ]


def _entry(contact: Any, framework: Framework) -> Entry:
    facts = [framework.kind("contact", contact.kind)]
    if contact.attendance != "attended":
        facts.append(framework.kind("attendance", contact.attendance).lower())
    if contact.length_minutes:
        facts.append(say("case.length", n=int(contact.length_minutes)))
    return Entry(contact.occurred_on.date(), facts, contact.story, _details(contact, framework))


def _details(contact: Any, framework: Framework) -> list[tuple[str, str]]:
    told = [
        framework.kind("clear", key)
        for key in ("purpose", "control", "next_steps", "consequences")
        if getattr(contact, f"told_{key}") == "yes"
    ]
    rows = [
        (say("case.made_clear"), ", ".join(told)),
        (say("case.said_back"), contact.said_back_words),
        (say("case.help_given"), contact.help_given),
        (say("case.cues"), contact.cues),
        (say("case.cue_response"), contact.cue_response),
        (say("case.hostility"), _hostility(contact, framework)),
        (say("case.own_words"), contact.own_words),
        (say("case.safety"), _safety(contact)),
    ]
    return [(term, text) for term, text in rows if text]


def _hostility(contact: Any, framework: Framework) -> str:
    kind = framework.kind("hostility", contact.hostility) if contact.hostility else ""
    return ". ".join(part for part in (kind, contact.hostility_note) if part)


def _safety(contact: Any) -> str:
    if contact.safety_concern != "yes":
        return ""
    told = say("case.safety_told", who=contact.safety_told) if contact.safety_told else ""
    return " ".join(part for part in (contact.safety_action, told) if part)

"""How does the sample caseload get into a store?"""

import uuid
from collections.abc import Iterator
from typing import Any

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework
from supervision_kit.records import (
    Case,
    Contact,
    Event,
    PlanDate,
    Promise,
    Rating,
    Record,
    WorkerSpell,
)
from supervision_kit.samples.story import Story, stories
from supervision_kit.store import Store

# Ids come from this and from what a record is about, so every run makes the same ones.
_NAMESPACE = uuid.UUID("6f1d3c52-4d0e-5b8a-9a37-2f5c8e0b7d41")


def fill(store: Store) -> None:
    """Put the sample caseload into a store.

    A case whose code the store already holds is left as it is, so filling twice adds nothing and
    what somebody wrote about a sample case stays. Each case goes in whole or not at all.

    Parameters
    ----------
    store : Store
        Open for writing; empty or not. Ratings for which its framework has no place, because an
        agency words a scale of its own in place of ours, are left out.

    Raises
    ------
    StoreError
        The store could not be written.
    """
    known = set(store.cases()["code"])
    for story in stories():
        if story.code not in known:
            store.save_many(
                list(records_of(story, store.framework)), save_id=_id(story.code, "filled")
            )


def records_of(story: Story, framework: Framework) -> Iterator[Record]:
    """Turn a story into records, the case first, with the same ids every time."""
    case_id = _id(story.code)
    yield Case(id=case_id, **story.case)
    for row in story.workers:
        yield WorkerSpell(id=_id(story.code, "worker", row["from_on"]), case_id=case_id, **row)
    for row in story.events:
        identity = _id(story.code, "event", row["happened_on"], row["kind"])
        yield Event(id=identity, case_id=case_id, **row)
    for row in story.plan_dates:
        yield PlanDate(id=_id(story.code, "plan", row["agreed_on"]), case_id=case_id, **row)
    for row in story.contacts:
        yield from _contact(story.code, row, framework)


def _contact(code: str, row: dict[str, Any], framework: Framework) -> Iterator[Record]:
    columns = {key: value for key, value in row.items() if key not in ("ratings", "promises")}
    contact = Contact(id=_id(code, "contact", row["occurred_on"]), case_id=_id(code), **columns)
    yield contact
    for block in row.get("ratings", ()):
        yield from (each for each in _ratings(block, contact) if _has_place(each, framework))
    for position, promise in enumerate(row.get("promises", ())):
        yield Promise(
            id=_id(contact.id, "promise", position),
            case_id=contact.case_id,
            contact_id=contact.id,
            promised_on=contact.occurred_on,
            **promise,
        )


def _ratings(block: dict[str, Any], contact: Contact) -> Iterator[Rating]:
    evidence, notes = block.get("evidence", {}), block.get("not_rated_notes", {})
    for dimension, answer in block["values"].items():
        rated = not isinstance(answer, str)
        yield Rating(
            id=_id(contact.id, block["scale"], dimension, block["rater"]),
            case_id=contact.case_id,
            contact_id=contact.id,
            rated_on=contact.occurred_on,
            scale=block["scale"],
            dimension=dimension,
            rater=block["rater"],
            value=answer if rated else None,
            not_rated=None if rated else answer,
            not_rated_note=notes.get(dimension, ""),
            evidence=evidence.get(dimension, ""),
        )


def _has_place(rating: Rating, framework: Framework) -> bool:
    try:
        rating.check(framework)
    except InvalidRecord:
        return False
    return True


def _id(*parts: object) -> str:
    return uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))).hex

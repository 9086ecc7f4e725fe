"""Who is in a case, what it is about from when, what lies ahead, and what was taken back.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change. What
older forms kept in columns of cases and contacts become rows of their own, saved by this upgrade.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from alembic import op
from sqlalchemy import Connection

from supervision_kit.frameworks import say
from supervision_kit.records.former import HOW_NOT_NOTED, Answer, concerns_told
from supervision_kit.records.kept import HOUSE_STREAM
from supervision_kit.store.carrying_over import (
    carried_id,
    carry_over,
    moment_of_save,
    old_rows,
    origins,
)
from supervision_kit.store.migrate import run_sql

revision = "0005"
down_revision = "0004"

_CASES = """
SELECT id, mandate, legal_basis, pressure_from, order_ends_on, opened_on, closed_on,
  contact_every_days, rating_every_days FROM cases ORDER BY id
"""
_ANSWERS = """
SELECT id, case_id, occurred_on, safety_concern, safety_action, safety_told FROM contacts
WHERE safety_concern IN ('yes', 'no') OR safety_action <> '' OR safety_told <> '' ORDER BY case_id
"""
_WORKERS = """
SELECT DISTINCT worker FROM worker_spells WHERE worker NOT IN (SELECT code FROM people)
ORDER BY worker
"""
_OF_MANDATE = (
    "mandate",
    "legal_basis",
    "pressure_from",
    "order_ends_on",
    "contact_every_days",
    "rating_every_days",
)

_STANDS = {"withdrawn_on": None, "withdrawn_why": ""}

Carried = tuple[str, str, dict[str, Any], Any]


def upgrade() -> None:
    """Do what the file for this engine says, and carry over what the columns held."""
    bind = op.get_bind()
    carried = [*_people(bind), *_mandates_and_closings(bind), *_concerns(bind)]
    run_sql(bind, __file__)
    carry_over(bind, "upgrade to 0005", carried)


def _people(bind: Connection) -> Iterator[Carried]:
    """Make a person without an account of each worker nobody knows yet."""
    for row in old_rows(bind, _WORKERS):
        values = {
            "id": carried_id("person", row["worker"]),
            "sign_in": None,
            "code": row["worker"],
            "display_name": "",
            "left_on": None,
        }
        yield "people", HOUSE_STREAM, values, None


def _mandates_and_closings(bind: Connection) -> Iterator[Carried]:
    wrote = origins(bind, "cases")
    for row in old_rows(bind, _CASES, ("order_ends_on", "opened_on", "closed_on")):
        case_id, origin = row["id"], wrote.get(row["id"])
        mandate = {
            "id": carried_id(case_id, "mandate"),
            "case_id": case_id,
            "from_on": row["opened_on"],
            **{name: row[name] for name in _OF_MANDATE},
            "message": "",
            "reason": "",
            **_STANDS,
        }
        yield "mandates", case_id, mandate, origin
        if row["closed_on"] is not None:
            closing = {
                "id": carried_id(case_id, "closing"),
                "case_id": case_id,
                "closed_on": row["closed_on"],
                "how": HOW_NOT_NOTED,
                "statement": "",
                "reopened_on": None,
                **_STANDS,
            }
            yield "closings", case_id, closing, origin


def _concerns(bind: Connection) -> Iterator[Carried]:
    wrote = origins(bind, "contacts")
    rows = old_rows(bind, _ANSWERS, ("occurred_on",))
    for case_id, of_case in groupby(rows, key=lambda row: row["case_id"]):
        answers = (_answer(row, moment_of_save(wrote.get(row["id"]))) for row in of_case)
        for told in concerns_told(answers):
            first, closed = told.answers[0], told.closed_on is not None
            concern_id = carried_id(first.contact, "concern")
            concern = {
                "id": concern_id,
                "case_id": case_id,
                "participant_id": None,
                "opened_on": told.opened_on,
                "worry": "",
                "closed_on": told.closed_on,
                "why_closed": say("store.concern_answered_no") if closed else "",
                **_STANDS,
            }
            yield "concerns", case_id, concern, wrote.get(first.contact)
            for each in told.steps:
                step = {
                    "id": carried_id(each.contact, "step"),
                    "case_id": case_id,
                    "concern_id": concern_id,
                    "contact_id": each.contact,
                    "happened_on": each.on,
                    "done": each.done,
                    "told": each.told,
                    **_STANDS,
                }
                yield "concern_steps", case_id, step, wrote.get(each.contact)


def _answer(row: dict[str, Any], moment: Any) -> Answer:
    # Whoever wrote what was done, and did not answer, had a concern.
    concern = row["safety_concern"] != "no" or bool(row["safety_action"] or row["safety_told"])
    texts = (row["safety_action"], row["safety_told"], row["id"])
    return Answer(row["occurred_on"], moment, concern, *texts)

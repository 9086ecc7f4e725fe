"""Which safety concerns do contacts tell of, where concerns have no table of their own?

An older export has what was done with each contact, and so have many tables people kept. A concern
is open from the first contact with one until a later contact says that there is none.
"""

from collections.abc import Iterator
from typing import Any

from supervision_kit.exchange.kinds import EARLIER, made_of
from supervision_kit.exchange.record_maker import Found, MadeRecord
from supervision_kit.exchange.rows import SaidPart
from supervision_kit.frameworks import say
from supervision_kit.records import Concern, ConcernStep, Contact, new_id
from supervision_kit.records.former import Answer, Told, concerns_told


def concerns_found(made: MadeRecord, said: SaidPart) -> Iterator[Found]:
    """Give the concerns and steps that a table of contacts tells of, each with its contact's row.

    Nothing is told of an export in which concerns have a table of their own.
    """
    mapping = said.part.mapping
    is_ours = not mapping.content
    if is_ours and EARLIER["contacts"].keys().isdisjoint(mapping.fields):
        return
    words = {values.row: values.values for values in said.rows}
    moments = made.said.incoming.origins.get(said.part.name, {})
    rows = [each for each in made.found if _is_of(each, said)]
    by_code: dict[str, list[tuple[Answer, Found]]] = {}
    for each in rows:
        origin = moments.get(each.row)
        answer = _answer(each, words[each.row], origin.written_at if origin else None)
        if answer is not None:
            by_code.setdefault(each.code, []).append((answer, each))
    for answered in by_code.values():
        contacts = {answer.contact: each for answer, each in answered}
        for told in concerns_told(answer for answer, _ in answered):
            yield from _found(told, contacts)


def _is_of(found: Found, said: SaidPart) -> bool:
    return isinstance(found.record, Contact) and found.table == said.part.name


def _answer(found: Found, words: dict[str, object], moment: Any) -> Answer | None:
    contact: Any = found.record
    done, told = (str(words.get(name) or "") for name in ("safety_action", "safety_told"))
    if contact.safety_concern is None and not (done or told):
        return None
    concern = contact.safety_concern != "no" or bool(done or told)
    return Answer(contact.occurred_on, moment, concern, done, told, contact.id)


def _found(told: Told, contacts: dict[str, Found]) -> Iterator[Found]:
    first = contacts[told.answers[0].contact]
    values: dict[str, Any] = {"opened_on": told.opened_on}
    if told.closed_on is not None:
        values |= {"closed_on": told.closed_on, "why_closed": say("store.concern_answered_no")}
    concern = made_of(
        Concern, {"id": new_id(), "case_id": first.record.snapshot()["case_id"], **values}
    )
    yield _beside(first, concern, values, dict.fromkeys(values, _day(first)))
    for each in told.steps:
        contact = contacts[each.contact]
        values = {"happened_on": each.on, "done": each.done, "told": each.told}
        known = {"case_id": contact.record.snapshot()["case_id"]}
        known |= {"concern_id": concern.id, "contact_id": contact.record.id}
        columns = {"happened_on": _day(contact), "done": "safety_action", "told": "safety_told"}
        yield _beside(contact, made_of(ConcernStep, {**known, **values}), values, columns)


def _day(contact: Found) -> str:
    return contact.columns.get("occurred_on", "")


def _beside(contact: Found, record: Any, values: dict[str, Any], columns: dict[str, str]) -> Found:
    return Found(
        record,
        contact.code,
        contact.row,
        columns,
        tuple(values),
        table=contact.table,
        row_name=contact.row_name,
    )

"""How does the sample caseload get into a store?"""

from collections.abc import Iterator
from typing import Any

from supervision_kit.frameworks import Framework
from supervision_kit.records import (
    Case,
    Closing,
    Concern,
    ConcernStep,
    Contact,
    ContactPerson,
    DateAhead,
    Event,
    Mandate,
    Participant,
    Person,
    PlanDate,
    Promise,
    Rating,
    Record,
    Repair,
    Role,
    Supervision,
    Team,
    WorkerSpell,
)
from supervision_kit.records.record import as_kept
from supervision_kit.samples.making import has_place as _has_place
from supervision_kit.samples.making import id_of as _id
from supervision_kit.samples.story import Story, stories, workplace
from supervision_kit.samples.supervising import records_of_supervision
from supervision_kit.samples.supervision_story import supervisions
from supervision_kit.store import Store

#: What a story tells beside its contacts, by its name there; who is meant comes first.
_KINDS: dict[str, type[Record]] = {
    "participants": Participant,
    "mandates": Mandate,
    "workers": WorkerSpell,
    "events": Event,
    "plan_dates": PlanDate,
    "dates_ahead": DateAhead,
    "concerns": Concern,
    "repairs": Repair,
    "closings": Closing,
}


def fill(store: Store) -> None:
    """Put the sample caseload into a store.

    A case whose code the store already holds is left as it is, so filling twice adds nothing and
    what somebody wrote about a sample case stays. Each case goes in whole or not at all, and so
    does each supervision; one whose people or cases are others under the same codes is left out.

    Parameters
    ----------
    store : Store
        Open for writing; empty or not. What its framework has no place for, because an agency words
        a scale of its own in place of ours, is left out.

    Raises
    ------
    StoreError
        The store could not be written.
    """
    _fill_house(store)
    known = set(store.cases()["code"])
    for story in stories():
        if story.code not in known:
            store.save_many(
                list(records_of(story, store.framework)), save_id=_id(story.code, "filled")
            )
    _fill_supervisions(store)


def _fill_supervisions(store: Store) -> None:
    """Put in each supervision that is not there, if its people and cases are the invented ones."""
    known, ids = (
        set(store.read(Supervision)["code"]),
        {*store.cases()["id"], *store.read(Person)["id"]},
    )
    for told in supervisions():
        ours = {*map(_id, told.cases), *(_id("person", code) for code in told.people)}
        if told.code not in known and ours <= ids:
            records = list(records_of_supervision(told, store.framework))
            store.save_many(records, save_id=_id("supervision", told.code, "filled"))


def _fill_house(store: Store) -> None:
    """Put in who works here; whose code is there already stays as it is."""
    people = store.read(Person)
    known, taken = {*people["code"], *store.read(Team)["code"]}, set(people["sign_in"])
    house = workplace()
    teams = {code: Team(id=_id("team", code), code=code) for code in house["teams"]}
    found: list[Record] = [team for code, team in teams.items() if code not in known]
    for each in house["people"]:
        if each["code"] in known:
            continue
        # Invented people sign in by their code, as whom a page can then be looked at.
        sign_in = None if each["code"] in taken else each["code"]
        person = Person(id=_id("person", each["code"]), code=each["code"], sign_in=sign_in)
        found.append(person)
        for role in each["roles"]:
            given = {name: value for name, value in role.items() if name != "team"}
            team = _id("team", role["team"]) if "team" in role else None
            identity = _id("role", each["code"], role["role"], role["from_on"])
            found.append(Role(id=identity, person_id=person.id, team_id=team, **given))
    if found:
        store.save(*found)


def invented_people() -> set[str]:
    """Give the ids of the invented people, which nobody else has."""
    return {_id("person", each["code"]) for each in workplace()["people"]}


def records_of(story: Story, framework: Framework) -> Iterator[Record]:
    """Turn a story into records, the case first, with the same ids every time."""
    case_id = _id(story.code)
    yield Case(id=case_id, **story.case)
    for name, kind in _KINDS.items():
        for row in story.rows.get(name, ()):
            yield from _row(kind, name, story, row)
    for row in story.contacts:
        yield from _contact(story, row, framework)
    for concern in story.rows.get("concerns", ()):
        yield from _steps(story, concern)


def _row(kind: type[Record], name: str, story: Story, row: dict[str, Any]) -> Iterator[Record]:
    given = {key: value for key, value in row.items() if key not in ("participant", "steps")}
    if "participant" in row:
        given["participant_id"] = _id(story.code, "participants", row["participant"])
    identity = _id(story.code, name, *_told_apart(name, row))
    yield kind(**as_kept(kind, {"id": identity, "case_id": _id(story.code), **given}))


def _told_apart(name: str, row: dict[str, Any]) -> tuple[object, ...]:
    """Give what tells a row from the others of its table."""
    if name == "participants":
        return (row["called"],)
    beside = (row[key] for key in ("kind", "capacity") if key in row)
    return (row[str(_KINDS[name].kept.day)], *beside)


def _steps(story: Story, concern: dict[str, Any]) -> Iterator[ConcernStep]:
    met_on = {contact["occurred_on"] for contact in story.contacts}
    for position, step in enumerate(concern.get("steps", ())):
        on = step["happened_on"]
        concern_id = _id(story.code, "concerns", concern["opened_on"])
        yield ConcernStep(
            id=_id(concern_id, "step", position),
            case_id=_id(story.code),
            concern_id=concern_id,
            contact_id=_id(story.code, "contact", on) if on in met_on else None,
            **step,
        )


def _contact(story: Story, row: dict[str, Any], framework: Framework) -> Iterator[Record]:
    code, beside = story.code, ("ratings", "promises", "people")
    columns = {key: value for key, value in row.items() if key not in beside}
    contact = Contact(id=_id(code, "contact", row["occurred_on"]), case_id=_id(code), **columns)
    yield contact
    for called, how in row.get("people", {}).items():
        yield ContactPerson(
            id=_id(contact.id, "person", called),
            case_id=contact.case_id,
            contact_id=contact.id,
            participant_id=_id(code, "participants", called),
            how=how,
        )
    for block in row.get("ratings", ()):
        ratings = _ratings(code, block, contact)
        yield from (each for each in ratings if _has_place(each, framework))
    for position, promise in enumerate(row.get("promises", ())):
        yield Promise(
            id=_id(contact.id, "promise", position),
            case_id=contact.case_id,
            contact_id=contact.id,
            promised_on=contact.occurred_on,
            **promise,
        )


def _ratings(code: str, block: dict[str, Any], contact: Contact) -> Iterator[Rating]:
    evidence, notes = block.get("evidence", {}), block.get("not_rated_notes", {})
    whose = block.get("participant")
    apart = [whose] if whose else []
    for dimension, answer in block["values"].items():
        rated = not isinstance(answer, str)
        yield Rating(
            id=_id(contact.id, block["scale"], dimension, block["rater"], *apart),
            case_id=contact.case_id,
            contact_id=contact.id,
            rated_on=contact.occurred_on,
            scale=block["scale"],
            dimension=dimension,
            rater=block["rater"],
            participant_id=_id(code, "participants", whose) if whose else None,
            value=answer if rated else None,
            not_rated=None if rated else answer,
            not_rated_note=notes.get(dimension, ""),
            evidence=evidence.get(dimension, ""),
        )

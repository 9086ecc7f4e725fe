"""A caseload written out as the store gives it, for two who sit down to talk about it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pandas as pd

TODAY = date(2026, 11, 26)
SUPERVISION, OTHER = "S-1", "S-2"
LEADS, BRINGS, STRANGER = "person-of-s1", "person-of-w1", "person-of-w9"
TOLD = ("told_purpose", "told_control", "told_next_steps", "told_consequences")
ALL_TOLD = dict.fromkeys(TOLD, "yes") | {"said_back": "yes"}
_IDS = count()


def ago(n_days):
    return TODAY - timedelta(n_days)


def row(table, **columns):
    return table, {"id": f"{table}-{next(_IDS)}"} | columns


def laid_out(empty, *rows):
    """Tables as the store gives them: `empty` as of an empty store, with these rows in it."""
    given = {}
    for name, columns in [*_house(), *rows]:
        given.setdefault(name, []).append({"saved_at": noon(ago(400))} | columns)
    for entry, day, last in (
        ("contacts", "occurred_on", "last_contact_on"),
        ("ratings", "rated_on", "last_rated_on"),
    ):
        for each in given.get("cases", []):
            days = [one[day] for one in given.get(entry, []) if one["case"] == each["code"]]
            each[last] = max(days, default=None)
    return empty | {name: _table(empty[name], name, added) for name, added in given.items()}


def _table(empty, name, rows):
    kinds = {column: empty[column].dtype for column in empty}
    unknown = {column for each in rows for column in each} - kinds.keys()
    assert not unknown, f"{name} has no {unknown}"
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


#: What those are called who are in a supervision, or are not; nobody is the organisation.
CODES = {LEADS: "S1", BRINGS: "W1", STRANGER: "W9"}


def noon(day):
    return datetime.combine(day, time(12), UTC)


def _house():
    """Two who are in a supervision, and one who is not."""
    for person, code in CODES.items():
        yield "people", {"id": person, "code": code}
    for code in (SUPERVISION, OTHER):
        yield row("supervisions", id=f"id-{code}", code=code, kind="pair", from_on=ago(400))
    for person, part in ((LEADS, "supervisor"), (BRINGS, "supervisee")):
        yield row(
            "supervision_members",
            supervision=SUPERVISION,
            person_id=person,
            part=part,
            from_on=ago(400),
        )


def case(code="K-1", opened_ago=60, **columns):
    known = {"setting": "probation", "opened_on": ago(opened_ago)}
    known |= {"n_contacts": 0, "n_ratings": 0}
    return row("cases", id=f"id-{code}", code=code, **known | columns)


def mandate(every, code="K-1"):
    known = {"from_on": ago(300), "mandate": "mandated"}
    return row("mandates", case=code, contact_every_days=every, **known)


def contact(days_ago, code="K-1", **columns):
    known = {"kind": "home", "attendance": "attended"} | ALL_TOLD
    return row("contacts", case=code, occurred_on=ago(days_ago), **known | columns)


def concern(opened_ago, code="K-1", **columns):
    return row("concerns", case=code, opened_on=ago(opened_ago), worry="Bruises", **columns)


def person(called="Older child", code="K-1", **columns):
    known = {"relation": "child", "at_risk": "yes", "from_on": ago(60)}
    return row("participants", case=code, called=called, **known | columns)


def present(contact, person, how="seen"):
    ids = {"contact_id": contact[1]["id"], "participant_id": person[1]["id"]}
    return row("contact_people", case=contact[1]["case"], how=how, **ids)


def action(due_in, code="K-1", *, agreed_ago=30, owner=BRINGS, state="open", text="Ring her"):
    due = None if due_in is None else ago(-due_in)
    known = {"owner": CODES.get(owner), "state": state, "text": text}
    return row("case_actions", case=code, agreed_on=ago(agreed_ago), due_on=due, **known)


def look(action, days_ago):
    name, taken_on = action
    room = name.removesuffix("_actions")
    known = {"action_id": taken_on["id"], "looked_on": ago(days_ago)}
    return row(f"{room}_action_looks", **{room: taken_on[room]}, **known)


def promise(state, code="K-1", *, made_ago=40, due_ago=None, settled_ago=None):
    due, settled = (None if n is None else ago(n) for n in (due_ago, settled_ago))
    known = {"state": state, "text": "Ask for the flat", "due_on": due, "settled_on": settled}
    return row("promises", case=code, promised_on=ago(made_ago), **known)


def ahead(due_in, code="K-1", kind="hearing", label="Hearing", **columns):
    known = {"kind": kind, "label": label, "state": "open"}
    return row("dates_ahead", case=code, due_on=ago(-due_in), **known | columns)


def worker(who, from_ago, code="K-1", **columns):
    known = {"worker": who, "capacity": "worker", "from_on": ago(from_ago)}
    return row("worker_spells", case=code, **known | columns)


def rated(values, code="K-1", dimension="expectancy", rater="worker", last_ago=5):
    """Ratings of one dimension of engagement, a week apart."""
    places = range(len(values) - 1, -1, -1)
    return [
        row(
            "ratings",
            case=code,
            rated_on=ago(last_ago + 7 * place),
            scale="engagement",
            dimension=dimension,
            rater=rater,
            value=float(value),
        )
        for place, value in zip(places, values, strict=True)
    ]


def talk(days_ago, code="K-1"):
    return row("case_talks", case=code, talked_on=ago(days_ago), happened="It was hard")


def mark(days_ago, code="K-1", mark="next_time"):
    return row("round_marks", case=code, marked_on=ago(days_ago), mark=mark)


def repair(opened_ago, code="K-1", kind="complaint", state="open"):
    known = {"kind": kind, "state": state, "said_by": "participant", "worry": "Nobody came"}
    return row("repairs", case=code, opened_on=ago(opened_ago), **known)


def tricky(code="K-1", **columns):
    known = {"tick": "help_and_enforce", "since_on": ago(100)}
    return row("trickiness", case=code, **known | columns)


def question(days_ago=2, code=None, *, shared_with=SUPERVISION, **columns):
    known = {
        "person": "W1",
        "question": "Do I push too hard?",
        "case_id": code and f"id-{code}",
        "shared_with": f"id-{shared_with}",
    }
    return row("preparations", prepared_on=ago(days_ago), **known | columns)


def session(days_ago, supervision=SUPERVISION, state="held"):
    held = ago(days_ago) if state == "held" else None
    known = {"planned_on": ago(days_ago), "state": state, "held_on": held}
    return row("supervision_sessions", supervision=supervision, **known)


def away(session, reason, code="K-1", *, fate="does_not_fit", **columns):
    """A point that was on the agenda of a session, and put away in it."""
    _, met = session
    known = {
        "supervision": met["supervision"],
        "session_id": met["id"],
        "case_id": code and f"id-{code}",
        "reason": reason,
        "sentence": "It was here.",
        "fate": fate,
        "because": "It is settled.",
        "saved_at": noon(met["planned_on"]),
    }
    return row("agenda_points", **known | columns)

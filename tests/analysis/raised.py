"""Cases written out as the store gives them: one for each thing a rule can say, and quiet ones."""

from dataclasses import replace
from datetime import date

import pandas as pd

from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.rhythm import Rhythm

TODAY = date(2026, 9, 30)
OPENED_ON = date(2026, 1, 5)
PLANNED_ON = "2026-02-15"
RISING = (1, 1, 2, 2, 3, 3, 4, 5)
MIXED = (3, 1, 4, 2, 5, 3, 1, 4, 3, 5, 2, 1, 5, 3, 4, 2, 3, 5, 1, 4)

RATINGS = ["rated_on", "scale", "dimension", "rater", "value"]
CONTACTS = ["occurred_on", "n_positives", "n_challenges"]
PROMISES = ["promised_on", "due_on", "settled_on", "state"]
DISMISSALS = ["rule", "scale", "dimension", "rater", "seen_until_on", "withdrawn", "id"]
DAYS = {"rated_on", "occurred_on", "promised_on", "due_on", "settled_on", "seen_until_on"}


def table(columns, rows):
    """Rows as the store reads them: days as datetime64, and columns even without rows."""
    read = pd.DataFrame(list(rows), columns=columns)
    return read.assign(**{name: pd.to_datetime(read[name]) for name in DAYS & set(columns)})


def set_aside(*rows, reason="It does not fit."):
    """Dismissals of `DISMISSALS`, all for one reason."""
    return table(DISMISSALS, rows).assign(reason=reason)


def weekly(values, dimension="working_relationship", scale="engagement", rater="worker"):
    """One rating a week from the case's opening on."""
    days = pd.date_range(OPENED_ON, periods=len(values), freq="7D")
    return [(day, scale, dimension, rater, value) for day, value in zip(days, values, strict=True)]


def case_of(
    *series, contacts=(), promises=(), planned_on=None, dismissals=(), opened_on=OPENED_ON, **known
):
    """A case with series of `weekly` and whatever else is told."""
    plans = [] if planned_on is None else [planned_on]
    every = known.pop("contact_every_days", None)
    return CaseTables(
        table(RATINGS, (row for rows in series for row in rows)),
        table(CONTACTS, contacts),
        table(PROMISES, promises),
        pd.DataFrame({"agreed_on": pd.to_datetime(plans)}),
        set_aside(*dismissals),
        opened_on,
        rhythm=[Rhythm(opened_on, every)],
        **known,
    )


def paced(values):
    """Ratings on a scale of which neither end is good news."""
    return weekly(values, "pace", "pace")


def staged(values):
    """Ratings on a path."""
    return weekly(values, "stage_of_change", "stage")


def both(worker, client):
    """Ratings of one dimension by both, on the same days."""
    return case_of(weekly(worker), weekly(client, rater="client"))


PEOPLE = pd.DataFrame({"id": ["m", "f"], "called": ["Mother", "Father"]})


def shared(worker, mother, father, **known):
    """Ratings of one dimension by a worker and by each of two participants, on the same days."""
    clients = [weekly(each, rater="client") for each in (mother, father)]
    case = case_of(weekly(worker), *clients, **known)
    whose = [None] * len(worker) + ["m"] * len(mother) + ["f"] * len(father)
    return replace(case, ratings=case.ratings.assign(participant_id=whose), participants=PEOPLE)


BEFORE_AND_AFTER = (1, 2, 1, 2, 1, 2, 4, 5, 4, 5, 4, 5)
AFTER_AND_BEFORE = BEFORE_AND_AFTER[::-1]
LAST_HIGH = (2, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 5)
LAST_LOW = (4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4, 1)

# Every direction each rule can point in: the news it is to its reader, and a case that raises it.
FIRES = {
    ("promises", "worse"): (
        "due",
        case_of(promises=[("2026-03-01", "2026-03-10", None, "broken")]),
    ),
    ("nothing_recorded", "worse"): ("due", case_of(contact_every_days=7)),
    ("improving", "worse"): ("harder", case_of(weekly(RISING[::-1]))),
    ("shift", "worse"): ("harder", case_of(weekly(AFTER_AND_BEFORE), planned_on=PLANNED_ON)),
    ("unusual", "worse"): ("harder", case_of(weekly(LAST_LOW))),
    ("positives_to_challenges", "worse"): ("harder", case_of(contacts=[("2026-03-01", 10, 10)])),
    ("apart", "first"): ("apart", both([4] * 5, [2] * 5)),
    ("apart", "second"): ("apart", both([2] * 5, [4] * 5)),
    ("improving", "better"): ("good", case_of(weekly(RISING))),
    ("shift", "better"): ("good", case_of(weekly(BEFORE_AND_AFTER), planned_on=PLANNED_ON)),
    ("unusual", "better"): ("good", case_of(weekly(LAST_HIGH))),
    ("improving", "neither"): ("look", case_of(paced(RISING))),
    ("shift", "neither"): ("look", case_of(paced(BEFORE_AND_AFTER), planned_on=PLANNED_ON)),
    ("unusual", "neither"): ("look", case_of(paced(LAST_HIGH))),
    ("stuck", "neither"): ("look", case_of(weekly((3, 3, 4, 3, 3, 2, 2, 3, 3, 4, 3, 3) * 3))),
    ("pattern", "neither"): ("look", case_of(weekly(BEFORE_AND_AFTER))),
}
# A case in which every rule was asked and none gives a signal, and one that is too young for all.
QUIET = case_of(
    weekly(MIXED),
    weekly(MIXED, rater="client"),
    contacts=[("2026-09-28", 30, 4)],
    promises=[("2026-03-01", "2026-03-10", "2026-03-09", "kept")],
    planned_on="2026-03-15",
    contact_every_days=7,
)
YOUNG = case_of(weekly([3, 4, 3]), weekly([3, 3, 3], rater="client"), planned_on="2026-01-12")

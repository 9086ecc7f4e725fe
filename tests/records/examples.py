"""Makes a sound record of any kind from what the kind itself declares."""

import dataclasses
import datetime as dt
from dataclasses import MISSING

from supervision_kit.frameworks import load_framework
from supervision_kit.records import (
    Case,
    CaseTalk,
    Concern,
    Confirmation,
    DateAhead,
    Preparation,
    Rating,
    SupervisionSession,
    kinds,
)
from supervision_kit.records.kept import CASE
from supervision_kit.records.record import references_of, room_key, rule_of
from supervision_kit.records.rules import (
    CodeRule,
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    PersonRule,
    TextRule,
    WorkerRule,
)

DAY = dt.date(2026, 3, 2)
FRAMEWORK = load_framework()
ROOM_ID = "c" * 32
#: What only the kind itself can judge.
BESIDE = {
    CaseTalk: {"happened": "She waited an hour."},
    Confirmation: {"session_id": ROOM_ID},
    Preparation: {"question": "Why do I put her off?"},
    Concern: {"why_closed": "Seen twice, and well."},
    DateAhead: {"state": "moved"},
    Rating: {"scale": "engagement", "dimension": "investment", "rater": "worker", "value": 3.0},
    SupervisionSession: {"state": "held", "held_on": DAY},
}
SAMPLES = {
    TextRule: lambda _: "Ring the school.",
    CodeRule: lambda _: "K-01",
    PersonRule: lambda _: "W1",
    WorkerRule: lambda _: "W1",
    KindRule: lambda rule: next(iter(FRAMEWORK.kinds[rule.group])),
    KeyRule: lambda _: "improving",
    DayRule: lambda _: DAY,
    IdRule: lambda _: ROOM_ID,
}


def example(kind, /, **given):
    """Give a record with a value in each column that needs one."""
    values = {each.name: _sample(kind, each.name) for each in needed(kind)}
    return kind(**values | BESIDE.get(kind, {}) | given)


def needed(kind):
    """Give the fields a record of a kind cannot be made without."""
    fields = dataclasses.fields(kind)
    return [each for each in fields if each.default is each.default_factory is MISSING]


def _sample(kind, column):
    rule = rule_of(kind.__table__.columns[column])
    return SAMPLES[type(rule)](rule)


def one_of_each(case_id):
    """Give a record of every kind but the case itself, each naming the ones before it."""
    rooms, ids, made = {CASE: case_id}, {Case: case_id}, []
    for kind in kinds():
        if kind.kept.opens is CASE:
            continue
        values = {name: ids[other] for name, other in references_of(kind).items()}
        if key := room_key(kind):
            values[key] = rooms[kind.kept.room]
        made.append(record := example(kind, **values))
        ids[kind] = record.id
        if kind.kept.opens:
            rooms[kind.kept.opens] = record.id
    return made


def of_case(case_id):
    """Give those that belong to the case."""
    return [each for each in one_of_each(case_id) if each.kept.room is CASE]

"""Makes a sound record of any kind from what the kind itself declares."""

import dataclasses
import datetime as dt
from dataclasses import MISSING

from supervision_kit.frameworks import load_framework
from supervision_kit.records import Rating, kinds
from supervision_kit.records.record import references_of, room_key, rule_of
from supervision_kit.records.rules import (
    CodeRule,
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    TextRule,
    WorkerRule,
)

DAY = dt.date(2026, 3, 2)
FRAMEWORK = load_framework()
ROOM_ID = "c" * 32
#: What only the kind itself can judge.
BESIDE = {
    Rating: {"scale": "engagement", "dimension": "investment", "rater": "worker", "value": 3.0}
}
SAMPLES = {
    TextRule: lambda _: "Ring the school.",
    CodeRule: lambda _: "K-01",
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


def one_of_each(room_id, *beside):
    """Give a record of every kind that belongs to a case, each naming the one before it."""
    made = {}
    for kind in kinds():
        if key := room_key(kind):
            refers = {name: made[other].id for name, other in references_of(kind).items()}
            made[kind] = example(kind, **{key: room_id}, **refers)
    return list(made.values())

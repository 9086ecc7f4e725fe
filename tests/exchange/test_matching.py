"""Rows are known by what they say: any order, any part and any longer form of a file."""

import csv
import datetime as dt
import itertools
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supervision_kit import exchange
from supervision_kit.records import Case, Contact
from supervision_kit.store import open_store

FORM = """
kind = "{kind}"
[case]
column = "case"
setting = "probation"
mandate = "mandated"
[date]
column = "date"
[columns]
{columns}
"""
OTHERS = {
    "contacts": """
kind = { column = "where", words = { Office = "office", Phone = "phone" } }
attendance = { always = "attended" }
length_minutes = "minutes"
story = "notes"
""",
    "events": 'kind = "what"\nnote = "note"\n',
    "promises": 'text = "text"\ndue_on = "due"\nstate = "state"\n',
    "plan_dates": 'note = "note"\n',
    "workers": 'worker = "worker"\nreason = "reason"\n',
    "dismissals": 'rule = "rule"\nreason = "reason"\n',
}
RATINGS = """
kind = "ratings"
[case]
column = "case"
setting = "probation"
mandate = "mandated"
[date]
column = "date"
[rater]
column = "rater"
[[rating]]
column = "investment"
scale = "engagement"
dimension = "investment"
evidence = "seen"
"""
CASES = """
kind = "cases"
[case]
column = "case"
[columns]
setting = "setting"
mandate = { always = "mandated" }
opened_on = "date"
"""
MAPPINGS = {
    **{kind: FORM.format(kind=kind, columns=columns) for kind, columns in OTHERS.items()},
    "ratings": RATINGS,
    "cases": CASES,
}
DAYS = st.sampled_from(["2026-03-02", "2026-03-03", "2026-03-09"])
TEXTS = st.sampled_from(["", "Came on time.", "Came on time and left.", "Rang back."])
VALUES = {
    "contacts": {
        "where": st.sampled_from(["Office", "Phone"]),
        "minutes": st.sampled_from(["", "5", "40"]),
        "notes": TEXTS,
    },
    "events": {"what": st.sampled_from(["hearing", "other"]), "note": TEXTS},
    "promises": {
        "text": st.sampled_from(["Ring the school.", "Bring the form."]),
        "due": st.sampled_from(["", "2026-04-01"]),
        "state": st.sampled_from(["open", "kept"]),
    },
    "plan_dates": {"note": TEXTS},
    "workers": {"worker": st.sampled_from(["AB", "CD"]), "reason": TEXTS},
    "dismissals": {
        "rule": st.sampled_from(["rise", "fall", "gap"]),
        "reason": st.sampled_from(["Known.", "Known already."]),
    },
    "ratings": {
        "rater": st.sampled_from(["worker", "client"]),
        "investment": st.sampled_from(["1", "2", "5"]),
        "seen": TEXTS,
    },
    "cases": {"setting": st.sampled_from(["probation", "other"])},
}
ONCE = {
    "plan_dates": ("date",),
    "dismissals": ("date", "rule"),
    "ratings": ("date", "rater"),
    "cases": ("case",),
}
"""What a file can hold only once a case; other rows are counted."""
NUMBERS = itertools.count(1)


def rows_of(kind):
    """Lists of rows of one kind, about two cases; the numbers of the cases come later."""
    code = st.integers(0, 9) if kind == "cases" else st.integers(0, 1)
    row = st.fixed_dictionaries({"case": code, "date": DAYS, **VALUES[kind]})
    once = ONCE.get(kind)
    names = ("case", *(once or ()))
    key = (lambda each: tuple(each[name] for name in names)) if once else None
    return st.lists(row, min_size=1, max_size=6, unique_by=key)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one mapping of each kind."""
    folder = tmp_path_factory.mktemp("matching")
    for kind, text in MAPPINGS.items():
        (folder / f"{kind}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shared(folder):
    """One store for all: each list of rows is about cases of its own."""
    with open_store(folder / "caseload.sqlite", create=True, author="tester") as opened:
        yield opened


def taken_in(store, kind, rows, **asked):
    """Write rows as a file and take it in: what was new and what was there, of this kind."""
    folder = Path(store.location).parent
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["case", "date", *VALUES[kind]])
        writer.writeheader()
        writer.writerows(rows)
    done = exchange.import_file(path, folder / f"{kind}.toml", store, **asked)
    table = {"workers": "worker_spells"}.get(kind, kind)
    return done.new.get(table, 0), done.there.get(table, 0)


@pytest.mark.parametrize("kind", MAPPINGS)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_may_be_sorted_shrink_and_grow(shared, kind, data):
    number = next(NUMBERS)
    rows = [{**row, "case": f"K-{number}-{row['case']}"} for row in data.draw(rows_of(kind))]
    n_first = data.draw(st.integers(1, len(rows)))
    first, every = rows[:n_first], len(rows)
    assert taken_in(shared, kind, first) == (n_first, 0)
    assert taken_in(shared, kind, data.draw(st.permutations(rows))) == (every - n_first, n_first)
    assert taken_in(shared, kind, data.draw(st.permutations(rows))) == (0, every)
    part = data.draw(st.permutations(rows))[:n_first]
    assert taken_in(shared, kind, part) == (0, n_first)


def numbered(kind, *rows):
    """Give rows of one kind about one new case, each a tuple in the order of the columns."""
    number = next(NUMBERS)
    names = ("date", *VALUES[kind])
    return [{"case": f"K-{number}", **dict(zip(names, row, strict=True))} for row in rows]


def test_equal_rows_are_counted(shared):
    call = ("2026-03-02", "Phone", "5", "Rang back.")
    twice = numbered("contacts", call, call)
    assert taken_in(shared, "contacts", twice) == (2, 0)
    assert taken_in(shared, "contacts", twice) == (0, 2)
    assert taken_in(shared, "contacts", twice[:1]) == (0, 1)
    assert taken_in(shared, "contacts", [*twice, twice[0]]) == (1, 2)


def test_a_record_that_was_written_by_hand_is_known_by_what_it_says(shared):
    (row,) = rows = numbered("contacts", ("2026-03-02", "Phone", "5", "Rang back."))
    case = Case(code=row["case"], setting="probation", opened_on=dt.date(2026, 1, 1))
    contact = Contact(
        case_id=case.id,
        occurred_on=dt.date(2026, 3, 2),
        kind="phone",
        attendance="attended",
        length_minutes=5,
        story="Rang back.",
        cues="Was in a hurry.",
    )
    shared.save(case, contact)
    assert taken_in(shared, "contacts", rows) == (0, 1)


def test_what_earlier_versions_named_by_its_place_is_known_by_what_it_says(shared):
    """Ids used to be made of case, day and place; now the file comes in another order."""
    rows = numbered(
        "contacts",
        ("2026-03-02", "Office", "40", "Came on time and spoke first."),
        ("2026-03-02", "Phone", "5", "Rang back in the evening."),
    )
    code = rows[0]["case"]
    case = Case(code=code, setting="probation", opened_on=dt.date(2026, 3, 2))
    namespace = uuid.UUID("6f7d0a52-3f0b-5d43-9c0e-2b8a5d1c7e11")
    contacts = [
        Contact(
            id=uuid.uuid5(namespace, f"contacts\x1f{code}\x1f2026-03-02\x1f{place}").hex,
            case_id=case.id,
            occurred_on=dt.date(2026, 3, 2),
            kind=row["where"].lower(),
            attendance="attended",
            length_minutes=int(row["minutes"]),
            story=row["notes"],
        )
        for place, row in enumerate(rows, start=1)
    ]
    shared.save(case, *contacts)
    assert taken_in(shared, "contacts", rows[::-1]) == (0, 2)
    third = {**rows[1], "minutes": "3", "notes": "Rang in the morning."}
    assert taken_in(shared, "contacts", [third, *rows]) == (1, 2)

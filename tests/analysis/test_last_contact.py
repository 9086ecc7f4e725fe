"""Is the last contact the one that took place, and is it said when none did?"""

from datetime import date

import pandas as pd
import pytest

from supervision_kit.analysis.last_contact import (
    LastContact,
    last_contact,
    last_contact_sentence,
    last_contacts,
)

TODAY = date(2026, 11, 26)
MET = ("2026-11-20", "attended")
MISSED = ("2026-11-23", "did_not_attend")
CANCELLED = ("2026-11-25", "cancelled_by_us")


def contacts(*rows, case="K-1"):
    read = pd.DataFrame(rows, columns=["occurred_on", "attendance"])
    return read.assign(occurred_on=pd.to_datetime(read["occurred_on"]), case=case)


def test_it_is_the_last_one_that_took_place_whatever_was_planned_later():
    for rows in ([MET, MISSED], [MISSED, MET], [("2026-10-01", "attended"), MET, CANCELLED]):
        assert last_contact(contacts(*rows)) == LastContact(date(2026, 11, 20), True)


def test_where_none_took_place_it_is_the_last_one_planned():
    assert last_contact(contacts(MISSED, CANCELLED)) == LastContact(date(2026, 11, 25), False)


def test_without_contacts_there_is_none():
    assert last_contact(contacts()) is None
    assert last_contacts(contacts()) == {}


def test_many_cases_are_answered_as_each_one_alone():
    tables = {"K-1": contacts(MET, MISSED), "K-2": contacts(CANCELLED, case="K-2")}
    together = last_contacts(pd.concat(tables.values()))
    assert together == {case: last_contact(table) for case, table in tables.items()}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "No contact is recorded yet."),
        ([MET, MISSED], "The last contact was 6 days ago."),
        ([("2026-11-25", "attended")], "The last contact was yesterday."),
        ([("2026-11-26", "attended")], "The last contact was today."),
        (
            [MISSED],
            "No contact has taken place yet. The last one planned was for 3 days ago.",
        ),
        (
            [("2026-11-26", "did_not_attend")],
            "No contact has taken place yet. One was planned for today.",
        ),
    ],
)
def test_it_is_said_in_a_sentence(rows, sentence):
    assert last_contact_sentence(contacts(*rows), TODAY) == sentence

"""Does the sample caseload come into a store whole, the same every time?"""

import pandas as pd
import pytest

from supervision_kit.frameworks import load_framework
from supervision_kit.records import (
    Closing,
    Concern,
    ConcernStep,
    ContactPerson,
    DateAhead,
    Mandate,
    Participant,
    Repair,
    WorkerSpell,
)
from supervision_kit.samples import LAST_DAY, fill, records_of, stories
from supervision_kit.store import open_store

TABLES = ("cases", "contacts", "ratings", "events", "workers", "promises", "plan_dates")
#: Kinds whose every key the caseload uses, with the table and column they stand in.
KINDS = {
    "setting": ("cases", "setting"),
    "mandate": (Mandate, "mandate"),
    "contact": ("contacts", "kind"),
    "attendance": ("contacts", "attendance"),
    "said_back": ("contacts", "said_back"),
    "hostility": ("contacts", "hostility"),
    "answer": ("contacts", "safety_concern"),
    "presence": (ContactPerson, "how"),
    "capacity": (WorkerSpell, "capacity"),
    "date_ahead": (DateAhead, "kind"),
    "date_state": (DateAhead, "state"),
    "repair": (Repair, "kind"),
    "repair_state": (Repair, "state"),
    "event": ("events", "kind"),
    "promise_state": ("promises", "state"),
    "not_rated": ("ratings", "not_rated"),
}
TEXTS = {
    "workers": ("reason",),
    Mandate: ("legal_basis", "pressure_from", "message", "reason"),
    Participant: ("language", "needs"),
    Concern: ("worry", "why_closed"),
    ConcernStep: ("done", "told"),
    DateAhead: ("note",),
    Repair: ("worry", "how"),
    Closing: ("statement",),
    "contacts": (
        "story",
        "said_back_words",
        "help_given",
        "cues",
        "cue_response",
        "hostility_note",
        "own_words",
    ),
    "ratings": ("evidence", "not_rated_note"),
    "events": ("note",),
    "promises": ("text",),
    "plan_dates": ("note",),
}


#: What is kept in a case's room beside its contacts and what came out of them.
IN_THE_ROOM = (
    *(Participant, ContactPerson, Mandate, WorkerSpell, Concern, ConcernStep, DateAhead),
    *(Repair, Closing),
)


def read(store, table):
    """A table by the name of its method, or by its kind of record."""
    return getattr(store, table)() if isinstance(table, str) else store.read(table)


def named(value):
    return value if isinstance(value, str) else getattr(value, "__name__", None)


def tables(store):
    return {name: getattr(store, name)() for name in TABLES}


def test_two_stores_hold_the_same_after_filling(tmp_path, caseload):
    with open_store(tmp_path / "other.sqlite", create=True, author="tester") as other:
        fill(other)
        for name, table in tables(other).items():
            # When it was filled differs, and nothing else.
            one, two = (
                each.drop(columns="saved_at") for each in (table, getattr(caseload, name)())
            )
            pd.testing.assert_frame_equal(one, two)


def test_filling_twice_adds_nothing(caseload):
    before, counts = tables(caseload), caseload.counts()
    fill(caseload)
    assert caseload.counts() == counts
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(caseload, name)(), table)


def test_what_somebody_wrote_about_a_sample_case_stays(caseload):
    case = caseload.case("K-7F3Q")
    case.summary = "Read with the supervisor."
    caseload.save(case)
    fill(caseload)
    assert caseload.case("K-7F3Q").summary == "Read with the supervisor."


def test_a_store_that_lacks_some_cases_is_filled_up(store):
    first = stories()[0]
    store.save_many(list(records_of(first, store.framework)))
    fill(store)
    assert len(store.cases()) == 12


def test_all_that_is_told_arrives(caseload):
    told = stories()
    cases = caseload.cases()
    assert list(cases["code"]) == [story.code for story in told]
    assert list(cases["n_contacts"]) == [len(story.contacts) for story in told]
    n_ratings = sum(
        len(block["values"])
        for story in told
        for contact in story.contacts
        for block in contact.get("ratings", ())
    )
    assert len(caseload.ratings()) == n_ratings


@pytest.mark.parametrize("table", TEXTS, ids=named)
def test_every_text_is_written_somewhere(caseload, table):
    rows = read(caseload, table)
    assert [column for column in TEXTS[table] if not rows[column].fillna("").ne("").any()] == []


@pytest.mark.parametrize("code", [story.code for story in stories()])
def test_every_case_says_why_it_is_there(caseload, code):
    assert len(caseload.case(code).summary) > 10
    mandates = caseload.read(Mandate, code)
    assert len(mandates) >= 1
    for column in ("legal_basis", "pressure_from", "message"):
        assert mandates[column].str.len().min() > 10


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_used_somewhere(caseload, kind):
    table, column = KINDS[kind]
    used = set(read(caseload, table)[column].dropna())
    assert set(caseload.framework.kinds[kind]) - used == set()


def test_every_dimension_of_the_scales_in_use_is_rated_by_whoever_may(caseload):
    rated = caseload.ratings()
    used = set(rated["scale"])
    assert used >= {"engagement", "challenges", "motivation", "stage", "client_view"}
    for key in used:
        mine = rated[rated["scale"] == key]
        assert set(mine["dimension"]) == set(caseload.framework.scales[key].dimensions)
    assert set(rated["rater"]) == {"worker", "client", "supervisor"}
    assert "rather_not_say" in set(rated["not_rated"].dropna())


def test_all_values_are_on_their_scale_and_every_other_one_has_a_reason(caseload):
    framework = load_framework()
    for row in caseload.ratings().itertuples():
        scale = framework.scales[row.scale]
        assert row.wording == scale.wording
        if isinstance(row.not_rated, str):
            assert row.not_rated in scale.not_rated
        else:
            assert scale.check(str(row.dimension), row.value) == row.value


def test_nothing_has_happened_after_the_last_day(caseload):
    days = [
        caseload.contacts()["occurred_on"],
        caseload.ratings()["rated_on"],
        caseload.events()["happened_on"],
        caseload.workers()["from_on"],
        caseload.plan_dates()["agreed_on"],
        caseload.promises()["settled_on"].dropna(),
        *(
            caseload.read(kind)[column].dropna()
            for kind, column in (
                (Mandate, "from_on"),
                (Participant, "from_on"),
                (Concern, "opened_on"),
                (Concern, "closed_on"),
                (ConcernStep, "happened_on"),
                (Repair, "opened_on"),
                (Repair, "settled_on"),
                (Closing, "closed_on"),
                (Closing, "reopened_on"),
            )
        ),
    ]
    assert pd.concat(days).max() <= pd.Timestamp(LAST_DAY)


@pytest.mark.parametrize("kind", IN_THE_ROOM, ids=named)
def test_every_kind_of_record_of_a_case_occurs(caseload, kind):
    assert len(caseload.read(kind)) > 0


def test_who_was_at_a_contact_is_a_participant_on_that_day(caseload):
    people = caseload.read(ContactPerson)
    who = caseload.read(Participant).set_index("id").loc[people["participant_id"]]
    met = caseload.contacts().set_index("id").loc[people["contact_id"]]
    on = met["occurred_on"].to_numpy()
    assert (met["attendance"] == "attended").all()
    assert (who["from_on"].to_numpy() <= on).all()
    assert (who["until_on"].fillna(pd.Timestamp(LAST_DAY)).to_numpy() >= on).all()


def test_every_case_is_about_somebody_and_says_whom_first(caseload):
    people = caseload.read(Participant)
    itself = people[people["relation"] == "self"]
    assert sorted(itself["case"]) == list(caseload.cases()["code"])
    assert {story.rows["participants"][0]["relation"] for story in stories()} == {"self"}


def test_each_of_five_practitioners_has_a_case(caseload):
    spells = caseload.read(WorkerSpell).query("capacity == 'worker'")
    last = spells.groupby("case")["worker"].last()
    assert set(last) == {"W1", "W2", "W3", "W4", "W5"}
    assert set(caseload.read(WorkerSpell)["handover"].dropna()) >= {"joint", "written"}


def test_dates_lie_ahead_of_the_last_day_in_every_open_case(caseload):
    dates = caseload.read(DateAhead)
    far = dates[dates["due_on"].where(dates["moved_to"].isna(), dates["moved_to"]) > str(LAST_DAY)]
    ended = caseload.read(Closing).query("reopened_on.isna()")["case"]
    assert set(far.query("state in ('open', 'moved')")["case"]) == set(
        caseload.cases()["code"]
    ) - set(ended)


def test_one_concern_is_still_open_and_steps_were_taken(caseload):
    concerns, steps = caseload.read(Concern), caseload.read(ConcernStep)
    (still_open,) = concerns[concerns["closed_on"].isna()]["id"]
    assert (steps["concern_id"] == still_open).sum() >= 2
    assert set(steps["concern_id"]) == set(concerns["id"])


def test_mandate_or_rhythm_changed_in_two_cases_and_why_is_said(caseload):
    mandates = caseload.read(Mandate)
    later = mandates[mandates.duplicated("case")]
    assert list(later["case"]) == ["K-2M8D", "K-5N7X"]
    assert (later["reason"] != "").all()


def test_one_case_is_ended_as_agreed_and_the_person_says_what_they_think_of_it(caseload):
    (ended,) = caseload.read(Closing).itertuples()
    assert (ended.case, ended.how) == ("K-2Y6T", "as_agreed")
    assert ended.statement.startswith("“")
    assert caseload.contacts(ended.case)["occurred_on"].max() <= ended.closed_on


def test_contacts_are_denser_than_ratings_in_every_long_case(caseload):
    contacts = caseload.contacts().groupby("case")["occurred_on"].nunique()
    rated = caseload.ratings().query("scale == 'engagement'").groupby("case")["rated_on"].nunique()
    assert (contacts[rated.index] > rated).all()


def test_a_scale_the_agency_words_differently_leaves_its_sample_ratings_out(tmp_path):
    folder = tmp_path / "frameworks"
    folder.mkdir()
    (folder / "client_view.toml").write_text(
        """
[scale]
key = "client_view"
name = "How was it today?"
version = 1
minimum = 10
maximum = 13
step = 1
better = "higher"
lane = "client_view"
good_news = "Higher is good news."
notice = "For conversation."
raters = ["client"]
sources = ["Team, 2026"]

[scale.dimensions.today]
name = "Today"
question = "How was it today?"
hint = "Any answer is fine."
anchors = []
"""
    )
    framework = load_framework(folder)
    path = tmp_path / "own.sqlite"
    with open_store(path, create=True, framework=framework, author="tester") as own:
        fill(own)
        assert len(own.cases()) == 12
        assert set(own.ratings()["scale"]) == {"engagement", "challenges", "motivation", "stage"}

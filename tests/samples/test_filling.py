"""Does the sample caseload come into a store whole, the same every time?"""

import pandas as pd
import pytest

from supervision_kit.frameworks import load_framework
from supervision_kit.samples import LAST_DAY, fill, records_of, stories
from supervision_kit.store import open_store

TABLES = ("cases", "contacts", "ratings", "events", "workers", "promises", "plan_dates")
#: Kinds whose every key the caseload uses, with the table and column they stand in.
KINDS = {
    "setting": ("cases", "setting"),
    "mandate": ("cases", "mandate"),
    "contact": ("contacts", "kind"),
    "attendance": ("contacts", "attendance"),
    "said_back": ("contacts", "said_back"),
    "hostility": ("contacts", "hostility"),
    "answer": ("contacts", "safety_concern"),
    "event": ("events", "kind"),
    "promise_state": ("promises", "state"),
    "not_rated": ("ratings", "not_rated"),
}
TEXTS = {
    "workers": ("reason",),
    "contacts": (
        "story",
        "said_back_words",
        "help_given",
        "cues",
        "cue_response",
        "hostility_note",
        "own_words",
        "safety_action",
        "safety_told",
    ),
    "ratings": ("evidence", "not_rated_note"),
    "events": ("note",),
    "promises": ("text",),
    "plan_dates": ("note",),
}


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


@pytest.mark.parametrize("table", TEXTS)
def test_every_text_is_written_somewhere(caseload, table):
    rows = getattr(caseload, table)()
    assert [column for column in TEXTS[table] if not rows[column].fillna("").ne("").any()] == []


@pytest.mark.parametrize("code", [story.code for story in stories()])
def test_every_case_says_why_it_is_there(caseload, code):
    case = caseload.case(code)
    assert min(map(len, (case.legal_basis, case.pressure_from, case.summary))) > 10


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_used_somewhere(caseload, kind):
    table, column = KINDS[kind]
    used = set(getattr(caseload, table)()[column].dropna())
    assert set(caseload.framework.kinds[kind]) - used == set()


def test_every_dimension_is_rated_by_whoever_may(caseload):
    rated = caseload.ratings()
    framework = caseload.framework
    for key, scale in framework.scales.items():
        mine = rated[rated["scale"] == key]
        assert set(mine["dimension"]) == set(scale.dimensions)
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
    ]
    assert pd.concat(days).max() <= pd.Timestamp(LAST_DAY)


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

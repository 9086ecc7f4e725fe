"""Are the invented supervisions told so that two people could have met like this?"""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from supervision_kit.analysis.session_record import digest_of, written_in
from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import load_framework
from supervision_kit.pages import SupervisionPage
from supervision_kit.records import (
    Case,
    CaseAction,
    CaseActionLook,
    CaseTalk,
    Confirmation,
    Decision,
    OurNote,
    OwnFear,
    OwnNote,
    Person,
    Preparation,
    Role,
    RoundMark,
    SessionView,
    Supervision,
    SupervisionAgreement,
    SupervisionMember,
    SupervisionSession,
    Team,
    Trickiness,
    kinds,
)
from supervision_kit.records.kept import CASE
from supervision_kit.samples import LAST_DAY, fill, records_of, stories, supervisions
from supervision_kit.samples.making import id_of
from supervision_kit.samples.supervising import records_of_supervision
from supervision_kit.store import open_store
from tests.samples.test_story import CAPITALS, TRACES

TOLD = supervisions()
BY_CODE = {told.code: told for told in TOLD}
WHOLE = BY_CODE["S1-W2"]
CASES = {story.code: story for story in stories()}
#: The day one word of whose record was mended after both had confirmed it.
CORRECTED_ON = "2026-07-17"
SHARES = ("management", "development", "support", "mediation")
#: Why a point may be on an agenda.
REASONS = {
    *("safety", "asked", "unseen", "action", "broken", "date", "worker", "apart", "harder"),
    *("silence", "unclear", "comments", "repair", "marked", "good", "not_talked"),
}
#: Keys that hold a code or a key of a kind.
NO_TEXT = {
    *("code", "kind", "person", "part", "case", "tick", "record", "digest", "reason", "origin"),
    *("fate", "state", "how", "fair", "learning", "round", "answers", *SHARES),
}
# How somebody speaks of what they felt: it belongs on a sheet of their own.
FELT = re.compile(
    r"\b(I|S\d|W\d) (was|am|felt|feels?|is) (\w+ )?(afraid|ashamed|angry|hurt|sad|relieved)",
    re.IGNORECASE,
)
SESSION = re.compile(r"\bsupervision|\bour session|\bthis session|\bagenda", re.IGNORECASE)


def texts(value):
    """Every text anywhere in a supervision that somebody would have typed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NO_TEXT:
                yield from texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts(inner)


def words_of(told):
    how = [point["sentence"] for session in told.sessions for point in session.get("points", ())]
    return [text for text in texts([told.rows, told.sessions]) if text not in how]


def held(told):
    return [session for session in told.sessions if "held_on" in session]


def cancelled(told):
    return [session for session in told.sessions if session.get("state") == "cancelled"]


def has(code, day):
    """The codes of those who have a case on a day, as worker, second worker or cover."""
    begun = [row for row in CASES[code].rows["workers"] if row["from_on"] <= day]
    own = [row for row in begun if row.get("capacity", "worker") == "worker"][-1:]
    beside = [
        row
        for row in begun
        if row.get("capacity", "worker") != "worker" and day <= row.get("until_on", day)
    ]
    return {row["worker"] for row in [*own, *beside]}


def of(store, kind, code="S1-W2"):
    """The rows of a supervision, of a kind that is kept in its room."""
    table = store.read(kind)
    return table[table["supervision"] == code]


def actions_of(told):
    """The actions of a supervision with the day each was agreed on."""
    return [(row["held_on"], each) for row in held(told) for each in row.get("actions", ())]


# who works with whom


def test_three_supervisors_meet_each_of_five_practitioners(caseload):
    members, people = caseload.read(SupervisionMember), caseload.read(Person)
    called = dict(zip(people["id"], people["code"], strict=True))
    parts = members.assign(who=members["person_id"].map(called)).groupby("part")["who"]
    assert set(parts.get_group("supervisor")) == {"S1", "S2", "S3"}
    assert sorted(parts.get_group("supervisee")) == ["W1", "W2", "W3", "W4", "W5"]


def test_two_teams_have_a_lead_each_and_who_changed_teams_is_in_the_new_one(caseload):
    roles, people, teams = (caseload.read(kind) for kind in (Role, Person, Team))
    called = dict(zip(people["id"], people["code"], strict=True))
    named = dict(zip(teams["id"], teams["code"], strict=True))
    now = roles[roles["until_on"].isna()]
    leads = now[now["role"] == "team_lead"]
    assert set(zip(leads["team_id"].map(named), leads["person_id"].map(called), strict=True)) == {
        ("North", "S1"),
        ("South", "L1"),
    }
    moved = roles[roles["person_id"].map(called) == "W1"].sort_values("from_on")
    assert list(moved["team_id"].map(named)) == ["North", "South"]
    # The day on which another worker took over, because the first moved to another team.
    taken_over = CASES["K-7F3Q"].rows["workers"][1]["from_on"]
    assert moved["from_on"].iloc[1] == pd.Timestamp(taken_over)


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.code)
def test_who_meets_works_in_that_part_on_that_day(told, caseload):
    roles, people = caseload.read(Role), caseload.read(Person)
    called = dict(zip(people["id"], people["code"], strict=True))
    begun = roles.assign(who=roles["person_id"].map(called))
    for row in told.rows["members"]:
        role = {"supervisor": "supervisor", "supervisee": "practitioner"}[row["part"]]
        mine = begun[(begun["who"] == row["person"]) & (begun["role"] == role)]
        assert mine["from_on"].min() <= pd.Timestamp(row["from_on"])


# one pair told whole


def test_one_pair_held_eight_sessions_and_has_planned_the_next():
    days = [session["held_on"] for session in held(WHOLE)]
    assert len(days) == 8
    assert (days[-1] - days[0]).days > 150
    assert 3 <= (LAST_DAY - days[-1]).days <= 30
    (planned,) = (row for row in WHOLE.sessions if not {"held_on", "state"} & row.keys())
    assert planned["planned_on"] > LAST_DAY


def test_a_later_agreement_of_that_pair_differs_in_rhythm_and_in_what_is_done_when_they_disagree(
    caseload,
):
    first, later = of(caseload, SupervisionAgreement).sort_values("from_on").itertuples()
    assert first.rhythm_days != later.rhythm_days
    assert first.disagreement != later.disagreement
    for each in (first, later):
        assert all([each.place, each.recorded, each.readers, each.personal, each.not_personal])


def test_sessions_follow_the_rhythm_agreed_on_their_day():
    days = [session["held_on"] for session in held(WHOLE)]
    for before, day in pairwise(days):
        agreed = [row for row in WHOLE.rows["agreements"] if row["from_on"] <= day][-1]
        assert (day - before).days <= agreed["rhythm_days"] + 7  # a week, where one was called off


def test_a_quarrel_is_kept_and_both_views_stand(caseload):
    sessions = of(caseload, SupervisionSession)
    (quarrel,) = sessions[sessions["record"] == "disagreement_kept"].itertuples()
    confirmed = of(caseload, Confirmation)
    views = confirmed[confirmed["session_id"] == quarrel.id]
    people = caseload.read(Person).set_index("id")["code"]
    fair = dict(zip(views["person_id"].map(people), views["fair"], strict=True))
    assert fair == {"S1": "yes", "W2": "no"}
    (said,) = views.loc[views["fair"] == "no", "said"]
    assert len(said) > 40
    notes = of(caseload, OurNote)
    between = notes.loc[notes["session_id"] == quarrel.id, "text"]
    assert {text.split(":")[0] for text in between if ":" in text} == {"S1", "W2"}


def test_an_action_was_carried_four_times_and_it_is_told_what_became_of_it(caseload):
    looks, actions = caseload.read(CaseActionLook), caseload.read(CaseAction).set_index("id")
    (carried,) = (key for key, n in Counter(looks["action_id"]).items() if n == 4)
    mine = looks[looks["action_id"] == carried]
    action = actions.loc[carried]
    met = {pd.Timestamp(session["held_on"]) for session in held(WHOLE)}
    assert set(mine["looked_on"]) < met
    assert mine["said"].nunique() == 4
    assert action["state"] == "done"
    assert action["settled_on"] in met
    assert action["settled_on"] > mine["looked_on"].max()
    assert len(action["settled_note"]) > 40
    # The case's own contacts tell of the answer in the same week.
    contacts = caseload.contacts(action["case"])
    on = contacts["occurred_on"]
    week = pd.Timedelta(days=7)
    near = contacts[(on <= action["settled_on"]) & (on > action["settled_on"] - week)]
    assert near["help_given"].str.contains("chair in writing").any()


def test_the_supervisor_broke_an_action_and_owned_up_to_it():
    broken = [
        (action, look)
        for _, action in actions_of(WHOLE)
        for look in action.get("looks", ())
        if action.get("person") == "S1" and look["looked_on"] > action["due_on"]
    ]
    ((action, look),) = broken
    assert "S1 did not" in look["said"]
    assert "Sorry" in look["said"]
    assert action["state"] == "done"
    assert action["settled_on"] > action["due_on"]


def test_a_session_was_called_off_with_why_and_held_on_its_new_day():
    (off,) = cancelled(WHOLE)
    assert len(off["why_cancelled"]) > 20
    assert off["moved_to"] in [session["held_on"] for session in held(WHOLE)]


def test_actions_are_taken_on_by_all_three_and_some_are_to_learn_something():
    owners = {action.get("person") for _, action in actions_of(WHOLE)}
    assert owners == {"S1", "W2", None}
    assert sum(action.get("learning") == "yes" for _, action in actions_of(WHOLE)) >= 2
    states = {action.get("state", "open") for _, action in actions_of(WHOLE)}
    assert states >= {"open", "done", "changed"}


def test_the_practitioner_prepared_a_question_and_kept_one_back(caseload):
    prepared = caseload.read(Preparation)
    assert (prepared["question"] != "").all()
    assert prepared["shared_with"].isna().sum() == 1
    assert len(prepared) >= 4


def test_three_questions_were_answered_after_some_sessions_and_shared_of_one(caseload):
    views = caseload.read(SessionView)
    n_asked = len(caseload.framework.kinds["session_view"])
    assert (views.groupby("session_id")["question"].nunique() == n_asked).all()
    assert views["session_id"].nunique() >= 3
    assert views.loc[views["shared_with"].notna(), "session_id"].nunique() == 1


def test_what_was_felt_stands_on_a_sheet_of_ones_own_and_one_fear_is_told_there(caseload):
    assert len(caseload.read(OwnNote)) >= 3
    assert len(caseload.read(OwnFear)) == 1


def test_what_makes_a_case_tricky_begins_and_some_of_it_ends(caseload):
    tricky = caseload.read(Trickiness)
    ended = tricky[tricky["until_on"].notna()]
    assert 1 <= len(ended) < len(tricky)
    assert (ended["until_on"] > ended["since_on"]).all()


# the other pairs


@pytest.mark.parametrize(
    "told", [each for each in TOLD if each is not WHOLE], ids=lambda told: told.code
)
def test_the_other_pairs_have_an_agreement_a_few_sessions_decisions_and_actions(told):
    assert len(told.rows["agreements"]) == 1
    assert 3 <= len(held(told)) <= 4
    rows = held(told)
    assert sum(len(row.get("decisions", ())) for row in rows) >= 1
    assert sum(len(row.get("actions", ())) for row in rows) >= 1
    assert told.sessions[-1]["planned_on"] > LAST_DAY


def test_one_pair_was_called_off_twice_in_a_row_for_lack_of_cover():
    (twice,) = (told for told in TOLD if len(cancelled(told)) == 2)
    first, second = cancelled(twice)
    assert first["moved_to"] == second["planned_on"]
    assert second["moved_to"] in [session["held_on"] for session in held(twice)]
    assert "cover" in second["why_cancelled"]


# true to the cases


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.code)
def test_whoever_talks_about_a_case_has_it_on_that_day(told):
    without = [
        (session["held_on"], row["case"])
        for session in held(told)
        for key in ("points", "talks", "decisions", "actions", "notes")
        for row in session.get(key, ())
        if "case" in row
        and not has(row["case"], session["held_on"]) & set(told.members_on(session["held_on"]))
    ]
    passed = [
        (session["held_on"], case)
        for session in held(told)
        for case in session.get("round", ())
        if not has(case, session["held_on"]) & set(told.members_on(session["held_on"]))
    ]
    assert without == []
    assert passed == []


def test_every_day_of_a_talk_lies_within_its_case(caseload):
    cases = caseload.cases().set_index("code")
    for kind in (CaseTalk, Decision, CaseAction, RoundMark, Trickiness):
        rows = caseload.read(kind)
        of_case = cases.loc[rows["case"]]
        day = rows[kind.kept.day].to_numpy()
        assert (of_case["opened_on"].to_numpy() <= day).all()
        closed = of_case["closed_on"].fillna(pd.Timestamp(LAST_DAY))
        assert (day <= closed.to_numpy()).all()


def test_nobody_had_more_than_one_session_a_day_and_none_at_the_weekend():
    days = Counter(
        (person, session["held_on"])
        for told in TOLD
        for session in held(told)
        for person in told.members_on(session["held_on"])
    )
    assert set(days.values()) == {1}
    assert all(day.weekday() < 5 for _, day in days)


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.code)
def test_what_is_written_about_a_case_is_about_one_of_the_agenda(told):
    for session in held(told):
        on_agenda = {point["case"] for point in session["points"] if "case" in point}
        for key in ("talks", "decisions", "actions"):
            written = {row["case"] for row in session.get(key, ()) if "case" in row}
            assert written <= on_agenda
        talked = {
            point["case"]
            for point in session["points"]
            if "case" in point and point.get("fate") != "does_not_fit"
        }
        assert not talked & set(session.get("round", ()))


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.code)
def test_every_session_has_few_points_with_a_known_reason(told):
    for session in held(told):
        points = session["points"]
        assert {point["reason"] for point in points} <= REASONS
        assert sum(point["reason"] != "safety" for point in points) <= 5


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.code)
def test_every_talk_notices_a_strength_first_and_says_what_the_person_would_tell(told):
    for session in held(told):
        for talk in session.get("talks", ()):
            assert talk["strength"]
            assert "might say" in talk["happened"]


def test_a_talk_about_the_same_case_is_never_told_twice():
    said = [
        text
        for told in TOLD
        for session in held(told)
        for talk in session.get("talks", ())
        for key, text in talk.items()
        if key != "case"
    ]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.code)
def test_nothing_has_happened_after_the_last_day(told):
    records = records_of_supervision(told, load_framework())
    ahead = {"planned_on", "due_on", "moved_to", "until_on", "shared_until"}
    late = [
        (record.__tablename__, name, value)
        for record in records
        for name, value in record.snapshot().items()
        if name.endswith("_on") and name not in ahead and value is not None and value > LAST_DAY
    ]
    assert late == []


# what stays private


def test_what_is_kept_with_a_case_names_no_session_and_nothing_that_was_felt():
    records = [each for told in TOLD for each in records_of_supervision(told, load_framework())]
    of_cases = [each for each in records if each.kept.room is CASE]
    said = [value for each in of_cases for value in each.snapshot().values() if type(value) is str]
    assert len(of_cases) > 100
    assert [text for text in said if FELT.search(text) or SESSION.search(text)] == []
    sheets = {each.text for each in records if isinstance(each, OwnNote)}
    assert not sheets & set(said)
    sessions = {each.id for each in records if isinstance(each, SupervisionSession)}
    assert not sessions & set(said)


@pytest.mark.parametrize("trace", TRACES)
def test_nothing_typed_could_identify_a_person(trace):
    found = [text for told in TOLD for text in words_of(told) if TRACES[trace].search(text)]
    assert found == []


def test_no_name_of_a_person_or_a_place_is_in_the_middle_of_a_sentence():
    inside = re.compile(r"(?<=[a-z,;] )[“']?([A-Z][A-Za-z0-9]*)")
    said = [text for told in TOLD for text in words_of(told)]
    named = {word for text in said for word in inside.findall(text)}
    quoted = {word for text in said for word in re.findall(r"[“'‘]([A-Z][a-z]*)", text)}
    assert named - CAPITALS - quoted - {"S1", "S2", "S3", "W5", "Wednesdays"} == set()


# in a store


def test_every_record_has_its_own_id_and_the_same_every_time():
    framework = load_framework()
    made = [[r.id for t in TOLD for r in records_of_supervision(t, framework)] for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) == len(made[0])


def test_all_supervisions_arrive_and_filling_twice_adds_none(caseload):
    rooms = caseload.read(Supervision)
    assert sorted(rooms["code"]) == [told.code for told in TOLD]
    before = caseload.counts()
    fill(caseload)
    assert caseload.counts() == before


def test_a_supervision_that_somebody_began_under_the_same_code_stays_as_it_is(store):
    store.save(Supervision(code="S1-W2", kind="pair", from_on=LAST_DAY))
    fill(store)
    own = store.read(Supervision).set_index("code").loc["S1-W2"]
    assert own["from_on"] == pd.Timestamp(LAST_DAY)
    assert len(of(store, SupervisionSession)) == 0


def test_nothing_invented_is_said_of_a_case_that_is_somebodys_own(store):
    store.save(Case(code="K-2M8D", setting="other", opened_on=LAST_DAY))
    fill(store)
    assert "S1-W2" not in set(store.read(Supervision)["code"])
    assert len(store.read(CaseTalk, "K-2M8D")) == 0
    assert "S2-W3" in set(store.read(Supervision)["code"])


def test_a_supervision_of_which_one_record_cannot_be_kept_is_not_there_at_all(store):
    store.save(*(Person(id=id_of("person", code), code=code) for code in sorted(WHOLE.people)))
    for code in sorted(WHOLE.cases):
        store.save_many(list(records_of(CASES[code], store.framework)))
    last = held(WHOLE)[-1]["held_on"]
    store.save(RoundMark(case_id=store.case("K-2M8D").id, marked_on=last, mark="nothing_today"))
    marks = len(store.read(RoundMark))
    with pytest.raises(InvalidRecord):
        fill(store)
    assert "S1-W2" not in set(store.read(Supervision)["code"])
    assert len(store.read(CaseTalk, "K-2M8D")) == 0
    assert len(store.read(RoundMark, "K-2M8D")) == marks


def test_ticks_a_framework_does_not_know_are_left_out(tmp_path):
    framework = load_framework()
    ticks = {key: words for key, words in framework.kinds["trickiness"].items() if key != "liberty"}
    fewer = replace(framework, kinds={**framework.kinds, "trickiness": ticks})
    path = tmp_path / "own.sqlite"
    with open_store(path, create=True, framework=fewer, author="tester") as own:
        fill(own)
        assert set(own.read(Trickiness)["tick"]) == {
            row["tick"] for told in TOLD for row in told.rows.get("trickiness", ())
        } - {"liberty"}
        assert sorted(own.read(Supervision)["code"]) == [told.code for told in TOLD]


def test_every_kind_of_record_of_supervision_and_people_occurs(caseload):
    counts = caseload.counts()
    elsewhere = {"dismissals", "erasures"}
    assert {kind.__tablename__ for kind in kinds() if not counts[kind.__tablename__]} == elsewhere


@pytest.mark.parametrize("code", BY_CODE)
def test_what_was_confirmed_is_what_stands_there_but_for_the_one_that_was_corrected(caseload, code):
    tables = caseload.tables()
    held_ones = of(caseload, SupervisionSession, code).query("state == 'held'")
    confirmed = of(caseload, Confirmation, code)
    differ = {}
    for session in held_ones.itertuples():
        found = written_in(tables, code, session)
        digest = digest_of((name, row) for name in found for row in found[name].to_dict("records"))
        of_session = confirmed.loc[confirmed["session_id"] == session.id, "digest"]
        if set(of_session) - {digest}:
            differ[str(session.held_on.date())] = (session.record, digest)
    corrected = {CORRECTED_ON: "corrected"} if code == WHOLE.code else {}
    assert {day: record for day, (record, _) in differ.items()} == corrected, differ


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.code)
def test_its_page_opens_with_every_session_that_was_planned_to_the_last_day(told, caseload):
    page = SupervisionPage(caseload, told.code, today=LAST_DAY)
    shown = [(each.day, each.is_held) for each in page.opened.sessions]
    planned = [
        (each.get("held_on", each["planned_on"]), "held_on" in each) for each in told.sessions
    ]
    assert shown == [each for each in reversed(planned) if each[0] <= LAST_DAY]
    assert page.opened.code == told.code
    assert all(each.lines for each in page.opened.sessions if each.is_held)
    asked = {each.day.isoformat() for each in page.opened.sessions if each.is_corrected}
    assert asked == ({CORRECTED_ON} if told is WHOLE else set())

"""Are the invented cases told so that a supervisor could believe them, and nobody be found?"""

import datetime as dt
import re

import pytest

from supervision_kit.samples import LAST_DAY, stories

STORIES = stories()
BY_CODE = {story.code: story for story in STORIES}

# What identifies somebody: looked for in every text, the way the form warns of it.
TRACES = {
    "a telephone number": re.compile(r"\+?\d[\d\s()/-]{6,}\d"),
    "an e-mail address": re.compile(r"\S+@\S+"),
    "a postcode": re.compile(r"\b(\d{5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b"),
    "a date in figures": re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"),
    "a date of birth": re.compile(r"\bborn (on|in)\b|\bbirth", re.IGNORECASE),
    "a title with a name": re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr)\b\.? [A-Z]"),
}
# A capital inside a sentence that is no name of a person or place.
CAPITALS = {
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December", "Easter", "Christmas", "CTO", "OK"),
    *("Mondays", "Tuesdays", "Saturdays", "Sundays", "Mum", "I", "Me", "W1", "W2", "W3", "W4"),
}

#: Keys that hold a code, a key of a kind, or what a participant is called.
NO_TEXT = {
    *("code", "worker", "setting", "kind", "scale", "rater", "participant", "people"),
    *("mandate", "relation", "state", "how"),
}


def texts(value):
    """Every text anywhere in a story that somebody would have typed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NO_TEXT:
                yield from texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts(inner)


def words_of(story):
    how = [row["how"] for row in story.rows.get("repairs", ()) if "how" in row]
    return list(texts([story.case, story.rows, story.contacts, how]))


def test_there_are_twelve_cases_and_no_code_twice():
    assert len(STORIES) == 12
    assert len(BY_CODE) == 12
    assert [story.code for story in STORIES] == sorted(BY_CODE)


def test_the_caseload_is_as_large_as_a_year_of_work():
    assert 150 <= sum(len(story.contacts) for story in STORIES) <= 260


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_every_contact_has_a_story_and_none_is_told_twice(story):
    told = [contact["story"] for contact in story.contacts]
    assert all(len(text) >= 40 for text in told)
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_no_words_are_used_twice_for_evidence_cues_or_what_was_said(story):
    said = [
        text
        for contact in story.contacts
        for key in ("said_back_words", "own_words", "cues", "cue_response", "help_given")
        if (text := contact.get(key))
    ]
    said += [
        text
        for contact in story.contacts
        for block in contact.get("ratings", ())
        for text in block.get("evidence", {}).values()
    ]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("trace", TRACES)
def test_nothing_typed_could_identify_a_person(trace):
    found = [text for story in STORIES for text in words_of(story) if TRACES[trace].search(text)]
    assert found == []


def test_no_name_of_a_person_or_a_place_is_in_the_middle_of_a_sentence():
    inside = re.compile(r"(?<=[a-z,;] )[“']?([A-Z][A-Za-z0-9]*)")
    named = {word for story in STORIES for text in words_of(story) for word in inside.findall(text)}
    # After a quotation mark a sentence begins anew; those words are ordinary ones.
    quoted = {
        word
        for story in STORIES
        for text in words_of(story)
        for word in re.findall(r"[“'‘]([A-Z][a-z]*)", text)
    }
    assert named - CAPITALS - quoted == set()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_contacts_follow_each_other_and_end_before_the_last_day(story):
    days = [contact["occurred_on"] for contact in story.contacts]
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)
    assert days[0] >= story.case["opened_on"]
    assert LAST_DAY - dt.timedelta(days=366) <= days[0]
    assert days[-1] <= LAST_DAY


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_what_is_told_beside_the_contacts_is_in_order_and_in_the_past(story):
    for name, key in (
        ("mandates", "from_on"),
        ("workers", "from_on"),
        ("events", "happened_on"),
        ("plan_dates", "agreed_on"),
        ("concerns", "opened_on"),
        ("repairs", "opened_on"),
        ("closings", "closed_on"),
    ):
        days = [row[key] for row in story.rows.get(name, ())]
        assert days == sorted(days)
        assert all(day <= LAST_DAY for day in days)
    for name in ("mandates", "workers"):
        assert story.rows[name][0]["from_on"] == story.case["opened_on"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_being_understood_and_being_treated_fairly_are_told_apart(story):
    answers = [
        block["values"]
        for contact in story.contacts
        for block in contact.get("ratings", ())
        if block["scale"] == "client_view"
    ]
    whole = all(each["treated_fairly"] == each["understood"] == 3 for each in answers)
    apart = any(each["treated_fairly"] != each["understood"] for each in answers)
    assert whole or apart


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_promises_are_settled_in_the_past_and_only_when_no_longer_open(story):
    for contact in story.contacts:
        for promise in contact.get("promises", ()):
            settled = promise.get("settled_on")
            assert (settled is None) == (promise["state"] == "open")
            if settled is None:
                assert promise["due_on"] > LAST_DAY
            else:
                assert contact["occurred_on"] <= settled <= LAST_DAY
                late = settled > promise["due_on"]
                assert late == (promise["state"] in {"kept_late", "apologised"})


def test_a_missed_appointment_of_ours_is_apologised_for_and_then_the_relationship_recovers():
    story = BY_CODE["K-7F3Q"]
    events = {event["kind"]: event["happened_on"] for event in story.rows["events"]}
    assert events["missed_visit"] < events["apology"]
    values = [
        (contact["occurred_on"], block["values"]["working_relationship"])
        for contact in story.contacts
        for block in contact.get("ratings", ())
        if (block["rater"], block["scale"]) == ("worker", "engagement")
    ]
    numbers = [(day, value) for day, value in values if not isinstance(value, str)]
    before = next(value for day, value in reversed(numbers) if day < events["missed_visit"])
    at_apology = next(value for day, value in numbers if day >= events["apology"])
    assert at_apology < before < numbers[-1][1]


def test_the_case_in_the_pictures_is_rated_fifteen_times_and_four_times_by_the_client():
    blocks = [
        block
        for contact in BY_CODE["K-7F3Q"].contacts
        for block in contact.get("ratings", ())
        if block["scale"] == "engagement"
    ]
    rated = [
        block for block in blocks if block["values"]["working_relationship"] != "did_not_attend"
    ]
    assert sum(block["rater"] == "worker" for block in rated) == 15
    assert sum(block["rater"] == "client" for block in rated) == 4
    assert len(blocks) - len(rated) == 1


def test_a_relapse_is_told_as_part_of_the_path():
    story = BY_CODE["K-8D5L"]
    stages = [
        block["values"]["stage_of_change"]
        for contact in story.contacts
        for block in contact.get("ratings", ())
        if block["scale"] == "stage"
    ]
    assert 6 in stages
    assert stages.index(6) < len(stages) - 2
    assert stages[-1] == 5


def test_the_client_rates_lower_than_the_worker_for_months():
    pairs = []
    for contact in BY_CODE["K-9T1A"].contacts:
        by_rater = {
            block["rater"]: block["values"]
            for block in contact.get("ratings", ())
            if block["scale"] == "engagement"
        }
        if len(by_rater) == 2:
            pairs.append(by_rater["worker"]["expectancy"] - by_rater["client"]["expectancy"])
    assert len(pairs) >= 8
    assert min(pairs) >= 1


def test_the_quiet_case_agreed_on_weekly_contact_and_has_had_none_for_five_weeks():
    story = BY_CODE["K-2M8D"]
    assert story.rows["mandates"][-1]["contact_every_days"] == 7
    assert (LAST_DAY - story.contacts[-1]["occurred_on"]).days >= 35


def test_two_cases_have_few_ratings_or_none():
    def occasions(code):
        return sum(
            any(block["scale"] == "engagement" for block in contact.get("ratings", ()))
            for contact in BY_CODE[code].contacts
        )

    assert occasions("K-5H2C") == 2
    assert occasions("K-8C4Z") == 0


def test_nothing_is_left_to_be_written():
    assert [text for story in STORIES for text in words_of(story) if "TODO" in text] == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_every_case_has_participants_and_one_plain_sentence_why_we_meet(story):
    assert len(story.rows["participants"]) >= 2
    for mandate in story.rows["mandates"]:
        assert mandate["message"].startswith("We meet because")
        assert mandate["message"].count(".") == 1


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_who_is_named_at_a_contact_or_a_rating_is_a_participant_of_the_case(story):
    known = {row["called"] for row in story.rows["participants"]}
    for contact in story.contacts:
        assert set(contact.get("people", {})) <= known
        for block in contact.get("ratings", ()):
            assert block.get("participant", story.rows["participants"][0]["called"]) in known
    assert {
        row["participant"] for row in story.rows.get("concerns", ()) if "participant" in row
    } <= known


def test_who_was_there_is_told_at_every_contact_that_took_place():
    untold = [
        (story.code, contact["occurred_on"])
        for story in STORIES
        for contact in story.contacts
        if (contact["attendance"] == "attended") != ("people" in contact)
    ]
    assert untold == []


def test_a_concern_is_dealt_with_on_the_day_it_opens_and_again_later():
    for story in STORIES:
        for concern in story.rows.get("concerns", ()):
            days = [step["happened_on"] for step in concern["steps"]]
            assert days == sorted(set(days))
            assert days[0] == concern["opened_on"]
            assert len(days) >= 2
            assert days[-1] <= concern.get("closed_on", LAST_DAY)


def test_a_hearing_lies_ahead_in_december_and_one_date_passed_without_a_word():
    hearings = [
        (story.code, row["due_on"])
        for story in STORIES
        for row in story.rows.get("dates_ahead", ())
        if row["kind"] == "hearing" and (row["due_on"].year, row["due_on"].month) == (2026, 12)
    ]
    passed = [
        story.code
        for story in STORIES
        for row in story.rows.get("dates_ahead", ())
        if row.get("state", "open") == "open" and row["due_on"] <= LAST_DAY
    ]
    assert [code for code, _ in hearings] == ["K-7F3Q"]
    assert passed == ["K-2M8D"]

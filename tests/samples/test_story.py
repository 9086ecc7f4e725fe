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
    *("Mondays", "Tuesdays", "Saturdays", "Sundays", "Mum", "I", "Me", "W1", "W2", "W4"),
}


def texts(value):
    """Every text anywhere in a story that somebody would have typed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"code", "worker", "setting", "kind", "scale", "rater"}:
                yield from texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts(inner)


def words_of(story):
    return list(texts([story.case, story.workers, story.events, story.plan_dates, story.contacts]))


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
def test_workers_events_and_plans_are_in_order_and_in_the_past(story):
    for rows, key in (
        (story.workers, "from_on"),
        (story.events, "happened_on"),
        (story.plan_dates, "agreed_on"),
    ):
        days = [row[key] for row in rows]
        assert days == sorted(days)
        assert all(day <= LAST_DAY for day in days)
    assert story.workers[0]["from_on"] == story.case["opened_on"]


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
    events = {event["kind"]: event["happened_on"] for event in story.events}
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
    assert story.case["contact_every_days"] == 7
    assert (LAST_DAY - story.contacts[-1]["occurred_on"]).days >= 35


def test_two_cases_have_few_ratings_or_none():
    def occasions(code):
        return sum(
            any(block["scale"] == "engagement" for block in contact.get("ratings", ()))
            for contact in BY_CODE[code].contacts
        )

    assert occasions("K-5H2C") == 2
    assert occasions("K-8C4Z") == 0

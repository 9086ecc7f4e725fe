"""What a form accepts, whatever a browser sends."""

import math

import pytest

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import load_framework
from supervision_kit.widgets.field_groups import Group, Rows, asked_fields, read_answers
from supervision_kit.widgets.fields import Choice, Code, Day, Text, Tick, Whole
from supervision_kit.widgets.rating_field import RatingField

ENGAGEMENT = load_framework().scales["engagement"]
STORY = Text(key="story", label="Story")
KIND = Choice(key="kind", label="Kind", options={"home": "At home", "office": "At the office"})
LENGTH = Whole(key="length", label="Length", high=1440)
DAY = Day(key="day", label="Day")
DUE = Day(key="due", label="Due", may_be_future=True)
PROMISES = Rows(key="promises", label="Promises", fields=(Text(key="text", label="What"), DUE))


def rated(**answer):
    field = RatingField.of(ENGAGEMENT, "expectancy", "worker", last_when="")
    return field.read(answer)


@pytest.mark.parametrize("field", [STORY, KIND, LENGTH, DAY, PROMISES])
def test_a_question_may_be_skipped(field):
    assert not field.read(None)
    assert not field.read("")


def test_a_required_question_says_what_is_missing():
    field = Text(key="code", label="Code", required="Please give the case a code.")
    with pytest.raises(InvalidRecord, match=r"Please give the case a code\.") as refused:
        field.read("")
    assert refused.value.field == "code"


@pytest.mark.parametrize("raw", [7, True, ["a"], {"a": "b"}, math.nan])
@pytest.mark.parametrize("field", [STORY, KIND, LENGTH, DAY])
def test_an_answer_of_another_type_is_refused(field, raw):
    with pytest.raises(InvalidRecord) as refused:
        field.read(raw)
    assert refused.value.field == field.key


@pytest.mark.parametrize("raw", ["home visit", "HOME", " home", "<b>home</b>"])
def test_only_the_offered_choices_are_accepted(raw):
    with pytest.raises(InvalidRecord, match="At home, At the office"):
        KIND.read(raw)


@pytest.mark.parametrize("raw", ["-1", "1441", "7.5", "7,5", "1e3", "٧", "seven", "9" * 5000])
def test_a_whole_number_is_written_in_digits_and_within_bounds(raw):
    with pytest.raises(InvalidRecord, match="whole number from 0 to 1,440"):
        LENGTH.read(raw)


@pytest.mark.parametrize(("raw", "number"), [("0", 0), (" 50 ", 50), ("1440", 1440), ("007", 7)])
def test_a_whole_number_is_read(raw, number):
    assert LENGTH.read(raw) == number


@pytest.mark.parametrize(
    "raw", ["?", "2026-02-30", "12.10.2026", "20261012", "2026-W12-1", "1999-12-31"]
)
def test_a_day_that_is_none_or_too_early_is_refused(raw):
    with pytest.raises(InvalidRecord) as refused:
        DAY.read(raw)
    assert refused.value.field == "day"


def test_only_a_day_that_may_lie_ahead_does():
    assert DUE.read("2199-01-01").year == 2199
    with pytest.raises(InvalidRecord, match="still to come"):
        DAY.read("2199-01-01")


def test_a_text_at_its_limit_is_kept_and_one_character_more_is_refused():
    assert len(STORY.read("x" * 10_000)) == 10_000
    with pytest.raises(InvalidRecord, match="10,001 characters and may hold 10,000"):
        STORY.read("x" * 10_001)


@pytest.mark.parametrize("raw", ["a\0b", "half \ud800", "turned \u202e round"])
def test_a_text_that_cannot_be_kept_names_its_field(raw):
    with pytest.raises(InvalidRecord, match="Story") as refused:
        STORY.read(raw)
    assert refused.value.field == "story"


def test_markup_in_a_text_is_kept_as_the_text_it_is():
    assert STORY.read("<script>alert(1)</script>") == "<script>alert(1)</script>"


def test_a_tick_is_true_or_false_and_nothing_else():
    tick = Tick(key="last", label="Last")
    assert tick.read(True) is True
    assert tick.read(None) is False
    with pytest.raises(InvalidRecord):
        tick.read("yes")


def test_a_case_code_is_folded():
    assert Code(key="code", label="Code").read(" k-07 ") == "K-07"


def test_a_rating_is_read_with_its_evidence():
    assert rated(value=4, evidence=" wrote it down ") == {
        "value": 4.0,
        "not_rated": None,
        "not_rated_note": "",
        "evidence": "wrote it down",
    }


@pytest.mark.parametrize("answer", [{}, {"value": None, "not_rated": None, "evidence": ""}])
def test_a_dimension_may_be_left_alone(answer):
    assert rated(**answer) is None


@pytest.mark.parametrize("value", [99, 0, 6, 2.5, True, "3", math.nan, math.inf, 2**63, [3], {}])
def test_a_value_off_the_scale_is_refused(value):
    with pytest.raises(InvalidRecord) as refused:
        rated(value=value)
    assert refused.value.field == "rating.worker.engagement.expectancy"


@pytest.mark.parametrize(
    "answer",
    [
        {"value": 3, "not_rated": "too_early"},
        {"value": 3, "not_rated_note": "left early"},
        {"not_rated": ""},
        {"not_rated": "no such reason"},
        {"not_rated": 7},
        {"not_rated": []},
        {"evidence": "only words"},
        {"not_rated_note": "only words"},
        {"value": 3, "evidence": ["words"]},
        {"value": 3, "rater": "supervisor"},
    ],
)
def test_half_a_rating_or_two_are_refused(answer):
    with pytest.raises(InvalidRecord) as refused:
        rated(**answer)
    assert refused.value.field == "rating.worker.engagement.expectancy"


def test_not_rated_is_kept_with_its_reason():
    assert rated(not_rated="other", not_rated_note="fire alarm")["not_rated"] == "other"


def test_rows_left_empty_are_passed_over_and_keep_their_place():
    rows = PROMISES.read([{}, {"text": "call", "due": "2026-12-01"}, {"text": ""}])
    assert [row and row["text"] for row in rows] == [None, "call", None]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ([{"text": "call"}, {"text": "ask", "due": "soon"}], "promises/1/due"),
        ([{"text": "x" * 10_001}], "promises/0/text"),
        (["call"], "promises"),
        ([{"text": "call", "state": "kept"}], "promises"),
        ([{"text": "call"}] * 51, "promises"),
        ("call", "promises"),
    ],
)
def test_a_wrong_row_is_refused_where_it_stands(raw, address):
    with pytest.raises(InvalidRecord) as refused:
        PROMISES.read(raw)
    assert refused.value.field == address


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_form():
    asked = [Group(look="card", fields=(KIND, LENGTH)), STORY]
    answers, problems = read_answers(asked, {"length": "-1", "kind": "moon", "story": "Came."})
    assert answers == {"story": "Came."}
    assert [key for key, _ in problems] == ["kind", "length"]


def test_an_answer_that_was_not_asked_for_is_refused():
    _, problems = read_answers([STORY], {"story": "Came.", "case_id": "another"})
    assert [key for key, _ in problems] == [""]


def test_questions_are_found_inside_groups_in_order():
    asked = [KIND, Group(look="section", fields=(Group(look="card", fields=(DAY,)), STORY))]
    assert [field.key for field in asked_fields(asked)] == ["kind", "day", "story"]


def test_a_fine_scale_is_asked_as_a_number(fine_scale):
    field = RatingField.of(fine_scale, "warmth", "worker", last_when="")
    assert field.spec()["typed"] is True
    assert [point["shown"] for point in field.spec()["points"]] == ["0", "100"]
    assert field.read({"value": 20.8})["value"] == 20.8
    with pytest.raises(InvalidRecord):
        field.read({"value": 20.85})
    with pytest.raises(InvalidRecord):
        field.read({"value": "abc"})


def test_the_person_answers_in_words_without_numbers():
    views = load_framework().scales["client_view"]
    spec = RatingField.of(views, "told_straight", "client", last_when="").spec()
    assert [(point["shown"], point["label"]) for point in spec["points"]] == [
        ("", "No"),
        ("", "Partly"),
        ("", "Yes"),
    ]
    assert [key for key, _ in spec["direct"]] == ["rather_not_say"]

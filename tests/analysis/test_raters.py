"""Whoever rated: every sentence that names a rater reads as English."""

import re
import tomllib
from importlib import resources

import pandas as pd
import pytest

from supervision_kit.analysis.raters import (
    Rater,
    participant_ids,
    rater_in_words,
    rater_name,
    raters_of,
    ratings_of,
)
from supervision_kit.frameworks import say
from supervision_kit.frameworks.sentences import fields, flat

FOLDER = resources.files("supervision_kit") / "frameworks" / "en" / "text"
AREAS = {
    name: tomllib.loads((FOLDER / f"{name}.toml").read_text()) for name in ("signals", "chart")
}
ENTRIES = {key: entry for name, table in AREAS.items() for key, entry in flat(table, name).items()}
# Labels on the picture and lists of facts, where a bare name stands.
LABELS = re.compile(r"chart\.(label|describe)\.")
NAMING = sorted(
    key
    for key, entry in ENTRIES.items()
    if fields(entry) & {"who", "whose"} and not LABELS.match(key)
)
RATERS = [
    "worker",
    "client",
    "supervisor",
    "other",
    "family_worker",
    "parents",
    "class_teacher",
    "boss",
]
WRONG = re.compile(
    r"\b(the the|the someone|by client|by worker|by supervisor|a the)\b|s’s|\bIn the someone|_"
)


def said(key, rater, n, called=""):
    words = {name: "5" for name in fields(ENTRIES[key])}
    named = {"who": rater_in_words(rater, called), "whose": ratings_of(rater, called), "n": n}
    return say(key, **(words | named))


@pytest.mark.parametrize("rater", RATERS)
@pytest.mark.parametrize("key", NAMING)
def test_a_sentence_names_any_rater_as_english_does(key, rater):
    for n in (1, 2):
        sentence = said(key, rater, n)
        assert not WRONG.search(sentence), sentence
        # An article or a pronoun stands before every rater.
        bare = re.search(rf"(?<!the )(?<!’s )\b{re.escape(rater_name(rater))}\b", sentence)
        assert rater == "other" or not bare, sentence


@pytest.mark.parametrize("called", ["Mother", "Boss", "Oldest child"])
@pytest.mark.parametrize("key", NAMING)
def test_a_sentence_names_a_participant_without_article_or_genitive(key, called):
    for n in (1, 2):
        sentence = said(key, "client", n, called)
        assert called in sentence
        assert not re.search(rf"the {called}|{called}’|client", sentence), sentence


def test_there_is_something_to_ask():
    assert len(NAMING) > 20


def test_no_sentence_puts_a_field_for_a_rater_into_the_genitive():
    texts = [
        text
        for entry in ENTRIES.values()
        for text in (entry.values() if isinstance(entry, dict) else [entry])
    ]
    assert [text for text in texts if re.search(r"\{who\}’|the \{who\}|\{whose\}’", text)] == []


def test_a_rater_nobody_worded_is_still_readable():
    assert rater_name("family_worker") == "family worker"
    assert rater_in_words("family_worker") == "the family worker"
    assert ratings_of("parents") == "the ratings by the parents"


PEOPLE = pd.DataFrame({"id": ["f", "m"], "called": ["Father", "Mother"]})


def given(*rows):
    """Ratings: (day, rater, participant, value) rows."""
    return pd.DataFrame(rows, columns=["rated_on", "rater", "participant_id", "value"])


def whose(ratings, participants=PEOPLE):
    """Everybody who rated, as (key, participant, called), in their turns."""
    found = sorted(raters_of(ratings, participants).values(), key=lambda each: each.turn)
    return [each[:3] for each in found]


def test_one_participant_alone_is_the_client():
    ratings = given(("2026-03-01", "client", "m", 2), ("2026-03-01", "worker", None, 3))
    assert whose(ratings) == [("client", "m", ""), ("worker", "", "")]


def test_several_participants_go_by_what_the_case_calls_them():
    ratings = given(("2026-03-01", "client", "m", 2), ("2026-03-02", "client", "f", 3))
    assert whose(ratings) == [("client", "m", "Mother"), ("client", "f", "Father")]


def test_worker_and_supervisor_rate_the_case_whoever_they_had_in_mind():
    ratings = given(
        *(("2026-03-01", "worker", each, 2) for each in ("m", "f", None)),
        ("2026-03-01", "supervisor", "m", 2),
    )
    assert participant_ids(ratings).tolist() == ["", "", "", ""]
    assert set(whose(ratings)) == {("worker", "", ""), ("supervisor", "", "")}


def test_a_rating_that_does_not_say_whose_it_is_belongs_to_the_only_one_who_rated():
    ratings = given(("2026-03-01", "client", None, 2), ("2026-03-02", "client", "m", 3))
    assert participant_ids(ratings).tolist() == ["m", "m"]


def test_where_several_rated_such_a_rating_belongs_to_none_of_them():
    days = ("2026-03-01", "2026-03-02", "2026-03-03")
    ratings = given(
        *((on, "client", who, 2) for on, who in zip(days, (None, "m", "f"), strict=True))
    )
    assert participant_ids(ratings).tolist() == ["", "m", "f"]
    assert whose(ratings) == [
        ("client", "", ""),
        ("client", "m", "Mother"),
        ("client", "f", "Father"),
    ]


def test_each_case_has_its_own_participants():
    ratings = given(
        ("2026-03-01", "client", "m", 2),
        ("2026-03-01", "client", None, 2),
        ("2026-03-01", "client", "f", 2),
    ).assign(case=["A", "A", "B"])
    assert participant_ids(ratings).tolist() == ["m", "m", "f"]


def test_whoever_rated_first_comes_first_and_a_reason_for_none_is_no_rating():
    ratings = given(
        ("2026-03-01", "client", "f", None),
        ("2026-03-02", "client", "m", 2),
        ("2026-03-03", "client", "f", 2),
    )
    assert [called for *_, called in whose(ratings)] == ["Mother", "Father"]


def test_on_the_same_day_the_order_is_that_of_the_case():
    ratings = given(("2026-03-01", "client", "m", 2), ("2026-03-01", "client", "f", 2))
    assert [called for *_, called in whose(ratings)] == ["Father", "Mother"]


def test_whoever_nobody_named_goes_by_a_number():
    ratings = given(("2026-03-01", "client", "m", 2), ("2026-03-02", "client", "x", 2))
    assert whose(ratings) == [("client", "m", "Mother"), ("client", "x", "client 2")]
    assert [each[2] for each in whose(ratings, None)] == ["client 1", "client 2"]


def test_without_ratings_there_is_nobody():
    assert raters_of(given()) == {}
    assert participant_ids(given()).tolist() == []


def test_a_rater_is_found_by_key_and_participant():
    ratings = given(("2026-03-01", "client", "m", 2), ("2026-03-02", "client", "f", 3))
    assert raters_of(ratings, PEOPLE)["client", "f"] == Rater("client", "f", "Father", 1)

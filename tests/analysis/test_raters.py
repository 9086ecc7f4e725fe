"""Whoever rated: every sentence that names a rater reads as English."""

import re
import tomllib
from importlib import resources

import pytest

from supervision_kit.analysis.raters import rater_in_words, rater_name, ratings_of
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


def said(key, rater, n):
    words = {name: "5" for name in fields(ENTRIES[key])}
    named = {"who": rater_in_words(rater), "whose": ratings_of(rater), "n": n}
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

import numpy as np
import pytest

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.sentences import Sentences, bundled_sentences, english

TEXTS = Sentences(
    "en",
    {
        "a.plain": "Nothing to fill in.",
        "a.filled": "{who} came in {year}.",
        "a.counted": {"one": "{n} rating", "other": "{n} ratings"},
        "a.with_none": {"zero": "No ratings", "one": "{n} rating", "other": "{n} ratings"},
        "a.only_other": {"other": "{n} in {n_all}"},
        "a.bracket": "Write {{n}}.",
    },
)


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("a.plain", {}, "Nothing to fill in."),
        ("a.plain", {"unused": 1}, "Nothing to fill in."),
        ("a.filled", {"who": "{year}", "year": 2026}, "{year} came in 2026."),
        ("a.counted", {"n": 0}, "0 ratings"),
        ("a.counted", {"n": 1}, "1 rating"),
        ("a.counted", {"n": 4801}, "4,801 ratings"),
        ("a.counted", {"n": np.int64(4801)}, "4,801 ratings"),
        ("a.counted", {"n": 1.5}, "1.5 ratings"),
        ("a.with_none", {"n": 0}, "No ratings"),
        ("a.with_none", {"n": 1}, "1 rating"),
        ("a.only_other", {"n": 1, "n_all": 12345}, "1 in 12,345"),
        ("a.bracket", {}, "Write {n}."),
    ],
)
def test_a_sentence_is_filled_in(key, values, sentence):
    assert TEXTS.say(key, values) == sentence


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("a.gone", {}, "There is no text “a.gone”. Add it to the text file of that area."),
        ("a.filled", {"who": "W1"}, "The text “a.filled” needs a value for year."),
        ("a.counted", {}, "The text “a.counted” needs a value for n."),
        ("a.counted", {"n": "3"}, "The text “a.counted” needs a value for n."),
    ],
)
def test_a_text_that_is_missing_or_lacks_a_value_is_named(key, values, sentence):
    with pytest.raises(FrameworkError) as refused:
        TEXTS.say(key, values)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("language", "n", "form"),
    [("pl", 1, "jeden"), ("pl", 3, "kilka"), ("pl", 5, "wiele"), ("pl", 22, "kilka")],
)
def test_plural_forms_follow_the_language(language, n, form):
    forms = {"one": "jeden", "few": "kilka", "many": "wiele", "other": "inne"}
    assert Sentences(language, {"a": forms}).say("a", {"n": n}) == form


def test_the_thousands_mark_follows_the_language():
    assert Sentences("de", {"a": "{n}"}).say("a", {"n": 4801}) == "4.801"


def test_bundled_texts_are_named_by_file_and_key():
    assert "frameworks.notice" in bundled_sentences("en").entries
    assert bundled_sentences("de").say("frameworks.notice", {}) == english("frameworks.notice")

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from supervision_kit.errors import FrameworkError, InvalidRecord
from supervision_kit.frameworks import Anchor, Dimension, RaterWords, Scale, scale_from_json
from supervision_kit.frameworks.scale import shown

SLEEP = Scale(
    key="sleep",
    name="Sleep",
    version=3,
    minimum=1.0,
    maximum=3.0,
    step=1.0,
    better="higher",
    lane="context",
    good_news="Higher is good news.",
    notice="For conversation.",
    raters=("client",),
    not_rated={"too_early": "Too early", "other": "Other"},
    sources=("Nobody (2026)",),
    dimensions={
        "night": Dimension(
            key="night",
            name="The night",
            question="How was the night?",
            hint="Ask in the morning.",
            anchors=(
                Anchor(1.0, "Bad", "Lay awake."),
                Anchor(2.0, "So so", "Woke twice."),
                Anchor(3.0, "Good", "Slept through."),
            ),
            better="higher",
            good_news="Higher is good news.",
        )
    },
)
PERCENT = replace(SLEEP, minimum=0.0, maximum=100.0, step=0.1)
FINE = replace(SLEEP, minimum=0.0, maximum=100.0, step=1e-9)
HALVES = replace(SLEEP, minimum=-1.0, maximum=1.0, step=0.5)
OWN = RaterWords(
    "client",
    "How did I sleep?",
    "",
    (
        Anchor(1.0, "Not", "I lay awake."),
        Anchor(2.0, "A little", "I woke twice."),
        Anchor(3.0, "Well", "I slept."),
    ),
)
EVERYBODY = replace(SLEEP, raters=("worker", "client", "supervisor", "other"))
KEEP_SECRET = "said at 0171 555 that"


@pytest.mark.parametrize(
    ("scale", "value", "kept"),
    [
        (SLEEP, 1, 1.0),
        (SLEEP, 3.0, 3.0),
        (SLEEP, np.int64(2), 2.0),
        (SLEEP, np.float64(2), 2.0),
        (PERCENT, 20.8, 20.8),
        (PERCENT, 0.1 + 0.2, 0.3),
        (PERCENT, 99.9, 99.9),
        (PERCENT, 0, 0.0),
        (PERCENT, 100, 100.0),
        (FINE, 10.41666667, 10.41666667),
        (FINE, 4.166666667, 4.166666667),
        (HALVES, -0.5, -0.5),
        (HALVES, Fraction(1, 2), 0.5),
    ],
)
def test_a_value_of_the_scale_is_kept_as_a_number(scale, value, kept):
    checked = scale.check("night", value)
    assert checked == kept
    assert type(checked) is float


def test_every_tenth_of_a_percent_can_be_rated():
    for tenths in range(1001):
        assert PERCENT.check("night", tenths / 10) == tenths / 10


@pytest.mark.parametrize(
    ("scale", "value", "sentence"),
    [
        (SLEEP, 7, "The night is rated 1 to 3; 7 is outside it."),
        (SLEEP, 0, "The night is rated 1 to 3; 0 is outside it."),
        (SLEEP, -1.5, "The night is rated 1 to 3; -1.5 is outside it."),
        (SLEEP, 2**63, "The night is rated 1 to 3; 9.223372037e+18 is outside it."),
        (SLEEP, 10**400, "The night is rated 1 to 3; 1e+400 is outside it."),
        (SLEEP, math.inf, "The night is rated 1 to 3; inf is outside it."),
        (SLEEP, -math.inf, "The night is rated 1 to 3; -inf is outside it."),
        (
            SLEEP,
            2.5,
            "The night is rated 1 to 3 in whole numbers; 2.5 lies between two of them.",
        ),
        (
            SLEEP,
            2.0000000001,
            "The night is rated 1 to 3 in whole numbers; 2 lies between two of them.",
        ),
        (
            PERCENT,
            20.85,
            "The night is rated 0 to 100 in steps of 0.1; 20.85 lies between two steps.",
        ),
        (
            HALVES,
            0.25,
            "The night is rated -1 to 1 in steps of 0.5; 0.25 lies between two steps.",
        ),
    ],
)
def test_a_value_off_the_scale_is_refused_with_its_bounds(scale, value, sentence):
    with pytest.raises(InvalidRecord) as refused:
        scale.check("night", value)
    assert str(refused.value) == sentence
    assert refused.value.field == "value"


@pytest.mark.parametrize(
    "value",
    [True, False, np.True_, "3", KEEP_SECRET, None, math.nan, pd.NA, pd.NaT, [3], Decimal(3), 3j],
)
def test_what_is_no_number_is_refused_without_repeating_it(value):
    with pytest.raises(InvalidRecord) as refused:
        SLEEP.check("night", value)
    assert str(refused.value) == "The night is rated 1 to 3; please give a number."
    assert refused.value.field == "value"


def test_a_dimension_the_scale_does_not_have_is_refused():
    with pytest.raises(InvalidRecord, match="“Sleep” has no dimension “day”") as refused:
        SLEEP.check("day", 2)
    assert refused.value.field == "dimension"


def test_points_are_all_values_of_a_short_scale():
    assert SLEEP.points == (1.0, 2.0, 3.0)
    assert HALVES.points == (-1.0, -0.5, 0.0, 0.5, 1.0)
    assert len(replace(SLEEP, minimum=0.0, maximum=10.0).points) == 11


def test_a_fine_scale_has_no_points_to_pick():
    assert PERCENT.points == ()
    assert replace(SLEEP, minimum=0.0, maximum=11.0).points == ()


def test_the_wording_names_key_and_version_and_stays_the_same():
    assert SLEEP.wording == "sleep:3:" + SLEEP.wording[8:]
    assert len(SLEEP.wording) == len("sleep:3:") + 12
    assert replace(SLEEP).wording == SLEEP.wording
    assert scale_from_json(SLEEP.as_json()).wording == SLEEP.wording


def test_the_wording_of_a_known_scale_never_changes_by_itself():
    # Ratings in stores out there hold this identity: a change here would orphan them.
    assert SLEEP.wording == "sleep:3:4279ccfd8305"


def test_a_scale_without_raters_words_says_nothing_of_them_in_what_is_kept():
    assert "words" not in SLEEP.as_json()
    assert scale_from_json(SLEEP.as_json()).dimensions["night"].words == ()


def with_own_words(scale, *words):
    night = replace(scale.dimensions["night"], words=words)
    return replace(scale, dimensions={"night": night})


def test_the_person_is_asked_in_words_of_their_own():
    scale = with_own_words(EVERYBODY, OWN)
    asked = scale.asked("night", "client")
    assert (asked.name, asked.question, asked.hint) == ("The night", OWN.question, "")
    assert asked.anchors == OWN.anchors
    assert (asked.better, asked.words) == ("higher", ())


@pytest.mark.parametrize("rater", ["worker", "supervisor", "other"])
def test_whoever_looks_at_the_person_is_asked_in_the_workers_words(rater):
    for scale in (EVERYBODY, with_own_words(EVERYBODY, OWN)):
        asked = scale.asked("night", rater)
        assert asked.question == "How was the night?"
        assert asked.anchors == SLEEP.dimensions["night"].anchors


def test_a_supervisor_may_have_words_of_their_own():
    scale = with_own_words(EVERYBODY, replace(OWN, rater="supervisor"))
    assert scale.asked("night", "supervisor").question == "How did I sleep?"
    assert scale.asked("night", "other").question == "How was the night?"


def test_the_person_is_never_asked_in_the_workers_words():
    assert EVERYBODY.asked("night", "client") is None


def test_what_only_the_person_rates_is_in_their_words_already():
    assert SLEEP.asked("night", "client").question == "How was the night?"
    assert [each.rater for each in SLEEP.own_words("night")] == ["client"]


def test_nobody_is_asked_who_does_not_rate():
    assert SLEEP.asked("night", "worker") is None


def test_words_of_a_rater_come_back_from_json_and_are_words_of_the_scale():
    scale = with_own_words(EVERYBODY, OWN)
    assert scale_from_json(scale.as_json()) == scale
    assert scale.wording != EVERYBODY.wording
    assert "event" not in scale.as_json()


def changed_dimension(**changes):
    return {"dimensions": {"night": replace(SLEEP.dimensions["night"], **changes)}}


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "slumber"},
        {"name": "Slumber"},
        {"version": 4},
        {"minimum": 0.0},
        {"maximum": 4.0},
        {"step": 0.5},
        {"better": "lower"},
        {"lane": "engagement"},
        {"good_news": "Lower is."},
        {"notice": "Other."},
        {"raters": ("client", "worker")},
        {"not_rated": {"too_early": "Too soon", "other": "Other"}},
        {"not_rated": {"other": "Other", "too_early": "Too early"}},
        {"sources": ()},
        {"dimensions": {}},
        changed_dimension(name="Night"),
        changed_dimension(question="And the night?"),
        changed_dimension(hint="Ask."),
        changed_dimension(better="lower"),
        changed_dimension(good_news="Lower is."),
        changed_dimension(anchors=()),
        changed_dimension(anchors=(Anchor(1.0, "Bad", "Lay awake!"),)),
        changed_dimension(anchors=(Anchor(1.0, "Bad!", "Lay awake."),)),
    ],
)
def test_any_change_of_words_changes_the_wording(changes):
    assert replace(SLEEP, **changes).wording != SLEEP.wording


def test_the_order_of_dimensions_belongs_to_the_wording():
    night = SLEEP.dimensions["night"]
    nap = replace(night, key="nap")
    one = replace(SLEEP, dimensions={"night": night, "nap": nap})
    other = replace(SLEEP, dimensions={"nap": nap, "night": night})
    assert one.wording != other.wording


def test_old_words_come_back_from_json():
    assert scale_from_json(SLEEP.as_json()) == SLEEP
    assert list(scale_from_json(SLEEP.as_json()).not_rated) == ["too_early", "other"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        SLEEP.as_json().replace('"maximum":3.0', f'"maximum":1{"0" * 400}'),
        SLEEP.as_json().replace('"maximum":3.0', '"maximum":Infinity'),
        SLEEP.as_json().replace('"step":1.0', '"step":0'),
        SLEEP.as_json().replace('"step":1.0', '"step":"1"'),
        '{"dimensions": []}',
        '{"dimensions": [{"anchors": []}]}',
        SLEEP.as_json().replace('"label"', '"labels"'),
        SLEEP.as_json().replace('"lane"', '"line"'),
        SLEEP.as_json().replace('"question"', '"words":[{"rater":"client"}],"question"'),
        SLEEP.as_json().replace('"question"', '"words":3,"question"'),
    ],
)
def test_other_text_is_no_wording(text):
    with pytest.raises(FrameworkError, match="wording kept with a rating cannot be read"):
        scale_from_json(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1"), (1.0, "1"), (0.1, "0.1"), (-2.5, "-2.5"), (1e15, "1e+15"), (np.int64(3), "3")],
)
def test_numbers_are_shown_without_needless_digits(number, text):
    assert shown(number) == text

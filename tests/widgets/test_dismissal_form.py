"""Saying why a signal does not fit: kept with its reason, for every line it is about."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest

from supervision_kit.analysis.signal_words import Question
from supervision_kit.frameworks import say
from supervision_kit.records import Participant
from supervision_kit.widgets import DismissalForm

TODAY = dt.date(2026, 10, 15)
SEEN = dt.date(2026, 10, 12)
REASON = "Her rating of that day was about the bus strike."
LINES = tuple(("engagement", name, "worker", "") for name in ("expectancy", "investment"))
HARDER = Question(
    rule="improving",
    rater="worker",
    news="harder",
    series=LINES,
    tag="harder now",
    text="Expectancy and Investment have become harder. Since when?",
    rule_text="",
    numbers=(),
    chance="",
    seen_until_on=SEEN,
)
SILENT = replace(HARDER, rule="nothing_recorded", rater="", news="due", series=(("", "", "", ""),))


@pytest.fixture
def open_form(store, case):
    """Open the form for a signal of the case."""
    return lambda question=HARDER, *heard, **options: DismissalForm(
        store, "K-07", question, *heard, today=TODAY, **options
    )


def test_each_line_is_set_aside_with_author_and_reason(open_form, store, case):
    heard = []
    form = open_form(HARDER, heard.append)
    form.value = {"reason": f"  {REASON} "}
    form.save_button.click()
    assert form.errors == {}
    kept = store.dismissals("K-07")
    lines = {key[:-1] for key in LINES}
    assert set(zip(kept["scale"], kept["dimension"], kept["rater"], strict=True)) == lines
    assert kept["participant_id"].isna().all()
    for column, value in {
        "rule": "improving",
        "reason": REASON,
        "author": "tester",
        "seen_until_on": SEEN,
    }.items():
        assert {getattr(each, "date", lambda each=each: each)() for each in kept[column]} == {value}
    assert kept["withdrawn"].isna().all()
    assert kept["saved_at"].dt.date.nunique() == 1
    assert set(heard[0].ids) == set(kept["id"])


def test_a_signal_that_belongs_to_no_line_is_set_aside_by_its_rule(open_form, store):
    form = open_form(SILENT)
    form.value = {"reason": "On leave, and so is she."}
    form.save_button.click()
    kept = store.dismissals("K-07").iloc[0]
    assert kept["rule"] == "nothing_recorded"
    assert kept[["scale", "dimension", "rater"]].isna().all()


@pytest.mark.parametrize("reason", ["", "   \n "])
def test_a_signal_is_not_set_aside_without_a_reason(open_form, store, reason):
    form = open_form()
    form.value = {"reason": reason}
    form.save_button.click()
    assert form.errors["reason"] == say("record.dismissal_reason_missing")
    assert store.dismissals("K-07").empty


def test_the_form_tells_which_signal_it_is_about(open_form):
    fields = open_form().controls.fields[0]["fields"]
    assert [field["key"] for field in fields] == ["reason"]
    assert HARDER.text in fields[0]["hint"]


def test_half_a_reason_is_there_again_for_the_same_signal(open_form):
    open_form().value = {"reason": "Half a"}
    assert open_form().value == {"reason": "Half a"}
    assert open_form(replace(HARDER, text="The same in other words?")).value == {"reason": "Half a"}


MANY = tuple(("engagement", f"a_dimension_with_a_rather_long_name_{i}", "worker") for i in range(9))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HARDER, replace(HARDER, rule="shift")),
        (HARDER, replace(HARDER, news="good")),
        (HARDER, replace(HARDER, series=LINES[:1])),
        (HARDER, replace(HARDER, series=tuple((*line[:2], "client", "") for line in LINES))),
        (HARDER, SILENT),
        (SILENT, replace(SILENT, rule="promises")),
        (replace(HARDER, series=MANY[:8]), replace(HARDER, series=MANY)),
    ],
    ids=["rule", "direction", "lines", "rater", "kind", "no lines", "many lines"],
)
def test_a_reason_for_one_signal_is_none_for_another(open_form, one, other):
    open_form(one).value = {"reason": "Half a"}
    assert open_form(other).value == {}
    open_form(other).value = {"reason": "Another"}
    assert open_form(one).value == {"reason": "Half a"}


def test_the_draft_is_gone_once_the_signal_is_set_aside(open_form):
    form = open_form()
    form.value = {"reason": REASON}
    form.save_button.click()
    assert open_form().value == {}
    assert open_form().notice == ""


def test_pressing_save_again_sets_nothing_aside_twice(open_form, store):
    form = open_form()
    form.value = {"reason": REASON}
    form.save_button.click()
    form.save_button.click()
    assert len(store.dismissals("K-07")) == len(LINES)
    assert form.errors


def test_keeping_the_draft_leaves_the_form(open_form, store):
    left = []
    form = open_form(on_closed=lambda: left.append(True))
    form.value = {"reason": "Half a"}
    form.keep_button.click()
    assert left == [True]
    assert store.dismissals("K-07").empty


def test_a_store_that_is_away_keeps_the_reason_on_screen(open_form, store, store_away):
    form = open_form()
    form.value = {"reason": REASON}
    with store_away():
        form.save_button.click()
    assert form.errors[""]
    assert form.value == {"reason": REASON}
    form.save_button.click()
    assert len(store.dismissals("K-07")) == len(LINES)


def test_a_script_in_the_question_stays_in_the_question(open_form):
    script = "<script>alert(1)</script> has become harder. Since when?"
    hint = open_form(replace(HARDER, text=script)).controls.fields[0]["fields"][0]["hint"]
    assert script in hint


@pytest.fixture
def theirs(store, case):
    """Save two participants, and return the question about the line of each."""
    people = [
        Participant(case_id=case.id, called=each, relation="other", from_on=case.opened_on)
        for each in ("Mother", "Father")
    ]
    store.save(*people)
    return [
        replace(HARDER, rater="client", series=(("engagement", "expectancy", "client", each.id),))
        for each in people
    ]


def test_what_does_not_fit_for_one_participant_is_kept_for_that_one(open_form, store, theirs):
    mothers, _ = theirs
    form = open_form(mothers)
    form.value = {"reason": REASON}
    form.save_button.click()
    assert form.errors == {}
    assert store.dismissals("K-07")["participant_id"].tolist() == [mothers.series[0][-1]]


def test_a_reason_half_typed_for_one_participant_is_none_for_another(open_form, theirs):
    mothers, fathers = theirs
    open_form(mothers).value = {"reason": REASON}
    assert open_form(mothers).value == {"reason": REASON}
    assert open_form(fathers).value == {}


def test_a_reason_half_typed_before_participants_had_lines_is_still_found(open_form, theirs):
    mothers, _ = theirs
    before = replace(mothers, series=tuple((*key[:-1], "") for key in mothers.series))
    open_form(before).value = {"reason": REASON}
    found = open_form(mothers)
    assert found.value == {"reason": REASON}
    found.save_button.click()
    assert open_form(before).value == {}


def test_the_draft_of_a_line_without_participant_keeps_its_name(open_form):
    about = repr((HARDER.news, tuple(key[:-1] for key in LINES)))
    digest = hashlib.sha256(about.encode()).hexdigest()[:16]
    assert open_form(HARDER).draft_name == f"dismissal improving {digest}"

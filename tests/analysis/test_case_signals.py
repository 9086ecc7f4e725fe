from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from supervision_kit.analysis import rules
from supervision_kit.analysis.case_signals import case_signals, rated_signals
from supervision_kit.analysis.signal_rule import NEWS
from supervision_kit.frameworks import worded_dimensions
from supervision_kit.pages.case_view import case_tables
from supervision_kit.records import Dismissal
from supervision_kit.samples import LAST_DAY
from tests.analysis.raised import (
    FIRES,
    OPENED_ON,
    QUIET,
    RISING,
    TODAY,
    YOUNG,
    both,
    case_of,
    paced,
    set_aside,
    shared,
    weekly,
)

FROM_RECORDS = [rule.key for rule in rules.that_read("record")]
EVERY_RULE = [rule.key for rule in rules.RULES]
RISEN_ON = "2026-02-23"  # the day of the last of RISING
LINE = ("improving", "engagement", "working_relationship", "worker")


@pytest.fixture
def ask(dimensions):
    """Return a function that asks every question of a case."""
    return lambda case, today=TODAY: case_signals(case, dimensions, today=today)


def dismissal(seen_until_on, line=LINE, *, withdrawn=None, record_id="a"):
    return (*line, seen_until_on, withdrawn, record_id)


def of(answers, rule, **keys):
    """The only row of a rule, or of a rule and series."""
    rows = answers[answers["rule"] == rule]
    for name, key in keys.items():
        rows = rows[rows[name] == key]
    assert len(rows) == 1
    return rows.iloc[0]


def news(answers):
    """What stands, in its order."""
    standing = answers[answers["standing"] == "signal"]
    return list(zip(standing["rule"], standing["toward"], standing["news"], strict=True))


# standing


def test_a_signal_stands(ask):
    row = of(ask(case_of(weekly(RISING))), "improving")
    assert (row["standing"], row["toward"], row["news"]) == ("signal", "better", "good")
    assert row["dismissal"] == ""


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_rule_that_finds_nothing_says_so(ask, rule):
    answers = ask(QUIET)
    rows = answers[answers["rule"] == rule]
    assert set(rows["standing"]) == {"no_signal"}
    assert set(rows["news"]) == {""}


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_rule_that_cannot_be_asked_says_how_much_is_missing(ask, rule):
    answers = ask(YOUNG)
    rows = answers[answers["rule"] == rule]
    assert set(rows["standing"]) == {"too_few"}
    assert (rows["needed"] > 0).all()
    assert set(rows["news"]) == {""}


def test_nothing_has_hardly_moved_where_another_rule_found_a_movement(ask):
    values = [2] * 8 + [1, 1, 1, 1, 1, 2, 1, 1] * 8
    unasked, asked = (
        ask(case_of(weekly(values), planned_on=planned_on), date(2027, 6, 30))
        for planned_on in (None, "2026-03-01")
    )
    assert of(unasked, "stuck")["standing"] == "signal"
    assert of(asked, "shift")["standing"] == "signal"
    assert of(asked, "stuck")["standing"] == "no_signal"


def test_a_signal_that_was_set_aside_is_dismissed_and_keeps_its_news(ask):
    row = of(ask(case_of(weekly(RISING), dismissals=[dismissal(RISEN_ON)])), "improving")
    assert (row["standing"], row["news"], row["dismissal"]) == ("dismissed", "good", "a")


def test_what_gives_no_signal_any_more_is_not_set_aside(ask):
    case = case_of(weekly((3, 2, 3, 4, 3, 2, 3, 4)), dismissals=[dismissal(RISEN_ON)])
    row = of(ask(case), "improving")
    assert (row["standing"], row["dismissal"]) == ("no_signal", "")


# places


@pytest.mark.parametrize("key", FIRES, ids=" ".join)
def test_every_direction_of_a_rule_has_its_place(ask, key):
    kind, case = FIRES[key]
    assert (*key, kind) in news(ask(case))
    assert kind in NEWS


def test_no_rule_is_left_without_a_place():
    assert {rule for rule, _ in FIRES} == set(EVERY_RULE)


def test_a_rule_of_ratings_points_by_the_scale_or_to_neither_end():
    by_scale = {"better", "worse", "neither"}
    toward = {rule: {way for each, way in FIRES if each == rule} for rule in EVERY_RULE}
    assert {rule for rule, ways in toward.items() if ways == by_scale} == {
        "improving",
        "shift",
        "unusual",
    }
    assert toward["apart"] == {"first", "second"}
    assert toward["stuck"] == toward["pattern"] == {"neither"}
    assert all(toward[rule] == {"worse"} for rule in FROM_RECORDS)


# order


def test_what_waits_comes_first_then_what_is_harder_then_the_good_news_then_the_rest(ask):
    case = case_of(
        paced(RISING),
        weekly(RISING, "expectancy"),
        weekly([4] * 5),
        weekly([2] * 5, rater="client"),
        weekly(RISING, "mistrust", "challenges"),
        promises=[("2026-01-10", "2026-01-20", None, "broken")],
        contact_every_days=14,
    )
    assert news(ask(case)) == [
        ("promises", "worse", "due"),
        ("nothing_recorded", "worse", "due"),
        ("improving", "worse", "harder"),
        ("apart", "first", "apart"),
        ("improving", "better", "good"),
        ("improving", "neither", "look"),
    ]
    assert tuple(dict.fromkeys(kind for *_, kind in news(ask(case)))) == NEWS


def test_what_was_set_aside_comes_after_all_that_stands_and_before_what_is_quiet(ask):
    case = case_of(
        weekly(RISING[::-1]),
        weekly(RISING, "expectancy"),
        weekly((3, 2, 3, 4, 3, 2, 3, 4), "investment"),
        dismissals=[dismissal(RISEN_ON)],
    )
    answers = ask(case)
    of_improving = answers[answers["rule"] == "improving"]
    assert list(of_improving["standing"]) == ["signal", "dismissed", "no_signal"]
    assert list(of_improving["dimension"]) == ["expectancy", "working_relationship", "investment"]
    ranks = answers["standing"].map(["signal", "dismissed", "no_signal", "too_few"].index)
    assert ranks.is_monotonic_increasing
    assert list(answers.index) == list(range(len(answers)))


def test_equal_needs_keep_the_order_of_the_dimensions(ask, dimensions):
    order = [name for name in dimensions["dimension"] if name != "stage_of_change"][:3]
    scales = dimensions.set_index("dimension")["scale"]
    case = case_of(*(weekly(RISING, name, scales[name]) for name in reversed(order)))
    answers = ask(case)
    good = answers[answers["standing"] == "signal"]
    assert list(good["dimension"]) == order


# setting aside


@pytest.mark.parametrize(
    ("seen_until_on", "standing"),
    [("2026-02-22", "signal"), (RISEN_ON, "dismissed"), ("2026-03-01", "dismissed")],
)
def test_a_dismissal_holds_for_what_was_known_and_nothing_newer(ask, seen_until_on, standing):
    case = case_of(weekly(RISING), dismissals=[dismissal(seen_until_on)])
    assert of(ask(case), "improving")["standing"] == standing


def test_a_newer_entry_without_a_value_does_not_ask_again(ask):
    later = [("2026-03-09", "engagement", "working_relationship", "worker", None)]
    case = case_of(weekly(RISING), later, dismissals=[dismissal(RISEN_ON)])
    assert of(ask(case), "improving")["standing"] == "dismissed"


def test_a_withdrawn_dismissal_does_not_hold(ask):
    case = case_of(weekly(RISING), dismissals=[dismissal(RISEN_ON, withdrawn="yes")])
    assert of(ask(case), "improving")["standing"] == "signal"


def test_a_dismissal_after_a_withdrawn_one_holds(ask):
    given = [dismissal(RISEN_ON, withdrawn="yes"), dismissal(RISEN_ON, record_id="b")]
    for rows in (given, given[::-1]):
        assert of(ask(case_of(weekly(RISING), dismissals=rows)), "improving")["dismissal"] == "b"


def test_of_two_dismissals_the_later_one_holds(ask):
    given = [dismissal("2026-02-01", record_id="old"), dismissal(RISEN_ON, record_id="new")]
    row = of(ask(case_of(weekly(RISING), dismissals=given)), "improving")
    assert row["dismissal"] == "new"


@pytest.mark.parametrize(
    "line",
    [
        ("unusual", "engagement", "working_relationship", "worker"),
        ("improving", "motivation", "working_relationship", "worker"),
        ("improving", "engagement", "expectancy", "worker"),
        ("improving", "engagement", "working_relationship", "client"),
        ("improving", None, None, None),
    ],
)
def test_a_dismissal_of_one_line_does_not_set_another_aside(ask, line):
    case = case_of(weekly(RISING), dismissals=[dismissal(TODAY, line)])
    assert of(ask(case), "improving")["standing"] == "signal"


@pytest.mark.parametrize("empty", [None, "", float("nan")])
@pytest.mark.parametrize("rule", FROM_RECORDS)
def test_a_rule_without_a_line_is_set_aside_by_its_name_alone(ask, rule, empty):
    _, case = FIRES[rule, "worse"]
    row = dismissal(TODAY, (rule, empty, empty, empty))
    case = replace(case, dismissals=set_aside(row))
    assert of(ask(case), rule)["standing"] == "dismissed"


# what an answer rests on


@pytest.mark.parametrize("rule", [rule.key for rule in rules.that_read("line")])
def test_an_answer_on_ratings_rests_on_the_newest_of_its_line(ask, rule):
    later = [("2026-05-04", "engagement", "working_relationship", "worker", None)]
    other = [("2026-06-01", "engagement", "expectancy", "worker", 3)]
    answers = ask(case_of(weekly(RISING), later, other))
    row = of(answers, rule, dimension="working_relationship")
    assert row["seen_until_on"] == pd.Timestamp(RISEN_ON)


def test_a_broken_promise_rests_on_its_own_days_and_not_on_those_of_others(ask):
    broken = ("2026-03-01", "2026-03-10", "2026-03-12", "broken")
    others = [
        ("2026-04-01", "2026-04-10", "2026-04-10", "kept"),
        ("2026-05-01", "2026-12-10", None, "open"),
    ]
    case = case_of(contacts=[("2026-06-01", None, None)], promises=[broken, *others])
    assert of(ask(case), "promises")["seen_until_on"] == pd.Timestamp("2026-03-12")


@pytest.mark.parametrize("due_on", [None, "2026-12-24"])
def test_a_broken_promise_that_was_not_due_yet_rests_on_the_day_it_was_made(ask, due_on):
    case = case_of(promises=[("2026-03-01", due_on, None, "broken")])
    row = of(ask(case), "promises")
    assert (row["standing"], row["seen_until_on"]) == ("signal", pd.Timestamp("2026-03-01"))


def test_a_promise_broken_later_is_asked_about_although_an_earlier_one_was_set_aside(ask):
    aside = dismissal("2026-03-10", ("promises", None, None, None))
    first = ("2026-03-01", "2026-03-10", None, "broken")
    second = ("2026-03-20", "2026-04-01", None, "broken")
    assert of(ask(case_of(promises=[first], dismissals=[aside])), "promises")["standing"] == (
        "dismissed"
    )
    case = case_of(promises=[first, second], dismissals=[aside])
    assert of(ask(case), "promises")["standing"] == "signal"


# silence


@pytest.mark.parametrize(
    ("contacts", "rated", "days"),
    [
        ([], [], 20),
        ([("2026-01-15", None, None)], [], 10),
        ([], [("2026-01-20", "engagement", "expectancy", "worker", 3)], 5),
        ([], [("2026-01-20", "engagement", "expectancy", "worker", None)], 5),
        (
            [("2026-01-24", None, None), ("2026-01-02", None, None)],
            [("2026-01-20", "engagement", "expectancy", "worker", 3)],
            1,
        ),
    ],
)
def test_silence_is_counted_from_the_newest_entry_or_the_opening(ask, contacts, rated, days):
    case = case_of(rated, contacts=contacts, contact_every_days=7)
    row = of(ask(case, date(2026, 1, 25)), "nothing_recorded")
    assert row["days"] == days
    assert row["seen_until_on"] == pd.Timestamp(2026, 1, 25) - pd.Timedelta(days=days)
    assert row["standing"] == ("signal" if days > 14 else "no_signal")


@pytest.mark.parametrize(
    "known", [{"contact_every_days": None}, {"contact_every_days": 7, "closed_on": TODAY}]
)
def test_nobody_is_asked_for_entries_without_a_rhythm_or_in_a_closed_case(ask, known):
    row = of(ask(case_of(**known)), "nothing_recorded")
    assert (row["standing"], row["news"]) == ("too_few", "")


def test_silence_that_was_set_aside_is_asked_again_after_the_next_entry(ask):
    aside = [dismissal("2026-03-01", ("nothing_recorded", None, None, None))]
    known = {"dismissals": aside, "contact_every_days": 7}
    before = case_of(contacts=[("2026-03-01", None, None)], **known)
    after = case_of(contacts=[("2026-03-01", None, None), ("2026-04-01", None, None)], **known)
    assert of(ask(before), "nothing_recorded")["standing"] == "dismissed"
    assert of(ask(after), "nothing_recorded")["standing"] == "signal"


# missing and empty


def test_comments_that_were_not_counted_are_left_out(ask):
    rows = [("2026-03-01", 10, None), ("2026-03-02", None, 10), ("2026-03-03", None, None)]
    row = of(ask(case_of(contacts=rows)), "positives_to_challenges")
    assert (row["n"], row["standing"]) == (20, "signal")


def test_values_that_are_missing_count_for_nothing(ask):
    gaps = [value for pair in zip(RISING, [None] * 8, strict=True) for value in pair]
    row = of(ask(case_of(weekly(gaps))), "improving")
    assert (row["n"], row["standing"]) == (8, "signal")
    assert "working_relationship" not in set(ask(case_of(weekly([None] * 8)))["dimension"])


def test_a_dimension_that_no_scale_knows_any_more_is_not_asked_about(ask):
    assert set(ask(case_of(weekly(RISING, "luck", "fortune")))["dimension"]) == {""}


def test_an_empty_case_is_asked_only_what_needs_no_ratings(ask):
    answers = ask(case_of())
    assert set(answers["rule"]) == set(FROM_RECORDS)
    assert set(answers["standing"]) == {"too_few"}
    assert set(answers["seen_until_on"]) == {pd.Timestamp(OPENED_ON)}
    assert set(answers["dismissal"]) == {""}


@pytest.mark.parametrize("case", [case_of(), YOUNG, QUIET, both([4] * 5, [2] * 5)])
def test_an_answer_has_the_same_columns_whatever_there_is(ask, case):
    answers = ask(case)
    full = ask(FIRES["improving", "better"][1])
    assert set(full) == set(answers)
    assert answers["seen_until_on"].dtype.kind == "M"
    assert answers["seen_until_on"].notna().all()
    for column in ("scale", "dimension", "rater", "participant_id", "called", "news", "dismissal"):
        assert answers[column].map(type).eq(str).all()


# several participants

FALLING = RISING[::-1]
CLIENT = ("improving", "engagement", "working_relationship", "client")


def of_participant(answers, whose, rule="improving"):
    return of(answers, rule, participant_id=whose)


def aside(case, *rows):
    """Dismissals of (participant, day, line): what each sets aside."""
    made = set_aside(*(dismissal(on, line, record_id=f"{who}") for who, on, line in rows))
    return replace(case, dismissals=made.assign(participant_id=[who for who, *_ in rows]))


def test_a_signal_is_judged_on_the_line_of_each_participant(ask):
    answers = ask(shared((), RISING, FALLING))
    told = [of_participant(answers, who)[["toward", "called"]].tolist() for who in ("m", "f")]
    assert told == [["better", "Mother"], ["worse", "Father"]]


def test_a_dismissal_holds_for_its_participant_only(ask):
    answers = ask(aside(shared((), RISING, RISING), ("f", RISEN_ON, CLIENT)))
    assert of_participant(answers, "m")["standing"] == "signal"
    assert of_participant(answers, "f")["dismissal"] == "f"


def test_a_dismissal_without_participant_holds_for_the_only_one_who_had_rated(ask):
    alone = shared((), RISING, ())
    assert of_participant(ask(aside(alone, (None, RISEN_ON, CLIENT))), "m")["dismissal"] == "None"
    # Who begins after it takes nothing away.
    later = shared((), RISING, (None,) * 8 + RISING)
    answers = ask(aside(later, (None, RISEN_ON, CLIENT)))
    assert of_participant(answers, "m")["dismissal"] == "None"
    assert of_participant(answers, "f")["standing"] == "signal"


def test_a_dismissal_without_participant_holds_for_nobody_where_several_had_rated(ask):
    answers = ask(aside(shared((), RISING, FALLING), (None, RISEN_ON, CLIENT)))
    assert of_participant(answers, "m")["standing"] == "signal"
    assert of_participant(answers, "f")["standing"] == "signal"


def test_where_they_see_it_differently_is_asked_of_each_pair(ask):
    case = shared((4,) * 8, (2,) * 8, (4,) * 8)
    answers = ask(case)
    assert of_participant(answers, "m", "apart")["toward"] == "first"
    assert of_participant(answers, "f", "apart")["standing"] == "no_signal"
    line = ("apart", "engagement", "working_relationship", "worker")
    set_off = ask(aside(case, ("m", TODAY, line)))
    assert of_participant(set_off, "m", "apart")["standing"] == "dismissed"


def test_the_signals_of_many_cases_are_those_of_each_alone(caseload, dimensions):
    def every():
        tables = caseload.tables()
        given = (tables[name] for name in ("plan_dates", "dismissals"))
        wordings = worded_dimensions(tables["wordings"])
        people = tables["participants"]
        return rated_signals(tables["ratings"], dimensions, *given, wordings, people)

    first = every().iloc[0]
    known = {name: first[name] for name in ("rule", "scale", "dimension", "rater")}
    (case_id,) = caseload.cases().query("code == @first.case")["id"]
    seen = first["seen_until_on"].date()
    caseload.save(Dismissal(case_id=case_id, seen_until_on=seen, reason="No", **known))
    names = ["rule", "scale", "dimension", "rater", "called", "toward", "news", "seen_until_on"]
    found = {code: rows[names].values.tolist() for code, rows in every().groupby("case")}
    for code in caseload.cases()["code"]:
        tables = case_tables(caseload.tables(code), caseload.framework)
        alone = case_signals(tables, dimensions, today=LAST_DAY)
        rated = alone[(alone["standing"] == "signal") & (alone["scale"] != "")]
        assert found.get(code, []) == rated[names].values.tolist()
    assert len(found) > 1


def test_in_ratings_in_which_nothing_moved_no_signal_stands(dimensions):
    quiet = case_of()
    given = (quiet.plan_dates, quiet.dismissals)
    found = rated_signals(quiet.ratings, dimensions, *(each.assign(case="") for each in given))
    assert len(found) == 0
    assert {"case", "rule", "news", "seen_until_on"} <= set(found.columns)

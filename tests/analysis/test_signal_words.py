import re
import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from supervision_kit.analysis import thresholds
from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.false_alarms import false_alarm_rate, miss_rate
from supervision_kit.analysis.signal_figures import share
from supervision_kit.analysis.signal_words import (
    COUNTED,
    FOLLOWING,
    Mark,
    marks,
    marks_in_words,
    questions,
    silences,
)
from supervision_kit.analysis.trajectory import trajectory
from tests.analysis.raised import (
    BEFORE_AND_AFTER,
    FIRES,
    MIXED,
    PLANNED_ON,
    QUIET,
    RISING,
    TODAY,
    YOUNG,
    both,
    case_of,
    set_aside,
    staged,
    weekly,
)

FILE = resources.files("supervision_kit") / "frameworks" / "en" / "text" / "signals.toml"
TEXTS = tomllib.loads(FILE.read_text())
RULES = sorted({rule for rule, _ in FIRES})
SENTENCE = re.compile(r"^[^{}]*[.?]$")
FIVE_POINTS = {"minimum": 1.0, "maximum": 5.0, "step": 1.0}
# The eight dimensions in which a lower or a higher rating is good news, with their scales.
MOVED = [
    *(("engagement", name) for name in ("receptivity_help", "receptivity_need", "expectancy")),
    *(("engagement", name) for name in ("investment", "working_relationship")),
    ("motivation", "motivation"),
]


@pytest.fixture
def ask(dimensions):
    """Return a function that puts the signals of a case into words."""
    return lambda case: questions(case_signals(case, dimensions, today=TODAY), dimensions)


@pytest.fixture
def hear(dimensions):
    """Return a function that says, by rule, the first reason why a case raises nothing."""

    def told(case):
        said = silences(case_signals(case, dimensions, today=TODAY), dimensions)
        return {each.rule: each for each in reversed(said)}

    return told


def only(asked, rule):
    found = [question for question in asked if question.rule == rule]
    assert len(found) == 1
    return found[0]


def leaves(texts):
    """Every text of a TOML table, whatever its plural forms."""
    for each in texts.values():
        yield from leaves(each) if isinstance(each, dict) else [each]


def without(case, *rows, reason="It does not fit."):
    return replace(case, dismissals=set_aside(*rows, reason=reason))


# every rule, direction and state has its sentences


@pytest.mark.parametrize("key", FIRES, ids=" ".join)
def test_a_signal_is_a_question_with_its_rule_its_numbers_and_its_chance(ask, key):
    rule, _ = key
    news, case = FIRES[key]
    question = only([each for each in ask(case) if each.news == news], rule)
    assert question.text.endswith("?")
    assert question.tag == TEXTS["tag"][news]
    for sentence in (question.text, question.rule_text, question.chance, *question.numbers):
        assert SENTENCE.match(sentence), sentence
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|NaT", sentence)
    assert len(question.numbers) == len(question.series) == 1


def test_no_two_directions_ask_the_same(ask):
    texts = [
        only([each for each in ask(case) if each.news == news], rule).text
        for (rule, _), (news, case) in FIRES.items()
    ]
    assert len(set(texts)) == len(FIRES)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("case", [QUIET, YOUNG], ids=["quiet", "young"])
def test_a_rule_without_a_signal_says_why(hear, rule, case):
    silence = hear(case)[rule]
    assert silence.name == TEXTS[rule]["name"]
    assert SENTENCE.match(silence.text)


@pytest.mark.parametrize("rule", RULES)
def test_too_few_is_told_apart_from_no_signal(hear, rule):
    assert hear(QUIET)[rule].text != hear(YOUNG)[rule].text


def test_a_quiet_case_asks_nothing(ask):
    assert ask(QUIET) == ask(YOUNG) == ask(case_of()) == []


@pytest.mark.parametrize("word", ["stable", "caus", "score", "alert", "flag", "significan"])
def test_no_text_says_more_than_a_rule_can(word):
    assert [text for text in leaves(TEXTS) if word in text.lower()] == []


# thresholds


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("improving", ["IMPROVING_NEEDS", "IMPROVING_P"]),
        ("shift", ["SHIFT_NEEDS", "SHIFT_P"]),
        ("unusual", ["UNUSUAL_NEEDS", "UNUSUAL_STEPS", "TRIAL_BELOW"]),
        ("apart", ["APART_NEEDS", "APART_P"]),
        ("stuck", ["STUCK_NEEDS"]),
        ("pattern", ["PATTERN_NEEDS"]),
        ("positives_to_challenges", ["COMMENTS_NEEDS", "COMMENTS_SHARE"]),
        ("nothing_recorded", ["SILENT_RHYTHMS"]),
    ],
)
def test_the_rule_names_the_thresholds_it_is_worked_out_with(ask, rule, names):
    said = {
        question.rule_text
        for (each, _), (_, case) in FIRES.items()
        if each == rule
        for question in ask(case)
        if question.rule == rule
    }
    assert len(said) == 1
    for name in names:
        assert f"{{{name.lower()}}}" in TEXTS[rule]["rule"]
        assert re.search(rf"(?<![\d.]){getattr(thresholds, name):g}(?![\d]|\.\d)", *said)


@pytest.mark.parametrize(
    ("words", "rules", "name", "value"),
    [
        ("a fifth of the scale", ["improving", "apart", "stuck"], "LEAST_SHARE", 1 / 5),
        ("its 90 % interval", ["stuck"], "STUCK_CONFIDENCE", 0.90),
        ("five points or more", ["stuck"], "STUCK_POINTS", 5),
        ("at least a third of them", ["pattern"], "PATTERN_SIDE", 1 / 3),
        ("four positives to one", ["positives_to_challenges"], "COMMENTS_SHARE", 4 / 5),
    ],
)
def test_what_a_rule_says_in_words_fits_its_threshold(words, rules, name, value):
    assert getattr(thresholds, name) == value
    for rule in rules:
        assert words in TEXTS[rule]["rule"]


def test_what_is_said_elsewhere_in_words_fits_the_thresholds():
    assert thresholds.SILENT_RHYTHMS == 2
    assert "twice the rhythm" in TEXTS["nothing_recorded"]["quiet"]
    assert 0.02 < (1 - thresholds.COMMENTS_CONFIDENCE) / 2 < 0.03
    assert "fewer than 3 in 100" in TEXTS["chance_interval"]
    assert thresholds.LEAST_SHARE == 1 / 5
    assert all("a fifth of the scale" in text for text in leaves(TEXTS["quiet"]))
    assert "a fifth of the scale" in TEXTS["chance_unmoved"]


# names and numbers


@pytest.mark.parametrize(
    ("n", "names"),
    [
        (1, "Open to help"),
        (2, "Open to help and Sees a need for change"),
        (4, "Open to help, Sees a need for change, Expectancy and Investment"),
        (5, "Open to help, Sees a need for change, Expectancy and 2 more"),
        (6, "Open to help, Sees a need for change, Expectancy and 3 more"),
    ],
)
def test_many_dimensions_are_one_question_that_names_the_first_and_counts_the_rest(ask, n, names):
    case = case_of(*(weekly(RISING, name, scale) for scale, name in MOVED[:n]))
    question = only(ask(case), "improving")
    verb = "has" if n == 1 else "have"
    assert question.text.startswith(f"In the worker’s ratings, {names} {verb} moved the good way.")
    assert question.series == tuple((*line, "worker") for line in MOVED[:n])
    assert len(question.numbers) == n


def test_lines_of_two_raters_are_two_questions(ask):
    case = case_of(weekly(RISING), weekly(RISING, rater="client"))
    asked = [question for question in ask(case) if question.rule == "improving"]
    assert [question.rater for question in asked] == ["client", "worker"]
    assert "by the client" in asked[0].numbers[0]
    assert "by the worker" in asked[1].numbers[0]


def test_a_line_that_falls_is_another_question_than_one_that_rises(ask):
    case = case_of(weekly(RISING, "expectancy"), weekly(RISING[::-1], "investment"))
    assert [question.text.split(".")[0] for question in ask(case)] == [
        "In the worker’s ratings, Investment has become harder",
        "In the worker’s ratings, Expectancy has moved the good way",
    ]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (
            ("improving", "worse"),
            "Working relationship, rated 8 times by the worker: −3.9 points from the first day to "
            "the last, p: 0.002.",
        ),
        (
            ("shift", "better"),
            "Working relationship, rated by the worker 6 times before and 6 times since: the "
            "later one is higher in a share of 1 of all pairs, p: 0.004.",
        ),
        (
            ("unusual", "better"),
            "Working relationship, rated 12 times by the worker: the last is 5, the limits are "
            "1.8 and 2.9.",
        ),
        (
            ("apart", "second"),
            "Working relationship, rated by both on 5 days: the worker’s rating less the client’s "
            "is −2 in the middle.",
        ),
        (
            ("pattern", "neither"),
            "Working relationship, rated 12 times by the worker: 12 off the median, longest run 6 "
            "(expected up to 7), crossings 1 (expected at least 3).",
        ),
        (
            ("positives_to_challenges", "worse"),
            "20 comments counted, 0.5 of them positive; the interval is 0.3 to 0.7.",
        ),
        (
            ("promises", "worse"),
            "Kept on time: 0 of 1 that were due. Broken without an apology: 1. Past their day and "
            "still open: 0.",
        ),
        (("nothing_recorded", "worse"), "Days agreed between contacts: 7."),
    ],
    ids=str,
)
def test_the_numbers_are_written_as_a_person_would(ask, key, sentence):
    news, case = FIRES[key]
    question = only([each for each in ask(case) if each.news == news], key[0])
    assert question.numbers == (sentence,)


def test_silence_is_told_in_days(ask):
    question = only(ask(FIRES["nothing_recorded", "worse"][1]), "nothing_recorded")
    assert question.text.startswith("Nothing has been written down for 268 days.")
    assert question.seen_until_on == date(2026, 1, 5)
    assert (question.rater, question.series) == ("", (("", "", ""),))


def test_a_question_rests_on_the_newest_entry_of_all_its_lines(ask):
    longer = weekly([*RISING, 5], "expectancy")
    question = only(ask(case_of(longer, weekly(RISING, "investment"))), "improving")
    assert question.seen_until_on == date(2026, 3, 2)


# chance


def test_the_chance_is_what_was_simulated_for_this_scale_and_length(ask):
    question = only(ask(both([4] * 9, [2] * 9)), "apart")
    rates = [
        false_alarm_rate("apart", **FIVE_POINTS, n=9, autocorrelation=each).rate
        for each in (0.0, FOLLOWING)
    ]
    assert 0.01 < rates[0] < rates[1] < 0.2
    assert f"still show on about {round(rates[0] * 100)} in 100 lines" in question.chance
    assert f"on about {round(rates[1] * 100)} in 100 where each" in question.chance
    assert "asked here" not in question.chance


def test_the_chance_is_multiplied_out_for_the_lines_that_were_asked(ask):
    case = case_of(
        weekly([4] * 5),
        weekly([2] * 5, rater="client"),
        *(
            weekly([3] * 5, name, rater=who)
            for _, name in MOVED[:3]
            for who in ("worker", "client")
        ),
        *(weekly([3] * 4, "investment", rater=who) for who in ("worker", "client")),
    )
    question = only(ask(case), "apart")
    page = false_alarm_rate("apart", **FIVE_POINTS, n=5, n_series=4).on_page
    alone = false_alarm_rate("apart", **FIVE_POINTS, n=5).rate
    assert round(page * 100) > round(alone * 100)
    assert (
        f"4 lines were asked here, so one of them would show it on {share(page)}" in question.chance
    )


def test_what_was_set_aside_was_asked_all_the_same(ask):
    line = ("apart", "engagement", "expectancy", "worker", TODAY, None, "a")
    case = case_of(
        *(weekly([4] * 5, name) for _, name in MOVED[2:4]),
        *(weekly([2] * 5, name, rater="client") for _, name in MOVED[2:4]),
        dismissals=[line],
    )
    standing, aside = ask(case)
    assert (standing.dismissal, aside.dismissal) == ("", "a")
    assert all("2 lines were asked here" in each.chance for each in (standing, aside))


def test_of_several_lines_the_one_most_likely_by_chance_is_told(ask):
    lengths = (8, 20)
    longer = [value for value in RISING for _ in range(3)][:20]
    case = case_of(weekly(RISING), weekly(longer, "expectancy"))
    question = only(ask(case), "improving")
    assert len(question.series) == 2
    rates = [
        false_alarm_rate("improving", **FIVE_POINTS, n=n, autocorrelation=FOLLOWING).rate
        for n in lengths
    ]
    assert share(max(rates)) != share(min(rates))
    assert f"on {share(max(rates))} in 100 where each" in question.chance


def test_a_scale_that_was_not_simulated_says_which_one_was(dimensions):
    # Ten points, between the simulated six and eleven.
    wider = dimensions.assign(minimum=1.0, maximum=10.0)
    case = FIRES["improving", "better"][1]
    table = case_signals(
        replace(case, ratings=case.ratings.assign(value=range(1, 9))), wider, today=TODAY
    )
    question = only(questions(table, wider), "improving")
    assert question.chance.endswith("Worked out for a scale of 11 points, the nearest there is.")
    narrow = only(questions(case_signals(case, dimensions, today=TODAY), dimensions), "improving")
    assert "nearest" not in narrow.chance


@pytest.mark.parametrize("rule", RULES)
def test_chance_has_no_part_in_what_is_counted(ask, rule):
    said = [
        only([q for q in ask(case) if q.news == news], rule).chance
        for (each, _), (news, case) in FIRES.items()
        if each == rule
    ]
    assert all((text == TEXTS["chance_counted"]) is (rule in COUNTED) for text in said)
    assert all(("the true share" in text) is (rule == "positives_to_challenges") for text in said)
    assert all(("steady rise or fall" in text) is (rule == "stuck") for text in said)


# silences


def test_one_quiet_line_is_told_as_one_and_several_by_their_number(hear):
    one = hear(case_of(weekly(MIXED[:8])))["improving"].text
    two = hear(case_of(weekly(MIXED[:8]), weekly(MIXED[:8], "expectancy")))["improving"].text
    assert one.startswith("One line was asked and gave no signal.")
    assert two.startswith("2 lines were asked and gave no signal.")


def test_no_signal_says_how_much_stays_unseen_on_the_shortest_line(hear):
    case = case_of(weekly(MIXED), weekly(MIXED[:8], "expectancy"))
    missed = [miss_rate("improving", **FIVE_POINTS, n=n).rate for n in (8, 20)]
    assert share(missed[0]) != share(missed[1])
    assert f"stays unseen in {share(missed[0])} in 100" in hear(case)["improving"].text


def test_what_may_have_moved_or_not_is_not_told_as_unseen(hear):
    assert hear(QUIET)["stuck"].text == "It cannot be told for 2 lines."
    assert hear(case_of(weekly(MIXED)))["stuck"].text == "It cannot be told for one line."


def test_nearly_everything_unseen_is_not_everything(hear):
    for silence in hear(case_of(weekly(MIXED[:8]))).values():
        assert "100 in 100" not in silence.text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (7, "Too few ratings so far. Working relationship needs one more."),
        (5, "Too few ratings so far. Working relationship needs 3 more."),
    ],
)
def test_what_is_missing_is_counted_in_ratings(hear, n, text):
    assert hear(case_of(weekly(MIXED[:n])))["improving"].text == text


def test_of_several_lines_the_one_that_needs_least_is_named(hear):
    case = case_of(weekly(MIXED[:3]), weekly(MIXED[:6], "expectancy"))
    assert hear(case)["improving"].text == (
        "Too few ratings so far on 2 lines. Expectancy needs 2 more."
    )


def test_a_rule_may_be_quiet_on_one_line_and_too_young_for_another(dimensions):
    case = case_of(weekly(MIXED[:8]), weekly(MIXED[:3], "expectancy"))
    said = silences(case_signals(case, dimensions, today=TODAY), dimensions)
    texts = [each.text for each in said if each.rule == "improving"]
    assert len(texts) == 2
    assert texts[0].startswith("One line was asked")
    assert texts[1].startswith("Too few")


def test_comments_that_are_missing_are_counted(hear):
    one = hear(case_of(contacts=[("2026-03-01", 10, 9)]))["positives_to_challenges"]
    assert one.text == "Asked when one more comment is counted."
    assert "20 more comments" in hear(case_of())["positives_to_challenges"].text


# set aside, and marks


def test_what_was_set_aside_keeps_its_words_and_comes_last(ask):
    case = case_of(weekly(RISING[::-1]), weekly(RISING, "expectancy"))
    line = ("improving", "engagement", "working_relationship", "worker", TODAY, None, "a")
    before, after = ask(case), ask(without(case, line))
    assert [each.dismissal for each in after] == ["", "a"]
    assert [replace(each, dismissals=()) for each in after] == before[::-1]


def test_what_was_set_aside_for_one_reason_is_one_question(ask):
    names = ("expectancy", "investment")
    case = case_of(*(weekly(RISING, name) for name in names))
    line = ("improving", "engagement")
    one, two = ((*line, name, "worker", TODAY, None, name) for name in names)
    (together,) = ask(without(case, one, two))
    assert together.dismissals == names
    reasons = ["The move.", "The strike."]
    apart = ask(replace(case, dismissals=set_aside(one, two, reason=reasons)))
    assert [each.dismissals for each in apart] == [("expectancy",), ("investment",)]


def test_marks_leave_out_what_was_set_aside_and_what_belongs_to_no_dimension(ask):
    case = case_of(
        weekly(RISING[::-1]),
        weekly(RISING, "expectancy"),
        weekly(RISING, "investment"),
        contact_every_days=7,
    )
    line = ("improving", "engagement", "expectancy", "worker", TODAY, None, "a")
    assert marks(ask(without(case, line))) == [
        Mark("engagement", "working_relationship", "harder", "harder now"),
        Mark("engagement", "investment", "good", "going well"),
    ]
    assert marks([]) == []


def test_a_mark_is_told_once_in_words_whoever_rated(ask, dimensions):
    case = case_of(weekly(RISING), weekly(RISING, rater="client"))
    marked = marks(ask(case))
    assert len(marked) == 2
    drawn = trajectory(
        case.ratings.assign(not_rated=None, not_rated_note="", evidence=""), dimensions
    )
    assert marks_in_words(marked, drawn) == ["Working relationship: going well."]


def test_a_question_about_neither_end_of_a_scale_calls_it_neither_good_nor_hard(ask):
    cases = [case_of(staged(RISING)), case_of(staged(BEFORE_AND_AFTER), planned_on=PLANNED_ON)]
    for question in (question for case in cases for question in ask(case)):
        assert question.news == "look"
        assert not re.search("good|better|harder|worse", question.text)


def test_both_raters_are_named_when_they_see_it_differently(ask):
    higher = only(ask(both([4] * 5, [2] * 5)), "apart").text
    lower = only(ask(both([2] * 5, [4] * 5)), "apart").text
    assert higher.startswith("The worker rates Working relationship higher than the client does.")
    assert lower.startswith("The client rates Working relationship higher than the worker does.")


def test_beyond_the_longest_simulated_line_the_chance_says_so(dimensions):
    long = case_of(weekly([1] * 60 + [5] * 60))
    [*_, question] = questions(case_signals(long, dimensions, today=date(2028, 12, 31)), dimensions)
    assert "the most there are" in question.chance
    short = case_of(weekly(RISING))
    [*_, question] = questions(case_signals(short, dimensions, today=TODAY), dimensions)
    assert "the most there are" not in question.chance


@pytest.mark.parametrize("rater", ["worker", "client"])
def test_a_question_says_whose_ratings_it_is_about(dimensions, rater):
    case = case_of(weekly(RISING, rater=rater))
    [*_, question] = questions(case_signals(case, dimensions, today=TODAY), dimensions)
    assert f"In the {rater}’s ratings" in question.text

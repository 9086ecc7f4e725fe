import re
import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from supervision_kit.analysis import rules, thresholds
from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.false_alarms import false_alarm_rate, miss_rate
from supervision_kit.analysis.signal_figures import share
from supervision_kit.analysis.signal_words import (
    FOLLOWING,
    Mark,
    marks,
    marks_in_words,
    questions,
    silences,
    worth_asking,
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
    paced,
    set_aside,
    shared,
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
    assert question.text.startswith(f"{names} got better in the worker’s ratings.")
    assert question.series == tuple((*line, "worker", "") for line in MOVED[:n])
    assert len(question.numbers) == n


def test_lines_of_two_raters_are_two_questions(ask):
    case = case_of(weekly(RISING), weekly(RISING, rater="client"))
    asked = [question for question in ask(case) if question.rule == "improving"]
    assert [question.rater for question in asked] == ["client", "worker"]
    assert "by the client" in asked[0].numbers[0]
    assert "by the worker" in asked[1].numbers[0]


def test_the_lines_of_two_participants_are_two_questions_that_name_them(ask):
    asked = [each for each in ask(shared((), RISING, RISING)) if each.rule == "improving"]
    assert [each.text for each in asked] == [
        f"Working relationship got better in the ratings by {who}. What helped, and who did what?"
        for who in ("Father", "Mother")
    ]
    assert [each.series[0][-1] for each in asked] == ["f", "m"]
    assert all("client" not in " ".join([each.why, *each.numbers]) for each in asked)


def test_good_news_of_several_participants_says_whose_it_is(dimensions):
    table = case_signals(shared((), RISING, RISING), dimensions, today=TODAY)
    asked = worth_asking(questions(table, dimensions), table)
    assert asked.first[0].text.startswith("Both lines moved the good way.")
    assert "This is about the ratings by Father and the ratings by Mother." in asked.first[0].why


def test_worker_and_participant_apart_are_both_named(ask):
    higher = only(ask(shared((2,) * 8, (4,) * 8, (2,) * 8)), "apart")
    assert higher.text.startswith("Mother rates Working relationship higher than the worker does.")
    assert "the worker’s rating less that by Mother is −2" in higher.numbers[0]
    lower = only(ask(shared((4,) * 8, (4,) * 8, (2,) * 8)), "apart")
    assert "higher than Father does" in lower.text


def test_the_participant_who_needs_the_least_more_days_is_named(hear):
    told = hear(shared((3,) * 4, (3,) * 4, (3,) * 2))["apart"].text
    assert "needs one more day on which the worker and Mother rate." in told


def test_a_line_that_falls_is_another_question_than_one_that_rises(ask):
    case = case_of(weekly(RISING, "expectancy"), weekly(RISING[::-1], "investment"))
    assert [question.text.split(".")[0] for question in ask(case)] == [
        "Investment got harder in the worker’s ratings",
        "Expectancy got better in the worker’s ratings",
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
        (
            ("nothing_recorded", "worse"),
            "Days since the last entry: 268. Days agreed between contacts: 7.",
        ),
    ],
    ids=str,
)
def test_the_numbers_are_written_as_a_person_would(ask, key, sentence):
    news, case = FIRES[key]
    question = only([each for each in ask(case) if each.news == news], key[0])
    assert question.numbers == (sentence,)


def test_a_question_about_silence_leaves_its_days_to_what_waits(ask):
    question = only(ask(FIRES["nothing_recorded", "worse"][1]), "nothing_recorded")
    assert question.text == "Is a contact still to be written up, or planned?"
    assert question.seen_until_on == date(2026, 1, 5)
    assert (question.rater, question.series) == ("", (("", "", "", ""),))


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
    assert f"shows this on about {round(rates[0] * 100)} in 100 such lines" in question.chance
    assert f"on about {round(rates[1] * 100)} where each" in question.chance
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
    assert f"on {share(max(rates))} where each" in question.chance


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
    assert all(
        (text == TEXTS["chance_counted"]) is (rules.signal_rule(rule).chance == "counted")
        for text in said
    )
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
        (7, "Too few ratings so far. Working relationship, rated by the worker, needs one more."),
        (5, "Too few ratings so far. Working relationship, rated by the worker, needs 3 more."),
    ],
)
def test_what_is_missing_is_counted_in_ratings(hear, n, text):
    assert hear(case_of(weekly(MIXED[:n])))["improving"].text == text


def test_of_several_lines_the_one_that_needs_least_is_named(hear):
    case = case_of(weekly(MIXED[:3]), weekly(MIXED[:6], "expectancy"))
    assert hear(case)["improving"].text == (
        "Too few ratings so far on 2 lines. Expectancy, rated by the worker, needs 2 more."
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
        Mark("engagement", "working_relationship", "harder", ""),
    ]
    assert marks([]) == []


def test_a_mark_is_told_once_in_words_whoever_rated(ask, dimensions):
    case = case_of(weekly(RISING[::-1]), weekly(RISING[::-1], rater="client"))
    marked = marks(ask(case))
    assert len(marked) == 2
    drawn = trajectory(
        case.ratings.assign(not_rated=None, not_rated_note="", evidence=""), dimensions
    )
    assert marks_in_words(marked, drawn) == [
        "One row is marked, as something is asked of it: Working relationship."
    ]
    assert marks_in_words([], drawn) == []


def test_a_question_about_neither_end_of_a_scale_calls_it_neither_good_nor_hard(ask):
    cases = [case_of(paced(RISING)), case_of(paced(BEFORE_AND_AFTER), planned_on=PLANNED_ON)]
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
    assert f"in the {rater}’s ratings" in question.text


# why, and what is asked first


@pytest.mark.parametrize("key", FIRES, ids=" ".join)
def test_why_is_said_in_plain_words_without_the_numbers_of_a_test(ask, key):
    news, case = FIRES[key]
    question = only([each for each in ask(case) if each.news == news], key[0])
    assert SENTENCE.match(question.why)
    assert 1 <= len(re.findall(r"[.?](?= |$)", question.why)) <= 3
    assert not re.search(r"\bp\b|p:|test|interval|Mann|Wilson|Anhøj|XmR|\bnan\b", question.why)


@pytest.fixture
def first(dimensions):
    """Return a function that chooses what to ask first of a case."""

    def chosen(case):
        signals = case_signals(case, dimensions, today=TODAY)
        return worth_asking(questions(signals, dimensions), signals)

    return chosen


CROWDED = case_of(
    paced(RISING),
    weekly(RISING, "expectancy"),
    weekly(RISING, "investment"),
    weekly(RISING, "expectancy", rater="client"),
    weekly([4] * 5),
    weekly([2] * 5, rater="client"),
    weekly(RISING, "mistrust", "challenges"),
    promises=[("2026-01-10", "2026-01-20", None, "broken")],
    contact_every_days=14,
)


def test_promises_and_disagreement_come_first_and_no_more_than_three(first):
    chosen = first(CROWDED)
    assert [each.rule for each in chosen.first] == ["promises", "apart", "improving"]
    assert [each.news for each in chosen.first] == ["due", "apart", "harder"]
    assert [each.rule for each in chosen.rest] == ["nothing_recorded", "good_news", "improving"]
    assert chosen.more == "3 more were asked."


def test_good_news_is_one_question_over_rules_and_raters(first):
    (question,) = [each for each in first(CROWDED).rest if each.rule == "good_news"]
    assert question.text == (
        "Three of five lines moved the good way. What helped, and who did what?"
    )
    assert question.why.startswith("This is about the client’s ratings and the worker’s ratings.")
    assert len(question.series) == len(question.numbers) == 3
    assert {rule for rule, _ in question.lines} == {"improving"}
    assert [each.rater for each in question.of] == ["client", "worker"]


def test_a_rule_and_a_plan_that_find_the_same_line_count_it_once(first):
    values = [1, 1, 1, 2, 2, 2, 4, 4, 4, 5, 5, 5]
    case = case_of(weekly(values), weekly(values, "expectancy"), planned_on="2026-02-15")
    (question,) = [each for each in first(case).first if each.news == "good"]
    assert question.text.startswith("Both lines moved the good way.")
    assert {rule for rule, _ in question.lines} >= {"improving", "shift"}
    assert len(question.series) == 2


def test_one_line_with_good_news_keeps_its_own_question(first):
    (question,) = first(case_of(weekly(RISING))).first
    assert (question.rule, question.of) == ("improving", ())


def test_what_was_set_aside_is_neither_asked_nor_merged(first):
    line = ("improving", "engagement", "expectancy", "worker", TODAY, None, "a")
    case = case_of(weekly(RISING), weekly(RISING, "expectancy"), dismissals=[line])
    chosen = first(case)
    assert [each.rule for each in chosen.first] == ["improving"]
    assert [each.dismissal for each in chosen.aside] == ["a"]
    assert (chosen.rest, chosen.more) == ((), "")


def test_without_a_signal_there_is_nothing_to_ask(first):
    assert first(QUIET).first == first(QUIET).rest == ()

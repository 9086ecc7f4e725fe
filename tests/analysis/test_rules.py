"""Does all that is said and drawn of a rule follow from the one object it is?"""

from dataclasses import replace

import numpy as np
import pytest

from supervision_kit.analysis import rules
from supervision_kit.analysis.block import Block
from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.chance import Circumstances, rates, simulate
from supervision_kit.analysis.false_alarms import false_alarm_rate, miss_rate
from supervision_kit.analysis.signal_rule import NEWS
from supervision_kit.analysis.signal_words import marks, questions, silences
from tests.analysis.lowest import LOWEST
from tests.analysis.made_up import UNKNOWN, add_lowest
from tests.analysis.raised import TODAY, case_of, weekly
from tests.frameworks.test_text import ENTRIES

FIVE = {"minimum": 1.0, "maximum": 5.0, "step": 1.0}
WORDS = ("name", "why", "rule", "numbers", "may")


def parts(rule):
    """The sentences a rule needs, by their names in its section."""
    found = [*WORDS, *rule.news]
    found += ["needs", "short", "caption"] if rule.rated else ["quiet", "few"]
    found += ["needs_participant"] if rule.reads == "pair" else []
    return [*found, "why_good"] if rule.good else found


@pytest.fixture
def one_more_rule(monkeypatch):
    add_lowest(monkeypatch)


@pytest.fixture
def fallen(dimensions):
    """A case whose last rating is the lowest of its line, and its signals."""
    case = case_of(weekly([4, 3, 4, 3, 2]), weekly([3, 3, 2, 2], "expectancy"))
    return lambda: case_signals(case, dimensions, today=TODAY)


def test_no_two_rules_have_one_key():
    keys = [rule.key for rule in rules.RULES]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.key)
def test_every_rule_has_its_sentences_and_no_other(rule):
    section = {key.split(".")[2] for key in ENTRIES if key.startswith(f"signals.{rule.key}.")}
    assert section == set(parts(rule))


@pytest.mark.parametrize("rule", rules.on_ratings(), ids=lambda rule: rule.key)
def test_a_rule_has_enough_ratings_in_its_example(rule):
    assert len(rule.example.worker) >= rule.needs


def test_what_waits_is_needed_most_and_a_look_least():
    by_need = list(rules.by_need().values())
    assert by_need == sorted(by_need, key=NEWS.index)
    assert set(by_need) == set(NEWS)


def test_only_trend_and_plan_find_that_a_line_moved_the_good_way():
    assert rules.movements() == ["improving", "shift"]


def test_a_number_is_never_written_as_the_bound_it_is_told_from():
    row = {"rule": "stuck", "minimum": 0.0, "maximum": 10.0}
    assert rules.signal_rule("stuck").bounds(row) == {"lower": -2.0, "upper": 2.0}
    assert rules.signal_rule("pattern").bounds(row) == {}


def test_a_drawing_has_no_line_beyond_an_end_of_the_scale():
    line = Block.of([1, 5, 1, 5, 1, 5], minimum=1, maximum=5)
    assert rules.signal_rule("unusual").levels(line) == {"mean": 3.0}


# a rule nobody has drawn the table of false alarms for


def test_a_new_rule_asks_its_question_and_says_that_its_chance_is_unknown(
    one_more_rule, fallen, dimensions
):
    (question,) = questions(fallen(), dimensions)
    assert question.text == (
        "Working relationship is lower than ever in the worker’s ratings. What made it hard?"
    )
    assert question.rule_text.startswith("Asked from 3 ratings on.")
    assert question.chance == UNKNOWN
    assert [mark.dimension for mark in marks([question])] == ["working_relationship"]


def test_a_new_rule_without_a_signal_does_not_say_how_much_it_misses(
    one_more_rule, fallen, dimensions
):
    said = {each.rule: each.text for each in silences(fallen(), dimensions)}
    assert said["lowest"] == (
        "One line was asked and gave no signal. That does not mean that nothing changed."
    )


@pytest.mark.parametrize("alarm", [True, False])
def test_of_a_new_rule_there_is_no_rate(monkeypatch, alarm):
    add_lowest(monkeypatch, replace(LOWEST, alarm=alarm))
    assert false_alarm_rate("lowest", **FIVE, n=20) is None
    assert miss_rate("lowest", **FIVE, n=20) is None


def test_a_new_rule_is_drawn_by_the_simulation(one_more_rule):
    found = rates(simulate(Circumstances(n=8), 50, np.random.default_rng(7)))
    assert found["rule"].tolist()[-2:] == ["lowest", "any"]
    assert found.set_index("rule").at["lowest", "able"] == 1

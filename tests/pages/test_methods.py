"""Does the methods page say what the rules and the table say, and draw what the reader asks for?"""

import re

import numpy as np
import pytest

from supervision_kit.analysis import rules
from supervision_kit.analysis.chance import ANY, rates, simulate
from supervision_kit.analysis.false_alarms import false_alarm_rate
from supervision_kit.frameworks import load_framework, say
from supervision_kit.pages import MethodsPage
from supervision_kit.pages.methods_chance import N_CASES, SEED, Chances, Play, rates_by_chance
from supervision_kit.pages.methods_examples import examples
from supervision_kit.pages.methods_rates import per_hundred
from supervision_kit.pages.methods_rates import rates_on_scale as table_of
from supervision_kit.store import open_store

FIVE = {"minimum": 1.0, "maximum": 5.0, "step": 1.0}
OWN_SCALE = """
[scale]
key = "school_day"
name = "The school day"
version = 1
minimum = 0
maximum = 20
step = 1
better = "higher"
lane = "context"
good_news = "Higher is good news."
raters = ["worker"]
sources = ["Our team, 2026"]

[scale.dimensions.lessons]
name = "Lessons"
question = "How many lessons were possible?"
hint = "What helped?"
anchors = []
"""


@pytest.fixture
def page(store):
    return MethodsPage(store)


def text(page, name):
    return page.find(name).value


def table(page):
    return text(page, "rates-table")


def result(page):
    return text(page, "play-result")


def lines(html):
    """HTML without its indentation, which depends on where a piece is put."""
    return " ".join(html.split())


def cells(html, signal):
    """The numbers in the row of a table that begins with a signal."""
    (row,) = [row for row in re.findall(r"<tr.*?</tr>", html, re.S) if signal in row]
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_the_first_paint_holds_every_part_of_the_live_page(page):
    html = page._repr_mimebundle_()["text/html"]
    assert html.count("<h1") == 1
    shown = (text(page, "meaning-place"), table(page), result(page))
    for piece in shown:
        assert lines(piece) in lines(html)
    assert 'data-chart="chance"' in html


def test_every_signal_a_case_page_can_link_to_has_a_heading(page):
    for rule in rules.RULES:
        assert text(page, "meaning-place").count(f'<h3 id="{rule.key}"') == 1


def test_no_id_stands_on_the_page_twice(page):
    ids = re.findall(r'\sid="([^"]+)"', page.first_paint())
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.rule)
def test_every_example_raises_its_own_signal_with_numbers_of_the_rule(example):
    assert example.question.rule == example.rule
    assert example.question.numbers
    assert example.may


def test_the_numbers_of_an_example_are_worked_out_from_its_ratings():
    told = {example.rule: " ".join(example.question.numbers) for example in examples()}
    assert "rated 13 times by the worker: 2.2 points" in told["improving"]
    assert "7 times before and 7 times since" in told["shift"]
    assert "the last is 1, the limits are 1.7 and 4.8" in told["unusual"]
    assert "on 8 days: the worker’s rating less the client’s is 1" in told["apart"]
    assert "longest run 8 (expected up to 7)" in told["pattern"]
    assert "22 comments counted, 0.55 of them" in told["positives_to_challenges"]


@pytest.mark.parametrize("rule", [rule.key for rule in rules.on_ratings()])
def test_every_figure_has_a_description_and_its_ratings_as_a_table(page, rule):
    figure = text(page, "meaning-place").split(f'data-chart="{rule}"')[1].split("</figure>")[0]
    assert "Ratings from first to last. By the worker: " in figure
    n = len(re.findall(r'<th scope="row">', figure))
    assert n == figure.split("By the worker: ")[1].split(".")[0].count(",") + 2


def test_the_table_prints_what_the_shipped_simulation_says(page):
    page.find("n").value = 40
    page.find("n-lines").value = 4
    rate = false_alarm_rate("improving", **FIVE, n=40, n_series=4)
    after = false_alarm_rate("improving", **FIVE, n=40, n_series=4, autocorrelation=0.3)
    shown = cells(table(page), "Better or harder")
    expected = (rate.rate, rate.on_page, after.rate, after.on_page)
    assert shown[:4] == [per_hundred(share).replace("<", "&lt;") for share in expected]
    assert "page of 4" in table(page)


def test_a_signal_that_is_not_asked_yet_says_from_when_on(page):
    page.find("n").value = 10
    assert cells(table(page), "Since the plan") == ["asked from 12 ratings on"]
    assert len(cells(table(page), "Better or harder")) == 5


def test_a_coarse_scale_is_never_told_that_it_hardly_moved(page):
    page.find("scale").value = "client_view"
    assert cells(table(page), "Hardly moved<") == ["not asked on so few points"]


def test_a_length_beyond_the_table_is_said_to_be(page):
    assert "The longest lines" not in table(page)
    page.find("n").value = 300
    assert "The longest lines that were invented have 100 ratings" in table(page)


def test_the_agencys_own_scale_is_offered_and_the_nearest_is_named(tmp_path):
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "own.toml").write_text(OWN_SCALE)
    framework = load_framework(tmp_path / "frameworks")
    place = tmp_path / "caseload.sqlite"
    with open_store(place, framework=framework, create=True, author="tester") as opened:
        page = MethodsPage(opened)
        (key,) = set(framework.scales) - set(load_framework().scales)
        page.find("scale").value = key
    assert "No lines were invented for a scale of 21 points" in table(page)


def test_the_sentence_on_what_is_missed_follows_the_length():
    scale = load_framework().scales["engagement"]
    few, many = (table_of(scale, n, 1).notes[0] for n in (5, 60))
    assert "none of these signals is asked" in few
    assert re.search(r"miss a real step of a fifth of the scale on \S+ in 100 lines", many)


def test_drawing_again_draws_another_case_of_the_same_kind(page):
    before, often = result(page), page.play.chances.often()
    page.find("again").click()
    assert result(page) != before
    assert page.play.chances.often() == often
    assert "Case 2" in result(page)


def test_drawing_until_a_signal_shows_counts_the_cases_it_took(page):
    page.find("until").click()
    assert page.play.chances.n_alarms > 0
    n = page.play.chances.draw - 1
    assert ("at once" if n == 1 else f"It took {n} cases") in result(page)


def test_drawing_until_a_signal_shows_ends_where_none_can(page):
    page.find("play-n").value = 5
    page.find("until").click()
    assert "None of 200 cases showed a signal." in result(page)


def test_the_number_of_lines_and_their_length_are_drawn(page):
    page.find("play-n-lines").value = 3
    page.find("play-n").value = 33
    figure = result(page).split("<figure")[1].split("</figure>")[0]
    assert "Line 3" in figure
    assert "Line 4" not in figure
    assert figure.count('<th scope="row">') == 33


def test_a_real_change_is_told_and_its_misses_are_counted(page):
    assert page.find("play-size").disabled
    page.find("play-form").value = "step"
    assert not page.find("play-size").disabled
    html = result(page)
    assert "truly moved up by a fifth of the scale" in html
    assert "missed on one line" in html
    small = rates_by_chance(page.play.chances.play).at[ANY, "line"]
    page.find("play-size").value = "two_fifths"
    assert rates_by_chance(page.play.chances.play).at[ANY, "line"] > small


def test_choosing_a_scale_draws_on_its_points(page):
    page.find("scale").value = "client_view"
    assert page.play.chances.case.values.max() <= 3


@pytest.mark.parametrize("play", [Play(**FIVE), Play(**FIVE, n=40, n_lines=2, form="drift")])
def test_how_often_rules_fire_is_what_the_simulation_counts(play):
    counted = rates(simulate(play.circumstances, N_CASES, np.random.default_rng(SEED)))
    expected = counted.set_index("rule")["rate"]
    shown = rates_by_chance(play)["page"]
    assert shown.to_dict() == pytest.approx(expected[shown.index].to_dict())


def test_a_mark_stands_on_exactly_the_lines_on_which_a_rule_fired():
    chances = Chances(Play(**FIVE, n=40, form="step", size="two_fifths"))
    fired = np.any([(answer["state"] == "signal") for answer in chances.fired.values()], axis=0)
    assert {int(line) for _, line in chances.marks} == set(np.flatnonzero(fired).tolist())
    assert chances.figure().count("Since the plan") >= 2


def test_that_nothing_moved_is_marked_but_not_counted_as_an_alarm():
    play = Play(**FIVE, n=60, n_lines=12, noise="little", held="none")
    chances = Chances(play)
    quiet = (chances.fired["stuck"]["state"] == "signal").sum()
    alarms = [
        answer["state"] for rule, answer in chances.fired.items() if rules.signal_rule(rule).alarm
    ]
    assert quiet > 0
    assert chances.n_alarms == np.any([each == "signal" for each in alarms], axis=0).sum()


@pytest.mark.parametrize(
    ("share", "words"), [(0, "<1"), (0.0099, "<1"), (0.01, "1"), (0.5, "50"), (0.995, ">99")]
)
def test_a_share_is_written_out_of_a_hundred(share, words):
    assert per_hundred(share) == words


def test_a_failure_is_a_sentence_and_no_traceback(page, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr("supervision_kit.pages.methods_play.Chances", fail)
    page.find("again").click()
    assert page.sentence == say("form.unexpected")
    assert "secret" not in page.first_paint()

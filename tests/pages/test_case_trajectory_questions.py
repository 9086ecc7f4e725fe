"""Can a question be read, set aside with a reason and taken back, on a real store?"""

from datetime import date, timedelta
from html import escape

import pytest

from supervision_kit.analysis.block import KEYS
from supervision_kit.frameworks import day_short, load_framework, say
from supervision_kit.pages import CasePage
from supervision_kit.records import Case, Contact, Mandate, Promise, Rating
from supervision_kit.store import open_store

TODAY = date(2026, 11, 20)
SEVERAL, FULL, QUIET, UNRATED = "K-8D5L", "K-7F3Q", "K-2M8D", "K-8C4Z"
REASON = "The day after the <b>hearing</b>; it says nothing about us."
SCRIPT = "<script>alert(1)</script> for $5 & $6"
AGENCY = f"""[scale]
key = "calm"
name = "Calm"
version = 1
minimum = 1
maximum = 5
step = 1
better = "higher"
lane = "context"
good_news = "Higher is calmer."
raters = ["worker"]
sources = ["Our own team, 2026"]

[scale.dimensions.calm]
name = "{SCRIPT}"
question = "How calm was it?"
hint = "From what you saw."
"""


@pytest.fixture
def page(caseload):
    return CasePage(caseload, SEVERAL, today=TODAY)


def shown(page):
    """The questions on the page now, in their order."""
    return page.view.questions if page._all_asked else page.view.asking.first


def show_all(page):
    if not page._all_asked:
        page.find("all-asked").click()


def number_of(page, rule):
    """Where the only question of a rule stands in the rail."""
    found = [i for i, question in enumerate(shown(page)) if question.rule == rule]
    assert len(found) == 1
    return found[0]


def question(page, rule):
    return shown(page)[number_of(page, rule)]


def piece(page, rule):
    """The HTML of the only question of a rule, and its button."""
    words, button = page.find(f"asked-{number_of(page, rule)}").children
    return words.value, button


def press(page, rule):
    piece(page, rule)[1].click()


def buttons(page):
    """The button of every question, in their order."""
    return [page.find(f"asked-{n}").children[1] for n in range(len(shown(page)))]


def set_aside(page, rule, reason=REASON):
    press(page, rule)
    page.aside.value = {"reason": reason}
    page.aside.save_button.click()


def rules(page, *, aside):
    return [each.rule for each in page.view.questions if bool(each.dismissal) is aside]


def test_at_most_three_questions_stand_first_good_news_as_one_of_them(page, caseload):
    assert rules(page, aside=False) == ["good_news", "pattern"]
    assert {each.rule for each in question(page, "good_news").of} >= {"improving"}
    for code in caseload.codes():
        other = CasePage(caseload, code, today=TODAY)
        assert len(shown(other)) <= 3
        assert sum(each.news == "good" for each in shown(other)) <= 1


def test_every_question_has_the_button_that_sets_it_aside(page):
    assert [button.description for button in buttons(page)] == [say("case.dismiss")] * 2
    for each, button in zip(shown(page), buttons(page), strict=True):
        assert each.text in button.tooltip


def test_a_question_says_why_it_is_here_without_p_values_and_where_to_read_on(page):
    html, _ = piece(page, "pattern")
    asked = question(page, "pattern")
    for sentence in (asked.text, asked.why):
        assert escape(sentence, quote=False) in html
    assert 'href="methods.ipynb#pattern"' in html
    assert asked.tag in html
    assert "<details>" in html
    assert " p " not in html
    assert "p:" not in html
    assert "Mann-Kendall" not in html


def test_each_kind_of_news_has_a_shape_of_its_own(page, caseload):
    seen = page.first_paint() + "".join(
        CasePage(caseload, code, today=TODAY).first_paint() for code in (QUIET, "K-9T1A")
    )
    for news in ("good", "due", "apart", "look"):
        assert f"shape-{news}" in seen


def test_the_first_paint_has_a_button_for_each_live_one(page):
    html = page.first_paint()
    for n, button in enumerate(buttons(page)):
        assert f'data-awaits-live=".live-dismiss-{n}"' in html
        assert f"live-dismiss-{n}" in button._dom_classes


def test_a_question_is_set_aside_with_author_day_and_reason(page, caseload):
    before = question(page, "pattern")
    set_aside(page, "pattern")
    assert page.aside is None
    assert page.sentence == say("case.saved_dismissal")
    assert rules(page, aside=True) == ["pattern"]
    html, button = piece(page, "pattern")
    told = say(
        "case.set_aside",
        author="tester",
        day=day_short(date.today(), today=date.today()),
        reason="\0",
    )
    assert told.partition("\0")[0] in html
    assert escape(REASON, quote=False) in html
    assert "<b>hearing" not in html + page.first_paint()
    assert "signal-aside" in html
    assert escape(before.text, quote=False) in html
    assert button.description == say("case.take_back")
    kept = caseload.dismissals(SEVERAL).iloc[0]
    assert (kept["author"], kept["reason"]) == ("tester", REASON)


def test_what_was_set_aside_is_behind_what_else_was_asked_when_the_page_is_opened_anew(
    page, caseload
):
    set_aside(page, "pattern")
    again = CasePage(caseload, SEVERAL, today=TODAY)
    assert escape(REASON, quote=False) not in again.first_paint()
    show_all(again)
    assert rules(again, aside=True) == ["pattern"]
    assert escape(REASON, quote=False) in again.first_paint()


def test_the_reason_is_asked_in_the_place_of_the_question_and_the_page_stays(page):
    before = page.find("figure-place")
    press(page, "pattern")
    n = number_of(page, "pattern")
    assert page.find(f"asked-{n}").children[1] is page.aside
    assert page.find("figure-place") is before
    assert page.form is None
    assert page.address.place["form"] == ""
    press(page, "good_news")
    assert page.find(f"asked-{n}").children[1] is not page.aside
    assert page.aside.question.rule == "good_news"


def test_setting_one_question_aside_leaves_the_others(page):
    set_aside(page, "pattern")
    assert rules(page, aside=False) == ["good_news"]


def test_good_news_is_set_aside_with_every_rule_and_line_it_stands_for(caseload):
    page = CasePage(caseload, FULL, today=TODAY)
    lines = question(page, "good_news").lines
    assert len({rule for rule, _ in lines}) > 1
    set_aside(page, "good_news")
    keys = ["rule", *KEYS[1:]]
    rows = caseload.dismissals(FULL)[keys].fillna("").itertuples(index=False, name=None)
    assert sorted(rows) == sorted((rule, *key) for rule, key in lines)
    assert rules(page, aside=False) == []


def test_a_question_without_a_reason_is_not_set_aside(page, caseload):
    press(page, "pattern")
    page.aside.save_button.click()
    assert page.aside.errors
    page.aside.keep_button.click()
    assert page.aside is None
    assert rules(page, aside=True) == []
    assert caseload.dismissals(SEVERAL).empty


def test_a_question_can_be_taken_back(page, caseload):
    before = page.view.questions
    set_aside(page, "pattern")
    press(page, "pattern")
    assert page.view.questions == before
    assert page.sentence == say("case.saved_back")
    assert piece(page, "pattern")[1].description == say("case.dismiss")
    assert escape(REASON, quote=False) not in page.first_paint()
    assert list(caseload.dismissals(SEVERAL)["withdrawn"]) == ["yes"]


def test_what_was_taken_back_can_be_set_aside_again(page, caseload):
    set_aside(page, "pattern", "First thought.")
    press(page, "pattern")
    set_aside(page, "pattern", "Second thought.")
    html, _ = piece(page, "pattern")
    assert "Second thought." in html
    assert "First thought." not in html


def test_a_newer_contact_with_a_rating_asks_again(page):
    set_aside(page, "pattern")
    page.find("record").click()
    rated = {"value": 4, "evidence": ""}
    page.form.value = {
        **page.form.value,
        "kind": "office",
        "attendance": "attended",
        "safety_concern": "no",
        "rating.worker.engagement.working_relationship": rated,
    }
    page.form.save_button.click()
    assert "pattern" not in rules(page, aside=True)
    assert any(
        line[1] == "working_relationship"
        for each in page.view.questions
        if not each.dismissal
        for line in each.series
    )


def test_silence_that_was_set_aside_is_asked_about_again_after_the_next_entry(store):
    case = Case(
        code="K-1",
        setting="probation",
        opened_on=date(2026, 1, 5),
    )
    agreed = {"mandate": "mandated", "contact_every_days": 7}
    store.save(case, Mandate(case_id=case.id, from_on=case.opened_on, **agreed))
    page = CasePage(store, "K-1", today=TODAY)
    set_aside(page, "nothing_recorded")
    assert rules(page, aside=True) == ["nothing_recorded"]
    met = {"kind": "office", "attendance": "attended", "occurred_on": date(2026, 3, 2)}
    store.save(Contact(case_id=case.id, **met))
    page.show_case("K-1")
    assert rules(page, aside=False) == ["nothing_recorded"]


def test_a_store_that_is_away_says_so_when_a_question_is_taken_back(page, tmp_path):
    set_aside(page, "pattern")
    path, elsewhere = tmp_path / "sample.sqlite", tmp_path / "elsewhere.sqlite"
    path.rename(elsewhere)
    press(page, "pattern")
    path.unlink(missing_ok=True)
    elsewhere.rename(path)
    assert page.sentence
    assert page.sentence not in (say("case.saved_back"), say("form.unexpected"))
    assert "Traceback" not in page.find("status-place").value
    assert rules(page, aside=True) == ["pattern"]
    press(page, "pattern")
    assert rules(page, aside=True) == []


def test_a_broken_promise_and_silence_stand_before_everything_else(caseload):
    page = CasePage(caseload, QUIET, today=TODAY)
    assert rules(page, aside=False) == ["promises", "nothing_recorded"]
    assert "still to be written up" in piece(page, "nothing_recorded")[0]


def test_a_promise_that_was_set_aside_leaves_room_for_the_next_one(caseload):
    page = CasePage(caseload, QUIET, today=TODAY)
    set_aside(page, "promises")
    assert rules(page, aside=True) == ["promises"]
    case = caseload.case(QUIET)
    made_on = TODAY - timedelta(10)
    caseload.save(Promise(case_id=case.id, promised_on=made_on, text="Ring back", state="broken"))
    page.show_case(QUIET)
    assert rules(page, aside=True) == []
    assert "promises" in rules(page, aside=False)


def test_a_case_without_ratings_asks_nothing_and_says_what_else_was_asked(caseload):
    page = CasePage(caseload, UNRATED, today=TODAY)
    assert buttons(page) == []
    show_all(page)
    head = page.find("signals-head").value
    assert say("case.no_ratings") in head
    assert say("case.nothing_asked") not in head
    assert say("case.also_asked") in page.find("silences-place").value


def test_a_rated_case_without_a_question_says_that_this_is_not_the_same_as_nothing(caseload):
    page = CasePage(caseload, "K-2Y6T", today=TODAY)
    assert say("case.nothing_asked") in page.find("signals-head").value


def test_the_questions_of_another_case_take_the_place_of_the_old_ones(page):
    old = [page.find(f"asked-{n}") for n in range(2)]
    page.find("case-finder").find(FULL)
    assert len(buttons(page)) == 1
    assert old[1].comm is None
    assert old[1].layout.comm is None


@pytest.fixture
def agency(tmp_path):
    """A store with a scale of the agency's own, whose dimension is named by a script."""
    folder = tmp_path / "frameworks"
    folder.mkdir()
    (folder / "calm.toml").write_text(AGENCY)
    path = tmp_path / "agency.sqlite"
    with open_store(path, framework=load_framework(folder), create=True, author=SCRIPT) as opened:
        yield opened


def test_what_people_typed_stays_text_in_a_question_and_in_why_it_was_set_aside(agency):
    case = Case(code="K-1", setting="probation", opened_on=date(2026, 1, 5))
    line = {"case_id": case.id, "scale": "calm", "dimension": "calm", "rater": "worker"}
    days = [case.opened_on + timedelta(7 * week) for week in range(8)]
    agency.save(
        case,
        *(
            Rating(rated_on=day, value=value, **line)
            for day, value in zip(days, (1, 1, 2, 2, 3, 3, 4, 5), strict=True)
        ),
    )
    page = CasePage(agency, "K-1", today=TODAY)
    (asked,) = page.view.asking.first
    set_aside(page, asked.rule, SCRIPT)
    live = "".join(page.find(f"question-{n}").value for n in range(len(page.view.questions)))
    for html in (live, page.first_paint()):
        assert "<script" not in html
        assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; for $5 &amp; $6") >= 3

"""Does a rule that came new stand on the pages before anybody has drawn how often it is wrong?"""

from datetime import date, timedelta

import pytest

from supervision_kit.pages import CasePage, MethodsPage
from supervision_kit.pages.methods_chance import rates_by_chance
from supervision_kit.records import Case, Rating
from tests.analysis.made_up import UNKNOWN, add_lowest

TODAY = date(2026, 11, 20)
ASKED = "Working relationship is lower than ever in the worker’s ratings. What made it hard?"


@pytest.fixture(autouse=True)
def one_more_rule(monkeypatch):
    add_lowest(monkeypatch)
    rates_by_chance.cache_clear()
    yield
    rates_by_chance.cache_clear()


@pytest.fixture
def fallen(store):
    """A store with one case whose last rating is the lowest."""
    case = Case(code="K-1", setting="probation", opened_on=date(2026, 9, 7))
    line = {"case_id": case.id, "scale": "engagement", "dimension": "working_relationship"}
    days = [case.opened_on + timedelta(7 * week) for week in range(5)]
    ratings = [
        Rating(rated_on=day, value=value, rater="worker", **line)
        for day, value in zip(days, (4, 3, 4, 3, 2), strict=True)
    ]
    store.save(case, *ratings)
    return store


def test_the_case_page_asks_it_and_the_chart_says_so(fallen):
    page = CasePage(fallen, "K-1", today=TODAY)
    (question,) = page.view.questions
    assert (question.text, question.chance) == (ASKED, UNKNOWN)
    html = page.first_paint()
    assert ASKED in html
    assert "One row is marked, as something is asked of it: Working relationship." in html


def test_the_case_page_of_every_sample_stands(caseload):
    for code in caseload.codes():
        page = CasePage(caseload, code, today=TODAY)
        if page.view.silences:
            page.find("all-asked").click()
        assert code in page.first_paint()


def test_the_methods_page_explains_it_and_says_that_its_chance_is_unknown(store):
    page = MethodsPage(store)
    (told,) = page.find("meaning-place").value.split('<h3 id="lowest"')[1:]
    assert ASKED in told
    assert UNKNOWN in told
    assert "lower limit 2" in told
    row = page.find("rates-table").value.split('href="#lowest"')[1].split("</tr>")[0]
    assert row.count("<td") == 1
    assert UNKNOWN in row
    assert "Lower than ever" in page.find("play-result").value


def test_a_new_rule_is_none_of_those_whose_alarms_were_counted_together(store):
    rates = MethodsPage(store).find("rates-table").value
    assert rates.index("Any of the above") < rates.index("Lower than ever")

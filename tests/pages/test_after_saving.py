"""Is what was saved told as saved, and saved once, whatever fails afterwards?"""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from supervision_kit.frameworks import say
from supervision_kit.pages import CasePage
from supervision_kit.store import open_store

TODAY = date(2026, 11, 20)
FULL = "K-7F3Q"
CONTACT = {
    "occurred_on": "2026-11-19",
    "kind": "home",
    "attendance": "attended",
    "safety_concern": "no",
}
EVENT = {"happened_on": "2026-11-19", "kind": "other", "note": "Moved house."}
CASE = {
    "code": "K-NEW",
    "setting": "probation",
    "mandate": "mandated",
    "opened_on": "2026-11-19",
    "worker": "W1",
}


@pytest.fixture
def page(caseload):
    return CasePage(caseload, FULL, today=TODAY)


@pytest.fixture
def failing(caseload):
    """Let the disk fail once one more save is on it: ``mend = failing()``."""
    path = Path(caseload.location)

    def write(content):
        with path.open("r+b") as file:
            before = file.read(len(content))
            file.seek(0)
            file.write(content)
        return before

    def arm():
        n_before, good = n_saves(path), []

        def look(*_):
            if not good and n_saves(path) > n_before:
                good.append(write(b"\xff" * 100))

        event.listen(caseload.engine, "checkin", look)
        return lambda: write(good[0])

    return arm


def n_saves(path):
    with open_store(path, author="tester") as other, other.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM saves").scalar()


def open_form(page, name):
    """Open a form and fill it in."""
    if name == "dismissal":
        page.find("dismiss-0").click()
        page.aside.value = {"reason": "It was the week of the move."}
        return page.aside
    page.open_form(name)
    page.form.value = {"contact": CONTACT, "event": EVENT, "case": CASE}[name]
    return page.form


@pytest.mark.parametrize("name", ["contact", "event", "case", "dismissal"])
def test_a_form_that_cannot_be_emptied_after_the_save_says_saved_and_saves_once(
    page, caseload, failing, name
):
    before = n_saves(Path(caseload.location))
    form = open_form(page, name)
    mend = failing()
    form.save_button.click()
    assert say("form.page_not_updated") in (form.notice, page.sentence)
    assert form.errors == {}
    assert form.controls.said["over"]
    mend()
    form.value = form.value | {"note": "typed too late"}
    form.save_button.click()
    form.save_button.click()
    assert n_saves(Path(caseload.location)) == before + 1
    assert caseload.draft(form.draft_name, form.case_code) is None


def test_taking_back_is_told_as_done_and_done_once_when_the_page_cannot_follow(
    page, caseload, failing
):
    open_form(page, "dismissal").save_button.click()
    aside = next(each for each in page.view.questions if each.dismissal)
    mend = failing()
    page.take_back(aside)
    assert page.sentence == say("form.page_not_updated")
    mend()
    n_done = n_saves(Path(caseload.location))
    page.take_back(aside)
    assert page.sentence == say("case.saved_back")
    assert n_saves(Path(caseload.location)) == n_done

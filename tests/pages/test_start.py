"""Does the start page say what waits, show every case, and tell where the records are?"""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import event

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import day_in_words
from supervision_kit.pages import StartPage
from supervision_kit.records import (
    Case,
    CaseAction,
    Closing,
    Concern,
    Contact,
    DateAhead,
    Mandate,
    Person,
    Promise,
    Supervision,
    SupervisionAction,
    SupervisionSession,
    WorkerSpell,
)
from supervision_kit.store import back_up_daily, backup, open_store
from supervision_kit.store.manifest import manifest_of

TODAY = date(2026, 11, 20)
SCRIPT = "<script>alert(1)</script>"


def html(store):
    return StartPage(store, today=TODAY)._repr_html_()


def words(page):
    """What stands on the page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def first_lines(page):
    """The lines above the caseload."""
    return [words(line) for line in re.findall(r"<li>(.*?)</li>", page, re.S)]


def ago(n_days):
    return TODAY - timedelta(n_days)


def case(code, **known):
    return Case(code=code, **{"setting": "probation", "opened_on": ago(100)} | known)


def mandate(of, **known):
    return Mandate(case_id=of.id, from_on=of.opened_on, mandate="mandated", **known)


def promise(of, due_in, text="Ring the clinic"):
    return Promise(case_id=of.id, promised_on=ago(50), text=text, due_on=ago(-due_in))


def contact(of, n_days_ago, **columns):
    given = {"kind": "office", "attendance": "attended"} | columns
    return Contact(case_id=of.id, occurred_on=ago(n_days_ago), **given)


# What waits.


def test_the_first_lines_say_what_waits_where_and_why(store):
    one = case("K-1")
    store.save(one, promise(one, -6))
    assert first_lines(html(store)) == ["Promise overdue K-1 Ring the clinic was due 14 Nov"]
    assert "Something waits in the one open case." in html(store)


def test_at_most_five_cases_stand_first_and_the_rest_is_counted(store):
    cases = [case(f"K-{i}") for i in range(1, 8)]
    store.save(*cases, case("K-8"), *(promise(each, -i) for i, each in enumerate(cases, 1)))
    page = html(store)
    codes = [re.search(r"K-\d", line)[0] for line in first_lines(page)]
    assert codes == ["K-7", "K-6", "K-5", "K-4", "K-3"]
    assert "2 more further down." in page
    assert "In 7 of 8 open cases something waits." in page


def test_where_nothing_waits_a_kind_sentence_stands(store):
    store.save(case("K-1"))
    page = html(store)
    assert "Nothing waits for you today." in page
    assert first_lines(page) == []


def test_a_draft_leads_to_its_form_from_the_first_lines_and_from_its_row(store):
    one = case("K-1")
    store.save(one, promise(one, -6), case("K-2"))
    for form, code in (("contact", "K-1"), ("event", "K-2"), ("case", "")):
        store.keep_draft(form, code, {})
    page = unescape(html(store))
    assert page.count('href="case-trajectory.ipynb?case=K-1&form=contact"') == 1
    assert page.count('href="case-trajectory.ipynb?case=K-2&form=event"') == 2
    assert any("a new case, begun and not saved" in line for line in first_lines(page))


def test_a_draft_of_a_form_without_an_address_leads_to_its_case(store):
    store.save(case("K-1"))
    store.keep_draft("dismissal promises 1a2b", "K-1", {})
    page = html(store)
    assert "form=dismissal" not in page
    assert "a reason why a question does not fit" in page


@pytest.mark.parametrize("typed", ["promise", "concern", "date"])
def test_what_somebody_typed_is_shown_as_text_in_its_own_direction(store, typed):
    one = case("K-1")
    records = {
        "promise": promise(one, -1, SCRIPT),
        "concern": Concern(case_id=one.id, opened_on=ago(1), worry=SCRIPT),
        "date": DateAhead(case_id=one.id, due_on=TODAY, kind="other", note=SCRIPT),
    }
    store.save(one, records[typed])
    page = html(store)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    around = re.findall(r"<(?:\w+)([^>]*)>[^<>]*&lt;script", page)
    assert around
    assert all('dir="auto"' in attributes for attributes in around)


def test_a_long_text_is_shortened(store):
    one = case("K-1")
    store.save(one, promise(one, -1, "word " * 400 + "end"))
    page = html(store)
    assert "…" in page
    assert "word end" not in page


# The caseload.


def rows(page):
    """The rows of the caseload as words, by the code of their case."""
    found = [words(row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)]
    return {row.split()[0]: row for row in found}


def test_a_row_says_who_where_why_when_and_what_is_next(store):
    one = case("K-1")
    agreed = mandate(one, order_ends_on=date(2027, 5, 9), contact_every_days=7)
    worker = WorkerSpell(case_id=one.id, person_id="W2", from_on=ago(90))
    store.save(one, agreed, worker, contact(one, 30), promise(one, -6))
    assert rows(html(store))["K-1"] == (
        "K-1 W2 · Probation Promise overdue was due 14 Nov · also Nothing recorded "
        "Ring the clinic not rated Last contact 21 Oct Next date 9 May the order ends"
    )


def test_a_case_in_which_nothing_waits_says_so(store):
    store.save(case("K-1"))
    assert "nothing waits" in rows(html(store))["K-1"]
    assert "none yet" in rows(html(store))["K-1"]


def test_a_contact_that_did_not_take_place_is_told_as_planned(store):
    one = case("K-1")
    store.save(one, contact(one, 3, attendance="did_not_attend"))
    assert "not met yet, planned 17 Nov" in rows(html(store))["K-1"]


def test_closed_cases_are_folded_after_the_open_ones(store):
    ended = case("K-1")
    closing = Closing(case_id=ended.id, closed_on=ago(9), how="as_agreed")
    store.save(ended, closing, case("K-2"))
    page = html(store)
    before, _, folded = page.partition("<details")
    assert list(rows(before)) == ["Case", "K-2"]
    assert "closed 11 Nov" in rows(folded)["K-1"]
    assert "One closed case" in folded


def test_every_case_that_was_rated_this_year_has_a_drawing_that_speaks(caseload):
    page = html(caseload)
    cases = caseload.cases()
    rated = cases[cases["last_rated_on"].notna()]
    titles = re.findall(r"<title>(.*?)</title>", page)
    assert page.count('<svg class="spark"') == len(rated) == len(titles)
    assert all(re.match(r"Rated .* in 12 months", title) for title in titles)


def test_a_search_is_offered_where_there_are_many_cases(store):
    for number in range(1, 9):
        assert 'type="search"' not in html(store)
        store.save(case(f"K-{number}"))
    assert 'type="search"' in html(store)


def test_more_cases_need_no_more_queries(store):
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def queries():
        asked.clear()
        html(store)
        return len(asked)

    of_none = queries()
    cases = [case(f"K-{i}") for i in range(1, 21)]
    store.save(*cases, *(contact(each, 3) for each in cases), *(promise(c, -1) for c in cases))
    assert queries() == of_none


# Where the records are.


def test_the_start_page_counts_what_is_kept(caseload):
    counts = caseload.counts()
    page = html(caseload)
    assert "12 cases" in page
    assert f"{counts['contacts']} contacts" in page
    assert str(caseload.location) in page


def test_every_case_is_a_link_to_its_page(caseload):
    page = html(caseload)
    for code in caseload.cases()["code"]:
        assert f'href="case-trajectory.ipynb?case={code}"' in page


def test_an_empty_store_names_the_one_next_step(store):
    page = html(store)
    assert "Add the first case" in page
    assert "<table" not in page
    assert page.count("<a ") == page.count('class="button primary"') == 1
    assert "0 cases" not in page


def test_there_is_one_heading_of_the_page(caseload):
    assert html(caseload).count("<h1") == 1


def test_the_start_page_says_when_the_last_checked_copy_was_made_and_where_it_lies(store):
    assert "There is no copy yet" in html(store)
    copy = backup(store)
    page = html(store)
    assert f"The last checked copy was made on {day_in_words(date.today())}" in page
    assert str(copy.parent) in page
    assert 'class="notice"' not in page


def test_a_copy_that_is_no_longer_as_it_was_is_not_called_checked(store):
    backup(store).write_bytes(b"")
    assert "There is no copy yet" in html(store)


def test_an_old_copy_is_warned_about_with_a_command_that_can_be_copied(tmp_path):
    path = tmp_path / "our team" / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        told = manifest_of(backup(store))
        told.write_text(told.read_text().replace(f'"{date.today().year}-', '"2020-'))
        page = unescape(html(store))
    assert f"supervision-kit backup '{path}'" in page
    assert 'class="notice"' in page


def test_a_copy_that_could_not_be_made_is_told(store):
    (Path(store.location).parent / "backups").write_text("in the way")
    with pytest.raises(StoreError):
        back_up_daily(Path(store.location))
    page = html(store)
    assert "copy of the records was not made" in page
    assert "Please check that there is room" in page


def test_a_store_that_cannot_be_read_is_said_in_place_of_the_page(store):
    Path(store.location).write_bytes(b"something else")
    page = words(html(store))
    assert "cannot be shown just now" in page
    assert "damaged" in page
    assert "object at" not in page


# Supervision.

PAIR = "S1-W2"


@pytest.fixture
def signed_in(caseload):
    """Return a function that opens the sample as one of its people."""
    opened = []

    def sign_in(code):
        people = caseload.read(Person)
        person = caseload.find(Person, people.loc[people["code"] == code, "id"].iloc[0])
        person.sign_in = code.lower()
        caseload.save(person)
        opened.append(open_store(caseload.location, author=person.sign_in))
        return opened[-1]

    yield sign_in
    for each in opened:
        each.close()


def session_lines(page):
    (block,) = re.findall(r'<section class="own-sessions".*?</section>', page, re.S)
    return first_lines(block)


def test_who_is_in_no_supervision_finds_the_page_as_it_was(caseload):
    page = html(caseload)
    assert "own-sessions" not in page
    assert "Action due" not in page


def test_who_is_in_a_supervision_finds_the_next_session_and_what_it_needs(signed_in):
    page = html(signed_in("W2"))
    lines = session_lines(page)
    assert "with S1" in lines[0]
    assert re.search(r"(none|one|\d+) of your actions (is|are) open", lines[0])
    assert f'href="supervision-session.ipynb?with={PAIR}"' in page


def test_who_brings_cases_to_a_session_to_come_is_led_to_prepare(caseload, signed_in):
    room_id = caseload.room(Supervision, PAIR).id
    planned = caseload.read(SupervisionSession, PAIR).query("state == 'planned'")
    for record_id in planned["id"]:
        caseload.take_back(caseload.find(SupervisionSession, record_id), "Another day.")
    leads = f'href="supervision-session.ipynb?with={PAIR}&amp;form=preparation"'
    mine = signed_in("W2")
    assert session_lines(html(mine))[0].startswith("No session planned with S1")
    caseload.save(SupervisionSession(supervision_id=room_id, planned_on=TODAY + timedelta(3)))
    page = html(mine)
    assert session_lines(page)[0].startswith("Mon 23 Nov with S1 in 3 days")
    assert leads in page


def test_a_supervisor_finds_each_of_their_supervisions_and_is_not_asked_to_prepare(signed_in):
    page = html(signed_in("S2"))
    assert {"with W3", "with W4"} <= {
        word for line in session_lines(page) for word in re.findall(r"with W\d", line)
    }
    assert "form=preparation" not in page


def test_a_record_not_confirmed_after_a_week_is_asked_for_where_it_can_be_said(caseload, signed_in):
    room_id = caseload.room(Supervision, PAIR).id
    met = SupervisionSession(
        supervision_id=room_id, planned_on=ago(8), state="held", held_on=ago(8)
    )
    caseload.save(met)
    page = html(signed_in("W2"))
    (line,) = [each for each in session_lines(page) if each.startswith("Record of 12 Nov")]
    assert line == "Record of 12 Nov Not confirmed yet: S1, W2 Is it fair?"
    assert f"form=confirm.{met.id}" in page


def test_own_actions_that_are_due_wait_and_those_of_others_do_not(caseload, signed_in):
    mine = signed_in("W2")
    me = mine.me()
    room_id = caseload.room(Supervision, PAIR).id
    case_id = caseload.case("K-2M8D").id
    caseload.save(
        CaseAction(case_id=case_id, agreed_on=ago(30), text="Ring the clinic", due_on=ago(2),
                   person_id=me.id),
        CaseAction(case_id=case_id, agreed_on=ago(30), text="Not mine", due_on=ago(2)),
        SupervisionAction(supervision_id=room_id, agreed_on=ago(30), text=f"Read {SCRIPT}",
                          due_on=ago(1), person_id=me.id),
    )  # fmt: skip
    page = html(mine)
    assert "Action due" in page
    assert "Not mine" not in page
    assert "<script>alert" not in page
    (row,) = [each for each in re.findall(r"<tr>(.*?)</tr>", page, re.S) if "K-2M8D</a>" in each]
    assert "Action due" in words(row)
    lines = session_lines(page)
    assert "Action due Ring the clinic was due 18 Nov K-2M8D" in lines
    assert f"Action due Read {SCRIPT} was due 19 Nov Open" in lines


def test_the_supervision_of_the_start_page_needs_no_query_of_its_own(caseload, signed_in):
    def queries(store):
        asked = []
        event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        html(store)
        return len(asked)

    assert queries(signed_in("W2")) == queries(caseload)

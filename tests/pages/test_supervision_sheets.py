"""Does a sheet hold what was agreed, and nothing of what stays?"""

import datetime as dt
import io
from html import escape

import docx
import pytest

from supervision_kit.pages import SupervisionPage
from supervision_kit.pages.supervision_sheets import sheet_of, sheets
from supervision_kit.records import OurNote, OwnNote, Person, Supervision

TODAY = dt.date(2026, 11, 27)
PAIR = "S1-W2"


@pytest.fixture
def page(caseload):
    opened = SupervisionPage(caseload, PAIR, paper="first", today=TODAY)
    yield opened
    opened.close()


def words(sheet):
    told = [sheet.title, *sheet.facts, sheet.foot]
    for part in sheet.parts:
        told.append(part.heading)
        told += [f"{each.label} {each.text} {each.more}" for each in part.lines]
    return "\n".join(told)


def named(page, form):
    return next(name for _, name in sheets(page.view, TODAY) if name.startswith(form))


def test_a_session_sheet_holds_what_was_decided_and_taken_on_and_fits_half_a_page(page):
    sheet = sheet_of(named(page, "session"), page.view, page.store.framework, TODAY)
    told = words(sheet)
    assert "W2 rings on Saturday morning" in told
    assert "ruled out: To look in on Friday evening." in told
    assert "S1 · was due 20 Nov · Open" in told
    assert "both say it is fair" in told
    assert [part.heading for part in sheet.parts] == ["K-7F3Q", "K-8D5L", "Is this fair?"]
    assert len(told.split()) < 220


def test_what_was_thought_is_on_paper_only_where_it_is_asked_for(page):
    framework = page.store.framework
    short, whole = (
        sheet_of(named(page, form), page.view, framework, TODAY) for form in ("session", "whole")
    )
    thought = "Answered each thing on his list"
    assert thought not in words(short)
    assert thought in words(whole)
    assert "9 paragraphs of what was thought. They stand on the cases." in short.left_out
    assert not any("thought" in each for each in whole.left_out)


def test_no_sheet_of_any_supervision_holds_a_word_of_what_stays(caseload):
    me = caseload.introduced()
    own = OwnNote(person_id=me.id, noted_on=TODAY, text="I was afraid of him in the hall.")
    caseload.save(own)
    ours, mine = caseload.read(OurNote)["text"].tolist(), caseload.read(OwnNote)["text"].tolist()
    assert len(ours) > 3
    assert own.text in mine
    n_sheets = 0
    for code in caseload.read(Supervision)["code"]:
        page = SupervisionPage(caseload, code, today=TODAY)
        for _, name in sheets(page.view, TODAY):
            told = words(sheet_of(name, page.view, caseload.framework, TODAY))
            n_sheets += 1
            assert [each for each in (*ours, *mine) if each in told] == []
    assert n_sheets > 10


def test_how_much_stays_is_counted(page):
    sheet = sheet_of(named(page, "session"), page.view, page.store.framework, TODAY)
    assert "One note that stays between you." in sheet.left_out
    assert "Everything on anybody’s own sheet." in sheet.left_out


def test_the_preparation_has_what_is_open_and_room_to_write(page):
    sheet = sheet_of("preparation", page.view, page.store.framework, TODAY)
    told = words(sheet)
    for heading, lines in page.view.groups:
        assert heading in told
        assert all(each.text in told for each in lines)
    assert all(each.what in told for each in page.view.agenda.first)
    assert sheet.parts[-1].lines[-1].n_rulings == 3


def test_the_blank_form_asks_what_the_page_asks(page):
    told = words(sheet_of("blank", page.view, page.store.framework, TODAY))
    for prompt in ("session_happened", "session_strength", "session_thinking"):
        assert told.count(page.store.framework.prompt(prompt).label) == 3
    assert "under the day you met" in told


def test_what_is_shown_what_is_printed_and_what_is_written_are_one(page):
    for _, name in sheets(page.view, TODAY):
        page.show_paper(name)
        sheet, paint = page._sheet(), page.first_paint()
        document = docx.Document(io.BytesIO(page._download.make()))
        written = "\n".join(each.text for each in document.paragraphs)
        for part in sheet.parts:
            for line in part.lines:
                for text in filter(None, (line.label, line.text, line.more)):
                    assert (
                        escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in paint
                    )
                    assert text in written
        assert page._download.filename().endswith(".docx")


def test_a_sheet_that_an_address_names_wrongly_is_the_first(page):
    page.go({"with": PAIR, "paper": "session.none"})
    assert "Preparation of the next session" in page.first_paint()


def test_back_leads_from_the_sheet_to_the_supervision(page):
    assert page.place() == {"with": PAIR, "paper": "first"}
    page.find("back").click()
    assert page.place()["paper"] == ""
    assert "Points to choose from" in page.first_paint()
    page.find("opens-paper").click()
    assert "exactly as it stands here" in page.first_paint()


def test_a_supervision_in_which_nothing_was_held_has_a_preparation_and_a_blank_form(store):
    room = Supervision(code="S9-W9", kind="pair", from_on=TODAY)
    store.save(Person(code="S9"), room)
    page = SupervisionPage(store, "S9-W9", today=TODAY)
    names = [name for _, name in sheets(page.view, TODAY)]
    assert names == ["preparation", "blank"]
    assert (
        sheet_of("", page.view, store.framework, TODAY).title == "Preparation of the next session"
    )

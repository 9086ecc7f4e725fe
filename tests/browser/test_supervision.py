"""Prepare, hold and close a supervision session in a browser, by keyboard and at every width."""

import io

import docx
import pypdf
import pytest
from playwright.sync_api import expect

from supervision_kit.records import CaseTalk, Confirmation, OurNote, RoundMark, SupervisionSession
from supervision_kit.store import open_store
from tests.barriers import barriers
from tests.server import drafted, until

PAIR = "S1-W2"


def open_page(page, server, width=1280, **place):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server.page("supervision-session", **({"with": PAIR} | place)))
    page.wait_for_selector(".output[data-live]")
    return page.locator(".live .supervision-page, .live .page").first


def begin(page, server, width=1280):
    open_page(page, server, width, form="session")
    form = page.locator(".live .sk-form")
    form.locator(".sk-steps").wait_for()
    return form


@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_and_every_step_of_a_session_are_accessible_and_fit(page, own_server, width):
    open_page(page, own_server, width)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert barriers(page) == []
    form = begin(page, own_server, width)
    for step in form.locator(".sk-tab").all():
        step.click()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
        assert barriers(page) == []


def test_a_session_is_held_by_keyboard_and_stands_there_afterwards(page, own_server):
    form = begin(page, own_server)
    tabs = form.locator(".sk-tab").all_inner_texts()
    assert tabs[0] == "Actions"
    assert tabs[-1] == "The end"
    form.locator(".sk-tab").first.click()
    lines = form.locator(".sk-step:not([hidden]) [data-letters]")
    lines.first.locator("input").first.focus()
    page.keyboard.press("c")
    expect(lines.first.get_by_label("Next time")).to_be_checked()
    assert page.evaluate("document.activeElement.closest('[data-letters]') !== null")
    form.get_by_role("button", name="Next:").focus()
    page.keyboard.press("Enter")
    case = tabs[1]
    expect(form.locator(".sk-step:not([hidden]) h3")).to_have_text(case)
    expect(form.locator(".sk-step:not([hidden]) .only-narrow svg").first).to_be_visible()
    form.get_by_label("What happened, as the person would tell it?").locator("visible=true").fill(
        "He would say I came to find fault. I was afraid in the hall."
    )
    page.keyboard.press("ArrowLeft")
    form.locator(".sk-step:not([hidden]) .sk-clear:has-text('Keep this sentence')").first.click()
    ours = form.get_by_label("Stays between us").locator("visible=true")
    expect(ours).to_have_value("I was afraid in the hall.")
    form.locator(".sk-tab", has_text="The end").click()
    file, between = form.locator(".sk-column").all()
    expect(file).to_contain_text("He would say I came to find fault.")
    expect(file).not_to_contain_text("afraid")
    expect(between).to_contain_text("I was afraid in the hall.")
    form.get_by_label("We are both here").check(force=True)
    form.get_by_role("button", name="Save the record").click()
    expect(page.locator(".live .status")).to_contain_text("stands on that case now")
    expect(page.locator(".live .last-session")).to_contain_text("He would say I came to find fault")
    with open_store(own_server.folder / "caseload.sqlite") as store:
        talk = store.read(CaseTalk, case).iloc[-1]
        assert talk["happened"] == "He would say I came to find fault."
        assert "I was afraid in the hall." in store.read(OurNote, PAIR)["text"].tolist()
        held = store.read(SupervisionSession, PAIR).query("state == 'held'").iloc[-1]
        confirmed = store.read(Confirmation, PAIR)
        assert len(confirmed[confirmed["session_id"] == held["id"]]) == 2


def test_after_twenty_minutes_on_what_is_due_one_question_is_asked_once_and_quietly(
    page, own_server
):
    page.clock.install()
    form = begin(page, own_server)
    said = form.locator(".sk-quiet")
    form.locator(".sk-tab").nth(1).click()  # a case is no due thing, however long it takes
    page.clock.run_for(30 * 60_000)
    expect(said).to_have_text("")
    form.locator(".sk-tab", has_text="Actions").click()
    page.clock.run_for(19 * 60_000)
    expect(said).to_have_text("")
    page.clock.run_for(2 * 60_000)
    expect(said).to_have_text("What are we not talking about?")
    assert page.evaluate("document.activeElement.closest('.sk-quiet') === null")
    page.clock.run_for(60 * 60_000)
    expect(said).to_have_text("What are we not talking about?")


def test_half_a_session_and_its_step_come_back_after_a_reload(page, own_server):
    form = begin(page, own_server)
    form.locator(".sk-tab", has_text="Anything else").click()
    form.get_by_label("Stays between us").locator("visible=true").fill("Half a sen")
    # That a draft is saved is said of each step that is opened too.
    until(lambda: "Half a sen" in drafted(own_server))
    page.reload()
    page.wait_for_selector(".output[data-live]")
    form = page.locator(".live .sk-form")
    form.locator(".sk-steps").wait_for()
    expect(form.locator(".sk-tab[aria-current]")).to_have_text("Anything else")
    expect(form.get_by_label("Stays between us").locator("visible=true")).to_have_value(
        "Half a sen"
    )
    with open_store(own_server.folder / "caseload.sqlite") as store:
        assert store.read(RoundMark, "K-7F3Q").empty or store.drafts().shape[0] == 1


def test_a_sheet_is_chosen_by_keyboard_and_what_leaves_is_what_is_seen(page, own_server):
    live = open_page(page, own_server, paper="first")
    chooser = live.get_by_label("Which sheet")
    chooser.focus()
    page.keyboard.press("ArrowDown")
    sheet = page.locator(".live article.sheet")
    expect(sheet).to_contain_text("Supervision session of")
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
        assert barriers(page) == []
    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    printed = "".join("".join(each.extract_text() for each in pdf.pages).split())
    seen = "".join(sheet.inner_text().split())
    assert len(pdf.pages) == 1
    assert printed.endswith(seen)
    around = printed.removesuffix(seen)
    assert around.startswith("Sheet1of1Supervision" + PAIR)
    assert len(around) < 70
    assert "between you" in page.locator(".live .stays-here").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a Word document").press("Enter")
    document = docx.Document(download.value.path())
    written = "".join("".join(each.text.split()) for each in document.paragraphs)
    assert written == seen

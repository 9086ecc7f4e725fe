"""What can be done with a record from the case page: settle, undo, correct, bring back."""

from datetime import date

import pytest
from sqlalchemy import event

from supervision_kit.pages import CasePage
from supervision_kit.pages.what_changed import what_changed
from supervision_kit.records import Case, Contact, Event, Participant, Promise, Rating
from supervision_kit.records.kept import CASE
from supervision_kit.records.record import can_be_taken_back, column_of, kinds, own_columns, rule_of
from supervision_kit.records.rules import TextRule
from supervision_kit.store import open_store
from tests.records.examples import one_of_each

TODAY = date(2026, 11, 20)
MET = date(2026, 11, 4)
SCALE = {"scale": "engagement", "dimension": "expectancy", "rater": "worker"}


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "caseload.sqlite", create=True, author="anna") as opened:
        case = Case(code="K-01", setting="probation", opened_on=date(2026, 3, 2))
        opened.save(case, Case(code="K-02", setting="probation", opened_on=date(2026, 3, 2)))
        yield opened


@pytest.fixture
def page(store):
    return CasePage(store, "K-01", today=TODAY)


def keep(store, of, /, **columns):
    record = of(case_id=store.case("K-01").id, **columns)
    store.save(record)
    return record


def names(page):
    return [each.name for each in every_piece(page.pieces())]


def every_piece(pieces):
    for piece in pieces:
        yield piece
        yield from every_piece(getattr(piece, "pieces", ()))


def press(page, name):
    found = next(each for each in every_piece(page.pieces()) if each.name == name)
    found.press()


@pytest.mark.parametrize("due", [date(2026, 11, 10), date(2026, 12, 24)])
@pytest.mark.parametrize("state", ["kept", "kept_late", "broken", "apologised"])
def test_a_promise_is_settled_in_two_presses_where_it_stands(store, due, state):
    promise = keep(store, Promise, promised_on=MET, text="Ring the school.", due_on=due)
    page = CasePage(store, "K-01", today=TODAY)
    first = next(name for name in names(page) if name.startswith("settle-"))
    press(page, first)
    press(page, next(name for name in names(page) if name.endswith(f"-{state}")))
    kept = store.find(Promise, promise.id)
    assert (kept.state, kept.settled_on) == (state, TODAY)
    assert page.sentence.startswith("Noted")
    assert "settling" not in names(page)


def test_what_was_just_saved_is_undone_in_one_press(store, page):
    page.open_form("contact")
    page.form.value = {
        **page.form.value,
        "kind": "home",
        "attendance": "attended",
        "safety_concern": "no",
    }
    page.form.save_button.click()
    assert len(store.contacts("K-01")) == 1
    press(page, "undo")
    assert store.contacts("K-01").empty
    assert page.sentence.startswith("Undone")
    assert "undo" not in names(page)


def test_a_case_that_was_just_added_offers_no_undo(store):
    page = CasePage(store, today=TODAY)
    page.open_form("case")
    answers = {"code": "K-NEW", "setting": "probation", "mandate": "mandated", "worker": "W1"}
    page.form.value = {**page.form.value, **answers}
    page.form.save_button.click()
    assert page.code == "K-NEW"
    assert "undo" not in names(page)


def test_a_corrected_rating_says_what_became_of_it_and_why(store):
    rating = keep(store, Rating, rated_on=MET, value=2, **SCALE)
    rating.value = 3
    store.save(rating, why="I had the two questions mixed up.")
    view = CasePage(store, "K-01", today=TODAY).view
    (change,) = view.changed
    assert change.what == "Expectancy of 4 November 2026"
    assert change.became == ["Expectancy: 2 became 3"]
    assert (change.by, change.why) == ("anna", "I had the two questions mixed up.")


def test_what_was_taken_back_is_brought_back_from_what_changed(store):
    met = keep(store, Event, happened_on=MET, kind="hearing", note="Moved.")
    page = CasePage(store, "K-01", today=TODAY)
    page.open_form(f"event.{met.id}")
    page.form.controls.press("take back")
    assert page.sentence.startswith("Taken back")
    assert store.events("K-01").empty
    press(page, "change-0-back")
    assert store.events("K-01")["note"].tolist() == ["Moved."]
    assert [each.act for each in page.view.changed] == ["brought_back", "taken_back"]


def test_a_record_that_was_moved_is_said_to_be_gone_from_here(store):
    met = keep(store, Event, happened_on=MET, kind="hearing", note="Somebody else’s.")
    page = CasePage(store, "K-01", today=TODAY)
    page.open_form(f"event.{met.id}")
    page.form.controls.press("wrong case")
    page.form.value = {**page.form.value, "to_case": "K-02"}
    page.form.controls.press("move")
    assert page.sentence.startswith("Moved")
    assert "undo" not in names(page)
    assert "Somebody else" not in page.first_paint()
    assert store.events("K-02")["note"].tolist() == ["Somebody else’s."]


def test_only_the_newest_changes_are_listed_until_somebody_asks_for_more(store):
    met = keep(store, Event, happened_on=MET, kind="hearing", note="0")
    promise = keep(store, Promise, promised_on=MET, text="Ring.")
    for n in range(1, 4):
        met.note = str(n)
        store.save(met)
    promise.text = "Ring back."
    store.save(promise)
    page = CasePage(store, "K-01", today=TODAY)
    listed = [name for name in names(page) if name.endswith("-words")]
    assert len(listed) == 3
    press(page, "changed-more")
    assert len([name for name in names(page) if name.endswith("-words")]) == 4
    chooser = next(each for each in every_piece(page.pieces()) if each.name == "changed-kind")
    chooser.choose("promises")
    assert len([name for name in names(page) if name.endswith("-words")]) == 1


@pytest.mark.parametrize(
    "kind",
    [kind for kind in kinds() if can_be_taken_back(kind) and kind.kept.room is CASE],
    ids=lambda kind: kind.__name__,
)
def test_a_change_of_every_kind_of_record_is_told_in_words(store, kind):
    case = store.case("K-01")
    examples = one_of_each(case.id)
    store.save(*(each for each in examples if each.kept.leaves))
    record = next(each for each in examples if type(each) is kind)
    texts = [
        name for name in own_columns(kind) if isinstance(rule_of(column_of(kind, name)), TextRule)
    ]
    if texts:
        setattr(record, texts[0], "Another word")
        store.save(record, why="A slip.")
    store.take_back(store.find(kind, record.id), "It should not be here.")
    told = what_changed(store.changes("K-01"), store.tables("K-01"), store.framework)
    ours = [each for each in told if each.table == kind.__tablename__]
    assert [each.act for each in ours] == (["taken_back", "corrected"] if texts else ["taken_back"])
    assert ours[0].why == "It should not be here."
    if texts:
        assert any("Another word" in sentence for sentence in ours[-1].became)
    assert not any("labels." in each.what for each in told)


def test_a_page_reads_and_saves_in_few_transactions(store):
    mother = {"called": "Mother", "relation": "parent", "from_on": date(2026, 3, 2)}
    keep(store, Participant, **mother)
    keep(store, Contact, occurred_on=MET, kind="home", attendance="attended")
    begun = []
    event.listen(store.engine, "begin", lambda connection: begun.append(connection))
    page = CasePage(store, "K-01", today=TODAY)
    assert len(begun) == 1
    page.open_form("contact")
    page.form.value = {
        **page.form.value,
        "kind": "home",
        "attendance": "attended",
        "safety_concern": "no",
    }
    begun.clear()
    page.form.save_button.click()
    assert page.sentence.startswith("Saved")
    assert len(begun) <= 5


def test_the_browser_hears_that_it_is_saved_before_the_page_is_drawn_anew(store, page):
    page.open_form("contact")
    form = page.form
    answers = {"kind": "home", "attendance": "attended", "safety_concern": "no"}
    form.value = {**form.value, **answers}
    heard = []
    form.controls.observe(lambda change: heard.append(change["new"]["status"]), "said")
    redrawn = page.repaint

    def repaint():
        heard.append("redrawn")
        redrawn()

    page.repaint = repaint
    form.save_button.click()
    saved = next(i for i, each in enumerate(heard) if each.startswith("Contact saved"))
    assert saved < heard.index("redrawn")

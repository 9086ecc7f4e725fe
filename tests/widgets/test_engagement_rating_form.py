"""Ratings alone: who is asked what, in which words, and what is left of a card."""

import datetime as dt
import json
import sqlite3

import pytest

from supervision_kit.frameworks import say
from supervision_kit.records import Contact, Participant, Rating
from supervision_kit.widgets import ClientCard, EngagementRatingForm
from tests.barriers import barriers

TODAY = dt.date(2026, 10, 15)
OWN = "rating.client.engagement.investment"
FAIR = "rating.client.client_view.treated_fairly"
WORKERS = "rating.worker.engagement.investment"
FIVE = [
    "receptivity_help",
    "receptivity_need",
    "expectancy",
    "investment",
    "working_relationship",
]
FOUR = ["told_straight", "treated_fairly", "worth_my_time", "understood"]


@pytest.fixture
def form(store, case):
    return EngagementRatingForm(store, "K-07", today=TODAY)


@pytest.fixture
def card(store, case):
    return EngagementRatingForm(store, "K-07", rater="client", today=TODAY)


@pytest.fixture
def people(store, case):
    """A mother, a father, and somebody who interprets for them."""
    common = {"case_id": case.id, "from_on": TODAY}
    found = [
        Participant(called="Mother", relation="parent", **common),
        Participant(called="Father", relation="parent", **common),
        Participant(called="Interpreter", relation="interpreter", **common),
    ]
    store.save(*found)
    return {each.called: each.id for each in found}


def specs(fields):
    """Every question drawn, out of its groups."""
    for each in fields:
        yield each
        yield from specs(each.get("fields", ()))


def rated(form):
    """The dimensions that are drawn to be rated, in their order."""
    drawn = specs(form.controls.fields)
    return [each["key"].rpartition(".")[2] for each in drawn if each["kind"] == "rating"]


def ratings(store):
    table = store.ratings("K-07")
    return table.astype(object).where(table.notna(), None).to_dict("records")


# By somebody at work.


def test_a_worker_rates_the_five_dimensions_for_a_day(form, store):
    assert rated(form) == FIVE
    assert form.value == {"rated_on": "2026-10-15"}
    form.value = {"rated_on": "2026-10-14", WORKERS: {"value": 3, "evidence": "Told how it went."}}
    form.save_button.click()
    (row,) = ratings(store)
    assert (row["rater"], row["dimension"], row["value"]) == ("worker", "investment", 3)
    assert (row["rated_on"].date(), row["contact_id"]) == (dt.date(2026, 10, 14), None)
    assert row["evidence"] == "Told how it went."
    assert row["wording"] == store.framework.scales["engagement"].wording
    assert form.status.startswith("Ratings saved")


def test_a_dimension_may_be_left_unrated_with_its_reason(form, store):
    form.value = form.value | {WORKERS: {"not_rated": "too_early"}}
    form.save_button.click()
    assert [row["not_rated"] for row in ratings(store)] == ["too_early"]


def test_a_supervisor_rates_what_the_worker_rates_and_finds_no_draft_of_theirs(form, store):
    form.value = form.value | {WORKERS: {"value": 3}}
    theirs = EngagementRatingForm(store, "K-07", rater="supervisor", today=TODAY)
    assert rated(theirs) == FIVE
    assert theirs.value == {"rated_on": "2026-10-15"}
    theirs.value = theirs.value | {"rating.supervisor.engagement.investment": {"value": 2}}
    theirs.save_button.click()
    assert [(row["rater"], row["value"]) for row in ratings(store)] == [("supervisor", 2)]


def test_a_rater_whom_no_scale_names_is_asked_nothing(store, case):
    assert rated(EngagementRatingForm(store, "K-07", rater="other", today=TODAY)) == []


def test_nothing_rated_is_nothing_to_save(form, store):
    form.value = {"rated_on": "2026-10-14"}
    form.save_button.click()
    assert form.errors[""] == say("form.nothing_yet")
    assert ratings(store) == []


@pytest.mark.parametrize("day", ["", "2026-10-32", "2099-01-01"])
def test_a_day_that_cannot_be_is_said_beside_the_day(form, day):
    form.value = {"rated_on": day, WORKERS: {"value": 3}}
    form.save_button.click()
    assert "rated_on" in form.errors


def test_a_second_rating_of_a_day_is_refused_and_stays_on_screen(form, store):
    for value in (3, 4):
        form.value = {"rated_on": "2026-10-15", WORKERS: {"value": value}}
        form.save_button.click()
    assert "already rated on that day" in form.errors["rated_on"]
    assert form.value[WORKERS] == {"value": 4}
    assert [row["value"] for row in ratings(store)] == [3]


def test_the_last_rating_is_offered_to_a_worker(form, store):
    form.value = form.value | {WORKERS: {"value": 3}}
    form.save_button.click()
    assert "Last time: 3 (Takes on a part)" in json.dumps(form.controls.fields)


def test_what_was_begun_waits_as_a_draft(form, store):
    form.value = form.value | {WORKERS: {"value": 3}}
    assert EngagementRatingForm(store, "K-07", today=TODAY).value == form.value
    form.keep_button.click()
    assert form.waits.startswith("Kept as a draft")


# By the person.


def test_the_card_has_the_five_dimensions_and_the_four_questions_and_no_more(card):
    assert rated(card) == [*FIVE, *FOUR]
    kinds = [each["kind"] for each in specs(card.controls.fields)]
    assert kinds == ["note", *["rating"] * 9]
    assert [button["label"] for button in card.controls.buttons] == ["I am done"]
    assert card.controls.look == "large"
    assert card.alone


def test_the_card_is_read_out_with_one_true_sentence(card):
    assert card.controls.fields[0]["label"] == (
        "Any answer is fine. I keep it, and my supervisor can read it. "
        "If something was unfair, I will ask what would put it right."
    )


def test_the_card_asks_in_the_first_person_and_without_numbers_hints_or_notes(card, store):
    for each in card.controls.fields[1:]:
        assert each["hint"] == each["evidence"] == each["last"] == ""
        assert all(point["shown"] == "" for point in each["points"])
        assert [label for _, label in each["direct"]] == ["I’d rather not say"]
        assert each["reasons"] == []
    words = json.dumps(card.controls.fields, ensure_ascii=False)
    for dimension in store.framework.scales["engagement"].dimensions.values():
        assert dimension.question not in words
        assert not [anchor.text for anchor in dimension.anchors if anchor.text in words]


def test_no_word_of_the_worker_reaches_the_browser_with_the_card(store, case):
    store.save(
        Contact(
            case_id=case.id,
            occurred_on=TODAY,
            kind="home",
            attendance="attended",
            story="A secret story.",
        )
    )
    rate = {"case_id": case.id, "rated_on": dt.date(2026, 10, 1), "scale": "engagement"}
    said = {"dimension": "investment", "rater": "client", "value": 1, "evidence": "Secret words."}
    store.save(Rating(**rate, **said))
    card = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    sent = json.dumps(card.controls.get_state(), default=str)
    assert "ecret" not in sent
    assert "Last time" not in sent


def test_answers_are_kept_as_ratings_without_a_contact(card, store):
    card.value = {OWN: {"value": 3}, FAIR: {"not_rated": "rather_not_say"}}
    card.save_button.click()
    kept = {row["dimension"]: row for row in ratings(store)}
    assert set(kept) == {"investment", "treated_fairly"}
    assert all(row["rater"] == "client" and row["contact_id"] is None for row in kept.values())
    assert kept["investment"]["value"] == 3
    assert kept["treated_fairly"]["not_rated"] == "rather_not_say"
    assert kept["investment"]["rated_on"].date() == TODAY


def test_rather_not_say_is_kept_as_the_scale_calls_it(card, store):
    (own,) = [each for each in specs(card.controls.fields) if each.get("key") == OWN]
    ((key, _),) = own["direct"]
    card.value = {OWN: {"not_rated": key}}
    card.save_button.click()
    assert [row["not_rated"] for row in ratings(store)] == ["declined"]


def test_after_saving_the_card_says_thank_you_and_shows_nothing_of_what_was_answered(card, store):
    saved = []
    card._on_saved = saved.append
    card.value = {OWN: {"value": 3}}
    card.save_button.click()
    assert len(saved) == 1
    assert card.controls.heading == "Thank you"
    assert card.notice == "You can hand this back now."
    assert card.controls.fields == card.controls.buttons == []
    assert card.value == card.controls.value == {}
    assert card.controls.said["over"]
    assert store.draft("card", "K-07") is None


def test_pressing_twice_saves_once(card, store):
    card.value = {OWN: {"value": 3}}
    card.save_button.click()
    card.save_button.click()
    assert len(ratings(store)) == 1
    assert card.controls.heading == "Thank you"


def test_a_card_handed_back_empty_is_thanked_for_and_keeps_nothing(card, store):
    card.save_button.click()
    assert card.controls.heading == "Thank you"
    assert ratings(store) == []


def test_with_several_people_the_card_asks_who_is_answering(store, people):
    card = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    who = next(each for each in specs(card.controls.fields) if each.get("key") == "client_is")
    assert {called for _, called in who["options"]} == {"Mother", "Father"}
    card.value = {"client_is": people["Father"], OWN: {"value": 4}}
    card.save_button.click()
    assert [row["participant_id"] for row in ratings(store)] == [people["Father"]]


def test_another_person_may_answer_on_the_same_day_and_nobody_twice(store, people):
    for called in ("Father", "Mother"):
        card = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
        card.value = {"client_is": people[called], OWN: {"value": 4}}
        card.save_button.click()
        assert card.errors == {}
    both = {people["Mother"], people["Father"]}
    assert {row["participant_id"] for row in ratings(store)} == both
    again = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    assert [each["label"] for each in again.controls.fields] == [say("form.card_answered")]


def test_where_several_could_answer_the_next_finds_nothing_of_the_one_before(store, people):
    card = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    card.value = {"client_is": people["Father"], OWN: {"value": 1}}
    assert card.keep_draft()
    assert card.controls.said["unkept"]
    assert card.waits == "The card was not handed in, so nothing of it is kept."
    assert store.draft("card", "K-07") is None
    card = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    assert (card.value, card.notice, card.waits) == ({}, "", "")


def test_one_person_alone_finds_what_they_had_chosen_and_may_start_afresh(card, store):
    card.value = {OWN: {"value": 1}}
    again = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    assert again.value == card.value
    assert again.notice.startswith("What you chose at ")
    assert [each["label"] for each in again.controls.said["notice"]["buttons"]] == ["Start afresh"]


def test_a_card_can_be_answered_once_a_day_and_says_so_before(card, store):
    card.value = {OWN: {"value": 3}}
    card.save_button.click()
    again = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    assert [each["label"] for each in again.controls.fields] == [say("form.card_answered")]
    assert again.controls.buttons == []
    tomorrow = TODAY + dt.timedelta(days=1)
    assert rated(EngagementRatingForm(store, "K-07", rater="client", today=tomorrow))


def test_what_was_not_given_on_its_day_is_not_found_by_the_next(card, store, tmp_path):
    card.value = {OWN: {"value": 1}}
    with sqlite3.connect(tmp_path / "caseload.sqlite") as file:
        file.execute("UPDATE drafts SET saved_at = '2026-10-01T09:00:00.000000Z'")
    later = EngagementRatingForm(store, "K-07", rater="client", today=TODAY)
    assert later.value == {}
    assert later.notice == ""
    assert store.draft("card", "K-07") is None


def test_nothing_is_lost_while_the_store_is_away(card, store, store_away):
    with store_away():
        card.value = {OWN: {"value": 3}}
        card.save_button.click()
        assert card.value == {OWN: {"value": 3}}
        assert card.controls.heading != "Thank you"


def test_the_card_is_a_form_a_page_can_open(store, case):
    card = ClientCard(store, "K-07", today=TODAY)
    assert (card.form, card.draft_name, card.alone) == ("card", "card", True)


# In a browser.


@pytest.mark.parametrize("width", [1280, 400])
def test_the_card_is_accessible_and_fits_the_screen(card, show, width):
    page = show(card.controls, width=width)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    boxes = [each.bounding_box() for each in page.locator(".sk-point").all()]
    assert len(boxes) == 5 * 5 + 4 * 3
    assert min(box["height"] for box in boxes) >= 44
    sizes = page.locator(".sk-point, .sk-note, .sk-radio").evaluate_all(
        "nodes => nodes.map((node) => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= 17
    assert barriers(page) == []
    assert page.problems == []


def test_a_sentence_is_chosen_with_the_keyboard_and_the_card_says_thank_you(card, show, store):
    page = show(card.controls)
    page.get_by_role("radiogroup", name="My part: what is mine in this?").get_by_role(
        "radio", name="I took on one part."
    ).press("Space")
    page.get_by_role("button", name="I am done").press("Enter")
    page.get_by_text("You can hand this back now.").wait_for()
    assert page.get_by_role("heading", name="Thank you").count() == 1
    assert page.locator(".sk-point, .sk-form button").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "You can hand this back now."
    assert [row["value"] for row in ratings(store)] == [3]

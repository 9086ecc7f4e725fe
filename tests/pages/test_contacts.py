"""Does a contact say what happened, what was rated at it, and what was answered on safety?"""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from supervision_kit.frameworks import say, worded_dimensions
from supervision_kit.pages.contacts import contact_entries, own_words
from supervision_kit.pages.fragments import render
from supervision_kit.records import Case, Concern, ConcernStep, Contact, Participant, Rating

TODAY = date(2026, 11, 20)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def case(store):
    case = Case(code="K-1", setting="probation", opened_on=date(2026, 1, 5))
    store.save(case)
    return case


@pytest.fixture
def keep(store, case):
    """Save a contact some days ago, with ratings: (dimension, rater, value or reason, columns)."""

    def _keep(days_ago, *ratings, **columns):
        on = TODAY - timedelta(days_ago)
        given = {"kind": "office", "attendance": "attended"} | columns
        contact = Contact(case_id=case.id, occurred_on=on, **given)
        rated = [rating_of(case, on, *each, contact_id=contact.id) for each in ratings]
        store.save(contact, *rated)

    return _keep


def keep_step(store, **words):
    """Save what was done about a concern at the contact that is there."""
    (met,) = store.contacts("K-1").itertuples()
    case, on = store.case("K-1"), met.occurred_on.date()
    concern = Concern(case_id=case.id, opened_on=on)
    known = {"case_id": case.id, "concern_id": concern.id, "contact_id": met.id}
    store.save(concern, ConcernStep(happened_on=on, **known, **words))


def rating_of(case, on, dimension, rater, value, scale="engagement", **columns):
    answer = {"not_rated": value} if isinstance(value, str) else {"value": value}
    given = {"case_id": case.id, "rated_on": on, "scale": scale, "dimension": dimension}
    return Rating(rater=rater, **given, **answer, **columns)


def listed(store):
    tables = store.tables("K-1")
    framework = store.framework
    given = tables["contacts"], tables["ratings"], framework.dimensions(), framework
    steps, people = tables["concern_steps"], tables["participants"]
    return contact_entries(*given, steps=steps, participants=people)


def shown(store):
    view = SimpleNamespace(code="K-01", contacts=listed(store), n_contacts_shown=3, questions=[])
    return render("case_contacts", view=view)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"safety_concern": "no"}, "Safety: no concern"),
        ({}, "Safety: not answered"),
        ({"attendance": "did_not_attend"}, "Safety: not answered"),
        ({"safety_concern": "yes"}, "Safety: concern"),
    ],
)
def test_what_was_answered_on_safety_is_always_told(store, keep, columns, words):
    keep(1, **columns)
    assert re.findall(r"Safety: [^<]*", shown(store)) == [words]


@pytest.mark.parametrize(
    ("columns", "words"),
    [({}, "Safety: concern"), ({"safety_concern": "no"}, "Safety: no new concern")],
)
def test_who_says_what_became_of_a_concern_has_answered_on_safety(store, keep, columns, words):
    keep(1, **columns)
    keep_step(store, done="Saw each of them alone.")
    assert re.findall(r"Safety: [^<]*", shown(store)) == [words]


def test_a_concern_says_what_was_done_and_who_was_told_before_the_story(store, keep):
    keep(1, safety_concern="yes", story="We met.")
    keep_step(store, done="Rang the ward.", told="Duty manager")
    html = shown(store)
    assert (
        html.index("Rang the ward.")
        < html.index("Who was told: Duty manager")
        < html.index("We met.")
    )


def test_a_concern_without_words_says_that_nothing_is_noted(store, keep):
    keep(1, safety_concern="yes")
    (entry,) = listed(store)
    assert entry.concern == ["It is not noted what was done.", "It is not noted who was told."]


@pytest.mark.parametrize(
    ("attendance", "words"),
    [("did_not_attend", "Did not attend"), ("cancelled_by_us", "Cancelled by us")],
)
def test_a_contact_that_did_not_take_place_says_so_first(store, keep, attendance, words):
    keep(1, attendance=attendance, length_minutes=10)
    html = shown(store)
    assert html.index(words) < html.index("At the office") < html.index("10 minutes")


def test_ratings_with_words_or_raters_apart_stand_open_and_the_others_under_more(store, keep):
    keep(
        1,
        ("investment", "worker", 4.0),
        ("investment", "client", 4.0),
        ("expectancy", "worker", 4.0),
        ("expectancy", "client", 3.0),
        ("working_relationship", "worker", 5.0),
    )
    (entry,) = listed(store)
    assert [row.name for row in entry.ratings] == ["Expectancy"]
    assert entry.ratings[0].values == [
        ("worker", "worker", "4"),
        ("client", "client", "3, “It may help, it may not”"),
    ]
    assert [row.name for row in entry.more_ratings] == ["Investment", "Working relationship"]


def test_ratings_stand_in_the_order_of_the_scales(store, keep):
    keep(1, *((key, "worker", 3.0) for key in ("working_relationship", "receptivity_help")))
    (entry,) = listed(store)
    order = [row.name for row in entry.more_ratings]
    assert order == ["Open to help", "Working relationship"]


def test_what_was_heard_names_its_rater_only_where_several_rated(store, case, keep):
    keep(1, ("investment", "worker", 4.0))
    keep(2, ("investment", "worker", 4.0), ("investment", "client", 4.0))
    for row in store.tables("K-1")["ratings"].itertuples():
        rating = store.find(Rating, row.id)
        rating.evidence = f"Heard by the {row.rater}."
        store.save(rating)
    newer, older = listed(store)
    assert newer.ratings[0].words == [("", "", "Heard by the worker.")]
    assert older.ratings[0].words == [
        ("worker", "worker", "Heard by the worker."),
        ("client", "client", "Heard by the client."),
    ]


def test_what_the_person_chose_is_told_in_their_words(store, keep):
    keep(
        1,
        ("investment", "client", 5.0),
        ("treated_fairly", "client", 1.0, "client_view"),
        ("investment", "supervisor", 5.0),
    )
    (entry,) = listed(store)
    told = {row.name: row.values for row in entry.more_ratings or entry.ratings}
    assert told["Investment"] == [
        ("client", "client", "5, “I came with the next part”"),
        ("supervisor", "supervisor", "5"),
    ]
    assert told["Treated fairly"] == [("client", "client", "1, “No”")]


def test_each_reason_for_not_rating_is_told_once_with_all_it_is_about(store, keep):
    keep(
        1,
        ("receptivity_help", "worker", "did_not_attend"),
        ("investment", "worker", "did_not_attend"),
        ("investment", "client", "declined"),
    )
    (entry,) = listed(store)
    assert entry.not_rated == [
        ("Open to help, Investment: not rated (worker: did not attend).", ""),
        ("Investment: not rated (client: the person did not want to say).", ""),
    ]
    assert entry.ratings == entry.more_ratings == []


def test_ratings_without_a_contact_stand_on_their_day_between_the_contacts(store, case, keep):
    keep(1)
    keep(5)
    on = TODAY - timedelta(3)
    store.save(rating_of(case, on, "investment", "worker", 4.0))
    assert [entry.on for entry in listed(store)] == [
        TODAY - timedelta(1),
        on,
        TODAY - timedelta(5),
    ]
    html = shown(store)
    assert "Rated on 17 November 2026" in html
    assert html.count("Safety:") == 2
    assert "2, newest first" in html


def test_ratings_whose_contact_cannot_be_read_are_not_lost(store, keep):
    keep(1, ("investment", "worker", 4.0))
    tables = store.tables("K-1")
    framework = store.framework
    none = tables["contacts"].iloc[:0]
    (entry,) = contact_entries(none, tables["ratings"], framework.dimensions(), framework)
    assert not entry.contact
    assert entry.ratings[0].name == "Investment"


def test_ratings_alone_hide_behind_a_fold_only_what_others_of_the_day_outshine(store, keep):
    keep(1, ("investment", "worker", 4.0))
    keep(
        2,
        ("investment", "worker", 4.0),
        ("expectancy", "worker", 4.0),
        ("expectancy", "client", 1.0),
    )
    tables, framework = store.tables("K-1"), store.framework
    none = tables["contacts"].iloc[:0]
    newest, oldest = contact_entries(none, tables["ratings"], framework.dimensions(), framework)
    assert ([each.name for each in newest.ratings], newest.more_ratings) == (["Investment"], [])
    assert [each.name for each in oldest.ratings] == ["Expectancy"]
    assert [each.name for each in oldest.more_ratings] == ["Investment"]


@pytest.mark.parametrize(
    ("rated", "label"), [(False, "2 earlier contacts"), (True, "3 earlier entries")]
)
def test_the_newest_three_are_open_and_the_others_counted_in_one_fold(
    store, case, keep, rated, label
):
    for days_ago in range(1, 6):
        keep(days_ago, story=f"Story {days_ago}.")
    if rated:
        store.save(rating_of(case, TODAY - timedelta(30), "investment", "worker", 4.0))
    html = shown(store)
    assert html.index("Story 3.") < html.index(label) < html.index("Story 4.")


def test_nothing_that_was_noted_is_left_out(store, keep):
    noted = {
        "story": "the story",
        "said_back_words": "words said back",
        "help_given": "practical help",
        "cues": "cues seen",
        "cue_response": "cues answered",
        "hostility_note": "note on anger",
        "own_words": "own words",
    }
    chosen = {
        "told_purpose": "yes",
        "told_control": "no",
        "said_back": "partly",
        "hostility": "at_me",
        "n_positives": 3,
        "n_challenges": 1,
    }
    keep(1, **noted, **chosen)
    html = shown(store)
    for words in noted.values():
        assert words in html
    for words in ("Why we are meeting", "What they can decide", "Partly", "At me", "3 positives"):
        assert words in html
    assert html.index("Made clear") < html.index("Not made clear")


def test_what_people_typed_stays_text_and_finds_its_own_direction(store, keep):
    typed = ("story", "help_given", "own_words", "said_back_words")
    keep(
        1, ("investment", "worker", 4.0), safety_concern="yes", **dict.fromkeys(typed, f"{SCRIPT}.")
    )
    keep_step(store, done=SCRIPT, told=SCRIPT)
    rating = store.find(Rating, store.tables("K-1")["ratings"]["id"].iloc[0])
    rating.evidence = SCRIPT
    store.save(rating)
    html = shown(store)
    assert "<script>" not in html
    lines = [line for line in html.split("<") if "alert(1)" in line]
    assert len(lines) == len(typed) + 3
    assert all('dir="auto"' in line for line in lines)


def test_a_case_without_contacts_shows_no_heading(store, case):
    assert shown(store).strip() == ""


@pytest.mark.parametrize(
    ("n", "rated", "sentences"),
    [
        (1, False, ["The contact is not printed."]),
        (4, False, ["One earlier contact is not printed.", "The 4 contacts are not printed."]),
        (5, True, ["3 earlier entries are not printed.", "The 5 contacts are not printed."]),
    ],
)
def test_what_is_left_out_on_paper_is_said_for_every_choice(store, case, keep, n, rated, sentences):
    for days_ago in range(1, n + 1):
        keep(days_ago)
    if rated:
        store.save(rating_of(case, TODAY - timedelta(30), "investment", "worker", 4.0))
    told = re.findall(r'<p class="left-out[^>]*>([^.<]*\.)', shown(store))
    assert told == [*sentences, say("contacts.print.left_out_inside")]


def test_own_words_are_the_newest_two(store, keep):
    for days_ago, words in ((9, "oldest"), (5, "older"), (2, ""), (1, "newest")):
        keep(days_ago, own_words=words)
    newest = own_words(store.tables("K-1")["contacts"])
    assert [each["text"] for each in newest] == ["newest", "older"]
    assert newest[0]["on"] == TODAY - timedelta(1)


def test_a_rating_on_an_earlier_scale_names_it_and_a_place_on_a_path_has_its_name(store, keep):
    keep(9, ("investment", "worker", 3.0))
    keep(2, ("stage_of_change", "worker", 6.0, "stage"))
    tables, framework = store.tables("K-1"), store.framework
    then = worded_dimensions(tables["wordings"]).assign(maximum=100.0)
    now = framework.dimensions()
    newest, oldest = contact_entries(tables["contacts"], tables["ratings"], now, framework, then)
    (place,) = newest.more_ratings
    assert [value for *_, value in place.values] == ["Relapse"]
    (earlier,) = oldest.more_ratings
    assert earlier.name == "Investment, on the earlier scale from 1 to 100"
    same = contact_entries(
        tables["contacts"], tables["ratings"], now, framework, store.wordings("K-1")
    )
    assert same[1].more_ratings[0].name == "Investment"


def test_each_of_several_participants_is_named_with_what_they_gave(store, case, keep):
    names = ("Mother", "Father")
    mother, father = people = [
        Participant(case_id=case.id, called=each, relation="other", from_on=case.opened_on)
        for each in names
    ]
    store.save(*people)
    keep(3)
    (met,) = store.contacts("K-1").itertuples()
    given = [
        ("expectancy", 2.0, mother, ""),
        ("expectancy", 4.0, father, "Smiled."),
        ("investment", "declined", father, ""),
    ]
    store.save(
        *(
            rating_of(
                *(case, met.occurred_on.date(), dimension, "client", value),
                contact_id=met.id,
                participant_id=who.id,
                evidence=words,
            )
            for dimension, value, who, words in given
        )
    )
    (entry,) = listed(store)
    (expectancy,) = entry.ratings
    assert [who for _, who, _ in expectancy.values] == ["Father", "Mother"]
    assert len({colour for colour, *_ in expectancy.values}) == 2
    assert [words[1:] for words in expectancy.words] == [("Father", "Smiled.")]
    ((reason, _),) = entry.not_rated
    assert reason == "Investment: not rated (Father: the person did not want to say)."

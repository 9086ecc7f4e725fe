"""Does a session begin with what a good supervisor would choose, and is each reason plain?"""

import re

import pytest

from supervision_kit.analysis.agenda import five, suggested
from supervision_kit.analysis.agenda_reasons import AGENDA_REASONS, AgendaReason, Raised, Suggestion
from supervision_kit.pages.case_view import labelled_dates
from supervision_kit.samples import LAST_DAY
from tests.analysis.raised import LAST_LOW, RISING
from tests.analysis.seated import (
    LEADS,
    OTHER,
    SUPERVISION,
    TODAY,
    TOLD,
    action,
    ago,
    ahead,
    away,
    case,
    concern,
    contact,
    laid_out,
    look,
    mandate,
    mark,
    noon,
    person,
    present,
    promise,
    question,
    rated,
    repair,
    row,
    session,
    talk,
    tricky,
    worker,
)

MOST_WORDS = 15


@pytest.fixture
def agenda(empty, dimensions):
    """Return a function that suggests the agenda for a caseload of these rows, given flat."""

    def suggest(*rows, codes=None):
        flat = [one for each in rows for one in (each if isinstance(each, list) else [each])]
        tables = laid_out(empty, *flat)
        known = tables["cases"]["code"].tolist() if codes is None else codes
        return suggested(tables, dimensions, supervision=SUPERVISION, codes=known, today=TODAY)

    return suggest


@pytest.fixture
def found(agenda):
    """Return a function that gives the points of one reason, whichever place they have."""

    def of(reason, *rows):
        each = agenda(*rows)
        return [one for one in (*each.safety, *each.first, *each.rest) if one.reason == reason]

    return of


@pytest.fixture
def the_one(found):
    """Return a function that gives the only point of one reason."""

    def of(reason, *rows):
        (one,) = found(reason, *rows)
        return one

    return of


def reasons(points):
    return [(each.case, each.reason) for each in points]


# reasons


def test_reasons_are_in_the_order_of_their_weight():
    assert list(AGENDA_REASONS) == [
        *("safety", "asked", "unseen", "action", "broken", "date", "worker", "apart", "harder"),
        *("silence", "unclear", "comments", "repair", "marked", "good", "not_talked"),
    ]


def test_a_case_that_goes_its_way_suggests_nothing(agenda):
    each = agenda(case(), contact(3), mandate(14))
    assert (each.safety, each.first, each.rest) == ((), (), ())


def test_an_open_safety_concern_is_told_with_whom_it_is_about(the_one, found):
    child = person("Older child", at_risk=None)
    opened = concern(12, participant_id=child[1]["id"])
    one = the_one("safety", case(), child, opened)
    assert one.sentence == "Safety concern about Older child, open since 14 Nov."
    assert (one.text, one.form) == ("Bruises", f"concern.{opened[1]['id']}")
    nobody = the_one("safety", case(), concern(12))
    assert nobody.sentence == "Safety concern, open since 14 Nov."
    assert found("safety", case(), concern(12, closed_on=ago(1), why_closed="Seen")) == []


def test_what_the_practitioner_asks_is_told_in_their_words(the_one):
    one = the_one("asked", case(), question(2, "K-1"))
    assert (one.case, one.text) == ("K-1", "Do I push too hard?")
    assert one.sentence == "A question from W1, written on 24 Nov."
    other = the_one("asked", question(2, question="", brings="The letter from court"))
    assert (other.case, other.text) == ("", "The letter from court")
    assert other.sentence == "W1 brings something, written on 24 Nov."


@pytest.mark.parametrize(
    ("columns", "n"),
    [
        ({"shared_until": TODAY}, 1),
        ({"shared_until": ago(1)}, 0),
        ({"shared_with": OTHER}, 0),
        ({"shared_with": "nobody"}, 0),
    ],
)
def test_a_question_is_read_by_the_supervision_it_is_shared_with_while_it_is(found, columns, n):
    assert len(found("asked", question(**columns))) == n


def test_a_question_is_not_asked_again_after_its_session(found):
    held, planned = session(10), session(-1, state="planned")
    assert found("asked", held, question(20, session_id=held[1]["id"])) == []
    assert found("asked", held, question(10)) == []
    assert len(found("asked", held, question(9))) == 1
    # It was written long ago, and its session is still to come.
    assert len(found("asked", held, planned, question(20, session_id=planned[1]["id"]))) == 1


def test_somebody_at_risk_who_was_not_seen_for_four_weeks_is_named(the_one, found):
    child, met = person(), contact(29)
    one = the_one("unseen", case(), child, met, present(met, child))
    assert one.sentence == "At risk: Older child, not seen since 28 Oct, never alone."
    assert (one.part, one.day) == ("due", TODAY)
    met = contact(28)
    assert found("unseen", case(), child, met, present(met, child)) == []


def test_where_a_rhythm_is_agreed_twice_of_it_is_too_long(found, the_one):
    child, met = person(), contact(20)
    seen = (case(), child, met, present(met, child))
    assert found("unseen", *seen, mandate(10)) == []
    one = the_one("unseen", *seen, mandate(9))
    assert one.day == ago(1)


def test_when_somebody_was_last_seen_alone_is_said(the_one):
    child, first, last = person(), contact(50), contact(40)
    before = (case(), child, first, last, present(first, child, "seen_alone"))
    one = the_one("unseen", *before, present(last, child))
    assert one.why == "not seen since 17 Oct, alone on 7 Oct"
    both = the_one("unseen", *before, present(last, child, "seen_alone"))
    assert both.why == "not seen since 17 Oct, then alone"


def test_of_the_person_themselves_nobody_asks_whether_they_were_seen_alone(the_one):
    self, met = person("The lady", relation="self"), contact(40)
    one = the_one("unseen", case(), self, met, present(met, self))
    assert one.sentence == "At risk: The lady, not seen since 17 Oct."


def test_who_was_never_seen_is_counted_from_their_coming_and_stands_for_the_others(the_one):
    first, second = person(), person("Baby", from_on=ago(40))
    one = the_one("unseen", case(), first, second)
    assert one.sentence == "At risk: Older child and 1 more, not noted as seen since 27 Sep."
    assert one.day == ago(40 - 29)


@pytest.mark.parametrize(("kind", "n"), [("home", 0), ("phone", 1), ("video", 1)])
def test_who_took_part_was_seen_but_not_by_phone(found, kind, n):
    child, met = person(), contact(5, kind=kind)
    assert len(found("unseen", case(), child, met, present(met, child, "spoke"))) == n


@pytest.mark.parametrize(
    "columns", [{"at_risk": "no"}, {"at_risk": None}, {"until_on": ago(1)}, {"from_on": ago(28)}]
)
def test_who_is_not_at_risk_has_left_or_just_came_is_not_missed(found, columns):
    assert found("unseen", case(), person(**columns)) == []


def test_an_action_is_told_from_a_week_before_its_day_with_whose_it_is(the_one, found):
    one = the_one("action", case(), action(7))
    assert one.sentence == "Action of W1, due 3 Dec, agreed 27 Oct."
    assert one.text == "Ring her"
    assert found("action", case(), action(8)) == []
    assert found("action", case(), action(None)) == []
    assert found("action", case(), action(-3, state="done")) == []


def test_an_action_says_how_often_it_was_carried(the_one):
    late = action(-3, owner=None)
    once = the_one("action", case(), late, look(late, 20))
    assert once.sentence == ("Action of the organisation, due 23 Nov, agreed 27 Oct, carried once.")
    twice = the_one("action", case(), late, look(late, 20), look(late, 10))
    assert twice.why == "agreed 27 Oct, carried 2 times"


def test_of_several_actions_the_first_due_stands_for_all_whoever_has_it(the_one):
    mine, theirs = action(-9, text="Mine"), action(-2, owner=LEADS, text="Theirs")
    one = the_one("action", case(), mine, theirs)
    assert (one.text, one.day) == ("Mine", ago(1))
    later = the_one("action", case(), action(-2, text="Mine"), action(-9, owner=LEADS))
    assert later.what == "Action of S1, due 17 Nov"


def test_a_broken_promise_is_told_until_somebody_has_apologised(the_one, found):
    one = the_one("broken", case(), promise("broken", due_ago=9))
    assert one.sentence == "A promise of 17 Oct was broken, not yet apologised for."
    assert (one.text, one.day) == ("Ask for the flat", ago(9))
    both = the_one("broken", case(), promise("broken"), promise("broken", settled_ago=2))
    assert (both.what, both.day) == ("2 promises were broken", ago(2))
    assert found("broken", case(), promise("apologised", due_ago=9)) == []


def test_a_hearing_and_the_end_of_the_order_are_told_within_six_weeks(the_one, found):
    one = the_one("date", case(), ahead(42), ahead(43))
    assert one.sentence == "Hearing on 7 Jan, in 42 days."
    assert found("date", case(), ahead(43)) == []
    assert found("date", case(), ahead(-1)) == []
    assert found("date", case(), ahead(7, kind="next_contact", label="Next contact")) == []
    ends = the_one("date", case(order_ends_on=ago(-8)))
    assert ends.sentence == "The order ends on 4 Dec, in 8 days."


def test_a_change_of_worker_is_told_until_the_case_is_talked_about(the_one, found):
    had = (case(), worker("W1", 60), worker("W2", 20))
    assert the_one("worker", *had, talk(21)).sentence == (
        "W2 took the case over on 6 Nov, not talked about since."
    )
    assert found("worker", *had, talk(20)) == []
    assert found("worker", case(), worker("W2", 20)) == []
    assert found("worker", case(), worker("W1", 60), worker("W2", 20, capacity="cover")) == []


def test_a_change_of_worker_in_a_case_never_talked_about_is_new_for_three_months(found):
    had = (case(opened_ago=200), worker("W1", 200))
    assert len(found("worker", *had, worker("W2", 90))) == 1
    assert found("worker", *had, worker("W2", 91)) == []


def test_what_two_see_differently_is_told(the_one, found):
    high, low = [4] * 5, [2] * 5
    one = the_one("apart", case(), rated(high), rated(low, rater="client"))
    assert one.sentence == "Worker and client differ: Expectancy, last on 21 Nov."
    assert found("apart", case(), rated(high[1:]), rated(low[1:], rater="client")) == []


def test_what_got_harder_is_told_as_its_rule_found_it(the_one, found):
    fell = the_one("harder", case(), rated(RISING[::-1]))
    assert fell.sentence == "Expectancy got harder, rated by the worker, 21 Nov."
    low = the_one("harder", case(), rated(LAST_LOW, dimension="investment"))
    assert low.sentence == "Harder than usual: Investment, by the worker, 21 Nov."
    assert found("harder", case(), rated(RISING[:0:-1])) == []


def test_what_got_harder_since_the_plan_says_so_and_names_the_first_of_several(the_one):
    planned = row("plan_dates", case="K-1", agreed_on=ago(44))
    # Up in both halves, but lower since the plan: the fall over all of the time is no signal.
    values = (3, 3, 4, 4, 5, 5, 1, 1, 2, 2, 3, 2)
    lines = (rated(values, dimension=name) for name in ("expectancy", "investment"))
    one = the_one("harder", case(), planned, *lines)
    assert one.sentence == "Expectancy and more got harder, since the plan, by the worker."


def test_a_signal_that_was_set_aside_is_told_no_more(found):
    known = {"rule": "improving", "scale": "engagement", "dimension": "expectancy"}
    known |= {"rater": "worker", "reason": "It does not fit"}
    fell = (case(), rated(RISING[::-1]))
    for seen, code, n in ((5, "K-1", 0), (6, "K-1", 1), (5, "K-2", 1)):
        aside = row("dismissals", case=code, seen_until_on=ago(seen), **known)
        assert len(found("harder", *fell, aside)) == n


def test_an_old_entry_is_told_after_twice_the_rhythm(the_one, found):
    one = the_one("silence", case(), mandate(7), contact(15))
    assert one.sentence == "Nothing recorded for 15 days, contact agreed every 7 days."
    assert one.is_quiet
    assert found("silence", case(), mandate(7), contact(14)) == []


def untold(*things, said_back="yes"):
    return dict.fromkeys(things, "no") | {"said_back": said_back}


def test_what_was_not_made_clear_in_three_contacts_is_named(the_one, found):
    missing = untold("told_next_steps")
    one = the_one("unclear", case(), *(contact(n, **missing) for n in (9, 6, 3)))
    assert one.sentence == "Not noted three times: what happens next, last contact 23 Nov."
    told = (contact(9, **missing), contact(6), contact(3, **missing))
    assert found("unclear", case(), *told) == []
    assert found("unclear", case(), contact(9, **missing), contact(3, **missing)) == []


def test_a_contact_that_did_not_take_place_makes_nothing_clear(the_one):
    missed = contact(4, attendance="did_not_attend")
    held = (contact(n, **untold("told_purpose")) for n in (9, 6, 3))
    assert the_one("unclear", case(), missed, *held).what == "Not noted three times: why we meet"


def test_saying_back_is_missed_too_and_partly_counts(the_one, found):
    one = the_one("unclear", case(), *(contact(n, said_back=None) for n in (9, 6, 3)))
    assert one.what == "Not noted three times: saying back"
    both = [contact(n, **untold(*TOLD[:2], said_back="no")) for n in (9, 6, 3)]
    assert the_one("unclear", case(), both).what == (
        "Not noted three times: 2 of four things and saying back"
    )
    partly = [
        contact(9, said_back=None),
        contact(6, said_back="partly"),
        contact(3, said_back="no"),
    ]
    assert found("unclear", case(), partly) == []


def test_few_positive_comments_are_told_where_the_interval_is_sure(the_one, found):
    one = the_one("comments", case(), contact(3, n_positives=10, n_challenges=10))
    assert one.sentence == "Few comments were about what went well, 10 of 20 that were counted."
    # Twelve of twenty lies so near four to one that nobody can tell.
    assert found("comments", case(), contact(3, n_positives=13, n_challenges=7)) == []
    assert found("comments", case(), contact(3, n_positives=9, n_challenges=10)) == []


def test_a_case_in_which_nothing_is_ever_challenged_is_told(the_one, found):
    one = the_one("comments", case(), contact(9, n_positives=12), contact(3, n_positives=8))
    assert one.sentence == "No challenge has been counted yet, among 20 comments."
    assert found("comments", case(), contact(3, n_positives=19)) == []
    assert found("comments", case(), contact(3, n_positives=19, n_challenges=1)) == []


def test_what_went_wrong_is_told_until_it_is_settled(the_one, found):
    made = repair(9)
    one = the_one("repair", case(), made, repair(3))
    assert one.sentence == "A complaint is open, since 17 Nov."
    assert (one.text, one.day, one.form) == ("Nobody came", ago(3), f"repair.{made[1]['id']}")
    stays = the_one("repair", case(), repair(9, kind="rupture", state="stays_open"))
    assert stays.sentence == "Something went wrong and is not put right, since 17 Nov."
    for state in ("answered", "repaired"):
        assert found("repair", case(), repair(9, state=state)) == []


def test_what_was_marked_in_the_last_round_is_brought(the_one, found):
    one = the_one("marked", case(), mark(14))
    assert one.sentence == "Marked to be brought next time, in the round of 12 Nov."
    assert found("marked", case(), mark(14), mark(7, mark="nothing_today")) == []
    assert found("marked", case(), mark(14), talk(13)) == []
    # What is marked at the end of a session is for the next one.
    assert len(found("marked", case(), mark(14), talk(14))) == 1


def test_good_news_are_a_line_that_got_better_or_a_promise_kept(the_one, found):
    rose = the_one("good", case(), rated(RISING))
    assert rose.sentence == "Expectancy got better, rated by the worker, 21 Nov."
    kept = the_one("good", case(), promise("kept", settled_ago=8))
    assert kept.sentence == "A promise was kept, on 18 Nov."
    assert kept.text == "Ask for the flat"
    for state in ("open", "kept_late", "apologised"):
        assert found("good", case(), promise(state, settled_ago=8)) == []


def test_of_good_news_the_newest_is_told_and_none_that_was_talked_about(the_one, found):
    both = (case(), rated(RISING), promise("kept", settled_ago=4))
    assert the_one("good", *both).what == "A promise was kept"
    assert found("good", *both, talk(4)) == []
    old = (case(opened_ago=200), promise("kept", made_ago=150, settled_ago=91))
    assert found("good", *old) == []


def test_a_case_not_talked_about_for_three_months_is_told(the_one, found):
    one = the_one("not_talked", case(opened_ago=300), talk(92))
    assert one.sentence == "Not talked about for 13 weeks, last on 26 Aug."
    assert one.is_quiet
    never = the_one("not_talked", case(opened_ago=92))
    assert never.sentence == "Not talked about yet, open since 26 Aug."
    assert found("not_talked", case(opened_ago=300), talk(91)) == []
    assert found("not_talked", case(opened_ago=91)) == []


def test_a_case_taken_up_again_is_counted_from_then(found, the_one):
    again = case(opened_ago=400, reopened_on=ago(92))
    assert the_one("not_talked", again, talk(300)).what == "Not talked about yet"
    assert found("not_talked", case(opened_ago=400, reopened_on=ago(91)), talk(300)) == []


def test_of_a_closed_case_only_what_is_owed_is_told(agenda):
    child = person()
    missing = [contact(n, **untold(*TOLD), n_positives=9) for n in (40, 39, 38)]
    rows = (case(opened_ago=200, closed_on=ago(5)), mandate(7), child, *missing)
    rows = (*rows, ahead(7), worker("W1", 200), worker("W2", 20), *rated(RISING[::-1]))
    rows = (*rows, *rated(RISING, dimension="investment"), promise("kept", settled_ago=8))
    rows = (*rows, *rated([1] * 8, rater="client", dimension="working_relationship"))
    rows = (*rows, *rated([5] * 8, dimension="working_relationship"))
    assert reasons(agenda(*rows).first) == []
    owed = (action(-3), promise("broken"), concern(9), repair(9), question(2, "K-1"))
    each = agenda(*rows, *owed)
    assert {one.reason for one in (*each.safety, *each.first, *each.rest)} == {
        *("safety", "asked", "action", "broken", "repair"),
    }


# what was put away


def test_what_does_not_fit_stays_away_until_there_is_something_newer(found):
    held = session(7)
    put = away(held, "repair")
    assert found("repair", case(), repair(9), held, put) == []
    assert len(found("repair", case(), repair(9), repair(6), held, put)) == 1


def test_only_what_was_put_away_here_for_this_reason_and_case_stays_away(found):
    here, there = session(7), session(7, OTHER)
    rows = (case(), case("K-2"), repair(9), here, there)
    assert found("repair", *rows, away(here, "repair")) == []
    for put in (
        away(here, "marked"),
        away(here, "repair", "K-2"),
        away(here, "repair", fate="talked_about"),
        away(there, "repair"),
    ):
        assert len(found("repair", *rows, put)) == 1


def test_what_is_put_away_before_its_session_stays_away_from_the_day_it_was_written(found):
    planned = session(-7, state="planned")
    put = away(planned, "repair", saved_at=noon(ago(5)))
    assert found("repair", case(), repair(5), planned, put) == []
    assert len(found("repair", case(), repair(4), planned, put)) == 1


def test_safety_is_never_put_away(found):
    held = session(7)
    assert len(found("safety", case(), concern(9), held, away(held, "safety"))) == 1


def test_a_hearing_that_was_put_away_comes_back_when_another_is_noted(found):
    held = session(7)
    put = away(held, "date")
    near = ahead(20, saved_at=noon(ago(9)))
    assert found("date", case(), near, held, put) == []
    assert len(found("date", case(), near, ahead(30, saved_at=noon(ago(3))), held, put)) == 1


def test_another_person_at_risk_who_becomes_unseen_brings_the_point_back(found):
    held = session(7)
    put, first = away(held, "unseen"), person()
    rows = (case(), held, put, first)
    assert found("unseen", *rows) == []
    # She came before the point was put away, and is missed only since.
    assert len(found("unseen", *rows, person("Baby", from_on=ago(30)))) == 1


def test_an_action_that_was_put_away_comes_back_when_its_day_has_passed(found):
    held = session(3)
    put = away(held, "action")
    assert found("action", case(), action(2), held, put) == []
    assert len(found("action", case(), action(-3), held, put)) == 1
    assert found("action", case(), action(-4), held, put) == []


# five of many


def point(case, reason, day=TODAY):
    return Suggestion(reason, AGENDA_REASONS[reason].part, case, day, "What", "why")


def weighed(*points):
    places = list(AGENDA_REASONS)
    return [point(*each) for each in sorted(points, key=lambda each: places.index(each[1]))]


def chosen(*points, there=()):
    return reasons(five(weighed(*points), there=there))


def test_there_are_at_most_five():
    many = [(f"K-{n}", "harder") for n in range(9)]
    assert chosen(*many) == many[:5]


def test_at_most_two_are_about_what_is_due_even_if_nothing_else_is_there():
    due = [("K-1", "unseen"), ("K-2", "action"), ("K-3", "broken"), ("K-4", "date")]
    assert chosen(*due) == due[:2]


def test_a_quiet_case_beats_a_third_date():
    due = [("K-1", "date"), ("K-2", "date"), ("K-3", "date"), ("K-4", "date")]
    assert chosen(*due, ("K-5", "not_talked")) == [*due[:2], ("K-5", "not_talked")]


def test_one_is_to_think_about_however_much_is_asked():
    asked = [("", "asked"), *((f"K-{n}", "asked") for n in range(1, 6))]
    assert chosen(*asked, ("K-9", "harder")) == [*asked[:4], ("K-9", "harder")]
    assert chosen(*asked) == asked[:5]


def test_one_to_think_about_has_its_place_although_its_case_is_there():
    asked = [(f"K-{n}", "asked") for n in range(1, 6)]
    assert chosen(*asked, ("K-1", "harder")) == [*asked[:4], ("K-1", "harder")]


def test_one_is_good_news_if_there_is_any_and_no_more():
    hard = [(f"K-{n}", "harder") for n in range(1, 6)]
    good = [("K-1", "good"), ("K-7", "good")]
    assert chosen(*hard, *good) == [*hard[:4], good[0]]
    assert chosen(*good) == good[:1]


def test_the_practitioners_own_question_comes_first():
    rest = [("K-1", "unseen"), ("K-2", "action"), ("K-3", "apart"), ("K-4", "good")]
    assert chosen(*rest, ("K-5", "asked")) == [("K-5", "asked"), *rest]


def test_no_case_is_there_twice_while_there_is_another():
    twice = [("K-1", "action"), ("K-1", "harder")]
    others = [("K-2", "apart"), ("K-3", "unclear"), ("K-4", "repair"), ("K-5", "marked")]
    assert chosen(*twice, *others) == [twice[0], *others]
    assert chosen(*twice, *others[:2]) == [twice[0], others[0], twice[1], others[1]]


def test_a_case_with_an_open_safety_concern_is_there_already():
    points = [("K-1", "action"), ("K-2", "harder"), ("K-3", "unclear"), ("K-4", "repair")]
    more = [("K-5", "marked"), ("K-6", "marked")]
    assert ("K-1", "action") in chosen(*points, *more)
    assert ("K-1", "action") not in chosen(*points, *more, there={"K-1"})
    assert ("K-1", "action") in chosen(*points[:2], there={"K-1"})


def test_of_several_to_think_about_one_is_a_quiet_case():
    loud = [(f"K-{n}", "harder") for n in range(1, 6)]
    assert chosen(*loud, ("K-8", "not_talked"))[-1] == ("K-8", "not_talked")
    # It is no quiet case that is talked about anyway.
    assert chosen(*loud, ("K-1", "not_talked")) == loud
    # Where there is room for one thought only, it is the weightiest.
    full = [("", "asked"), ("K-1", "action"), ("K-2", "date"), ("K-3", "harder"), ("K-4", "good")]
    assert chosen(*full, ("K-8", "not_talked")) == full


# whole caseloads


def test_a_week_full_of_dates_leaves_room_to_think(agenda):
    # Five cases have something due. A good supervisor hears the question first; looks at the child
    # nobody has seen and at the action that is late, both of which hurt somebody; leaves the two
    # hearings and the broken promise to the list; thinks about the case that got harder, not about
    # a third date; and begins the week with what went well, though its case is there already.
    child = person(code="K-1")
    rows = [
        *(case(code) for code in ("K-1", "K-2", "K-3", "K-4", "K-5", "K-6")),
        *(worker("W1", 60, code) for code in ("K-1", "K-2")),
        child,
        action(-6, "K-2"),
        promise("broken", "K-3"),
        ahead(9, "K-4"),
        ahead(3, "K-5"),
        *rated(RISING[::-1], "K-6"),
        *rated(RISING, "K-2"),
        question(1, None),
    ]
    expected = [
        ("", "asked"),
        ("K-1", "unseen"),
        ("K-2", "action"),
        ("K-6", "harder"),
        ("K-2", "good"),
    ]
    each = agenda(rows)
    assert reasons(each.first) == expected
    assert reasons(each.rest) == [("K-3", "broken"), ("K-5", "date"), ("K-4", "date")]


def test_a_loud_case_does_not_drown_the_quiet_ones(agenda):
    # One case shouts: a safety concern, a hearing, a new worker, two views, a complaint. It is on
    # the agenda by its concern, and all else of it is talked about there. The five are for the
    # others: the end of an order, a rupture that nobody put right, a case that was starred in the
    # round, one nobody has written or said anything about for long, and a promise that was kept.
    loud = [
        *(case("K-1"), concern(4), ahead(5), worker("W1", 60), worker("W2", 10), repair(8)),
        *rated([4] * 5),
        *rated([2] * 5, rater="client"),
    ]
    others = [
        case("K-2", order_ends_on=ago(-30)),
        *(case("K-3"), repair(20, "K-3", "rupture")),
        *(case("K-4"), mark(14, "K-4")),
        *(case("K-5", opened_ago=300), talk(120, "K-5")),
        *(case("K-6"), promise("kept", "K-6", settled_ago=3)),
    ]
    expected = [
        ("K-2", "date"),
        ("K-3", "repair"),
        ("K-4", "marked"),
        ("K-6", "good"),
        ("K-5", "not_talked"),
    ]
    each = agenda(loud, others)
    assert reasons(each.safety) == [("K-1", "safety")]
    assert reasons(each.first) == expected
    assert {one.case for one in each.rest} == {"K-1"}
    assert each.beside(each.safety[0]) == each.rest


def test_two_cases_are_talked_about_more_than_once(agenda):
    # A beginner has two cases. Nothing else is there, so each may come twice: the question about
    # the first one; the action and the hearing, which are all that is due; what was never made
    # clear in it; and the promise that was kept. What else is due waits in the list.
    rows = [
        *(case("K-1"), case("K-2"), question(1, "K-1"), action(2, "K-2"), ahead(20, "K-1")),
        *(contact(n, **untold("told_control")) for n in (9, 6, 3)),
        promise("kept", "K-2", settled_ago=3),
        promise("broken", "K-2", due_ago=2),
    ]
    expected = [
        ("K-1", "asked"),
        ("K-2", "action"),
        ("K-2", "broken"),
        ("K-1", "unclear"),
        ("K-2", "good"),
    ]
    each = agenda(rows)
    assert reasons(each.first) == expected
    assert reasons(each.rest) == [("K-1", "date")]


# order


def test_of_one_reason_a_tricky_case_comes_first_then_the_oldest(agenda):
    codes = ("K-1", "K-2", "K-3", "K-4")
    opened = dict(zip(codes, (5, 9, 2, 9), strict=True))
    rows = [*map(case, codes), *(repair(n, code) for code, n in opened.items())]
    assert [each.case for each in agenda(rows).first] == ["K-2", "K-4", "K-1", "K-3"]
    rows = [*rows, tricky("K-3"), tricky("K-1", until_on=ago(1))]
    assert [each.case for each in agenda(rows).first] == ["K-3", "K-2", "K-4", "K-1"]


def test_the_newest_good_news_come_first(agenda):
    rows = [case("K-1"), case("K-2"), promise("kept", "K-1", settled_ago=9)]
    each = agenda(rows, promise("kept", "K-2", settled_ago=3))
    assert (reasons(each.first), reasons(each.rest)) == ([("K-2", "good")], [("K-1", "good")])


def test_the_order_of_records_changes_nothing(agenda):
    some = [case("K-2"), repair(5, "K-2"), repair(5), mark(3), concern(9, "K-2"), case("K-1")]
    some += [action(2), action(2, owner=LEADS), promise("broken"), promise("broken")]
    assert agenda(*some) == agenda(*some[::-1])


def test_cases_of_others_are_passed_over(agenda):
    rows = [case("K-1"), case("K-2"), repair(9), repair(9, "K-2"), concern(9, "K-2")]
    each = agenda(rows, codes=["K-1"])
    assert (each.safety, reasons(each.first), each.rest) == ((), [("K-1", "repair")], ())


def test_a_reason_is_added_by_one_line(agenda, monkeypatch):
    def unused(at, today):
        yield Raised("A principle is unused", "since the review", today, today)

    monkeypatch.setitem(AGENDA_REASONS, "unused", AgendaReason("think", unused))
    (one,) = agenda(case(), codes=["K-1"]).first[-1:]
    assert (one.reason, one.part, one.case) == ("unused", "think", "K-1")


# samples


def test_every_sample_case_is_told_in_plain_sentences(caseload, dimensions):
    tables = caseload.tables()
    tables["dates_ahead"] = labelled_dates(tables["dates_ahead"], caseload.framework)
    told = set()
    for code in tables["cases"]["code"]:
        each = suggested(tables, dimensions, supervision=SUPERVISION, codes=[code], today=LAST_DAY)
        for one in (*each.safety, *each.first, *each.rest):
            assert one.case == code
            assert one.what
            assert one.why
            assert not re.search(r"[{}'_]|None|nan", one.sentence), one.sentence
            assert len(one.sentence.split()) <= MOST_WORDS, one.sentence
            told.add(code)
    ended = tables["cases"].loc[tables["cases"]["closed_on"].notna(), "code"]
    talked = tables["case_talks"]["case"]
    silent = set(tables["cases"]["code"]) - told
    assert len(silent) <= 2
    assert silent <= {*ended, *talked}

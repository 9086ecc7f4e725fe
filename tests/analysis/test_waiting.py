"""Is all that cannot wait found, in its order, and nothing else?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.record_signals import nothing_recorded
from supervision_kit.analysis.rhythm import Rhythm
from supervision_kit.analysis.waiting import REASONS, draft_waiting, waiting
from supervision_kit.frameworks import day_short, moment_in_words
from tests.analysis.raised import RATINGS, set_aside, table

TODAY = date(2026, 11, 26)
AUTHOR = "tester"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
CONCERNS = ["opened_on", "closed_on", "worry", "about", "id"]
STEPS = ["happened_on", "done", "told", "concern_id"]
DATES = ["due_on", "moved_to", "kind", "state", "label", "id"]
PROMISES = ["promised_on", "due_on", "settled_on", "state", "text", "id"]
ACTIONS = ["due_on", "state", "owner", "text", "id"]
DRAFTS = ["form", "case", "author", "saved_at"]


def ago(n_days):
    return TODAY - timedelta(n_days)


def concern(opened_ago, closed_ago=None, worry="", about="", record="c"):
    closed = None if closed_ago is None else ago(closed_ago)
    return (ago(opened_ago), closed, worry, about, record)


def step(days_ago, done="", told="", of="c"):
    return (ago(days_ago), done, told, of)


def ahead(due_in, kind="hearing", state="open", *, moved_to=None, label="Hearing"):
    moved = None if moved_to is None else ago(-moved_to)
    return (ago(-due_in), moved, kind, state, label, "d")


def promise(due_in=None, state="open", text="Ring the clinic", *, made_ago=30, settled_ago=None):
    due = None if due_in is None else ago(-due_in)
    settled = None if settled_ago is None else ago(settled_ago)
    return (ago(made_ago), due, settled, state, text, "p")


def action(due_in=None, state="open", owner="W2", text="Ask the team"):
    due = None if due_in is None else ago(-due_in)
    return (due, state, owner, text, "a")


def drafts(*rows):
    read = pd.DataFrame(rows, columns=DRAFTS)
    return read.assign(saved_at=pd.to_datetime(read["saved_at"], utc=True))


def case(
    met_ago=(),
    promises=(),
    dismissals=(),
    rated_ago=(),
    *,
    concerns=(),
    steps=(),
    dates=(),
    actions=(),
    every=None,
    **known,
):
    rated = [(ago(n), "engagement", "expectancy", "worker", 3) for n in rated_ago]
    opened_on = known.pop("opened_on", ago(200))
    return CaseTables(
        table(RATINGS, rated),
        table(["occurred_on"], [(ago(n),) for n in met_ago]),
        table(PROMISES, promises),
        pd.DataFrame({"agreed_on": pd.to_datetime([])}),
        set_aside(*dismissals),
        opened_on,
        rhythm=known.pop("rhythm", [Rhythm(opened_on, every)]),
        concerns=table(CONCERNS, concerns),
        concern_steps=table(STEPS, steps),
        dates_ahead=table(DATES, dates).astype({"moved_to": "datetime64[us]"}),
        actions=table(ACTIONS, actions),
        code="K-1",
        **known,
    )


def found(tables, kept=None):
    return waiting(tables, today=TODAY, drafts=kept)


def kinds(tables, kept=None):
    return [each.kind for each in found(tables, kept)]


def the_only(tables, kept=None):
    (one,) = found(tables, kept)
    return one


# order


def everything():
    return case(
        concerns=[concern(60)],
        met_ago=[60],
        promises=[promise(3), promise(-3), promise(-9, "broken"), promise(-5, text="Post it")],
        actions=[action(-2)],
        every=7,
        order_ends_on=ago(-20),
    )


def test_what_waits_is_ordered_by_its_weight():
    kept = drafts(("contact", "K-1", AUTHOR, NOON))
    seen = kinds(everything(), kept)
    assert list(dict.fromkeys(seen)) == list(REASONS)


def test_of_one_kind_the_oldest_comes_first():
    overdue = [each.text for each in found(everything()) if each.kind == "overdue"]
    assert overdue == ["Post it", "Ring the clinic"]


def test_everything_names_its_case_and_has_words():
    for each in found(everything(), drafts(("contact", "K-1", AUTHOR, NOON))):
        assert each.case == "K-1"
        assert each.label
        assert all(each.words)


def test_a_case_without_any_record_waits_for_nothing():
    assert found(case()) == []


def test_looking_changes_no_table():
    tables = everything()
    before = {name: getattr(tables, name).copy() for name in ("concerns", "promises")}
    found(tables)
    for name, table_before in before.items():
        pd.testing.assert_frame_equal(getattr(tables, name), table_before)


# safety


def test_a_concern_says_what_it_is_about_whom_and_what_was_done_last():
    tables = case(
        concerns=[concern(30, worry="Bruises nobody explains", about="Older child")],
        steps=[
            step(10, "Went with her to the clinic", "school"),
            step(30, "Rang the duty desk", "duty manager"),
            step(5),
        ],
    )
    one = the_only(tables)
    assert (one.kind, one.day, one.record) == ("safety", ago(30), "c")
    assert one.text == "Bruises nobody explains"
    assert one.words == (
        "Older child",
        f"open since {day_short(ago(30), today=TODAY)}",
        f"last step {day_short(ago(10), today=TODAY)}",
        "told: duty manager; school",
    )


def test_a_concern_without_words_is_told_by_what_was_done_last():
    tables = case(concerns=[concern(30)], steps=[step(30, "Rang"), step(3, "Saw both children")])
    assert the_only(tables).text == "Saw both children"


def test_what_was_not_noted_about_a_concern_is_said():
    assert the_only(case(concerns=[concern(3)])).words[1:] == (
        "nothing is noted about what was done",
        "nobody is noted as told",
    )


def test_a_concern_waits_until_somebody_closes_it():
    assert found(case(concerns=[concern(30, 20)])) == []
    both = case(concerns=[concern(30, 20), concern(10, record="later")])
    assert the_only(both).day == ago(10)


def test_every_open_concern_stands_by_itself_with_its_own_steps():
    tables = case(
        concerns=[concern(30, record="one"), concern(10, record="two")],
        steps=[step(30, "Rang", of="one"), step(9, "Wrote", of="two")],
    )
    assert [(each.record, each.text) for each in found(tables)] == [
        ("one", "Rang"),
        ("two", "Wrote"),
    ]


def test_a_concern_stays_open_in_a_closed_case():
    assert kinds(case(concerns=[concern(30)], closed_on=ago(5))) == ["safety"]


# promises


@pytest.mark.parametrize(
    ("due_in", "kind"),
    [(-1, "overdue"), (0, "promised"), (7, "promised"), (8, None), (None, None)],
)
def test_an_open_promise_waits_from_a_week_before_its_day(due_in, kind):
    assert kinds(case(promises=[promise(due_in)])) == ([kind] if kind else [])


@pytest.mark.parametrize("state", ["kept", "kept_late", "apologised"])
def test_a_settled_promise_waits_no_more(state):
    assert found(case(promises=[promise(-3, state, settled_ago=1)])) == []


def test_a_promise_is_told_in_its_own_words_with_its_day():
    one = the_only(case(promises=[promise(-6)]))
    assert (one.text, one.record, one.day) == ("Ring the clinic", "p", ago(6))
    assert one.words == ("was due 20 Nov",)


@pytest.mark.parametrize(
    ("due_in", "when"), [(0, "due today"), (1, "due tomorrow"), (4, "due in 4 days")]
)
def test_a_promise_to_come_says_how_near_it_is(due_in, when):
    assert the_only(case(promises=[promise(due_in)])).words == (when,)


@pytest.mark.parametrize(
    ("due_in", "words"),
    [
        (-6, ("was due 20 Nov", "not yet apologised for")),
        (6, ("not yet apologised for",)),
        (None, ("not yet apologised for",)),
    ],
)
def test_a_broken_promise_waits_for_an_apology(due_in, words):
    one = the_only(case(promises=[promise(due_in, "broken")]))
    assert (one.kind, one.words) == ("broken", words)


def aside(rule, days_ago, withdrawn=None):
    return (rule, None, None, None, ago(days_ago), withdrawn, "d")


@pytest.mark.parametrize(
    ("dismissal", "left"),
    [
        (aside("promises", 6), []),
        (aside("promises", 7), ["broken"]),
        (aside("promises", 6, "yes"), ["broken"]),
        (aside("nothing_recorded", 6), ["broken"]),
    ],
)
def test_a_broken_promise_that_was_set_aside_waits_no_more(dismissal, left):
    tables = case(promises=[promise(-6, "broken")], dismissals=[dismissal])
    assert kinds(tables) == left


# what was taken on in supervision


@pytest.mark.parametrize(("due_in", "n"), [(-3, 1), (0, 1), (1, 0), (None, 0)])
def test_an_open_action_waits_from_its_day_on(due_in, n):
    assert kinds(case(actions=[action(due_in)])) == ["action"] * n


@pytest.mark.parametrize("state", ["done", "changed", "dropped"])
def test_a_settled_action_waits_no_more(state):
    assert found(case(actions=[action(-3, state)])) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (action(-6), ("W2", "was due 20 Nov")),
        (action(0), ("W2", "due today")),
        (action(-6, owner=None), ("The organisation", "was due 20 Nov")),
    ],
)
def test_an_action_says_whose_it_is_and_when_it_was_due(given, words):
    one = the_only(case(actions=[given]))
    assert (one.text, one.words, one.record) == ("Ask the team", words, "a")


# days that come near


@pytest.mark.parametrize(("ends_in", "waits"), [(-1, 0), (0, 1), (42, 1), (43, 0)])
def test_the_end_of_an_order_waits_from_six_weeks_before(ends_in, waits):
    assert len(found(case(order_ends_on=ago(-ends_in)))) == waits


def test_a_day_to_come_is_named_by_its_day():
    one = the_only(case(order_ends_on=ago(-8)))
    assert (one.label, one.words) == ("4 Dec", ("the order ends", "in 8 days"))


def test_a_date_that_comes_near_waits_and_one_far_ahead_does_not():
    one = the_only(case(dates=[ahead(7, label="Report due"), ahead(43)]))
    assert (one.label, one.words) == ("3 Dec", ("Report due", "in 7 days"))


def test_a_date_that_passed_waits_until_somebody_says_what_came_of_it():
    one = the_only(case(dates=[ahead(-3)]))
    assert one.words == ("Hearing", "what came of it is not noted")
    assert found(case(dates=[ahead(-3, state=each) for each in ("held", "cancelled")])) == []


def test_the_end_of_an_order_that_is_noted_as_a_date_too_is_told_once():
    noted = {"dates": [ahead(8, "order_ends", label="Order ends")], "order_ends_on": ago(-8)}
    assert the_only(case(**noted)).words == ("Order ends", "in 8 days")
    other = noted | {"order_ends_on": ago(-9)}
    assert kinds(case(**other)) == ["date", "date"]


def test_a_date_that_was_moved_waits_for_its_new_day():
    assert the_only(case(dates=[ahead(-3, state="moved", moved_to=5)])).day == ago(-5)
    assert found(case(dates=[ahead(-3, state="moved")])) == []


def test_a_contact_answers_the_next_contact_that_was_planned():
    planned = {"dates": [ahead(-3, "next_contact", label="Next contact")]}
    assert kinds(case(met_ago=[9], **planned)) == ["date"]
    assert found(case(met_ago=[3], **planned)) == []


def test_a_closed_case_has_no_days_to_come():
    assert found(case(order_ends_on=ago(-8), dates=[ahead(5)], closed_on=ago(3))) == []


# drafts


def test_a_draft_says_of_which_form_from_when_and_whose():
    one = the_only(case(), drafts(("contact 2", "K-1", AUTHOR, NOON)))
    assert (one.kind, one.form, one.label) == ("draft", "contact", "Draft")
    assert one.words == (
        "a contact, begun and not saved",
        f"kept {moment_in_words(NOON)} by {AUTHOR}",
    )


def test_drafts_of_other_cases_are_passed_over():
    assert found(case(), drafts(("contact", "K-2", AUTHOR, NOON), ("case", "", AUTHOR, NOON))) == []


def test_a_draft_of_a_form_without_words_of_its_own_is_told_all_the_same():
    (row,) = drafts(("a form to come", "", AUTHOR, NOON)).itertuples()
    assert draft_waiting(row).words[0] == "something begun and not saved"


# silence


@pytest.mark.parametrize("days", [14, 15])
def test_silence_waits_exactly_when_the_signal_about_it_fires(days):
    one = kinds(case([days], every=7))
    fired = nothing_recorded(ago(days), 7, TODAY)["state"].item() == "signal"
    assert one == (["silence"] if fired else [])
    assert fired == (days == 15)


def test_silence_is_counted_from_the_newest_entry_of_any_kind():
    tables = case([40], rated_ago=[20, 30], every=7)
    one = the_only(tables)
    assert (one.day, one.words) == (ago(20), ("for 20 days", "contact agreed every 7 days"))


def test_silence_of_a_new_case_is_counted_from_its_opening():
    assert the_only(case(every=7, opened_on=ago(15))).day == ago(15)


@pytest.mark.parametrize("known", [{"every": None}, {"every": 7, "closed_on": ago(1)}])
def test_nobody_is_asked_for_entries_without_a_rhythm_or_in_a_closed_case(known):
    assert found(case(**known)) == []


def test_silence_that_was_set_aside_waits_again_after_the_next_entry():
    quiet = case([40], dismissals=[aside("nothing_recorded", 40)], every=7)
    assert found(quiet) == []
    later = replace(quiet, contacts=case([40, 20]).contacts)
    assert kinds(later) == ["silence"]


def test_silence_is_judged_by_the_rhythm_of_its_own_time():
    rhythm = [Rhythm(ago(200), 7), Rhythm(ago(16), 30)]
    # Fourteen days of a weekly rhythm and sixteen of a monthly one: two and a half rhythms.
    one = the_only(case([30], rhythm=rhythm))
    assert one.words == (
        "for 30 days",
        "contact agreed every 30 days",
        "another rhythm before",
    )
    assert found(case([26], rhythm=rhythm)) == []


def test_silence_of_a_case_taken_up_again_is_counted_from_then():
    assert found(case([90], every=7, reopened_on=ago(10))) == []
    assert the_only(case([90], every=7, reopened_on=ago(15))).day == ago(15)

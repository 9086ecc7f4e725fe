import datetime as dt
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from supervision_kit.errors import InvalidRecord
from supervision_kit.records import (
    Closing,
    Concern,
    Contact,
    DateAhead,
    Dismissal,
    Event,
    Mandate,
    Participant,
    Promise,
    Rating,
    Record,
    Repair,
    WorkerSpell,
    new_id,
)
from supervision_kit.records.record import kinds, label_of, rule_of, told_as
from supervision_kit.records.rules import (
    CodeRule,
    DayRule,
    KindRule,
    PersonRule,
    TextRule,
    WorkerRule,
)
from supervision_kit.records.types import DayType, Instant
from tests.records.examples import DAY, FRAMEWORK, example, needed

TODAY = dt.date.today()


sound = example


def refused(record):
    with pytest.raises(InvalidRecord) as caught:
        record.check(FRAMEWORK)
    return caught.value.field, str(caught.value)


@pytest.mark.parametrize("kind", kinds())
def test_a_sound_record_passes_and_passes_again(kind):
    record = sound(kind)
    record.check(FRAMEWORK)
    once = record.snapshot()
    record.check(FRAMEWORK)
    assert record.snapshot() == once
    assert (record.row_version, len(record.id)) == (0, 32)


@pytest.mark.parametrize("kind", kinds())
def test_every_column_has_a_rule_and_a_name_on_screen(kind):
    for column in kind.__table__.columns:
        if column.name != "row_version":
            assert rule_of(column) is not None
            assert label_of(kind, column.name)


@pytest.mark.parametrize("kind", kinds())
def test_no_column_is_called_like_a_word_of_sql(kind):
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        words = dialect.identifier_preparer.reserved_words
        assert {column.name for column in kind.__table__.columns} & words == set()


def rule_of_column(kind, name):
    return rule_of(kind.__table__.c[name])


def columns_with(rule):
    return [
        (kind, column.name)
        for kind in kinds()
        for column in kind.__table__.columns
        if isinstance(rule_of(column), rule)
    ]


@pytest.mark.parametrize(("kind", "name"), columns_with(KindRule))
def test_a_kind_the_framework_does_not_know_is_refused_with_those_it_knows(kind, name):
    known = FRAMEWORK.kinds[rule_of(kind.__table__.c[name]).group]
    for wrong in ("perhaps", 1, ["attended"], next(iter(known)).upper()):
        field, told = refused(sound(kind, **{name: wrong}))
        assert field == name
        assert all(label in told for label in known.values())


TEXTS = [(Contact, "story"), (Contact, "own_words"), (Mandate, "reason"), (Rating, "evidence")]


@pytest.mark.parametrize(("kind", "name"), TEXTS)
def test_a_text_that_cannot_be_kept_names_its_field(kind, name):
    for wrong in ("nul \0", "half \ud83d", "turned \u202e", "x" * 10_001, 7):
        field, told = refused(sound(kind, **{name: wrong}))
        assert field == name
        assert label_of(kind, name) in told


def test_a_text_that_is_none_is_empty():
    record = sound(Contact, story=None)
    record.check(FRAMEWORK)
    assert record.story == ""


DAYS = [each for each in columns_with(DayRule) if not rule_of_column(*each).may_be_future]
AHEAD = [each for each in columns_with(DayRule) if rule_of_column(*each).may_be_future]


def test_the_end_of_an_order_and_a_due_date_are_days_that_may_lie_ahead():
    assert {(Mandate, "order_ends_on"), (Promise, "due_on"), (DateAhead, "due_on")} <= set(AHEAD)
    assert {(Contact, "occurred_on"), (Promise, "settled_on")} <= set(DAYS)


@pytest.mark.parametrize(("kind", "name"), DAYS)
def test_a_day_that_is_still_to_come_is_refused(kind, name):
    sound(kind, **{name: TODAY}).check(FRAMEWORK)
    field, told = refused(sound(kind, **{name: TODAY + dt.timedelta(days=1)}))
    assert (field, "still to come" in told) == (name, True)


@pytest.mark.parametrize(("kind", "name"), AHEAD)
def test_what_may_lie_ahead_may_be_far_ahead(kind, name):
    sound(kind, **{name: TODAY + dt.timedelta(days=400)}).check(FRAMEWORK)


@pytest.mark.parametrize(("kind", "name"), [*DAYS, *AHEAD])
def test_a_day_before_the_year_2000_or_no_day_at_all_is_refused(kind, name):
    field, told = refused(sound(kind, **{name: dt.date(26, 3, 2)}))
    assert (field, "0026" in told, "check the year" in told) == (name, True, True)
    assert refused(sound(kind, **{name: dt.date(1999, 12, 31)}))[0] == name
    for wrong in ("2026-03-02", dt.datetime(2026, 3, 2), 20260302, 1.5):
        assert "needs a date" in refused(sound(kind, **{name: wrong}))[1]


@pytest.mark.parametrize("day", [dt.date(2000, 1, 1), dt.date(2024, 2, 29), dt.date(2026, 3, 29)])
def test_the_first_day_leap_days_and_days_of_a_clock_change_are_taken(day):
    sound(Contact, occurred_on=day).check(FRAMEWORK)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, each.name) for kind in kinds() for each in needed(kind)
     if not kind.__table__.c[each.name].nullable],
)  # fmt: skip
def test_what_is_required_is_asked_for_by_name(kind, name):
    of_letters = (CodeRule, PersonRule, TextRule, WorkerRule)
    empty = "" if isinstance(rule_of_column(kind, name), of_letters) else None
    field, told = refused(sound(kind, **{name: empty}))
    assert field == told_as(kind.__table__.c[name])
    if empty is None:
        assert label_of(kind, name) in told


@pytest.mark.parametrize("wrong", [-1, 1441, 2.5, True, "40", float("nan"), 2**63])
def test_a_whole_number_is_whole_and_in_bounds(wrong):
    field, told = refused(sound(Contact, length_minutes=wrong))
    assert (field, "from 0 to 1,440" in told) == ("length_minutes", True)


def test_a_whole_number_may_be_missing():
    sound(Contact, length_minutes=None, n_positives=0, n_challenges=999).check(FRAMEWORK)


@pytest.mark.parametrize("worker", ["", "Jo Kay", "Josephine Kay", "x" * 13, "J\u2003K"])
def test_a_worker_is_initials_or_a_code_and_never_a_name(worker):
    assert refused(sound(WorkerSpell, person_id=worker))[0] == "worker"


@pytest.mark.parametrize("wrong", ["a", "A" * 32, "g" * 32, 7, "a" * 33])
def test_an_id_is_32_hexadecimal_digits(wrong):
    assert refused(sound(Event, id=wrong))[0] == "id"
    assert refused(sound(Event, case_id=wrong))[0] == "case_id"


@pytest.mark.parametrize("wrong", [-1, True, 1.0, "1", None])
def test_a_version_is_a_count(wrong):
    assert refused(sound(Event, row_version=wrong))[0] == "row_version"


def test_an_empty_reference_is_none():
    record = sound(Rating, contact_id="")
    record.check(FRAMEWORK)
    assert record.contact_id is None


BEFORE = DAY - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        (Closing, "reopened_on"),
        (Concern, "closed_on"),
        (Participant, "until_on"),
        (Repair, "settled_on"),
        (WorkerSpell, "until_on"),
    ],
)
def test_nothing_ends_before_it_begins(kind, ends):
    sound(kind, **{ends: DAY}).check(FRAMEWORK)
    assert refused(sound(kind, **{ends: BEFORE}))[0] == ends


def test_a_concern_is_closed_with_a_word_why():
    assert refused(sound(Concern, closed_on=DAY, why_closed=" "))[0] == "why_closed"
    sound(Concern, why_closed="").check(FRAMEWORK)


def test_a_date_that_was_moved_says_so():
    moved = {"moved_to": TODAY}
    assert refused(sound(DateAhead, state="held", **moved))[0] == "moved_to"
    sound(DateAhead, state="moved", **moved).check(FRAMEWORK)


def test_a_participant_is_called_by_a_few_words():
    assert refused(sound(Participant, called="x" * 41))[0] == "called"
    assert refused(sound(Participant, called=" "))[0] == "called"


def test_a_promise_is_neither_due_nor_settled_before_it_was_made():
    sound(Promise, due_on=DAY, settled_on=DAY).check(FRAMEWORK)
    assert refused(sound(Promise, due_on=BEFORE))[0] == "due_on"
    assert refused(sound(Promise, settled_on=BEFORE))[0] == "settled_on"
    assert refused(sound(Promise, text=" "))[0] == "text"


@pytest.mark.parametrize(
    "wrong", [float("nan"), float("inf"), -float("inf"), 0, 6, 2.5, True, "3", 2**63, 1e300]
)
def test_a_value_is_on_the_scale(wrong):
    field, told = refused(sound(Rating, value=wrong))
    assert field == "value"
    assert "1 to 5" in told


def test_a_rating_has_either_a_value_or_a_reason():
    sound(Rating, value=None, not_rated="declined").check(FRAMEWORK)
    assert "both a rating and a reason" in refused(sound(Rating, not_rated="declined"))[1]
    assert "no rating" in refused(sound(Rating, value=None))[1]
    field, told = refused(sound(Rating, value=None, not_rated="bored"))
    assert (field, "Could not ask" in told) == ("not_rated", True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"scale": "mood"}, "scale"),
        ({"dimension": "mistrust"}, "dimension"),
        ({"rater": "other"}, "rater"),
        ({"scale": "client_view", "dimension": "told_straight"}, "rater"),
    ],
)
def test_a_rating_is_one_the_framework_knows(changed, field):
    assert refused(sound(Rating, **changed))[0] == field


def test_a_rating_takes_the_wording_it_was_asked_under():
    record = sound(Rating)
    record.check(FRAMEWORK)
    assert record.wording == FRAMEWORK.scales["engagement"].wording
    reworded = replace(FRAMEWORK.scales["engagement"], version=9)
    later = replace(FRAMEWORK, scales={**FRAMEWORK.scales, "engagement": reworded})
    record.check(later)
    assert record.wording == FRAMEWORK.scales["engagement"].wording


def test_ids_are_new_each_time():
    assert len({new_id() for _ in range(100)}) == 100


@pytest.mark.parametrize("moment", [dt.datetime(2026, 3, 2, 9), dt.date(2026, 3, 2), "2026-03-02"])
def test_a_moment_without_a_time_zone_is_refused_by_its_type(moment):
    with pytest.raises(TypeError, match="time zone"):
        Instant().process_bind_param(moment, sqlite.dialect())


@pytest.mark.parametrize("day", [dt.datetime(2026, 3, 2, tzinfo=dt.UTC), "2026-03-02"])
def test_a_day_is_a_date_and_nothing_else_to_its_type(day):
    with pytest.raises(TypeError, match="day"):
        DayType().process_bind_param(day, sqlite.dialect())


def test_a_missing_moment_stays_missing():
    for each in (Instant(), DayType()):
        assert each.process_bind_param(None, sqlite.dialect()) is None
        assert each.process_result_value(None, sqlite.dialect()) is None


def test_a_dismissal_without_a_reason_is_refused():
    field, sentence = refused(sound(Dismissal, reason="  "))
    assert field == "reason"
    assert "why this does not fit" in sentence


def test_a_dismissal_may_be_about_no_dimension():
    record = sound(Dismissal, rule="promises", scale="", dimension="", rater="")
    record.check(FRAMEWORK)
    assert (record.scale, record.dimension, record.rater) == (None, None, None)


def test_a_record_that_does_not_say_whose_it_is_cannot_be_declared():
    with pytest.raises(TypeError, match="Nobodys does not say whose it is"):

        class Nobodys(Record):
            __tablename__ = "nobodys"

    assert "nobodys" not in Record.metadata.tables


def test_every_record_that_is_declared_is_known_once_the_package_is_imported():
    known = """
import pkgutil
from importlib import import_module
from supervision_kit import records
from supervision_kit.records import kinds
before = set(kinds())
for each in pkgutil.iter_modules(records.__path__, "supervision_kit.records."):
    import_module(each.name)
print(*sorted(kind.__name__ for kind in set(kinds()) - before))
"""
    done = subprocess.run([sys.executable, "-c", known], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

"""Is there a backup of every day, and do the right ones stay?"""

import datetime as dt
import json
import multiprocessing
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from supervision_kit.errors import StoreError
from supervision_kit.store import (
    back_up,
    back_up_daily,
    backup,
    kept_backups,
    last_backup,
    open_store,
)
from supervision_kit.store.holding import claim
from supervision_kit.store.keeping import let_go, to_keep
from supervision_kit.store.manifest import (
    BEFORE_UPGRADE,
    DAILY,
    Manifest,
    backups_of,
    fill_note,
    manifest_of,
    read_manifest,
)
from tests.store.hot import a_case

forked = multiprocessing.get_context("fork")
NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


@pytest.fixture
def place(tmp_path):
    """Path of a closed store with one case."""
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(a_case())
    return path


def redate(copy, moment):
    """Write another moment into a manifest, as a clock that was wrong would have."""
    told = replace(read_manifest(manifest_of(copy)), made_at=moment.isoformat())
    fill_note(told, manifest_of(copy))


def test_the_first_opening_of_a_day_makes_a_backup_and_the_next_does_not(place):
    first = back_up_daily(place)
    assert read_manifest(manifest_of(first)).reason == DAILY
    assert back_up_daily(place) is None
    redate(first, dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    assert back_up_daily(place) not in (None, first)


def test_one_that_was_asked_for_does_not_stand_for_the_one_of_the_day(place):
    back_up(place)
    assert back_up_daily(place) is not None


def make(place, start, answers):
    start.wait(60)
    answers.put(back_up_daily(place))


def test_several_that_open_at_once_make_one_backup(place):
    start, answers = forked.Event(), forked.Queue()
    openers = [forked.Process(target=make, args=(place, start, answers)) for _ in range(4)]
    for each in openers:
        each.start()
    start.set()
    made = [answers.get(timeout=60) for _ in openers]
    for each in openers:
        each.join(60)
    assert len([each for each in made if each]) == 1
    assert len(backups_of(place.name, place.parent / "backups")) == 1


def test_while_another_process_makes_it_nobody_waits(place):
    hold = claim(place.with_name(f".{place.name}.backups"))
    assert back_up_daily(place) is None
    hold.release()
    assert back_up_daily(place) is not None


def made(days_ago, reason=DAILY, n_events=1, generation=0):
    moment = NOON - dt.timedelta(days=days_ago)
    return Manifest(
        file=f"{days_ago}-{reason}.sqlite",
        store="caseload.sqlite",
        made_at=moment.isoformat(),
        n_bytes=1,
        sha256="",
        revision="0001",
        counts={},
        heads={"a": [n_events, "link"]},
        reason=reason,
        generation=generation,
    )


def in_order(found):
    return sorted(found, key=lambda each: each.rank, reverse=True)


def test_seven_days_four_weeks_and_twelve_months_stay():
    found = [made(n, n_events=1000 - n) for n in range(800)]
    days = {each.day for each in to_keep(in_order(found))}
    today = NOON.date()
    assert {today - dt.timedelta(days=n) for n in range(7)} <= days
    # 25 November is a Wednesday: the Sundays before, and the last days of the months before.
    assert {dt.date(2026, 11, day) for day in (22, 15, 8)} <= days
    assert {dt.date(2026, 10, 31), dt.date(2026, 2, 28), dt.date(2025, 12, 31)} <= days
    assert len(days) == 7 + 2 + 11


def test_after_a_long_pause_the_old_ones_are_still_there():
    found = [made(n) for n in range(300, 310)]
    assert len(to_keep(in_order(found))) >= 7


def test_days_of_a_clock_that_was_wrong_do_not_push_out_today():
    ahead = [made(-n, n_events=1) for n in range(100, 140)]
    today = made(0, n_events=2)
    assert to_keep(in_order([*ahead, today]))[0] == today


def test_only_what_was_made_by_itself_is_let_go_of(place):
    asked = [back_up(place)[0] for _ in range(2)]
    before = [back_up(place, reason=BEFORE_UPGRADE)[0], back_up(place, reason=DAILY)[0]]
    old = back_up(place)[0]  # a manifest of version 1 gives no reason
    told = json.loads(manifest_of(old).read_text())
    manifest_of(old).write_text(
        json.dumps({k: told[k] for k in told if k not in {"reason", "version", "generation"}})
    )
    let_go(place)
    assert all(each.exists() for each in [*asked, old])
    assert [each.exists() for each in before] == [False, True]
    assert [manifest_of(each).exists() for each in before] == [False, True]


def test_the_last_good_one_stays_though_a_later_one_of_that_day_is_spoiled(place):
    good, later = back_up(place, reason=DAILY)[0], back_up(place, reason=DAILY)[0]
    later.write_bytes(b"")
    let_go(place)
    assert good.exists()
    assert last_backup(place).file == good.name


def test_a_clock_that_was_wrong_does_not_make_an_old_backup_the_last(place):
    with open_store(place, author="tester") as store:
        first = backup(store)
        redate(first, dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
        store.save(a_case("K-02"))
        second = backup(store)
    assert last_backup(place).file == second.name


def test_an_emptied_store_gives_no_last_backup(place):
    full = back_up(place)[0]
    place.unlink()
    open_store(place, create=True, author="tester").close()
    empty = back_up(place)[0]
    assert empty.exists()
    assert last_backup(place).file == full.name


def test_the_last_backup_is_never_an_emptied_one(place):
    first = back_up(place)[0]
    with open_store(place, author="tester") as store:
        store.save(a_case("K-02"))
        backup(store).write_bytes(b"")
    assert last_backup(place).file == first.name


NOT_MANIFESTS = {
    "text": "<html>",
    "list": "[]",
    "empty": "",
    "deep": "[" * 5000,
    "number": "1",
    "missing": '{"file": "x.sqlite"}',
}


@pytest.mark.parametrize("wrong", NOT_MANIFESTS)
def test_what_is_no_manifest_is_none(tmp_path, wrong):
    (path := tmp_path / "x.manifest.json").write_text(NOT_MANIFESTS[wrong])
    assert read_manifest(path) is None


SPOILED = [
    ("file", "../caseload.sqlite"),
    ("file", ""),
    ("made_at", "soon"),
    ("made_at", "2026-01-01T00:00:00"),
    ("n_bytes", "many"),
    ("sha256", 7),
    ("counts", []),
    ("counts", {"cases": "one"}),
    ("heads", {"a": ["1", "x"]}),
    ("heads", {"a": {}}),
    ("heads", 3),
    ("generation", None),
]


@pytest.mark.parametrize(("key", "value"), SPOILED)
def test_a_manifest_with_something_else_in_it_is_none(place, key, value):
    path = manifest_of(back_up(place)[0])
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    assert read_manifest(path) is None
    assert last_backup(place) is None


def test_what_a_later_version_adds_to_a_manifest_is_passed_over(place):
    path = manifest_of(back_up(place)[0])
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 9, "signed_by": "x"}))
    assert read_manifest(path).version == 9


def with_full_disk(place, answers):
    limit = place.stat().st_size // 2
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        back_up_daily(place)
    except StoreError as error:
        answers.put(str(error))


def test_a_full_disk_is_told_and_leaves_nothing(place):
    answers = forked.Queue()
    child = forked.Process(target=with_full_disk, args=(place, answers))
    child.start()
    told = answers.get(timeout=60)
    child.join(60)
    assert told
    assert list((place.parent / "backups").iterdir()) == []
    with open_store(place, author="tester") as store:
        assert kept_backups(store).trouble == told
        store.save(a_case("K-02"))  # the work goes on


def test_trouble_is_told_until_a_backup_was_made(place):
    (place.parent / "backups").write_text("in the way")
    with pytest.raises(StoreError, match="could not be written"):
        back_up_daily(place)
    with open_store(place, author="tester") as store:
        assert "could not be written" in kept_backups(store).trouble
        (place.parent / "backups").unlink()
        back_up_daily(place)
        kept = kept_backups(store)
    assert (kept.trouble, kept.is_old, kept.last.day) == (None, False, dt.date.today())


def test_a_backup_that_could_not_even_leave_a_word_is_told_all_the_same(place):
    claim(place.with_name(f".{place.name}.backups")).release()
    with open_store(place, author="tester") as store:
        assert "could not be finished" in kept_backups(store).trouble
        hold = claim(place.with_name(f".{place.name}.backups"))
        assert kept_backups(store).trouble is None  # it is being made
        hold.release()


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (3, False), (4, True), (-2, True)])
def test_an_old_backup_is_told(place, days, is_old):
    redate(back_up(place)[0], dt.datetime.now(dt.UTC) - dt.timedelta(days=days))
    with open_store(place, author="tester") as store:
        assert kept_backups(store).is_old is is_old


def test_a_server_keeps_its_own(postgresql_url):
    with open_store(postgresql_url, create=True, author="tester") as store:
        assert kept_backups(store) is None


def test_nothing_of_a_backup_can_be_read_by_others(place):
    (folder := place.parent / "backups").mkdir(mode=0o755)
    back_up_daily(place)
    assert folder.stat().st_mode & 0o777 == 0o700
    found = [*folder.iterdir(), Path(f"{place.parent}/.{place.name}.backups")]
    assert {each.stat().st_mode & 0o777 for each in found} == {0o600}

"""Is a backup made on the first opening of a day, and does its failing hold up nothing?"""

import datetime as dt
import os
from dataclasses import replace

import psutil
import pytest

from supervision_kit.serving.daily import daily_backups
from supervision_kit.serving.folder import make_folder
from supervision_kit.store import back_up_daily
from supervision_kit.store.manifest import backups_of, fill_note, manifest_of, read_manifest
from tests.server import start, stop, until


def others_at_work():
    """Processes this one has started, such as a database server that other tests use."""
    return set(psutil.Process().children())


@pytest.fixture
def folder(tmp_path):
    """A workbook folder with an empty store."""
    return make_folder(tmp_path / "our team" / "caseload").folder


def made(folder):
    return backups_of("caseload.sqlite", folder / "backups")


def test_serving_makes_the_backup_of_the_day_once(folder):
    for _ in range(2):
        running = start(folder, "serve", str(folder), "--port", "0")
        until(lambda: len(made(folder)) == 1)
        assert stop(running) == 0
    (only,) = made(folder)
    assert only.reason == "daily"
    assert "Today" not in running.log.read_text()


def test_a_backup_that_fails_is_told_in_the_terminal_and_the_pages_go_on(folder):
    (folder / "backups").write_text("in the way")
    running = start(folder, "serve", str(folder), "--port", "0")
    until(lambda: "backup was not made" in running.log.read_text())
    assert "Please check that there is room" in running.log.read_text()
    assert running.get("voila/tree")[0] in (200, 302)
    assert stop(running) == 0


def test_a_new_day_makes_the_next_without_a_new_start(folder, monkeypatch):
    monkeypatch.setattr("supervision_kit.serving.daily.LOOK_EVERY_SECONDS", 0.1)
    yesterday = back_up_daily(folder / "caseload.sqlite")
    told = read_manifest(manifest_of(yesterday))
    moment = told.moment - dt.timedelta(days=1)
    with daily_backups(str(folder / "caseload.sqlite"), pytest.fail) as backups:
        backups.begin()
        until(lambda: backups._done_on == dt.date.today())
        # It is the day after now.
        fill_note(replace(told, made_at=moment.isoformat()), manifest_of(yesterday))
        backups._done_on -= dt.timedelta(days=1)
        until(lambda: len(made(folder)) == 2)


def test_a_stopped_server_leaves_no_half_made_backup(folder):
    others = others_at_work()
    with daily_backups(str(folder / "caseload.sqlite"), pytest.fail) as backups:
        backups.begin()
        until(lambda: others_at_work() - others)
    assert others_at_work() <= others
    left = os.listdir(folder / "backups") if (folder / "backups").exists() else []
    assert not [name for name in left if name.startswith(".")]


def test_a_database_server_is_left_alone():
    others = others_at_work()
    with daily_backups("postgresql://kit@db.example/kit", pytest.fail) as backups:
        backups.begin()
    assert others_at_work() <= others

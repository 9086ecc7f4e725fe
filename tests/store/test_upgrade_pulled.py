"""Pulled out of an upgrade at any step, is a whole store left?"""

import shutil
import signal
import sys

import pytest
from sqlalchemy import Engine, event

from supervision_kit.store import inspect, last_backup, migrate, open_store
from supervision_kit.store.contents import contents_of, looking_at
from supervision_kit.store.engine import make_engine, read_url
from tests.store.pulling import Steps, forked, kill
from tests.store.test_upgrade import RELEASED, assert_as_released, put_into_database

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kills as on Unix"),
    pytest.mark.timeout(900),  # some fifty upgrades, each in a process of its own
]


#: Of an upgrade that another one holds as its end, one step in so many is tried.
STRIDE = 7


@pytest.fixture
def stride(request, released):
    """How far from one tried step to the next.

    The upgrade of the oldest form has all steps of the others in it, that of the newest is the one
    most people will meet: both are walked whole.
    """
    is_whole = request.config.getoption("--every-step") or released in (RELEASED[0], RELEASED[-1])
    return 1 if is_whole else STRIDE


def upgrade_and_die(place, folder, at, answers):
    steps = Steps(folder, at, kill)
    steps.watch_writing()
    if folder:
        steps.watch()

        @event.listens_for(Engine, "connect")
        def spill(connection, _record):  # so that half an upgrade reaches the file
            connection.execute("PRAGMA cache_size = 1").close()

    open_store(place, author="tester").close()
    answers.put(steps.n)


def pulled(place, folder, at):
    """Upgrade in a process of its own; how many steps it took, None if it was killed."""
    answers = forked.Queue()
    child = forked.Process(target=upgrade_and_die, args=(place, folder, at, answers))
    child.start()
    child.join(120)
    if child.exitcode == -signal.SIGKILL:
        return None
    return answers.get(timeout=20)


def form_of(place):
    engine = make_engine(read_url(place), read_only=True)
    try:
        with engine.connect() as connection:
            return migrate.current(connection)
    finally:
        engine.dispose()


def counts_of(released):
    with looking_at(released, at_rest=True) as connection:
        return contents_of(connection).counts


def put_old(released, path):
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir()
    shutil.copy(released, path)


@pytest.mark.parametrize("released", RELEASED, ids=lambda each: each.stem)
def test_killed_at_any_step_of_an_upgrade_the_file_is_whole_and_so_is_the_backup(
    tmp_path, released, stride
):
    path = tmp_path / "team" / "caseload.sqlite"
    old, then, at, n_half_done = released.stem.removeprefix("released-"), counts_of(released), 1, 0
    put_old(released, path)
    while pulled(path, path.parent, at) is None:
        n_half_done += path.read_bytes() != released.read_bytes()
        assert inspect(path).problems == (), at
        if told := last_backup(path):
            copy = inspect(path.parent / "backups" / told.file)
            assert (told.revision, copy.ok) == (old, True), at
        with open_store(path, author="tester") as store:
            assert store.verify().problems == (), at
            now = store.counts()
            # Of a worker's code a later form makes a person.
            assert now["people"] >= then.get("people", 0), at
            others = then.keys() - {"people"}
            assert {kind: now[kind] for kind in others} == {kind: then[kind] for kind in others}, at
        assert last_backup(path).revision == old, at
        put_old(released, path)
        at += stride
    assert (at > 25, n_half_done > 5 // stride) == (True, True)
    with open_store(path, author="tester") as store:
        assert_as_released(store, has_dismissals=released.stem > "released-0001")


@pytest.mark.parametrize("released", RELEASED, ids=lambda each: each.stem)
def test_killed_at_any_step_of_an_upgrade_a_database_is_as_it_was(postgresql_url, released, stride):
    put_into_database(released, postgresql_url)
    old, at = released.stem.removeprefix("released-"), 1
    # The last step is that the transaction ended: pulled there, the upgrade is done.
    while form_of(postgresql_url) == old:
        if pulled(postgresql_url, "", at) is not None:
            break
        found = inspect(postgresql_url)
        assert found.ok, (at, found.problems)
        at += stride
    assert at > 8
    assert form_of(postgresql_url) == migrate.head()
    with open_store(postgresql_url, author="tester") as store:
        assert_as_released(store, has_dismissals=released.stem > "released-0001")

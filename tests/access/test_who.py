import os
import pwd
import sys

import pytest

from supervision_kit.access import at_work_for, current_author, is_one_of_many, refuse_user_header
from supervision_kit.errors import AccessDenied
from supervision_kit.serving import serve
from supervision_kit.serving.lab import open_lab


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    monkeypatch.delenv("SUPERVISION_KIT_USER_HEADER", raising=False)


def test_the_author_is_the_account_the_process_runs_under():
    assert current_author() == pwd.getpwuid(os.getuid()).pw_name


def test_variables_anyone_may_set_do_not_make_another_author(monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "JUPYTERHUB_USER", "HTTP_X_REMOTE_USER"):
        monkeypatch.setenv(name, "mallory")
    assert current_author() != "mallory"


def test_an_account_without_a_name_has_its_number(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_123)
    assert current_author() == "uid 4000000123"


def test_the_author_is_the_header_that_the_proxy_sets(monkeypatch):
    monkeypatch.setenv("SUPERVISION_KIT_USER_HEADER", "X-Remote-User")
    monkeypatch.setenv("HTTP_X_REMOTE_USER", " jo.k@agency ")
    assert current_author() == "jo.k@agency"


def test_a_process_is_told_for_whom_it_works_and_works_for_nobody_before(monkeypatch):
    assert not is_one_of_many()
    for name, value in at_work_for("X-Remote-User", "").items():
        monkeypatch.setenv(name, value)
    assert is_one_of_many()
    with pytest.raises(AccessDenied):
        current_author()
    for name, value in at_work_for("X-Remote-User", "jo.k").items():
        monkeypatch.setenv(name, value)
    assert current_author() == "jo.k"


def test_where_there_is_no_table_of_accounts_the_login_name_is_taken(monkeypatch):
    monkeypatch.setitem(sys.modules, "pwd", None)  # as on Windows
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "jo.k")
    assert current_author() == "jo.k"


@pytest.mark.parametrize("name", [None, "", "  ", "x" * 201, "a\nb", "a\u202eb"])
def test_without_a_usable_header_nobody_is_at_work(monkeypatch, name):
    monkeypatch.setenv("SUPERVISION_KIT_USER_HEADER", "X-Remote-User")
    monkeypatch.delenv("HTTP_X_REMOTE_USER", raising=False)
    if name is not None:
        monkeypatch.setenv("HTTP_X_REMOTE_USER", name)
    with pytest.raises(AccessDenied, match="not known who is at work"):
        current_author()


def test_who_serves_several_people_refuses_a_header_that_is_not_read_yet(monkeypatch, tmp_path):
    refuse_user_header()
    monkeypatch.setenv("SUPERVISION_KIT_USER_HEADER", "X-Remote-User")
    for refused in (refuse_user_header, lambda: serve(tmp_path), lambda: open_lab(tmp_path)):
        with pytest.raises(AccessDenied, match="SUPERVISION_KIT_USER_HEADER is set"):
            refused()

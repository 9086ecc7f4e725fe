"""Does the start page say what is here and how full the store is?"""

from datetime import date
from html import unescape
from pathlib import Path

import pytest

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import day_in_words
from supervision_kit.pages import StartPage
from supervision_kit.store import back_up_daily, backup, open_store
from supervision_kit.store.manifest import manifest_of


def html(store):
    return StartPage(store)._repr_html_()


def test_the_start_page_counts_what_is_kept(caseload):
    counts = caseload.counts()
    page = html(caseload)
    assert "12 cases" in page
    assert f"{counts['contacts']} contacts" in page
    assert str(caseload.location) in page


def test_every_case_is_a_link_to_its_page(caseload):
    page = html(caseload)
    for code in caseload.cases()["code"]:
        assert f'href="case-trajectory.ipynb?case={code}"' in page


def test_an_empty_store_names_the_one_next_step(store):
    page = html(store)
    assert "Add the first case" in page
    assert "<table" not in page
    assert 'class="button primary"' in page


def test_there_is_one_heading_of_the_page(caseload):
    assert html(caseload).count("<h1") == 1


def test_the_start_page_says_when_the_last_checked_copy_was_made_and_where_it_lies(store):
    assert "There is no copy yet" in html(store)
    copy = backup(store)
    page = html(store)
    assert f"The last checked copy was made on {day_in_words(date.today())}" in page
    assert str(copy.parent) in page
    assert 'class="notice"' not in page


def test_a_copy_that_is_no_longer_as_it_was_is_not_called_checked(store):
    backup(store).write_bytes(b"")
    assert "There is no copy yet" in html(store)


def test_an_old_copy_is_warned_about_with_a_command_that_can_be_copied(tmp_path):
    path = tmp_path / "our team" / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        told = manifest_of(backup(store))
        told.write_text(told.read_text().replace(f'"{date.today().year}-', '"2020-'))
        page = unescape(html(store))
    assert f"supervision-kit backup '{path}'" in page
    assert 'class="notice"' in page


def test_a_copy_that_could_not_be_made_is_told(store):
    (Path(store.location).parent / "backups").write_text("in the way")
    with pytest.raises(StoreError):
        back_up_daily(Path(store.location))
    page = html(store)
    assert "copy of them was not made" in page
    assert "Please check that there is room" in page

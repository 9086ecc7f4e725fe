"""Is every workbook described by its own metadata, and by the package's where it came with it?"""

import json

import pytest

from supervision_kit.frameworks import say
from supervision_kit.pages.places import bundled_folder
from supervision_kit.pages.workbooks import (
    GROUPS,
    LAST_IN_GROUP,
    METADATA_KEY,
    MOST_WAITING,
    workbook_at,
    workbooks,
)

OURS = sorted(path.name for path in bundled_folder("workbooks").glob("*.ipynb"))


def write(folder, name, **metadata):
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": metadata, "nbformat": 4}))
    return path


@pytest.mark.parametrize("file", OURS)
def test_every_bundled_workbook_says_its_group_order_picture_and_for_whom_it_is(file):
    found = workbook_at(bundled_folder("workbooks") / file)
    assert found.group in GROUPS
    assert found.order < LAST_IN_GROUP
    assert found.picture
    assert found.title
    assert found.for_whom


def test_start_comes_first_and_pages_of_ones_own_last(tmp_path):
    for name in ("methods", "case-trajectory", "start", "a-page-of-ours"):
        write(tmp_path, name)
    names = [each.name for each in workbooks(tmp_path)]
    assert names == ["start", "case-trajectory", "methods", "a-page-of-ours"]


def test_a_folder_of_an_earlier_version_is_described_by_the_package(tmp_path):
    old = workbook_at(write(tmp_path, "case-trajectory", title="Old"))
    assert old == workbook_at(bundled_folder("workbooks") / "case-trajectory.ipynb")


def test_a_workbook_of_ones_own_says_its_place_itself(tmp_path):
    keys = {"group": "team", "order": 5, "for_whom": "For us.", "picture": "list", "waiting": 3}
    found = workbook_at(write(tmp_path, "our-week", title="Our week", **{METADATA_KEY: keys}))
    assert (found.title, found.for_whom, found.group) == ("Our week", "For us.", "team")
    assert (found.order, found.picture, found.waiting) == (5, "list", 3)


@pytest.mark.parametrize(
    "keys",
    [
        None,
        7,
        [],
        {"group": "no such", "order": "first", "for_whom": 7, "picture": {}, "waiting": -1},
    ],
)
def test_what_makes_no_sense_is_passed_over(tmp_path, keys):
    found = workbook_at(write(tmp_path, "odd", **{METADATA_KEY: keys}))
    assert (found.title, found.for_whom, found.group) == ("Odd", "", "own")
    assert (found.order, found.picture, found.waiting) == (LAST_IN_GROUP, "", 0)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"metadata": 7}', "[" * 100_000])
def test_a_file_that_is_no_workbook_is_called_by_its_name(tmp_path, content):
    path = tmp_path / "half-written.ipynb"
    path.write_text(content)
    assert workbook_at(path).title == "Half written"


def test_no_workbook_takes_all_memory_with_kernels_that_wait(tmp_path):
    assert (
        workbook_at(write(tmp_path, "greedy", **{METADATA_KEY: {"waiting": 10**9}})).waiting
        == MOST_WAITING
    )


def test_a_changed_workbook_is_read_again(tmp_path):
    write(tmp_path, "ours", title="First")
    assert workbook_at(tmp_path / "ours.ipynb").title == "First"
    write(tmp_path, "ours", title="Another")
    assert workbook_at(tmp_path / "ours.ipynb").title == "Another"


def test_groups_are_named_in_words():
    assert all(say(f"workbook.group_{group}") for group in GROUPS)

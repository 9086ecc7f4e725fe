"""Is nothing of what a notebook has shown left in its file?"""

import json

import nbformat
import pytest

from supervision_kit.serving.notebook_files import strip_checkpoints, strip_file, without_outputs

SECRET = "She said no."
CELL = {
    "id": "one",
    "cell_type": "code",
    "execution_count": 7,
    "metadata": {"execution": {"iopub.execute_input": "2026-11-25"}, "tags": ["mine"]},
    "source": "story",
    "outputs": [{"output_type": "stream", "name": "stdout", "text": SECRET}],
    "attachments": {"a.png": {"image/png": SECRET}},
}
NOTE = {
    "id": "two",
    "cell_type": "markdown",
    "metadata": {},
    "source": "A note",
    "attachments": {"b": {}},
}
SHOWN = {
    "cells": [CELL, NOTE],
    "metadata": {"title": "Mine", "widgets": {"state": SECRET}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def copy(notebook):
    return json.loads(json.dumps(notebook))


def test_words_and_code_stay_and_all_that_was_shown_goes():
    left = without_outputs(copy(SHOWN))
    assert SECRET not in json.dumps(left)
    code, note = left["cells"]
    assert code == {
        "id": "one",
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": ["mine"]},
        "source": "story",
        "outputs": [],
    }
    assert note == NOTE
    assert left["metadata"] == {"title": "Mine"}


def test_a_notebook_of_an_old_version_is_stripped_too():
    old = {"nbformat": 3, "worksheets": [{"cells": [CELL | {"prompt_number": 7}]}], "metadata": {}}
    assert SECRET not in json.dumps(without_outputs(copy(old)))


@pytest.mark.parametrize(
    "odd", [None, 7, [CELL], {"cells": 7}, {"cells": [7]}, {"worksheets": [7], "metadata": []}]
)
def test_what_is_no_notebook_is_left_as_it_is(odd):
    assert without_outputs(copy(odd)) == odd


@pytest.mark.parametrize("content", ["{", "[]", "", "[" * 100_000])
def test_a_file_that_is_no_notebook_is_left_as_it_is(tmp_path, content):
    (tmp_path / "odd.ipynb").write_text(content)
    strip_file(tmp_path / "odd.ipynb")
    assert (tmp_path / "odd.ipynb").read_text() == content


def test_a_stripped_file_is_a_notebook_only_its_owner_can_read(tmp_path):
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(SHOWN))
    strip_file(path)
    nbformat.validate(nbformat.read(path, as_version=4))
    assert SECRET not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["mine.ipynb"]


def test_the_copies_of_earlier_days_are_stripped(tmp_path):
    path = tmp_path / "deep" / ".ipynb_checkpoints" / "mine-checkpoint.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(SHOWN))
    strip_checkpoints(tmp_path)
    assert SECRET not in path.read_text()

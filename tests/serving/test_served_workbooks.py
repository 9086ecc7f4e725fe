"""Does a page run the package's cells, and of one's own only those marked for it?"""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from supervision_kit.pages.places import bundled_folder
from supervision_kit.serving.served_workbooks import FOR_THE_PAGE, ServedWorkbooks, served

NAME = "case-trajectory.ipynb"
PRIVATE = "store.contacts().to_csv('everything.csv')"


def ours():
    return nbformat.read(bundled_folder("workbooks") / NAME, as_version=4)


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def own(source, *tags):
    return new_code_cell(source, metadata={"tags": list(tags)})


def test_a_cell_of_ones_own_stays_off_the_page():
    theirs = ours()
    theirs.cells += [own(PRIVATE), new_markdown_cell("What I think of him")]
    assert sources(served(ours(), theirs)) == sources(ours())


def test_a_cell_marked_for_the_page_stands_where_it_was_written():
    theirs = ours()
    theirs.cells.insert(2, own("1 + 1", FOR_THE_PAGE))
    theirs.cells.append(own("2 + 2", "other", FOR_THE_PAGE))
    found = sources(served(ours(), theirs))
    assert found[2] == "1 + 1"
    assert found[-1] == "2 + 2"
    assert [each for each in found if each not in ("1 + 1", "2 + 2")] == sources(ours())


def test_a_changed_or_removed_cell_of_the_package_runs_as_it_came():
    theirs = ours()
    theirs.cells[1].source = PRIVATE
    del theirs.cells[2]
    assert sources(served(ours(), theirs)) == sources(ours())


def test_in_a_copy_of_an_earlier_version_marked_cells_come_last():
    old = new_notebook(cells=[own("old code"), own("3 + 3", FOR_THE_PAGE)])
    assert sources(served(ours(), old)) == [*sources(ours()), "3 + 3"]


@pytest.fixture
def files(tmp_path):
    return ServedWorkbooks(root_dir=str(tmp_path))


def test_a_workbook_in_the_folder_is_given_as_its_page_runs_it(files, tmp_path):
    theirs = ours()
    theirs.cells.append(own(PRIVATE))
    nbformat.write(theirs, tmp_path / NAME)
    assert sources(files.get(NAME)["content"]) == sources(ours())
    assert PRIVATE in (tmp_path / NAME).read_text()


def test_a_workbook_of_ones_own_name_runs_whole(files, tmp_path):
    nbformat.write(new_notebook(cells=[own(PRIVATE)]), tmp_path / "our-week.ipynb")
    assert sources(files.get("our-week.ipynb")["content"]) == [PRIVATE]


def test_a_workbook_that_was_damaged_still_opens_as_its_page(files, tmp_path):
    (tmp_path / NAME).write_text("{")
    assert sources(files.get(NAME)["content"]) == sources(ours())

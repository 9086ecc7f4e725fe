"""Is the memory that is left told right, also inside a container?"""

from pathlib import Path

import psutil
import pytest

from supervision_kit.serving.memory import (
    KERNEL_BYTES,
    MIB,
    RESERVE_BYTES,
    free_memory,
    group_rooms,
    resident,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def groups(tmp_path):
    """A control group inside another, and the file in which Linux names it."""
    (tmp_path / "outer" / "inner").mkdir(parents=True)
    (tmp_path / "own").write_text("0::/outer/inner\n")
    return tmp_path


def limit(group, most, taken, given_back=0):
    (group / "memory.max").write_text(f"{most}\n")
    (group / "memory.current").write_text(f"{taken}\n")
    (group / "memory.stat").write_text(f"anon 1\ninactive_file {given_back}\n")


def test_no_more_is_free_than_the_computer_has():
    assert 0 <= free_memory() <= psutil.virtual_memory().total


def test_every_limit_a_container_stands_under_counts(groups):
    limit(groups / "outer", 1000 * MIB, 400 * MIB)
    limit(groups / "outer" / "inner", 900 * MIB, 700 * MIB, given_back=100 * MIB)
    assert group_rooms(groups, groups / "own") == [300 * MIB, 600 * MIB]


@pytest.mark.parametrize("most", ["max", "", "?"])
def test_a_group_without_a_limit_takes_nothing_away(groups, most):
    limit(groups / "outer", most, 400 * MIB)
    assert group_rooms(groups, groups / "own") == []


def test_a_system_without_control_groups_is_no_fault(tmp_path):
    assert group_rooms(tmp_path, tmp_path / "missing") == []


def test_a_group_past_its_limit_has_no_room(groups):
    limit(groups / "outer", 100 * MIB, 200 * MIB)
    assert group_rooms(groups, groups / "own") == [0]


def test_a_process_counts_for_no_more_than_was_promised():
    here = psutil.Process()
    assert resident([here, here], most=MIB) == 2 * MIB
    assert resident([here], most=2**60) >= MIB


def test_the_docs_say_what_a_kernel_is_counted_as():
    text = (ROOT / "docs" / "deployment.md").read_text()
    assert f"{KERNEL_BYTES // MIB} MB" in text
    assert f"{RESERVE_BYTES // MIB} MB" in text

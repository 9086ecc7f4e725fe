"""How much memory is left for another kernel?"""

from pathlib import Path

import psutil

MIB = 2**20
#: What a page's kernel takes once it has drawn its page: 206 MB were measured, and some to spare.
KERNEL_BYTES = 250 * MIB
#: What is left to the browser and to everything else on the computer.
RESERVE_BYTES = 500 * MIB

CGROUPS = Path("/sys/fs/cgroup")
OWN_GROUP = Path("/proc/self/cgroup")


def free_memory() -> int:
    """Return how many bytes can be taken before the computer, or the container, runs short."""
    return min([psutil.virtual_memory().available, *group_rooms()])


def group_rooms(groups: Path = CGROUPS, own: Path = OWN_GROUP) -> list[int]:
    """Return what the limits of a container leave, which the computer's own figure does not say.

    Parameters
    ----------
    groups, own : Path
        Where Linux tells the limits of its control groups (version 2), and this process's group.

    Returns
    -------
    list of int
        Bytes, one for each limit that applies; empty where there is none.
    """
    try:
        name = own.read_text().strip().rpartition("::")[2].strip("/")
    except OSError:
        return []
    inner = groups / name
    rooms = [_room(group) for group in (inner, *inner.parents) if group.is_relative_to(groups)]
    return [room for room in rooms if room is not None]


def _room(group: Path) -> int | None:
    try:
        most = int((group / "memory.max").read_text())
        taken = int((group / "memory.current").read_text())
        known = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):  # no such group, or no limit: "max"
        return None
    # What was read from files and not asked for since is given back when memory is short.
    return max(0, most - taken + int(known.get("inactive_file", 0)))


def resident(processes: list[psutil.Process], *, most: int) -> int:
    """Return what some processes hold together in bytes, each counted up to ``most``."""
    total = 0
    for process in processes:
        try:
            total += min(most, process.memory_info().rss)
        except psutil.Error:  # it has just ended
            continue
    return total

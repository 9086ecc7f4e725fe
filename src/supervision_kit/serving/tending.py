"""How many kernels may there be at once, and when has one lost its page?"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psutil
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado import web
from traitlets import Callable as CallableTrait
from traitlets import Integer

from supervision_kit.serving.memory import KERNEL_BYTES, RESERVE_BYTES, free_memory, resident

SECONDS_ALONE = 60.0
# A kernel at work is drawing a page that somebody waits for, or that was left in the middle of it.
TIMES_AS_LONG_AT_WORK = 15


@dataclass(frozen=True)
class Upkeep:
    """How the kernels of one run are kept.

    Parameters
    ----------
    warm : mapping of str to int, optional
        How many kernels to keep ready for each workbook, others start when asked for; by default
        as many as each says in its metadata.
    seconds_alone : float
        After how long a kernel ends that no page is connected to.
    free_memory : callable
        Tells how many bytes kernels may still take.
    """

    warm: Mapping[str, int] | None = None
    seconds_alone: float = SECONDS_ALONE
    free_memory: Callable[[], int] = free_memory


class ServerFull(web.HTTPError):
    """There is no memory for another page."""

    def __init__(self) -> None:
        super().__init__(503)


class TendedKernels(AsyncMappingKernelManager):
    """Start no kernel that the memory does not hold, and end each one whose page is gone.

    Voila makes its manager of warm kernels from this class. What it keeps of them stands in
    `_pools`: for each workbook the tasks that start a kernel and hold it until a reader comes.
    """

    _pools: dict[str, list[Any]]
    kernel_pools_config: dict[str, dict[str, Any]]
    fill_if_needed: Any

    kernel_bytes = Integer(KERNEL_BYTES, config=True, help="Memory to count on for each kernel.")
    reserve_bytes = Integer(RESERVE_BYTES, config=True, help="Memory to leave to other programs.")
    free_memory = CallableTrait(free_memory, config=True, help="Tells how many bytes can be taken.")

    def __init__(self, **kwargs: Any) -> None:
        self._starting: set[str] = set()
        self._begun: set[asyncio.Task | None] = set()
        self._alone: dict[str, float] = {}
        super().__init__(**kwargs)

    # ---- Room ---------------------------------------------------------------------------------

    def has_room(self, n_more: int = 1) -> bool:
        """Say whether the memory holds so many more kernels.

        Those that are there count in full from the moment they are promised, so that many pages
        asked for at once do not all see the same free memory.
        """
        n_kernels = len(self._starting.union(self._kernels)) + n_more
        held = resident(psutil.Process().children(), most=self.kernel_bytes)
        return n_kernels * self.kernel_bytes <= self.free_memory() + held - self.reserve_bytes

    async def start_kernel(self, *, kernel_id: str | None = None, **kwargs: Any) -> str:
        """Start a kernel where there is room for it.

        Raises
        ------
        ServerFull
            A reader's page does not fit beside the pages that are open.
        """
        if kwargs.get("env", {}).get("VOILA_PREHEAT") == "True":
            self._begin_warm()
        else:
            await self._make_room()
        kernel_id = kernel_id or self.new_kernel_id()
        # Nothing is waited for between looking and promising.
        self._starting.add(kernel_id)
        try:
            return await super()._async_start_kernel(kernel_id=kernel_id, **kwargs)
        finally:
            self._starting.discard(kernel_id)

    def _begin_warm(self) -> None:
        """Give a warm kernel up that nobody waits for, or that leaves no room for a reader's."""
        task = asyncio.current_task()
        pools = [pool for pool in self._pools.values() if task in pool]
        if pools and self.has_room(2):
            self._begun.add(task)
            return
        for pool in pools:
            pool.remove(task)
        raise asyncio.CancelledError

    async def _make_room(self) -> None:
        """End warm kernels until a reader's page fits; the only page there is always does."""
        while not self.has_room():
            waiting = self._waiting()
            if waiting:
                await self.shutdown_kernel(waiting[0], now=True)
            elif self._starting.union(self._kernels):
                raise ServerFull
            else:
                return

    # ---- Warm kernels -------------------------------------------------------------------------

    def _waiting(self) -> list[str]:
        """Return the kernels that wait warm for a reader."""
        tasks = [task for pool in self._pools.values() for task in pool if _is_whole(task)]
        return [task.result()["kernel_id"] for task in tasks]

    def make_ready(self, notebook: str) -> None:
        """Leave only warm kernels a reader can be given: none that died, none not yet begun."""
        pool = self._pools.get(notebook, [])
        pool[:] = [
            task for task in pool if (self._lives(task) if task.done() else task in self._begun)
        ]

    def _lives(self, task: Any) -> bool:
        if not _is_whole(task) or task.result()["kernel_id"] not in self:
            return False
        kernel: Any = self.get_kernel(task.result()["kernel_id"])
        process = getattr(kernel.provisioner, "process", None)
        return process is not None and process.poll() is None

    def _warm_up(self) -> None:
        """Begin the warm kernels that are missing, as far as there is room."""
        for notebook, wanted in self.kernel_pools_config.items():
            missing = wanted.get("pool_size", 0) - len(self._pools.get(notebook, []))
            if missing > 0 and self.has_room(2):
                self.fill_if_needed(delay=0, notebook_name=notebook)

    # ---- The end ------------------------------------------------------------------------------

    async def cull_kernels(self) -> None:
        """End every kernel whose page is gone; called now and then.

        Rounds are counted and not the clock: while the computer sleeps nobody's page is gone.
        """
        self._begun = {task for task in self._begun if task and not task.done()}
        for pool in self._pools.values():
            pool[:] = [task for task in pool if not task.done() or self._lives(task)]
        waiting = set(self._waiting())
        for kernel_id in list(self._kernels):
            if kernel_id in waiting or self._kernel_connections.get(kernel_id):
                self._alone.pop(kernel_id, None)
            elif self._seconds_alone(kernel_id) >= self.cull_idle_timeout:
                await self._end(kernel_id)
        self._warm_up()

    def _seconds_alone(self, kernel_id: str) -> float:
        """Return for how long a kernel has been without a page, this round counted."""
        kernel: Any = self._kernels[kernel_id]
        times = 1 if kernel.execution_state == "idle" else TIMES_AS_LONG_AT_WORK
        self._alone[kernel_id] = self._alone.get(kernel_id, 0.0) + self.cull_interval / times
        return self._alone[kernel_id]

    async def _end(self, kernel_id: str) -> None:
        try:
            await self.shutdown_kernel(kernel_id)
        except (web.HTTPError, RuntimeError):  # its page ended it at the same moment
            self.log.debug("Already ended: %s", kernel_id)
        self._alone.pop(kernel_id, None)


def _is_whole(task: Any) -> bool:
    """Say whether a warm kernel's task has brought its kernel."""
    return task.done() and not task.cancelled() and task.exception() is None

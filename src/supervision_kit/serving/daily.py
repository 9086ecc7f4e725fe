"""How is a backup made every day without holding up a page?

A process of its own makes it, after everything else that waits for the processor. A server that
runs on past midnight begins the next one by itself; no page has to ask.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from supervision_kit.frameworks import say

#: How often it is looked whether a new day began, and after how long a failed one is tried again.
LOOK_EVERY_SECONDS = 30.0
TRY_AGAIN = dt.timedelta(hours=1)
_GRACE_SECONDS = 5.0
#: What a command ends with that was interrupted and could say so.
_STOPPED = 130


class DailyBackups:
    """Makes a backup on the first opening of a day, for as long as pages are served.

    Parameters
    ----------
    store : str
        The store's file; a database server's address is left alone.
    tell : callable
        Told a sentence if today's backup could not be made.
    """

    def __init__(self, store: str, tell: Callable[[str], None]) -> None:
        self._store = store
        self._tell = tell
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="daily backups")
        self._done_on: dt.date | None = None
        self._failed_at: dt.datetime | None = None

    def begin(self) -> None:
        """Make today's backup, if it is not there, and stay awake for the days to come."""
        if "://" not in self._store or self._store.startswith("sqlite:"):
            self._thread.start()

    def end(self) -> None:
        """Stop; a backup that is being made is given up, and the next one sweeps what is left."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            if self._is_due():
                self._make()
            self._stop.wait(LOOK_EVERY_SECONDS)

    def _is_due(self) -> bool:
        if self._failed_at and dt.datetime.now() - self._failed_at < TRY_AGAIN:
            return False
        return self._done_on != dt.date.today()

    def _make(self) -> None:
        today, (status, complaint) = dt.date.today(), self._backed_up()
        if self._stop.is_set() or status < 0 or status == _STOPPED:
            return  # ended from outside, as a server that stops ends all that it began
        if status == 0:
            self._done_on, self._failed_at = today, None
            return
        self._failed_at = dt.datetime.now()
        self._tell(say("serving.backup_failed", why=complaint))

    def _backed_up(self) -> tuple[int, str]:
        """Run the command a person would, and give it up when we are to stop."""
        process = subprocess.Popen(
            # -P: what lies in the current folder is no module of ours.
            [sys.executable, "-P", "-m", "supervision_kit", "backup", self._store, "--daily"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        _let_others_first(process)
        while True:
            try:
                _, complaint = process.communicate(timeout=0.2)
                return process.returncode, complaint.strip()
            except subprocess.TimeoutExpired:
                if self._stop.is_set():
                    return _give_up(process), ""


def _let_others_first(process: subprocess.Popen) -> None:
    if sys.platform != "win32":
        with suppress(OSError):  # it may be done already
            os.setpriority(os.PRIO_PROCESS, process.pid, 19)


def _give_up(process: subprocess.Popen) -> int:
    # An interrupt lets it tidy up; it is killed only if it does not.
    process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
    try:
        process.communicate(timeout=_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    return process.returncode


@contextmanager
def daily_backups(store: str, tell: Callable[[str], None]) -> Iterator[DailyBackups]:
    """Give daily backups that end with the block; see `DailyBackups`."""
    backups = DailyBackups(store, tell)
    try:
        yield backups
    finally:
        backups.end()

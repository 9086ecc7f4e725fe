"""Where can a process be pulled out of its work?

The steps are found by watching what is asked of the system, and, inside a transaction that writes,
of the database. So a step that is added some day is tried by itself.
"""

import multiprocessing
import os
import signal
import sys

from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "sqlite3.connect"}
forked = multiprocessing.get_context("fork")


class Steps:
    """Counts what is asked of the system, and does something at one of them."""

    def __init__(self, folder, at, act):
        self.folder, self.at, self.act, self.n = str(folder), at, act, 0

    def __call__(self, event, arguments):
        if event in STEPS and self.folder in str(arguments):
            self.take()

    def take(self):
        self.n += 1
        if self.n == self.at:
            self.act()

    def watch(self):
        sys.addaudithook(self)

    def watch_writing(self):
        """Count also each statement of a transaction that writes, its end, and that it ended."""
        self._watch_statements(self._at_writing)

    def watch_statements(self):
        """Count also each statement, the end of a transaction that writes, and that it ended."""
        self._watch_statements(self._at_any)

    def _watch_statements(self, at_statement):
        self.is_written = False
        event.listen(Engine, "before_cursor_execute", at_statement)
        event.listen(Engine, "commit", self._at_commit)
        event.listen(Pool, "checkin", self._after_commit)

    def _at_any(self, *_of_no_interest):
        self.take()

    def _at_writing(self, connection, *_of_no_interest):
        if connection.get_execution_options().get("supervision_kit_writing"):
            self.take()

    def _at_commit(self, connection):
        self._at_writing(connection)
        self.is_written = True

    def _after_commit(self, *_of_no_interest):
        if self.is_written:
            self.take()


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def fail():
    raise OSError(28, "No space left on device")

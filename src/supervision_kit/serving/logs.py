"""What may the log say, when everything it is about is confidential?"""

import contextlib
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

LOGGERS = ("", "Voila", "tornado.access", "tornado.application", "tornado.general", "asyncio")


class Reticent(logging.Formatter):
    """Say that and where something failed, never about what.

    A message's values, an error's text and a traceback's lines may hold a case code, a note or
    the token; the message's own words, the error's class and the place in the code do not.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        words = record.msg if isinstance(record.msg, str) and record.args else record.name
        line = f"{record.levelname.lower()}: {words.splitlines()[0] if words else ''}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" ({where(record.exc_info[1])})"
        return line


def where(error: BaseException) -> str:
    """Return an error's class and the place it came from, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    # An error inside a workbook's cell comes wrapped; its own class says more.
    name = getattr(error, "ename", None) or type(error).__name__
    return f"{name}{place}"


@contextlib.contextmanager
def quiet_logs() -> Iterator[None]:
    """Send warnings and errors of this process to the terminal, without what they are about."""
    handler = logging.StreamHandler()
    handler.setFormatter(Reticent())
    handler.setLevel(logging.ERROR)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        logging.disable(logging.NOTSET)

"""How is a failure in a form told, so that no traceback reaches the browser?"""

import functools
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import say

_log = logging.getLogger(__name__)


class Teller(Protocol):
    """Something that can show a sentence about what went wrong."""

    def show_problem(self, sentence: str) -> None:
        """Show the sentence."""
        ...


def guarded(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a method that a browser can call: whatever it raises becomes a sentence.

    A `SupervisionKitError` is shown as it is. Anything else is shown as a plain sentence; the log
    gets the error's class and its place in the code, never its text, which may hold case data.
    """

    @functools.wraps(callback)
    def safely(self: Teller, *arguments: Any, **named: Any) -> Any:
        try:
            return callback(self, *arguments, **named)
        except SupervisionKitError as error:
            self.show_problem(str(error))
        except Exception as error:  # a browser must get a sentence, whatever failed
            log_failure(error)
            self.show_problem(say("form.unexpected"))
        return None

    return safely


@contextmanager
def after_saving(tell: Callable[[str], object]) -> Iterator[None]:
    """Do what follows a confirmed save: whatever fails here, it is told as saved.

    Parameters
    ----------
    tell : callable
        Shows the sentence that it is saved and that the page is out of date.
    """
    try:
        yield
    except Exception as error:  # the records are safe; only what is shown of them is not
        log_failure(error)
        tell(say("form.page_not_updated"))


def log_failure(error: BaseException) -> None:
    """Write down which class of error came from which line, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}, {frames[-1].lineno}" if frames else "-"
    _log.error(say("form.log_failure", error=type(error).__name__, place=place))

"""What does a widget of a library answer to a message that no page of ours would send?

ipywidgets shows the traceback of whatever a message leads to, with paths of this computer in it and
perhaps words from a case. Our own controls answer nothing; here the others learn it.
"""

import sys
from typing import Any

from ipywidgets.widgets import widget as stock

from supervision_kit.widgets.guarding import log_failure


class _Silent:
    """Stands where ipywidgets looks for the shell, of which it wants the traceback only."""

    def showtraceback(self) -> None:
        """Write down where it came from, never its text."""
        error = sys.exc_info()[1]
        if error is not None:
            log_failure(error)


def answer_forged_messages_with_silence() -> None:
    """Let no widget of this process show a traceback for a message it cannot take."""
    library: Any = stock
    library.get_ipython = _Silent

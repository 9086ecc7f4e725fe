"""What of the record was changed, listed on the case page, and brought back from there?"""

from collections.abc import Callable, Iterator
from datetime import date

from supervision_kit.frameworks import say
from supervision_kit.pages.fragments import render
from supervision_kit.pages.pieces import Box, Button, Chooser, Piece, Words
from supervision_kit.pages.what_changed import Changed, on_day, shown_kinds

N_CHANGES = 3
_ALL = ""


class ChangesList:
    """Lists the changes of the case that is shown, of all kinds or of one.

    Parameters
    ----------
    repaint : callable
        Called without arguments when what is listed has changed.
    undo : callable
        Called with the id of a save that is to be set back.
    """

    def __init__(self, repaint: Callable[[], object], undo: Callable[[str], object]) -> None:
        self._repaint, self._undo = repaint, undo
        self.kind, self.all_shown = _ALL, False

    def start_anew(self) -> None:
        """List the newest of all kinds, as for a case that has just been opened."""
        self.kind, self.all_shown = _ALL, False

    def pieces(self, changed: list[Changed], today: date) -> Iterator[Piece]:
        """Give the newest changes, and how to see the others."""
        if not changed:
            return
        yield Words("changed-head", render("changed_head"))
        kinds = list(shown_kinds(changed))
        known = {table for _, table in kinds}
        chosen = self.kind if self.kind in known else _ALL
        if len(kinds) > 1 and len(changed) > N_CHANGES:
            options = [(say("changes.all_kinds"), _ALL), *kinds]
            yield Chooser("changed-kind", say("changes.which"), options, chosen, self._choose)
        listed = [each for each in changed if chosen in (_ALL, each.table)]
        shown = listed if self.all_shown else listed[:N_CHANGES]
        for n, change in enumerate(shown):
            yield Box(f"change-{n}", list(self._change(n, change, today)), "changed")
        if len(listed) > N_CHANGES:
            more = say("changes.more", n=len(listed) - N_CHANGES)
            label = say("changes.fewer") if self.all_shown else more
            yield Button("changed-more", label, self._show_more, look="quiet")

    def _change(self, n: int, change: Changed, today: date) -> Iterator[Piece]:
        words = render("what_changed", change=change, day=on_day(change, today))
        yield Words(f"change-{n}-words", words)
        if change.act == "taken_back":
            title = say("changes.bring_back_what", what=change.what)
            undo, save_id = self._undo, change.save_id
            label = say("changes.bring_back")
            yield Button(
                f"change-{n}-back", label, lambda: undo(save_id), look="quiet", title=title
            )

    def _choose(self, kind: str) -> None:
        self.kind = kind
        self._repaint()

    def _show_more(self) -> None:
        self.all_shown = not self.all_shown
        self._repaint()

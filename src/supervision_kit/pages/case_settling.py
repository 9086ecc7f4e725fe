"""What became of a promise, said on the case page in two presses?"""

from collections.abc import Callable, Iterator
from datetime import date

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.pages.fragments import render
from supervision_kit.pages.pieces import Box, Button, Piece, Words
from supervision_kit.records import Promise
from supervision_kit.store import Saved, Store

SETTLED = ("kept", "kept_late", "broken", "apologised")
_LONGEST = 60


class Settling:
    """Settles promises of the case that is shown.

    Parameters
    ----------
    store : Store
        Where the promises are.
    today : callable
        Returns the day a promise is settled on.
    repaint : callable
        Called without arguments when what is offered has changed.
    settled : callable
        Called with what the store says and with what became of the promise, in words.
    """

    def __init__(
        self,
        store: Store,
        today: Callable[[], date],
        repaint: Callable[[], object],
        settled: Callable[[Saved, str], object],
    ) -> None:
        self._store, self._today = store, today
        self._repaint, self._settled = repaint, settled
        self.asked = ""

    def pieces(self, name: str, code: str, promises: list[tuple[str, str]]) -> Iterator[Piece]:
        """Give a button for each promise, and once it was pressed one for each thing to become.

        Parameters
        ----------
        name : str
            Where on the page they stand.
        code : str
            Of the case.
        promises : list of (str, str)
            Id and text of each.
        """
        for n, (promise_id, text) in enumerate(promises):
            title = say("case.settle_what", what=_shortened(text))
            if promise_id != self.asked:
                label = title if name == "waits" else say("case.settle")
                yield Button(
                    f"settle-{name}-{n}", label, self._asking(promise_id), look="quiet", title=title
                )
                continue
            answers = [
                Button(
                    f"settle-{name}-{n}-{state}",
                    say(f"case.settle_how.{state}"),
                    self._settling(promise_id, state),
                    look="quiet",
                    title=f"{title} {say(f'case.settle_how.{state}')}",
                )
                for state in SETTLED
            ]
            more = render("settle_more", code=code, promise=promise_id, title=title)
            parts = [Words(f"settle-{name}-{n}-more", more), *answers]
            yield Box(f"settle-{name}-{n}-answers", parts, "settling")

    def settle(self, promise_id: str, state: str) -> Saved:
        """Note what became of a promise today."""
        promise = self._store.find(Promise, promise_id)
        if promise is None:
            raise StoreError(say("store.record_gone"))
        promise.state, promise.settled_on = state, self._today()
        return self._store.save(promise)

    def _asking(self, promise_id: str) -> Callable[[], None]:
        def ask() -> None:
            self.asked = promise_id
            self._repaint()

        return ask

    def _settling(self, promise_id: str, state: str) -> Callable[[], None]:
        def settle() -> None:
            saved = self.settle(promise_id, state)
            self.asked = ""
            self._settled(saved, say(f"case.settle_how.{state}"))

        return settle


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"

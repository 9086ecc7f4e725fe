"""What became of a store that was put back, what is lost with it, and how is it undone?"""

import datetime as dt
import shlex
from dataclasses import dataclass
from pathlib import Path

from supervision_kit.frameworks import moment_in_words, say


@dataclass(frozen=True)
class Restored:
    """What became of a store that was put back.

    Attributes
    ----------
    store : Path
        The store.
    backup : Path
        What it was put back from.
    made_at : datetime or None
        When the backup was made, in UTC; None if no manifest says so.
    counts : dict of str to int
        Records in the store now, by kind.
    replaced : Path or None
        Where the file that was there is kept; None if there was none.
    n_lost : int or None
        Saves in the replaced file that the backup does not have, each counted once for every case
        it touched; None if that file cannot be read.
    """

    store: Path
    backup: Path
    made_at: dt.datetime | None
    counts: dict[str, int]
    replaced: Path | None
    n_lost: int | None

    @property
    def sentences(self) -> list[str]:
        """For the terminal: what was done, what is lost, and how to go back."""
        n = {f"n_{kind}": self.counts.get(kind, 0) for kind in ("cases", "contacts", "ratings")}
        when = moment_in_words(self.made_at) if self.made_at else ""
        key = "restored" if self.made_at else "restored_unsigned"
        told = [say(f"store.{key}", store=self.store, backup=self.backup.name, when=when, **n)]
        return [*told, *self._about_the_old()] if self.replaced else told

    def _about_the_old(self) -> list[str]:
        lost = (
            say("store.lost", n=self.n_lost)
            if self.n_lost is not None
            else say("store.lost_unknown")
        )
        undo = command_to_restore(self.store, self.replaced or self.store)
        return [lost, say("store.kept_as", place=self.replaced), say("store.undo", command=undo)]


def command_to_restore(store: Path, source: Path) -> str:
    """Write the command that puts a store back, so that it can be copied as it stands."""
    return f"supervision-kit restore {shlex.quote(str(store))} --from {shlex.quote(str(source))}"

"""Which invented supervisions are there, and what is told of each?"""

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class SupervisionStory:
    """One invented supervision, as its file tells it.

    People and cases stand everywhere by their codes, under `person` and `case`.

    Attributes
    ----------
    code : str
        The code of the supervision.
    shows : str
        What it is there to show, a few words.
    supervision : dict
        Columns of `Supervision`.
    rows : dict of str to tuple of dict
        Columns of each row, by table as it is called outside the store: `members`, `agreements`,
        `trickiness`, `preparations`, `own_notes` and `own_fears`. What is for a session names the
        day it was planned for under `session`; a preparation may be `shared`.
    sessions : tuple of dict
        Columns of `SupervisionSession`, by rising day. More keys, each may be missing: `points`,
        `talks`, `decisions`, `actions` and `notes`, lists of columns of what was written on that
        day, with a case or without; an action may have `looks`, a list of columns; `round`, the
        mark by case; `digest`, of what was read when it was confirmed; `confirmed` and `views`,
        lists of who said what of it.
    """

    code: str
    shows: str
    supervision: dict[str, Any]
    rows: dict[str, tuple[dict[str, Any], ...]]
    sessions: tuple[dict[str, Any], ...]

    @property
    def people(self) -> set[str]:
        """The codes of all it speaks of."""
        return set(_under("person", [self.rows, self.sessions]))

    @property
    def cases(self) -> set[str]:
        """The codes of all cases it speaks of."""
        passed = (code for session in self.sessions for code in session.get("round", ()))
        return {*_under("case", [self.rows, self.sessions]), *passed}

    def members_on(self, day: dt.date) -> list[str]:
        """Return the codes of those who are in it on a day, in the order of its file."""
        return [
            row["person"]
            for row in self.rows["members"]
            if row["from_on"] <= day <= row.get("until_on", day)
        ]


def supervisions() -> tuple[SupervisionStory, ...]:
    """Read the invented supervisions.

    Returns
    -------
    tuple of SupervisionStory
        Ordered by code. Read anew each time, so a caller may change what it got.

    Examples
    --------
    >>> [told.code for told in supervisions() if told.shows == "One pair told whole"]
    ['S1-W2']
    """
    folder = files("supervision_kit.samples") / "supervisions"
    texts = (file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(map(_told, texts), key=lambda told: told.code))


def _told(text: str) -> SupervisionStory:
    content = tomllib.loads(text)
    beside = {"shows", "supervision", "sessions"}
    return SupervisionStory(
        code=content["supervision"]["code"],
        shows=content["shows"],
        supervision=content["supervision"],
        rows={name: tuple(rows) for name, rows in content.items() if name not in beside},
        sessions=tuple(content["sessions"]),
    )


def _under(key: str, told: Any) -> Iterator[str]:
    """Yield every text that stands under a key, however deep."""
    if isinstance(told, dict):
        for name, inner in told.items():
            yield from (inner,) if name == key else _under(key, inner)
    elif isinstance(told, (list, tuple)):
        for inner in told:
            yield from _under(key, inner)

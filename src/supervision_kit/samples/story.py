"""Which invented cases are there, and what is told of each?"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

#: Nothing in the sample caseload happens after this day; orders and promises may run on.
LAST_DAY = dt.date(2026, 11, 18)


@dataclass(frozen=True)
class Story:
    """One invented case, as its file tells it.

    Attributes
    ----------
    code : str
        The case code.
    shows : str
        What the case is there to show, a few words.
    case : dict
        Columns of `Case`.
    rows : dict of str to tuple of dict
        By table as it is called outside the store, without contacts: columns of each row, by
        rising date. Who is meant stands as what a participant is called, under `participant`;
        a row of `concerns` may have `steps`, a list of columns of `ConcernStep`.
    contacts : tuple of dict
        Columns of `Contact`, by rising date, no two on one day. Three keys more, each may be
        missing: `people`, how each participant was there, by what they are called; `ratings`, a
        list of blocks with `rater`, `participant`, `scale`, `values` (by dimension: a number, or
        the reason for not rating), `evidence` and `not_rated_notes` (by dimension); and
        `promises`, a list of columns of `Promise`.
    """

    code: str
    shows: str
    case: dict[str, Any]
    rows: dict[str, tuple[dict[str, Any], ...]]
    contacts: tuple[dict[str, Any], ...]


def stories() -> tuple[Story, ...]:
    """Read the invented cases.

    Returns
    -------
    tuple of Story
        Twelve, ordered by code. Read anew each time, so a caller may change what it got.

    Examples
    --------
    >>> [story.code for story in stories() if story.shows == "Slow progress"]
    ['K-3R8V']
    """
    folder = files("supervision_kit.samples") / "cases"
    texts = (file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(map(_story, texts), key=lambda story: story.code))


def _story(text: str) -> Story:
    content = tomllib.loads(text)
    beside = {"shows", "case", "contacts"}
    return Story(
        code=content["case"]["code"],
        shows=content["shows"],
        case=content["case"],
        rows={name: tuple(rows) for name, rows in content.items() if name not in beside},
        contacts=tuple(content["contacts"]),
    )


def workplace() -> dict[str, Any]:
    """Read who works in the invented house.

    Returns
    -------
    dict
        `teams`, a list of codes; `people`, a list of tables with `code`, and `roles`: a list of
        tables with `role`, `team` (a code, may be missing) and `from_on`.
    """
    return tomllib.loads((files("supervision_kit.samples") / "people.toml").read_text("utf-8"))

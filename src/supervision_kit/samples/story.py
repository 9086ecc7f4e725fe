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
    workers, events, plan_dates : tuple of dict
        Columns of `WorkerSpell`, `Event` and `PlanDate`, by rising date.
    contacts : tuple of dict
        Columns of `Contact`, by rising date, no two on one day. Two keys more, either may be
        missing: `ratings`, a list of blocks with `rater`, `scale`, `values` (by dimension: a
        number, or the reason for not rating), `evidence` and `not_rated_notes` (by dimension);
        and `promises`, a list of columns of `Promise`.
    """

    code: str
    shows: str
    case: dict[str, Any]
    workers: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]
    plan_dates: tuple[dict[str, Any], ...]
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
    return Story(
        code=content["case"]["code"],
        shows=content["shows"],
        case=content["case"],
        workers=tuple(content["workers"]),
        events=tuple(content.get("events", ())),
        plan_dates=tuple(content.get("plan_dates", ())),
        contacts=tuple(content["contacts"]),
    )

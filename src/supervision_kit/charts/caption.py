"""Which words stand under the picture? Only those that explain something that is on it."""

from typing import Any, NamedTuple, Self

import pandas as pd

from supervision_kit.analysis.raters import Rater, rater_in_words
from supervision_kit.analysis.twin import raters_in
from supervision_kit.charts.happenings import Surroundings
from supervision_kit.frameworks import day_in_words, say

_RATERS = ("worker", "client", "supervisor", "other")
# Those who rate as the same one; the first of them looks as that rater does.
_LOOKS = ("", "second", "third", "fourth")


def caption(table: pd.DataFrame, around: Surroundings) -> str:
    """Return the legend of a trajectory in words, empty where there is nothing to explain.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    around : Surroundings
        Contacts, events, plans and decisions.
    """
    segments = table["segment"].tolist()
    words = [_raters(table)]
    if -1 in segments:
        words.append(say("chart.caption.missed"))
    if max(segments, default=0) > 0:
        words.append(say("chart.caption.gap"))
    if segments and around.planned_on:
        words.append(say("chart.caption.band"))
    if around.contacts:
        words.append(_contacts(around))
    if around.decided:
        words.append(say("chart.caption.decided"))
    since = around.since
    if since and any(on.date() < since for on in table["rated_on"].tolist()):
        words.append(say("chart.caption.since", day=day_in_words(since)))
    if any(table["part"].tolist()):
        words.append(say("chart.caption.rescaled"))
    if any(table["reworded"].tolist()):
        words.append(say("chart.caption.reworded"))
    return " ".join(sentence for sentence in words if sentence)


def _raters(table: pd.DataFrame) -> str:
    # All raters an agency adds look the same, so one clause speaks of them.
    rated: Any = table[table["segment"] >= 0]
    clauses = dict.fromkeys(map(_Clause.of, raters_in(rated)))
    if not clauses:
        return ""
    first, *others = sorted(clauses, key=lambda clause: clause.place)
    whole = first.said("_first")
    for clause in others:
        whole = say("chart.comma", first=whole, last=clause.said())
    return say("chart.stop", sentence=whole)


class _Clause(NamedTuple):
    """How one line is told from the others; `who` and `look` are empty for a rater alone."""

    place: int
    kind: str
    who: str = ""
    look: str = ""

    @classmethod
    def of(cls, rater: Rater) -> Self:
        kind = rater.key if rater.key in _RATERS else "other"
        place = _RATERS.index(kind)
        if not rater.called and not rater.turn:
            return cls(place, kind)
        look = _LOOKS[rater.turn] if rater.turn < len(_LOOKS) else "numbered"
        told = say(f"chart.caption.look.{look or kind}", n=rater.turn + 1)
        return cls(place, "participant", rater_in_words(rater.key, rater.called), told)

    def said(self, where: str = "") -> str:
        return say(f"chart.caption.{self.kind}{where}", who=self.who, look=self.look)


def _contacts(around: Surroundings) -> str:
    kinds = {"missed": bool(around.missed), "cancelled": bool(around.cancelled)}
    shown = [kind for kind, there in kinds.items() if there]
    if not shown:
        return say("chart.caption.contacts")
    return say(f"chart.caption.contacts_{shown[0] if len(shown) == 1 else 'both'}")

"""Which words stand under the picture? Only those that explain something that is on it."""

import pandas as pd

from supervision_kit.charts.happenings import Surroundings
from supervision_kit.frameworks import day_in_words, say

_RATERS = ("worker", "client", "supervisor", "other")


def caption(table: pd.DataFrame, around: Surroundings) -> str:
    """Return the legend of a trajectory in words, empty where there is nothing to explain.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    around : Surroundings
        Contacts, events and plans.
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
    since = around.since
    if since and any(on.date() < since for on in table["rated_on"].tolist()):
        words.append(say("chart.caption.since", day=day_in_words(since)))
    if any(table["part"].tolist()):
        words.append(say("chart.caption.rescaled"))
    if any(table["reworded"].tolist()):
        words.append(say("chart.caption.reworded"))
    return " ".join(sentence for sentence in words if sentence)


def _raters(table: pd.DataFrame) -> str:
    rated = set(table.loc[table["segment"] >= 0, "series"])
    keys = {rater if rater in _RATERS else "other" for rater in rated}
    first, *others = [rater for rater in _RATERS if rater in keys] or [""]
    if not first:
        return ""
    whole = say(f"chart.caption.{first}_first")
    for rater in others:
        whole = say("chart.comma", first=whole, last=say(f"chart.caption.{rater}"))
    return say("chart.stop", sentence=whole)


def _contacts(around: Surroundings) -> str:
    kinds = {"missed": bool(around.missed), "cancelled": bool(around.cancelled)}
    shown = [kind for kind, there in kinds.items() if there]
    if not shown:
        return say("chart.caption.contacts")
    return say(f"chart.caption.contacts_{shown[0] if len(shown) == 1 else 'both'}")

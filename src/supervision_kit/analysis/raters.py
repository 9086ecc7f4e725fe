"""Whose line is it, and how is it told apart from the others in words?

Worker and supervisor rate the case. Whoever else rates is one of its participants, and two of them
never share a line: not where both answer on one day, and not where their answers are as far apart
as two people are. One participant alone is "the client"; where several rate, each goes by what the
case calls them.

An agency may add raters that nobody here has heard of: they are named by their key, with an
article, and never in the genitive, which not every name bears.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import say

# They rate the case as a whole, whoever of it they had in mind.
OF_THE_CASE = ("worker", "supervisor")


class Rater(NamedTuple):
    """Whose line it is.

    Attributes
    ----------
    key : str
        Of the kind ``rater``: "worker", "client", "supervisor" …
    participant_id : str
        Which participant of the case it is; empty for worker and supervisor, and where nobody
        noted who it was.
    called : str
        What that participant is called, where several rate under this key; else empty.
    turn : int
        The place among them, from 0: who rated first comes first and stays there.
    """

    key: str
    participant_id: str = ""
    called: str = ""
    turn: int = 0


def participant_ids(ratings: pd.DataFrame) -> pd.Series:
    """Return of which participant each rating is, as lines are told apart.

    Parameters
    ----------
    ratings : DataFrame
        Columns `rater` (str) and, if there, `participant_id` and `case` (str); one row a rating.

    Returns
    -------
    Series of str
        One entry a rating, with its index. Empty for worker and supervisor. A rating that does not
        say whose it is belongs to the one participant who rated as the same rater in the case; to
        nobody ("") where there is none or there are several.
    """
    given: Any = ratings.get("participant_id")
    if given is None or given.isna().all():
        return pd.Series("", index=ratings.index, dtype="str")
    given = given.fillna("").astype("object")
    given = given.mask(ratings["rater"].isin(OF_THE_CASE), "")
    cases = ratings["case"] if "case" in ratings else pd.Series("", index=ratings.index)
    known = given.where(given != "").groupby([cases, ratings["rater"]])
    alone = known.transform("nunique") == 1
    return given.mask(alone & (given == ""), known.transform("first")).astype("str")


def raters_of(
    ratings: pd.DataFrame, participants: pd.DataFrame | None = None
) -> dict[tuple[str, str], Rater]:
    """Return everybody who rated in one case, or said why not.

    Parameters
    ----------
    ratings : DataFrame
        Columns `rated_on` (date), `rater` (str) and, if there, `participant_id` (str) and `value`
        (scale points or NaN); any order.
    participants : DataFrame, optional
        As ``Store.read(Participant)``: columns `id`, `called` (str). Whoever is not among them goes
        by a number.

    Returns
    -------
    dict of (str, str) to Rater
        By the key of the rater and what `participant_ids` returns. No ratings give none.
    """
    names = {} if participants is None else _called(participants)
    by_key: dict[str, list[str]] = {}
    for key, whose in _as_they_began(ratings, list(names)):
        by_key.setdefault(key, []).append(whose)
    return {
        (key, whose): Rater(key, whose, _told_apart(key, whose, turn, names, len(same)), turn)
        for key, same in by_key.items()
        for turn, whose in enumerate(same)
    }


def _as_they_began(ratings: pd.DataFrame, known: Sequence[str]) -> list[tuple[str, str]]:
    """Return who rated by their first value, then by their first reason for none, then as known."""
    days: Any = pd.to_datetime(ratings["rated_on"])
    rated = ratings["value"].notna() if "value" in ratings else days.notna()
    keys = {"rater": ratings["rater"], "participant_id": participant_ids(ratings)}
    given = pd.DataFrame({**keys, "value_on": days.where(rated), "any_on": days})
    first: Any = given.dropna(subset=["rater", "any_on"]).groupby(list(keys)).min()
    places = {each: place for place, each in enumerate(known)}
    first["place"] = [places.get(whose, len(places)) for _, whose in first.index]
    return first.sort_values(["value_on", "any_on", "place"]).index.tolist()


def rater_name(rater: str, called: str = "") -> str:
    """Return what a rater is called on the chart; an unknown one is shown with spaces.

    Parameters
    ----------
    rater : str
        Key of the rater.
    called : str
        What the participant is called who rates, where that tells them from others; see `Rater`.

    >>> rater_name("worker"), rater_name("family_worker"), rater_name("client", "Mother")
    ('worker', 'family worker', 'Mother')
    """
    if called:
        return called
    try:
        return say(f"chart.rater.{rater}")
    except FrameworkError:
        return rater.replace("_", " ")


def rater_in_words(rater: str, called: str = "") -> str:
    """Return a rater as a sentence names one: after "by", or at its beginning.

    >>> rater_in_words("worker"), rater_in_words("other"), rater_in_words("family_worker")
    ('the worker', 'someone else', 'the family worker')
    >>> rater_in_words("client", "Mother")
    'Mother'
    """
    return _said("rater_in_words", rater, called)


def ratings_of(rater: str, called: str = "") -> str:
    """Return the ratings of somebody as a sentence names them.

    >>> ratings_of("worker"), ratings_of("other"), ratings_of("family_worker")
    ('the worker’s ratings', 'someone else’s ratings', 'the ratings by the family worker')
    >>> ratings_of("client", "Mother")
    'the ratings by Mother'
    """
    return _said("ratings_of", rater, called)


def rating_of(rater: str, called: str = "") -> str:
    """Return one rating of somebody, where another one was just spoken of.

    >>> rating_of("client"), rating_of("client", "Mother")
    ('the client’s', 'that by Mother')
    """
    return _said("rating_of", rater, called)


def _said(form: str, rater: str, called: str) -> str:
    if called:
        return say(f"chart.{form}.participant", name=called)
    try:
        return say(f"chart.{form}.{rater}")
    except FrameworkError:
        return say(f"chart.{form}.any", name=rater_name(rater))


def _called(participants: pd.DataFrame) -> dict[str, str]:
    return dict(zip(participants["id"], participants["called"], strict=True))


def _told_apart(key: str, whose: str, turn: int, names: dict[str, str], n_people: int) -> str:
    """Return what tells one of several apart; of nobody in particular there is nothing to say."""
    if n_people == 1 or not whose:
        return ""
    return names.get(whose) or say("chart.numbered", name=rater_name(key), n=turn + 1)

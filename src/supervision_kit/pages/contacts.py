"""What do the contacts of a case say, the newest first, and what was rated at each?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import isnan
from typing import Any

import pandas as pd

from supervision_kit.analysis.lines import anchors_for, answer_in_words, label_at
from supervision_kit.analysis.raters import Rater, participant_ids, rater_name, raters_of
from supervision_kit.analysis.twin import earlier_scale
from supervision_kit.charts.style import colour_name
from supervision_kit.frameworks import Framework, day_in_words, say

N_OWN_WORDS = 2
_RATERS = ("worker", "client", "supervisor")


@dataclass(frozen=True)
class RatedAnswer:
    """What was rated on one dimension at one contact.

    Attributes
    ----------
    name : str
        The dimension.
    values : list of (str, str, str)
        For each rater who gave one: their colour, word and value, with the words it was chosen by.
    words : list of (str, str, str)
        What was seen or heard: colour and word of the rater, both empty where only one rated.
    apart : bool
        Whether raters gave different values.
    """

    name: str
    values: list[tuple[str, str, str]]
    words: list[tuple[str, str, str]]
    apart: bool = False

    @property
    def telling(self) -> bool:
        """Whether it says more than its numbers: something seen or heard, or raters apart."""
        return bool(self.words) or self.apart


@dataclass(frozen=True)
class ContactEntry:
    """One contact as the page lists it, or the ratings of one day that belong to none.

    Attributes
    ----------
    contact : bool
        Whether it was a contact.
    ratings, more_ratings : list of Rated
        Those that say something in words or in which raters are apart, and the others.
    not_rated : list of (str, str)
        Why something was not rated, and the note on it, each once.
    missed : str
        Why it did not take place; empty where it did.
    facts : list of str
        What kind of contact it was, and how long.
    safety : {"none", "no_new", "concern", "open", ""}
        What was answered about safety; "open" is no answer, and ratings alone have no question.
    concern : list of str
        What was done about a concern, and who was told.
    people : list of str
        Who was there, and who was seen alone.
    details : list of (str, str)
        What else was noted: its name and the words.
    corrects : list of (str, str)
        What can be corrected, in words, and the address of the form that does it.
    """

    on: date
    contact: bool
    ratings: list[RatedAnswer]
    more_ratings: list[RatedAnswer]
    not_rated: list[tuple[str, str]]
    missed: str = ""
    facts: list[str] = field(default_factory=list)
    safety: str = ""
    concern: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    story: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    corrects: list[tuple[str, str]] = field(default_factory=list)


def contact_entries(
    contacts: pd.DataFrame,
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    framework: Framework,
    wordings: pd.DataFrame | None = None,
    *,
    steps: pd.DataFrame | None = None,
    people: pd.DataFrame | None = None,
    participants: pd.DataFrame | None = None,
) -> list[ContactEntry]:
    """Return every contact with what was rated at it, the newest first.

    Parameters
    ----------
    contacts, ratings : DataFrame
        The tables of one case, as the store gives them. Ratings without a contact among these have
        an entry of their own for each day.
    dimensions : DataFrame
        As ``Framework.dimensions()``; ratings stand in its order.
    wordings : DataFrame, optional
        As ``Store.wordings()``; a rating on another scale than now is told with that scale.
    steps : DataFrame, optional
        As ``Store.read(ConcernStep)``: what was done about safety at a contact stands with it.
    people : DataFrame, optional
        As ``Store.read(ContactPerson)``, with `called` (str): who was there.
    participants : DataFrame, optional
        As ``Store.read(Participant)``: what those who rate are called, where several do.
    """
    known = set(contacts["id"])
    rated: dict[Any, list[Any]] = {}
    for rating in _in_order(_with_givers(ratings, participants), dimensions):
        key = rating.contact_id if rating.contact_id in known else rating.rated_on.date()
        rated.setdefault(key, []).append(rating)
    scales = _Scales(dimensions, wordings)
    taken, there = _by_contact(steps), _by_contact(people)
    held = [
        replace(
            _contact(row, rated.get(row.id, []), scales, framework),
            safety=_safety(row, taken.get(row.id, [])),
            concern=_concern(row, taken.get(row.id, [])),
            people=_people(there.get(row.id, []), framework),
        )
        for row in _rows(contacts)
    ]
    loose = [_loose(on, rows, scales, framework) for on, rows in rated.items() if on not in known]
    return sorted([*held, *loose], key=lambda entry: entry.on, reverse=True)


def _loose(on: date, rows: list[Any], scales: "_Scales", framework: Framework) -> ContactEntry:
    """Return the ratings of a day without a contact; nothing else would stand above a fold."""
    spoken, others, not_rated = _rated(rows, scales, framework)
    if not spoken and not not_rated:
        spoken, others = others, []
    corrects = [(f"{scales.name(row)}, {_named(row.giver)}", f"rating.{row.id}") for row in rows]
    return ContactEntry(on, False, spoken, others, not_rated, corrects=corrects)


class _Scales:
    """How a rating is named and written: on the scale it was given on, if that is another now."""

    def __init__(self, dimensions: pd.DataFrame, wordings: pd.DataFrame | None) -> None:
        self._now = {(row.scale, row.dimension): row for row in _rows(dimensions)}
        then = () if wordings is None else _rows(wordings)
        self._then = {(row.wording, row.scale, row.dimension): row for row in then}

    def name(self, rating: Any) -> str:
        """Return the name of what was rated."""
        now = self._now.get((rating.scale, rating.dimension))
        then = self._worded(rating)
        name = now.name if now else _readable(rating.dimension)
        if now is None or then is None or _bounds(then) == _bounds(now):
            return name
        return earlier_scale(name, then.minimum, then.maximum)

    def value(self, rating: Any) -> str:
        """Return the value as its reader sees it."""
        scale = self._worded(rating) or self._now.get((rating.scale, rating.dimension))
        told = scale._asdict() if scale else {}
        label = label_at(rating.value, anchors_for(told, rating.rater))
        return answer_in_words(rating.value, label, path=told.get("path", False))

    def _worded(self, rating: Any) -> Any:
        return self._then.get((rating.wording, rating.scale, rating.dimension))


def _bounds(scale: Any) -> tuple[float, float, float, str]:
    return scale.minimum, scale.maximum, scale.step, scale.better


def own_words(contacts: pd.DataFrame) -> list[dict]:
    """Return the newest of what the person said, as `text` and `on`."""
    spoken = [row for row in _rows(contacts) if row.own_words]
    newest = sorted(spoken, key=lambda row: row.occurred_on, reverse=True)[:N_OWN_WORDS]
    return [{"text": row.own_words, "on": row.occurred_on.date()} for row in newest]


def _rows(table: pd.DataFrame) -> list[Any]:
    # A column without a value holds NaN in pandas; here it is None, which is false.
    return list(table.astype(object).where(table.notna(), None).itertuples(index=False))


def _with_givers(ratings: pd.DataFrame, participants: pd.DataFrame | None) -> pd.DataFrame:
    """Add whose each rating is, as `giver`."""
    raters = raters_of(ratings, participants)
    keys = zip(ratings["rater"], participant_ids(ratings), strict=True)
    return ratings.assign(giver=pd.Series([raters[key] for key in keys], ratings.index, "object"))


def _named(giver: Rater) -> str:
    return rater_name(giver.key, giver.called)


def _colour(giver: Rater) -> str:
    return colour_name(giver.key, giver.turn)


def _in_order(ratings: pd.DataFrame, dimensions: pd.DataFrame) -> list[Any]:
    """Return the ratings by dimension as they are shown, each dimension's raters in their order."""
    shown = list(zip(dimensions["scale"], dimensions["dimension"], strict=True))
    places = {key: place for place, key in enumerate(shown)}
    return sorted(
        _rows(ratings),
        key=lambda row: (
            places.get((row.scale, row.dimension), len(places)),
            row.scale,
            row.dimension,
            _RATERS.index(row.rater) if row.rater in _RATERS else len(_RATERS),
            row.giver.turn,
        ),
    )


def _contact(
    contact: Any, ratings: Sequence[Any], scales: _Scales, framework: Framework
) -> ContactEntry:
    facts = [framework.kind("contact", contact.kind)]
    if contact.length_minutes:
        facts.append(say("contacts.length", n=int(contact.length_minutes)))
    missed = contact.attendance != "attended"
    return ContactEntry(
        contact.occurred_on.date(),
        True,
        *_rated(ratings, scales, framework),
        missed=framework.kind("attendance", contact.attendance) if missed else "",
        facts=facts,
        story=contact.story,
        details=_details(contact, framework),
        corrects=[(day_in_words(contact.occurred_on.date()), f"contact.{contact.id}")],
    )


def _rated(
    ratings: Sequence[Any], scales: _Scales, framework: Framework
) -> tuple[list[RatedAnswer], list[RatedAnswer], list[tuple[str, str]]]:
    """Return the telling ratings, the others, and what was not rated."""
    by_dimension: dict[tuple[str, str, str], list[Any]] = {}
    for row in ratings:
        key = (row.scale, row.dimension, scales.name(row))
        by_dimension.setdefault(key, []).append(row)
    rows = [_dimension(key[-1], rows, scales) for key, rows in by_dimension.items()]
    rows = [row for row in rows if row.values or row.words]
    telling = [row for row in rows if row.telling]
    others = [row for row in rows if not row.telling]
    return telling, others, _not_rated(ratings, scales, framework)


def _dimension(name: str, ratings: Sequence[Any], scales: _Scales) -> RatedAnswer:
    several = len(ratings) > 1
    rated = [row for row in ratings if row.value is not None and not isnan(row.value)]
    values = [(_colour(row.giver), _named(row.giver), scales.value(row)) for row in rated]
    words = [
        (_colour(row.giver) if several else "", _named(row.giver) if several else "", row.evidence)
        for row in ratings
        if row.evidence
    ]
    return RatedAnswer(name, values, words, apart=len({row.value for row in rated}) > 1)


def _not_rated(
    ratings: Iterable[Any], scales: _Scales, framework: Framework
) -> list[tuple[str, str]]:
    """Return each reason once, with who gave it and for which dimensions."""
    reasons: dict[tuple[Rater, str, str], list[str]] = {}
    for row in ratings:
        if row.not_rated:
            given = (row.giver, row.not_rated, row.not_rated_note or "")
            reasons.setdefault(given, []).append(scales.name(row))
    return [
        (
            say(
                "contacts.rated.not_rated",
                who=_named(giver),
                reason=within(framework.kind("not_rated", reason)),
                what=", ".join(dimensions),
            ),
            note,
        )
        for (giver, reason, note), dimensions in reasons.items()
    ]


def _readable(key: str) -> str:
    return key.replace("_", " ").capitalize()


def within(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label[:1].lower() + label[1:]


def _details(contact: Any, framework: Framework) -> list[tuple[str, str]]:
    said_back = framework.kind("said_back", contact.said_back) if contact.said_back else ""
    hostility = framework.kind("hostility", contact.hostility) if contact.hostility else ""
    rows = [
        (say("contacts.noted.made_clear"), _clear(contact, "yes", framework)),
        (say("contacts.noted.not_made_clear"), _clear(contact, "no", framework)),
        (say("contacts.noted.said_back"), _joined(said_back, contact.said_back_words)),
        (say("contacts.noted.help_given"), contact.help_given),
        (say("contacts.noted.counted"), _counted(contact)),
        (say("contacts.noted.cues"), contact.cues),
        (say("contacts.noted.cue_response"), contact.cue_response),
        (say("contacts.noted.hostility"), _joined(hostility, contact.hostility_note)),
        (say("contacts.noted.own_words"), contact.own_words),
    ]
    return [(term, text) for term, text in rows if text]


def _clear(contact: Any, answer: str, framework: Framework) -> str:
    keys = ("purpose", "control", "next_steps", "consequences")
    clear = [key for key in keys if getattr(contact, f"told_{key}") == answer]
    return " · ".join(framework.kind("clear", key) for key in clear)


def _counted(contact: Any) -> str:
    counts = {"positives": contact.n_positives, "challenges": contact.n_challenges}
    told = [say(f"contacts.noted.{key}", n=int(n)) for key, n in counts.items() if n is not None]
    return ", ".join(told)


def _joined(chosen: str, note: str) -> str:
    """Return what was chosen and what was noted about it."""
    return "\n".join(part for part in (chosen, note) if part)


def _by_contact(table: pd.DataFrame | None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in [] if table is None else _rows(table):
        found.setdefault(row.contact_id, []).append(row)
    return found


def _people(there: Sequence[Any], framework: Framework) -> list[str]:
    """Say who was there; being there goes without saying, being seen alone does not."""
    return [
        row.called
        if row.how == "spoke"
        else say("contacts.person", who=row.called, how=within(framework.kind("presence", row.how)))
        for row in there
    ]


def _safety(contact: Any, steps: Sequence[Any]) -> str:
    """Return what was answered about safety; whoever says what became of a concern has answered."""
    if steps:
        return "no_new" if contact.safety_concern == "no" else "concern"
    return {"yes": "concern", "no": "none"}.get(contact.safety_concern, "open")


def _concern(contact: Any, steps: Sequence[Any]) -> list[str]:
    """Return what was done about a concern and who was told; empty where there was none."""
    if contact.safety_concern != "yes" and not steps:
        return []
    told = "; ".join(dict.fromkeys(step.told for step in steps if step.told))
    return [
        *([step.done for step in steps if step.done] or [say("contacts.concern.nothing_done")]),
        say("contacts.concern.told", who=told) if told else say("contacts.concern.nobody_told"),
    ]

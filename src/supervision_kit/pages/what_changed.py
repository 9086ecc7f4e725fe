"""What of a case's record was changed, by whom, from what to what, and why?

The same words for every kind of record: what it is called, which of its answers became another one,
and the reason that was given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from supervision_kit.analysis.raters import rater_name, raters_of
from supervision_kit.frameworks import Framework, day_in_words, day_short, say, written_day
from supervision_kit.records import Rating, Record, kind_named, label_of
from supervision_kit.records.record import column_of, own_columns, rule_of
from supervision_kit.records.rules import DayRule, IdRule, KindRule
from supervision_kit.records.taking_back import WITHDRAWN

# What of a rating says which one it is; the rest is its answer.
_OF_A_RATING = ("scale", "dimension", "rater", "wording")
_LONGEST = 60
#: Spans of time a reader may ask for, by name, in days up to today; the shortest first.
SPANS = {"week": 7, "month": 28, "quarter": 91}


@dataclass(frozen=True)
class Changed:
    """One change of one record.

    Attributes
    ----------
    at : datetime
        When, in the reader's time.
    by : str
        Who.
    table : str
        Of which kind the record is.
    what : str
        Which record, in words.
    became : list of str
        A sentence for each answer that became another one.
    why : str
        The reason that was given; may be empty.
    save_id : str
        The save that did it.
    act : {"corrected", "taken_back", "brought_back"}
        What was done.
    """

    at: datetime
    by: str
    table: str
    what: str
    became: list[str]
    why: str
    save_id: str
    act: str


def what_changed(
    changes: pd.DataFrame, tables: Mapping[str, pd.DataFrame], framework: Framework
) -> list[Changed]:
    """Put the changes of a case into words, newest first.

    Parameters
    ----------
    changes : DataFrame
        As `Store.changes`.
    tables : mapping of str to DataFrame
        As `Store.tables` of the case: what records that are named are called.

    Returns
    -------
    list of Changed
        One a change. A rating is called by its dimension, and by the participant who gave it where
        several rate; empty without changes.
    """
    words = _Words(tables, changes, framework)
    return [words.change(row) for row in changes.itertuples()]


class _Words:
    """How the values of a case's records are called."""

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], changes: pd.DataFrame, framework: Framework
    ) -> None:
        people, promises = tables["participants"], tables["promises"]
        self._called = dict(zip(people["id"], people["called"], strict=True))
        quoted = [say("changes.quoted", words=_shortened(each)) for each in promises["text"]]
        self._called |= dict(zip(promises["id"], quoted, strict=True))
        self._raters = raters_of(_who_rated(tables["ratings"], changes), people)
        self._framework = framework

    def change(self, row: Any) -> Changed:
        kind = kind_named(row.table)
        was, is_gone = (bool(each.get(WITHDRAWN[0])) for each in (row.before, row.after))
        act = "corrected" if was == is_gone else "taken_back" if is_gone else "brought_back"
        columns = [] if is_gone and act == "taken_back" else own_columns(kind)
        became = [
            self._became(kind, name, row)
            for name in columns
            if (row.before.get(name) or None) != (row.after.get(name) or None)
        ]
        at = row.at.to_pydatetime().astimezone()
        told = {"by": row.by, "table": row.table, "why": row.why, "save_id": row.save_id}
        return Changed(at=at, what=self._what(kind, row.before), became=became, act=act, **told)

    def _what(self, kind: type[Record], values: Mapping[str, Any]) -> str:
        """Say which record it is: by its name where it has one, else by its kind and day."""
        day = kind.kept.day and values.get(kind.kept.day)
        called = say(f"labels.{kind.__tablename__}.singular")
        if kind is Rating:
            called = self._rated(values)
        own = next((values[name] for name in ("called", "text", "worry") if values.get(name)), "")
        if own:
            called = say("changes.called", what=called, own=_shortened(own))
        return say("changes.of_day", what=called, day=_day(day)) if day else called

    def _rated(self, values: Mapping[str, Any]) -> str:
        """Name a rating: its dimension, and whose it is where that tells it from others."""
        name = self._dimension(values)
        key = str(values.get("rater")), str(values.get("participant_id") or "")
        rater = self._raters.get(key)
        if rater is None or not rater.called:
            return name
        return say("changes.rated", what=name, who=rater_name(rater.key, rater.called))

    def _dimension(self, values: Mapping[str, Any]) -> str:
        scale = self._framework.scales.get(str(values.get("scale")))
        known = scale.dimensions.get(str(values.get("dimension"))) if scale else None
        return known.name if known else str(values.get("dimension"))

    def _became(self, kind: type[Record], name: str, row: Any) -> str:
        before, after = (self._in_words(kind, name, each) for each in (row.before, row.after))
        if kind is Rating and name == "value":
            label = self._dimension(row.after)
        else:
            label = label_of(kind, name)
        key = "became" if before and after else "added" if after else "taken_out"
        return say(f"changes.{key}", label=label, before=before, after=after)

    def _in_words(self, kind: type[Record], name: str, values: Mapping[str, Any]) -> str:
        value = values.get(name)
        if value is None or value == "":
            return ""
        match rule_of(column_of(kind, name)):
            case DayRule():
                return _day(value)
            case KindRule() as rule:
                return self._framework.kind(rule.group, str(value))
            case IdRule():
                return self._called.get(str(value), say("changes.another"))
        if name == "not_rated":
            return self._framework.kind("not_rated", str(value))
        if isinstance(value, float):
            return f"{value:g}"
        return say("changes.quoted", words=value) if isinstance(value, str) else str(value)


def _who_rated(ratings: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return who rated when, also by ratings that were taken back or are another's now."""
    columns = ["rated_on", "rater", "participant_id"]
    of_ratings = changes[changes["table"] == Rating.__tablename__]
    before = [{name: each.get(name) for name in columns} for each in of_ratings["before"]]
    now: Any = ratings[columns]
    return pd.concat([now, pd.DataFrame(before, columns=columns)])


def _day(text: object) -> str:
    try:
        return day_in_words(written_day(str(text)))
    except ValueError:
        return str(text)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


@dataclass(frozen=True)
class AskedChanges:
    """Which changes a reader asks for; an empty attribute asks for all.

    Attributes
    ----------
    kind : str
        Table of the records.
    by : str
        Who changed them.
    since : date or None
        The first day.
    """

    kind: str = ""
    by: str = ""
    since: date | None = None

    def of(self, changed: list[Changed]) -> list[Changed]:
        """Return those of the changes that are asked for, in their order."""
        return [
            each
            for each in changed
            if self.kind in ("", each.table)
            and self.by in ("", each.by)
            and (self.since is None or each.at.date() >= self.since)
        ]


def shown_kinds(changed: list[Changed]) -> Iterator[tuple[str, str]]:
    """Give the kinds of record that were changed, in words, and the name of each."""
    for table in dict.fromkeys(each.table for each in changed):
        yield say(f"labels.{table}.singular"), table


def shown_people(changed: list[Changed]) -> list[str]:
    """Return who changed something, whoever did last first."""
    return list(dict.fromkeys(each.by for each in changed))


def shown_spans(changed: list[Changed], today: date) -> Iterator[str]:
    """Give the spans of `SPANS` that leave something out, by name; none where all is newer."""
    oldest = min((each.at.date() for each in changed), default=today)
    for name in SPANS:
        if oldest < first_day(name, today):
            yield name


def first_day(span: str, today: date) -> date:
    """Return the first day of a span that ends today."""
    return today - timedelta(days=SPANS[span] - 1)


def on_day(changed: Changed, today: date) -> str:
    """Say on which day it was changed."""
    return day_short(changed.at.date(), today=today)

"""What does each signal mean, shown on an invented line of ratings that raises it?

The lines are written down in ``methods_examples.toml``. Nothing else is: the questions, numbers and
guide lines come from the rules that read real cases.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from supervision_kit.analysis.block import Block, block
from supervision_kit.analysis.case_signals import CaseTables, case_signals
from supervision_kit.analysis.description import in_figures, joined, rater_name
from supervision_kit.analysis.monotonic_trend import least_squares
from supervision_kit.analysis.process_limits import process_limits
from supervision_kit.analysis.raters import rater_in_words
from supervision_kit.analysis.rhythm import Rhythm
from supervision_kit.analysis.signal_words import Question, questions
from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.multiples import Guides, plot_multiples
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.pages.fragments import render

__all__ = ["RATED", "RECORDED", "Example", "examples"]

# In the order in which they are explained.
RATED = ("improving", "shift", "unusual", "apart", "stuck", "pattern")
RECORDED = ("promises", "nothing_recorded", "positives_to_challenges")
_DATA = Path(__file__).with_suffix(".toml")
_RATERS = ("worker", "client")
_PROMISE = ["promised_on", "due_on", "settled_on", "state"]
_ASIDE = ["rule", "scale", "dimension", "rater", "seen_until_on", "withdrawn", "id", "reason"]


@dataclass(frozen=True)
class Example:
    """One signal as the methods page explains it.

    Attributes
    ----------
    rule, name, may : str
        Its key, what it asks, and what one may and may not say of it.
    question : Question
        What the rules find in the invented line, in the words of the case page.
    figure : str
        The line as HTML; empty for a rule that needs no ratings.
    """

    rule: str
    name: str
    may: str
    question: Question
    figure: str


def examples() -> list[Example]:
    """Return every signal with its example: those on ratings, then those on records."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    dimensions = _dimensions(data)
    rated = [_rated(rule, data, dimensions) for rule in RATED]
    case = _recorded_case(data)
    found = case_signals(case, dimensions, today=data["records"]["today"])
    asked = {question.rule: question for question in questions(found, dimensions)}
    return rated + [_example(rule, asked[rule]) for rule in RECORDED]


def _example(rule: str, question: Question, figure: str = "") -> Example:
    name, may = say(f"signals.{rule}.name"), say(f"methods.may.{rule}")
    return Example(rule, name, may, question, figure)


def _dimensions(data: dict) -> pd.DataFrame:
    words = {"name": "example_dimension", "good_news": "example_good_news"}
    told = {column: say(f"methods.{key}") for column, key in words.items()}
    return pd.DataFrame([{**data["dimension"], **told, "scale_name": told["name"]}])


def _rated(rule: str, data: dict, dimensions: pd.DataFrame) -> Example:
    """Let the rules loose on one invented line, and draw it."""
    ratings = _ratings(data[rule], data)
    planned = data[rule].get("planned_at")
    planned_on = None if planned is None else _day(data, planned)
    case = _case(ratings=ratings, planned_on=planned_on, opened_on=data["begins_on"])
    found = case_signals(case, dimensions, today=ratings["rated_on"].max().date())
    (question,) = [each for each in questions(found, dimensions) if each.rule == rule]
    guides = _guides(rule, block(ratings, dimensions), planned_on)
    drawn = trajectory(ratings, dimensions)
    return _example(rule, question, _figure(rule, drawn, guides, question))


def _day(data: dict, number: int) -> date:
    return data["begins_on"] + timedelta(days=data["days_between"] * number)


def _ratings(example: dict, data: dict) -> pd.DataFrame:
    """Return an example as the store would give it."""
    rows = [
        {"rated_on": _day(data, number), "rater": rater, "value": float(value)}
        for rater in _RATERS
        for number, value in enumerate(example.get(rater, []))
    ]
    keys = {name: data["dimension"][name] for name in ("scale", "dimension")}
    words = dict.fromkeys(["not_rated", "not_rated_note", "evidence"])
    table = pd.DataFrame(rows, columns=["rated_on", "rater", "value"])
    return table.assign(**keys, **words).astype({"rated_on": "datetime64[us]", "value": float})


def _case(
    *,
    opened_on: date,
    ratings: pd.DataFrame,
    planned_on: date | None = None,
    contacts: Sequence[tuple] = (),
    promises: Sequence[dict] = (),
    every: int | None = None,
) -> CaseTables:
    """Return an invented case, of which only one thing may be known."""
    return CaseTables(
        ratings=ratings,
        contacts=_dated(contacts, ["occurred_on", "n_positives", "n_challenges"]),
        promises=_dated(
            [tuple(each.get(name) for name in _PROMISE) for each in promises], _PROMISE, n_days=3
        ),
        plan_dates=_dated([(planned_on,)] if planned_on else [], ["agreed_on"]),
        dismissals=pd.DataFrame(columns=_ASIDE),
        opened_on=opened_on,
        rhythm=[Rhythm(opened_on, every)],
    )


def _dated(rows: Iterable[tuple], columns: list[str], n_days: int = 1) -> pd.DataFrame:
    """Return a table whose first columns hold days."""
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(columns[:n_days], "datetime64[us]"))


def _recorded_case(data: dict) -> CaseTables:
    records = data["records"]
    counts = (records[name] for name in ("contacts", "n_positives", "n_challenges"))
    return _case(
        opened_on=records["contacts"][0],
        ratings=_ratings({}, data),
        contacts=list(zip(*counts, strict=True)),
        promises=records["promises"],
        every=records["contact_every_days"],
    )


def _guides(rule: str, series: Block, planned_on: date | None) -> Guides:
    """Return what the rule looked at, worked out from the ratings."""
    if rule in ("improving", "stuck"):
        return Guides(slope=_slope(series))
    if rule == "unusual":
        limits = process_limits(series.values)
        named = {name: getattr(limits, name)[0] for name in ("mean", "lower", "upper")}
        within = {n: v for n, v in named.items() if series.minimum[0] <= v <= series.maximum[0]}
        return Guides(levels=[_level(name, value) for name, value in within.items()])
    if rule == "pattern":
        return Guides(levels=[_level("median", float(pd.Series(series.values[:, 0]).median()))])
    return Guides(planned_on=planned_on)


def _level(name: str, value: float) -> tuple[float, str]:
    return value, say(f"methods.level_{name}", value=in_figures(round(value, 1)))


def _slope(series: Block) -> Any:
    """Return both ends of the straight line nearest to the ratings."""
    days, values = series.days[:, 0], series.values[:, 0]
    slope = least_squares(series).slope[0]
    ends = ((day, values.mean() + slope * (day - days.mean())) for day in (days[0], days[-1]))
    return tuple((pd.Timestamp(day, unit="D").to_pydatetime(), float(v)) for day, v in ends)


def _figure(rule: str, drawn: pd.DataFrame, guides: Guides, question: Question) -> str:
    """Return the drawing for wide and narrow screens, what it shows in words, and its table."""
    by_rater = {rater: same for rater, same in drawn.groupby("series", sort=False)}
    series = [
        say(
            "methods.figure_series",
            who=rater_in_words(str(rater)),
            values=joined([in_figures(value) for value in same["value"]]),
        )
        for rater, same in by_rater.items()
    ]
    title = say("methods.figure_title", question=question.text)
    about = say("methods.figure_about", series=" ".join(series))
    first = next(iter(by_rater.values()))
    heads = [say("methods.twin_date"), *(rater_name(str(r)).capitalize() for r in by_rater)]
    columns = [[in_figures(v) for v in same["value"]] for same in by_rater.values()]
    return render(
        "methods_figure",
        chart=rule,
        label=question.text,
        **{
            name: to_svg(
                plot_multiples(drawn, guides=guides, narrow=narrow),
                title=title,
                description=about,
                salt=f"methods|{rule}|{name}",
            )
            for name, narrow in (("wide", False), ("narrow", True))
        },
        caption=say(f"methods.caption_{rule}"),
        heads=heads,
        rows=list(zip(map(day_in_words, first["rated_on"]), *columns, strict=True)),
    )

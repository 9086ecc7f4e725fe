"""What does each signal mean, shown on an invented case that raises it?

The ratings stand beside the rules. Nothing else is written down: the questions, numbers and guide
lines come from the rules that read real cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.block import Block, block
from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.description import in_figures, joined
from supervision_kit.analysis.monotonic_trend import least_squares
from supervision_kit.analysis.raters import rater_in_words, rater_name
from supervision_kit.analysis.rhythm import Rhythm
from supervision_kit.analysis.signal_rule import Example, ExamplePromise, SignalRule
from supervision_kit.analysis.signal_words import Question, questions
from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.multiples import Guides, plot_multiples
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.pages.fragments import render

__all__ = ["Explained", "examples"]

# A rating every second week from this day on, by whoever gave any.
_BEGINS_ON = date(2026, 1, 12)
_DAYS_BETWEEN = 14
_RATERS = ("worker", "client")
_KEYS = {"scale": "engagement", "dimension": "working_relationship"}
_SCALE = {"minimum": 1.0, "maximum": 5.0, "step": 1.0, "better": "higher", "lane": "engagement"}
_ASIDE = ["rule", "scale", "dimension", "rater", "seen_until_on", "withdrawn", "id", "reason"]


@dataclass(frozen=True)
class Explained:
    """One signal as the methods page explains it.

    Attributes
    ----------
    rule, name, may : str
        Its key, what it asks, and what one may and may not say of it.
    question : Question
        What the rules find in the invented case, in the words of the case page.
    figure : str
        The ratings as HTML; empty for a rule that needs none.
    """

    rule: str
    name: str
    may: str
    question: Question
    figure: str


def examples() -> list[Explained]:
    """Return every signal with its example, in the order of `rules.RULES`."""
    dimensions = _dimensions()
    return [_explained(rule, dimensions) for rule in rules.RULES]


def _dimensions() -> pd.DataFrame:
    words = {"name": "example_dimension", "good_news": "example_good_news"}
    told = {column: say(f"methods.{key}") for column, key in words.items()}
    return pd.DataFrame([{**_KEYS, **_SCALE, **told, "scale_name": told["name"]}])


def _explained(rule: SignalRule, dimensions: pd.DataFrame) -> Explained:
    """Let the rules loose on an invented case, and draw its ratings."""
    case = _case(rule.example)
    today = rule.example.read_on or case.last_on
    found = case_signals(case, dimensions, today=today)
    (question,) = [each for each in questions(found, dimensions) if each.rule == rule.key]
    name, may = (say(f"signals.{rule.key}.{part}") for part in ("name", "may"))
    figure = _figure(rule, case, dimensions, question) if rule.rated else ""
    return Explained(rule.key, name, may, question, figure)


def _day(number: int) -> date:
    return _BEGINS_ON + timedelta(days=_DAYS_BETWEEN * number)


def _case(example: Example) -> CaseTables:
    """Return an invented case, of which only one thing may be known, as the store would give it."""
    plans = [] if example.planned_at is None else [(_day(example.planned_at),)]
    days = [_BEGINS_ON, *(each[0] for each in (*example.contacts, *example.promises))]
    opened_on = min(days[1:], default=days[0])
    return CaseTables(
        ratings=_ratings(example),
        contacts=_dated(example.contacts, ["occurred_on", "n_positives", "n_challenges"]),
        promises=_dated(example.promises, list(ExamplePromise._fields), n_days=3),
        plan_dates=_dated(plans, ["agreed_on"]),
        dismissals=pd.DataFrame(columns=_ASIDE),
        opened_on=opened_on,
        rhythm=[Rhythm(opened_on, example.every_days)],
    )


def _ratings(example: Example) -> pd.DataFrame:
    rows = [
        {"rated_on": _day(number), "rater": rater, "value": float(value)}
        for rater in _RATERS
        for number, value in enumerate(getattr(example, rater))
    ]
    words = dict.fromkeys(["not_rated", "not_rated_note", "evidence"])
    table = pd.DataFrame(rows, columns=["rated_on", "rater", "value"])
    return table.assign(**_KEYS, **words).astype({"rated_on": "datetime64[us]", "value": float})


def _dated(rows: Iterable[tuple], columns: list[str], n_days: int = 1) -> pd.DataFrame:
    """Return a table whose first columns hold days."""
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(columns[:n_days], "datetime64[us]"))


def _guides(rule: SignalRule, line: Block, planned_at: int | None) -> Guides:
    """Return what the rule looked at, worked out from the ratings."""
    return Guides(
        levels=[_level(name, value) for name, value in rule.levels(line).items()],
        slope=_slope(line) if rule.straight else None,
        planned_on=None if planned_at is None else _day(planned_at),
    )


def _level(name: str, value: float) -> tuple[float, str]:
    return value, say(f"signals.level.{name}", value=in_figures(round(value, 1)))


def _slope(series: Block) -> Any:
    """Return both ends of the straight line nearest to the ratings."""
    days, values = series.days[:, 0], series.values[:, 0]
    slope = least_squares(series).slope[0]
    ends = ((day, values.mean() + slope * (day - days.mean())) for day in (days[0], days[-1]))
    return tuple((pd.Timestamp(day, unit="D").to_pydatetime(), float(v)) for day, v in ends)


def _figure(
    rule: SignalRule, case: CaseTables, dimensions: pd.DataFrame, question: Question
) -> str:
    """Return the drawing for wide and narrow screens, what it shows in words, and its table."""
    guides = _guides(rule, block(case.ratings, dimensions), rule.example.planned_at)
    drawn = trajectory(case.ratings, dimensions)
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
        chart=rule.key,
        label=question.text,
        **{
            name: to_svg(
                plot_multiples(drawn, guides=guides, narrow=narrow),
                title=title,
                description=about,
                salt=f"methods|{rule.key}|{name}",
            )
            for name, narrow in (("wide", False), ("narrow", True))
        },
        caption=say(f"signals.{rule.key}.caption"),
        heads=heads,
        rows=list(zip(map(day_in_words, first["rated_on"]), *columns, strict=True)),
    )

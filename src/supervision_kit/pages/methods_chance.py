"""What do the rules make of a case that chance has drawn?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.block import Block
from supervision_kit.analysis.chance import ANY, Circumstances, asked_by_chance, simulate
from supervision_kit.analysis.description import in_figures, joined
from supervision_kit.analysis.signal_rule import SignalRule
from supervision_kit.analysis.signal_words import Mark
from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.multiples import Guides, plot_multiples
from supervision_kit.frameworks import say
from supervision_kit.pages.fragments import render
from supervision_kit.pages.methods_rates import per_hundred

__all__ = ["FORMS", "HELD", "NOISES", "N_CASES", "SIZES", "Chances", "Play", "rates_by_chance"]

N_CASES = 1_000
SEED = 20_261_122
FORMS = ("none", "step", "drift")
NOISES = {"little": 0.1, "usual": 0.15, "much": 0.25}
HELD = {"none": 0.0, "some": 0.3, "much": 0.6}
SIZES = {"fifth": 0.2, "two_fifths": 0.4}
# Invented ratings are drawn as if they began on this day.
_BEGINS_ON = date(2026, 1, 5)
_SCALE = "invented"
_NEWS = {"better": "good", "worse": "harder"}


@dataclass(frozen=True, kw_only=True)
class Play:
    """What the reader has chosen to draw, all keys as in the tables above."""

    minimum: float
    maximum: float
    step: float
    n: int = 20
    n_lines: int = 6
    noise: str = "usual"
    held: str = "some"
    form: str = "none"
    size: str = "fifth"

    @property
    def changed(self) -> bool:
        """Whether a real change lies underneath."""
        return self.form != "none"

    @property
    def circumstances(self) -> Circumstances:
        """The same as the simulation takes it."""
        return Circumstances(
            n=self.n,
            minimum=self.minimum,
            maximum=self.maximum,
            step=self.step,
            noise=NOISES[self.noise],
            autocorrelation=HELD[self.held],
            n_dimensions=self.n_lines,
            form="drift" if self.form == "drift" else "step",
            change=SIZES[self.size] if self.changed else 0.0,
        )


@dataclass(frozen=True)
class _Row:
    """One rule: its name, and its numbers out of 100, or the words that stand for them."""

    name: str
    cells: Sequence[str]
    silent: str


class Chances:
    """One invented case, and how often its like would make a signal.

    Parameters
    ----------
    play : Play
        What is drawn.
    draw : int
        Which case; the same number draws the same case.
    """

    def __init__(self, play: Play, draw: int = 1) -> None:
        self.play, self.draw = play, draw
        self.case = simulate(play.circumstances, 1, np.random.default_rng([SEED, draw]))
        self.fired = _fired(self.case)

    @property
    def rates(self) -> pd.DataFrame:
        """How often each rule fires, as `rates_by_chance` returns it."""
        return rates_by_chance(self.play)

    @property
    def marks(self) -> dict[tuple[str, str], list[Mark]]:
        """What stands over each line of the drawn case."""
        found: dict[tuple[str, str], list[Mark]] = {}
        for rule, answer in self.fired.items():
            for line in np.flatnonzero(answer["state"] == "signal"):
                news = _NEWS.get(str(answer["toward"].iloc[line]), "look")
                mark = Mark(_SCALE, str(line), news, say(f"signals.{rule}.short"))
                found.setdefault((_SCALE, str(line)), []).append(mark)
        return found

    @property
    def n_alarms(self) -> int:
        """On how many lines a rule says that something changed."""
        answers = [self.fired[rule.key]["state"] for rule in _rules() if rule.alarm]
        return int(np.any([answer == "signal" for answer in answers], axis=0).sum())

    def figure(self) -> str:
        """Return the drawn case as HTML: small charts, what they show in words, and a table."""
        table = _table(self.case, self.play)
        planned_on = _BEGINS_ON + timedelta(days=float(_plan_day(self.case, self.play.n)))
        guides = Guides(planned_on=planned_on)
        about = self._about()
        pictures = {
            name: to_svg(
                plot_multiples(table, marks=self.marks, guides=guides, narrow=narrow),
                title=say("methods.play.figure_title"),
                description=about,
                salt=f"chance|{name}",
            )
            for name, narrow in (("wide", False), ("narrow", True))
        }
        heads = [say("methods.twin_number"), *map(_line_name, range(self.play.n_lines))]
        rows = [
            [str(number), *map(in_figures, values)]
            for number, values in enumerate(self.case.values.tolist(), 1)
        ]
        caption = say("methods.play.caption", stuck=say("signals.stuck.short"))
        return render(
            "methods_figure",
            chart="chance",
            label=caption,
            heads=heads,
            rows=rows,
            caption=caption,
            **pictures,
        )

    def _about(self) -> str:
        """Say which lines carry a signal, for those who do not see the marks."""
        told = [
            say(
                "methods.play.marked",
                line=_line_name(int(line)),
                words=joined([mark.words for mark in marks]),
            )
            for (_, line), marks in self.marks.items()
        ]
        return " ".join([*self.told(), *told])

    def told(self) -> list[str]:
        """Return what was drawn and what the rules make of it, a sentence each."""
        play = self.play
        size = say(f"methods.play.size_{play.size}")
        sentences = [
            say(f"methods.play.drawn_{play.form}", n=play.n_lines, size=size),
            say("methods.play.fired", n=self.n_alarms),
        ]
        if all((answer["state"] == "too_few").all() for answer in self.fired.values()):
            sentences[-1] = say("methods.play.too_short")
        return sentences

    def often(self) -> str:
        """Say how often its like would make a signal, or have its change missed."""
        play = self.play
        if play.changed:
            share = per_hundred(1 - self.rates.at[ANY, "line"])
            n_lines = N_CASES * play.n_lines
            return say("methods.play.any_change", n_lines=n_lines, share=share)
        share = per_hundred(self.rates.at[ANY, "page"])
        return say("methods.play.any_none", n=play.n_lines, n_cases=N_CASES, share=share)

    def rows(self) -> list[_Row]:
        """Return how often each rule fires, out of 100."""
        return [self._row(rule) for rule in _rules()]

    def _row(self, rule: SignalRule) -> _Row:
        name, play = say(f"signals.{rule.key}.short"), self.play
        found = self.rates.loc[rule.key]
        if play.circumstances.n_points < rule.fewest_points:
            return _Row(name, (), say("methods.rates.too_coarse"))
        if not rule.alarm:
            right = say(f"methods.play.said_{'wrongly' if play.changed else 'rightly'}")
            name = say("methods.play.said", name=name, how=right)
        if not found["able"]:
            return _Row(name, (), say("methods.play.never"))
        cells = [per_hundred(found["line"])]
        if play.changed:
            cells.append(per_hundred(1 - found["line"]) if rule.alarm else "–")
        if play.n_lines > 1:
            cells.append(per_hundred(found["page"]))
        return _Row(name, cells, "")

    def heads(self) -> list[str]:
        """Return what the columns of `rows` hold."""
        heads = [say("methods.play.on_line")]
        if self.play.changed:
            heads.append(say("methods.play.missed"))
        if self.play.n_lines > 1:
            heads.append(say("methods.play.on_page", n=self.play.n_lines))
        return heads


@lru_cache(maxsize=32)
def rates_by_chance(play: Play) -> pd.DataFrame:
    """Return how often each rule fires on `N_CASES` invented cases.

    Returns
    -------
    DataFrame
        Index: the rules that read one line, then `ANY` for at least one that is an alarm. Columns
        `line`, share of lines on which it fires; `page`, share of cases with such a line; `able`,
        share of lines with enough ratings.
    """
    many = simulate(play.circumstances, N_CASES, np.random.default_rng(SEED))
    answers = _fired(many)
    fired = {rule: (answer["state"] == "signal").to_numpy() for rule, answer in answers.items()}
    able = {rule: (answer["state"] != "too_few").to_numpy() for rule, answer in answers.items()}
    for found in (fired, able):
        found[ANY] = np.any([found[rule.key] for rule in _rules() if rule.alarm], axis=0)
    # The lines of a case stand side by side.
    pages = {rule: lines.reshape(N_CASES, -1).any(axis=1) for rule, lines in fired.items()}
    shares = {"line": fired, "page": pages, "able": able}
    return pd.DataFrame({name: pd.DataFrame(each).mean() for name, each in shares.items()})


def _plan_day(block: Block, n: int) -> float:
    """Return the day on which the second half begins."""
    return float(block.days[n // 2, 0])


def _fired(block: Block) -> dict[str, pd.DataFrame]:
    """Return the answers of every rule that reads one line."""
    return {rule.key: asked_by_chance(rule, block) for rule in _rules()}


def _rules() -> list[SignalRule]:
    """Return the rules that read one line, those that say that nothing happened last."""
    single = [rule for rule in rules.on_ratings() if rule.reads != "pair"]
    return sorted(single, key=lambda rule: not rule.alarm)


def _line_name(line: int) -> str:
    return say("methods.play.line", n=line + 1)


def _table(block: Block, play: Play) -> pd.DataFrame:
    """Return the drawn case as a trajectory, one dimension a line."""
    lines = [str(line) for line in range(block.n_series)]
    names = [_line_name(line) for line in range(block.n_series)]
    begins = pd.Timestamp(_BEGINS_ON)
    ratings = pd.DataFrame(
        {
            "rated_on": (begins + pd.to_timedelta(block.days.T.ravel(), unit="D")).as_unit("us"),
            "scale": _SCALE,
            "dimension": np.repeat(lines, len(block.days)),
            "rater": "worker",
            "value": block.values.T.ravel(),
            **dict.fromkeys(["not_rated", "not_rated_note", "evidence"]),
        }
    )
    scale = {"minimum": play.minimum, "maximum": play.maximum, "step": play.step}
    words = {"scale": _SCALE, "scale_name": "", "good_news": "", "better": "higher"}
    dimensions = pd.DataFrame({"dimension": lines, "name": names}).assign(
        lane="engagement", **scale, **words
    )
    return trajectory(ratings, dimensions)

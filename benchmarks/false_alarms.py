"""How often does each rule fire although nothing changed, and how often does it miss a change?

Draws invented series under many circumstances, lets every rule loose on them and writes the table
that is shipped with the package. Each cell has a seed of its own, made from its circumstances, so
that any of them can be drawn again by itself. For a scale of one's own it prints a table instead.

    python -m benchmarks.false_alarms
    python -m benchmarks.false_alarms --minimum 1 --maximum 7 --step 1 --mean 4 --sd 1
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product, repeat
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd

from supervision_kit.analysis import false_alarms, rules
from supervision_kit.analysis.chance import (
    ANY,
    TYPICAL_NOISE,
    Circumstances,
    rates,
    simulate,
)

SEED = 20_261_122
N_PAGES = 20_000
LENGTHS = (5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 100)
#: Points of a scale: the three, five and six of the bundled ones, 0 to 10, and 0 to 100.
N_POINTS = (3, 5, 6, 11, 101)
EDGE = 0.1
MUCH_NOISE = 0.25
AUTOCORRELATIONS = (0.0, 0.3)
STRONG_AUTOCORRELATION = 0.6
CHANGES = (0.2, 0.4)
#: A page: three dimensions, each rated by two; drawn for scales of so many points.
N_DIMENSIONS = 3
N_RATERS = 2
PAGE_POINTS = (5, 11)
PAGE_CORRELATIONS = (0.0, 0.3, 0.5)

ONE_SERIES = tuple(rule.key for rule in rules.on_ratings() if rule.reads != "pair")
PAIRS = tuple(rule.key for rule in rules.that_read("pair"))
ALARMS = tuple(rule.key for rule in rules.on_ratings() if rule.alarm)
#: Only these look at how far dates lie apart.
BY_DATE = tuple(rule.key for rule in rules.on_ratings() if rule.by_date)
#: Only these look for one last rating that is unlike the others.
OF_THE_LAST = tuple(rule.key for rule in rules.on_ratings() if rule.finds == "last")

ORDER = ["form", "n_series", *false_alarms.SETTING, "correlation", "change", "rule", "n"]


class Cell(NamedTuple):
    """Circumstances, the rules that are let loose, and whether "any" of them is counted."""

    at: Circumstances
    rules: tuple[str, ...]
    with_any: bool = False


def cells() -> Iterator[Cell]:
    """Give all cells of the shipped table."""
    for n, n_points in product(LENGTHS, N_POINTS):
        scale = Circumstances(n=n, minimum=0, maximum=n_points - 1)
        yield from unchanged(scale)
        yield from changed(scale)
        yield from of_two_raters(scale)
        if n_points in PAGE_POINTS:
            yield from pages(scale)


def unchanged(scale: Circumstances) -> Iterator[Cell]:
    """Give single series in which nothing changes."""
    for held in AUTOCORRELATIONS:
        at = replace(scale, autocorrelation=held)
        for one in (at, replace(at, place=EDGE), replace(at, noise=MUCH_NOISE)):
            yield Cell(one, ONE_SERIES, with_any=True)
        yield Cell(replace(at, irregular=True), BY_DATE)
    at = replace(scale, autocorrelation=STRONG_AUTOCORRELATION)
    yield Cell(at, ONE_SERIES, with_any=True)


def changed(scale: Circumstances) -> Iterator[Cell]:
    """Give real changes, each for the rules that might find it."""
    for held, change in product(AUTOCORRELATIONS, CHANGES):
        at = replace(scale, autocorrelation=held, change=change)
        yield Cell(replace(at, form="step"), ONE_SERIES, with_any=True)
        yield Cell(replace(at, form="drift"), ONE_SERIES, with_any=True)
        yield Cell(replace(at, form="last"), OF_THE_LAST)
        yield Cell(replace(at, form="raters", n_raters=N_RATERS), PAIRS)


def of_two_raters(scale: Circumstances) -> Iterator[Cell]:
    """Give two raters of one dimension who see it alike, their errors related or not."""
    spreads = [(TYPICAL_NOISE, 0.0), (TYPICAL_NOISE, 0.5), (MUCH_NOISE, 0.0)]
    for (noise, shared), held in product(spreads, AUTOCORRELATIONS):
        at = replace(scale, noise=noise, correlation=shared, autocorrelation=held)
        yield Cell(replace(at, n_raters=N_RATERS), PAIRS)


def pages(scale: Circumstances) -> Iterator[Cell]:
    """Give whole pages on which nothing changes."""
    page = replace(scale, n_dimensions=N_DIMENSIONS, n_raters=N_RATERS)
    for held, shared in product(AUTOCORRELATIONS, PAGE_CORRELATIONS):
        yield Cell(replace(page, autocorrelation=held, correlation=shared), ALARMS, with_any=True)


def run(cell: Cell, n_pages: int = N_PAGES) -> pd.DataFrame:
    """Draw a cell and give its rows of the table, those included where a rule has too few."""
    at = cell.at
    rng = np.random.default_rng([SEED, crc32(repr(at).encode())])
    found = rates(simulate(at, n_pages, rng), only=cell.rules)
    return found[cell.with_any | (found["rule"] != ANY)].assign(
        n_points=at.n_points,
        place=at.place,
        noise=at.noise,
        autocorrelation=at.autocorrelation,
        irregular=int(at.irregular),
        n_series=at.n_charts,
        correlation=at.correlation,
        form=at.form if at.change else false_alarms.NO_CHANGE,
        change=at.change,
        n=at.n,
    )


def draw(wanted: Sequence[Cell], n_pages: int, n_workers: int) -> pd.DataFrame:
    """Draw cells side by side, telling how far it is, and give their rows in the same order."""
    # The longest series first: no core is left alone with one of them at the end.
    order = sorted(range(len(wanted)), key=lambda number: -wanted[number].at.n)
    # What takes longest grows with the number of pairs of ratings.
    work = np.cumsum([wanted[number].at.n ** 2 for number in order])
    drawn = {}
    # A fresh process on every system: what runs here has threads, which a copy would not survive.
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        results = pool.map(run, (wanted[number] for number in order), repeat(n_pages))
        for number, rows in zip(order, results, strict=True):
            drawn[number] = rows
            tell(int(100 * work[len(drawn) - 1] / work[-1]))
    sys.stderr.write("\n")
    return pd.concat([drawn[number] for number in sorted(drawn)], ignore_index=True)


def tell(percent: int) -> None:
    """Say on the terminal how much is done."""
    sys.stderr.write(f"\r{percent:3d} % done")
    sys.stderr.flush()


def shipped(drawn: pd.DataFrame) -> pd.DataFrame:
    """Give what is shipped: without lengths at which a rule never has enough ratings."""
    by_rule = ["rule", "n_series"]
    speaks = drawn[drawn["able"] > 0]
    shortest = speaks.groupby(by_rule, as_index=False).agg(shortest=("n", "min"))
    kept = drawn.merge(shortest, on=by_rule).query("n >= shortest")
    return kept.sort_values(ORDER, ignore_index=True).reindex(columns=false_alarms.RATE_COLUMNS)


def write(drawn: pd.DataFrame, path: Path) -> None:
    """Write the table, shares to a hundredth of a percent: it cannot tell any finer."""
    drawn.round(4).to_csv(path, index=False, float_format="%g", lineterminator="\n")


def of_scale(scale: Circumstances, n_pages: int, n_workers: int) -> str:
    """Give the percentages of false alarms on one scale as text, a row a rule."""
    page = replace(scale, n_dimensions=N_DIMENSIONS, n_raters=N_RATERS, correlation=0.3)
    wanted = [
        Cell(replace(at, n=n, autocorrelation=held), rules, with_any=True)
        for n, held in product(LENGTHS, AUTOCORRELATIONS)
        for at, rules in ((scale, ONE_SERIES), (page, ALARMS))
    ]
    drawn = draw(wanted, n_pages, n_workers)
    percent = drawn.assign(percent=(100 * drawn["rate"]).where(drawn["able"] > 0))
    wide = percent.pivot_table(
        index=["n_series", "autocorrelation", "rule"], columns="n", values="percent", sort=False
    )
    return wide.sort_index(level=[0, 1], sort_remaining=False).to_string(
        float_format="{:.1f}".format, na_rep="–"
    )


def asked() -> argparse.Namespace:
    """Read what is asked for on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for number in ("minimum", "maximum", "mean", "sd"):
        parser.add_argument(f"--{number}", type=float, help="of a scale of one's own")
    parser.add_argument("--step", type=float, default=1.0)
    parser.add_argument("--pages", type=int, default=N_PAGES, help="drawn in each cell")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=false_alarms.RATES_FILE)
    given = parser.parse_args()
    if (given.minimum is None) != (given.maximum is None):
        parser.error("A scale has both: --minimum and --maximum.")
    return given


def main() -> None:
    """Draw the shipped table, or the one of the scale that is given."""
    given = asked()
    if given.minimum is None:
        write(shipped(draw(list(cells()), given.pages, given.workers)), given.out)
        return
    bounds = {"minimum": given.minimum, "maximum": given.maximum}
    scale = Circumstances(n=1, step=given.step, **bounds)
    mean = scale.minimum + scale.place * scale.span if given.mean is None else given.mean
    sd = scale.noise * scale.span if given.sd is None else given.sd
    scale = Circumstances.in_points(n=1, step=given.step, mean=mean, sd=sd, **bounds)
    sys.stdout.write(of_scale(scale, given.pages, given.workers) + "\n")


if __name__ == "__main__":
    main()

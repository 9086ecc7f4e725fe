"""Does the shipped table say what the rules of today do, and what was published before?"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.false_alarms import N_PAGES, Cell, cells, run, shipped, write
from supervision_kit.analysis.chance import Circumstances, simulate
from supervision_kit.analysis.false_alarms import RATE_COLUMNS, table
from supervision_kit.analysis.monotonic_trend import mann_kendall
from supervision_kit.analysis.nonoverlap import nonoverlap
from supervision_kit.analysis.process_limits import process_limits
from supervision_kit.analysis.run_chart import run_chart

ROOT = Path(__file__).parents[2]
# Standard errors within which two finite simulations of the same thing agree.
WIDE = 4
KEYS = [column for column in RATE_COLUMNS if column not in ("able", "rate", "standard_error")]


@pytest.mark.parametrize(
    "at",
    [
        Circumstances(n=20, minimum=0, maximum=4),
        Circumstances(n=12, minimum=0, maximum=10, autocorrelation=0.3, change=0.4, form="drift"),
        Circumstances(n=15, minimum=0, maximum=10, n_dimensions=3, n_raters=2, correlation=0.5),
    ],
    ids=["unchanged", "changed", "page"],
)
def test_a_cell_drawn_again_agrees_with_the_shipped_table(at):
    (cell,) = (cell for cell in cells() if cell.at == at)
    drawn = run(cell)
    both = table().merge(drawn, on=KEYS, suffixes=("", "_again"))
    assert len(both) == (drawn["able"] > 0).sum() > 0
    error = np.hypot(both["standard_error"], both["standard_error_again"])
    # Shipped rates are rounded; one more or one fewer page is not a difference.
    slack = 1e-4 + 1 / N_PAGES
    assert ((both["rate"] - both["rate_again"]).abs() <= WIDE * error + slack).all()


# Percentages of series that signal although nothing changed: whole numbers 0 to 10, mean 5,
# standard deviation 1.5, equal spacing; by autocorrelation, at 8, 12, 20 and 40 ratings.
LENGTHS = (8, 12, 20, 40)
PUBLISHED = {
    ("last point outside", 0): (2.2, 1.4, 1.0, 0.8),
    ("last point outside", 0.3): (3.7, 3.0, 2.6, 2.1),
    ("runs and crossings", 0): (0.0, 0.7, 2.7, 5.7),
    ("runs and crossings", 0.3): (0.0, 3.0, 11.3, 30.6),
    ("Mann-Kendall", 0): (0.2, 0.6, 0.8, 0.9),
    ("Mann-Kendall", 0.3): (0.9, 2.3, 3.5, 4.5),
    ("Mann-Whitney", 0): (2.2, 3.8, 4.4, 5.0),
    ("Mann-Whitney", 0.3): (6.0, 9.8, 11.9, 13.0),
}


def is_outside(block):
    limits, last = process_limits(block.values), block.values[-1]
    return (last > limits.upper) | (last < limits.lower)


TESTS = {
    "last point outside": is_outside,
    "runs and crossings": lambda block: run_chart(block).non_random,
    "Mann-Kendall": lambda block: mann_kendall(block).p < 0.01,
    "Mann-Whitney": lambda block: nonoverlap(block, block.days[len(block.days) // 2]).p < 0.05,
}


@pytest.mark.parametrize(("name", "held"), PUBLISHED, ids=str)
def test_the_methods_fire_as_often_as_published(name, held):
    for n, percent in zip(LENGTHS, PUBLISHED[name, held], strict=True):
        at = Circumstances.in_points(
            n=n, minimum=0, maximum=10, mean=5, sd=1.5, autocorrelation=held
        )
        found = TESTS[name](simulate(at, N_PAGES, np.random.default_rng(n))).mean()
        published = percent / 100
        error = (2 * published * (1 - published) / N_PAGES) ** 0.5
        # Published to a tenth of a percent.
        assert found == pytest.approx(published, abs=WIDE * error + 0.0005)


def test_each_cell_is_there_once():
    wanted = list(cells())
    assert len(set(wanted)) == len(wanted)


def test_a_cell_has_a_seed_of_its_own():
    cell = Cell(Circumstances(n=12), ("shift",))
    assert run(cell, 300).equals(run(cell, 300))
    other = Cell(Circumstances(n=12, noise=0.14), ("shift",))
    assert not run(cell, 300)["rate"].equals(run(other, 300)["rate"])


def test_a_table_that_is_written_is_read_back(tmp_path):
    drawn = run(Cell(Circumstances(n=12, minimum=0, maximum=10), ("improving", "apart")), 50)
    write(shipped(drawn), tmp_path / "table.csv")
    header, *rows = (tmp_path / "table.csv").read_text().splitlines()
    assert header == ",".join(RATE_COLUMNS)
    assert rows == [f"11,0.5,0.15,0,0,1,0,none,0,12,improving,1,{drawn['rate'][0]:g},0"]


def run_command(*arguments):
    command = [sys.executable, "-m", "benchmarks.false_alarms", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_any_scale_has_its_own_table():
    done = run_command("--minimum", "1", "--maximum", "7", "--mean", "4", "--pages", "20")
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("100 % done\n")
    words = done.stdout.split()
    assert {"improving", "shift", "apart", "any", "–"} <= set(words)


def test_half_a_scale_is_refused():
    done = run_command("--minimum", "1")
    assert done.returncode == 2
    assert "A scale has both: --minimum and --maximum." in done.stderr

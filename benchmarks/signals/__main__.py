"""How long do all signals of a whole store take, beside one pass in C and beside pandas?

    uv run python -m benchmarks.signals [--cases 100000] [--ratings 50] [--rounds 7]

Three programs answer the same six rules for the same ratings: ours, from a block as it is made of
the store's table; C (`one_pass.c`, compiled with gcc -O3 for this run), from arrays that hold one
case after the other, which suits it best; and pandas, from a long table with groupby, for the first
of the cases only and its time scaled up. The first two take turns. All answers must be the same.
Prints medians and ratios: machines are noisy, so only the ratios of one run mean anything.
"""

import argparse
import ctypes
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.signals import by_group
from supervision_kit.analysis import rules, signals, thresholds
from supervision_kit.analysis.answer import STATES
from supervision_kit.analysis.block import Block
from supervision_kit.analysis.process_limits import LIMIT_FACTOR, SCREEN_FACTOR
from supervision_kit.analysis.run_chart import critical_values

SOURCE = Path(__file__).with_name("one_pass.c")
LOW, HIGH, STEP = 0.0, 10.0, 1.0
#: One case in so many has changed, so that slopes are asked for as often as in practice.
CHANGED = 10
RULES = ("improving", "pattern", "unusual", "stuck", "shift", "apart")
NUMBERS = (
    "improving_p",
    "change",
    "longest_run",
    "n_crossings",
    "lower",
    "upper",
    "least",
    "most",
    "nap",
    "shift_p",
    "difference",
    "apart_p",
)
#: Thresholds in the order in which C has them.
SIZES = (
    "improving_p",
    "least_share",
    "noise",
    "shift_p",
    "apart_p",
    "pattern_side",
    "unusual_steps",
)
COUNTS = (
    "improving_needs",
    "pattern_needs",
    "unusual_needs",
    "stuck_needs",
    "stuck_points",
    "shift_needs",
    "apart_needs",
)
MEGABYTE = 2**20


@dataclass(frozen=True)
class Ratings:
    """What is asked about: shape (n_points, n_series), and the day of each case's plan."""

    days: np.ndarray
    values: np.ndarray
    others: np.ndarray
    planned_on: np.ndarray


def invent(n_cases: int, n_ratings: int, seed: int) -> Ratings:
    """Draw whole numbers on irregular days; some cases move by three points."""
    chance = np.random.default_rng(seed)
    shape = (n_ratings, n_cases)
    days = np.cumsum(chance.integers(3, 15, shape), axis=0).astype(float)
    moved = np.linspace(-1.5, 1.5, n_ratings)[:, None] * (np.arange(n_cases) % CHANGED == 0)
    first, second = (
        np.clip(np.rint(chance.normal(5, 1.5, shape) + moved), LOW, HIGH) for _ in range(2)
    )
    return Ratings(days, first, second, days[n_ratings // 2].copy())


def blocks(ratings: Ratings) -> tuple[Block, Block]:
    """Return the ratings of both raters as blocks that have worked out nothing yet."""
    first, second = (
        Block.of(values, ratings.days, minimum=LOW, maximum=HIGH)
        for values in (ratings.values, ratings.others)
    )
    return first, second


def ours(given: tuple[Block, Block], planned_on: np.ndarray) -> pd.DataFrame:
    """Answer with the package."""
    first, second = given
    found = {rule.key: rule.ask(first) for rule in rules.that_read("line")}
    found["shift"] = signals.shift(first, planned_on)
    found["apart"] = signals.apart(first, second)
    numbers = [
        *(found["improving"][name] for name in ("p", "change")),
        *(found["pattern"][name] for name in ("longest_run", "n_crossings")),
        *(found[rule][name] for rule in ("unusual", "stuck") for name in ("lower", "upper")),
        *(found["shift"][name] for name in ("nap", "p")),
        *(found["apart"][name] for name in ("difference", "p")),
    ]
    states = {rule: found[rule]["state"] for rule in RULES}
    return pd.DataFrame(states | dict(zip(NUMBERS, numbers, strict=True)))


class Thresholds(ctypes.Structure):
    """The thresholds as C knows them."""

    _fields_ = (
        *((name, ctypes.c_double) for name in SIZES),
        *((name, ctypes.c_int) for name in COUNTS),
    )


class OnePass:
    """The C program, compiled into a folder; its answers as a table."""

    def __init__(self, folder: str, n_ratings: int):
        library = Path(folder, "one_pass.so")
        command = ["gcc", "-O3", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-lm"]
        subprocess.run(command, check=True)
        self.function = ctypes.CDLL(str(library)).signals
        names = [name for name, _ in Thresholds._fields_]
        self.thresholds = Thresholds(**{name: getattr(thresholds, name.upper()) for name in names})
        self.bounds = np.array([critical_values(n) for n in range(n_ratings + 1)], dtype=np.intc)

    def __call__(self, arrays: tuple[np.ndarray, ...]) -> pd.DataFrame:
        """Answer for arrays of shape (n_series, n_points), the plans' days last."""
        n_series, n_points = arrays[0].shape
        states = np.empty((n_series, len(RULES)), dtype=np.int8)
        numbers = np.empty((n_series, len(NUMBERS)))
        self.function(
            *(_address(each) for each in arrays),
            ctypes.c_long(n_series),
            ctypes.c_int(n_points),
            *map(ctypes.c_double, (HIGH - LOW, STEP, LIMIT_FACTOR, SCREEN_FACTOR)),
            ctypes.c_double(stats.t.ppf((1 + thresholds.STUCK_CONFIDENCE) / 2, n_points - 2)),
            _address(self.bounds),
            ctypes.byref(self.thresholds),
            _address(states),
            _address(numbers),
        )
        table = pd.DataFrame(numbers, columns=NUMBERS)
        return table.assign(
            **{
                rule: pd.Categorical.from_codes(column, dtype=STATES)
                for rule, column in zip(RULES, states.T, strict=True)
            }
        )


def _address(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def case_by_case(ratings: Ratings) -> tuple[np.ndarray, ...]:
    """Return the arrays as C reads them."""
    arrays = (ratings.days, ratings.values, ratings.others)
    return *(np.ascontiguousarray(each.T) for each in arrays), ratings.planned_on


def long_table(ratings: Ratings, n_cases: int) -> pd.DataFrame:
    """Return the ratings of the first cases as pandas reads them."""
    columns = {"day": ratings.days, "value": ratings.values, "other": ratings.others}
    table = pd.DataFrame({name: each[:, :n_cases].T.ravel() for name, each in columns.items()})
    return table.assign(case=np.repeat(np.arange(n_cases), len(ratings.days)))


def same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """Fail unless all states are equal and all numbers agree."""
    for rule in RULES:
        differing = first[rule].to_numpy(str) != second[rule].to_numpy(str)
        assert not differing.any(), f"{rule}: {differing.sum()} answers differ"
    numbers = (table[list(NUMBERS)].to_numpy(float) for table in (first, second))
    np.testing.assert_allclose(*numbers, rtol=1e-9, atol=1e-12)


def timed(program: Callable, *given: object) -> tuple[float, pd.DataFrame]:
    """Return the seconds a program takes, and its answers."""
    start = time.perf_counter()
    answers = program(*given)
    return time.perf_counter() - start, answers


def peak(program: Callable, *given: object) -> float:
    """Return what a program needs beside what it is given, in megabytes."""
    tracemalloc.start()
    program(*given)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE


def compare(n_cases: int, n_ratings: int, n_rounds: int, n_pandas: int, seed: int) -> None:
    """Run all three and print what came out."""
    ratings = invent(n_cases, n_ratings, seed)
    print(f"{n_cases:,} cases with {n_ratings} ratings by each of two raters; {n_rounds} rounds")
    with tempfile.TemporaryDirectory(prefix="signals-") as folder:
        in_c = OnePass(folder, n_ratings)
        arrays = case_by_case(ratings)
        spans: dict[str, list[float]] = {"ours": [], "C": []}
        answers = {}
        for turn in range(n_rounds):
            fresh = blocks(ratings)
            programs = {"ours": (ours, fresh, ratings.planned_on), "C": (in_c, arrays)}
            # Whoever runs first in a round runs second in the next.
            for name in sorted(programs, reverse=bool(turn % 2)):
                span, answers[name] = timed(*programs[name])
                spans[name].append(span)
            same(answers["ours"], answers["C"])
        memory = {"ours": peak(ours, blocks(ratings), ratings.planned_on), "C": peak(in_c, arrays)}
    part = long_table(ratings, n_pandas)
    span, grouped = timed(by_group.signals, part, ratings.planned_on, HIGH - LOW, STEP)
    same(answers["ours"].head(n_pandas), grouped)
    report(spans, memory, span * n_cases / n_pandas, n_pandas)
    print(f"the ratings themselves: {sum(each.nbytes for each in arrays) / MEGABYTE:.0f} MB")
    fired = {rule: (answers["ours"][rule] == "signal").mean() for rule in RULES}
    print("signals: " + ", ".join(f"{rule} {share:.1%}" for rule, share in fired.items()))


def report(
    spans: dict[str, list[float]], memory: dict[str, float], pandas: float, n_pandas: int
) -> None:
    """Print medians, ratios and memory."""
    medians = {name: statistics.median(each) for name, each in spans.items()}
    ratios = [mine / c for mine, c in zip(*spans.values(), strict=True)]
    print("all answers are the same")
    for name, median in medians.items():
        print(f"{name:>7}: {median:7.3f} s, {memory[name]:.0f} MB beside the ratings")
    print(f" pandas: {pandas:7.1f} s, scaled up from {n_pandas:,} cases")
    print(
        f"ours / C: {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})"
    )
    print(f"pandas / ours: {pandas / medians['ours']:.0f}")


def main() -> int:
    """Compare, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--ratings", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pandas-cases", type=int, default=1000, help="how many pandas answers")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not shutil.which("gcc"):
        print("There is no C compiler here: install gcc, then run this again.")
        return 1
    n_pandas = min(given.pandas_cases, given.cases)
    compare(given.cases, given.ratings, given.rounds, n_pandas, given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())

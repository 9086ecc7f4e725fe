"""All signals the way a notebook would have them: long table, groupby, one function a series."""

import numpy as np
import pandas as pd
from scipy import stats

from supervision_kit.analysis import thresholds as t
from supervision_kit.analysis.process_limits import LIMIT_FACTOR, SCREEN_FACTOR
from supervision_kit.analysis.run_chart import RUN_ALLOWANCE


def signals(table: pd.DataFrame, planned_on: np.ndarray, scale: float, step: float) -> pd.DataFrame:
    """Answer every rule for a table of `case`, `day`, `value`, `other`: one row a case."""
    fifth = (t.LEAST_SHARE - t.NOISE) * scale
    plans = dict(enumerate(planned_on))
    rows = {
        case: {
            **improving(series, fifth),
            **pattern(series["value"]),
            **unusual(series["value"], t.NOISE * scale, step),
            **stuck(series, fifth, scale / step + 1),
            **shift(series, plans[case]),
            **apart(series, fifth),
        }
        for case, series in table.groupby("case")
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def state(enough: bool, fired: bool) -> str:
    return ("signal" if fired else "no_signal") if enough else "too_few"


def improving(series: pd.DataFrame, fifth: float) -> dict:
    values, n = series["value"].to_numpy(), len(series)
    steps = np.sign(values - values[:, None])
    s = np.triu(steps).sum()
    ties = series["value"].value_counts()
    variance = n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()
    p = 2 * stats.norm.sf(abs(s - np.sign(s)) / np.sqrt(variance / 18)) if variance else 1.0
    change = np.nan
    if n >= t.IMPROVING_NEEDS and p < t.IMPROVING_P:
        change = stats.linregress(series["day"], values).slope * np.ptp(series["day"])
    answer = state(n >= t.IMPROVING_NEEDS, abs(change) >= fifth)
    return {"improving": answer, "improving_p": p, "change": change}


def pattern(values: pd.Series) -> dict:
    useful = values[values != values.median()] > values.median()
    n = len(useful)
    runs = (useful != useful.shift()).cumsum()
    longest, crossings = runs.value_counts().max() if n else 0, runs.nunique() - 1 if n else 0
    fired = n > 0 and (
        longest > round(np.log2(n)) + RUN_ALLOWANCE or crossings < stats.binom.ppf(0.05, n - 1, 0.5)
    )
    two_sided = min(useful.sum(), n - useful.sum()) >= n * t.PATTERN_SIDE
    answer = state(n >= t.PATTERN_NEEDS and two_sided, fired)
    return {"pattern": answer, "longest_run": longest, "n_crossings": crossings}


def unusual(values: pd.Series, noise: float, step: float) -> dict:
    ranges = values.diff().abs()
    kept = ranges[ranges <= SCREEN_FACTOR * ranges.mean()]
    lower = values.mean() - LIMIT_FACTOR * kept.mean()
    upper = values.mean() + LIMIT_FACTOR * kept.mean()
    last = values.iloc[-1]
    outside = last > upper + noise or last < lower - noise
    fired = outside and abs(last - values.mean()) >= t.UNUSUAL_STEPS * step - noise
    return {"unusual": state(len(values) >= t.UNUSUAL_NEEDS, fired), "lower": lower, "upper": upper}


def stuck(series: pd.DataFrame, fifth: float, n_points: float) -> dict:
    line = stats.linregress(series["day"], series["value"])
    student = stats.t.ppf((1 + t.STUCK_CONFIDENCE) / 2, len(series) - 2)
    span = np.ptp(series["day"])
    ends = [(line.slope + side * student * line.stderr) * span for side in (-1, 1)]
    fired = max(map(abs, ends)) < fifth and n_points >= t.STUCK_POINTS
    answer = state(len(series) >= t.STUCK_NEEDS, fired)
    return {"stuck": answer, "least": ends[0], "most": ends[1]}


def shift(series: pd.DataFrame, planned_on: float) -> dict:
    later = series["day"] >= planned_on
    before, after = series.loc[~later, "value"], series.loc[later, "value"]
    nap = p = np.nan
    if len(before) and len(after):
        test = stats.mannwhitneyu(after, before, method="asymptotic")
        nap, p = test.statistic / (len(before) * len(after)), test.pvalue
    enough = min(len(before), len(after)) >= t.SHIFT_NEEDS
    return {"shift": state(enough, p < t.SHIFT_P), "nap": nap, "shift_p": p}


def apart(series: pd.DataFrame, fifth: float) -> dict:
    differences = series["value"] - series["other"]
    n_higher, n_lower = (differences > 0).sum(), (differences < 0).sum()
    p = stats.binomtest(n_higher, n_higher + n_lower).pvalue if n_higher + n_lower else 1.0
    difference = differences.median()
    answer = state(len(series) >= t.APART_NEEDS, abs(difference) >= fifth and p < t.APART_P)
    return {"apart": answer, "difference": difference, "apart_p": p}

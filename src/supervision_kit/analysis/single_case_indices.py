"""Which figures do journals ask for when one case is compared before and after a date?

For export only: none of them is shown as a verdict. They take the ratings of one series before and
after the date, in order of time; what is missing has been left out.

References
----------
Scruggs, T. E., Mastropieri, M. A. & Casto, G. (1987): The quantitative synthesis of single-subject
research. Remedial and Special Education 8(2), 24–33. [PND]
Ma, H.-H. (2006): An alternative method for quantitative synthesis of single-subject researches.
Behavior Modification 30, 598–617. [PEM]
Jacobson, N. S. & Truax, P. (1991): Clinical significance: A statistical approach to defining
meaningful change in psychotherapy research. Journal of Consulting and Clinical Psychology 59,
12–19. [RCI]
"""

from math import comb, sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.nonoverlap import nonoverlap
from supervision_kit.analysis.tau_u import TAU_FORMS, baseline_corrected_tau, ratio, tau_u

FEWEST_BEFORE = 3
FEWEST_AFTER = 2


class AllPairs(NamedTuple):
    """NAP from 0 to 1; all pairs, those better after and those tied; p of "better after"."""

    nap: float
    n_pairs: int
    n_better: int
    n_ties: int
    p: float


class BeyondMedian(NamedTuple):
    """PEM from 0 to 1; ratings after, those better than the median before, and p of so many."""

    pem: float
    n_after: int
    n_better: int
    p: float


class ReliableChange(NamedTuple):
    """RCI, and the standard errors it rests on in scale points."""

    rci: float
    error_before: float
    error_after: float
    error_of_difference: float


def nap(before: Any, after: Any, better: str = "higher") -> AllPairs:
    """Return the share of pairs that are better after, ties counting one half (NAP).

    Parameters
    ----------
    before, after : array_like
        Ratings of one series, at least one each.
    better : {"higher", "lower"}
        Which way is good news.

    Returns
    -------
    AllPairs
        `p` is one-sided, from the Mann-Whitney test with the corrections for ties and for
        continuity; 1 if all ratings are equal.
    """
    from scipy.stats import mannwhitneyu  # a second to import; a page never needs it

    early, late = _higher_is_better(better, before, after)
    values = np.concatenate([early, late])
    found = nonoverlap(Block.of(values, minimum=np.nan, maximum=np.nan), len(early))
    p = 1.0
    if np.ptp(values) > 0:
        p = float(mannwhitneyu(late, early, alternative="greater", method="asymptotic").pvalue)
    n_better, n_ties = int(found.rises[0]), int(found.ties[0])
    return AllPairs(float(found.nap[0]), len(early) * len(late), n_better, n_ties, p)


def pnd(before: Any, after: Any, better: str = "higher") -> float:
    """Return the share of ratings after that are better than the best before (PND).

    Parameters are those of `nap`.
    """
    early, late = _higher_is_better(better, before, after)
    return float(np.mean(late > early.max()))


def pem(before: Any, after: Any, better: str = "higher", *, tie: float = 0.5) -> BeyondMedian:
    """Return the share of ratings after that are better than the median before (PEM).

    Parameters
    ----------
    before, after, better
        As for `nap`.
    tie : float
        What a rating on the median counts: one half, or 0 as in some packages.

    Returns
    -------
    BeyondMedian
        `p` is one-sided: the chance of as many better ones if each were as likely as not.
    """
    early, late = _higher_is_better(better, before, after)
    n, n_better = len(late), int(np.sum(late > np.median(early)))
    n_ties = int(np.sum(late == np.median(early)))
    p = sum(comb(n, k) for k in range(n_better, n + 1)) / 2**n
    return BeyondMedian((n_better + tie * n_ties) / n, n, n_better, p)


def reliable_change(before: Any, after: Any, reliability: float) -> ReliableChange:
    """Return the change of the mean in standard errors of a difference (RCI).

    Parameters
    ----------
    before, after : array_like
        Ratings of one series, at least two each.
    reliability : float
        Of the scale, 0 to 1, from a study of it. No scale that comes with this package has one.

    Returns
    -------
    ReliableChange
        A standard error of measurement (SEM) is the standard deviation × √(1 − reliability), that
        of a difference √2 × the SEM before. NaN if nothing varied before.
    """
    errors = [float(np.std(each, ddof=1)) * sqrt(1 - reliability) for each in (before, after)]
    of_difference = sqrt(2) * errors[0]
    change = float(np.mean(after) - np.mean(before))
    return ReliableChange(ratio(change, of_difference), errors[0], errors[1], of_difference)


def single_case_indices(block: Block, on: Any) -> pd.DataFrame:
    """Return all indices that need no study of the scale, a series a row.

    Parameters
    ----------
    block : Block
        The series.
    on : array_like
        The day from which a rating counts as after, as in `Block.since`.

    Returns
    -------
    DataFrame
        `n_before`, `n_after`; `nap`, `pnd`, `pem` from 0 to 1 toward the better end (where neither
        is, toward the upper one); "A against B less the trend in A" as `tau_u_…` in each of the
        forms of Tau-U, and `baseline_corrected_tau` (tau-b): of a rise. NaN for series with fewer
        than `FEWEST_BEFORE` ratings before or `FEWEST_AFTER` after.
    """
    before, after = block.before(on), block.since(on)
    rows = [_indices(before, after, column) for column in range(block.n_series)]
    return pd.DataFrame(rows, columns=["n_before", "n_after", *_names()]).astype(
        {"n_before": int, "n_after": int}
    )


def _names() -> list[str]:
    forms = [f"tau_u_{form}" for form in TAU_FORMS]
    return ["nap", "pnd", "pem", *forms, "baseline_corrected_tau"]


def _indices(before: Block, after: Block, column: int) -> list[float]:
    n = [int(part.n[column]) for part in (before, after)]
    if n[0] < FEWEST_BEFORE or n[1] < FEWEST_AFTER:
        return [*n, *(np.nan for _ in _names())]
    parts = list(zip((before, after), n, strict=True))
    early, late = (part.values[:count, column] for part, count in parts)
    days = [part.days[:count, column] for part, count in parts]
    better = str(before.better[column])
    forms = [tau_u(early, late, form).loc["between_minus_before", "tau"] for form in TAU_FORMS]
    corrected = baseline_corrected_tau(early, late, *days).corrected.tau
    indices = (nap(early, late, better).nap, pnd(early, late, better), pem(early, late, better).pem)
    return [*n, *indices, *forms, corrected]


def _higher_is_better(better: str, *series: Any) -> list[np.ndarray]:
    sign = -1.0 if better == "lower" else 1.0
    return [sign * np.asarray(each, dtype=float) for each in series]

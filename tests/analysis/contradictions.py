"""Which sentences may not stand on one page, and which pairs of them do?

A sentence is known by the key of its text and by what it is about. The table below is all there is:
a new kind of sentence gets its lines here.
"""

from itertools import product
from typing import NamedTuple

from supervision_kit.analysis.lead import lead_claims
from supervision_kit.analysis.lines import lines

BETTER = ("up better", "down better", "higher better", "lower better", "others better")
WORSE = ("up worse", "down worse", "higher worse", "lower worse")
TREND = {way: f"improving {way}" for way in ("better", "worse", "neither")}
SHIFT = {way: f"shift {way}" for way in ("better", "worse", "neither")}
MOVES = (*TREND.values(), *SHIFT.values())
MOVED = (*BETTER, *WORSE, "up neither", "down neither")
UNUSUAL = ("unusual better", "unusual worse", "unusual neither")
STANDS_OUT = (*UNUSUAL, "pattern neither")

# Pairs of kinds, by what both must be about for one to deny the other.
SAME_LINE = [
    *product(BETTER, (TREND["worse"], SHIFT["worse"])),
    *product(WORSE, (TREND["better"], SHIFT["better"])),
    *product(BETTER, WORSE),
    *product((*MOVED, *MOVES), ("stuck neither",)),
    *product(("still", "n_still"), (*MOVED, *MOVES, *STANDS_OUT)),
    *product(("pattern neither",), ("stuck neither",)),
    (TREND["better"], SHIFT["worse"]),
    (TREND["worse"], SHIFT["better"]),
    ("client_higher", "client_lower"),
    ("client_higher", "apart first"),
    ("client_lower", "apart second"),
    ("apart first", "apart second"),
]
SAME_PAGE = [
    *product(("calm",), (*MOVED, *MOVES, *STANDS_OUT, "still", "n_still")),
    *product(("few",), (*MOVED, *MOVES, *STANDS_OUT, "still", "n_still", "stuck neither")),
]


class Said(NamedTuple):
    """One sentence: the key of its text with its direction, and the lines it is about."""

    kind: str
    about: frozenset


def said_on_page(table, signals, plan_dates):
    """Everything lead and questions of a case say; signals as ``case_signals`` returned them."""
    claims = lead_claims(lines(table), plan_dates)
    found = [
        Said(f"{claim.key} {claim.news}".strip(), frozenset(map(_key, claim.about)))
        for claim in claims
    ]
    rows = signals[signals["standing"].isin(["signal", "dismissed"])]
    names = ["rule", "toward", "scale", "dimension", "rater"]
    for rule, toward, *key in rows[names].itertuples(index=False, name=None):
        found.append(Said(f"{rule} {toward}", frozenset([tuple(key)])))
    return found


def _key(line):
    return line.scale, line.dimension, line.series


def contradictions(said):
    """The pairs of what is said that may not stand together."""
    return [
        (one, other)
        for one in said
        for other in said
        if (one.kind, other.kind) in _ON_PAGE
        or ((one.kind, other.kind) in _ON_LINE and one.about & other.about)
    ]


_ON_LINE, _ON_PAGE = frozenset(SAME_LINE), frozenset(SAME_PAGE)

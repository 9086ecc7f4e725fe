"""Do the numbers on the page about signals stand in the shipped table, and are they the rules'?"""

import re
from pathlib import Path

import pytest

from supervision_kit.analysis import thresholds
from supervision_kit.analysis.description import in_figures
from supervision_kit.analysis.false_alarms import table

PAGE = (Path(__file__).parent.parent / "docs" / "signals.md").read_text()
LENGTHS = (8, 12, 20, 40)
HELD = (0.0, 0.3)
ALARMS = ("improving", "shift", "unusual", "pattern", "apart", "any")
USUAL = {"n_points": 5, "place": 0.5, "noise": 0.15, "irregular": 0}
# Where the page says a number, the thresholds behind it.
RULES = {
    "improving": ("IMPROVING_NEEDS", "IMPROVING_P"),
    "shift": ("SHIFT_NEEDS", "SHIFT_P"),
    "unusual": ("UNUSUAL_NEEDS", "UNUSUAL_STEPS", "TRIAL_BELOW"),
    "apart": ("APART_NEEDS", "APART_P"),
    "stuck": ("STUCK_NEEDS", "STUCK_POINTS"),
    "pattern": ("PATTERN_NEEDS",),
    "positives to challenges": ("COMMENTS_NEEDS", "COMMENTS_SHARE"),
}


def rows(heading):
    """The rows of the table under a heading: the first cell, and the others."""
    under = PAGE.split(f"### {heading}\n")[1].split("\n#")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in under.splitlines()
        if line.startswith("|")
    ]
    return {first: others for first, *others in cells[2:]}


def shipped(rule, *, n_series, correlation=0.0, form="none", change=0.0):
    """The cells of one row of the page, read from the shipped table."""
    wanted = {**USUAL, "rule": rule, "n_series": n_series, "correlation": correlation}
    found = table()
    for column, value in {**wanted, "form": form, "change": change}.items():
        found = found[found[column] == value]
    shares = {(row.autocorrelation, row.n): row.rate for row in found.itertuples()}
    cells = [shares.get((held, n)) for held in HELD for n in LENGTHS]
    return ["–" if share is None else f"{100 * share:.1f}" for share in cells]


@pytest.mark.parametrize("rule", ALARMS)
def test_the_page_prints_the_shipped_rates_of_one_line(rule):
    expected = shipped(rule, n_series=2 if rule == "apart" else 1)
    assert rows("One line")[rule] == expected


@pytest.mark.parametrize("rule", ALARMS)
def test_the_page_prints_the_shipped_rates_of_a_page_of_six(rule):
    assert rows("A page of six lines")[rule] == shipped(rule, n_series=6, correlation=0.3)


def test_the_page_prints_how_often_hardly_moved_is_said_of_a_drift():
    expected = shipped("stuck", n_series=1, form="drift", change=0.2)
    assert rows("One line")["stuck"] == expected


@pytest.mark.parametrize(("rule", "names"), RULES.items(), ids=list(RULES))
def test_the_page_states_the_thresholds_of_the_rules(rule, names):
    (line,) = re.findall(rf"^\| {rule} \|.*$", PAGE.split("## False alarms")[0], re.M)
    for name in names:
        assert re.search(rf"(?<![\d.]){in_figures(getattr(thresholds, name))}(?![\d.]\d)", line)

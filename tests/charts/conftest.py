"""Tables to draw, written out as literals, and ways to ask a chart what it shows."""

import pandas as pd
import pytest

from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.trajectory import plot_trajectory
from supervision_kit.frameworks import load_framework

COLUMNS = ["rated_on", "scale", "dimension", "rater", "value", "not_rated"]


class Chart:
    """What a trajectory chart shows, asked of its Axes."""

    def __init__(self, ax):
        self.ax = ax
        self.figure = ax.figure

    @property
    def texts(self):
        """The texts on the picture, in the order in which they were written."""
        return [text.get_text() for text in self.ax.texts]

    def text(self, words):
        """The one text that says `words`."""
        (found,) = [text for text in self.ax.texts if text.get_text() == words]
        return found

    def artist(self, label):
        """The one line or set of marks with this label."""
        (found,) = [line for line in self.ax.lines if line.get_label() == label]
        return found

    def labels(self):
        """The labels of all lines and sets of marks."""
        return {line.get_label() for line in self.ax.lines}

    def places(self, label):
        """The (day, height) of the points of a line, NaN as None."""
        xy = self.artist(label).get_xydata().tolist()
        return [None if x != x else (x, y) for x, y in xy]

    def stretches(self, label):
        """The unbroken stretches of a line, each a list of (day, height)."""
        found = [[]]
        for place in self.places(label):
            if place is None:
                found.append([])
            else:
                found[-1].append(place)
        return found

    def boxes(self):
        """The bounding boxes of all texts, in points."""
        self.figure.draw_without_rendering()
        return {
            (text.get_text(), n): text.get_window_extent() for n, text in enumerate(self.ax.texts)
        }

    def overlaps(self):
        """The pairs of texts that touch each other."""
        boxes = list(self.boxes().items())
        return [
            (first, second)
            for n, (first, one) in enumerate(boxes)
            for second, other in boxes[n + 1 :]
            if one.shrunk(0.96, 0.7).overlaps(other.shrunk(0.96, 0.7)) and one.width and other.width
        ]

    def outside(self):
        """The texts that leave the picture."""
        width, height = self.figure.get_size_inches() * 72
        return [
            words
            for (words, _), box in self.boxes().items()
            if box.x0 < -0.5 or box.x1 > width + 0.5 or box.y0 < -0.5 or box.y1 > height + 0.5
        ]


@pytest.fixture(scope="session")
def dimensions():
    return load_framework().dimensions()


@pytest.fixture(scope="session")
def table(dimensions):
    """Return a function that makes a trajectory of (day, dimension, rater, value, why) rows."""

    def make(*rows, dimensions=dimensions):
        scales = dict(zip(dimensions["dimension"], dimensions["scale"], strict=True))
        full = [
            (pd.Timestamp(on), scales[name], name, who, *rest, *(None,) * (2 - len(rest)))
            for on, name, who, *rest in rows
        ]
        ratings = pd.DataFrame(full, columns=COLUMNS)
        return trajectory(ratings.astype({"rated_on": "datetime64[us]"}), dimensions)

    return make


@pytest.fixture(scope="session")
def shared(dimensions):
    """Return a function that makes a trajectory of some people who rate as the client."""

    def make(*people, names=("investment", "expectancy"), n_days=4, with_worker=True):
        scales = dict(zip(dimensions["dimension"], dimensions["scale"], strict=True))
        rows = []
        for turn, who in enumerate([*([None] if with_worker else []), *people]):
            for name in names:
                for n in range(n_days):
                    on = pd.Timestamp("2026-02-09") + pd.Timedelta(days=14 * n + turn)
                    rater, value = "client" if who else "worker", (n + turn) % 5 + 1
                    rows.append((on, scales[name], name, rater, value, None, who))
        ratings = pd.DataFrame(rows, columns=[*COLUMNS, "participant_id"])
        participants = pd.DataFrame({"id": people, "called": people})
        return trajectory(ratings, dimensions, participants=participants)

    return make


@pytest.fixture(scope="session")
def draw():
    """Return a function that draws a trajectory and hands back what it shows."""

    def make(table, **around):
        return Chart(plot_trajectory(table, **around))

    return make


@pytest.fixture(scope="session")
def full(table):
    """A case with everything: three raters, four lanes, gaps, not rated."""
    days = pd.date_range("2026-02-09", "2026-10-13", periods=12).normalize()
    rows = []
    for name in ("investment", "expectancy", "working_relationship", "mistrust"):
        for n, day in enumerate(days):
            rows.append((day, name, "worker", n % 5 + 1) if n != 5 else (day, name, "worker", None))
            if n % 3 == 0:
                rows += [(day, name, "client", n % 4 + 1), (day, name, "supervisor", 3)]
    rows += [(day, "stage_of_change", "worker", n % 6 + 1) for n, day in enumerate(days)]
    rows += [(day, "told_straight", "client", n % 3 + 1) for n, day in enumerate(days)]
    return table(*rows)


@pytest.fixture(scope="session")
def around():
    """Contacts, events and a plan that go with `full`."""
    days = pd.date_range("2026-02-09", "2026-10-13", periods=20).normalize()
    kinds = ["attended", "attended", "did_not_attend", "attended", "cancelled_by_us"]
    return {
        "contacts": pd.DataFrame({"occurred_on": days, "attendance": kinds * 4}),
        "events": pd.DataFrame(
            {
                "on": pd.to_datetime(["2026-04-06", "2026-02-09", "2026-04-06", "2026-08-20"]),
                "label": ["Missed appointment", "Order made", "Apology", "New worker"],
            }
        ),
        "plan_dates": pd.DataFrame({"agreed_on": pd.to_datetime(["2026-05-12"])}),
    }

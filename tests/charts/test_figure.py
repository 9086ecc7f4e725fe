import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from supervision_kit.charts.figure import figure_html

VOID = {"path", "use", "br"}


class Page(HTMLParser):
    """Every element of a page with its attributes, and the text of each kind of element."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words, self.open = [], {}, []
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.words.setdefault(self.open[-1], []).append(data)

    def all(self, tag):
        """Return the attributes of every such element."""
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def html(full, around):
    return figure_html(full, code="K-7F3Q", **around)


def test_it_is_a_figure_that_says_which_case(html):
    assert Page(html).all("figure") == [{"data-chart": "trajectory", "data-case": "K-7F3Q"}]


def test_it_holds_a_wide_and_a_narrow_picture(html):
    page = Page(html)
    assert [svg["width"] for svg in page.all("svg")] == ["760", "368"]
    assert {"only-wide", "only-narrow"} <= {div.get("class") for div in page.all("div")}
    assert page.words["title"] == ["How case K-7F3Q has gone"] * 2
    assert page.words["desc"][0].startswith("Rated 12 times since February")


def test_two_figures_on_one_page_share_no_id(html, full, around):
    again = figure_html(full, code="K-7F3Q", salt="live", **around)
    other = figure_html(full, code="K-2A", **around)
    ids = re.findall(r' id="([^"]+)"', html + again + other)
    assert len(ids) == len(set(ids))


def test_the_words_below_name_what_is_there(html):
    (words,) = Page(html).words["figcaption"]
    assert words == (
        "Worker’s ratings solid with dots, client’s dashed with open squares, supervisor’s dotted "
        "with open triangles. × not rated; the table gives the reason. A line is broken where "
        "nobody rated for a while. The shaded part is the time since the plan was agreed. Each "
        "stroke is a contact, ○ one the person did not attend, ◇ one that was cancelled."
    )


def attended(*kinds):
    days = pd.date_range("2026-03-01", periods=len(kinds))
    return pd.DataFrame({"occurred_on": days, "attendance": kinds})


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["attended"], "Each stroke is a contact."),
        (["did_not_attend"], "Each stroke is a contact, ○ one the person did not attend."),
        (["cancelled_by_them"], "Each stroke is a contact, ◇ one that was cancelled."),
    ],
)
def test_the_words_below_leave_out_what_is_not_there(table, kinds, words):
    only = table(("2026-03-01", "investment", "client", 3))
    page = Page(figure_html(only, contacts=attended(*kinds)))
    assert page.words["figcaption"] == [f"Client’s ratings dashed with open squares. {words}"]


def test_the_table_stands_under_the_picture(html):
    assert Page(html).words["summary"][0] == "Read as a table"


def test_without_anything_a_sentence_says_so(table):
    page = Page(figure_html(table()))
    assert page.all("figcaption") == page.all("details") == []
    assert page.words["title"] == ["How the case has gone"] * 2
    assert "No ratings yet. The first one starts the lines here." in page.words["text"]


def test_without_ratings_events_are_still_told(table, around):
    page = Page(figure_html(table(), events=around["events"]))
    assert "No ratings yet." in page.words["p"]
    assert "Order made" in page.words["td"]


def test_everything_people_typed_is_escaped(table, dimensions):
    evil = "<script>alert(1)</script>\"'&</svg></figure>"
    own = dimensions.head(1).assign(name=evil, scale_name=evil, good_news=evil, better="lower")
    drawn = table(("2026-03-01", "receptivity_help", "worker", 3), dimensions=own)
    drawn = drawn.assign(evidence=evil, not_rated_note=evil)
    missed = table(("2026-03-02", "receptivity_help", "client", None, "x"), dimensions=own)
    missed = missed.assign(reason=evil, not_rated_note=evil)
    html = figure_html(
        pd.concat([drawn, missed], ignore_index=True),
        code=evil,
        events=pd.DataFrame({"on": pd.to_datetime(["2026-03-01"]), "label": [evil]}),
    )
    assert "<script" not in html
    page = Page(html)
    assert page.all("figure") == [{"data-chart": "trajectory", "data-case": evil}]
    assert "script" not in {tag for tag, _ in page.elements}
    assert evil in page.words["td"]
    assert evil in page.words["span"]


def test_the_same_case_gives_the_same_page(html, full, around):
    assert figure_html(full, code="K-7F3Q", **around) == html

import re
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest

from supervision_kit.charts.figure import figure_html

VOID = {"path", "use", "br", "rect"}


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


def test_every_picture_is_there_wide_and_narrow(html):
    page = Page(html)
    assert [svg["width"] for svg in page.all("svg")] == ["700", "368"] * 4
    assert {"only-wide", "only-narrow"} <= {div.get("class") for div in page.all("div")}
    assert page.words["title"].count("How case K-7F3Q has gone") == 2
    assert "Rated 12 times since February" in page.words["desc"][0]


def test_other_scales_are_folded_away_with_their_last_values(html):
    page = Page(html)
    groups = [d for d in page.all("details") if d.get("class") == "chart-group"]
    assert [group["data-group"] for group in groups] == ["challenges", "stage", "client_view"]
    assert not any("open" in group for group in groups)
    names = ["Challenges", "Stage of change", "The person's own view"]
    assert [word for word in page.words["span"] if word in names] == names
    challenges = "mistrust worker 2, client 2 (Aug), supervisor 3 (Aug), lower is easier"
    assert challenges in page.words["span"]
    assert "being told straight 3" in page.words["span"]


def test_a_last_value_of_long_ago_says_when(table):
    html = figure_html(
        table(
            ("2026-01-05", "mistrust", "worker", 4),
            ("2026-01-05", "investment", "worker", 2),
            ("2026-06-30", "investment", "worker", 3),
        )
    )
    assert "mistrust 4 (Jan), lower is easier" in Page(html).words["span"]


def test_what_nobody_rated_says_so(table):
    html = figure_html(
        table(("2026-01-05", "mistrust", "worker", None), ("2026-01-05", "investment", "worker", 2))
    )
    assert "not rated" in Page(html).words["span"]


def test_every_picture_tells_what_is_on_it_and_nothing_else(html):
    told = Page(html).words["desc"]
    assert ["Mistrust, worker" in words for words in told] == [False] * 2 + [True] * 2 + [False] * 4
    assert ["Expectancy, worker" in words for words in told] == [True] * 2 + [False] * 6


def test_without_engagement_the_first_scale_is_shown(table):
    rows = [("2026-03-01", name, "worker", 3) for name in ("mistrust", "motivation")]
    page = Page(figure_html(table(*rows)))
    assert [d["data-group"] for d in page.all("details") if "data-group" in d] == ["motivation"]


def test_a_day_lies_at_the_same_place_in_every_picture(html):
    months = [
        re.findall(r'x="([\d.]+)"[^>]*>([A-Z][a-z][a-z])</text>', picture)
        for picture in html.split("<svg")[1::2]
    ]
    assert len(months) == 4
    assert all(same == months[0] for same in months[1:])


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
        "there was no rating for a while. The shaded part is the time since the plan was agreed. "
        "Each stroke is a contact, ○ one the person did not attend, ◇ one that was cancelled."
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
    assert "Read as a table" in Page(html).words["summary"]


LONG = "He would not let anybody in before the hearing; his sister would be asked first. " * 3


def test_what_happened_is_listed_in_full_newest_first(table):
    on = pd.to_datetime(["2026-04-06", "2026-08-20"])
    events = pd.DataFrame({"on": on, "label": [LONG, "New worker"]})
    page = Page(figure_html(table(("2026-03-01", "investment", "worker", 3)), events=events))
    assert [words.strip() for words in page.words["li"]] == ["New worker", LONG.strip()]
    assert [time["datetime"] for time in page.all("time")][-2:] == ["2026-08-20", "2026-04-06"]


def test_every_label_leads_to_its_entry_and_is_named_in_full(html):
    page = Page(html)
    entries = [entry["id"] for entry in page.all("li")]
    links = [link for link in page.all("a") if link.get("class") == "chart-flag"]
    assert len(links) == 2 * len(entries) == 10
    assert {link["href"] for link in links} == {f"#{entry}" for entry in entries}
    assert "20 August 2026: New worker" in {link["aria-label"] for link in links}
    assert "20 August 2026: New worker" in page.words["title"]


def test_a_picture_with_links_is_no_image_that_hides_them(html):
    first, *others = [svg["role"] for svg in Page(html).all("svg")][::2]
    assert first == "group"
    assert set(others) == {"img"}
    images = [g for g in Page(html).all("g") if g.get("role") == "img"]
    assert all(len(image["aria-labelledby"].split()) == 2 for image in images)
    assert len(images) == 2


def test_what_is_older_than_a_day_is_said_to_be_paler(table):
    rows = [("2026-03-01", "investment", "worker", 3), ("2026-09-01", "investment", "worker", 4)]
    page = Page(figure_html(table(*rows), since=date(2026, 6, 4)))
    assert "What is older than 4 June 2026 is paler." in page.words["figcaption"][0]
    assert "since 4 Jun" in page.words["text"]
    nothing_older = Page(figure_html(table(*rows), since=date(2026, 1, 4)))
    assert "paler" not in nothing_older.words["figcaption"][0]
    assert "since 4 Jan" not in nothing_older.words["text"]


def test_without_anything_a_sentence_says_so(table):
    page = Page(figure_html(table()))
    assert page.all("figcaption") == page.all("details") == []
    assert page.words["title"] == ["How the case has gone"] * 2
    assert "No ratings yet. The first one starts the lines here." in page.words["text"]


def test_without_ratings_events_are_still_told(table, around):
    page = Page(figure_html(table(), events=around["events"]))
    assert "No ratings yet. The first one starts the lines here." in page.words["text"]
    assert any("Order made" in words for words in page.words["li"])


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
    assert evil in page.words["span"]
    assert any(evil in words for words in page.words["li"])


def test_the_same_case_gives_the_same_page(html, full, around):
    assert figure_html(full, code="K-7F3Q", **around) == html

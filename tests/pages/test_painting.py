"""Does one list of pieces become the same page as HTML and as widgets?"""

import re

import ipywidgets as widgets
import pytest
from traitlets import TraitError

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.pages.painting import Painter, as_html
from supervision_kit.pages.pieces import (
    Box,
    Button,
    Chooser,
    Finder,
    Live,
    NumberPicker,
    Words,
    every,
)

TYPED = "<b>it's</b>"


class Told:
    """Keeps what a page would say."""

    def __init__(self):
        self.sentences = []

    def show_problem(self, sentence):
        self.sentences.append(sentence)


@pytest.fixture
def page():
    return Told()


@pytest.fixture
def painter(page):
    return Painter(page)


@pytest.fixture
def did():
    """What was done, in order."""
    return []


def pieces(did, *, label="Press"):
    """One piece of every kind, in and out of groups."""
    return [
        Words("above", "<h1>Head</h1>"),
        Box(
            "row",
            [
                Button("press", label, lambda: did.append("pressed"), title=TYPED),
                Chooser("pick", "Pick", [("One", 1), (TYPED, 2)], 1, did.append),
            ],
            look="side-by-side",
        ),
        NumberPicker("many", "How many", 3, 1, 9, did.append),
        Finder("seek", "Seek", "Open", ["K-1", TYPED], "case", did.append),
        Live("form", widgets.Text(), "<p>Wait.</p>"),
    ]


def test_every_kind_of_piece_is_painted_both_ways(painter, did):
    shown = pieces(did)
    assert {type(each) for each in every(shown)} == {
        Words, Button, Chooser, NumberPicker, Finder, Live, Box
    }  # fmt: skip
    html, live = as_html(shown), painter.paint(shown)
    assert len(live) == len(shown)
    for piece in every(shown):
        assert piece.name in html
        assert painter.find(piece.name).comm is not None


def test_what_people_typed_is_text_wherever_a_piece_shows_it(did):
    html = as_html(pieces(did))
    assert TYPED not in html
    assert html.count("&lt;b&gt;it&#39;s&lt;/b&gt;") == 2  # the button's title, what can be found


def test_a_press_before_the_page_is_live_leads_to_the_live_button(painter, did):
    shown = pieces(did)
    (selector,) = re.findall(r'data-awaits-live="\.([^"]+)"', as_html(shown))
    painter.paint(shown)
    assert selector in painter.find("press")._dom_classes


def test_each_piece_does_what_it_is_for(painter, did):
    painter.paint(pieces(did))
    painter.find("press").click()
    painter.find("pick").value = 2
    painter.find("many").value = 5
    painter.find("seek").find("K-1")
    assert did == ["pressed", 2, 5, "K-1"]


def test_painting_is_not_taken_for_the_readers_choice(painter, did):
    painter.paint(pieces(did))
    painter.paint([Chooser("pick", "Pick", [("Two", 2)], 2, did.append)])
    assert did == []


def test_painted_anew_a_piece_keeps_its_widget_and_does_what_it_is_for_now(painter, did):
    before = {name: None for name in ("above", "row", "press", "pick", "many", "seek")}
    painter.paint(pieces(did))
    for name in before:
        before[name] = painter.find(name)
    later = []
    painter.paint(pieces(later, label="Press again"))
    assert {name: painter.find(name) for name in before} == before
    painter.find("press").click()
    assert painter.find("press").description == "Press again"
    assert (did, later) == ([], ["pressed"])


def test_a_piece_that_is_gone_is_let_go_of_with_how_it_looked(painter, did):
    painter.paint(pieces(did))
    gone = painter.find("press")
    painter.paint([])
    assert gone.comm is None
    assert gone.layout.comm is None
    assert gone.style.comm is None
    with pytest.raises(KeyError):
        painter.find("press")


def test_a_widget_of_the_pages_own_is_left_to_the_page(painter, did):
    shown = pieces(did)
    painter.paint(shown)
    painter.paint([])
    assert shown[-1].widget.comm is not None


def test_another_form_takes_the_place_of_the_first(painter):
    first, second = widgets.Text(), widgets.Text()
    painter.paint([Live("form", first)])
    assert painter.paint([Live("form", second)]) == (second,)
    assert painter.paint([Live("form", second)]) == (second,)


def test_a_number_beyond_its_bounds_is_held_to_them(painter, did):
    painter.paint(pieces(did))
    many = painter.find("many")
    many.max = 10**6  # as a browser can say it
    many.value = 10**6
    assert did == [9]


def test_two_pieces_of_one_name_are_refused(painter):
    with pytest.raises(ValueError, match="one name"):
        painter.paint([Words("same", ""), Box("row", [Words("same", "")])])


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(StoreError("The disk is full."), "The disk is full."), (RuntimeError("secret"), None)],
)
def test_what_goes_wrong_is_told_by_the_page_without_a_traceback(painter, page, error, sentence):
    def fail():
        raise error

    painter.paint([Button("press", "Press", fail)])
    painter.find("press").click()
    assert page.sentences == [sentence or say("form.unexpected")]


def test_what_could_not_be_painted_once_is_painted_the_next_time(painter):
    """As a page is that had to say why it could not show something."""
    broken = Chooser("pick", "Pick", [("One", 1)], 2, print)  # its value is none of the options
    with pytest.raises(TraitError):
        painter.paint([broken, Words("below", "<p>Words</p>")])
    (words,) = painter.paint([Words("below", "<p>Words</p>")])
    assert words.value == "<p>Words</p>"

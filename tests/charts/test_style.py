import pytest

from supervision_kit.charts import style
from supervision_kit.charts.style import contrast, rater_style, text_width

RATERS = ("worker", "client", "supervisor", "other")


#: Everybody who may stand on one picture, up to four people who rate as the same one.
STYLES = [*map(rater_style, RATERS), *(rater_style("client", turn) for turn in (1, 2, 3))]
COLOURS = [style.INK, style.SOFT, *(each.colour for each in STYLES)]


@pytest.mark.parametrize("ground", [style.PAPER, "#ffffff"])
@pytest.mark.parametrize("colour", COLOURS)
def test_every_text_can_be_read_on_paper(colour, ground):
    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("colour", COLOURS)
def test_every_line_can_be_seen_on_the_band(colour):
    assert contrast(colour, style.BAND) >= 3


def test_every_rater_has_a_line_and_a_marker_of_its_own():
    for part in ("colour", "dashes", "marker"):
        assert len({getattr(each, part) for each in STYLES}) == len(STYLES)


def test_the_first_of_several_looks_as_one_alone_does():
    assert rater_style("client", 0) == rater_style("client")


def test_no_marker_comes_again_however_many_rate():
    assert len({rater_style("client", turn).marker for turn in range(40)}) == 40


def test_a_rater_nobody_foresaw_has_a_style():
    assert rater_style("mediator") == rater_style("other")


def test_wider_texts_measure_wider():
    assert text_width("ii", 14) < text_width("WW", 14) < text_width("WW", 14, "bold")
    assert text_width("WW", 28) == pytest.approx(2 * text_width("WW", 14), rel=0.02)


def test_letters_our_face_does_not_have_still_take_room():
    assert text_width("🙂日", 14) == text_width("WW", 14)

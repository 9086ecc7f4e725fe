import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure

import supervision_kit
from supervision_kit.charts.drawing import Drawing, TimeScale, blank_axes, whole_figure
from supervision_kit.charts.export import to_png, to_svg
from supervision_kit.charts.style import FAMILY, INK, PAPER
from supervision_kit.charts.trajectory import plot_trajectory
from tests.charts.conftest import Chart

SVG = "{http://www.w3.org/2000/svg}"
# Words that look like what a drawing is made of; matplotlib draws each in one line.
TRAPS = [
    "Hearing on 12.03.2026",
    "Paid 1234.5678 of -0.0004",
    'see id="clip" or url(#clip) or href="#clip"',
    ' transform="rotate(-0 1 2)"',
    "in 'DejaVu Sans' or <g> </g>, <!-- 3.14159 -->, </text>",
    "$3.1415$ and \\alpha, &amp; &#46;",
]
# What an XML file can hold, a control character or half a letter aside.
letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"])
words = st.one_of(st.sampled_from(TRAPS), st.text(letters))


def letters_of(face):
    return set(map(chr, TTFont(BytesIO(face)).getBestCmap()))


@pytest.fixture(scope="module")
def svg(full, around):
    ax = plot_trajectory(full, **around)
    return to_svg(ax, title="How A & B has <gone>", description="It “went”.")


def test_it_is_one_element_without_prolog_or_metadata(svg):
    assert svg.startswith("<svg ")
    assert svg.endswith("</svg>")
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert not {"metadata", "style", "script"} & {
        element.tag.replace(SVG, "") for element in root.iter()
    }
    assert "Matplotlib" not in svg


def test_it_names_itself_for_those_who_do_not_see_it(svg):
    root = ET.fromstring(svg)
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert title.text == "How A & B has <gone>"
    assert about.text == "It “went”."


def test_text_stays_text_in_the_face_of_the_page(svg):
    texts = ET.fromstring(svg).findall(f".//{SVG}text")
    assert {"worker 2", "Plan agreed", "Contacts"} < {text.text for text in texts}
    assert all("'Atkinson Hyperlegible Next', " in text.get("style") for text in texts)
    assert "DejaVu" not in svg


def test_the_picture_has_the_size_of_its_figure_in_pixels(svg, full, around):
    root = ET.fromstring(svg)
    height = plot_trajectory(full, **around).figure.get_size_inches()[1] * 72
    assert root.get("width") == "700"
    assert float(root.get("height")) == pytest.approx(height)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_ids_are_used_unique_and_its_own(svg, full, around):
    ids = re.findall(r' id="([^"]+)"', svg)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg))
    assert len(ids) == len(set(ids))
    assert used == {found for found in ids if not found.startswith(("title-", "about-"))}
    other = to_svg(
        plot_trajectory(full, **around),
        title="How A & B has <gone>",
        description="It “went”.",
        salt="again",
    )
    assert not set(ids) & set(re.findall(r' id="([^"]+)"', other))


def test_the_same_chart_gives_the_same_bytes(full, around):
    def one():
        ax = plot_trajectory(full, **around)
        return to_svg(ax, title="A", description="B"), to_png(ax)

    assert one() == one()


def test_drawing_it_changes_nothing_on_the_figure(full):
    ax = plot_trajectory(full)
    before = ax.figure.dpi, ax.figure.patch.get_visible()
    to_svg(ax, title="A", description="B")
    to_png(ax)
    assert (ax.figure.dpi, ax.figure.patch.get_visible()) == before


# How long one drawing takes depends on what else the machine does.
@settings(deadline=None)
@given(words, words, words)
def test_every_word_comes_out_as_it_went_in(drawn, title, description):
    ax = blank_axes(None, 400, 100)
    Drawing(ax, TimeScale(width=400, left=0, right=400, first=0, last=1)).write(
        drawn, 0, 0, size=10, colour=INK
    )
    root = ET.fromstring(to_svg(ax, title=title, description=description))
    assert root.find(f"{SVG}title").text in (title, None)
    assert root.find(f"{SVG}desc").text in (description, None)
    assert "".join(text.text for text in root.iter(f"{SVG}text")) == " ".join(drawn.split())


def test_a_note_with_a_date_is_drawn_with_that_date(full):
    events = pd.DataFrame({"on": [pd.Timestamp("2026-03-12")], "label": ["Hearing on 12.03.2026"]})
    svg = to_svg(plot_trajectory(full, events=events), title="A", description="B")
    assert "Hearing on 12.03.2026" in {each.text for each in ET.fromstring(svg).iter(f"{SVG}text")}


def test_numbers_of_the_drawing_are_written_short(svg):
    inside = "".join(re.findall(r"<[^>]*>", svg))
    assert re.findall(r"\d\.\d{3,}", inside) == []


def test_control_characters_do_not_spoil_the_file(full):
    svg = to_svg(plot_trajectory(full), title="A\x0b\x00B", description="one\ntwo")
    assert ET.fromstring(svg).find(f"{SVG}title").text == "AB"


def test_the_ground_is_left_to_the_page(svg):
    assert "#fbfaf6" in svg  # rings and outlines
    first_shape = svg[svg.index("<path") : svg.index("/>")]
    assert "#fbfaf6" not in first_shape


def test_a_png_is_twice_as_large_and_holds_nothing_else(full):
    ax = plot_trajectory(full)
    png = to_png(ax)
    width = int.from_bytes(png[16:20], "big")
    assert width == 1400
    assert set(re.findall(rb"(tEXt|iTXt|zTXt|tIME|eXIf)", png)) == set()


def test_a_picture_for_a_file_of_its_own_carries_its_letters_and_its_ground(full):
    svg = to_svg(plot_trajectory(full), title="A", description="B", alone=True)
    root = ET.fromstring(svg)
    (style,) = root.iter(f"{SVG}style")
    assert "@font-face" in style.text
    assert FAMILY in style.text
    carried = [b64decode(data) for data in re.findall("font/woff;base64,([^)]+)", style.text)]
    written = {letter for text in root.iter(f"{SVG}text") for letter in text.text}
    assert [letters_of(face) for face in carried] == [written, written]
    assert len(style.text) < 20_000
    ground = root.find(f"{SVG}rect")
    assert (ground.get("width"), ground.get("fill")) == ("100%", PAPER)
    assert "worker 2" in {text.text for text in root.iter(f"{SVG}text")}


def test_a_saved_picture_has_its_title_its_words_and_a_margin_around_them(full, around):
    head = ["How case K-7F3Q has gone", "As of 18 November 2026"]
    chart = Chart(plot_trajectory(full, head=head, **around))
    assert set(head) < set(chart.texts)
    assert any(text.startswith("Worker’s ratings solid") for text in chart.texts)
    assert chart.overlaps() == []
    width, height = chart.figure.get_size_inches() * 72
    boxes = chart.boxes().values()
    assert min(box.x0 for box in boxes) > 20
    assert min(box.y0 for box in boxes) > 15
    assert max(box.x1 for box in boxes) < width - 20
    assert max(box.y1 for box in boxes) < height - 15


def test_a_chart_at_the_end_of_a_cell_shows_itself(full):
    data, _ = DisplayFormatter().format(plot_trajectory(full))
    assert data["image/png"].startswith(b"\x89PNG") or data["image/png"].startswith("iVBOR")
    assert ET.fromstring(data["image/svg+xml"]).tag == f"{SVG}svg"


def test_a_removed_axes_is_refused():
    ax = Figure().add_subplot()
    ax.remove()
    with pytest.raises(ValueError, match="no figure"):
        whole_figure(ax)


def test_fonts_travel_with_the_package():
    names = {path.name for path in (Path(supervision_kit.__file__).parent / "fonts").iterdir()}
    assert {"OFL.txt", "atkinson-hyperlegible-next.woff2"} < names

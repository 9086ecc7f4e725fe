"""Does a document hold what its sheet holds, in order, and open on an agency's own paper?"""

import io

import docx
import pytest

from supervision_kit.errors import SupervisionKitError
from supervision_kit.prints import PaperLine, PaperPart, PaperSheet, word_file

SHEET = PaperSheet(
    title="Session of 4 November",
    facts=("S1-W2", "a draft"),
    parts=(
        PaperPart("K-7F3Q", (PaperLine("Decided", "Ring at <ten>.", "because he asked"),)),
        PaperPart("Nothing here"),
        PaperPart("By hand", (PaperLine("What next?", n_rulings=3),)),
    ),
    foot="Supervision S1-W2 · printed on 27 November 2026",
    left_out=("One note that stays between you.",),
    file_name="supervision S1-W2",
)


def opened(content):
    return docx.Document(io.BytesIO(content))


def test_a_document_says_what_the_sheet_says_in_its_order():
    texts = [each.text for each in opened(word_file(SHEET)).paragraphs]
    assert texts == [
        "Session of 4 November",
        "S1-W2 · a draft",
        "K-7F3Q",
        "Decided  Ring at <ten>.  because he asked",
        "Nothing here",
        "No entry.",
        "By hand",
        "What next?",
        "",
        "",
        "",
    ]


def test_what_is_left_out_is_nowhere_in_the_file():
    document = opened(word_file(SHEET))
    parts = [part.blob for part in document.part.package.iter_parts()]
    assert not any(b"between you" in each for each in parts)


def test_headings_can_be_walked_and_the_foot_numbers_each_page():
    document = opened(word_file(SHEET))
    styles = [each.style.name for each in document.paragraphs if each.style.name != "Normal"]
    assert styles == ["Heading 1", "Heading 2", "Heading 2", "Heading 2"]
    foot = document.sections[0].footer.paragraphs[0]
    assert foot.text.startswith(SHEET.foot)
    assert "PAGE" in foot._p.xml
    assert document.core_properties.title == SHEET.title
    assert document.core_properties.author == ""


def test_each_empty_line_has_a_rule_before_its_space_as_the_format_asks():
    ruled = [each for each in opened(word_file(SHEET)).paragraphs if "w:pBdr" in each._p.xml]
    assert len(ruled) == 3
    for each in ruled:
        assert each._p.xml.index("w:pBdr") < each._p.xml.index("w:spacing")


def test_an_agencys_letterhead_keeps_its_head_and_comes_first(tmp_path):
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "Agency of the North"
    own.add_paragraph("Dear colleague")
    own.save(tmp_path / "letterhead.docx")
    document = opened(word_file(SHEET, tmp_path / "letterhead.docx"))
    assert document.sections[0].header.paragraphs[0].text == "Agency of the North"
    texts = [each.text for each in document.paragraphs]
    assert texts[:2] == ["Dear colleague", "Session of 4 November"]
    assert texts[-1] == SHEET.foot


def test_a_letterhead_that_is_no_document_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "letterhead.docx").write_text("not a document")
    with pytest.raises(SupervisionKitError, match="Save it again"):
        word_file(SHEET, tmp_path / "letterhead.docx")


def test_without_a_letterhead_a_document_is_plain_a4(tmp_path):
    section = opened(word_file(SHEET, tmp_path / "letterhead.docx")).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)

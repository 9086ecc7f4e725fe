"""How does a sheet become a document that a word processor opens?"""

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import say
from supervision_kit.frameworks.language import language
from supervision_kit.prints.sheet import PaperLine, PaperPart, PaperSheet

__all__ = ["LETTERHEAD", "WORD_MIME", "word_file"]

WORD_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: A document of this name in the workbook folder gives every document its head, foot and styles.
LETTERHEAD = "letterhead.docx"
_A4 = {"page_width": Mm(210), "page_height": Mm(297)}
_MARGINS = {
    "left_margin": Mm(20),
    "right_margin": Mm(20),
    "top_margin": Mm(18),
    "bottom_margin": Mm(18),
}
_TEXT_WIDTH = Mm(170)
_QUIET = RGBColor(0x33, 0x33, 0x33)


def word_file(sheet: PaperSheet, letterhead: Path | None = None) -> bytes:
    """Write a sheet as a Word document.

    Parameters
    ----------
    sheet : PaperSheet
        What stands in it.
    letterhead : Path, optional
        A Word document that gives page, head, foot and styles; what stands in it comes first. One
        that is not there is passed over.

    Returns
    -------
    bytes
        The content of a .docx file.

    Raises
    ------
    SupervisionKitError
        The letterhead is no Word document.
    """
    own = letterhead is not None and letterhead.is_file()
    document = _on(letterhead) if own else _plain(sheet)
    document.core_properties.title = sheet.title
    document.core_properties.language = language()
    # Whoever opens the file learns no account's name from it.
    document.core_properties.author = ""
    document.add_heading(sheet.title, level=1)
    if sheet.facts:
        document.add_paragraph(" · ".join(sheet.facts))
    for part in sheet.parts:
        _add_part(document, part)
    if own:
        document.add_paragraph(sheet.foot)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _on(letterhead: Any) -> Any:
    try:
        return Document(str(letterhead))
    except Exception as error:  # whatever a file of that name may be
        raise SupervisionKitError(say("paper.letterhead_unreadable", name=LETTERHEAD)) from error


def _plain(sheet: PaperSheet) -> Any:
    """Return an empty document on A4, black on white, with the sheet's foot."""
    document: Any = Document()
    (section,) = document.sections
    for name, length in {**_A4, **_MARGINS}.items():
        setattr(section, name, length)
    for style, size in {"Normal": 11, "Heading 1": 18, "Heading 2": 13}.items():
        font = document.styles[style].font
        font.size = Pt(size)
        font.color.rgb = RGBColor(0, 0, 0)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{sheet.foot}\t")
    _add_field(foot, "PAGE")
    return document


def _add_field(paragraph: Any, code: str) -> None:
    """Add what a word processor fills in, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _add_part(document: Any, part: PaperPart) -> None:
    document.add_heading(part.heading, level=2)
    if not part.lines:
        document.add_paragraph(say("paper.no_entry"))
    for line in part.lines:
        _add_line(document, line)


def _add_line(document: Any, line: PaperLine) -> None:
    paragraph = document.add_paragraph()
    said = [each for each in (line.label, line.text, line.more) if each]
    for n, text in enumerate(said):
        run = paragraph.add_run(f"  {text}" if n else text)
        run.bold = text is line.label
        if text is line.more:
            run.font.color.rgb = _QUIET
    for _ in range(line.n_rulings):
        _add_ruling(document)


def _add_ruling(document: Any) -> None:
    """Add an empty line with a rule under it, to write on."""
    paragraph = document.add_paragraph()
    borders = OxmlElement("w:pBdr")
    # Neighbours with the same border share one, which would be the last: a rule stands between.
    for side in ("bottom", "between"):
        rule = OxmlElement(f"w:{side}")
        for name, value in {"val": "single", "sz": "4", "space": "1", "color": "999999"}.items():
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    # Before the space above, which stands after it in such a file.
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.space_before = Pt(10)

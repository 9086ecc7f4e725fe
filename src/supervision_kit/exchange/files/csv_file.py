"""What does a CSV file hold, read exactly as the mapping says it was written?

Nothing about the file is guessed. Encoding and delimiter come from the mapping; when the file does
not fit them, the sentence says what would fit, and a person decides.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from supervision_kit.errors import InvalidImport
from supervision_kit.exchange.files.form import FileForm, known_encoding
from supervision_kit.exchange.files.table import LONGEST_FIELD, MOST_COLUMNS, SheetTable, table_of
from supervision_kit.exchange.problems import as_shown, refusal
from supervision_kit.frameworks import say

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNPRINTED_BYTES = re.compile("[\x80-\x9f]")
"""Letters nobody types: in text read as ISO 8859 they mean that it was written by Windows."""
_UNTYPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_OF_WINDOWS = {
    "iso8859-2": "cp1250",
    "iso8859-5": "cp1251",
    "iso8859-7": "cp1253",
    "iso8859-9": "cp1254",
    "iso8859-13": "cp1257",
}
"""Which encoding of Windows has nearly the letters of a standard one; of the others, cp1252."""
_MOST_MET = ("utf-8", "cp1252", "cp1250")
MOST_SUGGESTED = 3
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATOR_LINE = re.compile(
    r'(?P<quote>"?)sep=(?P<mark>[^\r\n"])(?P=quote)[,;\t|]*', re.IGNORECASE
)
"""What some programs write before the table, to tell a spreadsheet the mark between the cells."""


def read_csv(content: bytes, source: str, form: FileForm) -> SheetTable:
    """Read the table a CSV file holds.

    Parameters
    ----------
    content : bytes
        The whole file.
    source : str
        Its name, for sentences.
    form : FileForm
        How the file was written, as the mapping states it.

    Returns
    -------
    Table
        Every cell is text. Rows with too few or too many cells are among the problems.

    Raises
    ------
    InvalidImport
        When the file is not text of that encoding, has no header or no rows, has two columns of
        one name, a cell of more than 131,072 characters, a NUL or quotation marks that never end.
    """
    text = decoded(content, form.encoding, source)
    header_row, remarks = form.header_row, ()
    mark = _stated_mark(text)
    if mark and mark != form.delimiter:
        told = {"stated": named_mark(form.delimiter), "mark": named_mark(mark)}
        raise refusal("separator_line", source=source, **told)
    if mark and header_row == 1:
        header_row, remarks = 2, (say("exchange.separator_told", mark=named_mark(mark)),)
    records = _records(text, form.delimiter, source)
    table = table_of(source, records, header_row)
    how = {"encoding": form.encoding, "delimiter": form.delimiter}
    return replace(table, remarks=remarks, **how)


def _stated_mark(text: str) -> str:
    """Give the mark between cells that a first line such as ``sep=;`` states, or nothing."""
    line = re.split(r"\r\n|\r|\n", text[:80], maxsplit=1)[0]
    match = _SEPARATOR_LINE.fullmatch(line)
    return match["mark"] if match else ""


def named_mark(mark: str) -> str:
    """Name the mark between cells as a mapping writes it."""
    return "tab" if mark == "\t" else mark


def _records(text: str, delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Go through the rows with their numbers, refusing what no spreadsheet would show as meant."""
    reader = csv.reader(_lines(text, delimiter, source), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any("\0" in cell for cell in cells):
                raise refusal("nul_in_file", source=source, row=number)
            if any(len(cell) > LONGEST_FIELD for cell in cells):
                raise refusal("field_too_long", source=source, row=number, limit=LONGEST_FIELD)
            yield number, cells
    except csv.Error as error:
        key = "field_too_long" if "field larger" in str(error) else "quotes_wrong"
        raise refusal(key, source=source, row=number + 1, limit=LONGEST_FIELD) from None


def _lines(text: str, delimiter: str, source: str) -> Iterator[str]:
    """Go through the lines; one of nothing but marks is refused before it fills the memory."""
    for match in _LINE.finditer(text):
        line = match[0]
        if len(line) > LONGEST_FIELD and line.count(delimiter) > MOST_COLUMNS + LONGEST_FIELD:
            raise refusal("too_many_columns", source=source, limit=MOST_COLUMNS)
        yield line


def decoded(content: bytes, encoding: str, source: str) -> str:
    """Turn a file's bytes into text in the stated encoding.

    Raises
    ------
    InvalidImport
        When the file is not written that way; the sentence suggests what to state instead.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    family = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    if marked and marked != family:
        raise refusal("encoding_marked", source=source, stated=encoding, found=marked)
    if not marked and encoding in {"utf-16", "utf-32"}:
        raise refusal("encoding_unmarked", source=source, stated=encoding)
    try:
        text = content.decode("utf-8-sig" if family == "utf-8" else encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        raise _wrongly_stated(content, encoding, source, start) from None
    _refuse_lookalikes(content, text, encoding, source)
    return text.removeprefix("\ufeff")


def _wrongly_stated(content: bytes, stated: str, source: str, start: int) -> InvalidImport:
    """Give the refusal, with one encoding when it is sure, or several and how each would read."""
    told = {"source": source, "stated": stated, "row": 1 + content.count(b"\n", 0, start)}
    suggested = _suggested(content)
    if not suggested:
        return refusal("encoding_wrong", **told)
    if len(suggested) == 1:
        return refusal("encoding_wrong_suggest", found=next(iter(suggested)), **told)
    choices = "; ".join(
        say("exchange.encoding_choice", found=name, sample=as_shown(sample))
        for name, sample in suggested.items()
    )
    return refusal("encoding_wrong_choose", choices=choices, **told)


def _suggested(content: bytes) -> dict[str, str]:
    """Give the encodings it may be, each with the word around the first letter they differ in.

    Those that read the whole file alike count once, under the name that is met most.
    """
    from charset_normalizer import from_bytes

    if _is_utf8(content):  # no text in another encoding happens to be correct UTF-8
        return {"utf-8": ""}
    guessed = [known_encoding(each.encoding) for each in from_bytes(content[:262_144])]
    readings: dict[str, str] = {}
    for name in dict.fromkeys([*_MOST_MET, *guessed]):
        text = _read_as(content, name) if name else None
        if name and text is not None and text not in readings.values():
            readings[name] = text
        if len(readings) == MOST_SUGGESTED:
            break
    return {name: _around(text, readings.values()) for name, text in readings.items()}


def _read_as(content: bytes, encoding: str) -> str | None:
    """Read a file another way; None when that gives an error or letters nobody types."""
    try:
        text = content.decode(encoding)
    except UnicodeError:
        return None
    return None if _UNTYPED.search(text) else text


def _around(text: str, readings: Iterable[str]) -> str:
    """Give the word around the first place in which the readings differ."""
    letters = zip(*readings, strict=False)
    place = next((n for n, found in enumerate(letters) if len(set(found)) > 1), 0)
    before = re.split(r"\s|[,;|]", text[max(0, place - 20) : place])[-1]
    after = re.split(r"\s|[,;|]", text[place : place + 20])[0]
    return before + after


def _refuse_lookalikes(content: bytes, text: str, encoding: str, source: str) -> None:
    """Refuse files that decode without an error and still come out as the wrong letters."""
    single_byte = not encoding.startswith("utf-")
    if single_byte and not content.isascii() and _is_utf8(content):
        raise refusal("encoding_lookalike", source=source, stated=encoding, found="utf-8")
    if encoding.startswith("iso8859") and _UNPRINTED_BYTES.search(text):
        found = _OF_WINDOWS.get(encoding, "cp1252")
        raise refusal("encoding_lookalike", source=source, stated=encoding, found=found)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

"""What does a CSV file hold, read exactly as the mapping says it was written?

Nothing about the file is guessed. Encoding and delimiter come from the mapping; when the file does
not fit them, the sentence says what would fit, and a person decides.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from supervision_kit.frameworks import say

from .problems import Problem, refusal, shown
from .tables import LONGEST_FIELD, MOST_ROWS, Row, Table, checked_header

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_FOR_FILES = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}
_UNPRINTED_BYTES = re.compile("[\x80-\x9f]")
"""Letters nobody types: in text read as Latin-1 they mean that it was Windows-1252."""


def known_encoding(name: str) -> str | None:
    """Give the encoding's usual name, or None when it is not one for files of text.

    >>> known_encoding("UTF8"), known_encoding("Windows-1252"), known_encoding("zip")
    ('utf-8', 'cp1252', None)
    """
    try:
        info = codecs.lookup(name)
        "a".encode(info.name)
    except (LookupError, ValueError):
        return None
    usual = info.name.replace("_", "-")
    return None if usual in _NOT_FOR_FILES else usual


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
        row = 1 + content.count(b"\n", 0, getattr(error, "start", 0))
        suggestion = _suggested(content)
        key = "encoding_wrong_suggest" if suggestion else "encoding_wrong"
        raise refusal(key, source=source, stated=encoding, row=row, found=suggestion) from None
    _refuse_lookalikes(content, text, encoding, source)
    return text.removeprefix("\ufeff")


def _suggested(content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:262_144]).best()
    return "" if best is None else (known_encoding(best.encoding) or "")


def _refuse_lookalikes(content: bytes, text: str, encoding: str, source: str) -> None:
    """Refuse files that decode without an error and still come out as the wrong letters."""
    single_byte = not encoding.startswith("utf-")
    if single_byte and not content.isascii() and _is_utf8(content):
        raise refusal("encoding_lookalike", source=source, stated=encoding, found="utf-8")
    if encoding.startswith("iso8859") and _UNPRINTED_BYTES.search(text):
        raise refusal("encoding_lookalike", source=source, stated=encoding, found="cp1252")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_csv(
    content: bytes, source: str, *, encoding: str, delimiter: str, header_row: int = 1
) -> Table:
    """Read the table a CSV file holds.

    Parameters
    ----------
    content : bytes
        The whole file.
    source : str
        Its name, for sentences.
    encoding, delimiter : str
        How the file was written, as the mapping states it.
    header_row : int
        Row that holds the column names, 1 for the first.

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
    text = decoded(content, encoding, source)
    records = list(_records(text, delimiter, source))
    if len(records) < header_row or not any(records[header_row - 1][1]):
        raise refusal("no_header", source=source, row=header_row)
    columns = checked_header(records[header_row - 1][1], source)
    rows, problems = _squared(records[header_row:], len(columns))
    if not rows and not problems:
        raise refusal("header_only", source=source)
    return Table(source, columns, rows, encoding, delimiter, (), problems)


def _records(text: str, delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Go through the rows with their numbers, refusing what no spreadsheet would show as meant."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise refusal("too_many_rows", source=source, limit=MOST_ROWS)
            if any("\0" in cell for cell in cells):
                raise refusal("nul_in_file", source=source, row=number)
            if any(len(cell) > LONGEST_FIELD for cell in cells):
                raise refusal("field_too_long", source=source, row=number, limit=LONGEST_FIELD)
            yield number, cells
    except csv.Error as error:
        key = "field_too_long" if "field larger" in str(error) else "quotes_wrong"
        raise refusal(key, source=source, row=number + 1, limit=LONGEST_FIELD) from None


def _squared(
    records: list[tuple[int, list[str]]], width: int
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Keep the rows that have as many cells as the header; the others are problems."""
    rows, problems = [], []
    for number, cells in records:
        if not any(cells):
            continue
        surplus = cells[width:]
        if len(cells) < width or any(surplus):
            problems.append(_ragged(number, cells, width))
        else:
            rows.append(Row(number, tuple(cells[:width])))
    return tuple(rows), tuple(problems)


def _ragged(number: int, cells: list[str], width: int) -> Problem:
    what = say("exchange.ragged", n=len(cells), width=width)
    return Problem(number, None, shown(cells[-1]), what, say("exchange.ragged_remedy"))

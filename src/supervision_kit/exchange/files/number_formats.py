"""Which text does a spreadsheet show for a number?

A workbook stores a number and, apart from it, the format it is shown in. Formats people meet are
drawn exactly as a spreadsheet draws them; about any other nothing is claimed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = "General"
_AS_IT_IS = {"", "general", "@"}
DIGITS_KEPT = 15
"""A spreadsheet keeps so many digits of a number, and shows no more."""
_SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;])*)(?:;|$)', re.DOTALL)
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General)|(?P<exponent>E[+-]0+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r *\d+", re.IGNORECASE)
_NOT_DRAWN = "/@"
"""Signs with a meaning of their own that is not drawn: fractions, and a text among numbers."""


def general(number: float) -> str:
    """Write a number with the 15 digits a spreadsheet keeps.

    >>> general(0.1 + 0.2), general(7.0), general(1e21)
    ('0.3', '7', '1E+21')
    """
    exact = Decimal(number) if isinstance(number, int) else Decimal(repr(number))
    kept = Decimal(f"{exact:.{DIGITS_KEPT}g}").normalize()
    if kept and not -10 < kept.adjusted() < DIGITS_KEPT:
        return f"{kept:E}"
    return f"{kept:f}" if kept else "0"


def number_as_shown(number: float, format: str, decimal: str = ".") -> str | None:
    """Draw a number as a spreadsheet does.

    Parameters
    ----------
    number : int or float
        What the cell holds.
    format : str
        The cell's number format, for example ``0.0%``.
    decimal : str
        What stands between whole and part; the other of ``.`` and ``,`` parts thousands.

    Returns
    -------
    str or None
        None when the format is one that is not drawn here: fractions, conditions, engineering
        notation, other calendars and digits, and any format for numbers of more than 15 digits.

    >>> number_as_shown(7, "000"), number_as_shown(0.804, "0%"), number_as_shown(-2, "0;[Red]0")
    ('007', '80%', '2')
    >>> number_as_shown(1234.5, "#,##0.00 [$€-407]", ","), number_as_shown(2.5, "# ?/?")
    ('1.234,50 €', None)
    """
    if format.casefold() in _AS_IT_IS:
        return general(number).replace(".", decimal)
    sections = _sections(format)
    exact = Decimal(general(number))
    chosen = _chosen(sections, exact)
    section = sections[chosen]
    if section is None or not -DIGITS_KEPT < exact.adjusted() < DIGITS_KEPT:
        return None
    sign = "-" if exact < 0 and chosen == 0 else ""
    return sign + "".join(section.drawn(abs(exact), decimal))


def _chosen(sections: tuple["_Section | None", ...], number: Decimal) -> int:
    """Say which section a number is drawn by: positive, negative or zero."""
    n_for_numbers = min(len(sections), 3)
    if number < 0 and n_for_numbers > 1:
        return 1
    return 2 if number == 0 and n_for_numbers > 2 else 0


@lru_cache(maxsize=512)
def _sections(format: str) -> tuple["_Section | None", ...]:
    codes = [match[1] for match in _SECTION.finditer(format)]
    if len(codes) > 1 and not format.endswith(";"):  # the last match stands at the very end
        codes = codes[:-1]
    return tuple(map(_section, codes))


@dataclass(frozen=True)
class _Section:
    """One part of a format: its pieces in order, each a sort and its text."""

    pieces: tuple[tuple[str, str], ...]

    def count(self, *sorts: str) -> int:
        return sum(sort in sorts for sort, _ in self.pieces)

    def drawn(self, number: Decimal, decimal: str) -> Iterator[str]:
        number = number.scaleb(2 * self.count("percent") - 3 * self.count("thousand"))
        number, power = self._mantissa(number)
        part_marks = "".join(text for sort, text in self.pieces if sort == "part")
        rounded = number.quantize(Decimal(1).scaleb(-len(part_marks)), ROUND_HALF_UP)
        whole, _, part = f"{rounded:f}".partition(".")
        wholes = iter(self._whole(whole.lstrip("0"), "." if decimal == "," else ","))
        parts = iter(_part(part, part_marks))
        for sort, text in self.pieces:
            if sort == "whole":
                yield next(wholes)
            elif sort == "part":
                yield next(parts)
            elif sort == "point":
                yield decimal
            elif sort == "general":
                yield general(float(number)).replace(".", decimal)
            elif sort == "exponent":
                yield _exponent(power, text)
            elif sort in {"literal", "percent"}:
                yield text

    def _mantissa(self, number: Decimal) -> tuple[Decimal, int]:
        if not self.count("exponent") or not number:
            return number, 0
        power = number.adjusted()
        n_kept = self.count("part")
        rounded = number.scaleb(-power).quantize(Decimal(1).scaleb(-n_kept), ROUND_HALF_UP)
        return (Decimal(1), power + 1) if rounded >= 10 else (rounded, power)

    def _whole(self, digits: str, thousands: str) -> list[str]:
        """Give what stands at each place before the point; the first takes what is left over."""
        marks = [text for sort, text in self.pieces if sort == "whole"]
        if self.count("group"):
            n_least = len(marks) - marks.index("0") if "0" in marks else 0
            grouped = f"{int('1' + digits.rjust(n_least, '0')):,}"
            text = _without_first_digit(grouped).replace(",", thousands)
            return [text, *[""] * (len(marks) - 1)]
        empty = {"0": "0", "#": "", "?": " "}
        n_over = max(0, len(digits) - len(marks))
        kept = list(digits[n_over:])
        filled = [empty[mark] for mark in marks[: len(marks) - len(kept)]] + kept
        return [digits[:n_over] + filled[0], *filled[1:]] if filled else []


def _without_first_digit(grouped: str) -> str:
    """Take away the 1 that kept the zeros behind it."""
    return grouped[1:].removeprefix(",")


def _part(digits: str, marks: str) -> list[str]:
    """Give what stands at each place after the point; zeros at the end may be left out."""
    shown = list(digits)
    for place in reversed(range(len(marks))):
        if marks[place] == "0" or shown[place] != "0":
            break
        shown[place] = " " if marks[place] == "?" else ""
    return shown


def _exponent(power: int, mark: str) -> str:
    sign = "-" if power < 0 else "+" if mark[1] == "+" else ""
    return f"E{sign}{abs(power):0{len(mark) - 2}d}"


def _section(code: str) -> _Section | None:
    """Take a section of a format apart; None when it holds something that is not drawn here."""
    pieces: list[tuple[str, str]] = []
    for match in _PIECE.finditer(code):
        sort, text = match.lastgroup or "", match[match.lastgroup or 0]
        if sort in {"quoted", "escaped", "currency"}:
            pieces.append(("literal", text))
        elif sort == "space":
            pieces.append(("literal", " "))
        elif sort == "bracket":
            if not _COLOUR.fullmatch(text):
                return None
        elif sort == "other":
            if text.isalpha() or text in _NOT_DRAWN:
                return None
            pieces.append(("literal", text))
        elif sort != "fill":
            pieces.append((sort, text))
    return _understood(pieces)


def _understood(pieces: list[tuple[str, str]]) -> _Section | None:
    """Tell places before and after the point, and commas that group from those that divide."""
    sorts = [sort for sort, _ in pieces]
    point = sorts.index("point") if "point" in sorts else len(sorts)
    digits = [place for place, sort in enumerate(sorts) if sort == "digit"]
    before = [place for place in digits if place < point]
    power = sorts.index("exponent") if "exponent" in sorts else None
    if sorts.count("point") > 1 or sorts.count("exponent") > 1 or sorts.count("general") > 1:
        return None
    if power is not None and (len(before) != 1 or digits[-1] > power):
        return None
    if "general" in sorts and digits:
        return None
    named = []
    for place, (sort, text) in enumerate(pieces):
        if sort == "digit":
            sort = "whole" if place < point else "part"
        elif sort == "comma":
            sort = _comma(place, before)
        named.append((sort, text))
    section = _Section(tuple(named))
    broken = before and not all(
        sorts[p] in {"digit", "comma"} for p in range(before[0], before[-1])
    )
    return None if section.count("group") and broken else section


def _comma(place: int, before: list[int]) -> str:
    if not before or place < before[0]:
        return "literal"
    return "group" if place < before[-1] else "thousand"

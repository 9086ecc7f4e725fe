"""What may stand in a text, and when are two case codes the same?"""

import unicodedata

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import say

#: Characters one text may hold; shown when passed, and nothing is ever cut.
TEXT_LIMIT = 10_000
CODE_SHORTEST, CODE_LONGEST = 2, 20
WORKER_LONGEST = 12

_LINE_ENDS = str.maketrans(dict.fromkeys("\v\f\x85\u2028\u2029", "\n"))
_TURNING = "\u202d\u202e"
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None))
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def clean_text(value: object, label: str, field: str | None = None, limit: int = TEXT_LIMIT) -> str:
    r"""Give back the text as it is kept: NFC, plain line ends, no blank around it.

    Parameters
    ----------
    value : object
        What was typed. Anything but a str is refused.
    label : str
        The field's name on screen, for the sentence.
    field : str or None
        The column, for a form to point to.
    limit : int
        Most characters kept.

    Raises
    ------
    InvalidRecord
        If it is no text, is too long, or holds a character that cannot be kept (NUL and other
        control characters, halves of a character, marks that turn the reading order round).
        Nothing is cut or left out silently.

    Examples
    --------
    >>> clean_text(" Said\r\nno. ", "Story")
    'Said\nno.'
    """
    if not isinstance(value, str):
        raise InvalidRecord(say("record.not_text", label=label), field)
    if len(value) > 4 * limit:  # far too long: do not spend time on normalising it
        raise _too_long(len(value), label, field, limit)
    text = value.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    _refuse_unkeepable(text, label, field)
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > limit:
        raise _too_long(len(text), label, field, limit)
    return text


def fold_code(code: object) -> str:
    """Give the one spelling under which a case code is kept and found.

    Upper case, NFC, without blanks and unseen characters, every dash a hyphen; so "ab - 12" and
    "AB-12" are one code. Anything but a str gives "".

    Examples
    --------
    >>> fold_code(" k-07 ")
    'K-07'
    """
    if not isinstance(code, str):
        return ""
    plain = unicodedata.normalize("NFKC", code).translate(_UNSEEN).translate(_HYPHENS)
    squeezed = "".join(plain.split())
    return unicodedata.normalize("NFC", squeezed.casefold().upper())


def check_code(code: object, field: str = "code") -> str:
    """Fold a case code and refuse one that could not be told apart or typed again.

    Raises
    ------
    InvalidRecord
        Unless it has 2 to 20 letters, digits and hyphens.
    """
    folded = fold_code(code)
    if not is_code(folded):
        raise InvalidRecord(
            say("record.bad_code", shortest=CODE_SHORTEST, longest=CODE_LONGEST), field
        )
    return folded


def is_code(folded: str) -> bool:
    """Say whether a folded code is one that may be kept.

    >>> is_code("K-07"), is_code("K"), is_code("K 07")
    (True, False, False)
    """
    fits = CODE_SHORTEST <= len(folded) <= CODE_LONGEST
    return fits and all(map(_in_code, folded))


def _in_code(character: str) -> bool:
    letter = unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc")
    return letter or character in "0123456789-"


def _refuse_unkeepable(text: str, label: str, field: str | None) -> None:
    for at, character in enumerate(text, start=1):
        # Everything below is rare: most text is left after one comparison a character.
        if character >= " " and not "\x7f" <= character <= "\x9f" and character < "\u202d":
            continue
        if character in "\n\t":
            continue
        if character in _TURNING:
            raise InvalidRecord(say("record.turned_text", label=label, at=at), field)
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise InvalidRecord(say("record.bad_character", label=label, at=at), field)


def _too_long(found: int, label: str, field: str | None, limit: int) -> InvalidRecord:
    sentence = say("record.too_long", label=label, n_limit=limit, n_found=found)
    return InvalidRecord(sentence, field)

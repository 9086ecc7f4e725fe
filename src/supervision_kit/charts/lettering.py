"""How does a text fit into the room it has, and where do labels stand without touching?"""

from collections.abc import Sequence
from dataclasses import dataclass

from supervision_kit.charts.style import text_width

ELLIPSIS = "…"


def shortened(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Return `text`, cut with an ellipsis where it is wider than `room` points."""
    if text_width(text, size, weight) <= room:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + ELLIPSIS, size, weight) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def wrapped(
    text: str, room: float, size: float, *, weight: str = "normal", most: int | None = None
) -> list[str]:
    """Break a text into lines of at most `room` points.

    Parameters
    ----------
    text : str
        Any run of blanks counts as one.
    room, size : float
        Width of a line and height of the letters, in points.
    weight : str
        "normal" or "bold".
    most : int, optional
        More lines than this are cut, and the last one ends with an ellipsis.

    Returns
    -------
    list of str
        A word wider than a line is broken within the word. An empty text gives no line.
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, weight) <= room:
            lines[-1] = joined
        else:
            lines += _broken(word, room, size, weight)
    if most is None or len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], shortened(rest, room, size, weight)]


def _broken(word: str, room: float, size: float, weight: str) -> list[str]:
    """Return a word in pieces that each fit, hyphenless: codes may not gain a character."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, weight) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move heights so that none is nearer to another than `apart`.

    Parameters
    ----------
    wanted : sequence of float
        Heights in the order in which equal ones shall stand, counted downwards.
    apart : float
        Least distance.
    low, high : float
        Bounds kept if there is room for all.

    Returns
    -------
    list of float
        In the order of `wanted`.

    >>> spread([10, 10, 40], 16, 0, 60)
    [2.0, 18.0, 40.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[list[float]] = []  # centre, number of labels
    for i in order:
        groups.append([float(wanted[i]), 1])
        while len(groups) > 1 and _touching(groups[-2], groups[-1], apart):
            (centre, n), (other, m) = groups.pop(-2), groups.pop()
            groups.append([(centre * n + other * m) / (n + m), n + m])
    places: list[float] = []
    for centre, n in groups:
        places += [centre + (k - (n - 1) / 2) * apart for k in range(int(n))]
    places = _within(places, apart, low, high)
    result = [0.0] * len(wanted)
    for i, place in zip(order, places, strict=True):
        result[i] = place
    return result


def _touching(first: list[float], second: list[float], apart: float) -> bool:
    return second[0] - first[0] < (first[1] + second[1]) / 2 * apart


def _within(places: list[float], apart: float, low: float, high: float) -> list[float]:
    """Push sorted places up from `high`, then down from `low`: the top edge wins."""
    kept = list(places)
    limit = high
    for i in reversed(range(len(kept))):
        kept[i] = min(kept[i], limit)
        limit = kept[i] - apart
    limit = low
    for i in range(len(kept)):
        kept[i] = max(kept[i], limit)
        limit = kept[i] + apart
    return kept


# So many storeys more are better than a line behind a label.
_CROSSING = 2


@dataclass(frozen=True)
class Flag:
    """A label at the top of a line that drops to its date.

    Attributes
    ----------
    x : float
        Where the line is.
    text : str
        The label, shortened if need be.
    left, right : float
        Where the label begins and ends.
    level : int
        Its storey, 0 lowest.
    number : int
        The place of what it labels in the sequence given.
    """

    x: float
    text: str
    left: float
    right: float
    level: int
    number: int


def flags(
    marks: Sequence[tuple[float, str]],
    *,
    edge: float,
    size: float,
    widest: float,
    pad: float = 5.0,
    gap: float = 10.0,
) -> list[Flag]:
    """Give every label a storey so that no two touch, and as few lines as may be cross a label.

    Parameters
    ----------
    marks : sequence of (float, str)
        Place in points and label of each.
    edge : float
        Where the room for labels ends at the right; a label too long to end there stands to the
        left of its line.
    size : float
        Height of the letters.
    widest : float
        Longer labels are shortened.
    pad, gap : float
        Room between line and label, and between two labels.

    Returns
    -------
    list of Flag
        By place.
    """
    placed: list[Flag] = []
    # From the right: a label reaches to the right of its own line, so it must stand above those
    # that begin beneath it, whose storeys are known by then.
    numbered = [(x, number, label) for number, (x, label) in enumerate(marks)]
    for x, number, label in sorted(numbered, key=lambda mark: mark[0], reverse=True):
        text = shortened(label, widest, size)
        left = x + pad
        width = text_width(text, size)
        if left + width > edge:
            left = x - pad - width
        levels = range(len(placed) + 1)
        candidates = [Flag(x, text, left, left + width, level, number) for level in levels]
        free = [flag for flag in candidates if not _hits(flag, placed, gap)]
        placed.append(min(free, key=lambda flag: flag.level + _CROSSING * _crossings(flag, placed)))
    return sorted(placed, key=lambda flag: (flag.x, -flag.level))


def _hits(flag: Flag, placed: list[Flag], gap: float) -> bool:
    return any(
        other.level == flag.level
        and flag.left < other.right + gap
        and other.left < flag.right + gap
        for other in placed
    )


def _crossings(flag: Flag, placed: list[Flag]) -> int:
    """Count the lines that would run through a label."""
    over_label = sum(
        other.level > flag.level and flag.left < other.x < flag.right for other in placed
    )
    through_others = sum(
        other.level < flag.level and other.left < flag.x < other.right for other in placed
    )
    return over_label + through_others

"""What stands on its own beside the rows of engagement, and how far has each of it come?"""

from collections.abc import Sequence
from dataclasses import dataclass

from supervision_kit.analysis.lines import Line
from supervision_kit.charts.rows import blocks, newest
from supervision_kit.charts.series import ends, old_before
from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import month_short, say

MAIN = "engagement"


@dataclass(frozen=True)
class FoldedLines:
    """The lines of one scale that are folded away until somebody asks for them.

    Attributes
    ----------
    key, name : str
        Key and name of the scale.
    good_news : str
        The sentence that says which way is good news.
    lines : list of Line
        In reading order.
    last : str
        Where each dimension stands now, in words.
    """

    key: str
    name: str
    good_news: str
    lines: list[Line]
    last: str


def parted(drawn: Sequence[Line]) -> tuple[list[Line], list[FoldedLines]]:
    """Return the lines that are always shown, and the groups of all others.

    Always shown is engagement; where nobody rated it, the first scale.
    """
    by_scale = [[line for row in block for line in row] for block in blocks(drawn)]
    shown = [block for block in by_scale if block[0].lane == MAIN] or by_scale[:1]
    main = [line for block in shown for line in block]
    rest = [block for block in by_scale if block not in shown]
    return main, [_group(block, drawn) for block in rest]


def _group(block: list[Line], drawn: Sequence[Line]) -> FoldedLines:
    first = newest([line for line in block if line.row == block[0].row])
    rated = any(line.rated for line in block)
    last = _last_values(block, drawn) if rated else say("chart.label.none_rated")
    if rated and first.better == "lower":
        last = say("chart.label.lower_easier", values=last)
    return FoldedLines(first.scale, first.scale_name, first.good_news, block, last)


def _last_values(block: Sequence[Line], drawn: Sequence[Line]) -> str:
    """Return the last value of every dimension; who gave it is said where several did."""
    found = ends(block)
    old, several = old_before(drawn), len({line.rater for line, _ in found}) > 1
    by_row: dict[int, list[str]] = {}
    for line, end in found:
        said = {"value": line.shown(end.value), "month": month_short(end.on)}
        key = "chart.label.value_by" if several else "chart.label.value"
        key += "_dated" if end.on < old else ""
        words = say(key, who=line.who, **said)
        by_row.setdefault(line.row, []).append(words)
    names = {line.row: _phrase(line) for line in block}
    if len(names) == 1 and block[0].path:
        # The name of a place says what it is a place of.
        return say("chart.label.and").join(*by_row.values())
    return say("chart.label.between_values").join(
        say("chart.label.last_values", name=names[row], values=say("chart.label.and").join(values))
        for row, values in by_row.items()
    )


def _phrase(line: Line) -> str:
    """Return a dimension's name as it stands within a sentence."""
    try:
        return say(f"chart.phrase.{line.dimension}")
    except FrameworkError:
        return line.name

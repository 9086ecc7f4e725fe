"""Where does the full text of what happened stand? In a list, and behind its label."""

from collections.abc import Sequence

from markupsafe import Markup

from supervision_kit.charts.event_flags import LEADING, flag_room, middle_of
from supervision_kit.charts.export import Spot
from supervision_kit.charts.happenings import Happening
from supervision_kit.charts.lettering import Flag
from supervision_kit.frameworks import day_in_words, say

_LIST = Markup(
    '<details class="chart-events"><summary>{title}</summary><ul class="plain">{entries}</ul>'
    "</details>"
)
_ENTRY = Markup(
    '<li id="{anchor}-{number}"><time datetime="{on:%Y-%m-%d}">{day}</time> {label}</li>'
)


def events_html(happenings: Sequence[Happening], anchor: str) -> Markup:
    """Return events and plans, newest first, to unfold; empty without any.

    Parameters
    ----------
    happenings : sequence of Happening
        By date.
    anchor : str
        Begins the id of every entry, which ends with its number in `happenings`.
    """
    if not happenings:
        return Markup("")
    entries = Markup("").join(
        _ENTRY.format(
            anchor=anchor,
            number=number,
            on=happening.on,
            day=day_in_words(happening.on),
            label=happening.label,
        )
        for number, happening in reversed(list(enumerate(happenings)))
    )
    return _LIST.format(title=say("chart.label.happened"), entries=entries)


def flag_spots(placed: Sequence[Flag], happenings: Sequence[Happening], anchor: str) -> list[Spot]:
    """Return a link for the label of everything that happened, by date."""
    top = flag_room(placed)
    return [
        Spot(
            left=flag.left - 2,
            top=top + middle_of(flag) - LEADING / 2,
            width=flag.right - flag.left + 4,
            height=LEADING,
            text=f"{day_in_words(what.on)}: {what.label}",
            href=f"#{anchor}-{flag.number}",
        )
        for flag in placed
        for what in happenings[flag.number : flag.number + 1]
    ]

"""What of the record was changed, listed on the case page, and brought back from there?"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from supervision_kit.frameworks import day_short, say
from supervision_kit.pages.fragments import render
from supervision_kit.pages.pieces import Box, Button, Chooser, DayPicker, Piece, Words
from supervision_kit.pages.what_changed import (
    SPANS,
    AskedChanges,
    Changed,
    first_day,
    on_day,
    shown_kinds,
    shown_people,
    shown_spans,
)

N_CHANGES = 3
# What a reader may ask for, in this order; "" asks for all.
_CHOICES: Sequence[str] = ("kind", "by", "span")
# Stands among the spans of time for a day the reader names.
FROM_DAY = "day"


class ChangesList:
    """Lists the changes of the case that is shown: all, or those of a kind, a person, a time.

    Parameters
    ----------
    repaint : callable
        Called without arguments when what is listed has changed.
    undo : callable
        Called with the id of a save that is to be set back.
    """

    def __init__(self, repaint: Callable[[], object], undo: Callable[[str], object]) -> None:
        self._repaint, self._undo = repaint, undo
        self.start_anew()

    def start_anew(self) -> None:
        """List the newest of all, as for a case that has just been opened."""
        self._chosen = dict.fromkeys(_CHOICES, "")
        self._day: date | None = None
        self._all_shown = False

    def pieces(self, changed: list[Changed], today: date) -> Iterator[Piece]:
        """Give what can be asked for, the newest of what is, and how to see the others."""
        if not changed:
            return
        offered = _offered(changed, today)
        chosen = {
            name: self._chosen[name] if self._chosen[name] in offered.get(name, {}) else ""
            for name in _CHOICES
        }
        since = self._since(chosen["span"], today)
        listed = AskedChanges(chosen["kind"], chosen["by"], since).of(changed)
        count = {"n": len(listed), "n_all": len(changed)}
        yield Words("changed-head", render("changed_head", **count))
        if offered:
            yield Box("changed-which", list(self._choosers(offered, chosen)))
        if not listed:
            sentence = self._nothing(chosen, today)
            yield Words("changed-none", render("changed_none", sentence=sentence))
        for n, change in enumerate(listed if self._all_shown else listed[:N_CHANGES]):
            yield Box(f"change-{n}", list(self._change(n, change, today)), "changed")
        if len(listed) > N_CHANGES:
            more = say("changes.more", n=len(listed) - N_CHANGES)
            label = say("changes.fewer") if self._all_shown else more
            yield Button("changed-more", label, self._show_more, look="quiet")

    def _choosers(
        self, offered: dict[str, dict[str, str]], chosen: dict[str, str]
    ) -> Iterator[Piece]:
        for name, words in offered.items():
            options = [(say(f"changes.any_{name}"), ""), *((words[each], each) for each in words)]
            yield Chooser(
                f"changed-{name}",
                say(f"changes.which_{name}"),
                options,
                chosen[name],
                partial(self._choose, name),
            )
        if chosen["span"] == FROM_DAY:
            yield DayPicker("changed-day", say("changes.which_day"), self._day, self._choose_day)

    def _since(self, span: str, today: date) -> date | None:
        if span == FROM_DAY:
            return self._day
        return first_day(span, today) if span else None

    def _nothing(self, chosen: dict[str, str], today: date) -> str:
        """Say of which kind, by whom and when nothing was changed."""
        span = chosen["span"]
        when = say("changes.so_far")
        if span == FROM_DAY and self._day:
            when = say("changes.since", day=day_short(self._day, today=today))
        elif span in SPANS:
            when = say(f"changes.in_{span}")
        asked = "_".join(name for name in ("kind", "by") if chosen[name])
        return say(f"changes.none_{asked}" if asked else "changes.none", by=chosen["by"], when=when)

    def _change(self, n: int, change: Changed, today: date) -> Iterator[Piece]:
        words = render("what_changed", change=change, day=on_day(change, today))
        yield Words(f"change-{n}-words", words)
        if change.act == "taken_back":
            title = say("changes.bring_back_what", what=change.what)
            undo, save_id = self._undo, change.save_id
            label = say("changes.bring_back")
            yield Button(
                f"change-{n}-back", label, lambda: undo(save_id), look="quiet", title=title
            )

    def _choose(self, name: str, value: str) -> None:
        self._chosen[name] = value
        self._repaint()

    def _choose_day(self, day: date | None) -> None:
        self._day = day
        self._repaint()

    def _show_more(self) -> None:
        self._all_shown = not self._all_shown
        self._repaint()


def _offered(changed: list[Changed], today: date) -> dict[str, dict[str, str]]:
    """Return what can be asked for, in words by value, where it would leave something out."""
    if len(changed) <= N_CHANGES:
        return {}
    spans = {name: say(f"changes.in_{name}") for name in shown_spans(changed, today)}
    offered = {
        "kind": {table: words for words, table in shown_kinds(changed)},
        "by": {each: each for each in shown_people(changed)},
        "span": spans and spans | {FROM_DAY: say("changes.from_day")},
    }
    return {name: words for name, words in offered.items() if len(words) > 1}

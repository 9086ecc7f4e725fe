"""How does the reader choose what chance shall draw?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from supervision_kit.frameworks import say
from supervision_kit.frameworks.scale import Scale
from supervision_kit.pages.fragments import render
from supervision_kit.pages.methods_chance import FORMS, HELD, NOISES, SIZES, Chances, Play
from supervision_kit.pages.methods_rates import scale_words
from supervision_kit.pages.pieces import Box, Button, Chooser, NumberPicker, Piece, Words

__all__ = ["FEWEST", "MOST", "MOST_LINES", "Chosen", "PlayWithChance"]

FEWEST, MOST = 2, 100
MOST_LINES = 12
# Cases drawn in search of a signal.
_PATIENCE = 200


@dataclass(frozen=True)
class Chosen:
    """What the reader has chosen, keys as `Play` has them."""

    n: int = Play.n
    n_lines: int = Play.n_lines
    noise: str = Play.noise
    held: str = Play.held
    form: str = Play.form
    size: str = Play.size


_KEYS: Mapping[str, Mapping[str, float] | tuple[str, ...]] = {
    "noise": NOISES,
    "held": HELD,
    "form": FORMS,
    "size": SIZES,
}


class PlayWithChance:
    """The part of the methods page that draws invented cases.

    Parameters
    ----------
    scale : Scale
        On whose points ratings are invented.
    changed : callable
        Called without arguments when something else is drawn.

    Attributes
    ----------
    chosen : Chosen
        What the reader has chosen.
    chances : Chances
        What is drawn.
    """

    def __init__(self, scale: Scale, changed: Callable[[], object]) -> None:
        self._scale, self._changed, self._draw = scale, changed, 1
        self.chosen = Chosen()
        self._show()

    def pieces(self) -> Iterator[Piece]:
        """Give the controls and what was drawn."""
        yield Words("play-head", render("methods_play_head"))
        yield Box("play-controls", list(self._controls()), look="methods-controls")
        again = Button("again", say("methods.play.again"), self.draw_again, look="primary")
        until = Button("until", say("methods.play.until"), self.draw_until_signal)
        yield Box("play-actions", [again, until], look="actions")
        yield Words("play-result", self._result)

    def show_scale(self, scale: Scale) -> None:
        """Draw the same on another scale."""
        self._scale = scale
        self._show()

    def draw_again(self) -> None:
        """Draw another case of the same kind."""
        self._draw += 1
        self._show()
        self._changed()

    def draw_until_signal(self) -> None:
        """Draw cases of the same kind until a rule makes a signal on one, which may be never."""
        play = self.chances.play
        drawn = range(1, _PATIENCE + 1)
        found = next((n for n in drawn if Chances(play, self._draw + n).n_alarms), None)
        self._draw += found or _PATIENCE
        key = "until_found" if found else "until_none"
        self._show(say(f"methods.play.{key}", n=found or _PATIENCE))
        self._changed()

    def choose(self, name: str, value: int | str) -> None:
        """Choose one thing, by its name in `Chosen`, and draw."""
        self.chosen = replace(self.chosen, **{name: value})
        self._show()
        self._changed()

    def _controls(self) -> Iterator[Piece]:
        yield self._count("n", "n", FEWEST, MOST)
        yield self._count("n_lines", "lines", 1, MOST_LINES)
        for name, keys in _KEYS.items():
            options = [(say(f"methods.play.{name}_{key}"), key) for key in keys]
            enabled = name != "size" or self.chosen.form != "none"
            value = getattr(self.chosen, name)
            label = say(f"methods.play.{name}")
            yield Chooser(_named(name), label, options, value, self._choice(name), enabled)

    def _count(self, name: str, key: str, least: int, most: int) -> NumberPicker:
        label, value = say(f"methods.play.{key}"), getattr(self.chosen, name)
        return NumberPicker(_named(name), label, value, least, most, self._choice(name))

    def _choice(self, name: str) -> Callable[[int | str], None]:
        return lambda value: self.choose(name, value)

    def _show(self, before: str = "") -> None:
        bounds = {name: getattr(self._scale, name) for name in ("minimum", "maximum", "step")}
        self.chances = Chances(Play(**asdict(self.chosen), **bounds), self._draw)
        shown = {"chances": self.chances, "scale": scale_words(self._scale)}
        self._result = render("methods_play", before=before, **shown)


def _named(name: str) -> str:
    return f"play-{name.replace('_', '-')}"

"""How far can a signal be trusted, on this reader's scale and at this length?

The page explains every signal with an invented example, prints how often each is wrong, and lets
the reader draw cases that come from nothing but chance.
"""

from collections.abc import Callable, Iterator, Sequence

from supervision_kit.frameworks import say
from supervision_kit.pages.fragments import render
from supervision_kit.pages.methods_examples import examples
from supervision_kit.pages.methods_play import FEWEST, MOST, MOST_LINES, PlayWithChance
from supervision_kit.pages.methods_rates import rates_on_scale, scale_words
from supervision_kit.pages.page import Page
from supervision_kit.pages.pieces import Box, Chooser, NumberPicker, Piece, Words
from supervision_kit.store import Store

N_RATINGS = 20
N_LINES = 6
MOST_RATINGS = 10 * MOST


class MethodsPage(Page):
    """The methods page, ready to be displayed.

    Parameters
    ----------
    store : Store
        Whose scales the reader chooses from.

    Attributes
    ----------
    scale : Scale
        On whose points the table and the invented cases are.
    n, n_lines : int
        For how many ratings on a line, and lines on a page, the table is shown.
    play : PlayWithChance
        Invented cases on the same scale.
    """

    name = "methods"

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._meaning = _meaning()
        self.scale = next(iter(store.framework.scales.values()))
        self.n, self.n_lines = N_RATINGS, N_LINES
        self.play = PlayWithChance(self.scale, self.repaint)
        self._show_rates()

    def pieces(self) -> Sequence[Piece]:
        """Return what each signal means, how often it is wrong, and the play with chance."""
        return [
            Words("meaning-place", self._meaning),
            self.status(),
            Box("rates-part", list(self._rates()), look="methods-part"),
            Box("play-part", list(self.play.pieces()), look="methods-part"),
        ]

    def _rates(self) -> Iterator[Piece]:
        scales = self.store.framework.scales
        options = [(scale_words(scale), key) for key, scale in scales.items()]
        label = say("methods.rates.scale")
        choices = [
            Chooser("scale", label, options, self.scale.key, self._choose_scale),
            _count("n", "n", self.n, FEWEST, MOST_RATINGS, self._choose_n),
            _count("n-lines", "lines", self.n_lines, 1, MOST_LINES, self._choose_n_lines),
        ]
        yield Words("rates-head", render("methods_rates_head"))
        yield Box("rates-controls", choices, look="methods-controls")
        yield Words("rates-table", self._table)

    def _choose_scale(self, key: str) -> None:
        self.scale = self.store.framework.scale(key)
        self.play.show_scale(self.scale)
        self._show_rates()

    def _choose_n(self, n: int) -> None:
        self.n = n
        self._show_rates()

    def _choose_n_lines(self, n: int) -> None:
        self.n_lines = n
        self._show_rates()

    def _show_rates(self) -> None:
        rates = rates_on_scale(self.scale, self.n, self.n_lines)
        self._table = render("methods_rates", rates=rates)
        self.repaint()


def _count(
    name: str, key: str, value: int, least: int, most: int, choose: Callable[[int], object]
) -> NumberPicker:
    return NumberPicker(name, say(f"methods.rates.{key}"), value, least, most, choose)


def _meaning() -> str:
    """Return what each signal means, first those on ratings, then those on records."""
    found = examples()
    rated = [example for example in found if example.figure]
    recorded = [example for example in found if not example.figure]
    return render("methods_meaning", rated=rated, recorded=recorded)

"""What do this agency's scales, kinds and prompts say?"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.problems import meant
from supervision_kit.frameworks.scale import Dimension, Scale
from supervision_kit.frameworks.text import say

DIMENSION_COLUMNS = (
    "scale",
    "dimension",
    "name",
    "scale_name",
    "minimum",
    "maximum",
    "step",
    "better",
    "lane",
    "good_news",
    "path",
    "places",
    "asked",
)
DIMENSION_TYPES = {
    **dict.fromkeys(DIMENSION_COLUMNS, "str"),
    **dict.fromkeys(("minimum", "maximum", "step"), "float64"),
    "path": "bool",
    "places": "object",
    "asked": "object",
}


@dataclass(frozen=True)
class Prompt:
    """A question of a form, with its hint.

    Attributes
    ----------
    key, label, hint : str
        The key the form knows it by, what is asked, and help beneath it (may be empty).
    sources : tuple of str
        Where the idea comes from, author and year.
    """

    key: str
    label: str
    hint: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """Everything an agency words for itself, in one language.

    Attributes
    ----------
    language : str
        Such as ``en``.
    scales : dict of str to Scale
        By key, in display order.
    kinds : dict of str to dict
        Labels by key, for each kind, in display order.
    prompts : dict of str to Prompt
        By key.
    """

    language: str
    scales: dict[str, Scale]
    kinds: dict[str, dict[str, str]]
    prompts: dict[str, Prompt]

    def kind(self, kind: str, key: str) -> str:
        """Return the label of ``key``.

        A key that is no longer worded, because an agency took its file away, is still readable.

        Raises
        ------
        FrameworkError
            There is no such kind.
        """
        if kind not in self.kinds:
            sentence = say("frameworks.no_kind", kind=kind, hint=meant(kind, self.kinds))
            raise FrameworkError(sentence)
        return self.kinds[kind].get(key) or key.replace("_", " ").capitalize()

    def scale(self, key: str) -> Scale:
        """Return the scale ``key``.

        Raises
        ------
        FrameworkError
            There is none; the sentence names a similar one.
        """
        if key not in self.scales:
            sentence = say("frameworks.no_scale", scale=key, hint=meant(key, self.scales))
            raise FrameworkError(sentence)
        return self.scales[key]

    def prompt(self, key: str) -> Prompt:
        """Return the prompt ``key``.

        Raises
        ------
        FrameworkError
            There is none; the sentence names a similar one.
        """
        if key not in self.prompts:
            sentence = say("frameworks.no_prompt", prompt=key, hint=meant(key, self.prompts))
            raise FrameworkError(sentence)
        return self.prompts[key]

    def dimensions(self) -> pd.DataFrame:
        """Return all that can be rated.

        Returns
        -------
        DataFrame
            One row a dimension, in display order: `scale`, `dimension` (keys), `name`,
            `scale_name`, `minimum`, `maximum`, `step` (scale points), `better` ("higher", "lower",
            "neither"), `lane`, `good_news` (a sentence), `path` (bool: its points are places in no
            order), `places` (a tuple of Anchor, empty unless it is a path) and `asked` (a tuple of
            RaterWords: of those asked in words of their own). Columns stay when there are no
            scales.
        """
        rows = [
            dimension_row(scale, dimension)
            for scale in self.scales.values()
            for dimension in scale.dimensions.values()
        ]
        return pd.DataFrame(rows, columns=list(DIMENSION_COLUMNS)).astype(DIMENSION_TYPES)


def dimension_row(scale: Scale, dimension: Dimension) -> dict[str, Any]:
    """Return what tables say of a dimension, by the names of `DIMENSION_COLUMNS`."""
    return {
        "scale": scale.key,
        "dimension": dimension.key,
        "name": dimension.name,
        "scale_name": scale.name,
        "minimum": scale.minimum,
        "maximum": scale.maximum,
        "step": scale.step,
        "better": dimension.better,
        "lane": scale.lane,
        "good_news": dimension.good_news,
        "path": scale.path,
        "places": dimension.anchors if scale.path else (),
        "asked": scale.own_words(dimension.key),
    }

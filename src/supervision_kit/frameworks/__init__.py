"""Which scales, kinds, prompts and sentences does this agency use?

All of them are TOML files: those in this package, and those an agency puts into the folder
``frameworks`` beside its workbooks.
"""

from supervision_kit.frameworks.days import (
    day_in_words,
    day_short,
    day_with_weekday,
    moment_in_words,
    month_short,
    written_day,
)
from supervision_kit.frameworks.framework import Framework, Prompt
from supervision_kit.frameworks.language import language
from supervision_kit.frameworks.loader import load_framework
from supervision_kit.frameworks.scale import Anchor, Dimension, RaterWords, Scale, scale_from_json
from supervision_kit.frameworks.text import say, says
from supervision_kit.frameworks.typed import as_typed
from supervision_kit.frameworks.wordings import worded_dimensions

__all__ = [
    "Anchor",
    "Dimension",
    "Framework",
    "Prompt",
    "RaterWords",
    "Scale",
    "as_typed",
    "day_in_words",
    "day_short",
    "day_with_weekday",
    "language",
    "load_framework",
    "moment_in_words",
    "month_short",
    "say",
    "says",
    "scale_from_json",
    "worded_dimensions",
    "written_day",
]

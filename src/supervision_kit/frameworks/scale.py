"""What may be rated, between which bounds, and what does each point of a scale mean?"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import isclose
from numbers import Real
from typing import Literal, TypeGuard

from supervision_kit.errors import FrameworkError, InvalidRecord
from supervision_kit.frameworks.text import say

Better = Literal["higher", "lower", "neither"]
Lane = Literal["engagement", "challenge", "context", "client_view"]

THE_PERSON = "client"  # the person, who reads no words about "the person"
MOST_POINTS = 11  # more than this are entered as a number, not picked from cards
DECIMALS = 9  # of the finest step a scale may have
_NOISE = 1e-12  # what 0.1 + 0.2 may differ from 0.3, relative to its size
LONG_NUMBER = 1e15  # from here on numbers are shown by their power of ten


@dataclass(frozen=True)
class Anchor:
    """What one point of a scale looks like.

    Attributes
    ----------
    value : float
        The point, in scale points.
    label : str
        A heading of a few words.
    text : str
        Behaviour one can see or hear, one sentence.
    event : str
        What coming to this point is called among the events of a case; empty where it is none.
    """

    value: float
    label: str
    text: str
    event: str = ""


@dataclass(frozen=True)
class RaterWords:
    """How a dimension is asked of one rater, in words of their own.

    Attributes
    ----------
    rater : str
        Key of the kind ``rater``.
    question, hint : str
        As for `Dimension`; the hint may be empty.
    anchors : tuple of Anchor
        The same points in these words, by rising value.
    """

    rater: str
    question: str
    hint: str
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True)
class Dimension:
    """One thing that is rated.

    Attributes
    ----------
    key, name : str
        Its key in records and its name on screen.
    question, hint : str
        What the rater is asked, and where to look for the answer.
    anchors : tuple of Anchor
        By rising value; empty or at some points only when the scale is fine-grained.
    better : {"higher", "lower", "neither"}
        Which way is good news, for this dimension.
    good_news : str
        The same as a sentence.
    words : tuple of RaterWords
        For raters who are asked in words of their own. Question, hint and anchors above are the
        worker's, and those of anybody else who rates what the worker rates.
    """

    key: str
    name: str
    question: str
    hint: str
    anchors: tuple[Anchor, ...]
    better: Better
    good_news: str
    words: tuple[RaterWords, ...] = ()


@dataclass(frozen=True)
class Scale:
    """Dimensions that share bounds, raters and reasons for not rating.

    Attributes
    ----------
    key, name : str
        Its key in records and its name on screen.
    version : int
        Raised by whoever changes the wording.
    minimum, maximum, step : float
        Scale points.
    better, good_news
        Which way is good news, where a dimension does not say otherwise.
    lane : {"engagement", "challenge", "context", "client_view"}
        Where it is drawn; lanes are never averaged.
    notice : str
        Shown wherever somebody at work rates by it.
    raters : tuple of str
        Keys of the kind ``rater``.
    not_rated : dict of str to str
        Labels of the reasons for not rating, by key.
    sources : tuple of str
        Where the idea comes from, author and year.
    dimensions : dict of str to Dimension
        By key, in display order.
    path : bool
        Its points are places one comes to in any order: none is more than another.
    """

    key: str
    name: str
    version: int
    minimum: float
    maximum: float
    step: float
    better: Better
    lane: Lane
    good_news: str
    notice: str
    raters: tuple[str, ...]
    not_rated: dict[str, str]
    sources: tuple[str, ...]
    dimensions: dict[str, Dimension]
    path: bool = False

    @cached_property
    def wording(self) -> str:
        """Identity of the words a rating was answered under: ``key:version:digest``."""
        digest = hashlib.sha256(self.as_json().encode()).hexdigest()
        return f"{self.key}:{self.version}:{digest[:12]}"

    @property
    def points(self) -> tuple[float, ...]:
        """Every value that can be picked, rising; empty when there are more than a few."""
        return points_between(self.minimum, self.maximum, self.step)

    def as_json(self) -> str:
        """Return all of the scale as JSON, the same text for the same words."""
        content = asdict(self)
        # What says nothing is left out, so that scales kept before it could be said stay the same.
        if not self.path:
            del content["path"]
        for dimension in content["dimensions"].values():
            for worded in (dimension, *dimension["words"]):
                for anchor in worded["anchors"]:
                    if not anchor["event"]:
                        del anchor["event"]
            if not dimension["words"]:
                del dimension["words"]
        content["dimensions"] = list(content["dimensions"].values())
        content["not_rated"] = list(content["not_rated"].items())
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def asked(self, dimension: str, rater: str) -> Dimension | None:
        """Return a dimension as it is asked of a rater; None where it is not asked of them.

        Words of their own come first. Without any, the worker's serve everybody who looks at the
        person; the person is asked only in words meant for them, which a dimension's own are where
        nobody else rates it.
        """
        if rater not in self.raters:
            return None
        worded = self.dimensions[dimension]
        if own := next((each for each in self.own_words(dimension) if each.rater == rater), None):
            said = {"question": own.question, "hint": own.hint, "anchors": own.anchors}
            return replace(worded, **said, words=())
        return None if rater == THE_PERSON else worded

    def own_words(self, dimension: str) -> tuple[RaterWords, ...]:
        """Return the words of those who are not asked in the worker's."""
        worded = self.dimensions[dimension]
        if self.raters != (THE_PERSON,) or worded.words:
            return worded.words
        return (RaterWords(THE_PERSON, worded.question, worded.hint, worded.anchors),)

    def check(self, dimension: str, value: object) -> float:
        """Return ``value`` as a number of the scale.

        Parameters
        ----------
        dimension : str
            Key of one of the dimensions.
        value : object
            Scale points: a number from minimum to maximum, on a step. Text, truth values and
            numbers without a value are refused.

        Raises
        ------
        InvalidRecord
            A sentence with the bounds; its field is ``dimension`` or ``value``.
        """
        name = self._name(dimension)
        bounds = {"name": name, "low": shown(self.minimum), "high": shown(self.maximum)}
        if not _is_number(value):
            raise InvalidRecord(say("frameworks.rating_not_number", **bounds), field="value")
        if not self.minimum <= value <= self.maximum:
            sentence = say("frameworks.rating_outside", value=shown(value), **bounds)
            raise InvalidRecord(sentence, field="value")
        number = exact(value)
        rounded = not isclose(number, value, rel_tol=_NOISE, abs_tol=_NOISE)
        if rounded or (number - exact(self.minimum)) % exact(self.step):
            raise InvalidRecord(self._between(value, bounds), field="value")
        return float(number)

    def _between(self, value: float, bounds: dict[str, str]) -> str:
        if self.step == 1:
            return say("frameworks.rating_between_whole", value=shown(value), **bounds)
        step = shown(self.step)
        return say("frameworks.rating_between", value=shown(value), step=step, **bounds)

    def _name(self, dimension: str) -> str:
        if dimension not in self.dimensions:
            sentence = say("frameworks.no_dimension", scale=self.name, dimension=dimension)
            raise InvalidRecord(sentence, field="dimension")
        return self.dimensions[dimension].name


def points_between(minimum: float, maximum: float, step: float) -> tuple[float, ...]:
    """Return every value from minimum to maximum, rising; empty when there are more than a few."""
    low, high, step_by = (exact(each) for each in (minimum, maximum, step))
    n_steps = int((high - low) / step_by)
    if n_steps >= MOST_POINTS:
        return ()
    return tuple(float(low + step_by * number) for number in range(n_steps + 1))


def scale_from_json(text: str) -> Scale:
    """Return the scale that `Scale.as_json` wrote: the words as they once were.

    Raises
    ------
    FrameworkError
        The text is something else.
    """
    try:
        content = json.loads(text)
        content["dimensions"] = {each["key"]: _dimension(each) for each in content["dimensions"]}
        content["not_rated"] = dict(content["not_rated"])
        content["raters"] = tuple(content["raters"])
        content["sources"] = tuple(content["sources"])
        scale = Scale(**content)
        # Numbers that nothing can be counted by are refused here, not where they are first used.
        bounds = scale.minimum, scale.maximum, scale.step
        points_between(*bounds)
        if not all(map(_is_number, bounds)):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        raise FrameworkError(say("frameworks.broken_wording")) from None
    return scale


def _dimension(content: dict) -> Dimension:
    words = tuple(
        RaterWords(**{**each, "anchors": _anchors(each)}) for each in content.get("words", ())
    )
    return Dimension(**{**content, "anchors": _anchors(content), "words": words})


def _anchors(content: dict) -> tuple[Anchor, ...]:
    return tuple(Anchor(**anchor) for anchor in content["anchors"])


def _is_number(value: object) -> TypeGuard[float]:
    # A truth value is a whole number to Python; NaN alone differs from itself.
    return isinstance(value, Real) and not isinstance(value, bool) and value == value


def exact(number: float) -> Decimal:
    """Return a number as it is written, so that 20.8 is a whole number of tenths.

    >>> exact(20.8) % exact(0.1)
    Decimal('0.0')
    """
    return Decimal(repr(round(float(number), DECIMALS)))


def shown(number: float) -> str:
    """Return a number as a reader expects it.

    >>> shown(5.0), shown(0.1), shown(1e300), shown(10**400)
    ('5', '0.1', '1e+300', '1e+400')
    """
    if abs(number) < LONG_NUMBER and number == int(number):
        return str(int(number))
    # A whole number may be too large for a float; Decimal takes any.
    return f"{Decimal(number).normalize():.10g}" if isinstance(number, int) else f"{number:.10g}"

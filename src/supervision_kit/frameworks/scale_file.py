"""Is the scale in this file complete and sound?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, Strict, model_validator

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.checking import checked, fault
from supervision_kit.frameworks.problems import listed, meant, wrong
from supervision_kit.frameworks.scale import (
    Anchor,
    Better,
    Dimension,
    Lane,
    RaterWords,
    Scale,
    exact,
    points_between,
    shown,
)
from supervision_kit.frameworks.sentences import bundled_sentences
from supervision_kit.frameworks.table import (
    Filled,
    KeyText,
    PositiveWhole,
    ReadableNumber,
    StrictTable,
    line,
)
from supervision_kit.frameworks.toml_file import read_toml

FINEST_STEP = 1e-9

# Most characters of each text: what fits its place on a screen 400 pixels wide.
LONGEST = {
    "name": 40,
    "label": 32,
    "anchor": 90,
    "question": 90,
    "hint": 200,
    "good_news": 160,
    "notice": 120,
    "reason": 40,
    "source": 200,
}

Name = Annotated[str, line(LONGEST["name"])]
GoodNews = Annotated[str, line(LONGEST["good_news"])]
Sources = Annotated[tuple[Annotated[str, line(LONGEST["source"])], ...], Strict(False)]
Reasons = Annotated[dict[KeyText, Annotated[str, line(LONGEST["reason"])]], Filled]


class AnchorTable(StrictTable):
    """One point of a scale."""

    model_config = ConfigDict(json_schema_extra={"kind": "anchor"})

    value: ReadableNumber
    label: Annotated[str, line(LONGEST["label"])]
    text: Annotated[str, line(LONGEST["anchor"])]
    event: Annotated[str, line(LONGEST["label"])] | None = None


Anchors = Annotated[
    tuple[AnchorTable, ...], Strict(False), Field(json_schema_extra={"kind": "anchors"})
]


class RaterTable(StrictTable):
    """How a dimension is asked of one rater."""

    question: Annotated[str, line(LONGEST["question"])]
    hint: Annotated[str, line(LONGEST["hint"])] = ""
    anchors: Anchors = ()


class DimensionTable(StrictTable):
    """One thing that is rated; what it leaves out is as its scale says.

    A table of another name in it is that of a rater.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, RaterTable] = Field(init=False)  # type: ignore[reportIncompatibleVariableOverride]

    name: Name
    question: Annotated[str, line(LONGEST["question"])]
    hint: Annotated[str, line(LONGEST["hint"])]
    better: Better | None = None
    good_news: GoodNews | None = None
    anchors: Anchors = ()

    @model_validator(mode="before")
    @classmethod
    def _knows_its_keys(cls, content: Any) -> Any:
        for key, value in content.items() if isinstance(content, dict) else ():
            if key not in DIMENSION_KEYS and not isinstance(value, dict):
                told = {"hint": meant(key, DIMENSION_KEYS), "allowed": listed(DIMENSION_KEYS)}
                raise fault("frameworks.unknown_key", at=(key,), **told)
        return content

    @property
    def raters(self) -> dict[str, RaterTable]:
        """Return the tables of raters, by rater."""
        return self.__pydantic_extra__

    @model_validator(mode="after")
    def _says_its_direction(self) -> "DimensionTable":
        # A direction of its own needs its own sentence: the scale's would say the opposite.
        if self.better and not self.good_news:
            example = '"some words"'
            raise fault("frameworks.missing_key", at=("good_news",), example=example)
        return self


DIMENSION_KEYS = tuple(DimensionTable.model_fields)


class ScaleTable(StrictTable):
    """What stands under ``[scale]``."""

    key: KeyText
    name: Name
    version: PositiveWhole
    order: PositiveWhole | None = None
    minimum: ReadableNumber
    maximum: ReadableNumber
    step: ReadableNumber
    better: Better
    lane: Lane
    good_news: GoodNews
    notice: Annotated[str, line(LONGEST["notice"])] | None = None
    raters: Annotated[tuple[Name, ...], Strict(False)] = ()
    not_rated: Annotated[dict[KeyText, Annotated[str, line(LONGEST["reason"])]], Filled] | None = (
        None
    )
    sources: Sources = ()
    path: bool = False
    dimensions: Annotated[dict[KeyText, DimensionTable], Filled]

    @model_validator(mode="after")
    def _counts_from_minimum_to_maximum(self) -> "ScaleTable":
        told = {"low": shown(self.minimum), "high": shown(self.maximum), "step": shown(self.step)}
        if self.minimum >= self.maximum:
            raise fault("frameworks.bad_bounds", at=("maximum",), **told)
        if self.step < FINEST_STEP:
            raise fault("frameworks.bad_step", at=("step",), **told)
        if (exact(self.maximum) - exact(self.minimum)) % exact(self.step):
            raise fault("frameworks.uneven_step", at=("step",), **told)
        for key, dimension in self.dimensions.items():
            self._check_anchors(("dimensions", key, "anchors"), dimension.anchors)
            for rater, words in dimension.raters.items():
                at = ("dimensions", key, rater, "anchors")
                if dimension.anchors and not words.anchors:
                    # Without them the worker's would stand under a question put to somebody else.
                    raise fault("frameworks.missing_key", at=at)
                self._check_anchors(at, words.anchors)
        return self

    def _check_anchors(self, at: tuple[str, ...], anchors: tuple[AnchorTable, ...]) -> None:
        told = {"low": shown(self.minimum), "high": shown(self.maximum), "step": shown(self.step)}
        for number, anchor in enumerate(anchors):
            inside = self.minimum <= anchor.value <= self.maximum
            if not inside or (exact(anchor.value) - exact(self.minimum)) % exact(self.step):
                told["value"] = shown(anchor.value)
                raise fault("frameworks.anchor_outside", at=(*at, number, "value"), **told)
        values = Counter(anchor.value for anchor in anchors)
        for value, n in values.items():
            if n > 1:
                raise fault("frameworks.anchor_twice", at=at, value=shown(value))
        for point in points_between(self.minimum, self.maximum, self.step) if anchors else ():
            if point not in values:
                raise fault("frameworks.no_anchor", at=at, value=shown(point))


SCALE_KEYS = tuple(ScaleTable.model_fields)


class ScaleFile(StrictTable):
    """A file with a scale and nothing else."""

    scale: ScaleTable


def load_scale(path: Path, kinds: Mapping[str, Mapping[str, str]], language: str) -> Scale:
    """Return the scale of a file that holds nothing else.

    Raises
    ------
    FrameworkError
        Naming file, key and remedy.
    """
    return made_scale(checked(ScaleFile, read_toml(path), path).scale, path, kinds, language)


def made_scale(
    table: ScaleTable, path: Path, kinds: Mapping[str, Mapping[str, str]], language: str
) -> Scale:
    """Return the scale a ``[scale]`` table describes.

    Parameters
    ----------
    table : ScaleTable
        What stands under ``[scale]``.
    path : Path
        The file, for sentences.
    kinds : dict
        For the raters there are and the usual reasons for not rating.
    language : str
        For the usual notice.

    Raises
    ------
    FrameworkError
        A rater is not known, or there is none.
    """
    for refused in _wrong_raters(table.raters, path, kinds["rater"]):
        raise refused
    for refused in _wrong_words(table, path):
        raise refused
    said = {key: value for key, value in table if key != "order"}
    said |= {
        "notice": table.notice or bundled_sentences(language).say("frameworks.notice", {}),
        "not_rated": dict(table.not_rated or kinds["not_rated"]),
        "dimensions": {key: _dimension(key, each, table) for key, each in table.dimensions.items()},
    }
    return Scale(**said)


def _wrong_raters(
    raters: tuple[str, ...], path: Path, known: Mapping[str, str]
) -> Iterator[FrameworkError]:
    told = {"key": "scale.raters", "allowed": listed(known)}
    if not raters:
        yield wrong(path, "no_raters", **told)
    for rater in raters:
        if rater not in known:
            yield wrong(path, "not_one_of", word=rater, hint=meant(rater, known), **told)
    if len(set(raters)) < len(raters):
        yield wrong(path, "twice", **told)


def _wrong_words(table: ScaleTable, path: Path) -> Iterator[FrameworkError]:
    """Refuse words for somebody who does not rate; the worker's are the dimension's own."""
    own = [rater for rater in table.raters if rater != "worker"]
    for key, dimension in table.dimensions.items():
        for rater in dimension.raters:
            if rater not in own:
                allowed = [*DIMENSION_KEYS, *own]
                told = {"hint": meant(rater, allowed), "allowed": listed(allowed)}
                yield wrong(path, "unknown_key", key=f"scale.dimensions.{key}.{rater}", **told)


def _dimension(key: str, table: DimensionTable, scale: ScaleTable) -> Dimension:
    return Dimension(
        key=key,
        name=table.name,
        question=table.question,
        hint=table.hint,
        anchors=_anchors(table.anchors),
        better=table.better or scale.better,
        good_news=table.good_news or scale.good_news,
        # In the order of the raters, so that the order in the file makes no other words.
        words=tuple(
            RaterWords(rater, words.question, words.hint, _anchors(words.anchors))
            for rater in scale.raters
            if (words := table.raters.get(rater))
        ),
    )


def _anchors(tables: tuple[AnchorTable, ...]) -> tuple[Anchor, ...]:
    ordered = sorted(tables, key=lambda anchor: anchor.value)
    return tuple(Anchor(each.value, each.label, each.text, each.event or "") for each in ordered)

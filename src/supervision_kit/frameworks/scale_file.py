"""Is the scale in this file complete and sound?"""

from collections.abc import Mapping
from typing import cast

from supervision_kit.frameworks.problems import listed
from supervision_kit.frameworks.scale import (
    Anchor,
    Better,
    Dimension,
    Lane,
    Scale,
    exact,
    shown,
)
from supervision_kit.frameworks.sentences import bundled
from supervision_kit.frameworks.table import LONGEST_KEY, Table

BETTER = ("higher", "lower", "neither")
LANES = ("engagement", "challenge", "context", "client_view")
SCALE_KEYS = (
    "key",
    "name",
    "version",
    "order",
    "minimum",
    "maximum",
    "step",
    "better",
    "lane",
    "good_news",
    "notice",
    "raters",
    "not_rated",
    "sources",
    "dimensions",
)
DIMENSION_KEYS = ("name", "question", "hint", "better", "good_news", "anchors")
ANCHOR_KEYS = ("value", "label", "text")

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


def read_scale(table: Table, kinds: Mapping[str, Mapping[str, str]], language: str) -> Scale:
    """Return the scale a ``[scale]`` table describes.

    Parameters
    ----------
    table : Table
        What stands under ``[scale]``.
    kinds : dict
        For the raters there are and the usual reasons for not rating.
    language : str
        For the usual notice.

    Raises
    ------
    FrameworkError
        Naming file, key and remedy.
    """
    table.only(SCALE_KEYS)
    minimum, maximum, step = _bounds(table)
    usual_notice = bundled(language).say("frameworks.notice", {})
    scale = Scale(
        key=_key(table),
        name=table.text("name", LONGEST["name"]),
        version=table.positive_whole("version"),
        minimum=minimum,
        maximum=maximum,
        step=step,
        better=cast(Better, table.one_of("better", BETTER)),
        lane=cast(Lane, table.one_of("lane", LANES)),
        good_news=table.text("good_news", LONGEST["good_news"]),
        notice=table.text("notice", LONGEST["notice"], usual_notice),
        raters=_raters(table, kinds["rater"]),
        not_rated=_reasons(table, kinds["not_rated"]),
        sources=table.texts("sources", LONGEST["source"]),
        dimensions={},
    )
    # The scale is there before its dimensions, which are checked against its bounds.
    for key, each in table.table("dimensions").tables().items():
        scale.dimensions[key] = _dimension(key, each, scale)
    return scale


def _key(table: Table) -> str:
    word = table.text("key", LONGEST_KEY)
    table.check_key("key", word)
    return word


def _bounds(table: Table) -> tuple[float, float, float]:
    minimum, maximum = table.number("minimum"), table.number("maximum")
    step = table.number("step")
    if minimum >= maximum:
        raise table.wrong("bad_bounds", "maximum", low=shown(minimum), high=shown(maximum))
    if step < FINEST_STEP:
        raise table.wrong("bad_step", "step", step=shown(step))
    if (exact(maximum) - exact(minimum)) % exact(step):
        raise table.wrong(
            "uneven_step", "step", step=shown(step), low=shown(minimum), high=shown(maximum)
        )
    return minimum, maximum, step


def _raters(table: Table, known: Mapping[str, str]) -> tuple[str, ...]:
    raters = table.texts("raters", LONGEST["name"])
    if not raters:
        raise table.wrong("no_raters", "raters", allowed=listed(known))
    for rater in raters:
        table.check_one_of("raters", rater, known)
    if len(set(raters)) < len(raters):
        raise table.wrong("twice", "raters")
    return raters


def _reasons(table: Table, usual: Mapping[str, str]) -> dict[str, str]:
    if "not_rated" not in table.content:
        return dict(usual)
    return table.table("not_rated").labels(LONGEST["reason"])


def _dimension(key: str, table: Table, scale: Scale) -> Dimension:
    table.only(DIMENSION_KEYS)
    # A direction of its own needs its own sentence: the scale's would say the opposite.
    needs_sentence = "better" in table.content
    return Dimension(
        key=key,
        name=table.text("name", LONGEST["name"]),
        question=table.text("question", LONGEST["question"]),
        hint=table.text("hint", LONGEST["hint"]),
        anchors=_anchors(table, scale),
        better=cast(Better, table.one_of("better", BETTER, scale.better)),
        good_news=table.text(
            "good_news", LONGEST["good_news"], None if needs_sentence else scale.good_news
        ),
    )


def _anchors(table: Table, scale: Scale) -> tuple[Anchor, ...]:
    contents = table.value("anchors", "anchors") if "anchors" in table.content else []
    found: dict[float, Anchor] = {}
    for number, content in enumerate(contents, start=1):
        place = table.where(f"anchors, number {number}")
        if not isinstance(content, dict):
            raise table.wrong("bad_anchor", "anchors", number=number)
        anchor = _anchor(Table(table.path, place, content), scale)
        if anchor.value in found:
            raise table.wrong("anchor_twice", "anchors", value=shown(anchor.value))
        found[anchor.value] = anchor
    bare = [point for point in scale.points if point not in found]
    if found and bare:
        raise table.wrong("no_anchor", "anchors", value=shown(bare[0]))
    return tuple(found[value] for value in sorted(found))


def _anchor(table: Table, scale: Scale) -> Anchor:
    table.only(ANCHOR_KEYS)
    value = table.number("value")
    inside = scale.minimum <= value <= scale.maximum
    if not inside or (exact(value) - exact(scale.minimum)) % exact(scale.step):
        raise table.wrong(
            "anchor_outside",
            "value",
            value=shown(value),
            low=shown(scale.minimum),
            high=shown(scale.maximum),
            step=shown(scale.step),
        )
    return Anchor(
        value=value,
        label=table.text("label", LONGEST["label"]),
        text=table.text("text", LONGEST["anchor"]),
    )

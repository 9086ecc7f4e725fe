"""How is a dimension of a scale asked in a form, and which ratings are accepted?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import pandas as pd

from supervision_kit.errors import InvalidRecord, StoreError
from supervision_kit.frameworks import Anchor, Dimension, Framework, Scale, day_in_words, say, says
from supervision_kit.frameworks.scale import THE_PERSON
from supervision_kit.records import clean_text
from supervision_kit.widgets.fields import Field

#: Reasons by which somebody says that they would rather not, the more fitting first.
_RATHER_NOT = ("rather_not_say", "declined")


@dataclass(frozen=True, kw_only=True)
class RatingField(Field):
    """One dimension, rated by one rater."""

    kind: ClassVar[str] = "rating"
    shape: ClassVar[tuple[type, ...]] = (dict,)
    scale: Scale
    dimension: Dimension
    rater: str
    evidence: str
    last: str = ""
    last_when: str = ""
    compact: bool = False
    by_person: bool = False

    @classmethod
    def of(
        cls, scale: Scale, dimension: str, rater: str, *, last: str = "", last_when: str
    ) -> Self:
        """Return the question for a dimension, worded for the rater.

        Raises
        ------
        InvalidRecord
            It is not asked of them.
        """
        asked = scale.asked(dimension, rater)
        if asked is None:
            name = scale.dimensions[dimension].name
            raise InvalidRecord(say("form.not_asked", dimension=name), "rater")
        own = any(each.rater == rater for each in scale.own_words(dimension))
        prefix = "" if own else f"form.rated_by_{rater}"
        label = say(prefix, question=asked.question) if says(prefix) else asked.question
        return cls(
            key=f"rating.{rater}.{scale.key}.{dimension}",
            label=label,
            hint=asked.hint,
            scale=scale,
            dimension=asked,
            rater=rater,
            evidence=_evidence(scale, rater),
            last=last,
            last_when=last_when,
        )

    @classmethod
    def on_card(cls, scale: Scale, dimension: str) -> Self:
        """Return the question as the person answers it alone: the sentences and nothing else."""
        asked = cls.of(scale, dimension, THE_PERSON, last_when="")
        return replace(asked, hint="", evidence="", by_person=True)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws: a card a point, or a number for a fine scale."""
        points = self.scale.points
        low, high = _short(self.scale.minimum), _short(self.scale.maximum)
        anchors = {anchor.value: anchor for anchor in self.dimension.anchors}
        direct, reasons = self._reasons()
        return super().spec() | {
            "points": [self._point(value, anchors) for value in points or anchors],
            "typed": not points,
            "range": say("form.range", low=low, high=high),
            "direct": direct,
            "reasons": reasons,
            "evidence": self.evidence,
            "last": self.last,
            "last_when": self.last_when,
            "compact": self.compact,
        }

    def _reasons(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the reasons for not rating: those offered at once, and those behind them."""
        known = self.scale.not_rated
        if self.by_person:
            key = next((key for key in _RATHER_NOT if key in known), "")
            return [(key, say("form.card_rather_not"))] if key else [], []
        direct = [pair for pair in known.items() if pair[0] == _RATHER_NOT[0]]
        return direct, [pair for pair in known.items() if pair not in direct]

    def _point(self, value: float, anchors: Mapping[float, Anchor]) -> dict[str, Any]:
        anchor = anchors.get(value)
        if anchor is None:
            return {"value": value, "shown": _short(value), "label": "", "text": ""}
        words = {"label": anchor.label, "text": anchor.text}
        if self.rater == THE_PERSON and self.scale.lane != "client_view":
            words = {"label": anchor.text, "text": ""}  # the label only shortens the sentence
        # A person answers in words, not in numbers.
        return {"value": value, "shown": "" if self.rater == THE_PERSON else _short(value), **words}

    def accept(self, raw: Any) -> dict[str, Any] | None:
        """Return `value`, `not_rated`, `not_rated_note` and `evidence`, or None when empty."""
        if set(raw) - {"value", "not_rated", "not_rated_note", "evidence"}:
            raise InvalidRecord(say("form.unreadable", label=self.called), self.key)
        value, reason = raw.get("value"), raw.get("not_rated")
        note, evidence = (
            clean_text(raw.get(part) or "", self.label, self.key)
            for part in ("not_rated_note", "evidence")
        )
        if value is None and reason is None and not note and not evidence:
            return None
        self._check_complete(value, reason, note)
        if value is not None:
            value = self._on_scale(value)
        return {"value": value, "not_rated": reason, "not_rated_note": note, "evidence": evidence}

    def _on_scale(self, value: object) -> float:
        try:
            return self.scale.check(self.dimension.key, value)
        except InvalidRecord as error:
            raise InvalidRecord(str(error), self.key) from None

    def _check_complete(self, value: object, reason: object, note: str) -> None:
        name = self.dimension.name
        if value is not None and (reason is not None or note):
            raise InvalidRecord(say("record.value_and_reason", dimension=name), self.key)
        if value is None and reason is None:
            raise InvalidRecord(say("form.words_without_rating", dimension=name), self.key)
        known = isinstance(reason, str) and reason in self.scale.not_rated
        if value is None and not known:
            raise InvalidRecord(say("form.reason_missing", dimension=name), self.key)

    def in_words(self, raw: object) -> str:
        """Return the point, or why there is none, and what was seen."""
        if not isinstance(raw, dict):
            return super().in_words(raw)
        labels = {each.value: each.label for each in self.dimension.anchors}
        value, reason = raw.get("value"), raw.get("not_rated")
        told = "" if value is None else f"{_short(value)} {labels.get(value, '')}".strip()
        reason = self.scale.not_rated.get(str(reason), "") if reason else ""
        parts = (told, reason, raw.get("not_rated_note"), raw.get("evidence"))
        return " · ".join(part for part in parts if part) or super().in_words(None)

    def texts(self, raw: object) -> Iterator[tuple[str, str]]:
        """Yield what was seen and the note, as one text."""
        if isinstance(raw, dict):
            parts = (raw.get("evidence"), raw.get("not_rated_note"))
            if text := "\n".join(part for part in parts if isinstance(part, str) and part):
                yield self.key, text


def answer_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a rating that is stored as the answer that gave it."""
    value = row["value"]
    return {
        "value": None if value is None or pd.isna(value) else float(value),
        "not_rated": row["not_rated"] if isinstance(row["not_rated"], str) else None,
        "not_rated_note": row["not_rated_note"],
        "evidence": row["evidence"],
    }


def _evidence(scale: Scale, rater: str) -> str:
    """Return how it is asked what was seen or heard; the person is not asked for reasons."""
    if scale.lane == "client_view":
        return ""
    key = f"form.evidence_{rater}"
    return say(key if says(key) else "form.evidence_worker")


def _short(number: float) -> str:
    return f"{number:g}"


def last_ratings(
    ratings: pd.DataFrame, framework: Framework, words: Callable[[str], Scale]
) -> dict[tuple[str, str, str], str]:
    """Return a sentence about the last rating of each dimension by each rater.

    Parameters
    ----------
    ratings : DataFrame
        As `Store.ratings` returns it for one case; may be empty.
    framework : Framework
        Where scales are worded now.
    words : callable
        As `Store.words`: a point keeps the label, and a number the scale, it was chosen under.

    Returns
    -------
    dict
        Sentences by (scale, dimension, rater); without dimensions that are no longer worded.
    """
    newest = ratings.drop_duplicates(["scale", "dimension", "rater"], keep="last")
    sentences = {}
    for row in newest.to_dict("records"):
        scale = framework.scales.get(row["scale"])
        if scale and row["dimension"] in scale.dimensions:
            sentences[scale.key, row["dimension"], row["rater"]] = _last(row, scale, words)
    return sentences


def _last(row: Mapping[Any, Any], now: Scale, words: Callable[[str], Scale]) -> str:
    told: dict[str, Any] = {"day": day_in_words(row["rated_on"].date())}
    then = _then(row, now, words)
    if pd.isna(row["value"]):
        reason = then.not_rated.get(row["not_rated"], row["not_rated"])
        return say("form.last_not_rated", reason=reason, **told)
    anchors = (
        then.asked(row["dimension"], row["rater"]) or then.dimensions[row["dimension"]]
    ).anchors
    label = next((f" ({each.label})" for each in anchors if each.value == row["value"]), "")
    told |= {"value": _short(row["value"]), "label": label}
    if _measure(then, row["dimension"]) == _measure(now, row["dimension"]):
        return say("form.last_rated", **told)
    bounds = {"low": _short(then.minimum), "high": _short(then.maximum)}
    return say("form.last_rated_earlier", **told, **bounds)


def _then(row: Mapping[Any, Any], now: Scale, words: Callable[[str], Scale]) -> Scale:
    """Return the scale as it was worded for a rating; as it is now where nobody can tell."""
    if row["wording"] == now.wording:
        return now
    try:
        then = words(row["wording"])
    except StoreError:  # the store says elsewhere what of it cannot be read
        return now
    return then if row["dimension"] in then.dimensions else now


def _measure(scale: Scale, dimension: str) -> tuple[float, float, float, str]:
    return scale.minimum, scale.maximum, scale.step, scale.dimensions[dimension].better

"""What is kept about one rating: one value, for one dimension, on one date, by one rater?"""

import datetime as dt
import math
from numbers import Real

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, Scale, say
from supervision_kit.records.columns import (
    happened_day,
    key,
    kind_of,
    of_case,
    of_contact,
    of_participant,
    own_id,
    scale_value,
    words,
)
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record, label_of, same_case
from supervision_kit.records.rules import KEY_LONGEST
from supervision_kit.records.taking_back import MayBeTakenBack
from supervision_kit.records.text import clean_text
from supervision_kit.records.triggers import declare_triggers
from supervision_kit.records.wordings import WORDINGS


class Rating(MayBeTakenBack, Record):
    """One value on one dimension, or the reason why there is none."""

    __tablename__ = "ratings"
    kept = Kept(
        CASE,
        day="rated_on",
        then=("scale", "dimension", "rater"),
        same=(
            *("contact_id", "case_id", "rated_on"),
            *("scale", "dimension", "rater", "participant_id"),
        ),
        once=True,
        unique=True,
    )
    __table_args__ = (
        # Clustered by case and date, the way a chart reads them.
        PrimaryKeyConstraint("case_id", "rated_on", "id"),
        UniqueConstraint("id"),
        same_case("contact_id", "contacts"),
        same_case("participant_id", "participants"),
        ForeignKeyConstraint(["wording"], [WORDINGS.c.id]),
        CheckConstraint("(value IS NULL) <> (not_rated IS NULL)", name="value_or_reason"),
        {**STRICT, "sqlite_with_rowid": False},
    )

    id: Mapped[str] = own_id()
    case_id: Mapped[str] = of_case()
    contact_id: Mapped[str | None] = of_contact()
    rated_on: Mapped[dt.date] = happened_day()
    scale: Mapped[str] = key()
    dimension: Mapped[str] = key()
    rater: Mapped[str] = kind_of("rater")
    participant_id: Mapped[str | None] = of_participant()
    value: Mapped[float | None] = scale_value()
    not_rated: Mapped[str | None] = key(default=None)
    not_rated_note: Mapped[str] = words()
    evidence: Mapped[str] = words()
    wording: Mapped[str] = key(default="")

    def check(self, framework: Framework) -> None:
        """Bring every value into the form that is kept; see `Record.check`.

        A rating without a wording gets that of the framework's scale. One that was answered
        under an earlier wording keeps it, and the store holds it to the bounds of that wording;
        a framework that has earlier words at hand, under their wording, is asked for them first.
        """
        if not self.wording:
            self.wording = self._scale(framework).wording
        super().check(framework)

    def check_together(self, framework: Framework) -> None:
        """Refuse what the scale does not know, and a rating with both a value and a reason."""
        scale = self._scale(framework)
        if self.dimension not in scale.dimensions:
            raise InvalidRecord(
                say("record.unknown_dimension", scale=scale.name, dimension=self.dimension),
                "dimension",
            )
        if self.rater not in scale.raters:
            raise InvalidRecord(
                say(
                    "record.wrong_rater",
                    scale=scale.name,
                    rater=framework.kind("rater", self.rater),
                ),
                "rater",
            )
        self._check_answer(scale)

    def _scale(self, framework: Framework) -> Scale:
        worded = framework.scales.get(self.wording) if isinstance(self.wording, str) else None
        if worded is not None and worded.key == self.scale:
            return worded
        key = clean_text(self.scale, label_of(type(self), "scale"), "scale", KEY_LONGEST)
        if key not in framework.scales:
            raise InvalidRecord(say("record.unknown_scale", scale=key), "scale")
        return framework.scales[key]

    def _check_answer(self, scale: Scale) -> None:
        name = scale.dimensions[self.dimension].name
        if (self.value is None) == (self.not_rated is None):
            told = "value_and_reason" if self.not_rated else "neither_value_nor_reason"
            raise InvalidRecord(say(f"record.{told}", dimension=name), "value")
        if self.value is not None:
            self.value = self._on_scale(scale)
        elif self.not_rated not in scale.not_rated:
            raise InvalidRecord(
                say(
                    "record.unknown_kind",
                    label=label_of(type(self), "not_rated"),
                    known=", ".join(scale.not_rated.values()),
                ),
                "not_rated",
            )

    def _on_scale(self, scale: Scale) -> float:
        if self.wording == scale.wording:
            return scale.check(self.dimension, self.value)
        # The store has the bounds of an earlier wording, and a trigger holds the value to them.
        value = self.value
        if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
            raise InvalidRecord(say("record.off_scale"), "value")
        return float(value)


_IS_ON_SCALE = """EXISTS (
    SELECT 1 FROM wordings w WHERE w.id = NEW.wording AND w.scale = NEW.scale
    AND NEW.value BETWEEN w.minimum AND w.maximum
    AND abs((NEW.value - w.minimum) / w.step - round((NEW.value - w.minimum) / w.step)) < 1e-4
  )"""


def _held_to_scale(when: str, verb: str) -> str:
    return f"""
CREATE TRIGGER ratings_on_scale_when_{when} BEFORE {verb} ON ratings WHEN NEW.value IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'a rating is not on its scale') WHERE NOT {_IS_ON_SCALE};
END"""


# A rating keeps to the bounds of the wording it was answered under.
declare_triggers(
    Rating.__table__,
    sqlite=[_held_to_scale("new", "INSERT"), _held_to_scale("changed", "UPDATE")],
    postgresql=[
        f"""
CREATE FUNCTION rating_on_scale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.value IS NOT NULL AND NOT {_IS_ON_SCALE} THEN
    RAISE EXCEPTION 'a rating is not on its scale' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$""",
        "CREATE TRIGGER ratings_on_scale BEFORE INSERT OR UPDATE ON ratings "
        "FOR EACH ROW EXECUTE FUNCTION rating_on_scale()",
    ],
)

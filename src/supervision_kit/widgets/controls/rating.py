"""How is one dimension rated: a point with its anchor, or not rated with a reason?"""

from typing import Any

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Scale, say
from supervision_kit.widgets.controls.form_fields import FormFields
from supervision_kit.widgets.rating_field import RatingField


class RatingControl(FormFields):
    """One dimension to rate, on its own.

    Parameters
    ----------
    scale : Scale
        A scale of the framework.
    dimension : str
        Key of one of its dimensions.
    rater : str
        Key of the kind ``rater``; it words the question about what was seen.
    last : str
        A sentence about the last rating, shown beneath the question; empty for rating blind.

    Attributes
    ----------
    value : dict
        `value` (scale points or None), `not_rated` (key of a reason, "" while none is chosen, or
        None), `not_rated_note` and `evidence` (str). Unchecked; `read` checks.

    Examples
    --------
    >>> from supervision_kit.frameworks import load_framework
    >>> control = RatingControl(load_framework().scales["engagement"], "expectancy")
    >>> control.value = {"value": 4}
    >>> control.read()["value"]
    4.0
    """

    def __init__(
        self, scale: Scale, dimension: str, *, rater: str = "worker", last: str = "", **options: Any
    ) -> None:
        self.field = RatingField.of(scale, dimension, rater, last=last, last_when="")
        super().__init__([self.field.spec()], only=self.field.key, **options)

    def read(self) -> dict[str, Any] | None:
        """Return the checked answer, None when there is none.

        Raises
        ------
        InvalidRecord
            The answer is off the scale, not rated without a reason, or was too long to be taken.
        """
        if self.untaken:
            raise InvalidRecord(say("form.not_taken"), self.field.key)
        return self.field.read(self.value)

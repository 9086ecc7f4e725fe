"""What does a piece of a page look like as HTML?

The pieces are the ``.html`` files of this folder. Everything put into them is escaped.
"""

from datetime import date, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from supervision_kit.frameworks import day_in_words, day_short, say


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("supervision_kit.pages", "fragments"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(say=say)
    environment.filters.update(day=day_in_words, short_day=_short_day)
    return environment


def _short_day(day: date) -> str:
    on = day.date() if isinstance(day, datetime) else day
    return day_short(on, today=date.today())


def render(name: str, **values: object) -> str:
    """Fill in one piece of a page.

    Parameters
    ----------
    name : str
        File name in this folder without ``.html``.
    **values
        What the piece shows; plain text is escaped.
    """
    return _environment().get_template(f"{name}.html").render(**values)

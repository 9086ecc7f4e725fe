"""What is a rater called within a sentence, whoever it is?

An agency may add raters that nobody here has heard of: they are named by their key, with an
article, and never in the genitive, which not every name bears.
"""

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import say


def rater_name(rater: str) -> str:
    """Return what a rater is called on the chart; an unknown one is shown with spaces.

    >>> rater_name("worker"), rater_name("family_worker")
    ('worker', 'family worker')
    """
    try:
        return say(f"chart.rater.{rater}")
    except FrameworkError:
        return rater.replace("_", " ")


def rater_in_words(rater: str) -> str:
    """Return a rater as a sentence names one: after "by", or at its beginning.

    >>> rater_in_words("worker"), rater_in_words("other"), rater_in_words("family_worker")
    ('the worker', 'someone else', 'the family worker')
    """
    return _said("rater_in_words", rater)


def ratings_of(rater: str) -> str:
    """Return the ratings of somebody as a sentence names them.

    >>> ratings_of("worker"), ratings_of("other"), ratings_of("family_worker")
    ('the worker’s ratings', 'someone else’s ratings', 'the ratings by the family worker')
    """
    return _said("ratings_of", rater)


def _said(form: str, rater: str) -> str:
    try:
        return say(f"chart.{form}.{rater}")
    except FrameworkError:
        return say(f"chart.{form}.any", name=rater_name(rater))

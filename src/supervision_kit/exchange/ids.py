"""Which id does a new record get, so that the same import always gives the same one?"""

import uuid
from collections.abc import Container

_NAMESPACE = uuid.UUID("6f7d0a52-3f0b-5d43-9c0e-2b8a5d1c7e11")


def made_id(*parts: object) -> str:
    """Make the id that these parts always give."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(map(str, parts))).hex


def free_id(taken: Container[str], *parts: object) -> str:
    """Make the first id of these parts that nobody has.

    A record that was corrected keeps the id it got for what it said before, so the id of some
    content may be that of a record which says something else today.
    """
    made, n_tried = made_id(*parts), 1
    while made in taken:
        n_tried += 1
        made = made_id(*parts, n_tried)
    return made

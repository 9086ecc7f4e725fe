"""What is done alike with everything invented, whatever it tells?"""

import uuid

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework
from supervision_kit.records import Record

# Ids come from this and from what a record is about, so every run makes the same ones.
_NAMESPACE = uuid.UUID("6f1d3c52-4d0e-5b8a-9a37-2f5c8e0b7d41")


def id_of(*parts: object) -> str:
    """Give the id of what these parts tell from all else, the same every time."""
    return uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))).hex


def has_place(record: Record, framework: Framework) -> bool:
    """Say whether a framework can keep a record: an agency may word one of ours otherwise."""
    try:
        record.check(framework)
    except InvalidRecord:
        return False
    return True

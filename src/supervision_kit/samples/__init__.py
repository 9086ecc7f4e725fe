"""What does a caseload look like after a year of writing things down?

Twelve invented cases and five supervisions for the first run, the docs and the tests. Each is told
in one TOML file in the folder ``cases`` or ``supervisions``; nobody in them is or was a real
person.
"""

from supervision_kit.samples.filling import fill, invented_people, records_of
from supervision_kit.samples.story import LAST_DAY, Story, stories
from supervision_kit.samples.supervision_story import SupervisionStory, supervisions

__all__ = [
    "LAST_DAY",
    "Story",
    "SupervisionStory",
    "fill",
    "invented_people",
    "records_of",
    "stories",
    "supervisions",
]

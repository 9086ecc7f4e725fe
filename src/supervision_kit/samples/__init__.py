"""What does a caseload look like after a year of writing things down?

Twelve invented cases for the first run, the docs and the tests. Each is told in one TOML file in
the folder ``cases``; nobody in them is or was a real person.
"""

from supervision_kit.samples.filling import fill, records_of
from supervision_kit.samples.story import LAST_DAY, Story, stories

__all__ = ["LAST_DAY", "Story", "fill", "records_of", "stories"]

"""In whose room is a kind of record kept, and what makes two of its rows the same?"""

from dataclasses import dataclass

HOUSE_STREAM = "house"
"""The one history of all that belongs to everybody who works here."""


@dataclass(frozen=True)
class Room:
    """Whose a row is. The room is its history, its salt, and what is erased together.

    Attributes
    ----------
    name : str
        Also the column that names it in a table that was read.
    key : str or None
        The column that says which of these rooms; None for the house, of which there is one.
    """

    name: str
    key: str | None


CASE = Room("case", "case_id")
PERSON = Room("person", "person_id")
SUPERVISION = Room("supervision", "supervision_id")
TEAM = Room("team", "team_id")
HOUSE = Room("house", None)


@dataclass(frozen=True)
class Kept:
    """What a kind of record says of itself beside its columns.

    Attributes
    ----------
    room : Room
        Whose its rows are.
    day : str or None
        The column that says when it was; rows of a room are ordered by it.
    then : tuple of str
        Columns that order what is of one day, or has none.
    same : tuple of str
        Columns that make a row the same one when it comes again with something else in the
        others; empty where all columns have to be looked at, as for two contacts of one day.
    once : bool
        Whether a row that says the same again is left out; otherwise each row is a record.
    unique : bool
        Whether the database refuses a second row that is the same and not taken back.
    opens : Room or None
        The room that begins with such a record.
    leaves : bool
        Whether an export of its room has it.
    leaves_as : str
        Its table's name outside the store; "" for the name it has inside.
    """

    room: Room
    day: str | None = None
    then: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    once: bool = False
    unique: bool = False
    opens: Room | None = None
    leaves: bool = True
    leaves_as: str = ""

"""What can go wrong, said so that the reader can act on it?

Every message is one or two plain sentences fit for the screen: what happened, the value, the
remedy. None carries what a person wrote about a case.
"""


class SupervisionKitError(Exception):
    """Anything this package refuses to do; its message is shown as it is."""


class FrameworkError(SupervisionKitError):
    """A scale, kind, prompt or text is missing or written wrongly in its file."""


class InvalidRecord(SupervisionKitError):
    """A record holds a value that cannot be kept.

    Attributes
    ----------
    field : str or None
        Name of the column the sentence is about, so that a form can point to it.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnknownCase(SupervisionKitError):
    """No case in the store has this code."""


class StoreError(SupervisionKitError):
    """The store could not be opened, read or written."""


class DamagedStore(StoreError):
    """Something in the store cannot be read any more; what can be read is still there."""


class TornStore(DamagedStore):
    """Whole parts of the store's file make no sense any more, so that reading stops at them."""


class StaleRecord(StoreError):
    """Somebody else saved the record since it was read.

    Attributes
    ----------
    record_id : str
        Which record.
    theirs : dict
        What the store holds now, by column.
    """

    def __init__(self, message: str, record_id: str, theirs: dict[str, object]) -> None:
        super().__init__(message)
        self.record_id = record_id
        self.theirs = theirs


class NewerSchema(StoreError):
    """The store was written by a later version of this package and is left untouched."""


class InvalidImport(SupervisionKitError):
    """A file to import has rows that cannot be kept; nothing was taken in.

    Attributes
    ----------
    problems : list
        One entry a problem: row, column, value and remedy.
    """

    def __init__(self, message: str, problems: list) -> None:
        super().__init__(message)
        self.problems = problems


class AccessDenied(SupervisionKitError):
    """What is asked for is not for the person who asks."""

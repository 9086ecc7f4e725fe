"""Which records can be taken back, and what is kept of that?"""

import datetime as dt

from sqlalchemy.orm import Mapped, MappedAsDataclass

from supervision_kit.records.columns import happened_day, words

WITHDRAWN = ("withdrawn_on", "withdrawn_why")


class MayBeTakenBack(MappedAsDataclass, kw_only=True):
    """A record that should not be here can be taken back: it stays, and is told nowhere.

    It leaves every table, chart, count, print and export; its history keeps it, and it can be
    brought again. What is kept once is kept once among records that were not taken back.
    """

    withdrawn_on: Mapped[dt.date | None] = happened_day(default=None, sort_order=8)
    withdrawn_why: Mapped[str] = words(sort_order=8)

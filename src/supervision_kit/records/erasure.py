"""What is kept of a record that stood in the wrong case?"""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from supervision_kit.records.columns import happened_day, key, of_case, record_id
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record


class Erasure(Record):
    """That a record was written again where it belongs, and its words were erased here.

    Its history stays: when it was saved, by whom, and the digest of each state. It names neither
    what stood there nor where it went.
    """

    __tablename__ = "erasures"
    kept = Kept(CASE, day="erased_on", leaves=False)
    __table_args__ = (Index(None, "case_id", "erased_on"), Index(None, "erased_id"), STRICT)

    case_id: Mapped[str] = of_case()
    erased_on: Mapped[dt.date] = happened_day()
    erased_kind: Mapped[str] = key()
    erased_id: Mapped[str] = record_id(needed=True)

"""What do all records have in common?"""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import own_id
from supervision_kit.records.rules import DayRule, Rule

#: Options of every table: SQLite shall refuse 'seven' in a column of numbers.
STRICT: dict[str, Any] = {"sqlite_strict": True}

_NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}


class Record(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Something that is stored: a row with an id and the number of times it was saved."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)
    __table__: ClassVar[Any]
    __table_args__ = STRICT

    id: Mapped[str] = own_id(primary_key=True)
    row_version: Mapped[int] = mapped_column(Integer, default=0, sort_order=9)

    def __init_subclass__(cls, **options: Any) -> None:
        """Give the table of a new record its CHECKs."""
        super().__init_subclass__(**options)
        add_checks(cls.__table__)

    def check(self, framework: Framework) -> None:
        """Bring every value into the form that is kept.

        Parameters
        ----------
        framework : Framework
            Where scales and kinds are looked up.

        Raises
        ------
        InvalidRecord
            At the first value that cannot be kept, naming its field.
        """
        if type(self.row_version) is not int or self.row_version < 0:
            raise InvalidRecord(say("record.bad_version"), "row_version")
        for column in self.__table__.columns:
            if rule := rule_of(column):
                name, label = column.name, label_of(column.name)
                given = getattr(self, name)
                value = rule.check(given, label, name, framework)
                if value is None and not column.nullable:
                    raise InvalidRecord(say("record.missing", label=label), name)
                if value is not given:
                    setattr(self, name, value)
        self.check_together(framework)

    def check_together(self, framework: Framework) -> None:
        """Check what concerns several values at once; records override it."""

    def snapshot(self) -> dict[str, Any]:
        """Give all values by column name, in the table's order."""
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}


def rule_of(column: Column[Any]) -> Rule | None:
    """Give the rule a column was declared with, or None."""
    return column.info.get("rule")


def label_of(field: str) -> str:
    """Give a column's name as people read it."""
    return say(f"record.label_{field}")


def add_checks(table: Table) -> None:
    """Give a table the rules of its columns as CHECKs."""
    table.append_constraint(CheckConstraint("row_version >= 1", name="row_version"))
    for column in table.columns:
        rule = rule_of(column)
        if rule is None:
            continue
        table.append_constraint(CheckConstraint(rule.sql(column.name), name=column.name))
        if isinstance(rule, DayRule):
            # SQLite keeps days as text: '2026-02-30' and '1.3.2026' are no days.
            real = CheckConstraint(
                f"{column.name} IS date({column.name}, '+0 days')", name=f"{column.name}_real"
            )
            table.append_constraint(real.ddl_if(dialect="sqlite"))

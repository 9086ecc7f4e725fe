"""What do all records have in common?"""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.schema import sort_tables

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say, says
from supervision_kit.records.columns import own_id
from supervision_kit.records.kept import CASE, HOUSE, HOUSE_STREAM, SUPERVISION, Kept, Room
from supervision_kit.records.rules import DayRule, PersonRule, Rule
from supervision_kit.records.taking_back import WITHDRAWN, MayBeTakenBack

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
    """Something that is stored: a row with an id and the number of times it was saved.

    A kind of record is a class: its columns, and in `kept` whose it is. All else follows from it.
    """

    kept: ClassVar[Kept]
    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)
    __table__: ClassVar[Any]
    __table_args__ = STRICT

    id: Mapped[str] = own_id(primary_key=True)
    row_version: Mapped[int] = mapped_column(Integer, default=0, sort_order=9)

    def __init_subclass__(cls, **options: Any) -> None:
        """Give the table of a new record its CHECKs, once it says whose it is."""
        if "kept" not in vars(cls):
            raise TypeError(f"{cls.__name__} does not say whose it is, such as kept = Kept(CASE)")
        super().__init_subclass__(**options)
        add_checks(cls.__table__)
        if cls.kept.unique:
            _keep_once(cls.__table__, cls.kept.same)

    def check(self, framework: Framework) -> None:
        """Bring every value into the form that is kept.

        Parameters
        ----------
        framework : Framework
            Where scales and kinds are looked up.

        Raises
        ------
        InvalidRecord
            At the first value that cannot be kept, naming its field as it is called outside.
        """
        if type(self.row_version) is not int or self.row_version < 0:
            raise InvalidRecord(say("record.bad_version"), "row_version")
        for column in self.__table__.columns:
            if rule := rule_of(column):
                name, label = column.name, label_of(type(self), column.name)
                given, told = getattr(self, name), told_as(column)
                value = rule.check(given, label, told, framework)
                if value is None and not column.nullable:
                    raise InvalidRecord(say("record.missing", label=label), told)
                if value is not given:
                    setattr(self, name, value)
        self.check_together(framework)

    def check_together(self, framework: Framework) -> None:
        """Check what concerns several values at once; records override it."""

    def check_within(self, opener: "Record") -> None:
        """Check against the record its room begins with, such as its case; records override it."""

    def snapshot(self) -> dict[str, Any]:
        """Give all values by column name, in the table's order."""
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}

    @classmethod
    def stream_of(cls, values: Mapping[str, Any]) -> str:
        """Give the id of the room a row belongs to, which is that of its history."""
        if cls.kept.room is HOUSE:
            return HOUSE_STREAM
        return str(values[room_key(cls) or "id"])


def same_case(column: str, table: str) -> ForeignKeyConstraint:
    """Tie a column that names another record to one of the same case."""
    return _same_room(column, table, CASE)


def same_supervision(column: str, table: str) -> ForeignKeyConstraint:
    """Tie a column that names another record to one of the same supervision."""
    return _same_room(column, table, SUPERVISION)


def _same_room(column: str, table: str, room: Room) -> ForeignKeyConstraint:
    key = str(room.key)
    return ForeignKeyConstraint([column, key], [f"{table}.id", f"{table}.{key}"])


def kinds() -> tuple[type[Record], ...]:
    """Give every kind of record: what others refer to comes first, else in the order declared."""
    declared = {kind.__table__: kind for kind in Record.__subclasses__()}
    return tuple(declared[table] for table in sort_tables(declared))


def room_key(kind: type[Record]) -> str | None:
    """Give the column that says in which room a record is; None if it is the room, or the house."""
    return None if kind.kept.opens is kind.kept.room else kind.kept.room.key


def opener_of(room: Room) -> type[Record]:
    """Give the kind of record that a room begins with."""
    return next(kind for kind in Record.__subclasses__() if kind.kept.opens is room)


def kind_named(table: str) -> type[Record]:
    """Give the kind of record that is kept in a table."""
    return next(kind for kind in Record.__subclasses__() if kind.__tablename__ == table)


def references_of(kind: type[Record]) -> dict[str, type[Record]]:
    """Give the columns that name another record, beside the room, and the kind each names.

    Somebody who is named by their code outside the store is not among them; see `by_code`.
    """
    tables = {each.__table__: each for each in Record.__subclasses__()}
    return {
        column.name: tables[key.column.table]
        for column in kind.__table__.columns
        for key in column.foreign_keys
        if column.name not in (room_key(kind), *by_code(kind).values())
        and key.column.table in tables
    }


def by_code(kind: type[Record]) -> dict[str, str]:
    """Give the columns that hold a person's id and say their code outside, by the name there."""
    return {
        told_as(column): column.name
        for column in kind.__table__.columns
        if isinstance(rule_of(column), PersonRule)
    }


def told_as(column: Column[Any]) -> str:
    """Give what a column is called outside the store: in tables, files and forms."""
    rule = rule_of(column)
    return rule.told_as if isinstance(rule, PersonRule) else column.name


def kept_as(kind: type[Record], told: str) -> str:
    """Give what a column is called in the store that is called so outside."""
    return by_code(kind).get(told, told)


def column_of(kind: type[Record], told: str) -> Column[Any]:
    """Give the column that is called so outside the store."""
    return kind.__table__.c[kept_as(kind, told)]


def as_kept(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Give values by column of the store that go by what their columns are called outside."""
    return {kept_as(kind, name): value for name, value in values.items()}


def can_be_taken_back(kind: type[Record]) -> bool:
    """Say whether records of a kind can be taken back."""
    return issubclass(kind, MayBeTakenBack)


def own_columns(kind: type[Record]) -> tuple[str, ...]:
    """Name what a record says, as it is called outside: no column that only the store needs."""
    inner = {*WITHDRAWN, "row_version", room_key(kind)}
    return tuple(told_as(each) for each in kind.__table__.columns if each.name not in inner)


def is_unique(kind: type[Record]) -> bool:
    """Say whether the store itself keeps no two records of a kind that are the same."""
    if kind.kept.unique:
        return True
    unique = (each for each in kind.__table__.constraints if isinstance(each, UniqueConstraint))
    return any({column.name for column in each} == set(kind.kept.same) for each in unique)


def rule_of(column: Column[Any]) -> Rule | None:
    """Give the rule a column was declared with, or None."""
    return column.info.get("rule")


def label_of(kind: type[Record], column: str) -> str:
    """Give a column's name as people read it: what its table calls it, or what all do."""
    declared = kind.__table__.c.get(column)
    return say(_label_key(kind.__tablename__, column if declared is None else told_as(declared)))


@cache  # an agency may word a label anew, but adds none
def _label_key(table: str, column: str) -> str:
    own = f"labels.{table}.{column}"
    return own if says(own) else f"labels.any.{column}"


def counted(kind: type[Record], n: int) -> str:
    """Say how many records of a kind there are."""
    return say(f"labels.{kind.__tablename__}.counted", n=n)


def _keep_once(table: Table, same: tuple[str, ...]) -> None:
    """Have the database refuse a second row that is the same, unless one of them was taken back."""
    # An empty value is the same as another empty one here; to a UNIQUE it would not be.
    parts = [f"coalesce({name}, '')" if table.c[name].nullable else name for name in same]
    stands = text(f"{WITHDRAWN[0]} IS NULL")
    index = Index(
        f"uq_{table.name}_same",
        *map(text, parts),
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    table.append_constraint(index)


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

"""What does the database itself refuse, whoever asks, beyond the CHECKs of a table?"""

from sqlalchemy import DDL, Table, event

_ONLY_ADDED_TO = """
CREATE OR REPLACE FUNCTION history_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'restrict_violation';
END $$"""


def declare_triggers(table: Table, *, sqlite: list[str], postgresql: list[str]) -> None:
    """Declare the triggers of a table: they are made whenever the table is.

    Parameters
    ----------
    table : Table
        What they watch.
    sqlite, postgresql : list of str
        The statements that make them on each engine, in order.
    """
    for dialect, statements in (("sqlite", sqlite), ("postgresql", postgresql)):
        table.info.setdefault(f"triggers_{dialect}", []).extend(statements)
        for statement in statements:
            made = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
            event.listen(table, "after_create", made)


def triggers_of(table: Table, dialect: str) -> list[str]:
    """Give the statements that make the triggers of a table on an engine, in order."""
    return [each.strip() for each in table.info.get(f"triggers_{dialect}", ())]


def never_deleted(table: Table) -> None:
    """Have the database refuse to delete a row of a table."""
    declare_triggers(
        table,
        sqlite=[_refused(table.name, "DELETE", "deleted")],
        postgresql=[
            _ONLY_ADDED_TO,
            f"CREATE TRIGGER {table.name}_never_deleted BEFORE DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to()",
        ],
    )


def only_added_to(table: Table) -> None:
    """Have the database refuse to change or delete a row of a table."""
    declare_triggers(
        table,
        sqlite=[
            _refused(table.name, "UPDATE", "changed"),
            _refused(table.name, "DELETE", "deleted"),
        ],
        postgresql=[
            _ONLY_ADDED_TO,
            f"CREATE TRIGGER {table.name}_only_added_to "
            f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to()",
        ],
    )


def _refused(table: str, verb: str, done: str) -> str:
    return f"""
CREATE TRIGGER {table}_never_{done} BEFORE {verb} ON {table}
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END"""

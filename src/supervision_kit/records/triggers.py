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


def only_emptied(table: Table, columns: tuple[str, ...], said_in: str, by: str) -> None:
    """Have the database refuse to delete a row of a table, or to change it but to empty columns.

    Parameters
    ----------
    table : Table
        Its rows have a `record_id`, and a `stream`: the case it is of.
    columns : tuple of str
        What may become NULL, all of them at once.
    said_in, by : str
        The table that has to name the record first, of the same case, and its column for that.
    """
    kept = [each.name for each in table.columns if each.name not in columns]
    emptied = " AND ".join(f"NEW.{each} IS NULL" for each in columns)
    said = (
        f"EXISTS (SELECT 1 FROM {said_in} "
        f"WHERE {said_in}.{by} = OLD.record_id AND {said_in}.case_id = OLD.stream)"
    )
    same = {
        engine: " AND ".join(f"NEW.{each} {word} OLD.{each}" for each in kept)
        for engine, word in (("sqlite", "IS"), ("postgresql", "IS NOT DISTINCT FROM"))
    }
    declare_triggers(
        table,
        sqlite=[
            f"""
CREATE TRIGGER {table.name}_never_changed BEFORE UPDATE ON {table.name}
WHEN NOT ({emptied} AND {same["sqlite"]} AND {said})
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END""",
            _refused(table.name, "DELETE", "deleted"),
        ],
        postgresql=[
            _ONLY_ADDED_TO,
            f"""
CREATE OR REPLACE FUNCTION {table.name}_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ({emptied} AND {same["postgresql"]} AND {said}) THEN
    RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$""",
            f"CREATE TRIGGER {table.name}_only_added_to BEFORE DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to()",
            f"CREATE TRIGGER {table.name}_only_emptied BEFORE UPDATE ON {table.name} "
            f"FOR EACH ROW EXECUTE FUNCTION {table.name}_only_emptied()",
        ],
    )


def _refused(table: str, verb: str, done: str) -> str:
    return f"""
CREATE TRIGGER {table}_never_{done} BEFORE {verb} ON {table}
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END"""

"""Which tables and columns has an export? Written into docs/data-format.md from the declarations.

python -m tests.exchange.data_format
"""

import re
from pathlib import Path

from supervision_kit.exchange.kinds import KINDS, columns_of
from supervision_kit.records import label_of
from supervision_kit.records.record import column_of, references_of, rule_of
from supervision_kit.records.rules import (
    CodeRule,
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    PersonRule,
    TextRule,
    ValueRule,
    WholeRule,
)

PAGE = Path(__file__).parents[2] / "docs" / "data-format.md"
TABLES = re.compile(r"(?<=<!-- tables -->\n).*?(?=\n<!-- end of tables -->)", re.S)
HOLDS = {
    CodeRule: lambda _: "2 to 20 letters, digits and hyphens, in capital letters",
    DayRule: lambda rule: "a day, also one ahead" if rule.may_be_future else "a day",
    IdRule: lambda _: "32 hexadecimal digits",
    KeyRule: lambda _: "a key",
    KindRule: lambda rule: f"a key of `{rule.group}`",
    PersonRule: lambda _: "initials or a code, never a name",
    TextRule: lambda rule: "text, never empty" if rule.missing else "text",
    ValueRule: lambda _: "scale points",
    WholeRule: lambda rule: f"a whole number from {rule.low:,} to {rule.high:,}",
}


def tables():
    """Write a section for each table."""
    return "\n".join(map(section, KINDS))


def section(name):
    kind = KINDS[name]
    said = " ".join(kind.__doc__.partition("\n\n")[0].split())
    columns = {each: (label_of(kind, each), holds(kind, each)) for each in shown(name)}
    signed = "| author, saved_at, changed_by, changed_at | | [who wrote it](#who-wrote-it) |"
    rows = [f"| {column} | {label} | {told} |" for column, (label, told) in columns.items()]
    head = [f"\n### {name}\n", f"{said}\n", "| column | on screen | holds |", "|---|---|---|"]
    return "\n".join([*head, *rows, signed])


def shown(name):
    """Columns in the order of an export: what a row refers to, and its own number, come last."""
    last = [*references_of(KINDS[name]), "id"]
    return [*(column for column in columns_of(name) if column not in last), *last]


def holds(kind, column):
    declared, referred = column_of(kind, column), references_of(kind).get(column)
    rule = rule_of(declared)
    told = HOLDS[type(rule)](rule)
    if referred:
        told = f"the `id` of one of `{referred.kept.leaves_as or referred.__tablename__}`"
    elif declared.foreign_keys and column == declared.name:
        (key,) = declared.foreign_keys
        told = f"one of `{key.column.table.name}`"
    return f"{told}, or empty" if declared.nullable else told


if __name__ == "__main__":
    PAGE.write_text(TABLES.sub(lambda _: tables(), PAGE.read_text("utf-8")), "utf-8")

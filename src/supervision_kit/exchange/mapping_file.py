"""Does a mapping file say everything that is needed, and nothing that is not understood?

Every refusal names the file, the key and the remedy. A key nobody reads is refused, too: a slip of
the pen such as ``formt`` would otherwise change the meaning of a whole file in silence.
"""

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .dates import check_format
from .kinds import KINDS, fields_of
from .mapping import (
    CaseRule,
    DayRule,
    FieldRule,
    FileForm,
    Mapping,
    PhaseRule,
    RatingColumn,
)
from .mapping_section import Section
from .problems import refusal
from .reading_csv import known_encoding

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file; scale files it names are looked for beside it.

    Returns
    -------
    Mapping
        Complete and checked, as far as it can be without the file it is for.

    Raises
    ------
    InvalidImport
        Naming file, key and remedy.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
        found = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise refusal("mapping_unreadable", source=str(path), reason=error.strerror) from None
    except UnicodeDecodeError:
        raise refusal("mapping_not_utf8", source=path.name) from None
    except tomllib.TOMLDecodeError as error:
        raise refusal("mapping_not_toml", source=path.name, reason=str(error)) from None
    return _mapping(Section(path.name, "", found), path.parent, content)


def _mapping(top: Section, folder: Path, content: bytes) -> Mapping:
    kind = top.choice("kind", tuple(KINDS))
    mapping = Mapping(
        source=top.source,
        kind=kind,
        case=_case(top.section("case"), kind),
        date=_date(top, kind),
        file=_file_form(top.section("file")),
        fields=_fields(top, kind),
        ratings=_ratings(top) if kind == "ratings" else (),
        phase=_phase(top.section("phase")) if "phase" in top else None,
        scales=_scales(top, folder),
        content=content,
    )
    top.finish()
    return mapping


def _file_form(section: Section) -> FileForm:
    usual = FileForm()
    stated = section.text("encoding", usual.encoding)
    encoding = known_encoding(stated)
    if encoding is None:
        raise section.wrong("mapping_encoding", "encoding", value=stated)
    delimiter = section.text("delimiter", usual.delimiter)
    delimiter = DELIMITERS.get(delimiter, delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n ' or delimiter.isalnum():
        raise section.wrong("mapping_delimiter", "delimiter", value=delimiter)
    decimal = section.choice("decimal", (".", ","), usual.decimal)
    thousands = section.choice("thousands", ("", ".", ",", " ", "'"), "")
    if thousands == decimal:
        raise section.wrong("mapping_thousands", "thousands", value=thousands)
    form = FileForm(
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        thousands=thousands,
        percent=section.choice("percent", ("refuse", "points", "share"), "refuse"),  # type: ignore[arg-type]
        rounded=section.choice("rounded", ("refuse", "shown"), "refuse"),  # type: ignore[arg-type]
        missing=_missing(section),
        sheet=section.text("sheet", ""),
        header_row=section.whole("header_row", 1),
    )
    section.finish()
    return form


def _missing(section: Section) -> tuple[str, ...]:
    if "missing" not in section:
        return FileForm().missing
    tokens = section.content["missing"]
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise section.wrong("mapping_not_list", "missing")
    return ("", *tokens)


def _case(section: Section, kind: str) -> CaseRule:
    new = {name: section.text(name) for name in fields_of("cases") if name in section}
    if kind == "cases" and new:
        raise section.wrong("mapping_case_fields", next(iter(new)))
    rule = CaseRule(section.text("column"), section.text("prefix", ""), section.words("codes"), new)
    section.finish()
    return rule


def _date(top: Section, kind: str) -> FieldRule | DayRule | None:
    if KINDS[kind].date is None:
        return None
    if "date" not in top:
        raise top.wrong("mapping_missing_key", "date")
    section = top.section("date")
    if "day" in section:
        return _day(section)
    rule = FieldRule(column=section.text("column"), **_as_written(section))
    section.finish()
    return rule


def _as_written(section: Section) -> dict[str, Any]:
    return {
        "format": _format(section),
        "time": section.choice("time", ("refuse", "ignore"), "refuse"),
        "mixed": section.choice("mixed", ("refuse", "tell"), "refuse"),
    }


def _format(section: Section) -> str:
    stated = section.text("format", "YYYY-MM-DD")
    fault = check_format(stated)
    if fault:
        raise section.wrong(fault, "format", value=stated)
    return stated


def _day(section: Section) -> DayRule:
    starts_on = section.content.get("starts_on") if "starts_on" in section else None
    if type(starts_on) is not dt.date:
        raise section.wrong("mapping_not_date", "starts_on")
    counts = section.choice("counts", ("days", "weekdays"))
    if counts == "weekdays" and starts_on.isoweekday() > 5:
        raise section.wrong("mapping_starts_on_weekend", "starts_on", value=starts_on)
    rule = DayRule(
        column=section.text("day"),
        starts_on=starts_on,
        counts="weekdays" if counts == "weekdays" else "days",
        weekday=section.text("weekday", ""),
        weekday_differs="tell" if _is_told(section) else "refuse",
    )
    section.finish()
    return rule


def _is_told(section: Section) -> bool:
    return section.choice("weekday_differs", ("refuse", "tell"), "refuse") == "tell"


def _rule(section: Section, key: str) -> FieldRule:
    """Read ``key = "column"`` or ``key = { column = …, always = …, words = …, format = … }``."""
    if isinstance(section.content.get(key), str):
        return FieldRule(column=section.text(key))
    return _rule_table(section.section(key))


def _rule_table(table: Section) -> FieldRule:
    rule = FieldRule(
        column=table.text("column", ""),
        always=table.text("always", ""),
        words=table.words("words"),
        **_as_written(table),
    )
    if bool(rule.column) == bool(rule.always):
        raise table.wrong("mapping_column_or_always", table.place)
    table.finish()
    return rule


def _fields(top: Section, kind: str) -> dict[str, FieldRule]:
    if kind == "ratings":
        if "rater" not in top:
            raise top.wrong("mapping_missing_key", "rater")
        return {"rater": _rule(top, "rater")}
    section = top.section("columns")
    rules = {name: _rule(section, name) for name in fields_of(kind) if name in section}
    section.finish()
    return rules


def _ratings(top: Section) -> tuple[RatingColumn, ...]:
    if "long" in top:
        if "rating" in top:
            raise top.wrong("mapping_long_and_wide", "long")
        return (_rated(top.section("long"), _long_rule),)
    entries = top.content.get("rating") if "rating" in top else None
    if not isinstance(entries, list) or not entries:
        raise top.wrong("mapping_no_ratings", "rating")
    places = (f"rating[{number}]" for number in range(1, len(entries) + 1))
    sections = [
        Section(top.source, place, entry) for place, entry in zip(places, entries, strict=True)
    ]
    return tuple(_rated(section, _wide_rule) for section in sections)


def _rated(section: Section, named: Callable[[Section, str], FieldRule]) -> RatingColumn:
    rules = {
        name: _rule(section, name)
        for name in ("not_rated", "not_rated_note", "evidence")
        if name in section
    }
    value = FieldRule(
        column=section.text("column" if named is _wide_rule else "value"),
        words=section.words("words"),
    )
    rated = RatingColumn(value, named(section, "scale"), named(section, "dimension"), **rules)
    section.finish()
    return rated


def _wide_rule(section: Section, key: str) -> FieldRule:
    return FieldRule(always=section.text(key))


def _long_rule(section: Section, key: str) -> FieldRule:
    section.known.add(key)
    if key not in section.content:
        raise section.wrong("mapping_missing_key", key)
    return _rule(section, key)


def _phase(section: Section) -> PhaseRule:
    rule = PhaseRule(section.text("column"), section.text("plan_begins"), section.text("note", ""))
    section.finish()
    return rule


def _scales(top: Section, folder: Path) -> tuple[Path, ...]:
    names = top.content.get("scale", []) if "scale" in top else []
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise top.wrong("mapping_not_list", "scale")
    for name in names:
        if not (folder / name).is_file():
            raise top.wrong("mapping_no_scale_file", "scale", value=name)
    return tuple(folder / name for name in names)
